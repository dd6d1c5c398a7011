/**
 * The guard around every request and every background task of the server. An error is logged and the fallback is the
 * answer, so that no handler can end the server. A cancellation has its own type: it is never logged, and the fallback
 * never replaces it. This file knows no feature.
 */

import { type CancellationToken, LSPErrorCodes, ResponseError } from 'vscode-languageserver';

/** Receives messages for the log; `error` is for what should not happen. */
export interface Log {
  info(message: string): void;
  error(message: string): void;
}

/** No caller waits for the answer any more: the client canceled it, or the requested text has changed. */
export class Cancellation extends Error {
  constructor(readonly reason: 'canceled' | 'content-modified') {
    super(reason);
  }
}

/** The name of the guarded code, and the answer if it fails. */
export interface Guard<T> {
  readonly name: string;
  readonly fallback: T;
  readonly log: Log;
  readonly token?: CancellationToken;
}

/** Runs the body of a request. The promise rejects only for a cancellation, with the protocol's error for it. */
export async function runSafely<T>({ name, fallback, log, token }: Guard<T>, body: () => T | Promise<T>): Promise<T> {
  try {
    return await untilCancelled(token, body);
  } catch (error) {
    if (error instanceof Cancellation) throw protocolError(error);
    log.error(`${name} failed: ${describeError(error)}`);
    return fallback;
  }
}

/** Runs a promise that no caller waits for. An error is logged, a cancellation is ignored. */
export function inBackground(name: string, log: Log, body: () => void | Promise<unknown>): void {
  const settled = async (): Promise<void> => {
    try {
      await body();
    } catch (error) {
      if (!(error instanceof Cancellation)) log.error(`${name} failed: ${describeError(error)}`);
    }
  };
  void settled();
}

/** The text of an error with its stack, for any thrown value. */
export function describeError(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

async function untilCancelled<T>(token: CancellationToken | undefined, body: () => T | Promise<T>): Promise<T> {
  if (token === undefined) return await body();
  if (token.isCancellationRequested) throw new Cancellation('canceled');
  let stop: (() => void) | undefined;
  const cancelled = new Promise<never>((_resolve, reject) => {
    const registration = token.onCancellationRequested(() => reject(new Cancellation('canceled')));
    stop = () => registration.dispose();
  });
  try {
    return await Promise.race([Promise.resolve(body()), cancelled]);
  } finally {
    stop?.();
  }
}

function protocolError({ reason }: Cancellation): ResponseError<void> {
  return reason === 'canceled'
    ? new ResponseError(LSPErrorCodes.RequestCancelled, 'the client canceled the request')
    : new ResponseError(LSPErrorCodes.ContentModified, 'the document changed meanwhile');
}
