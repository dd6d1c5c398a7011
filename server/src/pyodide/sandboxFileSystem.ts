/**
 * The files that sandboxed Python sees. The host's files are at their own absolute paths and are read through a
 * `FileSource`, so that unsaved text and recorded accesses apply. Every change is in a tree in memory over them.
 * Nothing is ever written to the host: the only way to it is a `FileSource`, which has no way to write. Memory for
 * changes is bounded; beyond the bound Python sees ENOSPC. Symbolic links are the host's own and are followed by
 * Emscripten.
 *
 * Results of lookups, including failed ones, are remembered until `invalidate()`, since BitBake asks for the same
 * thousands of paths again and again. A host calls it before each evaluation, so that no answer is older than the
 * evaluation itself. It knows nothing of BitBake, and of Python only the machine underneath.
 */

import type { FileSource, FileStat } from '../engine/files/fileSource';
import type { PythonFileSource } from '../engine/files/pythonFiles';
import { normalize } from '../engine/files/posixPath';
import type { Question } from '../engine/files/question';
import type { Refusal } from '../engine/files/readableFiles';
import { ERRNO, FILE_TYPE } from './emscripten';
import { KERNEL_DIRECTORIES, KernelFiles, isKernelPath } from '../machine/kernelFiles';
import type { FileShift } from '../machine/virtualHost';
import type {
  AttributeChanges,
  EmscriptenAttributes,
  EmscriptenFileSystem,
  EmscriptenNode,
  EmscriptenStream,
  NodeOperations,
  StreamOperations,
} from './emscripten';

/**
 * A directory in which every name is an executable, empty file. It is in `PATH`, so that metadata which searches for
 * host tools (`HOSTTOOLS`) finds each of them on any host; nothing can be run in the sandbox anyway. Only names with
 * `gnu` in front do not exist: OE-Core prefers those to the plain names, for hosts whose plain tools are not GNU's.
 */
export const HOST_TOOLS_DIRECTORY = '/usr/lib/sighound/hosttools';

/** First-level directories that stay the sandbox's own: devices, the interpreter and its library. */
const OWN_DIRECTORIES: ReadonlySet<string> = new Set(['dev', 'lib', 'lib32', 'lib64', 'libx32']);
/** First-level directories that exist in the sandbox on every host. */
const ALWAYS_MOUNTED: readonly string[] = ['home', 'tmp', 'usr', 'var', ...KERNEL_DIRECTORIES];
/** The device in which Pyodide catches the text of an exception. */
const PYODIDE_DEVICE = 'capture_stderr';
/** What an entry costs in addition to its content, so that any number of empty files meets the bound, too. */
const ENTRY_BYTES = 256;
const DEFAULT_LIMIT_BYTES = 128 * 1024 * 1024;
/**
 * A file of the host of at least this size is read part by part: git's packs are far bigger than the parts that are
 * read.
 */
const BIG_FILE_BYTES = 4 * 1024 * 1024;

type Times = { atime: number; mtime: number; ctime: number };
type FileEntry = Times & {
  readonly kind: 'file';
  mode: number;
  data: Uint8Array;
  size: number;
  readonly inode: number;
  linked: boolean;
  open: number;
};
type DirectoryEntry = Times & {
  readonly kind: 'directory';
  mode: number;
  readonly inode: number;
  /** The host's directory at this path is hidden completely. */
  readonly opaque: boolean;
  children: Map<string, OverlayEntry>;
  everyName: boolean;
};
type LinkEntry = Times & { readonly kind: 'link'; mode: number; readonly inode: number; readonly target: string };
/** `gone` hides what the host has at this path. */
type OverlayEntry = FileEntry | DirectoryEntry | LinkEntry | { readonly kind: 'gone' };
type PresentEntry = FileEntry | DirectoryEntry | LinkEntry;

/** The changes in memory at one moment. */
export interface FileChanges {
  readonly revision: number;
  readonly used: number;
  readonly roots: readonly (DirectoryEntry | undefined)[];
  /** Every entry as it was then. */
  readonly entries: ReadonlyMap<PresentEntry, PresentEntry>;
}

/** A looked-up node with what the sandbox knows about it. */
interface SandboxNode extends EmscriptenNode {
  parent: SandboxNode;
  path: string;
  entry: PresentEntry | undefined;
  /** Lookups since `invalidate()`; null where nothing exists. */
  found: Map<string, SandboxNode | null>;
  /** What the host reported about it since `invalidate()`. */
  hostStat: FileStat | undefined;
}

