/** Finds where each link of a chain task → … → variable is in the source. */

import { DatastoreError } from '../../engine/base/datastoreError';
import { literalPattern } from '../../engine/base/patterns';
import { words } from '../../engine/base/pythonText';
import type { SourceRange } from '../../engine/base/text';
import type { RecipeResult, VariantResult } from '../../engine/engine';
import type { Engine } from '../../engine/engine';
import { type Assignment, type Loss, assignmentsBehind, lossText } from '../../engine/datastore/assignments';
import { type Datastore, textOf } from '../../engine/datastore/datastore';
import type { HistoryEntry } from '../../engine/datastore/history';
import { normalize } from '../../engine/files/posixPath';
import type { Signatures } from '../../engine/signatures/basehash';
import { makingOf } from '../../engine/signatures/indirect';
import type { Statement } from '../../engine/parse/statements';
import type { SyntaxParsers } from '../../engine/syntax/treeSitter';
import { findDependency } from '../../engine/syntax/dependencyRanges';
import { type MetadataDocument, openDocument } from './document';
import { type EditorLocation, lineLocation, toEditorRange } from './editorRange';

/** The texts of metadata and how they are read: those of the engine, or those that a fix would produce. */
export type TextSource = Pick<Engine, 'files' | 'release'>;

/** Opens documents; null for one that cannot be read. */
export type Documents = (path: string) => MetadataDocument | null;

/** The documents of a text source, each read once. */
export function documentsOf({ files, release }: TextSource): Documents {
  const known = new Map<string, MetadataDocument | null>();
  return (path) => {
    let found = known.get(path);
    if (found === undefined) known.set(path, (found = openDocument(path, files, release)));
    return found;
  };
}

/** What finding locations needs. */
export interface LocationContext {
  readonly engine: TextSource;
  readonly buildDir: string;
  readonly parsers: SyntaxParsers | null;
}

/** One link: the key, and where it refers to the next key; for the last link, where the key gets its value. */
export interface LocatedLink {
  readonly key: string;
  readonly location: EditorLocation | null;
}

/** A key as variable and flag: `SRC_URI[md5sum]`. */
export function splitKey(key: string): { readonly variable: string; readonly flag: string | null } {
  const at = key.endsWith(']') ? key.indexOf('[') : -1;
  return at === -1 ? { variable: key, flag: null } : { variable: key.slice(0, at), flag: key.slice(at + 1, -1) };
}

/** A line that defines a key. */
export interface DefinitionLine {
  readonly file: string;
  readonly line: number;
}

/** An assignment of a key, and its effect on the value. */
export interface LocatedAssignment extends DefinitionLine {
  /** The variable that it assigns: the key's own, or an override of it. */
  readonly variable: string;
  readonly operation: string;
  readonly text: string | null;
  /** Why it has no effect, in a few words; null if it gives the value or is part of it. */
  readonly lost: string | null;
}

/**
 * The lines that define a key in this variant, the most important first: the one that gives the value, those that add
 * to it, and those without effect. A function is located by the definition that counts.
 */
export function definitionsOf(key: string, d: Datastore, open: Documents | null = null): readonly DefinitionLine[] {
  const { variable, flag } = splitKey(key);
  const assignments = assignmentsOf(key, d, open);
  const winner = assignments.find(({ lost }) => lost === null)?.variable ?? variable;
  return [
    ...(flag === null ? functionLine(winner, d) : []),
    ...assignments.filter(({ file, line }) => file !== '' && line > 0),
  ];
}

/** The assignments of a key: those that form its value, then those without effect. */
export function assignmentsOf(key: string, d: Datastore, open: Documents | null = null): readonly LocatedAssignment[] {
  const { variable, flag } = splitKey(key);
  const { effective, lost } = assignmentsBehind(variable, flag, d);
  const [first] = effective;
  const [header] = first && flag === null ? functionLine(first.variable, d) : [];
  const lineOf = (entry: HistoryEntry, assigned: string): number => {
    // The statement of a function ends at its last line.
    if (header && entry === first?.entry && entry.file === header.file) return header.line;
    return open ? lineOfCall(entry, assigned, d, open) : entry.line;
  };
  const located = ({ variable: assigned, entry }: Assignment, loss: Loss | null): LocatedAssignment => ({
    file: entry.file,
    line: lineOf(entry, assigned),
    variable: assigned,
    operation: entry.operation === 'set' && entry.flag?.startsWith('_defaultval') === true ? 'set??' : entry.operation,
    text: entry.detail === null ? null : textOf(entry.detail),
    lost: loss && lossText(loss),
  });
  return [...effective.map((one) => located(one, null)), ...lost.map((one) => located(one, one.loss))];
}

