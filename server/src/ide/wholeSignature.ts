/** A task's whole signature, as BitBake would write it: what its recipe's evaluation says of it, and what the task graph does. */

import { basename } from '../engine/files/posixPath';
import type { SignatureData } from '../engine/siginfo/signatureData';
import { hashedName } from '../engine/tasks/fileChecksums';
import type { TaskInputs } from './tasksApi';

/** Joins the two. A task whose hash is not known has no more than its basehash. */
export function wholeSignature(base: SignatureData, { hash, dependencies, checksums }: TaskInputs): SignatureData {
  if (hash.kind === 'unknown') return base;
  const { taskhash, unihash, taint } = hash;
  return {
    ...base,
    runtaskdeps: dependencies.map(({ pnid }) => pnid),
    runtaskhashes: Object.fromEntries(dependencies.flatMap((dependency) => (dependency.hash.kind === 'known' ? [[dependency.pnid, dependency.hash.unihash]] : []))),
    file_checksum_values: checksums.map(({ path, md5 }) => [hashedName(path) ?? basename(path), md5] as const),
    taskhash,
    unihash,
    ...(taint !== undefined && { taint }),
  };
}
