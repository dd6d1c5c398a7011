/** Signature files on the command line: `diff`, `deps` of a file, `export`. */

import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sorted } from '../../server/src/engine/base/order';
import { readSignature, writeSignature } from '../../server/src/engine/siginfo/signatureFile';
import type { SignatureData } from '../../server/src/engine/siginfo/signatureData';
import { dumpSignature } from '../../server/src/engine/siginfo/dumpSignature';
import type { ZstdCodec } from '../../server/src/engine/siginfo/zstd';
import { nodeSha256 } from '../../server/src/node/nodeDigest';
import { loadZstd } from '../../server/src/node/nodeZstd';
import { recorded } from '../engine/siginfo/support';
import { TestCli, type Transcript } from './support';

const LOCAL = 'build/conf/local.conf';
const OLD = '1'.repeat(64);
const NEW = '2'.repeat(64);

let cli: TestCli;
let zstd: ZstdCodec;
/** The folder of the stamps, in the configuration that the tests write. */
let stamps: string;

beforeAll(async () => {
  cli = new TestCli();
  zstd = await loadZstd();
  stamps = cli.path('stamps');
});
afterAll(() => cli.dispose());

function run(...args: readonly string[]): Promise<Transcript> {
  return cli.run(...args);
}

/** Runs `body` with stamps in OE-Core's layout. */
function withStamps(body: () => Promise<void>): Promise<void> {
  const local = readFileSync(cli.path(LOCAL), 'utf8');
  return cli.having(
    {
      [LOCAL]: `${local}\nSTAMPS_DIR = "${stamps}"\nSTAMP:forcevariable = "\${STAMPS_DIR}/sys/\${PN}/\${PV}"\nSSTATE_DIR = "${cli.path('cache')}"\nOVERRIDES:append = ":forcevariable"\n`,
    },
    body,
  );
}

function put(name: string, data: SignatureData): string {
  const file = cli.path(name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, writeSignature(data, zstd));
  return file;
}

describe('diff of two files', () => {
  test('prints causes, the tasks on the way to them, and what was not found', async () => {
    const leaf = recorded();
    const image = (hash: string): SignatureData => ({
      ...recorded(),
      task: 'do_image',
      runtaskdeps: ['p:do_a', 'q:do_b'],
      runtaskhashes: { 'p:do_a': hash, 'q:do_b': hash },
    });
    put(`s/x/p/1.do_a.sigdata.${OLD}`, leaf);
    put(`s/x/p/1.do_a.sigdata.${NEW}`, { ...leaf, varvals: { ...leaf.varvals, V: 'one three', W: 'w' } });
    const a = put('s/x/i/1.do_image.sigdata.' + 'a'.repeat(64), image(OLD));
    const b = put('s/x/i/1.do_image.sigdata.' + 'b'.repeat(64), image(NEW));
    const { code, out, err } = await run('diff', a, b);
    expect({ code, err }).toEqual({ code: 1, err: '' });
    expect(out).toBe(`i:do_image: 1 root cause, 2 tasks compared
  -WS/s/x/i/1.do_image.sigdata.aaaaaaaa  taskhash 65ece37b
  +WS/s/x/i/1.do_image.sigdata.bbbbbbbb  taskhash 65ece37b
1. variable V changed
     -two
     +three
   in p:do_a ← i:do_image
? q:do_b has another hash (11111111 → 22222222), and why is not known
   in q:do_b ← i:do_image
   the first signature was not found; looked at
     WS/s/*/q/*.do_b.sigdata.11111111
   the second signature was not found; looked at
     WS/s/*/q/*.do_b.sigdata.22222222`);
    const json = JSON.parse((await run('diff', a, b, '--format', 'json')).out) as {
      roots: unknown[];
      unexplained: unknown[];
      comparedTasks: number;
    };
    expect(json).toMatchObject({
      before: { task: 'i:do_image', where: 'WS/s/x/i/1.do_image.sigdata.aaaaaaaa' },
      roots: [
        {
          kind: 'variable-changed',
          name: 'V',
          before: 'one two',
          after: 'one three',
          location: null,
          locationBefore: null,
          tasks: [{ task: 'p:do_a', path: ['i:do_image', 'p:do_a'] }],
        },
      ],
      unexplained: [
        { task: 'q:do_b', before: '11111111', after: '22222222', missing: [{ side: 'before' }, { side: 'after' }] },
      ],
      comparedTasks: 2,
      isCut: false,
    });
    expect((await run('diff', a, b, '--format', 'bitbake')).out)
      .toBe(`Hash for task dependency p:do_a changed from 11111111 to 22222222
    Variable V value changed:
    "one [-two-] {+three+}"`);
  });

  test('prints that equal files are equal', async () => {
    const file = put('same', recorded());
    expect(await run('diff', file, file)).toEqual({
      code: 0,
      err: '',
      out: 'do_x: nothing differs\n  -WS/same  taskhash 65ece37b\n  +WS/same  taskhash 65ece37b',
    });
  });

  test('has words for every kind of difference', async () => {
    const [first, second] = recorded().file_checksum_values as readonly [
      readonly [string, string],
      readonly [string, string],
    ];
    const a = put('a', { ...recorded(), varvals: { do_x: 'body\n', V: ' one', W: 'w', GONE: 'g', N: null } });
    const b = put('b', {
      ...recorded(),
      varvals: { do_x: 'body\nmore\n', V: 'one ', W: 'z', N: 'new' },
      taint: 'nostamp:u',
      file_checksum_values: [
        [first[0], 'ff'],
        ['h', 'm'],
      ],
      runtaskdeps: ['p:do_a', 'r:do_c'],
      runtaskhashes: { 'p:do_a': 'a'.repeat(64), 'r:do_c': 'c' },
    });
    expect((await run('diff', a, b)).out.split('\n').slice(3).join('\n')).toBe(`1. variable GONE was removed
     -g
   in do_x
2. variable N changed
     +new
   in do_x
3. variable V changed
     only white space differs
     -" one"
     +"one "
   in do_x
4. variable W changed
     -w
     +z
   in do_x
5. variable do_x changed
     @@ -1 +1,2 @@
      body
     +more
   in do_x
6. file ${first[0]} changed
     -${first[1]}
     +ff
   in do_x
7. file h was added
   in do_x
8. file ${second[0]} was removed
   in do_x
9. dependency on r:do_c was added, with hash c
   in do_x
10. dependency on q:do_b was removed, with hash bbbbbbbb
   in do_x
11. taint changed: none → nostamp(uuid4):u (the task runs in every build)
   in do_x`);
  });

  test('reports a file that is not a signature, and a missing file', async () => {
    writeFileSync(cli.path('bad'), 'hello');
    const file = put('good', recorded());
    expect(await run('diff', file, cli.path('bad'))).toEqual({
      code: 2,
      out: '',
      err: 'sighound: WS/bad: it is no signature file: those begin as Zstandard or as a pickle',
    });
    expect(await run('diff', file, cli.path('nothing'))).toEqual({
      code: 2,
      out: '',
      err: 'sighound: WS/nothing: there is no such file',
    });
  });
});

