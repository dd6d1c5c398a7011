/**
 * Attempts to keep the engine busy, or to fill its memory, endlessly: each result comes from a limit, or is the right
 * answer.
 */

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Budget, type Limits } from '../../server/src/engine/base/budget';
import { EVALUATION_LIMITS } from '../../server/src/engine/base/limits';
import { PythonPattern } from '../../server/src/engine/base/pythonPattern';
import { DEFAULT_RELEASE } from '../../server/src/engine/base/release';
import { Datastore, createServices } from '../../server/src/engine/datastore/datastore';
import { splitOperation } from '../../server/src/engine/datastore/operationNames';
import { AccessLog, RecordingFileSource } from '../../server/src/engine/files/accessLog';
import { glob } from '../../server/src/engine/files/glob';
import { MemoryFileSource } from '../../server/src/engine/files/memoryFileSource';
import { type Collection, RecipeCollection } from '../../server/src/engine/layers/bbfiles';
import { parseFile } from '../../server/src/engine/parse/parseFile';
import type { PythonEvaluator } from '../../server/src/engine/python/pythonEvaluator';
import { findObject } from '../../server/src/engine/sstate/presence';
import { readMirrors } from '../../server/src/engine/sstate/mirrors';
import { FileDigests, foundChecksums } from '../../server/src/engine/tasks/fileChecksums';
import { plainRundepCheck } from '../../server/src/engine/tasks/rundepCheck';
import type { GraphTask } from '../../server/src/engine/tasks/taskGraph';
import { readDatabase } from '../../server/src/node/hashEquivalence/databaseSnapshot';
import { nodeFileSource } from '../../server/src/node/nodeFileSource';
import type { Attempt, AttemptKind } from './attempt';

