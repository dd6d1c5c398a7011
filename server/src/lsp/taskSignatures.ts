/**
 * Signatures of tasks for the editor: as they are now, as BitBake wrote them last, and why the two differ. Files are read only when somebody
 * asks, and each time anew: a build may have written others meanwhile.
 */

import { multiconfigOf, pnidOf, recipeOf } from '../engine/base/recipeNames';
import { type FoundSignature, type SignatureLookup, explainDifference } from '../engine/siginfo/explainDifference';
import { PLACE_VARIABLES, type SignaturePlaces, SignatureFinder, signaturePlaces } from '../engine/siginfo/findSignatures';
import type { SignatureData } from '../engine/siginfo/signatureData';
import type { AnalysisService, Host } from '../host/host';
import { explanationLines } from '../ide/differenceText';
import type { EditorLocation } from '../ide/editorRange';
import { readableSignature } from '../ide/readableSignature';
import type { TaskInputs, TaskState } from '../ide/tasksApi';
import { wholeSignature } from '../ide/wholeSignature';
import type { TaskEngine } from './taskEngine';

/** A task by its recipe's variant. */
export interface NamedTask {
  readonly mcfn: string;
  readonly task: string;
}

export interface TaskSignaturesParts {
  readonly host: Pick<Host, 'files' | 'loadZstd'>;
  readonly analysis: Pick<AnalysisService, 'signatureData' | 'variables' | 'changedAssignment' | 'hashes'>;
  readonly tasks: Pick<TaskEngine, 'ask'>;
}

/** Where a difference is followed to: each step may evaluate a recipe. */
const MOST_TASKS = 300;
const WORKSPACE = 'the workspace as it is now';

export class TaskSignatures {
  constructor(private readonly parts: TaskSignaturesParts) {}

  /** A text of the signature as it is now. */
  async present(task: NamedTask): Promise<string> {
    const found = await new PresentSignatures(this.parts, task).own();
    return typeof found === 'string' ? `# ${found}\n` : readableSignature(found.data, found.name, WORKSPACE);
  }

  /** A text of the signature that BitBake wrote last. */
  async last(task: NamedTask): Promise<string> {
    const found = await this.newest(task);
    return typeof found === 'string' ? `# ${found}\n` : readableSignature(found.data, found.name, found.where);
  }

  /** A text of why the task has another hash than in the last build: each cause with the file and line that it is written in. */
  async explanation(task: NamedTask): Promise<string> {
    const [last, present] = [await this.newest(task), new PresentSignatures(this.parts, task)];
    if (typeof last === 'string') return `# ${last}\n`;
    const now = await present.own();
    if (typeof now === 'string') return `# ${now}\n`;
    const header = [`# Why ${now.name} runs again`, `# last build: ${last.where}`];
    if (last.data.taskhash !== undefined && last.data.taskhash === now.data.taskhash) return [...header, '# nothing differs: it does not run again', ''].join('\n');
    const pair = { task: now.name, before: { data: last.data, where: last.where }, after: { data: now.data, where: WORKSPACE } };
    const explanation = await explainDifference(pair, { before: last.lookup, after: (name) => present.lookup(name) }, MOST_TASKS);
    const { roots, unexplained, tasks } = explanation;
    const places = new Map<unknown, EditorLocation>();
    for (const root of roots) {
      const [first] = root.tasks;
      const old = root.cause.kind === 'variable-changed' && root.cause.before !== null ? String(root.cause.before) : null;
      const place = first && 'name' in root.cause && root.cause.kind.startsWith('variable') ? await present.placeOf(first.task, root.cause.name, old) : null;
      if (place) places.set(root, place);
    }
    const isSame = roots.length === 0 && unexplained.length === 0;
    const isWhole = last.data.runtaskhashes !== undefined && now.data.runtaskhashes !== undefined;
    const same = isWhole ? 'nothing differs: it does not run again' : 'its basehash is the same; of one of the two signatures no more is known';
    return [
      ...header,
      `# ${isSame ? same : `${count(roots.length, 'root cause')}, ${count(tasks.length, 'task')} compared`}`,
      '',
      ...explanationLines(explanation, (root) => {
        const place = places.get(root);
        return place ? `${place.path}:${place.range.start.line + 1}` : null;
      }),
      '',
    ].join('\n');
  }

