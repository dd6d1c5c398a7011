/**
 * The language server connects a client to a host's engine and judge. Each feature has its own file in `handlers/`.
 * This file contains the server's capabilities, and when things start and end. The server never pops up a message and
 * never writes a file.
 */

import {
  CodeActionKind,
  CodeLensRefreshRequest,
  type Connection,
  type InitializeParams,
  type InitializeResult,
  TextDocumentSyncKind,
  type WorkDoneProgressServerReporter,
} from 'vscode-languageserver';
import type { Platform } from '../platform/platform';
import { type ClientFeatures, clientFeatures, workspaceFoldersOf } from './clientFeatures';
import { TIMELINE, type Timeline } from './background/timeline';
import { DiagnosticsPublisher } from './documents/diagnosticsPublisher';
import { registerAskedServers } from './handlers/askedServers';
import { registerBuildDirectories } from './handlers/buildDirectories';
import { FIX_ALL_KIND, registerCodeAction } from './handlers/codeAction';
import { registerCodeLens } from './handlers/codeLens';
import { askForSettings, followWorkspaceFolders, registerConfiguration } from './handlers/changedSettings';
import { DiagnosticsHandler } from './handlers/diagnostics';
import { registerDocumentSymbol } from './handlers/documentSymbol';
import { registerFoldingRange } from './handlers/foldingRange';
import { registerHover } from './handlers/hover';
import { registerImpact } from './handlers/impact';
import { registerRestart } from './handlers/restart';
import type { ServerContext } from './handlers/serverContext';
import { registerSignatureDocument } from './handlers/signatureDocument';
import { registerSignatureView } from './handlers/signatureView';
import { registerStopBackgroundEvaluation } from './handlers/stopBackgroundEvaluation';
import { registerTextSync } from './handlers/textSync';
import { WatchedFilesHandler } from './handlers/watchedFiles';
import { terminalLine } from '../text/terminal';
import { LoadingProgress } from './workspace/loadingProgress';
import { OpenDocuments } from './documents/openDocuments';
import { inBackground, type Log, runSafely } from './runSafely';
import { type ServersSaidBy, readInitializationOptions } from './workspace/serverSettings';
import { TASKS_CHANGED_NOTIFICATION } from '../protocol/protocol';
import { StatusReporter } from './workspace/status';
import { ServedWorkspace } from './workspace/servedWorkspace';

/**
 * Serves the client at the other end of `connection`, and starts to listen. `servers`: who decides which servers are
 * asked. `delays`: other than the usual ones.
 */
