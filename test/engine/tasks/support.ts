/** Handwritten recipes and graphs. */

import { type BitbakeRelease, RECORDED_RELEASES } from '../../../server/src/engine/base/release';
import { addTo } from '../../../server/src/engine/base/lists';
import { recipeOf } from '../../../server/src/engine/base/recipeNames';
import type { FileSource } from '../../../server/src/engine/files/fileSource';
import { MemoryFileSource } from '../../../server/src/engine/files/memoryFileSource';
import { exactRelease } from '../../../server/src/engine/layers/behaviors';
import { FileDigests } from '../../../server/src/engine/tasks/fileChecksums';
import { type RecipeInfo, type TaskInfo, unknownRecipe } from '../../../server/src/engine/tasks/recipeInfo';
import type { Taskhash } from '../../../server/src/engine/tasks/taskhash';
import type { UnihashSource } from '../../../server/src/engine/sstate/unihashes';
import { nodeMd5, nodeSha256 } from '../../../server/src/node/nodeDigest';
import { WorkspaceTasks } from '../../../server/src/ide/tasks/workspaceTasks';

export const WRYNOSE = RECORDED_RELEASES.find(({ version }) => version === '2.18')!;

/** A release with one behavior that is not known; `reasonFor` is the message about it. */
export function releaseWithout(field: keyof BitbakeRelease): BitbakeRelease {
  const known: Partial<Record<string, unknown>> = { ...WRYNOSE };
  delete known[field];
  return exactRelease({ known: known as Partial<BitbakeRelease>, unknown: { [field]: 'it answers "no"' } });
}

export function reasonFor(field: keyof BitbakeRelease): string {
  return `this BitBake behaves in a way that Sighound does not know (\`${field}\`): it answers "no"`;
}

/** A task with its own basehash. */
export function task(name: string, more: Partial<TaskInfo> = {}): TaskInfo {
  return { name, parents: [], flags: {}, basehash: nodeSha256(name), ...more };
}

/** A recipe `PN_1.0.bb` that is known completely. */
export function recipe(pn: string, more: Partial<RecipeInfo> = {}): RecipeInfo {
  const {
    unknown: _,
    unknownVersion: _unknownVersion,
    unknownProvides: _unknownProvides,
    ...known
  } = unknownRecipe({ mcfn: `/layer/${pn}_1.0.bb`, multiconfig: '', pn }, '');
  return {
    ...known,
    pv: '1.0',
    pr: 'r0',
    stamp: `/stamps/${pn}`,
    hashFilename: 'False x y',
    tasks: [task('do_build')],
    ...more,
  };
}

interface Given {
  readonly recipes: readonly RecipeInfo[];
  readonly variables?: Readonly<Record<string, string>>;
  /** Why some variables are unknown. */
  readonly unknown?: Readonly<Record<string, string>>;
  readonly files?: FileSource;
  readonly unihashes?: UnihashSource;
  readonly release?: BitbakeRelease;
}

/** The one variant of a recipe file: the same list each time, as the code that stores recipes returns it. */
const variants = new WeakMap<RecipeInfo, readonly RecipeInfo[]>();

function variantsOf(only: RecipeInfo): readonly RecipeInfo[] {
  const known = variants.get(only) ?? [only];
  variants.set(only, known);
  return known;
}

export function workspace({
  recipes,
  variables = {},
  unknown,
  files = new MemoryFileSource({}),
  unihashes,
  release = WRYNOSE,
}: Given): WorkspaceTasks {
  const configuration = {
    multiconfig: '',
    collections: [],
    variables: { BB_SIGNATURE_HANDLER: 'OEBasicHash', ...variables },
    ...(unknown && { unknown }),
  };
  const services = {
    digests: new FileDigests(files, nodeMd5),
    sha256: nodeSha256,
    unihashes: () => unihashes ?? null,
    extraDepends: async () => [],
  };
  const byFile = new Map<string, RecipeInfo[]>();
  for (const each of recipes) addTo(byFile, recipeOf(each.mcfn), each);
  return new WorkspaceTasks(
    [configuration],
    new Map([...byFile].map(([fn, found]) => [fn, found.length === 1 ? variantsOf(found[0]!) : found])),
    release,
    services,
  );
}

/** The hashes of all tasks that building the targets runs, by `PN:TASK`. */
export async function hashesOf(
  given: Given,
  ...targets: readonly string[]
): Promise<Readonly<Record<string, Taskhash>>> {
  const { graph, hashes, wanted } = await workspace(given).hash({ kind: 'targets', targets });
  return Object.fromEntries(
    wanted.map((id) => [`${graph.tasks[id]?.recipe.pn}:${graph.tasks[id]?.task.name}`, hashes.get(id)!]),
  );
}

/** The hash of a text. */
export const sha256 = nodeSha256;
