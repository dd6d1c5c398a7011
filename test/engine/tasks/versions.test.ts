/** Which of two versions is newer; `bb.utils.vercmp` of BitBake 2.18 gave each answer. */

import { expect, test } from 'vitest';
import { compareVersions } from '../../../server/src/engine/tasks/versions';

const version = (text: string): Parameters<typeof compareVersions>[0] => {
  const [, pe = '', pv = '', pr = 'r0'] = /^(?:(\d+):)?(.*?)(?:;(.*))?$/.exec(text) ?? [];
  return { pe, pv, pr };
};

test.each([
  ['1.0', '=', '1.0'],
  ['1.9', '<', '1.10'],
  ['1:1.0', '>', '2.0'],
  ['1.0;r1', '<', '1.0;r2'],
  ['1.0~rc1', '<', '1.0'],
  ['1.0~rc1', '<', '1.0~rc2'],
  ['1.0~~', '<', '1.0~'],
  ['1.0rc1', '>', '1.0'],
  ['1.0.1', '>', '1.0'],
  ['1.0+git1', '>', '1.0'],
  ['1.0a', '<', '1.0b'],
  ['1.0a', '<', '1.0.1'],
  ['01.2', '=', '1.2'],
  ['1.0-1', '<', '1.0_1'],
  ['2', '<', 'a'],
  ['1.', '>', '1'],
])('%s %s %s', (a, sign, b) => {
  const expected = { '<': -1, '=': 0, '>': 1 }[sign];
  expect(Math.sign(compareVersions(version(a), version(b)))).toBe(expected);
  expect(Math.sign(compareVersions(version(b), version(a)))).toBe(expected === 0 ? 0 : -expected!);
});
