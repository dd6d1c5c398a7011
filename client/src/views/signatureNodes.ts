/**
 * The nodes of the signature tree, and how each looks: pure functions of what the server sent, so that tests need no
 * editor. This file must not import `vscode`.
 */
import { plain } from '../../../server/src/text/characters';
import type { Plain } from '../../../server/src/text/characters';
import { label } from '../../../server/src/text/labels';
import type { Label } from '../../../server/src/text/labels';
import type {
  RecipeEntry,
  TaskEntry,
  TaskInputsResult,
  TaskVariablesResult,
  VariableEntry,
} from '../../../server/src/protocol/protocol';

/** What a node of the tree is about. `values` contains all names and values that are in the task's hash. */
export type SignatureNode =
  | {
      readonly kind: 'recipe';
      readonly recipe: RecipeEntry;
      /** Chosen by the user, not taken from the editor. */ readonly isPicked: boolean;
    }
  | { readonly kind: 'variant'; readonly name: string; readonly tasks: readonly TaskEntry[] }
  | { readonly kind: 'task'; readonly task: TaskEntry }
  | { readonly kind: 'tasks'; readonly task: TaskEntry; readonly dependencies: readonly TaskEntry[] }
  | { readonly kind: 'files'; readonly task: TaskEntry; readonly files: TaskInputsResult['files'] }
  | { readonly kind: 'variables'; readonly task: TaskEntry; readonly values: TaskVariablesResult['variables'] }
  | {
      readonly kind: 'variable';
      readonly task: TaskEntry;
      readonly variable: VariableEntry;
      readonly values: TaskVariablesResult['variables'];
    }
  | { readonly kind: 'file'; readonly file: TaskInputsResult['files'][number] }
  | { readonly kind: 'message'; readonly text: string };

/** How a node looks. */
export interface NodeLook {
  readonly label: Label;
  readonly description: Label;
  /** One entry per line. */
  readonly tooltip: readonly Plain[];
  readonly icon: string;
  readonly isExpandable: boolean;
  /** The context value that menus depend on. */
  readonly context: string;
}

/** The number of characters of a value that a line of the tree shows. */
const SHORT_VALUE = 120;
const LONG_VALUE = 2000;
const SHORT_MD5 = 8;

/** How a node looks. */
export function lookOf(node: SignatureNode): NodeLook {
  switch (node.kind) {
    case 'recipe':
      return look(node.recipe.name, {
        icon: 'book',
        context: node.isPicked ? 'pickedRecipe' : 'recipe',
        tooltip: [node.recipe.recipe],
        isExpandable: true,
      });
    case 'variant':
      return look(node.name, {
        icon: 'package',
        context: 'variant',
        description: counted(node.tasks.length, 'task'),
        isExpandable: true,
      });
    case 'task':
      return look(node.task.name, {
        icon: 'symbol-method',
        context: 'task',
        description: node.task.summary,
        tooltip: [node.task.name, ...node.task.details],
        isExpandable: true,
      });
    case 'tasks':
      return look('Tasks', {
        icon: 'type-hierarchy-sub',
        context: 'group',
        description: String(node.dependencies.length),
        tooltip: ['Tasks whose hashes this one contains'],
        isExpandable: node.dependencies.length > 0,
      });
    case 'files':
      return look('Files', {
        icon: 'files',
        context: 'group',
        description: String(node.files.length),
        tooltip: ['Files whose content the hash contains'],
        isExpandable: node.files.length > 0,
      });
    case 'variables':
      return look('Variables', {
        icon: 'symbol-variable',
        context: 'group',
        description: String(node.values.length),
        tooltip: ['Names and values that the basehash contains'],
        isExpandable: node.values.length > 0,
      });
    case 'variable':
      return look(node.variable.name, {
        icon: 'symbol-variable',
        context: 'variable',
        description: shortValue(node.variable.value),
        tooltip: [node.variable.name, longValue(node.variable.value)],
        isExpandable: node.variable.dependencies.length > 0,
      });
    case 'file':
      return look(node.file.path.split('/').at(-1) ?? '', {
        icon: 'file',
        context: 'file',
        description: node.file.md5.slice(0, SHORT_MD5),
        tooltip: [node.file.path, `md5: ${node.file.md5}`],
      });
    case 'message':
      return look(node.text, { icon: 'info', context: 'message' });
  }
}

/** How a node looks, described with texts from the server. */
export interface NodeTexts extends Partial<Pick<NodeLook, 'icon' | 'isExpandable' | 'context'>> {
  readonly description?: string;
  readonly tooltip?: readonly string[];
}

/** The look of a node. Its texts are made safe: nothing in them becomes an icon or a further line. */
export function look(
  name: string,
  { description = '', tooltip = [name], icon = 'circle', isExpandable = false, context = '' }: NodeTexts,
): NodeLook {
  return {
    label: label(name),
    description: label(description),
    tooltip: tooltip.map(plain),
    icon,
    isExpandable,
    context,
  };
}

/** The inputs of a task's hash, in groups. */
export function groupsOf(
  task: TaskEntry,
  { dependencies, files }: TaskInputsResult,
  { variables }: TaskVariablesResult,
): readonly SignatureNode[] {
  return [
    { kind: 'tasks', task, dependencies },
    { kind: 'variables', task, values: variables },
    ...(files.length > 0 ? [{ kind: 'files' as const, task, files }] : []),
  ];
}

/**
 * The children of a node that need no request to the server; undefined if the server has to be asked. `filter` is a
 * part of a name, in lower case.
 */
export function childrenOf(node: SignatureNode, filter: string): readonly SignatureNode[] | undefined {
  const matches = (name: string): boolean => name.toLowerCase().includes(filter);
  switch (node.kind) {
    case 'variant':
      return node.tasks.map((task) => ({ kind: 'task', task }));
    case 'tasks':
      return node.dependencies.filter(({ name }) => matches(name)).map((task) => ({ kind: 'task', task }));
    case 'files':
      return node.files.filter(({ path }) => matches(path)).map((file) => ({ kind: 'file', file }));
    case 'variables': {
      const { task, values } = node;
      // With a filter, the tree shows every matching name at any depth. Without one, it shows which name refers to
      // which.
      const [own] = values;
      const shown =
        filter === ''
          ? [...(own ? [{ ...own, dependencies: [] }] : []), ...named(own?.dependencies ?? [], values)]
          : values.filter(({ name }) => matches(name));
      return shown.map((variable) => ({ kind: 'variable', task, variable, values }));
    }
    case 'variable':
      return named(node.variable.dependencies, node.values).map((variable) => ({ ...node, variable }));
    case 'file':
    case 'message':
      return [];
    case 'recipe':
    case 'task':
      return undefined;
  }
}

/** The values of the given names. A name that is not hashed itself has no value here. */
function named(names: readonly string[], values: TaskVariablesResult['variables']): readonly VariableEntry[] {
  return values.filter(({ name }) => names.includes(name));
}

function shortValue(value: string | null): string {
  if (value === null) return 'no value';
  const line = value.trim().replace(/\s+/g, ' ');
  return line.length > SHORT_VALUE ? `${line.slice(0, SHORT_VALUE)}…` : line;
}

function longValue(value: string | null): string {
  if (value === null) return 'no value';
  return value.length > LONG_VALUE ? `${value.slice(0, LONG_VALUE)}…` : value;
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