/** A file of the host as it was when it was opened; of a big file, only the size is from then. */
interface HostFile {
  readonly size: number;
  read(position: number, length: number): Uint8Array;
}

interface SandboxStream extends EmscriptenStream {
  readonly node: SandboxNode;
  /** The host's file, where it was unchanged when it was opened. */
  hostFile?: HostFile;
  openEntry?: FileEntry;
}

/** Attributes that differ between hosts. */
type ShiftedAttributes = Required<Pick<FileStat, 'inode' | 'mtimeMs' | 'ctimeMs'>>;

export interface SandboxFileSystemOptions {
  readonly files: PythonFileSource;
  readonly uid: number;
  readonly gid: number;
  readonly pid: number;
  /** Receives questions about files that have no answer. */
  readonly ask?: (question: string) => void;
  /** Receives every path that Python asks for, and every content and listing of the host that it reads. */
  readonly asked?: (question: Question) => void;
  /** Why Python may not read the content at a path without links; where not given, it may read all content. */
  readonly refusal?: Refusal;
  /** How the times and inodes that Python sees differ from those of `files` now. */
  readonly shift: () => FileShift;
  /** Bytes that changes may take; 128 MiB where not given. */
  readonly limitBytes?: number;
  /**
   * Reserves zeroed interpreter memory for a mapped file and returns it with its address; undefined when there is none.
   */
  readonly allocate: (length: number) => { readonly address: number; readonly bytes: Uint8Array } | undefined;
}

/** The mounted file system. */
export class SandboxFileSystem {
  private readonly roots: SandboxNode[] = [];
  private readonly nodeOperations: { readonly [kind in 'file' | 'directory' | 'link']: NodeOperations };
  private readonly streamOperations: { readonly file: StreamOperations; readonly directory: StreamOperations };
  private readonly files: FileSource;
  private readonly limitBytes: number;
  private used = 0;
  private nextInode = 2 ** 40;
  private missing = 0;
  /** Gets a new value with each change, never one that was used before. */
  private revision = 0;
  private lastRevision = 0;

  constructor(
    private readonly fs: EmscriptenFileSystem,
    private readonly options: SandboxFileSystemOptions,
  ) {
    this.files = new KernelFiles(options.files, options.pid, options.ask ?? (() => undefined));
    this.limitBytes = options.limitBytes ?? DEFAULT_LIMIT_BYTES;
    const common = {
      getattr: (node: EmscriptenNode) => this.getattr(node as SandboxNode),
      setattr: (node: EmscriptenNode, changes: AttributeChanges) => this.setattr(node as SandboxNode, changes),
    };
    this.nodeOperations = {
      file: common,
      link: { ...common, readlink: (node) => this.readlink(node as SandboxNode) },
      directory: {
        ...common,
        lookup: (parent, name) => this.lookup(parent as SandboxNode, name) ?? this.fail(ERRNO.ENOENT),
        mknod: (parent, name, mode) => this.mknod(parent as SandboxNode, name, mode),
        rename: (node, parent, name) => this.rename(node as SandboxNode, parent as SandboxNode, name),
        unlink: (parent, name) => this.remove(parent as SandboxNode, name),
        rmdir: (parent, name) => this.rmdir(parent as SandboxNode, name),
        readdir: (node) => this.readdir(node as SandboxNode),
        symlink: (parent, name, target) => this.symlink(parent as SandboxNode, name, target),
      },
    };
    this.streamOperations = {
      directory: { llseek: (stream, offset, whence) => this.seek(stream as SandboxStream, offset, whence) },
      file: {
        open: (stream) => this.open(stream as SandboxStream),
        close: (stream) => this.close(stream as SandboxStream),
        dup: (stream) => this.dup(stream as SandboxStream),
        llseek: (stream, offset, whence) => this.seek(stream as SandboxStream, offset, whence),
        read: (stream, buffer, offset, length, position) =>
          this.read(stream as SandboxStream, buffer, offset, length, position),
        write: (stream, buffer, offset, length, position) =>
          this.write(stream as SandboxStream, buffer, offset, length, position),
        mmap: (stream, length, position) => this.mmap(stream as SandboxStream, length, position),
        msync: (stream, buffer, offset, length) => this.msync(stream as SandboxStream, buffer, offset, length),
      },
    };
  }

