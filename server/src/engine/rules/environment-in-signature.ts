/**
 * `environment-in-signature`: a variable of the user's session, let through by `BB_ENV_PASSTHROUGH_ADDITIONS` or
 * exported, is in a task's signature. It is proven like `host-dependent-signature`; the rules are separate because the
 * fix for a session variable differs from the fix for a host.
 */

import { excludeOrTrack, todoAbout } from './common/exclusions';
import { briefly, isFromEnvironment, originOf, provenCauses, provenFinding, provenInputs } from './common/proven';
import type { Finding, Messages, Rule, RuleVariant } from './rule';

const CODE = 'environment-in-signature';

const messages = {
  inSignature: (task, variable, value, todo) =>
    `the signature of \`${task}\` contains \`${variable}\` of your session, \`${value}\` here: whoever has another value computes another hash; ${todo}`,
  notSet: (task, variable, todo) =>
    `the signature of \`${task}\` depends on \`${variable}\`, which your session does not set: whoever sets it computes another hash; ${todo}`,
  asked: (task, variable, name, value, todo) =>
    `the signature of \`${task}\` contains \`${variable}\`, taken from \`${name}\` of your session, \`${value}\` here: whoever has another computes another hash; ${todo}`,
} satisfies Messages;

export const environmentInSignature: Rule = {
  code: CODE,
  severity: 'warning',
  title: 'a variable of the session that BitBake was started in gets into a hash',
  messages,
  needsProof: true,
  check,
  fixes: excludeOrTrack,
};

function check(variant: RuleVariant): readonly Finding[] {
  const { proof } = variant;
  if (!proof) return [];
  const passed = provenCauses(proof.hosts).filter(({ cause }) => isFromEnvironment(cause.variable, variant));
  const reported = new Set(passed.map(({ cause }) => cause.variable));
  return [
    ...passed.map((proven) => {
      const { variable, a } = proven.cause;
      const [task = ''] = proven.tasks;
      const todo = todoAbout({ variable, tasks: proven.tasks }, variant, 'exclude it');
      const isSet = variant.d.history.entries(variable).some(({ operation }) => operation === 'from env');
      const message = isSet
        ? messages.inSignature(task, variable, briefly(a), todo)
        : messages.notSet(task, variable, todo);
      return provenFinding(CODE, proven, variant, message);
    }),
    ...provenInputs(proof, ['environment'], (variable) => reported.has(variable)).map(({ input, proven }) => {
      const { variable, a } = proven.cause;
      const todo = todoAbout({ variable, tasks: proven.tasks }, variant, 'exclude it');
      const message = messages.asked(proven.tasks[0] ?? '', variable, input.name, briefly(a), todo);
      return { ...provenFinding(CODE, proven, variant, message), location: originOf(proven, variant) };
    }),
  ];
}
