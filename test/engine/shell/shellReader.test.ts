import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BitbakeRelease } from '../../../server/src/engine/base/release';
import { recordedRelease } from '../../support/releases';
import { sorted } from '../../../server/src/engine/base/order';
import { readShell } from '../../../server/src/engine/shell/shellReader';
import { type Recorded, recordedFor } from '../../support/recorded';
import { SHELL_CASES } from './shellCases';
import { expectProportional } from '../../support/growth';

type Expected =
  { readonly execs: readonly string[]; readonly funcdefs: readonly string[] } | { readonly error: string };

interface Vector extends Recorded<Expected> {
  readonly id: string;
  readonly note: string;
  readonly input: string;
}

const vectors = (
  JSON.parse(readFileSync(new URL('../vectors/codeparser.json', import.meta.url), 'utf8')) as {
    readonly shell: readonly Vector[];
  }
).shell;

/** A result in the form of the vectors; every kind of refusal is `error`. */
function outcome(input: string, release: BitbakeRelease): unknown {
  const result = readShell(input, release);
  if (!result.ok) return 'error';
  return { execs: sorted(result.execs), funcdefs: sorted(result.functions) };
}

function expectedOutcome(expected: Expected): unknown {
  return 'error' in expected ? 'error' : { execs: sorted(expected.execs), funcdefs: sorted(expected.funcdefs) };
}

function refusal(input: string): { readonly message: string; readonly offset: number } {
  const result = readShell(input, recordedRelease('2.18'));
  if (result.ok) throw new Error(`not refused: ${JSON.stringify(input)}`);
  return { message: result.message, offset: result.offset };
}

describe.each(['2.0', '2.8', '2.18', '2.19'])('shell vectors of BitBake %s', (version) => {
  it.each(vectors.map((vector) => [vector.id, vector.note, vector] as const))('%s: %s', (_id, _note, vector) => {
    expect(outcome(vector.input, recordedRelease(version))).toEqual(expectedOutcome(recordedFor(vector, version)));
  });
});

it('all shell vectors are present', () => {
  expect(vectors).toHaveLength(125);
});

describe('shell cases', () => {
  it.each(SHELL_CASES.map((shellCase) => [shellCase.name, shellCase] as const))('%s', (_name, shellCase) => {
    const { input, execs, execsBefore218 = execs, functions = [] } = shellCase;
    const expected = (names: readonly string[] | 'error'): unknown =>
      names === 'error' ? names : { execs: sorted(names), funcdefs: sorted(functions) };
    expect(outcome(input, recordedRelease('2.18'))).toEqual(expected(execs));
    expect(outcome(input, recordedRelease('2.8'))).toEqual(expected(execsBefore218));
  });
});

describe('refusals', () => {
  it.each([
    ['a\nif b; then\nfi\n', 'unexpected `fi`', 13],
    ['a <<E\nE\n', 'the here-document `E` has no text that can be read', 5],
    ['x=$((1+2))\n', 'arithmetic expansion `$((` cannot be read', 2],
    ['a "b\n', '`"` has no end', 2],
    ['a $(b `c)\n', 'a backquote has no end', 6],
    ['a # b', 'the comment needs a newline after it', 2],
    ['if a; then b & fi\n', 'a list inside a compound command cannot end in `&`', 13],
    ['for x; do a; done\n', '`for` needs `in` right after the name', 5],
    ['f() { a; } >b\n', 'the function `f` cannot be redirected where it is defined', 11],
    ['{ a\n', 'unexpected end of the text', 4],
    ['a |', 'unexpected end of the text', 3],
    ['a >\nb\n', 'unexpected end of the line', 3],
    ['a b$\n', '`$` ends the word', 3],
  ])('%j', (input, message, offset) => {
    expect(refusal(input)).toEqual({ message, offset });
  });

  it('report the position in the body for texts inside texts', () => {
    const text = 'aa "b $(c `d (`)"\n';
    expect(refusal(text)).toEqual({ message: 'unexpected end of the text', offset: text.indexOf('`)') });
  });

  it('report the word where lines are joined inside it', () => {
    expect(refusal('a b\\\n$(c `d (`)\n').offset).toBe(2);
  });

  it('report the `eval`', () => {
    expect(refusal('a; eval if b\n').offset).toBe(3);
  });
});

