/** Stored results: they answer without loading anything while they are valid, and never when they are not. */

import { beforeAll, describe, expect, test } from 'vitest';
import type { FileSource } from '../../../server/src/engine/files/fileSource';
import { MemoryFileSource } from '../../../server/src/engine/files/memoryFileSource';
import { OverlayFileSource } from '../../../server/src/engine/files/overlayFileSource';
import type { Analysis } from '../../../server/src/ide/analysis';
import type { CachedAnalysis } from '../../../server/src/ide/stored/cachedAnalysis';
import type { TaskNode, TaskState } from '../../../server/src/ide/api/tasksApi';
import { encodeUtf8 } from '../../../server/src/engine/digest/utf8';
import { nodeMd5 } from '../../../server/src/node/nodeDigest';
import type { ResultStore } from '../../../server/src/ide/resultStore';
import { BUILD, LAYER, RECIPE, TestAnalysis, exampleFiles } from '../../support/analysis';
import { startCached } from '../../support/cachedAnalysis';
import { MemoryStore } from '../../support/memoryStore';

const NAME = `${BUILD}/../meta-example/recipes-example/magic/magic_1.0.bb`;
let tests: TestAnalysis;

beforeAll(async () => {
  tests = await TestAnalysis.load();
});

/** A start of the program over the example with these files; `loads` counts how often the engine was needed. */
function start(
  store: ResultStore,
  given: Readonly<Record<string, string>> = {},
  otherHost = '{}',
): { readonly cached: CachedAnalysis; readonly loads: () => number } {
  let loads = 0;
  const files = new OverlayFileSource(new MemoryFileSource({ ...exampleFiles(), ...given }));
  const load = (): Analysis => {
    loads++;
    return tests.open(given, { files }).analysis;
  };
  return { cached: startCached(files, store, load, otherHost), loads: () => loads };
}

async function filled(given: Readonly<Record<string, string>> = {}): Promise<MemoryStore> {
  const store = new MemoryStore();
  const { cached } = start(store, given);
  await cached.open();
  for (const fn of (await cached.resolveTargets([])).recipes) await cached.hashes(fn);
  return store;
}

