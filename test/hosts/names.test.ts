/**
 * The names of objects and stamps compared with those of real BitBake: which of them differ between two days although
 * the hashes do not. `names.py` recorded them. No BitBake is needed; where SIGHOUND_BITBAKE names a folder with a
 * checkout, its library is used.
 */

import { readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Engine } from '../../server/src/engine/engine';
import type { Proofs } from '../../server/src/ide/findings/proofs';
import { copyOf, startProofs, userAt } from './support';

const HERE = path.join(import.meta.dirname, 'names');

/** Which names of a recipe differ. */
type Answers = Record<string, { readonly object: boolean; readonly stamp: boolean }>;

let folder: string;
let engine: Engine;
let proofs: Proofs;
let expected: Answers;

beforeAll(async () => {
  folder = copyOf('names', ['hosts/names']);
  ({ engine, proofs, expected } = await startProofs<Answers>({
    buildDir: path.join(folder, 'test/hosts/names/build'),
    hostEnvironment: userAt(folder),
    here: HERE,
    recorder: 'names.py',
  }));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('the names that differ from day to day are those that differ for real BitBake', async () => {
  const ours: Answers = {};
  for (const fn of engine.recipes('')?.recipes ?? []) {
    const result = engine.activate(fn)!;
    const { names } = (await proofs.of(result)).get(fn)!;
    const differs = (kind: string): boolean =>
      names.some((name) => name.kind === kind && name.between === 'runs' && name.causes.length > 0);
    ours[path.basename(fn).replace(/_.*$/, '')] = { object: differs('object'), stamp: differs('stamp') };
  }
  expect(ours).toEqual(expected);
});

test('the names of the recipes state what BitBake does', () => {
  const names = readdirSync(path.join(HERE, 'meta-names/recipes')).map((name) => name.replace(/_.*$/, ''));
  const moves = (name: string): boolean => expected[name]!.object || expected[name]!.stamp;
  expect(names.filter((name) => name.startsWith('moves-') !== moves(name))).toEqual([]);
});
