/**
 * The real hash equivalence server, asked over every kind of connection that it listens on, and its database, read
 * while it is written. Needs a checkout of BitBake: SIGHOUND_BITBAKE is the folder that contains `bitbake`. Websockets
 * also need Python's package `websockets`.
 */
import {
  type ChildProcess,
  type ChildProcessWithoutNullStreams,
  execFileSync,
  spawn,
  spawnSync,
} from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { HashEquivalenceSettings, UnihashAnswers } from '../../../server/src/engine/sstate/unihashes';
import { hashEquivalence } from '../../../server/src/node/hashEquivalence/hashEquivalence';

const sources = process.env['SIGHOUND_BITBAKE'];
const hasWebSockets = sources !== undefined && spawnSync('python3', ['-c', 'import websockets']).status === 0;

const WASM = path.join(path.dirname(createRequire(import.meta.url).resolve('sql.js')), 'sql-wasm.wasm');
const METHOD = 'oe.sstatesig.OEOuthashBasic';
const hash = (number: number): string => number.toString(16).padStart(64, '0');

/** Locks a database in a way that BitBake never does, in an incomplete transaction, until its input ends. */
const LOCK = `
import sqlite3, sys
db = sqlite3.connect(sys.argv[1], isolation_level=None)
db.execute("PRAGMA journal_mode = " + sys.argv[2])
db.execute("PRAGMA locking_mode = EXCLUSIVE")
db.execute("BEGIN EXCLUSIVE")
db.execute("DELETE FROM unihashes_v3")
print("locked", flush=True)
sys.stdin.read()
`;

/**
 * Reports like builds, with BitBake's own client: taskhashes FIRST to LAST. Two consecutive taskhashes have the same
 * output, so odd ones get the unihash of the even one before. Prints each number once the server has it.
 */
const REPORT = `
import sys
sys.path.insert(0, sys.argv[1])
import hashserv
client = hashserv.create_client(sys.argv[2])
for i in range(int(sys.argv[3]), int(sys.argv[4])):
    client.report_unihash("%064x" % i, "${METHOD}", "%064x" % (i // 2 + 0x100000), "%064x" % i)
    print(i, flush=True)
client.close()
`;

