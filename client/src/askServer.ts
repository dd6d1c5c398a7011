/**
 * Messages to the server and from it, with the types that belong to each. If a text changes while the server works on
 * an answer about tasks, the request ends. The client then sends it again.
 */
import type { CancellationToken, Disposable } from 'vscode';
import { LSPErrorCodes, ResponseError } from 'vscode-languageclient';
import type { BaseLanguageClient } from 'vscode-languageclient';
import type { Notification, Request } from '../../server/src/protocol/protocol';

const MOST_ATTEMPTS = 20;
const PAUSE_MS = 500;

/** Repeats the request until the answer is about the present text. */
export async function askServer<Params, Result>(
  client: BaseLanguageClient,
  method: Request<Params, Result>,
  params: Params,
  token?: CancellationToken,
): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    try {
      // An undefined value would be sent as a parameter.
      if (params === undefined) return await client.sendRequest<Result>(method);
      return await (token
        ? client.sendRequest<Result>(method, params, token)
        : client.sendRequest<Result>(method, params));
    } catch (error) {
      const isOutdated = error instanceof ResponseError && error.code === LSPErrorCodes.ContentModified;
      if (!isOutdated || attempt === MOST_ATTEMPTS) throw error;
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }
}

/** Sends a notification. */
export function notifyServer<Params>(
  client: BaseLanguageClient,
  method: Notification<Params>,
  params: Params,
): Promise<void> {
  return params === undefined ? client.sendNotification(method) : client.sendNotification(method, params);
}

/** Calls `listener` with each notification of the server. */
export function onServer<Params>(
  client: BaseLanguageClient,
  method: Notification<Params>,
  listener: (params: Params) => void,
): Disposable {
  return client.onNotification(method, listener);
}
