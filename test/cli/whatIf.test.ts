/** `sighound what-if` on the example, with a recipe that depends on another one. */

import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { TestCli } from './support';

let cli: TestCli;

beforeAll(() => {
  cli = new TestCli();
});
afterAll(() => cli.dispose());

const HELLO = 'meta-example/recipes-example/hello/hello_2.1.bb';
const LOCAL = 'build/conf/local.conf';

/** `hello` hashes a task of `magic`. */
async function dependent(handler: string, body: () => Promise<void>): Promise<void> {
  const text = (file: string): string => readFileSync(cli.path(file), 'utf8');
  await cli.having(
    {
      [HELLO]: `${text(HELLO)}\nDEPENDS = "magic"\ndo_after() {\n    :\n}\naddtask after\ndo_after[deptask] = "do_magictask"\n`,
      [LOCAL]: `${text(LOCAL)}\nBB_SIGNATURE_HANDLER = "${handler}"\n`,
    },
    body,
  );
}

test('shows the dependencies, what changes at once, what is saved, the risk and the line', async () => {
  await dependent('OEBasicHash', async () => {
    expect(await cli.run('what-if', '--ignore', 'hello->magic')).toEqual({
      code: 0,
      err: '',
      out: [
        'hello->magic: leaves 1 dependency out of hashes',
        '  hello:do_after after magic:do_magictask',
        'at once: 1 task gets another hash, of 17, and runs once more',
        'when magic changes: 2 tasks of other recipes run again today, 1 then',
        '  the risk: 1 task of 1 recipe would keep the output that was made with the old magic:',
        '  hello:do_after',
        'to do it: SIGGEN_EXCLUDE_SAFE_RECIPE_DEPS:append = " hello->magic" in the configuration',
      ].join('\n'),
    });
  });
});

test('prints JSON with the hashes before and after', async () => {
  await dependent('OEBasicHash', async () => {
    const { out } = await cli.run('what-if', '--ignore', 'hello->magic', '--format', 'json');
    expect(JSON.parse(out)).toMatchObject({
      entries: [{ entry: 'hello->magic', edges: [{ task: 'hello:do_after', dependency: 'magic:do_magictask' }] }],
      tasks: [{ task: 'hello:do_after', before: expect.stringMatching(/^[0-9a-f]{8}$/) as string }],
      changes: [{ pn: 'magic', now: 2, then: 1, kept: ['hello:do_after'] }],
      unknown: {},
    });
  });
});

test('reports an entry that leaves nothing out, and a handler that does not read the list', async () => {
  expect(await cli.run('what-if', '--ignore', 'hello->magic')).toMatchObject({
    code: 1,
    out: 'no hash would differ: `BB_SIGNATURE_HANDLER` is `basichash`, which does not read `SIGGEN_EXCLUDE_SAFE_RECIPE_DEPS`',
  });
  await dependent('OEBasicHash', async () => {
    expect(await cli.run('what-if', '--ignore', 'magic->hello')).toMatchObject({
      code: 1,
      out: 'magic->hello: leaves nothing out: no task of magic hashes a task of hello',
    });
  });
});

test.each([
  [[], 'give at least one --ignore RECIPE->DEPENDENCY, quoted for the shell: --ignore "busybox->zlib"'],
  [['--ignore', 'hello'], '--ignore hello: is not of the form RECIPE->DEPENDENCY, as in --ignore "busybox->zlib"'],
  [['--ignore', 'hello->magic', '--target', 'nothing'], '`nothing`: '],
])('refuses %j', async (args, reason) => {
  const { code, out, err } = await cli.run('what-if', ...args);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toContain(`sighound: ${reason}`);
});
