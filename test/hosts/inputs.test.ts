/**
 * What hashes take from outside while metadata is parsed, compared with real BitBake. The tasks are those of
 * the layer `meta-inputs` over the small core. The test compares the basehashes before and after a change with those
 * that `inputs.py` recorded. It compares what is proven before the change with what BitBake does after it. No BitBake is needed;
 * where SIGHOUND_BITBAKE names a folder with a checkout, its library is used.
 */

import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sorted } from '../../server/src/engine/base/order';
import type { Engine } from '../../server/src/engine/engine';
import type { Proof } from '../../server/src/engine/rules/rule';
import { BITBAKE, copyOf, startProofs, userAt } from './support';

const HERE = path.join(import.meta.dirname, 'inputs');

/** A task's hash after a change: without BitBake's cache of parsed recipes, and with it. */
interface Changed {
  readonly again: string;
  readonly cached: string;
}

/** Basehashes by recipe and task: the first one, and those after a change that gives another. */
type Answers = Record<string, Record<string, { readonly first: string } & { readonly [change in Change]?: Changed }>>;
/** What is changed: files and folders, the session, or a variable of it that BitBake passes on. */
type Change = 'outside' | 'session' | 'passed';
type Hashes = Record<string, Record<string, string>>;

const SESSION = { BB_ENV_PASSTHROUGH_ADDITIONS: 'INPUTS_PASSED', INPUTS_SLOT: 'one', INPUTS_PASSED: 'one' };
const OTHER_SESSION = { ...SESSION, INPUTS_SLOT: 'two', INPUTS_NEW: 'new' };
const OTHER_PASSED = { ...SESSION, INPUTS_PASSED: 'two' };

let folder: string;
/** BitBake in the same folder as everything else, so that the other host has what recipes read beside the layers. */
let bitbake: string | null;
let expected: Answers;
let first: Hashes;
const after: Record<Change, Hashes> = { outside: {}, session: {}, passed: {} };
const proofs = new Map<string, Proof>();

