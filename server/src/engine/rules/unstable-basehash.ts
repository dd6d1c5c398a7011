/**
 * `unstable-basehash`: a task's basehash differs in each run of BitBake on the same host, because the time, a process
 * number or a random value gets into it; or it is another one in the worker that runs the task, because the worker sets
 * a variable itself. BitBake reports both as "basehash value changed" and "the metadata is not deterministic". The
 * first is proven by an evaluation at another time, the second by an evaluation as the worker makes it.
 */

import { isOfTheBuild } from '../layers/workerView';
import type { Origin } from '../datastore/history';
import { assignmentWith, differingAssignment } from './common/assignments';
import { excludeOrTrack, todoAbout } from './common/exclusions';
import {
  type ProvenCause,
  briefDifference,
  originOf,
  provenCauses,
  provenFinding,
  provenInputs,
  variablesIn,
} from './common/proven';
import type { Finding, FixProposal, Messages, Rule, RuleContext, RuleVariant } from './rule';

const CODE = 'unstable-basehash';
/** What to do where an exclusion is safe. */
const TODO = 'exclude or avoid it';

const messages = {
  differs: (task, variable, before, after, todo) =>
    `the basehash of \`${task}\` differs in each run: \`${variable}\` was \`${before}\` in one evaluation and \`${after}\` in the next; ${todo}`,
  differsInWorker: (task, variable, parsed, worker, todo) =>
    `BitBake reports "basehash value changed" for \`${task}\`: \`${variable}\` is ${parsed} when it parses, and ${worker} in the worker that runs a task; ${todo}`,
  onlyIn: (task, variable, when, key) =>
    `BitBake reports "basehash value changed" for \`${task}\`: \`${key}\` refers to \`${variable}\` only ${when}, because \`\${${variable}}\` stays in a value where it is not set; exclude or avoid it`,
  product: (task, variable, path) =>
    `the basehash of \`${task}\` contains \`${variable}\`, which depends on whether \`${path}\` exists: a build changes that, and so the hash; decide it in the task`,
} satisfies Messages;

export const unstableBasehash: Rule = {
  code: CODE,
  severity: 'error',
  title: "a task's basehash differs in each run of BitBake on the same host, or in the worker that runs the task",
  messages,
  needsProof: true,
  check,
  fixes,
};

function check(variant: RuleVariant, context: RuleContext): readonly Finding[] {
  if (!variant.proof) return [];
  const { proof } = variant;
  const { runs, worker } = proof;
  const reported = variablesIn(runs);
  return [
    ...provenCauses(runs).map((proven) => {
      const { tasks } = proven;
      const { variable, a, b } = proven.cause;
      const todo = todoAbout({ variable, tasks }, variant, TODO);
      const [before, after] = briefDifference(a ?? '', b ?? '');
      return provenFinding(CODE, proven, variant, messages.differs(tasks[0] ?? '', variable, before, after, todo));
    }),
    ...provenCauses(worker).map((proven) => inWorker(proven, variant, context)),
    ...provenInputs(proof, ['product'], (variable) => reported.has(variable)).map(({ input, proven }) => {
      const { variable } = proven.cause;
      const message = messages.product(proven.tasks[0] ?? '', variable, input.name);
      return { ...provenFinding(CODE, proven, variant, message), location: originOf(proven, variant) };
    }),
  ];
}

/** Where a product decides, an exclusion makes the hash equal, and leaves the task different. */
function fixes(finding: Finding, variant: RuleVariant, context: RuleContext): readonly FixProposal[] {
  const proposals = excludeOrTrack(finding, variant, context);
  const inputs = variant.proof ? provenInputs(variant.proof, ['product'], () => false) : [];
  const decides = inputs.find(({ proven }) => proven.cause.variable === finding.variable);
  if (!decides) return proposals;
  const risk = `the task still differs with whether ${decides.input.name} exists`;
  return proposals.map((proposal) => ({ ...proposal, title: `${proposal.title}: ${risk}`, risk }));
}

function inWorker(proven: ProvenCause, variant: RuleVariant, context: RuleContext): Finding {
  const { variable, a, b } = proven.cause;
  const [parsed, worker] = briefDifference(a ?? '', b ?? '');
  const there = isOfTheBuild(variable) ? 'a value of its build' : shown(worker);
  const { tasks } = proven;
  const todo = todoAbout({ variable, tasks }, variant, TODO);
  const key = proven.cause.chain[proven.cause.chain.length - 2] ?? '';
  const message =
    parsed === '' && worker === '' && !isOfTheBuild(variable)
      ? messages.onlyIn(tasks[0] ?? '', variable, evaluationWith(proven, variant), key)
      : messages.differsInWorker(tasks[0] ?? '', variable, shown(parsed), there, todo);
  const finding = provenFinding(CODE, proven, variant, message);
  return { ...finding, location: ownAssignment(proven, variant, context) };
}

/** Which evaluation has a variable without a value in the hash. */
function evaluationWith({ cause }: ProvenCause, { signatures }: RuleVariant): string {
  const [key = '', variable = ''] = cause.chain.slice(-2);
  return signatures.gendeps.get(key)?.has(variable) === true ? 'when BitBake parses' : 'in the worker that runs a task';
}

function shown(value: string): string {
  return value === '' ? 'empty' : `\`${value}\``;
}

/** The assignment of the variable in a file of the user, if the key that refers to it is in a file of somebody else. */
function ownAssignment({ cause }: ProvenCause, { d }: RuleVariant, { isOwn }: RuleContext): Origin | null {
  const { chain, variable } = cause;
  const user = assignmentWith((text) => text.includes(variable), chain[chain.length - 2] ?? '', d);
  const assigned = differingAssignment(cause, d);
  return assigned && isOwn(assigned.file) && !(user && isOwn(user.file)) ? assigned.origin : null;
}
