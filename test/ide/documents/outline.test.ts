/** Outline and folding of every kind of statement. */

import { describe, expect, test } from 'vitest';
import { LineIndex } from '../../../server/src/engine/base/text';
import { DEFAULT_RELEASE } from '../../../server/src/engine/base/release';
import { readDocument } from '../../../server/src/ide/documents/document';
import { folding, outline } from '../../../server/src/ide/documents/outline';
import { mark, parseMarked } from '../../support/markers';
import { withMarks } from '../support';

/**
 * The outline entries are at the marks of the fixture, and have the form `KIND NAME: DETAIL`, one per line. Every name
 * is inside its statement.
 */
function checkOutline(source: string, expected: readonly string[], path = '/l/x_1.0.bb'): void {
  const { text, ranges } = parseMarked(source);
  const symbols = outline(readDocument(path, text, DEFAULT_RELEASE));
  expect(symbols.map(({ kind, name, detail }) => `${kind} ${name}: ${detail}`)).toEqual(expected);
  expect(
    withMarks(
      text,
      symbols.map(({ selectionRange }) => selectionRange),
    ),
  ).toBe(mark(text, ranges));
  const lines = new LineIndex(text);
  for (const { range, selectionRange } of symbols) {
    expect(lines.offset(range.start)).toBeLessThanOrEqual(lines.offset(selectionRange.start));
    expect(lines.offset(range.end)).toBeGreaterThanOrEqual(lines.offset(selectionRange.end));
  }
}

/** The folding ranges are the marks of the fixture, which enclose whole lines. */
function checkFolding(source: string): void {
  const { text, ranges } = parseMarked(source);
  const lines = new LineIndex(text);
  const found = folding(readDocument('/l/x_1.0.bb', text, DEFAULT_RELEASE)).map(({ startLine, endLine }) => ({
    start: lines.lineRange(startLine).start,
    end: lines.lineRange(endLine).end,
  }));
  expect(mark(text, found)).toBe(mark(text, ranges));
}

describe('outline', () => {
  test('shows assignments of every kind', () =>
    checkOutline(
      `
<|A|> = "1"
<|B|> ??= "2"
export <|C|> := "3"
<|D:append:x|> = "4"
<|E|>[doc] = "5"
  # no statement
<|F|> += "\\
  more \\
"
`,
      [
        'variable A: = 1',
        'variable B: ??= 2',
        'variable C: := 3',
        'variable D:append:x: = 4',
        'property E[doc]: = 5',
        'variable F: +=   more ',
      ],
    ));

  test('cuts a long value, between characters', () =>
    checkOutline(`<|A|> = "${'x'.repeat(59)}𝐀𝐁"\n<|B|> = "${'x'.repeat(58)}𝐀𝐁"\n<|C|> = "${'x'.repeat(60)}"\n`, [
      `variable A: = ${'x'.repeat(59)}…`,
      `variable B: = ${'x'.repeat(58)}𝐀…`,
      `variable C: = ${'x'.repeat(60)}`,
    ]));

  test('shows functions, tasks and code without a name', () =>
    checkOutline(
      `
<|do_one|>() {
    :
}
fakeroot python <|do_two|>() {
    pass
}
<|helper:append|> () {
    :
}
<|python () {|>
    pass
}
<|python __anonymous() {|>
    pass
}
def <|f|>(x):
    return x
`,
      [
        'task do_one: shell',
        'task do_two: python fakeroot',
        'function helper:append: shell',
        'function python (): anonymous',
        'function python (): anonymous',
        'function f: def',
      ],
    ));

  test('shows references to other files', () =>
    checkOutline(
      `
inherit <|one two|>
inherit_defer <|three|>
require <|a.inc|>
include <|b.inc|>
include_all <|c.inc|>
`,
      [
        'class one two: inherit',
        'class three: inherit',
        'file a.inc: require',
        'file b.inc: include',
        'file c.inc: includeAll',
      ],
    ));

  test('shows added tasks and handlers', () =>
    checkOutline(
      `
addtask <|one after do_two|>
addhandler <|my_handler|>
`,
      ['event one: addtask', 'event my_handler: addhandler'],
    ));

  test('has no entry for statements that define nothing', () =>
    checkOutline('export A\nunset B\nunset C[doc]\ndeltask one\nEXPORT_FUNCTIONS do_one\n', []));

  test('shows a configuration file', () =>
    checkOutline(
      '<|A|> = "1"\ninclude <|conf/x.conf|>\naddpylib ${LAYERDIR}/lib oe\n',
      ['variable A: = 1', 'file conf/x.conf: include'],
      '/l/conf/layer.conf',
    ));

  test('has columns in UTF-16 units, also where lines end in CR LF', () =>
    checkOutline('A\u{1d400} = "1"\r\nexport <|B|> = "𝐀"\r\n'.replace('A\u{1d400} = "1"', '<|A|> = "𝐀"'), [
      'variable A: = 𝐀',
      'variable B: = 𝐀',
    ]));

  test('shows the statements around an error', () =>
    checkOutline('<|A|> = "1"\nwhat is this\n<|B|> = "2"\n', ['variable A: = 1', 'variable B: = 2']));

  test('is empty for an empty text', () => checkOutline('', []));
});

describe('folding', () => {
  test('folds functions, defs and joined lines', () =>
    checkFolding(`
<|do_one() {
    :
}|>
A = "1"
<|B = "\\
    2 \\
"|>
<|def f(x):
    return x|>

<|python () {
    pass
}|>
<|addtask one \\
    after do_two|>
`));

  test('folds comments of more than one line', () =>
    checkFolding(`
<|# one
# two|>
A = "1"
# alone
B = "2"
<|# three
# four
# five|>`));

  test('handles CR LF, and a function at the end of the file', () =>
    checkFolding('<|do_one() {\r\n    :\r\n}|>\r\nA = "1"\r\n'));

  test('is empty where nothing can be folded', () => checkFolding('A = "1"\ndo_one[noexec] = "1"\n'));
});
