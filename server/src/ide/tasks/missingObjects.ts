/**
 * Finds why a task's object is not in the shared state cache although a different object of the same task is. The
 * signatures of both are compared, and the first difference is followed down to its root. What several tasks have in
 * common is compared once.
 */

import type { FoundObject } from '../../engine/sstate/newestObjects';
import type { SignatureFinder } from '../../engine/siginfo/findSignatures';
import type { SignatureData } from '../../engine/siginfo/signatureData';
import { diffSignatures } from '../../engine/siginfo/signatureDiff';
import type { AnalysisApi } from '../api/analysisApi';
import { causeLines } from '../signatures/differenceText';
import type { TaskNode } from '../api/tasksApi';
import { signatureOfNode } from '../signatures/wholeSignature';

export interface MissingObjectsParts {
  readonly analysis: Pick<AnalysisApi, 'signatureData'>;
  readonly nodes: readonly TaskNode[];
  readonly finder: SignatureFinder;
}

/** Longer chains are cut: by then the reader knows where to look. */
const MOST_STEPS = 100;

export class MissingObjects {
  private readonly byName: ReadonlyMap<string, TaskNode>;
  private readonly known = new Map<string, string>();

  constructor(private readonly parts: MissingObjectsParts) {
    this.byName = new Map(parts.nodes.map((node) => [node.pnid, node]));
  }

  /** One line on why the task differs from the one that the object was made of; null if that is not known. */
  async causeOf(task: string, object: FoundObject): Promise<string | null> {
    const read = this.parts.finder.read(object.path);
    return read.kind === 'refused' ? null : this.compare(task, read.data, MOST_STEPS);
  }

  private async compare(task: string, before: SignatureData, steps: number): Promise<string | null> {
    const after = await this.present(task);
    if (!after) return null;
    const {
      causes: [first, ...others],
      dependencies: [dependency],
    } = diffSignatures(before, after);
    if (first)
      return `${task}: ${causeLines(first)[0] ?? ''}${others.length === 0 ? '' : ` (and ${others.length} more)`}`;
    if (!dependency) return null;
    const key = `${dependency.task} ${dependency.before} ${dependency.after}`;
    const known = this.known.get(key) ?? (await this.follow(dependency.task, dependency.before, steps));
    this.known.set(key, known);
    return known;
  }

  private async follow(task: string, hash: string, steps: number): Promise<string> {
    const changed = `${task} has changed`;
    if (steps === 0) return changed;
    const old = this.parts.finder.lookup(task, hash);
    if (old.kind === 'missing') return `${changed}; its signature ${hash} is not there any more`;
    return (await this.compare(task, old.data, steps - 1)) ?? changed;
  }

  private async present(task: string): Promise<SignatureData | null> {
    const node = this.byName.get(task);
    const base = node && (await this.parts.analysis.signatureData(node.mcfn, node.task));
    return base ? signatureOfNode(base, node, this.parts.nodes) : null;
  }
}
