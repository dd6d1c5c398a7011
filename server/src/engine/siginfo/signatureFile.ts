/**
 * Reads and writes signature files as bytes. Three formats can be read: that of all supported releases (Zstandard, JSON
 * with marked sets), a short-lived earlier one (sets as plain lists), and the old pickles. The writer produces what
 * current `bb.siggen` writes, byte for byte before compression. Bad files are reported in the result, never thrown.
 */

import { sorted } from '../base/order';
import { decodeUtf8, encodeUtf8 } from '../digest/utf8';
import { type PickleValue, decodePickle, looksLikePickle } from '../pickle/pickle';
import { jsonObstacle } from './jsonShape';
import type { SignatureData, SignatureValue } from './signatureData';
import { type ZstdCodec, looksLikeZstd, unpackZstd } from './zstd';

/** The content of a file, or why it cannot be read. */
export type ReadSignature =
  | { readonly kind: 'signature'; readonly data: SignatureData }
  /** `reason`: lower-case start, no full stop; says what to look at. */
  | { readonly kind: 'refused'; readonly reason: string };

/** Several times the size of the biggest image's signature. */
export const LARGEST_FILE = 16 * 2 ** 20;
export const LARGEST_TEXT = 16 * 2 ** 20;
/** Names in all sets together: a pickle can refer to the same big set again and again. */
const MOST_NAMES = 5_000_000;

/** Reads a `sigdata`, `sigbasedata` or `siginfo` of any release. */
export function readSignature(bytes: Uint8Array, codec: ZstdCodec): ReadSignature {
  if (bytes.length === 0) return refused('the file is empty');
  if (bytes.length > LARGEST_FILE)
    return refused(`the file has ${bytes.length} bytes, and signature files of more than ${LARGEST_FILE} are not read`);
  if (looksLikePickle(bytes)) {
    const pickle = decodePickle(bytes);
    return pickle.kind === 'value'
      ? fromPlain(pickle.value)
      : refused(`the pickle cannot be read at byte ${pickle.offset}: ${pickle.reason}`);
  }
  if (!looksLikeZstd(bytes)) return refused('it is no signature file: those begin as Zstandard or as a pickle');
  const unpacked = unpackZstd(bytes, codec, LARGEST_TEXT);
  if (unpacked.kind === 'refused')
    return refused(`it cannot be unpacked at byte ${unpacked.offset}: ${unpacked.reason}`);
  const text = decodeUtf8(unpacked.bytes);
  if (text === null) return refused('what is packed in it is not UTF-8');
  return readSignatureText(text);
}

/** Reads the JSON of a signature file. */
export function readSignatureText(text: string): ReadSignature {
  const obstacle = jsonObstacle(text);
  if (obstacle !== null) return refused(obstacle);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return refused('what is packed in it is not JSON, or cut off');
  }
  return fromPlain(value as PlainValue);
}

/** The bytes of a signature file. */
export function writeSignature(data: SignatureData, codec: ZstdCodec): Uint8Array {
  return codec.compress(encodeUtf8(writeSignatureText(data)));
}

/** The JSON of a signature file as Python's `json.dump` writes it with sorted keys and no blanks: ASCII only. */
export function writeSignatureText(data: SignatureData): string {
  const set = (names: readonly string[]): string => `{"_set_object":[${sorted(names).map(quoted).join(',')}]}`;
  const fields: [string, string | null][] = [
    ['basehash', quoted(data.basehash)],
    ['basehash_ignore_vars', set(data.basehash_ignore_vars)],
    [
      'file_checksum_values',
      data.file_checksum_values
        ? `[${data.file_checksum_values.map(([name, md5]) => `[${quoted(name)},${quoted(md5)}]`).join(',')}]`
        : null,
    ],
    ['gendeps', object(data.gendeps, set)],
    ['runtaskdeps', data.runtaskdeps ? `[${data.runtaskdeps.map(quoted).join(',')}]` : null],
    ['runtaskhashes', data.runtaskhashes ? object(data.runtaskhashes, quoted) : null],
    ['taint', data.taint === undefined ? null : quoted(data.taint)],
    ['task', quoted(data.task)],
    ['taskdeps', set(data.taskdeps)],
    ['taskhash', data.taskhash === undefined ? null : quoted(data.taskhash)],
    ['taskhash_ignore_tasks', value(data.taskhash_ignore_tasks)],
    ['unihash', data.unihash === undefined ? null : quoted(data.unihash)],
    ['varvals', object(data.varvals, value)],
  ];
  return `{${fields.flatMap(([name, text]) => (text === null ? [] : [`"${name}":${text}`])).join(',')}}`;
}

function object<T>(record: Readonly<Record<string, T>>, text: (value: T) => string): string {
  return `{${sorted(Object.keys(record))
    .map((key) => `${quoted(key)}:${text(record[key] as T)}`)
    .join(',')}}`;
}

function value(of: SignatureValue): string {
  return typeof of === 'string' ? quoted(of) : String(of);
}

