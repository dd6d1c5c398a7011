/**
 * The hash of what a task has made, by which hash equivalence tells that two taskhashes come to the same: a text with a
 * line for each file, and its SHA-256. Mirrors `OEOuthashBasic` of OE-Core's `oe.sstatesig`, whose text builds keep as
 * `depsig.do_TASK`. What the files are is the caller's knowledge.
 */

import { compareCodePoints } from '../base/order';
import type { Sha256 } from '../digest/sha256';

/** A file, folder or link among what a task has made. */
export interface OutputEntry {
  /** Relative to what is hashed, without `./` before it; empty for the folder itself. */
  readonly path: string;
  readonly kind: 'file' | 'directory' | 'link' | 'character' | 'block' | 'socket' | 'pipe';
  /** The twelve bits of its permissions. */
  readonly mode: number;
  /** Names; null where they do not count: outside of pseudo, and for tasks that write or check packages. */
  readonly owner: { readonly user: string; readonly group: string } | null;
  /** Seconds; only those of `do_package` count. */
  readonly mtime: number;
  /** `MAJOR.MINOR` of a device. */
  readonly device: string | null;
  /** Bytes of a file; null where `SSTATE_HASHEQUIV_FILEMAP` takes something out of it. */
  readonly size: number | null;
  /** Of a file's contents, after that. */
  readonly sha256: string | null;
  /** Of a link. */
  readonly target: string | null;
  /** A link that leads to a folder is told after the files. */
  readonly leadsToFolder: boolean;
}

export interface OutputDescription {
  /** Without `do_`. */
  readonly task: string;
  /** `HASHEQUIV_HASH_VERSION`, empty where there is none. */
  readonly hashVersion: string;
  /** `HASHEQUIV_EXTRA_SIGDATA`, empty where there is none. */
  readonly extraData: string;
  /** `SSTATE_PKGSPEC`. */
  readonly packageSpec: string;
  readonly sourceDateEpoch: number;
  readonly entries: readonly OutputEntry[];
}

const TYPES: Readonly<Record<OutputEntry['kind'], string>> = {
  file: '-',
  directory: 'd',
  link: 'l',
  character: 'c',
  block: 'b',
  socket: 's',
  pipe: 'p',
};

/** The file in which a task keeps what was changed in it. */
const NOT_HASHED = 'fixmepath';

/** The text that is hashed. */
export function outputText(description: OutputDescription): string {
  const { task, hashVersion, extraData, packageSpec, entries } = description;
  const head = [
    'OEOuthashBasic',
    ...(hashVersion === '' ? [] : [hashVersion]),
    ...(extraData === '' ? [] : [extraData]),
    `SSTATE_PKGSPEC=${packageSpec}`,
    `task=${task}`,
  ];
  const inFolder = new Map<string, OutputEntry[]>();
  let root: OutputEntry | null = null;
  for (const entry of entries) {
    const slash = entry.path.lastIndexOf('/');
    const folder = slash < 0 ? '' : entry.path.slice(0, slash);
    if (entry.path === '') root = entry;
    else if (inFolder.has(folder)) inFolder.get(folder)?.push(entry);
    else inFolder.set(folder, [entry]);
  }
  const lines: string[] = [];
  const walk = (folder: OutputEntry): void => {
    if (folder.path !== '' || task !== 'package') lines.push(entryLine(folder, description));
    const below = [...(inFolder.get(folder.path) ?? [])].sort((a, b) => compareCodePoints(a.path, b.path));
    const isFolder = ({ kind, leadsToFolder }: OutputEntry): boolean => kind === 'directory' || leadsToFolder;
    for (const entry of below)
      if (!isFolder(entry) && !entry.path.endsWith(`/${NOT_HASHED}`) && entry.path !== NOT_HASHED)
        lines.push(entryLine(entry, description));
    for (const entry of below) if (entry.leadsToFolder) lines.push(entryLine(entry, description));
    for (const entry of below) if (entry.kind === 'directory') walk(entry);
  };
  if (root !== null) walk(root);
  return [...head, ...lines].map((line) => `${line}\n`).join('');
}

/** The output hash. */
export function outputHash(description: OutputDescription, sha256: Sha256): string {
  return sha256(outputText(description));
}

function entryLine(entry: OutputEntry, { task, sourceDateEpoch }: OutputDescription): string {
  const { path, kind, mode, owner, mtime, device, size, sha256, target } = entry;
  const who =
    owner === null
      ? ''
      : `${permissions(mode >> 3, (mode & 0o2000) !== 0, 's')}${permissions(mode, (mode & 0o1000) !== 0, 't')} ${owner.user.padStart(10)} ${owner.group.padStart(10)}`;
  const when = task === 'package' ? ` ${String(Math.trunc(Math.min(mtime, sourceDateEpoch))).padStart(10)}` : '';
  const name = path === '' ? '.' : `./${path}`;
  return [
    `${TYPES[kind]}${permissions(mode >> 6, (mode & 0o4000) !== 0, 's')}${who}${when}`,
    (device ?? '').padStart(9),
    (kind === 'file' && size !== null ? String(size) : '').padStart(10),
    (sha256 ?? '').padStart(64),
    target === null ? name : `${name} -> ${target}`,
  ].join(' ');
}

/** `rwx` of three bits; a special bit stands in place of `x`. */
function permissions(bits: number, isSpecial: boolean, special: string): string {
  const isExecutable = (bits & 1) !== 0;
  // Upstream quirk: the sticky bit is `t` whether others may enter or not.
  const last = isSpecial
    ? isExecutable || special === 't'
      ? special
      : special.toUpperCase()
    : isExecutable
      ? 'x'
      : '-';
  return `${(bits & 4) !== 0 ? 'r' : '-'}${(bits & 2) !== 0 ? 'w' : '-'}${last}`;
}
