import { describe, expect, it } from 'vitest';
import { handlerOf, parseFile } from '../../../server/src/engine/parse/parseFile';
import { WRYNOSE } from './support';

describe('the parser that reads a file', () => {
  it.each([
    ['/l/conf/layer.conf', 'conf'],
    ['/l/.conf', 'conf'],
    ['/l/a_1.0.bb', 'recipe'],
    ['/l/c.bbclass', 'recipe'],
    ['/l/x.inc', 'recipe'],
    ['/l/a_%.bbappend', null],
    ['nope.txt', null],
    ['/l.d/noextension', null],
    ['/l/.bb', null],
    ['/l/..inc', null],
    ['/l/.a.inc', 'recipe'],
    ['/l/x.inc.orig', null],
  ])('%s', (path, expected) => {
    expect(handlerOf(path)).toBe(expected);
  });
});

describe('a file', () => {
  const kinds = (path: string, baseConfiguration = false) => {
    const file = parseFile(path, 'addtask a\naddpylib b c\n', WRYNOSE, { baseConfiguration });
    return 'unsupported' in file ? file : file.statements.map(({ kind }) => kind);
  };

  it('reads each kind of file with its own parser', () => {
    expect(kinds('/a.bb')).toEqual(['addtask']);
    expect(kinds('/a.bbappend')).toEqual(['addtask']);
    expect(kinds('/a.conf')).toEqual([]);
    expect(kinds('/a.conf', true)).toEqual(['addpylib']);
    expect(kinds('/a.txt')).toEqual({ unsupported: '.txt' });
  });
});
