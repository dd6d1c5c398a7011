/**
 * Bad input through the engine's client over the built thread. For any file content there is a diagnostic at its
 * position, and the same client gives the right hashes for a different recipe afterwards. Nothing is ever written to the
 * workspace.
 */

import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { EngineClient, type EngineClientOptions } from '../../server/src/threads/engineClient';
import type { EditorDiagnostic } from '../../server/src/ide/api/analysisApi';
import { nodeThreads } from '../../server/src/node/nodeThreads';
import { bareBitbake } from '../support/bareBitbake';

// A recipe that is cut off is tried once more, in a separate thread.
vi.setConfig({ testTimeout: 180_000 });

const DIST = path.resolve(import.meta.dirname, '../../dist');
/** Basehashes of the example's `hello`, which contain no path. */
const GOOD = {
  do_install: 'e57c6f283520aa6cd2768d8ea7bb14c0c437368eb22465dcd7aea04e7c41b1ac',
  do_compile: '1a73ce4d24165bf8c0bab01c20813c178dea775ad9cd742205387fef81dced54',
};

let root: string;
let build: string;
let layer: string;
let bad: string;
let good: string;
let client: EngineClient;
let before: ReadonlyMap<string, string>;
let restarts: string[] = [];
let edits = 0;

beforeAll(async () => {
  root = realpathSync(mkdtempSync(path.join(tmpdir(), 'sighound-bad-')));
  cpSync(path.resolve(import.meta.dirname, '../example'), root, { recursive: true });
  build = path.join(root, 'build');
  layer = path.join(root, 'meta-example');
  bad = path.join(layer, 'recipes-example/magic/magic_1.0.bb');
  good = path.join(layer, 'recipes-example/hello/hello_2.1.bb');
  before = everything();
  client = new EngineClient(options(), { onRestart: (reason) => restarts.push(reason.replaceAll(root, 'WS')) });
  expect(await client.open()).toMatchObject({ ok: true, problems: [], recipeCount: 2 });
  await checkGood();
});
afterEach(async () => {
  restarts = [];
  await checkGood();
});
afterAll(async () => {
  await client.dispose();
  expect(everything()).toEqual(before);
  rmSync(root, { recursive: true });
});

/** The options of a client of the workspace, except for those that a test gives. */
function options(more: Partial<EngineClientOptions> = {}): EngineClientOptions {
  return {
    buildDir: build,
    bitbakeHints: [],
    evaluationTimeoutMs: 1_000,
    threads: nodeThreads,
    workerPath: path.join(DIST, 'engineWorker.js'),
    pyodideFolder: path.join(DIST, 'pyodide'),
    grammarsFolder: path.join(DIST, 'grammars'),
    sqliteWasm: path.join(DIST, 'sqlite/sql-wasm.wasm'),
    hostEnvironment: {},
    cacheFolder: null,
    ...more,
  };
}

/** Every file and folder of the workspace, with its content. */
function everything(): ReadonlyMap<string, string> {
  const names = readdirSync(root, { recursive: true, encoding: 'utf8' });
  return new Map(
    names.map((name) => [
      name,
      statSync(path.join(root, name)).isFile() ? readFileSync(path.join(root, name), 'latin1') : '(folder)',
    ]),
  );
}

/** The good recipe, evaluated again, has its hashes. */
async function checkGood(): Promise<void> {
  await client.setText(good, `${readFileSync(good, 'utf8')}# ${++edits}\n`);
  const { recipes } = await client.resolveTargets([good]);
  const hashes = await client.hashes(recipes[0]!);
  expect(hashes?.problems).toEqual([]);
  const { do_install, do_compile } = hashes!.variants[0]!.tasks;
  expect({ do_install, do_compile }).toEqual({
    do_install: { basehash: GOOD.do_install },
    do_compile: { basehash: GOOD.do_compile },
  });
}

/** The problems of a file, as `LINE CODE: MESSAGE`. */
async function problems(file: string): Promise<readonly string[]> {
  return (await client.diagnostics(file)).map(described);
}

async function expectOneProblem(file: string, expected: string | RegExp): Promise<void> {
  const found = await problems(file);
  expect(found).toHaveLength(1);
  if (typeof expected === 'string') expect(found[0]).toBe(expected);
  else expect(found[0]).toMatch(expected);
}

