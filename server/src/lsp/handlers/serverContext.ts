/** What every handler receives, and the common steps of a request about an open document. */

import type { CancellationToken, Connection } from 'vscode-languageserver';
import type { ClientFeatures } from '../clientFeatures';
import type { DiagnosticsPublisher } from '../documents/diagnosticsPublisher';
import type { OpenDocument, OpenDocuments } from '../documents/openDocuments';
import { Cancellation, type Log, runSafely } from '../runSafely';
import type { Session } from '../workspace/session';
import type { ServedWorkspace } from '../workspace/servedWorkspace';

export interface ServerContext {
  readonly connection: Connection;
  readonly log: Log;
  readonly documents: OpenDocuments;
  readonly workspace: ServedWorkspace;
  readonly publisher: DiagnosticsPublisher;
  readonly features: () => ClientFeatures;
  /** Asks the client to request lenses again. */
  readonly refreshLenses: () => void;
  /** Watches folders with sources outside the build from now on. */
  readonly followSources: (trees: readonly string[]) => void;
}

/** A request about a document, for its present text. */
export interface DocumentRequest<T> {
  readonly name: string;
  readonly uri: string;
  readonly token: CancellationToken;
  readonly fallback: T;
}

/**
 * Answers a request about an open document by asking the engine. The fallback is the answer while the engine loads, if
 * there is no engine, and if something fails. An answer about an older text becomes the error `ContentModified`.
 */
export async function answerWithEngine<T>(
  ctx: ServerContext,
  { name, uri, token, fallback }: DocumentRequest<T>,
  body: (open: OpenDocument, session: Session) => Promise<T>,
): Promise<T> {
  return runSafely({ name, fallback, log: ctx.log, token }, async () => {
    const open = ctx.documents.byUri(uri);
    const { session } = ctx.workspace;
    if (open === null || session === null || session.opened === null) return fallback;
    const { version } = open.document;
    const isStale = (): boolean => session.isDisposed || ctx.documents.byUri(uri)?.document.version !== version;
    try {
      const answer = await body(open, session);
      if (!isStale()) return answer;
    } catch (error) {
      if (!isStale()) throw error;
    }
    throw new Cancellation('content-modified');
  });
}
