/**
 * After any edits, the engine gives the same results as a new engine for the same files: hashes, problems, recipes. The
 * edits are random and concern recipes, classes, includes, bbappends and the configuration, files that appear and
 * disappear, and files that metadata only reads.
 */

import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import type { Analysis } from '../../server/src/ide/analysis';
import { BUILD, LAYER, RECIPE, TestAnalysis } from '../support/analysis';
import { EXAMPLE, type Edit, GIT, REVISION, edit } from '../support/randomEdits';

/** An engine owns its interpreter during its whole life. */
let edited: TestAnalysis;
let fresh: TestAnalysis;

beforeAll(async () => {
  edited = await TestAnalysis.load();
  fresh = await TestAnalysis.load();
});

const original = Symbol("the example's own text");

interface Step {
  readonly edits: readonly Edit[];
  /** One by one as an editor's unsaved text, or all at once as files on disk. */
  readonly how: 'unsaved' | 'on disk';
  /** Files that are restored to their initial text, in addition to the edits. */
  readonly restored: readonly string[];
  /** The questions before the comparison: answers must not depend on earlier questions. */
  readonly questions: readonly ('hashes' | 'diagnostics' | 'fixes' | 'hover' | 'check')[];
}

const step: fc.Arbitrary<Step> = fc.record({
  edits: fc.array(edit, { minLength: 1, maxLength: 3 }),
  how: fc.constantFrom('unsaved', 'on disk'),
  restored: fc.subarray([RECIPE, `${BUILD}/conf/local.conf`, `${LAYER}/classes/base.bbclass`], { maxLength: 1 }),
  questions: fc.subarray(['hashes', 'diagnostics', 'fixes', 'hover', 'check']),
});

test('a commit counts as an edit of the recipes that ask for the revision', async () => {
  const { analysis, files } = edited.open({
    ...EXAMPLE,
    [RECIPE]: `${EXAMPLE[RECIPE]!}B1 := "${REVISION}"\ndo_compile[vardeps] += "B1"\n`,
  });
  expect((await analysis.open()).gitFolders).toEqual([GIT]);
  const hash = async (): Promise<unknown> =>
    (await analysis.hashes(RECIPE))?.variants.find(({ mcfn }) => mcfn === RECIPE)?.tasks['do_compile'];
  const before = await hash();
  expect(before).toHaveProperty('basehash', expect.stringMatching(/^[0-9a-f]{64}$/));
  files.set(`${GIT}/refs/heads/main`, `${'2'.repeat(40)}\n`);
  await analysis.filesChanged([`${GIT}/refs/heads/main`]);
  const after = await hash();
  expect(after).toHaveProperty('basehash', expect.stringMatching(/^[0-9a-f]{64}$/));
  expect(after).not.toEqual(before);
});

test('edits one after another give the same results as a new engine', async () => {
  let known = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 6 }), async (steps) => {
      const { analysis, files } = edited.open(EXAMPLE);
      const present: Record<string, string> = { ...EXAMPLE };
      await seen(analysis);
      for (const { edits, how, restored, questions } of steps) {
        const changes = new Map<string, string | null | typeof original>([
          ...restored.map((path) => [path, original] as const),
          ...edits.map(({ path, text }) => [path, text] as const),
        ]);
        for (const [path, change] of changes) {
          const text = change === original ? EXAMPLE[path]! : change;
          if (text === null) delete present[path];
          else present[path] = text;
          if (how === 'unsaved') await analysis.setText(path, change === original ? undefined : text);
          else if (change === original) files.clear(path);
          else files.set(path, text);
        }
        if (how === 'on disk') await analysis.filesChanged([...changes.keys()]);
        for (const question of questions) await ask(question, analysis);
        const found = await seen(analysis);
        expect(found).toEqual(await seen(fresh.open(present, { only: true }).analysis));
        known += found.hashes.filter((hash) => hash !== null && hash.variants.length > 0).length;
      }
    }),
    { numRuns: 120 },
  );
  // Most of the compared results were hashes, and not only failures.
  expect(known).toBeGreaterThan(100);
});

type Hashes = Awaited<ReturnType<Analysis['hashes']>>;

/** All the answers of an engine about its workspace. */
async function seen(
  analysis: Analysis,
): Promise<{ readonly opened: unknown; readonly recipes: readonly string[]; readonly hashes: readonly Hashes[] }> {
  const opened = await analysis.open();
  const { recipes } = await analysis.resolveTargets([]);
  const hashes: Hashes[] = [];
  for (const fn of recipes) hashes.push(await analysis.hashes(fn));
  return { opened, recipes, hashes };
}

async function ask(question: Step['questions'][number], analysis: Analysis): Promise<void> {
  const range = { start: { line: 0, character: 0 }, end: { line: 99, character: 0 } };
  const [first] = (await analysis.resolveTargets([])).recipes;
  switch (question) {
    case 'hashes':
      return void (await analysis.hashes(RECIPE));
    case 'diagnostics':
      return void (await analysis.diagnostics(RECIPE));
    case 'fixes':
      return void (await analysis.fixes(RECIPE, range));
    case 'hover':
      return void (await analysis.hover(RECIPE, { line: 0, character: 0 }));
    case 'check':
      return void (first !== undefined && (await analysis.check(first)));
  }
}
