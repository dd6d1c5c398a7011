/**
 * Hover on a name with a role in hashes: its value, where it comes from, and the tasks of this recipe whose hashes
 * contain it.
 */

import type { Position } from '../../engine/base/text';
import type { RecipeResult } from '../../engine/engine';
import { textOf } from '../../engine/datastore/datastore';
import { basename, normalize } from '../../engine/files/posixPath';
import { DatastoreError } from '../../engine/base/datastoreError';
import type { Value } from '../../engine/python/pythonDatastore';
import { closureOf } from '../../engine/signatures/basehash';
import { type SafeMarkdown, block, code, joined, markdown, prose } from '../../text/markdown';
import type { EditorHover } from '../api/analysisApi';
import { type Documents, assignmentsOf, definitionsOf } from './chains';
import { type MetadataDocument, baseName } from './document';
import { toEditorRange } from './editorRange';
import { variantFor } from './recipeContext';
import { shorten } from '../shorten';

const NAME = /[A-Za-z0-9_+.\-${}/~:]+/g;
const LONGEST_VALUE = 2000;
/** More assignments than a hover has room for. */
const MOST_ASSIGNMENTS = 8;

/** What to show at `position`; null if no variable or function of the recipe is there. */
export function hoverAt(
  document: MetadataDocument,
  position: Position,
  result: RecipeResult,
  open: Documents,
): EditorHover | null {
  const variant = variantFor(document.path, result);
  const word = wordAt(document, position);
  if (!variant?.signatures || !word) return null;
  const { d, signatures } = variant;
  const known = new Set(d.keys());
  const candidates = [word.text, baseName(word.text)].filter(
    (candidate) => known.has(candidate) || signatures.gendeps.has(candidate),
  );
  // `do_compile:append` has its own flags and no value: the user means the name that it changes.
  const name = candidates.find((candidate) => d.getVar(candidate, { expand: false }) !== null) ?? candidates[0];
  if (name === undefined) return null;
  const tasks = [...signatures.tasks.keys()].filter(
    (task) => task === name || closureOf(task, signatures.gendeps).has(name),
  );
  const sections = [
    markdown`**${code(name)}** — ${prose(basename(result.fn))}`,
    valueText(() => d.getVar(name), d.getVar(name, { expand: false })),
  ];
  sections.push(
    tasks.length === 0
      ? markdown`In no task's hash of this recipe.`
      : markdown`In the hash of ${joined(tasks.map(code), ', ')}.`,
  );
  const [location] = definitionsOf(name, d, open);
  if (location) sections.push(markdown`Set in ${prose(normalize(location.file))}:${location.line}`);
  const others = assignmentsOf(name, d, open).filter(
    ({ file, line }) => file.startsWith('/') && (file !== location?.file || line !== location.line),
  );
  for (const { file, line, lost } of others.slice(0, MOST_ASSIGNMENTS)) {
    const at = markdown`${prose(normalize(file))}:${line}`;
    sections.push(lost === null ? markdown`Changed in ${at}` : markdown`No effect in ${at}: ${prose(lost)}`);
  }
  if (others.length > MOST_ASSIGNMENTS) sections.push(markdown`… and ${others.length - MOST_ASSIGNMENTS} more`);
  return { range: toEditorRange(word, document.lines), markdown: joined(sections) };
}

/** The expanded value, or the reason why it cannot be expanded. */
function valueText(expand: () => Value, raw: Value): SafeMarkdown {
  let value: Value;
  try {
    value = expand();
  } catch (error) {
    if (!(error instanceof DatastoreError)) throw error;
    return error.unknown === undefined
      ? markdown`cannot be expanded: ${said(error.message)}`
      : markdown`unknown: ${said(error.unknown)}`;
  }
  if (value === null && raw === null) return markdown`not set`;
  return block(shorten(textOf(value), LONGEST_VALUE));
}

/** A message; a block of lines if it has more than one. */
function said(message: string): SafeMarkdown {
  return message.trim().includes('\n') ? markdown`\n\n${block(message)}` : prose(message);
}

/** The name under the cursor, without `${` and `}`. */
function wordAt(
  { text, lines }: MetadataDocument,
  position: Position,
): { readonly text: string; readonly start: number; readonly end: number } | null {
  const offset = lines.offset(position);
  const line = lines.lineRange(position.line);
  for (const match of text.slice(line.start, line.end).matchAll(NAME)) {
    for (const part of match[0].matchAll(/[A-Za-z0-9_+.\-/~:]+/g)) {
      const start = line.start + match.index + part.index;
      const end = start + part[0].length;
      if (start <= offset && offset <= end) return { text: part[0], start, end };
    }
  }
  return null;
}
