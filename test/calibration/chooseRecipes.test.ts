/** The choice of the recipes to compare. */

import { expect, test } from 'vitest';
import { chooseRecipes } from '../../server/src/calibration/chooseRecipes';
import { MemoryFileSource } from '../../server/src/engine/files/memoryFileSource';

const EXTENDED = 'inherit autotools\nBBCLASSEXTEND = "native nativesdk"\ndo_install() {\n}\n';
const RECIPES = {
  '/m/big_1.bb': `${EXTENDED}# a longer text\n`,
  '/m/small_1.bb': EXTENDED,
  '/m/tool-native_1.bb': 'do_install() {\n}\n',
  '/m/nativesdk-dummy.bb': '',
  '/m/linux-a_1.bb': 'inherit kernel\n',
  '/m/linux-b_1.bb': 'inherit kernel\n',
  '/m/core-image-tiny.bb': 'inherit core-image\n',
  '/m/core-image-many.bb': 'inherit image\nBBCLASSEXTEND = "mcextend:a"\n',
  '/m/snake_1.bb': 'python do_x() {\n}\ndef f(d):\n    pass\n',
  '/m/quiet_1.bb': '',
};

const chosen = (recipes: Readonly<Record<string, string>>, kernel = ''): Readonly<Record<string, readonly string[]>> =>
  Object.fromEntries(
    chooseRecipes(Object.keys(recipes), kernel, new MemoryFileSource(recipes)).map(({ role, candidates }) => [
      role,
      candidates,
    ]),
  );

test('one recipe of each kind is chosen, small ones first', () => {
  expect(chosen(RECIPES, 'linux-b')).toEqual({
    plain: ['/m/small_1.bb', '/m/big_1.bb'],
    native: ['/m/tool-native_1.bb'],
    nativesdk: ['/m/nativesdk-dummy.bb'],
    kernel: ['/m/linux-b_1.bb', '/m/linux-a_1.bb'],
    image: ['/m/core-image-tiny.bb'],
    python: ['/m/snake_1.bb'],
    any: ['/m/tool-native_1.bb', '/m/small_1.bb', '/m/big_1.bb'],
  });
});

test('the order of the recipes makes no difference', () => {
  expect(chosen(Object.fromEntries(Object.entries(RECIPES).reverse()), 'linux-b')).toEqual(chosen(RECIPES, 'linux-b'));
});

test('a workspace without some kinds has fewer, and one without recipes none', () => {
  expect(chosen({ '/m/small_1.bb': EXTENDED })).toEqual({ plain: ['/m/small_1.bb'], any: ['/m/small_1.bb'] });
  expect(chosen({ '/m/own_1.bb': 'do_own() {\n}\n', '/m/empty_1.bb': '' })).toEqual({ any: ['/m/own_1.bb'] });
  expect(chosen({})).toEqual({});
});
