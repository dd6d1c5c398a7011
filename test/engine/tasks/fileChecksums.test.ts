/** Which files a task's hash contains, and in which order. */

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { sorted } from '../../../server/src/engine/base/order';
import { RECORDED_RELEASES } from '../../../server/src/engine/base/release';
import { basename } from '../../../server/src/engine/files/posixPath';
import { MemoryFileSource } from '../../../server/src/engine/files/memoryFileSource';
import { FileDigests, foundChecksums, inHashedOrder, mayConcern } from '../../../server/src/engine/tasks/fileChecksums';
import { nodeMd5 } from '../../../server/src/node/nodeDigest';

const vectors = JSON.parse(readFileSync(new URL('../vectors/tasks.json', import.meta.url), 'utf8')) as {
  readonly checksum_order: readonly {
    readonly task: string;
    readonly file_checksums_flag: string;
    readonly 'order_2.8': readonly string[];
    readonly 'order_2.18': readonly string[];
  }[];
};

const EXCLUDED = ['.git'];

function checksums(flag: string, files: Readonly<Record<string, string>>, version = '2.18') {
  const release = RECORDED_RELEASES.find((one) => one.version === version)!;
  return inHashedOrder(
    foundChecksums(flag, { digests: new FileDigests(new MemoryFileSource(files), nodeMd5), excludedFolders: EXCLUDED }),
    release,
  );
}

test.each(vectors.checksum_order)(
  '$task: files are ordered by the whole path before 2.18, by the name since',
  ({ file_checksums_flag: flag, ...orders }) => {
    const files = Object.fromEntries(
      flag
        .split(/\s+/)
        .filter((entry) => entry.endsWith(':True'))
        .map((entry) => [entry.slice(0, -':True'.length), entry]),
    );
    for (const [version, order] of [
      ['2.8', orders['order_2.8']],
      ['2.18', orders['order_2.18']],
    ] as const) {
      expect(checksums(flag, files, version).map(({ path }) => basename(path))).toEqual(order);
    }
  },
);

test('a folder is searched, except the files of revision control', () => {
  const files = { '/l/dir/b': 'b', '/l/dir/sub/a': 'a', '/l/dir/.git/HEAD': 'x', '/l/one': '1', '/l/gone-by': '2' };
  expect(checksums('/l/dir:True /l/one:True /l/gone-by:False /l/missing:True', files).map(({ path }) => path)).toEqual([
    '/l/dir/./b',
    '/l/dir/./sub/a',
    '/l/one',
  ]);
});

test('a pattern stands for the files that it matches, and a path may contain spaces', () => {
  const files = { '/l/a.cfg': 'a', '/l/b.cfg': 'b', '/l/c d.txt': 'c' };
  expect(checksums('/l/*.cfg:True /l/c d.txt:True', files)).toEqual([
    { path: '/l/a.cfg', md5: nodeMd5(Buffer.from('a')) },
    { path: '/l/b.cfg', md5: nodeMd5(Buffer.from('b')) },
    { path: '/l/c d.txt', md5: nodeMd5(Buffer.from('c')) },
  ]);
});

test('files with the same name are in the order of their content', () => {
  const files = { '/x/f': 'second', '/y/f': 'first' };
  const md5s = checksums('/x/f:True /y/f:True', files).map(({ md5 }) => md5);
  expect(md5s).toEqual(sorted(md5s));
  expect(checksums('/y/f:True /x/f:True', files).map(({ md5 }) => md5)).toEqual(md5s);
});

test.each([
  ['/l/one', true],
  ['/l/one.more', false],
  ['/l/dir/sub/a', true],
  ['/l/directory', false],
  ['/l/x/any.cfg', true],
  ['/l/none', true],
  ['/other', false],
])('whether %s may be hashed: %s', (file, expected) => {
  expect(mayConcern('/l/one:True /l/dir/:True /l/x/[a-z]*.cfg:True /l/none:False', file)).toBe(expected);
});
