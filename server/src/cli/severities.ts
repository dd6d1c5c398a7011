/** `--rule` and `--fail-on`: the severity of findings on the command line. */

import { RULES } from '../engine/rules/registry';
import type { Severity } from '../engine/rules/rule';
import type { EditorDiagnostic } from '../ide/api/analysisApi';
import { UsageError } from './commandLine';

/** The least severe first. */
export const SEVERITIES: readonly Severity[] = ['hint', 'information', 'warning', 'error'];

export type GivenSeverity = Severity | 'off';

/** The severities that the user sets for rules, by code. */
export type RuleSeverities = ReadonlyMap<string, GivenSeverity>;

/** Reads `CODE=SEVERITY` texts. A code may occur twice with the same severity, but not with two different ones. */
export function readRules(given: readonly string[]): RuleSeverities {
  const found = new Map<string, GivenSeverity>();
  for (const text of given) {
    const [code = '', value = '', ...rest] = text.split('=');
    const severity = rest.length > 0 ? undefined : ([...SEVERITIES, 'off'] as const).find((known) => known === value);
    if (!RULES.some((rule) => rule.code === code))
      throw new UsageError(
        `--rule ${text}: there is no rule \`${code}\`; rules are ${RULES.map((rule) => rule.code).join(', ')}`,
      );
    if (severity === undefined)
      throw new UsageError(`--rule ${text}: write ${code}=error, =warning, =information, =hint or =off`);
    const before = found.get(code);
    if (before !== undefined && before !== severity)
      throw new UsageError(`--rule ${text}: ${code} is set to ${before} as well; give one of them`);
    found.set(code, severity);
  }
  return found;
}

/** The diagnostic with the severity that the user wants; null if its rule is off. */
export function withSeverity(diagnostic: EditorDiagnostic, rules: RuleSeverities): EditorDiagnostic | null {
  const severity = rules.get(diagnostic.code) ?? diagnostic.severity;
  return severity === 'off' ? null : { ...diagnostic, severity };
}

/** Whether a finding makes the command fail. */
export function fails({ severity }: EditorDiagnostic, failOn: Severity | 'never'): boolean {
  return failOn !== 'never' && SEVERITIES.indexOf(severity) >= SEVERITIES.indexOf(failOn);
}
