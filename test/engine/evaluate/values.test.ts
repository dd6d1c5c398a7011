/**
 * The values that the statements of one recipe give: overrides, operations, weak defaults, expansion, key expansion.
 */

import { beforeAll, describe, expect, test } from 'vitest';
import { RECORDED_RELEASES } from '../../../server/src/engine/base/release';
import type { Value } from '../../../server/src/engine/python/pythonDatastore';
import { DatastoreError } from '../../../server/src/engine/base/datastoreError';
import { type Evaluated, TestWorkspace } from '../../support/workspace';

/** Marks an expansion that fails. */
const FAILS = { fails: true } as const;

interface Row {
  /** The behavior. */
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
  { name: 'a value may contain quotes', text: 'A = "x" "y"\n', values: { A: 'x" "y' } },
  { name: 'three quotes are an error', text: 'A = "x" y"\n', error: /./ },
  { name: 'a backslash before a continued line stays', text: 'B = "y\\\\\n z"\n', values: { B: 'y\\ z' } },
  {
    name: 'operators start from nothing where there is only a weak default; :append starts from the default',
    text: 'A ??= "w"\nA += "x"\nE ??= "w"\nE:append = "a"\n',
    values: { A: ' x', E: 'wa' },
  },
  {
    name: 'the last weak default wins, and it is a flag',
    text: 'A ??= "1"\nA ??= "2"\nY[_defaultval] = "z"\n',
    values: { A: '2', Y: 'z' },
  },
  {
    name: '?= sees no pending operation and no override',
    text: `${a}X:append = "+"\nX ?= "q"\nY:a = "ya"\nY ?= "q"\n`,
    values: { X: 'q+', Y: 'ya' },
  },
  {
    name: '?= sets a variable of which only an override was set',
    text: 'OVERRIDES = "b"\nY:a = "ya"\nY ?= "q"\n',
    values: { Y: 'q', 'Y:a': 'ya' },
  },
  {
    name: ':prepend and :append apply in their order, after +=',
    text: 'X = "m"\nX:prepend = "1"\nX:prepend = "2"\nX:append = "3"\nX:append = "4"\nX += "n"\n',
    values: { X: '21m n34' },
  },
  {
    name: ':= keeps a reference to the variable itself, and reading it fails',
    text: 'D := "${D} x"\n',
    raw: { D: '${D} x' },
    values: { D: FAILS },
  },
  {
    name: '+= on an override starts from nothing, and the override replaces the value',
    text: `${a}X = "x"\nX:a += "y"\n`,
    values: { X: ' y' },
  },
  {
    name: 'a weak default of an override replaces the value',
    text: `${a}X = "x"\nX:a ??= "weak"\n`,
    values: { X: 'weak' },
  },
  {
    name: 'an override that has only operations replaces the value, and operations on the variable follow',
    text: `${a}X = "x"\nX:a:append = "y"\nX:append = "z"\nX:prepend = "p"\n`,
    values: { X: 'pyz' },
  },
  {
    name: 'an override of two parts wins over a later one of one part',
    text: 'OVERRIDES = "a:b:c"\nX:c = "c"\nX:a:b = "ab"\n',
    values: { X: 'ab' },
  },
  {
    name: 'an override whose parts are in another order than OVERRIDES does not win',
    text: 'OVERRIDES = "a:b:c"\nX:c = "c"\nX:b:a = "ba"\n',
    values: { X: 'c' },
  },
  {
    name: 'an override that is twice in OVERRIDES counts where it is first',
    text: 'OVERRIDES = "a:b:a"\nX:a = "xa"\nX:b = "xb"\n',
    values: { X: 'xb' },
  },
  {
    name: 'a name is lost whose parts begin alike, because removing :a also shortens :ab',
    text: 'OVERRIDES = "a:ab:x"\nX = "base"\nX:x:ab:a = "N"\n',
    values: { X: 'base' },
  },
  {
    name: 'an override that starts with an uppercase letter does not apply, nor an operation with such a letter in its suffix',
    text: 'OVERRIDES = "a:B:cD"\nX = "x"\nX:B = "B"\nY = "y"\nY:cD = "yc"\nT = "t"\nT:append:cD = "+"\n',
    values: { X: 'x', Y: 'yc', T: 't' },
  },
  {
    name: ':remove of an override leaves appended items alone if it removes nothing itself',
    text: `${a}W:a = "w"\nW:append = " z q"\nW:a:remove = "z"\n`,
    values: { W: 'w z q' },
  },
  {
    name: ':remove of an override also removes appended items if it removes something itself',
    text: `${a}W:a = "z w"\nW:append = " z q"\nW:a:remove = "z"\n`,
    values: { W: ' w  q' },
  },
  {
    name: ':remove removes whole words and keeps white space',
    text: 'X = "1  2\t3 22 2"\nX:remove = "2"\n',
    values: { X: '1  \t3 22 ' },
    raw: { X: '1  2\t3 22 2' },
  },
  {
    name: 'unset keeps an override, but it no longer applies',
    text: 'X:a = "1"\nX = "x"\nunset X\nOVERRIDES = "a"\n',
    values: { X: null, 'X:a': '1' },
  },
  { name: 'unset refuses an override', text: 'unset X:a\n', error: /./ },
  { name: 'export refuses an override', text: 'export A:b\n', error: /./ },
  { name: 'unset refuses a flag of one character', text: 'unset X[f]\n', error: /./, releases: SINCE_SCARTHGAP },
  {
    name: 'unset accepts a flag of one character in 2.0',
    text: 'X[f] = "1"\nunset X[f]\n',
    flags: { 'X[f]': null },
    releases: ['2.0'],
  },
  {
    name: 'OVERRIDES is expanded with the overrides that it names itself',
    text: 'OVERRIDES = "a:${Q}"\nQ = "n"\nQ:a = "b"\nX:n = "xn"\nX:b = "xb"\n',
    values: { X: 'xb' },
  },
  {
    name: 'a Python text without an end leaves all code of the value as it is',
    text: 'A = "${@1+1} ${@\'a} ${B}"\nB = "b"\n',
    values: { A: "${@1+1} ${@'a} b" },
  },
  {
    name: 'code with a reference, an empty reference and a name with a blank stay as they are',
    text: 'A = "${@\'${UNDEF}\'}"\nB = "${}"\nC = "${A B}"\n',
    values: { A: "${@'${UNDEF}'}", B: '${}', C: '${A B}' },
    releases: SINCE_SCARTHGAP,
  },
  {
    name: 'a reference that code returns is expanded',
    text: 'A = "1"\nX = "${@\'$\'+\'{A}\'}"\n',
    values: { X: '1' },
    releases: SINCE_SCARTHGAP,
  },
  {
    name: 'a reference that code would return stays in 2.0',
    text: 'A = "1"\nX = "${@\'$\'+\'{A}\'}"\n',
    values: { X: "${@'$'+'{A}'}" },
    releases: ['2.0'],
  },
  {
    name: 'results of code are written as Python writes them',
    text: 'X = "${@True} ${@None} ${@[\'a\']}"\n',
    values: { X: "True None ['a']" },
  },
  { name: 'a name in code is a variable', text: 'A = "1"\nX = "${@A + \'x\'}"\n', values: { X: '1x' } },
  {
    name: 'code with a brace that is not closed fails',
    text: 'X = "${@\'{\'}x}"\n',
    values: { X: FAILS },
    releases: SINCE_SCARTHGAP,
  },
  {
    name: 'code ends at the first closing brace in 2.0',
    text: 'X = "${@\'{\'}x}"\n',
    values: { X: '{x}' },
    releases: ['2.0'],
  },
  {
    name: 'references are expanded before code',
    text: "B = \"1\"\nA = \"${@d.setVar('B','2') or ''}${B}\"\n",
    values: { A: '1' },
  },
  {
    name: 'a renamed key loses its flags, and its weak default becomes its value',
    text: 'Z_${PN}[f] = "1"\nU:${PN} ??= "u"\nOVERRIDES = "p"\n',
    flags: { 'Z_p[f]': null, 'Z_${PN}[f]': null, 'U:p[_defaultval]': null },
    values: { 'U:p': 'u', U: 'u' },
    releases: ['2.0', '2.8', '2.18'],
  },
  {
    name: 'a key that has only flags is not renamed since 2.19',
    text: 'Z_${PN}[f] = "1"\n',
    flags: { 'Z_p[f]': null, 'Z_${PN}[f]': '1' },
    releases: ['2.19'],
  },
  {
    name: 'renaming a key adds its operations after those of the new name',
    text: `${a}R_\${PN} = "r"\nR_\${PN}:append = "+"\nR_p:append = "0"\nR_p:b = "rb"\nR_\${PN}:a = "ra"\n`,
    values: { R_p: 'ra0+', 'R_p:b': 'rb' },
  },
  {
    name: 'an override of the new name no longer applies after renaming',
    text: 'OVERRIDES = "b"\nR_${PN} = "r"\nR_p:b = "rb"\nR_${PN}:a = "ra"\n',
    values: { R_p: 'r', 'R_p:b': 'rb' },
  },
  {
    name: 'an operation with a reference in its suffix applies only if renaming its key makes it one',
    text: 'OVERRIDES = "pn-p"\npn = "p"\nX = "x"\nX:append:pn-${pn} = "1"\nX:append:pn-${PN} = "2"\nX:pn-${pn}:append = "3"\n',
    values: { X: '32' },
  },
  {
    name: 'a renamed function keeps its text only',
    text: 'pkg_postinst:${PN}() {\n    true\n}\n',
    values: { 'pkg_postinst:p': '    true\n' },
    flags: { 'pkg_postinst:p[func]': null, 'pkg_postinst:p[filename]': null, 'pkg_postinst:p[lineno]': null },
  },
  {
    name: 'DEPENDS becomes expanded words, and each task has [depends]',
    text: 'B = "b"\nDEPENDS = "a  ${B} "\nDEPENDS:append = " c"\naddtask do_t\n',
    raw: { DEPENDS: 'a b c' },
    flags: { 'do_t[depends]': '' },
    releases: SINCE_WRYNOSE,
  },
  {
    name: 'DEPENDS stays as it is before 2.12',
    text: 'B = "b"\nDEPENDS = "a  ${B} "\nDEPENDS:append = " c"\naddtask do_t\n',
    raw: { DEPENDS: 'a  ${B}  c' },
    flags: { 'do_t[depends]': null },
    releases: ['2.0', '2.8'],
  },
  { name: 'the old override syntax is an error', text: 'X_append = "1"\n', error: /override syntax/ },
  {
    name: 'a weak default may have a name that looks like the old override syntax',
    text: 'MY_removed ??= "1"\n',
    values: { MY_removed: '1' },
  },
  {
    name: 'operators insert blanks or not, and an empty value counts as set',
    text: 'A = "x"\nA =+ "y"\nA .= "z"\nA =. "w"\nB += "1"\nC .= "1"\nD = ""\nD ?= "d"\n',
    values: { A: 'wy xz', B: ' 1', C: '1', D: '' },
  },
  {
    name: ':= keeps references to what is undefined',
    text: 'B = "b"\nA := "${B} ${U}"\nB = "c"\nU = "u"\n',
    raw: { A: 'b ${U}' },
    values: { A: 'b u' },
  },
  { name: '+= on a key with :append appends once more', text: 'X = "1"\nX:append += "2"\n', values: { X: '1 2' } },
  {
    name: 'a flag of a key with :append is a flag of a variable with that name',
    text: 'X = "1"\nX:append[f] = "2"\n',
    flags: { 'X[f]': null, 'X:append[f]': '2' },
    values: { X: '1' },
  },
  {
    name: 'export sets a flag, with or without a value',
    text: 'export A = "1"\nexport B\n',
    flags: { 'A[export]': 1, 'B[export]': 1 },
    values: { A: '1', B: null },
  },
  {
    name: 'flags have the same operators',
    text: 'A[ff] = "1"\nA[ff] += "2"\nA[ff] =. "0"\nA[gg] ?= "g"\nA[gg] ?= "h"\nA[hh] = "1"\nunset A[hh]\n',
    flags: { 'A[ff]': '01 2', 'A[gg]': 'g', 'A[hh]': null },
  },
  {
    name: 'a weak flag gives way to ?=',
    text: 'A[ff] ??= "1"\nA[ff] ?= "2"\n',
    flags: { 'A[ff]': '2' },
    releases: SINCE_WRYNOSE,
  },
  {
    name: 'a weak flag is set at once before 2.12',
    text: 'A[ff] ??= "1"\nA[ff] ?= "2"\n',
    flags: { 'A[ff]': '1' },
    releases: ['2.0', '2.8'],
  },
  { name: 'a variable that BitBake has renamed is an error', text: 'BB_STAMP_POLICY = "x"\n', error: /renamed/ },
  {
    name: 'an operation with an uppercase suffix is a plain variable',
    text: 'X = "x"\nX:append:Foo = "1"\n',
    values: { X: 'x', 'X:append:Foo': '1' },
  },
  {
    name: 'an operation applies if all parts of its suffix are overrides',
    text: 'OVERRIDES = "a:b"\nX = "x"\nX:append:a:b = "+"\nX:append:a:c = "-"\n',
    values: { X: 'x+' },
  },
  {
    name: 'an override that starts with an uppercase letter or an underscore never applies',
    text: 'OVERRIDES = "a:FOO:B:_e:1f"\nX = "x"\nX:FOO = "1"\nY = "y"\nY:_e = "1"\nZ = "z"\nZ:1f = "1"\nW = "w"\nW:B:a = "1"\n',
    values: { X: 'x', Y: 'y', Z: '1', W: 'w', 'W:B': '1' },
  },
  { name: 'a variable that references itself fails', text: 'A = "${A}"\n', values: { A: FAILS } },
  {
    name: 'code over several lines stays as it is',
    text: 'A = "x"\npython () {\n    d.setVar("M", "${@\\n1}")\n}\n',
    values: { M: '${@\n1}' },
  },
  { name: 'an unknown name in code fails', text: 'A = "${@nothing}"\nB = "${@len}"\n', values: { A: FAILS } },
  { name: 'white space around code does not matter', text: 'A = "${@ 1 }"\n', values: { A: '1' } },
  {
    name: 'code may contain braces',
    text: "A = \"${@{'k': 'v'}['k']}\"\n",
    values: { A: 'v' },
    releases: SINCE_SCARTHGAP,
  },
  {
    name: 'a number cannot be referred to',
    text: 'python () {\n    d.setVar("N", 1)\n}\nA = "${N}"\n',
    values: { N: 1, A: FAILS },
  },
  {
    name: 'an expanded key replaces the variable of that name',
    text: 'X_${PN} = "from key"\nX_p = "plain"\n',
    values: { X_p: 'from key' },
  },
  { name: 'a key that cannot be expanded stays', text: 'X_${NOTHING} = "1"\n', values: { 'X_${NOTHING}': '1' } },
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

for (const release of RECORDED_RELEASES) {
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
