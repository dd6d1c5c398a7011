/**
 * Decides which recipe is to blame when a thread ends or fails, and adds it to the culprits. It knows neither the queue
 * of questions nor how threads are started.
 */

import type { QuestionName } from '../ide/api/questions';
import type { CulpritList } from './culprits';
import type { EngineRequest } from './engineProtocol';
import type { RunningThread } from './runningThread';

/**
 * Methods that ask about a recipe, which is their first parameter. Where the cause of a failure is unknown, this recipe
 * is blamed.
 */
const ABOUT_RECIPES: readonly QuestionName[] = ['hashes', 'check', 'compareHosts', 'recipeTasks'];

type Evaluated = Pick<RunningThread, 'evaluated'>;

/**
 * Whether a recipe itself caused what happened during its evaluation. Recipes that the thread evaluated before may have
 * left something behind in its interpreter. So a recipe is blamed only where its thread began with it, or where it
 * fails in a second thread.
 */
export function isToBlame({ evaluated }: Evaluated, fn: string | null, culprits: CulpritList): boolean {
  const isAlone = [...evaluated].every((other) => other === fn || other === '');
  return isAlone || fn === null || culprits.isSuspected(fn);
}

/** Blames or suspects the recipe that was being evaluated; false where there was none. */
export function blameEvaluated(
  thread: Evaluated & Pick<RunningThread, 'evaluating' | 'vitals'>,
  reason: string,
  culprits: CulpritList,
): boolean {
  const { evaluating, vitals } = thread;
  if (!evaluating) return false;
  const { fn, role } = evaluating;
  if (isToBlame(thread, fn, culprits)) culprits.add(fn, role, withHint(reason, fn), vitals.notes());
  else culprits.suspect(fn, vitals.notes());
  return true;
}

/** Blames the recipe that the question is about; false where there is none, or where it is refused already. */
export function blameAsked(
  { method, parameters: [fn] }: Pick<EngineRequest, 'method' | 'parameters'>,
  { isLoading, vitals, evaluated }: Evaluated & Pick<RunningThread, 'isLoading' | 'vitals'>,
  reason: string,
  culprits: CulpritList,
): boolean {
  if (isLoading || !ABOUT_RECIPES.includes(method) || typeof fn !== 'string') return false;
  // The recipe is refused already, so something else fails.
  if (culprits.reasonFor(fn, 'own') !== undefined) return false;
  culprits.add(fn, 'own', withHint(reason, fn), [...evaluated].at(-1) === fn ? vitals.notes() : null);
  return true;
}

function withHint(reason: string, fn: string): string {
  return `${reason}; ${fn === '' ? 'the configuration' : 'the recipe'} is not evaluated again until a file that it reads changes`;
}
