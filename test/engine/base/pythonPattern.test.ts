/** Regular expressions of metadata, compared with Python's own `re`. */
import { beforeAll, describe, expect, test } from 'vitest';
import { Budget } from '../../../server/src/engine/base/budget';
import { EVALUATION_LIMITS } from '../../../server/src/engine/base/limits';
import { PythonPattern } from '../../../server/src/engine/base/pythonPattern';
import type { Datastore } from '../../../server/src/engine/datastore/datastore';
import type { PyodideEvaluator } from '../../../server/src/pyodide/pyodideEvaluator';
import { createStore, loadTestPython } from '../../support/python';

let python: PyodideEvaluator;
let d: Datastore;

beforeAll(async () => {
  python = await loadTestPython();
  d = createStore(python);
  const defined = python.define(ASKED, '/asked.py', 1);
  if (!defined.ok) throw new Error(defined.error.message);
});

/** What Python finds: `invalid`, or for each text the groups of `match` and whether `search` finds something. */
const ASKED = `
def asked(d):
    import json, re, warnings
    warnings.simplefilter("ignore")
    answers = []
    for pattern, texts in json.loads(d.getVar("CASES", False)):
        try:
            compiled = re.compile(pattern)
        except (re.error, OverflowError):
            answers.append("invalid")
            continue
        row = []
        for text in texts:
            found = compiled.match(text)
            row.append([None if found is None else [found.group(0), *found.groups()], compiled.search(text) is not None])
        answers.append(row)
    return json.dumps(answers)
`;

type Case = readonly [pattern: string, texts: readonly string[]];

function ofPython(cases: readonly Case[]): unknown[] {
  d.setVar('CASES', JSON.stringify(cases));
  const result = python.evaluate('asked(d)', d);
  if (!result.ok) throw new Error(`${result.error.type}: ${result.error.message}`);
  return JSON.parse(result.value) as unknown[];
}

function ofOurs([source, texts]: Case, budget: Budget): unknown {
  const pattern = new PythonPattern(source);
  if (pattern.invalid !== null) return 'invalid';
  return texts.map((text) => {
    const match = pattern.match(text, budget);
    expect(pattern.startsText(text, budget)).toBe(match !== null);
    return [
      match === null
        ? null
        : match.groups.slice(0, pattern.hasRepeatedGroups ? 1 : undefined).map((group) => group ?? null),
      pattern.isIn(text, budget),
    ];
  });
}

/** What our reader finds; null where it does not know the answer or stops. */
function knownOfOurs(given: Case): unknown {
  try {
    return ofOurs(given, new Budget({ ...EVALUATION_LIMITS, steps: 5_000 }));
  } catch (error) {
    if (error instanceof Error && ['UnknownPattern', 'LimitExceeded'].includes(error.name)) return null;
    throw error;
  }
}

const TEXTS = [
  '',
  'a',
  'ab',
  'abc',
  'a.b',
  'foo-native',
  'perl-module-x',
  'perl-module-x-native',
  '/layer/recipes/a_1.0.bb',
  'a\n',
  'a\nb',
  '\n',
  'a{2}',
  'aa',
  'a1_ b',
  '\u00e4\u{1f600}x',
  'abab',
  '-]',
];

const WRITTEN = [
  '^/layer/',
  '^/layer\\-a/',
  '/recipes/.*',
  '^perl-module-.*(?<!native)$',
  '^a(?!.*-native)',
  '(?P<x>a)(?P=x)',
  '(a)(b)?\\2',
  'a\\Z',
  'a$',
  '\\Aa',
  '^',
  '$',
  '',
  'a|b',
  '|a',
  '(|a)+b',
  'a{2}',
  'a{,2}',
  'a{1,}',
  'a{x',
  'a{}',
  'a{2,1}',
  'a**',
  '*a',
  '^*',
  'a++',
  '(a',
  'a)',
  '[a',
  '[]a]',
  '[^]a]',
  '[a-',
  '[z-a]',
  '[a\\]b]',
  '[\\w-]',
  '\\d',
  '\\s',
  '\\S+',
  '\\w+',
  '\\b',
  '\\Bx',
  '\\q',
  '\\',
  '\\x41',
  '\\u0061',
  '\\061',
  '\\1',
  '(a\\1)',
  '\\101',
  '\\400',
  '(?:a|ab)(?:c|bcd)?',
  '(a+)+$',
  '(?i)a',
  '(?#x)a',
  '(?#x)*',
  'a(?#x)*',
  '(?P<1>a)',
  '(?P<a>a)(?P<a>b)',
  '(?<=a)b',
  '(?<=a*)b',
  '(?<=ab|c)d',
  '(?=a)*a',
  '(a*)*',
  '(a*)+b',
  '(a|b)*?b',
  'a??b',
  '[a-c-e]',
  '[[]',
  '[\\b]',
  '\\0',
  '[\\0]',
  '.',
  '[\u00e4-\u{1f64f}]',
  '\u{1f600}',
  '(?:(a)|b)*',
  '(a)|(b)',
  '((a)|b)+',
  'x{0}',
  '(a{0,3}){2}',
  'a{99999999999}',
  'lib(udev|systemd|nss).*',
  '-native$',
];

