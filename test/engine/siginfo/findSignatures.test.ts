/** Signature files where BitBake writes them, in folders of any size. */

import { describe, expect, test } from 'vitest';
import { MemoryFileSource } from '../../../server/src/engine/files/memoryFileSource';
import {
  SignatureFinder,
  fileMirrors,
  nameOfFile,
  foldersBeside,
  taskOfName,
} from '../../../server/src/engine/siginfo/findSignatures';
import type { ZstdCodec } from '../../../server/src/engine/siginfo/zstd';
import { expectProportional } from '../../support/growth';

const NO_CODEC: ZstdCodec = { decompressFrame: () => null, compress: (bytes) => bytes };
const hash = (digit: string): string => digit.repeat(64);

/** Counts the listed folders; each file is newer than the file before it. */
class Counted extends MemoryFileSource {
  readonly listed: string[] = [];

  constructor(private readonly paths: readonly string[]) {
    super(Object.fromEntries(paths.map((path) => [path, ''])));
  }

  override list(path: string): readonly string[] | undefined {
    this.listed.push(path);
    return super.list(path);
  }

  override stat(path: string): ReturnType<MemoryFileSource['stat']> {
    const found = super.stat(path);
    return found && { ...found, mtimeMs: 1000 + this.paths.indexOf(path) };
  }
}

const STAMPS = '/t/stamps';
const CACHE = '/cache';
const object = (digit: string, pn: string, task: string): string =>
  `/${digit}${digit}/${digit}${digit}/sstate:${pn}:x86-oe-linux:1.0:r0:x86:14:${hash(digit)}_${task}.tar.zst.siginfo`;

const files = new Counted([
  `${STAMPS}/x86/zlib/1.3.do_compile.sigdata.${hash('1')}`,
  `${STAMPS}/arm/zlib/1.2.do_compile.sigdata.${hash('2')}`,
  `${STAMPS}/arm/zlib/1.2.do_compile.sigbasedata.${hash('3')}`,
  `${STAMPS}/arm/zlib/1.2.do_compile.${hash('4')}`,
  `${STAMPS}/arm/zlib/1.2.do_compile_more.sigdata.${hash('5')}`,
  `${STAMPS}/arm/zlib-native/1.2.do_compile.sigdata.${hash('6')}`,
  `${STAMPS}/work-shared/gcc-15.3.0-r0.do_fetch.sigdata.${hash('7')}`,
  `${STAMPS}/work-shared/gcc-14.1.0-r0.do_fetch.sigdata.${hash('8')}`,
  `${CACHE}${object('a', 'zlib', 'package')}`,
  `${CACHE}${object('a', 'zlib', 'package').replace('.siginfo', '')}`,
  `${CACHE}/ubuntu${object('b', 'zlib-native', 'populate_sysroot')}`,
  `/mirror${object('c', 'zlib', 'package')}`,
]);

function finder(source = files): SignatureFinder {
  return new SignatureFinder(source, { stamps: [STAMPS], objects: [CACHE, '/mirror'] }, NO_CODEC);
}

describe('signatures in stamps', () => {
  test("a task's files are found, the newest first, for any machine and version", () => {
    expect(
      finder()
        .inStamps('zlib', 'do_compile')
        .map((file) => file.hash),
    ).toEqual([hash('3'), hash('2'), hash('1')]);
    expect(finder().inStamps('nothing', 'do_compile')).toEqual([]);
  });

  test('signatures of shared sources are found', () => {
    expect(
      finder()
        .inStamps('gcc-source-15.3.0', 'do_fetch')
        .map((file) => file.hash),
    ).toEqual([hash('7')]);
    expect(finder().ofHash(hash('8'))).toMatchObject([{ pn: 'gcc-source-14.1.0', task: 'do_fetch' }]);
  });

  test('any task is found by its hash', () => {
    expect(finder().ofHash(hash('6'))).toMatchObject([
      { pn: 'zlib-native', task: 'do_compile', path: `${STAMPS}/arm/zlib-native/1.2.do_compile.sigdata.${hash('6')}` },
    ]);
    expect(finder().ofHash(hash('4'))).toEqual([]);
  });
});

