/**
 * Opened, changed and closed documents. The engine and the judge get the text if it differs from the disk. A document
 * that was only opened changes nothing, so that reading files never makes anything outdated.
 */

import type { TextDocument } from 'vscode-languageserver-textdocument';
import { runSafely } from '../runSafely';
import type { DiagnosticsHandler } from './diagnostics';
import type { ServerContext } from './serverContext';

export function registerTextSync(ctx: ServerContext, diagnostics: DiagnosticsHandler): void {
  const { documents, log } = ctx;
  const { texts } = documents;
  let justOpened: TextDocument | null = null;

  texts.onDidOpen(({ document }) => {
    justOpened = document;
    void runSafely({ name: 'didOpen', fallback: undefined, log }, () => opened(document, ctx, diagnostics));
  });
  texts.onDidChangeContent(({ document }) => {
    // The library also sends this event when a document is opened.
    if (justOpened !== document)
      void runSafely({ name: 'didChange', fallback: undefined, log }, () => changed(document, ctx, diagnostics));
    justOpened = null;
  });
  texts.onDidClose(
    ({ document }) =>
      void runSafely({ name: 'didClose', fallback: undefined, log }, () => closed(document, ctx, diagnostics)),
  );
  texts.listen(ctx.connection);
}

function opened(
  document: TextDocument,
  { documents, workspace }: ServerContext,
  diagnostics: DiagnosticsHandler,
): void {
  const open = documents.opened(document.uri);
  if (open === null) return;
  const { path } = open;
  if (!documents.sameAsDisk(path, document.getText())) {
    documents.setUnsaved(path, 'unsaved');
    workspace.session?.textChanged({ path, text: document.getText(), difference: 'different' });
  }
  workspace.session?.judge.look(path);
  diagnostics.documentChanged(open);
}

function changed(
  document: TextDocument,
  { documents, workspace }: ServerContext,
  diagnostics: DiagnosticsHandler,
): void {
  const open = documents.byUri(document.uri);
  if (open === null) return;
  documents.setUnsaved(open.path, 'unsaved');
  workspace.session?.textChanged({ path: open.path, text: document.getText(), difference: 'different' });
  workspace.session?.judge.look(open.path);
  diagnostics.documentChanged(open);
}

function closed(
  document: TextDocument,
  { documents, workspace, publisher }: ServerContext,
  diagnostics: DiagnosticsHandler,
): void {
  const path = documents.closed(document.uri);
  if (path === null) return;
  workspace.session?.judge.leave(path);
  publisher.closed(path);
  if (!documents.setUnsaved(path, 'as-on-disk')) return;
  const same = documents.sameAsDisk(path, document.getText());
  workspace.session?.textChanged({ path, text: undefined, difference: same ? 'same' : 'different' });
  if (!same) diagnostics.othersChanged([path]);
}
