/** Signatures for tests: the recorded one and variants of it. */

import { readFileSync } from 'node:fs';
import { readSignatureText } from '../../../server/src/engine/siginfo/signatureFile';
import type { SignatureData } from '../../../server/src/engine/siginfo/signatureData';

type Json = Readonly<Record<string, unknown>>;

export interface SignatureVectors {
  readonly taskhash: readonly {
    readonly release: string;
    readonly why: string;
    readonly task: string;
    readonly basehash: string;
    readonly deps: readonly (readonly [string, string])[];
    readonly checksums: readonly (readonly [string, string])[];
    readonly taint?: string;
    readonly taskhash: string;
  }[];
  readonly compare_and_dump: {
    readonly a: Json;
    readonly compare: readonly {
      readonly name: string;
      readonly b_delta: Json;
      readonly recursive?: boolean;
      readonly collapsed?: boolean;
      readonly output: readonly string[] | { readonly raises: string };
    }[];
    readonly dump: readonly {
      readonly name: string;
      readonly changes: Json;
      readonly without: readonly string[];
      readonly output: readonly string[];
    }[];
  };
}

export const vectors = JSON.parse(
  readFileSync(new URL('../vectors/siginfo.json', import.meta.url), 'utf8'),
) as SignatureVectors;

/** The signature that the JSON describes. */
export function signature(json: Json): SignatureData {
  const found = readSignatureText(JSON.stringify(json));
  if (found.kind === 'refused') throw new Error(found.reason);
  return found.data;
}

/** The recorded signature with changed fields. */
export function recorded(changes: Json = {}): SignatureData {
  return signature({ ...vectors.compare_and_dump.a, ...changes });
}

/** The recorded signature as it is before the tasks that it depends on are known. */
export function baseOnly(): SignatureData {
  const runtime = ['runtaskdeps', 'runtaskhashes', 'file_checksum_values', 'taskhash', 'unihash'];
  return signature(
    Object.fromEntries(Object.entries(vectors.compare_and_dump.a).filter(([name]) => !runtime.includes(name))),
  );
}
