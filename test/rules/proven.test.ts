/** How messages show two values that differ. */

import { expect, test } from 'vitest';
import { briefDifference } from '../../server/src/engine/rules/common/proven';

test('short values are shown as they are', () => {
  expect(briefDifference('/home/me/build', ' /srv/other/build ')).toEqual(['/home/me/build', '/srv/other/build']);
});

test('values that differ only in white space keep it', () => {
  expect(briefDifference('a', 'a ')).toEqual(['a', 'a ']);
});

test('of long lists, the first words that differ are shown', () => {
  const list = (root: string): string =>
    ['common/layer', ...['meta', 'meta-oe', 'meta-my'].map((layer) => `${root}/layers/${layer}`)].join('   ');
  expect(briefDifference(list('/home/somebody/with/a/long/path'), list('/srv/other'))).toEqual([
    '…/home/somebody/with/a/long/path/layers/meta…',
    '…/srv/other/layers/meta…',
  ]);
});

test('a message stays one line', () => {
  expect(briefDifference('echo one\necho two\n', 'echo one\necho three\n')).toEqual(['…two', '…three']);
});

test('a long word is cut', () => {
  const [here, there] = briefDifference(`/a/${'x'.repeat(200)}`, `/b/${'x'.repeat(200)}`);
  expect([here, there]).toEqual([`/a/${'x'.repeat(77)}…`, `/b/${'x'.repeat(77)}…`]);
});
