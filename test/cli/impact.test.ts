/** `sighound impact` on a copy of the example that is a git repository. */

import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TestCli, type Transcript } from './support';

let cli: TestCli;
let bare: TestCli;

beforeAll(() => {
  cli = new TestCli();
  bare = new TestCli();
  git('init', '-q', '-b', 'main');
  git('add', '.');
  git('commit', '-q', '-m', 'start');
});
afterAll(() => Promise.all([cli.dispose(), bare.dispose()]));

function git(...words: string[]): void {
  const done = spawnSync('git', ['-c', 'user.name=A', '-c', 'user.email=a@example.org', ...words], {
    cwd: cli.root,
    encoding: 'utf8',
  });
  if (done.status !== 0) throw new Error(done.stderr);
}

const MAGIC = 'meta-example/recipes-example/magic/magic_1.0.bb';
const HELLO = 'meta-example/recipes-example/hello/hello_2.1.bb';

function text(name: string): string {
  return readFileSync(cli.path(name), 'utf8');
}

/** The JSON output for each task, and the totals. */
async function printedImpact(...args: readonly string[]): Promise<{
  readonly code: number;
  readonly tasks: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly totals: Readonly<Record<string, unknown>>;
}> {
  const { code, out, err } = await cli.run('impact', '--format', 'json', ...args);
  expect(err).toBe('');
  const lines = out.split('\n').map((line) => JSON.parse(line) as Record<string, unknown>);
  const totals = lines.pop() ?? {};
  return { code, tasks: Object.fromEntries(lines.map((line) => [String(line['task']), line])), totals };
}

function refused({ code, out, err }: Transcript): string {
  expect({ code, out }).toEqual({ code: 2, out: '' });
  return err;
}

