/** `sighound/buildDirectories` and `sighound/selectBuildDirectory`: the picker's list and the user's choice. */

import {
  BUILD_DIRECTORIES_REQUEST,
  type BuildDirectoriesResult,
  SELECT_BUILD_DIRECTORY_NOTIFICATION,
  type SelectBuildDirectoryParams,
} from '../../protocol/protocol';
import { inBackground, runSafely } from '../runSafely';
import type { ServerContext } from './serverContext';

export function registerBuildDirectories({ connection, workspace, log }: ServerContext): void {
  connection.onRequest<BuildDirectoriesResult, void>(BUILD_DIRECTORIES_REQUEST, () =>
    runSafely(
      {
        name: BUILD_DIRECTORIES_REQUEST,
        fallback: { candidates: [], active: workspace.session?.options.buildDir ?? null },
        log,
      },
      () => workspace.directories(),
    ),
  );
  connection.onNotification(SELECT_BUILD_DIRECTORY_NOTIFICATION, ({ path }: SelectBuildDirectoryParams) => {
    inBackground(SELECT_BUILD_DIRECTORY_NOTIFICATION, log, () => workspace.select(path));
  });
}
