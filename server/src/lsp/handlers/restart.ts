/**
 * `sighound/restart`: starts new threads for the engine and the judge. It answers when the old threads have ended;
 * loading continues after that.
 */

import { RESTART_REQUEST } from '../../protocol/protocol';
import { onRequest } from './messages';
import type { ServerContext } from './serverContext';

export function registerRestart(ctx: ServerContext): void {
  onRequest(ctx, RESTART_REQUEST, null, async () => {
    await ctx.workspace.restart();
    return null;
  });
}
