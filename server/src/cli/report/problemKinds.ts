/** The codes of problems that no rule finds: errors in the metadata itself. */

import type { Severity } from '../../engine/rules/rule';

export interface ProblemKind {
  readonly code: string;
  readonly severity: Severity;
  readonly title: string;
}

export const PROBLEM_KINDS: readonly ProblemKind[] = [
  { code: 'parse-error', severity: 'error', title: 'a line that BitBake cannot read' },
  { code: 'metadata-error', severity: 'error', title: 'metadata that BitBake gives up' },
  { code: 'metadata-warning', severity: 'warning', title: 'metadata that BitBake warns of' },
  { code: 'configuration-error', severity: 'error', title: 'a configuration that BitBake gives up' },
  { code: 'configuration-warning', severity: 'warning', title: 'a configuration that BitBake warns of' },
];