function described({ range, code, message }: EditorDiagnostic): string {
  return `${range.start.line + 1} ${code}: ${message.replaceAll(`${build}/../meta-example`, 'LAYER').replaceAll(layer, 'LAYER')}`;
}

/** Sets an unsaved text for a file while `body` runs. */
async function withText(file: string, text: string, body: () => Promise<void>): Promise<void> {
  await client.setText(file, text);
  try {
    await body();
  } finally {
    await client.setText(file, undefined);
  }
}

/** Sets the content of a file on disk while `body` runs; a file that did not exist is removed again. */
async function withFile(file: string, content: string | Uint8Array | null, body: () => Promise<void>): Promise<void> {
  const saved = existsSync(file) ? readFileSync(file) : null;
  const set = async (value: string | Uint8Array | null): Promise<void> => {
    if (value === null) rmSync(file);
    else writeFileSync(file, value);
    await client.filesChanged([file]);
  };
  await set(content);
  try {
    await body();
  } finally {
    await set(saved);
  }
}

const inTask = (value: string): string => `A = "${value}"\ndo_one() {\n    echo \${A}\n}\naddtask one\n`;
const anonymous = (...lines: readonly string[]): string =>
  `python () {\n${lines.map((line) => `    ${line}\n`).join('')}}\n`;
const CUT_OFF = 'no signature of this recipe is known: metadata Python ran too long and was cut off';

