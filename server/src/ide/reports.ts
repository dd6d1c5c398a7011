/**
 * All there is to say about a recipe: what rules find in it and in the texts of files, and the problems of its metadata. What a comment
 * suppresses is left out, and a comment that suppresses nothing is told.
 */

import { RENAMED_VARIABLES } from '../engine/datastore/datastore';
import type { RecipeResult } from '../engine/engine';
import { normalize } from '../engine/files/posixPath';
import { RULES } from '../engine/rules/registry';
import type { RuleContext } from '../engine/rules/rule';
import type { EditorDiagnostic } from './analysisApi';
import type { PlaceContext } from './chains';
import { openDocument, readDocument } from './document';
import { type FileFinding, FileFindings, fileFindings } from './fileFindings';
import { type Evidence, type FindingGroup, findingsOf, groupFindings, problemDiagnostics } from './findings';
import { type Suppression, suppresses, suppressionsIn, unusedDiagnostic } from './suppressions';

export interface Report {
  readonly groups: readonly FindingGroup[];
  /** Findings in the texts of files. */
  readonly files: readonly FileFinding[];
  readonly problems: readonly EditorDiagnostic[];
  /** Ids of findings that do not hold. */
  readonly refuted: readonly string[];
  /** Suppressions of the recipe and its bbappends that hide nothing; told with what was proven, since before that not all findings are known. */
  readonly unused: readonly EditorDiagnostic[];
}

export class Reports {
  private readonly fileFindings = new FileFindings();

  constructor(private readonly places: () => PlaceContext) {}

  /** Files have changed. */
  forget(): void {
    this.fileFindings.forget();
  }

  /** The report on a recipe, and on the texts of some files beside the recipe's own. */
  of(result: RecipeResult, evidence: Evidence, paths: Iterable<string>, context: RuleContext): Report {
    const { groups, refuted } = groupFindings(findingsOf(result, evidence, context), this.places());
    const ownFiles = new Set([result.fn, ...result.appends].map(normalize));
    const files = this.inTexts([...ownFiles, ...paths]);
    const problems = this.unexplained(problemDiagnostics(result.problems, 'metadata', this.places().engine.files), files);
    const suppressions = this.suppressionsOf([...ownFiles, ...[...groups.map(({ location }) => location), ...files, ...problems].map(({ path }) => path)]);
    const found = [...groups.map(placeOf), ...files.map(({ diagnostic }) => diagnostic), ...problems];
    const unused = evidence === 'evaluation' ? [] : suppressions.filter((suppression) => ownFiles.has(suppression.path) && !found.some((one) => suppresses(suppression, one)));
    return {
      groups: groups.filter((group) => !isSuppressed(placeOf(group), suppressions)),
      files: files.filter(({ diagnostic }) => !isSuppressed(diagnostic, suppressions)),
      problems: problems.filter((problem) => !isSuppressed(problem, suppressions)),
      refuted,
      unused: unused.map(unusedDiagnostic),
    };
  }

  /** The report on texts alone, where no recipe can be evaluated. */
  ofTexts(paths: Iterable<string>): readonly FileFinding[] {
    const files = this.inTexts(paths);
    const suppressions = this.suppressionsOf(files.map(({ path }) => path));
    return files.filter(({ diagnostic }) => !isSuppressed(diagnostic, suppressions));
  }

  /** Problems without those that a finding in a text tells, at the place where they can be mended. */
  unexplained(problems: readonly EditorDiagnostic[], files: readonly FileFinding[]): readonly EditorDiagnostic[] {
    const telling = files.filter(({ rule }) => rule.errorTypes !== undefined);
    return problems.filter((problem) => !telling.some(({ rule, diagnostic }) => rule.code === problem.code || (diagnostic.path === problem.path && diagnostic.range.start.line === problem.range.start.line)));
  }

  /** What rules would say of another text of a file. */
  inText(path: string, text: string): readonly FileFinding[] {
    return fileFindings(readDocument(path, text, this.places().engine.release), this.renamedVariables());
  }

  private inTexts(paths: Iterable<string>): readonly FileFinding[] {
    const { engine } = this.places();
    const renamed = this.renamedVariables();
    return [...new Set(paths)].flatMap((path) => (/\.(bb|bbappend|bbclass|inc|conf)$/.test(path) ? this.fileFindings.of(path, renamed, () => openDocument(path, engine.files, engine.release)) : []));
  }

  private renamedVariables(): ReadonlyMap<string, string> {
    const outcome = this.places().engine.configuration();
    return (outcome.ok ? outcome.configuration.stores.get('')?.services.renamedVariables : undefined) ?? new Map(RENAMED_VARIABLES);
  }

  private suppressionsOf(paths: readonly string[]): readonly Suppression[] {
    const { engine } = this.places();
    return [...new Set(paths)].flatMap((path) => {
      const document = openDocument(path, engine.files, engine.release);
      return document ? suppressionsIn(document) : [];
    });
  }
}

type Placed = Pick<EditorDiagnostic, 'code' | 'path' | 'range'>;

function placeOf({ location: { path, range }, findings: [{ finding }] }: FindingGroup): Placed {
  return { code: finding.code, path, range };
}

function isSuppressed(found: Placed, suppressions: readonly Suppression[]): boolean {
  // An error that is no rule's finding cannot be ignored: BitBake does not.
  return RULES.some(({ code }) => code === found.code) && suppressions.some((suppression) => suppresses(suppression, found));
}
