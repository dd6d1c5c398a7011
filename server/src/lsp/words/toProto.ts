/**
 * Translates from our terms to the protocol: paths to URIs, plain data of `ide` to LSP types. Only this file puts
 * hashes and verdicts into the title of a lens. It asks neither the engine nor the client.
 */

import {
  DiagnosticSeverity,
  type FoldingRange as ProtocolFoldingRange,
  MarkupKind,
  type Range,
  SymbolKind,
} from 'vscode-languageserver';
import { compareCodePoints } from '../../engine/base/order';
import type {
  EditorAction,
  EditorDiagnostic,
  EditorFixAll,
  EditorHover,
  HashChange,
  TaskLens,
} from '../../ide/api/analysisApi';
import type { EditorRange } from '../../ide/documents/editorRange';
import type { Presence } from '../../engine/sstate/presence';
import type { FoldingRange, OutlineSymbol } from '../../ide/documents/outline';
import type { TaskState } from '../../ide/api/tasksApi';
import { encodePath } from '../../ide/documents/uriPath';
import { COMMANDS, type RuleSeverity, SIGNATURE_DOCUMENT_SCHEME, type TaskEntry } from '../../protocol/protocol';
import { plain } from '../../text/characters';
import { type Label, label } from '../../text/labels';
import type { ShownDiagnostic, ShownHover, ShownLens, ShownSymbol } from './shown';

/** The URI of a file for the client: the client's own URI if the file is open. */
export type UriOf = (path: string) => string;

export const DIAGNOSTIC_SOURCE = 'sighound';

/** The command of our client that opens a signature document. */
const SHOW_SIGNATURE_COMMAND = COMMANDS.showSignature;

/** The number of hash digits that a lens shows. */
const SHORT_HASH = 8;

const PRESENCES: Readonly<Record<Presence['kind'], string>> = {
  local: 'in sstate',
  mirror: 'in a mirror',
  missing: 'not cached',
  none: 'never cached',
  unknown: 'cache unknown',
};

export function pathToUri(path: string): string {
  // A second slash at the start would turn the first part of the path into a host name.
  return `file:///${encodePath(path.replace(/^\/+/, ''))}`;
}

/**
 * The URI of the document that lists a task's signature inputs. It ends in `recipe.bb:do_task`, which editors show as
 * the document's name. It starts with `/`, because some clients require that of a URI's path.
 */
export function signatureUri(mcfn: string, task: string): string {
  const absolute = mcfn.startsWith('/') ? mcfn : `/${mcfn}`;
  return `${SIGNATURE_DOCUMENT_SCHEME}:${encodePath(`${absolute}:${task}`)}`;
}

export function toRange({ start, end }: EditorRange): Range {
  return { start: { line: start.line, character: start.character }, end: { line: end.line, character: end.character } };
}

/** What else affects the text of a lens. */
export interface LensContext {
  /** The judge's basehash of the same text, if it is known. */
  readonly verdict: string | null;
  /** The source of the `bb` functions that the engine called. A hash that depends on stand-ins is labeled. */
  readonly library: 'bitbake' | 'stand-ins';
  /** The variables that were proven to change the hash in each run. */
  readonly unstable: readonly string[];
  /** The task in the graph of the workspace; null if it is not known yet, or never will be. */
  readonly state: TaskState | 'waiting' | null;
}

export function toCodeLens(lens: TaskLens, context: LensContext): ShownLens {
  // What does not fit into the title.
  const details = context.state === null || context.state === 'waiting' ? [] : taskDetails(context.state);
  return {
    range: toRange(lens.range),
    command: {
      title: lensTitle(lens, context),
      ...(details.length > 0 && { tooltip: plain(details.join('\n')) }),
      command: SHOW_SIGNATURE_COMMAND,
      arguments: [signatureUri(lens.mcfn, lens.task)],
    },
  };
}

