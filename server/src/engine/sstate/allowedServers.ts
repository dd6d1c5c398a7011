/**
 * Decides which servers may be asked. The user decides: `true` allows all servers on other machines that the
 * configuration names; a list allows servers by name. Metadata names servers but never allows one. A socket on this
 * machine belongs to some program: except for BitBake's own socket, only the user can name it.
 */

import type { HashServerAddress } from './hashServerAddress';

/**
 * The user's setting; names are `HOST`, `HOST:PORT`, `[HOST]:PORT`, `unix://PATH`, a URL of `http`, `https`, `ws` or
 * `wss`, or `*` for all except sockets.
 */
export type AllowedServers = boolean | readonly string[];

/** Means every server except sockets of this machine. */
export const ALL = '*';

/** Reads the setting of any editor or command line; a setting that is not understood allows nothing. */
export function readAllowedServers(given: unknown): AllowedServers {
  if (Array.isArray(given))
    return given
      .filter((name): name is string => typeof name === 'string' && name.trim() !== '')
      .map((name) => name.trim());
  return given === true;
}

/** Whether the equivalence server at an address may be asked. */
export function mayAskHashServer(address: HashServerAddress, allowed: AllowedServers): boolean {
  switch (address.kind) {
    case 'unix':
      return typeof allowed !== 'boolean' && allowed.includes(`unix://${address.path}`);
    case 'tcp':
      return isAmong(allowed, '', address.host, String(address.port));
    case 'websocket':
      return mayAskUrl(address.url, allowed);
  }
}

/** Whether the server of a URL may be asked. */
export function mayAskUrl(url: string, allowed: AllowedServers): boolean {
  const parts = serverOf(url);
  return parts !== null && isAmong(allowed, parts.scheme, parts.host, parts.port);
}

/** A URL or name without the part before an `@`, for display: a password must not be shown. */
export function withoutLogin(name: string): string {
  return name.replace(/^(\w[\w+.-]*:\/\/)?[^/@\s]*@/, '$1');
}

function isAmong(allowed: AllowedServers, scheme: string, host: string, port: string): boolean {
  if (typeof allowed === 'boolean') return allowed;
  return allowed.some((name) => {
    if (name === ALL) return true;
    const wanted = name.includes('://') ? serverOf(name) : serverOf(`any://${name}`);
    if (wanted === null || wanted.host !== host.toLowerCase()) return false;
    if (wanted.scheme === 'any') return wanted.port === '' || wanted.port === port;
    return wanted.scheme === scheme && wanted.port === port;
  });
}

const DEFAULT_PORTS: Readonly<Record<string, string>> = { http: '80', https: '443', ws: '80', wss: '443' };

/** Scheme, host and port of a URL; null if it has none of them. */
function serverOf(url: string): { readonly scheme: string; readonly host: string; readonly port: string } | null {
  const [, scheme = '', bracketed, plain, port = ''] =
    /^(\w+):\/\/(?:[^/?#@\s]*@)?(?:\[([^\]\s/]+)\]|([^:/?#\s[\]@]+))(?::(\d+))?(?:[/?#]|$)/.exec(url) ?? [];
  const host = bracketed ?? plain;
  return host === undefined
    ? null
    : {
        scheme: scheme.toLowerCase(),
        host: host.toLowerCase(),
        port: port === '' ? (DEFAULT_PORTS[scheme.toLowerCase()] ?? '') : port,
      };
}
