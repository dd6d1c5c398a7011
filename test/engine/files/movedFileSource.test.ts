/** The same files in different locations. */

import { expect, test } from 'vitest';
import { MemoryFileSource } from '../../../server/src/engine/files/memoryFileSource';
import { MovedFileSource, moved, movedBack, movedText } from '../../../server/src/engine/files/movedFileSource';

const MOVES = [
  { from: '/home/me/build', to: '/srv/b' },
  { from: '/home/me', to: '/srv/other/me' },
];

test('the innermost moved folder decides about a path, and the path can be moved back', () => {
  for (const [here, there] of [
    ['/home/me', '/srv/other/me'],
    ['/home/me/x', '/srv/other/me/x'],
    ['/home/me/build', '/srv/b'],
    ['/home/me/build/conf', '/srv/b/conf'],
    ['/home/me/builder', '/srv/other/me/builder'],
    ['/home/mean', '/home/mean'],
    ['/', '/'],
    ['relative', 'relative'],
  ] as const) {
    expect(moved(here, MOVES)).toBe(there);
    expect(movedBack(there, MOVES)).toBe(here);
  }
});

test('only whole path names are moved inside a text', () => {
  expect(
    movedText('BBLAYERS = "/home/me/meta /home/mean/meta \\\n  ${TOPDIR}/../x /home/me/build:/home/me"', MOVES),
  ).toBe('BBLAYERS = "/srv/other/me/meta /home/mean/meta \\\n  ${TOPDIR}/../x /srv/b:/srv/other/me"');
});

const base = new MemoryFileSource({
  '/home/me/a.txt': 'a',
  '/home/me/build/conf/bblayers.conf': '/home/me/meta',
  '/etc/hostname': 'here\n',
  '/srv/known': '',
});
const files = new MovedFileSource(
  base,
  MOVES,
  new Map<string, string | ((text: string) => string)>([
    ['/etc/hostname', 'there\n'],
    ['/etc/os-release', 'ID=other\n'],
    ['/home/me/build/conf/bblayers.conf', (text) => movedText(text, MOVES)],
    ['/home/me/missing', () => 'never'],
  ]),
);

test('files are in the new location and still in the old one', () => {
  for (const file of ['/srv/other/me/a.txt', '/home/me/a.txt']) {
    expect(files.readText(file)).toEqual({ kind: 'text', text: 'a' });
    expect(files.stat(file)).toMatchObject({ kind: 'file', size: 1 });
    expect(files.readPart(file, 0, 5)).toEqual(new Uint8Array([97]));
  }
  expect(files.readText('/srv/other/me/b.txt')).toEqual({ kind: 'missing' });
});

test('the folders above a new location exist', () => {
  expect(files.stat('/srv/other')).toMatchObject({ kind: 'directory' });
  expect(files.readText('/srv/other')).toEqual({ kind: 'directory' });
  expect(files.list('/srv')).toEqual(['b', 'known', 'other']);
  expect(files.list('/srv/other')).toEqual(['me']);
  expect(files.list('/srv/other/me')).toEqual(['a.txt', 'build']);
  expect(files.list('/nowhere')).toBeUndefined();
});

test('some files have different content in the new location', () => {
  expect(files.readText('/etc/hostname')).toEqual({ kind: 'text', text: 'there\n' });
  expect(files.stat('/etc/hostname')).toMatchObject({ kind: 'file', size: 6 });
  expect(files.stat('/etc/os-release')).toMatchObject({ kind: 'file', size: 9 });
  expect(files.readText('/srv/b/conf/bblayers.conf')).toEqual({ kind: 'text', text: '/srv/other/me/meta' });
  expect(new TextDecoder().decode(files.readBytes('/srv/b/conf/bblayers.conf'))).toBe('/srv/other/me/meta');
  expect(files.readText('/home/me/missing')).toEqual({ kind: 'missing' });
  expect(files.stat('/home/me/missing')).toBeUndefined();
});

test('a folder that exists only in the other location is listed as empty', () => {
  const home = new MovedFileSource(base, MOVES, new Map(), ['/home/other']);
  expect(home.stat('/home/other')).toMatchObject({ kind: 'directory' });
  expect(home.list('/home/other')).toEqual([]);
  expect(home.list('/home')).toEqual(['me', 'other']);
  expect(files.stat('/home/other')).toBeUndefined();
});
