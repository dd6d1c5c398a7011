/**
 * What rules find in a recipe, as diagnostics: one per cause, at the location where it can be fixed, with the chain
 * behind it and all tasks and variants that it concerns. Problems from reading metadata become diagnostics here, too.
 */

import { LineIndex } from '../../engine/base/text';
import { assignmentsBehind, lossText } from '../../engine/datastore/assignments';
import type { Origin } from '../../engine/datastore/history';
import type { RecipeResult, VariantResult } from '../../engine/engine';
import type { MetadataProblem } from '../../engine/evaluate/errors';
import type { FileSource } from '../../engine/files/fileSource';
import { normalize } from '../../engine/files/posixPath';
import { RULES } from '../../engine/rules/registry';
import type { Finding, Proof, Rule, RuleContext, RuleVariant } from '../../engine/rules/rule';
import type { EditorDiagnostic } from '../api/analysisApi';
import { type LocationContext, type LocatedLink, locationChain, splitKey } from '../documents/chains';
import { type EditorLocation, lineLocation, toEditorRange } from '../documents/editorRange';

/** A finding with the variant in which it was made. */
export interface VariantFinding {
  readonly rule: Rule;
  readonly finding: Finding;
  readonly variant: VariantResult;
}

/** The findings of all variants with the same cause and the same location. */
export interface FindingGroup {
  /** Identifies the cause and its location in all variants and recipes. */
  readonly id: string;
  readonly location: EditorLocation;
  readonly links: readonly LocatedLink[];
  /** The first finding represents all. */
  readonly findings: readonly [VariantFinding, ...VariantFinding[]];
}

/** Which rules run: those that check one evaluation, or all of them, with the proofs. */
export type Evidence = 'evaluation' | ReadonlyMap<string, Proof>;

/** The findings of all rules in all variants of a recipe that were evaluated to the end. */
export function findingsOf(result: RecipeResult, evidence: Evidence, context: RuleContext): readonly VariantFinding[] {
  return result.variants.flatMap((variant) => {
    const seen = ruleVariant(variant, result, evidence);
    return seen ? findingsIn(seen, variant, evidence, context) : [];
  });
}

/** A variant of a recipe as rules see it; null if it has no signatures. */
export function ruleVariant(
  variant: VariantResult,
  { variants }: Pick<RecipeResult, 'variants'>,
  evidence: Evidence,
): RuleVariant | null {
  const alone = (one: VariantResult): RuleVariant[] => {
    const { mcfn, multiconfig, d, signatures } = one;
    const proof = evidence === 'evaluation' ? null : (evidence.get(mcfn) ?? null);
    return signatures ? [{ mcfn, multiconfig, d, signatures, proof, siblings: [] }] : [];
  };
  const [seen] = alone(variant);
  if (!seen) return null;
  const siblings = variants.filter((one) => one.variant === variant.variant && one.multiconfig !== variant.multiconfig);
  return { ...seen, siblings: siblings.flatMap(alone) };
}

function findingsIn(
  seen: RuleVariant,
  variant: VariantResult,
  evidence: Evidence,
  context: RuleContext,
): readonly VariantFinding[] {
  const ask = (rules: readonly Rule[]): VariantFinding[] =>
    rules.flatMap((rule) => rule.check(seen, context).map((finding) => ({ rule, finding, variant })));
  const evaluated = ask(RULES.filter((rule) => !rule.needsProof));
  if (evidence === 'evaluation') return evaluated;
  // If a more specific rule explains a variable, a proof need not report it again.
  const explained = new Set(
    evaluated.flatMap(({ rule, finding }) =>
      rule.explainsProofs === true && finding.refutes !== true ? [finding.variable] : [],
    ),
  );
  return [
    ...evaluated,
    ...ask(RULES.filter((rule) => rule.needsProof)).filter(({ finding }) => !explained.has(finding.variable)),
  ];
}

/**
 * Findings by cause and location, and what is refuted: a variant has the statement, and nothing is wrong with it there.
 */
export interface GroupedFindings {
  readonly groups: readonly FindingGroup[];
  readonly refuted: readonly string[];
}

/**
 * Groups findings with the same cause and location. A finding that needs the agreement of all is dropped if a variant
 * of the recipe refutes it.
 */
export function groupFindings(found: readonly VariantFinding[], context: LocationContext): GroupedFindings {
  const groups = new Map<
    string,
    { readonly location: EditorLocation; readonly links: readonly LocatedLink[]; readonly findings: VariantFinding[] }
  >();
  const refuted = new Set<string>();
  for (const one of found) {
    const links = locationChain(one.finding.chain, one.variant.d, context);
    const location = locationOf(one.finding, links, context.engine.files) ?? {
      path: normalize(recipePath(one.finding.mcfn)),
      range: START,
    };
    const id = JSON.stringify([one.finding.code, location.path, location.range, one.finding.variable]);
    if (one.finding.refutes === true) {
      refuted.add(id);
      continue;
    }
    const known = groups.get(id);
    if (known) known.findings.push(one);
    else groups.set(id, { location, links, findings: [one] });
  }
  const left = [...groups].flatMap(([id, { location, links, findings }]) => {
    const [first, ...others] = findings;
    return first && !refuted.has(id) ? [{ id, location, links, findings: [first, ...others] as const }] : [];
  });
  return { groups: left, refuted: [...refuted] };
}

