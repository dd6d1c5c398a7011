/**
 * The socket of the server that BitBake starts for a build directory. It is the only one on this machine that is asked
 * although the user does not name it.
 */

import { type Stats, lstatSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { ownServerSocket } from '../../engine/sstate/hashServerAddress';

export type OwnSocket =
  | { readonly kind: 'there'; readonly path: string }
  | { readonly kind: 'missing' }
  /** Something is at this path; `reason` says why it is not asked. */
  | { readonly kind: 'refused'; readonly reason: string };

const USER = process.getuid?.() ?? null;

/**
 * The socket in `buildDir`; links are not followed. `topDir`: the folder where BitBake puts it by the configuration.
 */
export function ownSocket(buildDir: string, topDir: string): OwnSocket {
  const socket = ownServerSocket(buildDir);
  if (realPathOf(topDir) !== realPathOf(buildDir)) {
    return statOf(ownServerSocket(topDir)) === undefined
      ? { kind: 'missing' }
      : { kind: 'refused', reason: '`TOPDIR` is not the build directory' };
  }
  const found = statOf(socket);
  if (found === undefined) return { kind: 'missing' };
  if (found.isSymbolicLink()) return { kind: 'refused', reason: 'it is a link' };
  if (!found.isSocket()) return { kind: 'refused', reason: 'it is no socket' };
  return USER !== null && found.uid !== USER
    ? { kind: 'refused', reason: 'it belongs to another user' }
    : { kind: 'there', path: socket };
}

/** Whether a path names the socket of the build directory, in any spelling. */
export function isOwnSocket(socket: string, buildDir: string): boolean {
  return (
    path.basename(socket) === path.basename(ownServerSocket(buildDir)) &&
    realPathOf(path.dirname(socket)) === realPathOf(buildDir)
  );
}

function statOf(file: string): Stats | undefined {
  try {
    return lstatSync(file, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

function realPathOf(folder: string): string {
  try {
    return realpathSync(folder);
  } catch {
    return path.resolve(folder);
  }
}
