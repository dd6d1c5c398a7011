/**
 * `sighound/askServers`: which servers the user wants to be asked. It comes apart from the other settings, which a
 * workspace may set, and is believed only of the extension that started this server; any other editor's user says it on
 * the command line.
 */

import { readAllowedServers } from '../../engine/sstate/allowedServers';
import { ASK_SERVERS_NOTIFICATION, type AskServersParams } from '../../protocol/protocol';
import { inBackground } from '../runSafely';
import type { ServerContext } from './serverContext';

export function registerAskedServers({ connection, workspace, log }: ServerContext): void {
  connection.onNotification(ASK_SERVERS_NOTIFICATION, (params: Partial<AskServersParams> | null) => {
    inBackground(ASK_SERVERS_NOTIFICATION, log, () =>
      workspace.setSettings({ ...workspace.settings, asksServers: readAllowedServers(params?.servers) }),
    );
  });
}