describe('metadata Python that', () => {
  test.each([
    [
      'raises',
      anonymous('x = 1', 'raise ValueError("boom")'),
      '3 metadata-error: anonymous Python failed: ValueError: boom',
    ],
    [
      'raises in a value',
      inTask('${@1 / 0}'),
      '2 metadata-error: `do_one`: failure expanding `A` = `${@1 / 0}`: ZeroDivisionError: division by zero (in `1 / 0`)',
    ],
    ['ends the process', anonymous('import os', 'os._exit(3)'), /^[13] metadata-(error|warning): .*os\._exit/],
    [
      'ends the interpreter',
      anonymous('import sys', 'sys.exit(3)'),
      '3 metadata-error: anonymous Python failed: SystemExit: 3',
    ],
    [
      'calls itself without end',
      anonymous('def f(n):', '    return f(n + 1)', 'f(0)'),
      /metadata-error: anonymous Python failed: RecursionError/,
    ],
    [
      'is no Python',
      'python do_one() {\n    def (\n}\naddtask one\n',
      '2 metadata-error: `do_one`: invalid syntax (in `do_one`)',
    ],
    ['never ends', anonymous('while True:', '    pass'), new RegExp(`^[23] metadata-warning: ${CUT_OFF}$`)],
    ['never ends in a value', 'A = "1"\nC := "${@[x for x in iter(int, 1)]}"\n', `2 metadata-warning: ${CUT_OFF}`],
    ['never ends in C code', 'A := "${@10 ** (10 ** 9)}"\n', `1 metadata-warning: ${CUT_OFF}`],
    [
      'never ends in a regular expression',
      "A := \"${@__import__('re').match('(a*)*b', 'a' * 50)}\"\n",
      `1 metadata-warning: ${CUT_OFF}`,
    ],
    [
      'allocates without end',
      anonymous('x = []', 'while True:', '    x.append(bytearray(1 << 28))'),
      /^\d metadata-(warning|error): .*(memory|Memory|ran too long)/,
    ],
    ['makes one huge text', 'A := "${@\'a\' * (10 ** 11)}"\n', /^1 metadata-error: .*(OverflowError|MemoryError)/],
    [
      'starts a process and goes on',
      anonymous('import os', `os.system("touch pwned")`),
      /^\d metadata-warning: no signature of this recipe is known: metadata asks this machine: touch pwned$/,
    ],
  ])('%s', async (_, text, expected) => {
    await withText(bad, text, async () => {
      await expectOneProblem(bad, expected);
      for (const { hash } of await client.lenses(bad)) expect(hash.basehash).toBeNull();
    });
  });

  test('asks the machine makes only its dependents unknown', async () => {
    await withText(
      bad,
      `${inTask("${@__import__('subprocess').check_output(['frobnicate']).decode()}")}do_two() {\n    :\n}\naddtask two\n`,
      async () => {
        expect(await problems(bad)).toEqual([]);
        expect(
          (await client.lenses(bad)).map(({ task, hash }) => [
            task,
            hash.basehash === null ? hash.unknown : hash.basehash.length,
          ]),
        ).toEqual([
          ['do_one', 'metadata asks this machine: frobnicate'],
          ['do_two', 64],
        ]);
      },
    );
  });

  test('writes files sees them, and they are not on the disk', async () => {
    const text = anonymous(
      'import os, tempfile',
      `for name in ["${root}/pwned", "${layer}/recipes-example/magic/files", "/tmp/sighound-pwned", d.getVar("TOPDIR") + "/pwned"]:`,
      '    with open(name, "w") as f:',
      '        f.write("x")',
      `os.makedirs("${build}/tmp/deep", exist_ok=True)`,
      `os.remove("${good}")`,
      `d.setVar("READ", open("${root}/pwned").read() + str(os.path.exists("${good}")))`,
    );
    await withText(bad, `${text}do_one() {\n    echo \${READ}\n}\naddtask one\n`, async () => {
      await client.lenses(bad);
      expect(existsSync('/tmp/sighound-pwned')).toBe(false);
      expect(everything()).toEqual(before);
    });
  });

  test('cannot be interrupted ends its thread and is refused, and unsaved text elsewhere stays', async () => {
    const other = path.join(path.dirname(bad), 'other_1.0.bb');
    const stubborn = anonymous('while True:', '    try:', '        while True: pass', '    except BaseException: pass');
    await withText(bad, 'do_one() {\n    echo unsaved\n}\naddtask one\n', async () => {
      const [lens] = await client.lenses(bad);
      await withText(other, stubborn, async () => {
        expect(await problems(other)).toEqual([
          expect.stringMatching(
            /^1 metadata-error: metadata Python of .*other_1\.0\.bb ran longer than 1 s and could not be interrupted; the recipe is not evaluated again until a file that it reads changes$/,
          ),
        ]);
        // The first thread had evaluated other recipes, which could also have caused the problem.
        expect(restarts).toHaveLength(2);
        // The recipe is not tried again, and all other questions are answered as before.
        expect(await client.lenses(other)).toEqual([]);
        expect(await client.lenses(bad)).toEqual([lens]);
        expect(restarts).toHaveLength(2);
      });
    });
  });

  test('cannot be interrupted in a hover ends the question, and the thread starts again', async () => {
    await withText(
      bad,
      'def f():\n    while True:\n        try:\n            while True: pass\n        except BaseException: pass\nA = "${@f()}"\n',
      async () => {
        expect(await problems(bad)).toEqual([]);
        await expect(client.hover(bad, { line: 5, character: 0 })).rejects.toThrow(
          'metadata Python ran longer than 1 s',
        );
        expect(restarts).toHaveLength(1);
      },
    );
  });
});

