/**
 * The part of the extension that does not depend on the platform. It starts the language client and connects commands,
 * status bar item, views and signature documents to it. It knows nothing about metadata or hashes, never writes a
 * setting and never pops up a message. What differs between desktop and browser comes in through `createClient` and
 * `host`.
 */
import * as vscode from 'vscode';
import {
  CloseAction,
  DidChangeConfigurationNotification,
  ErrorAction,
  RevealOutputChannelOn,
  State,
} from 'vscode-languageclient';
import type { BaseLanguageClient, ErrorHandler, LanguageClientOptions } from 'vscode-languageclient';
import {
  ASK_SERVERS_NOTIFICATION,
  STATUS_NOTIFICATION,
  TASKS_CHANGED_NOTIFICATION,
} from '../../server/src/protocol/protocol';
import type { InitializationOptions } from '../../server/src/protocol/protocol';
import { notifyServer, onServer } from './askServer';
import { registerClearSignatureFilter } from './commands/clearSignatureFilter';
import { registerCompareWithLastBuild } from './commands/compareWithLastBuild';
import { registerExplainRebuild } from './commands/explainRebuild';
import { registerFilterSignature } from './commands/filterSignature';
import { registerOpenVariable } from './commands/openVariable';
import { registerRemoveRecipe } from './commands/removeRecipe';
import { registerRestartEngine } from './commands/restartEngine';
import { registerSelectBuildDirectory, selectedBuildDirectory } from './commands/selectBuildDirectory';
import { registerShowImpact } from './commands/showImpact';
import { registerShowLog } from './commands/showLog';
import { registerShowSignature } from './commands/showSignature';
import { registerStopBackgroundEvaluation } from './commands/stopBackgroundEvaluation';
import { registerShowTask } from './commands/showTask';
import { type Settings, askedServers, presentSettings } from './sentSettings';
import { ImpactTree } from './views/impactTree';
import { SignatureDocuments } from './views/signatureDocument';
import { SignatureTree } from './views/signatureTree';
import { StatusBar } from './views/statusBar';

/** Creates the language client of the platform. On the desktop, its server is a child process. */
export type CreateClient = (id: string, name: string, options: LanguageClientOptions) => BaseLanguageClient;

/** What the platform knows and the extension API does not provide. */
export interface ClientHost {
  /** The value of an environment variable of the editor, or null. */
  environmentVariable(name: string): string | null;
}

const RESTART_LIMIT = 5;
const RESTART_WINDOW_MS = 180_000;

/**
 * Starts everything. Resolves when the server answers, or when it failed to start; the status bar then shows the
 * failure.
 */
export async function startClient(
  context: vscode.ExtensionContext,
  createClient: CreateClient,
  host: ClientHost,
): Promise<void> {
  const watcher = vscode.workspace.createFileSystemWatcher('**/*.{bb,bbclass,bbappend,inc,conf,py}');
  const sendSettings = (): Promise<void> =>
    client.sendNotification(DidChangeConfigurationNotification.type, { settings: presentSettings() });
  const client: BaseLanguageClient = createClient('sighound', 'Sighound', {
    documentSelector: [{ scheme: 'file', language: 'bitbake' }],
    diagnosticCollectionName: 'sighound',
    initializationOptions: () => initializationOptions(context, host),
    synchronize: { configurationSection: ['sighound', 'bitbake'], fileEvents: watcher },
    revealOutputChannelOn: RevealOutputChannelOn.Never,
    initializationFailedHandler: () => false,
    errorHandler: quietErrorHandler(),
    // Hovers show no icons, no HTML, and their links run no commands.
    markdown: { isTrusted: false, supportHtml: false, supportThemeIcons: false },
    middleware: {
      workspace: {
        didChangeConfiguration: sendSettings,
        configuration: ({ items }) => items.map(({ section }) => presentSettings()[section as keyof Settings] ?? null),
      },
    },
  });
  const statusBar = new StatusBar();
  const signatureDocuments = new SignatureDocuments(client);
  const signatureTree = new SignatureTree(client);
  const impactTree = new ImpactTree(client);
  context.subscriptions.push(
    client,
    watcher,
    statusBar,
    signatureDocuments,
    signatureTree,
    impactTree,
    registerShowImpact(impactTree),
    registerShowTask(client, signatureTree),
    registerFilterSignature(signatureTree),
    registerClearSignatureFilter(signatureTree),
    registerRemoveRecipe(signatureTree),
    registerOpenVariable(signatureTree),
    registerCompareWithLastBuild(client),
    registerExplainRebuild(client),
    registerShowSignature(),
    registerSelectBuildDirectory(client, context.workspaceState),
    registerRestartEngine(client),
    registerStopBackgroundEvaluation(client),
    registerShowLog(client),
    vscode.workspace.onDidGrantWorkspaceTrust(() => void sendSettings()),
    onServer(client, STATUS_NOTIFICATION, (status) => {
      statusBar.show(status);
      if (status.state === 'ready') signatureDocuments.refresh();
    }),
    onServer(client, TASKS_CHANGED_NOTIFICATION, () => {
      signatureDocuments.refresh();
      signatureTree.refresh();
      impactTree.refresh();
    }),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('sighound.askServers') && client.isRunning())
        void notifyServer(client, ASK_SERVERS_NOTIFICATION, { servers: askedServers() });
    }),
    client.onDidChangeState(({ newState }) => {
      if (newState === State.Stopped || newState === State.StartFailed)
        statusBar.showStopped('the language server has stopped');
    }),
  );
  try {
    await client.start();
    signatureTree.refresh();
  } catch (error) {
    client.error('the language server did not start', error, false);
    statusBar.showStopped('the language server did not start');
  }
}

function initializationOptions(context: vscode.ExtensionContext, host: ClientHost): InitializationOptions {
  return {
    ...presentSettings(),
    selectedBuildDirectory: selectedBuildDirectory(context.workspaceState),
    environmentBuildDirectory: host.environmentVariable('BUILDDIR'),
    askServers: askedServers(),
  };
}

/**
 * Restarts a server that ended, as the library's own handler does, but reports it only in the log and the status bar.
 */
function quietErrorHandler(): ErrorHandler {
  const ends: number[] = [];
  return {
    error: (_error, _message, count) => ({
      action: count !== undefined && count <= 3 ? ErrorAction.Continue : ErrorAction.Shutdown,
      handled: true,
    }),
    closed: () => {
      const now = Date.now();
      ends.push(now);
      const recent = ends.filter((time) => now - time < RESTART_WINDOW_MS).length;
      if (recent < RESTART_LIMIT) return { action: CloseAction.Restart, handled: true };
      return {
        action: CloseAction.DoNotRestart,
        message: `the language server ended ${recent} times within three minutes and stays off`,
        handled: true,
      };
    },
  };
}
