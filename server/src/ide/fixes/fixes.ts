/**
 * Fixes that work: what a rule proposes is written into a copy of the files, and the recipe is evaluated with it, on
 * both hosts. A fix is offered only if it makes the finding disappear and brings no other finding.
 */

import type { RecipeResult } from '../../engine/engine';
import type { FileSource } from '../../engine/files/fileSource';
import { OverlayFileSource } from '../../engine/files/overlayFileSource';
import { normalize } from '../../engine/files/posixPath';
import type { FixProposal, Proof, RuleContext } from '../../engine/rules/rule';
import type { EditorDiagnostic, EditorFix, EditorObstacle, EditorTextEdit, HashChange } from '../api/analysisApi';
import { type TextSource, variantOf } from '../documents/chains';
import { diagnosticId } from '../findings/diagnosticId';
import { EditedText, type RangeChange } from './editedText';
import { type EditorRange, overlaps, toEditorRange } from '../documents/editorRange';
import type { FileFinding } from '../findings/fileFindings';
import { type PlanContext, documentAt, filesForLine, insertionOf } from './fixLocations';
import { type FindingGroup, type VariantFinding, findingsOf, ruleVariant } from '../findings/findings';
import { obstacleTo, obstacleToTrying } from './obstacles';
import type { Proofs } from '../findings/proofs';
import { withFiles } from '../findings/ruleFiles';

/** What trying a fix needs. */
export interface FixContext extends PlanContext {
  readonly rules: RuleContext;
  readonly proofs: Proofs;
  /** What rules would find in a different text of a file. */
  readonly findingsInText: (path: string, text: string) => readonly FileFinding[];
}

/** A recipe with its proofs. */
export interface ProvenRecipe {
  readonly result: RecipeResult;
  readonly evidence: ReadonlyMap<string, Proof>;
}

/** What fixes are tried on: a recipe, if one can be evaluated, and the texts that earlier fixes made. */
export interface FixBase {
  readonly recipe: ProvenRecipe | null;
  readonly texts: ReadonlyMap<string, string>;
}

/** A change of one file. */
export interface FileChange extends RangeChange {
  readonly path: string;
}

/** What a change is meant to achieve. */
export interface Aim {
  readonly title: string;
  readonly code: string;
  /** Identifies the diagnostic that should disappear. */
  readonly id: string;
  /**
   * The variant whose hashes show what changed; null if a text should be fixed, independent of what is evaluated with
   * it.
   */
  readonly mcfn: string | null;
  readonly task: string | null;
  readonly variable: string;
  /** Whether a finding is one that should have disappeared. */
  readonly isAim: (found: VariantFinding) => boolean;
  /** Why it may be wrong although it works; such a fix is never made without the user. */
  readonly risk?: string;
  /** Codes of findings that it may bring. */
  readonly brings?: readonly string[];
}

/** An aim, and the ways to write one proposal for it into files, the best first. */
export interface Attempt {
  readonly aim: Aim;
  readonly plans: readonly (readonly FileChange[])[];
}

/** A plan that works, or that an obstacle prevents. */
export interface VerifiedPlan {
  readonly fix: EditorFix;
  readonly changes: readonly FileChange[];
  readonly after: FixBase;
}

/** At most this many fixes are offered for one finding. */
const MOST_FIXES = 3;

/** The texts that fixes are tried on. */
export function textsOf({ texts }: Pick<FixBase, 'texts'>, engine: TextSource): TextSource {
  return texts.size === 0 ? engine : { files: supposed(engine.files, texts), release: engine.release };
}

/**
 * Everything that rules propose for groups of findings. Call this before anything is tried: a trial leaves Python with
 * other functions.
 */