/** The title of a lens: our hash, confirmed or replaced by the judge's. */
export function lensTitle(
  { hash, dependencies, otherVariants }: TaskLens,
  { verdict, library, unstable, state }: LensContext,
): Label {
  const variants = otherVariants > 0 ? [`+${otherVariants} ${otherVariants === 1 ? 'variant' : 'variants'}`] : [];
  const rest = [`${dependencies} ${dependencies === 1 ? 'dependency' : 'dependencies'}`, ...variants];
  if (library === 'stand-ins' && hash.basehash !== null) rest.push("without BitBake's library");
  rest.push(...taskWords(state));
  // No build will have the hash, no matter which one was computed.
  if (unstable.length > 0) return titleOf([`unknown: differs in each run (${unstable.join(', ')})`, ...variants]);
  if (hash.basehash === null) {
    if (verdict === null) return titleOf([`unknown: ${hash.unknown}`, ...variants]);
    return titleOf([`basehash ${short(verdict)} (BitBake's)`, ...rest]);
  }
  if (verdict === null) return titleOf([`basehash ${short(hash.basehash)}`, ...rest]);
  if (verdict === hash.basehash) return titleOf([`✓ basehash ${short(verdict)}`, ...rest]);
  return titleOf([`≠ basehash ${short(verdict)} (BitBake's; the engine computed ${short(hash.basehash)})`, ...rest]);
}

/** A title of these parts. */
function titleOf(parts: readonly string[]): Label {
  return label(parts.join(' · '));
}

/** The task's hash in the graph, and whether its object is in the cache. */
function taskWords(state: LensContext['state']): readonly string[] {
  if (state === null) return [];
  if (state === 'waiting') return ['taskhash …'];
  const { hash, object } = state;
  if (hash.kind === 'unknown') return [hash.nostamp ? 'nostamp' : 'taskhash unknown'];
  const unihash =
    hash.unihash === hash.taskhash
      ? []
      : [hash.unihash === null ? 'unihash unknown' : `unihash ${short(hash.unihash)}`];
  return [`taskhash ${short(hash.taskhash)}`, ...unihash, ...(object ? [PRESENCES[object.kind]] : [])];
}

/** A task in a tree. */
export function toTaskEntry(state: TaskState): TaskEntry {
  const summary = taskWords(state)
    .join(' · ')
    .replace(/^taskhash (?!unknown)/, '');
  return {
    mcfn: state.mcfn,
    task: state.task,
    name: state.pnid,
    document: signatureUri(state.mcfn, state.task),
    summary,
    details: taskDetails(state),
  };
}

/** A task's hash and its object, in sentences. */
function taskDetails({ hash, object }: Pick<TaskState, 'hash' | 'object'>): readonly string[] {
  if (hash.kind === 'unknown') return [`taskhash: ${hash.reason}`];
  const details = [`taskhash: ${hash.taskhash}`];
  if (hash.unihash !== hash.taskhash) details.push(`unihash: ${hash.unihash}`);
  if (hash.equivalence === 'locked') details.push(`locked; it would be ${hash.computed ?? 'different'}`);
  if (hash.taint !== undefined) details.push('tainted by `bitbake -f` or `-C`');
  if (object?.kind === 'local' || object?.kind === 'mirror') details.push(`in the cache: ${object.location}`);
  if (object?.kind === 'none') details.push(`no object in the cache: ${object.reason}`);
  if (object?.kind === 'unknown') details.push(`cache: ${object.reason}`);
  return details;
}

function short(hash: string): string {
  return hash.slice(0, SHORT_HASH);
}

/** What a client supports in a diagnostic. */
export interface DiagnosticOptions {
  /** The severities that the user sets for rules, by code. */
  readonly rules: Readonly<Record<string, RuleSeverity>>;
  readonly relatedInformation: boolean;
  readonly uriOf: UriOf;
}

