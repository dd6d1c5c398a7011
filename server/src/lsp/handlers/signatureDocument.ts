/** `sighound/signatureDocument`: the read-only texts behind a lens and a task in the tree. It always has a text: the client shows what it gets. */

import { SIGNATURE_DOCUMENT_REQUEST, type SignatureDocumentParams, type SignatureDocumentResult } from '../../protocol/protocol';
import { parseSignatureUri } from '../fromProto';
import { runSafely } from '../runSafely';
import type { ServerContext } from './serverContext';

export function registerSignatureDocument({ connection, workspace, log }: ServerContext): void {
  connection.onRequest<SignatureDocumentResult, void>(SIGNATURE_DOCUMENT_REQUEST, ({ uri }: SignatureDocumentParams, token) =>
    runSafely({ name: SIGNATURE_DOCUMENT_REQUEST, fallback: { text: '# The signature could not be computed; the log says why.\n' }, log, token }, async () => {
      const name = parseSignatureUri(uri);
      if (name === null) return { text: `# ${uri} names no task.\n` };
      const { session } = workspace;
      if (session === null) return { text: '# There is no build directory.\n' };
      const { part, mcfn, task } = name;
      if (part === 'inputs') return { text: await session.analysis.signatureDocument(mcfn, task) };
      const { signatures } = session;
      return { text: await (part === 'now' ? signatures.present(name) : part === 'last' ? signatures.last(name) : signatures.explanation(name)) };
    }),
  );
}
