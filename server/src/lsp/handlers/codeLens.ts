/**
 * `textDocument/codeLens`: a hash over every task definition, with the judge's verdict where there is one; none where
 * it is proven to be another one in each run. The task's hash in the graph of the workspace is added when it is known;
 * no answer waits for it.
 */

import { recipeOf } from '../../engine/base/recipeNames';
import { taskKey } from '../diagnosticsPublisher';
import { impactLens } from '../impactText';
import type { ShownLens } from '../shown';
import { toCodeLens } from '../toProto';
import { answerWithEngine, type ServerContext } from './serverContext';

export function registerCodeLens(ctx: ServerContext): void {
  ctx.connection.onCodeLens(({ textDocument }, token) =>
    answerWithEngine<ShownLens[]>(
      ctx,
      { name: 'codeLens', uri: textDocument.uri, token, fallback: [] },
      async ({ path, uri }, session) => {
        const { opened } = session;
        if (opened === null) return [];
        // Lenses are asked for what is on the screen: that is what the judge should look at.
        session.judge.look(path);
        const lenses = await session.analysis.lenses(path);
        const unstable = ctx.publisher.unstableTasks();
        const known = lenses.find(({ hash }) => hash.basehash !== null);
        const states = known ? session.tasks.states(recipeOf(known.mcfn)) : null;
        const shown = lenses.map((lens) =>
          toCodeLens(lens, {
            verdict: session.judge.verdict(lens.mcfn, lens.task),
            library: opened.library,
            unstable: unstable.get(taskKey(lens.mcfn, lens.task)) ?? [],
            state: states === 'waiting' ? states : (states?.get(`${lens.mcfn}:${lens.task}`) ?? null),
          }),
        );
        const impact = session.impact.of(path);
        const shownIn = known
          ? recipeOf(known.mcfn)
          : impact?.kind === 'known'
            ? await session.analysis.recipeOf(path)
            : null;
        const edit = impactLens(impact, uri, shownIn);
        return edit ? [edit, ...shown] : shown;
      },
    ),
  );
}
