/**
 * Files that change while a recipe is evaluated, without a notification: a stored result must not be used as a result
 * of the new text.
 */

import { OverlayFileSource } from '../../server/src/engine/files/overlayFileSource';
import { dirname, normalize } from '../../server/src/engine/files/posixPath';
import type { CachedAnalysis } from '../../server/src/ide/stored/cachedAnalysis';
import type { ResultStore } from '../../server/src/ide/resultStore';
import { BUILD, LAYER, RECIPE, TestAnalysis, exampleFiles } from '../support/analysis';
import { startCached } from '../support/cachedAnalysis';
import { ChangingFiles } from '../support/changingFiles';
import { MemoryStore } from '../support/memoryStore';
import type { Attempt, AttemptKind } from './attempt';

const NAME = `${BUILD}/../meta-example/recipes-example/magic/magic_1.0.bb`;
const MAGIC = `${LAYER}/recipes-example/magic`;
const TEXT = (value: string): string => `MYVAR = "${value}"\n`;

/** The example, with every kind of file that can affect a hash. */
const FILES: Readonly<Record<string, string>> = {
  ...exampleFiles(),
  [RECIPE]: `${exampleFiles()[RECIPE] ?? ''}
require common.inc
inherit shared
READ = "\${@open('${MAGIC}/data.txt').read()}"
NAMES = "\${@' '.join(__import__('os').listdir('${MAGIC}/names'))}"
THERE = "\${@__import__('os').path.exists('${MAGIC}/there')}"
REVISION = "\${@__import__('subprocess').check_output(['git', 'rev-parse', 'HEAD'], cwd='${LAYER}').decode().strip()}"
do_magictask[vardeps] += "READ NAMES THERE REVISION OF_LOCAL OF_LAYER OF_CLASS OF_INC OF_APPEND OF_BASE"
`,
  [`${MAGIC}/common.inc`]: 'OF_INC = "1"\n',
  [`${LAYER}/classes/shared.bbclass`]: 'OF_CLASS = "1"\n',
  [`${MAGIC}/magic_%.bbappend`]: 'OF_APPEND = "1"\n',
  [`${MAGIC}/data.txt`]: '1',
  [`${MAGIC}/names/1`]: '',
  [`${LAYER}/.git/HEAD`]: `${'1'.repeat(40)}\n`,
  [`${LAYER}/.git/config`]: '[core]\n\trepositoryformatversion = 0\n',
  [`${LAYER}/.git/objects/info/packs`]: '',
  [`${LAYER}/.git/refs/heads/x`]: '',
};

interface Change {
  readonly what: string;
  readonly path: string;
  /** The file's new text, from the old one. */
  readonly text: (before: string | null) => string;
}

const replaced =
  (from: string, to: string) =>
  (before: string | null): string =>
    (before ?? '').replace(from, to);
const added =
  (more: string) =>
  (before: string | null): string =>
    (before ?? '') + more;

const CHANGES: readonly Change[] = [
  { what: 'local.conf', path: `${BUILD}/conf/local.conf`, text: added('OF_LOCAL = "2"\n') },
  { what: 'layer.conf', path: `${LAYER}/conf/layer.conf`, text: added('OF_LAYER = "2"\n') },
  { what: 'a class of all recipes', path: `${LAYER}/classes/base.bbclass`, text: added('OF_BASE = "2"\n') },
  { what: 'a class', path: `${LAYER}/classes/shared.bbclass`, text: replaced('1', '2') },
  { what: 'an included file', path: `${MAGIC}/common.inc`, text: replaced('1', '2') },
  { what: 'a bbappend', path: `${MAGIC}/magic_%.bbappend`, text: replaced('1', '2') },
  { what: 'the recipe', path: RECIPE, text: added(TEXT('other')) },
  { what: 'a file that Python reads', path: `${MAGIC}/data.txt`, text: replaced('1', '2') },
  { what: 'the names in a folder', path: `${MAGIC}/names/2`, text: () => '' },
  { what: 'a file that is looked for', path: `${MAGIC}/there`, text: () => '' },
  { what: 'the revision of a repository', path: `${LAYER}/.git/HEAD`, text: () => `${'2'.repeat(40)}\n` },
  { what: 'a bbappend that is new', path: `${MAGIC}/magic_1.0.bbappend`, text: () => 'OF_APPEND = "3"\n' },
];

