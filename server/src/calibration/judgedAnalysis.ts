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
import { AskedAnalysis, CHANGES, type QuestionName, put } from '../ide/api/questions';
import type { RecipeTasks } from '../ide/api/tasksApi';
import { documentText, joinedDocuments } from '../text/documents';
import type { JudgedBasehashes, JudgedHash, StampsOf } from './judgedBasehashes';

type Hashes = (mcfn: string, task: string) => JudgedHash;

/** How many recipes are evaluated at the same time when all recipes are needed. */
const AT_ONCE = 2;

/** The questions that the engine answers only with the tasks of all recipes. */
const KNOWING: readonly QuestionName[] = ['taskHashes', 'taskNodes', 'taskStates', 'taskInputs', 'taskImpact'];

export class JudgedAnalysis extends AskedAnalysis implements AnalysisService {
  /** The recipes whose tasks the engine has learned with BitBake's basehashes. */
  private readonly learned = new Set<string>();

  /** The caller passes changed texts to `judged` itself, because several engines share `judged`. */
  constructor(
    private readonly engine: AnalysisService,
    private readonly judged: JudgedBasehashes,
  ) {
    super();
  }

  /** What concerns no hash is the engine's own answer. */
  protected override async ask(question: QuestionName, parameters: readonly unknown[]): Promise<unknown> {
    if (CHANGES.includes(question)) this.learned.clear();
    if (KNOWING.includes(question)) await this.learnAll();
    return put(this.engine, question, parameters);
  }

  override async hashes(...[fn, keeping]: Parameters<AnalysisService['hashes']>): Promise<RecipeHashes | null> {
    const found = await this.engine.hashes(fn, keeping);
    return found && withHashes(found, await this.hashesOf(fn));
  }

  override async lenses(path: string): Promise<readonly TaskLens[]> {
    return Promise.all(
      (await this.engine.lenses(path)).map(async (lens): Promise<TaskLens> => {
        // A file that no recipe uses has lenses under its own name, and nothing for a judge to evaluate.
        if (!lens.mcfn.endsWith('.bb')) return lens;
        const hash = (await this.hashesOf(recipeOf(lens.mcfn)))(lens.mcfn, lens.task);
        return { ...lens, hash: hash.basehash === null && lens.hash.basehash === null ? lens.hash : hash };
      }),
    );
  }

  override signature(mcfn: string, task: string): ReturnType<AnalysisService['signature']> {
    return this.judged.signature(mcfn, task);
  }

  override async signatureData(mcfn: string, task: string): ReturnType<AnalysisService['signatureData']> {
    const [inputs, hashes] = [await this.signature(mcfn, task), await this.hashesOf(recipeOf(mcfn))];
    const { basehash } = hashes(mcfn, task);
    if (!inputs || basehash === null) return null;
    const variables = await this.engine.variables(mcfn, ['BB_BASEHASH_IGNORE_VARS', 'BB_TASKHASH_IGNORE_TASKS']);
    return {
      task,
      basehash,
      ...inputs,
      basehash_ignore_vars: sorted(new Set(words(variables['BB_BASEHASH_IGNORE_VARS'] ?? ''))),
      taskhash_ignore_tasks: variables['BB_TASKHASH_IGNORE_TASKS'] || null,
      gendeps: Object.fromEntries(inputs.taskdeps.map((name) => [name, inputs.gendeps[name] ?? []])),
    };
  }

  override async signatureDocument(mcfn: string, task: string): ReturnType<AnalysisService['signatureDocument']> {
    const { basehash } = (await this.hashesOf(recipeOf(mcfn)))(mcfn, task);
    const head = documentText([
      `# BitBake's own basehash: ${basehash ?? 'unknown'}. Sighound and this BitBake differ: the inputs below are those that Sighound knows.`,
    ]);
    return joinedDocuments([head, await this.engine.signatureDocument(mcfn, task)]);
  }

  override async compareHosts(
    ...parameters: Parameters<AnalysisService['compareHosts']>
  ): ReturnType<AnalysisService['compareHosts']> {
    const found = await this.engine.compareHosts(...parameters);
    return found && withoutHostHashes(found);
  }

  override async fixes(...parameters: Parameters<AnalysisService['fixes']>): ReturnType<AnalysisService['fixes']> {
    return (await this.engine.fixes(...parameters)).map(withoutFixHashes);
  }

  override async fixFor(...parameters: Parameters<AnalysisService['fixFor']>): ReturnType<AnalysisService['fixFor']> {
    const found = await this.engine.fixFor(...parameters);
    return found && withoutFixHashes(found);
  }

  override async fixAll(...parameters: Parameters<AnalysisService['fixAll']>): ReturnType<AnalysisService['fixAll']> {
    const found = await this.engine.fixAll(...parameters);
    return found && withoutChangeHashes(found);
  }

  override async commentActions(
    ...parameters: Parameters<AnalysisService['commentActions']>
  ): ReturnType<AnalysisService['commentActions']> {
    return (await this.engine.commentActions(...parameters)).map(withoutChangeHashes);
  }

  override async recipeTasks(
    ...[fn, keeping]: Parameters<AnalysisService['recipeTasks']>
  ): Promise<RecipeTasks | null> {
    const found = await this.engine.recipeTasks(fn, keeping);
    return found && withTasks(found, await this.hashesOf(fn));
  }

  override async recipesWithoutTasks(): Promise<readonly string[]> {
    return (await this.engine.resolveTargets([])).recipes.filter((fn) => !this.learned.has(fn));
  }

  override async learnTasks(found: readonly RecipeTasks[]): Promise<void> {
    await this.engine.learnTasks(found);
    for (const { fn } of found) this.learned.add(fn);
  }

  async restart(): Promise<void> {
    this.learned.clear();
    await this.engine.restart();
  }

  dispose(): Promise<void> {
    return this.engine.dispose();
  }

  private hashesOf(fn: string): Promise<Hashes> {
    const stampsOf: StampsOf = async (recipe) =>
      (await this.engine.recipeTasks(recipe, { keep: 'hashes' }))?.stamps ?? null;
    return this.judged.of(fn, stampsOf);
  }

  /** Lets the engine learn all tasks with BitBake's basehashes. */
  private async learnAll(): Promise<void> {
    const found: RecipeTasks[] = [];
    const fns = [...(await this.recipesWithoutTasks())];
    // Evaluates only a few at a time, so that a question about one recipe does not wait for all of them.
    const work = async (): Promise<void> => {
      for (let fn = fns.pop(); fn !== undefined; fn = fns.pop()) {
        const tasks = await this.recipeTasks(fn, { keep: 'hashes' });
        if (tasks) found.push(tasks);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    if (found.length > 0) await this.learnTasks(found);
  }
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