describe('patterns that layers could use', () => {
  test.each(WRITTEN)('%j', (source) => {
    const seen = knownOfOurs([source, TEXTS]);
    if (seen !== null) expect(withoutGroups(seen, ofPython([[source, TEXTS]])[0])).toEqual(seen);
    // The patterns that our reader does not know are listed here, so that their number does not grow.
    else expect(['\\d', '\\w+', '\\b', '\\Bx', '[\\w-]', '(?i)a', 'a++', '(a)(b)?\\2']).toContain(source);
  });
});

test('random patterns have the meaning that Python gives them', () => {
  const next = generator(16);
  const pick = <T>(items: readonly T[]): T => items[next() % items.length] as T;
  const atoms = [
    'a',
    'b',
    'c',
    '.',
    '^',
    '$',
    '\\.',
    '-',
    '/',
    '[ab]',
    '[^a]',
    '\\d',
    '\\s',
    '\\w',
    '\\b',
    '\\n',
    '\\1',
    '(?=a)',
    '(?!b)',
    '(?<=a)',
    '(?<!ab)',
    '\\Z',
    '\\A',
    '{',
    '}',
    ']',
    ',',
  ];
  const quantifiers = ['', '', '', '*', '+', '?', '{2}', '{,2}', '{1,3}', '*?', '+?', '??', '{0}'];
  const branch = (depth: number): string =>
    Array.from({ length: next() % 4 }, () => {
      const open = pick(['', '', '(', '(?:', `(?P<n${next() % 3}>`]);
      return (open === '' || depth === 0 ? pick(atoms) : `${open}${choice(depth - 1)})`) + pick(quantifiers);
    }).join('');
  const choice = (depth: number): string =>
    Array.from({ length: 1 + (next() % 5 === 0 ? 1 : 0) }, () => branch(depth)).join('|');
  const text = (): string =>
    Array.from({ length: next() % 9 }, () => pick(['a', 'b', 'c', '.', '\n', '-', '1', ' ', '/'])).join('');
  const tried = Array.from({ length: 2_000 }, (): Case => [choice(3), [text(), text(), text()]]);
  // Python itself would not finish some of the patterns that take long.
  const known = tried.flatMap((given) => {
    const seen = knownOfOurs(given);
    return seen === null ? [] : [{ given, seen }];
  });
  const answers = ofPython(known.map(({ given }) => given));
  expect(known.map(({ given, seen }, index) => [given, seen, withoutGroups(seen, answers[index])])).toEqual(
    known.map(({ given, seen }) => [given, seen, seen]),
  );
  expect(known.length).toBeGreaterThan(1_900);
});

test.each(['(a+)+$', '(a|a)*b', '(a*)*b', '(?:a?){30}a{30}b', '^(?=(a+)+b)'])('%s ends', (source) => {
  const budget = new Budget({ ...EVALUATION_LIMITS, steps: 1_000_000 });
  const pattern = new PythonPattern(source);
  expect(() => pattern.isIn(`${'a'.repeat(40)}!`, budget)).toThrow(
    'it takes more than 1000000 steps of matching patterns',
  );
});

/** Python's answer, limited to as many groups as our reader reports. */
function withoutGroups(ours: unknown, answer: unknown): unknown {
  if (!Array.isArray(ours) || !Array.isArray(answer)) return answer;
  return answer.map((row: [unknown[] | null, boolean], index) => {
    const groups = (ours[index] as [unknown[] | null, boolean])[0];
    return [row[0]?.slice(0, groups?.length) ?? null, row[1]];
  });
}

/** A small generator of numbers; it gives the same numbers in each run. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return state >>> 8;
  };
}
