/** Uses in Python code that BitBake ignores: their positions, and what the code shows about the name. */

import { beforeAll, describe, expect, test } from 'vitest';
import type { ComputedText } from '../../server/src/engine/base/computedText';
import type { PyodideEvaluator } from '../../server/src/pyodide/pyodideEvaluator';
import { loadTestPython } from '../support/python';

let python: PyodideEvaluator;

beforeAll(async () => {
  python = await loadTestPython();
  python.resetNamespace('/');
});

/** The uses of a kind: the code at their position, and the name. */
function uses(code: string, ...kinds: readonly string[]): unknown[] {
  const found = python.uses(code);
  if (!found.ok) throw new Error(found.error.message);
  return found.value
    .filter(({ kind }) => kinds.includes(kind))
    .map((use) => [code.slice(use.start, use.end), use.name]);
}

const text = (value: string): ComputedText => ['text', value];
const NAME = 'd.getVar(name)';

const names: readonly (readonly [string, ComputedText])[] = [
  ['name = "A"', text('A')],
  ['name = "A" if x else "B"', ['one', [text('A'), text('B')]]],
  ['name = x', ['any']],
  ['name = "A"\n    name = x', ['any']],
  ['name = "A"\n    name += "B"', ['any']],
  ['name, other = "A", "B"', text('A')],
  ['name, other = x', ['any']],
  ['name = "A_%s_%d" % (d.getVar("B"), 1)', ['join', [text('A_'), ['value', text('B')], text('_'), text('1')]]],
  [
    'name = "A_{}".format(d.getVar("B").lower())',
    ['join', [text('A_'), ['changed', 'lower', ['value', text('B')], []]]],
  ],
  ['name = f"A_{x}"', ['join', [text('A_'), ['any']]]],
  ['name = f"A_{1:>3}"', ['join', [text('A_'), ['any']]]],
  ['name = d.expand("A_${B}")', ['expanded', text('A_${B}')]],
  ['name = {"a": "A", "b": "B"}[x]', ['one', [text('A'), text('B')]]],
  ['names = {"a": "A"}\n    names["b"] = x\n    name = names[x]', ['any']],
  ['name = name + "A"', ['join', [['any'], text('A')]]],
  ['with x as name:\n        pass', ['any']],
  ['from x import name', ['any']],
];

describe('a name that is assigned', () => {
  test.each(names)('%s', (before, name) => {
    expect(uses(`    ${before}\n    ${NAME}\n`, 'variable')).toContainEqual([NAME, name]);
  });
});

const loops: readonly (readonly [string, ComputedText])[] = [
  ['for name in ("A", "B"):', ['one', [text('A'), text('B')]]],
  ['for name in ("A", "B")[1:]:', ['one', [text('A'), text('B')]]],
  ['for name in ["A"] + sorted({"B"}):', ['one', [text('A'), text('B')]]],
  ['for name in (d.getVar("L") or "").split():', ['word', ['one', [['value', text('L')], text('')]], null]],
  ['for name in "A,B".split(","):', ['word', text('A,B'), ',']],
  ['for index, name in enumerate(["A"]):', text('A')],
  ['for name, other in (("A", 1), ("B", 2)):', ['one', [text('A'), text('B')]]],
  ['for other, name in {"a": "A"}.items():', text('A')],
  ['for (name, one), two in x:', ['any']],
  ['for name in [part.upper() for part in "a b".split()]:', ['changed', 'upper', ['word', text('a b'), null], []]],
  ['for name in open(x):', ['any']],
  ['for name in d.keys():', ['any']],
];

describe('a name from a loop', () => {
  test.each(loops)('%s', (loop, name) => {
    expect(uses(`    ${loop}\n        ${NAME}\n`, 'variable')).toEqual([[NAME, name]]);
    // The same name elsewhere does not matter.
    expect(uses(`    name = x\n    ${loop}\n        ${NAME}\n    name = y\n`, 'variable')).toEqual([[NAME, name]]);
  });

  test('may also be assigned in the loop', () => {
    expect(uses(`    for name in ("A", "B"):\n        name = x\n        ${NAME}\n`, 'variable')).toEqual([
      [NAME, ['any']],
    ]);
  });

  test('may come from a list that grows', () => {
    expect(
      uses(`    names = ["A"]\n    names.append("B")\n    for name in names:\n        ${NAME}\n`, 'variable'),
    ).toEqual([[NAME, ['one', [text('A'), text('B')]]]]);
    expect(
      uses(`    names = ["A"]\n    names.extend(x)\n    for name in names:\n        ${NAME}\n`, 'variable'),
    ).toEqual([[NAME, ['any']]]);
  });
});

test('functions inside the code get the arguments of its calls', () => {
  expect(
    uses('    def read(name):\n        return d.getVar(name)\n    read("A")\n    read(name="B")\n', 'variable'),
  ).toEqual([[NAME, ['one', [text('A'), text('B')]]]]);
  expect(uses('    read = lambda name: d.getVar(name)\n    read("A")\n', 'variable')).toEqual([[NAME, text('A')]]);
  expect(uses('    def read(name):\n        return d.getVar(name)\n    map(read, x)\n', 'variable')).toEqual([
    [NAME, ['any']],
  ]);
});

