/**
 * Collects the statements and problems of one file while it is read. Owns the rule that the first aborting problem is
 * the failure and that only statements in front of it count for BitBake.
 */

import type { SourceRange } from '../base/text';
import type { ParsedFile, ParseProblem, Statement } from './statements';

/** Where a problem lies. */
export interface Place {
  readonly range: SourceRange;
  readonly line: number;
}

/** A file that is no metadata at all would otherwise have a problem on each of its million lines. */
const MOST_PROBLEMS = 1000;

/** A `ParsedFile` in the making. */
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

  /** Something BitBake only logs. */
  warn(message: string, place: Place): void {
    this.report({ message, range: place.range, line: place.line, severity: 'warning' });
  }

  /** Something that makes BitBake give up on the file. */
  abort(severity: 'fatal' | 'parse-error', message: string, place: Place): void {
    const problem: ParseProblem = { message, range: place.range, line: place.line, severity };
    if (this.failed !== null) {
      this.report(problem);
    } else {
      this.failed = problem;
      this.problems.push(problem);
    }
  }

  /** An end of the file that BitBake may notice when it has evaluated the statements. */
  abortLate(message: string, place: Place): void {
    this.failsLate = { message, range: place.range, line: place.line, severity: 'parse-error' };
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
