/**
 * Finds signature files where BitBake leaves them: in the stamps, and next to the objects of an sstate cache. Mirrors
 * `oe.sstatesig.find_siginfo`. Each folder is listed only once, however many names it has and however often callers ask
 * for it.
 */

import { Budget, LimitExceeded } from '../base/budget';
import { LEFTOVER_LIMITS } from '../base/limits';
import { addTo } from '../base/lists';
import { BoundedFiles } from '../files/boundedFiles';
import type { FileSource } from '../files/fileSource';
import { unknownReason } from '../layers/behaviors';
import { basename, dirname } from '../files/posixPath';
import { type ReadSignature, LARGEST_FILE, readSignature } from './signatureFile';
import type { FoundSignature } from './explainDifference';
import type { ZstdCodec } from './zstd';

/** Where to look. */
export interface SignatureFolders {
  /** `STAMPS_DIR` of each configuration. */
  readonly stamps: readonly string[];
  /** `SSTATE_DIR` and the folders of the `file://` mirrors. */
  readonly objects: readonly string[];
}

/** A signature file. */
export interface SignatureFile {
  readonly path: string;
  /** The recipe's `PN`, as far as the path shows it. */
  readonly pn: string;
  readonly task: string;
  readonly hash: string;
  readonly mtimeMs: number;
}

/** The parts of a file's name in stamps. */
interface StampName {
  readonly name: string;
  readonly before: string;
  readonly task: string;
  readonly hash: string;
}

const STAMP_NAME = /^(.*)\.([^.]+)\.sig(?:base)?data\.([0-9a-f]{64})$/;
const OBJECT_NAME = /^sstate:([^:]*):.*:([0-9a-f]{64})_([^.]+)\.(?:tar\.[a-z]+|tgz)\.siginfo$/;
/** A level of folders in an sstate cache is named by two digits of the hash. */
const HASH_FOLDER = /^[0-9a-f]{2}$/;
/** Recipes that share their folder, and the prefix of their stamps' names. */
const SHARED: readonly (readonly [pn: string, stamp: string])[] = [
  ['gcc-source-', 'gcc-'],
  ['llvm-project-source-', 'llvm-project-source-'],
];
/** More problems do not help a reader. */
const MOST_PROBLEMS = 10;

/**
 * All reads of one finder use the same budget. `problems` contains what it could not look at: a file may be there that
 * it did not find.
 */
export class SignatureFinder {
  private readonly files: BoundedFiles;
  private readonly codec: ZstdCodec;
  private readonly open = new Set<string>();
  /** The budget is used up: nothing more is read. */
  private isSpent = false;
  private readonly lists = new Map<string, readonly string[]>();
  private readonly stampNames = new Map<string, readonly StampName[]>();
  private readonly objectNames = new Map<string, ReadonlyMap<string, readonly string[]>>();
  private byStampHash: ReadonlyMap<string, readonly SignatureFile[]> | null = null;

  constructor(
    files: FileSource,
    private readonly roots: SignatureFolders,
    codec: ZstdCodec,
    budget: Budget = new Budget(LEFTOVER_LIMITS),
  ) {
    this.files = new BoundedFiles(files, budget);
    this.codec = counted(codec, budget);
  }

  /** What could not be looked at so far, and why. */
  problems(): readonly string[] {
    return [...this.open];
  }

  /** The files of a task in the stamps, the newest first. */
  inStamps(pn: string, task: string): readonly SignatureFile[] {
    if (this.isSpent) return [];
    const shared = SHARED.find(([name]) => pn.startsWith(name));
    const found = this.roots.stamps.flatMap((stamps) => {
      const folders = shared ? [`${stamps}/work-shared`] : this.list(stamps).map((name) => `${stamps}/${name}/${pn}`);
      const prefix = shared ? `${shared[1]}${pn.slice(shared[0].length)}-` : '';
      return folders.flatMap((folder) =>
        this.stampsIn(folder)
          .filter((entry) => entry.task === task && entry.before.startsWith(prefix))
          .map((entry) => this.stampFile(folder, pn, entry)),
      );
    });
    return found.sort((a, b) => b.mtimeMs - a.mtimeMs);
  }

  /** The file of a task with a hash; a file in the stamps is preferred to files next to objects. */
  withHash(pn: string, task: string, hash: string): SignatureFile | null {
    return (
      this.inStamps(pn, task).find((file) => file.hash === hash) ??
      this.objects(hash).find((file) => file.task === task && isOf(file.pn, pn)) ??
      null
    );
  }

  /** All files with a hash, of any task. */
  ofHash(hash: string): readonly SignatureFile[] {
    this.byStampHash ??= this.stampsByHash();
    return [...(this.byStampHash.get(hash) ?? []), ...this.objects(hash)];
  }

