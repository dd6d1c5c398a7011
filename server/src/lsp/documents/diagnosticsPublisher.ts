/**
 * The problems that the client shows for each file. There are four kinds: the engine's diagnostics of open files, the
 * parse problems that this thread found in them, findings and proofs about open recipes, and the configuration's
 * problems. The files of the last two need not be open. The publisher sends the union when it has changed, and removes
 * what is no longer valid. It does not know where diagnostics come from.
 */

import { unstableBasehash } from '../../engine/rules/unstable-basehash';
import type { EditorAction, EditorDiagnostic } from '../../ide/api/analysisApi';
import { diagnosticId } from '../../ide/findings/diagnosticId';
import { type EditorRange, overlaps } from '../../ide/documents/editorRange';
import type { RuleSeverity } from '../../protocol/protocol';
import type { OpenDocuments } from './openDocuments';
import type { ShownDiagnostic, ShownDiagnostics } from '../words/shown';
import { compareDiagnostics, toDiagnostic } from '../words/toProto';

export interface PublisherOptions {
  readonly documents: OpenDocuments;
  readonly send: (params: ShownDiagnostics) => void;
  readonly rules: () => Readonly<Record<string, RuleSeverity>>;
  readonly relatedInformation: () => boolean;
  readonly versions: () => boolean;
}

export class DiagnosticsPublisher {
  private readonly engine = new Map<string, readonly EditorDiagnostic[]>();
  /** Parse problems that are newer than the engine's answer. */
  private readonly parse = new Map<string, readonly EditorDiagnostic[]>();
  private configuration = new Map<string, EditorDiagnostic[]>();
  /** What was proven, in any file, by the open file that it was proven for. */
  private readonly proofs = new Map<string, readonly EditorDiagnostic[]>();
  private readonly published = new Map<
    string,
    { readonly uri: string; readonly content: string; readonly isEmpty: boolean }
  >();

  constructor(private readonly options: PublisherOptions) {}

  /** The engine's diagnostics of an open file's present text. Those of a recipe may be in the files that it reads. */
  setEngine(path: string, diagnostics: readonly EditorDiagnostic[]): void {
    this.parse.delete(path);
    this.replace(this.engine, path, diagnostics);
  }

  /** What was proven about an open file's present text. */
  setProofs(path: string, diagnostics: readonly EditorDiagnostic[]): void {
    this.replace(this.proofs, path, diagnostics);
  }

  private replace(
    found: Map<string, readonly EditorDiagnostic[]>,
    path: string,
    diagnostics: readonly EditorDiagnostic[],
  ): void {
    const before = found.get(path) ?? [];
    found.set(path, diagnostics);
    for (const concerned of new Set([path, ...[...before, ...diagnostics].map((diagnostic) => diagnostic.path)]))
      this.publish(concerned);
  }

  /**
   * Parse problems of a text that the engine has not checked yet. If they are the same as before, they stay where the
   * editor has moved them.
   */
  setParseProblems(path: string, problems: readonly EditorDiagnostic[]): void {
    const known = this.parse.get(path) ?? (this.engine.get(path) ?? []).filter(isParseProblem);
    if (JSON.stringify(known.map(({ message }) => message)) === JSON.stringify(problems.map(({ message }) => message)))
      return;
    this.parse.set(path, problems);
    this.publish(path);
  }

  /** All problems of the configuration, in any file. */
  setConfiguration(diagnostics: readonly EditorDiagnostic[]): void {
    const before = [...this.configuration.keys()];
    this.configuration = new Map();
    for (const diagnostic of diagnostics) {
      const found = this.configuration.get(diagnostic.path);
      if (found) found.push(diagnostic);
      else this.configuration.set(diagnostic.path, [diagnostic]);
    }
    for (const path of new Set([...before, ...this.configuration.keys()])) this.publish(path);
  }

  closed(path: string): void {
    this.parse.delete(path);
    for (const found of [this.engine, this.proofs]) {
      this.replace(found, path, []);
      found.delete(path);
    }
  }

