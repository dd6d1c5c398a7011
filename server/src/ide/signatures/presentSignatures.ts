/**
 * Signatures of a task and of its dependencies, as they are in the workspace now. Tasks have the names that signatures
 * use.
 */

import { multiconfigOf, pnidOf, recipeOf } from '../../engine/base/recipeNames';
import type { FoundSignature } from '../../engine/siginfo/explainDifference';
import type { SignatureData } from '../../engine/siginfo/signatureData';
import { nameInSignature } from '../../engine/tasks/fileChecksums';
import type { AnalysisApi } from '../api/analysisApi';
import type { HeadApi } from '../api/headApi';
import type { ChangedSource } from '../documents/chains';
import type { TaskName, TaskInputs } from '../api/tasksApi';
import type { ChangedTree } from './changedTrees';
import { wholeSignature } from './wholeSignature';

/** The engines that are asked: those of an editor, or of the command line. */
export type SignatureSources = Pick<AnalysisApi, 'hashes' | 'signatureData' | 'taskInputs' | 'changedAssignment'> &
  Pick<HeadApi, 'sourceChanges'>;

/** A signature with the name of its task. */
export interface NamedSignature {
  readonly name: string;
  readonly data: SignatureData;
}

/** The source of these signatures, as shown to the reader. */
export const WORKSPACE = 'the workspace as it is now';

export class PresentSignatures {
  private readonly known = new Map<string, TaskName>();
  /** The files that metadata makes of source trees, each with its tree, by the tasks that hash them. */
  private readonly madeFiles = new Map<string, ReadonlyMap<string, string>>();

  /** `root`: the task that depends on all others. */
  constructor(
    private readonly sources: SignatureSources,
    private readonly root: TaskName,
  ) {}

  /**
   * The root's own signature; only its basehash part if BitBake would not build the variant. A text says why there is
   * none.
   */
  async own(): Promise<NamedSignature | string> {
    const { mcfn, task } = this.root;
    const variant = (await this.sources.hashes(recipeOf(mcfn)))?.variants.find((each) => each.mcfn === mcfn);
    if (!variant) return `${mcfn} has no signature: there is no such recipe variant`;
    const name = pnidOf(multiconfigOf(mcfn), variant.pn, task);
    const hash = variant.tasks[task];
    if (!hash) return `${name} has no signature: there is no such task`;
    this.known.set(name, this.root);
    const data = await this.signature(this.root);
    return data
      ? { name, data }
      : `the signature of ${name} is not known: ${hash.basehash === null ? hash.unknown : 'it could not be computed'}`;
  }

  /** The signature of the root, or of a direct dependency of a task that was looked up before. */
  async lookup(name: string): Promise<FoundSignature> {
    const task = this.known.get(name);
    const data = task ? await this.signature(task) : null;
    return data ? { kind: 'found', data, where: WORKSPACE } : { kind: 'missing', lookedAt: [WORKSPACE] };
  }

  /**
   * Where a variable of such a task gets the words that `other`, a different value of it, does not have. null if the
   * task is not known, or if no file sets the variable.
   */
  async locationOf(name: string, variable: string, other: string | null): Promise<ChangedSource | null> {
    const task = this.known.get(name);
    return task ? this.sources.changedAssignment(task.mcfn, variable, other) : null;
  }

  /** The source tree from which metadata made a file that such a task hashes. null if it is a file like any other. */
  async sourceTreeOf(name: string, file: string): Promise<ChangedTree | null> {
    const folder = this.madeFiles.get(name)?.get(file);
    return folder === undefined ? null : { folder, file, changes: await this.sources.sourceChanges(folder) };
  }

  private async signature({ mcfn, task }: TaskName): Promise<SignatureData | null> {
    const base = await this.sources.signatureData(mcfn, task);
    const inputs = base && (await this.inputs({ mcfn, task }));
    return inputs ? wholeSignature(base, inputs) : base;
  }

  private async inputs({ mcfn, task }: TaskName): Promise<TaskInputs | null> {
    const inputs = await this.sources.taskInputs(mcfn, task, recipeOf(this.root.mcfn));
    if (inputs?.sourceTree) {
      const { folder, madeFiles } = inputs.sourceTree;
      this.madeFiles.set(inputs.pnid, new Map(madeFiles.map((path) => [nameInSignature(path), folder])));
    }
    for (const below of inputs?.dependencies ?? []) this.known.set(below.pnid, { mcfn: below.mcfn, task: below.task });
    return inputs;
  }
}
