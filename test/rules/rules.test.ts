/**
 * Every rule on its fixtures. `invalid-*` has carets and the message where a diagnostic is expected; `*.fixed.*` next to
 * it has the result of its fix, if there is one. In `valid-*` the rule reports nothing; these include near misses. A `.bb` is the recipe of the example workspace, a `.conf` its `local.conf`. Files in a folder `build/`
 * replace those of the build directory. After a change of words, run
 * this with `--update`, and read what it has written.
 */

import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { LineIndex } from '../../server/src/engine/base/text';
import { RULES } from '../../server/src/engine/rules/registry';
import type { Message } from '../../server/src/engine/rules/rule';
import type { EditorAction, EditorDiagnostic } from '../../server/src/ide/api/analysisApi';
import { BUILD, RECIPE, TestAnalysis, applyEdits } from '../support/analysis';
import { annotate, parseMarked } from '../support/markers';
import { messagePattern } from '../support/ruleMessages';

let tests: TestAnalysis;

beforeAll(async () => {
  tests = await TestAnalysis.load();
});

/** Files that are no metadata, for fixtures that read them. */
const DATA = { [`${BUILD}/conf/board-id`]: 'board7\n', [`${path.posix.dirname(RECIPE)}/number`]: '7\n' };

function fixedName(name: string): string {
  return name.replace(/\.(bb|conf)$/, '.fixed.$1');
}

function pathOf(name: string): string {
  return name.endsWith('.conf') ? `${BUILD}/conf/local.conf` : RECIPE;
}

/** The files of the build directory that all fixtures of a rule need. */
function buildFiles(code: string): Record<string, string> {
  const folder = path.join(import.meta.dirname, code, 'build');
  const names = existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: 'utf8' }) : [];
  return Object.fromEntries(
    names
      .filter((name) => path.extname(name) !== '')
      .map((name) => [`${BUILD}/${name}`, readFileSync(path.join(folder, name), 'utf8')]),
  );
}

async function check(
  code: string,
  name: string,
  text: string,
): Promise<{ readonly found: readonly EditorDiagnostic[]; readonly open: ReturnType<TestAnalysis['open']> }> {
  const file = pathOf(name);
  const open = tests.open({ ...buildFiles(code), [file]: text, ...DATA });
  const diagnostics = [...(await open.analysis.diagnostics(file)), ...(await open.analysis.proofs(file))];
  // A different rule may report something, and BitBake may warn; nothing else is wrong with the metadata.
  expect(
    diagnostics.filter(
      ({ code: one, message }) => !RULES.some((rule) => rule.code === one) && !message.startsWith('BitBake warns: '),
    ),
  ).toEqual([]);
  return { found: diagnostics.filter((diagnostic) => diagnostic.code === code), open };
}

/** The first fix of a rule for a diagnostic: its own fix, or the removal of a comment. */
async function fixOf(
  code: string,
  name: string,
  { range }: EditorDiagnostic,
  { analysis }: ReturnType<TestAnalysis['open']>,
): Promise<EditorAction | undefined> {
  const offered = [
    ...(await analysis.fixes(pathOf(name), range)),
    ...(await analysis.commentActions(pathOf(name), range)),
  ];
  return offered.find((one) => one.code === code && !one.title.startsWith('Ignore '));
}

function annotated(text: string, diagnostics: readonly EditorDiagnostic[]): string {
  const lines = new LineIndex(text);
  return annotate(
    text,
    diagnostics.map(({ range, message }) => ({
      start: lines.offset(range.start),
      end: lines.offset(range.end),
      message,
    })),
  );
}

for (const { code, messages, errors = {} } of RULES) {
  const folder = path.join(import.meta.dirname, code);
  const names = readdirSync(folder).filter((name) => /^(in)?valid-/.test(name) && !name.includes('.fixed.'));
  const read = (name: string): string => readFileSync(path.join(folder, name), 'utf8');

  describe(code, () => {
    test.each(names.filter((name) => name.startsWith('invalid-')))('%s', async (name) => {
      const { text } = parseMarked(read(name));
      const { found, open } = await check(code, name, text);
      expect(found.length).toBeGreaterThan(0);
      await expect(annotated(text, found)).toMatchFileSnapshot(path.join(folder, name));
      for (const { finding, message, related } of found) {
        if (!finding) continue;
        if (finding.task !== null) expect(message).toContain(`\`${finding.task}\``);
        expect(message).toContain(`\`${finding.chain.at(-1)!.split(':')[0]!}`);
        // A value from the environment, or one that only BitBake's worker sets, is in no file.
        const isOfWorker = ['BUILDNAME', 'BB_TASKDEPDATA'].includes(finding.variable);
        const isOfSession = finding.variable.startsWith('SESSION_');
        const unplaced = isOfSession || isOfWorker ? 1 : 0;
        const links = related.filter((one) => !one.message.includes('without effect'));
        expect(links.length).toBe(finding.chain.length < 2 ? 0 : finding.chain.length - unplaced);
      }

      const fix = await fixOf(code, name, found[0]!, open);
      if (!existsSync(path.join(folder, fixedName(name)))) {
        expect(fix).toBeUndefined();
        return;
      }
      expect(fix!.newFiles).toEqual([]);
      const fixed = applyEdits(text, fix!.edits);
      expect(fixed).toBe(read(fixedName(name)));
      // The fix is valid: nothing is found any more, and the hash is the promised one.
      const again = await check(code, name, fixed);
      expect(again.found).toEqual([]);
      for (const { task, after } of fix!.changedTasks) {
        const hashes = await again.open.analysis.hashes((await again.open.analysis.recipeOf(RECIPE))!);
        expect(hashes!.variants[0]!.tasks[task]).toEqual({ basehash: after });
      }
      expect(await fixOf(code, name, found[0]!, again.open)).toBeUndefined();
    });

    test.each(names.filter((name) => name.startsWith('valid-')))('%s', async (name) => {
      const { found } = await check(code, name, read(name));
      expect(found).toEqual([]);
    });

    // A text that causes an error of the evaluation may have a finding of its own that explains the error.
    const own = Object.entries(messages).filter(([, message]) => !Object.values<Message>(errors).includes(message));
    test.each(own.length > 0 ? own : Object.entries(messages))('a fixture has the message %s', (_name, message) => {
      const written = names.flatMap((name) => parseMarked(read(name)).notes.map((note) => note.message));
      expect(written).toContainEqual(expect.stringMatching(messagePattern(message)));
    });
  });
}