  /** The locations in which a task with a hash was looked for. */
  lookedAt(pn: string, task: string, hash: string): readonly string[] {
    const objects = this.roots.objects.map(
      (folder) =>
        `${folder}/${hash.slice(0, 2)}/${hash.slice(2, 4)}/sstate:${pn}:*:${hash}_${task.replace(/^do_/, '')}.*.siginfo`,
    );
    return [
      ...this.roots.stamps.map((folder) => `${folder}/*/${pn}/*.${task}.sigdata.${hash}`),
      ...objects,
      ...this.problems(),
    ];
  }

  /** The signature of a task with a hash; `name` is the task's name in signatures. */
  lookup(name: string, hash: string): FoundSignature {
    const { pn, task } = taskOfName(name);
    const file = this.withHash(pn, task, hash);
    if (file === null) return { kind: 'missing', lookedAt: this.lookedAt(pn, task, hash) };
    const read = this.read(file.path);
    if (read.kind === 'refused') return { kind: 'missing', lookedAt: [`${file.path}: ${read.reason}`] };
    return { kind: 'found', data: read.data, where: file.path };
  }

  /** Reads a signature file. */
  read(path: string): ReadSignature {
    try {
      return readSignatureAt(path, this.files, this.codec);
    } catch (error) {
      this.note(error);
      return { kind: 'refused', reason: unknownReason(error) };
    }
  }

  private list(folder: string): readonly string[] {
    const known = this.lists.get(folder);
    if (known) return known;
    const names = this.asking(() => this.files.list(folder) ?? [], []);
    this.lists.set(folder, names);
    return names;
  }

  /** The disk's answer; `otherwise` if there is none, and the reason is recorded. */
  private asking<T>(question: () => T, otherwise: T): T {
    if (this.isSpent) return otherwise;
    try {
      return question();
    } catch (error) {
      this.note(error);
      return otherwise;
    }
  }

  private note(error: unknown): void {
    const reason = unknownReason(error);
    if (this.open.size < MOST_PROBLEMS) this.open.add(reason);
    if (error instanceof LimitExceeded) this.isSpent = true;
  }

  private timeOf(path: string): number {
    return this.asking(() => this.files.stat(path)?.mtimeMs, undefined) ?? 0;
  }

  private stampsIn(folder: string): readonly StampName[] {
    const known = this.stampNames.get(folder);
    if (known) return known;
    const names = this.list(folder).flatMap((name): StampName[] => {
      const [, before, task, hash] = STAMP_NAME.exec(name) ?? [];
      return before === undefined || task === undefined || hash === undefined ? [] : [{ name, before, task, hash }];
    });
    this.stampNames.set(folder, names);
    return names;
  }

  private stampFile(folder: string, pn: string, { name, task, hash }: StampName): SignatureFile {
    const path = `${folder}/${name}`;
    return { path, pn, task, hash, mtimeMs: this.timeOf(path) };
  }

  private stampsByHash(): ReadonlyMap<string, readonly SignatureFile[]> {
    const found = new Map<string, SignatureFile[]>();
    const add = (folder: string, pnOf: (entry: StampName) => string): void => {
      for (const entry of this.stampsIn(folder)) {
        addTo(found, entry.hash, {
          path: `${folder}/${entry.name}`,
          pn: pnOf(entry),
          task: entry.task,
          hash: entry.hash,
          mtimeMs: 0,
        });
      }
    };
    for (const stamps of this.roots.stamps) {
      for (const system of this.list(stamps)) {
        if (system === 'work-shared') add(`${stamps}/${system}`, ({ before }) => sharedName(before));
        else for (const pn of this.list(`${stamps}/${system}`)) add(`${stamps}/${system}/${pn}`, () => pn);
      }
    }
    return found;
  }

  /** Lists only the hash's folders of an sstate cache. */
  private objects(hash: string): readonly SignatureFile[] {
    const found: SignatureFile[] = [];
    for (const cache of this.isSpent ? [] : this.roots.objects) {
      // Native objects are in a folder named after the distribution that they were built on.
      const roots = [
        cache,
        ...this.list(cache)
          .filter((name) => !HASH_FOLDER.test(name))
          .map((name) => `${cache}/${name}`),
      ];
      for (const root of roots) {
        const folder = `${root}/${hash.slice(0, 2)}/${hash.slice(2, 4)}`;
        for (const name of this.objectsIn(folder).get(hash) ?? []) {
          const [, pn = '', , task = ''] = OBJECT_NAME.exec(name) ?? [];
          const path = `${folder}/${name}`;
          found.push({ path, pn, task: `do_${task}`, hash, mtimeMs: this.timeOf(path) });
        }
      }
    }
    return found;
  }

  private objectsIn(folder: string): ReadonlyMap<string, readonly string[]> {
    const known = this.objectNames.get(folder);
    if (known) return known;
    const names = new Map<string, string[]>();
    for (const name of this.list(folder)) {
      const hash = OBJECT_NAME.exec(name)?.[2];
      if (hash !== undefined) addTo(names, hash, name);
    }
    this.objectNames.set(folder, names);
    return names;
  }
}

/**
 * A codec whose output counts against a budget: a thousand small files can unpack to a thousand times the limit of one
 * file.
 */
