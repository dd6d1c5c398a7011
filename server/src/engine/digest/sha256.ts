/** SHA-256 as a capability: every platform has a fast implementation, but no synchronous one exists on all of them. */

/**
 * The digest of the UTF-8 bytes of `text` in lower-case hexadecimal, like `hashlib.sha256(…).hexdigest()`; a lone
 * surrogate counts as U+FFFD. Hosts supply it.
 */
export type Sha256 = (text: string) => string;