describe('while nothing has changed', () => {
  test('everything about hashes is answered without the engine, with the same result', async () => {
    const store = await filled();
    const real = tests.open().analysis;
    const state = expect.stringMatching(/^[0-9a-f]{64}$/) as string;
    const expected = [
      { ...(await real.open()), state },
      await real.hashes(NAME),
      await real.lenses(RECIPE),
      await real.recipeOf(RECIPE),
      await real.resolveTargets(['hello']),
      await real.resolveTargets([]),
    ];
    const { cached, loads } = start(store);
    expect([
      await cached.open(),
      await cached.hashes(NAME),
      await cached.lenses(RECIPE),
      await cached.recipeOf(RECIPE),
      await cached.resolveTargets(['hello']),
      await cached.resolveTargets([]),
    ]).toEqual(expected);
    expect(loads()).toBe(0);
  });

  test('a folder that is no longer a git repository is not named, though no result depends on it', async () => {
    const git = `${LAYER}/.git`;
    const folders = {
      [`${git}/objects/info/packs`]: '',
      [`${git}/refs/heads/main`]: `${'1'.repeat(40)}\n`,
      [`${git}/config`]: '',
    };
    const store = await filled({ ...folders, [`${git}/HEAD`]: 'ref: refs/heads/main\n' });
    const whole = start(store, { ...folders, [`${git}/HEAD`]: 'ref: refs/heads/main\n' });
    const broken = start(store, folders);
    expect([(await whole.cached.open()).gitFolders, (await broken.cached.open()).gitFolders]).toEqual([[git], []]);
    expect([whole.loads(), broken.loads()]).toEqual([0, 0]);
  });

  test('all recipes and named recipes come from the engine while nothing is stored', async () => {
    const { cached, loads } = start(new MemoryStore());
    expect((await cached.resolveTargets([])).recipes.length).toBe(2);
    expect((await cached.resolveTargets(['hello', 'none'])).unknown).toEqual(['none']);
    expect(loads()).toBe(1);
  });

  test('proofs about a recipe are answered without the engine, with the same result', async () => {
    const store = await filled();
    const expected = await start(store).cached.proofs(RECIPE);
    expect(expected.length).toBe(1);
    const { cached, loads } = start(store);
    expect(await cached.proofs(RECIPE)).toEqual(expected);
    expect(loads()).toBe(0);
    await cached.prepare(RECIPE);
    expect(loads()).toBe(1);
    await cached.setText(RECIPE, 'do_magictask() {\n    true\n}\naddtask magictask\n');
    expect(await cached.proofs(RECIPE)).toEqual([]);
    await cached.setText(RECIPE, undefined);
    expect(await cached.proofs(RECIPE)).toEqual(expected);
  });

  test('a proof depends on the files that only the other host reads', async () => {
    const file = `${LAYER}/only.txt`;
    const recipe = {
      [RECIPE]: `${exampleFiles()[RECIPE]}WHERE := "\${@'here' if d.getVar('TOPDIR') == '${BUILD}' else open('${file}'.replace('/ws', d.getVar('TOPDIR')[:-6])).read()}"\ndo_magictask[vardeps] += "WHERE"\n`,
    };
    const store = await filled({ ...recipe, [file]: 'one' });
    const compared = async (text: string): Promise<readonly [string, number]> => {
      const { cached, loads } = start(store, { ...recipe, [file]: text });
      return [JSON.stringify(await cached.compareHosts(NAME)), loads()];
    };
    const [first, again] = [await compared('one'), await compared('one')];
    expect(first[0]).toContain('"one"');
    expect(again).toEqual([first[0], 0]);
    const [changed, loads] = await compared('other');
    expect(changed).toContain('"other"');
    expect(loads).toBe(1);
  });

  test('a proof for one other host does not apply to another', async () => {
    const store = await filled();
    await start(store).cached.proofs(RECIPE);
    await start(store).cached.check(NAME);
    await start(store).cached.compareHosts(NAME);
    const again = start(store);
    const other = start(store, {}, '{"user":"ci"}');
    for (const { cached } of [again, other]) {
      await cached.proofs(RECIPE);
      await cached.check(NAME);
      await cached.compareHosts(NAME);
      await cached.hashes(NAME);
    }
    expect([again.loads(), other.loads()]).toEqual([0, 1]);
  });

  test('a result that is not stored loads the engine, once', async () => {
    const { cached, loads } = start(await filled());
    expect((await cached.proofs(RECIPE)).length).toBe(1);
    expect(await cached.signatureDocument(NAME, 'do_magictask')).toContain('MYVAR');
    expect(loads()).toBe(1);
  });
});

test('nothing is stored for a workspace with more Python modules than can be watched', async () => {
  const folders = Array.from({ length: 5002 }, (_, index) => [`${LAYER}/lib/f${index}/m.py`, '']);
  const modules = Object.fromEntries(folders) as Record<string, string>;
  const { cached, loads } = start(await filled(modules), modules);
  await cached.hashes(NAME);
  expect(loads()).toBe(1);
});

