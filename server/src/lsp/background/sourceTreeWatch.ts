/**
 * How the source trees of shown recipes differ from HEAD of their repositories. A tree can be as large as a kernel, so
 * it is looked through when the user rests; what was found stays until a file of a tree changes.
 */

import type { AtHead, HeadChanges } from '../../engine/files/headFiles';
import { isWithin } from '../../engine/files/posixPath';
import type { AnalysisService } from '../../platform/platform';
import type { Log } from '../runSafely';
import { IdleWork } from './idleWork';
import type { TextListener } from './textListener';

export interface SourceTreeWatchOptions {
  /** The engine that answers the editor. */
  readonly main: Pick<AnalysisService, 'sourceChanges'>;
  /** How long the user must be idle. */
  readonly idleMs: number;
  readonly log: Log;
  readonly onChanged: () => void;
}

export class SourceTreeWatch implements TextListener {
  private readonly work: IdleWork;
  /** The trees of all recipes that were shown. */
  private readonly asked = new Set<string>();
  private readonly known = new Map<string, AtHead<HeadChanges>>();
  /** The trees to look through. */
  private readonly outdated = new Set<string>();

  constructor(private readonly options: SourceTreeWatchOptions) {
    this.work = new IdleWork({
      name: 'comparing source trees with their commits',
      delayMs: options.idleMs,
      log: options.log,
      isWanted: () => this.outdated.size > 0,
      work: () => this.refresh(),
    });
  }

  setReady(ready: boolean): void {
    this.work.setReady(ready);
    if (!ready) return;
    // A question may have ended with its engine.
    for (const folder of this.asked) if (!this.known.has(folder)) this.outdated.add(folder);
    if (this.outdated.size > 0) this.work.schedule();
  }

  /** What was found last in a tree; null if it was never looked through. */
  of(folder: string): AtHead<HeadChanges> | null {
    if (!this.asked.has(folder)) {
      this.asked.add(folder);
      this.outdated.add(folder);
      this.work.schedule();
    }
    return this.known.get(folder) ?? null;
  }

  /** Sources are read from the disk. */
  textChanged(): void {}

  filesChanged(paths: readonly string[]): void {
    for (const folder of this.asked) if (paths.some((path) => isWithin(path, folder))) this.outdated.add(folder);
    if (this.outdated.size > 0) this.work.schedule();
  }

  dispose(): void {
    this.work.dispose();
  }

  private async refresh(): Promise<void> {
    for (const folder of [...this.outdated]) {
      this.outdated.delete(folder);
      this.known.set(folder, await this.options.main.sourceChanges(folder));
    }
    if (!this.work.isDisposed) this.options.onChanged();
  }
}
