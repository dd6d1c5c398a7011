/** Which sources are asked for unihashes, in which order, and which are not. */
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { HashEquivalenceSettings, UnihashAnswers } from '../../../server/src/engine/sstate/unihashes';
import { hashEquivalence } from '../../../server/src/node/hashEquivalence/hashEquivalence';
import { CONNECTION_LIMITS } from '../../../server/src/node/hashEquivalence/lineConnection';
import { FakeHashServer, serverWith } from './fakeHashServer';

const WASM = path.join(path.dirname(createRequire(import.meta.url).resolve('sql.js')), 'sql-wasm.wasm');
const METHOD = 'oe.sstatesig.OEOuthashBasic';
const hash = (number: number): string => number.toString(16).padStart(64, '0');
/** The unihashes of each source; they show which source answered. */
const [CACHED, SERVED, UPSTREAM] = [hash(0xc0de), hash(0x5e4e), hash(0x09)];

let build: string;
const ends: (() => void)[] = [];
beforeEach(() => {
  build = mkdtempSync(path.join(tmpdir(), 'sighound-equivalence-'));
  mkdirSync(`${build}/cache`);
});
afterEach(() => {
  for (const end of ends.splice(0)) end();
  rmSync(build, { recursive: true });
});

function settings(more: Partial<HashEquivalenceSettings> = {}): HashEquivalenceSettings {
  return {
    server: 'auto',
    upstream: '',
    topDir: build,
    buildDir: build,
    cacheDir: `${build}/cache`,
    databaseDir: `${build}/cache`,
    login: null,
    allowed: true,
    ...more,
  };
}

/** Asks for the tasks `:p:N` with taskhash N: numbers up to 8 are in the database. */
async function ask(
  numbers: readonly number[],
  more: Partial<HashEquivalenceSettings> = {},
  limits = CONNECTION_LIMITS,
): Promise<Omit<UnihashAnswers, 'known'> & { readonly known: Readonly<Record<string, string>> }> {
  const source = hashEquivalence(settings(more), WASM, limits);
  const { known, problems, isComplete } = await source.unihashes(
    numbers.map((number) => ({ key: `:p:${number}`, method: METHOD, taskhash: hash(number) })),
  );
  source.close();
  return {
    known: Object.fromEntries([...known].map(([key, { unihash, origin }]) => [key, `${origin} ${unihash}`])),
    problems,
    isComplete,
  };
}

function writeDatabase(): void {
  const fixture = path.resolve(import.meta.dirname, 'fixtures/log.db');
  copyFileSync(fixture, `${build}/cache/hashserv.db`);
  copyFileSync(`${fixture}-wal`, `${build}/cache/hashserv.db-wal`);
}

/** BitBake's own cache as Python pickles it: a list that contains a dict with pairs, and a version. */
function writeCache(entries: Readonly<Record<string, readonly [string, string]>>, version = '3'): void {
  const dict = Object.entries(entries)
    .map(([key, [taskhash, unihash]]) => `V${key}\n(V${taskhash}\nV${unihash}\nts`)
    .join('');
  writeFileSync(`${build}/cache/bb_unihashes.dat`, `(l(d${dict}aV${version}\na.`);
}

async function serve(
  rows: Readonly<Record<number, string>>,
  socket?: string,
): Promise<{ readonly server: FakeHashServer; readonly name: string }> {
  const server = new FakeHashServer(
    serverWith(
      Object.fromEntries(
        Object.entries(rows).map(([number, unihash]) => [`${METHOD} ${hash(Number(number))}`, unihash]),
      ),
    ),
  );
  ends.push(() => server.close());
  return { server, name: await server.listen(socket) };
}

