/** What the task graph reads of a configuration. */

import { beforeAll, expect, test } from 'vitest';
import { TestWorkspace } from '../../support/workspace';

let tests: TestWorkspace;

beforeAll(async () => {
  tests = await TestWorkspace.load();
});

test('an unknown value is left out, with the reason where it decides about hashes', () => {
  const asks = '${@__import__("subprocess").check_output(["frobnicate"]).decode()}';
  const { engine } = tests.evaluate({
    '/build/conf/local.conf': `SIGGEN_UNLOCKED_RECIPES = '${asks}'\nPREFERRED_VERSION_x = '${asks}'\nSSTATE_MIRRORS = '${asks}'\nASSUME_PROVIDED = "a"\n`,
  });
  const [configuration] = engine.taskConfigurations() ?? [];
  expect(configuration?.variables).toMatchObject({ ASSUME_PROVIDED: 'a' });
  expect(configuration?.unknown).toEqual({
    PREFERRED_VERSION_x: 'metadata asks this machine: frobnicate',
    SIGGEN_UNLOCKED_RECIPES: 'metadata asks this machine: frobnicate',
  });
  expect(Object.keys(configuration?.variables ?? {})).not.toContain('SSTATE_MIRRORS');
});
