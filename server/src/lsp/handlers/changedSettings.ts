/**
 * `workspace/didChangeConfiguration` and `workspace/configuration`: new settings, which the client sends or the server
 * requests. This file knows how they arrive, not what they do.
 */

import { DidChangeConfigurationNotification } from 'vscode-languageserver';
import { workspaceFoldersOf } from '../clientFeatures';
import { inBackground } from '../runSafely';
import { withChangedSettings } from '../workspace/serverSettings';
import type { ServerContext } from './serverContext';

const SECTIONS = ['sighound', 'bitbake'];

/** If a client does not answer in this time, the server uses the defaults. */
const FETCH_LIMIT_MS = 1000;

export function registerConfiguration(ctx: ServerContext): void {
  const { connection, workspace, log, features } = ctx;
  connection.onDidChangeConfiguration(({ settings }) => {
    inBackground('didChangeConfiguration', log, async () => {
      const changed = withChangedSettings(workspace.settings, settings);
      if (changed !== null) workspace.setSettings(changed);
      else if (features().configuration) await fetchSettings(ctx);
    });
  });
}

/**
 * Follows workspace folders that are added and removed. Call this only after the connection is initialized, because the
 * library provides the event only then.
 */
export function followWorkspaceFolders({ connection, workspace, log, features }: ServerContext): void {
  if (!features().workspaceFolders) return;
  connection.workspace.onDidChangeWorkspaceFolders((event) => {
    inBackground('didChangeWorkspaceFolders', log, () => {
      const removed = new Set(
        workspaceFoldersOf({ workspaceFolders: event.removed, rootUri: null }).map(({ path }) => path),
      );
      const added = workspaceFoldersOf({ workspaceFolders: event.added, rootUri: null });
      workspace.setFolders([...workspace.folders.filter(({ path }) => !removed.has(path)), ...added]);
    });
  });
}

/** Requests the settings of a client that sent none with `initialize`, and notifications of their changes. */
export async function askForSettings(ctx: ServerContext): Promise<void> {
  const { features, connection, log } = ctx;
  if (features().own) return;
  if (features().configurationRegistration) {
    inBackground('registering for settings', log, () =>
      connection.client.register(DidChangeConfigurationNotification.type, { section: SECTIONS }),
    );
  }
  if (!features().configuration) return;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const limit = new Promise<void>((resolve) => (timer = setTimeout(resolve, FETCH_LIMIT_MS)));
  await Promise.race([fetchSettings(ctx), limit]);
  clearTimeout(timer);
}

async function fetchSettings({ connection, workspace, log }: ServerContext): Promise<void> {
  try {
    const [sighound, bitbake]: unknown[] = await connection.workspace.getConfiguration(
      SECTIONS.map((section) => ({ section })),
    );
    // null stands for a section that the client does not know, such as that of an extension that is not installed.
    const known = {
      ...(sighound !== null && sighound !== undefined && { sighound }),
      ...(bitbake !== null && bitbake !== undefined && { bitbake }),
    };
    const changed = withChangedSettings(workspace.settings, known);
    if (changed !== null) workspace.setSettings(changed);
  } catch (error) {
    log.info(`the client did not send its settings: ${error instanceof Error ? error.message : String(error)}`);
  }
}