/** Runs `body` with a folder that exists meanwhile. */
async function inFolder(body: (folder: string) => string | Promise<string>): Promise<string> {
  const folder = mkdtempSync(path.join(tmpdir(), 'sighound-bounds-'));
  try {
    return (await body(folder)).replaceAll(folder, 'FOLDER');
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The message about an unknown result; the answer, if it is known nevertheless. */
function said(body: () => unknown): string {
  try {
    return `known: ${String(body())}`;
  } catch (error) {
    const { unknown } = error as { unknown?: string };
    return unknown === undefined ? `threw ${String(error)}` : `unknown: ${unknown}`;
  }
}

const md5 = (bytes: Uint8Array): string => createHash('md5').update(bytes).digest('hex');

// Patterns

const LONG = 'a'.repeat(5000);
const ENDLESS: readonly string[] = [
  '(a+)+$',
  '(a|a)*b',
  '(a*)*b',
  '(a|aa)+$',
  '([a-z]+)*[?]',
  '^(([a-z])+.)+[A-Z]([a-z])+$',
  '(?:a?){40}a{40}b',
  '(?=(a+)+b)',
  '(?!(a+)+b)a+(a+)+b',
  '(.*)*x',
  '(a{1,50}){1,50}b',
];
const UNKNOWN_DIALECT: readonly string[] = [
  '(?i)a',
  'a++',
  '(?>a)',
  '(?(1)a|b)',
  '\\z',
  '(a)+\\1',
  `${'('.repeat(200)}${')'.repeat(200)}`,
  '(a{1000}){1000}',
];

/** Where metadata uses patterns: the result of a pattern that is applied to `text`. */
const PATTERN_USES: Readonly<Record<string, (pattern: string, text: string) => string>> = {
  BBFILE_PATTERN: (pattern, text) =>
    said(() => {
      const collection: Collection = { name: 'hit', pattern, priority: 1 };
      return new RecipeCollection([], [], [collection], small()).layerOf(text);
    }),
  BBMASK: (pattern, text) => said(() => new PythonPattern(pattern).isIn(text, small())),
  BB_TASKHASH_IGNORE_TASKS: (pattern, text) =>
    said(() => {
      const check = plainRundepCheck(
        { multiconfig: '', variables: { BB_TASKHASH_IGNORE_TASKS: pattern }, collections: [] },
        DEFAULT_RELEASE,
      );
      const task = (pn: string): GraphTask => ({ recipe: { multiconfig: '', pn } }) as unknown as GraphTask;
      return check(task(text), task('b'));
    }),
};

function small(): Budget {
  return new Budget({ ...EVALUATION_LIMITS, steps: 100_000 });
}

function shortened(text: string): string {
  return text.replace(/\d{5,}/, 'MANY').replace(/`[^`]*`/g, 'IT');
}

const patternAttempts: readonly Attempt[] = [
  ...Object.entries(PATTERN_USES)
    .filter(([use]) => use !== 'BB_TASKHASH_IGNORE_TASKS')
    .flatMap(([use, run]) =>
      ENDLESS.map((pattern): Attempt => ({
        name: `${use} = ${JSON.stringify(pattern)} on ${LONG.length} characters`,
        expected: 'unknown: it takes more than MANY steps of matching patterns; the last one was for IT',
        run: () => shortened(run(pattern, `${LONG}!`)),
      })),
    ),
  ...Object.entries(PATTERN_USES).flatMap(([use, run]) =>
    UNKNOWN_DIALECT.map((pattern): Attempt => ({
      name: `${use} = ${JSON.stringify(pattern.slice(0, 40))}, which Pythons differ in or which is too much`,
      expected: 'unknown: what the pattern IT matches is not known',
      run: () => shortened(run(pattern, 'aab')).replace(/( is not known): .*$/, '$1'),
    })),
  ),
];

/** What JavaScript's expressions find differently: pattern, text, whether Python's `re.search` finds it. */
const DIALECT: readonly (readonly [pattern: string, text: string, found: boolean])[] = [
  ['a$', 'a\n', true],
  ['a\\Z', 'a\n', false],
  ['a$', 'a\nb', false],
  ['^b', 'a\nb', false],
  ['\\Aa', 'a', true],
  ['(?P<x>a)(?P=x)', 'aa', true],
  ['(?P<x>a)(?P=x)', 'ab', false],
  ['a{,3}b', 'aab', true],
  ['^a{,1}b', 'aab', false],
  ['a.b', 'a\rb', true],
  ['a.b', 'a\u2028b', true],
  ['a.b', 'a\nb', false],
  ['\\-\\~\\#', '-~#', true],
  ['[[]', '[', true],
  ['[]a]', ']', true],
  ['\\x61\\u0062\\143', 'abc', true],
  ['(?#x)a', 'a', true],
  ['(?<!native)$', 'x-native', false],
  ['(?<!native)$', 'x-target', true],
  ['\\s', '\u0085', true],
  ['\\s', '\ufeff', false],
  ['.', '\u{1f600}', true],
  ['^.$', '\u{1f600}', true],
];

const dialectAttempts = DIALECT.map(([pattern, text, found]): Attempt => ({
  name: `${JSON.stringify(pattern)} in ${JSON.stringify(text)} means what Python means`,
  expected: `known: ${found}`,
  run: () => said(() => new PythonPattern(pattern).isIn(text, small())),
}));

// Values

/** A store whose values are plain, so that no interpreter is needed. */
function store(limits: Partial<Limits> = {}): Datastore {
  const none = {} as PythonEvaluator;
  return new Datastore(
    createServices(
      DEFAULT_RELEASE,
      none,
      () => ({ references: new Set(), execs: new Set(), contains: new Map() }),
      new Budget({ ...EVALUATION_LIMITS, ...limits }),
    ),
  );
}

function doubling(levels: number, last: string): Datastore {
  const d = store();
  for (let level = 0; level < levels; level++) d.setVar(`A${level}`, `\${A${level + 1}}\${A${level + 1}}`);
  d.setVar(`A${levels}`, last);
  return d;
}

const valueAttempts: readonly Attempt[] = [
  ...[30, 40, 60, 100].map((levels): Attempt => ({
    name: `values that double ${levels} times`,
    expected: 'unknown: the text of IT grows beyond 32 million characters',
    run: () => shortened(said(() => (doubling(levels, 'x').getVar('A0') as string).length)),
  })),
  {
    name: 'values that double 60 times and are empty',
    expected: 'known: 0',
    run: () => said(() => (doubling(60, '').getVar('A0') as string).length),
  },
  {
    name: 'values that double 20 times are no attack',
    expected: 'known: 1048576',
    run: () => said(() => (doubling(20, 'x').getVar('A0') as string).length),
  },
  {
    name: 'a value that holds a large one a thousand times',
    expected: 'unknown: the text of IT grows beyond 32 million characters',
    run: () => {
      const d = store();
      d.setVar('BIG', 'x'.repeat(1 << 20));
      d.setVar('A', '${BIG}'.repeat(1000));
      return shortened(said(() => (d.getVar('A') as string).length));
    },
  },
  {
    name: 'many values that are large',
    expected: 'unknown: it takes more than MANY characters of expanded text; the last one was for IT',
    run: () => {
      const d = store({ characters: 20_000_000 });
      d.setVar('BIG', 'x'.repeat(1 << 20));
      return shortened(
        said(() =>
          d.services.budget.fresh(() => {
            for (let i = 0; i < 100; i++) {
              d.setVar(`A${i}`, '${BIG}${NONE}');
              d.getVar(`A${i}`);
            }
            return 'all';
          }),
        ),
      );
    },
  },
  ...[':append', ':prepend'].map((operation): Attempt => ({
    name: `100,000 times ${operation}`,
    expected: 'known: 100000',
    run: () => {
      const d = store();
      for (let i = 0; i < 100_000; i++) d.setVar(`A${operation}`, 'x', { parsing: true });
      return said(() => (d.getVar('A') as string).length);
    },
  })),
  {
    name: '100,000 words in OVERRIDES',
    expected: 'unknown: IT has more than MANY words',
    run: () => {
      const d = store();
      d.setVar('OVERRIDES', Array.from({ length: 100_000 }, (_, i) => `o${i}`).join(':'));
      d.setVar('A:o1', 'x', { parsing: true });
      return shortened(said(() => d.getVar('A')));
    },
  },
  {
    name: 'OVERRIDES of 1,000 words choose as ever',
    expected: 'known: x',
    run: () => {
      const d = store();
      d.setVar('OVERRIDES', Array.from({ length: 1000 }, (_, i) => `o${i}`).join(':'));
      d.setVar('A:o999', 'x', { parsing: true });
      return said(() => d.getVar('A'));
    },
  },
  {
    name: 'a name of references in references, 2,000 deep',
    expected: 'known: 8000',
    run: () => {
      const d = store();
      return said(() => d.expand(`${'${A'.repeat(2000)}${'}'.repeat(2000)}`).length);
    },
  },
  ...[':append', ':append:x', ':remove:', ':prependA'].map((part): Attempt => ({
    name: `a name of 140 kB that is ${part} over and over`,
    expected: 'read',
    run: () => {
      splitOperation(`${part.repeat(Math.ceil(140_000 / part.length))}:APPENDED`);
      return 'read';
    },
  })),
];

// Long lines

const LINES: Readonly<Record<string, string>> = {
  blanks: ' ',
  'an open reference': '${',
  'inline Python': '${@',
  colons: ':',
  ':append': ':append',
  brackets: '[',
  quotes: '"',
  backslashes: '\\',
  equals: '=',
  dots: '.',
  names: 'A',
  addtask: 'addtask ',
  before: ' before ',
  'a tab': '\t',
  'question marks': '?',
};

const lineAttempts = Object.entries(LINES).flatMap(([name, piece]) =>
  ['a.conf', 'a.bb'].map((file): Attempt => ({
    name: `a line of 100 kB of ${name} in ${file}`,
    expected: 'read',
    run: () => {
      for (const text of [
        piece.repeat(100_000 / piece.length),
        `A = "${piece.repeat(100_000 / piece.length)}"`,
        `A${piece.repeat(100_000 / piece.length)} = "x"`,
        `addtask ${piece.repeat(100_000 / piece.length)}`,
      ]) {
        parseFile(`/${file}`, `${text}\n`, DEFAULT_RELEASE, { baseConfiguration: false });
      }
      return 'read';
    },
  })),
);

// Files

function read(file: string): string {
  const files = nodeFileSource();
  const bytes = files.readBytes(file);
  const text = files.readText(file);
  return bytes === undefined
    ? `${files.failure?.(file)?.reason ?? (files.readBytes(file) === undefined ? (files.failure?.(file)?.reason ?? 'not there') : '')}; ${text.kind}`
    : `${bytes.length} bytes; ${text.kind}`;
}

const fileAttempts: readonly Attempt[] = [
  {
    name: 'a pipe as a file',
    expected: 'it is a pipe, and only regular files are read; unreadable',
    run: () => inFolder((folder) => (pipe(`${folder}/p`), read(`${folder}/p`))),
  },
  {
    name: 'a link to a pipe as a file',
    expected: 'it is a pipe, and only regular files are read; unreadable',
    run: () => inFolder((folder) => (pipe(`${folder}/p`), symlinkSync('p', `${folder}/l`), read(`${folder}/l`))),
  },
  ...['/dev/zero', '/dev/urandom', '/dev/tty'].map((device): Attempt => ({
    name: `${device} as a file`,
    expected: 'it is a device, and only regular files are read; unreadable',
    run: () => read(device),
  })),
  {
    name: 'a link that leads to itself',
    expected: 'not there; missing',
    run: () => inFolder((folder) => (symlinkSync('l', `${folder}/l`), read(`${folder}/l`))),
  },
  {
    name: 'a file of three GiB',
    expected: 'it is too big to be read here (3221225472 bytes; at most 2147483647); unreadable',
    run: () => inFolder((folder) => (sparse(`${folder}/f`, 3 * 2 ** 30), read(`${folder}/f`))),
  },
  {
    name: 'a part of a file of three GiB',
    expected: '4 bytes',
    run: () =>
      inFolder(
        (folder) => (
          sparse(`${folder}/f`, 3 * 2 ** 30),
          `${nodeFileSource().readPart(`${folder}/f`, 2 ** 31, 4)?.length} bytes`
        ),
      ),
  },
  {
    name: 'a part of endless length',
    expected: '3 bytes',
    run: () =>
      inFolder(
        (folder) => (
          writeFileSync(`${folder}/f`, 'abc'),
          `${nodeFileSource().readPart(`${folder}/f`, 0, 2 ** 40)?.length} bytes`
        ),
      ),
  },
];

const hashed = (flag: string): string =>
  said(() =>
    foundChecksums(flag, { digests: new FileDigests(nodeFileSource(), md5), excludedFolders: [] })
      .map((each) => each.md5)
      .join(' '),
  );

const checksumAttempts: readonly Attempt[] = [
  {
    name: 'the checksum of a pipe',
    expected: 'unknown: IT cannot be read: only regular files are read',
    run: () => inFolder((folder) => (pipe(`${folder}/p`), shortened(hashed(`${folder}/p:True`)))),
  },
  {
    name: 'the checksum of a folder with a pipe',
    expected: 'unknown: IT cannot be read: only regular files are read',
    run: () => inFolder((folder) => (pipe(`${folder}/p`), shortened(hashed(`${folder}:True`)))),
  },
  {
    name: 'the checksum of /dev/zero',
    expected: 'unknown: IT cannot be read: only regular files are read',
    run: () => shortened(hashed('/dev/zero:True')),
  },
  {
    name: 'the checksum of a file of three GiB',
    expected: 'unknown: IT cannot be read: it is too big to be read here (MANY bytes; at most 2147483647)',
    run: () => inFolder((folder) => (sparse(`${folder}/f`, 3 * 2 ** 30), shortened(hashed(`${folder}/f:True`)))),
  },
  { name: 'the checksum of a file that is not there', expected: 'known: ', run: () => hashed('/nowhere/at/all:True') },
  {
    name: 'the checksum of a folder with a link to itself',
    expected: `known: ${md5(Buffer.from('x'))}`,
    run: () =>
      inFolder(
        (folder) => (symlinkSync('.', `${folder}/loop`), writeFileSync(`${folder}/f`, 'x'), hashed(`${folder}:True`)),
      ),
  },
  {
    name: 'the checksum of a link to nothing',
    expected: 'known: ',
    run: () => inFolder((folder) => (symlinkSync('nowhere', `${folder}/l`), hashed(`${folder}/l:True`))),
  },
];

/** The number of names that a pattern finds; a few questions are enough for it. */
function globbed(pattern: string, limits: Partial<Limits>): string {
  const files = new RecordingFileSource(nodeFileSource(), new Budget({ ...EVALUATION_LIMITS, ...limits }));
  return shortened(
    said(() => files.budget.fresh(() => files.recording(new AccessLog(), () => glob(pattern, files).length))),
  );
}

const folderAttempts: readonly Attempt[] = [
  {
    name: 'a pattern of file names through a link that loops',
    expected: 'unknown: it takes more than 5000 questions for files; the last one was for IT',
    run: () =>
      inFolder(
        (folder) => (
          symlinkSync('.', `${folder}/a`),
          symlinkSync('.', `${folder}/b`),
          globbed(`${folder}${'/*'.repeat(30)}/x.bb`, { questions: 5000 })
        ),
      ),
  },
  {
    name: 'a pattern of file names over a folder with more names than may be',
    expected: 'unknown: it takes more than 50 names in folders; the last one was for IT',
    run: () =>
      inFolder((folder) => {
        for (let i = 0; i < 60; i++) writeFileSync(`${folder}/${i}`, '');
        return globbed(`${folder}/*.bb`, { entries: 50 });
      }),
  },
  {
    name: 'a pattern of file names in a folder of recipes',
    expected: 'known: 2',
    run: () =>
      inFolder((folder) => {
        for (const name of ['a.bb', 'b.bb', 'c.inc']) writeFileSync(`${folder}/${name}`, '');
        return globbed(`${folder}/*.bb`, {});
      }),
  },
  {
    name: 'a file that must not be read is not taken for one that is not there',
    expected: 'unknown: IT cannot be read: you are not allowed to read it (EACCES)',
    run: () =>
      shortened(
        said(() => {
          const denied = Object.assign(new MemoryFileSource({}), {
            failure: () => ({ reason: 'you are not allowed to read it (EACCES)', isDenied: true }),
          });
          const files = new RecordingFileSource(denied);
          return files.recording(new AccessLog(), () => files.stat('/secret'));
        }),
      ),
  },
];

// The database of a hash equivalence server

async function database(make: (file: string) => void): Promise<string> {
  return inFolder(async (folder) => {
    make(`${folder}/hashserv.db`);
    const found = await readDatabase(`${folder}/hashserv.db`);
    return found.kind === 'unreadable' ? found.reason : found.kind;
  });
}

const SQLITE = Buffer.concat([Buffer.from('SQLite format 3\0'), Buffer.alloc(4080)]);

const databaseAttempts: readonly Attempt[] = [
  ...['', '-wal', '-journal'].flatMap((suffix): Attempt[] => [
    {
      name: `hashserv.db${suffix} is a pipe`,
      expected: `hashserv.db${suffix}: it is a pipe, and only regular files are read`,
      run: () => database((file) => (suffix !== '' && writeFileSync(file, SQLITE), pipe(file + suffix))),
    },
    {
      name: `hashserv.db${suffix} is /dev/zero`,
      expected: `hashserv.db${suffix}: it is a device, and only regular files are read`,
      run: () =>
        database((file) => (suffix !== '' && writeFileSync(file, SQLITE), symlinkSync('/dev/zero', file + suffix))),
    },
    {
      name: `hashserv.db${suffix} is a folder`,
      expected: `hashserv.db${suffix} is a folder`,
      run: () => database((file) => (suffix !== '' && writeFileSync(file, SQLITE), mkdirSync(file + suffix))),
    },
  ]),
  ...['', '-wal'].map((suffix): Attempt => ({
    name: `hashserv.db${suffix} has three GiB`,
    expected: `hashserv.db${suffix}: it is too big to be read here (3221225472 bytes; at most 268435456); set \`BB_HASHSERVE\` to a server that has it`,
    run: () => database((file) => (suffix !== '' && writeFileSync(file, SQLITE), sparse(file + suffix, 3 * 2 ** 30))),
  })),
  { name: 'hashserv.db is not there', expected: 'missing', run: () => database(() => undefined) },
  {
    name: 'hashserv.db as it should be',
    expected: 'snapshot',
    run: () => database((file) => writeFileSync(file, SQLITE)),
  },
];

// Mirrors

async function looked(mirrors: string): Promise<string> {
  const settings = { sstateDir: '/sstate', mirrors: readMirrors(mirrors), allowedNetworks: '', isOffline: false };
  const found = await findObject(`universal/aa/bb/${'a'.repeat(60)}.tar.zst`, settings, new MemoryFileSource({}), null);
  return found.kind === 'unknown' ? shortened(`unknown: ${found.reason}`) : found.kind;
}

const mirrorAttempts: readonly Attempt[] = [
  {
    name: 'SSTATE_MIRRORS of 100,000 lines',
    expected: 'unknown: IT has more than 1000 mirrors',
    run: () => looked('file://.* file:///m/PATH '.repeat(100_000)),
  },
  {
    name: 'SSTATE_MIRRORS of 900 mirrors that lead to each other',
    expected: 'unknown: it takes more than MANY steps of matching patterns; the last one was for IT',
    slow: true,
    run: () => looked(Array.from({ length: 900 }, (_, i) => `file://.* file:///m${i}/PATH`).join(' ')),
  },
  {
    name: 'a pattern of a mirror that never ends',
    expected: 'unknown: it takes more than MANY steps of matching patterns; the last one was for IT',
    run: () => looked('file://universal/(.|.)*(.|.)*(.|.)*x!x file:///m/PATH'),
  },
  {
    name: 'a replacement that names no group',
    expected: 'unknown: what IT in IT stands for is not known',
    run: () => looked('file://.* file:///m/\\2'),
  },
  { name: 'a mirror that is no pattern', expected: 'missing', run: () => looked('file://*.* file:///m/PATH') },
];

function pipe(file: string): void {
  execFileSync('mkfifo', [file]);
}

/** A file that reports this size and occupies no space. */
function sparse(file: string, size: number): void {
  writeFileSync(file, '');
  truncateSync(file, size);
}

export const BOUNDS: AttemptKind = {
  kind: 'bounds',
  attempts: [
    ...patternAttempts,
    ...dialectAttempts,
    ...valueAttempts,
    ...lineAttempts,
    ...fileAttempts,
    ...checksumAttempts,
    ...folderAttempts,
    ...databaseAttempts,
    ...mirrorAttempts,
  ],
};
