/** The commands of the command line except `check`: the output and exit code of each. */

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  InitializeRequest,
  ShutdownRequest,
  ExitNotification,
  StreamMessageReader,
  StreamMessageWriter,
  createProtocolConnection,
} from 'vscode-languageserver-protocol/node';
import { DIST, TestCli, type Transcript } from './support';

const CLI = path.join(DIST, 'cli.js');

let cli: TestCli;

beforeAll(() => {
  cli = new TestCli();
});
afterAll(() => cli.dispose());

function run(...args: readonly string[]): Promise<Transcript> {
  return cli.run(...args);
}

const MAGIC = 'WS/build/../meta-example/recipes-example/magic/magic_1.0.bb';
const HELLO = 'WS/build/../meta-example/recipes-example/hello/hello_2.1.bb';

describe('sig', () => {
  test('prints a line per task, variant by variant, as text', async () => {
    const { code, out, err } = await run('sig', 'magic', 'hello');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out.replace(/ [0-9a-f]{8} [0-9a-f]{8}$/gm, ' HASHES')).toBe(`magic:do_build HASHES
magic:do_compile HASHES
magic:do_configure HASHES
magic:do_install HASHES
magic:do_magictask HASHES
hello:do_announce HASHES
hello:do_build HASHES
hello:do_compile HASHES
hello:do_configure HASHES
hello:do_install HASHES
hello-native:do_announce HASHES
hello-native:do_build HASHES
hello-native:do_compile HASHES
hello-native:do_configure HASHES
hello-native:do_install HASHES`);
  });

  test("prints one object per line as JSON, with BitBake's keys", () =>
    cli.having(
      {
        [cli.recipe]:
          "A = \"${@__import__('subprocess').check_output(['frobnicate']).decode()}\"\ndo_one() {\n    echo ${A}\n}\naddtask one\n",
      },
      async () => {
        const { code, out } = await run('sig', '--all', '--format', 'json');
        expect(code).toBe(0);
        const objects = out
          .split('\n')
          .map(
            (line) =>
              JSON.parse(line) as { mcfn: string; pn: string; tasks: Record<string, { basehash: string | null }> },
          );
        expect(objects.map((object) => [Object.keys(object), object.mcfn, object.pn])).toEqual([
          [['mcfn', 'pn', 'calibration', 'tasks'], HELLO, 'hello'],
          [['mcfn', 'pn', 'calibration', 'tasks'], `virtual:native:${HELLO}`, 'hello-native'],
          [['mcfn', 'pn', 'calibration', 'tasks'], MAGIC, 'magic'],
        ]);
        const hash = expect.stringMatching(/^[0-9a-f]{8}$/) as string;
        const [known, reason] = [
          { basehash: hash, taskhash: hash, unihash: hash },
          'metadata asks this machine: frobnicate',
        ];
        expect(objects[2]!.tasks).toEqual({
          do_build: { ...known, basehash: '58cf520c' },
          do_compile: known,
          do_configure: { ...known, basehash: '81b78b70' },
          do_install: known,
          do_one: { basehash: null, unknown: reason, taskhash: null, unihash: null, reason },
        });
        expect((await run('sig', 'magic')).out.split('\n').at(-1)).toBe(
          `magic:do_one unknown: ${reason} unknown: ${reason}`,
        );
        expect((await run('sig', 'magic', '--basehash-only')).out.split('\n').at(-1)).toBe(
          `magic:do_one unknown: ${reason}`,
        );
      },
    ));

  test('explains an unknown unihash', () =>
    cli.having(
      {
        'build/conf/local.conf':
          'MACHINE ?= "example"\nBB_SIGNATURE_HANDLER = "OEEquivHash"\nBB_HASHSERVE = "127.0.0.1:1"\n',
        [cli.recipe]:
          'do_one() {\n    :\n}\naddtask one\ndo_one_setscene() {\n    :\n}\naddtask do_one_setscene\nSSTATETASKS = "do_one"\n',
      },
      async () => {
        const reason = 'hash equivalence server 127.0.0.1:1: servers are asked only when that is wanted';
        expect((await run('sig', 'magic')).out).toMatch(
          new RegExp(`^magic:do_one [0-9a-f]{8} [0-9a-f]{8} unihash unknown: ${reason}$`, 'm'),
        );
        const [, , magic] = (await run('sig', '--all', '--format', 'json')).out.split('\n');
        const { tasks } = JSON.parse(magic ?? '') as { tasks: Record<string, object> };
        expect(tasks['do_one']).toMatchObject({ unihash: null, reason });
      },
    ));

  test('explains a recipe of which nothing is known', () =>
    cli.having(
      {
        [cli.recipe]:
          "A := \"${@__import__('subprocess').check_output(['frobnicate']).decode()}\"\ndo_one() {\n    echo ${A}\n}\naddtask one\n",
      },
      async () => {
        const { code, out, err } = await run('sig', 'magic', 'hello');
        expect({ code, err }).toEqual({
          code: 1,
          err: 'WS/meta-example/recipes-example/magic/magic_1.0.bb:1: no signature of this recipe is known: metadata asks this machine: frobnicate',
        });
        expect(out).toMatch(/^hello:do_announce /);
        const reason = {
          code: 2,
          out: '',
          err: 'sighound: nothing is known about `magic`: WS/meta-example/recipes-example/magic/magic_1.0.bb:1: no signature of this recipe is known: metadata asks this machine: frobnicate',
        };
        expect(await run('deps', 'magic:do_one')).toEqual(reason);
        expect(await run('why', 'magic:do_one', 'A')).toEqual(reason);
      },
    ));

  test.each([
    [
      'is not known',
      "A := \"${@__import__('subprocess').check_output(['frobnicate']).decode()}\"\n",
      'no signature of this recipe is known: metadata asks this machine: frobnicate',
    ],
    [
      'is not known in its Python',
      'python () {\n    import subprocess\n    subprocess.check_output(["frobnicate"])\n}\n',
      'metadata asks this machine: frobnicate',
    ],
    ['is wrong', 'what is this\n', 'unparsed line: `what is this`'],
  ])('explains a missing task hash by a dependency that %s', (_, lost, reason) =>
    cli.having(
      {
        [cli.recipe]: lost,
        [cli.path('meta-example/recipes-example/hello/hello_2.1.bb')]:
          'DEPENDS = "magic"\ndo_compile[deptask] = "do_install"\ndo_other() {\n    :\n}\naddtask other\n',
      },
      async () => {
        const { out } = await run('sig', 'hello');
        const hashOf = (task: string): string =>
          out
            .split('\n')
            .find((line) => line.startsWith(`hello:${task} `))
            ?.replace(/^\S+ \S+ /, '') ?? '';
        expect(hashOf('do_compile')).toBe(`unknown: it depends on \`magic\`, of which not all is known: ${reason}`);
        expect(hashOf('do_other')).toMatch(/^[0-9a-f]{8}$/);
      },
    ),
  );

  test('names the recipe that may provide a name that nothing provides', () =>
    cli.having(
      {
        [cli.recipe]: 'PN = "wizard"\nwhat is this\n',
        [cli.path('meta-example/recipes-example/hello/hello_2.1.bb')]: 'DEPENDS = "wizard"\n',
      },
      async () => {
        expect((await run('sig', 'hello')).out).toContain(
          'unknown: BitBake cannot build it: nothing provides `wizard`, which it needs, unless `magic` does, which cannot be evaluated: unparsed line: `what is this`',
        );
      },
    ));

  test('accepts every name of a target', async () => {
    const expected = await run('sig', 'hello', '--format', 'json');
    expect(expected.out).not.toBe('');
    const file = cli.path('meta-example/recipes-example/hello/hello_2.1.bb');
    for (const target of [
      'hello_2.1',
      'hello_2.1.bb',
      'hello-native',
      file,
      `virtual:native:${file}`,
      '../meta-example/recipes-example/hello/hello_2.1.bb',
    ]) {
      expect([target, await run('sig', target, '--format', 'json')]).toEqual([target, expected]);
    }
    expect(
      await cli.runWith({ cwd: path.dirname(file) }, [
        'sig',
        './hello_2.1.bb',
        '--format',
        'json',
        '--build-dir',
        '../../../build',
      ]),
    ).toEqual(expected);
    expect(
      await cli.runWith({ cwd: '/', environment: { BUILDDIR: cli.build } }, ['sig', 'hello', '--format', 'json']),
    ).toEqual(expected);
  });

  test('reports an error of the metadata with its location, no hashes, and exit code 1', () =>
    cli.having({ [cli.recipe]: 'what is this\n' }, async () => {
      expect(await run('sig', 'magic')).toEqual({
        code: 1,
        out: '',
        err: 'WS/meta-example/recipes-example/magic/magic_1.0.bb:1: unparsed line: `what is this`',
      });
    }));

  test('a skipped recipe has no hashes, which is no success', () =>
    cli.having({ [cli.recipe]: 'python () {\n    raise bb.parse.SkipRecipe("not today")\n}\n' }, async () => {
      const { code, out, err } = await run('sig', 'magic', '--format', 'json');
      expect({ code, out }).toEqual({ code: 1, out: '' });
      expect(err.split('\n')).toEqual([
        expect.stringContaining('magic_1.0.bb is skipped: not today'),
        'sighound: no hash was computed: nothing that was asked for has a task',
      ]);
    }));
});

