/** Values whose text BitBake itself changes in each run: the engine shows no hash of them. */

import { beforeAll, expect, test } from 'vitest';
import { TestWorkspace } from '../../support/workspace';

let workspace: TestWorkspace;

beforeAll(async () => {
  workspace = await TestWorkspace.load();
});

/** The hash of a task that refers to `V`, which anonymous Python sets to `value`. */
function hashWith(value: string): string {
  const { variants, errors } = workspace.evaluate(
    [
      'python() {',
      `    d.setVar("V", ${value})`,
      '}',
      'python do_it() {',
      '    d.getVar("V")',
      '}',
      'addtask it',
      'python do_other() {',
      '    pass',
      '}',
      'addtask other',
      '',
    ].join('\n'),
  );
  expect(errors).toEqual([]);
  const tasks = variants[0]?.tasks;
  expect(tasks?.get('do_other')?.kind).toBe('known');
  const found = tasks?.get('do_it');
  return found?.kind === 'unknown' ? found.reason : String(found?.kind);
}

test.each([
  ['{"b", "a"}', 'the order of a set'],
  ['[1, {"b", "a"}]', 'the order of a set'],
  ['{"x": frozenset(("b", "a"))}', 'the order of a set'],
  ['{name: 1 for name in d.keys()}', 'the order in which the datastore lists its variables'],
  ['{name: 1 for name in d if name.startswith("B")}', 'the order in which the datastore lists its variables'],
  ['object()', 'the address of an object'],
])('%s: unknown', (value, reason) => {
  expect(hashWith(value)).toContain(reason);
});

test.each([
  '{"only one"}',
  'frozenset()',
  '{"z": 1, "a": 2}',
  '{"PN": 1}',
  '(1, 2)',
  '["a", ["b"]]',
  '{"a": {"b": [1]}}',
  '1.5',
])('%s: known', (value) => {
  expect(hashWith(value)).toBe('known');
});
