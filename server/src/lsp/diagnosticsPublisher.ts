/**
 * What the client shows as problems, file by file: the engine's diagnostics of open files, their parse problems as found in this
 * thread, and the configuration's problems, whose files need not be open. Publishes the union when it has changed, and
 * takes back what no longer holds. Where diagnostics come from is not its matter.
 */

import type { Diagnostic, PublishDiagnosticsParams } from 'vscode-languageserver';
import type { EditorDiagnostic, EditorFix } from '../ide/analysisApi';
import type { HostPathSeverity } from '../protocol/protocol';
import type { OpenDocuments } from './openDocuments';
import { compareDiagnostics, toDiagnostic } from './toProto';

export interface PublisherOptions {
  readonly documents: OpenDocuments;
  readonly send: (params: PublishDiagnosticsParams) => void;
  readonly hostPath: () => HostPathSeverity;
  readonly relatedInformation: () => boolean;
  readonly versions: () => boolean;
}

export class DiagnosticsPublisher {
  private readonly engine = new Map<string, readonly EditorDiagnostic[]>();
  /** Parse problems newer than the engine's answer. */
  private readonly parse = new Map<string, readonly EditorDiagnostic[]>();
  private configuration = new Map<string, EditorDiagnostic[]>();
  private readonly published = new Map<string, { readonly uri: string; readonly content: string; readonly isEmpty: boolean }>();

  constructor(private readonly options: PublisherOptions) {}

  /** The engine's diagnostics of an open file's present text. */
  setEngine(path: string, diagnostics: readonly EditorDiagnostic[]): void {
    this.engine.set(path, diagnostics);
    this.parse.delete(path);
    this.publish(path);
  }

  /** Parse problems of a text the engine has not yet looked at. The same problems as before are left where the editor moved them. */
  setParseProblems(path: string, problems: readonly EditorDiagnostic[]): void {
    const known = this.parse.get(path) ?? (this.engine.get(path) ?? []).filter(isParseProblem);
    if (JSON.stringify(known.map(({ message }) => message)) === JSON.stringify(problems.map(({ message }) => message))) return;
    this.parse.set(path, problems);
    this.publish(path);
  }

  /** All problems of the configuration, in whatever files. */
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
    this.engine.delete(path);
    this.parse.delete(path);
    this.publish(path);
  }

  /** Takes everything back: another build directory has other problems. */
  clear(): void {
    this.engine.clear();
    this.parse.clear();
    this.setConfiguration([]);
    this.publishAll();
  }

  /** Says everything again, in present severities. */
  publishAll(): void {
    for (const path of [...this.published.keys()]) this.publish(path);
  }

  /** The shown diagnostics that a fix is for. */
  fixedBy(fix: EditorFix, path: string): readonly Diagnostic[] {
    return this.present(path).flatMap((diagnostic) => {
      const { finding, code } = diagnostic;
      if (code !== fix.code || finding?.mcfn !== fix.mcfn || finding.task !== fix.task || finding.variable !== fix.variable) return [];
      return this.toProto(diagnostic) ?? [];
    });
  }

  private present(path: string): readonly EditorDiagnostic[] {
    const engine = this.engine.get(path) ?? [];
    const parse = this.parse.get(path);
    const own = parse === undefined ? engine : [...parse, ...engine.filter((diagnostic) => !isParseProblem(diagnostic))];
    return [...own, ...(this.configuration.get(path) ?? [])];
  }

  private publish(path: string): void {
    const { documents, send, versions } = this.options;
    const unique = new Map<string, Diagnostic>();
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
    // The version counts: an editor moves and swallows markers as one types, so the same ones may have to be set again.
    const content = JSON.stringify([version, diagnostics]);
    const isEmpty = diagnostics.length === 0;
    const nothingToSay = before === undefined || before.uri !== uri ? isEmpty : before.content === content || (before.isEmpty && isEmpty);
    if (isEmpty && version === undefined) this.published.delete(path);
    else this.published.set(path, { uri, content, isEmpty });
    if (!nothingToSay) send({ uri, diagnostics, ...(versions() && version !== undefined && { version }) });
  }

  private toProto(diagnostic: EditorDiagnostic): Diagnostic | null {
    const { documents, hostPath, relatedInformation } = this.options;
    return toDiagnostic(diagnostic, { hostPath: hostPath(), relatedInformation: relatedInformation(), uriOf: (path) => documents.uriOf(path) });
  }
}

function isParseProblem({ code }: EditorDiagnostic): boolean {
  return code === 'parse-error';
}
