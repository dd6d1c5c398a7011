/** Expressions that are answered without the interpreter: every such answer equals the interpreter's answer. */

import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { DEFAULT_RELEASE } from '../../../server/src/engine/base/release';
import { WordSets } from '../../../server/src/engine/base/wordSets';
import { Datastore, createServices } from '../../../server/src/engine/datastore/datastore';
import { PureExpressions } from '../../../server/src/engine/python/pureExpressions';
import type { PyodideEvaluator } from '../../../server/src/pyodide/pyodideEvaluator';
import { loadTestPython } from '../../support/python';

let python: PyodideEvaluator;
let d: Datastore;

beforeAll(async () => {
  python = await loadTestPython();
  const services = createServices(DEFAULT_RELEASE, python, () => ({
    references: new Set(),
    execs: new Set(),
    contains: new Map(),
  }));
  d = new Datastore(services);
  for (const [name, value] of Object.entries({
    FEATURES: ' b a  b c ',
    EMPTY: '',
    NAME: 'x_y-z',
    A: 'a',
    FILE: '/l/r/pkg_1.2.bb',
    RAW: '${A} b',
  }))
    d.setVar(name, value);
  d.setVar('NUMBER', 3);
});

function interpreter(code: string): string | null {
  const result = python.evaluate(code, d);
  return result.ok ? result.value : null;
}

const pure = (code: string): string | null => new PureExpressions(new WordSets()).evaluate(code, d);

describe('expressions that are answered', () => {
  test.each([
    `d.getVar('A')`,
    `d.getVar("UNSET")`,
    `d.getVar('RAW')`,
    `d.getVar('RAW', False)`,
    `d.getVar('RAW', True) or ''`,
    ` d.getVar( 'A' ) `,
    `d.getVar('UNSET') or 'x'`,
    `d.getVar('EMPTY') or d.getVar('A')`,
    `d.getVar('A') and 'yes'`,
    `not d.getVar('UNSET')`,
    `'1' if d.getVar('A') == 'a' else '0'`,
    `'1' if d.getVar('UNSET') != 'a' else '0'`,
    `'a' in d.getVar('FEATURES')`,
    `'q' not in d.getVar('FEATURES')`,
    `'a' in d.getVar('FEATURES').split()`,
    `['', '-gnu'][(d.getVar('A') or '') != '']`,
    `[d.getVar('A'), d.getVar('NAME')][bool(d.getVar('NAME'))].replace('-', '_')`,
    `d.getVar('NAME').replace("_", "-")`,
    `d.getVar('NAME').startswith('x')`,
    `d.getVar('NAME').endswith('x')`,
    `'a' + d.getVar('A')`,
    `True`,
    `None`,
    `42`,
    `('a')`,
    `''`,
    `bb.utils.contains('FEATURES', 'a', 'yes', 'no', d)`,
    `bb.utils.contains('FEATURES', 'a q', 'yes', 'no', d)`,
    `bb.utils.contains('FEATURES', '', 'yes', 'no', d)`,
    `bb.utils.contains('UNSET', '', 'yes', 'no', d)`,
    `bb.utils.contains("FEATURES", [ 'a', 'b' ], True, False, d)`,
    `bb.utils.contains_any('FEATURES', 'q c', '1', '', d)`,
    `bb.utils.contains_any('EMPTY', 'q c', '1', '0', d)`,
    `bb.utils.filter('FEATURES', 'c q b', d)`,
    `bb.utils.filter('UNSET', 'c', d)`,
    `bb.utils.contains('FEATURES', 'a', bb.utils.filter('FEATURES', 'c', d), d.getVar('A'), d)`,
    `bb.parse.vars_from_file(d.getVar('FILE', False),d)[0] or 'defaultpkgname'`,
    `bb.parse.vars_from_file(d.getVar('FILE', False),d)[2] or 'r0'`,
    `bb.parse.vars_from_file(d.getVar('A'),d)[1] or '1.0'`,
  ])('%s', (code) => {
    const answer = pure(code);
    expect(answer).not.toBeNull();
    expect(answer).toBe(interpreter(code));
  });
});

describe('expressions that are left to the interpreter', () => {
  test.each([
    `d.getVar('NUMBER')`,
    `d.getVar('UNSET').replace('a', 'b')`,
    `'a\\n'`,
    `r'a'`,
    `f'a'`,
    `'a' 'b'`,
    `'''a'''`,
    `d.getVarFlag('A', 'f')`,
    `d.getVar('A', expand=False)`,
    `[d.getVar('A')]`,
    `'a' if 'b'`,
    `oe.utils.conditional('A', 'a', '1', '0', d)`,
    `os.getpid()`,
    `1 == True`,
    `'a' == 'a' == 'a'`,
    `d`,
    `A`,
    `d.getVar('A').split('x')`,
    `-1`,
    `007`,
    `d.getVar(`,
    `[x for x in 'ab']`,
    `'abc'[0]`,
    `['a'][4]`,
    `'' .replace('', 'x')`,
    `bb.utils.contains('FEATURES', 1, '1', '0', d)`,
    `bb.utils.vercmp_string('1', '2')`,
    `'a' + None`,
  ])('%s', (code) => {
    expect(pure(code)).toBeNull();
  });
});

test("every answer equals the interpreter's answer", () => {
  const atom = fc.constantFrom(
    `'a'`,
    `''`,
    `"b c"`,
    `None`,
    `True`,
    `False`,
    `0`,
    `1`,
    `d.getVar('A')`,
    `d.getVar('UNSET')`,
    `d.getVar('FEATURES')`,
    `d.getVar('NUMBER')`,
    `bb.utils.contains('FEATURES', 'a', 'x', '', d)`,
    `bb.utils.filter('FEATURES', 'a c', d)`,
  );
  const expression = fc.letrec<{ e: string }>((tie) => ({
    e: fc.oneof(
      { maxDepth: 4 },
      atom,
      fc
        .tuple(tie('e'), fc.constantFrom('or', 'and', '==', '!=', 'in', 'not in', '+', 'if 1 else'), tie('e'))
        .map(([a, operator, b]) => `${a} ${operator} ${b}`),
      tie('e').map((inner) => `(${inner})`),
      tie('e').map((inner) => `not ${inner}`),
      tie('e').map((inner) => `(${inner}).replace('a', 'z')`),
      fc.tuple(tie('e'), tie('e')).map(([a, b]) => `['${'x'}', ${a}][${b}]`),
      fc.tuple(tie('e'), tie('e'), tie('e')).map(([a, b, c]) => `${a} if ${b} else ${c}`),
    ),
  })).e;
  fc.assert(
    fc.property(expression, (code) => {
      const answer = pure(code);
      if (answer !== null) expect(answer).toBe(interpreter(code));
    }),
    { numRuns: 1500 },
  );
});
