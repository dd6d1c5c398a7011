/**
 * Finds which objects of a target are in the shared state cache. For each missing object it finds the newest object of
 * the same task, to compare with. The tasks come from the task graph; servers are asked only if the caller supplies a
 * way to do so.
 */

import type { FileSource } from '../../engine/files/fileSource';
import { type Coverage, type SstateTask, coverage, objectOfTask } from '../../engine/sstate/coverage';
import { type FoundObject, type ObjectsOf, SstateListing } from '../../engine/sstate/newestObjects';
import { type AskServer, type CacheSettings, type Presence, askNobody, findObject } from '../../engine/sstate/presence';

export interface TargetCoverage {
  readonly coverage: Coverage;
  /** By the task's name: the newest object in `SSTATE_DIR` of each missing task, if there is one. */
  readonly newest: ReadonlyMap<string, FoundObject>;
  /** The cache has more names than are read, so that a newer object may have been missed. */
  readonly isCutShort: boolean;
  /** Why a part of the cache was not searched for these objects; null if all of it was. */
  readonly problem: string | null;
}

/**
 * How many objects are looked up at the same time: enough to keep servers busy, and few enough that a lookup can be
 * ended.
 */
const AT_ONCE = 256;

/**
 * Looks for the objects of all tasks that can be taken from the cache. `listing`: the names of `SSTATE_DIR`, if they
 * are kept from an earlier call.
 */
export async function targetCoverage(
  tasks: readonly SstateTask[],
  settings: CacheSettings,
  files: FileSource,
  askServer: AskServer | null,
  listing: SstateListing = new SstateListing(files, settings.sstateDir),
): Promise<TargetCoverage> {
  const secrets = new Map(
    tasks.flatMap((task) => (task.secret === undefined ? [] : [[objectOfTask(task).path, task.secret] as const])),
  );
  const askerFor = (path: string): AskServer | null => {
    const secret = secrets.get(path);
    return secret === undefined ? askServer : askNobody(secret);
  };
  const paths = [
    ...new Set(
      tasks
        .filter(({ hasSetscene, objectless }) => hasSetscene && objectless === undefined)
        .flatMap((task) => objectOfTask(task).path ?? []),
    ),
  ];
  const presences = new Map<string, Presence>();
  for (let start = 0; start < paths.length; start += AT_ONCE) {
    const asked = paths.slice(start, start + AT_ONCE);
    const answers = await Promise.all(asked.map((path) => findObject(path, settings, files, askerFor(path))));
    for (const [index, answer] of answers.entries()) presences.set(asked[index] ?? '', answer);
  }
  const found = coverage(tasks, presences);

  const missing = found.missing.flatMap(({ task }): (ObjectsOf & { readonly name: string })[] =>
    task.hashFilename === null
      ? []
      : [{ name: task.name, hashFilename: task.hashFilename, task: task.task, nativeLsbString: task.nativeLsbString }],
  );
  const others = missing.length === 0 ? { found: [], isCutShort: false, problem: null } : listing.newest(missing);
  const newest = new Map<string, FoundObject>();
  for (const [index, { name }] of missing.entries()) {
    const object = others.found[index];
    if (object) newest.set(name, object);
  }
  return { coverage: found, newest, isCutShort: others.isCutShort, problem: others.problem };
}