describe('deps and why', () => {
  test('deps prints text', async () => {
    const { code, out } = await run('deps', 'hello-native:do_install');
    expect(code).toBe(0);
    expect(out.replace(/ [0-9a-f]{8}$/gm, ' HASH')).toBe(`virtual:native:${HELLO}:do_install HASH
  do_install = "\\t:\\n\\tinstall -d \${D}\${bindir}\\n\\tinstall -m 0755 \${B}/hello \${D}\${bindir}/hello\\n"
    → LC_ALL bindir do_install[func]
  LC_ALL = "en_US.UTF-8"
    → LC_ALL[export]
  LC_ALL[export] = "True"
  bindir = "\${prefix}/bin"
    → prefix
  do_install[func] = "1"
  prefix = "\${TMPDIR}/sysroots/native/usr"
  hello-native:do_compile HASH
  taskhash HASH
  unihash HASH`);
  });

  test('deps prints JSON', async () => {
    const { code, out } = await run('deps', 'magic:magictask', '--format', 'json');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toEqual({
      mcfn: MAGIC,
      task: 'do_magictask',
      calibration: 'not confirmed',
      hash: { basehash: expect.any(String) as string },
      taskdeps: ['LC_ALL', 'LC_ALL[export]', 'MYVAR', 'TOPDIR', 'do_magictask[func]'],
      gendeps: {
        do_magictask: ['LC_ALL', 'MYVAR', 'do_magictask[func]'],
        LC_ALL: ['LC_ALL[export]'],
        'LC_ALL[export]': [],
        MYVAR: ['TOPDIR'],
        TOPDIR: [],
        'do_magictask[func]': [],
      },
      varvals: {
        do_magictask: '    echo ${MYVAR}\n',
        LC_ALL: 'en_US.UTF-8',
        'LC_ALL[export]': 'True',
        MYVAR: '${TOPDIR}/foo',
        TOPDIR: 'WS/build',
        'do_magictask[func]': '1',
      },
      runtaskdeps: ['magic:do_compile'],
      runtaskhashes: { 'magic:do_compile': expect.any(String) as string },
      file_checksum_values: [],
      taskhash: expect.any(String) as string,
      unihash: expect.any(String) as string,
    });
  });

  test.each([
    ['hello:do_install', [HELLO]],
    ['hello-native:do_install', [`virtual:native:${HELLO}`]],
    ['hello_2.1:do_install', [HELLO, `virtual:native:${HELLO}`]],
    ['WS/meta-example/recipes-example/hello/hello_2.1.bb:do_install', [HELLO]],
    ['virtual:native:WS/meta-example/recipes-example/hello/hello_2.1.bb:do_install', [`virtual:native:${HELLO}`]],
  ])('%s selects the variants that it names', async (target, mcfns) => {
    for (const command of [['deps'], ['why', 'prefix']]) {
      const [name = '', ...rest] = command;
      const { code, out } = await run(name, target.replace('WS', cli.root), ...rest, '--format', 'json');
      expect(code).toBe(0);
      expect(out.split('\n').map((line) => (JSON.parse(line) as { mcfn: string }).mcfn)).toEqual(mcfns);
    }
  });

  test('why prints text', async () => {
    expect(await run('why', 'magic:do_magictask', 'TOPDIR')).toEqual({
      code: 0,
      err: '',
      out: `${MAGIC}:do_magictask
  do_magictask = "    echo \${MYVAR}\\n"  WS/meta-example/recipes-example/magic/magic_1.0.bb:6
  MYVAR = "\${TOPDIR}/foo"  WS/meta-example/recipes-example/magic/magic_1.0.bb:4
  TOPDIR = "WS/build"  WS/build/conf/bblayers.conf:1`,
    });
  });

  test('why says that there is no way', async () => {
    expect(await run('why', 'magic:do_magictask', 'PV')).toEqual({
      code: 1,
      out: '`PV` is not in the signature of `do_magictask`',
      err: '',
    });
    expect(await run('why', 'magic:do_magictask', 'PV', '--format', 'json')).toEqual({ code: 1, out: '', err: '' });
  });
});

