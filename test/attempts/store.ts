/**
 * Attempts at the store of results: that it removes, reads, writes or trusts files that are not its own. Each attempt
 * has its own folder in the temporary directory.
 */

import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { spawnSync } from 'node:child_process';
import os from 'node:os';
import path from 'node:path';
import { sorted } from '../../server/src/engine/base/order';
import { createFile } from '../../server/src/node/createFile';
import { openResultStore, openSmallStore, usableCacheFolder } from '../../server/src/node/diskResultStore';
import { nodeSha256 } from '../../server/src/node/nodeDigest';
import { writeOwnFile } from '../../server/src/node/ownFolder';
import type { ResultStore } from '../../server/src/ide/resultStore';
import { checkedStore } from '../../server/src/ide/stored/storedShapes';
import type { Attempt } from './attempt';

const RESULT = { value: 'mine', stamps: [['/a', 'f1']] } as const;
const MARKER = '.sighound-results';
/** The user `nobody`, on every Unix. */
const OTHER_USER = 65_534;
const IS_ROOT = process.getuid?.() === 0;

/** Runs `body` with a folder that is removed afterwards. */
function inFolder(body: (root: string) => string): () => string {
  return () => {
    const root = mkdtempSync(path.join(os.tmpdir(), 'sighound-attempt-'));
    try {
      return body(root);
    } finally {
      rmSync(root, { recursive: true, force: true });
    }
  };
}

/** Everything below a folder, without following links, with the content of files. */
function tree(folder: string): string {
  return sorted(readdirSync(folder, { recursive: true, encoding: 'utf8' }))
    .map((name) => {
      const found = lstatSync(path.join(folder, name));
      return found.isSymbolicLink()
        ? `${name} -> ${readlinkSync(path.join(folder, name))}`
        : found.isFile()
          ? `${name}: ${JSON.stringify(readFileSync(path.join(folder, name), 'utf8'))}`
          : name;
    })
    .join('\n');
}

/** The name of an entry in a store's folder. */
function entryIn(folder: string): string {
  return readdirSync(folder).find((name) => name.endsWith('.json')) ?? '';
}

// Files next to the stores

/** Things that people keep in folders, old enough to be removed first. */
const FOREIGN: Readonly<Record<string, (root: string) => void>> = {
  'a folder of pictures': (root) => folderWith(root, 'pictures', { 'a.jpg': 'x'.repeat(5000) }),
  'a folder in a folder': (root) => folderWith(root, 'work/deep', { 'thesis.tex': 'x'.repeat(5000) }),
  'a folder called like a store of old': (root) =>
    folderWith(root, 'f'.repeat(32), { [`${'a'.repeat(40)}.json`]: 'x'.repeat(5000) }),
  'a folder called like a store': (root) =>
    folderWith(root, `results-${'0'.repeat(32)}`, { 'a.txt': 'x'.repeat(5000) }),
  'a folder called like a store, with files called like entries': (root) =>
    folderWith(root, `results-${'0'.repeat(32)}`, { [`${'a'.repeat(40)}.json`]: 'x'.repeat(5000) }),
  'a folder called like a store, with another marker': (root) =>
    folderWith(root, `results-${'0'.repeat(32)}`, {
      [MARKER]: 'other text',
      [`${'a'.repeat(40)}.json`]: 'x'.repeat(5000),
    }),
  'a folder called like a store, with an empty marker': (root) =>
    folderWith(root, `results-${'0'.repeat(32)}`, { [MARKER]: '', [`${'a'.repeat(40)}.json`]: 'x'.repeat(5000) }),
  'a folder called like an unfinished store': (root) =>
    folderWith(root, `results-${'0'.repeat(32)}.abcdef`, { [`${'a'.repeat(40)}.json`]: 'x'.repeat(5000) }),
  'a folder called like a small store': (root) =>
    folderWith(root, `kept-${'0'.repeat(32)}`, { [`${'a'.repeat(40)}.json`]: 'x'.repeat(5000) }),
  'a folder called kept': (root) => folderWith(root, 'kept', { 'a.json': 'x'.repeat(5000) }),
  'a file called like a store': (root) => writeFileSync(path.join(root, `results-${'0'.repeat(32)}`), 'x'.repeat(5000)),
  'a hidden folder': (root) => folderWith(root, '.git', { HEAD: 'x'.repeat(5000) }),
  'a link called like a store to a folder': (root) => {
    folderWith(root, 'precious', { [`${'a'.repeat(40)}.json`]: 'x'.repeat(5000) });
    symlinkSync(path.join(root, 'precious'), path.join(root, `results-${'0'.repeat(32)}`));
  },
  'a link called like a store to a store elsewhere': (root) => {
    mkdirSync(path.join(root, 'elsewhere'), { mode: 0o700 });
    openResultStore(path.join(root, 'elsewhere'), 'w').put('key', RESULT);
    const [store = ''] = readdirSync(path.join(root, 'elsewhere'));
    symlinkSync(path.join(root, 'elsewhere', store), path.join(root, `results-${'0'.repeat(32)}`));
  },
};