function quoted(text: string): string {
  // The remaining characters are those that JavaScript leaves unescaped and Python escapes.
  return JSON.stringify(text).replace(
    /[\u0080-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** A value that JSON or a pickle can produce. */
type PlainValue = PickleValue | { readonly [key: string]: PlainValue };

/** Thrown if a file does not contain a signature. */
class NotASignature extends Error {}

function refused(reason: string): ReadSignature {
  return { kind: 'refused', reason };
}

function fromPlain(plain: PlainValue): ReadSignature {
  try {
    return { kind: 'signature', data: new SignatureReader(plain).read() };
  } catch (error) {
    if (!(error instanceof NotASignature)) throw error;
    return refused(`it is no signature: ${error.message}`);
  }
}

/** Takes a signature's fields out of the value that was read. */
class SignatureReader {
  private readonly fields: ReadonlyMap<string, PlainValue>;
  private names = 0;

  constructor(plain: PlainValue) {
    this.fields = new Map(this.entries(plain, 'the whole'));
  }

  read(): SignatureData {
    const checksums = this.optional('file_checksum_values');
    const runtaskhashes = this.optional('runtaskhashes');
    const runtaskdeps = this.optional('runtaskdeps');
    const ignoredVariables = this.renamed('basehash_ignore_vars', 'basewhitelist');
    const ignoredTasks = this.renamed('taskhash_ignore_tasks', 'taskwhitelist') ?? null;
    return {
      task: this.text(this.needed('task'), 'task'),
      basehash: this.text(this.needed('basehash'), 'basehash'),
      basehash_ignore_vars:
        ignoredVariables === undefined || ignoredVariables === null
          ? []
          : this.set(ignoredVariables, 'basehash_ignore_vars'),
      taskhash_ignore_tasks: ignoredTasks === null ? null : this.text(ignoredTasks, 'taskhash_ignore_tasks'),
      taskdeps: this.set(this.needed('taskdeps'), 'taskdeps'),
      gendeps: this.record(this.needed('gendeps'), 'gendeps', (deps, name) => this.set(deps, `gendeps of ${name}`)),
      varvals: this.record(this.needed('varvals'), 'varvals', signatureValue),
      ...(runtaskdeps !== undefined && {
        runtaskdeps: this.list(runtaskdeps, 'runtaskdeps').map((name) => this.text(name, 'runtaskdeps')),
      }),
      ...(runtaskhashes !== undefined && {
        runtaskhashes: this.record(runtaskhashes, 'runtaskhashes', (hash, name) =>
          this.text(hash, `runtaskhashes of ${name}`),
        ),
      }),
      ...(checksums !== undefined && {
        file_checksum_values: this.list(checksums, 'file_checksum_values').map((entry) => this.checksum(entry)),
      }),
      ...this.optionalText('taskhash'),
      ...this.optionalText('unihash'),
      ...this.optionalText('taint'),
    };
  }

  private optional(name: string): PlainValue | undefined {
    return this.fields.get(name);
  }

  /** A field under its current name, or the name that it had before kirkstone. */
  private renamed(name: string, before: string): PlainValue | undefined {
    return this.fields.get(name) ?? this.fields.get(before);
  }

  private needed(name: string): PlainValue {
    const found = this.fields.get(name);
    if (found === undefined) throw new NotASignature(`it has no \`${name}\``);
    return found;
  }

  private optionalText(name: 'taskhash' | 'unihash' | 'taint'): Partial<SignatureData> {
    const found = this.fields.get(name);
    return found === undefined || found === null ? {} : { [name]: this.text(found, name) };
  }

  private text(of: PlainValue | undefined, name: string): string {
    if (typeof of !== 'string') throw new NotASignature(`\`${name}\` is no text`);
    return of;
  }

  private list(of: PlainValue, name: string): readonly PlainValue[] {
    if (!Array.isArray(of)) throw new NotASignature(`\`${name}\` is no list`);
    this.count((of as readonly PlainValue[]).length);
    return of as readonly PlainValue[];
  }

  /** A set: marked in JSON, a plain list in files of 2022, a set in a pickle. */
  private set(of: PlainValue, name: string): readonly string[] {
    const marked = isRecord(of) ? of['_set_object'] : of;
    if (!(marked instanceof Set) && !Array.isArray(marked)) throw new NotASignature(`\`${name}\` is no set`);
    const items = [...(marked as Iterable<PlainValue>)];
    this.count(items.length);
    return sorted(items.map((item) => this.text(item, name)));
  }

  private record<T>(
    of: PlainValue,
    name: string,
    read: (value: PlainValue, name: string) => T,
  ): Readonly<Record<string, T>> {
    // A key may have the same name as a property that every object has.
    return Object.fromEntries(this.entries(of, `\`${name}\``).map(([key, inner]) => [key, read(inner, key)]));
  }

  private entries(of: PlainValue, name: string): [string, PlainValue][] {
    if (of instanceof Map) {
      const entries = [...(of as ReadonlyMap<PickleValue, PickleValue>)];
      this.count(entries.length);
      return entries.map(([key, inner]) => [this.text(key, `a key of ${name}`), inner]);
    }
    if (!isRecord(of)) throw new NotASignature(`${name} is no dict`);
    return Object.entries(of);
  }

  private checksum(entry: PlainValue): readonly [string, string] {
    const [name, md5] = this.list(entry, 'file_checksum_values');
    return [this.text(name, 'file_checksum_values'), md5 === null ? '' : this.text(md5, 'file_checksum_values')];
  }

  private count(names: number): void {
    this.names += names;
    if (this.names > MOST_NAMES) throw new NotASignature(`it has more than ${MOST_NAMES} names`);
  }
}

function isRecord(of: PlainValue | undefined): of is { readonly [key: string]: PlainValue } {
  return (
    typeof of === 'object' &&
    of !== null &&
    !Array.isArray(of) &&
    !(of instanceof Map) &&
    !(of instanceof Set) &&
    !(of instanceof Uint8Array)
  );
}

function signatureValue(of: PlainValue, name: string): SignatureValue {
  if (of === null || typeof of === 'string' || typeof of === 'number') return of;
  // In the form of `str()`, which is what is hashed.
  if (typeof of === 'boolean') return of ? 'True' : 'False';
  throw new NotASignature(`the value of \`${name}\` has to be text or a number`);
}