describe.runIf(sources !== undefined)('the real server (needs SIGHOUND_BITBAKE)', () => {
  let folder: string;
  let servers: ChildProcess[];
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'sighound-real-hashserv-'));
    servers = [];
  });
  afterEach(async () => {
    await Promise.all(
      servers.map(async (server) => {
        if (server.exitCode !== null || server.signalCode !== null) return;
        const gone = once(server, 'exit');
        server.kill();
        await gone;
      }),
    );
    rmSync(folder, { recursive: true });
  });

  /** Starts a server and waits until it answers BitBake's own client. */
  async function start(address: string, ...options: readonly string[]): Promise<void> {
    servers.push(
      spawn(
        'python3',
        [
          `${sources}/bitbake/bin/bitbake-hashserv`,
          '--bind',
          address,
          '--database',
          `${folder}/hashserv.db`,
          ...options,
        ],
        { stdio: 'ignore' },
      ),
    );
    await expect
      .poll(
        () =>
          spawnSync('python3', [
            '-c',
            'import sys\nsys.path.insert(0, sys.argv[1])\nimport hashserv\nhashserv.create_client(sys.argv[2]).ping()',
            `${sources}/bitbake/lib`,
            address,
          ]).status,
        { timeout: 20_000 },
      )
      .toBe(0);
  }

  const report = (address: string, first: number, last: number): void => {
    execFileSync('python3', ['-c', REPORT, `${sources}/bitbake/lib`, address, String(first), String(last)], {
      encoding: 'utf8',
    });
  };

  async function ask(numbers: readonly number[], more: Partial<HashEquivalenceSettings>): Promise<UnihashAnswers> {
    const source = hashEquivalence(
      {
        server: 'auto',
        upstream: '',
        topDir: folder,
        buildDir: folder,
        cacheDir: folder,
        databaseDir: folder,
        login: null,
        allowed: true,
        ...more,
      },
      WASM,
    );
    const answers = await source.unihashes(
      numbers.map((number) => ({ key: String(number), method: METHOD, taskhash: hash(number) })),
    );
    source.close();
    return answers;
  }

  /** The known unihashes of 0 to 11 after tasks 0 to 9 have been reported. */
  const expected = (origin: string): UnihashAnswers => ({
    known: new Map(
      Array.from({ length: 10 }, (_, number) => [
        String(number),
        { unihash: hash(number - (number % 2)), origin: origin as 'server' },
      ]),
    ),
    problems: [],
    isComplete: true,
  });
  const asked = Array.from({ length: 12 }, (_, number) => number);

  const ways: Readonly<Record<string, () => Promise<string>>> = {
    'a Unix socket': () => Promise.resolve(`unix://${folder}/hashserve.sock`),
    TCP: async () => `127.0.0.1:${await freePort('127.0.0.1')}`,
    'TCP, version 6': async () => `[::1]:${await freePort('::1')}`,
    ...(hasWebSockets && { 'a websocket': async () => `ws://127.0.0.1:${await freePort('127.0.0.1')}` }),
  };

  test.each(Object.entries(ways))('answers over %s', async (_way, address) => {
    const server = await address();
    await start(server);
    report(server, 0, 10);
    expect(await ask(asked, { server })).toEqual(expected('server'));
  });

  test('is found where BitBake starts it, and its database after it has ended', async () => {
    const server = `unix://${folder}/hashserve.sock`;
    await start(server);
    report(server, 0, 10);
    expect(await ask(asked, {})).toEqual(expected('server'));
    const names = readdirSync(folder);
    expect(await ask(asked, { topDir: '/nowhere' })).toEqual(expected('database'));
    // The server removes its own log after it has stopped; nothing has been added.
    expect(readdirSync(folder).filter((name) => !names.includes(name))).toEqual([]);

    const [process] = servers;
    process!.kill('SIGKILL');
    await once(process!, 'exit');
    const { known, problems } = await ask(asked, {});
    expect(known).toEqual(expected('database').known);
    expect(problems).toEqual([expect.stringContaining('ECONNREFUSED')]);
  });

  test('answers thousands of questions', async () => {
    const server = `unix://${folder}/hashserve.sock`;
    await start(server);
    report(server, 0, 10);
    const { known, problems } = await ask(
      Array.from({ length: 6000 }, (_, number) => number),
      {},
    );
    expect({ size: known.size, problems }).toEqual({ size: 10, problems: [] });
  });

  test('asks for a login', async () => {
    const server = `127.0.0.1:${await freePort('127.0.0.1')}`;
    await start(server, '--anon-perms', '@none', '--admin-user', 'me', '--admin-password', 'secret');
    expect((await ask([1], { server })).problems).toEqual([expect.stringMatching(/not allowed|permission/i)]);
    expect(await ask([1], { server, login: { username: 'me', password: 'secret' } })).toEqual({
      known: new Map(),
      problems: [],
      isComplete: true,
    });
    expect((await ask([1], { server, login: { username: 'me', password: 'wrong' } })).problems).toEqual([
      expect.stringMatching(/authenticate/i),
    ]);
  });

  test.each(['WAL', 'DELETE'])(
    'keeps complete transactions readable under a lock of its database (journal mode %s)',
    async (mode) => {
      const server = `unix://${folder}/hashserve.sock`;
      await start(server);
      report(server, 0, 10);
      servers[0]!.kill();
      await once(servers[0]!, 'exit');
      const locker = spawn('python3', ['-c', LOCK, `${folder}/hashserv.db`, mode]);
      servers.push(locker);
      await once(createInterface(locker.stdout), 'line');
      expect(await ask(asked, { topDir: '/nowhere' })).toEqual(expected('database'));
    },
  );

  test('writes its database, which always contains what the server has confirmed', async () => {
    const server = `unix://${folder}/hashserve.sock`;
    await start(server);
    const reporter: ChildProcessWithoutNullStreams = spawn('python3', [
      '-c',
      REPORT,
      `${sources}/bitbake/lib`,
      server,
      '0',
      '3000',
    ]);
    servers.push(reporter);
    let reported = -1;
    createInterface(reporter.stdout).on('line', (line) => {
      reported = Number(line);
    });
    const everything = Array.from({ length: 3000 }, (_, number) => number);
    let reads = 0;
    while (reported < 2999) {
      const before = reported;
      const { known, problems } = await ask(everything, { topDir: '/nowhere' });
      expect(problems).toEqual([]);
      expect(known.size).toBeGreaterThan(before);
      for (const [key, { unihash }] of known) expect(unihash).toBe(hash(Number(key) - (Number(key) % 2)));
      reads++;
    }
    expect(reads).toBeGreaterThan(5);
    expect((await ask(everything, { topDir: '/nowhere' })).known.size).toBe(3000);
  });
});

async function freePort(host: string): Promise<number> {
  const server = createServer();
  server.listen(0, host);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