  /**
   * Mounts the host's first-level directories and the directory of host tools, and makes the interpreter's own
   * read-only.
   */
  mountHost(): void {
    for (const name of new Set([...(this.files.list('/') ?? []), ...ALWAYS_MOUNTED])) {
      if (!OWN_DIRECTORIES.has(name)) this.mountFirstLevel(name);
    }
    this.fs.mkdirTree(HOST_TOOLS_DIRECTORY);
    const tools = this.fs.lookupPath(HOST_TOOLS_DIRECTORY).node as SandboxNode;
    this.directoryEntry(tools).everyName = true;
    this.closeOwnFiles();
    if (this.options.asked !== undefined) this.reportPaths(this.options.asked);
  }

  /**
   * Reports each path that Python asks for. A lookup ends at the first folder that does not exist, and does not know
   * the rest of the path.
   */
  private reportPaths(asked: (question: Question) => void): void {
    const { fs } = this;
    const lookupPath = fs.lookupPath.bind(fs);
    fs.lookupPath = (path, options) => {
      const report = (exists: boolean): void => {
        const name = normalize(path.startsWith('/') ? path : `${fs.cwd()}/${path}`);
        if (options?.parent !== true) asked({ kind: 'path', text: name, exists });
      };
      try {
        const found = lookupPath(path, options);
        report(Boolean(found.node));
        return found;
      } catch (error) {
        if (typeof path === 'string' && (error as { readonly errno?: number }).errno === ERRNO.ENOENT) report(false);
        throw error;
      }
    };
  }

  /** Forgets the lookups on the host. Changes made by Python stay. */
  invalidate(): void {
    for (const root of this.roots) {
      root.found = new Map();
      root.hostStat = undefined;
    }
  }

  /** Whether a normalized absolute path on the host is its own real path: no existing part of it is a link. */
  isReal(path: string): boolean {
    const [, first, ...names] = path.split('/');
    let node = this.roots.find((root) => root.path === `/${first ?? ''}`);
    if (node === undefined || names.some((name) => ['', '.', '..'].includes(name))) return false;
    for (const name of names) {
      if ((node.mode & FILE_TYPE.mask) !== FILE_TYPE.directory) return false;
      const next = this.lookup(node, name);
      if (next === undefined) return true;
      node = next;
    }
    return (node.mode & FILE_TYPE.mask) !== FILE_TYPE.link;
  }

  /** The changes that Python has made so far, to be restored later. */
  takeChanges(): FileChanges {
    const entries = new Map<PresentEntry, PresentEntry>();
    const note = (entry: OverlayEntry): void => {
      if (entry.kind === 'gone' || entries.has(entry)) return;
      entries.set(entry, copyOf(entry));
      if (entry.kind === 'directory') for (const child of entry.children.values()) note(child);
    };
    const roots = this.roots.map(({ entry }) => (entry?.kind === 'directory' ? entry : undefined));
    for (const root of roots) if (root !== undefined) note(root);
    return { revision: this.revision, used: this.used, roots, entries };
  }

  /** Restores an earlier state of Python's changes. The caller handles the files that are open. */
  putBackChanges(changes: FileChanges): void {
    if (changes.revision === this.revision) return;
    for (const [entry, before] of changes.entries) {
      Object.assign(entry, copyOf(before));
    }
    this.roots.forEach((root, index) => {
      root.entry = changes.roots[index];
      root.mode = root.entry?.mode ?? FILE_TYPE.directory | 0o755;
    });
    this.used = changes.used;
    this.revision = changes.revision;
    this.invalidate();
  }

  /** Whether Python has changed something since then. */
  isChangedSince(changes: FileChanges): boolean {
    return changes.revision !== this.revision;
  }

  /** What Python has written to the file that a path leads to; null if it has written none there. */
  written(path: string): Uint8Array | null {
    let node: SandboxNode;
    try {
      node = this.fs.lookupPath(path, { follow: true }).node as SandboxNode;
    } catch {
      return null;
    }
    return node.entry?.kind === 'file' && !this.isTool(node) ? node.entry.data.slice(0, node.entry.size) : null;
  }