  /** The signature that BitBake wrote last, with those beside it; or why there is none. */
  private async newest({ mcfn, task }: NamedTask): Promise<string | { readonly data: SignatureData; readonly name: string; readonly where: string; readonly lookup: SignatureLookup }> {
    const { host, analysis } = this.parts;
    const hashes = await analysis.hashes(recipeOf(mcfn));
    const pn = hashes?.variants.find((variant) => variant.mcfn === mcfn)?.pn;
    if (pn === undefined) return `${mcfn} has no signature: there is no such recipe variant`;
    const multiconfig = multiconfigOf(mcfn);
    const places = await this.places(multiconfig);
    const finder = new SignatureFinder(host.files, places, await host.loadZstd());
    const name = pnidOf(multiconfig, pn, task);
    const [file] = finder.inStamps(pn, task);
    if (!file) return `${name} has no signature of a last build: none was found in ${places.stamps.join(', ') || 'the stamps, since STAMPS_DIR is not set'}`;
    const read = finder.read(file.path);
    if (read.kind === 'refused') return `${file.path} cannot be read: ${read.reason}`;
    return { data: read.data, name, where: file.path, lookup: (other, hash) => Promise.resolve(finder.lookup(other, hash)) };
  }

  private async places(multiconfig: string): Promise<SignaturePlaces> {
    return signaturePlaces([await this.parts.analysis.variables(multiconfig === '' ? '' : `mc:${multiconfig}`, PLACE_VARIABLES)]);
  }
}

/** The signatures of a task and of what it depends on, as they are now. */
class PresentSignatures {
  private readonly known = new Map<string, NamedTask>();

  constructor(private readonly parts: TaskSignaturesParts, private readonly root: NamedTask) {}

  /** The task's own, or why it is not known. */
  async own(): Promise<string | { readonly data: SignatureData; readonly name: string }> {
    const inputs = await this.inputs(this.root);
    if (!inputs) return `${this.root.mcfn}:${this.root.task} has no task hash: BitBake would not build this variant, or it has no such task`;
    const data = await this.whole(this.root, inputs);
    return data ? { data, name: inputs.pnid } : `${inputs.pnid} has no signature: its basehash is not known`;
  }

  async lookup(name: string): Promise<FoundSignature> {
    const task = this.known.get(name);
    const inputs = task ? await this.inputs(task) : null;
    const data = task && inputs ? await this.whole(task, inputs) : null;
    return data ? { kind: 'found', data, where: WORKSPACE } : { kind: 'missing', lookedAt: [WORKSPACE] };
  }

  /** Where a variable of a task gets what another value of it has not. */
  async placeOf(name: string, variable: string, other: string | null): Promise<EditorLocation | null> {
    const task = this.known.get(name);
    return task ? this.parts.analysis.changedAssignment(task.mcfn, variable, other) : null;
  }

  private async inputs({ mcfn, task }: NamedTask): Promise<TaskInputs | null> {
    const inputs = await this.parts.tasks.ask((engine) => engine.taskInputs(mcfn, task, recipeOf(this.root.mcfn)));
    const remember = ({ pnid, ...rest }: TaskState): void => void this.known.set(pnid, { mcfn: rest.mcfn, task: rest.task });
    if (inputs) for (const state of [inputs, ...inputs.dependencies]) remember(state);
    return inputs;
  }

  private async whole({ mcfn, task }: NamedTask, inputs: TaskInputs): Promise<SignatureData | null> {
    const base = await this.parts.analysis.signatureData(mcfn, task);
    return base && wholeSignature(base, inputs);
  }
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}
