/**
 * `sighound.selectBuildDirectory`: a picker over the build directories that the server found. The choice is stored in
 * the workspace's private state, not in settings, because settings belong to the user.
 */
import * as vscode from 'vscode';
import { askServer, notifyServer } from '../askServer';
import type { BaseLanguageClient } from 'vscode-languageclient';
import {
  COMMANDS,
  BUILD_DIRECTORIES_REQUEST,
  SELECT_BUILD_DIRECTORY_NOTIFICATION,
} from '../../../server/src/protocol/protocol';
import type { BuildDirectoriesResult } from '../../../server/src/protocol/protocol';
import { iconLabel, label } from '../../../server/src/text/labels';
import { pick as show } from '../views/shown';
import type { PickerItem } from '../views/shown';

const STATE_KEY = 'selectedBuildDirectory';

/** `about` is the path of a build directory, or undefined for the entry that opens a folder dialog. */
type Entry = PickerItem<string | undefined>;

/** Registers the command. */
export function registerSelectBuildDirectory(client: BaseLanguageClient, state: vscode.Memento): vscode.Disposable {
  return vscode.commands.registerCommand(COMMANDS.selectBuildDirectory, async () => {
    const known = await askServer(client, BUILD_DIRECTORIES_REQUEST, undefined);
    const path = await pick(known);
    if (path === undefined) return;
    await state.update(STATE_KEY, path);
    await notifyServer(client, SELECT_BUILD_DIRECTORY_NOTIFICATION, { path });
  });
}

/** The build directory that the user picked earlier in this workspace, or null. */
export function selectedBuildDirectory(state: vscode.Memento): string | null {
  return state.get<string>(STATE_KEY) ?? null;
}

async function pick({ candidates, active }: BuildDirectoriesResult): Promise<string | undefined> {
  const entries: Entry[] = candidates.map((path) => {
    const name = label(path.replace(/\/+$/, '').split('/').at(-1) ?? path);
    return { label: path === active ? iconLabel('check', name) : name, description: label(path), about: path };
  });
  entries.push({ label: iconLabel('folder-opened', label('Other directory…')), alwaysShow: true, about: undefined });
  const choice = await show(
    entries,
    'Sighound: Build Directory',
    'The directory whose conf/bblayers.conf the hashes are computed with',
    { matchOnDescription: true },
  );
  if (choice === undefined || choice.about !== undefined) return choice?.about;
  const folders = await vscode.window.showOpenDialog({
    canSelectFiles: false,
    canSelectFolders: true,
    openLabel: 'Use as build directory',
  });
  return folders?.[0]?.fsPath;
}
