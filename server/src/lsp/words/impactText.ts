/** The texts about what an edit re-runs: in the lens above the file, and in the tree. */

import { COMMANDS } from '../../protocol/protocol';
import { counted, listedFiles } from '../../ide/counted';
import { isRecipeFile, recipeOf } from '../../engine/base/recipeNames';
import { type Impact, type ImpactCause, type ImpactRecipe, type ImpactTask, pathOf } from '../../ide/tasks/impact';
import type { ImpactEntry, ImpactResult } from '../../protocol/protocol';
import { type Label, label } from '../../text/labels';
import type { FileImpact } from '../background/impactWatch';
import type { ShownLens } from './shown';
import { signatureUri } from './toProto';

/** The command of our client that opens the tree. */
const SHOW_IMPACT_COMMAND = COMMANDS.showImpact;

/** So many files are named in a line. */
const NAMED_FILES = 10;
/** More tasks than a user reads. */
const MOST_TASKS = 5_000;

/** The lens above a changed file; null if there is nothing to show. `recipe`: the recipe that the file is shown in. */
export function impactLens(found: FileImpact | null, uri: string, recipe: string | null): ShownLens | null {
  const title = found && lensTitle(found, uri, recipe);
  return title
    ? {
        range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } },
        command: { title, command: SHOW_IMPACT_COMMAND, arguments: [uri] },
      }
    : null;
}

function lensTitle(found: FileImpact, uri: string, recipe: string | null): Label | null {
  if (found.kind === 'many') return label(`this edit concerns ${found.recipes} recipes`);
  if (found.kind !== 'known') return null;
  const { impact } = found;
  const total = totalOf(impact);
  const keeping =
    impact.locked.length === 0 ? '' : `; ${counted(impact.locked.length, 'task is locked', 'tasks are locked')}`;
  if (total === 0) return label(`this edit re-runs nothing${keeping}`);
  const isRecipe = isRecipeFile(uri) && recipe !== null;
  const here = isRecipe ? impact.recipes.filter(({ mcfn }) => recipeOf(mcfn) === recipe) : [];
  const tasksHere = here.reduce((sum, { tasks }) => sum + tasks.length, 0);
  const elsewhere = `${counted(total - tasksHere, 'task')} in ${counted(impact.recipes.length - here.length, 'recipe')}`;
  if (!isRecipe) return label(`this edit re-runs ${elsewhere}${keeping}`);
  return label(
    `this edit re-runs ${counted(tasksHere, 'task')} here${total > tasksHere ? ` and ${elsewhere.replace(/ tasks? in/, ' in')}` : ''}${keeping}`,
  );
}

/**
 * The complete result, for the tree: first the recipes in which something was changed, then those that depend on them.
 */
export function toImpactResult(found: FileImpact): ImpactResult {
  if (found.kind === 'same')
    return summaryOnly(
      `The file is as ${found.as === 'committed' ? 'in the last commit' : 'it is saved'}: it re-runs nothing.`,
    );
  if (found.kind === 'unknown') return summaryOnly(`What the edit re-runs is not known: ${found.reason}`);
  if (found.kind === 'many') return summaryOnly(`The edit concerns ${found.recipes} recipes.`);
  const { impact } = found;
  const total = totalOf(impact);
  const keeping = lockedText(impact);
  if (total === 0) return summaryOnly(`The edit changes no task hash: it re-runs nothing.${keeping}`);
  let room = MOST_TASKS;
  const isChanged = ({ tasks }: ImpactRecipe): boolean =>
    tasks.some((index) => (impact.tasks[index]?.causes.length ?? 0) > 0);
  const ordered = [...impact.recipes.filter(isChanged), ...impact.recipes.filter((recipe) => !isChanged(recipe))];
  const recipes = ordered.flatMap(({ pn, mcfn, tasks }) => {
    const shown = tasks.slice(0, room);
    room -= shown.length;
    return shown.length === 0 ? [] : [{ name: pn, mcfn, tasks: shown.map((index) => entryOf(impact, index)) }];
  });
  const { run, fetch } = impact.fates;
  const summary = `${counted(total, 'task')} in ${counted(impact.recipes.length, 'recipe')} get another hash: ${run} to run, ${fetch} to take from the cache${keeping && `.${keeping}`}`;
  return { summary, recipes, leftOut: Math.max(0, total - MOST_TASKS) };
}

/** Which tasks a lock keeps from running again; empty if there are none. */
function lockedText({ locked }: Impact): string {
  const [first, ...others] = locked;
  if (!first) return '';
  const more = others.length === 0 ? '' : ` and ${counted(others.length, 'more task')}`;
  return ` \`SIGGEN_LOCKEDSIGS\` locks ${first.pnid}${more}: the edit does not change what is locked.`;
}

function summaryOnly(summary: string): ImpactResult {
  return { summary, recipes: [], leftOut: 0 };
}

function totalOf({ recipes }: Impact): number {
  return recipes.reduce((sum, { tasks }) => sum + tasks.length, 0);
}

function entryOf(impact: Impact, index: number): ImpactEntry {
  const [task, ...way] = pathOf(impact, index) as [ImpactTask, ...ImpactTask[]];
  const { mcfn, task: name, pnid, before, after, fate, causes } = task;
  return {
    mcfn,
    task: name,
    name: pnid,
    document: signatureUri(mcfn, name),
    before,
    after,
    fate,
    causes: causes.map(causeText),
    path: way.map((step) => ({ name: step.pnid, causes: step.causes.map(causeText) })),
  };
}

function causeText(cause: ImpactCause): string {
  const short = (ids: readonly string[]): string => ids.map((id) => id.replace(/[^:]*\//, '')).join(', ');
  switch (cause.kind) {
    case 'basehash':
      return 'its variables have changed';
    case 'files':
      return `${cause.sourceTree === undefined ? 'files have changed' : 'source tree changed'}: ${listedFiles(cause.paths, NAMED_FILES)}`;
    case 'dependencies':
      return [
        ...(cause.added.length > 0 ? [`depends on ${short(cause.added)}`] : []),
        ...(cause.removed.length > 0 ? [`no longer depends on ${short(cause.removed)}`] : []),
      ].join('; ');
    case 'taint':
      return 'its taint has changed';
    case 'equivalence':
      return 'a lock or an equivalence has changed';
    case 'new':
      return 'it is new';
    case 'unknown':
      return 'what has changed is not known';
  }
}
