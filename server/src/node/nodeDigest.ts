/** SHA-256 and MD5 by OpenSSL. */

import { createHash } from 'node:crypto';
import type { Md5 } from '../engine/digest/md5';
import type { Sha256 } from '../engine/digest/sha256';

export const nodeSha256: Sha256 = (text) => createHash('sha256').update(text, 'utf8').digest('hex');

export const nodeMd5: Md5 = (bytes) => createHash('md5').update(bytes).digest('hex');
