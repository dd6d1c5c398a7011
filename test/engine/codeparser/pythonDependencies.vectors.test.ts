/** Every recorded piece of Python code, and what BitBake's own reader says it refers to, for each release. */

import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { sorted } from '../../../server/src/engine/base/order';
import { type BitbakeRelease, RECORDED_RELEASES } from '../../../server/src/engine/base/release';
import { PythonDependencies } from '../../../server/src/engine/codeparser/pythonDependencies';
import { createServices } from '../../../server/src/engine/datastore/datastore';
import { DatastoreError } from '../../../server/src/engine/base/datastoreError';
import type { PyodideEvaluator } from '../../../server/src/pyodide/pyodideEvaluator';
import { loadTestPython } from '../../support/python';
import { type Recorded, recordedFor } from '../../support/recorded';

interface Expected {
  readonly error?: string;
  readonly references?: readonly string[];
  readonly execs?: readonly string[];
  readonly contains?: Readonly<Record<string, readonly string[]>>;
}
interface Vector extends Recorded<Expected> {
  readonly id: string;
  readonly note: string;
  readonly input: string;
}

const { python: vectors } = JSON.parse(
  readFileSync(new URL('../vectors/codeparser.json', import.meta.url), 'utf8'),
) as { readonly python: readonly Vector[] };
let python: PyodideEvaluator;

beforeAll(async () => {
  python = await loadTestPython();
});

/** What the vector's text refers to; the recordings call the text `v`. */
function read(text: string, release: BitbakeRelease): Expected {
  const dependencies = new PythonDependencies();
  const services = createServices(release, python, (code, name) => dependencies.read(code, name, services));
  try {
    const { references, execs, contains } = dependencies.read(text, 'v', services);
    return {
      references: sorted(references),
      execs: sorted(execs),
      contains: Object.fromEntries([...contains].map(([variable, items]) => [variable, sorted(items)])),
    };
  } catch (error) {
    if (!(error instanceof DatastoreError)) throw error;
    return { error: error.type };
  }
}

test('all 56 vectors are present', () => {
  expect(vectors.length).toBe(56);
});

for (const release of RECORDED_RELEASES) {
  describe(`Python vectors of BitBake ${release.version}`, () => {
    test.each(vectors.map((vector) => [vector.id, vector.note, vector] as const))('%s %s', (_id, _note, vector) => {
      expect(read(vector.input, release)).toEqual(recordedFor(vector, release.version));
    });
  });
}
