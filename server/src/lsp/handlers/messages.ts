/** Messages of our own client, with the types that belong to each. A failure is logged, and ends nothing. */

import type { CancellationToken } from 'vscode-languageserver';
import type { Notification, Request } from '../../protocol/protocol';
import { inBackground, runSafely } from '../runSafely';
import type { ServerContext } from './serverContext';

/** Answers a request; with `fallback` if the answer fails. */
export function onRequest<Params, Result>(
  { connection, log }: Pick<ServerContext, 'connection' | 'log'>,
  method: Request<Params, Result>,
  fallback: Result | (() => Result),
  answer: (params: Params) => Result | Promise<Result>,
): void {
  connection.onRequest(method, (params: Params, token: CancellationToken) =>
    runSafely<Result>(
      { name: method, fallback: fallback instanceof Function ? fallback() : fallback, log, token },
      () => answer(params),
    ),
  );
}

/** Acts on a notification. */
export function onNotification<Params>(
  { connection, log }: Pick<ServerContext, 'connection' | 'log'>,
  method: Notification<Params>,
  act: (params: Params) => void | Promise<void>,
): void {
  connection.onNotification(method, (params: Params) => {
    inBackground(method, log, () => act(params));
  });
}
