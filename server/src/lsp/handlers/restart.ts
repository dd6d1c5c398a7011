/**
 * `sighound/restart`: starts new threads for the engine and the judge. It answers when the old threads have ended;
 * loading continues after that.
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
