/**
 * The values that the statements of one recipe give: overrides, operations, weak defaults, expansion, key expansion.
 */

import { beforeAll, describe, expect, test } from 'vitest';
import { RELEASES } from '../../support/releases';
import type { Value } from '../../../server/src/engine/python/pythonDatastore';
import { DatastoreError } from '../../../server/src/engine/base/datastoreError';
import { type Evaluated, TestWorkspace } from '../../support/workspace';

/** Marks an expansion that fails. */
const FAILS = { fails: true } as const;

interface Row {
  /** The edge case of the specification, or the subject of the row. */
  readonly name: string;
  /** The recipe. */
  readonly text: string;
  readonly values?: Readonly<Record<string, Value | typeof FAILS>>;
  readonly raw?: Readonly<Record<string, Value>>;
  /** Flags by `VAR[flag]`. */
  readonly flags?: Readonly<Record<string, Value>>;
  /** The releases for which the row is true; all releases if absent. */
  readonly releases?: readonly string[];
  /** Part of the error with which BitBake rejects the recipe. */
  readonly error?: RegExp;
}

const SINCE_SCARTHGAP = ['2.8', '2.18', '2.19'];
const SINCE_WRYNOSE = ['2.18', '2.19'];
const a = 'OVERRIDES = "a"\n';

