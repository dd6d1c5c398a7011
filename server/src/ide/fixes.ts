/**
 * Quick fixes that hold: an exclusion on every key through which the variable enters the closure, tried on the whole
 * recipe before it is offered. `KEY[vardepsexclude]` acts on the direct dependencies of KEY only, so it has to stand on the
 * variable's direct parents; a flag cannot carry it, so there it stands on the flag's owner, for the flag.
 */

import { sorted } from '../engine/base/order';
import { words } from '../engine/base/pythonText';
import type { Engine, VariantResult } from '../engine/engine';
import type { Finding } from '../engine/rules/rule';
import { closureOf } from '../engine/signatures/basehash';
import type { EditorFix, EditorTextEdit } from './analysisApi';
import { splitKey, variantOf } from './chains';
import { type MetadataDocument, definedName, openDocument } from './document';
import { toEditorRange } from './editorRange';

/** An exclusion to add: `key[vardepsexclude] += "name"`. */
interface Exclusion {
  readonly key: string;
  readonly name: string;
}

/** More exclusions than this are no fix but a sign that the variable itself should be changed. */
const MOST_EXCLUSIONS = 6;

/** The fix for a finding, written into `path`; null where no exclusion there takes the variable out of the closure. */
export function fixFinding(finding: Finding, variant: VariantResult, path: string, fn: string, engine: Engine): EditorFix | null {
  const { signatures } = variant;
  const document = openDocument(path, engine.files, engine.release);
  if (!signatures || !document) return null;
  const exclusions = exclusionsFor(finding.task, finding.variable, signatures.gendeps);
  if (!exclusions) return null;
  const insertions = exclusions.map((exclusion) => insertion(exclusion, finding.task, document));
  const text = insertAll(document.text, insertions);

  const tried = engine.whatIf(new Map([[path, text]]), fn);
  const changed = tried && variantOf(tried, finding.mcfn);
  const after = changed?.tasks.get(finding.task);
  if (!changed?.signatures || after?.kind !== 'known') return null;
  if (closureOf(finding.task, changed.signatures.gendeps).has(finding.variable)) return null;
  const before = variant.tasks.get(finding.task);

  const edits = insertions.map(({ offset, text: newText }): EditorTextEdit => ({ path, range: toEditorRange({ start: offset, end: offset }, document.lines), newText }));
  return {
    title: titleOf(exclusions, finding.variable),
    code: finding.code,
    edits,
    mcfn: finding.mcfn,
    task: finding.task,
    variable: finding.variable,
    before: before?.kind === 'known' ? before.hash : null,
    after: after.hash,
  };
}

function titleOf(exclusions: readonly Exclusion[], variable: string): string {
  const [only] = exclusions;
  if (only && exclusions.length === 1) return `Exclude ${only.name} from ${only.key} (${only.key}[vardepsexclude] += "${only.name}")`;
  return `Exclude ${variable} from ${exclusions.map((exclusion) => exclusion.key).join(', ')} (vardepsexclude on each)`;
}

/** The exclusions that cut every way from `task` to `name`; null where one of them cannot be written as a flag. */
function exclusionsFor(task: string, name: string, gendeps: ReadonlyMap<string, ReadonlySet<string>>): readonly Exclusion[] | null {
  const closure = new Set([task, ...closureOf(task, gendeps)]);
  const found = new Map<string, Exclusion>();
  const pending = [name];
  const seen = new Set(pending);
  for (const target of pending) {
    for (const key of closure) {
      if (!gendeps.get(key)?.has(target)) continue;
      if (/^[a-zA-Z0-9\-_+.${}/~:]+$/.test(key) && !key.includes('.')) {
        found.set(`${key} ${target}`, { key, name: target });
      } else if (!seen.has(key)) {
        // A flag or a module function carries no exclusion: whoever refers to it has to exclude it.
        seen.add(key);
        pending.push(key);
      }
    }
    if (found.size > MOST_EXCLUSIONS) return null;
  }
  return found.size === 0 ? null : sorted(found.keys()).flatMap((id) => found.get(id) ?? []);
}

interface Insertion {
  readonly offset: number;
  readonly text: string;
}

/** Where the line goes: behind the last statement about the key, else behind the task's, else at the end of the file. */
function insertion(exclusion: Exclusion, task: string, document: MetadataDocument): Insertion {
  const line = `${exclusion.key}[vardepsexclude] += "${exclusion.name}"`;
  const about = (name: string): number => {
    let end = -1;
    for (const statement of document.statements) if (definedName(statement) === splitKey(name).variable) end = Math.max(end, statement.range.end);
    return end;
  };
  const own = about(exclusion.key);
  const end = own !== -1 ? own : about(task);
  const { text } = document;
  const newline = /\r\n|\r|\n/.exec(text)?.[0] ?? '\n';
  if (end === -1) {
    const separator = text === '' || /[\r\n]$/.test(text) ? '' : newline;
    return { offset: text.length, text: `${separator}${line}${newline}` };
  }
  return { offset: text.startsWith('\r\n', end) || end === text.length ? end : skipTrailing(text, end), text: `${newline}${line}` };
}

/** Moves past blanks that a statement's range leaves out, so that the new line does not split them off. */
function skipTrailing(text: string, from: number): number {
  let at = from;
  while (at < text.length && text[at] !== '\n' && text[at] !== '\r' && words(text.charAt(at)).length === 0) at++;
  return at;
}

function insertAll(text: string, insertions: readonly Insertion[]): string {
  let result = text;
  for (const { offset, text: added } of [...insertions].sort((a, b) => b.offset - a.offset)) result = result.slice(0, offset) + added + result.slice(offset);
  return result;
}
