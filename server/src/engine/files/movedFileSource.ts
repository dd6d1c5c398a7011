/**
 * The same files at different paths: a `FileSource` over a base in which some folders have a different path, as on
 * another host. Other files keep their paths, and the moved ones are also reachable at their old paths. A few files may
 * have different content there, and there may be empty folders that the base does not have.
 */

import { sorted } from '../base/order';
import { encodeUtf8 } from '../digest/utf8';
import type { FileFailure, FileSource, FileStat, FileText } from './fileSource';
import { basename, dirname, normalize } from './posixPath';

/** A folder of the base and its new path: absolute, normalized paths. */
export interface Move {
  readonly from: string;
  readonly to: string;
}

/** The new path of `path`, determined by the innermost folder that contains it. */
export function moved(path: string, moves: readonly Move[]): string {
  return replaced(
    path,
    moves.map(({ from, to }) => [from, to]),
  );
}

/** The path from which `moved` made this one. */
export function movedBack(path: string, moves: readonly Move[]): string {
  return replaced(
    path,
    moves.map(({ from, to }) => [to, from]),
  );
}

function replaced(path: string, pairs: readonly (readonly [before: string, after: string])[]): string {
  let found: readonly [string, string] | null = null;
  for (const pair of pairs) {
    const [before] = pair;
    if ((path === before || path.startsWith(`${before}/`)) && before.length >= (found?.[0].length ?? 0)) found = pair;
  }
  return found === null ? path : found[1] + path.slice(found[0].length);
}

/** `text` with each path in a moved folder replaced by its new path. */
export function movedText(text: string, moves: readonly Move[]): string {
  // A path ends where a name ends: `/src/oe` is not a part of `/src/oe-old`.
  return text.replace(/\/[\w.+@%~/-]+/g, (path) => moved(path, moves));
}

/** The content of files at the new paths, by their path in the base: a text, or a change of their own text. */
export type OtherTexts = ReadonlyMap<string, string | ((text: string) => string)>;

const FOLDER: FileStat = { kind: 'directory', size: 0, mtimeMs: 0, inode: 0, executable: true };
const PLAIN_FILE: FileStat = { kind: 'file', size: 0, mtimeMs: 0, inode: 0, executable: false };

export class MovedFileSource implements FileSource {
  /** Names in the folders above the new paths and the added folders, and in the added folders themselves, by folder. */
  private readonly above = new Map<string, Set<string>>();

  constructor(
    private readonly base: FileSource,
    private readonly moves: readonly Move[],
    private readonly texts: OtherTexts = new Map(),
    folders: readonly string[] = [],
  ) {
    for (const { to } of moves) this.addAbove(to);
    for (const folder of folders) {
      this.above.set(folder, new Set());
      this.addAbove(folder);
    }
  }

  private addAbove(location: string): void {
    for (let path = location; dirname(path) !== path; path = dirname(path)) {
      const names = this.above.get(dirname(path)) ?? new Set();
      names.add(basename(path));
      this.above.set(dirname(path), names);
    }
  }

  /** Whether this host has its own content at a path, which does not come from a file of the base. */
  hasOwn(path: string): boolean {
    return this.texts.has(normalize(this.location(path))) || this.above.has(normalize(path));
  }

  stat(path: string): FileStat | undefined {
    const location = this.location(path);
    const found = this.base.stat(location);
    const text = this.otherText(location);
    if (text !== undefined) return { ...(found ?? PLAIN_FILE), kind: 'file', size: encodeUtf8(text).length };
    return found ?? (this.above.has(normalize(path)) ? FOLDER : undefined);
  }

  readBytes(path: string): Uint8Array | undefined {
    const location = this.location(path);
    const text = this.otherText(location);
    return text === undefined ? this.base.readBytes(location) : encodeUtf8(text);
  }

  readPart(path: string, position: number, length: number): Uint8Array | undefined {
    const location = this.location(path);
    const text = this.otherText(location);
    return text === undefined
      ? this.base.readPart(location, position, length)
      : encodeUtf8(text).subarray(position, position + length);
  }

  readText(path: string): FileText {
    const location = this.location(path);
    const text = this.otherText(location);
    if (text !== undefined) return { kind: 'text', text };
    const found = this.base.readText(location);
    return found.kind === 'missing' && this.above.has(normalize(path)) ? { kind: 'directory' } : found;
  }

  list(path: string): readonly string[] | undefined {
    const names = this.base.list(this.location(path));
    const above = this.above.get(normalize(path));
    return above === undefined ? names : sorted(new Set([...(names ?? []), ...above]));
  }

  readLink(path: string): string | undefined {
    const location = this.location(path);
    const target = this.base.readLink(location);
    if (target === undefined || location === path) return target;
    return target.startsWith('/') ? moved(target, this.moves) : target;
  }

  failure(path: string): FileFailure | undefined {
    return this.base.failure?.(this.location(path));
  }

  private location(path: string): string {
    return movedBack(path, this.moves);
  }

  private otherText(location: string): string | undefined {
    const other = this.texts.get(normalize(location));
    if (other === undefined || typeof other === 'string') return other;
    const found = this.base.readText(location);
    return found.kind === 'text' ? other(found.text) : undefined;
  }
}
