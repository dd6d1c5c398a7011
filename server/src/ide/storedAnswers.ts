/**
 * Stored answers, and whether they still hold. An answer about a recipe holds only together with the workspace it was evaluated in: its
 * configuration, its list of recipes and the Python modules it may import.
 */

import { isRecipeFile } from '../engine/base/recipeNames';
import type { Sha256 } from '../engine/digest/sha256';
import type { AccessLog } from '../engine/files/accessLog';
import type { FileSource } from '../engine/files/fileSource';
import { isUnsaved } from '../engine/files/overlayFileSource';
import { dirname, join, normalize } from '../engine/files/posixPath';
import type { Analysis } from './analysis';
import type { OpenedWorkspace } from './analysisApi';
import { type ResultStore, type Stamp, type StoredResult, presentStamp, stampOf, stampsOf, stillHolds } from './resultStore';

export interface StoredAnswersParts {
  /** The disk with unsaved text over it. */
  readonly files: FileSource;
  readonly store: ResultStore;
  readonly sha256: Sha256;
}

/** A workspace that was read. */
export interface StoredWorkspace {
  readonly opened: OpenedWorkspace;
  readonly recipes: readonly string[];
}

/** An answer about one recipe. */
interface StoredAnswer<T> {
  /** The workspace the recipe was evaluated in. */
  readonly workspace: string;
  readonly answer: T;
}

const WORKSPACE = 'workspace';
const MOST_MODULES = 5000;
/** Folders of BitBake's that hold what it writes itself; `pysh` is its shell reader, which we do not use. */
const NOT_MODULES = ['__pycache__', 'pysh'];

export class StoredAnswers {
  /** The stored workspace that was found to hold, until something changes. */
  private present: { readonly workspace: StoredWorkspace; readonly id: string } | null = null;
  /** The workspace that was found last, for hosts that store nothing. */
  private found: StoredResult<StoredWorkspace> | null = null;
  /** Stamps seen since the last change. */
  private seen = new Map<string, Stamp | null>();
  /**
   * What each file looked like when something that depends on it was stored first, until a change of it is told. What is stored later
   * gets the same stamp: should the file have changed untold meanwhile, that result never holds, whichever text it came from.
   */
  private readonly stampedFirst = new Map<string, Stamp>();

  constructor(private readonly parts: StoredAnswersParts) {}

  /** The workspace with what tells it from other states of it; null where none is stored that still holds. */
  workspace(): { readonly workspace: StoredWorkspace; readonly id: string } | null {
    if (this.present) return this.present;
    const stored = this.parts.store.get<StoredWorkspace>(WORKSPACE) ?? this.found;
    if (!stored || !stillHolds(stored, this.parts.files, this.parts.sha256, this.seen, (path, stamp) => this.isUnsavedRecipe(path, stamp))) return null;
    this.present = { workspace: stored.value, id: identityOf(stored, this.parts.sha256) };
    return this.present;
  }

  keepWorkspace(opened: OpenedWorkspace, analysis: Analysis): void {
    const { recipes, logs } = analysis.configurationAccesses();
    const result = this.stamped<StoredWorkspace>({ opened, recipes }, logs, modulesOf(opened, this.parts.files));
    if (!result) return;
    this.parts.store.put(WORKSPACE, result);
    this.found = result;
    this.present = { workspace: result.value, id: identityOf(result, this.parts.sha256) };
  }

  /** An answer that still holds, with what it depends on. */
  get<T>(key: string): StoredResult<T> | null {
    const workspace = this.workspace();
    const stored = workspace && this.parts.store.get<StoredAnswer<T>>(key);
    if (!stored || stored.value.workspace !== workspace.id || !stillHolds(stored, this.parts.files, this.parts.sha256, this.seen)) return null;
    return { value: stored.value.answer, stamps: stored.stamps };
  }

  /** Keeps an answer that came of what `log` says; without a log, of the configuration alone. Gives its stamps, or null where unsaved text is part of it. */
  keep<T>(key: string, answer: T, log: AccessLog | null): StoredResult<T>['stamps'] | null {
    const result = this.stamped(answer, log ? [log] : [], []);
    const workspace = this.workspace();
    if (result && workspace) this.parts.store.put<StoredAnswer<T>>(key, { value: { workspace: workspace.id, answer }, stamps: result.stamps });
    return result?.stamps ?? null;
  }

  /** How a path looks, as far as anybody said that it changed. */
  stampOf(path: string): Stamp | null {
    return presentStamp(path, this.parts.files, this.parts.sha256, this.seen);
  }

  /** The recipe that a file is, as the stored workspace names it; none for unsaved text, of which nothing is stored. */
  recipeAt(path: string): string | undefined {
    if (isUnsaved(this.parts.files.stat(path)?.mtimeMs ?? 0)) return undefined;
    return path.endsWith('.bb') ? this.workspace()?.workspace.recipes.find((candidate) => normalize(candidate) === path) : undefined;
  }

  /** Looks at everything again. Told of a change the analysis reads a file anew, and so it may be stamped anew. */
  changed(paths: readonly string[]): void {
    this.seen = new Map();
    this.present = null;
    for (const path of paths) for (const stampedAs of [path, `${dirname(path)}/`]) this.stampedFirst.delete(stampedAs);
  }

  /** A recipe or bbappend with unsaved text that is on the disk as well: the configuration asks no more than that. */
  private isUnsavedRecipe(path: string, stamp: Stamp): boolean {
    if (!isRecipeFile(path) || !stamp.startsWith('f')) return false;
    const stat = this.parts.files.stat(path);
    return stat?.kind === 'file' && isUnsaved(stat.mtimeMs);
  }

  /** Null where unsaved text is involved. */
  private stamped<T>(value: T, logs: readonly AccessLog[], more: readonly string[]): StoredResult<T> | null {
    const stamps = stampsOf(logs, more, (path) => {
      const first = this.stampedFirst.get(path);
      if (first !== undefined) return first;
      const stamp = stampOf(path, this.parts.files, this.parts.sha256);
      if (stamp !== null) this.stampedFirst.set(path, stamp);
      return stamp;
    });
    return stamps && { value, stamps };
  }
}

/** What tells one state of a workspace from another. */
function identityOf(stored: StoredResult<unknown>, sha256: Sha256): string {
  return sha256(JSON.stringify(stored.stamps));
}

/**
 * The Python modules of the layers and of BitBake, with their folders. Which of them an evaluation imports cannot be seen from it: an
 * interpreter imports a module once, for whoever asks first.
 */
function modulesOf({ layers, bitbakeDir }: OpenedWorkspace, files: FileSource): readonly string[] {
  const found: string[] = [];
  const folders = [...layers.map((layer) => join(layer, 'lib')), ...(bitbakeDir === null ? [] : [join(bitbakeDir, 'lib/bb')])];
  for (const folder of folders) {
    if (found.length > MOST_MODULES) break;
    found.push(`${folder}/`);
    const names = files.list(folder) ?? [];
    for (const name of names) {
      const path = join(folder, name);
      if (name.endsWith('.py')) found.push(path);
      else if (!NOT_MODULES.includes(name) && !name.includes('.') && files.stat(path)?.kind === 'directory') folders.push(path);
    }
  }
  return found;
}
