/**
 * Unihashes from databases in use: the files that a server leaves for readers, with and without a log
 * (tools/vectors/databases.py writes them), and files that are not such databases.
 */
import {
  copyFileSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { UnihashAnswers } from '../../../server/src/engine/sstate/unihashes';
import { readDatabase } from '../../../server/src/node/hashEquivalence/databaseSnapshot';
import { hashDatabase } from '../../../server/src/node/hashEquivalence/hashDatabase';

const require = createRequire(import.meta.url);
const WASM = path.join(path.dirname(require.resolve('sql.js')), 'sql-wasm.wasm');
const FIXTURES = path.resolve(import.meta.dirname, 'fixtures');
const METHOD = 'oe.sstatesig.OEOuthashBasic';

/** The part of sql.js that creates databases. */
type LoadSqlite = () => Promise<{
  readonly Database: new () => { exec(sql: string): void; export(): Uint8Array; close(): void };
}>;

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'sighound-hashdb-'));
  file = path.join(folder, 'hashserv.db');
});
afterEach(() => rmSync(folder, { recursive: true }));

const hash = (number: number): string => number.toString(16).padStart(64, '0');

/** The known unihashes of the taskhashes 0 to 19. */
async function ask(wasm = WASM): Promise<UnihashAnswers> {
  const source = hashDatabase(file, wasm);
  try {
    return await source.unihashes(
      Array.from({ length: 20 }, (_, number) => ({ key: String(number), method: METHOD, taskhash: hash(number) })),
    );
  } finally {
    source.close();
  }
}

/** Copies a recorded database; returns a function that lists the content of its folder, with sizes and times. */
function given(name: string): () => unknown {
  copyFileSync(`${FIXTURES}/${name}.db`, file);
  copyFileSync(`${FIXTURES}/${name}.db-wal`, `${file}-wal`);
  const contents = (): unknown =>
    readdirSync(folder).map((one) => [
      one,
      statSync(path.join(folder, one)).mtimeMs,
      readFileSync(path.join(folder, one)).toString('base64'),
    ]);
  const before = contents();
  return () => expect(contents()).toEqual(before);
}

/** Taskhash 0 to `last`, each with its unihash. */
const upTo = (last: number): Record<string, string> =>
  Object.fromEntries(Array.from({ length: last + 1 }, (_, number) => [String(number), hash(number + 0x1000)]));

describe('a database in use', () => {
  test.each([
    ['log', upTo(8)],
    ['unfinished', upTo(4)],
    ['restarted', { ...upTo(11), 4: 'f'.repeat(64) }],
  ])('%s: complete transactions are known, and nothing is written', async (name, expected) => {
    const unchanged = given(name);
    const { known, problems, isComplete } = await ask();
    expect({ problems, isComplete }).toEqual({ problems: [], isComplete: true });
    expect(Object.fromEntries([...known].map(([key, { unihash }]) => [key, unihash]))).toEqual(expected);
    expect([...known.values()].every(({ origin }) => origin === 'database')).toBe(true);
    unchanged();
  });

  test('counts a truncated or damaged log as far as it is valid', async () => {
    given('log');
    const whole = readFileSync(`${file}-wal`);
    const counts: number[] = [];
    for (let length = 0; length <= whole.length; length += 97) {
      writeFileSync(`${file}-wal`, whole.subarray(0, length));
      const { known, problems } = await ask();
      expect(problems).toEqual([]);
      counts.push(known.size);
    }
    // Four came with the file, four with the first transaction, one with the second.
    expect([...new Set(counts)]).toEqual([4, 8]);
    writeFileSync(`${file}-wal`, whole);
    expect((await ask()).known.size).toBe(9);
    whole[whole.length - 1]! ^= 1;
    writeFileSync(`${file}-wal`, whole);
    expect((await ask()).known.size).toBe(8);
  });

  test('knows nothing for a different method', async () => {
    given('log');
    expect(
      (await hashDatabase(file, WASM).unihashes([{ key: 'k', method: 'other', taskhash: hash(1) }])).known.size,
    ).toBe(0);
  });

  test('is reported if it is written all the time', async () => {
    given('log');
    writeFileSync(`${file}-wal`, '');
    // The first bytes of the journal are present while a transaction is written.
    writeFileSync(`${file}-journal`, Buffer.from('d9d505f920a163d7', 'hex'));
    expect(await ask()).toEqual({
      known: new Map(),
      problems: [`${file}: it is being written all the time; try again when the build has ended`],
      isComplete: false,
    });
    writeFileSync(`${file}-journal`, Buffer.alloc(8));
    expect((await ask()).known.size).toBe(4);
  });
});

