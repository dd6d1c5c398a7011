/** Basehashes of small closures, as three releases of BitBake computed them. */

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { hashInput } from '../../../server/src/engine/signatures/basehash';
import type { Value } from '../../../server/src/engine/python/pythonDatastore';
import { nodeSha256 } from '../../../server/src/host/node/nodeDigest';

interface Vector {
  readonly release: string;
  readonly task: string;
  readonly task_value: string;
  readonly closure: readonly (readonly [name: string, value: Value])[];
  readonly basehash: string;
}

const { basehash: vectors } = JSON.parse(readFileSync(new URL('../vectors/tasks.json', import.meta.url), 'utf8')) as {
  readonly basehash: readonly Vector[];
};

test.each(vectors)('$task in $release', ({ task, task_value: value, closure, basehash }) => {
  const values = new Map<string, Value>([...closure, [task, value]]);
  expect(nodeSha256(hashInput(task, closure.map(([name]) => name).reverse(), values))).toBe(basehash);
});