const ROWS: readonly Row[] = [
  { name: '14.1 quotes inside a value', text: 'A = "x" "y"\n', values: { A: 'x" "y' } },
  { name: '14.1 three quotes', text: 'A = "x" y"\n', error: /./ },
  { name: '14.4', text: 'B = "y\\\\\n z"\n', values: { B: 'y\\ z' } },
  { name: '14.5', text: 'A ??= "w"\nA += "x"\nE ??= "w"\nE:append = "a"\n', values: { A: ' x', E: 'wa' } },
  { name: '14.6', text: 'A ??= "1"\nA ??= "2"\nY[_defaultval] = "z"\n', values: { A: '2', Y: 'z' } },
  { name: '14.7', text: `${a}X:append = "+"\nX ?= "q"\nY:a = "ya"\nY ?= "q"\n`, values: { X: 'q+', Y: 'ya' } },
  { name: '14.7 stored beneath', text: 'OVERRIDES = "b"\nY:a = "ya"\nY ?= "q"\n', values: { Y: 'q', 'Y:a': 'ya' } },
  {
    name: '14.8',
    text: 'X = "m"\nX:prepend = "1"\nX:prepend = "2"\nX:append = "3"\nX:append = "4"\nX += "n"\n',
    values: { X: '21m n34' },
  },
  { name: '14.9', text: 'D := "${D} x"\n', raw: { D: '${D} x' }, values: { D: FAILS } },
  { name: '14.10', text: `${a}X = "x"\nX:a += "y"\n`, values: { X: ' y' } },
  { name: '14.11', text: `${a}X = "x"\nX:a ??= "weak"\n`, values: { X: 'weak' } },
  { name: '14.12', text: `${a}X = "x"\nX:a:append = "y"\nX:append = "z"\nX:prepend = "p"\n`, values: { X: 'pyz' } },
  { name: '14.13 two parts win', text: 'OVERRIDES = "a:b:c"\nX:c = "c"\nX:a:b = "ab"\n', values: { X: 'ab' } },
  {
    name: '14.13 in the order of OVERRIDES only',
    text: 'OVERRIDES = "a:b:c"\nX:c = "c"\nX:b:a = "ba"\n',
    values: { X: 'c' },
  },
  { name: '14.14', text: 'OVERRIDES = "a:b:a"\nX:a = "xa"\nX:b = "xb"\n', values: { X: 'xb' } },
  { name: '14.15', text: 'OVERRIDES = "a:ab:x"\nX = "base"\nX:x:ab:a = "N"\n', values: { X: 'base' } },
  {
    name: '14.16',
    text: 'OVERRIDES = "a:B:cD"\nX = "x"\nX:B = "B"\nY = "y"\nY:cD = "yc"\nT = "t"\nT:append:cD = "+"\n',
    values: { X: 'x', Y: 'yc', T: 't' },
  },
  { name: '14.17', text: `${a}W:a = "w"\nW:append = " z q"\nW:a:remove = "z"\n`, values: { W: 'w z q' } },
  {
    name: '14.17 effective remove',
    text: `${a}W:a = "z w"\nW:append = " z q"\nW:a:remove = "z"\n`,
    values: { W: ' w  q' },
  },
  {
    name: '14.18',
    text: 'X = "1  2\t3 22 2"\nX:remove = "2"\n',
    values: { X: '1  \t3 22 ' },
    raw: { X: '1  2\t3 22 2' },
  },
  { name: '14.21', text: 'X:a = "1"\nX = "x"\nunset X\nOVERRIDES = "a"\n', values: { X: null, 'X:a': '1' } },
  { name: '14.22 unset', text: 'unset X:a\n', error: /./ },
  { name: '14.22 export', text: 'export A:b\n', error: /./ },
  { name: '14.22 unset flag', text: 'unset X[f]\n', error: /./, releases: SINCE_SCARTHGAP },
  {
    name: '14.22 unset flag of one character',
    text: 'X[f] = "1"\nunset X[f]\n',
    flags: { 'X[f]': null },
    releases: ['2.0'],
  },
  { name: '14.24', text: 'OVERRIDES = "a:${Q}"\nQ = "n"\nQ:a = "b"\nX:n = "xn"\nX:b = "xb"\n', values: { X: 'xb' } },
  { name: '14.25', text: 'A = "${@1+1} ${@\'a} ${B}"\nB = "b"\n', values: { A: "${@1+1} ${@'a} b" } },
  {
    name: '14.26',
    text: 'A = "${@\'${UNDEF}\'}"\nB = "${}"\nC = "${A B}"\n',
    values: { A: "${@'${UNDEF}'}", B: '${}', C: '${A B}' },
    releases: SINCE_SCARTHGAP,
  },
  { name: '14.27', text: 'A = "1"\nX = "${@\'$\'+\'{A}\'}"\n', values: { X: '1' }, releases: SINCE_SCARTHGAP },
  {
    name: '14.27 in 2.0',
    text: 'A = "1"\nX = "${@\'$\'+\'{A}\'}"\n',
    values: { X: "${@'$'+'{A}'}" },
    releases: ['2.0'],
  },
  { name: '14.28', text: 'X = "${@True} ${@None} ${@[\'a\']}"\n', values: { X: "True None ['a']" } },
  { name: '14.29', text: 'A = "1"\nX = "${@A + \'x\'}"\n', values: { X: '1x' } },
  { name: '14.30', text: 'X = "${@\'{\'}x}"\n', values: { X: FAILS }, releases: SINCE_SCARTHGAP },
  { name: '14.30 in 2.0', text: 'X = "${@\'{\'}x}"\n', values: { X: '{x}' }, releases: ['2.0'] },
  { name: '14.31', text: "B = \"1\"\nA = \"${@d.setVar('B','2') or ''}${B}\"\n", values: { A: '1' } },
  {
    name: '14.32 flag of a renamed key',
    text: 'Z_${PN}[f] = "1"\nU:${PN} ??= "u"\nOVERRIDES = "p"\n',
    flags: { 'Z_p[f]': null, 'Z_${PN}[f]': null, 'U:p[_defaultval]': null },
    values: { 'U:p': 'u', U: 'u' },
    releases: ['2.0', '2.8', '2.18'],
  },
  {
    name: '14.32 in 2.19',
    text: 'Z_${PN}[f] = "1"\n',
    flags: { 'Z_p[f]': null, 'Z_${PN}[f]': '1' },
    releases: ['2.19'],
  },
  {
    name: '14.33',
    text: `${a}R_\${PN} = "r"\nR_\${PN}:append = "+"\nR_p:append = "0"\nR_p:b = "rb"\nR_\${PN}:a = "ra"\n`,
    values: { R_p: 'ra0+', 'R_p:b': 'rb' },
  },
  {
    name: '14.33 the override of the target is disconnected',
    text: 'OVERRIDES = "b"\nR_${PN} = "r"\nR_p:b = "rb"\nR_${PN}:a = "ra"\n',
    values: { R_p: 'r', 'R_p:b': 'rb' },
  },
  {
    name: '14.34',
    text: 'OVERRIDES = "pn-p"\npn = "p"\nX = "x"\nX:append:pn-${pn} = "1"\nX:append:pn-${PN} = "2"\nX:pn-${pn}:append = "3"\n',
    values: { X: '32' },
  },
  {
    name: '14.35',
    text: 'pkg_postinst:${PN}() {\n    true\n}\n',
    values: { 'pkg_postinst:p': '    true\n' },
    flags: { 'pkg_postinst:p[func]': null, 'pkg_postinst:p[filename]': null, 'pkg_postinst:p[lineno]': null },
  },
  {
    name: '14.41',
    text: 'B = "b"\nDEPENDS = "a  ${B} "\nDEPENDS:append = " c"\naddtask do_t\n',
    raw: { DEPENDS: 'a b c' },
    flags: { 'do_t[depends]': '' },
    releases: SINCE_WRYNOSE,
  },
  {
    name: '14.41 before 2.12',
    text: 'B = "b"\nDEPENDS = "a  ${B} "\nDEPENDS:append = " c"\naddtask do_t\n',
    raw: { DEPENDS: 'a  ${B}  c' },
    flags: { 'do_t[depends]': null },
    releases: ['2.0', '2.8'],
  },
  { name: '14.51', text: 'X_append = "1"\n', error: /override syntax/ },
  { name: '14.51 weak', text: 'MY_removed ??= "1"\n', values: { MY_removed: '1' } },
  {
    name: '3 operators',
    text: 'A = "x"\nA =+ "y"\nA .= "z"\nA =. "w"\nB += "1"\nC .= "1"\nD = ""\nD ?= "d"\n',
    values: { A: 'wy xz', B: ' 1', C: '1', D: '' },
  },
  {
    name: '3 immediate keeps what is undefined',
    text: 'B = "b"\nA := "${B} ${U}"\nB = "c"\nU = "u"\n',
    raw: { A: 'b ${U}' },
    values: { A: 'b u' },
  },
  { name: '3 += on a key with :append', text: 'X = "1"\nX:append += "2"\n', values: { X: '1 2' } },
  {
    name: '3 flag of a key with :append',
    text: 'X = "1"\nX:append[f] = "2"\n',
    flags: { 'X[f]': null, 'X:append[f]': '2' },
    values: { X: '1' },
  },
  {
    name: '3 exports',
    text: 'export A = "1"\nexport B\n',
    flags: { 'A[export]': 1, 'B[export]': 1 },
    values: { A: '1', B: null },
  },
  {
    name: '3 flag operators',
    text: 'A[ff] = "1"\nA[ff] += "2"\nA[ff] =. "0"\nA[gg] ?= "g"\nA[gg] ?= "h"\nA[hh] = "1"\nunset A[hh]\n',
    flags: { 'A[ff]': '01 2', 'A[gg]': 'g', 'A[hh]': null },
  },
  { name: '13 weak flags', text: 'A[ff] ??= "1"\nA[ff] ?= "2"\n', flags: { 'A[ff]': '2' }, releases: SINCE_WRYNOSE },
  {
    name: '13 weak flags before 2.12',
    text: 'A[ff] ??= "1"\nA[ff] ?= "2"\n',
    flags: { 'A[ff]': '1' },
    releases: ['2.0', '2.8'],
  },
  { name: '4 renamed variables', text: 'BB_STAMP_POLICY = "x"\n', error: /renamed/ },
  {
    name: '4 uppercase suffix is a plain variable',
    text: 'X = "x"\nX:append:Foo = "1"\n',
    values: { X: 'x', 'X:append:Foo': '1' },
  },
  {
    name: '4 suffix of several parts',
    text: 'OVERRIDES = "a:b"\nX = "x"\nX:append:a:b = "+"\nX:append:a:c = "-"\n',
    values: { X: 'x+' },
  },
  {
    name: '4 names that never register',
    text: 'OVERRIDES = "a:FOO:B:_e:1f"\nX = "x"\nX:FOO = "1"\nY = "y"\nY:_e = "1"\nZ = "z"\nZ:1f = "1"\nW = "w"\nW:B:a = "1"\n',
    values: { X: 'x', Y: 'y', Z: '1', W: 'w', 'W:B': '1' },
  },
  { name: '5 references itself', text: 'A = "${A}"\n', values: { A: FAILS } },
  {
    name: '5 snippets over lines stay',
    text: 'A = "x"\npython () {\n    d.setVar("M", "${@\\n1}")\n}\n',
    values: { M: '${@\n1}' },
  },
  { name: '5 unknown names fail', text: 'A = "${@nothing}"\nB = "${@len}"\n', values: { A: FAILS } },
  { name: '5 white space around code', text: 'A = "${@ 1 }"\n', values: { A: '1' } },
  { name: '5 braces in code', text: "A = \"${@{'k': 'v'}['k']}\"\n", values: { A: 'v' }, releases: SINCE_SCARTHGAP },
  {
    name: '5 a number cannot be referred to',
    text: 'python () {\n    d.setVar("N", 1)\n}\nA = "${N}"\n',
    values: { N: 1, A: FAILS },
  },
  {
    name: '6 keys in order, target replaced',
    text: 'X_${PN} = "from key"\nX_p = "plain"\n',
    values: { X_p: 'from key' },
  },
  { name: '6 unresolved keys stay', text: 'X_${NOTHING} = "1"\n', values: { 'X_${NOTHING}': '1' } },
];

