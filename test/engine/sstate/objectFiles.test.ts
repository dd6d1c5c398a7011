/** The files of a shared state cache, as a walk through its folders finds them. */

import { expect, test } from 'vitest';
import { MemoryFileSource } from '../../../server/src/engine/files/memoryFileSource';
import type { FileSource } from '../../../server/src/engine/files/fileSource';
import { objectFiles } from '../../../server/src/engine/sstate/objectFiles';

const HASH = 'ab12'.padEnd(64, '0');
const NAME = `sstate:zlib:core2-64-oe-linux:1.3:r0:core2-64:14:${HASH}_package.tar.zst`;

function found(files: FileSource): readonly string[] {
  return [...objectFiles('/sstate', files)].map((one) =>
    'reason' in one ? `${one.path}: ${one.reason}` : `${one.pn}:${one.task} ${one.unihash.slice(0, 4)} ${one.path}`,
  );
}

test('objects are found in folders by hash, also below a folder for the host, with the files that belong to them', () => {
  const files = new MemoryFileSource({
    [`/sstate/ab/12/${NAME}`]: 'xyz',
    [`/sstate/ab/12/${NAME}.siginfo`]: '',
    [`/sstate/ab/12/${NAME}.siginfo.sig`]: '',
    [`/sstate/debian-12/ab/12/${NAME.replace('.tar.zst', '.tgz')}`]: '',
  });
  expect(found(files)).toEqual([
    `zlib:do_package ab12 /sstate/ab/12/${NAME}`,
    `zlib:do_package ab12 /sstate/ab/12/${NAME}.siginfo`,
    `zlib:do_package ab12 /sstate/ab/12/${NAME}.siginfo.sig`,
    `zlib:do_package ab12 /sstate/debian-12/ab/12/${NAME.replace('.tar.zst', '.tgz')}`,
  ]);
  expect([...objectFiles('/sstate', files)][0]).toMatchObject({ size: 3 });
});

test('what is no object is left out', () => {
  const files = new MemoryFileSource({
    '/sstate/hashserv.db': '',
    '/sstate/ab/README': '',
    '/sstate/ab/12/README': '',
    [`/sstate/ab/12/${NAME.replace(HASH, 'INVALID')}`]: '',
    [`/sstate/ab/12/${NAME.replace('sstate:', '')}`]: '',
    [`/sstate/ab/12/${NAME}/folder`]: '',
    [`/sstate/xy/12/${NAME}`]: '',
    [`/sstate/debian-12/deep/ab/12/${NAME}`]: '',
  });
  expect(found(files)).toEqual([]);
  expect(found(new MemoryFileSource({}))).toEqual([]);
});

test('a link to an object is listed without a size, and a link to a folder is not followed', () => {
  const base = new MemoryFileSource({ [`/sstate/ab/12/${NAME}`]: 'xyz', [`/sstate/cd/12/${NAME}`]: '' });
  const files = new Proxy(base, {
    get: (source, name, receiver) =>
      name === 'readLink'
        ? (path: string) => (path.endsWith(NAME) || path === '/sstate/cd' ? '/mirror' : undefined)
        : (Reflect.get(source, name, receiver) as unknown),
  });
  expect([...objectFiles('/sstate', files)]).toMatchObject([{ path: `/sstate/ab/12/${NAME}`, size: 0 }]);
});

test('a folder that cannot be read is reported, and the others are listed', () => {
  const base = new MemoryFileSource({ [`/sstate/ab/12/${NAME}`]: '', [`/sstate/cd/12/${NAME}`]: '' });
  const files = new Proxy(base, {
    get: (source, name, receiver) => {
      if (name === 'list') return (path: string) => (path === '/sstate/ab' ? undefined : source.list(path));
      if (name === 'failure') return (path: string) => (path === '/sstate/ab' ? { reason: 'EACCES' } : undefined);
      return Reflect.get(source, name, receiver) as unknown;
    },
  });
  expect(found(files)).toEqual(['/sstate/ab: EACCES', `zlib:do_package ab12 /sstate/cd/12/${NAME}`]);
});
