/** Which task a command is about: a task node of a tree, a task given by its document, or one that the user picks. */
import * as vscode from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import { RECIPE_TASKS_REQUEST, RECIPES_REQUEST, SIGNATURE_DOCUMENT_SCHEME } from '../../server/src/protocol/protocol';
import type { RecipeEntry, TaskEntry } from '../../server/src/protocol/protocol';
import { label } from '../../server/src/text/labels';
import { askServer } from './askServer';
import type { ImpactNode } from './views/impactNodes';
import { pick } from './views/shown';
import type { PickerItem } from './views/shown';
import type { SignatureNode } from './views/signatureNodes';

/** The URI of the signature document that a command is about; undefined if the user picks no task. */
export async function documentOf(given: unknown, client: BaseLanguageClient): Promise<string | undefined> {
  if (typeof given === 'string') return signatureDocumentUri(given)?.toString();
  if (isTaskNode(given)) return given.task.document;
  return (await pickTask(client))?.task.document;
}

/** The URI of a signature document; undefined if the text does not name one. Our commands open no other documents. */
export function signatureDocumentUri(text: string): vscode.Uri | undefined {
  return text.startsWith(`${SIGNATURE_DOCUMENT_SCHEME}:/`) ? vscode.Uri.parse(text) : undefined;
}

/** Whether the argument is a task node of one of the two trees. */
function isTaskNode(given: unknown): given is Extract<SignatureNode | ImpactNode, { kind: 'task' }> {
  return typeof given === 'object' && given !== null && 'kind' in given && given.kind === 'task';
}

/** Lets the user pick a recipe and one of its tasks. The recipe of the open file is first in the list. */
export async function pickTask(
  client: BaseLanguageClient,
): Promise<{ readonly recipe: RecipeEntry; readonly task: TaskEntry } | undefined> {
  const uri = vscode.window.activeTextEditor?.document.uri.toString();
  const { recipes, current } = await askServer(client, RECIPES_REQUEST, uri === undefined ? {} : { uri });
  const others = recipes.filter(({ recipe }) => recipe !== current?.recipe).sort((a, b) => (a.name < b.name ? -1 : 1));
  const items = [...(current ? [current] : []), ...others].map((recipe): PickerItem<RecipeEntry> => ({
    label: label(recipe.name),
    description: label(recipe === current ? 'in the editor' : ''),
    about: recipe,
  }));
  const chosen = (await pick(items, 'Sighound: Recipe', 'The recipe whose task you want to see'))?.about;
  if (!chosen) return undefined;
  const tasks = async (): Promise<readonly PickerItem<TaskEntry>[]> => {
    const { variants } = await askServer(client, RECIPE_TASKS_REQUEST, { recipe: chosen.recipe });
    return variants.flatMap((variant) =>
      variant.tasks.map((task): PickerItem<TaskEntry> => ({
        label: label(task.name),
        description: label(task.summary),
        about: task,
      })),
    );
  };
  const item = await pick(tasks(), `Sighound: Task of ${chosen.name}`, 'The task whose signature you want to see');
  return item && { recipe: chosen, task: item.about };
}
