/**
 * `shared-stamp`: tasks of two multiconfigs write one stamp although their hashes differ. A new stamp removes the old
 * one, so each configuration makes the other's task run again, and both write the same folders. It needs no second
 * evaluation: the recipe was evaluated in each multiconfig.
 */

import { sorted } from '../base/order';
import { textOf } from '../datastore/datastore';
import { causesOf } from '../signatures/differences';
import { excludeOrTrack } from './common/exclusions';
import { briefly, provenCauses, provenFinding } from './common/proven';
import type { Cause } from '../signatures/differences';
import type { Finding, Messages, Rule, RuleVariant } from './rule';

const CODE = 'shared-stamp';

const messages = {
  differs: (task, other, variable, here, there) =>
    `\`${task}\` has one stamp with that of \`mc:${other}\`, but other hashes: \`${variable}\` is \`${here}\` here and \`${there}\` there; exclude it, or separate the stamps`,
} satisfies Messages;

export const sharedStamp: Rule = {
  code: CODE,
  severity: 'warning',
  title: 'tasks of two multiconfigs write one stamp although their hashes differ',
  messages,
  needsProof: false,
  check,
  fixes: excludeOrTrack,
};

function check(variant: RuleVariant): readonly Finding[] {
  // Each pair of multiconfigs once: the first of two in order of names reports it.
  const later = variant.siblings.filter(({ multiconfig }) => multiconfig > variant.multiconfig);
  return sorted(later.map(({ multiconfig }) => multiconfig)).flatMap((multiconfig) => {
    const other = later.find((sibling) => sibling.multiconfig === multiconfig);
    if (!other) return [];
    return provenCauses(differingTasks(variant, other)).map((proven) => {
      const { variable, a, b } = proven.cause;
      const message = messages.differs(proven.tasks[0] ?? '', multiconfig, variable, briefly(a), briefly(b));
      return provenFinding(CODE, proven, variant, message);
    });
  });
}

/** The tasks that write one stamp with different basehashes, each with the causes. */
function differingTasks(here: RuleVariant, there: RuleVariant): ReadonlyMap<string, readonly Cause[]> {
  const found = new Map<string, readonly Cause[]>();
  for (const [task, hash] of here.signatures.tasks) {
    const other = there.signatures.tasks.get(task);
    if (hash.kind !== 'known' || other?.kind !== 'known' || hash.hash === other.hash) continue;
    if (!writesStamp(task, here) || stampOf(task, here) !== stampOf(task, there)) continue;
    found.set(task, causesOf(task, here.signatures, there.signatures));
  }
  return found;
}

/** Whether a task that ran leaves a stamp. */
export function writesStamp(task: string, { d }: Pick<RuleVariant, 'd'>): boolean {
  const flags = d.getVarFlags(task);
  return flags?.has('nostamp') !== true && flags?.has('noexec') !== true;
}

/** A task's stamp without its hash. Mirrors `stampfile` of `bb.siggen`. */
export function stampOf(task: string, { d }: Pick<RuleVariant, 'd'>): string {
  const flag = (name: string): string => {
    const value = d.getVarFlag(task, name);
    return value === null ? '' : textOf(value);
  };
  return `${flag('stamp-base') || d.getText('STAMP')} ${flag('stamp-extra-info')}`;
}
