/** The address that `BB_HASHSERVE` names. Mirrors `bb.asyncrpc.client.parse_address`. */

export type HashServerAddress =
  | { readonly kind: 'unix'; readonly path: string }
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number }
  | { readonly kind: 'websocket'; readonly url: string };

const HIGHEST_PORT = 65_535;

/** Reads `unix://PATH`, `HOST:PORT`, `[HOST]:PORT` or a `ws://` or `wss://` URL; null if the text is none of them. */
export function readHashServerAddress(text: string): HashServerAddress | null {
  if (/[\0\r\n]/.test(text)) return null;
  if (text.startsWith('unix://')) {
    const path = text.slice('unix://'.length);
    return path === '' ? null : { kind: 'unix', path };
  }
  if (/^wss?:\/\/[^/]/.test(text)) return { kind: 'websocket', url: text };
  const [, bracketed, plain, port] = /^(?:\[([^\]\s]+)\]|([^:[\]/\s]+)):(\d+)$/.exec(text) ?? [];
  const host = bracketed ?? plain;
  if (host === undefined || port === undefined || Number(port) > HIGHEST_PORT) return null;
  return { kind: 'tcp', host, port: Number(port) };
}

/** The socket of the server that BitBake starts for a build directory if `BB_HASHSERVE` is `auto`. */
export function ownServerSocket(topDir: string): string {
  return `${topDir}/hashserve.sock`;
}
