/**
 * `parse-time-read`: a hash contains what a file, a folder or a command said while metadata was parsed. BitBake does not
 * watch them. It finds the recipe in its cache of parsed recipes and continues with the old value, until something makes
 * it parse again and the hash changes. It is proven by an evaluation in which they say something else. The proofs report
 * values that differ between hosts or from run to run.
 */

import { basename, normalize } from '../files/posixPath';
import { DatastoreError } from '../base/datastoreError';
import { frozenAssignment, statementOf } from './common/assignments';
import { type NamedFile, trackingLines } from './common/contents';
import { excludeOrTrack } from './common/exclusions';
import { markings } from './common/marks';
import { originOf, provenFinding, provenInputs, variablesIn } from './common/proven';
import type {
  Finding,
  FixProposal,
  InputKind,
  Messages,
  Observation,
  ParseInput,
  Rule,
  RuleContext,
  RuleVariant,
} from './rule';

const CODE = 'parse-time-read';

const messages = {
  file: (task, variable, path) =>
    `the signature of \`${task}\` contains \`${variable}\`, read from file \`${path}\` while parsing: BitBake keeps the old hash when it changes; mark it with \`bb.parse.mark_dependency\``,
  folder: (task, variable, path) =>
    `the signature of \`${task}\` contains \`${variable}\`, which the names in \`${path}\` decide: BitBake keeps the old hash when they change; name the files or exclude it`,
  path: (task, variable, path) =>
    `the signature of \`${task}\` contains \`${variable}\`, which depends on whether \`${path}\` exists: BitBake keeps the old hash when that changes; mark it with \`bb.parse.mark_dependency\``,
  command: (task, variable, command) =>
    `the signature of \`${task}\` contains \`${variable}\`, printed by the command \`${command}\` while parsing: BitBake keeps the old hash when it changes; avoid or exclude it`,
} satisfies Messages;

export const parseTimeRead: Rule = {
  code: CODE,
  severity: 'information',
  title: 'a hash contains what a file or a command said while the metadata was parsed',
  messages,
  needsProof: true,
  check,
  fixes,
};

type WatchedKind = Exclude<InputKind, 'product' | 'environment'>;
const KINDS: readonly WatchedKind[] = ['file', 'folder', 'path', 'command'];

function check(variant: RuleVariant): readonly Finding[] {
  const { proof } = variant;
  if (!proof) return [];
  const reported = new Set([
    ...variablesIn(proof.hosts),
    ...variablesIn(proof.runs),
    ...provenInputs(proof, ['product', 'environment'], () => false).map(({ proven }) => proven.cause.variable),
  ]);
  return provenInputs(proof, KINDS, (variable) => reported.has(variable)).map(({ input, proven }) => {
    const { variable } = proven.cause;
    const message = messages[input.kind as WatchedKind](proven.tasks[0] ?? '', variable, input.name);
    return { ...provenFinding(CODE, proven, variant, message), location: originOf(proven, variant) };
  });
}

/** The inputs that a finding is about. */
function inputsOf({ variable }: Finding, { proof }: RuleVariant): readonly ParseInput[] {
  return (proof?.inputs ?? []).filter(
    ({ kind, differing }) => KINDS.some((one) => one === kind) && variablesIn(differing).has(variable),
  );
}

/** What the expression asks the machine for; the expression is evaluated once more. */
function observed(text: string, { d }: RuleVariant, context: RuleContext): Observation {
  return context.observe(() => {
    try {
      d.expand(text);
    } catch (error) {
      // What it read before the failure counts.
      if (!(error instanceof DatastoreError)) throw error;
    }
  });
}

/** Files except Python modules, which BitBake knows. */
function dataFiles({ files }: Observation): readonly string[] {
  return files.filter((path) => !/\.(py|pyc)$/.test(path));
}

/** Proposes to read the file when it is needed and to track it, or to report it to BitBake; else an exclusion. */
function fixes(finding: Finding, variant: RuleVariant, context: RuleContext): readonly FixProposal[] {
  const marked = inputsOf(finding, variant)
    .filter(({ kind }) => kind === 'file' || kind === 'path')
    .flatMap(({ name }) => markings(name, variant, context));
  return [...deferred(finding, variant, context), ...marked, ...excludeOrTrack(finding, variant, context)];
}

function deferred(finding: Finding, variant: RuleVariant, context: RuleContext): readonly FixProposal[] {
  const entry = frozenAssignment(finding.variable, variant);
  const statement = entry && statementOf(entry, context);
  if (!entry || !statement || !statement.value.includes('${@')) return [];
  const observation = observed(statement.value, variant, context);
  const named = dataFiles(observation).flatMap((path) => nameOf(path, context) ?? []);
  if (named.length === 0 || named.length < dataFiles(observation).length || observation.commands.length > 0) return [];
  return [
    {
      title: `Read ${basename(named[0]?.path ?? '')} when it is needed and track it with [file-checksums]`,
      changes: [{ path: entry.file, range: statement.operatorRange, text: '=' }],
      lines: trackingLines(finding.tasks, named),
    },
  ];
}

/** A file next to the recipe, named so that the recipe may move; null if the file is elsewhere. */
function nameOf(path: string, { fn }: RuleContext): NamedFile | null {
  const folder = normalize(fn).replace(/\/[^/]*$/, '');
  return path.startsWith(`${folder}/`) ? { path, expression: `\${THISDIR}${path.slice(folder.length)}` } : null;
}
