/**
 * `sighound/impact`: what the edit of a document re-runs, task by task. The answer always contains a summary, because
 * the client shows it as it is.
 */

import { IMPACT_REQUEST, type ImpactParams, type ImpactResult } from '../../protocol/protocol';
import { uriToPath } from '../documents/fromProto';
import { toImpactResult } from '../words/impactText';
import { runSafely } from '../runSafely';
import type { ServerContext } from './serverContext';

export function registerImpact({ connection, workspace, log }: ServerContext): void {
  const nothing = (summary: string): ImpactResult => ({ summary, recipes: [], leftOut: 0 });
  connection.onRequest<ImpactResult, void>(IMPACT_REQUEST, ({ uri }: ImpactParams, token) =>
    runSafely(
      { name: IMPACT_REQUEST, fallback: nothing('It could not be found out; the log says why.'), log, token },
      async () => {
        const path = uriToPath(uri);
        const { session } = workspace;
        if (path === null || session === null)
          return nothing(path === null ? 'The document is no file.' : 'There is no build directory.');
        return toImpactResult(await session.impact.find(path));
      },
    ),
  );
}
