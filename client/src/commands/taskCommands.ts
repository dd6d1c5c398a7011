/**
 * Commands about one task: show it in the view *Signature*, lay it beside the last build, explain why it runs again. Each takes a task from the
 * view or from a lens, or lets the user pick a recipe and a task.
 */
import * as vscode from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import { RECIPE_TASKS_REQUEST, RECIPES_REQUEST } from '../../../server/src/protocol/protocol';
import type { RecipeEntry, RecipesResult, RecipeTasksResult, TaskEntry } from '../../../server/src/protocol/protocol';
import { askServer } from '../askServer';
import type { ImpactNode } from '../views/impactNodes';
import type { SignatureNode } from '../views/signatureNodes';
import type { SignatureTree } from '../views/signatureTree';

/** Registers the commands. */
export function registerTaskCommands(client: BaseLanguageClient, tree: SignatureTree): vscode.Disposable {
  const { registerCommand } = vscode.commands;
  return vscode.Disposable.from(
    registerCommand('sighound.showTask', async () => {
      const picked = await pickTask(client);
      if (picked) await tree.show(picked.recipe, picked.task.mcfn, picked.task.task);
    }),
    registerCommand('sighound.removeRecipe', (node: SignatureNode) => tree.remove(node)),
    registerCommand('sighound.filterSignature', async () => {
      const filter = await vscode.window.showInputBox({ title: 'Sighound: Filter Signature', prompt: 'Show tasks, variables and files with this in their names', value: tree.presentFilter });
      if (filter !== undefined) await tree.setFilter(filter);
    }),
    registerCommand('sighound.clearSignatureFilter', () => tree.setFilter('')),
    registerCommand('sighound.openVariable', (node: SignatureNode) => openVariable(node, tree)),
    registerCommand('sighound.compareWithLastBuild', async (given: unknown) => {
      const document = await documentOf(given, client);
      if (document === undefined) return;
      const uri = vscode.Uri.parse(document);
      const name = uri.path.split('/').at(-1) ?? '';
      await vscode.commands.executeCommand('vscode.diff', uri.with({ query: 'last' }), uri.with({ query: 'now' }), `${name}: last build ↔ now`);
    }),
    registerCommand('sighound.explainRebuild', async (given: unknown) => {
      const document = await documentOf(given, client);
      if (document === undefined) return;
      await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(vscode.Uri.parse(document).with({ query: 'why' })), { preview: true });
    }),
  );
}

/** The signature document that a command is about: of a node, by its URI, or of a task that the user picks. */
async function documentOf(given: unknown, client: BaseLanguageClient): Promise<string | undefined> {
  if (typeof given === 'string') return given;
  if (isTaskNode(given)) return given.task.document;
  return (await pickTask(client))?.task.document;
}

/** A task of either tree. */
function isTaskNode(given: unknown): given is Extract<SignatureNode | ImpactNode, { kind: 'task' }> {
  return typeof given === 'object' && given !== null && 'kind' in given && given.kind === 'task';
}

async function openVariable(node: SignatureNode, tree: SignatureTree): Promise<void> {
  if (node.kind !== 'variable') return;
  const place = (await tree.chain(node)).at(-1)?.place;
  if (!place) return;
  const start = new vscode.Position(place.line, 0);
  await vscode.window.showTextDocument(vscode.Uri.parse(place.uri), { preview: true, selection: new vscode.Range(start, start) });
}

interface RecipeItem extends vscode.QuickPickItem {
  readonly recipe: RecipeEntry;
}

interface TaskItem extends vscode.QuickPickItem {
  readonly task: TaskEntry;
}

async function pickTask(client: BaseLanguageClient): Promise<{ readonly recipe: RecipeEntry; readonly task: TaskEntry } | undefined> {
  const uri = vscode.window.activeTextEditor?.document.uri.toString();
  const { recipes, current } = await askServer<RecipesResult>(client, RECIPES_REQUEST, uri === undefined ? {} : { uri });
  const inOrder = [...(current ? [current] : []), ...recipes.filter(({ recipe }) => recipe !== current?.recipe).sort((a, b) => (a.name < b.name ? -1 : 1))];
  const items = inOrder.map((recipe): RecipeItem => ({ label: recipe.name, description: recipe === current ? 'in the editor' : '', recipe }));
  const chosen = await vscode.window.showQuickPick(items, { title: 'Sighound: Recipe', placeHolder: 'The recipe whose task you want to see' });
  if (!chosen) return undefined;
  const tasks = async (): Promise<readonly TaskItem[]> => {
    const { variants } = await askServer<RecipeTasksResult>(client, RECIPE_TASKS_REQUEST, { recipe: chosen.recipe.recipe });
    return variants.flatMap((variant) => variant.tasks.map((task): TaskItem => ({ label: task.name, description: task.summary, task })));
  };
  const task = await vscode.window.showQuickPick(tasks(), { title: `Sighound: Task of ${chosen.recipe.name}`, placeHolder: 'The task whose signature you want to see' });
  return task && { recipe: chosen.recipe, task: task.task };
}