function counted(codec: ZstdCodec, budget: Budget): ZstdCodec {
  return {
    ...codec,
    decompressFrame: (frame, most) => {
      const unpacked = codec.decompressFrame(frame, most);
      budget.spend('bytes', unpacked?.length ?? 0, 'what is packed in signature files');
      return unpacked;
    },
  };
}

/** Reads a signature file, unless it is too big to be one. */
export function readSignatureAt(path: string, files: FileSource, codec: ZstdCodec): ReadSignature {
  const found = files.stat(path);
  const failure = found ? undefined : files.failure?.(path);
  if (failure) return { kind: 'refused', reason: `the file cannot be read: ${failure.reason}` };
  if (found?.kind !== 'file') return { kind: 'refused', reason: found ? 'it is no file' : 'there is no such file' };
  if (found.size > LARGEST_FILE)
    return {
      kind: 'refused',
      reason: `the file has ${found.size} bytes, and signature files of more than ${LARGEST_FILE} are not read`,
    };
  const bytes = files.readBytes(path);
  if (bytes) return readSignature(bytes, codec);
  return {
    kind: 'refused',
    reason: `the file cannot be read: ${files.failure?.(path)?.reason ?? 'it is not there any more'}`,
  };
}

/** Splits `PN:TASK` or `mc:MC:PN:TASK` into its parts. */
export function taskOfName(name: string): { readonly multiconfig: string; readonly pn: string; readonly task: string } {
  const parts = name.split(':');
  const [multiconfig, pn, task] =
    parts[0] === 'mc' && parts.length >= 4
      ? [parts[1] ?? '', parts[2] ?? '', parts.slice(3).join(':')]
      : ['', parts[0] ?? '', parts.slice(1).join(':')];
  return { multiconfig, pn, task };
}

/** The search locations around a signature file, so that its dependencies can be found if nothing else is known. */
export function foldersBeside(path: string): SignatureFolders {
  const name = basename(path);
  const folder = dirname(path);
  if (STAMP_NAME.test(name))
    return { stamps: [basename(folder) === 'work-shared' ? dirname(folder) : dirname(dirname(folder))], objects: [] };
  const isHashed =
    OBJECT_NAME.test(name) && HASH_FOLDER.test(basename(folder)) && HASH_FOLDER.test(basename(dirname(folder)));
  if (!isHashed) return { stamps: [], objects: [] };
  const root = dirname(dirname(folder));
  return { stamps: [], objects: [root, dirname(root)] };
}

/**
 * The name in signatures of the task that a file belongs to, from the file's path; null if the path does not show it.
 */
export function nameOfFile(path: string): string | null {
  const name = basename(path);
  const [, before, task] = STAMP_NAME.exec(name) ?? [];
  if (before !== undefined && task !== undefined)
    return `${basename(dirname(path)) === 'work-shared' ? sharedName(before) : basename(dirname(path))}:${task}`;
  const [, pn, , objectTask] = OBJECT_NAME.exec(name) ?? [];
  return pn === undefined || objectTask === undefined ? null : `${pn}:do_${objectTask}`;
}

/** The variables that say where signatures are. */
export const FOLDER_VARIABLES = ['STAMPS_DIR', 'SSTATE_DIR', 'SSTATE_MIRRORS'];

/** The search locations that configurations name by these variables; paths that are not absolute are ignored. */
export function signatureFolders(configurations: readonly Readonly<Record<string, string | null>>[]): SignatureFolders {
  const folders = (values: readonly (string | null | undefined)[]): readonly string[] => [
    ...new Set(values.filter((value) => value?.startsWith('/') === true) as string[]),
  ];
  return {
    stamps: folders(configurations.map((values) => values['STAMPS_DIR'])),
    objects: folders(
      configurations.flatMap((values) => [values['SSTATE_DIR'], ...fileMirrors(values['SSTATE_MIRRORS'] ?? '')]),
    ),
  };
}

/**
 * The folders of the `file://` mirrors in `SSTATE_MIRRORS`, which contains pairs of a pattern and a location with
 * `PATH` in it.
 */
export function fileMirrors(mirrors: string): readonly string[] {
  return mirrors
    .replaceAll('\\n', ' ')
    .split(/\s+/)
    .flatMap((word) => {
      const found = /^file:\/\/(\/.*?)\/+PATH(?:;.*)?$/.exec(word);
      return found?.[1] === undefined ? [] : [found[1]];
    });
}

/** `PN` of a recipe in `work-shared`, whose stamp has another name and ends with `PR`. */
function sharedName(stamp: string): string {
  const [pn, prefix] = SHARED.find(([, name]) => stamp.startsWith(name)) ?? ['', ''];
  return pn + stamp.slice(prefix.length).replace(/-[^-]*$/, '');
}

/** The file names of objects of the shared gcc sources contain only `gcc`. */
function isOf(found: string, pn: string): boolean {
  return found === pn || (pn.startsWith('gcc-source-') && found === 'gcc');
}
