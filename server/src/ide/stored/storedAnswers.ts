/**
 * Stored answers, and whether they are still valid. An answer about a recipe is valid only together with the workspace
 * in which it was evaluated: its configuration, its list of recipes and the Python modules it may import.
 */

import { isRecipeFile } from '../../engine/base/recipeNames';
import type { Sha256 } from '../../engine/digest/sha256';
import { type AccessLog, NAMES, presentStamp } from '../../engine/files/accessLog';
import type { FileSource } from '../../engine/files/fileSource';
import { join, normalize } from '../../engine/files/posixPath';
import { type Stamp, isUnsaved } from '../../engine/files/stamp';
import type { Analysis } from '../analysis';
import type { OpenedWorkspace } from '../api/analysisApi';
import { type ResultStore, type StoredResult, seenStamp, shortened, stampsOf, stillHolds } from '../resultStore';

export interface StoredAnswersParts {
  /** The disk, with unsaved text on top of it. */
  readonly files: FileSource;
  readonly store: ResultStore;
  readonly sha256: Sha256;
}

/**
 * What a workspace's own files say. The locations of its layers' repositories are determined each time, because no
 * stamp covers them.
 */
export type StoredOpening = Omit<OpenedWorkspace, 'gitFolders' | 'state'>;

/** A workspace that was read. */
export interface StoredWorkspace {
  readonly opened: StoredOpening;
  readonly recipes: readonly string[];
}

/** A workspace that was found to be valid. */
export interface PresentWorkspace {
  readonly workspace: StoredWorkspace;
  /** Identifies one state of a workspace by the stamps of its files. */
  readonly id: string;
  readonly stamps: ReadonlyMap<string, Stamp>;
  /** Logs of configurations that were read in exactly this state. */
  readonly agreeing: WeakSet<AccessLog>;
}

/** An answer about one recipe. */
interface StoredAnswer<T> {
  /** The id of the workspace in which the recipe was evaluated. */
  readonly workspace: string;
  readonly answer: T;
}

const WORKSPACE = 'workspace';
const MOST_MODULES = 5000;
/** Folders of BitBake with files that it writes itself; `pysh` is its shell reader, which we do not use. */
const NOT_MODULES = ['__pycache__', 'pysh'];

export class StoredAnswers {
  /** The stored workspace that was found to be valid, until something changes. */
  private present: PresentWorkspace | null = null;
  /** The workspace that was found last, for hosts that store nothing. */
  private found: StoredResult<StoredWorkspace> | null = null;
  /** Stamps seen since the last change. */
  private seen = new Map<string, Stamp | null>();

  constructor(private readonly parts: StoredAnswersParts) {}

  /** The stored workspace; null if none is stored that is still valid. */
  workspace(): PresentWorkspace | null {
    if (this.present) return this.present;
    const stored = this.parts.store.get<StoredWorkspace>(WORKSPACE) ?? this.found;
    if (
      !stored ||
      !stillHolds(stored, this.parts.files, this.parts.sha256, this.seen, (path, stamp) =>
        this.isUnsavedRecipe(path, stamp),
      )
    )
      return null;
    return (this.present = this.presentOf(stored));
  }

  private presentOf(stored: StoredResult<StoredWorkspace>): PresentWorkspace {
    return {
      workspace: stored.value,
      id: this.parts.sha256(JSON.stringify(stored.stamps)),
      stamps: new Map(stored.stamps),
      agreeing: new WeakSet(),
    };
  }

  keepWorkspace({ gitFolders: _gitFolders, state: _state, ...opened }: OpenedWorkspace, analysis: Analysis): void {
    const { files, sha256, store } = this.parts;
    const { recipes, logs, readAs } = analysis.configurationAccesses();
    const paths = modulesOf(opened, files);
    if (!paths) return;
    const modules = new Map(
      paths.map((path) => [path, path.startsWith(NAMES) ? presentStamp(path, files) : readAs(path)]),
    );
    const stamps = stampsOf(logs, modules, files, sha256);
    if (!stamps) return;
    this.found = { value: { opened, recipes }, stamps };
    store.put(WORKSPACE, this.found);
    this.present = this.presentOf(this.found);
  }