describe('trace', () => {
  const FILE = 'WS/meta-example/recipes-example/magic/magic_1.0.bb';
  /** The output about a variable of this recipe, below the line that names it. */
  async function traced(text: string, name: string): Promise<{ code: number; sections: Record<string, string[]> }> {
    let code = -1;
    const sections: Record<string, string[]> = {};
    await cli.having({ [cli.recipe]: `${text}do_one() {\n    echo \${A}\n}\naddtask one\n` }, async () => {
      const said = await run('trace', 'magic:do_one', name);
      code = said.code;
      expect(said.err).toBe('');
      const [first, ...lines] = said.out.split('\n');
      expect(first).toBe(`${MAGIC}:do_one ${name}`);
      for (const line of lines) {
        if (line.startsWith('    ')) Object.values(sections).at(-1)?.push(line.trim());
        else sections[line.trim()] = [];
      }
    });
    return { code, sections };
  }

  test('prints history, overrides, operations, expansion and hash', async () => {
    const text =
      'A = "x ${W}"\nA:append = " y"\nA:append:never = " z"\nA:remove = "b"\nA[vardepsexclude] = "C"\nW = "a b"\n' +
      'A:magic = "m ${W}"\nA:nobody = "n"\nOVERRIDES .= ":magic"\n';
    expect(await traced(text, 'A')).toEqual({
      code: 0,
      sections: {
        history: [
          `${FILE}:1: set "x \${W}": no effect, \`A:magic\` wins`,
          `${FILE}:2: :append " y"`,
          `${FILE}:3: :append[never] " z": no effect, \`never\` is not active`,
          `${FILE}:4: :remove "b"`,
          `${FILE}:5: set [vardepsexclude] "C"`,
          `${FILE}:7: A:magic set "m \${W}"`,
          `${FILE}:8: A:nobody set "n": no effect, \`nobody\` is not active`,
        ],
        overrides: [
          expect.stringMatching(/^active, weakest first: .*:magic$/),
          'A:magic: wins',
          'A:nobody: `nobody` is not active',
        ],
        value: [
          'of `A:magic`',
          ':append " y"',
          ':append:never " z": not applied, the override is not active',
          ':remove "b"',
          'before expansion: "m ${W} y"',
          'its expansion is not in the cache',
        ],
        expansion: ['"m a  y"', ':remove "b" took a word away'],
        hash: ['do_one → A', 'adds "m ${W} y\\n_remove of b"', 'depends on: W', '[vardepsexclude]: C'],
      },
    });
  });

  test('prints an unknown value with the reason', async () => {
    const { sections } = await traced(
      "A = \"${@__import__('subprocess').check_output(['frobnicate']).decode()}\"\n",
      'A',
    );
    expect(sections['expansion']).toEqual(['unknown: metadata asks this machine: frobnicate']);
    expect(sections['hash']).toEqual([
      'not in the hash of `do_one`',
      'that hash is unknown: metadata asks this machine: frobnicate',
    ]);
  });

  test('prints a weak default, and a variable that nothing sets', async () => {
    expect((await traced('A ??= "w"\n', 'A')).sections['value']?.[0]).toBe('its weak default: "w"');
    const { code, sections } = await traced('A = ""\n', 'NOWHERE');
    expect(code).toBe(1);
    expect(sections).toMatchObject({
      history: ['nothing sets it'],
      expansion: ['nothing'],
      hash: ['not in the hash of `do_one`'],
    });
  });

  test('prints the same as a JSON object', async () => {
    const { code, out } = await run('trace', 'magic:do_magictask', 'MYVAR', '--format', 'json');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      task: 'do_magictask',
      name: 'MYVAR',
      mcfn: MAGIC,
      chain: ['do_magictask', 'MYVAR'],
      history: [{ variable: 'MYVAR', operation: 'set', flag: null, text: '${TOPDIR}/foo', path: FILE, line: 4 }],
      unexpanded: '${TOPDIR}/foo',
      expanded: { kind: 'value', text: 'WS/build/foo' },
      contribution: { text: '${TOPDIR}/foo', unknown: null, dependencies: ['TOPDIR'], excluded: [] },
    });
  });
});