describe('against HEAD', () => {
  test('nothing changes without an edit', async () => {
    const { code, out, err } = await cli.run('impact');
    expect({ code, out, err }).toEqual({
      code: 0,
      err: '',
      out: 'no file differs from HEAD\nno task has another hash than in HEAD, of 15',
    });
  });

  test('a changed variable re-runs the tasks that read it, and the tasks after them', () =>
    cli.having({ [HELLO]: text(HELLO).replace('GREETING ?= "Hello"', 'GREETING ?= "Goodbye"') }, async () => {
      const { code, out, err } = await cli.run('impact', '--target', 'hello');
      expect({ code, err }).toEqual({ code: 1, err: '' });
      expect(out).toBe(`1 file differs from HEAD:
  WS/${HELLO}
1. variable GREETING: "Hello" → "Goodbye"  WS/${HELLO}:4
   in 1 task of 1 recipe, and 2 tasks after it
hello (WS/build/../${HELLO}): 3 tasks
  do_compile: GREETING
  do_install: hello:do_compile: GREETING
  do_build: hello:do_install < hello:do_compile: GREETING
3 tasks in 1 recipe have another hash than in HEAD, of 4: 3 to run, 0 to fetch from the cache, 0 not needed then`);
      const { tasks, totals } = await printedImpact();
      expect(Object.keys(tasks)).toEqual([
        'hello:do_compile',
        'hello:do_install',
        'hello:do_build',
        'hello:do_announce',
      ]);
      expect(tasks['hello:do_announce']).toMatchObject({
        path: ['hello:do_announce', 'hello:do_install', 'hello:do_compile'],
        fate: 'run',
        mcfn: `WS/build/../${HELLO}`,
      });
      expect(tasks['hello:do_compile']).toMatchObject({ causes: [{ kind: 'basehash' }], path: ['hello:do_compile'] });
      expect(totals).toMatchObject({
        against: 'HEAD',
        files: [`WS/${HELLO}`],
        tasks: 4,
        recipes: 1,
        new: 0,
        gone: 0,
        run: 4,
        compared: 15,
        goneTasks: [],
      });
    }));

  test('only the changes of the given files count', () =>
    cli.having(
      { [HELLO]: text(HELLO).replace('"Hello"', '"Goodbye"'), [MAGIC]: text(MAGIC).replace('/foo', '/bar') },
      async () => {
        expect(Object.keys((await printedImpact()).tasks)).toContain('hello:do_compile');
        const { tasks, totals } = await printedImpact(cli.path(MAGIC));
        expect(new Set(Object.keys(tasks).map((task) => task.split(':')[0]))).toEqual(new Set(['magic']));
        expect(totals).toMatchObject({ files: [`WS/${MAGIC}`] });
        expect(await printedImpact(cli.path('meta-example/conf/layer.conf'))).toMatchObject({
          code: 0,
          tasks: {},
          totals: { tasks: 0, files: [] },
        });
      },
    ));

  test('new and removed recipes are reported', () =>
    cli.having({ 'meta-example/recipes-example/new/new_1.bb': 'DEPENDS = ""\n', [MAGIC]: null }, async () => {
      const { tasks, totals } = await printedImpact();
      expect(Object.keys(tasks)).toEqual(['new:do_configure', 'new:do_compile', 'new:do_install', 'new:do_build']);
      expect(tasks['new:do_configure']).toMatchObject({ before: null, causes: [{ kind: 'new' }] });
      expect(totals).toMatchObject({
        new: 4,
        gone: 5,
        goneTasks: expect.arrayContaining([`WS/build/../${MAGIC}:do_magictask`]) as string[],
      });
    }));

  test('a changed class of the configuration re-runs tasks', () =>
    cli.having(
      {
        'meta-example/classes/base.bbclass': text('meta-example/classes/base.bbclass').replace(
          'do_configure() {\n\t:',
          'do_configure() {\n\ttrue',
        ),
      },
      async () => {
        const { totals } = await printedImpact();
        expect(totals).toMatchObject({ recipes: 3, tasks: 15 });
      },
    ));

  test('a changed file re-runs the tasks that hash its content', () =>
    cli.having(
      {
        [MAGIC]:
          'do_fetch() {\n:\n}\ndo_fetch[file-checksums] = "${LAYERDIR_x}/fix:True"\naddtask fetch before do_configure\nLAYERDIR_x = "${@os.path.dirname(d.getVar(\'FILE\'))}"\nBB_BASEHASH_IGNORE_VARS:append = " LAYERDIR_x"\n',
        'meta-example/recipes-example/magic/fix': 'one',
      },
      async () => {
        git('add', '.');
        git('commit', '-q', '-m', 'fix');
        try {
          await cli.having({ 'meta-example/recipes-example/magic/fix': new Uint8Array([0xff]) }, async () => {
            const { tasks } = await printedImpact();
            expect(tasks['magic:do_fetch']).toMatchObject({
              causes: [{ kind: 'files', paths: [`WS/build/../meta-example/recipes-example/magic/fix`] }],
            });
            expect(tasks['magic:do_configure']).toMatchObject({ path: ['magic:do_configure', 'magic:do_fetch'] });
          });
        } finally {
          git('reset', '-q', '--hard', 'HEAD~1');
        }
      },
    ));

  test('tasks without a hash are counted by reason', () =>
    cli.having(
      { [MAGIC]: `${text(MAGIC)}MYVAR .= "\${@__import__('subprocess').check_output(['frobnicate']).decode()}"\n` },
      async () => {
        const { code, err, out } = await cli.run('impact');
        expect({ code, err }).toEqual({
          code: 0,
          err: expect.stringMatching(
            /^sighound: 2 tasks are not compared: `magic:do_magictask`: .*frobnicate\nsighound: 1 task is not compared: .*frobnicate$/,
          ) as string,
        });
        expect(out).toContain('no task has another hash');
      },
    ));

  test('tasks that run every time are counted separately', () =>
    cli.having({ [MAGIC]: `${text(MAGIC)}do_magictask[nostamp] = "1"\n` }, async () => {
      const { totals } = await printedImpact();
      expect(totals).toMatchObject({
        everyTime: 3,
        everyTimeTasks: ['magic:do_build', 'magic:do_install', 'magic:do_magictask'],
        tasks: 0,
      });
    }));

  test('a lock that hides an edit is reported', () => {
    const local = 'build/conf/local.conf';
    const hash = '1'.repeat(64);
    const locks = `BB_SIGNATURE_HANDLER = "OEBasicHash"\nSIGGEN_LOCKEDSIGS_TYPES = "t"\nSIGGEN_LOCKEDSIGS_t = "magic:do_configure:${hash}"\n`;
    return cli.having({ [local]: `${text(local)}${locks}` }, async () => {
      expect((await cli.run('sig', 'magic')).out).toContain(' 11111111 locked');
      expect((await cli.run('impact')).out).not.toContain('locked');
      await cli.having({ [MAGIC]: `${text(MAGIC)}do_configure() {\n    : edited\n}\n` }, async () => {
        expect((await cli.run('impact')).out).toContain(
          `locked: magic:do_configure keeps the hash ${hash.slice(0, 8)} although its inputs changed: SIGGEN_LOCKEDSIGS locks it`,
        );
        expect((await printedImpact()).totals).toMatchObject({
          locked: 1,
          lockedTasks: [{ task: 'magic:do_configure', hash: '11111111' }],
          tasks: 0,
        });
      });
    });
  });

  test('the reason is reported where no comparison is possible', async () => {
    expect(refused(await cli.run('impact', '/etc/hostname'))).toBe(
      'sighound: /etc/hostname is in no layer of this build directory',
    );
    expect(refused(await cli.run('impact', cli.path('meta-example/nothing.bb')))).toBe(
      'sighound: WS/meta-example/nothing.bb: there is no such file, and there is none at HEAD',
    );
    expect(refused(await cli.run('impact', '--target', 'nothing'))).toBe(
      'sighound: `nothing`: nothing provides `nothing`',
    );
    expect(refused(await bare.run('impact', '--against', 'head'))).toContain(
      'no layer of this build directory is in a git repository with a commit; compare with --against last-build',
    );
    expect(refused(await cli.run('impact', '--against', 'head', '--baseline', 'x'))).toBe(
      'sighound: give --against or --baseline, not both',
    );
    expect(refused(await cli.run('impact', '--against', 'last-build', 'x'))).toBe(
      'sighound: files are compared with HEAD: leave them out, or use --against head',
    );
  });
});

