/**
 * The view *Signature*: recipe → task → the tasks, variables and files that its hash is made of. Each level is
 * requested when the user unfolds a node. The view shows the recipe of the open file, and recipes that the user picked.
 * `signatureNodes` decides how nodes look.
 */
import * as vscode from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import {
  COMMANDS,
  CHAIN_REQUEST,
  RECIPE_TASKS_REQUEST,
  RECIPES_REQUEST,
  TASK_INPUTS_REQUEST,
  TASK_VARIABLES_REQUEST,
} from '../../../server/src/protocol/protocol';
import type { ChainParams, ChainResult, RecipeEntry } from '../../../server/src/protocol/protocol';
import { plain } from '../../../server/src/text/characters';
import { label } from '../../../server/src/text/labels';
import { askServer } from '../askServer';
import { treeItem } from './shown';
import { childrenOf, groupsOf, lookOf } from './signatureNodes';
import type { SignatureNode } from './signatureNodes';

const VIEW = 'sighound.signature';
const FILTERED = 'sighound.signatureIsFiltered';

/** Serves the view until disposed. */
export class SignatureTree implements vscode.TreeDataProvider<SignatureNode>, vscode.Disposable {
  readonly onDidChangeTreeData: vscode.Event<SignatureNode | undefined>;
  private readonly changes = new vscode.EventEmitter<SignatureNode | undefined>();
  private readonly view: vscode.TreeView<SignatureNode>;
  private readonly editors: vscode.Disposable;
  private readonly parents = new WeakMap<SignatureNode, SignatureNode>();
  private picked: readonly RecipeEntry[] = [];
  private current: RecipeEntry | null = null;
  private filter = '';

  constructor(private readonly client: BaseLanguageClient) {
    this.onDidChangeTreeData = this.changes.event;
    this.view = vscode.window.createTreeView(VIEW, { treeDataProvider: this, showCollapseAll: true });
    this.editors = vscode.window.onDidChangeActiveTextEditor((editor) => {
      if (editor?.document.languageId === 'bitbake' && this.view.visible) void this.follow(editor.document.uri);
    });
  }

  /** The hashes may differ from those shown. */
  refresh(): void {
    if (this.view.visible) this.changes.fire(undefined);
  }

  /** Adds a recipe, and shows one of its tasks. */
  async show(recipe: RecipeEntry, mcfn: string, task: string): Promise<void> {
    if (!this.picked.some((other) => other.recipe === recipe.recipe)) this.picked = [recipe, ...this.picked];
    this.changes.fire(undefined);
    await vscode.commands.executeCommand(`${VIEW}.focus`);
    const root = (await this.getChildren()).find(
      (node) => node.kind === 'recipe' && node.isPicked && node.recipe.recipe === recipe.recipe,
    );
    const below = root ? await this.getChildren(root) : [];
    const tasks = (
      await Promise.all(below.map(async (node) => (node.kind === 'variant' ? this.getChildren(node) : [node])))
    ).flat();
    const found = tasks.find((node) => node.kind === 'task' && node.task.mcfn === mcfn && node.task.task === task);
    if (found) await this.view.reveal(found, { select: true, focus: true, expand: true });
  }

  /** Removes a picked recipe. */
  remove(node: SignatureNode): void {
    if (node.kind !== 'recipe') return;
    this.picked = this.picked.filter(({ recipe }) => recipe !== node.recipe.recipe);
    this.changes.fire(undefined);
  }

  /** Shows only nodes whose name contains this text; an empty text shows all nodes. */
  async setFilter(filter: string): Promise<void> {
    this.filter = filter.trim().toLowerCase();
    this.view.message = this.filter === '' ? undefined : label(`Names with “${this.filter}”`);
    await vscode.commands.executeCommand('setContext', FILTERED, this.filter !== '');
    this.changes.fire(undefined);
  }

  get presentFilter(): string {
    return this.filter;
  }

  async getChildren(node?: SignatureNode): Promise<SignatureNode[]> {
    const children = node ? await this.below(node) : await this.roots();
    if (node) for (const child of children) this.parents.set(child, node);
    return [...children];
  }

  getParent(node: SignatureNode): SignatureNode | undefined {
    return this.parents.get(node);
  }

