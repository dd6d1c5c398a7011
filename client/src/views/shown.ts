/**
 * Only this file creates the VS Code elements that show texts from the server: items of trees and pickers, Markdown
 * tooltips, the status bar item. Each text was made safe for the element that shows it. A lint rule forbids other files
 * to create such elements.
 */
import * as vscode from 'vscode';
import { label } from '../../../server/src/text/labels';
import type { Label } from '../../../server/src/text/labels';
import type { SafeMarkdown } from '../../../server/src/text/markdown';
import type { NodeLook } from './signatureNodes';

/** An entry of a picker. `about` is the value that the entry represents. */
export interface PickerItem<T> extends vscode.QuickPickItem {
  readonly label: Label;
  readonly description?: Label;
  readonly about: T;
}

/** The item of a tree node. Its tooltip is text, not Markdown. */
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

/** Lets the user pick one of the given entries. */
export function pick<T>(
  items: readonly PickerItem<T>[] | Thenable<readonly PickerItem<T>[]>,
  title: string,
  placeHolder: string,
  more: { readonly matchOnDescription?: boolean } = {},
): Thenable<PickerItem<T> | undefined> {
  return vscode.window.showQuickPick(items, { title: label(title), placeHolder, ...more });
}

/** A tooltip whose links may run the enabled commands only. It shows no icons and no HTML. */
export function markdownTooltip(text: SafeMarkdown, enabledCommands: readonly string[]): vscode.MarkdownString {
  const shown = new vscode.MarkdownString(text, false);
  shown.isTrusted = { enabledCommands };
  return shown;
}

/** Creates the status bar item. */
export function statusItem(name: Label, text: Label, command: string): vscode.StatusBarItem {
  const item = vscode.window.createStatusBarItem('status', vscode.StatusBarAlignment.Left, 100);
  item.name = name;
  item.text = text;
  item.command = command;
  return item;
}
