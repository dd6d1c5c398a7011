/** The newest object of a task, found by the names in a cache. */
import { describe, expect, test } from 'vitest';
import type { FileSource } from '../../../server/src/engine/files/fileSource';
import { sorted } from '../../../server/src/engine/base/order';
import { SstateListing } from '../../../server/src/engine/sstate/newestObjects';
import { readHashFilename } from '../../../server/src/engine/sstate/objectNames';

const TARGET = readHashFilename('False sstate:zlib:core2-64-oe-linux:1.3:r0:core2-64:14: sstate:zlib::1.3:r0::14:')!;
const NATIVE = readHashFilename(
  'True sstate:zlib-native:x86_64-linux:1.3:r0:x86_64:14: sstate:zlib-native::1.3:r0::14:',
)!;

/** A cache with objects that have times; it counts its accesses. */
class Cache {
  readonly asked = { lists: 0, stats: 0 };
  private readonly times = new Map<string, number>();
  private readonly folders = new Map<string, Set<string>>();

  add(path: string, time: number): string {
    this.times.set(path, time);
    for (let at = path.lastIndexOf('/'); at > 0; at = path.lastIndexOf('/', at - 1)) {
      const [folder, name] = [path.slice(0, at + 1), path.slice(at + 1).split('/')[0]!];
      const names = this.folders.get(folder) ?? new Set();
      if (!names.has(name)) this.times.set(folder, (this.times.get(folder) ?? 0) + 1);
      this.folders.set(folder, names.add(name));
    }
    return path;
  }

  readonly files = {
    stat: (path: string) => {
      this.asked.stats++;
      const mtimeMs = this.times.get(path);
      return mtimeMs === undefined ? undefined : { kind: 'file', size: 0, mtimeMs, inode: 0, executable: false };
    },
    list: (path: string) => {
      this.asked.lists++;
      return sorted(this.folders.get(path) ?? []);
    },
  } as unknown as FileSource;
}

const object = (spec: string, hash: string, task: string, folder = ''): string =>
  `/sstate/${folder}${hash.slice(0, 2)}/${hash.slice(2, 4)}/${spec}${hash}_${task}.tar.zst.siginfo`;
const hash = (start: string): string => start.padEnd(64, '0');

describe('the newest object', () => {
  const cache = new Cache();
  const spec = 'sstate:zlib:core2-64-oe-linux:1.2:r0:core2-64:14:';
  cache.add(object(spec, hash('aa'), 'package'), 100);
  const newest = cache.add(object(spec, hash('bb'), 'package'), 300);
  cache.add(object(spec, hash('cc'), 'package'), 200);
  // None of these is an object of the task: they differ in task, recipe or cache version, or lack a hash or signature.
  cache.add(object(spec, hash('dd'), 'package_qa'), 900);
  cache.add(object(spec.replace('zlib', 'zlib-ng'), hash('de'), 'package'), 900);
  cache.add(object(spec.replace(':14:', ':12:'), hash('df'), 'package'), 900);
  cache.add(object(spec, 'INVALID', 'package'), 900);
  cache.add(object(spec, hash('d0'), 'package').replace('.siginfo', ''), 900);
  // Newer, but for a different machine.
  cache.add(object('sstate:zlib:cortexa57-oe-linux:1.3:r0:cortexa57:14:', hash('ee'), 'package'), 500);
  const foreign = cache.add(object('sstate:zlib:cortexa57-oe-linux:1.3:r0:cortexa57:14:', hash('ef'), 'deploy'), 500);
  const software = cache.add(object('sstate:zlib::1.3:r0::14:', hash('f0'), 'populate_lic'), 100);
  const native = cache.add(
    object('sstate:zlib-native:x86_64-linux:1.3:r0:x86_64:14:', hash('f1'), 'package', 'universal/'),
    100,
  );
  const listing = new SstateListing(cache.files, '/sstate');
  const find = (task: string, hashFilename = TARGET) =>
    listing.newest([{ hashFilename, task, nativeLsbString: 'universal' }]).found[0];

  test('is an object of the same task and recipe, first for the same architecture', () => {
    expect(find('do_package')).toEqual({ path: newest, unihash: hash('bb'), mtimeMs: 300 });
    expect(find('do_deploy')?.path).toBe(foreign);
    expect(find('do_compile')).toBeNull();
  });

  test('is in a folder that has such objects', () => {
    expect(find('do_populate_lic')?.path).toBe(software);
    expect(find('do_package', NATIVE)?.path).toBe(native);
  });

  test('results from one pass over all tasks, in the order of the question', () => {
    const asked = ['do_package', 'do_compile', 'do_deploy'].map((task) => ({
      hashFilename: TARGET,
      task,
      nativeLsbString: 'universal',
    }));
    expect(listing.newest(asked).found.map((one) => one?.path)).toEqual([newest, undefined, foreign]);
  });

  test('needs a new listing of a folder only after the folder has changed', () => {
    const before = cache.asked.lists;
    find('do_package');
    expect(cache.asked.lists).toBe(before);
    const newer = cache.add(object(spec, `bb00${'1'.repeat(60)}`, 'package'), 400);
    expect(find('do_package')?.path).toBe(newer);
    expect(cache.asked.lists).toBe(before + 1);
  });
});

test('100,000 objects in one folder need one listing and a bounded number of stats', () => {
  const cache = new Cache();
  for (let i = 0; i < 100_000; i++)
    cache.add(
      object('sstate:zlib:core2-64-oe-linux:1.2:r0:core2-64:14:', `abcd${String(i).padStart(60, '0')}`, 'package'),
      i,
    );
  const listing = new SstateListing(cache.files, '/sstate');
  const { found, isCutShort } = listing.newest([{ hashFilename: TARGET, task: 'do_package', nativeLsbString: '' }]);
  expect(cache.asked.lists).toBe(3);
  expect(cache.asked.stats).toBeLessThan(11_000);
  expect(isCutShort).toBe(true);
  expect(found[0]).not.toBeNull();
});

test('not all folders and names are read if there are too many', () => {
  const cache = new Cache();
  for (const start of ['aaaa', 'aaab', 'aaac'])
    cache.add(object('sstate:zlib:core2-64-oe-linux:1.2:r0:core2-64:14:', hash(start), 'package'), 1);
  const asked = [{ hashFilename: TARGET, task: 'do_package', nativeLsbString: '' }];
  expect(new SstateListing(cache.files, '/sstate').newest(asked).isCutShort).toBe(false);
  expect(
    new SstateListing(cache.files, '/sstate', { mostFolders: 2, mostNames: 100, mostStats: 100 }).newest(asked)
      .isCutShort,
  ).toBe(true);
  expect(
    new SstateListing(cache.files, '/sstate', { mostFolders: 100, mostNames: 2, mostStats: 100 }).newest(asked)
      .isCutShort,
  ).toBe(true);
});

test('a cache that cannot be listed is reported and does not count as empty', () => {
  const denied = {
    stat: () => undefined,
    failure: () => ({ reason: 'you are not allowed to read it (EACCES)' }),
  } as unknown as FileSource;
  const { found, problem } = new SstateListing(denied, '/sstate').newest([
    { hashFilename: TARGET, task: 'do_package', nativeLsbString: '' },
  ]);
  expect([found, problem]).toEqual([[null], '`/sstate/` cannot be read: you are not allowed to read it (EACCES)']);
});
