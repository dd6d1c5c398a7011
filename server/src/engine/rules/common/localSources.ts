/** Finds local files that `SRC_URI` names by an absolute path although BitBake would find them in `FILESPATH`. */

import { normalize } from '../../files/posixPath';
import type { Finding, FixProposal, RuleContext, RuleVariant, TextChange } from '../rule';
import { assignmentsOf, quietly, readableText, statementOf } from './assignments';

const SOURCES = 'SRC_URI';

/**
 * The proposal to name such files relative to a folder of `FILESPATH`, for a finding whose chain goes through
 * `SRC_URI`.
 */
export function relativeSources(
  { chain }: Finding,
  variant: RuleVariant,
  context: RuleContext,
): readonly FixProposal[] {
  if (!chain.includes(SOURCES)) return [];
  const folders = readableText('FILESPATH', variant.d)
    .split(':')
    .filter((folder) => folder.startsWith('/'))
    .map(normalize);
  const changes = assignmentsOf(SOURCES, null, variant.d).flatMap((entry): readonly TextChange[] => {
    const statement = statementOf(entry, context);
    const found = context.files.readText(entry.file);
    if (!statement || found.kind !== 'text') return [];
    const { start, end } = statement.valueRange;
    return [...found.text.slice(start, end).matchAll(/file:\/\/(\$\{[^;\s]+|\/[^;\s]+)/g)].flatMap(
      (match): readonly TextChange[] => {
        const [whole, named = ''] = match;
        // In an assignment with `:=`, these variables name the folder of the file that contains the assignment.
        const here =
          statement.operator === ':='
            ? named.replace(/\$\{(THISDIR|FILE_DIRNAME)\}/g, entry.file.replace(/\/[^/]*$/, ''))
            : named;
        const path = quietly(() => normalize(variant.d.expand(here)));
        const below = path === null ? null : foundAs(path, folders, context);
        const from = start + match.index;
        return below === null
          ? []
          : [{ path: entry.file, range: { start: from, end: from + whole.length }, text: `file://${below}` }];
      },
    );
  });
  const [first] = changes;
  return first ? [{ title: `Let BitBake find it: ${first.text}`, changes }] : [];
}

/** The name by which the search through `FILESPATH` finds exactly this file; null if there is none. */
function foundAs(path: string, folders: readonly string[], { files }: RuleContext): string | null {
  const names = folders
    .filter((folder) => path.startsWith(`${folder}/`))
    .map((folder) => path.slice(folder.length + 1));
  return (
    names.find(
      (name) =>
        folders.map((folder) => `${folder}/${name}`).find((candidate) => files.stat(candidate) !== undefined) === path,
    ) ?? null
  );
}
