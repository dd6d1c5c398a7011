/**
 * Every rule on its fixtures: `invalid-*.bb` with marks where a diagnostic is expected and `*.fixed.bb` beside it, what its fix
 * makes of it (none where it has no fix); `valid-*.bb`, where the rule keeps silent, near misses among them. Each is the recipe of the example workspace.
 */

import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { LineIndex } from '../../server/src/engine/base/text';
import { RULES } from '../../server/src/engine/rules/registry';
import type { EditorAction, EditorDiagnostic } from '../../server/src/ide/analysisApi';
import { RECIPE, TestAnalysis, applyEdits } from '../support/analysis';
import { mark, parseMarked } from '../support/markers';

let tests: TestAnalysis;

beforeAll(async () => {
  tests = await TestAnalysis.load();
});

async function check(code: string, text: string): Promise<{ readonly found: readonly EditorDiagnostic[]; readonly open: ReturnType<TestAnalysis['open']> }> {
  const open = tests.open({ [RECIPE]: text });
  const diagnostics = [...(await open.analysis.diagnostics(RECIPE)), ...(await open.analysis.proofs(RECIPE))];
  // Another rule may have its say; nothing is wrong with the metadata.
  expect(diagnostics.filter(({ finding, code: one }) => finding === undefined && one !== 'unused-suppression')).toEqual([]);
  return { found: diagnostics.filter((diagnostic) => diagnostic.code === code), open };
}

/** The first fix of a rule for a diagnostic: by its own means, or by taking a comment away. */
async function fixOf(code: string, { range }: EditorDiagnostic, { analysis }: ReturnType<TestAnalysis['open']>): Promise<EditorAction | undefined> {
  const offered = [...(await analysis.fixes(RECIPE, range)), ...(await analysis.commentActions(RECIPE, range))];
  return offered.find((one) => one.code === code && !one.title.startsWith('Ignore '));
}

function marked(text: string, diagnostics: readonly EditorDiagnostic[]): string {
  const lines = new LineIndex(text);
  return mark(text, diagnostics.map(({ range }) => ({ start: lines.offset(range.start), end: lines.offset(range.end) })));
}

for (const { code } of RULES) {
  const folder = path.join(import.meta.dirname, code);
  const names = readdirSync(folder).filter((name) => !name.includes('.fixed.'));
  const read = (name: string): string => readFileSync(path.join(folder, name), 'utf8');

  describe(code, () => {
    test.each(names.filter((name) => name.startsWith('invalid-')))('%s', async (name) => {
      const source = read(name);
      const { text } = parseMarked(source);
      const { found, open } = await check(code, text);
      expect(marked(text, found)).toBe(source);
      for (const { finding, message, related } of found) {
        if (!finding) continue;
        if (finding.task !== null) expect(message).toContain(`\`${finding.task}\``);
        expect(message).toContain(`\`${finding.chain.at(-1)!}`);
        expect(related.length).toBe(finding.chain.length < 2 ? 0 : finding.chain.length);
      }

      const fix = await fixOf(code, found[0]!, open);
      if (!existsSync(path.join(folder, name.replace('.bb', '.fixed.bb')))) {
        expect(fix).toBeUndefined();
        return;
      }
      expect(fix!.newFiles).toEqual([]);
      const fixed = applyEdits(text, fix!.edits);
      expect(fixed).toBe(read(name.replace('.bb', '.fixed.bb')));
      // The fix holds: nothing is found any more, and the hash is the one it promised.
      const again = await check(code, fixed);
      expect(again.found).toEqual([]);
      const hashes = await again.open.analysis.hashes((await again.open.analysis.recipeOf(RECIPE))!);
      for (const { task, after } of fix!.changedTasks) expect(hashes!.variants[0]!.tasks[task]).toEqual({ basehash: after });
      expect(await fixOf(code, found[0]!, again.open)).toBeUndefined();
    });

    test.each(names.filter((name) => name.startsWith('valid-')))('%s', async (name) => {
      const { found } = await check(code, read(name));
      expect(found).toEqual([]);
    });
  });
}
