/** Formats a signature as `bitbake-dumpsig` prints it. Mirrors `bb.siggen.dump_sigfile`. */

import { compareCodePoints, sorted } from '../base/order';
import type { Sha256 } from '../digest/sha256';
import { listText, repr, valueText } from './pythonRepr';
import type { SignatureData } from './signatureData';
import { NOSTAMP, basehashOf, taskhashOf } from './signatureHashes';

/** The lines of a signature; a value may contain more lines. */
export function dumpSignature(data: SignatureData, sha256: Sha256): readonly string[] {
  const { gendeps, varvals, runtaskdeps, runtaskhashes, file_checksum_values: files, taint } = data;
  const names = (of: Iterable<string>): string => listText(sorted(of).map(repr));
  const taskhash = taskhashOf(data, sha256);
  return [
    `basehash_ignore_vars: ${names(data.basehash_ignore_vars)}`,
    // Upstream quirk: the pattern is treated as a list of its characters.
    `taskhash_ignore_tasks: ${names(data.taskhash_ignore_tasks ?? '')}`,
    `Task dependencies: ${names(data.taskdeps)}`,
    `basehash: ${data.basehash}`,
    ...sorted(Object.keys(gendeps)).map(
      (name) => `List of dependencies for variable ${name} is ${names(gendeps[name] ?? [])}`,
    ),
    ...sorted(Object.keys(varvals)).map((name) => `Variable ${name} value is ${valueText(varvals[name])}`),
    ...(runtaskdeps ? [`Tasks this task depends on: ${names(runtaskdeps)}`] : []),
    ...(files
      ? [
          `This task depends on the checksums of files: ${listText([...files].sort(compareChecksums).map((file) => listText(file.map(repr))))}`,
        ]
      : []),
    ...(runtaskhashes
      ? sorted(Object.keys(runtaskhashes)).map(
          (name) => `Hash for dependent task ${name} is ${runtaskhashes[name] ?? ''}`,
        )
      : []),
    ...(taint === undefined ? [] : [`Tainted (by forced/invalidated task): ${shownTaint(taint)}`]),
    `Computed base hash is ${basehashOf(data, sha256)} and from file ${data.basehash}`,
    taskhash === null ? 'Unable to compute task hash' : `Computed task hash is ${taskhash}`,
  ];
}

/** A taint as messages show it. */
export function shownTaint(taint: string): string {
  return taint.startsWith(NOSTAMP) ? taint.replaceAll(NOSTAMP, 'nostamp(uuid4):') : taint;
}

function compareChecksums(a: readonly [string, string], b: readonly [string, string]): number {
  return compareCodePoints(a[0], b[0]) || compareCodePoints(a[1], b[1]);
}
