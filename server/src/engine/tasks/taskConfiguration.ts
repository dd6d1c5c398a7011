/**
 * What the task graph asks the configuration, as plain data: which provider and version is preferred, which
 * dependencies do not count, which signatures are locked, and where BitBake keeps what.
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
  /** Expanded values of the variables that the graph may ask for; what is not set is missing. */
  readonly variables: Readonly<Record<string, string>>;
  readonly collections: readonly Collection[];
  /** Why some of the variables that decide about the graph or its hashes are not known, by name. */
  readonly unknown?: Readonly<Record<string, string>>;
  /** Why it is not known what objects of the shared state cache are called. */
  readonly unknownObjectNames?: string;
  /** What was read for it that is the user's business alone: nothing that comes of it is sent to anybody. */
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

/** Variables without which neither the graph nor its hashes are known. */
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
 * Reads one configuration's store. Names are expanded first, in a copy, as BitBake does before it looks for providers.
 * A value that cannot be known is left out; where it decides about hashes `unknown` has the reason.
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
    // `NAME:override` may be all there is of NAME; and what is preferred may itself be asked for with an override.
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
      // What BitBake itself fails on is no value there either.
      if (error.unknown !== undefined && decidesHashes(name)) unknown[name] = error.unknown;
    }
  }
  return { multiconfig, variables, collections, ...(Object.keys(unknown).length > 0 && { unknown }) };
}

function decidesHashes(name: string): boolean {
  return DECIDING.includes(name) || FAMILIES.some((family) => name.startsWith(family));
}

/** The words of a variable; none where it is not set. */
export function wordsOf(configuration: TaskConfiguration, name: string): readonly string[] {
  return words(configuration.variables[name] ?? '');
}