export function attemptsFor(groups: readonly FindingGroup[], base: FixBase, context: FixContext): readonly Attempt[] {
  const texts = textsOf(base, context.engine);
  const rules = withFiles(context.rules, texts.files);
  const { recipe } = base;
  return recipe === null
    ? []
    : groups.flatMap((group) => {
        const [{ rule, finding, variant }] = group.findings;
        const seen = ruleVariant(variant, recipe.result, recipe.evidence);
        if (!seen) return [];
        const { code, mcfn, variable } = finding;
        const isAim = (one: VariantFinding): boolean => one.rule === rule && isSame(one, group);
        const task = finding.tasks[0] ?? null;
        return rule.fixes(finding, seen, rules).map((proposal): Attempt => {
          const { title, risk, brings } = proposal;
          return {
            aim: {
              title,
              code,
              id: group.id,
              mcfn,
              task,
              variable,
              isAim,
              ...(risk !== undefined && { risk }),
              ...(brings && { brings }),
            },
            plans: [...plansFor(proposal, group, recipe.result, texts, context)],
          };
        });
      });
}

/** Everything that rules propose for findings in texts. */
export function fileAttemptsFor(files: readonly FileFinding[]): readonly Attempt[] {
  return files.flatMap(({ id, rule: { code }, finding: { variable, fixes } }) =>
    fixes.map(({ title, changes = [] }): Attempt => ({
      aim: { title, code, id, mcfn: null, task: null, variable, isAim: () => false },
      plans: [changes.map(({ path, range, text }) => ({ path: normalize(path), range, text }))],
    })),
  );
}

/**
 * The fixes that work, the best of each diagnostic first. If a diagnostic has no working fix, a fix with an obstacle
 * represents it.
 */
export async function verifiedFixes(
  attempts: readonly Attempt[],
  base: FixBase,
  context: FixContext,
  most = MOST_FIXES,
): Promise<readonly EditorFix[]> {
  const before = findingsBefore(base, context);
  const found = new Map<string, { readonly fixes: EditorFix[]; blocked: EditorFix | null }>();
  for (const attempt of attempts) {
    const known = found.get(attempt.aim.id) ?? { fixes: [], blocked: null };
    found.set(attempt.aim.id, known);
    if (known.fixes.length === most) continue;
    const verified = await firstPlan(attempt, base, before, context);
    if (verified?.fix.obstacle === null) known.fixes.push(verified.fix);
    else known.blocked ??= verified?.fix ?? null;
  }
  return [...found.values()].flatMap(({ fixes, blocked }) => (fixes.length === 0 && blocked ? [blocked] : fixes));
}

/**
 * The first attempt that works and can be made. `obstacle`: what prevented an attempt before it. `failed`: the ids of
 * the attempts that failed.
 */
export async function firstVerified(
  attempts: readonly Attempt[],
  base: FixBase,
  context: FixContext,
): Promise<{
  readonly verified: VerifiedPlan | null;
  readonly obstacle: EditorObstacle | null;
  readonly failed: readonly string[];
}> {
  const before = findingsBefore(base, context);
  const failed: string[] = [];
  let obstacle: EditorObstacle | null = null;
  for (const attempt of attempts) {
    const verified = await firstPlan(attempt, base, before, context);
    if (verified?.fix.obstacle === null) return { verified, obstacle, failed };
    obstacle ??= verified?.fix.obstacle ?? null;
    failed.push(attempt.aim.id);
  }
  return { verified: null, obstacle, failed };
}

/** Replaces the fixes of a diagnostic that touches `range`, if there is no recipe to try fixes on. */
export function unfixable(diagnostic: EditorDiagnostic | null, range: EditorRange): readonly EditorFix[] {
  if (!diagnostic || !overlaps(diagnostic.range, range)) return [];
  const { code, message } = diagnostic;
  const obstacle = { reason: message, changedFile: null };
  return [
    {
      title: 'Fix the findings here',
      code,
      id: diagnosticId(diagnostic),
      obstacle,
      edits: [],
      newFiles: [],
      changedTasks: [],
      mcfn: null,
      task: null,
      variable: '',
      before: null,
      after: null,
    },
  ];
}

