/** Our encoding compared with the platform's. */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeUtf8 } from '../../../server/src/engine/digest/utf8';

test("UTF-8 encoding equals the platform's, also for lone surrogates", () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
      expect([...encodeUtf8(text)]).toEqual([...new TextEncoder().encode(text)]);
    }),
  );
  expect([...encodeUtf8('a\ud800b\udc00')]).toEqual([...new TextEncoder().encode('a\ud800b\udc00')]);
});
