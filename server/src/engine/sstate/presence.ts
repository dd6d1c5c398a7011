/**
 * Whether objects of the cache are there: in `SSTATE_DIR`, in mirrors that are folders, in mirrors on servers. Mirrors
 * the order of OE-Core's `sstate_checkhashes`. Each object is asked for by its name, however many there are beside it;
 * servers are asked by the host.
 */

import type { FileSource } from '../files/fileSource';
import { dirname } from '../files/posixPath';
import { unlessUnknown } from '../layers/behaviors';
import { withoutLogin } from './allowedServers';
import { type Mirror, type MirrorPlace, mirrorPlaces } from './mirrors';

/** What `SSTATE_DIR` and the variables about mirrors say. */
export interface CacheSettings {
  readonly sstateDir: string;
  readonly mirrors: readonly Mirror[];
  /** `BB_ALLOWED_NETWORKS`. */
  readonly allowedNetworks: string;
  /** `BB_NO_NETWORK` is set, and `SSTATE_MIRROR_ALLOW_NETWORK` does not make an exception of mirrors. */
  readonly isOffline: boolean;
}

/** Whether an object is there. */
export type Presence =
  | { readonly kind: 'local' | 'mirror'; readonly place: string }
  | { readonly kind: 'missing' }
  | { readonly kind: 'unknown'; readonly reason: string };

/** What a server says of an object. */
export type ServerAnswer =
  { readonly kind: 'present' | 'missing' } | { readonly kind: 'unknown'; readonly reason: string };

/** Asks a server whether there is something at a URL. Never rejects. */
export type AskServer = (url: string, login: string | null) => Promise<ServerAnswer>;

/** Asks no server, since what would be sent may come of what is the user's business alone. */
export function askNobody(secret: string): AskServer {
  return (url) =>
    Promise.resolve({
      kind: 'unknown',
      reason: `mirror ${origin(url)}: not asked, since what would be sent may come of ${secret}`,
    });
}

/**
 * Where the object is that `objectPath` (relative to the cache) names. `askServer`: null where the user does not want
 * servers to be asked.
 */
export async function findObject(
  objectPath: string,
  settings: CacheSettings,
  files: FileSource,
  askServer: AskServer | null,
): Promise<Presence> {
  const local = `${settings.sstateDir}/${objectPath}`;
  const own = askFile(local, files);
  if (own.kind === 'present') return { kind: 'local', place: local };
  const places = placesOf(objectPath, settings);
  if ('reason' in places) return places;
  let doubt: Presence = own.kind === 'unknown' ? own : { kind: 'missing' };
  for (const place of places) {
    const answer = await askPlace(place, settings, files, askServer);
    if (answer.kind === 'present') return { kind: 'mirror', place: place.kind === 'file' ? place.path : place.url };
    // A later mirror may still have it; where none has, what the first one left open stays open.
    if (answer.kind === 'unknown' && doubt.kind === 'missing') doubt = answer;
  }
  return doubt;
}

function placesOf(
  objectPath: string,
  settings: CacheSettings,
): readonly MirrorPlace[] | Extract<Presence, { readonly kind: 'unknown' }> {
  return unlessUnknown(
    () => mirrorPlaces(objectPath, settings),
    (reason) => ({ kind: 'unknown', reason }),
  );
}

function askPlace(
  place: MirrorPlace,
  { isOffline }: CacheSettings,
  files: FileSource,
  askServer: AskServer | null,
): ServerAnswer | Promise<ServerAnswer> {
  if (place.kind === 'file') return askFile(place.path, files);
  if (place.kind === 'other')
    return { kind: 'unknown', reason: `mirror ${withoutLogin(place.url)}: only files, http and https can be asked` };
  if (isOffline)
    return {
      kind: 'unknown',
      reason: `mirror ${origin(place.url)}: not asked, since \`BB_NO_NETWORK\` is set and \`SSTATE_MIRROR_ALLOW_NETWORK\` is not`,
    };
  if (askServer === null)
    return { kind: 'unknown', reason: `mirror ${origin(place.url)}: servers are asked only when that is wanted` };
  return askServer(place.url, place.login);
}

/** Whether something is at a path. Where the folder cannot be looked into nobody can tell. */
function askFile(path: string, files: FileSource): ServerAnswer {
  if (files.stat(path) !== undefined) return { kind: 'present' };
  const failure = files.failure?.(path);
  return failure === undefined
    ? { kind: 'missing' }
    : { kind: 'unknown', reason: `\`${dirname(path)}\` cannot be looked into: ${failure.reason}` };
}

/** The server of a URL, which is all of it that is the same for all objects. */
function origin(url: string): string {
  return /^\w+:\/\/[^/]*/.exec(url)?.[0] ?? url;
}