describe('against a file', () => {
  test('a file that --save wrote is accepted', async () => {
    const file = path.join(cli.root, 'saved.json');
    expect(await cli.run('impact', '--save', file)).toEqual({ code: 0, out: '', err: '' });
    expect(refused(await cli.run('impact', '--save', file))).toContain('exists already; remove it');
    expect(await printedImpact('--baseline', file)).toMatchObject({ code: 0, tasks: {} });
    await cli.having({ [MAGIC]: text(MAGIC).replace('/foo', '/bar') }, async () => {
      const { code, tasks, totals } = await printedImpact('--baseline', file);
      expect(code).toBe(1);
      expect(tasks['magic:do_magictask']).toMatchObject({ causes: [{ kind: 'basehash' }] });
      expect(tasks['magic:do_install']).toMatchObject({ path: ['magic:do_install', 'magic:do_magictask'] });
      expect(totals).toMatchObject({ against: file.replace(cli.root, 'WS'), gone: 0, new: 0 });
    });
    rmSync(file);
  });

  test('the output of sig is accepted', async () => {
    const { out } = await cli.runPlainly({}, ['sig', '--all', '--format', 'json']);
    await cli.having({ 'hashes.json': out }, async () => {
      expect(await printedImpact('--baseline', cli.path('hashes.json'))).toMatchObject({
        code: 0,
        tasks: {},
        totals: { gone: 0 },
      });
    });
  });

  test('any other file is refused', () =>
    cli.having(
      { 'other.json': '{"mcfn": "/x.bb", "tasks": {"do_x": {"basehash": 1}}}\n', 'empty.json': '\n' },
      async () => {
        expect(refused(await cli.run('impact', '--baseline', cli.path('other.json')))).toContain(
          'WS/other.json:1: cannot be read: it is not the output of',
        );
        expect(refused(await cli.run('impact', '--baseline', cli.path('empty.json')))).toContain('contains no hashes');
        expect(refused(await cli.run('impact', '--baseline', cli.path('nothing.json')))).toContain(
          'there is no such file',
        );
      },
    ));
});

describe('against the last build', () => {
  test('nothing was built; this comparison is the default without a repository', async () => {
    expect(refused(await bare.run('impact'))).toContain('nothing of this was built yet; compare with --against head');
  });

  test('tasks with a different hash in their stamp are counted, and tasks that were never built are not', async () => {
    const stamps = cli.path('build/tmp/stamps');
    mkdirSync(stamps, { recursive: true });
    writeFileSync(`${stamps}/magic-1.0-r0.do_configure.${'0'.repeat(64)}`, '');
    const { code, tasks, totals } = await printedImpact('--against', 'last-build');
    expect(code).toBe(1);
    expect(Object.keys(tasks)).toEqual(['magic:do_configure']);
    expect(tasks['magic:do_configure']).toMatchObject({ before: '0'.repeat(8), causes: [{ kind: 'unknown' }] });
    expect(totals).toMatchObject({ compared: 1, against: 'the last build' });
    rmSync(stamps, { recursive: true });
  });
});
