/** Which exclusions take a variable out of the closure of a task. */

import { sorted } from '../../base/order';
import { closureOf } from '../../signatures/basehash';
import type { Exclusion, Finding, FixProposal, RuleContext, RuleVariant } from '../rule';
import { assignmentsOf, statementOf } from './assignments';
import { contentsBehind, trackingLines, untracked } from './contents';

/** More exclusions than this are no fix but a sign that the variable itself should be changed. */
const MOST_EXCLUSIONS = 6;

/**
 * What mends a variable that does not belong into a signature: to exclude it wherever the finding's tasks depend on it,
 * where that can be written, and to track the files that are read by it; or, where that takes more than one exclusion,
 * to hash a constant in place of its value.
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
 * The exclusions that take a finding's variable out of all its tasks; null where they cannot be written, or are too
 * many.
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

/** Whether the value of a variable comes from an assignment, beside which its flags can stand. */
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
 * The exclusions that cut every way from `task` to `name`; null where one of them cannot be written as a flag.
 * `KEY[vardepsexclude]` acts on the direct dependencies of KEY only, so it has to stand on the variable's direct
 * parents; a flag cannot carry it, so there it stands on the flag's owner, for the flag.
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
        // A flag or a module function carries no exclusion: whoever refers to it has to exclude it.
        seen.add(key);
        pending.push(key);
      }
    }
    if (found.size > MOST_EXCLUSIONS) return null;
  }
  return found.size === 0 ? null : sorted(found.keys()).flatMap((id) => found.get(id) ?? []);
}
