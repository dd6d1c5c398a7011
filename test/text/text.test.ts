/**
 * The functions that make texts safe to show: what they change, what they keep, and that a second application changes
 * nothing. The attempts compare the results with what readers interpret.
 */
import { describe, expect, test } from 'vitest';
import { line, plain } from '../../server/src/text/characters';
import { documentText, joinedDocuments } from '../../server/src/text/documents';
import { iconLabel, label } from '../../server/src/text/labels';
import { block, code, joined, markdown, prose } from '../../server/src/text/markdown';
import { json, jsonText, paintedLine, terminalLine, terminalText } from '../../server/src/text/terminal';
import { ORDINARY, TERMINAL_PAYLOADS } from '../attempts/payloads';

describe('characters', () => {
  test('are replaced by their numbers; lines and tabs stay in texts of several lines', () => {
    expect(plain('a\0\x1b\x7f\x9b\u2028\u202e\r\n\tb')).toBe('a\\x00\\x1b\\x7f\\x9b\\u2028\\u202e\\x0d\n\tb');
    expect(line('a\nb\tc')).toBe('a\\nb\tc');
    expect(plain('a\ud800b')).toBe('a\ufffdb');
  });

  test.each(ORDINARY)('%j stays unchanged', (text) => {
    expect([plain(text), line(text), terminalLine(text), terminalText(text)]).toEqual([text, text, text, text]);
    expect(json(text)).toBe(JSON.stringify(text));
  });

  test.each(TERMINAL_PAYLOADS)('$name: a second application changes nothing', ({ text }) => {
    for (const safe of [plain, line, label, terminalText]) expect(safe(safe(text))).toBe(safe(text));
  });
});

describe('terminals', () => {
  test('mark the further lines of a text as a part of it', () => {
    expect(terminalLine('one\ntwo\n\n::error::x')).toBe('one\n    | two\n    | \n    | \\x3a:error::x');
    expect(terminalText('one\ntwo')).toBe('one\ntwo');
  });

  test('get CI commands in escaped form', () => {
    expect(terminalLine('  ::error::x')).toBe('  \\x3a:error::x');
    expect(terminalLine('a ::error::x')).toBe('a ::error::x');
    expect(terminalLine('a ##vso[b]c ##[group]d')).toBe('a #\\x23vso[b]c #\\x23[group]d');
    expect(terminalLine('#\u200b#vso[b]')).toBe('#\\u200b#vso[b]');
  });

  test('show styles for pieces; a command of several pieces gets none', () => {
    const paint = (style: 'bold', text: string): string => `<${style}>${text}</>`;
    expect(paintedLine([{ style: 'bold', text: 'a\x1b' }, ' b'], paint)).toBe('<bold>a\\x1b</> b');
    expect(paintedLine([{ style: 'bold', text: ':' }, ':error::b'], paint)).toBe('\\x3a:error::b');
    expect(paintedLine([{ style: 'bold', text: 'a' }, 'b'])).toBe('ab');
  });

  test('get exact JSON without line ends', () => {
    const text = '##vso[x]\u2028\x9b\ud800#\u00ad#vso[y]';
    expect(JSON.parse(json(text))).toBe(text);
    expect(json(text)).not.toMatch(/##vso|\u2028|\x9b/);
    expect(jsonText('{"a":"\x7f"}')).toBe('{"a":"\\u007f"}');
  });
});

describe('Markdown', () => {
  test('shows prose as text, and code in it as code', () => {
    expect(prose('`date` is *not* known: [x](https://e)')).toBe('`date` is \\*not\\* known: \\[x\\](https\\:\\//e)');
    expect(prose('1. a_b _c_')).toBe('1\\. a_b \\_c\\_');
    expect(prose('2.18 of /home/me_2/x')).toBe('2.18 of /home/me_2/x');
    expect(prose('# a\n# b')).toBe('\\# a # b');
  });

  test('keeps code and blocks intact around text that would end them', () => {
    expect([code('a'), code('a`b'), code('`a'), code('a\nb'), code('')]).toEqual([
      '`a`',
      '``a`b``',
      '`` `a ``',
      '`a\\nb`',
      '',
    ]);
    expect(block('```\na')).toBe('````\n```\na\n````');
  });

  test('joins its parts', () => {
    expect(joined([markdown`**${code('a')}** ${1}`, prose('b')])).toBe('**`a`** 1\n\nb');
  });
});

test('labels have no icons except our own', () => {
  expect(label('$(check) a\nb')).toBe('$\u2060(check) a\\nb');
  expect(iconLabel('sync~spin', label('$(bug)'))).toBe('$(sync~spin) $\u2060(bug)');
});

test('documents have only the lines that they were made of', () => {
  expect(documentText(['a\nb\r', '', 'c'])).toBe('a\\nb\\x0d\n\nc\n');
  expect(joinedDocuments([documentText(['a']), documentText(['b'])])).toBe('a\nb\n');
});
