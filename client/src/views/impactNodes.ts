/**
 * The nodes of the impact tree, and how each looks: pure functions of what the server sent. This file must not import
 * `vscode`.
 */
import type { ImpactEntry, ImpactResult } from '../../../server/src/protocol/protocol';
import { look } from './signatureNodes';
import type { NodeLook } from './signatureNodes';

export type ImpactNode =
  | { readonly kind: 'recipe'; readonly recipe: ImpactResult['recipes'][number] }
  | { readonly kind: 'task'; readonly task: ImpactEntry }
  /** A step on the path from a task to what was changed. */
  | { readonly kind: 'step'; readonly name: string; readonly causes: readonly string[] }
  | { readonly kind: 'message'; readonly text: string };

const SHORT_HASH = 8;
const FATES = { run: '', fetch: 'from the cache', covered: 'not needed' };

/** The recipes of an answer, and how many tasks were left out. */
export function impactRoots({ recipes, leftOut }: ImpactResult): readonly ImpactNode[] {
  return [
    ...recipes.map((recipe) => ({ kind: 'recipe' as const, recipe })),
    ...(leftOut > 0 ? [{ kind: 'message' as const, text: `and ${leftOut} more tasks` }] : []),
  ];
}

/** The children of a node. */
export function impactChildren(node: ImpactNode): readonly ImpactNode[] {
  if (node.kind === 'recipe') return node.recipe.tasks.map((task) => ({ kind: 'task', task }));
  if (node.kind === 'task') return node.task.path.map((step) => ({ kind: 'step', ...step }));
  return [];
}

/** How a node looks. */
export function impactLook(node: ImpactNode): NodeLook {
  switch (node.kind) {
    case 'recipe': {
      const { name, mcfn, tasks } = node.recipe;
      return look(name, {
        description: `${tasks.length} ${tasks.length === 1 ? 'task' : 'tasks'}`,
        tooltip: [mcfn],
        icon: 'package',
        isExpandable: true,
        context: 'recipe',
      });
    }
    case 'task': {
      const { task, name, before, after, fate, causes, path } = node.task;
      const hashes = `${before === null ? 'new' : before.slice(0, SHORT_HASH)} → ${after.slice(0, SHORT_HASH)}`;
      const description = [hashes, FATES[fate], causes.join('; ')].filter((part) => part !== '').join(' · ');
      return look(task, {
        description,
        tooltip: [name, `before: ${before ?? 'it was not there'}`, `after: ${after}`, ...causes],
        icon: fate === 'run' ? 'play' : fate === 'fetch' ? 'cloud-download' : 'circle-slash',
        isExpandable: path.length > 0,
        context: 'task',
      });
    }
    case 'step':
      return look(node.name, {
        description: node.causes.join('; '),
        tooltip: [node.name, ...node.causes],
        icon: node.causes.length > 0 ? 'edit' : 'arrow-small-right',
        context: 'step',
      });
    case 'message':
      return look(node.text, { icon: 'info', context: 'message' });
  }
}
