/** `sighound/stopBackgroundEvaluation`: the user needs the machine for something else. */

import { STOP_BACKGROUND_EVALUATION_NOTIFICATION } from '../../protocol/protocol';
import { onNotification } from './messages';
import type { ServerContext } from './serverContext';

export function registerStopBackgroundEvaluation(ctx: ServerContext): void {
  onNotification(ctx, STOP_BACKGROUND_EVALUATION_NOTIFICATION, () => ctx.workspace.session?.background.stop());
}
