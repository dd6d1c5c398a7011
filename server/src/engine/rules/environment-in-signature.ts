/**
 * `environment-in-signature`: a variable of the user's session, let through by `BB_ENV_PASSTHROUGH_ADDITIONS` or
 * exported, is in a task's signature. It is proven like `host-dependent-signature`; the rules are separate because the
 * fix for a session variable differs from the fix for a host.
 */

import { excludeOrTrack, todoAbout } from './common/exclusions';
import { isFromEnvironment, provenCauses, provenFinding } from './common/proven';
import type { Finding, Messages, Rule, RuleVariant } from './rule';

const CODE = 'environment-in-signature';

const messages = {
  inSignature: (task, variable, value, todo) =>
    `the signature of \`${task}\` contains \`${variable}\` of your session, \`${value}\` here: whoever has another value computes another hash; ${todo}`,
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
  return provenCauses(proof.hosts)
    .filter(({ cause }) => isFromEnvironment(cause.variable, variant))
    .map((proven) => {
      const { variable, a } = proven.cause;
      const todo = todoAbout({ variable, tasks: proven.tasks }, variant, 'exclude it');
      return provenFinding(CODE, proven, variant, messages.inSignature(proven.tasks[0] ?? '', variable, a ?? '', todo));
    });
}
