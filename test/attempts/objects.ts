/**
 * Attempts with files that builds leave, and with graphs and texts that are made to be endless: there is an answer, or
 * the reason why there is none.
 */

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Budget, type Limits } from '../../server/src/engine/base/budget';
import type { ComputedText } from '../../server/src/engine/base/computedText';
import { withArguments } from '../../server/src/engine/base/computedText';
import { EVALUATION_LIMITS } from '../../server/src/engine/base/limits';
import { possibleTexts } from '../../server/src/engine/codeparser/possibleTexts';
import type { Datastore } from '../../server/src/engine/datastore/datastore';
import type { FileSource } from '../../server/src/engine/files/fileSource';
import { modulesBelow } from '../../server/src/engine/files/libraryModules';
import { SignatureFinder } from '../../server/src/engine/siginfo/findSignatures';
import { readSignature } from '../../server/src/engine/siginfo/signatureFile';
import { SstateListing } from '../../server/src/engine/sstate/newestObjects';
import { readHashFilename } from '../../server/src/engine/sstate/objectNames';
import { findObject } from '../../server/src/engine/sstate/presence';
import { Taints } from '../../server/src/engine/tasks/taints';
import { nodeFileSource } from '../../server/src/node/nodeFileSource';
import { loadZstd } from '../../server/src/node/nodeZstd';
import { lastBuild } from '../../server/src/ide/tasks/lastBuild';
import { recipe, task, workspace } from '../engine/tasks/support';
import { loadTestPython } from '../support/python';
import { taskGraph } from '../support/taskGraph';
import type { Attempt, AttemptKind } from './attempt';

const HASH = 'ab'.repeat(32);
const DENIED = 'you are not allowed to read it (EACCES)';

