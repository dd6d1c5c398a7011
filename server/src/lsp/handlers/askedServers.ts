/**
 * `sighound/askServers`: the servers that the user allows Sighound to ask. This is separate from the other settings,
 * because a workspace may set those. The server accepts it only from the extension that started it. Users of any other
 * editor give it on the command line.
 */

import { readAllowedServers } from '../../engine/sstate/allowedServers';
import { ASK_SERVERS_NOTIFICATION, type AskServersParams } from '../../protocol/protocol';
import { onNotification } from './messages';
import type { ServerContext } from './serverContext';

export function registerAskedServers(ctx: ServerContext): void {
  const { workspace } = ctx;
  onNotification(ctx, ASK_SERVERS_NOTIFICATION, (params: Partial<AskServersParams> | null) =>
    workspace.setSettings({ ...workspace.settings, asksServers: readAllowedServers(params?.servers) }),
  );
}
