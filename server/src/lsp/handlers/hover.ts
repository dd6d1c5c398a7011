/** `textDocument/hover`: a variable's value and the tasks whose hash contains it. */

import type { ShownHover } from '../words/shown';
import { toHover } from '../words/toProto';
import { answerWithEngine, type ServerContext } from './serverContext';

export function registerHover(ctx: ServerContext): void {
  ctx.connection.onHover(({ textDocument, position }, token) =>
    answerWithEngine<ShownHover | null>(
      ctx,
      { name: 'hover', uri: textDocument.uri, token, fallback: null },
      async ({ path }, session) => {
        const hover = await session.analysis.hover(path, position);
        return hover === null ? null : toHover(hover);
      },
    ),
  );
}
