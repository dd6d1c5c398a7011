/** Where a file shows the source tree of its recipe. */

import { expect, test } from 'vitest';
import { ASSUMED_BEHAVIORS } from '../../../server/src/engine/base/release';
import { readableRelease } from '../../../server/src/engine/layers/behaviors';
import { readDocument } from '../../../server/src/ide/documents/document';
import { sourceTreeIn } from '../../../server/src/ide/documents/sourceTree';

const RECIPE = '/m/a_1.bb';

/** The line that shows the tree; null if the file does not show it. */
function lineIn(path: string, text: string, sourceTree: string | null = '/src/a'): number | null {
  const variant = { mcfn: RECIPE, pn: 'a', skipped: null, tasks: {}, dependencies: {} };
  const hashes = {
    fn: RECIPE,
    appends: [],
    problems: [],
    variants: [{ ...variant, ...(sourceTree !== null && { sourceTree }) }],
  };
  const found = sourceTreeIn(readDocument(path, text, readableRelease(ASSUMED_BEHAVIORS)), hashes, RECIPE);
  if (found) expect(found.folder).toBe(sourceTree);
  return found && found.range.start.line;
}

test.each([
  ['its assignment', RECIPE, 'inherit externalsrc\nEXTERNALSRC = "/src/a"\n', 1],
  ['the assignment of an append', '/m/a_%.bbappend', '# devtool\nEXTERNALSRC:pn-a = "/src/a"\n', 1],
  ['the class, if the configuration assigns it', RECIPE, 'A = "1"\ninherit cmake externalsrc\n', 1],
  ['the start of a recipe whose append brings it in', RECIPE, '# devtool modify\nA = "1"\n', 0],
])('a source tree is shown at %s', (_, path, text, line) => {
  expect(lineIn(path, text)).toBe(line);
});

test('other files of the recipe do not show it', () => {
  expect(lineIn('/m/common.inc', 'A = "1"\n')).toBeNull();
});

test('a recipe that fetches its sources has none', () => {
  expect(lineIn(RECIPE, 'EXTERNALSRC = ""\n', null)).toBeNull();
});
