/** `textDocument/codeLens`: a hash over every task definition, with the judge's verdict where there is one. */

import type { CodeLens } from 'vscode-languageserver';
import { toCodeLens } from '../toProto';
import { answerWithEngine, type ServerContext } from './serverContext';

export function registerCodeLens(ctx: ServerContext): void {
  ctx.connection.onCodeLens(({ textDocument }, token) =>
    answerWithEngine<CodeLens[]>(ctx, { name: 'codeLens', uri: textDocument.uri, token, fallback: [] }, async ({ path }, session) => {
      const { opened } = session;
      if (opened === null) return [];
      // Lenses are asked for what is on the screen: that is what the judge should look at.
      session.judge.look(path);
      const lenses = await session.analysis.lenses(path);
      return lenses.map((lens) => toCodeLens(lens, { verdict: session.judge.verdict(lens.mcfn, lens.task), library: opened.library }));
    }),
  );
}
