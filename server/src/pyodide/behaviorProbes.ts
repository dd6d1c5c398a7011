/**
 * Asks the workspace's own BitBake how it behaves, in an interpreter that is used for nothing else.
 * `engine/base/release.ts` explains what a probe is and what its answers mean; `python/judge/probes.py` has the helpers that
 * probes use.
 */

import { PROBES, type ProbeAnswer, type ProbedBehaviors, readAnswers, unusableBehaviors } from '../engine/base/release';
import librarySource from './python/library/bitbake_library.py';
import probesSource from './python/judge/probes.py';
import { type SandboxOptions, loadSandboxedPython } from './loadPython';

/** Identifies this set of questions: stored answers are valid only for it. */
export const QUESTIONS: readonly unknown[] = [PROBES, probesSource, librarySource];

/** Probes need little memory, and a probe that uses too much should fail soon. */
const MEMORY_LIMIT = 256 * 1024 * 1024;

export interface ProbeOptions extends SandboxOptions {
  /** The folder that contains `lib/bb`. */
  readonly bitbakeDirectory: string;
  /** The layer whose `lib/oe` answers the probes of OE-Core; null where there is none. */
  readonly coreLayer: string | null;
  /** Notifies the watchdog that Python runs (`true`) or has returned. */
  readonly onRunning?: (running: boolean) => void;
}

/**
 * The answers of the workspace's BitBake to every probe. Where it cannot be asked at all, the result is unknown and
 * says why.
 */
export async function probeBehaviors(options: ProbeOptions): Promise<ProbedBehaviors> {
  const { bitbakeDirectory, coreLayer, onRunning, ...sandboxOptions } = options;
  const { python, close } = await loadSandboxedPython({
    ...sandboxOptions,
    memoryLimitBytes: Math.min(MEMORY_LIMIT, sandboxOptions.memoryLimitBytes ?? MEMORY_LIMIT),
  });
  const namespace = python.toPy({ __name__: 'sighound_probes' }) as { get(name: string): unknown };
  python.runPython(probesSource, { globals: namespace as never, filename: 'probes.py' });
  const make = namespace.get('make') as (
    bitbake: string,
    core: string | undefined,
    library: string,
  ) => (probe: string) => string;
  const answerOf = make(bitbakeDirectory, coreLayer ?? undefined, librarySource);
  close();
  // The watchdog times each probe separately.
  const ask = (probe: string): ProbeAnswer => {
    onRunning?.(true);
    try {
      return JSON.parse(answerOf(probe)) as ProbeAnswer;
    } catch (error) {
      return {
        error: 'InterpreterError',
        message: (error instanceof Error ? error.message : String(error)).trim().split('\n').at(-1) ?? '',
      };
    } finally {
      onRunning?.(false);
    }
  };
  const loaded = ask('');
  if (!('answer' in loaded)) return unusableBehaviors(failureOf(loaded));
  const answers = Object.fromEntries(Object.entries(PROBES).map(([field, probe]) => [field, ask(probe)]));
  // This probe changes BitBake's modules, so it comes last.
  const used = ask('use_library()');
  return 'answer' in used ? readAnswers(answers) : unusableBehaviors(failureOf(used));
}

function failureOf(given: Exclude<ProbeAnswer, { readonly answer: string }>): string {
  return 'cut' in given ? given.cut : `${given.error}: ${given.message}`;
}
