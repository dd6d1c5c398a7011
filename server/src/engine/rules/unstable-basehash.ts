/**
 * `unstable-basehash`: a task's basehash differs in each run of BitBake on the same host, because the time, a process
 * number or a random value gets into it. BitBake reports this as "basehash value changed" and "the metadata is not
 * deterministic". It is proven by an evaluation at another time.
 */

import { excludeOrTrack } from './common/exclusions';
import { lastOrigin, provenCauses, provenFinding, provenInputs, variablesIn } from './common/proven';
import type { Finding, Messages, Rule, RuleVariant } from './rule';

const CODE = 'unstable-basehash';

const messages = {
  differs: (task, variable, before, after) =>
    `the basehash of \`${task}\` differs in each run: \`${variable}\` was \`${before}\` in one evaluation and \`${after}\` in the next; exclude or avoid it`,
  product: (task, variable, path) =>
    `the basehash of \`${task}\` contains \`${variable}\`, which depends on whether \`${path}\` exists: a build makes or removes that, and the hash changes; decide that in the task`,
} satisfies Messages;

export const unstableBasehash: Rule = {
  code: CODE,
  severity: 'error',
  title: "a task's basehash differs in each run of BitBake on the same host",
  messages,
  needsProof: true,
  check,
  fixes: excludeOrTrack,
};

function check(variant: RuleVariant): readonly Finding[] {
  const { proof } = variant;
  if (!proof) return [];
  const inRuns = provenCauses(proof.runs).map((proven) => {
    const { variable, a, b } = proven.cause;
    return provenFinding(CODE, proven, variant, messages.differs(proven.tasks[0] ?? '', variable, a ?? '', b ?? ''));
  });
  const reported = variablesIn(proof.runs);
  const ofProducts = provenInputs(proof, ['product'], (variable) => reported.has(variable)).map(({ input, proven }) => {
    const { variable } = proven.cause;
    const message = messages.product(proven.tasks[0] ?? '', variable, input.name);
    return { ...provenFinding(CODE, proven, variant, message), location: lastOrigin(variable, variant) };
  });
  return [...inRuns, ...ofProducts];
}