  /** The real paths of everything that Python has written, replaced or removed. */
  writtenPaths(): readonly string[] {
    const found: string[] = [];
    const visit = (entry: OverlayEntry, path: string): void => {
      if (entry.kind === 'directory') for (const [name, child] of entry.children) visit(child, `${path}/${name}`);
      else found.push(path);
    };
    for (const { entry, path } of this.roots) if (entry !== undefined) visit(entry, path);
    return found;
  }

  private noteChange(): void {
    this.revision = ++this.lastRevision;
  }

  /** Bytes that changes take at present. */
  get usedBytes(): number {
    return this.used;
  }

  private mountFirstLevel(name: string): void {
    const path = `/${name}`;
    const target = this.files.readLink(path);
    if (target !== undefined) {
      if (!this.fs.analyzePath(path).exists) this.fs.symlink(target, path);
      return;
    }
    const found = this.files.stat(path);
    if (found !== undefined && found.kind !== 'directory') return;
    this.fs.mkdirTree(path);
    this.fs.mount({ mount: () => this.createRoot(path) }, {}, path);
  }

  private createRoot(path: string): SandboxNode {
    const root = this.createNode(null, path, FILE_TYPE.directory | 0o755, undefined);
    this.roots.push(root);
    return root;
  }

  /**
   * The interpreter's own file system has no bound, so nothing may grow there once it has started. Reading stays
   * possible.
   */
  private closeOwnFiles(): void {
    const refuse = (): never => this.fail(ERRNO.EROFS);
    const { dir, file, link, chrdev } = this.fs.filesystems.MEMFS.ops_table;
    const { mknod, unlink } = dir.node;
    Object.assign(dir.node, {
      // Pyodide makes and removes a device whenever it prints an exception; Python itself has no call left that makes
      // one.
      mknod: (parent: EmscriptenNode, name: string, mode: number, device: number) =>
        mknod !== undefined && (mode & FILE_TYPE.mask) === FILE_TYPE.characterDevice
          ? mknod(parent, name, mode, device)
          : refuse(),
      unlink: (parent: EmscriptenNode, name: string) =>
        unlink !== undefined && name === PYODIDE_DEVICE ? unlink(parent, name) : refuse(),
      symlink: refuse,
      rename: refuse,
      rmdir: refuse,
    });
    Object.assign(file.stream, { write: refuse, msync: refuse });
    // Changes of permissions and times are refused as well: without read permission, the next recipe could not load a
    // module.
    for (const { node } of [dir, file, link, chrdev]) node.setattr = refuse;
  }

  /** A file that Python may not read is a question without an answer, so that the result of the refusal is unknown. */
  private checkReadable(path: string): void {
    const reason = this.options.refusal?.(path) ?? null;
    if (reason === null) return;
    this.options.ask?.(reason);
    this.fail(ERRNO.EACCES);
  }

  private fail(errno: number): never {
    throw new this.fs.ErrnoError(errno);
  }

  // Looking up

  private createNode(
    parent: SandboxNode | null,
    path: string,
    mode: number,
    entry: PresentEntry | undefined,
  ): SandboxNode {
    // Not through `FS.createNode`: it would put the node into Emscripten's own table, which never forgets.
    const node = new this.fs.FSNode(parent, path.slice(path.lastIndexOf('/') + 1), mode, 0) as SandboxNode;
    const type = mode & FILE_TYPE.mask;
    const kind = type === FILE_TYPE.directory ? 'directory' : type === FILE_TYPE.link ? 'link' : 'file';
    node.node_ops = this.nodeOperations[kind];
    node.stream_ops = kind === 'directory' ? this.streamOperations.directory : this.streamOperations.file;
    node.path = path;
    node.entry = entry;
    node.found = new Map();
    return node;
  }

  private lookup(parent: SandboxNode, name: string): SandboxNode | undefined {
    const known = parent.found.get(name);
    if (known !== undefined) return known ?? undefined;
    const node = this.lookupAfresh(parent, name);
    if (node !== undefined) parent.found.set(name, node);
    else if (isKernelPath(parent.path)) return undefined;
    else if (this.missing < 200_000) {
      // The number of misses has no bound, unlike the number of files: forget them rather than grow.
      this.missing++;
      parent.found.set(name, null);
    } else {
      this.missing = 0;
      this.invalidate();
    }
    return node;
  }

