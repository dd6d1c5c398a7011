/** Finds the exclusions that take a variable out of the closure of a task. */

import { sorted } from '../../base/order';
import { closureOf } from '../../signatures/basehash';
import type { Exclusion, Finding, FixProposal, RuleContext, RuleVariant } from '../rule';
import { assignmentsOf, statementOf } from './assignments';
import { contentsBehind, trackingLines, untracked } from './contents';

/** More exclusions than this are not a fix: they show that the variable itself should be changed. */
const MOST_EXCLUSIONS = 6;

/**
 * The fixes for a variable that does not belong in a signature. One excludes it from the keys through which the
 * finding's tasks depend on it. If the tasks read files by the variable, another fix also tracks these files. If the
 * exclusions cannot be written or more than one is needed, a further fix hashes a constant instead of the variable's
 * value.
 */
export function excludeOrTrack(finding: Finding, variant: RuleVariant, context: RuleContext): readonly FixProposal[] {
  const { variable, tasks } = finding;
  const all = exclusionsOf(finding, variant);
  const constant: FixProposal[] =
    all?.length !== 1 && isAssigned(variable, variant, context)
      ? [
          {
            title: `Hash a constant for ${variable} (${variable}[vardepvalue] = "1")`,
            lines: [{ key: variable, text: `${variable}[vardepvalue] = "1"` }],
          },
        ]
      : [];
  if (all === null) return constant;
  const contents = untracked(
    all.flatMap(({ key, name }) => contentsBehind(key, name, variant, context)),
    variant,
  );
  const tracking =
    contents.length > 0 && tasks.length <= MOST_EXCLUSIONS
      ? [
          {
            title: `${titleOf(all, variable)} and track ${contents[0]?.expression ?? ''} with [file-checksums]`,
            exclusions: all,
            lines: trackingLines(tasks, contents),
          },
        ]
      : [];
  return [...tracking, { title: titleOf(all, variable), exclusions: all }, ...constant];
}

/**
 * The exclusions that take a finding's variable out of all its tasks; null if they cannot be written or are too many.
 */
function exclusionsOf(finding: Finding, { signatures }: RuleVariant): readonly Exclusion[] | null {
  const exclusions = new Map<string, Exclusion>();
  for (const task of finding.tasks) {
    const found = exclusionsFor(task, finding.variable, signatures.gendeps);
    if (!found) return null;
    for (const exclusion of found) exclusions.set(`${exclusion.key} ${exclusion.name}`, exclusion);
  }
  if (exclusions.size === 0 || exclusions.size > MOST_EXCLUSIONS) return null;
  return sorted(exclusions.keys()).flatMap((id) => exclusions.get(id) ?? []);
}

/** Whether the value of a variable comes from an assignment, so that its flags can be written next to it. */
function isAssigned(variable: string, { d, signatures }: RuleVariant, context: RuleContext): boolean {
  const entries = isWritable(variable) && !signatures.tasks.has(variable) ? assignmentsOf(variable, null, d) : [];
  const last = entries[entries.length - 1];
  return last !== undefined && statementOf(last, context) !== null;
}

/** Whether flags of a key can be written in a file. */
function isWritable(key: string): boolean {
  return /^[a-zA-Z0-9\-_+${}/~:]+$/.test(key);
}

function titleOf(exclusions: readonly Exclusion[], variable: string): string {
  const [only] = exclusions;
  if (only && exclusions.length === 1)
    return `Exclude ${only.name} from ${only.key} (${only.key}[vardepsexclude] += "${only.name}")`;
  return `Exclude ${variable} from ${exclusions.map((exclusion) => exclusion.key).join(', ')} (vardepsexclude on each)`;
}

/**
 * The exclusions that cut every path from `task` to `name`; null if one of them cannot be written as a flag.
 * `KEY[vardepsexclude]` acts only on the direct dependencies of KEY, so it has to be on the variable's direct parents.
 * If a parent is itself a flag, it cannot carry the exclusion. In that case the flag's owner excludes the flag.
 */
function exclusionsFor(
  task: string,
  name: string,
  gendeps: ReadonlyMap<string, ReadonlySet<string>>,
): readonly Exclusion[] | null {
  const closure = new Set([task, ...closureOf(task, gendeps)]);
  const found = new Map<string, Exclusion>();
  const pending = [name];
  const seen = new Set(pending);
  for (const target of pending) {
    for (const key of closure) {
      if (!gendeps.get(key)?.has(target)) continue;
      if (isWritable(key)) {
        found.set(`${key} ${target}`, { key, name: target });
      } else if (!seen.has(key)) {
        // A flag or a module function carries no exclusion: each key that refers to it has to exclude it.
        seen.add(key);
        pending.push(key);
      }
    }
    if (found.size > MOST_EXCLUSIONS) return null;
  }
  return found.size === 0 ? null : sorted(found.keys()).flatMap((id) => found.get(id) ?? []);
}
