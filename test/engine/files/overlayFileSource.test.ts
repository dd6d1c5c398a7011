/** Unsaved text over a disk. */
import { expect, test } from 'vitest';
import type { FileSource } from '../../../server/src/engine/files/fileSource';
import { OverlayFileSource } from '../../../server/src/engine/files/overlayFileSource';

const LINKS: Readonly<Record<string, string>> = { '/oe/bitbake': '../bitbake', '/alias.conf': '/layer/a.conf' };
const TEXTS: Readonly<Record<string, string>> = { '/layer/a.conf': 'disk', '/bitbake/lib/bb.py': 'disk' };
/** A disk with two links; it lists and stats only the files that the tests ask for. */
const disk: FileSource = {
  stat: (path) =>
    TEXTS[path] === undefined ? undefined : { kind: 'file', size: 4, mtimeMs: 1000, inode: 7, executable: true },
  readBytes: (path) => (TEXTS[path] === undefined ? undefined : Uint8Array.from([1])),
  readPart: (path, position, length) =>
    TEXTS[path] === undefined ? undefined : Uint8Array.from([1, 2, 3]).subarray(position, position + length),
  readText: (path) => (TEXTS[path] === undefined ? { kind: 'missing' } : { kind: 'text', text: 'disk' }),
  list: (path) => (path === '/layer' ? ['a.conf'] : undefined),
  readLink: (path) => LINKS[path],
};

test('text in memory hides the file on disk until it is cleared', () => {
  const files = new OverlayFileSource(disk);
  files.set('/layer/a.conf', 'ä€😀\ud800');
  expect(files.readText('/layer/a.conf')).toEqual({ kind: 'text', text: 'ä€😀\ud800' });
  expect(files.readBytes('/layer/a.conf')).toEqual(new TextEncoder().encode('ä€😀\ufffd'));
  expect(files.readPart('/layer/a.conf', 2, 3)).toEqual(new TextEncoder().encode('€'));
  expect(files.readPart('/layer/a.conf', 11, 9)).toEqual(Uint8Array.from([0xbd]));
  expect(files.stat('/layer/a.conf')).toMatchObject({ size: 12, inode: 7, executable: true });
  files.clear('/layer/a.conf');
  expect(files.readText('/layer/a.conf')).toEqual({ kind: 'text', text: 'disk' });
  expect(files.stat('/layer/a.conf')?.mtimeMs).toBe(1000);
  expect(files.readPart('/layer/a.conf', 1, 2)).toEqual(Uint8Array.from([2, 3]));
});

test('each change has its own time, whole seconds apart', () => {
  const files = new OverlayFileSource(disk);
  const times = ['one', 'two', 'one'].map((text) => {
    files.set('/layer/a.conf', text);
    return files.stat('/layer/a.conf')?.mtimeMs ?? 0;
  });
  expect(new Set(times.map((time) => Math.floor(time / 1000))).size).toBe(3);
});

test('a file can be removed, and a new file appears in its directory', () => {
  const files = new OverlayFileSource(disk);
  files.set('/layer/a.conf', null);
  files.set('/layer/new/b.conf', '');
  expect(files.stat('/layer/a.conf')).toBeUndefined();
  expect(files.readText('/layer/a.conf')).toEqual({ kind: 'missing' });
  expect(files.list('/layer')).toEqual(['new']);
  expect(files.list('/layer/new')).toEqual(['b.conf']);
  expect(files.stat('/layer/new')?.kind).toBe('directory');
  expect(files.list('/other')).toBeUndefined();
});

test('text in memory is found through symbolic links of the disk', () => {
  const files = new OverlayFileSource(disk);
  files.set('/oe/bitbake/lib/bb.py', 'unsaved');
  files.set('/layer/a.conf', 'unsaved');
  expect(files.paths()).toEqual(['/bitbake/lib/bb.py', '/layer/a.conf']);
  expect(files.readText('/bitbake/lib/bb.py')).toEqual({ kind: 'text', text: 'unsaved' });
  expect(files.readText('/oe/bitbake/lib/bb.py')).toEqual({ kind: 'text', text: 'unsaved' });
  expect(files.readText('/alias.conf')).toEqual({ kind: 'text', text: 'unsaved' });
  expect(files.readLink('/alias.conf')).toBe('/layer/a.conf');
});

test('bytes that are not UTF-8 are not text', () => {
  const files = new OverlayFileSource(disk);
  files.set('/layer/a.conf', { bytes: Uint8Array.of(0x61, 0xff), firstBadByte: 1 });
  expect(files.readBytes('/layer/a.conf')).toEqual(Uint8Array.of(0x61, 0xff));
  expect(files.readText('/layer/a.conf')).toEqual({ kind: 'not-utf8', offset: 1 });
  expect(files.stat('/layer/a.conf')).toMatchObject({ size: 2 });
});
