/**
 * The files in which the kernel reports its state. A few of them describe the machine and do not change: those are the
 * host's own. Everything else below /proc and /sys belongs to one process, which is not BitBake's, or changes. A
 * request for such a file is a question without an answer. A value that depends on it must become unknown, and not look
 * as if the file did not exist.
 */

import { UnreadableFile } from '../engine/base/budget';
import { DatastoreError } from '../engine/base/datastoreError';
import type { FileSource, FileStat, FileText } from '../engine/files/fileSource';

/** First-level directories that belong to the kernel. */
export const KERNEL_DIRECTORIES: readonly string[] = ['proc', 'sys'];

const KNOWN_FILES: ReadonlySet<string> = new Set([
  '/proc/cpuinfo',
  '/proc/meminfo',
  '/proc/version',
  '/proc/sys/kernel/hostname',
  '/proc/sys/kernel/osrelease',
  '/proc/sys/kernel/ostype',
  '/proc/sys/kernel/version',
]);
const KNOWN_FOLDERS: ReadonlySet<string> = new Set(['/proc', '/sys', '/proc/sys', '/proc/sys/kernel']);
const FOLDER: FileStat = { kind: 'directory', size: 0, mtimeMs: 0, inode: 0, executable: true };

/** Whether a path belongs to the kernel: answers about it must not be remembered. */
export function isKernelPath(path: string): boolean {
  return KERNEL_DIRECTORIES.some((name) => path === `/${name}` || path.startsWith(`/${name}/`));
}

/**
 * The files of a host, except the kernel's. `pid` is the process that reads them; `ask` receives each question without
 * an answer.
 */
export class KernelFiles implements FileSource {
  constructor(
    private readonly base: FileSource,
    private readonly pid: number,
    private readonly ask: (question: string) => void,
  ) {}

  stat(path: string): FileStat | undefined {
    if (KNOWN_FOLDERS.has(path)) return FOLDER;
    return this.answered(path, () => this.base.stat(path));
  }

  readBytes(path: string): Uint8Array | undefined {
    return this.answered(path, () => this.base.readBytes(path));
  }

  readPart(path: string, position: number, length: number): Uint8Array | undefined {
    return this.answered(path, () => this.base.readPart(path, position, length));
  }

  readText(path: string): FileText {
    return this.answered(path, () => this.base.readText(path)) ?? { kind: 'missing' };
  }

  list(path: string): readonly string[] | undefined {
    return isKernelPath(path) ? this.refused(path) : this.answered(path, () => this.base.list(path));
  }

  readLink(path: string): string | undefined {
    if (path === '/proc/self') return String(this.pid);
    return isKernelPath(path) ? undefined : this.answered(path, () => this.base.readLink(path));
  }

  private allowed(path: string): boolean {
    return !isKernelPath(path) || KNOWN_FILES.has(path);
  }

  private answered<T>(path: string, question: () => T | undefined): T | undefined {
    if (!this.allowed(path)) return this.refused(path);
    try {
      return question() ?? this.refused(path);
    } catch (error) {
      // Python continues without the answer; its result is not known.
      if (!(error instanceof DatastoreError)) throw error;
      // BitBake may not read what the user may not read, either.
      if (!(error instanceof UnreadableFile && error.isDenied)) this.ask(error.message);
      return undefined;
    }
  }

  private refused(path: string): undefined {
    // The caller asked for `self`; the number would mean nothing to a reader.
    if (isKernelPath(path)) this.ask(path === `/proc/${this.pid}` ? '/proc/self' : path);
    return undefined;
  }
}
