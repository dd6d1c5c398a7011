/**
 * Our engine alone, compared with the answers of real BitBake in `cases/<name>/expected/`: every task of every variant
 * of every recipe, for each release. We report what BitBake refuses. No BitBake is needed; where SIGHOUND_BITBAKE names
 * a folder with a checkout, the judge is asked the same.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { recordedRelease } from '../support/releases';
import { nodeFileSource } from '../../server/src/node/nodeFileSource';
import { Judge } from '../../server/src/pyodide/judge';
import { interpreterFiles } from '../../server/src/node/interpreterFiles';
import { loadSandboxedPython } from '../../server/src/pyodide/loadPython';
import { PyodideEvaluator } from '../../server/src/pyodide/pyodideEvaluator';
import { DEFAULT_HOST } from '../../server/src/machine/virtualHost';
import { loadTestPython } from '../support/python';
import { PYODIDE_FOLDER } from '../support/sandbox';
import {
  type Answers,
  type ConformanceCase,
  REFUSED,
  conformanceCases,
  engineAnswers,
  engineFor,
  inOurWords,
} from './cases';

const cases = conformanceCases();

describe('our engine alone', () => {
  const pythons = new Map<boolean, PyodideEvaluator>();

  beforeAll(async () => {
    // One interpreter for releases that support decorators and one for the others; cases use them one after another.
    for (const { release } of cases.flatMap(({ recorded }) => recorded)) {
      const { moduleFunctionDecorators: decorators } = release;
      if (!pythons.has(decorators)) pythons.set(decorators, await loadTestPython(nodeFileSource(), release));
    }
  });

  for (const one of cases) {
    test.each(one.recorded.map(({ release, answers }) => ({ version: release.version, release, answers })))(
      `${one.name} as in BitBake $version`,
      ({ release, answers }) => {
        const python = pythons.get(release.moduleFunctionDecorators);
        expect(engineAnswers(engineFor(one, release, python!), one.folder)).toEqual(inOurWords(answers));
      },
    );
  }

  test('every case has recorded answers', () => {
    expect(cases.length).toBeGreaterThan(0);
    expect(cases.filter(({ recorded }) => recorded.length === 0).map(({ name }) => name)).toEqual([]);
  });
});

const sources = process.env['SIGHOUND_BITBAKE'];
const bitbake = sources === undefined ? '' : path.join(sources, 'bitbake');

describe.runIf(sources !== undefined)('with a BitBake (needs SIGHOUND_BITBAKE)', () => {
  const release = recordedRelease(bitbake === '' ? '2.18' : versionOf(bitbake));
  const recorded = cases.flatMap((one) =>
    one.recorded
      .filter((record) => record.release === release)
      .map(({ answers }) => ({ name: one.name, one, answers })),
  );
  let python: PyodideEvaluator;

  beforeAll(async () => {
    const sandbox = await loadSandboxedPython({
      ...interpreterFiles(PYODIDE_FOLDER),
      files: nodeFileSource(),
      host: { ...DEFAULT_HOST, env: {}, clock: { now: 0 } },
    });
    python = new PyodideEvaluator({ sandbox, bitbakeLibrary: path.join(bitbake, 'lib'), moduleFunctions: release });
  });

  test.each(recorded)("$name: our engine with BitBake's library agrees", ({ one, answers }) => {
    expect(engineAnswers(engineFor(one, release, python), one.folder)).toEqual(inOurWords(answers));
  });

  test.each(recorded)('$name: the judge agrees', async ({ one, answers }) => {
    expect(await judge(one)).toEqual(inOurWords(answers));
  });
});

async function judge(one: ConformanceCase): Promise<Answers> {
  const judging = new Judge({
    ...interpreterFiles(PYODIDE_FOLDER),
    files: nodeFileSource(),
    refusal: () => null,
    host: DEFAULT_HOST,
    environment: one.environment,
    bitbakeDirectory: bitbake,
    buildDirectory: one.buildDir,
  });
  const answers: Answers = {};
  const started = await judging.start();
  if (!started.ok) throw new Error(started.error.message);
  const recipes = judging.recipes();
  if (!recipes.ok) throw new Error(recipes.error.message);
  for (const fn of new Set(Object.values(recipes.value).flat())) {
    const judged = judging.evaluate(fn);
    if (!judged.ok) throw new Error(judged.error.message);
    const inCase = (mcfn: string): string => mcfn.replace(`${one.folder}/`, '');
    for (const { mcfn, tasks, skipped } of judged.value.variants)
      answers[inCase(mcfn)] = skipped === undefined ? { tasks } : { tasks: {}, skipped };
    if (judged.value.errors.length > 0 && judged.value.variants.length === 0) answers[inCase(fn)] = { error: REFUSED };
  }
  return inOurWords(answers);
}

function versionOf(folder: string): string {
  return (
    /^__version__ = ["']([^"']+)["']/m.exec(readFileSync(path.join(folder, 'lib/bb/__init__.py'), 'utf8'))?.[1] ?? ''
  );
}
