/**
 * The one door to what VS Code shows of texts from the server: items of trees and pickers, tooltips in Markdown, the
 * status bar. What goes through it was made safe for its place; a lint rule keeps everything else from these.
 */
import * as vscode from 'vscode';
import { label } from '../../../server/src/text/labels';
import type { Label } from '../../../server/src/text/labels';
import type { SafeMarkdown } from '../../../server/src/text/markdown';
import type { NodeLook } from './signatureNodes';

/** An entry of a picker: `about` is what it stands for. */
export interface PickerItem<T> extends vscode.QuickPickItem {
  readonly label: Label;
  readonly description?: Label;
  readonly about: T;
}

/** The item of a node of a tree. Its tooltip is text, not Markdown. */
export function treeItem(
  { label: name, description, icon, context }: NodeLook,
  state: vscode.TreeItemCollapsibleState,
): vscode.TreeItem {
  const item = new vscode.TreeItem(name, state);
  item.description = description;
  item.iconPath = new vscode.ThemeIcon(icon);
  item.contextValue = context;
  return item;
}

/** Lets the user pick one of some entries. */
export function pick<T>(
  items: readonly PickerItem<T>[] | Thenable<readonly PickerItem<T>[]>,
  title: string,
  placeHolder: string,
  more: { readonly matchOnDescription?: boolean } = {},
): Thenable<PickerItem<T> | undefined> {
  return vscode.window.showQuickPick(items, { title: label(title), placeHolder, ...more });
}

/** A tooltip whose links may run some commands. It shows no icons and no HTML. */
export function markdownTooltip(text: SafeMarkdown, enabledCommands: readonly string[]): vscode.MarkdownString {
  const shown = new vscode.MarkdownString(text, false);
  shown.isTrusted = { enabledCommands };
  return shown;
}

/** The item of the status bar. */
export function statusItem(name: Label, text: Label, command: string): vscode.StatusBarItem {
  const item = vscode.window.createStatusBarItem('status', vscode.StatusBarAlignment.Left, 100);
  item.name = name;
  item.text = text;
  item.command = command;
  return item;
}
