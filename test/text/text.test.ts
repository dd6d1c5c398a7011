/**
 * What makes texts safe to show: what it changes, what it leaves, and that doing it twice is doing it once. The
 * attempts hold it against what readers obey.
 */
import { describe, expect, test } from 'vitest';
import { line, plain } from '../../server/src/text/characters';
import { documentText, joinedDocuments } from '../../server/src/text/documents';
import { iconLabel, label } from '../../server/src/text/labels';
import { block, code, joined, markdown, prose } from '../../server/src/text/markdown';
import { json, jsonText, paintedLine, terminalLine, terminalText } from '../../server/src/text/terminal';
import { ORDINARY, TERMINAL_PAYLOADS } from '../attempts/payloads';

describe('characters', () => {
  test('are spelled out by their numbers; lines and tabs stay in several lines', () => {
    expect(plain('a\0\x1b\x7f\x9b\u2028\u202e\r\n\tb')).toBe('a\\x00\\x1b\\x7f\\x9b\\u2028\\u202e\\x0d\n\tb');
    expect(line('a\nb\tc')).toBe('a\\nb\tc');
    expect(plain('a\ud800b')).toBe('a\ufffdb');
  });

  test.each(ORDINARY)('%j is left as it is', (text) => {
    expect([plain(text), line(text), terminalLine(text), terminalText(text)]).toEqual([text, text, text, text]);
    expect(json(text)).toBe(JSON.stringify(text));
  });

  test.each(TERMINAL_PAYLOADS)('$name: once is enough', ({ text }) => {
    for (const safe of [plain, line, label, terminalText]) expect(safe(safe(text))).toBe(safe(text));
  });
});

describe('terminals', () => {
  test('what a text says in other lines is marked as a part of it', () => {
    expect(terminalLine('one\ntwo\n\n::error::x')).toBe('one\n    | two\n    | \n    | \\x3a:error::x');
    expect(terminalText('one\ntwo')).toBe('one\ntwo');
  });

  test('commands to CI systems are spelled out where one would obey them', () => {
    expect(terminalLine('  ::error::x')).toBe('  \\x3a:error::x');
    expect(terminalLine('a ::error::x')).toBe('a ::error::x');
    expect(terminalLine('a ##vso[b]c ##[group]d')).toBe('a #\\x23vso[b]c #\\x23[group]d');
    expect(terminalLine('#\u200b#vso[b]')).toBe('#\\u200b#vso[b]');
  });

  test('styles are given to pieces; a command of several pieces gets none', () => {
    const paint = (style: 'bold', text: string): string => `<${style}>${text}</>`;
    expect(paintedLine([{ style: 'bold', text: 'a\x1b' }, ' b'], paint)).toBe('<bold>a\\x1b</> b');
    expect(paintedLine([{ style: 'bold', text: ':' }, ':error::b'], paint)).toBe('\\x3a:error::b');
    expect(paintedLine([{ style: 'bold', text: 'a' }, 'b'])).toBe('ab');
  });

  test('JSON is exact and ends no line', () => {
    const text = '##vso[x]\u2028\x9b\ud800#\u00ad#vso[y]';
    expect(JSON.parse(json(text))).toBe(text);
    expect(json(text)).not.toMatch(/##vso|\u2028|\x9b/);
    expect(jsonText('{"a":"\x7f"}')).toBe('{"a":"\\u007f"}');
  });
});

describe('Markdown', () => {
  test('prose means itself, and code in it stays code', () => {
    expect(prose('`date` is *not* known: [x](https://e)')).toBe('`date` is \\*not\\* known: \\[x\\](https\\:\\//e)');
    expect(prose('1. a_b _c_')).toBe('1\\. a_b \\_c\\_');
    expect(prose('2.18 of /home/me_2/x')).toBe('2.18 of /home/me_2/x');
    expect(prose('# a\n# b')).toBe('\\# a # b');
  });

  test('code and blocks hold what would end them', () => {
    expect([code('a'), code('a`b'), code('`a'), code('a\nb'), code('')]).toEqual([
      '`a`',
      '``a`b``',
      '`` `a ``',
      '`a\\nb`',
      '',
    ]);
    expect(block('```\na')).toBe('````\n```\na\n````');
  });

  test('parts are joined', () => {
    expect(joined([markdown`**${code('a')}** ${1}`, prose('b')])).toBe('**`a`** 1\n\nb');
  });
});

test('labels have no icons but our own', () => {
  expect(label('$(check) a\nb')).toBe('$\u2060(check) a\\nb');
  expect(iconLabel('sync~spin', label('$(bug)'))).toBe('$(sync~spin) $\u2060(bug)');
});

test('documents have the lines that they were made of', () => {
  expect(documentText(['a\nb\r', '', 'c'])).toBe('a\\nb\\x0d\n\nc\n');
  expect(joinedDocuments([documentText(['a']), documentText(['b'])])).toBe('a\nb\n');
});
