/**
 * All code that reads foreign input, each part with inputs that are almost right. A reader may throw only the errors
 * that it documents.
 */

import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { compareCodePoints } from '../../server/src/engine/base/order';
import { DEFAULT_RELEASE } from '../../server/src/engine/base/release';
import { PythonDependencies } from '../../server/src/engine/codeparser/pythonDependencies';
import { createServices } from '../../server/src/engine/datastore/datastore';
import { encodeUtf8 } from '../../server/src/engine/digest/utf8';
import { parseConf } from '../../server/src/engine/parse/confParser';
import { parseRecipe } from '../../server/src/engine/parse/recipeParser';
import { decodePickle } from '../../server/src/engine/pickle/pickle';
import { DatastoreError } from '../../server/src/engine/base/datastoreError';
import { readShell } from '../../server/src/engine/shell/shellReader';
import { readShellUses } from '../../server/src/engine/shell/shellUses';
import {
  LARGEST_TEXT,
  readSignature,
  readSignatureText,
  writeSignature,
} from '../../server/src/engine/siginfo/signatureFile';
import { unpackZstd } from '../../server/src/engine/siginfo/zstd';
import { loadZstd } from '../../server/src/node/nodeZstd';
import { recorded } from '../../test/engine/siginfo/support';
import { createStore, loadTestPython } from '../../test/support/python';
import { Random, mutatedBytes, mutatedText } from './mutate';

export interface Reader {
  readonly name: string;
  /** Reads an input that is made from a seed. Throws what must not be thrown. */
  readonly read: (random: Random) => void;
}

const TESTS = path.resolve(import.meta.dirname, '../../test');

/** All readers, in the order in which they receive inputs in turn. */
export async function readers(): Promise<readonly Reader[]> {
  const metadata = textsBelow(
    ['example', 'conformance/cases', 'conformance/core', 'conformance/graphs'],
    ['.bb', '.bbclass', '.bbappend', '.inc'],
  );
  const configuration = textsBelow(
    ['example', 'conformance/cases', 'conformance/core', 'conformance/graphs'],
    ['.conf'],
  );
  const bodies = metadata.flatMap((text) =>
    parseRecipe(text, DEFAULT_RELEASE).statements.flatMap((statement) =>
      'body' in statement && typeof statement.body === 'string' ? [statement.body] : [],
    ),
  );
  const values = [...metadata, ...configuration]
    .flatMap((text) => [...text.matchAll(/"((?:[^"\\]|\\.)*)"/gs)].map(([, value]) => value ?? ''))
    .filter((value) => value.includes('$'));
  const codec = await loadZstd();
  const packed = [
    writeSignature(recorded(), codec),
    codec.compress(encodeUtf8('a'.repeat(5_000))),
    codec.compress(encodeUtf8(JSON.stringify(metadata.slice(0, 20)))),
  ];
  const pickles = (
    JSON.parse(readFileSync(path.join(TESTS, 'engine/pickle/fixtures/pickles.json'), 'utf8')) as {
      values: { pickle: string }[];
    }
  ).values.map(({ pickle }) => new Uint8Array(Buffer.from(pickle, 'base64')));
  const signatureTexts = [new TextDecoder().decode(unpacked(packed[0] as Uint8Array, codec))];
  const python = await loadTestPython();
  const dependencies = new PythonDependencies();
  const services = createServices(DEFAULT_RELEASE, python, (code, name) => dependencies.read(code, name, services));
  const text = (name: string, corpus: readonly string[], read: (input: string) => unknown): Reader => ({
    name,
    read: (random) => void read(mutatedText(corpus, random)),
  });
  const bytes = (name: string, corpus: readonly Uint8Array[], read: (input: Uint8Array) => unknown): Reader => ({
    name,
    read: (random) => void read(mutatedBytes(corpus, random)),
  });
  return [
    text('recipes and classes', metadata, (input) => parseRecipe(input, DEFAULT_RELEASE)),
    text('configuration', configuration, (input) => parseConf(input, DEFAULT_RELEASE, { baseConfiguration: true })),
    text('shell', bodies, (input) => readShell(input, DEFAULT_RELEASE)),
    text('what shell uses', bodies, (input) => readShellUses(input)),
    text('expansion', values, (input) => expanded(createStore(python), input)),
    text('Python code', bodies, (input) => new PythonDependencies().read(input, 'f', services)),
    bytes('pickles', pickles, (input) => decodePickle(input)),
    bytes('Zstandard', packed, (input) => unpackZstd(input, codec, LARGEST_TEXT)),
    bytes('signature files', [...packed, ...pickles], (input) => readSignature(input, codec)),
    text('signatures as JSON', signatureTexts, (input) => readSignatureText(input)),
  ];
}

/** The result of a reader for one input: `null`, or the thrown error. */
export function crashOf({ name, read }: Reader, seed: number): string | null {
  try {
    read(new Random(seed));
    return null;
  } catch (error) {
    if (error instanceof DatastoreError) return null;
    return `${name}, seed ${seed}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
  }
}

/** Expands values without inline Python, which would be run and not read. */
function expanded(d: ReturnType<typeof createStore>, input: string): void {
  const value = input.replaceAll('${@', '${');
  d.setVar('A', value);
  d.setVar('B', '${A}');
  d.getVar('B');
}

function unpacked(bytes: Uint8Array, codec: Awaited<ReturnType<typeof loadZstd>>): Uint8Array {
  const found = unpackZstd(bytes, codec, LARGEST_TEXT);
  if (found.kind === 'refused') throw new Error(found.reason);
  return found.bytes;
}

function textsBelow(folders: readonly string[], endings: readonly string[]): readonly string[] {
  return folders.flatMap((folder) =>
    readdirSync(path.join(TESTS, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => endings.includes(path.extname(name)))
      .sort(compareCodePoints)
      .map((name) => readFileSync(path.join(TESTS, folder, name), 'utf8')),
  );
}