test('parameters of the function itself depend on its callers', () => {
  expect(uses('def read(d, name="A"):\n    return d.getVar(name)\n', 'variable')).toEqual([
    [NAME, ['parameter', 1, 'name', text('A')]],
  ]);
  expect(uses('def read(d, names):\n    for name in names:\n        d.getVar(name)\n', 'variable')).toEqual([
    [NAME, ['item', ['parameter', 1, 'names', null]]],
  ]);
});

test('positions refer to the given code, in UTF-16', () => {
  expect(uses('\n    x = "é😀"; d.getVar(name)\n', 'variable')).toEqual([[NAME, ['any']]]);
  expect(uses(' d.getVar(name)', 'variable')).toEqual([[NAME, ['any']]]);
  expect(uses('# A comment\nd.getVar(name)', 'variable')).toEqual([[NAME, ['any']]]);
});

test('names that BitBake follows, or that end the task, are not reported', () => {
  const code =
    '    d.getVar("A")\n    d.getVarFlag("A", "b")\n    bb.utils.contains("A", x, "b", "c", d)\n    d.expand("${A}")\n    bb.build.exec_func("a", d)\n    bb.fatal(d.getVar(name))\n    d.setVar(name, "b")\n';
  expect(uses(code, 'variable', 'flag', 'expansion', 'function')).toEqual([]);
});

test('functions without a name of their own are reported', () => {
  const code =
    '    import some.module as m\n    getattr(m, "a")(d)\n    globals()["b_" + x](d)\n    bb.build.exec_func(x, d)\n';
  expect(uses(code, 'function')).toEqual([
    ['getattr(m, "a")(d)', ['join', [text('some.module.'), text('a')]]],
    ['globals()["b_" + x](d)', ['join', [text('b_'), ['any']]]],
    ['bb.build.exec_func(x, d)', ['any']],
  ]);
});

test('a read through an alias of the method is reported, literal or not', () => {
  expect(uses('getattr(d, "getVar")("A")', 'variable')).toEqual([['getattr(d, "getVar")("A")', text('A')]]);
  expect(uses('d.createCopy().getVar("A")', 'variable')).toEqual([['d.createCopy().getVar("A")', text('A')]]);
  expect(uses('list(map(d.getVar, ["A", "B"]))', 'variable')).toEqual([
    ['map(d.getVar, ["A", "B"])', ['one', [text('A'), text('B')]]],
  ]);
  expect(uses('    read = d.getVar\n    read("A")\n', 'variable')).toEqual([['read("A")', text('A')]]);
  expect(uses('    from bb.utils import contains as has\n    has("A", "b", "c", "d", d)\n', 'variable')).toEqual([
    ['has("A", "b", "c", "d", d)', text('A')],
  ]);
  expect(uses('    data = d.createCopy()\n    data.getVar("A")\n', 'variable')).toEqual([]);
  expect(
    uses('    "{}".format(d.getVarFlag("A", "b"))\n    open(x).write("A")\n', 'variable', 'flag', 'function'),
  ).toEqual([]);
});

test('calls are reported with the full name of an import, and whether they get the datastore', () => {
  const found = python.uses(
    '    from a.b import c\n    import os\n    c(d)\n    os.walk(d)\n    bb.fetch2.Fetch(x, d)\n    helper("A", d, which="B")\n',
  );
  const calls = found.ok
    ? found.value.flatMap((use) =>
        use.kind === 'call' ? [[use.name, use.target, use.passesData, use.isImported, use.args[0], use.keywords]] : [],
      )
    : null;
  expect(calls).toEqual([
    ['c', 'a.b.c', true, true, ['any'], {}],
    ['os.walk', 'os.walk', false, true, ['any'], {}],
    ['bb.fetch2.Fetch', 'bb.fetch2.Fetch', false, false, ['any'], {}],
    ['helper', 'helper', false, false, text('A'), { which: text('B') }],
  ]);
});

test('names without a meaning in the code are unknown', () => {
  expect(uses('MODEL.upper() + str(SIZE) + "".join(part for part in d.getVar("A"))', 'name')).toEqual([
    ['MODEL', 'MODEL'],
    ['SIZE', 'SIZE'],
  ]);
});

test('code that cannot be read is refused without an exception', () => {
  expect(python.uses('d.getVar(')).toMatchObject({ ok: false, error: { type: 'SyntaxError' } });
});

test.each([
  ['sums', (name: string, before: string) => `${name} = ${before} + ${before}`],
  ['f-strings', (name: string, before: string) => `${name} = f"{${before}}{${before}}"`],
  ['choices', (name: string, before: string) => `${name} = ${before} if y else ${before}`],
])('names that double by %s are read only up to a limit per use', (_, line) => {
  const lines = Array.from({ length: 24 }, (__, i) => `    ${line(`x${i + 1}`, `x${i}`)}`);
  const found = uses(`    x0 = d.getVar("A")\n${lines.join('\n')}\n    d.getVar(x24)\n`, 'variable');
  expect(found).toHaveLength(1);
  expect(JSON.stringify(found).length).toBeLessThan(100_000);
});

test('a long line that is not ASCII is read in linear time', () => {
  const line = `    x = ["é😀", ${'d.getVar(y), '.repeat(5000)}]`;
  const found = uses(`${line}\n`, 'variable');
  expect([found.length, found[4999]]).toEqual([5000, ['d.getVar(y)', ['any']]]);
});
