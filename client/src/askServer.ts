/**
 * Requests to the server about tasks. If a text changes while the server works on the answer, the request ends. The
 * client then sends it again.
 */
import type { CancellationToken } from 'vscode';
import { LSPErrorCodes, ResponseError } from 'vscode-languageclient';
import type { BaseLanguageClient } from 'vscode-languageclient';

const MOST_ATTEMPTS = 20;
const PAUSE_MS = 500;

/** Repeats the request until the answer is about the present text. */
export async function askServer<R>(
  client: BaseLanguageClient,
  method: string,
  params: unknown,
  token?: CancellationToken,
): Promise<R> {
  for (let attempt = 1; ; attempt++) {
    try {
      // An undefined token would be sent as a second parameter.
      return await (token ? client.sendRequest<R>(method, params, token) : client.sendRequest<R>(method, params));
    } catch (error) {
      const isOutdated = error instanceof ResponseError && error.code === LSPErrorCodes.ContentModified;
      if (!isOutdated || attempt === MOST_ATTEMPTS) throw error;
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }
}