describe('size and depth', () => {
  const release = recordedRelease('2.18');

  it.each([
    ['subshells', (n: number) => `${'( '.repeat(n)}a${' )'.repeat(n)}\n`],
    ['brace groups', (n: number) => `${'{ '.repeat(n)}a${'; }'.repeat(n)}\n`],
    ['functions', (n: number) => `${'f() { '.repeat(n)}a${'; }'.repeat(n)}\n`],
    ['conditions', (n: number) => `${'if '.repeat(n)}a${'; then b; fi'.repeat(n)}\n`],
    ['substitutions', (n: number) => `${'a $('.repeat(n)}a${')'.repeat(n)}\n`],
    ['quoted substitutions', (n: number) => `${'a "$('.repeat(n)}a${')"'.repeat(n)}\n`],
    ['evals', (n: number) => `${'eval '.repeat(n)}a\n`],
    ['substitutions below eval', (n: number) => `${'eval $('.repeat(n)}a${')'.repeat(n)}\n`],
  ])('reads 120 nested %s and refuses 100,000', (_name, nested) => {
    const result = readShell(nested(120), release);
    expect(result.ok && result.execs.has('a')).toBe(true);
    expect(refusal(nested(100_000)).message).toBe('nested too deeply');
  });

  it('refuses 100,000 nested parameters', () => {
    expect(refusal(`a ${'${b'.repeat(100_000)}${'}'.repeat(100_000)}\n`).message).toBe('nested too deeply');
    expect(outcome(`a ${'${b'.repeat(900)}${'}'.repeat(900)}\n`, release)).toEqual({ execs: ['a'], funcdefs: [] });
  });

  it('does not count code that is side by side as depth', () => {
    const many = 5000;
    expect(readShell('( a )\n'.repeat(many), release).ok).toBe(true);
    expect(readShell(`a ${'$(b) '.repeat(many)}\n`, release).ok).toBe(true);
    expect(readShell(`if a; then b${'; elif c; then d'.repeat(many)}; fi\n`, release).ok).toBe(true);
  });

  it.each([
    ['one word', (n: number) => 'a'.repeat(n)],
    ['lines', (n: number) => 'install -d ${D}/x "$y" $(b c)\n'.repeat(Math.floor(n / 30))],
    ['joined lines', (n: number) => 'a\\\n'.repeat(Math.floor(n / 3))],
    ['open quotes', (n: number) => `${"'".repeat(n)}'`],
    ['backslashes', (n: number) => '\\'.repeat(n)],
    ['here-documents on a line', (n: number) => `a${' <<E'.repeat(n / 8)}\n${'x\nE\n'.repeat(n / 8)}`],
    ['a here-document without tabs', (n: number) => `a <<-E\n${'\tx\n'.repeat(Math.floor(n / 3))}E\n`],
    ['joined substitutions', (n: number) => `a ${'"$\\\n(b)"'.repeat(n / 8)}\n`],
    ['assignments before eval', (n: number) => `${'X=1 '.repeat(n / 4)}eval b\n`],
  ])('reads %s in linear time', (_name, make) => {
    expectProportional((size) => void readShell(make(size), release), 2_000_000);
  });
});

describe('properties', () => {
  const PIECES = [
    'if',
    'then',
    'else',
    'elif',
    'fi',
    'do',
    'done',
    'case',
    'esac',
    'while',
    'until',
    'for',
    '{',
    '}',
    '!',
    'in',
    '&&',
    '||',
    ';;',
    '<<',
    '<<-',
    '>>',
    '<&',
    '>&',
    '<>',
    '>|',
    '|',
    '&',
    ';',
    '<',
    '>',
    '(',
    ')',
    '\n',
    ' ',
    '\t',
    'a',
    'b=c',
    '$(d)',
    '`e`',
    '"$(f)"',
    '$g',
    '${h}',
    'eval',
    '3',
    '"',
    "'",
    '\\',
    '$',
    '`',
    '$(',
    '${',
    '$((',
    '#',
    '\\\n',
    'E',
    '\nE\n',
    '<<E\nx\nE\n',
    '=',
    'f()',
    'for i in',
    'case x in',
    'a)',
    '\u0663',
    '\u{1f600}',
    'cmd_name=z',
  ];
  const shellText = fc.oneof(
    fc.array(fc.constantFrom(...PIECES), { maxLength: 40 }).map((pieces) => pieces.join('')),
    fc.array(fc.constantFrom(...PIECES), { maxLength: 40 }).map((pieces) => `${pieces.join(' ')}\n`),
    fc.string({ unit: 'binary', maxLength: 60 }),
  );
  const anyRelease = fc.constantFrom(...['2.0', '2.8', '2.18', '2.19'].map(recordedRelease));

  it('never throws, and refuses at a position inside the text', () => {
    fc.assert(
      fc.property(shellText, anyRelease, (text, release) => {
        const result = readShell(text, release);
        if (result.ok) {
          for (const name of result.functions) expect(result.execs.has(name)).toBe(false);
        } else {
          expect(result.message).not.toBe('');
          expect(Number.isInteger(result.offset)).toBe(true);
          expect(result.offset).toBeGreaterThanOrEqual(0);
          expect(result.offset).toBeLessThanOrEqual(text.length);
        }
      }),
      { numRuns: 5000 },
    );
  });

  it('depends on text and release only', () => {
    fc.assert(
      fc.property(shellText, anyRelease, (text, release) => {
        expect(outcome(text, release)).toEqual(outcome(text, release));
      }),
    );
  });

  it('reads two scripts together as it reads each of them', () => {
    fc.assert(
      fc.property(shellText, shellText, (first, second) => {
        const release = recordedRelease('2.18');
        // A here-document, a hidden newline and the search for `in` may extend into the second text.
        if (/<<|\\|for|case/u.test(first)) return;
        const one = readShell(`${first}\n`, release);
        const other = readShell(`${second}\n`, release);
        if (!one.ok || !other.ok) return;
        const both = readShell(`${first}\n${second}\n`, release);
        const defined = new Set([...one.functions, ...other.functions]);
        const expected = [...one.execs, ...other.execs].filter((name) => !defined.has(name));
        expect(both.ok && sorted(both.execs)).toEqual(sorted(new Set(expected)));
      }),
      { numRuns: 3000 },
    );
  });

  it('ignores indentation and comments', () => {
    const line = fc.constantFrom('a b', 'if c; then d; fi', 'e | f', 'X=$(g) h', 'i "$(j)"', '{ k; }', 'l() { m; }');
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        const release = recordedRelease('2.18');
        const plain = lines.map((each) => `${each}\n`).join('');
        const dressed = lines.map((each) => `\t # don't\n  ${each} # "\n\n`).join('');
        expect(outcome(dressed, release)).toEqual(outcome(plain, release));
      }),
    );
  });
});
