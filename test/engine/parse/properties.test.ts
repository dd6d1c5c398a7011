import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RECORDED_RELEASES } from '../../../server/src/engine/base/release';
import { parseConf } from '../../../server/src/engine/parse/confParser';
import { joinRange } from '../../../server/src/engine/parse/lines';
import { parseRecipe } from '../../../server/src/engine/parse/recipeParser';
import type { ParsedFile } from '../../../server/src/engine/parse/statements';
import { rangesOf } from './support';

const token = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.constantFrom(
      'A',
      ' ',
      ' = "',
      '"',
      '\n',
      '\\\n',
      '\\',
      '#',
      '\n\n',
      ' += ',
      "'",
      'x',
      '}\n',
      '() {\n',
      '\t',
    ),
  },
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      'export ',
      'unset ',
      'include ',
      'addtask ',
      ' before ',
      ' after ',
      'python ',
      'def f():\n',
      'inherit ',
      'addfragments ',
      'addpylib ',
      'deltask ',
      '[fl]',
      ':append',
      '${X}',
      '\r\n',
      '\r',
      '\u2028',
      '\u0085',
      '\ufeff',
      'é',
      '𝐀',
      '\ud800',
      '__anonymous',
    ),
  },
  { weight: 1, arbitrary: fc.string() },
);
const text = fc.array(token, { maxLength: 60 }).map((tokens) => tokens.join(''));
const release = fc.constantFrom(...RECORDED_RELEASES);
const assignment = fc
  .tuple(
    fc.constantFrom('\n', '\r\n', '\r'),
    fc.array(fc.constantFrom('x', ' ', 'é𝐀', '\\', '\\\n', ' \\\n', '\\ \n', '\\\\\n\n', '"'), { maxLength: 12 }),
  )
  .map(([lineEnd, value]) => `A = "${value.join('')}"\n`.replaceAll('\n', lineEnd));

function readings(source: string, of: (typeof RECORDED_RELEASES)[number]): ParsedFile[] {
  return [
    parseRecipe(source, of),
    ...[false, true].map((baseConfiguration) => parseConf(source, of, { baseConfiguration })),
  ];
}

describe('any text', () => {
  it('is read without an exception, and the ranges are inside it, in order', () => {
    fc.assert(
      fc.property(text, release, (source, of) => {
        for (const file of readings(source, of)) {
          let end = 0;
          for (const statement of file.statements) {
            expect(statement.range.start).toBeGreaterThanOrEqual(end);
            end = statement.range.end;
            for (const [, range] of rangesOf(statement)) {
              expect(range.start).toBeLessThanOrEqual(range.end);
              expect(range.end).toBeLessThanOrEqual(source.length);
            }
          }
          for (const { range } of file.problems) {
            expect(range.start).toBeGreaterThanOrEqual(0);
            expect(range.start).toBeLessThanOrEqual(range.end);
            expect(range.end).toBeLessThanOrEqual(source.length);
          }
          expect(file.evaluable).toBeLessThanOrEqual(file.statements.length);
          if (file.failed === null && file.failsLate === null) expect(file.evaluable).toBe(file.statements.length);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('gives the same statements for all kinds of line ends', () => {
    fc.assert(
      fc.property(
        text.map((source) => source.replace(/[\r\ud800]/g, '')),
        release,
        (source, of) => {
          const strip = (files: ParsedFile[]) =>
            JSON.stringify(files, (key, value: unknown) => (/range$/i.test(key) ? undefined : value));
          const expected = strip(readings(source, of));
          expect(strip(readings(source.replaceAll('\n', '\r\n'), of))).toBe(expected);
          expect(strip(readings(source.replaceAll('\n', '\r'), of))).toBe(expected);
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('a value', () => {
  it('can be joined again from its range, and each character leads back to the text', () => {
    let read = 0;
    fc.assert(
      fc.property(assignment, release, (source, of) => {
        for (const file of readings(source, of)) {
          for (const statement of file.statements) {
            if (statement.kind !== 'assignment') continue;
            read++;
            const joined = joinRange(source, statement.valueRange);
            expect(joined.text).toBe(statement.value);
            for (let i = 0; i < joined.text.length; i++) {
              const { start, end } = joined.range(i, i + 1);
              expect(source.slice(start, end)).toBe(joined.text[i]);
            }
          }
        }
      }),
      { numRuns: 2000 },
    );
    expect(read).toBeGreaterThan(1000);
  });
});
