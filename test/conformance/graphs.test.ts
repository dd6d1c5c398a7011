/**
 * Task graphs and task hashes, compared with the results of `bitbake -S none` for the small workspaces in `graphs/`,
 * for each release. No BitBake is needed.
 */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { type BitbakeRelease, RECORDED_RELEASES } from '../../server/src/engine/base/release';
import { expectationOf } from '../support/expectations';
import { FileDigests } from '../../server/src/engine/tasks/fileChecksums';
import type { Taskhash } from '../../server/src/engine/tasks/taskhash';
import { nodeMd5, nodeSha256 } from '../../server/src/node/nodeDigest';
import { nodeFileSource } from '../../server/src/node/nodeFileSource';
import { WorkspaceTasks } from '../../server/src/ide/tasks/workspaceTasks';
import { loadTestPython } from '../support/python';
import { conformanceCase, engineFor } from './cases';

const GRAPHS = path.resolve(import.meta.dirname, 'graphs');

/**
 * BitBake's results: for some targets the hash of every task, by the name of its signature file below the build
 * directory.
 */
type Recorded = readonly { readonly targets: readonly string[]; readonly tasks: Readonly<Record<string, string>> }[];

const recorded = readdirSync(GRAPHS).flatMap((name) =>
  RECORDED_RELEASES.flatMap((release) => {
    const answers = expectationOf<Recorded>(path.join(GRAPHS, name), release.version);
    return answers === null ? [] : [{ name, release, version: release.version, answers }];
  }),
);

async function tasksOf(
  name: string,
  release: BitbakeRelease,
): Promise<{ readonly tasks: WorkspaceTasks; readonly buildDir: string }> {
  const files = nodeFileSource();
  const one = conformanceCase(name, GRAPHS);
  const engine = engineFor(one, release, await loadTestPython(files, release));
  const fns = new Set(engine.multiconfigs().flatMap((multiconfig) => engine.recipes(multiconfig)?.recipes ?? []));
  const recipes = new Map([...fns].map((fn) => [fn, engine.recipeInfos(fn) ?? []]));
  const services = {
    digests: new FileDigests(files, nodeMd5),
    sha256: nodeSha256,
    unihashes: () => null,
    extraDepends: async () => [],
  };
  return {
    tasks: new WorkspaceTasks(engine.taskConfigurations() ?? [], recipes, release, services),
    buildDir: one.buildDir,
  };
}

describe.each(recorded)('$name as in BitBake $version', ({ name, release, answers }) => {
  test.each(answers)('$targets', async ({ targets, tasks: expected }) => {
    const { tasks, buildDir } = await tasksOf(name, release);
    const { graph, hashes, wanted, unknownTargets, problems } = await tasks.hash({ kind: 'targets', targets });
    expect([unknownTargets, problems]).toEqual([[], []]);
    const nameOf = (id: number): string =>
      `${path.relative(buildDir, graph.tasks[id]?.recipe.stamp ?? '')}.${graph.tasks[id]?.task.name ?? ''}`;
    expect(Object.fromEntries(wanted.map((id) => [nameOf(id), textOf(hashes.get(id))]))).toEqual(expected);
  });
});

test('some graphs have recorded answers', () => {
  expect(recorded.length).toBeGreaterThan(0);
});

function textOf(hash: Taskhash | undefined): string {
  return hash?.kind === 'known' ? hash.taskhash : (hash?.reason ?? 'missing');
}
