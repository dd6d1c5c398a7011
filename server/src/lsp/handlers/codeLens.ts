/**
 * `textDocument/codeLens`: a hash above every task definition, with the judge's verdict if there is one. A task that
 * was proven to have a different hash in each run gets no hash. The task's hash in the graph of the workspace is added
 * when it is known; no answer waits for it. A recipe with sources outside the build has a lens for their state.
 */

import { recipeOf } from '../../engine/base/recipeNames';
import { taskKey } from '../documents/diagnosticsPublisher';
import { impactLens } from '../words/impactText';
import { sourceTreeLens } from '../words/sourceTreeText';
import type { ShownLens } from '../words/shown';
import { toCodeLens } from '../words/toProto';
import { answerWithEngine, type ServerContext } from './serverContext';

export function registerCodeLens(ctx: ServerContext): void {
  ctx.connection.onCodeLens(({ textDocument }, token) =>
    answerWithEngine<ShownLens[]>(
      ctx,
      { name: 'codeLens', uri: textDocument.uri, token, fallback: [] },
      async ({ path, uri }, session) => {
        const { opened } = session;
        if (opened === null) return [];
        // The client requests lenses for the file on the screen, so the judge should check that file.
        session.judge.look(path);
        const lenses = await session.analysis.lenses(path);
        const sources = await session.analysis.sourceTree(path);
        if (sources) ctx.followSources([sources.folder]);
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
        return [
          ...(edit ? [edit] : []),
          ...(sources ? [sourceTreeLens(sources, session.sourceTrees.of(sources.folder))] : []),
          ...shown,
        ];
      },
    ),
  );
}
