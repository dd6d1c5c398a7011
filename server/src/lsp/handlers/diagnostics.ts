/**
 * When the server looks for problems. It looks for parse problems of a changed document at once, in this thread. The
 * engine looks for everything else, in every open document, shortly after the last change. A change in the meantime
 * makes the results worthless.
 */

import { isRecipeFile } from '../../engine/base/recipeNames';
import type { EditorDiagnostic } from '../../ide/api/analysisApi';
import { toEditorRange } from '../../ide/documents/editorRange';
import type { Timeline } from '../background/timeline';
import type { OpenDocument } from '../documents/openDocuments';
import { describeError, inBackground } from '../runSafely';
import type { Session } from '../workspace/session';
import type { ServerContext } from './serverContext';

/** Longer texts are left to the engine's thread, so that typing stays fast. */
const AT_ONCE_LENGTH = 500_000;

export class DiagnosticsHandler {
  private run = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** The paths that have changed since the last complete run. */
  private readonly changed = new Set<string>();
  private lensesToo = false;
  /** The tasks that were proven to have no stable hash, when lenses were last requested. */
  private unstable = '[]';

  constructor(
    private readonly ctx: ServerContext,
    private readonly timeline: Timeline,
  ) {}

  /** An open document has a new text. */
  documentChanged(open: OpenDocument): void {
    if (open.document.getText().length <= AT_ONCE_LENGTH)
      this.ctx.publisher.setParseProblems(open.path, this.parseProblems(open));
    this.changed.add(open.path);
    this.schedule(this.timeline.evaluatedAfter);
  }

  /** Other texts changed. Lenses may be outdated too, and the client does not know. */
  othersChanged(paths: readonly string[]): void {
    for (const path of paths) this.changed.add(path);
    this.lensesToo = true;
    this.schedule(this.timeline.evaluatedAfter);
  }

  /** The configuration was read, so everything may be different. */
  refreshAll(): void {
    this.schedule(0);
  }

  dispose(): void {
    this.run++;
    clearTimeout(this.timer);
  }

  private schedule(delayMs: number): void {
    this.run++;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => inBackground('looking for problems', this.ctx.log, () => this.refresh()), delayMs);
  }

  private prepareLater(session: Session, path: string): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(
      () =>
        inBackground('getting ready for changes', this.ctx.log, async () => {
          try {
            await session.analysis.prepare(path);
          } catch (error) {
            if (!session.isDisposed) throw error;
          }
        }),
      this.timeline.preparedAfter,
    );
  }

  private async refresh(): Promise<void> {
    const run = ++this.run;
    const { workspace, documents, refreshLenses } = this.ctx;
    const { session } = workspace;
    if (session === null || (session.opened === null && session.isLoading)) return;
    if (this.concernsConfiguration(session)) {
      // Reading the configuration starts a new run and refreshes the lenses.
      this.changed.clear();
      this.lensesToo = false;
      await session.open();
      return;
    }
    for (const open of this.inOrder(documents.all())) {
      await this.refreshDocument(open, session, run);
      if (run !== this.run || session.isDisposed) return;
    }
    const inOrder = this.inOrder(documents.all());
    const others =
      this.lensesToo || (this.changed.size > 0 && documents.all().some(({ path }) => !this.changed.has(path)));
    this.changed.clear();
    this.lensesToo = false;
    if (others) refreshLenses();
    clearTimeout(this.timer);
    this.timer = setTimeout(
      () => inBackground('looking at other hosts', this.ctx.log, () => this.proveAll(inOrder, session, run)),
      this.timeline.provenAfter,
    );
  }

  private async proveAll(inOrder: readonly OpenDocument[], session: Session, run: number): Promise<void> {
    await this.prove(inOrder, session, run);
    if (run !== this.run || session.isDisposed) return;
    // The client requests lenses before anything is proven.
    const unstable = JSON.stringify([...this.ctx.publisher.unstableTasks()]);
    if (unstable !== this.unstable) this.ctx.refreshLenses();
    this.unstable = unstable;
    const [first] = this.ctx.documents.all();
    if (first) this.prepareLater(session, first.path);
  }

  private async prove(inOrder: readonly OpenDocument[], session: Session, run: number): Promise<void> {
    const { documents, publisher, log } = this.ctx;
    for (const {
      uri,
      path,
      document: { version },
    } of inOrder) {
      try {
        const found = await session.analysis.proofs(path);
        if (run !== this.run || session.isDisposed) return;
        if (documents.byUri(uri)?.document.version === version) publisher.setProofs(path, found);
      } catch (error) {
        if (!session.isDisposed)
          log.error(`the comparison of ${path} with another host failed: ${describeError(error)}`);
        return;
      }
    }
  }

  private async refreshDocument(
    { uri, path, document: { version } }: OpenDocument,
    session: Session,
    run: number,
  ): Promise<void> {
    const { documents, publisher, log } = this.ctx;
    let found: readonly EditorDiagnostic[];
    try {
      found = await session.analysis.diagnostics(path);
    } catch (error) {
      if (!session.isDisposed) log.error(`checking ${path} failed: ${describeError(error)}`);
      return;
    }
    if (run !== this.run || session.isDisposed || documents.byUri(uri)?.document.version !== version) return;
    publisher.setEngine(path, found);
  }

  /**
   * Recipes and bbappends are not part of the configuration, unless they appear or disappear. A broken configuration is
   * tried again after any change.
   */
  private concernsConfiguration(session: Session): boolean {
    return (
      this.changed.size > 0 &&
      (this.lensesToo || session.opened?.ok !== true || [...this.changed].some((path) => !isRecipeFile(path)))
    );
  }

  /** The documents in order. Changed ones come first, because the user looks at them. */
  private inOrder(all: readonly OpenDocument[]): readonly OpenDocument[] {
    return [...all.filter(({ path }) => this.changed.has(path)), ...all.filter(({ path }) => !this.changed.has(path))];
  }

  private parseProblems(open: OpenDocument): readonly EditorDiagnostic[] {
    const { problems, lines } = this.ctx.documents.metadata(open);
    return problems.map(({ message, range, severity }) => ({
      path: open.path,
      range: toEditorRange(range, lines),
      severity: severity === 'warning' ? 'warning' : 'error',
      code: 'parse-error',
      message,
      related: [],
    }));
  }
}
