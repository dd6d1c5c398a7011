/** Our digests and encodings against the platform's. */

import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Sha256, sha256Hex } from '../../../server/src/engine/digest/sha256';
import { encodeUtf8 } from '../../../server/src/engine/digest/utf8';

const platform = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

describe('SHA-256', () => {
  test.each(['', 'abc', 'a'.repeat(55), 'a'.repeat(56), 'a'.repeat(63), 'a'.repeat(64), 'a'.repeat(65), 'ä€𝐀'.repeat(1000)])('of %# is the platform\'s', (text) => {
    expect(sha256Hex(text)).toBe(platform(Buffer.from(text, 'utf8')));
  });

  test('does not depend on how the bytes come', () => {
    fc.assert(fc.property(fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 12 }), (pieces) => {
      const digest = new Sha256();
      for (const piece of pieces) digest.update(piece);
      expect(digest.hex()).toBe(platform(Buffer.concat(pieces)));
    }));
  });
});

describe('UTF-8', () => {
  test('is the platform\'s, lone surrogates included', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
      expect([...encodeUtf8(text)]).toEqual([...new TextEncoder().encode(text)]);
    }));
    expect([...encodeUtf8('a\ud800b\udc00')]).toEqual([...new TextEncoder().encode('a\ud800b\udc00')]);
  });
});
