/**
 * What the kernel tells in files. A few of them are the machine's and hold still: those are the host's own. Everything else below /proc and
 * /sys is of one process, which is not BitBake's, or moves: to ask for it is a question without an answer, which a value must not
 * survive as if there were nothing.
 */

import type { FileSource, FileStat, FileText } from '../../engine/files/fileSource';

/** First-level directories that are the kernel's. */
export const KERNEL_DIRECTORIES: readonly string[] = ['proc', 'sys'];

const KNOWN_FILES: ReadonlySet<string> = new Set([
  '/proc/cpuinfo', '/proc/meminfo', '/proc/version', '/proc/sys/kernel/hostname', '/proc/sys/kernel/osrelease', '/proc/sys/kernel/ostype', '/proc/sys/kernel/version',
]);
const KNOWN_FOLDERS: ReadonlySet<string> = new Set(['/proc', '/sys', '/proc/sys', '/proc/sys/kernel']);
const FOLDER: FileStat = { kind: 'directory', size: 0, mtimeMs: 0, inode: 0, executable: true };

/** Whether a path is the kernel's: no answer about it is to be remembered. */
export function isKernelPath(path: string): boolean {
  return KERNEL_DIRECTORIES.some((name) => path === `/${name}` || path.startsWith(`/${name}/`));
}

/** The files of a host, but for the kernel's; `pid` is the process that reads them, `ask` is told what nobody can answer. */
export class KernelFiles implements FileSource {
  constructor(
    private readonly base: FileSource,
    private readonly pid: number,
    private readonly ask: (question: string) => void,
  ) {}

  stat(path: string): FileStat | undefined {
    if (KNOWN_FOLDERS.has(path)) return FOLDER;
    return this.answered(path, this.allowed(path) ? this.base.stat(path) : undefined);
  }

  readBytes(path: string): Uint8Array | undefined {
    return this.answered(path, this.allowed(path) ? this.base.readBytes(path) : undefined);
  }

  readPart(path: string, position: number, length: number): Uint8Array | undefined {
    return this.answered(path, this.allowed(path) ? this.base.readPart(path, position, length) : undefined);
  }

  readText(path: string): FileText {
    return this.answered(path, this.allowed(path) ? this.base.readText(path) : undefined) ?? { kind: 'missing' };
  }

  list(path: string): readonly string[] | undefined {
    return this.answered(path, isKernelPath(path) ? undefined : this.base.list(path));
  }

  readLink(path: string): string | undefined {
    if (path === '/proc/self') return String(this.pid);
    return isKernelPath(path) ? undefined : this.base.readLink(path);
  }

  private allowed(path: string): boolean {
    return !isKernelPath(path) || KNOWN_FILES.has(path);
  }

  private answered<T>(path: string, answer: T | undefined): T | undefined {
    // Whoever asked said `self`; the number means nothing to anybody.
    if (answer === undefined && isKernelPath(path)) this.ask(path === `/proc/${this.pid}` ? '/proc/self' : path);
    return answer;
  }
}
