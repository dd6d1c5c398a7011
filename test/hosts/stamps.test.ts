/**
 * One stamp with two hashes, compared with real BitBake. `shared-stamp` must name exactly the tasks that a second build
 * of two configurations, or of two machines, runs again, whose files it replaces, or whose objects have one name.
 * `stamps.py` recorded them. No BitBake is needed; where SIGHOUND_BITBAKE names a folder with a
 * checkout, its library is used.
 */

import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sorted } from '../../server/src/engine/base/order';
import type { RecipeResult, VariantResult } from '../../server/src/engine/engine';
import type { RuleContext } from '../../server/src/engine/rules/rule';
import { stampOf, writesStamp } from '../../server/src/engine/rules/common/sharedOutputs';
import { sharedStamp } from '../../server/src/engine/rules/shared-stamp';
import { type Evidence, ruleVariant } from '../../server/src/ide/findings/findings';
import { copyOf, startProofs, userAt } from './support';

const HERE = path.join(import.meta.dirname, 'stamps');

/** Tasks by recipe: see the page beside the recipes. */
type Tasks = Record<string, readonly string[]>;
interface Answers {
  readonly multiconfigs: Tasks;
  readonly machines: Tasks;
  readonly folders: Tasks;
  readonly machineFolders: Tasks;
  readonly objects: Tasks;
}

let folder: string;
let expected: Answers;
const variants: Record<'board' | 'card', ReadonlyMap<string, VariantResult>> = { board: new Map(), card: new Map() };
const findings: Tasks = {};
const machineFindings: Tasks = {};

beforeAll(async () => {
  folder = copyOf('stamps', ['hosts/stamps']);
  for (const machine of ['board', 'card'] as const) {
    const buildDir = path.join(folder, 'test/hosts/stamps/build');
    writeFileSync(path.join(buildDir, 'conf/choice.conf'), `MACHINE = "${machine}"\n`);
    const {
      engine,
      proofs,
      expected: answers,
    } = await startProofs<Answers>({
      buildDir,
      hostEnvironment: userAt(folder),
      here: HERE,
      recorder: 'stamps.py',
    });
    expected = answers;
    const results = (engine.recipes('')?.recipes ?? []).flatMap((fn) => engine.evaluate(fn) ?? []);
    const all = results.flatMap((result) => result.variants);
    variants[machine] = new Map(
      all.filter(({ multiconfig }) => multiconfig === '').map((variant) => [variant.d.getText('PN'), variant]),
    );
    if (machine !== 'board') continue;
    for (const result of results) find(result, 'evaluation', findings);
    // A build for the other machine leaves this folder.
    mkdirSync(path.join(buildDir, 'tmp/deploy/images/card'), { recursive: true });
    for (const { fn } of results) {
      const result = engine.activate(fn)!;
      find(result, await proofs.of(result), machineFindings);
    }
  }
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What the rule finds in a recipe: with a proof, only what the proof adds. */
function find(result: RecipeResult, evidence: Evidence, found: Tasks): void {
  for (const variant of result.variants) {
    // The rule asks its context for nothing.
    const all = sharedStamp.check(ruleVariant(variant, result, evidence)!, {} as RuleContext);
    const tasks = all
      .filter(({ isProven }) => (isProven === true) === (evidence !== 'evaluation'))
      .flatMap((finding) => finding.tasks);
    if (tasks.length > 0) Object.assign(found, { [variant.d.getText('PN')]: sorted(new Set(tasks)) });
  }
}

/** The tasks of a recipe whose hashes differ between the machines, and that share what `share` says. */
function onBothMachines(share: (task: string, board: VariantResult, card: VariantResult) => boolean): Tasks {
  return Object.fromEntries(
    [...variants.board].flatMap(([name, board]): [string, readonly string[]][] => {
      const card = variants.card.get(name)!;
      const tasks = [...board.tasks].flatMap(([task, hash]) => {
        const other = card.tasks.get(task);
        expect([hash.kind, other?.kind]).toEqual(['known', 'known']);
        const differ = hash.kind === 'known' && other?.kind === 'known' && hash.hash !== other.hash;
        return differ && share(task, board, card) ? [task] : [];
      });
      return tasks.length === 0 ? [] : [[name, sorted(tasks)]];
    }),
  );
}

test('the rule names the tasks that two configurations run again in each build, or whose files one replaces', () => {
  expect(findings).toEqual({ ...expected.multiconfigs, ...expected.folders });
});

test('the rule names the tasks that a build for another machine makes run again, or whose files or objects it shares', () => {
  expect(machineFindings).toEqual({ ...expected.machines, ...expected.machineFolders, ...expected.objects });
});

test('our stamps and hashes for two machines show what BitBake runs again after a build for the other', () => {
  const ours = onBothMachines(
    (task, board, card) => writesStamp(task, board) && stampOf(task, board) === stampOf(task, card),
  );
  expect(ours).toEqual(expected.machines);
});

test('our names of objects and hashes show which objects two machines share by name and not by hash', () => {
  const nameOf = ({ d }: VariantResult): string => d.getText('BB_HASHFILENAME');
  const ours = onBothMachines((task, board, card) => task === 'do_compile' && nameOf(board) === nameOf(card));
  expect(ours).toEqual(expected.objects);
});

test('the names of the recipes state what BitBake does', () => {
  const clashing = new Set(Object.values(expected).flatMap((tasks: Tasks) => Object.keys(tasks)));
  const names = readdirSync(path.join(HERE, 'meta-stamps/recipes')).map((name) => name.replace(/_.*$/, ''));
  const clashes = (name: string): boolean => clashing.has(name) || clashing.has(`${name}-native`);
  expect(names.filter((name) => name.startsWith('clashes-') !== clashes(name))).toEqual([]);
});
