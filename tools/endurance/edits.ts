/**
 * Random edits of the example while it is evaluated: files that change between two questions of one evaluation,
 * programs that are killed in the middle, notifications that arrive late. Whatever happened, a program that starts
 * afterwards gives the same answers as one that has nothing stored.
 */

import fc from 'fast-check';
import { OverlayFileSource } from '../../server/src/engine/files/overlayFileSource';
import type { CachedAnalysis } from '../../server/src/ide/stored/cachedAnalysis';
import type { ResultStore } from '../../server/src/ide/resultStore';
import type { TestAnalysis } from '../../test/support/analysis';
import { startCached } from '../../test/support/cachedAnalysis';
import { ChangingFiles } from '../../test/support/changingFiles';
import { MemoryStore } from '../../test/support/memoryStore';
import { EXAMPLE, type Edit, edit } from '../../test/support/randomEdits';

/** What happens while the workspace is evaluated. */
interface Incident {
  readonly edit: Edit;
  /** The number of questions to the disk before it. */
  readonly after: number;
  /** The program is killed after this number of questions: nothing is stored any more. */
  readonly killedAfter: number | null;
  /** Whether the running program is notified of the edit at the end, or a new one starts. */
  readonly isReported: boolean;
}

const MOST_QUESTIONS = 1_500;
const incident: fc.Arbitrary<Incident> = fc.record({
  edit,
  after: fc.oneof(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: MOST_QUESTIONS })),
  killedAfter: fc.option(fc.integer({ min: 0, max: MOST_QUESTIONS }), { freq: 2 }),
  isReported: fc.boolean(),
});
const INCIDENTS_OF_AN_EPISODE = 20;

interface Running {
  readonly cached: CachedAnalysis;
  /** From now on the program can no longer write to its store. */
  readonly kill: () => void;
}

function start(tests: TestAnalysis, disk: ChangingFiles, store: ResultStore): Running {
  const files = new OverlayFileSource(disk);
  let isAlive = true;
  const mortal: ResultStore = {
    get: (key) => store.get(key),
    put: (key, result) => {
      if (isAlive) store.put(key, result);
    },
  };
  return {
    cached: startCached(files, mortal, () => tests.open({}, { files }).analysis),
    kill: () => {
      isAlive = false;
    },
  };
}

/** All the answers of a program about the workspace. */
async function said(cached: CachedAnalysis): Promise<string> {
  const { state: _state, gitFolders, ...opened } = await cached.open();
  const { recipes } = await cached.resolveTargets([]);
  const found: unknown[] = [opened, gitFolders, recipes];
  for (const fn of recipes) found.push(await cached.hashes(fn), (await cached.recipeTasks(fn))?.variants);
  return JSON.stringify(found);
}

/**
 * Runs incidents one after the other on one disk and one store. Returns the wrong answers; an empty result means
 * success.
 */
export async function episode(
  seed: number,
  tests: { readonly tried: TestAnalysis; readonly right: TestAnalysis },
): Promise<{ readonly edits: number; readonly compared: number; readonly wrong: readonly string[] }> {
  const incidents = fc.sample(incident, { seed, numRuns: INCIDENTS_OF_AN_EPISODE });
  const files = new ChangingFiles(EXAMPLE);
  const store = new MemoryStore();
  const wrong: string[] = [];
  let running = start(tests.tried, files, store);
  for (const [
    index,
    {
      edit: { path, text },
      after,
      killedAfter,
      isReported,
    },
  ] of incidents.entries()) {
    let questions = 0;
    let isWritten = false;
    const write = (): void => {
      if (!isWritten) files.write(path, text);
      isWritten = true;
    };
    files.onAsked = () => {
      if (questions === after) write();
      if (questions === killedAfter) running.kill();
      questions++;
    };
    await said(running.cached);
    files.onAsked = () => undefined;
    write();
    if (isReported && killedAfter === null) await running.cached.filesChanged([path]);
    else running = start(tests.tried, files, store);
    const right = await said(start(tests.right, new ChangingFiles(files.all()), new MemoryStore()).cached);
    const found = await said(running.cached);
    if (found !== right) wrong.push(`seed ${seed}, incident ${index}: ${path}${firstDifference(found, right)}`);
  }
  return { edits: incidents.length, compared: incidents.length, wrong };
}

function firstDifference(found: string, right: string): string {
  let at = 0;
  while (found[at] === right[at]) at++;
  return `: said ${found.slice(Math.max(0, at - 60), at + 120)}, right is ${right.slice(Math.max(0, at - 60), at + 120)}`;
}
