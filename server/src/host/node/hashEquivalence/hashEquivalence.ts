/**
 * All that a workspace's hash equivalence says, from wherever it is kept: BitBake's own cache, then the server that `BB_HASHSERVE` names. Where
 * BitBake would start a server (`auto`), the one that runs is asked, else its database is read and the server behind it asked.
 */

import { statSync } from 'node:fs';
import { MOST_UNIHASH_CACHE_BYTES } from '../../../engine/base/limits';
import { ownServerSocket, readHashServerAddress } from '../../../engine/sstate/hashServerAddress';
import { type UnihashCache, fromCache, readUnihashCache } from '../../../engine/sstate/unihashCache';
import { type HashEquivalenceSettings, type UnihashAnswers, type UnihashOrigin, type UnihashSource, inOrder, orElse } from '../../../engine/sstate/unihashes';
import { hashDatabase } from './hashDatabase';
import { hashServer } from './hashServer';
import { readRegularFile } from '../readRegularFile';
import type { ConnectionLimits } from './lineConnection';

/** Where unihashes are looked up, in BitBake's order. `sqliteWasm`: where `sql-wasm.wasm` is. */
export function hashEquivalence(settings: HashEquivalenceSettings, sqliteWasm: string, limits?: ConnectionLimits): UnihashSource {
  const server = (name: string, origin: UnihashOrigin): UnihashSource => serverNamed(name, origin, settings, limits);
  const sources = [localCache(`${settings.cacheDir}/bb_unihashes.dat`)];
  if (settings.server === 'auto') sources.push(ownServer(settings, sqliteWasm, server));
  else if (settings.server !== '') sources.push(server(settings.server, 'server'));
  return inOrder(sources);
}

function ownServer({ topDir, databaseDir, upstream }: HashEquivalenceSettings, sqliteWasm: string, server: (name: string, origin: UnihashOrigin) => UnihashSource): UnihashSource {
  const database = hashDatabase(`${databaseDir}/hashserv.db`, sqliteWasm);
  const withoutServer = upstream === '' ? database : inOrder([database, server(upstream, 'upstream')]);
  const socket = ownServerSocket(topDir);
  if (statSync(socket, { throwIfNoEntry: false })?.isSocket() !== true) return withoutServer;
  // The socket may be left over from a server that has gone.
  return orElse(server(`unix://${socket}`, 'server'), withoutServer);
}

function serverNamed(name: string, origin: UnihashOrigin, { login, allowsNetwork }: HashEquivalenceSettings, limits: ConnectionLimits | undefined): UnihashSource {
  const address = readHashServerAddress(name);
  if (address === null) return mute(`\`${name}\` names no hash equivalence server: write unix://PATH, HOST:PORT, [HOST]:PORT or a ws:// or wss:// URL`);
  if (address.kind !== 'unix' && !allowsNetwork) return mute(`hash equivalence server ${name}: servers are asked only when that is wanted`);
  return hashServer({ name, address, login, origin, ...(limits && { limits }) });
}

/** A source that cannot be used, and says so once. */
function mute(problem: string): UnihashSource {
  let problems = [problem];
  return {
    unihashes: () => {
      const answers: UnihashAnswers = { known: new Map(), problems, isComplete: false };
      problems = [];
      return Promise.resolve(answers);
    },
    close: () => undefined,
  };
}

function localCache(file: string): UnihashSource {
  let cache: UnihashCache | null = null;
  return {
    unihashes: (questions) => {
      const problems: string[] = [];
      if (cache === null) {
        cache = new Map();
        const found = readRegularFile(file, MOST_UNIHASH_CACHE_BYTES);
        // What BitBake may be able to read decides hashes.
        if (found.kind === 'unreadable') return Promise.resolve({ known: new Map(), problems: [`${file}: ${found.reason}`], isComplete: false });
        const read = found.kind === 'bytes' ? readUnihashCache(found.bytes) : cache;
        if ('reason' in read) problems.push(`${file}: ${read.reason}; BitBake starts without it, too`);
        else cache = read;
      }
      return Promise.resolve({ known: fromCache(cache, questions), problems, isComplete: true });
    },
    close: () => undefined,
  };
}
