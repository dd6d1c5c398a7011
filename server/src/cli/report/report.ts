/** The input of a report. Each format has its own file in this folder. */

import type { EditorDiagnostic, EditorFix } from '../../ide/api/analysisApi';
import type { CommandLine } from '../commandLine';
import type { RuleSeverities } from '../severities';

/** A finding in the form to report: with the severity that the user wants. */
export interface Reported {
  readonly diagnostic: EditorDiagnostic;
  /** The fix that was tried and worked. */
  readonly fix: EditorFix | null;
  /** Its name in a baseline. */
  readonly identity: string;
  /** Whether it makes the command fail. */
  readonly fails: boolean;
}

/** What was checked. It is reported at the end. */
export interface Summary {
  readonly recipes: number;
  /** The number of findings that are not reported because the baseline contains them. */
  readonly inBaseline: number;
}

export interface ReportWriter {
  /** Adds a finding. The command calls this as soon as it has tried the finding's fix. */
  readonly add: (found: Reported) => void;
  readonly end: (summary: Summary) => void;
}

export interface ReportContext {
  readonly cli: CommandLine;
  /** The version of this program. */
  readonly version: string;
  readonly rules: RuleSeverities;
  /** Whether the workspace's BitBake computes the same hashes: `confirmed`, `differs`, `not confirmed`. */
  readonly calibration: string;
}
