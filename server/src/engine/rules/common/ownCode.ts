/**
 * Collects the code of a variant that is in the user's own files and gets into a hash: each key with its text as
 * BitBake has it, and the mapping from that text back to the files. It does not analyze the code.
 */

import { addTo } from '../../base/lists';
import { words } from '../../base/pythonText';
import type { SourceRange } from '../../base/text';
import { type Datastore, textOf, truthy } from '../../datastore/datastore';
import type { Origin } from '../../datastore/history';
import { joinRange } from '../../parse/lines';
import type { AssignmentStatement, DefStatement, FunctionStatement, Statement } from '../../parse/statements';
import { DatastoreError } from '../../base/datastoreError';
import { readLines } from '../../syntax/dependencyRanges';
import type { RuleContext, RuleVariant } from '../rule';

/** The kind of a key's text. */
export type CodeKind = 'python' | 'shell' | 'value';

/** A key with code in own files. */
export interface OwnCode {
  readonly key: string;
  readonly kind: CodeKind;
  /** The unexpanded value. */
  readonly text: string;
  /** The location of a part of the text; null if it is not in an own file. */
  readonly locationOf: (start: number, end: number) => Origin | null;
}

type CodeStatement = AssignmentStatement | FunctionStatement | DefStatement;

interface Piece {
  readonly file: string;
  readonly statement: CodeStatement;
}

/** All code of own files that the hash of a task contains. */
export function ownCode(variant: RuleVariant, context: RuleContext): readonly OwnCode[] {
  const { d } = variant;
  const pieces = new Map<string, Piece[]>();
  for (const file of new Set(words(d.getText('BBINCLUDED')))) {
    if (!context.isOwn(file)) continue;
    for (const statement of context.statements(file)) {
      if (!isCode(statement)) continue;
      for (const key of keysOf(statement, variant)) addTo(pieces, key, { file, statement });
    }
  }
  return [...pieces].flatMap(([key, found]): OwnCode[] => {
    const code = codeOf(key, d);
    return code
      ? [{ key, ...code, locationOf: (start, end) => locationIn(code.text, found, { start, end }, context) }]
      : [];
  });
}

/** The unexpanded text of a key and its kind; null if it has no text. */
export function codeOf(key: string, d: Datastore): { readonly kind: CodeKind; readonly text: string } | null {
  const at = key.endsWith(']') ? key.indexOf('[') : -1;
  const value =
    at === -1
      ? d.getVar(key, { expand: false })
      : d.getVarFlag(key.slice(0, at), key.slice(at + 1, -1), { expand: false });
  if (typeof value !== 'string') return null;
  const isFunction = at === -1 && truthy(d.getVarFlag(key, 'func', { expand: false }));
  return {
    kind: isFunction ? (truthy(d.getVarFlag(key, 'python', { expand: false })) ? 'python' : 'shell') : 'value',
    text: value,
  };
}

function isCode(statement: Statement): statement is CodeStatement {
  return (
    statement.kind === 'function' ||
    statement.kind === 'def' ||
    (statement.kind === 'assignment' && (statement.value.includes('${@') || isImageCommand(statement.variable)))
  );
}

/**
 * Whether a variable holds shell code that `image.bbclass` puts into a task of its own. The class removes the flag that
 * marks a function.
 */
export function isImageCommand(key: string): boolean {
  return /^(IMAGE|CONVERSION)_CMD[:_]/.test(key);
}

/**
 * The key that gets its value, or a part of it, from a statement, in the form that a hash contains: `VAR` rather than
 * `VAR:override`.
 */
function keysOf(statement: CodeStatement, { d, signatures: { gendeps } }: RuleVariant): readonly string[] {
  const written = statement.kind === 'assignment' ? statement.variable : statement.name;
  const flag = statement.kind === 'assignment' && statement.flag !== null ? `[${statement.flag}]` : '';
  const parts = (written.includes('${') ? expanded(written, d) : written).split(':');
  const names = parts.map((_, index) => parts.slice(0, index + 1).join(':') + flag);
  return names.filter((name) => gendeps.has(name)).slice(0, 1);
}

function expanded(name: string, d: Datastore): string {
  try {
    return d.expand(name);
  } catch (error) {
    if (error instanceof DatastoreError) return name;
    throw error;
  }
}

function locationIn(
  text: string,
  pieces: readonly Piece[],
  { start, end }: SourceRange,
  { files }: RuleContext,
): Origin | null {
  for (const { file, statement } of pieces) {
    const written = writtenIn(statement);
    // If another statement replaced this one, its text is in no hash.
    const at = text.indexOf(written);
    if (at === -1 || start < at || end > at + written.length) continue;
    const found = files.readText(file);
    if (found.kind !== 'text') continue;
    const line =
      statement.kind === 'assignment'
        ? joinRange(found.text, statement.valueRange)
        : readLines(found.text, statement.kind === 'def' ? statement.range : statement.bodyRange);
    return { file, line: statement.line, range: line.range(start - at, end - at) };
  }
  return null;
}

function writtenIn(statement: CodeStatement): string {
  return statement.kind === 'assignment' ? statement.value : statement.kind === 'def' ? statement.text : statement.body;
}

/** The words of a key's flag; for a key that is itself a flag, the words of its owner's flag. */
export function flagWords(key: string, flag: string, d: Datastore): readonly string[] {
  const value = d.getVarFlag(ownerOf(key), flag);
  return value === null ? [] : words(textOf(value));
}

/** The variable of a key. */
export function ownerOf(key: string): string {
  const at = key.endsWith(']') ? key.indexOf('[') : -1;
  return at === -1 ? key : key.slice(0, at);
}
