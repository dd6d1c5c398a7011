/** Which exclusions take a variable out of the closure of a task. */

import { sorted } from '../../base/order';
import { closureOf } from '../../signatures/basehash';
import type { Exclusion, Finding, FixProposal, RuleVariant } from '../rule';

/** More exclusions than this are no fix but a sign that the variable itself should be changed. */
const MOST_EXCLUSIONS = 6;

/** The proposal to exclude a finding's variable wherever its tasks depend on it; none where that cannot be written. */
export function excludeVariable(finding: Finding, { signatures }: RuleVariant): readonly FixProposal[] {
  const exclusions = new Map<string, Exclusion>();
  for (const task of finding.tasks) {
    const found = exclusionsFor(task, finding.variable, signatures.gendeps);
    if (!found) return [];
    for (const exclusion of found) exclusions.set(`${exclusion.key} ${exclusion.name}`, exclusion);
  }
  if (exclusions.size === 0 || exclusions.size > MOST_EXCLUSIONS) return [];
  const all = sorted(exclusions.keys()).flatMap((id) => exclusions.get(id) ?? []);
  return [{ title: titleOf(all, finding.variable), exclusions: all }];
}

function titleOf(exclusions: readonly Exclusion[], variable: string): string {
  const [only] = exclusions;
  if (only && exclusions.length === 1) return `Exclude ${only.name} from ${only.key} (${only.key}[vardepsexclude] += "${only.name}")`;
  return `Exclude ${variable} from ${exclusions.map((exclusion) => exclusion.key).join(', ')} (vardepsexclude on each)`;
}

/**
 * The exclusions that cut every way from `task` to `name`; null where one of them cannot be written as a flag. `KEY[vardepsexclude]` acts on
 * the direct dependencies of KEY only, so it has to stand on the variable's direct parents; a flag cannot carry it, so there it
 * stands on the flag's owner, for the flag.
 */
export function exclusionsFor(task: string, name: string, gendeps: ReadonlyMap<string, ReadonlySet<string>>): readonly Exclusion[] | null {
  const closure = new Set([task, ...closureOf(task, gendeps)]);
  const found = new Map<string, Exclusion>();
  const pending = [name];
  const seen = new Set(pending);
  for (const target of pending) {
    for (const key of closure) {
      if (!gendeps.get(key)?.has(target)) continue;
      if (/^[a-zA-Z0-9\-_+.${}/~:]+$/.test(key) && !key.includes('.')) {
        found.set(`${key} ${target}`, { key, name: target });
      } else if (!seen.has(key)) {
        // A flag or a module function carries no exclusion: whoever refers to it has to exclude it.
        seen.add(key);
        pending.push(key);
      }
    }
    if (found.size > MOST_EXCLUSIONS) return null;
  }
  return found.size === 0 ? null : sorted(found.keys()).flatMap((id) => found.get(id) ?? []);
}
