/**
 * `unstable-basehash`: a task's basehash differs in each run of BitBake on the same host, because the time, a process
 * number or a random value gets into it. BitBake reports this as "basehash value changed" and "the metadata is not
 * deterministic". It is proven by an evaluation at another time.
 */

import { excludeOrTrack } from './common/exclusions';
import { provenCauses, provenFinding } from './common/proven';
import type { Finding, Rule, RuleVariant } from './rule';

const CODE = 'unstable-basehash';

export const unstableBasehash: Rule = {
  code: CODE,
  severity: 'error',
  title: 'a basehash differs from run to run on the same host',
  needsProof: true,
  check,
  fixes: excludeOrTrack,
};

function check(variant: RuleVariant): readonly Finding[] {
  if (!variant.proof) return [];
  return provenCauses(variant.proof.runs).map((proven) => {
    const { variable, a, b } = proven.cause;
    return provenFinding(
      CODE,
      proven,
      variant,
      `the basehash of \`${proven.tasks[0] ?? ''}\` differs in each run: \`${variable}\` was \`${a ?? ''}\` in one evaluation and \`${b ?? ''}\` in the next; BitBake will say that its value changed and that the metadata is not deterministic`,
    );
  });
}
