/**
 * Collects the statements and problems of one file while it is read. It applies the rule that the first aborting
 * problem is the failure and that BitBake uses only the statements before it.
 */

import type { SourceRange } from '../base/text';
import type { ParsedFile, ParseProblem, Statement } from './statements';

/** The location of a problem. */
export interface ProblemLocation {
  readonly range: SourceRange;
  readonly line: number;
}

/** A file that is not metadata could otherwise produce one problem for each of a million lines. */
const MOST_PROBLEMS = 1000;

/** Builds a `ParsedFile`. */
export class ParsedFileBuilder {
  private readonly statements: Statement[] = [];
  private readonly problems: ParseProblem[] = [];
  private failed: ParseProblem | null = null;
  private failsLate: ParseProblem | null = null;
  private evaluable = 0;

  add(statement: Statement): void {
    this.statements.push(statement);
    if (this.failed === null && this.failsLate === null) this.evaluable = this.statements.length;
  }

  /** Adds a problem that BitBake only logs. */
  warn(message: string, location: ProblemLocation): void {
    this.report({ message, range: location.range, line: location.line, severity: 'warning' });
  }

  /** Adds a problem that makes BitBake give up the file. */
  abort(severity: 'fatal' | 'parse-error', message: string, location: ProblemLocation): void {
    const problem: ParseProblem = { message, range: location.range, line: location.line, severity };
    if (this.failed !== null) {
      this.report(problem);
    } else {
      this.failed = problem;
      this.problems.push(problem);
    }
  }

  /** Adds a problem with the end of the file, which BitBake may notice only after it has evaluated the statements. */
  abortLate(message: string, location: ProblemLocation): void {
    this.failsLate = { message, range: location.range, line: location.line, severity: 'parse-error' };
    this.problems.push(this.failsLate);
  }

  build(): ParsedFile {
    const { statements, evaluable, problems, failed } = this;
    return { statements, evaluable, problems, failed, failsLate: failed === null ? this.failsLate : null };
  }

  private report(problem: ParseProblem): void {
    if (this.problems.length < MOST_PROBLEMS) this.problems.push(problem);
  }
}
