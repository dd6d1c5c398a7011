/** `sighound/stopBackgroundEvaluation`: the user needs the machine for something else. */

import { STOP_BACKGROUND_EVALUATION_NOTIFICATION } from '../../protocol/protocol';
import { inBackground } from '../runSafely';
import type { ServerContext } from './serverContext';

export function registerStopBackgroundEvaluation({ connection, workspace, log }: ServerContext): void {
  connection.onNotification(STOP_BACKGROUND_EVALUATION_NOTIFICATION, () => {
    inBackground(STOP_BACKGROUND_EVALUATION_NOTIFICATION, log, () => workspace.session?.background.stop());
  });
}