  /** Removes everything, because another build directory has different problems. */
  clear(): void {
    this.engine.clear();
    this.proofs.clear();
    this.parse.clear();
    this.setConfiguration([]);
    this.publishAll();
  }

  /** Publishes everything again, with the present severities. */
  publishAll(): void {
    for (const path of [...this.published.keys()]) this.publish(path);
  }

  /** The shown diagnostics that an action fixes. */
  fixedBy({ id }: EditorAction, path: string): readonly ShownDiagnostic[] {
    return this.present(path).flatMap((diagnostic) =>
      diagnosticId(diagnostic) === id ? (this.toProto(diagnostic) ?? []) : [],
    );
  }

  /** Whether a shown diagnostic touches a range. */
  isShownIn(path: string, range: EditorRange): boolean {
    return this.present(path).some(
      (diagnostic) => overlaps(diagnostic.range, range) && this.toProto(diagnostic) !== null,
    );
  }

  /**
   * The variables that were proven to give a task a different hash in each run, by variant and task. It contains all
   * tasks that have such variables.
   */
  unstableTasks(): ReadonlyMap<string, readonly string[]> {
    const found = new Map<string, string[]>();
    for (const { code, finding } of [...this.proofs.values()].flat()) {
      if (code !== unstableBasehash.code || !finding) continue;
      for (const { mcfn, tasks } of finding.affected) {
        for (const task of tasks) {
          const variables = found.get(taskKey(mcfn, task));
          if (!variables) found.set(taskKey(mcfn, task), [finding.variable]);
          else if (!variables.includes(finding.variable)) variables.push(finding.variable);
        }
      }
    }
    return found;
  }

  private present(path: string): readonly EditorDiagnostic[] {
    const parse = this.parse.get(path);
    const found = [...this.engine.values(), ...this.proofs.values()]
      .flat()
      .filter((diagnostic) => diagnostic.path === path);
    const own = parse === undefined ? found : [...parse, ...found.filter((diagnostic) => !isParseProblem(diagnostic))];
    return [...own, ...(this.configuration.get(path) ?? [])];
  }

  private publish(path: string): void {
    const { documents, send, versions } = this.options;
    const unique = new Map<string, ShownDiagnostic>();
    for (const editorDiagnostic of this.present(path)) {
      const diagnostic = this.toProto(editorDiagnostic);
      if (diagnostic === null) continue;
      const key = JSON.stringify([diagnostic.range, diagnostic.message]);
      if (!unique.has(key)) unique.set(key, diagnostic);
    }
    const diagnostics = [...unique.values()].sort(compareDiagnostics);
    const uri = documents.uriOf(path);
    const version = documents.byPath(path)?.document.version;
    const before = this.published.get(path);
    if (before !== undefined && before.uri !== uri && !before.isEmpty) send({ uri: before.uri, diagnostics: [] });
    // The version is part of the comparison. An editor moves and drops markers while the user types, so the same
    // markers may have to be sent again.
    const content = JSON.stringify([version, diagnostics]);
    const isEmpty = diagnostics.length === 0;
    const nothingToSay =
      before === undefined || before.uri !== uri ? isEmpty : before.content === content || (before.isEmpty && isEmpty);
    if (isEmpty && version === undefined) this.published.delete(path);
    else this.published.set(path, { uri, content, isEmpty });
    if (!nothingToSay) send({ uri, diagnostics, ...(versions() && version !== undefined && { version }) });
  }

  private toProto(diagnostic: EditorDiagnostic): ShownDiagnostic | null {
    const { documents, rules, relatedInformation } = this.options;
    return toDiagnostic(diagnostic, {
      rules: rules(),
      relatedInformation: relatedInformation(),
      uriOf: (path) => documents.uriOf(path),
    });
  }
}

/** The key of a variant's task in `unstableTasks`. */
export function taskKey(mcfn: string, task: string): string {
  return `${mcfn}:${task}`;
}

function isParseProblem({ code }: EditorDiagnostic): boolean {
  return code === 'parse-error';
}
