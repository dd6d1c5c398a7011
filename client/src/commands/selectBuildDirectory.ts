/**
 * `sighound.selectBuildDirectory`: a picker over the build directories the server found. The choice is remembered in
 * the workspace's private state, not in settings, which belong to the user.
 */
import * as vscode from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import { BUILD_DIRECTORIES_REQUEST, SELECT_BUILD_DIRECTORY_NOTIFICATION } from '../../../server/src/protocol/protocol';
import type { BuildDirectoriesResult, SelectBuildDirectoryParams } from '../../../server/src/protocol/protocol';

const STATE_KEY = 'selectedBuildDirectory';

interface Entry extends vscode.QuickPickItem {
  /** Undefined for the entry that opens a folder dialog. */
  readonly path: string | undefined;
}

/** Registers the command. */
export function registerSelectBuildDirectory(client: BaseLanguageClient, state: vscode.Memento): vscode.Disposable {
  return vscode.commands.registerCommand('sighound.selectBuildDirectory', async () => {
    const known = await client.sendRequest<BuildDirectoriesResult>(BUILD_DIRECTORIES_REQUEST);
    const path = await pick(known);
    if (path === undefined) return;
    await state.update(STATE_KEY, path);
    const params: SelectBuildDirectoryParams = { path };
    await client.sendNotification(SELECT_BUILD_DIRECTORY_NOTIFICATION, params);
  });
}

/** The build directory picked in this workspace earlier, or null. */
export function selectedBuildDirectory(state: vscode.Memento): string | null {
  return state.get<string>(STATE_KEY) ?? null;
}

async function pick({ candidates, active }: BuildDirectoriesResult): Promise<string | undefined> {
  const entries: Entry[] = candidates.map((path) => ({
    label: `${path === active ? '$(check) ' : ''}${path.replace(/\/+$/, '').split('/').at(-1) ?? path}`,
    description: path,
    path,
  }));
  entries.push({ label: '$(folder-opened) Other directory…', alwaysShow: true, path: undefined });
  const choice = await vscode.window.showQuickPick(entries, {
    title: 'Sighound: Build Directory',
    placeHolder: 'The directory whose conf/bblayers.conf the hashes are computed with',
    matchOnDescription: true,
  });
  if (choice === undefined || choice.path !== undefined) return choice?.path;
  const folders = await vscode.window.showOpenDialog({ canSelectFiles: false, canSelectFolders: true, openLabel: 'Use as build directory' });
  return folders?.[0]?.fsPath;
}