  /** An answer that is still valid, with the stamps that it depends on. */
  get<T>(key: string): StoredResult<T> | null {
    const workspace = this.workspace();
    const stored = workspace && this.parts.store.get<StoredAnswer<T>>(key);
    if (
      !stored ||
      stored.value.workspace !== workspace.id ||
      !stillHolds(stored, this.parts.files, this.parts.sha256, this.seen)
    )
      return null;
    return { value: stored.value.answer, stamps: stored.stamps };
  }

  /**
   * Stores an answer that depends on the accesses in `log` and on `more`; without a log, on the configuration alone.
   * Returns the stamps of the answer. null if it belongs to no state of the disk: unsaved text is part of it, or a file
   * changed meanwhile.
   */
  keep<T>(
    key: string,
    answer: T,
    log: AccessLog | null,
    analysis: Analysis,
    more: ReadonlyMap<string, Stamp> = new Map(),
  ): StoredResult<T>['stamps'] | null {
    const stamps = stampsOf(log ? [log] : [], more, this.parts.files, this.parts.sha256);
    const workspace = this.workspace();
    if (stamps && workspace && this.isReadIn(workspace, analysis))
      this.parts.store.put<StoredAnswer<T>>(key, { value: { workspace: workspace.id, answer }, stamps });
    return stamps;
  }

  /**
   * Whether an analysis read the configuration of this workspace. It may have read an earlier one, if no notification
   * of the change has arrived yet.
   */
  private isReadIn({ stamps, agreeing }: PresentWorkspace, analysis: Analysis): boolean {
    return analysis.configurationAccesses().logs.every((log) => {
      if (agreeing.has(log)) return true;
      const agrees = [...log.stamped()].every(
        ([path, stamp]) => !stamps.has(path) || stamps.get(path) === shortened(stamp, this.parts.sha256),
      );
      if (agrees) agreeing.add(log);
      return agrees;
    });
  }

  /** The stamp of a path, as of the last notified change. */
  stampOf(path: string): Stamp | null {
    return seenStamp(path, this.parts.files, this.parts.sha256, this.seen);
  }

  /**
   * The recipe at a path, as the stored workspace names it; undefined for unsaved text, for which nothing is stored.
   */
  recipeAt(path: string): string | undefined {
    if (isUnsaved(this.parts.files.stat(path)?.mtimeMs ?? 0)) return undefined;
    return path.endsWith('.bb')
      ? this.workspace()?.workspace.recipes.find((candidate) => normalize(candidate) === path)
      : undefined;
  }

  /** Something changed: all stamps are checked again. */
  changed(): void {
    this.seen = new Map();
    this.present = null;
  }

  /**
   * Whether a recipe or bbappend has unsaved text and is also on the disk: the configuration only asks whether it
   * exists.
   */
  private isUnsavedRecipe(path: string, stamp: Stamp): boolean {
    if (!isRecipeFile(path) || !stamp.startsWith('f')) return false;
    const stat = this.parts.files.stat(path);
    return stat?.kind === 'file' && isUnsaved(stat.mtimeMs);
  }
}

/**
 * The Python modules of the layers and of BitBake, with their folders. An evaluation does not show which of them it
 * imports: an interpreter imports a module only once, for the first evaluation that asks. null if there are too many to
 * look at each time: nothing may be stored then, because a change of one would not be noticed.
 */
function modulesOf({ layers, bitbakeDir }: StoredOpening, files: FileSource): readonly string[] | null {
  const found: string[] = [];
  const folders = [
    ...layers.map((layer) => join(layer, 'lib')),
    ...(bitbakeDir === null ? [] : [join(bitbakeDir, 'lib/bb')]),
  ];
  for (const folder of folders) {
    if (found.length > MOST_MODULES) return null;
    found.push(NAMES + folder);
    const names = files.list(folder) ?? [];
    for (const name of names) {
      const path = join(folder, name);
      if (name.endsWith('.py')) found.push(path);
      else if (!NOT_MODULES.includes(name) && !name.includes('.') && files.stat(path)?.kind === 'directory')
        folders.push(path);
    }
  }
  return found;
}
