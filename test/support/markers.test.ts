/** The fixture format that the other tests rely on. */

import { describe, expect, test } from 'vitest';
import { annotate, mark, parseFixture, parseMarked } from './markers';

describe('files', () => {
  test('text without a file line is one file', () => {
    expect(parseFixture('\nA = "1"\n')).toEqual([
      { path: 'test.bb', text: 'A = "1"\n', ranges: [], cursors: [], notes: [] },
    ]);
  });

  test('file lines split the text and belong to no file', () => {
    const files = parseFixture('\n#- conf/local.conf\nA = "1"\n\n#- r/x_1.bb\n    B = "2"');
    expect(files.map(({ path, text }) => [path, text])).toEqual([
      ['conf/local.conf', 'A = "1"\n\n'],
      ['r/x_1.bb', '    B = "2"'],
    ]);
  });

  test('text before the first file line is a separate file', () => {
    expect(parseFixture('A = "1"\n#- b.inc\n').map(({ path, text }) => [path, text])).toEqual([
      ['test.bb', 'A = "1"\n'],
      ['b.inc', ''],
    ]);
  });

  test('a path that occurs twice is refused', () => {
    expect(() => parseFixture('#- a.bb\n#- b.bb\n#- a.bb\n')).toThrow('two files a.bb');
  });

  test('more than one file is not a marked file', () => {
    expect(() => parseMarked('#- a.bb\n#- b.bb\n')).toThrow('more than one file');
  });
});

describe('marks', () => {
  test('ranges and cursors are offsets into the text without marks', () => {
    expect(parseMarked('A = "<|${<|B|>}|>"<|>')).toEqual({
      path: 'test.bb',
      text: 'A = "${B}"',
      ranges: [
        { start: 5, end: 9 },
        { start: 7, end: 8 },
      ],
      cursors: [10],
      notes: [],
    });
  });

  test('marks that do not match are refused', () => {
    expect(() => parseMarked('a <|b')).toThrow('offset 2 is not closed');
    expect(() => parseMarked('a b|>')).toThrow('closes nothing at offset 3');
  });

  test.each(['<|a|><|b|>', '<|<|a|>b|>', 'a<|b<|c|>|>', '<|>a<|b|>', '<|a|><|><|b|>', 'a<||>b', 'plain', '<|a|>b<|>'])(
    '%s is read back unchanged',
    (source) => {
      const { text, ranges, cursors } = parseMarked(source);
      expect(mark(text, ranges, cursors)).toBe(source);
    },
  );
});

describe('notes', () => {
  test('a note is about what its carets are below, and its line is no text', () => {
    expect(parseMarked('do_a() {\n\techo ${B}\n\t       ^ one of `B`\n\t     ^^^^ two\n}')).toEqual({
      path: 'test.bb',
      text: 'do_a() {\n\techo ${B}\n}',
      ranges: [],
      cursors: [],
      notes: [
        { start: 17, end: 18, message: 'one of `B`' },
        { start: 15, end: 19, message: 'two' },
      ],
    });
  });

  test.each(['A = "1"\n^ one', 'A = "1"\n^ one\n', 'A\n^\n  B\n^^^ both\nC\n', 'plain\n', '\tA B\n\t^ a\n\t  ^ b\n'])(
    '%j is read back unchanged',
    (source) => {
      const { text, notes } = parseMarked(source);
      expect(annotate(text, notes)).toBe(source);
    },
  );

  test('carets without anything above, without a message, and next to marks are refused', () => {
    expect(() => parseMarked('^^^ nothing')).toThrow('below nothing');
    expect(() => parseMarked('A\n^\n')).toThrow('at offset 0 have no message');
    expect(() => parseMarked('<|A|>\n^ one')).toThrow('do not go together');
    expect(() => annotate('A', [{ start: 1, end: 1, message: 'one' }])).toThrow('about nothing');
  });
});
