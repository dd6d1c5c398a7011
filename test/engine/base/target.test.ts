import { expect, test } from 'vitest';
import { meansMulticonfig, parseTarget } from '../../../server/src/engine/base/target';

test.each([
  ['zlib', undefined, 'zlib', undefined],
  ['zlib:do_compile', undefined, 'zlib', 'do_compile'],
  ['zlib:compile', undefined, 'zlib', 'do_compile'],
  ['virtual/kernel:do_deploy', undefined, 'virtual/kernel', 'do_deploy'],
  ['mc:arm:zlib', 'arm', 'zlib', undefined],
  ['mc::zlib:do_compile', '', 'zlib', 'do_compile'],
  ['mc:*:zlib', '*', 'zlib', undefined],
  ['multiconfig:arm:zlib:do_compile', 'arm', 'zlib', 'do_compile'],
  ['/layer/zlib_1.3.bb', undefined, '/layer/zlib_1.3.bb', undefined],
  ['/layer/zlib_1.3.bb:do_compile', undefined, '/layer/zlib_1.3.bb', 'do_compile'],
  ['virtual:native:/layer/zlib_1.3.bb', undefined, 'virtual:native:/layer/zlib_1.3.bb', undefined],
  ['mc:arm:virtual:native:/layer/a_1.bb:do_compile', 'arm', 'virtual:native:/layer/a_1.bb', 'do_compile'],
  ['virtual:multilib:lib32:/layer/a_1.bb', undefined, 'virtual:multilib:lib32:/layer/a_1.bb', undefined],
])('%s', (text, multiconfig, name, task) => {
  expect(parseTarget(text)).toEqual({ multiconfig, name, task });
});

test('a target without a multiconfig means each, and `*` as well', () => {
  const means = (target: string, present: string): boolean => meansMulticonfig(parseTarget(target), present);
  expect([means('a', 'arm'), means('mc:*:a', 'arm'), means('mc:arm:a', 'arm')]).toEqual([true, true, true]);
  expect([means('mc::a', 'arm'), means('mc:arm:a', ''), means('mc::a', '')]).toEqual([false, false, true]);
});
