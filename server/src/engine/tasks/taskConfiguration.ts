/**
 * The data about the configuration that the task graph needs, as plain data: the preferred providers and versions, the
 * dependencies that do not count, the locked signatures, and the locations of BitBake's files.
 */

import { sorted } from '../base/order';
import { words } from '../base/pythonText';
import { type Datastore, textOf } from '../datastore/datastore';
import { DatastoreError } from '../base/datastoreError';
import type { Collection } from '../layers/bbfiles';

/** One configuration. */
export interface TaskConfiguration {
  /** `""` for the default one. */
  readonly multiconfig: string;
  /** Expanded values of the variables that the graph may need; an unset variable is missing. */
  readonly variables: Readonly<Record<string, string>>;
  readonly collections: readonly Collection[];
  /** Why some of the variables that decide the graph or its hashes are unknown, by name. */
  readonly unknown?: Readonly<Record<string, string>>;
  /** Why the names of objects in the shared state cache are unknown. */
  readonly unknownObjectNames?: string;
  /** Private data of the user that was read for it: nothing derived from it is sent anywhere. */
  readonly secret?: string;
}

/** Families of variables that name a provider or a version for each item. */
const FAMILIES = [
  'PREFERRED_PROVIDER_',
  'PREFERRED_RPROVIDER_',
  'PREFERRED_VERSION',
  'REQUIRED_VERSION',
  'SIGGEN_LOCKEDSIGS_',
];

/** Variables that must be known; otherwise the graph and its hashes are unknown. */
const DECIDING = [
  'ASSUME_PROVIDED',
  'PREFERRED_PROVIDERS',
  'BB_DEFAULT_TASK',
  'BB_SIGNATURE_HANDLER',
  'BB_TASKHASH_IGNORE_TASKS',
  'BB_SIGNATURE_LOCAL_DIRS_EXCLUDE',
  'SIGGEN_EXCLUDERECIPES_ABISAFE',
  'SIGGEN_EXCLUDE_SAFE_RECIPE_DEPS',
  'SIGGEN_UNLOCKED_RECIPES',
  'SIGGEN_UNIHASHMAP',
];

const VARIABLES = [
  ...DECIDING,
  'BB_BASEHASH_IGNORE_VARS',
  'TOPDIR',
  'BBLAYERS',
  'TMPDIR',
  'STAMPS_DIR',
  'PERSISTENT_DIR',
  'CACHE',
  'MACHINE',
  'DISTRO',
  'SSTATE_DIR',
  'SSTATE_MIRRORS',
  'SSTATE_MIRROR_ALLOW_NETWORK',
  'BB_NO_NETWORK',
  'BB_ALLOWED_NETWORKS',
  'NATIVELSBSTRING',
  'BB_HASHSERVE',
  'BB_HASHSERVE_UPSTREAM',
  'BB_HASHSERVE_DB_DIR',
  'BB_HASHSERVE_USERNAME',
  'BB_HASHSERVE_PASSWORD',
  'SSTATE_HASHEQUIV_METHOD',
];

/**
 * Reads one configuration's store. Variable names are expanded first, in a copy, as BitBake does before it looks for
 * providers. An unknown value is left out; if it decides hashes, `unknown` has the reason.
 */
export function taskConfiguration(
  multiconfig: string,
  store: Datastore,
  collections: readonly Collection[],
  expandKeys: (d: Datastore) => void,
): TaskConfiguration {
  const d = store.createCopy();
  expandKeys(d);
  const names = new Set(VARIABLES);
  for (const key of d.keys()) {
    if (!FAMILIES.some((family) => key.startsWith(family))) continue;
    // `NAME:override` may exist without NAME; and the graph may ask for a preferred version together with an override.
    for (let end = key.indexOf(':'); end !== -1; end = key.indexOf(':', end + 1)) names.add(key.slice(0, end));
    names.add(key);
  }
  const variables: Record<string, string> = {};
  const unknown: Record<string, string> = {};
  for (const name of sorted(names)) {
    try {
      const value = d.getVar(name);
      if (value !== null) variables[name] = textOf(value);
    } catch (error) {
      if (!(error instanceof DatastoreError)) throw error;
      // A value on which BitBake itself fails counts as unset there, too.
      if (error.unknown !== undefined && decidesHashes(name)) unknown[name] = error.unknown;
    }
  }
  return { multiconfig, variables, collections, ...(Object.keys(unknown).length > 0 && { unknown }) };
}

function decidesHashes(name: string): boolean {
  return DECIDING.includes(name) || FAMILIES.some((family) => name.startsWith(family));
}

/** The words of a variable; empty if it is not set. */
export function wordsOf(configuration: TaskConfiguration, name: string): readonly string[] {
  return words(configuration.variables[name] ?? '');
}
