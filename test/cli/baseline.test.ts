/** `--baseline`, `--fail-on` and `--rule`: what is reported, what is not, and the exit code. */

import { cpSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TestCli, type Transcript } from './support';

const TASKS = 'do_one() {\n    echo ${ONE}\n}\naddtask one\ndo_two() {\n    echo ${TWO}\n}\naddtask two\n';
const ONE_LEAK = `ONE = "\${TOPDIR}/one"\nTWO = "two"\n${TASKS}`;
const TWO_LEAKS = `ONE = "\${TOPDIR}/one"\nTWO = "\${TOPDIR}/two"\n${TASKS}`;

let cli: TestCli;
let file: string;

beforeAll(() => {
  cli = new TestCli();
  file = path.join(cli.root, 'known');
});
afterAll(() => cli.dispose());

/** Writes the output of a check to the baseline file. */
async function keep(...args: readonly string[]): Promise<void> {
  const { out } = await cli.runPlainly({}, ['check', ...args]);
  writeFileSync(file, out);
}

function check(...args: readonly string[]): Promise<Transcript> {
  return cli.run('check', 'magic', ...args);
}

/** Code and key of each reported finding. */
function reported({ out }: Transcript): readonly string[] {
  return out
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const { code, chain } = JSON.parse(line) as { code: string; chain: readonly string[] };
      return `${code} ${chain.at(-2) ?? ''}`;
    });
}

describe('--baseline', () => {
  test.each(['json', 'sarif'])('%s: known findings are not reported, and the command succeeds', async (format) => {
    await keep('magic', '--format', format);
    expect(await check('--baseline', file)).toEqual({
      code: 0,
      out: '',
      err: 'sighound: 1 recipe, nothing new, 1 finding in the baseline',
    });
    expect(await check('--baseline', file, '--format', 'json')).toEqual({ code: 0, out: '', err: '' });
  });

  test('reports only new findings', () =>
    cli.having({ [cli.recipe]: ONE_LEAK }, async () => {
      await keep('magic', '--format', 'json');
      await cli.having({ [cli.recipe]: TWO_LEAKS }, async () => {
        const found = await check('--baseline', file, '--format', 'json');
        expect(found.code).toBe(1);
        expect(reported(found)).toEqual(['host-dependent-signature TWO']);
        expect((await check('--baseline', file)).err).toBe(
          'sighound: 1 recipe, 1 new finding, 1 finding in the baseline',
        );
      });
    }));

  test('counts no finding as new after lines are added above', () =>
    cli.having({ [cli.recipe]: TWO_LEAKS }, async () => {
      await keep('magic', '--format', 'json');
      await cli.having({ [cli.recipe]: `# one\n# two\nC = "3"\n${TWO_LEAKS}` }, async () =>
        expect((await check('--baseline', file)).code).toBe(0),
      );
    }));

  test('counts no finding as new after a different value or hash', () =>
    cli.having({ [cli.recipe]: ONE_LEAK }, async () => {
      await keep('magic', '--format', 'json');
      await cli.having({ [cli.recipe]: ONE_LEAK.replaceAll('echo', 'printf').replace('/one"', '/other"') }, async () =>
        expect((await check('--baseline', file)).code).toBe(0),
      );
    }));

  test('has the same findings in a checkout in a different folder', async () => {
    await keep('--format', 'json');
    const elsewhere = realpathSync(mkdtempSync(path.join(tmpdir(), 'sighound-elsewhere-')));
    try {
      cpSync(path.resolve(import.meta.dirname, '../example'), elsewhere, { recursive: true });
      expect((await cli.run('check', '--build-dir', path.join(elsewhere, 'build'))).code).toBe(1);
      expect((await cli.run('check', '--build-dir', path.join(elsewhere, 'build'), '--baseline', file)).code).toBe(0);
    } finally {
      rmSync(elsewhere, { recursive: true });
    }
  });

  test('covers one finding with each known finding of the name', () =>
    // First two problems with the same text, then three.
    cli.having(
      { [cli.recipe]: '# sighound: ignore host-path a\n# sighound: ignore host-path b\nA = "1"\n' },
      async () => {
        await keep('magic', '--format', 'json');
        expect(readFileSync(file, 'utf8').trim().split('\n').length).toBe(2);
        expect((await check('--baseline', file)).code).toBe(0);
        await cli.having(
          {
            [cli.recipe]:
              '# sighound: ignore host-path a\n# sighound: ignore host-path b\n# sighound: ignore host-path c\nA = "1"\n',
          },
          async () =>
            expect(await check('--baseline', file)).toMatchObject({
              code: 1,
              err: 'sighound: 1 recipe, 1 new finding, 2 findings in the baseline',
            }),
        );
      },
    ));

  test('knows problems of the metadata by their text', () =>
    cli.having({ [cli.recipe]: 'inherit nowhere\n' }, async () => {
      await keep('magic', '--format', 'json');
      await cli.having({ [cli.recipe]: '# a line\ninherit nowhere\n' }, async () =>
        expect((await check('--baseline', file)).code).toBe(0),
      );
      await cli.having({ [cli.recipe]: 'inherit elsewhere\n' }, async () =>
        expect((await check('--baseline', file)).code).toBe(1),
      );
    }));

  test('accepts an empty file as the output of a clean run', async () => {
    writeFileSync(file, '');
    expect((await check('--baseline', file)).code).toBe(1);
  });

  test.each([
    ['missing', null, 'there is no such file'],
    [
      'no JSON',
      'hello',
      'is not what `sighound check --format json` prints; write the file again with `sighound check --all --format json > WS/known`',
      ':1',
    ],
    [
      'a line of it',
      '{"identity":"x"}\nnull\n',
      'is not what `sighound check --format json` prints; write the file again with `sighound check --all --format json > WS/known`',
      ':2',
    ],
    [
      'other JSON',
      '{"code":"host-path"}',
      'is not what `sighound check --format json` prints; write the file again with `sighound check --all --format json > WS/known`',
      ':1',
    ],
    [
      'SARIF of another program',
      '{"runs":[{"results":[{"ruleId":"x"}]}]}',
      'is not what `sighound check --format json` prints; write the file again with `sighound check --all --format json > WS/known`',
      ':1',
    ],
    [
      'SARIF that is none',
      '{"runs":[null,{"results":[null]}]}',
      'is not what `sighound check --format json` prints; write the file again with `sighound check --all --format json > WS/known`',
      ':1',
    ],
    ['not UTF-8', new Uint8Array([0x7b, 0xff]), 'is not UTF-8, byte 1 cannot be decoded'],
  ])('refuses a file that is %s', async (_name, content, message, line = '') => {
    if (content === null) rmSync(file, { force: true });
    else writeFileSync(file, content);
    expect(await check('--baseline', file)).toEqual({
      code: 2,
      out: '',
      err: `sighound: --baseline WS/known${line}: ${message}`,
    });
  });

  test('refuses a folder', async () => {
    expect(await check('--baseline', '.')).toEqual({
      code: 2,
      out: '',
      err: 'sighound: --baseline WS/build: is a folder, not a file',
    });
  });
});