describe('a file that is not a readable database', () => {
  const problemOf = async (): Promise<string> => {
    const { known, problems, isComplete } = await ask();
    expect({ known: known.size, isComplete, count: problems.length }).toEqual({
      known: 0,
      isComplete: false,
      count: 1,
    });
    return problems[0]!.replace(`${file}: `, '');
  };

  test('knows nothing if it is missing, which is no problem', async () => {
    expect(await ask()).toEqual({ known: new Map(), problems: [], isComplete: true });
  });

  test('may be empty, a text or a folder', async () => {
    writeFileSync(file, '');
    expect(await problemOf()).toBe('it is empty');
    writeFileSync(file, 'x'.repeat(10_000));
    expect(await problemOf()).toBe('it is no SQLite database');
    rmSync(file);
    file = folder;
    expect(await problemOf()).toContain('is a folder');
  });

  test('may end too early', async () => {
    given('restarted');
    writeFileSync(`${file}-wal`, '');
    truncateSync(file, 1000);
    expect(await problemOf()).toMatch(/malformed|not a database/);
  });

  test('may have wrong pages: the result is a problem or an answer, never an exception', async () => {
    given('log');
    const bytes = readFileSync(file);
    for (let at = 100; at < bytes.length; at += 61) {
      const broken = Buffer.from(bytes);
      broken.fill(0xff, at, at + 24);
      writeFileSync(file, broken);
      const { known, problems } = await ask();
      expect(known.size === 0 || problems.length === 0).toBe(true);
    }
  });

  test('may have a different schema or different content', async () => {
    const { Database } = await (require('sql.js') as LoadSqlite)();
    const write = (...statements: readonly string[]): void => {
      const database = new Database();
      for (const statement of statements) database.exec(statement);
      writeFileSync(file, database.export());
      database.close();
    };
    write('CREATE TABLE unihashes_v9 (taskhash TEXT)');
    expect(await problemOf()).toBe(
      'it is not a known kind of hash equivalence database: it has no table `unihashes_v3` or `unihashes_v2`',
    );
    write('CREATE TABLE unihashes_v3 (other TEXT)');
    expect(await problemOf()).toBe('no such column: unihash');
    write(
      'CREATE TABLE unihashes_v3 (method TEXT, taskhash TEXT, unihash TEXT)',
      `INSERT INTO unihashes_v3 VALUES ('${METHOD}', '${hash(3)}', 'DROP')`,
    );
    expect(await problemOf()).toBe('it has a unihash that is not a hash');
    // The schema of BitBake before 2.8.
    write(
      'CREATE TABLE unihashes_v2 (method TEXT, taskhash TEXT, unihash TEXT)',
      `INSERT INTO unihashes_v2 VALUES ('${METHOD}', '${hash(3)}', '${hash(5)}')`,
    );
    expect((await ask()).known).toEqual(new Map([['3', { unihash: hash(5), origin: 'database' }]]));
  });

  test('may be too big', async () => {
    given('log');
    expect(await readDatabase(file, 1000)).toEqual({
      kind: 'unreadable',
      reason: `${path.basename(file)}: it is too big to be read here (3072 bytes; at most 1000); set \`BB_HASHSERVE\` to a server that has it`,
    });
  });

  test('is reported if SQLite is missing', async () => {
    given('log');
    const { problems } = await ask('/nowhere/sql-wasm.wasm');
    expect(problems[0]).toContain('ENOENT');
  });
});
