/** What the engines of a session refuse to evaluate, as one entry of the status. */

import type { AnalysisOptions, Culprit, Culprits, Platform } from '../../platform/platform';
import type { StatusParams } from '../../protocol/protocol';

/** The engines that are started again and again. Their culprits outlive them. */
const RESTARTED = ['background', 'comparison', 'tasks'] as const;
export type RestartedEngine = (typeof RESTARTED)[number];

export class RefusedRecipes {
  /**
   * The culprits of engines that are started repeatedly. These engines do not see the same as the editor's engine,
   * which has its own culprits.
   */
  private readonly kept: Readonly<Record<RestartedEngine, Culprits>>;
  /** What each engine refuses to evaluate. */
  private readonly refusedBy = new Map<string, readonly Culprit[]>();

  constructor(
    platform: Pick<Platform, 'newCulprits'>,
    private readonly onChange: (refused: StatusParams['refused']) => void,
  ) {
    this.kept = {
      background: platform.newCulprits(),
      comparison: platform.newCulprits(),
      tasks: platform.newCulprits(),
    };
  }

  /** The culprits with which such an engine starts. */
  of(engine: RestartedEngine): NonNullable<AnalysisOptions['culprits']> {
    return this.kept[engine];
  }

  set(engine: RestartedEngine | 'editor', culprits: readonly Culprit[]): void {
    this.refusedBy.set(engine, culprits);
    this.report();
  }

  /** The background evaluation knows no unsaved text. */
  textChanged(path: string): void {
    this.kept.comparison.lift([path]);
    this.kept.tasks.lift([path]);
  }

  filesChanged(paths: readonly string[]): void {
    for (const engine of RESTARTED) {
      this.kept[engine].lift(paths);
      this.set(engine, this.kept[engine].all);
    }
  }

  clear(): void {
    for (const culprits of Object.values(this.kept)) culprits.clear();
    this.refusedBy.clear();
    this.report();
  }

  private report(): void {
    const all = new Map([...this.refusedBy.values()].flat().map((culprit) => [culprit.fn, culprit]));
    const [first] = all.values();
    this.onChange(first && { count: all.size, text: first.reason });
  }
}