describe('--fail-on', () => {
  test.each([
    ['hint', 1],
    ['information', 1],
    ['warning', 1],
    ['error', 0],
    ['never', 0],
  ])('%s: a warning exits with %i, and is reported', async (severity, code) => {
    const found = await check('--fail-on', severity, '--format', 'json');
    expect([found.code, reported(found)]).toEqual([code, ['host-dependent-signature MYVAR']]);
  });

  test('marks in JUnit only those findings as failed that make the command fail', async () => {
    expect((await check('--fail-on', 'error', '--format', 'junit')).out).toMatch(
      /^<testsuites name="sighound" tests="\d+" failures="0"/m,
    );
    expect((await check('--fail-on', 'warning', '--format', 'junit')).out).toMatch(
      /^<testsuites name="sighound" tests="\d+" failures="1"/m,
    );
  });

  test('refuses an unknown word', async () => {
    expect(await check('--fail-on', 'always')).toEqual({
      code: 2,
      out: '',
      err: "error: option '--fail-on <severity>' argument 'always' is invalid. Allowed choices are hint, information, warning, error, never.",
    });
  });
});

describe('--rule', () => {
  test('changes the severity of a rule', async () => {
    const found = await check('--rule', 'host-dependent-signature=error', '--fail-on', 'error');
    expect(found.code).toBe(1);
    expect(found.out).toContain(': error: the signature of');
    expect((await check('--rule', 'host-dependent-signature=hint', '--fail-on', 'information')).code).toBe(0);
  });

  test('switches a rule off', async () => {
    expect(
      await check('--rule', 'host-dependent-signature=off', '--rule', 'host-path=off', '--rule', 'host-path=off'),
    ).toEqual({ code: 0, out: '', err: 'sighound: 1 recipe, nothing found' });
  });

  test.each([
    ['frobnicate=off', /^sighound: --rule frobnicate=off: there is no rule `frobnicate`; rules are .*host-path/],
    ['=off', /^sighound: --rule =off: there is no rule ``/],
    ['host-path', /^sighound: --rule host-path: write host-path=error, =warning, =information, =hint or =off$/],
    ['host-path=fatal', /^sighound: --rule host-path=fatal: write host-path=error/],
    ['host-path=off=off', /^sighound: --rule host-path=off=off: write host-path=error/],
    ['metadata-error=off', /^sighound: --rule metadata-error=off: there is no rule `metadata-error`/],
  ])('%s', async (text, message) => {
    const { code, out, err } = await check('--rule', text);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(message);
    expect(err.split('\n').length).toBe(1);
  });

  test('refuses two severities for one rule', async () => {
    expect(await check('--rule', 'host-path=off', '--rule', 'host-path=error')).toEqual({
      code: 2,
      out: '',
      err: 'sighound: --rule host-path=error: host-path is set to off as well; give one of them',
    });
  });
});

test('colors appear only where a terminal supports them', async () => {
  const plain = await check();
  const painted = await cli.runWith({ paint: (style, text) => `<${style}>${text}</${style}>` }, ['check', 'magic']);
  expect(plain.out).not.toContain('\x1b');
  expect(painted.out).toContain('<yellow>warning:</yellow>');
  expect(painted.out.replace(/<\/?(bold|dim|red|yellow|blue|green)>/g, '')).toBe(plain.out);
  for (const format of ['json', 'sarif', 'junit']) {
    expect(await cli.runWith({ paint: () => 'PAINT' }, ['check', 'magic', '--format', format])).toEqual(
      await check('--format', format),
    );
  }
});
