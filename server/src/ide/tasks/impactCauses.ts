/**
 * The causes of an impact by name: variable with its values, file, dependency. One cause is one entry, with the tasks
 * that have it and those that follow from them. Who evaluates is the caller's business.
 */

import type { Cause } from '../../engine/signatures/differences';
import { causesOf } from '../../engine/signatures/differences';
import type { HashedVariables } from '../api/analysisApi';
import type { TaskConfiguration } from '../../engine/tasks/taskConfiguration';
import { words } from '../../engine/base/pythonText';
import type { Exclusion, TaskNodes } from '../api/tasksApi';
import type { ChangedSource } from '../documents/chains';
import { exclusions } from './exclusions';
import { type Impact, type ImpactCause, pathOf, taskId } from './impact';

/** A variable whose contribution to a basehash differs. */
export interface ChangedVariable {
  readonly name: string;
  readonly before: string | null;
  readonly after: string | null;
  /** The assignment or file that makes the difference; null if none is known. */
  readonly source: ChangedSource | null;
}

/** The answers about one state of a workspace. */
export interface VariableSource {
  readonly hashedVariables: (mcfn: string) => Promise<HashedVariables | null>;
  readonly changedAssignment: (mcfn: string, key: string, other: string | null) => Promise<ChangedSource | null>;
}

/** One cause, and how many tasks it concerns. */
export interface NamedCause {
  readonly kind: ImpactCause['kind'] | 'variable';
  /** The variable, the path, or the task; empty where the kind says all. */
  readonly name: string;
  readonly before: string | null;
  readonly after: string | null;
  readonly source: ChangedSource | null;
  /** The tasks in which it is, and their recipes. */
  readonly tasks: number;
  readonly recipes: number;
  /** The tasks whose way ends at one of these. */
  readonly followers: number;
  /** Whether the values differ between recipes; those of the first are given. */
  readonly isVaried: boolean;
}

/** More recipes are not evaluated twice for their variables. */
export const MOST_EXPLAINED_RECIPES = 40;

/** What differs in the variables of tasks, by `taskId`, and the tasks whose variables were not compared. */
export interface ChangedVariables {
  readonly byTask: ReadonlyMap<string, readonly ChangedVariable[]>;
  readonly notCompared: number;
}

/** Compares the variables of the tasks whose basehash differs. */
export async function changedVariables(
  { tasks }: Impact,
  before: VariableSource,
  after: VariableSource,
): Promise<ChangedVariables> {
  const byRecipe = new Map<string, string[]>();
  for (const { mcfn, task, causes } of tasks) {
    if (!causes.some(({ kind }) => kind === 'basehash')) continue;
    const known = byRecipe.get(mcfn);
    if (known) known.push(task);
    else byRecipe.set(mcfn, [task]);
  }
  const byTask = new Map<string, readonly ChangedVariable[]>();
  let notCompared = 0;
  for (const [index, [mcfn, names]] of [...byRecipe].entries()) {
    const [a, b] =
      index < MOST_EXPLAINED_RECIPES
        ? [await before.hashedVariables(mcfn), await after.hashedVariables(mcfn)]
        : [null, null];
    if (!a || !b) {
      notCompared += names.length;
      continue;
    }
    const [then, now] = [asMaps(a), asMaps(b)];
    const sources = new Map<string, ChangedSource | null>();
    for (const task of names) {
      const found: ChangedVariable[] = [];
      for (const cause of causesOf(task, then, now)) {
        if (!sources.has(cause.variable)) sources.set(cause.variable, await sourceOf(mcfn, cause, before, after));
        found.push({
          name: cause.variable,
          before: cause.a,
          after: cause.b,
          source: sources.get(cause.variable) ?? null,
        });
      }
      byTask.set(taskId({ mcfn, task }), found);
    }
  }
  return { byTask, notCompared };
}

async function sourceOf(
  mcfn: string,
  { variable, a, b }: Cause,
  before: VariableSource,
  after: VariableSource,
): Promise<ChangedSource | null> {
  const added = new Set(words(b ?? ''));
  for (const word of words(a ?? '')) added.delete(word);
  // What was only taken away was in the earlier state.
  if (b !== null && (added.size > 0 || a === null)) return after.changedAssignment(mcfn, variable, a);
  return (await after.changedAssignment(mcfn, variable, a)) ?? before.changedAssignment(mcfn, variable, b);
}