function functionLine(variable: string, d: Datastore): readonly DefinitionLine[] {
  const file = d.getVarFlag(variable, 'filename', { expand: false });
  const line = Number(textOf(d.getVarFlag(variable, 'lineno', { expand: false })));
  return typeof file === 'string' && file.startsWith('/') && line > 0 ? [{ file, line }] : [];
}

/**
 * The line of an assignment. One that anonymous Python makes has the line of the function's head: if as many calls in
 * the function name the variable as it has assignments there, each has the line of its call.
 */
function lineOfCall(entry: HistoryEntry, variable: string, d: Datastore, open: Documents): number {
  const { file, line, range } = entry;
  if (range !== undefined || !file.startsWith('/') || line === 0) return line;
  const document = open(file);
  const body = document?.statements.find((one) => one.kind === 'anonymousPython' && one.headerLine === line);
  if (!document || !body) return line;
  const name = literalPattern(variable);
  const call = new RegExp(
    `\\b(?:set|append|prepend)Var(?:Flag)?\\(\\s*(['"])${name}(?::(?:append|prepend|remove)[^'"]*)?\\1`,
  );
  const first = document.lines.position(body.range.start).line;
  const calls = document.text
    .slice(body.range.start, body.range.end)
    .split('\n')
    .flatMap((text, index) => (call.test(text) && !/^\s*#/.test(text) ? [first + index + 1] : []));
  const made = d.history
    .entries(variable)
    .filter((other) => other.range === undefined && other.file === file && other.line === line);
  return (
    (calls.length === 1 ? calls[0] : calls.length === made.length ? calls[made.indexOf(entry)] : undefined) ?? line
  );
}

/** Locates the links of a chain. A key without a file of its own (`TOPDIR`) is located where BitBake takes it from. */
export function locationChain(
  chain: readonly string[],
  d: Datastore,
  context: LocationContext,
): readonly LocatedLink[] {
  return chain.map((key, index) => {
    const next = chain[index + 1];
    const location =
      (next === undefined ? null : referenceLocation(key, next, d, context)) ?? definitionLocation(key, d, context);
    return { key, location };
  });
}

/** Where `key` refers to `next`, in the statements that define it in this variant. */
function referenceLocation(key: string, next: string, d: Datastore, context: LocationContext): EditorLocation | null {
  const { variable, flag } = splitKey(key);
  const { effective, lost } = assignmentsBehind(variable, flag, d);
  const files = new Set([
    ...definitionsOf(key, d).map(({ file }) => file),
    // The flags of a variable name what it depends on.
    ...d.history.entries(variable).flatMap(({ file }) => (file === '' ? [] : [file])),
  ]);
  const isSame = (a: SourceRange, b: SourceRange | undefined): boolean => a.start === b?.start && a.end === b.end;
  for (const path of files) {
    const document = openDocument(path, context.engine.files, context.engine.release);
    if (!document) continue;
    const counts = effective.filter(({ entry }) => entry.file === path);
    const isLost = ({ range }: Statement): boolean =>
      lost.some(({ entry }) => entry.file === path && isSame(range, entry.range)) &&
      !counts.some(({ entry }) => isSame(range, entry.range));
    const statements = document.statements.filter((statement) => !isLost(statement));
    const [range] = findDependency(document.text, statements, { variable, flag }, next, context.parsers);
    if (range) return { path: normalize(path), range: toEditorRange(range, document.lines) };
  }
  return null;
}

/** Where a key gets its value. */
function definitionLocation(key: string, d: Datastore, context: LocationContext): EditorLocation | null {
  const [definition] = definitionsOf(key, d, documentsOf(context.engine));
  if (definition) return lineLocation(definition.file, definition.line, context.engine.files);
  return key === 'TOPDIR' ? lineLocation(`${context.buildDir}/conf/bblayers.conf`, 1, context.engine.files) : null;
}

/** Where a value gets what another value of the key does not have. */
export interface ChangedSource extends EditorLocation {
  /** The variable that is assigned there: the key, an override of it, or a variable that its value is made of. */
  readonly variable: string | null;
  /** The text that is assigned; of a file that is no metadata: the line with the word. Null for a function. */
  readonly text: string | null;
}

/** What following a value to its source needs. */
export interface SourceContext extends LocationContext {
  readonly signatures: Signatures | null;
  /** What an expansion asks the machine for. */
  readonly observe: (body: () => void) => { readonly files: readonly string[] };
}

/**
 * The source of a key's value that differs from `other`: the last effective assignment that adds a word which `other`
 * does not have. If the key's own assignments add none, because inline Python or a `[vardepvalue]` makes the value: the
 * assignment of a variable that these read, or the line of a file. Otherwise, and for a function: where the key gets
 * its value.
 */
export function changedAssignment(
  key: string,
  other: string | null,
  d: Datastore,
  context: SourceContext,
): ChangedSource | null {
  const { variable, flag } = splitKey(key);
  const open = documentsOf(context.engine);
  const isFunction = flag === null && d.getVarFlag(variable, 'func', { expand: false }) !== null;
  if (!isFunction && flag === null) {
    const behind = sourceBehind(variable, new Set(words(other ?? '')), d, context, open);
    if (behind) return behind;
  }
  // The result of `+=` contains all words of the values before it.
  const known = new Set(words(other ?? ''));
  let found: Assignment | null = null;
  for (const one of isFunction ? [] : assignmentsBehind(variable, flag, d).effective) {
    const { detail, operation, file, line } = one.entry;
    // A word that is taken away is no word that is added.
    if (typeof detail !== 'string' || operation.startsWith(':remove')) continue;
    const added = words(expandedOrRaw(detail, d)).filter((word) => !known.has(word));
    for (const word of added) known.add(word);
    if (added.length > 0 && file.startsWith('/') && line > 0) found = one;
  }
  if (found) return sourceAt(found, d, context, open);
  const at = definitionLocation(key, d, context);
  const [first] = isFunction ? [] : assignmentsOf(key, d);
  return at && { ...at, variable: isFunction ? variable : (first?.variable ?? null), text: first?.text ?? null };
}

function sourceAt(
  { variable, entry }: Assignment,
  d: Datastore,
  { engine: { files } }: LocationContext,
  open: Documents,
): ChangedSource {
  const text = entry.detail === null ? null : textOf(entry.detail);
  return { ...lineLocation(entry.file, lineOfCall(entry, variable, d, open), files), variable, text };
}

/** The assignment or file behind a computed value that has a word of it which `known` does not have. */
function sourceBehind(
  variable: string,
  known: ReadonlySet<string>,
  d: Datastore,
  context: SourceContext,
  open: Documents,
): ChangedSource | null {
  const { signatures, observe, engine } = context;
  const hashed = signatures?.varvals.get(variable) ?? null;
  const now = new Set(words(hashed === null ? '' : textOf(hashed)).filter((word) => !known.has(word)));
  const making =
    signatures && now.size > 0 ? makingOf(variable, d, signatures, (path) => open(path)?.statements ?? []) : null;
  if (!making) return null;
  const hasNewWord = (text: string): boolean => words(text).some((word) => now.has(word));
  for (const name of making.reads) {
    const found = assignmentsBehind(name, null, d)
      .effective.filter(
        ({ entry: { detail, operation, file } }) =>
          file.startsWith('/') && typeof detail === 'string' && !operation.startsWith(':remove') && hasNewWord(detail),
      )
      .at(-1);
    if (found) return sourceAt(found, d, context, open);
  }
  for (const path of observe(making.again).files.filter((read) => !/\.(py|pyc)$/.test(read))) {
    const content = engine.files.readText(path);
    const lines = content.kind === 'text' ? content.text.split('\n') : [];
    const line = lines.findIndex(hasNewWord);
    if (line !== -1)
      return { ...lineLocation(path, line + 1, engine.files), variable: null, text: lines[line] ?? null };
  }
  return null;
}

/** A text expanded, or as it is written where that fails. */
function expandedOrRaw(text: string, d: Datastore): string {
  try {
    return d.expand(text);
  } catch (error) {
    if (error instanceof DatastoreError) return text;
    throw error;
  }
}

/** The variant of a mcfn. */
export function variantOf(result: RecipeResult, mcfn: string): VariantResult | null {
  return result.variants.find((variant) => variant.mcfn === mcfn) ?? null;
}