  getTreeItem(node: SignatureNode): vscode.TreeItem {
    const look = lookOf(node);
    const isOpen = node.kind === 'recipe' && (node.isPicked || this.picked.length === 0);
    const item = treeItem(
      look,
      !look.isExpandable
        ? vscode.TreeItemCollapsibleState.None
        : isOpen
          ? vscode.TreeItemCollapsibleState.Expanded
          : vscode.TreeItemCollapsibleState.Collapsed,
    );
    if (node.kind === 'variable')
      item.command = { command: COMMANDS.openVariable, title: 'Open Where It Gets Its Value', arguments: [node] };
    else if (node.kind === 'file')
      item.command = { command: 'vscode.open', title: 'Open File', arguments: [vscode.Uri.parse(node.file.uri)] };
    // The tooltip is made in `resolveTreeItem`, when the user points at the node: for a variable, its chain has to be
    // requested.
    return item;
  }

  async resolveTreeItem(
    item: vscode.TreeItem,
    node: SignatureNode,
    token: vscode.CancellationToken,
  ): Promise<vscode.TreeItem> {
    const { tooltip } = lookOf(node);
    const lines = node.kind === 'variable' ? [...tooltip, '', ...(await this.chainLines(node, token))] : tooltip;
    item.tooltip = plain(lines.join('\n'));
    return item;
  }

  /** The chain that explains why a variable is in the hash, and where each link of it is written. */
  async chain(
    { task: { mcfn, task }, variable: { name } }: Extract<SignatureNode, { kind: 'variable' }>,
    token?: vscode.CancellationToken,
  ): Promise<ChainResult['links']> {
    const params: ChainParams = { mcfn, task, name };
    return (await askServer(this.client, CHAIN_REQUEST, params, token)).links;
  }

  dispose(): void {
    this.editors.dispose();
    this.view.dispose();
    this.changes.dispose();
  }

  private async chainLines(
    node: Extract<SignatureNode, { kind: 'variable' }>,
    token: vscode.CancellationToken,
  ): Promise<readonly string[]> {
    const links = await this.chain(node, token);
    return links.length === 0
      ? []
      : [
          'In the hash by way of:',
          ...links.map(({ name, location }) => `${name}${location ? `  ${location.path}:${location.line + 1}` : ''}`),
        ];
  }

  private async follow(uri: vscode.Uri): Promise<void> {
    const { current } = await askServer(this.client, RECIPES_REQUEST, { uri: uri.toString() });
    if (current === null || current.recipe === this.current?.recipe) return;
    this.current = current;
    this.changes.fire(undefined);
  }

  private async roots(): Promise<readonly SignatureNode[]> {
    if (!this.client.isRunning()) return [];
    const document = vscode.window.activeTextEditor?.document;
    if (document?.languageId === 'bitbake') {
      const { current } = await askServer(this.client, RECIPES_REQUEST, {
        uri: document.uri.toString(),
      });
      this.current = current ?? this.current;
    }
    const followed =
      this.current && !this.picked.some(({ recipe }) => recipe === this.current?.recipe) ? [this.current] : [];
    return [
      ...this.picked.map((recipe) => ({ kind: 'recipe' as const, recipe, isPicked: true })),
      ...followed.map((recipe) => ({ kind: 'recipe' as const, recipe, isPicked: false })),
    ];
  }

  private async below(node: SignatureNode): Promise<readonly SignatureNode[]> {
    const own = childrenOf(node, this.filter);
    if (own) return own;
    if (node.kind === 'recipe') return this.tasksOf(node.recipe);
    if (node.kind !== 'task') return [];
    const { mcfn, task } = node.task;
    const [inputs, values] = await Promise.all([
      askServer(this.client, TASK_INPUTS_REQUEST, { mcfn, task }),
      askServer(this.client, TASK_VARIABLES_REQUEST, { mcfn, task }),
    ]);
    return groupsOf(node.task, inputs, values);
  }

  private async tasksOf({ recipe }: RecipeEntry): Promise<readonly SignatureNode[]> {
    const { variants } = await askServer(this.client, RECIPE_TASKS_REQUEST, { recipe });
    const [only, second] = variants;
    if (!only) return [{ kind: 'message', text: 'BitBake builds none of its variants' }];
    return second
      ? variants.map(({ name, tasks }) => ({ kind: 'variant', name, tasks }))
      : only.tasks.map((task) => ({ kind: 'task', task }));
  }
}
