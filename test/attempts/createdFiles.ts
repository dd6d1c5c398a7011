/**
 * Names from metadata on their way to files that commands write: no file is created outside of the folder that the user
 * named.
 */

import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { staysBelow } from '../../server/src/engine/files/posixPath';
import { unlockable } from '../../server/src/engine/tasks/lockedSigs';
import { createFile, createFileBelow } from '../../server/src/node/createFile';
import { HostileWorkspace } from './hostileWorkspace';
import type { Attempt, AttemptKind } from './attempt';

const CONTENT = new TextEncoder().encode('content');

/** Every file and folder below a folder, without following links. */
function everything(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .sort((a, b) => (a < b ? -1 : 1));
}

/**
 * Creates a file in `out` of a folder, next to the things that `prepare` creates; returns the result and the new files
 * outside.
 */
function making(below: string, prepare: (root: string) => void = () => undefined, folder = 'out'): string {
  const root = realpathSync(mkdtempSync(path.join(tmpdir(), 'sighound-created-')));
  try {
    mkdirSync(path.join(root, 'out'));
    mkdirSync(path.join(root, 'other'));
    writeFileSync(path.join(root, 'other/kept'), 'kept');
    prepare(root);
    const before = everything(root);
    const made = createFileBelow(path.join(root, folder), below, CONTENT);
    const outside = everything(root).filter((name) => !before.includes(name) && !name.startsWith('out/'));
    const kept = readFileSync(path.join(root, 'other/kept'), 'utf8');
    return outside.length > 0 || kept !== 'kept' ? `made outside: ${outside.join(' ')} ${kept}` : made.kind;
  } finally {
    rmSync(root, { recursive: true });
  }
}

const paths: readonly Attempt[] = [
  '../x',
  '../../../../../../tmp/sighound-out',
  'a/../../x',
  'a/b/../../../x',
  '/etc/sighound',
  '//etc/sighound',
  'a//../x',
  './../x',
  '..',
  '.',
  '',
  '/',
  'a/',
  'a/.',
  'a/./b',
  'x\0y',
  'a/\0/../b',
].map((below): Attempt => ({
  name: `${JSON.stringify(below)} as a path`,
  expected: 'failed',
  run: () => making(below),
}));

const steps: readonly Attempt[] = [
  'a/b/c',
  'a b/c',
  '...',
  '..x/..y',
  'a\nb',
  '-rf',
  '~/x',
  '%2e%2e/x',
  '\\..\\x',
  '${TMPDIR}',
  'a:b',
  '\u202ea',
].map((below): Attempt => ({
  name: `${JSON.stringify(below)} is a path inside`,
  expected: 'created',
  run: () => making(below),
}));

const link =
  (from: string, to: string) =>
  (root: string): void =>
    symlinkSync(to.replace('ROOT', root), path.join(root, from));

const links: readonly (readonly [
  name: string,
  below: string,
  prepare: (root: string) => void,
  expected: string,
  folder?: string,
])[] = [
  ['a folder that is a link out', 'a/x', link('out/a', 'ROOT/other'), 'failed'],
  ['a folder that is a relative link out', 'a/x', link('out/a', '../other'), 'failed'],
  ['a folder that is a link to everything', 'a/tmp/sighound-out', link('out/a', '/'), 'failed'],
  ['a folder below a link out', 'a/b/c/x', link('out/a', 'ROOT/other'), 'failed'],
  ['a file that is a link out', 'kept', link('out/kept', 'ROOT/other/kept'), 'exists'],
  ['a file that is a link to nowhere outside', 'x', link('out/x', 'ROOT/other/new'), 'exists'],
  ['a folder that is a link to nowhere outside', 'a/x', link('out/a', 'ROOT/other/new'), 'failed'],
  ['a link that leads to itself', 'a/x', link('out/a', 'a'), 'failed'],
  [
    'two links, the second leads out',
    'a/b/x',
    (root) => {
      mkdirSync(path.join(root, 'out/real'));
      symlinkSync('real', path.join(root, 'out/a'));
      symlinkSync('../../other', path.join(root, 'out/real/b'));
    },
    'failed',
  ],
  [
    'a link to a folder of the same beginning',
    'a/x',
    (root) => {
      mkdirSync(path.join(root, 'out-2'));
      symlinkSync('../out-2', path.join(root, 'out/a'));
    },
    'failed',
  ],
  [
    'a link inside of the folder is followed',
    'a/x',
    (root) => {
      mkdirSync(path.join(root, 'out/real'));
      symlinkSync('real', path.join(root, 'out/a'));
    },
    'created',
  ],
  ['the folder itself may be a link', 'x', link('named', 'out'), 'created', 'named'],
  ['a file where a folder should be', 'a/x', (root) => writeFileSync(path.join(root, 'out/a'), ''), 'failed'],
  ['a file that is there', 'a', (root) => writeFileSync(path.join(root, 'out/a'), ''), 'exists'],
  ['a name that is too long', 'x'.repeat(300), () => undefined, 'failed'],
];