/** The tasks of a variant whose hashes differ between two evaluations; `first` comes before all others. */
export function changedTasks(
  { mcfn, task: first }: Pick<Aim, 'mcfn' | 'task'>,
  before: FixBase,
  after: FixBase,
): readonly HashChange[] {
  const [old, present] = [before, after].map(({ recipe }) =>
    recipe && mcfn !== null ? variantOf(recipe.result, mcfn)?.tasks : undefined,
  );
  const changes = [
    ...new Set([...(first === null ? [] : [first]), ...(old?.keys() ?? []), ...(present?.keys() ?? [])]),
  ].map((task): HashChange => {
    const [one, other] = [old, present].map((tasks) => tasks?.get(task));
    return {
      task,
      before: one?.kind === 'known' ? one.hash : null,
      after: other?.kind === 'known' ? other.hash : null,
    };
  });
  return changes.filter((change) => change.before !== change.after);
}

function findingsBefore({ recipe, texts }: FixBase, context: FixContext): readonly VariantFinding[] {
  return recipe
    ? findingsOf(recipe.result, recipe.evidence, withFiles(context.rules, textsOf({ texts }, context.engine).files))
    : [];
}

async function firstPlan(
  { aim, plans }: Attempt,
  base: FixBase,
  before: readonly VariantFinding[],
  context: FixContext,
): Promise<VerifiedPlan | null> {
  for (const changes of plans) {
    const verified = await tryPlan(aim, changes, base, before, context);
    if (verified) return verified;
  }
  return null;
}

/** The ways to write a proposal into files, the best first. All lines of one plan use the same choice of file. */
function* plansFor(
  proposal: FixProposal,
  { findings: [{ finding, variant }], location }: FindingGroup,
  { fn, appends }: RecipeResult,
  texts: TextSource,
  context: FixContext,
): Iterable<readonly FileChange[]> {
  const changes = (proposal.changes ?? []).map(({ path, range, text }): FileChange => ({
    path: normalize(path),
    range,
    text,
  }));
  const task = finding.tasks[0] ?? null;
  const lines = [
    ...(proposal.exclusions ?? []).map(({ key, name }) => ({ key, text: `${key}[vardepsexclude] += "${name}"`, task })),
    ...(proposal.lines ?? []).map(({ key, text }) => ({ key, text, task })),
  ];
  if (lines.length === 0) {
    if (changes.length > 0) yield changes;
    return;
  }
  const choices = lines.map((line) => filesForLine(line.key, location.path, variant, fn, appends, context));
  const most = Math.max(...choices.map((files) => files.length));
  const tried = new Set<string>();
  for (let choice = 0; choice < most; choice++) {
    const files = choices.map((candidates) => candidates[Math.min(choice, candidates.length - 1)] ?? '');
    const key = JSON.stringify(files);
    if (tried.has(key)) continue;
    tried.add(key);
    const insertions = lines.flatMap((line, index): FileChange[] => {
      const document = documentAt(files[index] ?? '', texts);
      if (!document) return [];
      const { path, offset, text } = insertionOf(line, document);
      return [{ path, range: { start: offset, end: offset }, text }];
    });
    if (insertions.length === lines.length) yield [...changes, ...insertions];
  }
}

