/**
 * The read-only documents of scheme `sighound-signature`. They list what a task's hash is made of, or explain why it
 * changed. Their text comes from the server. This class only requests it, and requests it again for open documents when
 * the hashes may have changed. File locations in them are links.
 */
import * as vscode from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import { SIGNATURE_DOCUMENT_REQUEST, SIGNATURE_DOCUMENT_SCHEME } from '../../../server/src/protocol/protocol';
import type { SignatureDocumentParams } from '../../../server/src/protocol/protocol';
import { askServer } from '../askServer';
import { sourceLinks } from './sourceLinks';

/** Serves signature documents until disposed. */
export class SignatureDocuments
  implements vscode.TextDocumentContentProvider, vscode.DocumentLinkProvider, vscode.Disposable
{
  readonly onDidChange: vscode.Event<vscode.Uri>;
  private readonly changes = new vscode.EventEmitter<vscode.Uri>();
  private readonly registrations: vscode.Disposable;

  constructor(private readonly client: BaseLanguageClient) {
    this.onDidChange = this.changes.event;
    this.registrations = vscode.Disposable.from(
      vscode.workspace.registerTextDocumentContentProvider(SIGNATURE_DOCUMENT_SCHEME, this),
      vscode.languages.registerDocumentLinkProvider({ scheme: SIGNATURE_DOCUMENT_SCHEME }, this),
    );
  }

  async provideTextDocumentContent(uri: vscode.Uri, token: vscode.CancellationToken): Promise<string> {
    const params: SignatureDocumentParams = { uri: uri.toString() };
    const { text } = await askServer(this.client, SIGNATURE_DOCUMENT_REQUEST, params, token);
    return text;
  }

  provideDocumentLinks(document: vscode.TextDocument): vscode.DocumentLink[] {
    return sourceLinks(document.getText()).map(
      ({ start, end, path, line }) =>
        new vscode.DocumentLink(
          new vscode.Range(document.positionAt(start), document.positionAt(end)),
          vscode.Uri.file(path).with({ fragment: `L${line}` }),
        ),
    );
  }

  /** Requests the text of every open signature document again. */
  refresh(): void {
    for (const { uri } of vscode.workspace.textDocuments) {
      if (uri.scheme === SIGNATURE_DOCUMENT_SCHEME) this.changes.fire(uri);
    }
  }

  dispose(): void {
    this.registrations.dispose();
    this.changes.dispose();
  }
}
