/** Paths as part of URIs. */

/** Percent-encodes everything except the slashes; an unpaired surrogate, which no URI can contain, becomes U+FFFD. */
export function encodePath(path: string): string {
  return path
    .replace(/\p{Surrogate}/gu, '\ufffd')
    .split('/')
    .map(encodeURIComponent)
    .join('/');
}
