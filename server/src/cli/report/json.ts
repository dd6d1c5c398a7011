/** Findings as JSON, one object per line. */

import type { ReportWriter, ReportContext, Reported } from './report';

/** Prints each finding when it arrives. */
export function jsonReport({ cli, calibration }: ReportContext): ReportWriter {
  return { add: (found) => cli.outJson(asJson(found, calibration)), end: () => undefined };
}

function asJson({ diagnostic, fix, identity }: Reported, calibration: string): object {
  const { code, severity, path, range, message, finding } = diagnostic;
  const { mcfn, task, variable, chain, affected } = finding ?? {
    mcfn: null,
    task: null,
    variable: null,
    chain: [],
    affected: [],
  };
  return {
    code,
    severity,
    calibration,
    file: path,
    range,
    mcfn,
    task,
    variable,
    chain,
    affected,
    message,
    fix: fix && {
      title: fix.title,
      edits: fix.edits,
      before: fix.before,
      after: fix.after,
      ...(fix.risk !== undefined && { risk: fix.risk }),
    },
    identity,
  };
}
