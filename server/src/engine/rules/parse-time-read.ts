/**
 * `parse-time-read`: a hash contains the content of a file or the output of a command, read while metadata is parsed.
 * BitBake does not watch the file or command. It finds the recipe in its cache of parsed recipes and continues with the
 * old value, until something makes it parse again and the hash changes. The proofs report values that differ between
 * hosts or from run to run.
 */

import { textOf } from '../datastore/datastore';
import type { HistoryEntry } from '../datastore/history';
import { basename, normalize } from '../files/posixPath';
import { DatastoreError } from '../base/datastoreError';
import { frozenAssignment, statementOf } from './common/assignments';
import { type NamedFile, trackingLines } from './common/contents';
import { excludeOrTrack } from './common/exclusions';
import { reachOf } from './common/reach';
import type { Finding, FixProposal, Messages, Observation, Rule, RuleContext, RuleVariant } from './rule';

const CODE = 'parse-time-read';

const messages = {
  file: (task, variable, path) =>
    `the signature of \`${task}\` contains \`${variable}\`, read from the file \`${path}\` while parsing: BitBake does not notice when it changes; track or exclude it`,
  command: (task, variable, command) =>
    `the signature of \`${task}\` contains \`${variable}\`, printed by the command \`${command}\` while parsing: BitBake does not notice when it changes; avoid or exclude it`,
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

function check(variant: RuleVariant, context: RuleContext): readonly Finding[] {
  const { mcfn, signatures, proof } = variant;
  if (!proof) return [];
  const proven = new Set(
    [...proof.hosts.values(), ...proof.runs.values()].flatMap((causes) => causes.map(({ variable }) => variable)),
  );
  return [...signatures.gendeps.keys()].flatMap((variable): readonly Finding[] => {
    const entry = proven.has(variable) ? undefined : frozenAssignment(variable, variant);
    const text = entry && inlineText(entry, context);
    const messageOf = text === undefined ? null : messageFor(observed(text, variant, context));
    const reach = messageOf && reachOf(variable, signatures);
    if (!entry || !reach) return [];
    const value = textOf(signatures.varvals.get(variable) ?? '');
    return [
      {
        code: CODE,
        mcfn,
        ...reach,
        variable,
        value,
        location: entry.origin,
        message: messageOf(reach.tasks[0] ?? '', variable),
      },
    ];
  });
}

function inlineText(entry: HistoryEntry, context: RuleContext): string | undefined {
  const text = statementOf(entry, context)?.value;
  return text?.includes('${@') === true ? text : undefined;
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

/** The message about what was read first; null if nothing was. */
function messageFor(observation: Observation): ((task: string, variable: string) => string) | null {
  const [file] = dataFiles(observation);
  const [command] = observation.commands;
  if (file !== undefined) return (task, variable) => messages.file(task, variable, file);
  return command === undefined ? null : (task, variable) => messages.command(task, variable, command);
}

/** Proposes to read the file when it is needed and to track it; else an exclusion. */
function fixes(finding: Finding, variant: RuleVariant, context: RuleContext): readonly FixProposal[] {
  const entry = frozenAssignment(finding.variable, variant);
  const statement = entry && statementOf(entry, context);
  if (!entry || !statement) return [];
  const observation = observed(statement.value, variant, context);
  const named = dataFiles(observation).flatMap((path) => nameOf(path, context) ?? []);
  const deferred: FixProposal[] =
    named.length === 0 || named.length < dataFiles(observation).length || observation.commands.length > 0
      ? []
      : [
          {
            title: `Read ${basename(named[0]?.path ?? '')} when it is needed and track it with [file-checksums]`,
            changes: [{ path: entry.file, range: statement.operatorRange, text: '=' }],
            lines: trackingLines(finding.tasks, named),
          },
        ];
  return [...deferred, ...excludeOrTrack(finding, variant, context)];
}

/** A file next to the recipe, named so that the recipe may move; null if the file is elsewhere. */
function nameOf(path: string, { fn }: RuleContext): NamedFile | null {
  const folder = normalize(fn).replace(/\/[^/]*$/, '');
  return path.startsWith(`${folder}/`) ? { path, expression: `\${THISDIR}${path.slice(folder.length)}` } : null;
}
