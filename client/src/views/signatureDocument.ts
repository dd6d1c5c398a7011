/**
 * The read-only documents of scheme `sighound-signature`, which list what a task's hash is made of. Their text comes
 * from the server; this only asks for it, and asks again for open ones when the hashes may have changed.
 */
import * as vscode from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import { SIGNATURE_DOCUMENT_REQUEST, SIGNATURE_DOCUMENT_SCHEME } from '../../../server/src/protocol/protocol';
import type { SignatureDocumentParams, SignatureDocumentResult } from '../../../server/src/protocol/protocol';

/** Serves signature documents until disposed. */
export class SignatureDocuments implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly onDidChange: vscode.Event<vscode.Uri>;
  private readonly changes = new vscode.EventEmitter<vscode.Uri>();
  private readonly registration: vscode.Disposable;

  constructor(private readonly client: BaseLanguageClient) {
    this.onDidChange = this.changes.event;
    this.registration = vscode.workspace.registerTextDocumentContentProvider(SIGNATURE_DOCUMENT_SCHEME, this);
  }

  async provideTextDocumentContent(uri: vscode.Uri, token: vscode.CancellationToken): Promise<string> {
    const params: SignatureDocumentParams = { uri: uri.toString() };
    const { text } = await this.client.sendRequest<SignatureDocumentResult>(SIGNATURE_DOCUMENT_REQUEST, params, token);
    return text;
  }

  /** Asks anew for the text of every signature document that is open. */
  refresh(): void {
    for (const { uri } of vscode.workspace.textDocuments) {
      if (uri.scheme === SIGNATURE_DOCUMENT_SCHEME) this.changes.fire(uri);
    }
  }

  dispose(): void {
    this.registration.dispose();
    this.changes.dispose();
  }
}
