/**
 * The view *Impact*: what the edit of a file re-runs, as recipe → task → path to what was changed. It shows the file
 * that the user chose last. It requests the data again when hashes may have changed.
 */
import * as vscode from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import { IMPACT_REQUEST } from '../../../server/src/protocol/protocol';
import { label } from '../../../server/src/text/labels';
import { askServer } from '../askServer';
import { impactChildren, impactLook, impactRoots } from './impactNodes';
import type { ImpactNode } from './impactNodes';
import { treeItem } from './shown';

const VIEW = 'sighound.impact';

/** Serves the view until disposed. */
export class ImpactTree implements vscode.TreeDataProvider<ImpactNode>, vscode.Disposable {
  readonly onDidChangeTreeData: vscode.Event<ImpactNode | undefined>;
  private readonly changes = new vscode.EventEmitter<ImpactNode | undefined>();
  private readonly view: vscode.TreeView<ImpactNode>;
  private uri: string | undefined;

  constructor(private readonly client: BaseLanguageClient) {
    this.onDidChangeTreeData = this.changes.event;
    this.view = vscode.window.createTreeView(VIEW, { treeDataProvider: this, showCollapseAll: true });
  }

  /** Shows what the edit of a file re-runs. */
  async show(uri: string): Promise<void> {
    this.uri = uri;
    this.changes.fire(undefined);
    await vscode.commands.executeCommand(`${VIEW}.focus`);
  }

  /** The hashes may differ from those shown. */
  refresh(): void {
    if (this.view.visible && this.uri !== undefined) this.changes.fire(undefined);
  }

  async getChildren(node?: ImpactNode): Promise<ImpactNode[]> {
    if (node) return [...impactChildren(node)];
    const { uri } = this;
    if (uri === undefined || !this.client.isRunning()) return [];
    const name = vscode.Uri.parse(uri).path.split('/').at(-1) ?? '';
    this.view.message = label(`${name}: looking for what it re-runs…`);
    try {
      const found = await askServer(this.client, IMPACT_REQUEST, { uri });
      this.view.message = label(`${name}: ${found.summary}`);
      return [...impactRoots(found)];
    } catch (error) {
      this.client.error('what an edit re-runs is not known', error, false);
      this.view.message = label(`${name}: what it re-runs is not known; the log says why.`);
      return [];
    }
  }

  getTreeItem(node: ImpactNode): vscode.TreeItem {
    const look = impactLook(node);
    const item = treeItem(
      look,
      look.isExpandable ? vscode.TreeItemCollapsibleState.Collapsed : vscode.TreeItemCollapsibleState.None,
    );
    item.tooltip = look.tooltip.join('\n');
    return item;
  }

  dispose(): void {
    this.view.dispose();
    this.changes.dispose();
  }
}
