/**
 * Translates from the protocol to our terms: URIs to paths and names. It accepts every form of percent-encoding,
 * because clients re-encode URIs in different ways. It must not know what paths are used for.
 */

import { SIGNATURE_DOCUMENT_SCHEME } from '../../protocol/protocol';

/** The absolute path of a `file:` URI on this machine; null for any other URI. */
export function uriToPath(uri: string): string | null {
  try {
    const url = new URL(uri);
    if (url.protocol !== 'file:' || (url.host !== '' && url.host !== 'localhost')) return null;
    const path = decodeURIComponent(url.pathname);
    return path.includes('\0') ? null : path;
  } catch {
    return null;
  }
}

/** The task that a signature document is about. */
export interface SignatureDocumentName {
  readonly mcfn: string;
  readonly task: string;
  readonly part: SignaturePart;
}

/**
 * The content of a signature document: everything that the basehash is made of, the signature now, that of the last
 * build, or why the two differ.
 */
export type SignaturePart = 'inputs' | 'now' | 'last' | 'why';

const PARTS: readonly SignaturePart[] = ['now', 'last', 'why'];

/** The parts that `signatureUri` put into a URI; null if the URI is not from `signatureUri`. */
export function parseSignatureUri(uri: string): SignatureDocumentName | null {
  const prefix = `${SIGNATURE_DOCUMENT_SCHEME}:`;
  if (!uri.startsWith(prefix)) return null;
  const [written = '', query] = uri.slice(prefix.length).split('?');
  const part = PARTS.find((known) => known === query) ?? 'inputs';
  let name: string;
  try {
    name = decodeURIComponent(written);
  } catch {
    return null;
  }
  const colon = name.lastIndexOf(':');
  if (!name.startsWith('/') || colon <= 0 || colon === name.length - 1) return null;
  const location = name.slice(0, colon);
  return { mcfn: /^\/(mc|virtual):/.test(location) ? location.slice(1) : location, task: name.slice(colon + 1), part };
}
