/**
 * Fixes that hold: what a rule proposes is written into a copy of the files and the recipe is evaluated with it, on both hosts where
 * that is how the finding was made. Offered is only what makes the finding go and brings no other.
 */

import type { SourceRange } from '../engine/base/text';
import type { RecipeResult } from '../engine/engine';
import { normalize } from '../engine/files/posixPath';
import type { FixProposal, RuleContext } from '../engine/rules/rule';
import type { EditorFix, EditorTextEdit } from './analysisApi';
import { variantOf } from './chains';
import { toEditorRange } from './editorRange';
import type { FileFinding } from './fileFindings';
import { type PlanContext, documentAt, filesForLine, insertionOf, isEditable } from './fixPlaces';
import { type Evidence, type FindingGroup, type VariantFinding, findingsOf, ruleVariant } from './findings';
import type { Proofs } from './proofs';

/** What trying a fix needs. */
export interface FixContext extends PlanContext {
  readonly rules: RuleContext;
  readonly proofs: Proofs;
  /** What rules would say of another text of a file. */
  readonly findingsInText: (path: string, text: string) => readonly FileFinding[];
}

/** How many ways to mend one finding are offered. */
const MOST_FIXES = 3;

interface Change {
  readonly path: string;
  readonly range: SourceRange;
  readonly text: string;
}

/** What fixes are wanted for: findings of a recipe, by cause, and in the texts of files. */
export interface Fixable {
  readonly groups: readonly FindingGroup[];
  readonly files: readonly FileFinding[];
}

/** A recipe as it is, before anything is tried. */
interface Untouched {
  readonly result: RecipeResult;
  readonly evidence: Evidence;
  /** All findings without a fix. */
  readonly before: readonly VariantFinding[];
}

/** The fixes that hold, the best of each finding first; null: no recipe can be evaluated with them. `evidence` is what the findings were made with. */
export async function fixesFor({ groups, files }: Fixable, recipe: { readonly result: RecipeResult; readonly evidence: Evidence } | null, context: FixContext): Promise<readonly EditorFix[]> {
  // All that is asked of the recipe as it is comes before anything is tried: that leaves Python with other functions.
  const untouched = recipe && { ...recipe, before: findingsOf(recipe.result, recipe.evidence, context.rules) };
  const proposed = untouched ? groups.map((group) => ({ group, proposals: proposalsFor(group, untouched, context) })) : [];
  const fixes: EditorFix[] = [];
  for (const file of files) fixes.push(...(await fileFixes(file, untouched, context)));
  if (!untouched) return fixes;
  for (const { group, proposals } of proposed) {
    let count = 0;
    for (const { proposal, plans } of proposals) {
      if (count === MOST_FIXES) break;
      for (const changes of plans) {
        const fix = await tryFix(proposal, changes, { ...untouched, group }, context);
        if (fix === null) continue;
        fixes.push(fix);
        count++;
        break;
      }
    }
  }
  return fixes;
}

async function fileFixes(file: FileFinding, untouched: Untouched | null, context: FixContext): Promise<readonly EditorFix[]> {
  const fixes: EditorFix[] = [];
  for (const { title, changes = [] } of file.finding.fixes) {
    const fix = await tryFileFix(file, title, changes, untouched, context);
    if (fix) fixes.push(fix);
  }
  return fixes;
}

async function tryFileFix({ id, path, rule, finding }: FileFinding, title: string, changes: readonly Change[], untouched: Untouched | null, context: FixContext): Promise<EditorFix | null> {
  const { engine, findingsInText } = context;
  const document = documentAt(path, engine);
  if (!document || !isEditable(path, context)) return null;
  const text = changed(document.text, changes);
  if (findingsInText(path, text).length >= findingsInText(path, document.text).length) return null;
  if (untouched && !(await holds(new Map([[path, text]]), untouched, context))) return null;
  return {
    title, code: rule.code, id, edits: editsOf(changes, context), newFiles: [], mcfn: null, task: null, variable: finding.variable, before: null, after: null,
  };
}

/** Whether a recipe can be evaluated with other texts at least as well, and nothing new is found in it where it could be before. */
async function holds(texts: ReadonlyMap<string, string>, { result, before }: Untouched, { engine, proofs, rules }: FixContext): Promise<boolean> {
  const tried = engine.whatIf(texts, result.fn);
  if (!tried || errorsOf(tried) > errorsOf(result)) return false;
  // What could not be evaluated before may well bring findings of its own.
  if (errorsOf(result) > 0) return true;
  return !bringsOther(findingsOf(tried, await proofs.ofSupposed(texts, tried), rules), before);
}

interface ProposedFix {
  readonly proposal: FixProposal;
  /** The ways to write it down. */
  readonly plans: readonly (readonly Change[])[];
}

function proposalsFor(group: FindingGroup, { result, evidence }: Untouched, context: FixContext): readonly ProposedFix[] {
  const [{ rule, finding, variant }] = group.findings;
  const seen = ruleVariant(variant, evidence);
  if (!seen) return [];
  return rule.fixes(finding, seen, context.rules).map((proposal) => ({ proposal, plans: [...plansFor(proposal, group, result, context)] }));
}

