/**
 * The last build as a state to compare with: the hash with which each task last ran, or was taken from the cache, as
 * its stamp shows. For tasks that have a different hash now, the signature next to the stamp shows the inputs of that
 * hash.
 */

import { Budget } from '../../engine/base/budget';
import { LEFTOVER_LIMITS } from '../../engine/base/limits';
import { addTo } from '../../engine/base/lists';
import { compareCodePoints } from '../../engine/base/order';
import { BoundedFiles } from '../../engine/files/boundedFiles';
import type { FileSource } from '../../engine/files/fileSource';
import { basename, dirname } from '../../engine/files/posixPath';
import { unlessUnknown } from '../../engine/layers/behaviors';
import type { SignatureData } from '../../engine/siginfo/signatureData';
import { sigdataPath } from '../../engine/sstate/stampNames';
import type { FileChecksum } from '../../engine/tasks/fileChecksums';
import { type TaskBefore, type TasksBefore, hashOf, taskId } from './impact';
import type { TaskNode, TaskNodes } from '../api/tasksApi';

/** Reads a signature file; null if there is none that can be read. */
export type ReadSignatureAt = (path: string) => SignatureData | null;

/**
 * `do_compile.HASH` or `do_compile_setscene.HASH`, after the last part of `STAMP`; what `[stamp-extra-info]` adds may
 * follow.
 */
const STAMP = /^(.*)\.(do_[^.]+?)(?:_setscene)?\.([0-9a-f]{64})(?:\..*)?$/;

/** A stamp of a task. */
interface Stamp {
  readonly hash: string;
  readonly path: string;
}

/** The stamps in a folder, by the part of their name before the hash; a text says why they are not known. */
type StampsIn = ReadonlyMap<string, readonly Stamp[]> | string;

/**
 * What the stamps of some tasks show. Tasks without a stamp were never built, and are missing from the answer. If
 * stamps cannot be read, or if there are too many, the earlier hash is not known.
 */
export function lastBuild(
  { nodes }: TaskNodes,
  source: FileSource,
  readSignature: ReadSignatureAt,
  budget: Budget = new Budget(LEFTOVER_LIMITS),
): TasksBefore {
  const files = new BoundedFiles(source, budget);
  const folders = new Map<string, StampsIn>();
  const names = new Map(nodes.map((node) => [node.pnid, taskId(node)]));
  const tasks = new Map<string, TaskBefore>();
  for (const node of nodes) {
    const folder = dirname(node.stamp);
    const found = folders.get(folder) ?? stampsIn(folder, files);
    folders.set(folder, found);
    const stamps = typeof found === 'string' ? found : (found.get(`${basename(node.stamp)}.${node.task}`) ?? []);
    const present = hashOf(node);
    const last =
      typeof stamps !== 'string' && stamps.some(({ hash }) => hash === present)
        ? { hash: present }
        : newest(stamps, files);
    if (last === null) continue;
    if (last.hash === null) {
      tasks.set(taskId(node), last);
      continue;
    }
    const data =
      last.hash === present
        ? null
        : readSignature(sigdataPath({ stamp: node.stamp, task: node.task, hash: last.hash }));
    tasks.set(taskId(node), { hash: last.hash, ...(data && detailsOf(data, node, names)) });
  }
  return { tasks, isComplete: false, asked: [] };
}

function stampsIn(folder: string, files: FileSource): StampsIn {
  const found = new Map<string, Stamp[]>();
  const names = unlessUnknown(
    () => files.list(folder) ?? [],
    (reason) => reason,
  );
  if (typeof names === 'string') return names;
  for (const name of names) {
    const [, stamp, task, hash] = STAMP.exec(name) ?? [];
    if (hash !== undefined) addTo(found, `${stamp}.${task}`, { hash, path: `${folder}/${name}` });
  }
  return found;
}

/**
 * The hash of the newest stamp; BitBake removes older ones, but not always. null if there is no stamp; without a hash
 * if it is not known which stamp is the newest.
 */
function newest(stamps: readonly Stamp[] | string, files: FileSource): TaskBefore | null {
  if (typeof stamps === 'string') return unknownBefore(stamps);
  const [first, second] = stamps;
  if (!first) return null;
  if (!second) return { hash: first.hash };
  return unlessUnknown(() => {
    const timed = stamps.map(({ hash, path }) => ({ hash, time: files.stat(path)?.mtimeMs ?? 0 }));
    return { hash: timed.sort((a, b) => b.time - a.time || compareCodePoints(a.hash, b.hash))[0]?.hash ?? first.hash };
  }, unknownBefore);
}

function unknownBefore(reason: string): TaskBefore {
  return { hash: null, unknown: `its earlier hash is not known: ${reason}` };
}

function detailsOf(data: SignatureData, node: TaskNode, names: ReadonlyMap<string, string>): Omit<TaskBefore, 'hash'> {
  return {
    basehash: data.basehash,
    checksums: (data.file_checksum_values ?? []).map((checksum) => namedAsNow(checksum, node.checksums)),
    dependencies: (data.runtaskdeps ?? []).map((pnid) => names.get(pnid) ?? pnid),
    taint: data.taint === undefined ? null : data.taint.replace(/^nostamp:/, ''),
  };
}

/** A signature contains only the names of files; for a file that the task still has, the result contains its path. */
function namedAsNow([name, md5]: readonly [name: string, md5: string], now: readonly FileChecksum[]): FileChecksum {
  const named = now.filter(({ path }) =>
    name.startsWith('./') ? path.endsWith(`/${name}`) : basename(path) === name && !path.includes('/./'),
  );
  const same = named.find((file) => file.md5 === md5) ?? named[0];
  return { path: same?.path ?? name, md5 };
}
