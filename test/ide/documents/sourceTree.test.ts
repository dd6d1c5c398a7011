/** Where a file shows the source tree of its recipe. */

import { beforeAll, expect, test } from 'vitest';
import { ASSUMED_BEHAVIORS } from '../../../server/src/engine/base/release';
import { readableRelease } from '../../../server/src/engine/layers/behaviors';
import { readDocument } from '../../../server/src/ide/documents/document';
import { sourceTreeIn } from '../../../server/src/ide/documents/sourceTree';
import { LAYER, RECIPE, TestAnalysis } from '../../support/analysis';

let tests: TestAnalysis;

beforeAll(async () => {
  tests = await TestAnalysis.load();
});

/** The line that shows the tree; null if the file does not show it. */
function lineIn(path: string, text: string): number | null {
  const found = sourceTreeIn(readDocument(path, text, readableRelease(ASSUMED_BEHAVIORS)), '/src/a');
  if (found) expect(found.folder).toBe('/src/a');
  return found && found.range.start.line;
}

test.each([
  ['its assignment', '/m/a_1.bb', 'inherit externalsrc\nEXTERNALSRC = "/src/a"\n', 1],
  ['the assignment of an append', '/m/a_%.bbappend', '# devtool\nEXTERNALSRC:pn-a = "/src/a"\n', 1],
  ['the class, if the configuration assigns it', '/m/a_1.bb', 'A = "1"\ninherit cmake externalsrc\n', 1],
  ['the start of a recipe whose append brings it in', '/m/a_1.bb', '# devtool modify\nA = "1"\n', 0],
])('a source tree is shown at %s', (_, path, text, line) => {
  expect(lineIn(path, text)).toBe(line);
});

test('other files of the recipe do not show it', () => {
  expect(lineIn('/m/common.inc', 'A = "1"\n')).toBeNull();
});

test.each([
  ['without the class', 'EXTERNALSRC = "/src/a"\n', null],
  ['that fetches its sources', 'inherit externalsrc\nEXTERNALSRC = ""\n', null],
  ['with sources beside the build', 'inherit externalsrc\nEXTERNALSRC = "/src/build/../a"\n', 1],
  ['with sources outside the build', 'A = "1"\ninherit externalsrc\nEXTERNALSRC = "/src/${BPN}"\nBPN = "a"\n', 2],
])('a recipe %s', async (_, text, line) => {
  const { analysis } = tests.open({ [`${LAYER}/classes/externalsrc.bbclass`]: 'EXTERNALSRC ??= ""\n', [RECIPE]: text });
  const found = await analysis.sourceTree(RECIPE);
  expect(found && [found.folder, found.range.start.line]).toEqual(line === null ? null : ['/src/a', line]);
});
