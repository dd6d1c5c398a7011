/**
 * `environment-in-signature`: a variable of the user's session, let through by `BB_ENV_PASSTHROUGH_ADDITIONS` or
 * exported, is in a task's signature. Proven as `host-dependent-signature` is; what a session holds is mended otherwise
 * than what a host is.
 */

import { excludeOrTrack } from './common/exclusions';
import { isFromEnvironment, provenCauses, provenFinding } from './common/proven';
import type { Finding, Rule, RuleVariant } from './rule';

const CODE = 'environment-in-signature';

export const environmentInSignature: Rule = {
  code: CODE,
  severity: 'warning',
  title: 'a variable of the session gets into a signature',
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
      return provenFinding(
        CODE,
        proven,
        variant,
        `the signature of \`${proven.tasks[0] ?? ''}\` contains \`${variable}\` of your session, which is \`${a ?? ''}\` here: whoever has another value shares no sstate object with you`,
      );
    });
}