describe('a change causes a new evaluation', () => {
  test('of the tasks of all recipes, where the configuration changed', async () => {
    const store = await filled();
    for (const { cached } of [start(store), start(new MemoryStore())]) {
      const before = await cached.taskHashes({ kind: 'everything' });
      expect(await cached.recipesWithoutTasks()).toEqual([]);
      for (const text of [
        'do_configure() {\n\ttrue\n}\naddtask configure\n',
        'do_configure() {\n\tfalse\n}\naddtask configure\n',
      ]) {
        await cached.setText('/ws/meta-example/classes/base.bbclass', text);
        expect((await cached.recipesWithoutTasks()).length).toBe(2);
        const after = await cached.taskHashes({ kind: 'everything' });
        expect(Object.keys(after.tasks)).toEqual(Object.keys(before.tasks));
        for (const [mcfn, tasks] of Object.entries(after.tasks))
          expect(tasks['do_configure']).not.toEqual(before.tasks[mcfn]?.['do_configure']);
      }
    }
  });

  test.each<[string, Record<string, string>]>([
    ['the recipe', { [RECIPE]: 'do_magictask() {\n    true\n}\naddtask magictask\n' }],
    ['a class', { [`${LAYER}/classes/base.bbclass`]: 'addtask build\ndo_build() {\n    :\n}\n' }],
    ['local.conf', { [`${BUILD}/conf/local.conf`]: 'MACHINE = "another-machine"\n' }],
    ['a new bbappend', { [`${LAYER}/recipes-example/magic/magic_1.0.bbappend`]: 'MYVAR = "new"\n' }],
    ['a class that hides another', { [`${BUILD}/classes/base.bbclass`]: 'addtask build\ndo_build() {\n    :\n}\n' }],
    ['a new recipe', { [`${LAYER}/recipes-example/magic/other_1.0.bb`]: '' }],
    ['a Python module', { [`${LAYER}/lib/new.py`]: '' }],
  ])('%s', async (_name, change) => {
    const { cached, loads } = start(await filled({ [`${LAYER}/lib/old.py`]: '' }), {
      [`${LAYER}/lib/old.py`]: '',
      ...change,
    });
    const { analysis } = tests.open({ [`${LAYER}/lib/old.py`]: '', ...change });
    const expected = await analysis.hashes(NAME);
    await cached.open();
    expect(await cached.hashes(NAME)).toEqual(expected);
    expect(loads()).toBe(1);
  });

  test('after unsaved text, whose results are not stored', async () => {
    const store = await filled();
    const before = new Map(store.entries);
    const { cached, loads } = start(store);
    await cached.open();
    const stored = await cached.hashes(NAME);
    await cached.setText(RECIPE, 'do_magictask() {\n    true\n}\naddtask magictask\n');
    expect(await cached.hashes(NAME)).not.toEqual(stored);
    expect(loads()).toBe(1);
    expect(store.entries).toEqual(before);
    await cached.setText(RECIPE, undefined);
    expect(await cached.hashes(NAME)).toEqual(stored);
  });
});

test("results of a file's old text are never stored for its new text, also without a notification", async () => {
  const shared = `${LAYER}/classes/shared.bbclass`;
  const recipes = ['a', 'b'].map((name) => `${LAYER}/recipes-example/magic/${name}_1.0.bb`);
  const given = {
    [shared]: 'export A = "old"\n',
    ...Object.fromEntries(
      recipes.map((fn) => [fn, 'inherit shared\ndo_magictask() {\n    echo ${A}\n}\naddtask magictask\n']),
    ),
  };
  let disk: FileSource = new MemoryFileSource({ ...exampleFiles(), ...given });
  const files = new OverlayFileSource({
    stat: (path) => disk.stat(path),
    list: (path) => disk.list(path),
    readText: (path) => disk.readText(path),
    readBytes: (path) => disk.readBytes(path),
    readPart: (path, position, length) => disk.readPart(path, position, length),
    readLink: (path) => disk.readLink(path),
  });
  const store = new MemoryStore();
  const cached = startCached(files, store, () => tests.open({}, { files }).analysis);
  await cached.open();
  const names = (await cached.resolveTargets(['a', 'b'])).recipes;
  const before = await cached.hashes(names[0] ?? '');
  const changed = { ...given, [shared]: 'export A = "a new one"\n' };
  disk = new MemoryFileSource({ ...exampleFiles(), ...changed });
  const stale = await cached.hashes(names[1] ?? '');
  const next = start(store, changed);
  const fresh = await next.cached.hashes(names[1] ?? '');
  expect(next.loads()).toBe(1);
  expect(fresh).not.toEqual(stale);
  await cached.filesChanged([shared]);
  expect(await cached.hashes(names[0] ?? '')).not.toEqual(before);
  expect(await cached.hashes(names[1] ?? '')).toEqual(fresh);
});

test('unknown and wrong results are not stored', async () => {
  const store = await filled({
    [RECIPE]:
      "A = \"${@__import__('subprocess').check_output(['frobnicate'])}\"\ndo_magictask() {\n    echo ${A}\n}\naddtask magictask\n",
  });
  expect(store.get(NAME)).toBeNull();
  expect(store.entries.size).toBe(2);
});

