/**
 * Signatures of tasks for the editor: as they are now, as BitBake last wrote them, and why the two differ. Files are
 * read only on request, and again each time, because a build may have written new ones in the meantime.
 */

import { multiconfigOf, pnidOf, recipeOf } from '../../engine/base/recipeNames';
import { type SignatureLookup, explainDifference } from '../../engine/siginfo/explainDifference';
import {
  FOLDER_VARIABLES,
  type SignatureFolders,
  SignatureFinder,
  signatureFolders,
} from '../../engine/siginfo/findSignatures';
import type { SignatureData } from '../../engine/siginfo/signatureData';
import type { AnalysisService, Platform } from '../../platform/platform';
import { locationsOfCauses } from '../../ide/signatures/causeLocations';
import { changedTrees } from '../../ide/signatures/changedTrees';
import { counted } from '../../ide/counted';
import { explanationLines } from '../../ide/signatures/differenceText';
import { PresentSignatures, WORKSPACE } from '../../ide/signatures/presentSignatures';
import { readableSignature } from '../../ide/signatures/readableSignature';
import type { TaskName } from '../../ide/api/tasksApi';
import { type DocumentText, documentText } from '../../text/documents';
import type { TaskEngine } from './taskEngine';

export interface TaskSignaturesParts {
  readonly platform: Pick<Platform, 'files' | 'loadZstd'>;
  readonly analysis: Pick<
    AnalysisService,
    'signatureData' | 'variables' | 'changedAssignment' | 'hashes' | 'sourceChanges'
  >;
  readonly tasks: Pick<TaskEngine, 'ask'>;
}

/** How many tasks are compared to explain a difference: each step may evaluate a recipe. */
const MOST_TASKS = 300;

export class TaskSignatures {
  constructor(private readonly parts: TaskSignaturesParts) {}

  /** The signature as it is now, as text. */
  async present(task: TaskName): Promise<DocumentText> {
    const found = await this.presentOf(task).own();
    return typeof found === 'string'
      ? documentText([`# ${found}`])
      : readableSignature(found.data, found.name, WORKSPACE);
  }

  /** The signature that BitBake wrote last, as text. */
  async last(task: TaskName): Promise<DocumentText> {
    const found = await this.newest(task);
    return typeof found === 'string'
      ? documentText([`# ${found}`])
      : readableSignature(found.data, found.name, found.where);
  }

  /**
   * A text that explains why the task's hash differs from the last build. Each cause has the file and line where it is
   * written.
   */
  async explanation(task: TaskName): Promise<DocumentText> {
    const [last, present] = [await this.newest(task), this.presentOf(task)];
    if (typeof last === 'string') return documentText([`# ${last}`]);
    const now = await present.own();
    if (typeof now === 'string') return documentText([`# ${now}`]);
    const header = [`# Why ${now.name} runs again`, `# last build: ${last.where}`];
    if (last.data.taskhash !== undefined && last.data.taskhash === now.data.taskhash)
      return documentText([...header, '# nothing differs: it does not run again']);
    const pair = {
      task: now.name,
      before: { data: last.data, where: last.where },
      after: { data: now.data, where: WORKSPACE },
    };
    const explanation = await explainDifference(
      pair,
      { before: last.lookup, after: (name) => present.lookup(name) },
      MOST_TASKS,
    );
    const { roots, unexplained, tasks } = explanation;
    const locations = await locationsOfCauses(explanation, null, (...parameters) => present.locationOf(...parameters));
    const trees = await changedTrees(explanation, (...parameters) => present.sourceTreeOf(...parameters));
    const isSame = roots.length === 0 && unexplained.length === 0;
    const isWhole = last.data.runtaskhashes !== undefined && now.data.runtaskhashes !== undefined;
    const same = isWhole
      ? 'nothing differs: it does not run again'
      : 'its basehash is the same; nothing else is known of one of the two signatures';
    return documentText([
      ...header,
      `# ${isSame ? same : `${counted(roots.length, 'root cause')}, ${counted(tasks.length, 'task')} compared`}`,
      '',
      ...explanationLines(explanation, locations, trees),
    ]);
  }

  /** Evaluations come from the engine that answers the editor. What requires all recipes comes from the task engine. */
  private presentOf(task: TaskName): PresentSignatures {
    const { analysis, tasks } = this.parts;
    return new PresentSignatures(
      {
        hashes: (fn) => analysis.hashes(fn),
        signatureData: (mcfn, name) => analysis.signatureData(mcfn, name),
        changedAssignment: (...parameters) => analysis.changedAssignment(...parameters),
        sourceChanges: (folder) => analysis.sourceChanges(folder),
        taskInputs: (...parameters) => tasks.ask((engine) => engine.taskInputs(...parameters)),
      },
      task,
    );
  }

  /**
   * The signature that BitBake wrote last, with a lookup for the others in its folders; or the reason why there is
   * none.
   */
  private async newest({
    mcfn,
    task,
  }: TaskName): Promise<
    | string
    | { readonly data: SignatureData; readonly name: string; readonly where: string; readonly lookup: SignatureLookup }
  > {
    const { platform, analysis } = this.parts;
    const hashes = await analysis.hashes(recipeOf(mcfn));
    const pn = hashes?.variants.find((variant) => variant.mcfn === mcfn)?.pn;
    if (pn === undefined) return `${mcfn} has no signature: there is no such recipe variant`;
    const multiconfig = multiconfigOf(mcfn);
    const locations = await this.locations(multiconfig);
    const finder = new SignatureFinder(platform.files, locations, await platform.loadZstd());
    const name = pnidOf(multiconfig, pn, task);
    const [file] = finder.inStamps(pn, task);
    if (!file)
      return `${name} has no signature of a last build: none was found in ${locations.stamps.join(', ') || 'the stamps, since STAMPS_DIR is not set'}${finder
        .problems()
        .map((problem) => `; ${problem}`)
        .join('')}`;
    const read = finder.read(file.path);
    if (read.kind === 'refused') return `${file.path} cannot be read: ${read.reason}`;
    return {
      data: read.data,
      name,
      where: file.path,
      lookup: (other, hash) => Promise.resolve(finder.lookup(other, hash)),
    };
  }

  private async locations(multiconfig: string): Promise<SignatureFolders> {
    return signatureFolders([
      await this.parts.analysis.variables(multiconfig === '' ? '' : `mc:${multiconfig}`, FOLDER_VARIABLES),
    ]);
  }
}