describe('bad usage or configuration prints one line, exit code 2', () => {
  test.each([
    [['trace', 'magic:do_nothing', 'PV'], /^sighound: `magic` has no task `do_nothing`$/],
    [
      ['trace', 'magic:do_magictask', 'do_one[vardeps]'],
      /^sighound: `do_one\[vardeps\]` is a flag; give the variable, `do_one`$/,
    ],
    [['frobnicate'], /^error: unknown command 'frobnicate'/],
    [['sig'], /^sighound: sig needs targets, or --all$/],
    [['sig', 'magic', '--all'], /^sighound: give targets or --all, not both$/],
    [['check', 'magic', '--all'], /^sighound: give targets or --all, not both$/],
    [['verify'], /^sighound: verify needs targets, or --all$/],
    [
      ['sig', '--format', 'xml', 'magic'],
      /^error: option '--format <format>' argument 'xml' is invalid\. Allowed choices are text, json\.$/,
    ],
    [['sig', '--frobnicate', 'magic'], /^error: unknown option '--frobnicate'$/],
    [['sig', 'magic', '--timeout', 'soon'], /^sighound: --timeout takes a number of seconds, not `soon`$/],
    [['sig', 'magic', '--timeout', '0'], /^sighound: --timeout takes a number of seconds, not `0`$/],
    [
      ['sig', 'magic', '--build-dir', 'nowhere'],
      /^sighound: WS\/build\/nowhere is not a build directory: it has no conf\/bblayers\.conf$/,
    ],
    [['deps'], /^error: missing required argument 'recipe:task'$/],
    [['deps', 'magic'], /^sighound: `magic` is not RECIPE:TASK$/],
    [['deps', 'magic:'], /^sighound: `magic:` is not RECIPE:TASK$/],
    [['deps', 'magic:do_nothing'], /^sighound: `magic` has no task `do_nothing`$/],
    [['why', 'magic:do_nothing', 'PV'], /^sighound: `magic` has no task `do_nothing`$/],
    [['why', 'magic:do_magictask'], /^error: missing required argument 'name'$/],
    [['sig', 'magic', 'nothing', 'none'], /^sighound: no recipe for `nothing`, `none` in this configuration$/],
    [['check', './nothing_1.0.bb'], /^sighound: no recipe for `WS\/build\/nothing_1\.0\.bb` in this configuration$/],
    [
      ['verify', 'magic'],
      /^sighound: verify needs the BitBake of this build directory, and none was found: give --bitbake-dir DIR$/,
    ],
  ])('%j', async (args, message) => {
    const { code, out, err } = await run(...args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err.split('\n')).toHaveLength(1);
    expect(err).toMatch(message);
  });

  test('without a build directory', async () => {
    expect(await cli.runWith({ cwd: cli.root }, ['sig', 'magic'])).toEqual({
      code: 2,
      out: '',
      err: 'sighound: no build directory: give --build-dir DIR, set BUILDDIR, or run in a folder with conf/bblayers.conf',
    });
  });

  test('for a configuration that cannot be read, with location and reason', () =>
    cli.having({ 'build/conf/local.conf': 'MACHINE ?= "example"\nwhat is this\n' }, async () => {
      const expected = {
        code: 2,
        out: '',
        err: 'sighound: the configuration of WS/build cannot be read\nWS/build/conf/local.conf:2: unparsed line: `what is this`',
      };
      expect(await run('check')).toEqual(expected);
      expect(await run('sig', 'magic', '--format', 'json')).toEqual(expected);
    }));
});

