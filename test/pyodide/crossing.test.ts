/** Metadata Python reads from the datastore what was stored there, whichever language stored it. */

import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { beforeAll, beforeEach, expect, test } from 'vitest';
import type { Datastore } from '../../server/src/engine/datastore/datastore';
import type { Value } from '../../server/src/engine/python/pythonDatastore';
import type { PyodideEvaluator } from '../../server/src/pyodide/pyodideEvaluator';
import { createStore, evaluated, loadTestPython } from '../support/python';

let python: PyodideEvaluator;
let d: Datastore;

beforeAll(async () => {
  python = await loadTestPython();
});

beforeEach(() => {
  d = createStore(python);
});

const evaluate = (code: string): string => evaluated(python, code, d);

const lists: readonly (readonly [string, readonly Value[]])[] = [
  ["['a', 'b']", ['a', 'b']],
  ["['']", ['']],
  ["['', '']", ['', '']],
  ['[]', []],
  ["['[a', 'b']", ['[a', 'b']],
  [String.raw`['a\x00b', 'c']`, ['a\0b', 'c']],
  ["['a', 1, None, True, ['b', ['c']]]", ['a', 1, null, true, ['b', ['c']]]],
];

test.each(lists)('metadata reads the list %s', (text, value) => {
  d.setVar('L', value);
  d.setVarFlag('L', 'f', value);
  expect([evaluate('repr(d.getVar("L"))'), evaluate('repr(d.getVarFlag("L", "f", False))')]).toEqual([text, text]);
});

test.each(lists)('metadata reads the list %s that metadata stored', (text, value) => {
  evaluate(`[d.setVar("L", ${text}), d.setVarFlag("L", "f", ${text})]`);
  expect([evaluate('repr(d.getVar("L"))'), evaluate('repr(d.getVarFlag("L", "f", False))')]).toEqual([text, text]);
  if (value.every((item) => typeof item === 'string'))
    expect([d.getVar('L'), d.getVarFlag('L', 'f', { expand: false })]).toEqual([value, value]);
});

const texts = ['', '\x01', '\x02', '\x02\0a', '\x03', '\x03\x02', '\x04', 'a\x02', '\0'];

test.each(texts)('the text %j crosses in both directions', (text) => {
  d.setVar('T', text);
  d.setVarFlag('T', 'f', text);
  expect([evaluate('d.getVar("T")'), evaluate('d.getVarFlag("T", "f")')]).toEqual([text, text]);
  evaluate(`[d.setVar("U", ${JSON.stringify(text)}), d.setVarFlag("U", "f", ${JSON.stringify(text)})]`);
  expect([d.getVar('U'), d.getVarFlag('U', 'f', { expand: false })]).toEqual([text, text]);
});

test('a list is a copy: changes by metadata stay in the copy', () => {
  d.setVar('L', ['a', 'b']);
  expect(evaluate('[l.append("c") or l for l in [d.getVar("L")]][0] + d.getVar("L")')).toBe(
    "['a', 'b', 'c', 'a', 'b']",
  );
  expect(
    evaluate('[keys.clear() or len(keys) for keys in [list(d.keys())]][0] + len(d.keys()), hasattr(d.keys(), "clear")'),
  ).toBe('(1, False)');
});

const flags: readonly (readonly [string, Readonly<Record<string, Value>>])[] = [
  ["{'f': 'x', 'g': ''}", { f: 'x', g: '' }],
  [String.raw`{'f': 'a\x00b', 'g': 'c'}`, { f: 'a\0b', g: 'c' }],
  ["{'f': '[', '[g]': '0'}", { f: '[', '[g]': '0' }],
  ["{'f': 'x', 'g': ['a'], 'h': True, 'i': None, 'j': 3}", { f: 'x', g: ['a'], h: true, i: null, j: 3 }],
];

test.each(flags)('metadata reads the flags %s', (text, values) => {
  for (const [flag, value] of Object.entries(values)) d.setVarFlag('V', flag, value);
  expect(evaluate('d.getVarFlags("V")')).toBe(text);
});

test('flags are expanded on request', () => {
  d.setVar('X', 'x');
  d.setVarFlag('V', 'f', '${X}');
  d.setVarFlag('V', 'g', '${X}');
  expect(evaluate('d.getVarFlags("V", expand=["g"])')).toBe("{'f': '${X}', 'g': 'x'}");
  expect([evaluate('d.getVarFlags("X")'), evaluate('d.getVarFlags("X", internalflags=True)')]).toEqual([
    'None',
    "{'_content': 'x'}",
  ]);
});

test('the list of names follows writes between two questions', () => {
  d.setVar('A', '1');
  expect(evaluate('sorted(d.keys())')).toBe("['A']");
  d.setVar('B', '1');
  expect(evaluate('sorted(d.keys())')).toBe("['A', 'B']");
  expect(evaluate('[d.delVar("A"), d.setVar("C", "1"), sorted(d.keys())][2]')).toBe("['B', 'C']");
  expect(
    evaluate(
      '[sorted(copy.keys()) + [copy.setVar("D", "1"), sorted(copy.keys()), sorted(d.keys())] for copy in [d.createCopy()]][0]',
    ),
  ).toBe("['B', 'C', None, ['B', 'C', 'D'], ['B', 'C']]");
});

test('a rare flag is found where it is and where it is added', () => {
  for (let i = 0; i < 40; i++) d.setVar(`V${String(i)}`, '1');
  d.setVarFlag('V39', 'task', '1');
  const holders = '[k for k in sorted(d.keys()) if d.getVarFlag(k, "task")]';
  expect(
    evaluate(
      `[${holders}, d.setVarFlag("V38", "task", "1"), ${holders}, d.delVarFlag("V39", "task"), ${holders}][::2]`,
    ),
  ).toBe("[['V39'], ['V38', 'V39'], ['V38']]");
});

test('code that has crossed is recognized, and keeps its own location', () => {
  expect(python.define('def f(d):\n    return 1\n', '/a.bbclass', 3)).toEqual({ ok: true, value: null });
  expect(evaluate('(f(d), f.__code__.co_filename, f.__code__.co_firstlineno)')).toBe("(1, '/a.bbclass', 3)");
  expect(python.define('def f(d):\n    return 1\n', '/b.bbclass', 7)).toEqual({ ok: true, value: null });
  expect(evaluate('(f(d), f.__code__.co_filename, f.__code__.co_firstlineno)')).toBe("(1, '/b.bbclass', 7)");
});

test('the text of an object takes the memory of its characters', () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const used = (): number => {
    collect();
    return getHeapStatistics().used_heap_size;
  };
  const [characters, stores] = [100_000, 20];
  const before = used();
  const kept = Array.from({ length: stores }, () => {
    const store = createStore(python);
    evaluated(python, `d.setVar("O", {"\\u2014": "x" * ${characters}})`, store);
    return store;
  });
  const room = used() - before;
  expect(kept.map((store) => String(store.getText('O')).length > characters)).not.toContain(false);
  expect(room).toBeLessThan(4 * 2 * characters * stores);
});
