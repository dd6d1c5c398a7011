/**
 * `sighound/signatureDocument`: the read-only texts behind a lens and a task in the tree. The answer always contains a
 * text, because the client shows it as it is.
 */

import {
  SIGNATURE_DOCUMENT_REQUEST,
  type SignatureDocumentParams,
  type SignatureDocumentResult,
} from '../../protocol/protocol';
import { parseSignatureUri } from '../documents/fromProto';
import { type DocumentText, documentText } from '../../text/documents';
import { runSafely } from '../runSafely';
import type { ServerContext } from './serverContext';

export function registerSignatureDocument({ connection, workspace, log }: ServerContext): void {
  connection.onRequest<SignatureDocumentResult & { readonly text: DocumentText }, void>(
    SIGNATURE_DOCUMENT_REQUEST,
    ({ uri }: SignatureDocumentParams, token) =>
      runSafely(
        {
          name: SIGNATURE_DOCUMENT_REQUEST,
          fallback: { text: documentText(['# The signature could not be computed; the log says why.']) },
          log,
          token,
        },
        async () => {
          const name = parseSignatureUri(uri);
          if (name === null) return { text: documentText([`# ${uri} names no task.`]) };
          const { session } = workspace;
          if (session === null) return { text: documentText(['# There is no build directory.']) };
          const { part, mcfn, task } = name;
          if (part === 'inputs') return { text: await session.analysis.signatureDocument(mcfn, task) };
          const { signatures } = session;
          return {
            text: await (part === 'now'
              ? signatures.present(name)
              : part === 'last'
                ? signatures.last(name)
                : signatures.explanation(name)),
          };
        },
      ),
  );
}
