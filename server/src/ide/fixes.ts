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
import { type PlanContext, documentAt, filesForLine, insertionOf, isEditable } from './fixPlaces';
import { type Evidence, type FindingGroup, type VariantFinding, findingsOf, ruleVariant } from './findings';
import type { Proofs } from './proofs';

/** What trying a fix needs. */
export interface FixContext extends PlanContext {
  readonly rules: RuleContext;
  readonly proofs: Proofs;
}

/** How many ways to mend one finding are offered. */
const MOST_FIXES = 3;

interface Change {
  readonly path: string;
  readonly range: SourceRange;
  readonly text: string;
}

/** The fixes for groups of findings that hold, the best of each group first. `evidence` is what the findings were made with. */
export async function fixesFor(groups: readonly FindingGroup[], result: RecipeResult, evidence: Evidence, context: FixContext): Promise<readonly EditorFix[]> {
  // All that is asked of the recipe as it is comes before anything is tried: that leaves Python with other functions.
  const before = findingsOf(result, evidence, context.rules);
  const proposed = groups.map((group) => ({ group, proposals: proposalsFor(group, result, evidence, context) }));
  const fixes: EditorFix[] = [];
  for (const { group, proposals } of proposed) {
    let count = 0;
    for (const { proposal, plans } of proposals) {
      if (count === MOST_FIXES) break;
      for (const changes of plans) {
        const fix = await tryFix(proposal, changes, { group, result, before, evidence }, context);
        if (fix === null) continue;
        fixes.push(fix);
        count++;
        break;
      }
    }
  }
  return fixes;
}

interface ProposedFix {
  readonly proposal: FixProposal;
  /** The ways to write it down. */
  readonly plans: readonly (readonly Change[])[];
}

function proposalsFor(group: FindingGroup, result: RecipeResult, evidence: Evidence, context: FixContext): readonly ProposedFix[] {
  const [{ rule, finding, variant }] = group.findings;
  const seen = ruleVariant(variant, evidence);
  if (!seen) return [];
  return rule.fixes(finding, seen, context.rules).map((proposal) => ({ proposal, plans: [...plansFor(proposal, group, result, context)] }));
}

/** A finding, and what it was found in. */
interface Attempt {
  readonly group: FindingGroup;
  readonly result: RecipeResult;
  /** All findings without the fix. */
  readonly before: readonly VariantFinding[];
  readonly evidence: Evidence;
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
  const edits = changes.map(({ path, range, text }): EditorTextEdit => {
    const document = documentAt(path, engine);
    return { path, range: document ? toEditorRange(range, document.lines) : { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } }, newText: text };
  });
  return {
    title: proposal.title,
    code: finding.code,
    id: group.id,
    edits,
    newFiles: [...texts.keys()].filter((path) => engine.files.stat(path) === undefined),
    mcfn: finding.mcfn,
    task,
    variable: finding.variable,
    before: hashOf(variant.tasks),
    after: hashOf(after.tasks),
  };
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
