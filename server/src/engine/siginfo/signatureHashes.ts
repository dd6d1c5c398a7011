/** Computes a signature's hashes from its own fields. Mirrors `bb.siggen.calc_basehash` and `calc_taskhash`. */

import { sorted } from '../base/order';
import type { Sha256 } from '../digest/sha256';
import type { SignatureData, SignatureValue } from './signatureData';

/** The basehash of the input that the signature contains for it. */
export function basehashOf({ task, taskdeps, varvals }: SignatureData, sha256: Sha256): string {
  return sha256(
    hashed(varvals[task]) +
      sorted(taskdeps)
        .map((name) => name + hashed(varvals[name]))
        .join(''),
  );
}

/** The taskhash of the input that the signature contains for it; null for a signature with only a basehash. */
export function taskhashOf(data: SignatureData, sha256: Sha256): string | null {
  const { runtaskdeps, runtaskhashes, file_checksum_values = [], taint = '' } = data;
  if (runtaskdeps === undefined || runtaskhashes === undefined) return null;
  const dependencies = runtaskdeps.map((name) => runtaskhashes[name] ?? '').join('');
  const files = file_checksum_values
    .map(([name, md5]) => (md5 === '' ? '' : (isNameHashed(name) ? name : '') + md5))
    .join('');
  return sha256(data.basehash + dependencies + files + (taint.includes(NOSTAMP) ? taint.slice(NOSTAMP.length) : taint));
}

/** The prefix that marks the taint of a task that runs in every build. */
export const NOSTAMP = 'nostamp:';

/** A file's name is hashed if the file was found in a folder. */
export function isNameHashed(name: string): boolean {
  return name.includes('./');
}

/** The text that a value contributes; None contributes nothing. */
function hashed(value: SignatureValue | undefined): string {
  return value === undefined || value === null ? '' : String(value);
}
