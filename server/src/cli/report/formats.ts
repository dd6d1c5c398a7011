/** The formats of `sighound check`. */

import { jsonReport } from './json';
import { junitReport } from './junit';
import type { ReportWriter, ReportContext } from './report';
import { sarifReport } from './sarif';
import { textReport } from './text';

export const REPORTS = {
  text: textReport,
  json: jsonReport,
  sarif: sarifReport,
  junit: junitReport,
} satisfies Readonly<Record<string, (context: ReportContext) => ReportWriter>>;

export type ReportFormat = keyof typeof REPORTS;