describe('help and version', () => {
  test('--version', async () => expect(await run('--version')).toEqual({ code: 0, out: '1.2.3', err: '' }));

  test('--help names every command', async () => {
    const { code, out } = await run('--help');
    expect(code).toBe(0);
    for (const command of ['check', 'sig', 'verify', 'deps', 'why', 'lsp'])
      expect(out).toMatch(new RegExp(`^  ${command}\\b`, 'm'));
  });

  test('the help of a command names its options', async () => {
    const { code, out } = await run('sig', '--help');
    expect(code).toBe(0);
    for (const option of ['--build-dir <dir>', '--bitbake-dir <dir>', '--format <format>', '--all'])
      expect(out).toContain(option);
  });

  test('a missing command prints the help', async () => expect(await run()).toMatchObject({ code: 2, out: '' }));
});

describe('as a process', () => {
  test('separates exit code, output and log', () => {
    const ran = spawnSync(process.execPath, [CLI, 'check', '--format', 'json', '--build-dir', 'build'], {
      cwd: cli.root,
      encoding: 'utf8',
      env: { PATH: process.env['PATH'] },
    });
    expect(ran.status).toBe(1);
    expect((JSON.parse(ran.stdout) as { variable: string }).variable).toBe('TOPDIR');
    expect(ran.stderr).toBe(
      'sighound: no BitBake found for this build directory; stand-ins answer for its library (see --bitbake-dir)\n',
    );
  });

  test('answers as lsp --stdio, and ends when it is asked to', async () => {
    const server = spawn(process.execPath, [CLI, 'lsp', '--stdio'], { stdio: ['pipe', 'pipe', 'pipe'] });
    const ended = exitOf(server);
    const connection = createProtocolConnection(
      new StreamMessageReader(server.stdout),
      new StreamMessageWriter(server.stdin),
    );
    connection.listen();
    try {
      const { capabilities, serverInfo } = await connection.sendRequest(InitializeRequest.type, {
        processId: process.pid,
        rootUri: null,
        workspaceFolders: null,
        capabilities: {},
      });
      expect(capabilities).toMatchObject({ hoverProvider: true });
      expect(capabilities.codeLensProvider).toBeDefined();
      expect(serverInfo?.name).toMatch(/sighound/i);
      await connection.sendRequest(ShutdownRequest.type);
      await connection.sendNotification(ExitNotification.type);
      expect(await ended).toBe(0);
    } finally {
      connection.dispose();
      server.kill();
    }
  });
});

function exitOf(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => child.on('exit', (code) => resolve(code)));
}
