/** The client's capabilities, reduced to those that the server checks. Any of them may be missing. */

import { type InitializeParams, ResourceOperationKind } from 'vscode-languageserver';
import type { WorkspaceFolderPath } from './workspace/buildDirectory';
import { basename } from '../engine/files/posixPath';
import { uriToPath } from './documents/fromProto';
import { isOwnClient } from './workspace/serverSettings';
import type { EditFeatures } from './documents/workspaceEdit';

export interface ClientFeatures extends EditFeatures {
  /** Our own extension: it watches the workspace's files and sends its settings without being asked. */
  readonly own: boolean;
  readonly lensRefresh: boolean;
  readonly workDoneProgress: boolean;
  readonly configuration: boolean;
  readonly configurationRegistration: boolean;
  readonly watcherRegistration: boolean;
  readonly relativePatterns: boolean;
  readonly workspaceFolders: boolean;
  readonly relatedInformation: boolean;
  readonly diagnosticVersions: boolean;
  /** The client shows actions that are not possible, with the reason. */
  readonly disabledActions: boolean;
}

export function clientFeatures({ capabilities, initializationOptions }: InitializeParams): ClientFeatures {
  const { workspace, window, textDocument } = capabilities;
  return {
    own: isOwnClient(initializationOptions),
    lensRefresh: workspace?.codeLens?.refreshSupport === true,
    workDoneProgress: window?.workDoneProgress === true,
    configuration: workspace?.configuration === true,
    configurationRegistration: workspace?.didChangeConfiguration?.dynamicRegistration === true,
    watcherRegistration: workspace?.didChangeWatchedFiles?.dynamicRegistration === true,
    relativePatterns: workspace?.didChangeWatchedFiles?.relativePatternSupport === true,
    workspaceFolders: workspace?.workspaceFolders === true,
    relatedInformation: textDocument?.publishDiagnostics?.relatedInformation === true,
    diagnosticVersions: textDocument?.publishDiagnostics?.versionSupport === true,
    disabledActions: textDocument?.codeAction?.disabledSupport === true,
    versionedEdits: workspace?.workspaceEdit?.documentChanges === true,
    newFiles: workspace?.workspaceEdit?.resourceOperations?.includes(ResourceOperationKind.Create) === true,
    snippetEdits: workspace?.workspaceEdit?.snippetEditSupport === true,
  };
}

/** The workspace folders, for clients of old and new protocol versions. */
export function workspaceFoldersOf({
  workspaceFolders,
  rootUri,
}: Pick<InitializeParams, 'workspaceFolders' | 'rootUri'>): readonly WorkspaceFolderPath[] {
  const folders = workspaceFolders ?? (rootUri ? [{ uri: rootUri, name: '' }] : []);
  return folders.flatMap(({ uri, name }) => {
    const path = uriToPath(uri);
    return path === null ? [] : [{ path, name: name === '' ? basename(path) : name }];
  });
}
