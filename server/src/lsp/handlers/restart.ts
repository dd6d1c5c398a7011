/**
 * `sighound/restart`: new threads for the engine and the judge. Answers when the old ones are gone; loading goes on
 * behind.
 */

import { RESTART_REQUEST } from '../../protocol/protocol';
import { runSafely } from '../runSafely';
import type { ServerContext } from './serverContext';

export function registerRestart({ connection, workspace, log }: ServerContext): void {
  connection.onRequest<null, void>(RESTART_REQUEST, () =>
    runSafely<null>({ name: RESTART_REQUEST, fallback: null, log }, async () => {
      await workspace.restart();
      return null;
    }),
  );
}
