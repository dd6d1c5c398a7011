/**
 * A task's whole signature, as BitBake would write it: the part from its recipe's evaluation and the part from the task
 * graph.
 */

import type { SignatureData } from '../../engine/siginfo/signatureData';
import { type FileChecksum, nameInSignature } from '../../engine/tasks/fileChecksums';
import type { TaskNode, TaskState } from '../api/tasksApi';

/** The part of a task's signature that the task graph knows. */
export interface GraphPart extends Pick<TaskState, 'hash'> {
  readonly dependencies: readonly Pick<TaskState, 'pnid' | 'hash'>[];
  readonly checksums: readonly FileChecksum[];
}

/** Joins both parts. A task whose hash is not known has only its basehash. */
export function wholeSignature(base: SignatureData, { hash, dependencies, checksums }: GraphPart): SignatureData {
  if (hash.kind === 'unknown') return base;
  const { taskhash, unihash, taint } = hash;
  return {
    ...base,
    runtaskdeps: dependencies.map(({ pnid }) => pnid),
    runtaskhashes: Object.fromEntries(
      dependencies.flatMap(({ pnid, hash: other }) =>
        other.kind === 'known' && other.unihash !== null ? [[pnid, other.unihash]] : [],
      ),
    ),
    file_checksum_values: checksums.map(({ path, md5 }) => [nameInSignature(path), md5] as const),
    taskhash,
    ...(unihash !== null && { unihash }),
    ...(taint !== undefined && { taint }),
  };
}

/** The same for a node of the graph; `nodes` contains the nodes that it refers to. */
export function signatureOfNode(base: SignatureData, node: TaskNode, nodes: readonly TaskNode[]): SignatureData {
  return wholeSignature(base, { ...node, dependencies: node.dependencies.flatMap((index) => nodes[index] ?? []) });
}
