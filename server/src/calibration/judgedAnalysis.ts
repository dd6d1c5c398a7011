/**
 * An engine with BitBake's own basehashes, for a BitBake that is known to differ from Sighound. The engine still
 * determines which recipes, tasks and dependencies there are. Every hash that it returns comes from a judge, and its
 * graph computes the task hashes from the judge's basehashes. Results that only the engine can compute, such as hashes
 * on another host or after a fix, have no hash.
 */

import { sorted } from '../engine/base/order';
import { words } from '../engine/base/pythonText';
import { recipeOf } from '../engine/base/recipeNames';
import type { RecipeInfo } from '../engine/tasks/recipeInfo';
import type { AnalysisService } from '../platform/platform';
import type {
  EditorChange,
  EditorFix,
  HostComparison,
  RecipeHashes,
  TaskHash,
  TaskLens,
  VariantHashes,
} from '../ide/api/analysisApi';
import type { RecipeTasks } from '../ide/api/tasksApi';
import { documentText, joinedDocuments } from '../text/documents';
import type { JudgedBasehashes, JudgedHash, StampsOf } from './judgedBasehashes';

type Hashes = (mcfn: string, task: string) => JudgedHash;

/** How many recipes are evaluated at the same time when all recipes are needed. */
const AT_ONCE = 2;

/** Wraps `engine`. The caller passes changed texts to `judged` itself, because several engines share `judged`. */
export function judgedAnalysis(engine: AnalysisService, judged: JudgedBasehashes): AnalysisService {
  /** The recipes whose tasks the engine has learned with BitBake's basehashes. */
  const learned = new Set<string>();
  const forgetting =
    <P extends readonly unknown[], T>(method: (...parameters: P) => Promise<T>) =>
    (...parameters: P): Promise<T> => {
      learned.clear();
      return method(...parameters);
    };
  const stampsOf: StampsOf = async (fn) => (await engine.recipeTasks(fn, { keep: 'hashes' }))?.stamps ?? null;
  const hashesOf = (fn: string): Promise<Hashes> => judged.of(fn, stampsOf);
  const recipeTasks: AnalysisService['recipeTasks'] = async (fn, keeping) => {
    const found = await engine.recipeTasks(fn, keeping);
    return found && withTasks(found, await hashesOf(fn));
  };
  const missing = async (): Promise<readonly string[]> =>
    (await engine.resolveTargets([])).recipes.filter((fn) => !learned.has(fn));
  const learnTasks: AnalysisService['learnTasks'] = async (found) => {
    await engine.learnTasks(found);
    for (const { fn } of found) learned.add(fn);
  };
  /** Calls `method` after the engine has learned all tasks with BitBake's basehashes. */
  const knowing =
    <P extends readonly unknown[], T>(method: (...parameters: P) => Promise<T>) =>
    async (...parameters: P): Promise<T> => {
      const found: RecipeTasks[] = [];
      const fns = [...(await missing())];
      // Evaluates only a few at a time, so that a question about one recipe does not wait for all of them.
      const work = async (): Promise<void> => {
        for (let fn = fns.pop(); fn !== undefined; fn = fns.pop()) {
          const tasks = await recipeTasks(fn, { keep: 'hashes' });
          if (tasks) found.push(tasks);
        }
      };
      await Promise.all(Array.from({ length: AT_ONCE }, work));
      if (found.length > 0) await learnTasks(found);
      return method(...parameters);
    };
  const signature: AnalysisService['signature'] = (mcfn, task) => judged.signature(mcfn, task);
  const others: Partial<AnalysisService> = {
    hashes: async (fn, keeping) => {
      const found = await engine.hashes(fn, keeping);
      return found && withHashes(found, await hashesOf(fn));
    },
    lenses: async (path) =>
      Promise.all(
        (await engine.lenses(path)).map(async (lens): Promise<TaskLens> => {
          // A file that no recipe uses has lenses under its own name, and nothing for a judge to evaluate.
          if (!lens.mcfn.endsWith('.bb')) return lens;
          const hash = (await hashesOf(recipeOf(lens.mcfn)))(lens.mcfn, lens.task);
          return { ...lens, hash: hash.basehash === null && lens.hash.basehash === null ? lens.hash : hash };
        }),
      ),
    signature,
    signatureData: async (mcfn, task) => {
      const [inputs, hashes] = [await signature(mcfn, task), await hashesOf(recipeOf(mcfn))];
      const { basehash } = hashes(mcfn, task);
      if (!inputs || basehash === null) return null;
      const variables = await engine.variables(mcfn, ['BB_BASEHASH_IGNORE_VARS', 'BB_TASKHASH_IGNORE_TASKS']);
      return {
        task,
        basehash,
        ...inputs,
        basehash_ignore_vars: sorted(new Set(words(variables['BB_BASEHASH_IGNORE_VARS'] ?? ''))),
        taskhash_ignore_tasks: variables['BB_TASKHASH_IGNORE_TASKS'] || null,
        gendeps: Object.fromEntries(inputs.taskdeps.map((name) => [name, inputs.gendeps[name] ?? []])),
      };
    },
    signatureDocument: async (mcfn, task) => {
      const { basehash } = (await hashesOf(recipeOf(mcfn)))(mcfn, task);
      const head = documentText([
        `# BitBake's own basehash: ${basehash ?? 'unknown'}. Sighound and this BitBake differ: what follows is what Sighound knows of the inputs.`,
      ]);
      return joinedDocuments([head, await engine.signatureDocument(mcfn, task)]);
    },
    compareHosts: async (fn, keeping) => {
      const found = await engine.compareHosts(fn, keeping);
      return found && withoutHostHashes(found);
    },
    fixes: async (...parameters) => (await engine.fixes(...parameters)).map(withoutFixHashes),
    fixFor: async (...parameters) => {
      const found = await engine.fixFor(...parameters);
      return found && withoutFixHashes(found);
    },
    fixAll: async (...parameters) => {
      const found = await engine.fixAll(...parameters);
      return found && withoutChangeHashes(found);
    },
    commentActions: async (...parameters) => (await engine.commentActions(...parameters)).map(withoutChangeHashes),
    recipeTasks,
    recipesWithoutTasks: missing,
    learnTasks,
    taskHashes: knowing(engine.taskHashes.bind(engine)),
    taskNodes: knowing(engine.taskNodes.bind(engine)),
    taskStates: knowing(engine.taskStates.bind(engine)),
    taskInputs: knowing(engine.taskInputs.bind(engine)),
    taskImpact: knowing(engine.taskImpact.bind(engine)),
    setText: forgetting(engine.setText.bind(engine)),
    filesChanged: forgetting(engine.filesChanged.bind(engine)),
    restart: forgetting(engine.restart.bind(engine)),
  };
  return new Proxy(engine, {
    get: (target, name: keyof AnalysisService) => {
      const other = others[name];
      if (other) return other;
      const own: unknown = target[name];
      return typeof own === 'function' ? (own.bind(target) as unknown) : own;
    },
  });
}

