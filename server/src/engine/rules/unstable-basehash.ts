/**
 * `unstable-basehash`: a task's basehash differs in each run of BitBake on the same host, because the time, a process
 * number or a random value gets into it. BitBake reports this as "basehash value changed" and "the metadata is not
 * deterministic". It is proven by an evaluation at another time.
 */

import { excludeOrTrack, todoAbout } from './common/exclusions';
import { provenCauses, provenFinding } from './common/proven';
import type { Finding, Messages, Rule, RuleVariant } from './rule';

const CODE = 'unstable-basehash';

const messages = {
  differs: (task, variable, before, after, todo) =>
    `the basehash of \`${task}\` differs in each run: \`${variable}\` was \`${before}\` in one evaluation and \`${after}\` in the next; ${todo}`,
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
  if (!variant.proof) return [];
  return provenCauses(variant.proof.runs).map((proven) => {
    const { tasks } = proven;
    const { variable, a, b } = proven.cause;
    const todo = todoAbout({ variable, tasks }, variant, 'exclude or avoid it');
    return provenFinding(CODE, proven, variant, messages.differs(tasks[0] ?? '', variable, a ?? '', b ?? '', todo));
  });
}
