/** How commands over all recipes handle a recipe that ends its thread: the others are reported, the exit code is 1. */

import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { TestCli } from './support';

const MAGIC = 'meta-example/recipes-example/magic/magic_1.0.bb';
const REASON = `WS/${MAGIC}:1: metadata Python of WS/build/../${MAGIC} ended its interpreter: Python ended its interpreter; the recipe is not evaluated again until a file that it reads changes`;

// Each ended thread is followed by a new one, which loads an interpreter.
vi.setConfig({ testTimeout: 180_000 });

let cli: TestCli;

beforeAll(() => {
  cli = new TestCli();
});
afterAll(() => cli.dispose());

describe('a recipe that ends the interpreter', () => {
  const having = (body: () => Promise<void>): Promise<void> =>
    cli.having(
      { [MAGIC]: 'python () {\n    import posix\n    posix._exit(3)\n}\ndo_magic() {\n    :\n}\naddtask magic\n' },
      body,
    );

  test('is reported by every command, which continues with the others', () =>
    having(async () => {
      const sig = await cli.run('sig', '--all');
      expect(sig).toMatchObject({ code: 1, err: REASON });
      expect(sig.out).toContain('hello:do_install e57c6f28 ');
      expect(sig.out).not.toContain('magic:');
      const basehashes = await cli.run('sig', '--all', '--basehash-only');
      expect(basehashes).toMatchObject({ code: 1, err: REASON });
      expect(basehashes.out).toContain('hello:do_install e57c6f28');
      const check = await cli.run('check', '--all');
      expect(check.code).toBe(1);
      expect(check.out).toContain('ended its interpreter');
      const hosts = await cli.run('compare-hosts', '--all');
      expect(hosts.code).toBe(1);
      expect(hosts.err).toContain('not known: metadata Python of ');
    }));

  test('is answered again after it is repaired', async () => {
    const { code, out } = await cli.run('sig', 'magic', '--basehash-only');
    expect([code, out.includes('magic:do_')]).toEqual([0, true]);
  });
});
