/** `--other-host` and `--own-layer`: a different host than the documented one, and where fixes go. */

import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TestCli, type Transcript } from './support';

let cli: TestCli;
let file: string;

beforeAll(() => {
  cli = new TestCli();
  file = path.join(cli.root, 'other.json');
});
afterAll(() => cli.dispose());

/** Runs a command with this text in the file of `--other-host`. */
function withHost(text: string, ...args: readonly string[]): Promise<Transcript> {
  writeFileSync(file, text);
  return cli.run(...args, '--other-host', file);
}

describe('--other-host', () => {
  test('uses the folders from the file', async () => {
    const { code, out } = await withHost('{ "folder": "/builds/./ci/" }', 'compare-hosts', 'magic', '--format', 'json');
    expect(code).toBe(1);
    const { causes } = JSON.parse(out) as { causes: unknown };
    expect(causes).toEqual([
      { variable: 'TOPDIR', a: 'WS/build', b: '/builds/ci/WSNAME/build', chain: ['do_magictask', 'MYVAR', 'TOPDIR'] },
    ]);
    expect((await withHost('{ "folder": "/builds" }', 'check', 'magic')).out).toContain(
      '`/builds/WSNAME/build` on another host',
    );
  });

  test('finds no difference for a user who is the same everywhere', () =>
    cli.having(
      { [cli.recipe]: 'A := "${@os.path.expanduser(\'~\')}"\ndo_one() {\n    echo ${A}\n}\naddtask one\n' },
      async () => {
        const other = await withHost('{}', 'compare-hosts', 'magic', '--format', 'json');
        const here = (JSON.parse(other.out) as { causes: readonly [{ a: string; b: string }] }).causes[0];
        expect(here.b).toBe('/home/otheruser');
        expect(await withHost(JSON.stringify({ home: here.a }), 'compare-hosts', 'magic', '--format', 'json')).toEqual({
          code: 0,
          out: '',
          err: '',
        });
      },
    ));

  test.each([
    [
      '{ "hostname": "x" }',
      'has no field `hostname` (there are folder, user, home, hostName, uid, cpuCount, kernelRelease, distribution, distributionVersion, environment, sameEnvironment)',
    ],
    ['{ "cpuCount": "64" }', '`cpuCount` must be a whole number, 1 or more, not `"64"`'],
    ['{ "folder": "builds" }', '`folder` must be an absolute path, not `"builds"`'],
    [
      '{ "environment": { "A": "1" }, "sameEnvironment": ["A"] }',
      '`A` is in both `environment` and `sameEnvironment`: it cannot differ and be the same',
    ],
    ['[]', 'must be an object such as { "user": "ci" }, not `[]`'],
  ])('%s', async (text, problem) => {
    for (const command of ['check', 'compare-hosts']) {
      expect(await withHost(text, command, 'magic')).toEqual({
        code: 2,
        out: '',
        err: `sighound: --other-host WS/other.json: ${problem} (see docs/other-host.md)`,
      });
    }
  });

  test('refuses a file that is not JSON, and a missing file', async () => {
    const { code, err } = await withHost('{ "user": }', 'check', 'magic');
    expect(code).toBe(2);
    expect(err).toMatch(/^sighound: --other-host WS\/other\.json: is not JSON: .* \(see docs\/other-host\.md\)$/);
    rmSync(file);
    expect(await cli.run('check', 'magic', '--other-host', file)).toEqual({
      code: 2,
      out: '',
      err: 'sighound: --other-host WS/other.json: there is no such file',
    });
  });

  test('refuses the folder of this workspace', async () => {
    const here = await withHost(JSON.stringify({ folder: path.dirname(cli.root) }), 'check', 'magic');
    expect(here).toMatchObject({ code: 2, out: '' });
    expect(here.err).toContain('`folder` must differ from the folder here: the workspace would be at WS on both hosts');
    const inside = await withHost(JSON.stringify({ folder: cli.root }), 'check', 'magic');
    expect(inside).toMatchObject({ code: 2, out: '' });
  });
});

describe('--own-layer', () => {
  const FOREIGN = 'meta-foreign/recipes-theirs/theirs/theirs_1.0.bb';
  const APPEND = 'meta-example/recipes-theirs/theirs/theirs_%.bbappend';
  const files = {
    'build/conf/bblayers.conf':
      'BBPATH = "${TOPDIR}"\nBBFILES ?= ""\nBBLAYERS ?= "${TOPDIR}/../meta-example ${TOPDIR}/../meta-foreign"\n',
    'meta-foreign/conf/layer.conf':
      'BBPATH .= ":${LAYERDIR}"\nBBFILES += "${LAYERDIR}/recipes-*/*/*.bb"\nBBFILE_COLLECTIONS += "foreign"\nBBFILE_PATTERN_foreign = "^${LAYERDIR}/"\nBBFILE_PRIORITY_foreign = "5"\nLAYERSERIES_COMPAT_foreign = "example"\n',
    [APPEND]: '# ours\n',
    [FOREIGN]: 'A = "${TOPDIR}/x"\ndo_one() {\n    echo ${A}\n}\naddtask one\n',
  };

  async function editedFile(...args: readonly string[]): Promise<string> {
    const { out } = await cli.run('check', 'theirs', '--format', 'json', ...args);
    return (JSON.parse(out) as { fix: { edits: readonly [{ path: string }] } }).fix.edits[0].path;
  }

  test('decides which file a fix changes', () =>
    cli.having(files, async () => {
      expect(await editedFile()).toBe(`WS/${FOREIGN}`);
      expect(await editedFile('--own-layer', cli.path('meta-foreign'), '--own-layer', '../meta-example')).toBe(
        `WS/${FOREIGN}`,
      );
      expect(await editedFile('--own-layer', '../meta-example')).toBe(`WS/${APPEND}`);
      // A different path to the same folder.
      symlinkSync(cli.path('meta-example'), cli.path('link'));
      expect(await editedFile('--own-layer', '../link')).toBe(`WS/${APPEND}`);
    }));

  test('decides which findings a check of all recipes leaves out', () =>
    cli.having({ ...files, [APPEND]: null }, async () => {
      const all = await cli.run('check', '--own-layer', '../meta-example');
      expect(all.out).toContain('magic_1.0.bb:4:12');
      expect(all.out).not.toContain('theirs_1.0.bb');
      expect(all.err).toContain(
        'sighound: 1 finding in layers of others left out; name a recipe to see its findings, or a layer with --own-layer',
      );
      const named = await cli.run('check', 'theirs', '--own-layer', '../meta-example');
      expect(named.out).toContain('theirs_1.0.bb:1:');
      const both = await cli.run('check');
      expect(both.out).toContain('theirs_1.0.bb:1:');
      expect(both.err).not.toContain('left out');
      await cli.having({ [APPEND]: 'A:append = " ${TOPDIR}/y"\n' }, async () => {
        const appended = await cli.run('check', '--own-layer', '../meta-example');
        expect(appended.out).toContain('theirs_1.0.bb:1:');
        expect(appended.err).not.toContain('left out');
      });
    }));

  test('refuses a folder without a layer', async () => {
    mkdirSync(cli.path('nothing'), { recursive: true });
    for (const folder of ['../nothing', '../meta-exam', 'nowhere']) {
      expect(await cli.run('check', 'magic', '--own-layer', folder)).toEqual({
        code: 2,
        out: '',
        err: `sighound: --own-layer WS/${folder.startsWith('../') ? folder.slice(3) : `build/${folder}`}: no layer of this build directory is there; its layers are WS/meta-example`,
      });
    }
  });
});