describe('variables and files', () => {
  test.each([
    [
      'a cycle of variables',
      'A = "${B1}"\nB1 = "${A}"\ndo_one() {\n    echo ${A}\n}\naddtask one\n',
      '3 metadata-error: `do_one`: endless expansion: `A` → `B1` → `A`',
    ],
    [
      'a cycle through Python',
      'A = "${@d.getVar(\'B1\')}"\nB1 = "${@d.getVar(\'A\')}"\ndo_one() {\n    echo ${A}\n}\naddtask one\n',
      /^\d metadata-error: .*endless expansion/,
    ],
    [
      'a missing include',
      'A = "1"\nrequire nowhere.inc\n',
      /^2 metadata-error: could not include required file `nowhere\.inc`/,
    ],
    ['a missing class', 'inherit nowhere\n', /^1 metadata-error: could not inherit `nowhere`/],
    ['no metadata at all', 'A = "1"\nthis is nothing\n', '2 parse-error: unparsed line: `this is nothing`'],
    [
      'a shell function that cannot be read',
      'do_one() {\n    if true; then\n}\naddtask one\n',
      /^3 shell-not-parsable: `do_one`: BitBake cannot read this shell function/,
    ],
    ['bytes of a binary file', '\0\x01\x7fELF\ufffd\n', /^1 parse-error: unparsed line/],
  ])('%s', async (_, text, expected) => {
    await withText(bad, text, async () => {
      await expectOneProblem(bad, expected);
    });
  });

  test('a text that doubles repeatedly has no known hash', async () => {
    await withText(
      bad,
      `A0 = "xxxxxxxx"\n${Array.from({ length: 40 }, (_, i) => `A${i + 1} = "\${A${i}}\${A${i}}"\n`).join('')}do_one() {\n    echo \${A40}\n}\naddtask one\n`,
      async () => {
        const hash = (await client.hashes(bad))?.variants[0]?.tasks['do_one'];
        expect(hash).toMatchObject({ basehash: null });
        expect(JSON.stringify(hash)).toMatch(/characters/);
      },
    );
  });

  test('circular includes and a file that includes itself are reported', async () => {
    const inc = path.join(path.dirname(bad), 'circle.inc');
    await withFile(inc, `require ${path.basename(inc)}\nrequire other.inc\n`, async () => {
      await withFile(path.join(path.dirname(bad), 'other.inc'), 'require circle.inc\n', () =>
        withText(bad, 'require circle.inc\n', async () => {
          const found = [
            ...(await problems(bad)),
            ...(await problems(inc)),
            ...(await problems(path.join(path.dirname(bad), 'other.inc'))),
          ];
          expect(found.filter((problem) => problem.includes('files include each other without end'))).not.toEqual([]);
        }),
      );
    });
  });

  test('a recipe of 5 MB has hashes', async () => {
    const lines = 5_000_000 / 40;
    await withText(
      bad,
      `${'X += "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"\n'.repeat(lines)}do_one() {\n    echo \${PV}\n}\naddtask one\n`,
      async () => {
        expect(await problems(bad)).toEqual([]);
        expect(
          (await client.lenses(bad)).map(({ task, range, hash }) => [task, range.start.line, hash.basehash?.length]),
        ).toEqual([['do_one', lines, 64]]);
      },
    );
    await withText(
      bad,
      `do_one() {\n${'    echo foo | grep xxxxxxxxxxxxxxxxxxxxx\n'.repeat(lines)}}\naddtask one\n`,
      async () => {
        expect((await client.lenses(bad)).map(({ hash }) => hash.basehash?.length)).toEqual([64]);
      },
    );
  });

  test('bytes that are not UTF-8 are reported in a recipe, a class and an include file', async () => {
    const bytes = Buffer.from('A = "\xe9"\n', 'latin1');
    await withFile(bad, bytes, async () =>
      expect(await problems(bad)).toEqual([expect.stringContaining('1 parse-error: the file is not UTF-8: byte 5')]),
    );
    for (const [name, statement] of [
      ['classes/broken.bbclass', 'inherit broken'],
      ['recipes-example/magic/broken.inc', 'require broken.inc'],
    ] as const) {
      const file = path.join(layer, name);
      await withFile(file, bytes, () =>
        withText(bad, `${statement}\ndo_one() {\n    :\n}\naddtask one\n`, async () => {
          expect(await problems(file)).toEqual([
            expect.stringContaining('1 parse-error: the file is not UTF-8: byte 5'),
          ]);
          expect((await client.lenses(bad)).map(({ hash }) => hash)).toEqual([
            { basehash: null, unknown: expect.stringContaining('UTF-8') as string },
          ]);
        }),
      );
    }
  });

  test('a recipe can be removed and created again, in the editor and on disk', async () => {
    const [lens] = await client.lenses(bad);
    expect(lens!.hash.basehash).toMatch(/^[0-9a-f]{64}$/);
    await client.setText(bad, null);
    expect(await client.lenses(bad)).toEqual([]);
    expect((await client.resolveTargets([])).recipes).toHaveLength(1);
    await client.setText(bad, undefined);
    await withFile(bad, null, async () => {
      expect(await client.lenses(bad)).toEqual([]);
      expect((await client.resolveTargets(['magic'])).unknown).toEqual(['magic']);
    });
    expect(await client.lenses(bad)).toEqual([lens]);
  });

  test('a folder, a missing file and a device instead of a recipe have no lenses, hovers or fixes', async () => {
    const folder = path.join(layer, 'recipes-example/magic/folder_1.0.bb');
    mkdirSync(folder);
    try {
      await client.filesChanged([folder]);
      for (const file of [folder, `${folder}/none_1.0.bb`, '/dev/zero']) {
        expect(await client.lenses(file)).toEqual([]);
        expect(await client.hover(file, { line: 0, character: 0 })).toBeNull();
        expect(await client.fixes(file, { start: { line: 0, character: 0 }, end: { line: 9, character: 0 } })).toEqual(
          [],
        );
      }
    } finally {
      rmSync(folder, { recursive: true });
      await client.filesChanged([folder]);
    }
  });
});

