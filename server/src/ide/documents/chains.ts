/** Finds where each link of a chain task → … → variable is in the source. */

import { words } from '../../engine/base/pythonText';
import type { RecipeResult, VariantResult } from '../../engine/engine';
import type { Engine } from '../../engine/engine';
import { type Datastore, textOf } from '../../engine/datastore/datastore';
import { normalize } from '../../engine/files/posixPath';
import type { SyntaxParsers } from '../../engine/syntax/treeSitter';
import { findDependency } from '../../engine/syntax/dependencyRanges';
import { openDocument } from './document';
import { type EditorLocation, lineLocation, toEditorRange } from './editorRange';

/** The texts of metadata and how they are read: those of the engine, or those that a fix would produce. */
export type TextSource = Pick<Engine, 'files' | 'release'>;

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

/**
 * The locations that define a key, the most important first: functions by their last definition, variables by their
 * history.
 */
export function definitionsOf(key: string, d: Datastore): readonly { readonly file: string; readonly line: number }[] {
  const { variable, flag } = splitKey(key);
  const found: { file: string; line: number }[] = [];
  const entries = d.history
    .entries(variable)
    .filter(
      (entry) =>
        entry.file !== '' && entry.line > 0 && (entry.flag === flag || (flag === null && entry.flag === '_defaultval')),
    );
  const file = flag === null ? d.getVarFlag(variable, 'filename', { expand: false }) : null;
  const line = Number(textOf(d.getVarFlag(variable, 'lineno', { expand: false })));
  if (typeof file === 'string' && file.startsWith('/') && line > 0) found.push({ file, line });
  for (let i = entries.length - 1; i >= 0; i--) {
    const entry = entries[i];
    if (entry) found.push({ file: entry.file, line: entry.line });
  }
  if (found.length === 0) {
    // An override of the variable may give it its value.
    const prefix = `${variable}:`;
    for (const name of d.keys()) {
      if (name.startsWith(prefix))
        for (const entry of d.history.entries(name))
          if (entry.file.startsWith('/')) found.push({ file: entry.file, line: entry.line });
    }
  }
  return found;
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

/** Where `key` refers to `next`, in the files that define it. */
function referenceLocation(key: string, next: string, d: Datastore, context: LocationContext): EditorLocation | null {
  const { variable, flag } = splitKey(key);
  const files = new Set(definitionsOf(key, d).map((definition) => definition.file));
  for (const path of files) {
    const document = openDocument(path, context.engine.files, context.engine.release);
    if (!document) continue;
    const [range] = findDependency(document.text, document.statements, { variable, flag }, next, context.parsers);
    if (range) return { path: normalize(path), range: toEditorRange(range, document.lines) };
  }
  return null;
}

/** Where a key gets its value. */
function definitionLocation(key: string, d: Datastore, context: LocationContext): EditorLocation | null {
  const [definition] = definitionsOf(key, d);
  if (definition) return lineLocation(definition.file, definition.line, context.engine.files);
  return key === 'TOPDIR' ? lineLocation(`${context.buildDir}/conf/bblayers.conf`, 1, context.engine.files) : null;
}

/**
 * The assignment that gives a key a value different from `other`: the last one that adds a word that `other` does not
 * have. If no assignment does, for example because a value only expands differently, and for a function: where the key
 * gets its value.
 */
export function changedAssignment(
  key: string,
  other: string | null,
  d: Datastore,
  context: LocationContext,
): EditorLocation | null {
  const { variable, flag } = splitKey(key);
  const isFunction = flag === null && d.getVarFlag(variable, 'func', { expand: false }) !== null;
  // The result of `+=` contains all words of the values before it.
  const known = new Set(words(other ?? ''));
  let found: EditorLocation | null = null;
  for (const entry of isFunction ? [] : d.history.entries(variable)) {
    if (entry.flag !== flag || typeof entry.detail !== 'string') continue;
    const added = words(d.expand(entry.detail)).filter((word) => !known.has(word));
    for (const word of added) known.add(word);
    if (added.length > 0 && entry.file.startsWith('/') && entry.line > 0)
      found = lineLocation(entry.file, entry.line, context.engine.files);
  }
  return found ?? definitionLocation(key, d, context);
}

/** The variant of a mcfn. */
export function variantOf(result: RecipeResult, mcfn: string): VariantResult | null {
  return result.variants.find((variant) => variant.mcfn === mcfn) ?? null;
}
