/**
 * The list of all questions, by which clients, caches and test doubles are made: each states only what it answers by
 * itself. The compiler checks that the list is complete.
 */

import type { AnalysisApi } from './analysisApi';
import type { TasksApi } from './tasksApi';

/** The name of a question. */
export type QuestionName = keyof AnalysisApi;

const TASKS: Readonly<Record<keyof TasksApi, true>> = {
  learnTasks: true,
  recipeTasks: true,
  recipesWithoutTasks: true,
  taskConfigurations: true,
  taskHashes: true,
  taskImpact: true,
  taskInputs: true,
  taskNodes: true,
  taskStates: true,
  taskWhatIf: true,
};

const OTHERS: Readonly<Record<Exclude<QuestionName, keyof TasksApi>, true>> = {
  changedAssignment: true,
  check: true,
  commentActions: true,
  compareHosts: true,
  diagnostics: true,
  filesChanged: true,
  fixAll: true,
  fixFor: true,
  fixes: true,
  hashedVariables: true,
  hashes: true,
  headChanges: true,
  headContent: true,
  sourceChanges: true,
  hover: true,
  lenses: true,
  open: true,
  prepare: true,
  proofs: true,
  recipeOf: true,
  resolveTargets: true,
  setText: true,
  signature: true,
  signatureData: true,
  signatureDocument: true,
  sourceTree: true,
  trace: true,
  variables: true,
  why: true,
};

/** What reports a change: it asks nothing, and it takes effect at the next question. */
export const CHANGES: readonly QuestionName[] = ['setText', 'filesChanged'];

/** Whether a question is about the tasks of the whole workspace. */
export function isAboutTasks(question: QuestionName): question is keyof TasksApi {
  return Object.hasOwn(TASKS, question);
}

/** Passes every question to `ask`. */
abstract class Asked {
  /** Answers a question that the class does not answer by a method of its own. */
  protected abstract ask(question: QuestionName, parameters: readonly unknown[]): Promise<unknown>;

  static {
    for (const question of Object.keys({ ...TASKS, ...OTHERS }) as QuestionName[]) {
      const value = function (this: Asked, ...parameters: readonly unknown[]): Promise<unknown> {
        return this.ask(question, parameters);
      };
      Object.defineProperty(this.prototype, question, { value, writable: true, configurable: true });
    }
  }
}

/** The base of a class that answers all questions in one way, except those for which it has a method. */
export const AskedAnalysis = Asked as unknown as abstract new () => Asked & AnalysisApi;

/** Puts a question to something that answers it. */
export function put<A>(to: A, question: keyof A & QuestionName, parameters: readonly unknown[]): Promise<unknown> {
  return (to[question] as (...given: readonly unknown[]) => Promise<unknown>).apply(to, [...parameters]);
}
