/**
 * Finds the newest object of a task in a cache, with any hash: a missing object can be compared with it. Mirrors the
 * second half of OE-Core's `find_siginfo`, which uses the names of the signatures in `SSTATE_DIR`. A folder is listed
 * once, and listed again only if it has changed.
 */

import { Budget } from '../base/budget';
import { LEFTOVER_LIMITS } from '../base/limits';
import { addTo } from '../base/lists';
import { BoundedFiles } from '../files/boundedFiles';
import type { FileSource } from '../files/fileSource';
import { unlessUnknown } from '../layers/behaviors';
import { type HashFilename, SIGINFO_SUFFIX, isSoftwareTask, objectSpec } from './objectNames';

/** The task of a recipe whose objects are searched. */
export interface ObjectsOf {
  readonly hashFilename: HashFilename;
  /** With `do_`. */
  readonly task: string;
  readonly nativeLsbString: string;
}

/** An object of the cache, found by its signature. */
export interface FoundObject {
  /** The absolute path of the signature. */
  readonly path: string;
  readonly unihash: string;
  readonly mtimeMs: number;
}

export interface NewestObjects {
  /** In the order of the question; null if there is none. */
  readonly found: readonly (FoundObject | null)[];
  /** The cache has more folders or names than the limits allow. */
  readonly isCutShort: boolean;
  /** Why a part of the cache was not read; null if all of it was. */
  readonly problem: string | null;
}

export interface ListingLimits {
  readonly mostFolders: number;
  readonly mostNames: number;
  /** How many objects of one task are asked for their modification time. */
  readonly mostStats: number;
}

/** Room for every folder that hashes can name, twice. */
const LIMITS: ListingLimits = { mostFolders: 2 * 65_536 + 1024, mostNames: 2_000_000, mostStats: 10_000 };

/** The parts of a signature's name. */
interface Name {
  readonly folder: string;
  readonly name: string;
  readonly fields: readonly string[];
  readonly unihash: string;
}

/** The names for one task, as many of them as are asked for their modification time. */
interface NamesOf {
  /** Names with the recipe's own architecture. */
  readonly own: Name[];
  readonly others: Name[];
  count: number;
}

interface Listing {
  readonly mtimeMs: number;
  readonly names: readonly string[];
}

/** The names in a cache, kept as long as its folders do not change. */
export class SstateListing {
  private readonly listings = new Map<string, Listing>();
  private readonly files: BoundedFiles;
  private problem: string | null = null;

  constructor(
    files: FileSource,
    private readonly sstateDir: string,
    private readonly limits: ListingLimits = LIMITS,
  ) {
    this.files = new BoundedFiles(files, new Budget(LEFTOVER_LIMITS));
  }

  /** The newest object of each task; objects for the recipe's own architecture are preferred. */
  newest(wanted: readonly ObjectsOf[]): NewestObjects {
    this.files.budget.renew();
    this.problem = null;
    const byFolder = new Map<string, Map<string, number[]>>();
    for (const [index, one] of wanted.entries()) {
      const { folder, spec } = objectSpec(one.hashFilename, one.task, one.nativeLsbString);
      const keys = byFolder.get(folder) ?? new Map<string, number[]>();
      byFolder.set(folder, keys);
      addTo(keys, `${spec.split(':')[1] ?? ''}:${one.task.replace(/^do_/, '')}`, index);
    }
    const named = wanted.map((): NamesOf => ({ own: [], others: [], count: 0 }));
    let isCutShort = false;
    for (const [folder, keys] of byFolder) {
      const complete = this.eachName(`${this.sstateDir}/${folder}`, (name) => {
        for (const index of keys.get(keyOf(name)) ?? []) {
          const one = wanted[index];
          const names = named[index];
          if (one && names && fits(name, one)) this.add(name, one, names);
        }
      });
      if (!complete) isCutShort = true;
    }
    const found = named.map((names) => this.newestOf(names));
    return {
      found,
      isCutShort: isCutShort || named.some(({ count }) => count > this.limits.mostStats),
      problem: this.problem,
    };
  }

  /** Keeps a name, unless the list already has as many as are asked for their modification time. */
  private add(name: Name, { hashFilename }: ObjectsOf, names: NamesOf): void {
    names.count++;
    const list = name.fields[5] === hashFilename.packageSpec.split(':')[5] ? names.own : names.others;
    if (list.length < this.limits.mostStats) list.push(name);
  }

  /** Calls `visit` for each signature below a folder of the cache; false if it stopped before the end. */
  private eachName(root: string, visit: (name: Name) => void): boolean {
    let folders = 0;
    let names = 0;
    for (const first of this.list(root, isHashPart)) {
      for (const second of this.list(`${root}${first}/`, isHashPart)) {
        const folder = `${root}${first}/${second}/`;
        if (++folders > this.limits.mostFolders) return false;
        for (const name of this.list(folder, isSignature)) {
          if (++names > this.limits.mostNames) return false;
          const fields = name.split(':');
          const [unihash = ''] = (fields[7] ?? '').split('_');
          if (fields.length === 8) visit({ folder, name, fields, unihash });
        }
      }
    }
    return true;
  }

  private list(folder: string, isWanted: (name: string) => boolean): readonly string[] {
    return this.asking((): readonly string[] => {
      const mtimeMs = this.files.stat(folder)?.mtimeMs;
      if (mtimeMs === undefined) return [];
      const before = this.listings.get(folder);
      if (before && before.mtimeMs === mtimeMs) return before.names;
      const names = (this.files.list(folder) ?? []).filter(isWanted);
      this.listings.set(folder, { mtimeMs, names });
      return names;
    }, []);
  }

  /** The disk's answer; `otherwise` if there is none, and the reason is recorded. */
  private asking<T>(question: () => T, otherwise: T): T {
    return unlessUnknown(question, (reason) => {
      this.problem ??= reason;
      return otherwise;
    });
  }

  private newestOf({ own, others }: NamesOf): FoundObject | null {
    let newest: FoundObject | null = null;
    for (const { folder, name, unihash } of own.length > 0 ? own : others) {
      const mtimeMs = this.asking(() => this.files.stat(folder + name)?.mtimeMs, undefined);
      if (mtimeMs !== undefined && (newest === null || mtimeMs > newest.mtimeMs))
        newest = { path: folder + name, unihash, mtimeMs };
    }
    return newest;
  }
}

function isHashPart(name: string): boolean {
  return /^[0-9a-f]{2}$/.test(name);
}

function isSignature(name: string): boolean {
  return name.startsWith('sstate:') && name.endsWith(SIGINFO_SUFFIX);
}

/** Recipe and task. */
function keyOf({ fields }: Name): string {
  const last = fields[7] ?? '';
  return `${fields[1] ?? ''}:${last.slice(last.indexOf('_') + 1, -SIGINFO_SUFFIX.length)}`;
}

/**
 * Whether the task's objects can have this name today: it has the same version of the cache format and a hash, and it
 * has an architecture only if the task's objects depend on one.
 */
function fits({ fields, unihash }: Name, { hashFilename, task, nativeLsbString }: ObjectsOf): boolean {
  const version = objectSpec(hashFilename, task, nativeLsbString).spec.split(':')[6];
  return fields[6] === version && /^[0-9a-f]{64}$/.test(unihash) && (fields[5] === '') === isSoftwareTask(task);
}