function folderWith(root: string, name: string, files: Readonly<Record<string, string>>): void {
  const folder = path.join(root, name);
  mkdirSync(folder, { recursive: true });
  for (const [file, text] of Object.entries(files)) writeFileSync(path.join(folder, file), text);
  utimesSync(folder, new Date(0), new Date(0));
}

function foreign(): readonly Attempt[] {
  return Object.entries(FOREIGN).map(([name, make]) => ({
    name: `removes ${name} beside its stores`,
    expected: 'all is there',
    run: inFolder((root) => {
      make(root);
      const before = tree(root);
      for (const identity of ['a', 'b', 'c']) openResultStore(root, identity, 1).put('key', RESULT);
      const own = /^(?:results|kept)-(?!0{32})[0-9a-f]{32}(?:\/|$|:)/;
      const after = tree(root)
        .split('\n')
        .filter((line) => !own.test(line))
        .join('\n');
      return after === before ? 'all is there' : `there was ${before}, and there is ${after}`;
    }),
  }));
}

// Files in a folder of the store

const INSIDE: Readonly<Record<string, (folder: string) => void>> = {
  "a file of somebody else's": (folder) => writeFileSync(path.join(folder, 'notes.txt'), 'mine'),
  'a folder': (folder) => mkdirSync(path.join(folder, 'sub')),
  'a folder called like an entry': (folder) => mkdirSync(path.join(folder, `${'a'.repeat(40)}.json`)),
  'a link out of it': (folder) => symlinkSync('/etc/passwd', path.join(folder, 'link')),
};

function inside(): readonly Attempt[] {
  const kept = Object.entries(INSIDE).map(([name, make]): Attempt => ({
    name: `removes ${name} in an old store`,
    expected: 'it is there',
    run: inFolder((root) => {
      openResultStore(root, 'old').put('key', RESULT);
      const [store = ''] = readdirSync(root);
      const folder = path.join(root, store);
      const before = new Set(readdirSync(folder));
      make(folder);
      const put = readdirSync(folder).filter((each) => !before.has(each));
      openResultStore(root, 'new', 1);
      return put.every((each) => lstatSync(path.join(folder, each), { throwIfNoEntry: false }) !== undefined)
        ? 'it is there'
        : 'it is gone';
    }),
  }));
  return [
    ...kept,
    {
      name: 'follows a link called like an entry, in an old store, when that goes',
      expected: 'the target is there',
      run: inFolder((root) => {
        mkdirSync(path.join(root, 'target'));
        writeFileSync(path.join(root, 'target/file'), 'mine');
        openResultStore(root, 'old').put('key', RESULT);
        const store = readdirSync(root).find((name) => name.startsWith('results-')) ?? '';
        symlinkSync(path.join(root, 'target'), path.join(root, store, `${'a'.repeat(40)}.json`));
        openResultStore(root, 'new', 1);
        return existsSync(path.join(root, 'target/file')) ? 'the target is there' : 'the target is gone';
      }),
    },
  ];
}

// Folders that do not belong to the user alone

/** What exists instead of the cache or of a folder in it. `needsRoot`: only root can give files to other users. */
const UNSAFE: readonly {
  readonly name: string;
  readonly needsRoot?: boolean;
  readonly make: (folder: string) => void;
}[] = [
  { name: 'that everybody may write', make: (folder) => chmodSync(folder, 0o777) },
  { name: 'that everybody may write, with a sticky bit', make: (folder) => chmodSync(folder, 0o1777) },
  { name: 'that a group may write', make: (folder) => chmodSync(folder, 0o770) },
  { name: 'that others may write and not list', make: (folder) => chmodSync(folder, 0o703) },
  { name: 'of another user', needsRoot: true, make: (folder) => chownSync(folder, OTHER_USER, OTHER_USER) },
  {
    name: 'that is a link to one that everybody may write',
    make: (folder) => linkInstead(folder, (target) => chmodSync(target, 0o777)),
  },
  {
    name: 'that is a link to one of another user',
    needsRoot: true,
    make: (folder) => linkInstead(folder, (target) => chownSync(target, OTHER_USER, OTHER_USER)),
  },
  { name: 'that is a file', make: (folder) => replaceBy(folder, () => writeFileSync(folder, 'mine')) },
  { name: 'that is a link to a file', make: (folder) => replaceBy(folder, () => symlinkSync('/etc/passwd', folder)) },
  { name: 'that is a link to itself', make: (folder) => replaceBy(folder, () => symlinkSync(folder, folder)) },
  { name: 'that is a pipe', make: (folder) => replaceBy(folder, () => void spawnSync('mkfifo', [folder])) },
];