function asMaps({ gendeps, varvals }: HashedVariables): {
  readonly gendeps: ReadonlyMap<string, ReadonlySet<string>>;
  readonly varvals: ReadonlyMap<string, string | null>;
} {
  return {
    gendeps: new Map(Object.entries(gendeps).map(([key, names]) => [key, new Set(names)])),
    varvals: new Map(Object.entries(varvals)),
  };
}

/** All causes of an impact, those with the most tasks first. */
export function namedCauses(
  impact: Impact,
  variables: ReadonlyMap<string, readonly ChangedVariable[]>,
): readonly NamedCause[] {
  const found = new Map<
    string,
    { first: Named; tasks: number; recipes: Set<string>; followers: number; values: Set<string> }
  >();
  for (const [index, { isAsked }] of impact.tasks.entries()) {
    if (!isAsked) continue;
    const path = pathOf(impact, index);
    const origin = path.at(-1);
    if (!origin) continue;
    for (const named of namedIn(origin.causes, variables.get(taskId(origin)) ?? [])) {
      const { kind, name, source, before, after } = named;
      const at = source && `${source.path}:${source.range.start.line}`;
      const key = JSON.stringify([kind, name, at ?? [before, after]]);
      let group = found.get(key);
      if (!group)
        found.set(key, (group = { first: named, tasks: 0, recipes: new Set(), followers: 0, values: new Set() }));
      group.values.add(JSON.stringify([before, after]));
      if (path.length > 1) group.followers++;
      else {
        group.tasks++;
        group.recipes.add(origin.mcfn);
      }
    }
  }
  return [...found.values()]
    .map(({ first, tasks, recipes, followers, values }) => ({
      ...first,
      tasks,
      recipes: recipes.size,
      followers,
      isVaried: values.size > 1,
    }))
    .sort((a, b) => b.tasks + b.followers - a.tasks - a.followers);
}

type Named = Pick<NamedCause, 'kind' | 'name' | 'before' | 'after' | 'source'>;

function namedIn(causes: readonly ImpactCause[], variables: readonly ChangedVariable[]): readonly Named[] {
  const plain = { before: null, after: null, source: null };
  return causes.flatMap((cause): readonly Named[] => {
    switch (cause.kind) {
      case 'basehash':
        return variables.length === 0
          ? [{ kind: 'basehash', name: '', ...plain }]
          : variables.map((variable) => ({ kind: 'variable', ...variable }));
      case 'files':
        return cause.paths.map((name) => ({ kind: 'files', name, ...plain }));
      case 'dependencies':
        return [
          ...cause.added.map((name) => ({ kind: 'dependencies' as const, name, ...plain, after: name })),
          ...cause.removed.map((name) => ({ kind: 'dependencies' as const, name, ...plain, before: name })),
        ];
      default:
        return [{ kind: cause.kind, name: '', ...plain }];
    }
  });
}

/** Tasks with the same hash as before although they come after changed tasks, because a list leaves these out. */
export interface LeftOut extends Exclusion {
  /** The recipe that changed and that hashes leave out. */
  readonly pn: string;
  readonly tasks: number;
  readonly recipes: number;
}

/** What the lists of the configuration leave out of an impact. Names behind `virtual/` are not looked up. */
export function leftOutOf(
  impact: Impact,
  { nodes }: TaskNodes,
  configurations: readonly TaskConfiguration[],
): readonly LeftOut[] {
  const changed = new Set(impact.tasks.map(taskId));
  const exclusionOf = exclusions(configurations[0]);
  const found = new Map<string, { pn: string; by: string; entry: string; tasks: number; recipes: Set<string> }>();
  for (const node of nodes) {
    if (changed.has(taskId(node))) continue;
    const seen = new Set<string>();
    for (const index of node.otherDependencies) {
      const below = nodes[index];
      if (!below || below.pn === node.pn || !changed.has(taskId(below))) continue;
      const exclusion = exclusionOf(node.pn, below.pn);
      if (exclusion === null) continue;
      const key = `${below.pn} ${exclusion.by} ${exclusion.entry}`;
      if (seen.has(key)) continue;
      seen.add(key);
      const known = found.get(key) ?? { pn: below.pn, ...exclusion, tasks: 0, recipes: new Set<string>() };
      known.tasks++;
      known.recipes.add(node.mcfn);
      found.set(key, known);
    }
  }
  return [...found.values()].map(({ recipes, ...one }) => ({ ...one, recipes: recipes.size }));
}
