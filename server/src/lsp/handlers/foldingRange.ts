/** `textDocument/foldingRange`: folding, from the open text alone, without the engine. */

import type { FoldingRange } from 'vscode-languageserver';
import { folding } from '../../ide/documents/outline';
import { runSafely } from '../runSafely';
import { toFoldingRange } from '../words/toProto';
import type { ServerContext } from './serverContext';

export function registerFoldingRange({ connection, documents, log }: ServerContext): void {
  connection.onFoldingRanges(({ textDocument }, token) =>
    runSafely<FoldingRange[]>({ name: 'foldingRange', fallback: [], log, token }, () => {
      const open = documents.byUri(textDocument.uri);
      return open === null ? [] : folding(documents.metadata(open)).map(toFoldingRange);
    }),
  );
}