beforeAll(async () => {
  folder = copyOf('inputs', ['hosts/inputs']);
  bitbake = BITBAKE && path.join(folder, 'test/bitbake');
  if (BITBAKE && bitbake) cpSync(BITBAKE, bitbake, { recursive: true });
  change('before.sh');
  const start = await startWith(SESSION);
  ({ expected } = start);
  first = hashesOf(start.engine);
  for (const fn of start.engine.recipes('')?.recipes ?? [])
    proofs.set(nameOf(fn), (await start.proofs.of(start.engine.activate(fn)!)).get(fn)!);
  after.session = hashesOf((await startWith(OTHER_SESSION)).engine);
  after.passed = hashesOf((await startWith(OTHER_PASSED)).engine);
  change('after.sh');
  after.outside = hashesOf((await startWith(SESSION)).engine);
}, 300_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function startWith(session: Record<string, string>): ReturnType<typeof startProofs<Answers>> {
  return startProofs<Answers>({
    buildDir: path.join(folder, 'test/hosts/inputs/build'),
    hostEnvironment: { ...userAt(folder), ...session },
    here: HERE,
    recorder: 'inputs.py',
    bitbake,
  });
}

function change(script: string): void {
  const INPUTS = path.join(folder, 'test/outside');
  mkdirSync(INPUTS, { recursive: true });
  const TMPDIR = path.join(folder, 'test/hosts/inputs/build/tmp');
  execFileSync('bash', ['-e', path.join(HERE, script)], { env: { ...process.env, INPUTS, TMPDIR } });
}

function nameOf(mcfn: string): string {
  return path.basename(mcfn).replace(/_.*$/, '');
}

function hashesOf(engine: Engine): Hashes {
  const results = (engine.recipes('')?.recipes ?? []).flatMap((fn) => engine.evaluate(fn)?.variants ?? []);
  return Object.fromEntries(
    results.map(({ mcfn, tasks }) => [
      nameOf(mcfn),
      Object.fromEntries(
        [...tasks].map(([task, hash]) => [task, hash.kind === 'known' ? hash.hash : `unknown: ${hash.reason}`]),
      ),
    ]),
  );
}

/** What BitBake computed, by recipe and task. */
function recorded(pick: (task: Answers[string][string]) => string): Hashes {
  return Object.fromEntries(
    Object.entries(expected).map(([name, tasks]) => [
      name,
      Object.fromEntries(Object.entries(tasks).map(([task, answer]) => [task, pick(answer)])),
    ]),
  );
}

test('our basehashes before and after the changes are those of a BitBake without a cache', () => {
  expect(first).toEqual(recorded((task) => task.first));
  for (const [changed, hashes] of Object.entries(after))
    expect(hashes, changed).toEqual(recorded((task) => task[changed as Change]?.again ?? task.first));
});

/** The tasks for which a change has an effect that `isMeant`, by recipe. */
function tasksWhere(isMeant: (task: Answers[string][string], recipe: string) => boolean): Record<string, string[]> {
  return nonEmpty(
    Object.entries(expected).map(([name, tasks]) => [
      name,
      Object.entries(tasks).flatMap(([task, answer]) => (isMeant(answer, name) ? [task] : [])),
    ]),
  );
}

function proven(tasksOf: (proof: Proof) => Iterable<string>): Record<string, string[]> {
  return nonEmpty([...proofs].map(([name, proof]) => [name, [...sorted(new Set(tasksOf(proof)))]]));
}

function nonEmpty(entries: readonly (readonly [string, string[]])[]): Record<string, string[]> {
  return Object.fromEntries(entries.filter(([, tasks]) => tasks.length > 0));
}

test('the proof names the tasks whose hashes BitBake keeps although something outside has changed', () => {
  // A product changes the hash during a build, so it matters also where BitBake notices it.
  const isMissed = ({ first: before, outside }: Answers[string][string], recipe: string): boolean =>
    outside !== undefined && (outside.cached === before || recipe.includes('-product-'));
  const kinds = ['file', 'folder', 'path', 'command', 'product'];
  expect(
    proven(({ inputs }) =>
      inputs.flatMap(({ kind, differing }) => (kinds.includes(kind) ? [...differing.keys()] : [])),
    ),
  ).toEqual(tasksWhere(isMissed));
});

test('the proof names the tasks that have another hash in another session', () => {
  expect(
    proven(({ inputs, hosts }) => [
      ...hosts.keys(),
      ...inputs.flatMap(({ kind, differing }) => (kind === 'environment' ? [...differing.keys()] : [])),
    ]),
  ).toEqual(tasksWhere(({ session, passed }) => session !== undefined || passed !== undefined));
});

test('each kind of input is named by what it is', () => {
  const kinds = Object.fromEntries(
    [...proofs].map(([name, { inputs }]) => [name, sorted(new Set(inputs.map(({ kind }) => kind)))]),
  );
  const named = (part: string): string[] =>
    Object.entries(kinds).flatMap(([name, found]) => (name.startsWith(`misses-${part}-`) ? found : []));
  expect(new Set(named('file'))).toEqual(new Set(['file']));
  expect(new Set(named('product'))).toEqual(new Set(['product']));
  expect(new Set(named('path'))).toEqual(new Set(['path']));
});

test('the names of the recipes state what BitBake does', () => {
  const names = readdirSync(path.join(HERE, 'meta-inputs/recipes')).map(nameOf);
  expect(sorted(names)).toEqual(sorted(Object.keys(expected)));
  const wrong = names.filter((name) => {
    const tasks = Object.values(expected[name]!);
    const changed = tasks.filter(({ outside }) => outside !== undefined);
    const isMissed = changed.some(({ first: before, outside }) => outside!.cached === before);
    const says = tasks.some(({ session, passed }) => session !== undefined || passed !== undefined)
      ? 'session'
      : changed.length === 0
        ? 'stays'
        : isMissed
          ? 'misses'
          : 'notices';
    return !name.startsWith(`${says}-`);
  });
  expect(wrong).toEqual([]);
});
