/**
 * The part of Emscripten's file system and module that the sandbox uses, as types. Emscripten publishes no types for
 * custom file systems. These types were read from the interpreter's own script and are checked at load.
 */

/** An open file. */
export interface EmscriptenStream {
  readonly node: EmscriptenNode;
  readonly flags: number;
  position: number;
}

/** A file, directory or link that was looked up. */
export interface EmscriptenNode {
  readonly id: number;
  name: string;
  parent: EmscriptenNode;
  mode: number;
  node_ops: NodeOperations;
  stream_ops: StreamOperations;
}

/** The answer of `stat`. */
export interface EmscriptenAttributes {
  readonly dev: number;
  readonly ino: number;
  readonly mode: number;
  readonly nlink: number;
  readonly uid: number;
  readonly gid: number;
  readonly rdev: number;
  readonly size: number;
  readonly atime: Date;
  readonly mtime: Date;
  readonly ctime: Date;
  readonly blksize: number;
  readonly blocks: number;
}

/** Changes that `chmod`, `utime` and `truncate` ask for. */
export interface AttributeChanges {
  readonly mode?: number;
  readonly size?: number;
  readonly atime?: number | Date;
  readonly mtime?: number | Date;
}

export interface NodeOperations {
  getattr(node: EmscriptenNode): EmscriptenAttributes;
  setattr(node: EmscriptenNode, changes: AttributeChanges): void;
  lookup?(parent: EmscriptenNode, name: string): EmscriptenNode;
  mknod?(parent: EmscriptenNode, name: string, mode: number, device: number): EmscriptenNode;
  rename?(node: EmscriptenNode, newParent: EmscriptenNode, newName: string): void;
  unlink?(parent: EmscriptenNode, name: string): void;
  rmdir?(parent: EmscriptenNode, name: string): void;
  readdir?(node: EmscriptenNode): string[];
  symlink?(parent: EmscriptenNode, name: string, target: string): EmscriptenNode;
  readlink?(node: EmscriptenNode): string;
}

export interface StreamOperations {
  open?(stream: EmscriptenStream): void;
  close?(stream: EmscriptenStream): void;
  dup?(stream: EmscriptenStream): void;
  llseek?(stream: EmscriptenStream, offset: number, whence: number): number;
  read?(stream: EmscriptenStream, buffer: Uint8Array, offset: number, length: number, position: number): number;
  write?(stream: EmscriptenStream, buffer: Uint8Array, offset: number, length: number, position: number): number;
  mmap?(
    stream: EmscriptenStream,
    length: number,
    position: number,
  ): { readonly ptr: number; readonly allocated: boolean };
  msync?(stream: EmscriptenStream, buffer: Uint8Array, offset: number, length: number): number;
}

/** A kind of file system that can be mounted. */
export interface FileSystemType {
  mount(mount: { readonly opts: unknown }): EmscriptenNode;
}

/** Emscripten's virtual file system. */
export interface EmscriptenFileSystem {
  readonly FSNode: new (parent: EmscriptenNode | null, name: string, mode: number, device: number) => EmscriptenNode;
  readonly ErrnoError: new (errno: number) => unknown;
  mount(type: FileSystemType, options: unknown, mountPoint: string): EmscriptenNode;
  mkdirTree(path: string): void;
  symlink(target: string, path: string): void;
  /** `node` is absent where nothing exists and `options` allow that. */
  lookupPath: (
    path: string,
    options?: { readonly follow?: boolean; readonly parent?: boolean },
  ) => { readonly node?: EmscriptenNode };
  cwd(): string;
  analyzePath(path: string): { readonly exists: boolean };
  chdir(path: string): void;
  readonly filesystems: {
    readonly MEMFS: {
      readonly ops_table: {
        readonly dir: { readonly node: NodeOperations };
        readonly file: { readonly node: NodeOperations; readonly stream: StreamOperations };
        readonly link: { readonly node: NodeOperations };
        readonly chrdev: { readonly node: NodeOperations };
      };
    };
  };
}

/** Error numbers as WebAssembly programs use them (WASI's). */
export const ERRNO = {
  EACCES: 2,
  EEXIST: 20,
  EINVAL: 28,
  EISDIR: 31,
  ENODEV: 43,
  ENOENT: 44,
  ENOMEM: 48,
  ENOSPC: 51,
  ENOTDIR: 54,
  ENOTEMPTY: 55,
  EPERM: 63,
  EROFS: 69,
  EXDEV: 75,
} as const;

export const FILE_TYPE = {
  mask: 0o170000,
  file: 0o100000,
  directory: 0o040000,
  link: 0o120000,
  socket: 0o140000,
  characterDevice: 0o020000,
} as const;