describe('tasks of the whole workspace', () => {
  const CONF = { [`${BUILD}/conf/local.conf`]: 'BB_SIGNATURE_HANDLER = "basichash"\n' };
  const OTHER = `${BUILD}/../meta-example/recipes-example/hello/hello_2.1.bb`;
  const TEXT = 'do_magictask() {\n    true\n}\naddtask magictask\n';

  async function withTasks(given = CONF): Promise<MemoryStore> {
    const store = new MemoryStore();
    const { cached } = start(store, given);
    for (const fn of (await cached.resolveTargets([])).recipes) await cached.recipeTasks(fn, { keep: 'hashes' });
    await cached.taskConfigurations();
    return store;
  }

  const stateOf = async (cached: CachedAnalysis, task: string, fn = NAME): Promise<TaskState | undefined> =>
    (await cached.taskStates(fn)).find((state) => state.task === task);

  test('are reported without the engine, each with its dependencies', async () => {
    const { cached, loads } = start(await withTasks(), CONF);
    expect(await cached.recipesWithoutTasks()).toEqual([]);
    const { tasks } = await cached.taskHashes({ kind: 'recipes', recipes: [NAME] });
    for (const { task, hash } of await cached.taskStates(NAME)) expect(hash).toEqual(tasks[NAME]?.[task]);
    const compiled = await stateOf(cached, 'do_compile');
    expect(await cached.taskInputs(NAME, 'do_magictask')).toMatchObject({
      task: 'do_magictask',
      dependencies: [compiled],
      checksums: [],
      object: null,
    });
    expect(await cached.taskInputs(NAME, 'do_nothing')).toBeNull();
    expect(loads()).toBe(0);
  });

  test('are affected by unsaved text of a recipe only in that recipe and in its dependents', async () => {
    const { cached, loads } = start(await withTasks(), CONF);
    const [before, other] = [await stateOf(cached, 'do_magictask'), await cached.taskStates(OTHER)];
    await cached.setText(RECIPE, TEXT);
    expect(await cached.recipesWithoutTasks()).toEqual([NAME]);
    expect(loads()).toBe(0);
    const editor = start(new MemoryStore(), CONF);
    await editor.cached.setText(RECIPE, TEXT);
    const found = await editor.cached.recipeTasks(NAME);
    await cached.learnTasks(found ? [found] : []);
    expect(await stateOf(cached, 'do_magictask')).not.toEqual(before);
    expect(await cached.taskStates(OTHER)).toEqual(other);
    await cached.setText(RECIPE, undefined);
    expect(await stateOf(cached, 'do_magictask')).toEqual(before);
    expect(loads()).toBe(0);
  });

  test('ask once what Python adds to DEPENDS while the question stays the same', async () => {
    const extra = `${exampleFiles()[RECIPE] ?? ''}\npython calculate_extra_depends() {\n    deps.append('hello')\n}\n`;
    const given = { ...CONF, [RECIPE]: extra };
    const store = await withTasks(given);
    const [first, second] = [start(store, given), start(store, given)];
    const hashes = await first.cached.taskHashes({ kind: 'everything' });
    expect(await second.cached.taskHashes({ kind: 'everything' })).toEqual(hashes);
    expect([first.loads(), second.loads()]).toEqual([1, 0]);
  });

  test('give each of several edits the impact that it has alone', async () => {
    const store = await withTasks();
    const before = await start(store, CONF).cached.recipeTasks(NAME);
    const edited = async (text: string, { cached }: ReturnType<typeof start>): Promise<unknown> => {
      const editor = start(new MemoryStore(), CONF);
      for (const each of [cached, editor.cached]) await each.setText(RECIPE, text);
      const now = await editor.cached.recipeTasks(NAME);
      await cached.learnTasks(now ? [now] : []);
      return cached.taskImpact(before ? [before] : [], { path: RECIPE, content: exampleFiles()[RECIPE] ?? null });
    };
    const kept = start(store, CONF);
    const whole = exampleFiles()[RECIPE] ?? '';
    const texts = [
      `${whole}\ndo_compile[vardeps] += "PN"\n`,
      `${whole}\ndo_compile[vardeps] += "PV"\n`,
      `${whole}\ndo_compile[depends] = "hello:do_compile"\n`,
      whole,
      TEXT,
    ];
    const counts: number[] = [];
    for (const text of texts) {
      const impact = await edited(text, kept);
      expect(impact).toEqual(await edited(text, start(store, CONF)));
      counts.push((impact as { readonly tasks: readonly unknown[] }).tasks.length);
    }
    expect(counts.map((count) => count > 0)).toEqual([true, true, true, false, true]);
  });

  test('compare the impact of a hashed file with its previous content', async () => {
    const patch = `${LAYER}/recipes-example/magic/files/fix.patch`;
    const given = {
      ...CONF,
      [patch]: 'new\n',
      [RECIPE]: `${exampleFiles()[RECIPE] ?? ''}\ndo_magictask[file-checksums] = "${patch}:True"\n`,
    };
    const store = await withTasks(given);
    const { cached, loads } = start(store, given);
    const tasks = async (content: string | null, path = patch): Promise<readonly string[]> =>
      (await cached.taskImpact([], { path, content })).tasks.filter(({ via }) => via === null).map(({ task }) => task);
    expect(await tasks('old\n')).toEqual(['do_magictask']);
    expect(await tasks(null)).toEqual(['do_magictask']);
    expect(await tasks('new\n')).toEqual([]);
    expect(await tasks('old\n', `${LAYER}/README`)).toEqual([]);
    await cached.setText(patch, 'newer\n');
    expect(await tasks('new\n')).toEqual(['do_magictask']);
    expect(loads()).toBe(0);
  });

  test('contain a file that metadata writes, with the content that it writes', async () => {
    const state = `${LAYER}/tree-state`;
    const given = (content: string) => ({
      ...CONF,
      ...(content === 'old' ? {} : { [state]: 'an earlier state' }),
      [RECIPE]: `${exampleFiles()[RECIPE] ?? ''}
def magic_state(d):
    with open('${state}', 'w') as file:
        file.write('${content}')
    return '${state}:True'
do_magictask[file-checksums] = "\${@magic_state(d)}"
do_compile[file-checksums] = "\${@__import__('resource').getrlimit(0)}"
`,
    });
    for (const content of ['old', 'new']) {
      const { cached } = start(await withTasks(given(content)), given(content));
      const nodes = (await cached.taskNodes({ kind: 'recipes', recipes: [NAME] })).nodes;
      const node = (task: string): TaskNode | undefined => nodes.find((one) => one.task === task);
      expect(node('do_magictask')?.checksums).toEqual([{ path: state, md5: nodeMd5(encodeUtf8(content)) }]);
      // What is not known concerns only the task that hashes it, and those after it.
      expect(node('do_compile')?.hash).toMatchObject({
        kind: 'unknown',
        reason: expect.stringContaining('resource.getrlimit'),
      });
      expect(node('do_compile')?.basehash).not.toBeNull();
      expect(nodes.some(({ hash }) => hash.kind === 'known')).toBe(true);
    }
  });

  test.each(['stored', 'not stored'])('are all affected by unsaved configuration (%s)', async (kind) => {
    const { cached } = start(kind === 'stored' ? await withTasks() : { get: () => null, put: () => undefined }, CONF);
    const before = await stateOf(cached, 'do_compile');
    await cached.setText(
      `${BUILD}/conf/local.conf`,
      `${CONF[`${BUILD}/conf/local.conf`]}MACHINE = "another"\nexport CFLAGS = "-O1"\n`,
    );
    expect((await cached.recipesWithoutTasks()).length).toBe(2);
    const first = await stateOf(cached, 'do_compile');
    expect(first).not.toEqual(before);
    await cached.setText(RECIPE, TEXT);
    expect(await cached.recipesWithoutTasks()).toEqual([NAME]);
    await cached.setText(`${BUILD}/conf/local.conf`, `${CONF[`${BUILD}/conf/local.conf`]}export CFLAGS = "-O2"\n`);
    expect((await cached.recipesWithoutTasks()).length).toBe(2);
    expect(await stateOf(cached, 'do_compile')).not.toEqual(first);
  });
});
