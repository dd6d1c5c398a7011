/** The output of `sighound sstate` about tasks that the task graph has given, on a cache in memory. */
import { expect, test } from 'vitest';
import type { CliProcess } from '../../server/src/cli/commandLine';
import { commandLine } from '../../server/src/cli/output';
import { type SstateOptions, sstate } from '../../server/src/cli/commands/sstate';
import { MemoryFileSource } from '../../server/src/engine/files/memoryFileSource';
import type { SstateTask } from '../../server/src/engine/sstate/coverage';
import { readMirrors } from '../../server/src/engine/sstate/mirrors';
import { readHashFilename } from '../../server/src/engine/sstate/objectNames';
import type { AskServer } from '../../server/src/engine/sstate/presence';
import type { Platform, ServerQuestions } from '../../server/src/platform/platform';

const hash = (digit: string): string => digit.repeat(64);
const spec = (pn: string): string => `sstate:${pn}:arch-oe-linux:1:r0:arch:14:`;

function task(pn: string, name: string, digit: string, more: Partial<SstateTask> = {}): SstateTask {
  return {
    name: `${pn}:${name}`,
    pn,
    task: name,
    unihash: hash(digit),
    nativeLsbString: 'universal',
    hasSetscene: true,
    hashFilename: readHashFilename(`False ${spec(pn)} sstate:${pn}::1:r0::14:`),
    ...more,
  };
}

const TASKS: readonly SstateTask[] = [
  task('zlib', 'do_package', '1'),
  task('zlib', 'do_populate_sysroot', '2'),
  task('zlib', 'do_compile', '3', { hasSetscene: false }),
  task('bash', 'do_package', '4'),
  task('bash', 'do_deploy', '5'),
  task('odd', 'do_package', '6', { unihash: null, unknown: 'its value is another one each time' }),
];
const FILES = {
  [`/sstate/11/11/${spec('zlib')}${hash('1')}_package.tar.zst`]: '',
  [`/mirror/22/22/${spec('zlib')}${hash('2')}_populate_sysroot.tar.zst`]: '',
  [`/sstate/99/99/${spec('bash')}${hash('9')}_package.tar.zst.siginfo`]: '',
};

/** Runs the command; `server` answers for the last mirror. */
async function run(
  options: SstateOptions,
  server: AskServer,
  tasks = TASKS,
): Promise<{ readonly code: number; readonly out: readonly string[]; readonly asked: number }> {
  const out: string[] = [];
  let asked = 0;
  const questions: ServerQuestions = {
    ask: (url, login) => {
      asked++;
      return server(url, login);
    },
    cancel: () => undefined,
  };
  const cli = commandLine({
    platform: { files: new MemoryFileSource(FILES), serverQuestions: () => questions } as unknown as Platform,
    out: (line: string) => out.push(line),
    err: (line: string) => out.push(line),
  } as unknown as CliProcess);
  const cache = {
    sstateDir: '/sstate',
    mirrors: readMirrors('file://.* file:///mirror/PATH file://.* http://m.example.com/PATH'),
    allowedNetworks: '',
    isOffline: false,
  };
  const code = await sstate(
    'core-image-minimal',
    tasks,
    cache,
    (one, object) => Promise.resolve(one.pn === 'bash' ? `CFLAGS, since ${object.unihash.slice(0, 4)}` : null),
    options,
    cli,
  );
  return { code, out, asked };
}

test('text contains the counts, missing objects by recipe with the newest object, and each doubt once', async () => {
  expect(
    await run({ format: 'text', asksServers: true, calibration: 'confirmed' }, () =>
      Promise.resolve({ kind: 'missing' }),
    ),
  ).toEqual({
    code: 1,
    asked: 2,
    out: [
      'core-image-minimal: 5 wanted, 1 local, 1 mirror, 2 missing, 1 unknown',
      'missing: bash',
      `  bash:do_deploy ${hash('5')}`,
      `  bash:do_package ${hash('4')}`,
      `    newest: /sstate/99/99/${spec('bash')}${hash('9')}_package.tar.zst.siginfo`,
      '    differs: CFLAGS, since 9999',
      'unknown: 1 task: its value is another one each time',
    ],
  });
});