  private lookupAfresh(parent: SandboxNode, name: string): SandboxNode | undefined {
    const path = `${parent.path}/${name}`;
    const directory = parent.entry?.kind === 'directory' ? parent.entry : undefined;
    const entry = directory?.children.get(name);
    if (entry !== undefined) {
      return entry.kind === 'gone' ? undefined : this.createNode(parent, path, entry.mode, entry);
    }
    if (directory?.everyName === true && !name.startsWith('gnu'))
      return this.createNode(parent, path, FILE_TYPE.file | 0o755, emptyTool());
    // A build may put a product into a folder that metadata makes while it is parsed.
    if (directory?.opaque === true && this.options.files.isSupposed?.(path) !== true) return undefined;
    const mode = this.hostMode(path);
    return mode === undefined ? undefined : this.createNode(parent, path, mode, undefined);
  }

  /** File type and permissions of what the host has at a path; a link is not followed. */
  private hostMode(path: string): number | undefined {
    if (this.files.readLink(path) !== undefined) return FILE_TYPE.link | 0o777;
    const found = this.files.stat(path);
    if (found === undefined) return undefined;
    if (found.kind === 'directory') return FILE_TYPE.directory | 0o755;
    return (found.kind === 'file' ? FILE_TYPE.file : FILE_TYPE.socket) | (found.executable ? 0o755 : 0o644);
  }

  private readdir(node: SandboxNode): string[] {
    const names = new Set<string>(['.', '..']);
    const directory = node.entry?.kind === 'directory' ? node.entry : undefined;
    if (directory?.opaque !== true) {
      this.checkReadable(node.path);
      this.options.asked?.({ kind: 'names', text: node.path, exists: true });
      // Emscripten looks every name up, and fails completely where one has vanished in the meantime.
      for (const name of this.files.list(node.path) ?? []) if (this.lookup(node, name) !== undefined) names.add(name);
    }
    for (const [name, entry] of directory?.children ?? []) {
      if (entry.kind === 'gone') names.delete(name);
      else names.add(name);
    }
    return [...names];
  }

  private readlink(node: SandboxNode): string {
    if (node.entry?.kind === 'link') return node.entry.target;
    return this.files.readLink(node.path) ?? this.fail(ERRNO.EINVAL);
  }

  private getattr(node: SandboxNode): EmscriptenAttributes {
    const entry = node.entry;
    if (entry !== undefined) {
      const size = entry.kind === 'file' ? entry.size : entry.kind === 'link' ? entry.target.length : 4096;
      return this.attributes(node.mode, entry.inode, size, entry.atime, entry.mtime, entry.ctime);
    }
    if ((node.mode & FILE_TYPE.mask) === FILE_TYPE.link) {
      return this.attributes(node.mode, node.id, this.readlink(node).length, 0, 0, 0);
    }
    const found = (node.hostStat ??= this.files.stat(node.path)) ?? this.fail(ERRNO.ENOENT);
    const { inode, mtimeMs, ctimeMs } = this.shifted(found);
    return this.attributes(node.mode, inode || node.id, found.size, mtimeMs, mtimeMs, ctimeMs, found.foreignOwner);
  }

  /** The attributes of the file at a path as the host that Python sees has them; undefined where there is no file. */
  private shiftedAt(path: string): ShiftedAttributes | undefined {
    const found = this.files.stat(path);
    return found && this.shifted(found);
  }

  private shifted({ inode, mtimeMs, ctimeMs = mtimeMs }: FileStat): ShiftedAttributes {
    const { laterMs, inodes } = this.options.shift();
    return { inode: inode === 0 ? 0 : inode + inodes, mtimeMs: mtimeMs + laterMs, ctimeMs: ctimeMs + laterMs };
  }

  private attributes(
    mode: number,
    ino: number,
    size: number,
    atime: number,
    mtime: number,
    ctime: number,
    uid = this.options.uid,
  ): EmscriptenAttributes {
    return {
      dev: 1,
      ino,
      mode,
      nlink: 1,
      uid,
      gid: this.options.gid,
      rdev: 0,
      size,
      atime: new Date(atime),
      mtime: new Date(mtime),
      ctime: new Date(ctime),
      blksize: 4096,
      blocks: Math.ceil(size / 512),
    };
  }

  // Changing the tree

  private charge(bytes: number): void {
    this.noteChange();
    if (this.used + bytes > this.limitBytes) this.fail(ERRNO.ENOSPC);
    this.used += bytes;
  }

  private times(): Times {
    const now = Date.now();
    return { atime: now, mtime: now, ctime: now };
  }

