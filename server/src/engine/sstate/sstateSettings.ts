/**
 * Reads a configuration's settings for its shared state cache and for hash equivalence. Values are read by name and are
 * expanded; a missing value is empty.
 */

import { isTrue } from '../base/pythonText';
import type { BitbakeRelease } from '../base/release';
import { readMirrors } from './mirrors';
import type { CacheSettings } from './presence';
import type { HashEquivalenceSettings } from './unihashes';

/** `d.getVar(name) or ""`. */
export type Values = (name: string) => string;

/** The settings of the cache in which objects are searched. */
export function cacheSettings(value: Values): CacheSettings {
  return {
    sstateDir: value('SSTATE_DIR'),
    mirrors: readMirrors(value('SSTATE_MIRRORS')),
    allowedNetworks: value('BB_ALLOWED_NETWORKS'),
    isOffline: isTrue(value('BB_NO_NETWORK')) && !isTrue(value('SSTATE_MIRROR_ALLOW_NETWORK')),
  };
}

/**
 * The settings of the unihash sources. `user`: the user's settings, and the reason that nothing of the configuration
 * may be sent, if there is one. Throws a `DatastoreError` if the location of the database depends on an unknown
 * behavior.
 */
export function hashEquivalenceSettings(
  value: Values,
  release: BitbakeRelease,
  user: Pick<HashEquivalenceSettings, 'allowed' | 'buildDir' | 'secret'>,
): HashEquivalenceSettings {
  const cacheDir = value('PERSISTENT_DIR') || value('CACHE');
  const server = value('BB_HASHSERVE');
  const ownFolder = value('BB_HASHSERVE_DB_DIR');
  const [username, password] = [value('BB_HASHSERVE_USERNAME'), value('BB_HASHSERVE_PASSWORD')];
  return {
    server,
    upstream: value('BB_HASHSERVE_UPSTREAM'),
    topDir: value('TOPDIR'),
    cacheDir,
    databaseDir: server === 'auto' && ownFolder !== '' && release.hashDatabaseFolder ? ownFolder : cacheDir,
    login: username === '' || password === '' ? null : { username, password },
    ...user,
  };
}
