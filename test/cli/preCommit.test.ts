/** The hook for `pre-commit`: its declaration matches the command line, for the files that it selects. */

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { TestCli } from './support';

const ROOT = path.resolve(import.meta.dirname, '../..');

interface Hook {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly entry: string;
  readonly language: string;
  readonly files: string;
  readonly args: readonly string[];
  readonly require_serial: boolean;
  readonly pass_filenames?: boolean;
}

const hooks = parse(readFileSync(path.join(ROOT, '.pre-commit-hooks.yaml'), 'utf8')) as readonly Hook[];
const [hook, ...others] = hooks;

let cli: TestCli;

beforeAll(() => {
  cli = new TestCli();
});
afterAll(() => cli.dispose());

describe('.pre-commit-hooks.yaml', () => {
  test('declares one hook with the keys that pre-commit needs', () => {
    expect(others).toEqual([]);
    expect(hook).toMatchObject({ id: 'sighound-check', language: 'node', require_serial: true });
    expect(hook!.name).not.toBe('');
    expect(hook!.pass_filenames ?? true).toBe(true);
  });

  test('declares a program that the package installs and that an installation from a checkout builds', () => {
    const manifest = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as {
      bin: Record<string, string>;
      scripts: Record<string, string>;
    };
    expect(Object.keys(manifest.bin)).toContain(hook!.entry.split(' ')[0]);
    expect(manifest.scripts['prepare']).toBe('node .ci/setup.mjs && node esbuild.mjs');
    expect(readFileSync(path.join(ROOT, '.npmignore'), 'utf8')).toMatch(/^!\/?dist\/\*\*$/m);
  });

  test.each([
    ['recipes/zlib/zlib_1.3.bb', true],
    ['zlib_%.bbappend', true],
    ['classes/x.bbclass', true],
    ['recipes/x/x.inc', true],
    ['conf/distro/my.conf', true],
    ['README.md', false],
    ['x.bb.orig', false],
    ['lib/oe/x.py', false],
    ['bb', false],
  ])('%s: %s', (name, isChecked) => expect(new RegExp(hook!.files).test(name)).toBe(isChecked));
});

test('the hook runs at the root of a repository, as pre-commit calls it', async () => {
  const [, ...entry] = hook!.entry.split(' ');
  const files = [
    'meta-example/recipes-example/magic/magic_1.0.bb',
    'meta-example/recipes-example/hello/hello_2.1.bb',
    'meta-example/classes/base.bbclass',
    'meta-example/conf/layer.conf',
  ];
  const call = (...args: readonly string[]): ReturnType<TestCli['runWith']> =>
    cli.runWith({ cwd: cli.root, environment: { BUILDDIR: cli.build } }, [...entry, ...hook!.args, ...args, ...files]);
  expect(await call()).toMatchObject({ code: 1, err: 'sighound: 2 recipes, 1 finding' });
  expect(await call('--rule', 'host-dependent-signature=information')).toMatchObject({
    code: 0,
    err: 'sighound: 2 recipes, 1 finding',
  });
});
