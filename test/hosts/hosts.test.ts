/**
 * The two-host proof compared with real BitBake. For every task of the layer `meta-leaks` over the small core, the test
 * checks whether its basehash differs between hosts or between runs. The answer must be that of `expected/`, which
 * `two_hosts.py record` wrote from two, and from three, runs of BitBake. No BitBake is needed; where SIGHOUND_BITBAKE
 * names a folder with a checkout, its library is used.
 */

import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Engine } from '../../server/src/engine/engine';
import type { Proof } from '../../server/src/engine/rules/rule';
import type { Proofs } from '../../server/src/ide/findings/proofs';
import { copyOf, startProofs, userAt } from './support';

const HERE = import.meta.dirname;

/** What a different host or a later run does to a task's basehash. */
type Answer = 'same' | 'host' | 'run';
type Answers = Record<string, Record<string, Answer | `unknown: ${string}`>>;

/** A recipe for whose tasks our answer differs from BitBake's, and why ours is right. */
interface Divergence {
  readonly recipe: string;
  readonly ours: string;
  readonly reason: string;
}

const divergences = JSON.parse(readFileSync(path.join(HERE, 'divergences.json'), 'utf8')) as Divergence[];

let folder: string;
let engine: Engine;
let proofs: Proofs;
let expected: Answers;
const ours: Answers = {};

beforeAll(async () => {
  // The other host has one processor, so this host needs more than one, whatever this machine has.
  vi.spyOn(os, 'availableParallelism').mockReturnValue(2);
  folder = copyOf('hosts', ['hosts/build', 'hosts/meta-leaks']);
  const home = path.join(folder, 'home');
  mkdirSync(home);
  writeFileSync(path.join(home, '.gitconfig'), '[user]\n\tname = Somebody\n');
  ({ engine, proofs, expected } = await startProofs<Answers>({
    buildDir: path.join(folder, 'test/hosts/build'),
    // The environment with which `two_hosts.py` starts BitBake.
    hostEnvironment: {
      ...userAt(home),
      BB_ENV_PASSTHROUGH_ADDITIONS: 'LEAKS_SERVER',
      LEAKS_SERVER: 'one.example',
      LEAKS_SESSION: 'one',
    },
    here: HERE,
    recorder: 'two_hosts.py',
  }));
  for (const fn of engine.recipes('')?.recipes ?? []) await prove(fn);
});

afterAll(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true, force: true });
});

async function prove(fn: string): Promise<void> {
  const result = engine.evaluate(fn)!;
  if (result.variants.length === 0) {
    const name = path.basename(fn);
    const reason = result.problems[0]?.message ?? 'it has no variants';
    ours[name] = Object.fromEntries(Object.keys(expected[name] ?? {}).map((task) => [task, `unknown: ${reason}`]));
  }
  const byVariant = await proofs.of(result);
  for (const { mcfn, tasks } of result.variants) {
    ours[mcfn.replace(/\/.*\//, '')] = Object.fromEntries(
      [...tasks].map(([task, hash]) => [
        task,
        hash.kind === 'unknown' ? `unknown: ${hash.reason}` : answerOf(byVariant.get(mcfn)!, task),
      ]),
    );
  }
}

function answerOf({ hosts, runs, unknown }: Proof, task: string): Answers[string][string] {
  const reason = unknown.get(task);
  if (reason !== undefined) return `unknown: ${reason}`;
  return runs.has(task) ? 'run' : hosts.has(task) ? 'host' : 'same';
}

/** Each task with an answer, in code point order. */
function answersOf(answers: Answers): ReadonlyMap<string, string> {
  const tasks = Object.entries(answers).flatMap(([mcfn, ofVariant]) =>
    Object.entries(ofVariant).map(([task, answer]) => [`${mcfn}:${task}`, answer] as const),
  );
  return new Map(tasks.sort(([a], [b]) => (a < b ? -1 : 1)));
}

test('our answers equal the differences between real runs of BitBake', () => {
  const [truth, said] = [answersOf(expected), answersOf(ours)];
  const known = new Map<string, string>(
    divergences.flatMap(({ recipe, ours: answer }) =>
      Object.keys(expected[recipe]!).map((task) => [`${recipe}:${task}`, answer] as const),
    ),
  );
  const wrong = [...new Set([...truth.keys(), ...said.keys()])].flatMap((task) => {
    const [bitbakes, own] = [known.get(task) ?? truth.get(task), said.get(task)];
    return bitbakes === own ? [] : [`${task}: BitBake: ${bitbakes ?? 'no such task'}, ours: ${own ?? 'no such task'}`];
  });
  expect(wrong).toEqual([]);
});

test('the names of the recipes state the expected result', () => {
  const leaking = new Set(
    Object.entries(expected).flatMap(([mcfn, tasks]) =>
      Object.values(tasks).some((answer) => answer !== 'same') ? [nameOf(mcfn)] : [],
    ),
  );
  const names = readdirSync(path.join(HERE, 'meta-leaks/recipes')).map(nameOf);
  expect(names.filter((name) => name.startsWith('leak-') !== leaking.has(name))).toEqual([]);
  expect(names.filter((name) => name.startsWith('leak-')).length).toBeGreaterThan(100);
  expect(names.filter((name) => name.startsWith('clean-')).length).toBeGreaterThan(50);
});

test('every listed divergence occurs, and has a reason', () => {
  expect(
    divergences.filter(
      ({ recipe, ours: answer, reason }) =>
        expected[recipe] === undefined || Object.values(expected[recipe]).includes(answer as Answer) || reason === '',
    ),
  ).toEqual([]);
});

function nameOf(mcfn: string): string {
  return mcfn.replace(/^.*:/, '').replace(/_.*$/, '');
}