  /** The entry of a directory, made where only the host has the directory so far. */
  private directoryEntry(node: SandboxNode): DirectoryEntry {
    const existing = node.entry;
    if (existing?.kind === 'directory') return existing;
    const found = this.shiftedAt(node.path);
    const time = found?.mtimeMs ?? 0;
    this.charge(ENTRY_BYTES);
    const entry: DirectoryEntry = {
      kind: 'directory',
      mode: node.mode,
      inode: found?.inode || this.nextInode++,
      opaque: false,
      everyName: false,
      children: new Map(),
      atime: time,
      mtime: time,
      ctime: time,
    };
    node.entry = entry;
    if (node.parent !== node) this.directoryEntry(node.parent).children.set(node.name, entry);
    return entry;
  }

  private add(parent: SandboxNode, name: string, entry: PresentEntry): SandboxNode {
    const directory = this.directoryEntry(parent);
    if (directory.everyName) this.fail(ERRNO.EROFS);
    this.charge(ENTRY_BYTES + name.length * 2);
    directory.children.set(name, entry);
    directory.mtime = directory.ctime = Date.now();
    const node = this.createNode(parent, `${parent.path}/${name}`, entry.mode, entry);
    parent.found.set(name, node);
    return node;
  }

  private mknod(parent: SandboxNode, name: string, mode: number): SandboxNode {
    const inode = this.nextInode++;
    switch (mode & FILE_TYPE.mask) {
      case FILE_TYPE.file:
        return this.add(parent, name, {
          kind: 'file',
          mode,
          data: new Uint8Array(),
          size: 0,
          inode,
          linked: true,
          open: 0,
          ...this.times(),
        });
      case FILE_TYPE.directory:
        return this.add(parent, name, {
          kind: 'directory',
          mode,
          inode,
          opaque: true,
          everyName: false,
          children: new Map(),
          ...this.times(),
        });
      default:
        return this.fail(ERRNO.EPERM);
    }
  }

  private symlink(parent: SandboxNode, name: string, target: string): SandboxNode {
    this.charge(target.length * 2);
    return this.add(parent, name, {
      kind: 'link',
      mode: FILE_TYPE.link | 0o777,
      inode: this.nextInode++,
      target,
      ...this.times(),
    });
  }

  private remove(parent: SandboxNode, name: string): void {
    const directory = this.directoryEntry(parent);
    if (directory.everyName) this.fail(ERRNO.EROFS);
    this.noteChange();
    this.unlinkEntry(directory.children.get(name), name);
    if (!directory.opaque && this.hostMode(`${parent.path}/${name}`) !== undefined) {
      this.charge(ENTRY_BYTES);
      directory.children.set(name, { kind: 'gone' });
    } else directory.children.delete(name);
    directory.mtime = directory.ctime = Date.now();
    parent.found.delete(name);
  }

  /** Releases what a removed entry took; a file that is still open keeps its content until it is closed. */
  private unlinkEntry(entry: OverlayEntry | undefined, name: string): void {
    if (entry === undefined || entry.kind === 'gone') return;
    this.used -= ENTRY_BYTES + name.length * 2;
    if (entry.kind === 'link') this.used -= entry.target.length * 2;
    if (entry.kind === 'file') {
      entry.linked = false;
      this.releaseIfUnused(entry);
    }
  }

  private releaseIfUnused(entry: FileEntry): void {
    if (entry.linked || entry.open > 0) return;
    this.used -= entry.data.length;
    entry.data = new Uint8Array();
    entry.size = 0;
  }

  private rmdir(parent: SandboxNode, name: string): void {
    const node = this.lookup(parent, name) ?? this.fail(ERRNO.ENOENT);
    if (this.readdir(node).length > 2) this.fail(ERRNO.ENOTEMPTY);
    this.remove(parent, name);
  }

