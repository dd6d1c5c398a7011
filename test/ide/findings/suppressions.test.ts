/** What a comment that ignores a finding applies to. */

import { describe, expect, test } from 'vitest';
import { readDocument } from '../../../server/src/ide/documents/document';
import {
  mayHaveSuppressions,
  namesRule,
  suppresses,
  suppressionsIn,
  type Suppression,
  unusedDiagnostic,
} from '../../../server/src/ide/findings/suppressions';
import { WRYNOSE } from '../../engine/tasks/support';

const PATH = '/l/a.bb';

function read(...lines: readonly string[]): readonly Suppression[] {
  return suppressionsIn(readDocument(PATH, lines.join('\n'), WRYNOSE));
}

/** The lines that a suppression applies to, from 0. */
function linesOf({ target }: Suppression): readonly [number, number] | null {
  return target && [target.start.line, target.end.line];
}

function hides(suppression: Suppression, line: number, code = 'host-path', path = PATH): boolean {
  const at = { line, character: 0 };
  return suppresses(suppression, { code, path, range: { start: at, end: at } });
}

describe('a comment', () => {
  test('above a statement applies to the whole statement, with blank lines between', () => {
    const [one] = read('# sighound: ignore host-path known since 2020', '', 'A = "\\', '  x"', 'B = "y"');
    expect(one).toMatchObject({ code: 'host-path', reason: 'known since 2020' });
    expect(linesOf(one!)?.[0]).toBe(2);
    expect([1, 2, 3, 4].map((line) => hides(one!, line))).toEqual([false, true, true, false]);
  });

  test('inside a function applies to the line below', () => {
    const [one] = read('do_x() {', '  # sighound: ignore host-path', '  one', '  two', '}');
    expect(one?.range.start).toEqual({ line: 1, character: 2 });
    expect([2, 3].map((line) => hides(one!, line))).toEqual([true, false]);
  });

  test('at the end of the file applies to nothing', () => {
    const [one] = read('A = "x"', '# sighound: ignore host-path');
    expect(linesOf(one!)).toBeNull();
    expect(hides(one!, 0)).toBe(false);
  });

  test('hides its own rule in its own file only', () => {
    const [one] = read('# sighound: ignore host-path', 'A = "x"');
    expect([hides(one!, 1), hides(one!, 1, 'nostamp-task'), hides(one!, 1, 'host-path', '/l/b.bb')]).toEqual([
      true,
      false,
      false,
    ]);
  });

  test('needs a line of its own', () => expect(read('A = "x" # sighound: ignore host-path')).toEqual([]));

  test('without a rule has an empty code', () =>
    expect(read('#sighound:ignore', 'A = "x"')).toMatchObject([{ code: '' }]));
});

test('only a text with the word is worth reading', () => {
  expect(mayHaveSuppressions('# sighound: ignore x')).toBe(true);
  expect(mayHaveSuppressions('# ignore x')).toBe(false);
});

test('a code that no rule has leads to the rules that share most of its words', () => {
  const message = (code: string): string => unusedDiagnostic(read(`# sighound: ignore ${code}`, 'A = "x"')[0]!).message;
  expect(message('path-host')).toContain('did you mean `host-path`?');
  expect(message('xyz')).toContain('the rules are ');
  expect(namesRule(read('# sighound: ignore host-path')[0]!)).toBe(true);
  expect(namesRule(read('# sighound: ignore xyz')[0]!)).toBe(false);
});
