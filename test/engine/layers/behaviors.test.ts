/**
 * An unknown behavior of BitBake: everything that depends on it is unknown with the reason, and no question about the
 * workspace fails.
 */

import { beforeAll, expect, test } from 'vitest';
import { sorted } from '../../../server/src/engine/base/order';
import {
  type BitbakeRelease,
  DEFAULT_RELEASE,
  PROBES,
  unusableBehaviors,
} from '../../../server/src/engine/base/release';
import { exactRelease } from '../../../server/src/engine/layers/behaviors';
import { type Evaluated, type Files, RECIPE, TestWorkspace } from '../../support/workspace';

const FILES: Files = {
  '/build/conf/local.conf':
    'A ??= "1"\nA[f] ??= "2"\nINHERIT += "plain"\nBB_DEFER_BBCLASSES = "later"\nBB_HASH_CODEPARSER_VALS = "CMD=x"\n',
  'classes/plain.bbclass': 'plain_do_build () {\n  x="$(foo)"\n  $(foo) $(bar) baz\n}\nEXPORT_FUNCTIONS do_build\n',
  'classes/later.bbclass': 'LATER = "1"\n',
  'classes/variant.bbclass': 'PN:class-variant = "p-variant"\n',
  [RECIPE]: [
    'inherit later',
    'BBCLASSEXTEND = "variant"',
    'DEPENDS = "${A} b"',
    'V = "a b"',
    'V:remove = "b"',
    'V[vardepvalueexclude] = "a"',
    'W = "${@{"a": "b"}["a"]}"',
    'export W',
    'do_build[depends] = "c:do_x"',
    'do_build[vardeps] += "V W"',
    'python () {',
    '    d.renameVar("NONE", "SOME")',
    '    d.setVar("OTHER", d.getVar("A", True, True) or "")',
    '}',
    'python do_other () {',
    '    d.getVarFlag("V", 5)',
    '}',
    'addtask other after do_build',
    'addtask build',
    '',
  ].join('\n'),
};
const FIELDS = Object.keys(PROBES) as (keyof BitbakeRelease)[];
let tests: TestWorkspace;

beforeAll(async () => {
  tests = await TestWorkspace.load();
});

/**
 * Everything that the engine asks a workspace on the way to a hash, with the basehash of each task or the reason why it
 * is unknown.
 */
function asked(release: BitbakeRelease): {
  readonly evaluated: Evaluated;
  readonly hashes: ReadonlyMap<string, string>;
  readonly reasons: readonly string[];
} {
  const evaluated = tests.evaluate(FILES, { release });
  const { engine, configuration } = evaluated;
  const hashes = new Map<string, string>();
  const reasons = configuration.ok ? [] : configuration.problems.map(({ message }) => message);
  for (const recipe of engine.recipeInfos(RECIPE) ?? []) {
    if (recipe.unknown !== undefined) reasons.push(recipe.unknown);
    for (const { name, basehash, unknown } of recipe.tasks) {
      if (basehash === null) reasons.push(unknown ?? '');
      else hashes.set(`${recipe.mcfn}:${name}`, basehash);
    }
  }
  for (const { message } of evaluated.problems) reasons.push(message);
  engine.recipes();
  // Data that is shown but not hashed is available nevertheless.
  expect(engine.statementsOf(RECIPE).length).toBeGreaterThan(10);
  engine.taskConfigurations();
  return { evaluated, hashes, reasons };
}

test('the workspace is complete where all behaviors are known', () => {
  const { hashes, reasons } = asked(DEFAULT_RELEASE);
  expect(reasons).toEqual([]);
  expect(sorted([...hashes.keys()].map((tid) => tid.replace(/^.*:/, '')))).toEqual([
    'do_build',
    'do_build',
    'do_other',
    'do_other',
  ]);
});

test.each(FIELDS)('%s', (field) => {
  const known: Partial<Record<string, unknown>> = { ...DEFAULT_RELEASE };
  delete known[field];
  const right = asked(DEFAULT_RELEASE).hashes;
  const { hashes, reasons } = asked(
    exactRelease({ known: known as Partial<BitbakeRelease>, unknown: { [field]: 'it answers "no"' } }),
  );
  for (const [tid, hash] of hashes) expect([tid, hash]).toEqual([tid, right.get(tid)]);
  // A missing hash is missing because of that behavior, and the reason names it.
  if (hashes.size < right.size)
    expect(reasons.some((reason) => reason.includes(`(\`${field}\`): it answers "no"`))).toBe(true);
});

test('nothing is known where the library does not load', () => {
  const { hashes, reasons } = asked(exactRelease(unusableBehaviors('SyntaxError: x')));
  expect([...hashes]).toEqual([]);
  expect(
    reasons.every((reason) =>
      reason.includes(
        "the library of the workspace's BitBake cannot be loaded: SyntaxError: x; update or repair its checkout",
      ),
    ),
  ).toBe(true);
  expect(reasons.length).toBeGreaterThan(0);
});
