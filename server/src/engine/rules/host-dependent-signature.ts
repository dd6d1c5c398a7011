/**
 * `host-dependent-signature`: another host computes another basehash for a task, so that neither host finds the other's
 * shared-state objects. It is proven by an evaluation on a second, virtual host. That host differs in everything in
 * which hosts may differ, and in nothing else.
 */

import { excludeOrTrack, todoAbout } from './common/exclusions';
import { relativeSources } from './common/localSources';
import { briefDifference, isFromEnvironment, provenCauses, provenFinding, variablesIn } from './common/proven';
import type { Finding, Messages, Rule, RuleVariant } from './rule';

const CODE = 'host-dependent-signature';

const messages = {
  differs: (task, variable, here, there, todo) =>
    `the signature of \`${task}\` depends on the host: \`${variable}\` is \`${here}\` here and \`${there}\` on another host; ${todo}`,
} satisfies Messages;

export const hostDependentSignature: Rule = {
  code: CODE,
  severity: 'warning',
  title: 'another host computes another basehash for a task',
  messages,
  needsProof: true,
  check,
  fixes: (finding, variant, context) => [
    ...relativeSources(finding, variant, context),
    ...excludeOrTrack(finding, variant, context),
  ],
};

function check(variant: RuleVariant): readonly Finding[] {
  const { proof } = variant;
  if (!proof) return [];
  const unstable = new Set([...proof.runs.values()].flatMap((causes) => causes.map(({ variable }) => variable)));
  const ofSession = new Set(
    proof.inputs.flatMap(({ kind, differing }) => (kind === 'environment' ? [...variablesIn(differing)] : [])),
  );
  return provenCauses(proof.hosts)
    .filter(
      ({ cause }) =>
        !unstable.has(cause.variable) && !ofSession.has(cause.variable) && !isFromEnvironment(cause.variable, variant),
    )
    .map((proven) => {
      const { variable, a, b } = proven.cause;
      const { tasks } = proven;
      const todo = todoAbout({ variable, tasks }, variant, 'exclude or avoid it');
      const [here, there] = briefDifference(a ?? '', b ?? '');
      return provenFinding(CODE, proven, variant, messages.differs(tasks[0] ?? '', variable, here, there, todo));
    });
}