describe('signatures of objects', () => {
  test('are found in the cache, below a distribution and in a mirror', () => {
    expect(finder().ofHash(hash('a'))).toMatchObject([{ pn: 'zlib', task: 'do_package' }]);
    expect(finder().withHash('zlib-native', 'do_populate_sysroot', hash('b'))?.path).toContain('/cache/ubuntu/bb/bb/');
    expect(finder().withHash('zlib', 'do_package', hash('c'))?.path).toContain('/mirror/cc/cc/');
    expect(finder().withHash('zlib', 'do_package_qa', hash('c'))).toBeNull();
  });

  test('are found by listing only the folders of the hash, each once', () => {
    const source = new Counted([
      `${CACHE}${object('a', 'zlib', 'package')}`,
      `${CACHE}${object('d', 'zlib', 'package')}`,
    ]);
    const found = finder(source);
    for (let i = 0; i < 3; i++) found.ofHash(hash('a'));
    expect(source.listed.filter((path) => path.startsWith(`${CACHE}/`))).toEqual([`${CACHE}/aa/aa`]);
  });

  test('are found in linear time among 100,000 objects in one folder', () => {
    expectProportional((count) => {
      const names = Array.from(
        { length: count },
        (_, i) => `sstate:p${i}:x:1:r0:x:14:aaaa${String(i).padStart(60, '0')}_package.tar.zst.siginfo`,
      );
      const source = new Counted([]);
      source.list = (path) => {
        source.listed.push(path);
        return path === `${CACHE}/aa/aa` ? names : undefined;
      };
      const found = finder(source);
      for (let i = 0; i < count; i += 10)
        expect(found.withHash(`p${i}`, 'do_package', `aaaa${String(i).padStart(60, '0')}`)?.pn).toBe(`p${i}`);
      expect(source.listed.filter((path) => path === `${CACHE}/aa/aa`)).toHaveLength(1);
    }, 100_000);
  });
});

describe('a missing signature', () => {
  test('is reported with the searched locations', () => {
    expect(finder().lookup('zlib:do_compile', hash('e'))).toEqual({
      kind: 'missing',
      lookedAt: [
        `${STAMPS}/*/zlib/*.do_compile.sigdata.${hash('e')}`,
        `${CACHE}/ee/ee/sstate:zlib:*:${hash('e')}_compile.*.siginfo`,
        `/mirror/ee/ee/sstate:zlib:*:${hash('e')}_compile.*.siginfo`,
      ],
    });
  });

  test('may also be a file that cannot be read', () => {
    expect(finder().lookup('zlib:do_compile', hash('1'))).toEqual({
      kind: 'missing',
      lookedAt: [`${STAMPS}/x86/zlib/1.3.do_compile.sigdata.${hash('1')}: the file is empty`],
    });
    expect(finder().read('/nowhere')).toEqual({ kind: 'refused', reason: 'there is no such file' });
    expect(finder().read(STAMPS)).toEqual({ kind: 'refused', reason: 'it is no file' });
  });
});

describe('the names', () => {
  test('of tasks are read', () => {
    expect(taskOfName('zlib:do_x')).toEqual({ multiconfig: '', pn: 'zlib', task: 'do_x' });
    expect(taskOfName('mc:arm:zlib:do_x')).toEqual({ multiconfig: 'arm', pn: 'zlib', task: 'do_x' });
  });

  test('of files are read, and the folders around them are found', () => {
    const [stamp = '', shared = '', native = ''] = [
      `${STAMPS}/x86/zlib/1.3.do_compile.sigdata.${hash('1')}`,
      `${STAMPS}/work-shared/gcc-15.3.0-r0.do_fetch.sigdata.${hash('7')}`,
      `${CACHE}/ubuntu${object('b', 'zlib-native', 'populate_sysroot')}`,
    ];
    expect([stamp, shared, native, '/x/file'].map(nameOfFile)).toEqual([
      'zlib:do_compile',
      'gcc-source-15.3.0:do_fetch',
      'zlib-native:do_populate_sysroot',
      null,
    ]);
    expect([stamp, shared].map(foldersBeside)).toEqual([
      { stamps: [STAMPS], objects: [] },
      { stamps: [STAMPS], objects: [] },
    ]);
    expect(foldersBeside(native).objects).toEqual(['/cache/ubuntu', '/cache']);
    expect(foldersBeside('/x/file')).toEqual({ stamps: [], objects: [] });
  });

  test('of mirrors are read where they are folders', () => {
    expect(
      fileMirrors(
        'file://.* file:///srv/cache/PATH;downloadfilename=PATH \\n file://.* https://example.com/PATH\nfile://.*  file:///other/PATH',
      ),
    ).toEqual(['/srv/cache', '/other']);
  });
});
