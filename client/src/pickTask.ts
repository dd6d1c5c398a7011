/** Which task a command is about: one of a tree, one by its document, or one that the user picks. */
import * as vscode from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import { RECIPE_TASKS_REQUEST, RECIPES_REQUEST } from '../../server/src/protocol/protocol';
import type { RecipeEntry, RecipesResult, RecipeTasksResult, TaskEntry } from '../../server/src/protocol/protocol';
import { askServer } from './askServer';
import type { ImpactNode } from './views/impactNodes';
import type { SignatureNode } from './views/signatureNodes';

/** The URI of the signature document that a command is about; undefined where the user picks none. */
export async function documentOf(given: unknown, client: BaseLanguageClient): Promise<string | undefined> {
  if (typeof given === 'string') return given;
  if (isTaskNode(given)) return given.task.document;
  return (await pickTask(client))?.task.document;
}

/** A task of either tree. */
function isTaskNode(given: unknown): given is Extract<SignatureNode | ImpactNode, { kind: 'task' }> {
  return typeof given === 'object' && given !== null && 'kind' in given && given.kind === 'task';
}

interface RecipeItem extends vscode.QuickPickItem {
  readonly recipe: RecipeEntry;
}

interface TaskItem extends vscode.QuickPickItem {
  readonly task: TaskEntry;
}

/** Lets the user pick a recipe, that of the open file first, and one of its tasks. */
export async function pickTask(client: BaseLanguageClient): Promise<{ readonly recipe: RecipeEntry; readonly task: TaskEntry } | undefined> {
  const uri = vscode.window.activeTextEditor?.document.uri.toString();
  const { recipes, current } = await askServer<RecipesResult>(client, RECIPES_REQUEST, uri === undefined ? {} : { uri });
  const others = recipes.filter(({ recipe }) => recipe !== current?.recipe).sort((a, b) => (a.name < b.name ? -1 : 1));
  const items = [...(current ? [current] : []), ...others].map((recipe): RecipeItem => ({ label: recipe.name, description: recipe === current ? 'in the editor' : '', recipe }));
  const chosen = await vscode.window.showQuickPick(items, { title: 'Sighound: Recipe', placeHolder: 'The recipe whose task you want to see' });
  if (!chosen) return undefined;
  const tasks = async (): Promise<readonly TaskItem[]> => {
    const { variants } = await askServer<RecipeTasksResult>(client, RECIPE_TASKS_REQUEST, { recipe: chosen.recipe.recipe });
    return variants.flatMap((variant) => variant.tasks.map((task): TaskItem => ({ label: task.name, description: task.summary, task })));
  };
  const item = await vscode.window.showQuickPick(tasks(), { title: `Sighound: Task of ${chosen.recipe.name}`, placeHolder: 'The task whose signature you want to see' });
  return item && { recipe: chosen.recipe, task: item.task };
}
