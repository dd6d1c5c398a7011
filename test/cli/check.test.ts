/** `sighound check` as text and as JSON: findings, chains, fixes, problems of the metadata. */

import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TestCli, type Transcript } from './support';

const MAGIC = 'WS/build/../meta-example/recipes-example/magic/magic_1.0.bb';

let cli: TestCli;

beforeAll(() => {
  cli = new TestCli();
});
afterAll(() => cli.dispose());

function run(...args: readonly string[]): Promise<Transcript> {
  return cli.run(...args);
}

describe('check', () => {
  test('prints the finding, its chain and the fix as text', async () => {
    const { code, out, err } = await run('check');
    expect(code).toBe(1);
    expect(err).toBe('sighound: 2 recipes, 1 finding');
    expect(out.replace(/ [0-9a-f]{8}\b/g, ' HASH'))
      .toBe(`WS/meta-example/recipes-example/magic/magic_1.0.bb:4:12: warning: the signature of \`do_magictask\` depends on the host: \`TOPDIR\` is \`WS/build\` here and \`/srv/other-host/WSNAME/build\` on another host; exclude or avoid it [host-dependent-signature]
  chain: do_magictask → MYVAR → TOPDIR
    WS/meta-example/recipes-example/magic/magic_1.0.bb:6: \`do_magictask\` depends on \`MYVAR\`
    WS/meta-example/recipes-example/magic/magic_1.0.bb:4: \`MYVAR\` depends on \`TOPDIR\`
    WS/build/conf/bblayers.conf:1: \`TOPDIR\` is \`WS/build\`
  fix: Exclude TOPDIR from MYVAR (MYVAR[vardepsexclude] += "TOPDIR")
    basehash of do_magictask: HASH → HASH`);
  });

  test('prints one object per line as JSON', async () => {
    const { code, out } = await run('check', 'magic', '--format', 'json');
    expect(code).toBe(1);
    const [object, ...others] = out.split('\n').map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(others).toEqual([]);
    expect(Object.keys(object!)).toEqual([
      'code',
      'severity',
      'calibration',
      'file',
      'range',
      'mcfn',
      'task',
      'variable',
      'chain',
      'affected',
      'message',
      'fix',
      'identity',
    ]);
    expect(object).toMatchObject({
      code: 'host-dependent-signature',
      severity: 'warning',
      file: 'WS/meta-example/recipes-example/magic/magic_1.0.bb',
      range: { start: { line: 3, character: 11 }, end: { line: 3, character: 17 } },
      mcfn: MAGIC,
      task: 'do_magictask',
      variable: 'TOPDIR',
      chain: ['do_magictask', 'MYVAR', 'TOPDIR'],
      affected: [{ mcfn: MAGIC, tasks: ['do_magictask'] }],
      fix: {
        title: 'Exclude TOPDIR from MYVAR (MYVAR[vardepsexclude] += "TOPDIR")',
        edits: [
          {
            path: 'WS/meta-example/recipes-example/magic/magic_1.0.bb',
            range: { start: { line: 3, character: 23 }, end: { line: 3, character: 23 } },
            newText: '\nMYVAR[vardepsexclude] += "TOPDIR"',
          },
        ],
      },
    });
  });

  test('prints nothing for a recipe without findings', async () => {
    expect(await run('check', 'hello')).toEqual({ code: 0, out: '', err: 'sighound: 1 recipe, nothing found' });
    expect(await run('check', 'hello', '--format', 'json')).toEqual({ code: 0, out: '', err: '' });
  });

  test('gives a problem of the metadata the same keys, with nulls', () =>
    cli.having({ [cli.recipe]: 'A = "1"\ninherit nowhere\n' }, async () => {
      const { code, out } = await run('check', 'magic', '--format', 'json');
      expect(code).toBe(1);
      const object = JSON.parse(out) as Record<string, unknown>;
      expect(Object.keys(object)).toEqual([
        'code',
        'severity',
        'calibration',
        'file',
        'range',
        'mcfn',
        'task',
        'variable',
        'chain',
        'affected',
        'message',
        'fix',
        'identity',
      ]);
      expect(object).toMatchObject({
        code: 'metadata-error',
        severity: 'error',
        file: 'WS/meta-example/recipes-example/magic/magic_1.0.bb',
        range: { start: { line: 1 } },
        mcfn: null,
        task: null,
        variable: null,
        chain: [],
        fix: null,
      });
      expect(await run('check', 'magic')).toMatchObject({
        code: 1,
        out: 'WS/meta-example/recipes-example/magic/magic_1.0.bb:2:1: error: could not inherit `nowhere`: no `nowhere.bbclass` in the class folders of `BBPATH` [metadata-error]',
        err: 'sighound: 1 recipe, 1 finding',
      });
    }));

  test('finds nothing after its fix is written to the file', async () => {
    const { out } = await run('check', 'magic', '--format', 'json');
    const { fix } = JSON.parse(out) as { fix: { after: string; edits: readonly { newText: string }[] } };
    const lines = readFileSync(cli.recipe, 'utf8').split('\n');
    lines[3] += fix.edits[0]!.newText;
    await cli.having({ [cli.recipe]: lines.join('\n') }, async () => {
      expect(await run('check')).toEqual({ code: 0, out: '', err: 'sighound: 2 recipes, nothing found' });
      expect((await run('sig', 'magic')).out).toContain(`magic:do_magictask ${fix.after}`);
    });
  });
});