test('JSON contains an object for each task, and one for all', async () => {
  const { out, code } = await run({ format: 'json', asksServers: true, calibration: 'confirmed' }, (url) =>
    Promise.resolve(url.includes('deploy') ? { kind: 'present' } : { kind: 'missing' }),
  );
  expect(code).toBe(1);
  const printed = out.map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(printed.map(({ task: name, state }) => [name, state])).toEqual([
    ['zlib:do_package', 'local'],
    ['bash:do_deploy', 'mirror'],
    ['zlib:do_populate_sysroot', 'mirror'],
    ['bash:do_package', 'missing'],
    ['odd:do_package', 'unknown'],
    [undefined, undefined],
  ]);
  expect(printed[1]).toMatchObject({
    unihash: hash('5'),
    place: expect.stringMatching(/^http:\/\/m\.example\.com\/55\/55\/sstate%3Abash/) as string,
  });
  expect(printed[3]).toEqual({
    task: 'bash:do_package',
    state: 'missing',
    calibration: 'confirmed',
    unihash: hash('4'),
    object: `44/44/${spec('bash')}${hash('4')}_package.tar.zst`,
    newest: {
      siginfo: `/sstate/99/99/${spec('bash')}${hash('9')}_package.tar.zst.siginfo`,
      unihash: hash('9'),
      cause: 'CFLAGS, since 9999',
    },
  });
  expect(printed[4]).toEqual({
    task: 'odd:do_package',
    state: 'unknown',
    calibration: 'confirmed',
    unihash: null,
    object: null,
    reason: 'its value is another one each time',
  });
  expect(printed[5]).toEqual({
    target: 'core-image-minimal',
    calibration: 'confirmed',
    wanted: 5,
    local: 1,
    mirror: 2,
    missing: 1,
    unknown: 1,
    none: 0,
  });
});

test('a task that never has an object is neither wanted nor missing, and the reason is shown', async () => {
  const objectless = '`SSTATE_SKIP_CREATION` is set for it';
  const tasks = [task('zlib', 'do_package', '1'), task('app', 'do_package', '4', { objectless })];
  const nobody: AskServer = () => Promise.resolve({ kind: 'missing' });
  expect(await run({ format: 'text', asksServers: true, calibration: 'confirmed' }, nobody, tasks)).toEqual({
    code: 0,
    asked: 0,
    out: [
      'core-image-minimal: 1 wanted, 1 local, 0 mirror, 0 missing, 0 unknown, 1 none',
      'never in the cache: app',
      `  app:do_package: ${objectless}`,
    ],
  });
  const { out } = await run({ format: 'json', asksServers: true, calibration: 'confirmed' }, nobody, tasks);
  expect(JSON.parse(out[1]!)).toMatchObject({
    task: 'app:do_package',
    state: 'none',
    object: null,
    reason: objectless,
  });
});

test('servers are asked on request, and the objects only they could have are otherwise open', async () => {
  const { out, asked } = await run({ format: 'text', asksServers: false, calibration: 'confirmed' }, () =>
    Promise.resolve({ kind: 'present' }),
  );
  expect(asked).toBe(0);
  expect(out).toEqual([
    'core-image-minimal: 5 wanted, 1 local, 1 mirror, 0 missing, 3 unknown',
    'unknown: 2 tasks: mirror http://m.example.com: servers are asked only when that is wanted',
    'unknown: 1 task: its value is another one each time',
  ]);
});

test('a complete cache is clean, and each of 2,000 tasks is looked for', async () => {
  const many = Array.from({ length: 2000 }, (_, index) => task(`p${index}`, 'do_package', 'a'));
  const { code, out, asked } = await run(
    { format: 'text', asksServers: true, calibration: 'confirmed' },
    () => Promise.resolve({ kind: 'present' }),
    many,
  );
  expect({ code, out, asked }).toEqual({
    code: 0,
    out: ['core-image-minimal: 2000 wanted, 0 local, 2000 mirror, 0 missing, 0 unknown'],
    asked: 2000,
  });
});
