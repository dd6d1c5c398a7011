/**
 * The last build as a state to compare with: by which hash each task was last run, or taken from the cache, as its stamp says. What went into
 * that hash is read from the signature beside the stamp, of tasks that have another one now.
 */

import { compareCodePoints } from '../../engine/base/order';
import type { FileSource } from '../../engine/files/fileSource';
import { basename, dirname } from '../../engine/files/posixPath';
import type { SignatureData } from '../../engine/siginfo/signatureData';
import { sigdataPath } from '../../engine/sstate/stampNames';
import type { FileChecksum } from '../../engine/tasks/fileChecksums';
import { type TaskBefore, type TasksBefore, hashOf, taskId } from './impact';
import type { TaskNode, TaskNodes } from './tasksApi';

/** Reads a signature file; null where there is none that can be read. */
export type ReadSignatureAt = (path: string) => SignatureData | null;

/** `do_compile.HASH` or `do_compile_setscene.HASH`, behind the last part of `STAMP`; what `[stamp-extra-info]` adds may follow. */
const STAMP = /^(.*)\.(do_[^.]+?)(?:_setscene)?\.([0-9a-f]{64})(?:\..*)?$/;

/** A stamp of a task. */
interface Stamp {
  readonly hash: string;
  readonly path: string;
}

/** What the stamps of some tasks say. Tasks without one were never built, and are missing from the answer. */
export function lastBuild({ nodes }: TaskNodes, files: FileSource, readSignature: ReadSignatureAt): TasksBefore {
  const folders = new Map<string, ReadonlyMap<string, readonly Stamp[]>>();
  const names = new Map(nodes.map((node) => [node.pnid, taskId(node)]));
  const tasks = new Map<string, TaskBefore>();
  for (const node of nodes) {
    const folder = dirname(node.stamp);
    const found = folders.get(folder) ?? stampsIn(folder, files);
    folders.set(folder, found);
    const stamps = found.get(`${basename(node.stamp)}.${node.task}`) ?? [];
    const present = hashOf(node);
    const last = stamps.some(({ hash }) => hash === present) ? present : newest(stamps, files);
    if (last === null) continue;
    const data = last === present ? null : readSignature(sigdataPath({ stamp: node.stamp, task: node.task, hash: last }));
    tasks.set(taskId(node), { hash: last, ...(data && detailsOf(data, node, names)) });
  }
  return { tasks, isComplete: false, asked: [] };
}

/** The stamps in a folder, by what stands before the hash. */
function stampsIn(folder: string, files: FileSource): ReadonlyMap<string, readonly Stamp[]> {
  const found = new Map<string, Stamp[]>();
  for (const name of files.list(folder) ?? []) {
    const [, stamp, task, hash] = STAMP.exec(name) ?? [];
    if (hash === undefined) continue;
    const key = `${stamp}.${task}`;
    const list = found.get(key);
    const made = { hash, path: `${folder}/${name}` };
    if (list) list.push(made);
    else found.set(key, [made]);
  }
  return found;
}

/** The hash of the newest stamp; BitBake removes older ones, but not always. */
function newest(stamps: readonly Stamp[], files: FileSource): string | null {
  const timed = stamps.map(({ hash, path }) => ({ hash, time: files.stat(path)?.mtimeMs ?? 0 }));
  return timed.sort((a, b) => b.time - a.time || compareCodePoints(a.hash, b.hash))[0]?.hash ?? null;
}

function detailsOf(data: SignatureData, node: TaskNode, names: ReadonlyMap<string, string>): Omit<TaskBefore, 'hash'> {
  return {
    basehash: data.basehash,
    checksums: (data.file_checksum_values ?? []).map((checksum) => namedAsNow(checksum, node.checksums)),
    dependencies: (data.runtaskdeps ?? []).map((pnid) => names.get(pnid) ?? pnid),
    taint: data.taint === undefined ? null : data.taint.replace(/^nostamp:/, ''),
  };
}

/** A signature has the names of files only; a file that the task still has is told by its path. */
function namedAsNow([name, md5]: readonly [name: string, md5: string], now: readonly FileChecksum[]): FileChecksum {
  const named = now.filter(({ path }) => (name.startsWith('./') ? path.endsWith(`/${name}`) : basename(path) === name && !path.includes('/./')));
  const same = named.find((file) => file.md5 === md5) ?? named[0];
  return { path: same?.path ?? name, md5 };
}