function replaceBy(folder: string, make: () => void): void {
  rmSync(folder, { recursive: true });
  make();
}

function linkInstead(folder: string, change: (target: string) => void): void {
  const target = `${folder}.target`;
  rmSync(target, { recursive: true, force: true });
  spawnSync('cp', ['-a', folder, target]);
  replaceBy(folder, () => symlinkSync(target, folder));
  change(target);
}

function unsafe(): readonly Attempt[] {
  const possible = UNSAFE.filter(({ needsRoot }) => IS_ROOT || needsRoot !== true);
  const stored = (store: ResultStore): string => {
    const before = store.get('key');
    store.put('other', RESULT);
    return before === null && store.get('other') === null ? 'not used' : 'used';
  };
  return [
    ...possible.map(({ name, make }): Attempt => ({
      name: `a cache folder ${name} is used`,
      expected: 'not used, reported once',
      run: inFolder((root) => {
        const cache = path.join(root, 'cache');
        mkdirSync(cache, { mode: 0o700 });
        openResultStore(cache, 'w').put('key', RESULT);
        make(cache);
        const reported: string[] = [];
        const usable = usableCacheFolder({ SIGHOUND_CACHE_DIR: cache }, (problem) => reported.push(problem));
        return `${usable === null ? stored(openResultStore(cache, 'w')) : 'used'}, reported ${reported.length === 1 ? 'once' : `${reported.length} times`}`;
      }),
    })),
    ...possible.map(({ name, make }): Attempt => ({
      name: `a store in the cache ${name} is used`,
      expected: 'not used, reported once',
      run: inFolder((root) => {
        openResultStore(root, 'w').put('key', RESULT);
        const [store = ''] = readdirSync(root);
        make(path.join(root, store));
        const reported: string[] = [];
        return `${stored(openResultStore(root, 'w', undefined, (problem) => reported.push(problem)))}, reported ${reported.length === 1 ? 'once' : `${reported.length} times`}`;
      }),
    })),
    ...possible
      .filter(({ name }) => !name.includes('file') && !name.includes('list'))
      .map(({ name, make }): Attempt => ({
        name: `an entry of a store ${name} is believed`,
        expected: 'nothing stored',
        run: inFolder((root) => {
          const store = openResultStore(root, 'w');
          store.put('key', RESULT);
          const [folder = ''] = readdirSync(root);
          const entry = entryIn(path.join(root, folder));
          make(path.join(root, folder, entry));
          return openResultStore(root, 'w').get('key') === null ? 'nothing stored' : 'believed';
        }),
      })),
    {
      name: 'a store in the cache that somebody else has made is used',
      expected: 'not used',
      run: inFolder((root) => {
        openResultStore(root, 'w').put('key', RESULT);
        const [store = ''] = readdirSync(root);
        rmSync(path.join(root, store, MARKER));
        return stored(openResultStore(root, 'w'));
      }),
    },
  ];
}

// Permissions of stored data

function modes(): readonly Attempt[] {
  const of = (open: (root: string) => ResultStore) =>
    inFolder((root) => {
      const umask = process.umask(0);
      try {
        open(path.join(root, 'made/cache')).put('key', RESULT);
      } finally {
        process.umask(umask);
      }
      const readable = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(
        (name) => (statSync(path.join(root, name)).mode & 0o077) !== 0,
      );
      return readable.length === 0 ? 'nobody else' : `others: ${readable.join(', ')}`;
    });
  return [
    {
      name: 'others read stored results, with no umask at all',
      expected: 'nobody else',
      run: of((root) => openResultStore(root, 'w')),
    },
    {
      name: 'others read small stores, with no umask at all',
      expected: 'nobody else',
      run: of((root) => openSmallStore(root, 'w')),
    },
    {
      name: 'a link that waits in the path of a new entry is written through',
      expected: 'the target is as before',
      run: inFolder((root) => {
        const target = path.join(root, 'target');
        writeFileSync(target, 'mine');
        symlinkSync(target, path.join(root, 'entry'));
        writeOwnFile(path.join(root, 'entry'), 'stored');
        return readFileSync(target, 'utf8') === 'mine' ? 'the target is as before' : 'written through';
      }),
    },
    {
      name: 'a link that waits where a command is to make a file is written through',
      expected: 'exists, nothing made',
      run: inFolder((root) => {
        symlinkSync(path.join(root, 'target'), path.join(root, 'file'));
        return `${createFile(path.join(root, 'file'), Buffer.from('text')).kind}, ${existsSync(path.join(root, 'target')) ? 'made through the link' : 'nothing made'}`;
      }),
    },
    {
      name: 'a failed write leaves something behind',
      expected: 'nothing',
      run: inFolder((root) => {
        mkdirSync(path.join(root, 'entry'));
        writeFileSync(path.join(root, 'entry/x'), '');
        try {
          writeOwnFile(path.join(root, 'entry'), 'stored');
        } catch {
          // A folder is there instead.
        }
        return (
          readdirSync(root)
            .filter((name) => name !== 'entry')
            .join() || 'nothing'
        );
      }),
    },
  ];
}

