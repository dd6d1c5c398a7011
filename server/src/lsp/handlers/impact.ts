/**
 * `sighound/impact`: what the edit of a document re-runs, task by task. The answer always contains a summary, because
 * the client shows it as it is.
 */

import { IMPACT_REQUEST, type ImpactResult } from '../../protocol/protocol';
import { uriToPath } from '../documents/fromProto';
import { toImpactResult } from '../words/impactText';
import { onRequest } from './messages';
import type { ServerContext } from './serverContext';

export function registerImpact(ctx: ServerContext): void {
  const nothing = (summary: string): ImpactResult => ({ summary, recipes: [], leftOut: 0 });
  onRequest(ctx, IMPACT_REQUEST, nothing('What the edit re-runs is not known; the log says why.'), async ({ uri }) => {
    const path = uriToPath(uri);
    const { session } = ctx.workspace;
    if (path === null || session === null)
      return nothing(path === null ? 'The document is no file.' : 'There is no build directory.');
    return toImpactResult(await session.impact.find(path));
  });
}
