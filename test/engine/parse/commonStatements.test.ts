import { describe, expect, it } from 'vitest';
import { parseConf } from '../../../server/src/engine/parse/confParser';
import { conf, KIRKSTONE, meaning, partsOf, recipe, SCARTHGAP, WRYNOSE } from './support';

/** [text, the statement, or null where the line is an error] */
const CASES: readonly [string, Record<string, unknown> | null][] = [
  ['include a.inc b.inc # c', { kind: 'include', argument: 'a.inc b.inc # c' }],
  ['include', null],
  ['includes x', null],
  ['require  ${X}/a.inc', { kind: 'require', argument: '${X}/a.inc' }],
  ['include_all a.conf', { kind: 'includeAll', argument: 'a.conf' }],
  ['export A', { kind: 'export', variable: 'A' }],
  ['export A_${B}/~.+-', { kind: 'export', variable: 'A_${B}/~.+-' }],
  ['export A:b', null],
  ['export A B', null],
  ['export A # c', null],
  ['unset A', { kind: 'unset', variable: 'A' }],
  ['unset A:b', null],
  ['unset A[fl]', { kind: 'unsetFlag', variable: 'A', flag: 'fl' }],
  ['unset A[f@]', { kind: 'unsetFlag', variable: 'A', flag: 'f@' }],
  ['unset A[f]', null],
  ['unset A[@f]', null],
  ['unset A[f/g]', null],
  ['unset A[fl] # c', null],
  ['unset [fl]', null],
  [
    'addfragments p LIST META BUILTIN',
    { kind: 'addfragments', prefix: 'p', list: 'LIST', metadata: 'META', builtin: 'BUILTIN' },
  ],
  ['addfragments a b c d  e', { kind: 'addfragments', prefix: 'a b', list: 'c', metadata: 'd ', builtin: 'e' }],
  ['addfragments a b c', null],
  [' A = "1"', null],
  [' # comment', null],
  ['\ufeffA = "1"', null],
  ['nonsense', null],
];

describe('statements of all files', () => {
  it.each(CASES)('%j', (text, expected) => {
    for (const file of [conf(text), recipe(text)]) {
      expect(meaning(file)).toEqual(expected === null ? [] : [expected]);
      expect(file.failed?.severity ?? null).toBe(expected === null ? 'parse-error' : null);
    }
  });

  it('have the ranges of their parts', () => {
    expect(partsOf('unset  A[fl]', conf('unset  A[fl]'))).toEqual({
      range: 'unset  A[fl]',
      nameRange: 'A',
      flagRange: 'fl',
    });
    expect(partsOf('export A', conf('export A'))).toEqual({ range: 'export A', nameRange: 'A' });
    const include = 'include a \\\n b';
    expect(partsOf(include, conf(include))).toEqual({ range: include, argumentRange: 'a \\\n b' });
    expect(conf(include).statements).toMatchObject([{ argument: 'a  b', line: 2 }]);
    const fragments = 'addfragments p  L\tM B';
    expect(partsOf(fragments, conf(fragments))).toEqual({
      range: fragments,
      prefixRange: 'p ',
      listRange: 'L',
      metadataRange: 'M',
      builtinRange: 'B',
    });
  });

  it('may end in white space only when joined with a blank line', () => {
    expect(conf('include a \\\n\n').statements).toMatchObject([{ argument: 'a ', line: 2 }]);
    expect(conf('include  \\\n\n').statements).toMatchObject([{ argument: ' ' }]);
    expect(conf('include \\\n\n').failed).toMatchObject({ severity: 'parse-error', line: 2 });
  });
});

describe('addpylib', () => {
  const text = 'addpylib ${LAYERDIR}/lib  oe';

  it('is a statement of the base configuration only', () => {
    const file = parseConf(text, WRYNOSE, { baseConfiguration: true });
    expect(meaning(file)).toEqual([{ kind: 'addpylib', directory: '${LAYERDIR}/lib ', namespace: 'oe' }]);
    expect(partsOf(text, file)).toMatchObject({ directoryRange: '${LAYERDIR}/lib ', namespaceRange: 'oe' });
    expect(conf(text).failed?.severity).toBe('parse-error');
    expect(recipe(text).failed?.severity).toBe('parse-error');
    expect(parseConf(text, KIRKSTONE, { baseConfiguration: true }).failed?.severity).toBe('parse-error');
  });

  it.each([
    ['addpylib a', null],
    ['addpylib   a', [' ', 'a']],
    ['addpylib a b c', ['a b', 'c']],
  ])('%j', (line, expected) => {
    const { statements } = parseConf(line, WRYNOSE, { baseConfiguration: true });
    expect(statements.map((s) => s.kind === 'addpylib' && [s.directory, s.namespace])).toEqual(
      expected === null ? [] : [expected],
    );
  });
});

describe('statements of older releases', () => {
  it('are missing', () => {
    for (const text of ['include_all a', 'addfragments a b c d']) {
      expect(conf(text, SCARTHGAP).failed?.severity).toBe('parse-error');
    }
    expect(recipe('inherit_defer x', KIRKSTONE).failed?.severity).toBe('parse-error');
    expect(meaning(recipe('inherit_defer = "x"', KIRKSTONE))).toMatchObject([{ variable: 'inherit_defer' }]);
    expect(recipe('inherit_defer x', SCARTHGAP).failed).toBeNull();
  });

  it('have three words in `addfragments` before 2.16', () => {
    expect(meaning(conf('addfragments p L M', { ...SCARTHGAP, fragments: true }))).toEqual([
      { kind: 'addfragments', prefix: 'p', list: 'L', metadata: 'M', builtin: null },
    ]);
  });

  it('accept `unset` of a flag with one character in 2.0', () => {
    expect(meaning(conf('unset A[f]', KIRKSTONE))).toEqual([{ kind: 'unsetFlag', variable: 'A', flag: 'f' }]);
    expect(conf('unset A[f@]', KIRKSTONE).failed).not.toBeNull();
    expect(conf('unset A[f]', SCARTHGAP).failed).not.toBeNull();
  });
});
