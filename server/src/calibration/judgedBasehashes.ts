/**
 * BitBake's own basehashes of each recipe that a caller asks about, for a BitBake that is known to differ from the
 * engine. A judge evaluates each recipe once, until something changes. Several judges share the work if there are many
 * recipes.
 */

import type { JudgeAnswer, JudgeService, JudgedHashes } from '../platform/platform';
import type { SignatureInputs } from '../ide/api/analysisApi';
import type { StoredResult } from '../ide/resultStore';
import { askJudge } from './askJudge';
import { ONLY_OURS } from './standing';

/** A task's basehash, or why there is none. */
export type JudgedHash = { readonly basehash: string } | { readonly basehash: null; readonly unknown: string };

/**
 * Keeps the judges' results between commands. It keeps no result without stamps, and none whose files have changed
 * since.
 */
export interface JudgedStore {
  readonly get: (fn: string) => readonly JudgedHashes[] | null;
  readonly put: (fn: string, variants: readonly JudgedHashes[], stamps: StoredResult<unknown>['stamps']) => void;
}

/**
 * The files that a recipe's evaluation depends on and their stamps, as the engine knows them; null if the result must
 * not be kept.
 */
export type StampsOf = (fn: string) => Promise<StoredResult<unknown>['stamps'] | null>;

/** An image can have more than a hundred variants. */
const JUDGE_LIMIT_MS = 600_000;

export class JudgedBasehashes {
  private readonly judges: { readonly service: JudgeService; pending: number }[] = [];
  private readonly known = new Map<string, Promise<JudgeAnswer<readonly JudgedHashes[]>>>();
  private disposed = false;

  /**
   * `startJudge` starts a judge when one is needed; at most `mostJudges` are started. `texts`: unsaved texts that each
   * judge receives first.
   */
  constructor(
    private readonly startJudge: () => JudgeService | null,
    private readonly mostJudges: number,
    private readonly texts: () => readonly (readonly [path: string, text: string | null])[] = () => [],
    private readonly store: JudgedStore | null = null,
  ) {}

  /** Looks up the basehashes that BitBake computes for a recipe's tasks. */
  async of(fn: string, stampsOf: StampsOf = async () => null): Promise<(mcfn: string, task: string) => JudgedHash> {
    const answer = await this.evaluated(fn, stampsOf);
    if (!answer.ok) return () => ({ basehash: null, unknown: `${ONLY_OURS}: ${answer.message.split('\n')[0] ?? ''}` });
    return (mcfn, task) => {
      const variant = answer.value.find((each) => each.mcfn === mcfn);
      const hash = variant && Object.hasOwn(variant.tasks, task) ? variant.tasks[task] : undefined;
      return hash === undefined
        ? { basehash: null, unknown: variant?.skipped ? `BitBake skips the recipe: ${variant.skipped}` : ONLY_OURS }
        : { basehash: hash };
    };
  }

  /** The inputs of a basehash; null if BitBake has no such task, or no judge answers. */
  async signature(mcfn: string, task: string): Promise<SignatureInputs | null> {
    const judge = this.free();
    if (!judge) return null;
    const answer = await judge.ask((service) => service.signature(mcfn, task));
    return answer.ok ? answer.value : null;
  }

  /** Sets the unsaved text of a file; null if the editor deleted the file; undefined to use the file on disk again. */
  setText(path: string, text: string | null | undefined): void {
    for (const { service } of this.judges) service.setText(path, text);
    this.known.clear();
  }

  filesChanged(paths: readonly string[]): void {
    for (const { service } of this.judges) service.filesChanged(paths);
    this.known.clear();
  }

  async dispose(): Promise<void> {
    this.disposed = true;
    await Promise.all(this.judges.map(({ service }) => service.dispose()));
  }

  private evaluated(fn: string, stampsOf: StampsOf): Promise<JudgeAnswer<readonly JudgedHashes[]>> {
    const known = this.known.get(fn);
    if (known) return known;
    const asked = this.storedOrEvaluated(fn, stampsOf);
    this.known.set(fn, asked);
    return asked;
  }

  private async storedOrEvaluated(fn: string, stampsOf: StampsOf): Promise<JudgeAnswer<readonly JudgedHashes[]>> {
    const stored = this.store?.get(fn);
    if (stored) return { ok: true, value: stored };
    // The state of the files before BitBake reads them; the store checks it again afterwards.
    const stamps = this.store ? await stampsOf(fn) : null;
    const answer = await this.evaluate(fn);
    if (answer.ok && stamps) this.store?.put(fn, answer.value, stamps);
    return answer;
  }

  private async evaluate(fn: string): Promise<JudgeAnswer<readonly JudgedHashes[]>> {
    const judge = this.free();
    if (!judge) return { ok: false, message: this.disposed ? 'the judge was stopped' : 'the workspace has no BitBake' };
    const answer = await judge.ask((service) => service.evaluate(fn, JUDGE_LIMIT_MS));
    if (!answer.ok) return answer;
    const { variants, errors } = answer.value;
    // If the sandbox could not answer something, no hash is certain.
    return errors.length > 0 ? { ok: false, message: errors[0] ?? '' } : { ok: true, value: variants };
  }

  /** The judge with the fewest pending questions; a new judge if all are busy. */
  private free(): {
    readonly ask: <T>(question: (service: JudgeService) => Promise<JudgeAnswer<T>>) => Promise<JudgeAnswer<T>>;
  } | null {
    if (this.disposed) return null;
    let [judge] = [...this.judges].sort((a, b) => a.pending - b.pending);
    if (judge === undefined || (judge.pending > 0 && this.judges.length < this.mostJudges)) {
      const service = this.startJudge();
      if (service) {
        for (const [path, text] of this.texts()) service.setText(path, text);
        judge = { service, pending: 0 };
        this.judges.push(judge);
      }
    }
    if (!judge) return null;
    const taken = judge;
    return {
      ask: async (question) => {
        taken.pending++;
        try {
          return await askJudge(() => question(taken.service));
        } finally {
          taken.pending--;
        }
      },
    };
  }
}
