/** SHA-256 compared with published values, and over UTF-8 bytes. */

import { expect, test } from 'vitest';
import { nodeSha256 } from '../../server/src/node/nodeDigest';

test('the digest is SHA-256 of FIPS 180-4', () => {
  expect(nodeSha256('')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  expect(nodeSha256('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
});

test('the digest uses the UTF-8 bytes, a lone surrogate as U+FFFD', () => {
  expect(nodeSha256('ä€𝐀')).toBe('76b8df3be6f8f0d4593f0251db92e56f88e07c572ec0c0a5d9d30ec5a18440d7');
  expect(nodeSha256('a\ud800b')).toBe(nodeSha256('a\ufffdb'));
});
