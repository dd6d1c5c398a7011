/**
 * What would happen if some dependencies between recipes were left out of hashes: which tasks get another hash at once,
 * and which keep theirs when the dependency changes.
 */

import { addTo } from '../../engine/base/lists';
import { pnidOf } from '../../engine/base/recipeNames';
import type { RecipeInfo } from '../../engine/tasks/recipeInfo';
import type { GraphTask, TaskGraph } from '../../engine/tasks/taskGraph';
import { type Taskhash, isSameHash, unihashProblem } from '../../engine/tasks/taskhash';
import type { Exclusion, SupposedChange, SupposedEntry, WhatIf } from '../api/tasksApi';
import { SAFE_PAIRS, exclusions } from './exclusions';
import type { HashedGraph, WorkspaceTasks } from './workspaceTasks';

type Hashes = ReadonlyMap<number, Taskhash>;

/** `entries`: each `RECIPE->DEPENDENCY`, as in `SIGGEN_EXCLUDE_SAFE_RECIPE_DEPS`. */
export async function whatIf(now: HashedGraph, state: WorkspaceTasks, entries: readonly string[]): Promise<WhatIf> {
  const { graph, hasher, wanted, unknownTargets, problems } = now;
  const listed = state.configurations[0]?.variables[SAFE_PAIRS] ?? '';
  const variables = { [SAFE_PAIRS]: `${listed} ${entries.join(' ')}` };
  const dropped = entries.map((entry) => {
    const other = hasher.supposing(graph, { [SAFE_PAIRS]: `${listed} ${entry}` }, null);
    return { entry, edges: droppedEdges(now, (id) => other.dependencies(id).hashed) };
  });
  const then = await state.supposing(now, { variables });
  return {
    entries: dropped.map(({ entry, edges }): SupposedEntry => {
      const present = edges.length === 0 ? presentExclusion(entry, now, state) : null;
      return {
        entry,
        edges: edges.map(([id, on]) => ({ task: nameOf(graph, id), dependency: nameOf(graph, on) })),
        ...(present && { present }),
      };
    }),
    tasks: runAgain(wanted, now.hashes, then).map((id) => ({
      task: nameOf(graph, id),
      mcfn: recipeAt(graph, id).mcfn,
      before: taskhashOf(now.hashes, id),
      after: taskhashOf(then, id),
    })),
    changes: await supposedChanges(
      dropped.flatMap(({ edges }) => edges.map(([, on]) => recipeAt(graph, on))),
      now,
      then,
      (changed, withEntries) => state.supposing(now, { changed, variables: withEntries ? variables : {} }),
    ),
    compared: wanted.filter((id) => isKnown(now.hashes.get(id)) && isKnown(then.get(id))).length,
    unknown: unknownReasons(wanted, now.hashes, then),
    unknownTargets,
    problems,
    ...(!hasher.isOpenEmbedded && {
      ineffective: `\`BB_SIGNATURE_HANDLER\` is \`${hasher.handler}\`, which does not read \`${SAFE_PAIRS}\``,
    }),
  };
}

/** What a change of each of these recipes would change in others; `suppose` hashes for that, without or with entries. */
async function supposedChanges(
  recipes: readonly RecipeInfo[],
  { graph, wanted, hashes }: HashedGraph,
  hashesThen: Hashes,
  suppose: (changed: readonly RecipeInfo[], withEntries: boolean) => Promise<Hashes>,
): Promise<readonly SupposedChange[]> {
  const byName = new Map<string, RecipeInfo[]>();
  for (const recipe of new Set(recipes)) addTo(byName, recipe.pn, recipe);
  const changes: SupposedChange[] = [];
  for (const [pn, changed] of byName) {
    const others = wanted.filter((id) => recipeAt(graph, id).pn !== pn);
    const today = runAgain(others, hashes, await suppose(changed, false));
    const then = new Set(runAgain(others, hashesThen, await suppose(changed, true)));
    const kept = today.filter((id) => !then.has(id)).map((id) => nameOf(graph, id));
    changes.push({ pn, now: today.length, then: then.size, kept });
  }
  return changes;
}

/** The tasks with another hash. */
function runAgain(ids: readonly number[], before: Hashes, after: Hashes): readonly number[] {
  return ids.filter((id) => {
    const [one, other] = [before.get(id), after.get(id)];
    return isKnown(one) && isKnown(other) && !isSameHash(one, other);
  });
}

/** Pairs of a task and a dependency whose hash it no longer contains. */
function droppedEdges(
  { graph, hasher, waves }: HashedGraph,
  hashedThen: (id: number) => readonly number[],
): readonly (readonly [id: number, on: number])[] {
  return waves.flat().flatMap((id) => {
    if (graph.dependenciesOf(id).length === 0) return [];
    const then = new Set(hashedThen(id));
    return hasher.dependencies(id).hashed.flatMap((on) => (then.has(on) ? [] : [[id, on] as const]));
  });
}

/** The entry of the configuration that leaves the same dependency out already. */
function presentExclusion(
  entry: string,
  { graph, hasher, waves }: HashedGraph,
  { configurations }: WorkspaceTasks,
): Exclusion | null {
  const [pn, dependency] = entry.split('->');
  const exclusionOf = exclusions(configurations[0]);
  for (const id of waves.flat()) {
    const recipe = recipeAt(graph, id).pn;
    if (pn !== '*' && pn !== recipe) continue;
    const on = hasher.dependencies(id).others.map((other) => recipeAt(graph, other).pn);
    const found = on.find((other) => other === dependency && other !== recipe);
    const exclusion = found === undefined ? null : exclusionOf(recipe, found);
    if (exclusion !== null) return exclusion;
  }
  return null;
}

function isKnown(hash: Taskhash | undefined): boolean {
  return hash?.kind === 'known' && hash.unihash !== null;
}

/** How many tasks have no hash, by the reason. Tasks that run each time never have one. */
function unknownReasons(ids: readonly number[], before: Hashes, after: Hashes): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const id of ids) {
    const hash = [before.get(id), after.get(id)].find((one) => one !== undefined && !isKnown(one));
    if (hash === undefined || (hash.kind === 'unknown' && hash.nostamp)) continue;
    const reason = hash.kind === 'known' ? unihashProblem(hash) : hash.reason;
    counts[reason] = (counts[reason] ?? 0) + 1;
  }
  return counts;
}

function taskhashOf(hashes: Hashes, id: number): string {
  const hash = hashes.get(id);
  return hash?.kind === 'known' ? hash.taskhash : '';
}

function recipeAt(graph: TaskGraph, id: number): RecipeInfo {
  return (graph.tasks[id] as GraphTask).recipe;
}

function nameOf(graph: TaskGraph, id: number): string {
  const { recipe, task } = graph.tasks[id] as GraphTask;
  return pnidOf(recipe.multiconfig, recipe.pn, task.name);
}
