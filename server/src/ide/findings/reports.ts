/**
 * The full report on a recipe: what rules find in it and in the texts of files, and the problems of its metadata. What
 * a comment suppresses is left out, and a comment that suppresses nothing is reported.
 */

import type { Engine, RecipeResult } from '../../engine/engine';
import { normalize } from '../../engine/files/posixPath';
import { RULES } from '../../engine/rules/registry';
import type { ConfiguredNames, RuleContext } from '../../engine/rules/rule';
import type { EditorDiagnostic } from '../api/analysisApi';
import type { LocationContext, TextSource } from '../documents/chains';
import { configuredNames } from './configuredNames';
import { type MetadataDocument, openDocument, readDocument } from '../documents/document';
import { type FileFinding, FileFindings, fileFindings } from './fileFindings';
import { type Evidence, type FindingGroup, findingsOf, groupFindings, problemDiagnostics } from './findings';
import { withFiles } from './ruleFiles';
import { type Suppression, mayHaveSuppressions, suppresses, suppressionsIn } from './suppressions';

export interface FindingsReport {
  readonly groups: readonly FindingGroup[];
  /** Findings in the texts of files. */
  readonly files: readonly FileFinding[];
  readonly problems: readonly EditorDiagnostic[];
  /** Ids of findings that are not valid. */
  readonly refuted: readonly string[];
  /**
   * Suppressions of the recipe and its bbappends that hide nothing. They are reported only together with proofs,
   * because not all findings are known before that.
   */
  readonly unused: readonly Suppression[];
}

export class Reports {
  private readonly fileFindings = new FileFindings();
  private names: ConfiguredNames | null = null;

  constructor(
    private readonly engine: Engine,
    private readonly locations: () => LocationContext,
  ) {}

  /** Files have changed. */
  forget(): void {
    this.fileFindings.forget();
    this.names = null;
  }

  /**
   * The report on a recipe, and on the texts of some files in addition to the recipe's own. `texts` are the texts that
   * the recipe was evaluated with.
   */
  of(
    result: RecipeResult,
    evidence: Evidence,
    paths: Iterable<string>,
    context: RuleContext,
    texts: TextSource = this.engine,
  ): FindingsReport {
    const { groups, refuted } = groupFindings(findingsOf(result, evidence, withFiles(context, texts.files)), {
      ...this.locations(),
      engine: texts,
    });
    const ownFiles = new Set([result.fn, ...result.appends].map(normalize));
    const files = this.inTexts([...ownFiles, ...paths], texts);
    const problems = this.unexplained(problemDiagnostics(result.problems, 'metadata', texts.files), files);
    const suppressions = suppressionsOf(
      [...ownFiles, ...[...groups.map(({ location }) => location), ...files, ...problems].map(({ path }) => path)],
      texts,
    );
    const found = [...groups.map(locationOf), ...files.map(({ diagnostic }) => diagnostic), ...problems];
    const unused =
      evidence === 'evaluation'
        ? []
        : suppressions.filter(
            (suppression) => ownFiles.has(suppression.path) && !found.some((one) => suppresses(suppression, one)),
          );
    return {
      groups: groups.filter((group) => !isSuppressed(locationOf(group), suppressions)),
      files: files.filter(({ diagnostic }) => !isSuppressed(diagnostic, suppressions)),
      problems: problems.filter((problem) => !isSuppressed(problem, suppressions)),
      refuted,
      unused,
    };
  }

  /** The report on texts alone, if no recipe can be evaluated. */
  ofTexts(paths: Iterable<string>, texts: TextSource = this.engine): readonly FileFinding[] {
    const files = this.inTexts(paths, texts);
    const suppressions = suppressionsOf(
      files.map(({ path }) => path),
      texts,
    );
    return files.filter(({ diagnostic }) => !isSuppressed(diagnostic, suppressions));
  }

  /** Problems, without those that a finding in a text already reports at the location where they can be fixed. */
  unexplained(problems: readonly EditorDiagnostic[], files: readonly FileFinding[]): readonly EditorDiagnostic[] {
    return problems.filter((problem) => !files.some((file) => explains(file, problem)));
  }

  /** Problems of the configuration. A finding in a text replaces the problems that it explains. */
  ofConfiguration(problems: readonly EditorDiagnostic[]): readonly EditorDiagnostic[] {
    const files = this.ofTexts(problems.map(({ path }) => path));
    const explaining = files.filter((file) => problems.some((problem) => explains(file, problem)));
    return [...explaining.map(({ diagnostic }) => diagnostic), ...this.unexplained(problems, files)];
  }

  /** What rules would find in a different text of a file. */
  inText(path: string, text: string): readonly FileFinding[] {
    return fileFindings(readDocument(path, text, this.engine.release), this.configuredNames());
  }

  private inTexts(paths: Iterable<string>, texts: TextSource): readonly FileFinding[] {
    const names = this.configuredNames();
    const read = (path: string): MetadataDocument | null => openDocument(path, texts.files, texts.release);
    return [...new Set(paths)]
      .filter((path) => /\.(bb|bbappend|bbclass|inc|conf)$/.test(path))
      .flatMap((path) => {
        // Only findings in the present files are remembered, not those in texts that are tried.
        if (texts.files === this.engine.files) return this.fileFindings.of(path, names, read);
        const document = read(path);
        return document ? fileFindings(document, names) : [];
      });
  }

  private configuredNames(): ConfiguredNames {
    return (this.names ??= configuredNames(this.engine));
  }
}

function suppressionsOf(paths: readonly string[], { files, release }: TextSource): readonly Suppression[] {
  return [...new Set(paths)].flatMap((path) => {
    const found = files.readText(path);
    // Very few files have a suppression, and reading their statements takes the most time.
    return found.kind === 'text' && mayHaveSuppressions(found.text)
      ? suppressionsIn(readDocument(path, found.text, release))
      : [];
  });
}

/** Whether a finding explains a problem: the problem has the code of the finding's rule, or is on the same line. */
function explains({ rule, diagnostic: { path, range } }: FileFinding, problem: EditorDiagnostic): boolean {
  if (rule.errors === undefined) return false;
  return rule.code === problem.code || (path === problem.path && range.start.line === problem.range.start.line);
}

type Located = Pick<EditorDiagnostic, 'code' | 'path' | 'range'>;

function locationOf({ location: { path, range }, findings: [{ finding }] }: FindingGroup): Located {
  return { code: finding.code, path, range };
}

function isSuppressed(found: Located, suppressions: readonly Suppression[]): boolean {
  // An error that no rule finds cannot be ignored, because BitBake does not ignore it.
  return (
    RULES.some(({ code }) => code === found.code) && suppressions.some((suppression) => suppresses(suppression, found))
  );
}
