/**
 * The small workspaces of `cases/`: their content, the environment in which they are evaluated, and BitBake's answers.
 * Each case is a build directory with its own layers over `core/`; `oracle.py record` runs BitBake on it.
 */

import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { type BitbakeRelease, RECORDED_RELEASES, type RecordedRelease } from '../../server/src/engine/base/release';
import { expectationOf } from '../support/expectations';
import { type BuildEnvironment, buildEnvironment } from '../../server/src/engine/layers/buildEnvironment';
import { Engine } from '../../server/src/engine/engine';
import { RecordingFileSource } from '../../server/src/engine/files/accessLog';
import type { FileSource } from '../../server/src/engine/files/fileSource';
import type { PythonEvaluator } from '../../server/src/engine/python/pythonEvaluator';
import { nodeSha256 } from '../../server/src/node/nodeDigest';
import { nodeFileSource } from '../../server/src/node/nodeFileSource';

const CASES = path.resolve(import.meta.dirname, 'cases');

/** BitBake's result for a variant, or that it refused the recipe. Its name does not include the case's folder. */
export type RecordedAnswer =
  { readonly error: string } | { readonly tasks: Readonly<Record<string, string>>; readonly skipped?: string };

/** The answers of one side for every variant of a case. Where we know no hash, the value is the reason. */
export type Answers = Record<string, RecordedAnswer>;

/** The error of a refused recipe: BitBake's exceptions have classes, our errors do not. */
export const REFUSED = 'refused';

export interface ConformanceCase {
  readonly name: string;
  readonly about: string;
  readonly folder: string;
  readonly buildDir: string;
  readonly environment: BuildEnvironment;
  /** The releases whose BitBake was run, oldest first. */
  readonly recorded: readonly {
    readonly release: RecordedRelease;
    readonly answers: Readonly<Record<string, RecordedAnswer>>;
  }[];
}

/** All cases, by name. */
export function conformanceCases(): readonly ConformanceCase[] {
  return readdirSync(CASES).map((name) => conformanceCase(name, CASES));
}

/** One case, or a copy of it in a different folder. */
export function conformanceCase(name: string, cases: string): ConformanceCase {
  const folder = path.join(cases, name);
  const buildDir = path.join(folder, 'build');
  const { about, environment = {} } = JSON.parse(readFileSync(path.join(folder, 'case.json'), 'utf8')) as {
    about: string;
    environment?: Record<string, string>;
  };
  const recorded = RECORDED_RELEASES.flatMap((release) => {
    const answers = expectationOf<Record<string, RecordedAnswer>>(folder, release.version);
    return answers === null ? [] : [{ release, answers }];
  });
  return { name, about, folder, buildDir, environment: environmentOf(buildDir, environment), recorded };
}

/** The environment that `oracle.py record` gives BitBake. */
function environmentOf(buildDir: string, own: Readonly<Record<string, string>>): BuildEnvironment {
  return buildEnvironment(nodeFileSource(), {
    buildDir,
    bitbakeDir: buildDir,
    oeRoot: buildDir,
    hostEnvironment: {
      HOME: '/home/user',
      USER: 'user',
      LOGNAME: 'user',
      SHELL: '/bin/bash',
      LC_ALL: 'en_US.UTF-8',
      PATH: '/usr/bin:/bin',
      ...own,
    },
  });
}

/** An engine for a case, as if the workspace had this release. */
export function engineFor(
  one: ConformanceCase,
  release: BitbakeRelease,
  python: PythonEvaluator,
  files: FileSource = nodeFileSource(),
): Engine {
  return new Engine({
    release,
    python,
    sha256: nodeSha256,
    files: new RecordingFileSource(files),
    buildDir: one.buildDir,
    environment: one.environment,
  });
}

/** An engine's answers for every variant of every recipe; throws where the configuration cannot be read. */
export function engineAnswers(engine: Engine, folder: string): Answers {
  const outcome = engine.configuration();
  if (!outcome.ok)
    throw new Error(outcome.problems.map(({ file, line, message }) => `${file}:${line}: ${message}`).join('\n'));
  const answers: Answers = {};
  const inCase = (mcfn: string): string => mcfn.replace(`${folder}/`, '');
  const recipes = new Set(engine.multiconfigs().flatMap((multiconfig) => engine.recipes(multiconfig)?.recipes ?? []));
  for (const fn of recipes) {
    const result = engine.evaluate(fn);
    for (const { mcfn, skipped, tasks } of result?.variants ?? []) {
      const hashes = Object.fromEntries(
        [...tasks].map(([task, hash]) => [task, hash.kind === 'unknown' ? `unknown: ${hash.reason}` : hash.hash]),
      );
      answers[inCase(mcfn)] = skipped === null ? { tasks: hashes } : { tasks: {}, skipped };
    }
    const refusal = result?.problems.find(({ severity }) => severity === 'error');
    if (refusal && result?.variants.length === 0) answers[inCase(fn)] = { error: REFUSED };
  }
  return answers;
}

/** Recorded answers in our engine's form: BitBake loses the reason of recipes that are skipped while a file is read. */
export function inOurWords(answers: Readonly<Record<string, RecordedAnswer>>): Answers {
  return Object.fromEntries(
    Object.entries(answers).map(([mcfn, answer]): [string, RecordedAnswer] => {
      if ('error' in answer) return [mcfn, { error: REFUSED }];
      return [mcfn, answer.skipped === 'True' ? { ...answer, skipped: 'skipped while it was read' } : answer];
    }),
  );
}
