/**
 * The requests of the signature tree, node by node: recipes, their tasks, and the inputs of a task's hash. Tasks come
 * from the engine of task hashes, values from the engine that answers the editor. A request about an older text ends
 * with `ContentModified`, and the view sends it again.
 */

import { recipeOf } from '../../engine/base/recipeNames';
import { basename, normalize } from '../../engine/files/posixPath';
import {
  CHAIN_REQUEST,
  RECIPE_TASKS_REQUEST,
  RECIPES_REQUEST,
  type RecipeEntry,
  type Request,
  TASK_INPUTS_REQUEST,
  TASK_VARIABLES_REQUEST,
  type TaskEntry,
} from '../../protocol/protocol';
import { uriToPath } from '../documents/fromProto';
import { Cancellation } from '../runSafely';
import type { Session } from '../workspace/session';
import { toTaskEntry } from '../words/toProto';
import { onRequest } from './messages';
import type { ServerContext } from './serverContext';

export function registerSignatureView(ctx: ServerContext): void {
  const { documents } = ctx;
  answer(ctx, RECIPES_REQUEST, { recipes: [], current: null }, async ({ uri }, session) => {
    const { recipes } = await session.analysis.resolveTargets([]);
    const path = uri === undefined ? null : uriToPath(uri);
    const current = path === null ? null : await session.analysis.recipeOf(path);
    const entry = (recipe: string): RecipeEntry => ({
      recipe,
      name: basename(recipe),
      uri: documents.uriOf(normalize(recipe)),
    });
    return { recipes: recipes.map(entry), current: current === null ? null : entry(current) };
  });
  answer(ctx, RECIPE_TASKS_REQUEST, { variants: [] }, async ({ recipe }, session) => {
    const variants = new Map<string, TaskEntry[]>();
    // From now on, the client is notified when the states of these tasks change.
    session.tasks.states(recipe);
    for (const state of await session.tasks.ask((engine) => engine.taskStates(recipe))) {
      const tasks = variants.get(state.mcfn);
      if (tasks) tasks.push(toTaskEntry(state));
      else variants.set(state.mcfn, [toTaskEntry(state)]);
    }
    return { variants: [...variants].map(([mcfn, tasks]) => ({ mcfn, name: variantName(tasks), tasks })) };
  });
  answer(ctx, TASK_INPUTS_REQUEST, { dependencies: [], files: [] }, async ({ mcfn, task }, session) => {
    const inputs = await session.tasks.ask((engine) => engine.taskInputs(mcfn, task));
    return {
      dependencies: inputs?.dependencies.map(toTaskEntry) ?? [],
      files:
        inputs?.checksums.map(({ path, md5 }) => ({
          path: normalize(path),
          uri: documents.uriOf(normalize(path)),
          md5,
        })) ?? [],
    };
  });
  answer(ctx, TASK_VARIABLES_REQUEST, { variables: [] }, async ({ mcfn, task }, session) => {
    const inputs = await session.analysis.signature(mcfn, task);
    if (inputs === null) return { variables: [] };
    const { taskdeps, gendeps, varvals } = inputs;
    const names = [task, ...taskdeps.filter((name) => name !== task)];
    return {
      variables: names.map((name) => ({ name, value: varvals[name] ?? null, dependencies: gendeps[name] ?? [] })),
    };
  });
  answer(ctx, CHAIN_REQUEST, { links: [] }, async ({ mcfn, task, name }, session) => {
    const chains = await session.analysis.why(recipeOf(mcfn), task, name);
    const links = chains.find((chain) => chain.mcfn === mcfn)?.links ?? [];
    return {
      links: links.map(({ key, location }) => ({
        name: key,
        location: location && {
          uri: documents.uriOf(location.path),
          path: location.path,
          line: location.range.start.line,
        },
      })),
    };
  });
}

/** A request that needs a build directory. */
function answer<Params, Result>(
  ctx: ServerContext,
  method: Request<Params, Result>,
  fallback: Result,
  body: (params: Params, session: Session) => Promise<Result>,
): void {
  onRequest(ctx, method, fallback, async (params) => {
    const { session } = ctx.workspace;
    if (session === null || session.opened === null) return fallback;
    try {
      return await body(params, session);
    } catch (error) {
      // This session has ended, so the request ends as outdated.
      if (session.isDisposed) throw new Cancellation('content-modified');
      throw error;
    }
  });
}

/** `PN`, with the multiconfig if it is not the default one. */
function variantName([task]: readonly TaskEntry[]): string {
  return task ? task.name.slice(0, -task.task.length - 1) : '';
}
