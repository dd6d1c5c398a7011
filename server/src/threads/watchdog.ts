/**
 * Distinguishes a thread that makes progress from one that hangs. It repeatedly receives the thread's vitals and
 * returns what to do. It knows neither threads nor clocks: the time that it receives is the thread's own
 * (`ownTime.ts`).
 */

export interface WatchdogLimits {
  /** For one piece of Python, which is then interrupted. */
  readonly pythonMs: number;
  /** How long interrupted Python has to return. */
  readonly graceMs: number;
  /** For one recipe, or the configuration, however many pieces of Python it has. */
  readonly evaluationMs: number;
  /** Until the first sign of life. */
  readonly startMs: number;
  /** Without any sign of life after that, where no Python runs: for our own code. */
  readonly silenceMs: number;
  /** For a question that evaluates nothing and waits: for a server, or for something that never comes. */
  readonly waitingMs: number;
}

/** The limits that follow from the user's limit: how long a piece of metadata Python may run. */
export function limitsFor(evaluationTimeoutMs: number): WatchdogLimits {
  return {
    pythonMs: evaluationTimeoutMs,
    graceMs: 2_000,
    evaluationMs: Math.max(60_000, 10 * evaluationTimeoutMs),
    startMs: 120_000,
    silenceMs: Math.max(30_000, 3 * evaluationTimeoutMs),
    waitingMs: 600_000,
  };
}

/** The state of a thread at one check. */
export interface Sight {
  readonly isPythonRunning: boolean;
  readonly pythonRuns: number;
  readonly pulse: number;
  /** Grows with each evaluation that begins or ends. */
  readonly evaluations: number;
  readonly isEvaluating: boolean;
}

/**
 * `python`: could not be interrupted. `evaluation`: took too long as a whole. `silence`: our own code hangs. `waiting`:
 * an answer never came.
 */
export type Hang = 'python' | 'evaluation' | 'silence' | 'waiting';

export class Watchdog {
  private lastLook: number;
  private runs = -1;
  private pulse = -1;
  private evaluations = -1;
  private pythonFor = 0;
  private evaluatingFor = 0;
  private silentFor = 0;
  private waitingFor = 0;

  constructor(
    private readonly limits: WatchdogLimits,
    now: number,
  ) {
    this.lastLook = now;
  }

  /** What to do with the thread: nothing (null), interrupt its Python, or end it. */
  look(sight: Sight, now: number): Hang | 'interrupt' | null {
    const step = now - this.lastLook;
    this.lastLook = now;
    const isSameRun = sight.isPythonRunning && sight.pythonRuns === this.runs;
    const isSameEvaluation = sight.evaluations === this.evaluations;
    const isSilent = sight.pulse === this.pulse && !sight.isPythonRunning;
    const hasWorked = sight.pythonRuns !== this.runs || !isSameEvaluation;
    this.runs = sight.pythonRuns;
    this.evaluations = sight.evaluations;
    this.pulse = sight.pulse;
    this.pythonFor = isSameRun ? this.pythonFor + step : 0;
    this.evaluatingFor = isSameEvaluation && sight.isEvaluating ? this.evaluatingFor + step : 0;
    this.silentFor = isSilent ? this.silentFor + step : 0;
    const isWaiting = !hasWorked && !sight.isPythonRunning && !sight.isEvaluating && sight.pulse !== 0;
    this.waitingFor = isWaiting ? this.waitingFor + step : 0;
    return this.verdict();
  }

  private verdict(): Hang | 'interrupt' | null {
    const { limits } = this;
    if (this.pythonFor > limits.pythonMs + limits.graceMs) return 'python';
    if (this.evaluatingFor > limits.evaluationMs) return 'evaluation';
    if (this.silentFor > (this.pulse === 0 ? limits.startMs : limits.silenceMs)) return 'silence';
    if (this.waitingFor > limits.waitingMs) return 'waiting';
    return this.pythonFor > limits.pythonMs ? 'interrupt' : null;
  }
}
