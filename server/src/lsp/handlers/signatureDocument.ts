/**
 * `sighound/signatureDocument`: the read-only texts behind a lens and a task in the tree. The answer always contains a
 * text, because the client shows it as it is.
 */

import { SIGNATURE_DOCUMENT_REQUEST, type SignatureDocumentResult } from '../../protocol/protocol';
import { parseSignatureUri } from '../documents/fromProto';
import { type DocumentText, documentText } from '../../text/documents';
import { onRequest } from './messages';
import type { ServerContext } from './serverContext';

export function registerSignatureDocument(ctx: ServerContext): void {
  const shown = (text: DocumentText): SignatureDocumentResult => ({ text });
  onRequest(
    ctx,
    SIGNATURE_DOCUMENT_REQUEST,
    shown(documentText(['# The signature could not be computed; the log says why.'])),
    async ({ uri }) => {
      const name = parseSignatureUri(uri);
      if (name === null) return shown(documentText([`# ${uri} names no task.`]));
      const { session } = ctx.workspace;
      if (session === null) return shown(documentText(['# There is no build directory.']));
      const { part, mcfn, task } = name;
      if (part === 'inputs') return shown(await session.analysis.signatureDocument(mcfn, task));
      const { signatures } = session;
      return shown(
        await (part === 'now'
          ? signatures.present(name)
          : part === 'last'
            ? signatures.last(name)
            : signatures.explanation(name)),
      );
    },
  );
}
