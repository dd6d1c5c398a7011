/** What a report is told. Each format has its file beside this one. */

import type { EditorDiagnostic, EditorFix } from '../../ide/analysisApi';
import type { CliHost } from '../cliHost';
import type { RuleSeverities } from '../severities';

/** Something found, as it is to be told: in the severity that the user wants. */
export interface Reported {
  readonly diagnostic: EditorDiagnostic;
  /** The fix that was tried and holds. */
  readonly fix: EditorFix | null;
  /** Its name in a baseline. */
  readonly identity: string;
  /** Whether it makes the command fail. */
  readonly fails: boolean;
}

/** What was looked at, told at the end. */
export interface Summary {
  readonly recipes: number;
  /** Findings that are not told, since the baseline has them. */
  readonly inBaseline: number;
}

export interface Report {
  /** Something was found; called as soon as its fix was tried. */
  readonly add: (found: Reported) => void;
  readonly end: (summary: Summary) => void;
}

export interface ReportContext {
  readonly cli: CliHost;
  /** This program's. */
  readonly version: string;
  readonly rules: RuleSeverities;
  /** Whether the workspace's BitBake comes to the same hashes: `confirmed`, `differs`, `not confirmed`. */
  readonly calibration: string;
}