  private rename(node: SandboxNode, newParent: SandboxNode, newName: string): void {
    const { parent, name } = node;
    let entry = node.entry;
    if (
      entry?.kind === 'directory'
        ? !entry.opaque
        : entry === undefined && (node.mode & FILE_TYPE.mask) === FILE_TYPE.directory
    ) {
      // A directory of the host would have to be copied completely; as on overlayfs, the caller must copy instead.
      this.fail(ERRNO.EXDEV);
    }
    const replaced = this.lookup(newParent, newName);
    if (replaced !== undefined) {
      if ((replaced.mode & FILE_TYPE.mask) === FILE_TYPE.directory) this.rmdir(newParent, newName);
      else this.remove(newParent, newName);
    }
    if (entry === undefined) {
      entry = (node.mode & FILE_TYPE.mask) === FILE_TYPE.link ? this.copyLink(node) : this.copyFile(node);
    }
    const from = this.directoryEntry(parent);
    if (from.everyName) this.fail(ERRNO.EROFS);
    if (!from.opaque && this.hostMode(`${parent.path}/${name}`) !== undefined) {
      this.charge(ENTRY_BYTES);
      from.children.set(name, { kind: 'gone' });
    } else from.children.delete(name);
    this.used -= ENTRY_BYTES + name.length * 2;
    parent.found.delete(name);
    this.add(newParent, newName, entry);
    // Emscripten puts the old node into its own table now; no lookup finds it there under this name.
    node.name = '\0moved';
  }

  // Changing files

  private copyLink(node: SandboxNode): LinkEntry {
    const entry: LinkEntry = {
      kind: 'link',
      mode: node.mode,
      inode: this.nextInode++,
      target: this.readlink(node),
      ...this.times(),
    };
    this.adopt(node, entry, entry.target.length * 2);
    return entry;
  }

  /** Copies a file of the host into memory, where it can be changed. */
  private copyFile(node: SandboxNode): FileEntry {
    this.checkReadable(node.path);
    const bytes = this.files.readBytes(node.path) ?? this.fail(ERRNO.EACCES);
    return this.fileEntry(node, bytes.slice());
  }

  private fileEntry(node: SandboxNode, data: Uint8Array): FileEntry {
    if (node.entry?.kind === 'file') return node.entry;
    const found = this.shiftedAt(node.path);
    const time = found?.mtimeMs ?? Date.now();
    const entry: FileEntry = {
      kind: 'file',
      mode: node.mode,
      data,
      size: data.length,
      inode: found?.inode || this.nextInode++,
      linked: true,
      open: 0,
      atime: time,
      mtime: time,
      ctime: time,
    };
    this.adopt(node, entry, data.length);
    return entry;
  }

  private adopt(node: SandboxNode, entry: PresentEntry, bytes: number): void {
    const directory = this.directoryEntry(node.parent);
    this.charge(ENTRY_BYTES + node.name.length * 2 + bytes);
    directory.children.set(node.name, entry);
    node.entry = entry;
  }

  private setattr(node: SandboxNode, changes: AttributeChanges): void {
    if (this.isTool(node)) return;
    this.noteChange();
    let entry = node.entry;
    if (entry === undefined) {
      const type = node.mode & FILE_TYPE.mask;
      if (type === FILE_TYPE.directory) entry = this.directoryEntry(node);
      else if (type === FILE_TYPE.link) entry = this.copyLink(node);
      else entry = changes.size === 0 ? this.fileEntry(node, new Uint8Array()) : this.copyFile(node);
    }
    if (changes.mode !== undefined) entry.mode = node.mode = changes.mode;
    if (changes.atime !== undefined) entry.atime = Number(changes.atime);
    if (changes.mtime !== undefined) entry.mtime = Number(changes.mtime);
    if (changes.size !== undefined && entry.kind === 'file') {
      this.resize(entry, changes.size);
      entry.mtime = Date.now();
    }
    entry.ctime = Date.now();
  }

  private isTool(node: SandboxNode): boolean {
    return node.parent.entry?.kind === 'directory' && node.parent.entry.everyName && node.parent !== node;
  }

  /** Makes room for `size` bytes and sets the size; new bytes read as zeros. */
  private resize(entry: FileEntry, size: number): void {
    if (size > entry.data.length) {
      const capacity = Math.max(size, Math.min(entry.data.length * 2, entry.data.length + 1024 * 1024));
      this.charge(capacity - entry.data.length);
      const data = new Uint8Array(capacity);
      data.set(entry.data.subarray(0, entry.size));
      entry.data = data;
    } else if (size < entry.size) entry.data.fill(0, size, entry.size);
    entry.size = size;
  }

  // Streams

  private open(stream: SandboxStream): void {
    const { node } = stream;
    if ((node.mode & FILE_TYPE.mask) !== FILE_TYPE.file) {
      this.options.ask?.(`${node.path}, which is no regular file`);
      this.fail(ERRNO.EACCES);
    }
    if (this.isTool(node) && (stream.flags & 3) !== 0) this.fail(ERRNO.EROFS);
    if (node.entry?.kind === 'file') this.attach(stream, node.entry);
    else stream.hostFile = this.openHostFile(node);
  }

