/** SHA-256 by OpenSSL. */

import { createHash } from 'node:crypto';
import type { Sha256 } from '../../engine/digest/sha256';

export const nodeSha256: Sha256 = (text) => createHash('sha256').update(text, 'utf8').digest('hex');