describe('the configuration', () => {
  const conf = (name: string): string => path.join(build, 'conf', name);

  test.each([
    [
      'a layer that does not exist',
      'bblayers.conf',
      'BBPATH = "${TOPDIR}"\nBBLAYERS = "${TOPDIR}/../meta-example \\\n  ${TOPDIR}/../meta-nowhere"\n',
      /^[23] configuration-error: these layer directories do not exist: .*meta-nowhere; check `BBLAYERS`/,
    ],
    [
      'bblayers.conf of another machine',
      'bblayers.conf',
      'BBPATH = "${TOPDIR}"\nBBLAYERS = "/home/somebody/poky/meta /home/somebody/poky/meta-poky"\n',
      /^2 configuration-error: these layer directories do not exist: \/home\/somebody/,
    ],
    [
      'a layer without layer.conf',
      'bblayers.conf',
      'BBPATH = "${TOPDIR}"\nBBLAYERS = "${TOPDIR}/../meta-example ${TOPDIR}"\n',
      /configuration-error: .*layer\.conf/,
    ],
    ['an empty bblayers.conf', 'bblayers.conf', '', /^1 configuration-error: /],
    [
      'local.conf that is no configuration',
      'local.conf',
      'MACHINE ?= "example"\n<<<<<<< HEAD\n',
      '2 parse-error: unparsed line: `<<<<<<< HEAD`',
    ],
    [
      'a missing file',
      'local.conf',
      'require conf/nowhere.conf\n',
      /^1 configuration-error: could not include required file `conf\/nowhere\.conf`/,
    ],
    ['a missing class', 'local.conf', 'INHERIT += "nowhere"\n', null],
    ['Python that raises', 'local.conf', 'A = "1"\nC := "${@1 / 0}"\n', /^2 configuration-error: failure expanding/],
    [
      'Python that never ends',
      'local.conf',
      'A = "1"\nC := "${@[x for x in iter(int, 1)]}"\n',
      /^2 configuration-error: the configuration cannot be known here, and no hash: metadata Python ran too long and was cut off/,
    ],
  ])('%s: reported at its position until it is repaired', async (_, name, text, expected) => {
    await withText(conf(name), text, async () => {
      const opened = await client.open();
      expect(opened.ok).toBe(false);
      expect(opened.problems.length).toBeGreaterThan(0);
      const found = await problems(conf(name));
      if (expected === null) expect(opened.problems[0]!.message).toContain('nowhere');
      else if (typeof expected === 'string') expect(found).toEqual([expected]);
      else expect(found).toEqual([expect.stringMatching(expected)]);
      const [lens] = await client.lenses(good);
      expect(lens!.hash).toEqual({ basehash: null, unknown: opened.problems[0]!.message });
    });
    expect(await client.open()).toMatchObject({ ok: true, problems: [] });
  });

  test('is reported if its bytes are not UTF-8', () =>
    withFile(conf('local.conf'), Buffer.from('A = "\xe9"\n', 'latin1'), async () => {
      expect((await client.open()).ok).toBe(false);
      expect(await problems(conf('local.conf'))).toEqual([expect.stringContaining('UTF-8')]);
    }));

  test('is refused by a new thread until its endless Python is repaired', async () => {
    await withText(
      path.join(layer, 'classes/base.bbclass'),
      `${readFileSync(path.join(layer, 'classes/base.bbclass'), 'utf8')}\ndef stubborn():\n    while True:\n        try:\n            while True: pass\n        except BaseException: pass\nC := "\${@stubborn()}"\n`,
      async () => {
        const opened = await client.open();
        expect(opened.ok).toBe(false);
        expect(opened.problems.map(({ message }) => message)).toEqual([
          'metadata Python of the configuration ran longer than 1 s and could not be interrupted; the configuration is not evaluated again until a file that it reads changes',
        ]);
        expect(restarts).toHaveLength(2);
        expect((await client.lenses(good)).map(({ hash }) => hash.basehash)).toEqual([null, null, null]);
        expect(restarts).toHaveLength(2);
      },
    );
  });

  test('loads a different layer without a manual restart, including the rules', async () => {
    const bare = path.join(root, 'bare');
    mkdirSync(path.join(bare, 'conf'), { recursive: true });
    writeFileSync(path.join(bare, 'conf/bblayers.conf'), 'BBLAYERS = "/home/somebody/meta"\n');
    const other = new EngineClient(options({ buildDir: bare }));
    try {
      expect(await other.open()).toMatchObject({ ok: false, layers: ['/home/somebody/meta'] });
      await other.setText(
        path.join(bare, 'conf/bblayers.conf'),
        'BBPATH = "${TOPDIR}"\nBBLAYERS = "${TOPDIR}/../meta-example"\n',
      );
      expect(await other.open()).toMatchObject({ ok: true, problems: [], layers: [layer] });
      // `prefix` is a constant of the core layer, which is known now.
      const { recipes } = await other.resolveTargets(['hello']);
      expect(await other.check(recipes[0]!)).toEqual({ appends: [], diagnostics: [], refuted: [] });
      expect((await other.hashes(recipes[0]!))!.variants[0]!.tasks['do_install']).toEqual({
        basehash: GOOD.do_install,
      });
    } finally {
      await other.dispose();
      rmSync(bare, { recursive: true });
    }
  });
});