/** A finding, and what it was found in. */
interface Attempt extends Untouched {
  readonly group: FindingGroup;
}

/** The ways to write a proposal down, the best first: the lines of one plan all go by the same choice of file. */
function* plansFor(proposal: FixProposal, { findings: [{ finding, variant }], location }: FindingGroup, result: RecipeResult, context: FixContext): Iterable<readonly Change[]> {
  const changes = (proposal.changes ?? []).map(({ path, range, text }): Change => ({ path: normalize(path), range, text }));
  const task = finding.tasks[0] ?? null;
  const lines = [
    ...(proposal.exclusions ?? []).map(({ key, name }) => ({ key, text: `${key}[vardepsexclude] += "${name}"`, task })),
    ...(proposal.lines ?? []).map(({ key, text }) => ({ key, text, task })),
  ];
  // A file of a foreign layer is not ours to change.
  if (!changes.every(({ path }) => isEditable(path, context))) return;
  if (lines.length === 0) {
    if (changes.length > 0) yield changes;
    return;
  }
  const choices = lines.map((line) => filesForLine(line.key, location.path, variant, result.fn, result.appends, context));
  const most = Math.max(...choices.map((files) => files.length));
  const tried = new Set<string>();
  for (let choice = 0; choice < most; choice++) {
    const files = choices.map((candidates) => candidates[Math.min(choice, candidates.length - 1)] ?? '');
    const key = JSON.stringify(files);
    if (tried.has(key)) continue;
    tried.add(key);
    const insertions = lines.flatMap((line, index): Change[] => {
      const document = documentAt(files[index] ?? '', context.engine);
      if (!document) return [];
      const { path, offset, text } = insertionOf(line, document);
      return [{ path, range: { start: offset, end: offset }, text }];
    });
    if (insertions.length === lines.length) yield [...changes, ...insertions];
  }
}

async function tryFix(proposal: FixProposal, changes: readonly Change[], { group, result, before, evidence }: Attempt, context: FixContext): Promise<EditorFix | null> {
  const { engine } = context;
  const texts = new Map<string, string>();
  for (const path of new Set(changes.map((change) => change.path))) {
    const document = documentAt(path, engine);
    if (!document) return null;
    texts.set(path, changed(document.text, changes.filter((change) => change.path === path)));
  }
  const [{ finding, rule, variant }] = group.findings;
  const tried = engine.whatIf(texts, result.fn);
  const after = tried && variantOf(tried, finding.mcfn);
  if (!tried || !after?.signatures || errorsOf(tried) > errorsOf(result)) return null;
  const proven = evidence === 'evaluation' ? evidence : await context.proofs.ofSupposed(texts, tried);
  const found = findingsOf(tried, proven, context.rules).filter((one) => one.finding.refutes !== true);
  if (found.some((one) => one.rule === rule && isSame(one, group))) return null;
  if (bringsOther(found, before)) return null;

  const task = finding.tasks[0] ?? null;
  const hashOf = (tasks: typeof variant.tasks): string | null => {
    const hash = task === null ? undefined : tasks.get(task);
    return hash?.kind === 'known' ? hash.hash : null;
  };
  return {
    title: proposal.title,
    code: finding.code,
    id: group.id,
    edits: editsOf(changes, context),
    newFiles: [...texts.keys()].filter((path) => engine.files.stat(path) === undefined),
    mcfn: finding.mcfn,
    task,
    variable: finding.variable,
    before: hashOf(variant.tasks),
    after: hashOf(after.tasks),
  };
}

function editsOf(changes: readonly Change[], { engine }: FixContext): readonly EditorTextEdit[] {
  return changes.flatMap(({ path, range, text }): readonly EditorTextEdit[] => {
    const document = documentAt(path, engine);
    return document ? [{ path, range: toEditorRange(range, document.lines), newText: text }] : [];
  });
}

/** Whether a finding after the fix is what the fix was for: the same variable of the same task, wherever it is found now. */
function isSame({ finding }: VariantFinding, { findings }: FindingGroup): boolean {
  return findings.some(({ finding: before }) => finding.mcfn === before.mcfn && finding.variable === before.variable && (before.tasks.length === 0 || finding.tasks.some((task) => before.tasks.includes(task))));
}

/** Whether a rule finds something that it did not find before. */
function bringsOther(after: readonly VariantFinding[], before: readonly VariantFinding[]): boolean {
  const known = new Set(before.map(({ finding }) => JSON.stringify([finding.code, finding.mcfn, finding.variable])));
  return after.some(({ finding }) => !known.has(JSON.stringify([finding.code, finding.mcfn, finding.variable])));
}

function errorsOf({ problems }: RecipeResult): number {
  return problems.filter(({ severity }) => severity === 'error').length;
}

function changed(text: string, changes: readonly Change[]): string {
  // Those of one place stay in their order, as an editor keeps them.
  const fromTheEnd = changes.map((change, index) => ({ ...change, index })).sort((a, b) => b.range.start - a.range.start || b.index - a.index);
  return fromTheEnd.reduce((result, { range, text: other }) => result.slice(0, range.start) + other + result.slice(range.end), text);
}