describe('diff in the workspace', () => {
  test('compares the last build with the current state, and shows the line that caused the difference', () =>
    withStamps(async () => {
      const folder = mkdtempSync(path.join(cli.root, 'out-'));
      expect((await run('export', 'magic:do_magictask', '-o', folder)).code).toBe(0);
      const [name = ''] = readdirSync(path.join(folder, 'sys/magic'));
      const read = readSignature(readFileSync(path.join(folder, 'sys/magic', name)), zstd);
      if (read.kind === 'refused') throw new Error(read.reason);
      const { data } = read;
      put(`stamps/sys/magic/1.0.do_magictask.sigdata.${OLD}`, {
        ...data,
        taskhash: OLD,
        unihash: OLD,
        runtaskdeps: [],
        runtaskhashes: {},
        file_checksum_values: [],
        varvals: { ...data.varvals, MYVAR: 'before' },
      });
      utimesSync(put(`stamps/sys/magic/0.9.do_magictask.sigdata.${NEW}`, data), 1, 1);
      const { code, out } = await run('diff', 'last:magic:do_magictask', 'magic:do_magictask');
      expect(code).toBe(1);
      expect(out).toContain(`  -WS/stamps/sys/magic/1.0.do_magictask.sigdata.11111111  taskhash 11111111`);
      expect(out).toContain(
        '1. variable MYVAR changed  WS/meta-example/recipes-example/magic/magic_1.0.bb:4\n     -before\n     +${TOPDIR}/foo\n   in magic:do_magictask\n',
      );
      expect(out).toMatch(
        /2\. dependency on magic:do_compile was added, with hash [0-9a-f]{8}\n {3}in magic:do_magictask$/,
      );
      expect(out).not.toContain('Only the inputs of the basehash');
      const byHash = await run('diff', OLD, 'magic:do_magictask');
      expect(byHash.out).toBe(out);
      expect((await run('diff', 'magic:do_magictask', 'magic:do_magictask')).code).toBe(0);
    }));

  test('reports missing signatures', () =>
    withStamps(async () => {
      expect((await run('diff', 'last:hello:do_compile', 'hello:do_compile')).err).toBe(
        'sighound: no signature of hello:do_compile was found in WS/stamps',
      );
      expect((await run('diff', 'f'.repeat(64), 'hello:do_compile')).err).toBe(
        'sighound: no signature with hash ffffffff was found; looked in WS/stamps, WS/cache',
      );
      expect((await run('diff', 'hello:do_nothing', 'hello:do_compile')).err).toContain(
        '`hello` has no task `do_nothing`',
      );
    }));

  test('reports missing stamps', async () => {
    expect((await run('diff', 'last:hello:do_compile', 'hello:do_compile')).err).toBe(
      'sighound: no signature of hello:do_compile was found in the stamps: STAMPS_DIR is not set',
    );
  });
});

