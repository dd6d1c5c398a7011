/** `textDocument/documentSymbol`: the outline, from the open text alone, without the engine. */

import { outline } from '../../ide/documents/outline';
import { runSafely } from '../runSafely';
import type { ShownSymbol } from '../words/shown';
import { toDocumentSymbol } from '../words/toProto';
import type { ServerContext } from './serverContext';

export function registerDocumentSymbol({ connection, documents, log }: ServerContext): void {
  connection.onDocumentSymbol(({ textDocument }, token) =>
    runSafely<ShownSymbol[]>({ name: 'documentSymbol', fallback: [], log, token }, () => {
      const open = documents.byUri(textDocument.uri);
      return open === null ? [] : outline(documents.metadata(open)).map(toDocumentSymbol);
    }),
  );
}