async function inFolder(body: (folder: string) => string | Promise<string>): Promise<string> {
  const folder = mkdtempSync(path.join(tmpdir(), 'sighound-objects-'));
  try {
    return (await body(folder)).replaceAll(folder, 'FOLDER').replace(/\d{5,}/g, 'MANY');
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function said(body: () => unknown): Promise<string> {
  try {
    return String(await body());
  } catch (error) {
    const { unknown } = error as { unknown?: string };
    return unknown === undefined ? `threw ${String(error)}` : `unknown: ${unknown}`;
  }
}

/** The files of the disk, of which some appear unreadable: the system never denies access to root. */
function denying(denied: string | null): FileSource {
  const files = nodeFileSource();
  const isDenied = (file: string): boolean => denied !== null && (file === denied || file.startsWith(`${denied}/`));
  return {
    ...files,
    stat: (file) => (isDenied(file) ? undefined : files.stat(file)),
    list: (file) => (isDenied(file) ? undefined : files.list(file)),
    readBytes: (file) => (isDenied(file) ? undefined : files.readBytes(file)),
    readText: (file) => (isDenied(file) ? { kind: 'unreadable', reason: DENIED } : files.readText(file)),
    failure: (file) => (isDenied(file) ? { reason: DENIED, isDenied: true } : files.failure?.(file)),
  };
}

// Single files

const FILES: Readonly<Record<string, (file: string) => void>> = {
  'a pipe': (file) => void execFileSync('mkfifo', [file]),
  'a link to a pipe': (file) => (execFileSync('mkfifo', [`${file}.p`]), symlinkSync(`${file}.p`, file)),
  '/dev/zero': (file) => symlinkSync('/dev/zero', file),
  '/dev/tty': (file) => symlinkSync('/dev/tty', file),
  'three GiB': (file) => (writeFileSync(file, ''), truncateSync(file, 3 * 2 ** 30)),
  'a folder': (file) => mkdirSync(file),
  'a link to itself': (file) => symlinkSync(path.basename(file), file),
  'no text': (file) => writeFileSync(file, new Uint8Array([0x61, 0xff])),
  empty: (file) => writeFileSync(file, ''),
  'not to be read': (file) => writeFileSync(file, 'x'),
};

const FILE_READERS: Readonly<
  Record<
    string,
    {
      readonly name: string;
      readonly read: (file: string, files: FileSource) => Promise<string>;
      readonly seen: Readonly<Record<string, string>>;
    }
  >
> = {
  'a taint': {
    name: 'r.do_x.taint',
    read: (file, files) =>
      said(() =>
        new Taints(files).of({
          recipe: recipe('r', { stamp: file.replace(/\.do_x\.taint$/, '') }),
          task: task('do_x'),
        }),
      ),
    seen: {
      'a pipe': 'unknown: `FOLDER/r.do_x.taint` cannot be read: only regular files are read',
      'a link to a pipe': 'unknown: `FOLDER/r.do_x.taint` cannot be read: only regular files are read',
      '/dev/zero': 'unknown: `FOLDER/r.do_x.taint` cannot be read: only regular files are read',
      '/dev/tty': 'unknown: `FOLDER/r.do_x.taint` cannot be read: only regular files are read',
      'three GiB': 'unknown: `FOLDER/r.do_x.taint` has more than MANY bytes, and BitBake writes taints of 36',
      'a folder': 'null',
      'a link to itself': 'null',
      empty: 'null',
      'no text': 'unknown: `FOLDER/r.do_x.taint` cannot be read: it is no UTF-8, and BitBake cannot read it either',
      'not to be read': `unknown: \`FOLDER/r.do_x.taint\` cannot be read: ${DENIED}`,
    },
  },
  'a signature': {
    name: 'x.siginfo',
    read: async (file, files) => {
      const read = new SignatureFinder(files, { stamps: [], objects: [] }, await loadZstd()).read(file);
      return read.kind === 'refused' ? read.reason : read.kind;
    },
    seen: {
      'a pipe': 'it is no file',
      'a link to a pipe': 'it is no file',
      '/dev/zero': 'it is no file',
      '/dev/tty': 'it is no file',
      'a folder': 'it is no file',
      'three GiB': 'the file has MANY bytes, and signature files of more than MANY are not read',
      'a link to itself': 'there is no such file',
      empty: 'the file is empty',
      'no text': 'it is no signature file: it begins neither as Zstandard nor as a pickle does',
      'not to be read': `\`FOLDER/x.siginfo\` cannot be read: ${DENIED}`,
    },
  },
};

const fileAttempts = Object.entries(FILE_READERS).flatMap(([reader, { name, read, seen }]) =>
  Object.entries(FILES).map(([what, make]): Attempt => ({
    name: `${reader} that is ${what}`,
    expected: seen[what] ?? '',
    run: () =>
      inFolder((folder) => {
        make(`${folder}/${name}`);
        return read(`${folder}/${name}`, denying(what === 'not to be read' ? `${folder}/${name}` : null));
      }),
  })),
);

// Folders

const NODES = taskGraph({ 'r:do_x': { hash: 'c'.repeat(64) } });
const OBJECT = {
  hashFilename: readHashFilename('False sstate:r:a:1:r0:a:14: sstate:r::1:r0::14:')!,
  task: 'do_package',
  nativeLsbString: '',
};

/** The readers of folders, with the message of each about the folder at `folder`. */
const FOLDER_READERS: Readonly<Record<string, (folder: string, files: FileSource, limits: Limits) => Promise<string>>> =
  {
    'stamps of the last build': async (folder, files, limits) => {
      const nodes = { ...NODES, nodes: NODES.nodes.map((node) => ({ ...node, stamp: `${folder}/r` })) };
      return (
        [...lastBuild(nodes, files, () => null, new Budget(limits)).tasks.values()]
          .map(({ hash, unknown }) => hash ?? unknown)
          .join() || 'none'
      );
    },
    'signatures in stamps': async (folder, files, limits) => {
      const finder = new SignatureFinder(
        files,
        { stamps: [folder], objects: [] },
        await loadZstd(),
        new Budget(limits),
      );
      return `${finder.inStamps('r', 'do_x').length} found; ${finder.problems().join()}`;
    },
    'signatures by hash': async (folder, files, limits) => {
      const finder = new SignatureFinder(
        files,
        { stamps: [], objects: [folder] },
        await loadZstd(),
        new Budget(limits),
      );
      return `${finder.ofHash(HASH).length} found; ${finder.problems().join()}`;
    },
    'modules of a library': (folder, files, limits) =>
      said(() => `${modulesBelow([folder], files, new Budget(limits)).length} found; `),
  };

const FOLDERS: Readonly<
  Record<
    string,
    {
      readonly make: (folder: string) => void;
      readonly limits?: Partial<Limits>;
      readonly isDenied?: boolean;
      readonly said: RegExp;
    }
  >
> = {
  'not to be read': {
    make: (folder) => mkdirSync(folder),
    isDenied: true,
    said: /cannot be read: you are not allowed to read it/,
  },
  'full of names': {
    make: (folder) => {
      mkdirSync(folder);
      for (let i = 0; i < 60; i++) writeFileSync(`${folder}/n${i}`, '');
    },
    limits: { entries: 50 },
    said: /it takes more than 50 names in folders/,
  },
  'a pipe': {
    make: (folder) => void execFileSync('mkfifo', [folder]),
    said: /^(none|0 found; |unknown: .*ENOTDIR.*)$/,
  },
  'not there': { make: () => undefined, said: /^(none|0 found; )$/ },
  'a link to itself': { make: (folder) => symlinkSync('f', folder), said: /^(none|0 found; )$/ },
  empty: { make: (folder) => mkdirSync(folder), said: /^(none|0 found; )$/ },
};

const folderAttempts = Object.entries(FOLDER_READERS).flatMap(([reader, read]) =>
  Object.entries(FOLDERS).map(([what, { make, limits, isDenied, said: words }]): Attempt => ({
    name: `${reader} in a folder that is ${what}`,
    expected: 'as it should be',
    run: () =>
      inFolder(async (folder) => {
        make(`${folder}/f`);
        const seen = await read(`${folder}/f`, denying(isDenied === true ? `${folder}/f` : null), {
          ...EVALUATION_LIMITS,
          ...limits,
        });
        return words.test(seen) ? 'as it should be' : seen;
      }),
  })),
);

const cacheAttempts: readonly Attempt[] = [
  {
    name: 'a cache that must not be looked into has objects or not',
    expected: `unknown: \`FOLDER/aa/bb\` cannot be looked into: ${DENIED}`,
    run: () =>
      inFolder(async (folder) => {
        const found = await findObject(
          'aa/bb/x.tar.zst',
          { sstateDir: folder, mirrors: [], allowedNetworks: '', isOffline: false },
          denying(folder),
          null,
        );
        return found.kind === 'unknown' ? `unknown: ${found.reason}` : found.kind;
      }),
  },
  {
    name: 'an object that is not there is missing',
    expected: 'missing',
    run: () =>
      inFolder(
        async (folder) =>
          (
            await findObject(
              'aa/bb/x',
              { sstateDir: folder, mirrors: [], allowedNetworks: '', isOffline: false },
              nodeFileSource(),
              null,
            )
          ).kind,
      ),
  },
  {
    name: 'the newest objects of a cache that must not be listed',
    expected: `\`FOLDER/\` cannot be read: ${DENIED}`,
    run: () => inFolder((folder) => new SstateListing(denying(folder), folder).newest([OBJECT]).problem ?? 'none'),
  },
  {
    name: 'the newest objects of a cache of 256 folders that are links to itself',
    expected: 'null',
    run: () =>
      inFolder((folder) => {
        for (let i = 0; i < 256; i++) symlinkSync('.', `${folder}/${i.toString(16).padStart(2, '0')}`);
        return String(
          new SstateListing(nodeFileSource(), folder, { mostFolders: 5000, mostNames: 5000, mostStats: 10 }).newest([
            OBJECT,
          ]).problem,
        );
      }),
  },
  {
    name: 'a library whose folders are links to each other',
    expected: 'unknown: it takes more than 5000 questions for files',
    run: () =>
      inFolder(async (folder) => {
        for (const name of ['a', 'b', 'c']) symlinkSync('.', `${folder}/${name}`);
        return (
          await said(() =>
            modulesBelow([folder], nodeFileSource(), new Budget({ ...EVALUATION_LIMITS, questions: 5000 })),
          )
        ).replace(/;.*/, '');
      }),
  },
];

// Packed data

/** A pickle of protocol 2 that is read as a signature. */
async function unpickled(...parts: readonly (string | number)[]): Promise<string> {
  const bytes = new Uint8Array([
    0x80,
    2,
    ...parts.flatMap((part) => (typeof part === 'string' ? [...Buffer.from(part, 'latin1')] : [part])),
  ]);
  const read = readSignature(bytes, await loadZstd());
  return read.kind === 'refused' ? read.reason.replace(/at byte \d+/, 'at a byte') : read.kind;
}

/** Frames of blocks; each block is one byte repeated a hundred thousand times. */
function frames(count: number): Uint8Array {
  const block = [1 | (1 << 1) | ((128 * 1024) << 3)].flatMap((head) => [
    head & 0xff,
    (head >> 8) & 0xff,
    head >> 16,
    0x61,
  ]);
  return new Uint8Array(Array.from({ length: count }, () => [0x28, 0xb5, 0x2f, 0xfd, 0, 0x88, ...block]).flat());
}

const packedAttempts: readonly Attempt[] = [
  {
    name: 'a pickle of lists in lists',
    expected: 'the pickle cannot be read at a byte: values stand in each other more than 100 deep',
    run: () => unpickled(']'.repeat(5000), 'a'.repeat(4999), '.'),
  },
  {
    name: 'a pickle that holds itself',
    expected: 'the pickle cannot be read at a byte: a value contains itself',
    run: () => unpickled(']q\x00h\x00a.'),
  },
  {
    name: 'a pickle of nothing but marks',
    expected: 'the pickle cannot be read at a byte: it has more than MANY marks',
    run: async () => (await unpickled('('.repeat(600_000))).replace(/\d{5,}/, 'MANY'),
  },
  {
    name: 'a pickle that doubles a list sixty times',
    expected: 'it is no signature: the whole is no dict',
    run: () => unpickled(']q\x00', '(h\x00h\x00lq\x00'.repeat(60), '0'.repeat(61), 'h\x00.'),
  },
  {
    name: 'a pickle that calls os.system',
    expected: 'the pickle cannot be read at a byte: it names `os.system`, and only plain data is read',
    run: () => unpickled("cos\nsystem\n(S'id'\ntR."),
  },
  ...[
    [200, 'it unpacks to more than MANY bytes'],
    [5000, 'it unpacks to more than MANY bytes'],
  ].map(([count, reason]): Attempt => ({
    name: `${count} frames of 128 kB from a few bytes each`,
    expected: `it cannot be unpacked at a byte: ${reason}`,
    run: async () => {
      const read = readSignature(frames(Number(count)), await loadZstd());
      return read.kind === 'refused'
        ? read.reason.replace(/at byte \d+/, 'at a byte').replace(/\d{5,}/, 'MANY')
        : read.kind;
    },
  })),
];

// Graphs

async function hashed(recipes: Parameters<typeof workspace>[0]['recipes'], target: string): Promise<string> {
  const { graph, hashes, unknownTargets } = await workspace({ recipes }).hash({ kind: 'targets', targets: [target] });
  const kinds = [...hashes.values()].map((hash) => (hash.kind === 'known' ? 'known' : hash.reason.replace(/;.*/, '')));
  return `${graph.tasks.length} tasks; ${[...new Set(kinds)].join()}${unknownTargets.map(({ reason }) => reason).join()}`;
}

const numbers = (count: number): readonly number[] => Array.from({ length: count }, (_, number) => number);
const SHAPES: Readonly<Record<string, (count: number) => Promise<string>>> = {
  'one below the other': (count) =>
    hashed(
      [
        recipe('a', {
          tasks: numbers(count).map((i) => task(`do_t${i}`, { parents: i === 0 ? [] : [`do_t${i - 1}`] })),
        }),
      ],
      `a:do_t${count - 1}`,
    ),
  'side by side below one': (count) =>
    hashed(
      [
        recipe('a', {
          tasks: numbers(count).map((i) =>
            task(`do_t${i}`, {
              parents:
                i === 0
                  ? numbers(count)
                      .slice(1)
                      .map((j) => `do_t${j}`)
                  : [],
            }),
          ),
        }),
      ],
      'a:do_t0',
    ),
  'on a circle': (count) =>
    hashed(
      [recipe('a', { tasks: numbers(count).map((i) => task(`do_t${i}`, { parents: [`do_t${(i + 1) % count}`] })) })],
      'a:do_t0',
    ),
  'of recipes, each below the next': (count) =>
    hashed(
      numbers(count).map((i) =>
        recipe(`r${i}`, {
          depends: i === 0 ? [] : [`r${i - 1}`],
          provides: [`r${i}`],
          tasks: [task('do_build', { flags: { deptask: 'do_build' } })],
        }),
      ),
      `r${count - 1}`,
    ),
  'of recipes, of which the lowest cannot be built': (count) =>
    hashed(
      numbers(count).map((i) => recipe(`r${i}`, { depends: [i === 0 ? 'nothing' : `r${i - 1}`], provides: [`r${i}`] })),
      `r${count - 1}`,
    ),
};
const SHAPES_SEEN: Readonly<Record<string, string>> = {
  'on a circle': 'tasks; ',
  'of recipes, of which the lowest cannot be built': 'cannot be built',
};

const graphAttempts = [5000, 30_000, 100_000].flatMap((count) =>
  Object.entries(SHAPES)
    .filter(([shape]) => count < 100_000 || !shape.startsWith('of recipes'))
    .map(([shape, run]): Attempt => ({
      name: `${count} tasks ${shape}`,
      slow: count > 5000,
      expected: SHAPES_SEEN[shape] ?? `${count} tasks; known`,
      run: async () => {
        const seen = await run(count);
        const part = SHAPES_SEEN[shape];
        return part !== undefined && seen.includes(part) ? part : seen;
      },
    })),
);

// Texts that code assembles

const text = (value: string): ComputedText => ['text', value];
const nested = (levels: number, level: (inner: ComputedText) => ComputedText, inner: ComputedText): ComputedText =>
  levels === 0 ? inner : nested(levels - 1, level, level(inner));
const TWO: ComputedText = ['one', [text('a'), text('b')]];
const TEXTS: Readonly<Record<string, ComputedText>> = {
  'choices in choices, 200 deep': nested(200, (inner) => ['join', [TWO, inner]], TWO),
  'choices behind choices, 200 deep': nested(200, (inner) => ['join', [inner, TWO]], TWO),
  'what doubles by being replaced, 100 times': nested(
    100,
    (inner) => ['changed', 'replace', inner, ['a', 'aa']],
    text('a'),
  ),
  'the same text three times, 12 times': nested(12, (inner) => ['join', [inner, inner, inner]], text('abcdefgh')),
  'a thousand choices': ['one', numbers(1000).map((i) => text(`v${i}`))],
};

const textAttempts: readonly Attempt[] = [
  ...Object.entries(TEXTS).map(([name, computed]): Attempt => ({
    name: `a text of ${name}`,
    expected: 'can be anything',
    run: () =>
      possibleTexts(computed, {} as Datastore, () => false).some(({ parts }) => parts.length > 1)
        ? 'can be anything'
        : 'limited',
  })),
  ...[2, 10, 40].map((levels): Attempt => ({
    name: `a name that ${levels} functions hand on a hundred times each`,
    expected: levels === 2 ? 'join' : 'any',
    run: () => {
      const parameter: ComputedText = ['join', numbers(90).map((): ComputedText => ['parameter', 0, null, null])];
      let made: ComputedText = text('a');
      for (let level = 0; level < levels; level++) made = withArguments(parameter, { args: [made], keywords: {} });
      return levels > 2 && made[0] === 'join' ? (made[1].every(([kind]) => kind === 'any') ? 'any' : 'more') : made[0];
    },
  })),
];

const doubling = (line: (name: string, before: string) => string, levels = 24): string =>
  `x0 = d.getVar('a')\n${numbers(levels)
    .map((i) => line(`x${i + 1}`, `x${i}`))
    .join('\n')}\nd.getVar(x${levels})\n`;
const CODES: Readonly<Record<string, string>> = {
  'sums of itself': doubling((name, before) => `${name} = ${before} + ${before}`),
  'choices of itself': doubling((name, before) => `${name} = ${before} if ${before} else ${before}`),
  'f-strings of itself': doubling((name, before) => `${name} = f'{${before}}{${before}}'`),
  'f-strings in f-strings': `x = f'{${numbers(60).reduce((inner) => `(${inner} + y)`, 'y')}}'\nd.getVar(x)\n`,
  'formats of itself': doubling((name, before) => `${name} = '{}{}'.format(${before}, ${before})`),
  'percents of itself': doubling((name, before) => `${name} = '%s%s' % (${before}, ${before})`),
  'a name that is assigned a thousand times': `${'x = x + x\n'.repeat(1000)}${'d.getVar(x)\n'.repeat(1000)}`,
  'loops over pairs': `x = [('a', 'b')]\n${'for a, b in x:\n  d.getVar(a)\n'.repeat(3000)}`,
  'functions that call each other with twice what they are given': `def f():\n${numbers(30)
    .map((i) => ` def g${i}(a):\n  return g${i + 1}(a + a) or d.getVar(a)\n`)
    .join('')} g0('x')\n`,
  'a line of 260 kB that is not ASCII': `x = ['é', ${'d.getVar(y), '.repeat(20_000)}]\n`,
  'lists of 60 names, 20,000 times': `x = [${numbers(60)
    .map((i) => `'a${i}'`)
    .join()}]\nfor y in x:\n${' d.getVar(y)\n'.repeat(20_000)}`,
};

const codeAttempts = Object.entries(CODES).map(([name, code]): Attempt => ({
  name: `Python with ${name}`,
  slow: true,
  expected: 'read, and short enough',
  run: async () => {
    const python = await loadTestPython();
    python.resetNamespace('/');
    const found = python.uses(code);
    const size = JSON.stringify(found).length;
    if (!found.ok) return found.error.message;
    return size > 20_000_000 ? `${size} characters` : 'read, and short enough';
  },
}));

export const OBJECTS: AttemptKind = {
  kind: 'objects',
  attempts: [
    ...fileAttempts,
    ...folderAttempts,
    ...cacheAttempts,
    ...packedAttempts,
    ...graphAttempts,
    ...textAttempts,
    ...codeAttempts,
  ],
};