const START = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };

function recipePath(mcfn: string): string {
  return mcfn.slice(mcfn.indexOf('/'));
}

/**
 * The statement that causes the finding, or the location of the last key before the variable; null if no file causes
 * it.
 */
function locationOf({ location }: Finding, links: readonly LocatedLink[], files: FileSource): EditorLocation | null {
  if (location) return location.file.startsWith('/') ? originLocation(location, files) : null;
  return lastBefore(links)?.location ?? null;
}

/** The last key before the variable that has a location in a file: it brings the variable in. */
function lastBefore(links: readonly LocatedLink[]): LocatedLink | undefined {
  return links
    .slice(0, Math.max(links.length - 1, 1))
    .filter(({ location }) => location !== null)
    .at(-1);
}

/** At most this many tasks are named in a message. */
const MOST_NAMED = 6;

/** The diagnostic of a group: the first finding's chain, with everything that the group concerns. */
export function findingDiagnostic({ id, location, links, findings }: FindingGroup): EditorDiagnostic {
  const [{ finding, rule }] = findings;
  const { mcfn, variable, value, chain, code } = finding;
  const affected = findings.map((one) => ({ mcfn: one.finding.mcfn, tasks: one.finding.tasks }));
  const related =
    finding.chain.length < 2
      ? []
      : links.flatMap(({ key, location: at }, index) => {
          const next = links[index + 1];
          const text = next ? `\`${key}\` depends on \`${next.key}\`` : `\`${key}\` is \`${value}\``;
          return at ? [{ location: at, message: text }] : [];
        });
  const task = finding.tasks[0] ?? null;
  return {
    ...location,
    severity: rule.severity,
    code,
    message: finding.message + others(affected),
    related: [...related, ...lostAssignments(findings[0])],
    finding: {
      id,
      mcfn,
      task,
      variable,
      key: (finding.location ? undefined : lastBefore(links)?.key) ?? variable,
      value,
      chain,
      affected,
      ...(finding.needsAll === true && { needsAll: true }),
    },
  };
}

/** More assignments without effect are not listed. */
const MOST_LOST = 5;

/** The assignments of a finding's variable that look like its cause and have no effect, where it is at one that wins. */
function lostAssignments({ finding, variant: { d } }: VariantFinding): EditorDiagnostic['related'] {
  const { location, variable } = finding;
  if (!location) return [];
  const { variable: name, flag } = splitKey(variable);
  const { effective, lost } = assignmentsBehind(name, flag, d);
  if (!effective.some(({ entry }) => entry.origin === location)) return [];
  return lost
    .filter(({ entry }) => entry.file.startsWith('/') && entry.line > 0)
    .slice(0, MOST_LOST)
    .map(({ variable: assigned, entry, loss }) => ({
      location: lineAt(entry.origin),
      message: `\`${assigned}\` is set here as well, without effect: ${lossText(loss)}`,
    }));
}

/** The first character of a line: enough to go there, without reading the file. */
function lineAt({ file, line }: Origin): EditorLocation {
  const start = { line: line - 1, character: 0 };
  return { path: normalize(file), range: { start, end: start } };
}

/** What else a finding concerns, to be appended to its message. */
export function others(affected: readonly { readonly mcfn: string; readonly tasks: readonly string[] }[]): string {
  const [first] = affected;
  const tasks = [...new Set(affected.flatMap((one) => one.tasks))].filter((task) => task !== first?.tasks[0]);
  const named = tasks
    .slice(0, MOST_NAMED)
    .map((task) => `\`${task}\``)
    .join(', ');
  const more = tasks.length > MOST_NAMED ? ` and ${tasks.length - MOST_NAMED} more` : '';
  const recipes = new Set(affected.map((one) => recipePath(one.mcfn))).size;
  return `${tasks.length === 0 ? '' : `; also for ${named}${more}`}${recipes > 1 ? `; in ${recipes} recipes` : ''}`;
}

/**
 * Problems of metadata as diagnostics in their files, each once; problems that no file causes are left out. `kind`:
 * `metadata`, `configuration`.
 */
export function problemDiagnostics(
  problems: readonly MetadataProblem[],
  kind: string,
  files: FileSource,
): readonly EditorDiagnostic[] {
  const found = new Map<string, EditorDiagnostic>();
  for (const problem of problems) {
    const { file, type = '', severity } = problem;
    if (!file.startsWith('/')) continue;
    const rule = RULES.find(({ errors = {} }) => Object.hasOwn(errors, type));
    const message = rule?.errors?.[type]?.(problem.message) ?? problem.message;
    const diagnostic = {
      ...originLocation(problem, files),
      severity: rule?.severity ?? severity,
      code: rule?.code ?? `${kind}-${severity}`,
      message,
      related: [],
    };
    found.set(JSON.stringify([diagnostic.path, diagnostic.range, message]), diagnostic);
  }
  return [...found.values()];
}

/** The statement that an origin names, or its line. */
function originLocation({ file, line, range }: Origin, files: FileSource): EditorLocation {
  if (!range) return lineLocation(file, line, files);
  const found = files.readText(file);
  return { path: normalize(file), range: toEditorRange(range, new LineIndex(found.kind === 'text' ? found.text : '')) };
}