  private openHostFile(node: SandboxNode): HostFile {
    const { path } = node;
    this.checkReadable(path);
    this.options.asked?.({ kind: 'content', text: path, exists: true });
    const size = (node.hostStat ??= this.files.stat(path))?.size ?? 0;
    if (size < BIG_FILE_BYTES) {
      const bytes = this.files.readBytes(path) ?? this.fail(ERRNO.EACCES);
      return { size: bytes.length, read: (position, length) => bytes.subarray(position, position + length) };
    }
    const read = (position: number, length: number): Uint8Array =>
      this.files.readPart(path, position, length) ?? this.fail(ERRNO.EACCES);
    read(0, 0);
    return { size, read };
  }

  private attach(stream: SandboxStream, entry: FileEntry): void {
    stream.openEntry = entry;
    entry.open++;
  }

  private dup(stream: SandboxStream): void {
    if (stream.openEntry !== undefined) stream.openEntry.open++;
  }

  private close(stream: SandboxStream): void {
    const entry = stream.openEntry;
    if (entry === undefined) return;
    this.noteChange();
    entry.open--;
    this.releaseIfUnused(entry);
  }

  private changedFile(stream: SandboxStream): FileEntry | undefined {
    return stream.openEntry ?? (stream.node.entry?.kind === 'file' ? stream.node.entry : undefined);
  }

  private sizeOf(stream: SandboxStream): number {
    return this.changedFile(stream)?.size ?? stream.hostFile?.size ?? 0;
  }

  private part(stream: SandboxStream, position: number, length: number): Uint8Array {
    const entry = this.changedFile(stream);
    if (entry !== undefined) return entry.data.subarray(position, Math.min(position + length, entry.size));
    const end = Math.min(position + length, this.sizeOf(stream));
    return end > position && stream.hostFile !== undefined
      ? stream.hostFile.read(position, end - position)
      : new Uint8Array();
  }

  private seek(stream: SandboxStream, offset: number, whence: number): number {
    let position = offset;
    if (whence === 1) position += stream.position;
    else if (whence === 2 && (stream.node.mode & FILE_TYPE.mask) === FILE_TYPE.file) position += this.sizeOf(stream);
    return position < 0 ? this.fail(ERRNO.EINVAL) : position;
  }

  private read(stream: SandboxStream, buffer: Uint8Array, offset: number, length: number, position: number): number {
    const part = this.part(stream, position, length);
    buffer.set(part, offset);
    return part.length;
  }

  private write(stream: SandboxStream, buffer: Uint8Array, offset: number, length: number, position: number): number {
    if (length === 0) return 0;
    this.noteChange();
    const entry = stream.openEntry ?? this.entryForWriting(stream);
    if (position + length > entry.size) this.resize(entry, position + length);
    entry.data.set(buffer.subarray(offset, offset + length), position);
    entry.mtime = entry.ctime = Date.now();
    return length;
  }

  private entryForWriting(stream: SandboxStream): FileEntry {
    const entry = this.fileEntry(stream.node, this.part(stream, 0, this.sizeOf(stream)).slice());
    this.attach(stream, entry);
    return entry;
  }

  private msync(stream: SandboxStream, buffer: Uint8Array, offset: number, length: number): number {
    this.write(stream, buffer, 0, length, offset);
    return 0;
  }

  private mmap(stream: SandboxStream, length: number, position: number): { ptr: number; allocated: boolean } {
    const memory = this.options.allocate(length) ?? this.fail(ERRNO.ENOMEM);
    memory.bytes.set(this.part(stream, position, length));
    return { ptr: memory.address, allocated: true };
  }
}

function copyOf(entry: PresentEntry): PresentEntry {
  if (entry.kind === 'file') return { ...entry, data: entry.data.slice() };
  return entry.kind === 'directory' ? { ...entry, children: new Map(entry.children) } : { ...entry };
}

function emptyTool(): FileEntry {
  return {
    kind: 'file',
    mode: FILE_TYPE.file | 0o755,
    data: new Uint8Array(),
    size: 0,
    inode: 1,
    linked: true,
    open: 0,
    atime: 0,
    mtime: 0,
    ctime: 0,
  };
}
