/** Findings of many recipes as one list. */

import { expect, test } from 'vitest';
import type { EditorDiagnostic } from '../../../server/src/ide/api/analysisApi';
import { MergedFindings } from '../../../server/src/ide/findings/mergedFindings';

const CLASS = '/l/shared.bbclass';

function found(mcfn: string, { tasks = ['do_x'], id = 'one', path = CLASS, needsAll = false } = {}): EditorDiagnostic {
  const at = { line: 0, character: 0 };
  return {
    path,
    range: { start: at, end: at },
    severity: 'warning',
    code: 'host-path',
    message: 'a fact',
    related: [],
    finding: { id, variable: 'V', key: 'V', affected: [{ mcfn, tasks }], needsAll },
  } as unknown as EditorDiagnostic;
}

function shown(merged: MergedFindings): readonly string[] {
  return merged.all().map(({ fn, diagnostic }) => `${fn}: ${diagnostic.message}`);
}

test('one cause is listed once, with all recipes and tasks that it concerns', () => {
  const merged = new MergedFindings({ isWhole: false });
  merged.add('/l/a.bb', { diagnostics: [found('/l/a.bb')], refuted: [] });
  merged.add('/l/b.bb', { diagnostics: [found('/l/b.bb', { tasks: ['do_x', 'do_y'] })], refuted: [] });
  merged.add('/l/c.bb', { diagnostics: [found('/l/c.bb', { id: 'two' })], refuted: [] });
  expect(shown(merged)).toEqual(['/l/a.bb: a fact; also for `do_y`; in 2 recipes', '/l/c.bb: a fact']);
  expect(merged.all()[0]?.diagnostic.finding?.affected.map(({ mcfn }) => mcfn)).toEqual(['/l/a.bb', '/l/b.bb']);
});

test('a finding that one recipe refutes is not listed, in whichever order', () => {
  const merged = new MergedFindings({ isWhole: false });
  merged.add('/l/a.bb', { diagnostics: [], refuted: ['one'] });
  merged.add('/l/b.bb', { diagnostics: [found('/l/b.bb'), found('/l/b.bb', { id: 'two' })], refuted: [] });
  merged.add('/l/c.bb', { diagnostics: [], refuted: ['two'] });
  expect(shown(merged)).toEqual([]);
});

test('a finding in a shared file that needs the agreement of all recipes waits for all', () => {
  const listed = (isWhole: boolean, path = CLASS): number => {
    const merged = new MergedFindings({ isWhole });
    merged.add('/l/a.bb', { diagnostics: [found('/l/a.bb', { needsAll: true, path })], refuted: [] });
    return merged.all().length;
  };
  expect([listed(true), listed(false), listed(false, '/l/a.bb')]).toEqual([1, 0, 1]);
});
