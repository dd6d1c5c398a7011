/**
 * Unihashes from the database of a hash equivalence server, without a server: SQLite in WebAssembly over a snapshot in
 * memory. Mirrors the query `get_equivalent` of BitBake's `hashserv.sqlite`.
 */

import { readFile } from 'node:fs/promises';
import initSqlJs, { type Database, type SqlJsStatic } from 'sql.js';
import { type KnownUnihash, type UnihashAnswers, type UnihashSource, isUnihash } from '../../engine/sstate/unihashes';
import { readDatabase } from './databaseSnapshot';

/** The tables that contain unihashes, the newest first: since BitBake 2.8, and before that. */
const TABLES: readonly string[] = ['unihashes_v3', 'unihashes_v2'];

/**
 * The unihashes in `file` at the time of the first question. `wasm`: the path of `sql-wasm.wasm`. A file that does not
 * exist contains none.
 */
export function hashDatabase(file: string, wasm: string): UnihashSource {
  let opened: Promise<Lookup> | null = null;
  let isReported = false;
  const failed = (reason: string): UnihashAnswers => {
    const problems = isReported ? [] : [`${file}: ${reason}`];
    isReported = true;
    return { known: new Map(), problems, isComplete: false };
  };
  return {
    unihashes: async (questions): Promise<UnihashAnswers> => {
      opened ??= open(file, wasm).catch((error: unknown) => ({ kind: 'unreadable', reason: describe(error) }));
      const lookup = await opened;
      if (lookup.kind === 'unreadable') return failed(lookup.reason);
      const known = new Map<string, KnownUnihash>();
      try {
        for (const { key, method, taskhash } of questions) {
          const unihash = lookup.unihash(method, taskhash);
          if (unihash !== null) known.set(key, { unihash, origin: 'database' });
        }
      } catch (error) {
        // A later page can be damaged even where the first page is valid.
        return failed(describe(error));
      }
      return { known, problems: [], isComplete: true };
    },
    close: () => {
      void opened?.then((lookup) => {
        if (lookup.kind === 'open') lookup.close();
      });
      opened = null;
    },
  };
}

type Lookup =
  | {
      readonly kind: 'open';
      readonly unihash: (method: string, taskhash: string) => string | null;
      readonly close: () => void;
    }
  | { readonly kind: 'unreadable'; readonly reason: string };

const NOTHING: Lookup = { kind: 'open', unihash: () => null, close: () => undefined };

async function open(file: string, wasm: string): Promise<Lookup> {
  const snapshot = await readDatabase(file);
  if (snapshot.kind === 'missing') return NOTHING;
  if (snapshot.kind === 'unreadable') return snapshot;
  const sqlite = await loadSqlite(wasm);
  const database = new sqlite.Database(snapshot.bytes);
  try {
    return lookupIn(database);
  } catch (error) {
    database.close();
    return { kind: 'unreadable', reason: describe(error) };
  }
}

function lookupIn(database: Database): Lookup {
  const tables = new Set(
    database.exec("SELECT name FROM sqlite_master WHERE type = 'table'")[0]?.values.map(([name]) => String(name)),
  );
  const table = TABLES.find((name) => tables.has(name));
  if (table === undefined)
    throw new Error(
      `it is not a known kind of hash equivalence database: it has no table \`${TABLES.join('` or `')}\``,
    );
  const statement = database.prepare(`SELECT unihash FROM ${table} WHERE method = ? AND taskhash = ?`);
  return {
    kind: 'open',
    unihash: (method, taskhash) => {
      const [unihash] = statement.get([method, taskhash]);
      if (unihash === undefined || unihash === null) return null;
      if (typeof unihash === 'string' && isUnihash(unihash)) return unihash;
      throw new Error('it has a unihash that is not a hash');
    },
    close: () => database.close(),
  };
}

async function loadSqlite(wasm: string): Promise<SqlJsStatic> {
  const bytes = await readFile(wasm);
  return initSqlJs({ wasmBinary: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) });
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
