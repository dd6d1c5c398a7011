/** Names with an operation, compared with the pattern that BitBake uses for them. */
import { expect, test } from 'vitest';
import { splitOperation } from '../../../server/src/engine/datastore/operationNames';

const PATTERN = /^([^\n]*?)(:append|:prepend|:remove)(?::([^A-Z]*))?(?=\n?$)$/;

test.each([
  'A:append',
  'A:append:x',
  'A:append:x:y',
  'A:append:X',
  'A:append:append',
  'A:appendx',
  'A:x:append',
  'A:prepend:remove',
  'A:remove:prepend:X:append',
  ':append',
  'append',
  'A:append:',
  'A:X:append:x',
  'A:append:Xx:remove:y',
])('%s', (name) => {
  const match = PATTERN.exec(name);
  expect(splitOperation(name)).toEqual(
    match === null ? null : { base: match[1], keyword: match[2], override: match[3] ?? null },
  );
});

test('random names are split the way the pattern splits them', () => {
  const pieces = [':append', ':prepend', ':remove', ':', 'a', 'B', 'x', ':appen'];
  let state = 7;
  const next = (): number => (state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0) >>> 8;
  for (let i = 0; i < 20_000; i++) {
    const name = Array.from({ length: next() % 8 }, () => pieces[next() % pieces.length]).join('');
    const match = PATTERN.exec(name);
    const wanted = match === null ? null : { base: match[1], keyword: match[2], override: match[3] ?? null };
    if (JSON.stringify(splitOperation(name)) !== JSON.stringify(wanted))
      expect([name, splitOperation(name)]).toEqual([name, wanted]);
  }
});
