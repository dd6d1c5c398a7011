/** `sighound sstate prune` on the example, with a cache next to the build directory. */

import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { TestCli } from './support';

let cli: TestCli;
const files: Record<string, string> = {};

const HELLO = 'meta-example/recipes-example/hello/hello_2.1.bb';
const OTHER = 'f0e1'.padEnd(64, '0');

/** `hello` has a task whose object can be in the cache. */
beforeAll(async () => {
  cli = new TestCli();
  const text = (file: string): string => readFileSync(cli.path(file), 'utf8');
  files[HELLO] = `${text(HELLO)}\ndo_made() {\n    :\n}\naddtask made\naddtask made_setscene\n`;
  files['build/conf/local.conf'] =
    `${text('build/conf/local.conf')}\nBB_SIGNATURE_HANDLER = "OEBasicHash"\nSSTATE_DIR = "\${TOPDIR}/cache"\n`;
  await cli.having(files, async () => {
    files[objectOf('made', await hashOf('do_made'))] = 'needed';
    files[objectOf('made', OTHER)] = 'old';
    files[`${objectOf('made', OTHER)}.siginfo`] = '';
    files[objectOf('gone', OTHER)] = 'x'.repeat(200_000);
  });
});
afterAll(() => cli.dispose());

function objectOf(task: string, hash: string): string {
  return `build/cache/${hash.slice(0, 2)}/${hash.slice(2, 4)}/sstate:hello:x:2.1:r0:x:14:${hash}_${task}.tar.zst`;
}

async function hashOf(task: string): Promise<string> {
  const { out } = await cli.runPlainly({}, ['sig', `hello:${task}`, '--format', 'json', '--build-dir', cli.build]);
  const { tasks } = JSON.parse(out.split('\n')[0] ?? '') as { tasks: Record<string, { unihash: string }> };
  return tasks[task]?.unihash ?? '';
}

test('lists the files that no kept target needs, with size and date, and deletes nothing', async () => {
  await cli.having(files, async () => {
    const { code, out, err } = await cli.run('sstate', 'prune', '--keep', 'hello:do_made');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const date = /\d{4}-\d{2}-\d{2}/;
    expect(out.split('\n').map((line) => line.replace(date, 'DATE'))).toEqual([
      `   0.2 MiB  DATE  WS/${objectOf('gone', OTHER)}`,
      `   0.0 MiB  DATE  WS/${objectOf('made', OTHER)}`,
      `   0.0 MiB  DATE  WS/${objectOf('made', OTHER)}.siginfo`,
      'nothing kept needs 3 files (0.2 MiB) in WS/build/cache; 1 file stays (0.0 MiB)',
    ]);
    for (const file of Object.keys(files)) expect(existsSync(cli.path(file))).toBe(true);
  });
});

test('prints JSON, and writes the marks of kept hashes', async () => {
  await cli.having(files, async () => {
    const marks = cli.path('marks');
    const { code, out } = await cli.run(
      ...['sstate', 'prune', '--keep', 'hello:do_made', '--format', 'json', '--gc-marks', marks],
    );
    const lines = out.split('\n').map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(code).toBe(0);
    expect(lines.map(({ task, bytes }) => [task, bytes]).slice(0, -1)).toEqual([
      ['do_gone', 200_000],
      ['do_made', 3],
      ['do_made', 0],
    ]);
    expect(lines.at(-1)).toMatchObject({
      unneeded: { files: 3, bytes: 200_003 },
      kept: { files: 1, bytes: 6 },
      tasksOfUnknownHash: [],
    });
    expect(readFileSync(marks, 'utf8')).toBe(`unihash ${await hashOf('do_made')}\n`);
    const again = await cli.run('sstate', 'prune', '--keep', 'hello:do_made', '--gc-marks', marks);
    expect(again).toMatchObject({ code: 2, out: '', err: expect.stringContaining('exists already') as string });
    rmSync(marks);
  });
});

test('keeps what was saved for another configuration', async () => {
  await cli.having(files, async () => {
    const saved = cli.path('saved.json');
    expect((await cli.run('impact', '--save', saved)).code).toBe(0);
    const { out } = await cli.run('sstate', 'prune', '--keep-saved', saved);
    expect(out).toContain('nothing kept needs 3 files');
    // A task that had no hash there may need any of its objects.
    writeFileSync(
      saved,
      JSON.stringify({ mcfn: '/x.bb', pn: 'hello', tasks: { do_made: { basehash: null, unihash: null } } }),
    );
    expect((await cli.run('sstate', 'prune', '--keep-saved', saved)).out).toContain('nothing kept needs 1 file (');
    rmSync(saved);
  });
});

test('keeps all objects of a task whose hash is not known, and says so', async () => {
  const changed = { ...files, [HELLO]: `${files[HELLO]}do_made[vardepvalue] = "\${@open('/proc/1/x').read()}"\n` };
  await cli.having(changed, async () => {
    const { code, out, err } = await cli.run('sstate', 'prune', '--keep', 'hello:do_made');
    expect(code).toBe(1);
    expect(err).toBe('sighound: all objects of 1 task are kept, as their hash is not known: hello:do_made');
    expect(out).toContain('nothing kept needs 1 file (0.2 MiB)');
  });
});

test.each([
  [[], 'give at least one --keep TARGET or --keep-saved FILE: without them nothing would be kept'],
  [['--keep', 'nothing'], '`nothing`: '],
  [['--keep-saved', '/nothing'], '--keep-saved /nothing: there is no such file'],
  [['--keep', 'hello'], 'SSTATE_DIR is not set: there is no cache to look at'],
])('refuses %j', async (args, reason) => {
  const { code, out, err } = await cli.run('sstate', 'prune', ...args);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toContain(`sighound: ${reason}`);
});
