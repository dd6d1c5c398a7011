/** How `sighound check` handles files that are not recipes, as `pre-commit` names them. */

import { symlinkSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TestCli } from './support';

const LEAKING_CLASS = 'LEAK = "${TOPDIR}/leak"\ndo_leak() {\n    echo ${LEAK}\n}\naddtask leak\n';
const CLASS = 'meta-example/classes/leaking.bbclass';
const INCLUDE = 'meta-example/recipes-example/magic/magic.inc';
const APPEND = 'meta-example/recipes-more/magic/magic_%.bbappend';
const RECIPE = 'meta-example/recipes-example/magic/magic_1.0.bb';

let cli: TestCli;

beforeAll(() => {
  cli = new TestCli();
});
afterAll(() => cli.dispose());

interface Checked {
  readonly code: number;
  readonly err: string;
  /** File and variable of each finding. */
  readonly found: readonly string[];
}

async function check(targets: readonly string[], cwd = cli.root): Promise<Checked> {
  const { code, out, err } = await cli.runWith({ cwd }, [
    'check',
    ...targets,
    '--format',
    'json',
    '--build-dir',
    cli.build,
  ]);
  const found = out
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const { file, variable } = JSON.parse(line) as { file: string; variable: string | null };
      return `${file} ${variable ?? ''}`;
    });
  return { code, err, found };
}

test('a bbappend stands for its recipe', () =>
  cli.having({ [APPEND]: 'MYVAR = "${TOPDIR}/more"\n' }, async () => {
    const { code, found } = await check([APPEND]);
    expect([code, found]).toEqual([1, [`WS/${APPEND} TOPDIR`]]);
    expect((await check(['magic_%.bbappend'], path.join(cli.root, path.dirname(APPEND)))).found).toEqual(found);
  }));

test('a bbappend of several recipes stands for each of them', () =>
  cli.having(
    {
      [APPEND]: '',
      'meta-example/recipes-example/magic/magic_2.0.bb': 'A = "${TOPDIR}"\ndo_a() {\n    echo ${A}\n}\naddtask a\n',
    },
    async () => {
      expect((await check([APPEND])).found).toEqual([
        `WS/${RECIPE} TOPDIR`,
        'WS/meta-example/recipes-example/magic/magic_2.0.bb TOPDIR',
      ]);
    },
  ));

describe('of a class and an include file only their own findings are reported', () => {
  const files = {
    [CLASS]: LEAKING_CLASS,
    [INCLUDE]: 'PART = "${TOPDIR}/part"\ndo_part() {\n    echo ${PART}\n}\naddtask part\n',
    [RECIPE]:
      'inherit leaking\nrequire magic.inc\nMYVAR = "${TOPDIR}"\ndo_own() {\n    echo ${MYVAR}\n}\naddtask own\n',
  };

  test.each([
    [[CLASS], [`WS/${CLASS} TOPDIR`]],
    [[INCLUDE], [`WS/${INCLUDE} TOPDIR`]],
    [
      [CLASS, INCLUDE],
      [`WS/${CLASS} TOPDIR`, `WS/${INCLUDE} TOPDIR`],
    ],
    [['hello', CLASS], [`WS/${CLASS} TOPDIR`]],
    [['build/conf/local.conf'], []],
    [['meta-example/conf/layer.conf', 'meta-example/conf/bitbake.conf'], []],
  ])('%j', (targets, found) =>
    cli.having(files, async () => {
      const checked = await check(targets);
      expect([[...checked.found].sort((a, b) => (a < b ? -1 : 1)), checked.code, checked.err]).toEqual([
        found,
        found.length === 0 ? 0 : 1,
        '',
      ]);
    }),
  );

  test('a recipe that is also a target is reported completely', () =>
    cli.having(files, async () => {
      expect((await check([CLASS, RECIPE])).found).toHaveLength(3);
    }));

  test('a target may be a link', () =>
    cli.having(files, async () => {
      const link = `${cli.root}-link`;
      symlinkSync(cli.root, link);
      expect((await check([path.join(link, CLASS)])).found).toEqual([`WS/${CLASS} TOPDIR`]);
    }));
});

test('a problem in a file of the configuration is reported for that file only', () =>
  cli.having({ 'build/conf/local.conf': 'MACHINE ?= "example"\nINHERIT += "nowhere"\n' }, async () => {
    const whole = await check(['hello']);
    const own = await check(['build/conf/local.conf']);
    expect([own.code, own.found]).toEqual([whole.code, whole.found]);
    expect((await check(['meta-example/conf/layer.conf'])).code).toBe(whole.code === 2 ? 2 : 0);
  }));

test('a class that nothing uses gives a message, and no failure', () =>
  cli.having({ 'meta-example/classes/unused.bbclass': LEAKING_CLASS }, async () => {
    expect(await check(['meta-example/classes/unused.bbclass'])).toEqual({
      code: 0,
      found: [],
      err: 'sighound: no recipe of this configuration uses WS/meta-example/classes/unused.bbclass: nothing to check',
    });
  }));

test('a name that a recipe provides stands for the recipe, though it looks like a path', () =>
  cli.having(
    { [RECIPE]: 'PROVIDES += "virtual/thing"\nA = "a"\ndo_one() {\n    echo ${A}\n}\naddtask one\n' },
    async () => {
      for (const command of [['sig', '--basehash-only'], ['why'], ['trace'], ['deps']]) {
        const [name = '', ...options] = command;
        const more = ['why', 'trace'].includes(name) ? ['A'] : [];
        const [asked, plain] = [
          await cli.run(name, 'virtual/thing:do_one', ...more, ...options),
          await cli.run(name, 'magic:do_one', ...more, ...options),
        ];
        // A trace says whether another question has put the expansion into the cache.
        const [one, other] = [asked, plain].map(({ out }) => out.replace(/is (not )?in the cache/, ''));
        expect([asked.code, one, asked.err]).toEqual([0, other, '']);
      }
    },
  ));

describe('a bad target gives one line and exit code 2', () => {
  test.each([
    ['meta-example/classes/nowhere.bbclass', 'there is no file WS/meta-example/classes/nowhere.bbclass'],
    ['meta-example/classes', 'no recipe for `WS/meta-example/classes` in this configuration'],
    ['meta-example/nothing.bbappend', 'there is no file WS/meta-example/nothing.bbappend'],
    [
      'meta-example/recipes-more/none/none_%.bbappend',
      'no recipe of this configuration matches WS/meta-example/recipes-more/none/none_%.bbappend: add the layer of the recipe to conf/bblayers.conf, or rename the bbappend after an existing recipe',
    ],
    [
      'meta-other/classes/other.bbclass',
      'WS/meta-other/classes/other.bbclass is in no layer of this configuration: add its layer to conf/bblayers.conf, or leave it out',
    ],
    [
      'meta-other/conf/other.conf',
      'WS/meta-other/conf/other.conf is in no layer of this configuration: add its layer to conf/bblayers.conf, or leave it out',
    ],
    ['meta-other/README.md', 'no recipe for `WS/meta-other/README.md` in this configuration'],
  ])('%s', (target, message) =>
    cli.having(
      {
        'meta-example/recipes-more/none/none_%.bbappend': '',
        'meta-other/classes/other.bbclass': '',
        'meta-other/conf/other.conf': '',
        'meta-other/README.md': '',
      },
      async () => {
        expect(await check([target])).toEqual({ code: 2, found: [], err: `sighound: ${message}` });
      },
    ),
  );
});
