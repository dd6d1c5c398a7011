/** `sighound/buildDirectories` and `sighound/selectBuildDirectory`: the picker's list and the user's choice. */

import { BUILD_DIRECTORIES_REQUEST, SELECT_BUILD_DIRECTORY_NOTIFICATION } from '../../protocol/protocol';
import { onNotification, onRequest } from './messages';
import type { ServerContext } from './serverContext';

export function registerBuildDirectories(ctx: ServerContext): void {
  const { workspace } = ctx;
  onRequest(
    ctx,
    BUILD_DIRECTORIES_REQUEST,
    () => ({ candidates: [], active: workspace.session?.options.buildDir ?? null }),
    () => workspace.directories(),
  );
  onNotification(ctx, SELECT_BUILD_DIRECTORY_NOTIFICATION, ({ path }) => workspace.select(path));
}
