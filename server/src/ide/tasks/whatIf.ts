/**
 * What would happen if some dependencies between recipes were left out of hashes: which tasks get another hash at once,
 * and which keep theirs when the dependency changes.
 */

import { addTo } from '../../engine/base/lists';
import { pnidOf } from '../../engine/base/recipeNames';
import type { RecipeInfo } from '../../engine/tasks/recipeInfo';
import type { GraphTask, TaskGraph } from '../../engine/tasks/taskGraph';
import { type Taskhash, isSameHash } from '../../engine/tasks/taskhash';
import type { SupposedChange, SupposedEntry, WhatIf } from '../api/tasksApi';
import { type Exclusion, SAFE_PAIRS, exclusions } from './exclusions';
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
  const parents = new Map<string, RecipeInfo[]>();
  for (const recipe of new Set(dropped.flatMap(({ edges }) => edges.map(([, on]) => recipeAt(graph, on)))))
    addTo(parents, recipe.pn, recipe);
  const changes: SupposedChange[] = [];
  for (const [pn, changed] of parents) {
    const [today, with_] = [
      await state.supposing(now, { changed }),
      await state.supposing(now, { variables, changed }),
    ];
    const others = wanted.filter((id) => recipeAt(graph, id).pn !== pn);
    const isOther = (before: Hashes, after: Hashes, id: number): boolean =>
      areKnown(before, after, id) && !isSameHash(before.get(id), after.get(id));
    const changedNow = others.filter((id) => isOther(now.hashes, today.hashes, id));
    const changedThen = new Set(others.filter((id) => isOther(then.hashes, with_.hashes, id)));
    changes.push({
      pn,
      now: changedNow.length,
      then: changedThen.size,
      kept: changedNow.filter((id) => !changedThen.has(id)).map((id) => nameOf(graph, id)),
    });
  }
  const unknown: Record<string, number> = {};
  const compared = wanted.filter((id) => {
    if (areKnown(now.hashes, then.hashes, id)) return true;
    const reason = reasonOf(now.hashes.get(id)) ?? reasonOf(then.hashes.get(id));
    if (reason !== null) unknown[reason] = (unknown[reason] ?? 0) + 1;
    return false;
  });
  return {
    entries: dropped.map(({ entry, edges }): SupposedEntry => {
      const present = edges.length === 0 ? presentExclusion(entry, now, state) : null;
      return {
        entry,
        edges: edges.map(([id, on]) => ({ task: nameOf(graph, id), dependency: nameOf(graph, on) })),
        ...(present && { present }),
      };
    }),
    tasks: compared.flatMap((id) => {
      const [before, after] = [now.hashes.get(id), then.hashes.get(id)];
      if (before?.kind !== 'known' || after?.kind !== 'known' || isSameHash(before, after)) return [];
      return {
        task: nameOf(graph, id),
        mcfn: recipeAt(graph, id).mcfn,
        before: before.taskhash,
        after: after.taskhash,
      };
    }),
    changes,
    compared: compared.length,
    unknown,
    unknownTargets,
    problems,
    ...(!hasher.isOpenEmbedded && {
      ineffective: `\`BB_SIGNATURE_HANDLER\` is \`${hasher.handler}\`, which does not read \`${SAFE_PAIRS}\``,
    }),
  };
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

function areKnown(before: Hashes, after: Hashes, id: number): boolean {
  return before.get(id)?.kind === 'known' && after.get(id)?.kind === 'known';
}

/** Why there is no hash; null if there is one, or if a task runs each time and never has one. */
function reasonOf(hash: Taskhash | undefined): string | null {
  return hash?.kind === 'unknown' && !hash.nostamp ? hash.reason : null;
}

function recipeAt(graph: TaskGraph, id: number): RecipeInfo {
  return (graph.tasks[id] as GraphTask).recipe;
}

function nameOf(graph: TaskGraph, id: number): string {
  const { recipe, task } = graph.tasks[id] as GraphTask;
  return pnidOf(recipe.multiconfig, recipe.pn, task.name);
}
