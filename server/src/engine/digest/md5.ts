/** MD5 as a capability, for what BitBake hashes with it: the content of files. */

/** The digest of some bytes in lower-case hexadecimal, like `hashlib.md5(…).hexdigest()`. Hosts supply it. */
export type Md5 = (bytes: Uint8Array) => string;
