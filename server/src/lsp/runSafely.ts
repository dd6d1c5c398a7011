/**
 * The guard around every request and every task of the server's own: a fault is logged and answered with a fallback, so
 * that no handler can end the server; cancellation is a type of its own, never logged and never answered. It knows no
 * feature.
 */

import { type CancellationToken, LSPErrorCodes, ResponseError } from 'vscode-languageserver';

/** Something for the log; `error` for what should not have happened. */
export interface Log {
  info(message: string): void;
  error(message: string): void;
}

/** Nobody waits for the answer any more: the client cancelled, or the text it was asked for has changed. */
export class Cancellation extends Error {
  constructor(readonly reason: 'cancelled' | 'content-modified') {
    super(reason);
  }
}

/** What is run, and what to answer if it fails. */
export interface Guard<T> {
  readonly name: string;
  readonly fallback: T;
  readonly log: Log;
  readonly token?: CancellationToken;
}

/** Runs a request's body; the promise rejects only for a cancellation, as the protocol's error for it. */
export async function runSafely<T>({ name, fallback, log, token }: Guard<T>, body: () => T | Promise<T>): Promise<T> {
  try {
    return await untilCancelled(token, body);
  } catch (error) {
    if (error instanceof Cancellation) throw protocolError(error);
    log.error(`${name} failed: ${describeError(error)}`);
    return fallback;
  }
}

/** Lets a promise run by itself: a fault is logged, a cancellation is nothing. */
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

/** An error with its stack, whatever was thrown. */
export function describeError(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

async function untilCancelled<T>(token: CancellationToken | undefined, body: () => T | Promise<T>): Promise<T> {
  if (token === undefined) return await body();
  if (token.isCancellationRequested) throw new Cancellation('cancelled');
  let stop: (() => void) | undefined;
  const cancelled = new Promise<never>((_resolve, reject) => {
    const registration = token.onCancellationRequested(() => reject(new Cancellation('cancelled')));
    stop = () => registration.dispose();
  });
  try {
    return await Promise.race([Promise.resolve(body()), cancelled]);
  } finally {
    stop?.();
  }
}

function protocolError({ reason }: Cancellation): ResponseError<void> {
  return reason === 'cancelled'
    ? new ResponseError(LSPErrorCodes.RequestCancelled, 'the client cancelled the request')
    : new ResponseError(LSPErrorCodes.ContentModified, 'the document changed meanwhile');
}
