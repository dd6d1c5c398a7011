/**
 * A disk that misbehaves under a whole workspace: circular links, a layer that disappears and comes back, files that
 * change while they are read. The answer is either BitBake's, or there is a reason why there is none.
 */
import {
  appendFileSync,
  cpSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { recordedRelease } from '../support/releases';
import type { FileSource } from '../../server/src/engine/files/fileSource';
import { nodeFileSource } from '../../server/src/node/nodeFileSource';
import type { PyodideEvaluator } from '../../server/src/pyodide/pyodideEvaluator';
import { loadTestPython } from '../support/python';
import { type Answers, type ConformanceCase, conformanceCase, engineAnswers, engineFor, inOurWords } from './cases';

const RELEASE = recordedRelease('2.18');

let python: PyodideEvaluator;
let root: string;
let one: ConformanceCase;
let right: Answers;

beforeAll(async () => {
  python = await loadTestPython(nodeFileSource());
});
beforeEach(() => {
  if (root !== undefined) rmSync(root, { recursive: true, force: true });
  root = realpathSync(mkdtempSync(path.join(tmpdir(), 'sighound-disk-')));
  for (const part of ['core', 'cases/layers', 'cases/modules'])
    cpSync(path.join(import.meta.dirname, part), path.join(root, part), { recursive: true });
  one = conformanceCase('layers', path.join(root, 'cases'));
  right = inOurWords(one.recorded.find(({ release }) => release === RELEASE)?.answers ?? {});
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const inLayer = (file: string): string => path.join(one.folder, 'meta-low', file);
const answersNow = (files?: FileSource): Answers => engineAnswers(engineFor(one, RELEASE, python, files), one.folder);

test('circular links are not recipes, and the search ends', () => {
  symlinkSync('.', inLayer('whole/again'));
  symlinkSync('..', inLayer('recipes-deep/up'));
  symlinkSync('loop.bb', inLayer('recipes/loop.bb'));
  symlinkSync('nowhere', inLayer('recipes/dangling_1.0.bb'));
  const answers = answersNow();
  for (const [mcfn, answer] of Object.entries(right)) expect({ mcfn, answer: answers[mcfn] }).toEqual({ mcfn, answer });
  for (const answer of ['loop.bb', 'dangling_1.0.bb'].map((name) => answers[`meta-low/recipes/${name}`]))
    expect(answer === undefined || 'error' in answer).toBe(true);
});

test('a missing layer is reported by name, and everything is as before when it is back', () => {
  const engine = engineFor(one, RELEASE, python);
  expect(engineAnswers(engine, one.folder)).toEqual(right);
  const layer = path.join(one.folder, 'meta-extra');
  renameSync(layer, `${layer}.away`);
  engine.applyChange([layer, `${layer}/conf/layer.conf`]);
  const outcome = engine.configuration();
  expect(outcome.ok).toBe(false);
  expect(outcome.problems.map(({ message }) => message).join('\n')).toContain('meta-extra');
  expect(engine.evaluate(inLayer('recipes/appended_1.0.bb'))).toBeNull();
  renameSync(`${layer}.away`, layer);
  engine.applyChange([layer, `${layer}/conf/layer.conf`]);
  expect(engineAnswers(engine, one.folder)).toEqual(right);
});

test('a file that changes while recipes are read has its current content after the notification', () => {
  const class_ = inLayer('classes/where.bbclass');
  const recipe = inLayer('recipes/search_1.0.bb');
  const disk = nodeFileSource();
  let reads = 0;
  // Each read of the recipe changes the recipe and the class that it inherits.
  const restless: FileSource = {
    stat: (file) => disk.stat(file),
    list: (folder) => disk.list(folder),
    readLink: (file) => disk.readLink(file),
    readBytes: (file) => disk.readBytes(file),
    readPart: (file, position, length) => disk.readPart(file, position, length),
    readText: (file) => {
      const found = disk.readText(file);
      if (file === recipe && reads++ < 3) {
        appendFileSync(recipe, `V .= " ${reads}"\n`);
        appendFileSync(class_, `CLASS .= " ${reads}"\n`);
      }
      return found;
    },
  };
  const engine = engineFor(one, RELEASE, python, restless);
  engineAnswers(engine, one.folder);
  expect(reads).toBeGreaterThan(0);
  reads = Infinity;
  engine.applyChange([recipe, class_]);
  expect(engineAnswers(engine, one.folder)).toEqual(answersNow());
});

test('a file that is cut off in the middle is refused, and nothing else is', () => {
  const engine = engineFor(one, RELEASE, python);
  const recipe = inLayer('recipes/search_1.0.bb');
  const text = readFileSync(recipe, 'utf8');
  writeFileSync(recipe, `${text}do_cut() {\n    echo`);
  const name = path.relative(one.folder, recipe);
  expect(engineAnswers(engine, one.folder)).toEqual({ ...right, [name]: { error: 'refused' } });
  writeFileSync(recipe, text);
  engine.applyChange([recipe]);
  expect(engineAnswers(engine, one.folder)).toEqual(right);
});

test("a layer that is replaced by a changed copy uses the copy's Python modules", () => {
  const modules = conformanceCase('modules', path.join(root, 'cases'));
  const engine = engineFor(modules, RELEASE, python);
  const before = engineAnswers(engine, modules.folder);
  const copy = path.join(modules.folder, 'meta-lib-copy');
  cpSync(path.join(modules.folder, 'meta-lib'), copy, { recursive: true });
  appendFileSync(path.join(copy, 'lib/casemods/first.py'), '\n\ndef added(d):\n    pass\n');
  writeFileSync(path.join(copy, 'lib/casemods/second.py'), 'def other(d):\n    return d.getVar("NEVER")\n');
  const bblayers = path.join(modules.buildDir, 'conf/bblayers.conf');
  writeFileSync(bblayers, readFileSync(bblayers, 'utf8').replace('/meta-lib ', '/meta-lib-copy '));
  engine.applyChange([bblayers]);
  const after = Object.values(engineAnswers(engine, modules.folder))[0];
  expect(after).not.toEqual(Object.values(before)[0]);
  rmSync(path.join(modules.folder, 'meta-lib'), { recursive: true });
  renameSync(copy, path.join(modules.folder, 'meta-lib'));
  writeFileSync(bblayers, readFileSync(bblayers, 'utf8').replace('/meta-lib-copy ', '/meta-lib '));
  engine.applyChange([bblayers, path.join(modules.folder, 'meta-lib/lib/casemods/second.py')]);
  expect(Object.values(engineAnswers(engine, modules.folder))[0]).toEqual(after);
});
