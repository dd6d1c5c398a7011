/** `--rule` and `--fail-on`. */

import { describe, expect, test } from 'vitest';
import { fails, readRules, SEVERITIES, withSeverity } from '../../server/src/cli/severities';
import type { EditorDiagnostic } from '../../server/src/ide/api/analysisApi';

const at = { line: 0, character: 0 };
const finding: EditorDiagnostic = {
  path: '/a.bb',
  range: { start: at, end: at },
  severity: 'warning',
  code: 'host-path',
  message: '',
  related: [],
};

describe('--rule', () => {
  test('sets the severity of its rule', () => {
    const rules = readRules(['host-path=error', 'nostamp-task=off', 'host-path=error']);
    expect(withSeverity(finding, rules)?.severity).toBe('error');
    expect(withSeverity({ ...finding, code: 'nostamp-task' }, rules)).toBeNull();
    expect(withSeverity({ ...finding, code: 'shared-stamp' }, rules)?.severity).toBe('warning');
  });

  test.each([
    [['no-such-rule=error'], 'there is no rule `no-such-rule`'],
    [['host-path=loud'], 'write host-path=error, =warning, =information, =hint or =off'],
    [['host-path=error=off'], 'write host-path=error, =warning'],
    [['host-path'], 'write host-path=error, =warning'],
    [['host-path=error', 'host-path=off'], 'host-path is set to error as well'],
  ])('%j is refused', (given, message) => expect(() => readRules(given)).toThrow(message));
});

test('--fail-on counts its severity and all above', () => {
  const failing = (failOn: Parameters<typeof fails>[1]): readonly string[] =>
    SEVERITIES.filter((severity) => fails({ ...finding, severity }, failOn));
  expect(failing('hint')).toEqual(['hint', 'information', 'warning', 'error']);
  expect(failing('warning')).toEqual(['warning', 'error']);
  expect(failing('error')).toEqual(['error']);
  expect(failing('never')).toEqual([]);
});
