/** The settings for cache and hash equivalence in a configuration's variables. */
import { expect, test } from 'vitest';
import { releaseWithout } from '../tasks/support';
import { RECORDED_RELEASES } from '../../../server/src/engine/base/release';
import { recordedRelease } from '../../support/releases';
import { cacheSettings, hashEquivalenceSettings } from '../../../server/src/engine/sstate/sstateSettings';

const values =
  (variables: Readonly<Record<string, string>>) =>
  (name: string): string =>
    variables[name] ?? '';

test('the settings contain the cache and its mirrors', () => {
  expect(
    cacheSettings(
      values({
        SSTATE_DIR: '/sstate',
        SSTATE_MIRRORS: ' file://.* http://h/PATH \\n file://a file:///b/PATH',
        BB_ALLOWED_NETWORKS: '*.h',
      }),
    ),
  ).toEqual({
    sstateDir: '/sstate',
    mirrors: [
      { find: 'file://.*', replace: 'http://h/PATH' },
      { find: 'file://a', replace: 'file:///b/PATH' },
    ],
    allowedNetworks: '*.h',
    isOffline: false,
  });
  expect(cacheSettings(values({}))).toEqual({ sstateDir: '', mirrors: [], allowedNetworks: '', isOffline: false });
});

test.each([
  ['1', '', true],
  ['TRUE', '0', true],
  ['yes', '1', false],
  ['0', '', false],
  ['', '', false],
])('BB_NO_NETWORK `%s`, SSTATE_MIRROR_ALLOW_NETWORK `%s`', (none, mirrors, isOffline) => {
  expect(cacheSettings(values({ BB_NO_NETWORK: none, SSTATE_MIRROR_ALLOW_NETWORK: mirrors })).isOffline).toBe(
    isOffline,
  );
});

/** No server may be asked. */
const NOBODY = { allowed: false, buildDir: '/build' };

test('the settings contain hash equivalence and the location of its database in each release', () => {
  const variables = {
    BB_HASHSERVE: 'auto',
    TOPDIR: '/build',
    PERSISTENT_DIR: '/build/cache',
    CACHE: '/build/tmp/cache',
    BB_HASHSERVE_DB_DIR: '/shared',
    BB_HASHSERVE_USERNAME: 'me',
  };
  expect(
    hashEquivalenceSettings(values(variables), recordedRelease('2.18.0'), { allowed: true, buildDir: '/build' }),
  ).toEqual({
    server: 'auto',
    upstream: '',
    topDir: '/build',
    cacheDir: '/build/cache',
    databaseDir: '/shared',
    login: null,
    allowed: true,
    buildDir: '/build',
  });
  expect(
    RECORDED_RELEASES.map((release) => [
      release.version,
      hashEquivalenceSettings(values(variables), release, NOBODY).databaseDir,
    ]),
  ).toEqual([
    ['2.0', '/build/cache'],
    ['2.8', '/build/cache'],
    ['2.18', '/shared'],
    ['2.19', '/shared'],
  ]);
  const later = { CACHE: '/build/tmp/cache', BB_HASHSERVE_USERNAME: 'me', BB_HASHSERVE_PASSWORD: 'secret' };
  expect(hashEquivalenceSettings(values(later), recordedRelease('2.19'), NOBODY)).toMatchObject({
    cacheDir: '/build/tmp/cache',
    databaseDir: '/build/tmp/cache',
    login: { username: 'me', password: 'secret' },
  });
});

test("the database location depends on the release only for a folder of this build directory's server", () => {
  const release = releaseWithout('hashDatabaseFolder');
  const named = { CACHE: '/cache', BB_HASHSERVE_DB_DIR: '/shared' };
  expect(hashEquivalenceSettings(values({ ...named, BB_HASHSERVE: 'h:1' }), release, NOBODY)).toMatchObject({
    server: 'h:1',
    databaseDir: '/cache',
  });
  expect(hashEquivalenceSettings(values({ CACHE: '/cache', BB_HASHSERVE: 'auto' }), release, NOBODY)).toMatchObject({
    databaseDir: '/cache',
  });
  expect(() => hashEquivalenceSettings(values({ ...named, BB_HASHSERVE: 'auto' }), release, NOBODY)).toThrow(
    '`hashDatabaseFolder`',
  );
});