/** A diagnostic; null if the user switched its rule off. */
export function toDiagnostic(
  diagnostic: EditorDiagnostic,
  { rules, relatedInformation, uriOf }: DiagnosticOptions,
): ShownDiagnostic | null {
  const severity = severityOf(diagnostic, rules);
  if (severity === null) return null;
  const related = relatedInformation ? diagnostic.related : [];
  return {
    range: toRange(diagnostic.range),
    severity,
    code: diagnostic.code,
    source: DIAGNOSTIC_SOURCE,
    message: plain(diagnostic.message),
    ...(related.length > 0 && {
      relatedInformation: related.map(({ location, message }) => ({
        location: { uri: uriOf(location.path), range: toRange(location.range) },
        message: plain(message),
      })),
    }),
  };
}

const SEVERITIES: Readonly<Record<Exclude<RuleSeverity, 'off'>, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

function severityOf(
  { code, severity }: EditorDiagnostic,
  rules: DiagnosticOptions['rules'],
): DiagnosticSeverity | null {
  const shown = rules[code] ?? severity;
  return shown === 'off' ? null : SEVERITIES[shown];
}

/** What a fix does, and how it changes the hash that it is about. */
export function fixTitle({ title, changedTasks }: Pick<EditorAction, 'title' | 'changedTasks'>): Label {
  return label(title + changeOf(changedTasks));
}

/** The same for all fixes of a document. */
export function fixAllTitle({ count, changedTasks }: EditorFixAll): Label {
  return label(`Fix all that Sighound can fix${count === 0 ? '' : ` (${count})`}${changeOf(changedTasks)}`);
}

/** The first task with its hashes, and the number of further tasks. */
function changeOf([first, ...others]: readonly HashChange[]): string {
  if (!first) return '';
  const hashOf = (hash: string | null): string => (hash === null ? 'unknown' : short(hash));
  const more = others.length === 0 ? '' : ` (+${others.length} ${others.length === 1 ? 'task' : 'tasks'})`;
  return ` · ${first.task} ${hashOf(first.before)} → ${hashOf(first.after)}${more}`;
}

export function toHover({ range, markdown }: EditorHover): ShownHover {
  return { range: toRange(range), contents: { kind: MarkupKind.Markdown, value: markdown } };
}

const SYMBOL_KINDS: Readonly<Record<OutlineSymbol['kind'], SymbolKind>> = {
  variable: SymbolKind.Variable,
  property: SymbolKind.Property,
  function: SymbolKind.Function,
  task: SymbolKind.Method,
  class: SymbolKind.Class,
  file: SymbolKind.File,
  event: SymbolKind.Event,
};

export function toDocumentSymbol({ name, detail, kind, range, selectionRange }: OutlineSymbol): ShownSymbol {
  // Clients reject the whole outline because of one entry without a name, or with a selection outside its range.
  const selection = isWithin(selectionRange, range) ? selectionRange : { start: range.start, end: range.start };
  return {
    name: label(name.trim() === '' ? detail || '(no name)' : name),
    detail: label(detail),
    kind: SYMBOL_KINDS[kind],
    range: toRange(range),
    selectionRange: toRange(selection),
  };
}

export function toFoldingRange({ startLine, endLine }: FoldingRange): ProtocolFoldingRange {
  return { startLine, endLine };
}

/** Order of diagnostics in a file: by position, then by message. */
export function compareDiagnostics(a: ShownDiagnostic, b: ShownDiagnostic): number {
  return compareStarts(a.range, b.range) || compareCodePoints(a.message, b.message);
}

function compareStarts(a: Range, b: Range): number {
  return a.start.line - b.start.line || a.start.character - b.start.character;
}

function isWithin(inner: EditorRange, outer: EditorRange): boolean {
  const from = inner.start.line - outer.start.line || inner.start.character - outer.start.character;
  const to = outer.end.line - inner.end.line || outer.end.character - inner.end.character;
  return from >= 0 && to >= 0;
}