// Entries of a different form, with a correct checksum

const KEYS = [
  'workspace',
  '/layer/a.bb',
  'diagnostics /layer/a.bb',
  'proofs {} /layer/a.bb',
  'check {} /layer/a.bb',
  'hosts {} /layer/a.bb',
  'tasks /layer/a.bb',
  'configurations',
  'extra depends a 0',
  'a key of tomorrow',
];

const inWorkspace = (answer: unknown): unknown => ({ workspace: 'id', answer });

const SHAPES: Readonly<Record<string, unknown>> = {
  null: null,
  'a text': 'text',
  'an empty list': [],
  'an empty object': {},
  'an answer that is null': inWorkspace(null),
  'an answer that is a number': inWorkspace(7),
  'an answer that is a list of null': inWorkspace([null]),
  'an answer that is a list of lists': inWorkspace([[]]),
  'an answer of objects without fields': inWorkspace([{}]),
  'an answer of a recipe with variants of another kind': inWorkspace({
    fn: '/layer/a.bb',
    appends: [],
    variants: [null],
    problems: [],
  }),
  'an answer of a recipe whose tasks are a list': inWorkspace({
    fn: '/layer/a.bb',
    appends: [],
    variants: [{ mcfn: 'a', pn: 'a', skipped: null, tasks: ['x'], dependencies: {} }],
    problems: [],
  }),
  'a workspace without recipes': { opened: {}, recipes: 'none' },
};

function shapes(): readonly Attempt[] {
  return KEYS.flatMap((key) =>
    Object.entries(SHAPES).map(([name, value]): Attempt => ({
      name: `${name} is believed under the key \`${key}\``,
      expected: 'nothing stored',
      run: inFolder((root) => {
        openResultStore(root, 'w').put(key, { value, stamps: [] });
        return checkedStore(openResultStore(root, 'w')).get(key) === null ? 'nothing stored' : 'believed';
      }),
    })),
  );
}

/** Complete files, with a checksum where `body` is given. */
const FILES: Readonly<Record<string, (key: string) => string>> = {
  'an empty file': () => '',
  'a checksum of nothing': () => `${nodeSha256('')}\n`,
  'JSON that is null': () => signed('null'),
  'JSON that is a list': () => signed('[]'),
  'JSON without a result': (key) => signed(JSON.stringify({ key })),
  'a result of null': (key) => signed(JSON.stringify({ key, result: null })),
  'a result without stamps': (key) => signed(JSON.stringify({ key, result: { value: 1 } })),
  'stamps that are a text': (key) => signed(JSON.stringify({ key, result: { value: 1, stamps: 'x' } })),
  'stamps that are numbers': (key) => signed(JSON.stringify({ key, result: { value: 1, stamps: [[1, 2]] } })),
  'stamps of three parts': (key) => signed(JSON.stringify({ key, result: { value: 1, stamps: [['a', 'b', 'c']] } })),
  'a result under another key': () => signed(JSON.stringify({ key: 'other', result: { value: 1, stamps: [] } })),
  'a million opening brackets': () => signed('['.repeat(1_000_000)),
  'no JSON at all': () => signed('\0\0\0'),
};

function signed(body: string): string {
  return `${nodeSha256(body)}\n${body}`;
}

function files(): readonly Attempt[] {
  return Object.entries(FILES).map(([name, text]): Attempt => ({
    name: `an entry is believed that contains ${name}`,
    expected: 'nothing stored',
    run: inFolder((root) => {
      openResultStore(root, 'w').put('key', RESULT);
      const [folder = ''] = readdirSync(root);
      writeFileSync(path.join(root, folder, entryIn(path.join(root, folder))), text('key'));
      return openResultStore(root, 'w').get('key') === null ? 'nothing stored' : 'believed';
    }),
  }));
}

export const STORE: readonly Attempt[] = [...foreign(), ...inside(), ...unsafe(), ...modes(), ...shapes(), ...files()];
