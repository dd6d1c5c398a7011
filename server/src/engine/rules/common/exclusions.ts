/** Finds the exclusions that take a variable out of the closure of a task. */

import { sorted } from '../../base/order';
import { closureOf } from '../../signatures/basehash';
import type { Exclusion, Finding, FixProposal, RuleContext, RuleVariant } from '../rule';
import { assignmentsOf, statementOf } from './assignments';
import { contentsBehind, trackingLines, untracked } from './contents';
import { type Destination, destinationOf } from './destinations';

/** More exclusions than this are not a fix: they show that the variable itself should be changed. */
const MOST_EXCLUSIONS = 6;

/**
 * The fixes for a variable that does not belong in a signature. One excludes it from the keys through which the
 * finding's tasks depend on it. If the tasks read files by the variable, another fix also tracks these files. If the
 * exclusions cannot be written or more than one is needed, a further fix hashes a constant instead of the variable's
 * value.
 *
 * None of them changes what the tasks make. Where the value gets into that, or may do so, the fixes say so and come last;
 * first comes what keeps the value out.
 */
export function excludeOrTrack(finding: Finding, variant: RuleVariant, context: RuleContext): readonly FixProposal[] {
  const destination = destinationOf(finding, variant);
  const proposals = exclusionProposals(finding, variant, context);
  if (destination.kind === 'path') return proposals;
  const risk = riskOf(finding.variable, destination);
  return [
    ...keepingOut(destination, finding, variant),
    ...proposals.map((proposal) => ({
      ...proposal,
      title: `${proposal.title}: ${risk}`,
      risk,
      brings: ['unsafe-vardepsexclude'],
    })),
  ];
}

/** What to do about a variable in a signature, for the end of a message. */
export function todoAbout(finding: Pick<Finding, 'variable' | 'tasks'>, variant: RuleVariant, usual: string): string {
  const destination = destinationOf(finding, variant);
  switch (destination.kind) {
    case 'path':
      return usual;
    case 'content':
      return `its value gets into the output, as ${destination.where}: ${destination.advice}; an exclusion would give everybody the value of one host`;
    case 'unknown':
      return `it is not known whether its value gets into the output, because ${destination.why}: avoid it, and exclude it only if no output contains it`;
  }
}

function riskOf(variable: string, { kind }: Destination): string {
  return kind === 'content'
    ? `everybody then gets an output with one host's value of ${variable}`
    : `only if no output contains the value of ${variable}`;
}

/** A compiler that maps a folder's name writes the same on every host; then hashes need not contain the folder. */
function keepingOut(destination: Destination, finding: Finding, variant: RuleVariant): readonly FixProposal[] {
  const mapping = destination.kind === 'content' ? destination.mapping : null;
  const all = mapping && exclusionsOf(finding, variant);
  if (!mapping || !all) return [];
  const { flags, folder } = mapping;
  const map = `-ffile-prefix-map=${folder}=/usr/src/${finding.variable.toLowerCase().replace(/[^a-z0-9]/g, '-')}`;
  return [
    {
      title: `Keep ${finding.variable} out of what compilers write (${map}), and exclude it`,
      exclusions: all,
      lines: [{ key: flags, text: `${flags}:append = " ${map}"` }],
    },
  ];
}

function exclusionProposals(finding: Finding, variant: RuleVariant, context: RuleContext): readonly FixProposal[] {
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
