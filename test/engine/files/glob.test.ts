/** File name patterns, as Python's `glob.glob` reads them. */

import { expect, test } from 'vitest';
import { glob } from '../../../server/src/engine/files/glob';
import { MemoryFileSource } from '../../../server/src/engine/files/memoryFileSource';

const files = new MemoryFileSource(
  Object.fromEntries(
    [
      '/l/a/one.bb',
      '/l/b/two.bb',
      '/l/b/two.inc',
      '/l/b/.hidden.bb',
      '/l/b/sub/three.bb',
      '/l/c/x[1].bb',
      '/l/c/x^.bb',
      '/l/d/x].conf',
      '/l/d/xy.conf',
    ].map((path) => [path, '']),
  ),
);

test.each([
  ['/l/*/*.bb', ['/l/a/one.bb', '/l/b/two.bb', '/l/c/x[1].bb', '/l/c/x^.bb']],
  ['/l/**/*.bb', ['/l/a/one.bb', '/l/b/two.bb', '/l/c/x[1].bb', '/l/c/x^.bb']],
  ['/l/*/*/*.bb', ['/l/b/sub/three.bb']],
  ['/l/b/.*.bb', ['/l/b/.hidden.bb']],
  ['/l/[ab]/*.bb', ['/l/a/one.bb', '/l/b/two.bb']],
  ['/l/[!ab]/*.bb', ['/l/c/x[1].bb', '/l/c/x^.bb']],
  ['/l/c/x[^].bb', ['/l/c/x^.bb']],
  ['/l/c/x[[]1].bb', ['/l/c/x[1].bb']],
  ['/l/d/x[]].conf', ['/l/d/x].conf']],
  ['/l/d/x[!]].conf', ['/l/d/xy.conf']],
  ['/l/?/t?o.inc', ['/l/b/two.inc']],
  ['/l/b/two.bb', ['/l/b/two.bb']],
  ['/l/b/missing.bb', []],
  ['/l/*/tw', []],
])('%s', (pattern, found) => expect(glob(pattern, files)).toEqual(found));