let workspace: TestWorkspace;

beforeAll(async () => {
  workspace = await TestWorkspace.load();
});

function read(evaluated: Evaluated, name: string): Value | typeof FAILS {
  try {
    return evaluated.get(name);
  } catch (error) {
    if (error instanceof DatastoreError) return FAILS;
    throw error;
  }
}

for (const release of RELEASES) {
  describe(`values in BitBake ${release.version}`, () => {
    const rows = ROWS.filter((row) => row.releases?.includes(release.version) ?? true);
    test.each(rows.map((row) => [row.name, row] as const))('%s', (_name, row) => {
      const evaluated = workspace.evaluate(row.text, { release });
      if (row.error) {
        expect(evaluated.errors.map((problem) => problem.message).join('\n')).toMatch(row.error);
        expect(evaluated.variants).toEqual([]);
        return;
      }
      expect(evaluated.errors).toEqual([]);
      for (const [name, value] of Object.entries(row.raw ?? {}))
        expect([name, evaluated.raw(name)]).toEqual([name, value]);
      for (const [name, value] of Object.entries(row.values ?? {}))
        expect([name, read(evaluated, name)]).toEqual([name, value]);
      for (const [key, value] of Object.entries(row.flags ?? {})) {
        const [, name = '', flag = ''] = /^(.*)\[(.*)\]$/.exec(key) ?? [];
        expect([key, evaluated.flag(name, flag)]).toEqual([key, value]);
      }
    });
  });
}
