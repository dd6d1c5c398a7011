/** Lists the files of a shared state cache, folder by folder, so that a cache of any size needs little memory. */

import type { FileSource } from '../files/fileSource';
import { join } from '../files/posixPath';

/** A file of an object: its archive, its signature, or a file that belongs to one of these. */
export interface ObjectFile {
  readonly path: string;
  readonly pn: string;
  /** With `do_`. */
  readonly task: string;
  readonly unihash: string;
  /** Bytes; 0 for a link, as BitBake makes one for an object of a mirror in a folder. */
  readonly size: number;
  /** Milliseconds since the epoch; null for a link without a file. */
  readonly mtimeMs: number | null;
}

/** A folder of the cache that cannot be read. */
export interface UnreadableFolder {
  readonly path: string;
  readonly reason: string;
}

/** The start of the name, the unihash, the task, and what follows. */
const OBJECT_NAME = /^sstate:([^:]*):(?:[^:]*:){5}([0-9a-f]{64})_([^:.]+)\.(?:tar\.zst|tgz)(?:\.[\w.]+)?$/;

/**
 * The files in the order of their paths. Objects are in `AA/BB/` by the start of their hash, or in such folders below
 * one for the build host's distribution. Other files are left out: they belong to no task.
 */
export function* objectFiles(sstateDir: string, files: FileSource): Generator<ObjectFile | UnreadableFolder> {
  for (const name of yield* listed(sstateDir, files)) {
    const folder = join(sstateDir, name);
    if (isHashPart(name)) yield* inHashFolder(folder, files);
    else if (isFolder(folder, files))
      for (const first of yield* listed(folder, files))
        if (isHashPart(first)) yield* inHashFolder(join(folder, first), files);
  }
}

function* inHashFolder(folder: string, files: FileSource): Generator<ObjectFile | UnreadableFolder> {
  for (const second of yield* listed(folder, files)) {
    if (!isHashPart(second)) continue;
    const inner = join(folder, second);
    for (const name of yield* listed(inner, files)) {
      const [, pn, unihash, task] = OBJECT_NAME.exec(name) ?? [];
      if (pn === undefined || unihash === undefined || task === undefined) continue;
      const path = join(inner, name);
      const stat = files.stat(path);
      const isLink = files.readLink(path) !== undefined;
      if (stat?.kind !== 'file' && !isLink) continue;
      yield {
        path,
        pn,
        task: `do_${task}`,
        unihash,
        size: isLink ? 0 : (stat?.size ?? 0),
        mtimeMs: stat?.mtimeMs ?? null,
      };
    }
  }
}

/** The names in a folder. Links to folders are not followed: they lead out of the cache. */
function* listed(folder: string, files: FileSource): Generator<UnreadableFolder, readonly string[]> {
  if (files.readLink(folder) !== undefined) return [];
  const names = files.list(folder);
  if (names !== undefined) return names;
  const failure = files.failure?.(folder);
  if (failure !== undefined) yield { path: folder, reason: failure.reason };
  return [];
}

function isFolder(path: string, files: FileSource): boolean {
  return files.stat(path)?.kind === 'directory';
}

function isHashPart(name: string): boolean {
  return /^[0-9a-f]{2}$/.test(name);
}