/** When a file is changed: `arrange` receives the function that changes it, which is called once. */
interface Moment {
  readonly when: string;
  readonly arrange: (files: ChangingFiles, store: MemoryStore, path: string, change: () => void) => ResultStore;
}

const once = (action: () => void): (() => void) => {
  let done = false;
  return () => {
    if (!done) action();
    done = true;
  };
};
/** Whether a question concerns a path, or the folder in which a new file is created. */
const concerns = (asked: string, path: string, files: ChangingFiles): boolean =>
  normalize(asked) === (files.textOf(path) === null ? dirname(path) : path) || normalize(asked) === path;

const MOMENTS: readonly Moment[] = [
  {
    when: 'before it is looked at',
    arrange: (files, store, path, change) => {
      files.onAsked = (asked) => {
        if (concerns(asked, path, files)) change();
      };
      return store;
    },
  },
  {
    when: 'when it has been read',
    arrange: (files, store, path, change) => {
      files.onAnswered = (asked, question) => {
        if (question !== 'stat' && concerns(asked, path, files)) change();
      };
      return store;
    },
  },
  {
    when: 'when it has been looked at',
    arrange: (files, store, path, change) => {
      files.onAnswered = (asked) => {
        if (concerns(asked, path, files)) change();
      };
      return store;
    },
  },
  {
    when: 'before anything is stored',
    arrange: (_files, store, _path, change) => ({
      get: (key) => store.get(key),
      put: (key, result) => {
        change();
        store.put(key, result);
      },
    }),
  },
  {
    when: 'when the configuration is stored',
    arrange: (_files, store, _path, change) => ({
      get: (key) => store.get(key),
      put: (key, result) => {
        store.put(key, result);
        change();
      },
    }),
  },
  {
    when: 'before the recipe is stored',
    arrange: (_files, store, _path, change) => ({
      get: (key) => store.get(key),
      put: (key, result) => {
        if (key !== 'workspace') change();
        store.put(key, result);
      },
    }),
  },
];

let loading: Promise<{ readonly edited: TestAnalysis; readonly fresh: TestAnalysis }> | null = null;

/** One interpreter for the tested program and one for the right answer. */
async function interpreters(): Promise<{ readonly edited: TestAnalysis; readonly fresh: TestAnalysis }> {
  return (loading ??= Promise.all([TestAnalysis.load(), TestAnalysis.load()]).then(([edited, fresh]) => ({
    edited,
    fresh,
  })));
}

function start(tests: TestAnalysis, disk: ChangingFiles, store: ResultStore): CachedAnalysis {
  const files = new OverlayFileSource(disk);
  return startCached(files, store, () => tests.open({}, { files }).analysis);
}

async function hashesOf(cached: CachedAnalysis): Promise<string> {
  await cached.open();
  return JSON.stringify([await cached.hashes(NAME), (await cached.recipeTasks(NAME))?.variants]);
}

const attempts = CHANGES.flatMap(({ what, path, text }) =>
  MOMENTS.map(({ when, arrange }): Attempt => ({
    name: `${what} changes ${when}`,
    expected: 'later answers are those of the new text',
    run: async () => {
      const { edited, fresh } = await interpreters();
      const files = new ChangingFiles(FILES);
      const store = new MemoryStore();
      const changed = once(() => files.write(path, text(files.textOf(path))));
      const watched = arrange(files, store, path, changed);
      await hashesOf(start(edited, files, watched));
      files.onAsked = files.onAnswered = () => undefined;
      changed();
      const right = await hashesOf(start(fresh, new ChangingFiles(files.all()), new MemoryStore()));
      const later = await hashesOf(start(edited, files, store));
      return later === right ? 'later answers are those of the new text' : 'a stored answer is of the old text';
    },
  })),
);

export const RACES: AttemptKind = { kind: 'races', attempts };
