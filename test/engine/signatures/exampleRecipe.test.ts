/** The recipe with which the engine probes a workspace's BitBake, compared with the engine's own result for it. */

import { beforeAll, describe, expect, test } from 'vitest';
import { sorted } from '../../../server/src/engine/base/order';
import {
  EXAMPLE_CONFIGURATION,
  EXAMPLE_RECIPE,
  EXAMPLE_SIGNATURES,
} from '../../../server/src/engine/base/exampleRecipe';
import { textOf } from '../../../server/src/engine/datastore/datastore';
import { exactRelease } from '../../../server/src/engine/layers/behaviors';
import { DEFAULT_RELEASE, RECORDED_RELEASES } from '../../../server/src/engine/base/release';
import { RECIPE, TestWorkspace } from '../../support/workspace';

let tests: TestWorkspace;

beforeAll(async () => {
  tests = await TestWorkspace.load();
});

/** The configuration of the probe's workspace, as far as it affects the recipe. */
const CONFIGURATION = Object.entries({ ...EXAMPLE_CONFIGURATION, PATH: '/usr/bin:/bin' })
  .map(([name, value]) => `${name} = '${value}'\n`)
  .join('');
const FILES = {
  '/build/conf/local.conf': `${CONFIGURATION}export PATH\n`,
  'classes/base.bbclass': 'do_build () {\n    :\n}\naddtask build\n',
  [RECIPE]: EXAMPLE_RECIPE,
};

describe.each(RECORDED_RELEASES)('$version', (release) => {
  test('computes the hashes that the probe expects of a BitBake', () => {
    const { signatures, tasks } = tests.evaluate(FILES, { release }).variants[0]!;
    const keys = Object.fromEntries(
      sorted(signatures!.gendeps.keys()).map((key) => {
        const value = signatures!.varvals.get(key) ?? null;
        return [key, [sorted(signatures!.gendeps.get(key)!).join(' '), value === null ? 'None' : textOf(value)]];
      }),
    );
    expect(keys).toEqual(EXAMPLE_SIGNATURES.keys);
    const hashOf = (task: string): string => {
      const found = tasks.get(task);
      return found?.kind === 'known' ? found.hash : 'unknown';
    };
    expect(Object.fromEntries(Object.keys(EXAMPLE_SIGNATURES.basehashes).map((task) => [task, hashOf(task)]))).toEqual(
      EXAMPLE_SIGNATURES.basehashes,
    );
  });
});

test('no basehash is known of a BitBake that computes other hashes', () => {
  const { basehashes: _basehashes, ...known } = DEFAULT_RELEASE;
  const [variant] = tests.evaluate(FILES, {
    release: exactRelease({ known, unknown: { basehashes: 'it answers "F: e"' } }),
  }).variants;
  expect([...variant!.tasks.values()].map((hash) => hash.kind)).toEqual(expect.arrayContaining(['unknown']));
  for (const hash of variant!.tasks.values())
    expect(hash).toMatchObject({
      kind: 'unknown',
      reason: expect.stringContaining('(`basehashes`): it answers "F: e"') as string,
    });
});
