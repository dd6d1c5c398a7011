/**
 * What a configuration says of its shared state cache and of hash equivalence. Values are asked for by name, expanded;
 * empty where there is none.
 */

import { isTrue } from '../base/pythonText';
import type { BitbakeRelease } from '../base/release';
import { readMirrors } from './mirrors';
import type { CacheSettings } from './presence';
import type { HashEquivalenceSettings } from './unihashes';

/** `d.getVar(name) or ""`. */
export type Values = (name: string) => string;

/** Where objects are looked for. */
export function cacheSettings(value: Values): CacheSettings {
  return {
    sstateDir: value('SSTATE_DIR'),
    mirrors: readMirrors(value('SSTATE_MIRRORS')),
    allowedNetworks: value('BB_ALLOWED_NETWORKS'),
    isOffline: isTrue(value('BB_NO_NETWORK')) && !isTrue(value('SSTATE_MIRROR_ALLOW_NETWORK')),
  };
}

/**
 * Where unihashes are. `user`: what the user says, and what keeps anything of the configuration from being sent. Throws
 * a `DatastoreError` where it hangs on a behavior that is not known where the database is.
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
