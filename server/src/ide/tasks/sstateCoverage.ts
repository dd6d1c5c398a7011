/**
 * What of a target is in the shared state cache, and for what is not the newest object of the same task, with which it
 * can be compared. The tasks come from the task graph; servers are asked only where the caller gives a way to.
 */

import type { FileSource } from '../../engine/files/fileSource';
import { type Coverage, type SstateTask, coverage, objectOf } from '../../engine/sstate/coverage';
import { type FoundObject, type ObjectsOf, SstateListing } from '../../engine/sstate/newestObjects';
import { type AskServer, type CacheSettings, type Presence, askNobody, findObject } from '../../engine/sstate/presence';

export interface TargetCoverage {
  readonly coverage: Coverage;
  /** By the task's name: the newest object in `SSTATE_DIR` of each task that is missing, where there is one. */
  readonly newest: ReadonlyMap<string, FoundObject>;
  /** The cache has more names than are looked at, so that a newer object may have been passed over. */
  readonly isCutShort: boolean;
  /** Why a part of the cache was not looked at for these; null where all of it was. */
  readonly problem: string | null;
}

/** Objects that are looked for at once: enough to keep servers busy, and few enough that a lookup can be ended. */
const AT_ONCE = 256;

/**
 * Looks for the objects of all tasks that can be taken from the cache. `listing`: the names of `SSTATE_DIR`, where they
 * are kept from before.
 */
export async function targetCoverage(
  tasks: readonly SstateTask[],
  settings: CacheSettings,
  files: FileSource,
  askServer: AskServer | null,
  listing: SstateListing = new SstateListing(files, settings.sstateDir),
): Promise<TargetCoverage> {
  const secrets = new Map(
    tasks.flatMap((task) => (task.secret === undefined ? [] : [[objectOf(task).path, task.secret] as const])),
  );
  const askerFor = (path: string): AskServer | null => {
    const secret = secrets.get(path);
    return secret === undefined ? askServer : askNobody(secret);
  };
  const paths = [
    ...new Set(tasks.filter(({ hasSetscene }) => hasSetscene).flatMap((task) => objectOf(task).path ?? [])),
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