function withHashes(found: RecipeHashes, hashes: Hashes): RecipeHashes {
  return {
    ...found,
    variants: found.variants.map((variant): VariantHashes => ({
      ...variant,
      tasks: Object.fromEntries(
        Object.keys(variant.tasks).map((task): [string, TaskHash] => [task, hashes(variant.mcfn, task)]),
      ),
    })),
  };
}

/** Without stamps, so that no caller stores these tasks as the engine's own. */
function withTasks(found: RecipeTasks, hashes: Hashes): RecipeTasks {
  return {
    fn: found.fn,
    stamps: null,
    variants: found.variants.map((variant): RecipeInfo => ({
      ...variant,
      tasks: variant.tasks.map(({ unknown: _unknown, ...task }) => ({ ...task, ...hashes(variant.mcfn, task.name) })),
    })),
  };
}

/** Only the engine can compute hashes on another host, so BitBake does not confirm that they differ. */
function withoutHostHashes({ differences, unknown, ...found }: HostComparison): HostComparison {
  const reason = (causes: readonly { readonly variable: string }[]): string =>
    `Sighound finds a difference (${causes.map(({ variable }) => variable).join(', ') || 'of no known cause'}), but this BitBake computes other hashes than Sighound`;
  return {
    ...found,
    differences: [],
    unknown: [...unknown, ...differences.map(({ mcfn, task, causes }) => ({ mcfn, task, reason: reason(causes) }))],
  };
}

function withoutChangeHashes<T extends EditorChange>(change: T): T {
  return { ...change, changedTasks: change.changedTasks.map(({ task }) => ({ task, before: null, after: null })) };
}

function withoutFixHashes(fix: EditorFix): EditorFix {
  return { ...withoutChangeHashes(fix), before: null, after: null };
}