export function startServer(
  connection: Connection,
  platform: Platform,
  servers: ServersSaidBy,
  delays: Partial<Timeline> = {},
): void {
  const timeline: Timeline = { ...TIMELINE, ...delays };
  const log = logTo(connection);
  const documents = new OpenDocuments(platform.files);
  const status = new StatusReporter((method, params) =>
    inBackground('sending the status', log, () => connection.sendNotification(method, params)),
  );
  let features: ClientFeatures | null = null;
  let divergences = 0;

  const createProgress = (): (() => Promise<WorkDoneProgressServerReporter>) | null =>
    features?.workDoneProgress === true ? () => connection.window.createWorkDoneProgress() : null;
  const publisher = new DiagnosticsPublisher({
    documents,
    send: (params) => inBackground('publishing diagnostics', log, () => connection.sendDiagnostics(params)),
    rules: () => workspace.settings.sighound.rules,
    relatedInformation: () => features?.relatedInformation === true,
    versions: () => features?.diagnosticVersions === true,
  });
  const workspace: ServedWorkspace = new ServedWorkspace({
    platform,
    documents,
    status,
    log,
    timeline,
    startProgress: () => new LoadingProgress(createProgress(), 'Sighound'),
    // Our own client shows this in the status bar.
    startBackgroundProgress: (onCancel) =>
      new LoadingProgress(features?.own === true ? null : createProgress(), 'Sighound: all recipes', onCancel),
    onOpened: ({ opened }) => {
      publisher.setConfiguration(opened?.problems ?? []);
      watchedFiles.watch(opened);
      diagnostics.refreshAll();
      refreshLenses();
    },
    onVerdicts: () => refreshLenses(),
    onTasks: () => {
      refreshLenses();
      if (features?.own === true)
        inBackground('reporting new task hashes', log, () => connection.sendNotification(TASKS_CHANGED_NOTIFICATION));
    },
    onDivergences: (count) => status.update({ divergences: (divergences += count) }),
    onSessionEnded: () => {
      publisher.clear();
      for (const open of documents.all()) diagnostics.documentChanged(open);
      refreshLenses();
    },
    onSeverities: () => publisher.publishAll(),
  });
  const refreshLenses = lensRefresher(connection, log, () => features?.lensRefresh === true);
  const ctx: ServerContext = {
    connection,
    log,
    documents,
    workspace,
    publisher,
    refreshLenses,
    followSources: (trees) => watchedFiles.follow(trees),
    features: () => features ?? NO_FEATURES,
  };
  const diagnostics = new DiagnosticsHandler(ctx, timeline);
  const watchedFiles = new WatchedFilesHandler(ctx);

  connection.onInitialize((params) => {
    features = clientFeatures(params);
    workspace.setSettings(readInitializationOptions(params.initializationOptions, servers));
    workspace.setFolders(workspaceFoldersOf(params));
    return initializeResult(params);
  });
  connection.onInitialized(() => {
    inBackground('starting', log, async () => {
      followWorkspaceFolders(ctx);
      await askForSettings(ctx);
      watchedFiles.watch(null);
      workspace.start();
    });
  });
  connection.onShutdown(() =>
    runSafely({ name: 'shutdown', fallback: undefined, log }, () => {
      diagnostics.dispose();
      status.dispose();
      return workspace.dispose();
    }),
  );

  registerTextSync(ctx, diagnostics);
  registerConfiguration(ctx);
  if (servers === 'client') registerAskedServers(ctx);
  watchedFiles.listen(diagnostics);
  registerCodeLens(ctx);
  registerCodeAction(ctx, diagnostics);
  registerHover(ctx);
  registerDocumentSymbol(ctx);
  registerFoldingRange(ctx);
  registerSignatureDocument(ctx);
  registerSignatureView(ctx);
  registerImpact(ctx);
  registerRestart(ctx);
  registerStopBackgroundEvaluation(ctx);
  registerBuildDirectories(ctx);
  connection.listen();
}

const NO_FEATURES: ClientFeatures = {
  own: false,
  lensRefresh: false,
  workDoneProgress: false,
  configuration: false,
  configurationRegistration: false,
  watcherRegistration: false,
  relativePatterns: false,
  workspaceFolders: false,
  relatedInformation: false,
  diagnosticVersions: false,
  disabledActions: false,
  versionedEdits: false,
  newFiles: false,
  snippetEdits: false,
};

function initializeResult({ capabilities }: InitializeParams): InitializeResult {
  return {
    serverInfo: { name: 'sighound' },
    capabilities: {
      textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
      codeLensProvider: {},
      codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix, FIX_ALL_KIND] },
      hoverProvider: true,
      documentSymbolProvider: { label: 'Sighound' },
      foldingRangeProvider: true,
      ...(capabilities.workspace?.workspaceFolders === true && {
        workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
      }),
    },
  };
}

/** Log messages, which clients show only on request. Each is one message, even if metadata puts line breaks into it. */
function logTo(connection: Connection): Log {
  return {
    info: (message) => connection.console.info(terminalLine(message)),
    error: (message) => connection.console.error(terminalLine(message)),
  };
}

/** Several calls at the same time send one request. */
function lensRefresher(connection: Connection, log: Log, isSupported: () => boolean): () => void {
  let pending = false;
  return () => {
    if (pending || !isSupported()) return;
    pending = true;
    inBackground('refreshing lenses', log, async () => {
      await Promise.resolve();
      pending = false;
      await connection.sendRequest(CodeLensRefreshRequest.type);
    });
  };
}
