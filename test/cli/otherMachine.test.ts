/** `--machine`: another machine that recipes are compared with; and machines that were built in the same folders. */

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TestCli, type Transcript } from './support';

const SECOND = { 'build/conf/machine/second.conf': '# A machine.\n' };
const RECIPE_TEXT = 'WORD = "a"\nWORD:second = "b"\ndo_one() {\n    echo ${WORD}\n}\naddtask one\n';

let cli: TestCli;

beforeAll(() => {
  cli = new TestCli();
});
afterAll(() => cli.dispose());

function check(...args: readonly string[]): Promise<Transcript> {
  return cli.run('check', 'magic', ...args);
}

describe('another machine', () => {
  test('is compared if it is named', () =>
    cli.having({ ...SECOND, [cli.recipe]: RECIPE_TEXT }, async () => {
      expect((await check()).code).toBe(0);
      const named = await check('--machine', 'second');
      expect([named.code, named.out]).toEqual([
        1,
        expect.stringContaining(
          '`do_one` has one stamp with that of machine `second`, but other hashes: `WORD` is `a` here and `b` there',
        ),
      ]);
      // The earlier answer was not about that machine.
      expect((await check()).code).toBe(0);
    }));

  test('is compared once there are results of it', () =>
    cli.having(
      {
        ...SECOND,
        [cli.recipe]: RECIPE_TEXT,
        'build/conf/local.conf': 'MACHINE ?= "example"\nDEPLOY_DIR_IMAGE = "${TMPDIR}/deploy/images/${MACHINE}"\n',
      },
      async () => {
        expect((await check()).code).toBe(0);
        await cli.having({ 'build/tmp/deploy/images/second/image.txt': '' }, async () => {
          expect((await check()).out).toContain('machine `second`');
        });
      },
    ));

  test.each([
    [['nowhere'], 'names "nowhere", and no layer has a `conf/machine` file for it'],
    [['../second'], 'names "../second", and no layer has a `conf/machine` file for it'],
    [['a', 'b', 'c', 'd', 'e'], 'names 5 machines: at most 4 can be compared at once'],
  ])('that cannot be compared is bad usage: %j', (names, why) =>
    cli.having(SECOND, async () => {
      const { code, err } = await check(...names.flatMap((name) => ['--machine', name]));
      expect([code, err]).toEqual([2, `sighound: --machine ${why}`]);
    }),
  );
});