describe('deps of a file', () => {
  test('prints the same for plain and packed files as bitbake-dumpsig', async () => {
    const file = put('file', recorded());
    expect((await cli.runPlainly({}, ['deps', file])).out.split('\n')).toEqual(dumpSignature(recorded(), nodeSha256));
    expect(JSON.parse((await cli.runPlainly({}, ['deps', file, '--format', 'json'])).out)).toMatchObject({
      task: 'do_x',
      taskdeps: { _set_object: ['V', 'W'] },
    });
  });
});

describe('export', () => {
  test('writes all tasks of a recipe, each with the hash that sig prints, and overwrites nothing', () =>
    withStamps(async () => {
      const folder = cli.path('exported');
      const { code, out } = await cli.runPlainly({}, ['export', 'hello', '-o', folder]);
      expect(code).toBe(0);
      const files = out.split('\n');
      const hashes = (await cli.runPlainly({}, ['sig', 'hello'])).out
        .split('\n')
        .filter((line) => line.startsWith('hello:'));
      const named = files.map((file) =>
        path.relative(folder, file).replace(/^sys\/(.*)\/2\.1\.(.*)\.sigdata\.(.*)$/, '$1:$2 $3'),
      );
      expect(sorted(named)).toEqual(hashes.map((line) => line.replace(/ [0-9a-f]{64} /, ' ')));
      for (const file of files) expect(readSignature(readFileSync(file), zstd).kind).toBe('signature');
      expect(await run('export', 'hello:do_compile', '-o', folder)).toMatchObject({
        code: 2,
        err: expect.stringContaining('exists already; remove it, or give another folder') as string,
      });
      rmSync(folder, { recursive: true });
      const short = await run('export', 'hello:compile', '-o', folder);
      expect({ code: short.code, files: short.out.split('\n').length }).toEqual({ code: 0, files: 1 });
      expect(short.out).toContain('.do_compile.sigdata.');
      rmSync(folder, { recursive: true });
      expect((await run('export', 'hello:do_nothing', '-o', folder)).err).toContain('has no task');
      expect((await run('export', 'hello')).err).toContain('required option');
      expect((await run('export', 'hello:do_compile', '-o', cli.path(LOCAL))).err).toMatch(
        /cannot be written: ENOTDIR/,
      );
    }));

  test('reports that a locked task has no signature', () =>
    withStamps(async () => {
      const local = readFileSync(cli.path(LOCAL), 'utf8');
      const locks = `BB_SIGNATURE_HANDLER = "OEBasicHash"\nSIGGEN_LOCKEDSIGS_TYPES = "t"\nSIGGEN_LOCKEDSIGS_t = "hello:do_compile:${NEW}"\n`;
      await cli.having({ [LOCAL]: `${local}${locks}` }, async () => {
        const output = cli.path('exported');
        const { code, out, err } = await run('export', 'hello', '-o', output);
        rmSync(output, { recursive: true });
        expect({ code, err }).toEqual({
          code: 0,
          err: 'sighound: hello:do_compile has no signature file: it is locked, and BitBake writes none for a locked task',
        });
        expect(out).not.toContain('do_compile.');
        expect(out.split('\n').length).toBeGreaterThan(1);
      });
    }));

  test.each([
    ['of its own', '${BB_CURRENT_MC}', ['mc-other/sys/hello', 'sys/hello']],
    ['of all', '', ['sys/hello']],
  ])('writes a multiconfig with stamps %s', (_, name, expected) =>
    withStamps(async () => {
      const local = readFileSync(cli.path(LOCAL), 'utf8');
      await cli.having({ [LOCAL]: `${local}BBMULTICONFIG = "other"\nSTAMPS_DIR = "${stamps}/${name}"\n` }, async () => {
        const output = cli.path('exported');
        const { code, out } = await cli.runPlainly({}, [
          'export',
          'hello',
          'mc:other:hello',
          '--closure',
          '-o',
          output,
        ]);
        rmSync(output, { recursive: true });
        expect(code).toBe(0);
        const files = out.split('\n').map((file) => path.relative(output, file));
        expect(new Set(files).size).toBe(files.length);
        expect(sorted(new Set(files.map((file) => path.dirname(file))))).toEqual(expected);
      });
    }),
  );
});