describe('the setting auto', () => {
  test('knows nothing without any source', async () => {
    expect(await ask([1])).toEqual({ known: {}, problems: [], isComplete: true });
  });

  test('reads the database where no server runs', async () => {
    writeDatabase();
    expect(await ask([1, 8, 9])).toEqual({
      known: { ':p:1': `database ${hash(0x1001)}`, ':p:8': `database ${hash(0x1008)}` },
      problems: [],
      isComplete: true,
    });
  });

  test("prefers BitBake's own cache while the taskhash is the same", async () => {
    writeDatabase();
    writeCache({ ':p:1': [hash(1), CACHED], ':p:2': [hash(77), CACHED] });
    expect((await ask([1, 2])).known).toEqual({ ':p:1': `cache ${CACHED}`, ':p:2': `database ${hash(0x1002)}` });
  });

  test('asks the running server instead of its database', async () => {
    writeDatabase();
    writeCache({ ':p:1': [hash(1), CACHED] });
    const { server } = await serve({ 2: SERVED }, `${build}/hashserve.sock`);
    expect((await ask([1, 2, 3])).known).toEqual({ ':p:1': `cache ${CACHED}`, ':p:2': `server ${SERVED}` });
    expect(server.lines.filter((line) => line.startsWith(METHOD))).toEqual([
      `${METHOD} ${hash(2)}`,
      `${METHOD} ${hash(3)}`,
    ]);
  });

  test('reads the database if the server closes the connection', async () => {
    writeDatabase();
    const server = new FakeHashServer(() => null);
    ends.push(() => server.close());
    await server.listen(`${build}/hashserve.sock`);
    const answers = await ask([1], {}, { ...CONNECTION_LIMITS, answerMs: 300 });
    expect(answers.known).toEqual({ ':p:1': `database ${hash(0x1001)}` });
    expect(answers).toMatchObject({
      isComplete: true,
      problems: [`hash equivalence server unix://${build}/hashserve.sock: it does not answer within 300 ms`],
    });
  });

  test('asks the upstream server for what the database does not know, without a server of its own', async () => {
    writeDatabase();
    const { server, name } = await serve({ 1: UPSTREAM, 9: UPSTREAM });
    expect((await ask([1, 9], { upstream: name })).known).toEqual({
      ':p:1': `database ${hash(0x1001)}`,
      ':p:9': `upstream ${UPSTREAM}`,
    });
    expect(server.lines.filter((line) => line.startsWith(METHOD))).toEqual([`${METHOD} ${hash(9)}`]);
  });
});

describe('a named server', () => {
  test('is asked, and no database is read', async () => {
    writeDatabase();
    const { name } = await serve({ 2: SERVED });
    expect(await ask([1, 2], { server: name })).toEqual({
      known: { ':p:2': `server ${SERVED}` },
      problems: [],
      isComplete: true,
    });
  });

  test('is not asked where servers are not allowed', async () => {
    const { server, name } = await serve({ 2: SERVED });
    expect(await ask([2], { server: name, allowed: false })).toEqual({
      known: {},
      problems: [`hash equivalence server ${name}: servers are asked only when that is wanted`],
      isComplete: false,
    });
    expect(server.lines).toEqual([]);
  });

  test('may have a wrong name', async () => {
    expect((await ask([2], { server: 'hashes' })).problems).toEqual([
      '`hashes` names no hash equivalence server: write unix://PATH, HOST:PORT, [HOST]:PORT or a ws:// or wss:// URL',
    ]);
  });

  test('may be empty', async () => {
    writeDatabase();
    expect(await ask([1], { server: '' })).toEqual({ known: {}, problems: [], isComplete: true });
  });
});

describe("BitBake's own cache", () => {
  test.each([
    ['of another version', () => writeCache({ ':p:1': [hash(1), CACHED] }, '2'), 'its format is not version 3'],
    ['with other things in it', () => writeCache({ ':p:1': [hash(1), 'x'] }), 'it has content other than hashes'],
    [
      'that is no pickle',
      () => writeFileSync(`${build}/cache/bb_unihashes.dat`, 'garbage'),
      'it is no pickle of plain data',
    ],
    // `os.system("false")`, if a reader executed it.
    [
      'that would run something',
      () => writeFileSync(`${build}/cache/bb_unihashes.dat`, 'cos\nsystem\n(Vfalse\ntR.'),
      'it is no pickle of plain data',
    ],
  ])('%s is ignored and reported', async (_what, write, reason) => {
    write();
    writeDatabase();
    const { known, problems } = await ask([1]);
    expect(known).toEqual({ ':p:1': `database ${hash(0x1001)}` });
    expect(problems).toEqual([expect.stringContaining(`${build}/cache/bb_unihashes.dat: ${reason}`)]);
  });
});