describe('the thread', () => {
  test('restarts on request: unsaved text stays, and open questions are answered or rejected', () =>
    withText(bad, 'do_other() {\n    :\n}\naddtask other\n', async () => {
      const outcome = client.lenses(bad).then(
        () => 'answered',
        (error: Error) => error.message,
      );
      await client.restart();
      expect(['answered', 'the engine was restarted']).toContain(await outcome);
      expect((await client.lenses(bad)).map(({ task }) => task)).toEqual(['do_other']);
    }));

  test('gives an error and does not hang if it cannot start', async () => {
    const broken = new EngineClient(options({ pyodideFolder: path.join(root, 'nowhere') }));
    await expect(broken.open()).rejects.toThrow();
    await broken.dispose();
    await expect(broken.open()).rejects.toThrow('the engine was stopped');
  });
});

test('no file was written', () => expect(everything()).toEqual(before));

test('a BitBake that appears, changes and disappears on the disk is asked again, with a notification', async () => {
  const folder = path.join(root, 'bitbake');
  let outdated = 0;
  const own = new EngineClient(options({ evaluationTimeoutMs: 20_000 }), { onOutdated: () => void outdated++ });
  /** The client checks the library once a second. */
  const opened = async () => {
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    const { ok, bitbakeVersion, behaviors } = await own.open();
    return { ok, bitbakeVersion, unusable: behaviors.unusable };
  };
  const write = (name: string, text: string): void => {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  };
  try {
    expect(await opened()).toEqual({ ok: true, bitbakeVersion: null, unusable: undefined });
    for (const [name, text] of Object.entries(bareBitbake('lib/'))) write(name, text);
    expect(await opened()).toEqual({ ok: false, bitbakeVersion: '2.19.0', unusable: undefined });
    write('lib/bb/data.py', 'def broken(:\n');
    expect(await opened()).toEqual({
      ok: false,
      bitbakeVersion: '2.19.0',
      unusable: 'SyntaxError: invalid syntax (data.py, line 1)',
    });
    rmSync(folder, { recursive: true });
    expect(await opened()).toEqual({ ok: true, bitbakeVersion: null, unusable: undefined });
    expect(outdated).toBe(3);
  } finally {
    rmSync(folder, { recursive: true, force: true });
    await own.dispose();
  }
}, 120_000);
