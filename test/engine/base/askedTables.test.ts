/** The tables of questions that the engine asks a workspace's OE-Core, compared with what the engine itself does. */

import { describe, expect, test } from 'vitest';
import { FILTER_CASES, FILTER_LISTS, type FilterCase } from '../../../server/src/engine/base/dependencyFilter';
import { NAMED_OBJECTS } from '../../../server/src/engine/base/objectNameExamples';
import { readHashFilename, sstateObjectPath } from '../../../server/src/engine/sstate/objectNames';
import { openEmbeddedRundepCheck } from '../../../server/src/engine/tasks/rundepCheck';
import { RECORDED_RELEASES } from '../../../server/src/engine/base/release';
import { recipe, task } from '../tasks/support';

function keeps(
  { task: one, on, classes = [], onClasses = [], recommendsKernelModules = false }: FilterCase,
  release: (typeof RECORDED_RELEASES)[number],
): boolean {
  const { virtualNames, ...variables } = FILTER_LISTS;
  const check = openEmbeddedRundepCheck(
    { multiconfig: '', collections: [], variables },
    [new Map(Object.entries(virtualNames))],
    release,
  );
  const [, multiconfig = '', pn = '', name = ''] = /^(?:mc:([^:]*):)?([^:]*):(.*)$/.exec(on)!;
  const [ownPn = '', ownName = ''] = one.split(':');
  return check(
    { recipe: recipe(ownPn, { classes, recommendsKernelModules }), task: task(ownName) },
    { recipe: recipe(pn, { classes: onClasses, multiconfig }), task: task(name) },
  );
}

describe.each(RECORDED_RELEASES)('the dependency filter of $version', (release) => {
  test.each(FILTER_CASES)('$name', (each) => {
    expect(keeps(each, release)).toBe(each.kept);
  });
});

test.each(NAMED_OBJECTS)('$path', ({ hashFilename, task: name, unihash, isSiginfo, path }) => {
  const read = readHashFilename(hashFilename)!;
  expect(
    sstateObjectPath({
      hashFilename: read,
      task: name,
      unihash,
      nativeLsbString: 'universal',
      part: isSiginfo ? 'siginfo' : 'archive',
    }),
  ).toBe(path);
});