async function tryPlan(
  aim: Aim,
  changes: readonly FileChange[],
  base: FixBase,
  before: readonly VariantFinding[],
  context: FixContext,
): Promise<VerifiedPlan | null> {
  const { engine } = context;
  const { title, code, id, mcfn, task, variable } = aim;
  const risk = aim.risk === undefined ? {} : { risk: aim.risk };
  const paths = new Set(changes.map((change) => change.path));
  const idle = obstacleToTrying(paths, context);
  if (idle)
    return {
      fix: {
        title,
        code,
        id,
        mcfn,
        task,
        variable,
        ...risk,
        obstacle: idle,
        edits: [],
        newFiles: [],
        changedTasks: [],
        before: null,
        after: null,
      },
      changes,
      after: base,
    };
  const present = textsOf(base, engine);
  const edits: EditorTextEdit[] = [];
  const texts = new Map(base.texts);
  for (const path of paths) {
    const document = documentAt(path, present);
    if (!document) return null;
    const edited = new EditedText(document.text);
    const own = changes.filter((change) => change.path === path);
    edited.apply(own);
    const [inText, leftInText] = [document.text, edited.text].map((text) => context.findingsInText(path, text).length);
    if ((leftInText ?? 0) > (inText ?? 0) - (isOfText(aim) ? 1 : 0)) return null;
    texts.set(path, edited.text);
    edits.push(...own.map(({ range, text }) => ({ path, range: toEditorRange(range, document.lines), newText: text })));
  }
  const recipe = base.recipe && (await tryRecipe(aim, base.recipe, texts, before, context));
  if (base.recipe && !recipe) return null;

  const after = { recipe, texts };
  const changed = changedTasks(aim, base, after);
  const obstacle = obstacleTo(paths, context);
  const hashOf = (state: ProvenRecipe | null): string | null => {
    const hash = state && mcfn !== null && task !== null ? variantOf(state.result, mcfn)?.tasks.get(task) : undefined;
    return hash?.kind === 'known' ? hash.hash : null;
  };
  return {
    fix: {
      title,
      code,
      id,
      mcfn,
      task,
      variable,
      ...risk,
      obstacle,
      edits: obstacle ? [] : edits,
      newFiles: obstacle ? [] : [...paths].filter((path) => present.files.stat(path) === undefined),
      changedTasks: changed,
      before: hashOf(base.recipe),
      after: hashOf(recipe),
    },
    changes,
    after,
  };
}

/** Whether a finding in a text should disappear; such a finding exists whether a recipe can be evaluated or not. */
function isOfText({ mcfn }: Aim): boolean {
  return mcfn === null;
}

/**
 * The recipe with other texts. null if it cannot be evaluated as well as before, if the finding is still there, or if
 * something new is found.
 */
async function tryRecipe(
  aim: Aim,
  { result: present }: ProvenRecipe,
  texts: ReadonlyMap<string, string>,
  before: readonly VariantFinding[],
  context: FixContext,
): Promise<ProvenRecipe | null> {
  const { engine } = context;
  const result = engine.whatIf(texts, present.fn);
  if (!result || errorsOf(result) > errorsOf(present)) return null;
  if (aim.mcfn !== null && !variantOf(result, aim.mcfn)?.signatures) return null;
  const evidence = await context.proofs.ofSupposed(texts, result);
  // A recipe that could not be evaluated before may well bring its own findings.
  if (isOfText(aim) && errorsOf(present) > 0) return { result, evidence };
  const found = findingsOf(result, evidence, withFiles(context.rules, supposed(engine.files, texts))).filter(
    (one) => one.finding.refutes !== true,
  );
  return found.some(aim.isAim) || bringsOther(found, before, aim) ? null : { result, evidence };
}

/** The files as they would be with other texts for some of them. */
function supposed(files: FileSource, texts: ReadonlyMap<string, string>): FileSource {
  const overlay = new OverlayFileSource(files);
  for (const [path, text] of texts) overlay.set(path, text);
  return overlay;
}

/**
 * Whether a finding after the fix is the one that the fix was for: the same variable of the same task, at any location.
 */
function isSame({ finding }: VariantFinding, { findings }: FindingGroup): boolean {
  return findings.some(
    ({ finding: before }) =>
      finding.mcfn === before.mcfn &&
      finding.variable === before.variable &&
      (before.tasks.length === 0 || finding.tasks.some((task) => before.tasks.includes(task))),
  );
}

/** Whether a rule finds something that it did not find before, and that the change does not say itself. */
function bringsOther(
  after: readonly VariantFinding[],
  before: readonly VariantFinding[],
  { brings = [] }: Pick<Aim, 'brings'>,
): boolean {
  const known = new Set(before.map(({ finding }) => JSON.stringify([finding.code, finding.mcfn, finding.variable])));
  return after.some(
    ({ finding }) =>
      !brings.includes(finding.code) && !known.has(JSON.stringify([finding.code, finding.mcfn, finding.variable])),
  );
}

function errorsOf({ problems }: RecipeResult): number {
  return problems.filter(({ severity }) => severity === 'error').length;
}