const byLinks = links.map(([name, below, prepare, expected, folder]): Attempt => ({
  name,
  expected,
  run: () => making(below, prepare, folder),
}));

const below: readonly Attempt[] = [
  ['a/b', true],
  ['a/../b', false],
  ['/a', false],
  ['a//b', false],
].map(([below, expected]): Attempt => ({
  name: `${String(below)} in words`,
  expected: String(expected),
  run: () => String(staysBelow(String(below))),
}));

/** A file that BitBake reads as configuration: a name in it must not become an assignment. */
const locked: readonly Attempt[] = [
  'a"\nINHERIT += "evil"\n#',
  'a"',
  "a'b",
  'a b',
  'a\tb',
  'a\\',
  'a${@open("/etc/passwd").read()}',
  'a\nb',
  'a\u2028b',
].flatMap((text): readonly Attempt[] =>
  (['pn', 'task', 'unihash', 'machine', 'hashFilename'] as const)
    .filter((field) => field !== 'hashFilename' || !text.includes(' '))
    .map((field) => ({
      name: `${JSON.stringify(text)} as ${field} of a locked task`,
      expected: 'refused',
      run: () =>
        unlockable({ [field]: field === 'hashFilename' ? `False sstate:p:a:1:r0:${text}:14: s` : text }) === null
          ? 'taken'
          : 'refused',
    })),
);

/** `export` through the complete command line: the new files afterwards, and how it ended. */
function exporting(
  name: string,
  more: {
    readonly recipe?: string;
    readonly local?: string;
    readonly files?: (root: string) => void;
    readonly options?: readonly string[];
  },
  expected: string,
): Attempt {
  return {
    name,
    expected,
    slow: true,
    run: async () => {
      const workspace = new HostileWorkspace(more.recipe ?? '', more.local ?? '');
      try {
        const out = path.join(workspace.root, 'deep/er/out');
        mkdirSync(out, { recursive: true });
        more.files?.(workspace.root);
        const before = everything(workspace.root);
        const { code, err } = await workspace.run('export', 'evil', '-o', out, ...(more.options ?? []));
        const made = everything(workspace.root).filter((file) => !before.includes(file));
        const outside = made.filter((file) => !file.startsWith('deep/er/out/'));
        if (outside.length > 0) return `made outside: ${outside.join(' ')}`;
        const isSaid = /is not written|leads out of the folder|is no word/.test(err);
        return `${made.some((file) => statSync(path.join(workspace.root, file)).isFile()) ? 'made inside' : 'nothing made'}, code ${code}${isSaid ? ', said' : ''}`;
      } finally {
        workspace.dispose();
      }
    },
  };
}

const exports: readonly Attempt[] = [
  exporting('export of an ordinary recipe', {}, 'made inside, code 0'),
  exporting(
    'export with a STAMP that climbs',
    { recipe: 'STAMP = "${TMPDIR}/stamps/../../../../../evil"\n' },
    'nothing made, code 1, said',
  ),
  exporting(
    'export with a STAMP that climbs out of the stamps',
    { local: 'STAMPS_DIR = "${TMPDIR}/stamps"\n', recipe: 'STAMP = "${STAMPS_DIR}/a/../../../../../../evil"\n' },
    'nothing made, code 1, said',
  ),
  exporting('export with a STAMP elsewhere', { recipe: 'STAMP = "/etc/evil"\n' }, 'made inside, code 0'),
  exporting(
    'export with a MACHINE that climbs',
    { local: 'MACHINE = "../../../../x"\n', recipe: 'STAMP = "${TMPDIR}/stamps/${MACHINE}/evil"\n' },
    'nothing made, code 1, said',
  ),
  exporting(
    'export with a folder that is a link out',
    {
      recipe: 'STAMP = "${TMPDIR}/stamps/a/evil"\n',
      files: (root) => {
        mkdirSync(path.join(root, 'elsewhere'));
        mkdirSync(path.join(root, 'deep/er/out/stamps'));
        symlinkSync(path.join(root, 'elsewhere'), path.join(root, 'deep/er/out/stamps/a'));
      },
    },
    'nothing made, code 2, said',
  ),
  exporting(
    'export of locked signatures with a MACHINE that is more than a word',
    { local: 'MACHINE = "a b"\n', options: ['--locked-sigs'] },
    'nothing made, code 2, said',
  ),
];

const own: readonly Attempt[] = [
  {
    name: 'a file that the user names is made where it is named',
    expected: 'created, then exists',
    run: () => {
      const root = mkdtempSync(path.join(tmpdir(), 'sighound-created-'));
      try {
        const file = path.join(root, 'a/b/../c');
        return `${createFile(file, CONTENT).kind}, then ${createFile(file, CONTENT).kind}`;
      } finally {
        rmSync(root, { recursive: true });
      }
    },
  },
];

export const CREATED_FILES: AttemptKind = {
  kind: 'created-files',
  attempts: [...paths, ...steps, ...byLinks, ...below, ...locked, ...own, ...exports],
};
