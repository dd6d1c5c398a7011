/** MD5 as a capability: BitBake hashes the content of files with it. */

/** The digest of some bytes in lower-case hexadecimal, like `hashlib.md5(…).hexdigest()`. Hosts supply it. */
export type Md5 = (bytes: Uint8Array) => string;
