/**
 * All unihashes that a workspace's hash equivalence has, from every source: BitBake's own cache, then the server that
 * `BB_HASHSERVE` names. Where BitBake would start a server (`auto`), the running server is asked. If none runs, its
 * database is read and the server behind it is asked.
 */

import { MOST_UNIHASH_CACHE_BYTES } from '../../engine/base/limits';
import { mayAskHashServer, withoutLogin } from '../../engine/sstate/allowedServers';
import { type HashServerAddress, ownServerSocket, readHashServerAddress } from '../../engine/sstate/hashServerAddress';
import { type UnihashCache, fromCache, readUnihashCache } from '../../engine/sstate/unihashCache';
import {
  type HashEquivalenceSettings,
  type UnihashAnswers,
  type UnihashOrigin,
  type UnihashSource,
  sourcesInOrder,
  orElse,
  withholding,
} from '../../engine/sstate/unihashes';
import { hashDatabase } from './hashDatabase';
import { hashServer } from './hashServer';
import { readRegularFile } from '../readRegularFile';
import type { ConnectionLimits } from './lineConnection';
import { isOwnSocket, ownSocket } from './ownSocket';

/** The sources of unihashes, in BitBake's order. `sqliteWasm`: the path of `sql-wasm.wasm`. */
export function hashEquivalence(
  settings: HashEquivalenceSettings,
  sqliteWasm: string,
  limits?: ConnectionLimits,
): UnihashSource {
  const server = (name: string, origin: UnihashOrigin): UnihashSource => serverNamed(name, origin, settings, limits);
  const sources = [localCache(`${settings.cacheDir}/bb_unihashes.dat`)];
  if (settings.server === 'auto') sources.push(ownServer(settings, sqliteWasm, server));
  else if (settings.server !== '') sources.push(server(settings.server, 'server'));
  return sourcesInOrder(sources);
}

function ownServer(
  { topDir, buildDir, databaseDir, upstream }: HashEquivalenceSettings,
  sqliteWasm: string,
  server: (name: string, origin: UnihashOrigin) => UnihashSource,
): UnihashSource {
  const database = hashDatabase(`${databaseDir}/hashserv.db`, sqliteWasm);
  const withoutServer = upstream === '' ? database : sourcesInOrder([database, server(upstream, 'upstream')]);
  const socket = ownSocket(buildDir, topDir);
  switch (socket.kind) {
    case 'missing':
      return withoutServer;
    // The database contains what the server would answer.
    case 'refused':
      return sourcesInOrder([
        mute(
          `hash equivalence server unix://${ownServerSocket(topDir)}: not asked, since ${socket.reason}; its database is read`,
          true,
        ),
        withoutServer,
      ]);
    // The socket may be left over from a server that has ended.
    case 'there':
      return orElse(server(`unix://${socket.path}`, 'server'), withoutServer);
  }
}

function serverNamed(
  named: string,
  origin: UnihashOrigin,
  settings: HashEquivalenceSettings,
  limits: ConnectionLimits | undefined,
): UnihashSource {
  const address = readHashServerAddress(named);
  const name = withoutLogin(named);
  if (address === null)
    return mute(
      `\`${name}\` names no hash equivalence server: write unix://PATH, HOST:PORT, [HOST]:PORT or a ws:// or wss:// URL`,
    );
  const refusal = refusalToAsk(address, settings);
  if (refusal !== null) return mute(`hash equivalence server ${name}: ${refusal}`);
  const server = hashServer({ name, address, login: settings.login, origin, ...(limits && { limits }) });
  return withholding(server, `hash equivalence server ${name}`, settings.secret);
}

/** Why a server that the configuration names is not asked; null where it is asked. */
function refusalToAsk(
  address: HashServerAddress,
  { allowed, buildDir, topDir }: HashEquivalenceSettings,
): string | null {
  if (address.kind === 'unix' && isOwnSocket(address.path, buildDir)) {
    const socket = ownSocket(buildDir, topDir);
    if (socket.kind === 'refused' && !mayAskHashServer(address, allowed)) return `not asked, since ${socket.reason}`;
    return null;
  }
  if (mayAskHashServer(address, allowed)) return null;
  if (address.kind === 'unix')
    return 'a socket outside of the build directory is asked only when you name it (`--ask-server`, `sighound.askServers`)';
  return allowed === false
    ? 'servers are asked only when that is wanted'
    : 'it is none of the servers that may be asked; name it to allow it';
}

/** A source that cannot be used, and reports that once. `isKnown`: another source has all its answers. */
function mute(problem: string, isKnown = false): UnihashSource {
  let problems = [problem];
  return {
    unihashes: () => {
      const answers: UnihashAnswers = { known: new Map(), problems, isComplete: isKnown };
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
        // BitBake may be able to read this file, and its content decides hashes.
        if (found.kind === 'unreadable')
          return Promise.resolve({ known: new Map(), problems: [`${file}: ${found.reason}`], isComplete: false });
        const read = found.kind === 'bytes' ? readUnihashCache(found.bytes) : cache;
        if ('reason' in read) problems.push(`${file}: ${read.reason}; BitBake starts without it, too`);
        else cache = read;
      }
      return Promise.resolve({ known: fromCache(cache, questions), problems, isComplete: true });
    },
    close: () => undefined,
  };
}
