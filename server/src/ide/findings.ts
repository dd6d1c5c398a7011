/** What rules and the reading of metadata have to say, as diagnostics: one per cause and place, with the chain behind it. */

import { RULES } from '../engine/rules/registry';
import type { Finding } from '../engine/rules/rule';
import type { RecipeResult, VariantResult } from '../engine/engine';
import type { MetadataProblem } from '../engine/evaluate/errors';
import type { FileSource } from '../engine/files/fileSource';
import { normalize } from '../engine/files/posixPath';
import type { EditorDiagnostic } from './analysisApi';
import { type PlaceContext, type PlacedLink, placeChain } from './chains';
import { LineIndex } from '../engine/base/text';
import { type EditorLocation, lineLocation, toEditorRange } from './editorRange';

/** A finding with its variant and its places. */
export interface PlacedFinding {
  readonly finding: Finding;
  readonly variant: VariantResult;
  readonly links: readonly PlacedLink[];
}

/** All findings of all rules for a recipe, variants in order. */
export function findingsOf(result: RecipeResult, coreLayer: string | null, files: FileSource): readonly { readonly finding: Finding; readonly variant: VariantResult }[] {
  return result.variants.flatMap((variant) => {
    const { signatures } = variant;
    if (!signatures) return [];
    return RULES.flatMap((rule) => rule.check({ ...variant, signatures }, { files, coreLayer })).map((finding) => ({ finding, variant }));
  });
}

/** Places findings; those of several variants or tasks with the same cause come out once per task of the first variant. */
export function placeFindings(found: readonly { readonly finding: Finding; readonly variant: VariantResult }[], context: PlaceContext): readonly PlacedFinding[] {
  return found.map(({ finding, variant }) => ({ finding, variant, links: placeChain(finding.chain, variant.d, context) }));
}

/** The diagnostic of findings that share a cause: the first one's chain, all tasks named. `location` is where it is shown. */
export function findingDiagnostic(findings: readonly PlacedFinding[], location: EditorLocation): EditorDiagnostic | null {
  const [first] = findings;
  if (!first) return null;
  const { finding, links } = first;
  const others = [...new Set(findings.slice(1).map((other) => other.finding.task))].filter((task) => task !== finding.task);
  const message = others.length === 0 ? finding.message : `${finding.message}; the same holds for ${others.map((task) => `\`${task}\``).join(', ')}`;
  const related = links.flatMap(({ key, location: at }, index) => {
    const next = links[index + 1];
    const text = next ? `\`${key}\` depends on \`${next.key}\`` : `\`${key}\` is \`${finding.value}\``;
    return at ? [{ location: at, message: text }] : [];
  });
  const { mcfn, task, variable, value, chain } = finding;
  return { ...location, severity: 'warning', code: finding.code, message, related, finding: { mcfn, task, variable, value, chain } };
}

/** A problem of metadata as a diagnostic in its file; null where no file is to blame. */
export function problemDiagnostic(problem: MetadataProblem, files: FileSource, code: string): EditorDiagnostic | null {
  if (!problem.file.startsWith('/')) return null;
  return { ...problemLocation(problem, files), severity: problem.severity, code, message: problem.message, related: [] };
}

function problemLocation(problem: MetadataProblem, files: FileSource): EditorLocation {
  if (!problem.range) return lineLocation(problem.file, problem.line, files);
  const found = files.readText(problem.file);
  return { path: normalize(problem.file), range: toEditorRange(problem.range, new LineIndex(found.kind === 'text' ? found.text : '')) };
}
