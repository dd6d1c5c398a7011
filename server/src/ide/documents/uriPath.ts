/** Paths as part of URIs. */

/** Percent-encodes everything but the slashes; half a surrogate pair, which no URI can carry, becomes U+FFFD. */
export function encodePath(path: string): string {
  return path
    .replace(/\p{Surrogate}/gu, '\ufffd')
    .split('/')
    .map(encodeURIComponent)
    .join('/');
}
