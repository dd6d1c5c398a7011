/**
 * Finds whether objects of the cache exist: in `SSTATE_DIR`, in mirrors that are folders, in mirrors on servers.
 * Mirrors the order of OE-Core's `sstate_checkhashes`. Each object is requested by its name, however many other objects
 * there are; the host asks the servers.
 */

import type { FileSource } from '../files/fileSource';
import { dirname } from '../files/posixPath';
import { unlessUnknown } from '../layers/behaviors';
import { withoutLogin } from './allowedServers';
import { type Mirror, type MirrorLocation, mirrorLocations } from './mirrors';

/** The values of `SSTATE_DIR` and of the variables about mirrors. */
export interface CacheSettings {
  readonly sstateDir: string;
  readonly mirrors: readonly Mirror[];
  /** `BB_ALLOWED_NETWORKS`. */
  readonly allowedNetworks: string;
  /** `BB_NO_NETWORK` is set, and `SSTATE_MIRROR_ALLOW_NETWORK` does not exempt mirrors. */
  readonly isOffline: boolean;
}

/** Whether an object exists. */
export type Presence =
  | { readonly kind: 'local' | 'mirror'; readonly location: string }
  | { readonly kind: 'missing' }
  /** The task never has an object, whatever its hash. */
  | { readonly kind: 'none'; readonly reason: string }
  | { readonly kind: 'unknown'; readonly reason: string };

/** A server's answer about an object. */
export type ServerAnswer =
  { readonly kind: 'present' | 'missing' } | { readonly kind: 'unknown'; readonly reason: string };

/** Asks a server whether a URL exists. Never rejects. */
export type AskServer = (url: string, login: string | null) => Promise<ServerAnswer>;

/** Asks no server, since the request could contain something derived from private data of the user. */
export function askNobody(secret: string): AskServer {
  return (url) =>
    Promise.resolve({
      kind: 'unknown',
      reason: `mirror ${origin(url)}: not asked, since what would be sent may come of ${secret}`,
    });
}

/**
 * Finds the object that `objectPath` (relative to the cache) names. `askServer`: null if the user does not want servers
 * to be asked.
 */
export async function findObject(
  objectPath: string,
  settings: CacheSettings,
  files: FileSource,
  askServer: AskServer | null,
): Promise<Presence> {
  const local = `${settings.sstateDir}/${objectPath}`;
  const own = askFile(local, files);
  if (own.kind === 'present') return { kind: 'local', location: local };
  const locations = locationsOf(objectPath, settings);
  if ('reason' in locations) return locations;
  let doubt: Presence = own.kind === 'unknown' ? own : { kind: 'missing' };
  for (const location of locations) {
    const answer = await askLocation(location, settings, files, askServer);
    if (answer.kind === 'present')
      return { kind: 'mirror', location: location.kind === 'file' ? location.path : location.url };
    // A later mirror may still have the object; if none has it, the first unknown answer is the result.
    if (answer.kind === 'unknown' && doubt.kind === 'missing') doubt = answer;
  }
  return doubt;
}

function locationsOf(
  objectPath: string,
  settings: CacheSettings,
): readonly MirrorLocation[] | Extract<Presence, { readonly kind: 'unknown' }> {
  return unlessUnknown(
    () => mirrorLocations(objectPath, settings),
    (reason) => ({ kind: 'unknown', reason }),
  );
}

function askLocation(
  location: MirrorLocation,
  { isOffline }: CacheSettings,
  files: FileSource,
  askServer: AskServer | null,
): ServerAnswer | Promise<ServerAnswer> {
  if (location.kind === 'file') return askFile(location.path, files);
  if (location.kind === 'other')
    return { kind: 'unknown', reason: `mirror ${withoutLogin(location.url)}: only files, http and https can be asked` };
  if (isOffline)
    return {
      kind: 'unknown',
      reason: `mirror ${origin(location.url)}: not asked, since \`BB_NO_NETWORK\` is set and \`SSTATE_MIRROR_ALLOW_NETWORK\` is not`,
    };
  if (askServer === null)
    return { kind: 'unknown', reason: `mirror ${origin(location.url)}: servers are asked only when that is wanted` };
  return askServer(location.url, location.login);
}

/** Whether a path exists. The answer is unknown if the folder cannot be read. */
function askFile(path: string, files: FileSource): ServerAnswer {
  if (files.stat(path) !== undefined) return { kind: 'present' };
  const failure = files.failure?.(path);
  return failure === undefined
    ? { kind: 'missing' }
    : { kind: 'unknown', reason: `\`${dirname(path)}\` cannot be looked into: ${failure.reason}` };
}

/** The server of a URL: the only part that is the same for all objects. */
function origin(url: string): string {
  return /^\w+:\/\/[^/]*/.exec(url)?.[0] ?? url;
}
