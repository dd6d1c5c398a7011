/** Files at HEAD, read from the files of real repositories, compared with git's own answers. */

import { chmodSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { beforeEach, expect, test } from 'vitest';
import { headFiles } from '../../server/src/pyodide/pythonHeadFiles';
import type { AtHead, HeadChanges } from '../../server/src/engine/files/headFiles';
import { GitRepository, GitTwin } from '../support/git';

let twin: GitTwin;
let repository: GitRepository;

GitTwin.forTests((made) => (twin = made));

beforeEach(() => {
  repository = GitRepository.init(twin, twin.newFolder());
});

function changes(below = ''): AtHead<HeadChanges> {
  return headFiles(twin).changes(`${repository.folder}${below}`);
}

/** The differing files: path in the repository, and content at HEAD. */
function files(below = ''): Readonly<Record<string, unknown>> {
  const found = changes(below);
  if (found.kind !== 'known') throw new Error(JSON.stringify(found));
  return Object.fromEntries(
    found.value.files.map(({ path, content }) => [path.slice(repository.folder.length + 1), content]),
  );
}

function content(file: string): unknown {
  return headFiles(twin).content(`${repository.folder}/${file}`);
}

test('nothing differs outside a repository and before the first commit', () => {
  expect(headFiles(twin).changes(twin.root)).toEqual({ kind: 'none' });
  expect(changes()).toEqual({ kind: 'none' });
  expect(content('a')).toEqual({ kind: 'none' });
});

test('changed, staged, new and removed files differ', () => {
  for (const name of ['same', 'edited', 'staged', 'gone', 'sub/removed', 'taken-back', 'moved'])
    repository.commit(name, `${name}\n`);
  repository.settle();
  repository.write('edited', 'other\n');
  repository.write('staged', 'other\n');
  repository.git('add', 'staged');
  rmSync(`${repository.folder}/gone`);
  repository.git('rm', '-q', 'sub/removed');
  repository.write('taken-back', 'other\n');
  repository.git('add', 'taken-back');
  repository.write('taken-back', 'taken-back\n');
  renameSync(`${repository.folder}/moved`, `${repository.folder}/here`);
  repository.write('new/file', 'new\n');
  repository.write('new/staged', 'new\n');
  repository.git('add', 'new/staged');
  repository.write('new/__pycache__/x.pyc', '');
  expect(files()).toEqual({
    edited: 'edited\n',
    staged: 'staged\n',
    gone: 'gone\n',
    'sub/removed': 'sub/removed\n',
    moved: 'moved\n',
    here: null,
    'new/file': null,
    'new/staged': null,
  });
  expect(changes()).toMatchObject({
    value: { top: repository.folder, commit: repository.git('rev-parse', 'HEAD'), unknown: [] },
  });
});

test('only files below the folder are compared', () => {
  repository.commit('one/a', 'a');
  repository.commit('one-more/b', 'b');
  repository.write('one/a', 'A');
  repository.write('one-more/b', 'B');
  repository.write('one-more/c', 'C');
  expect(files('/one')).toEqual({ 'one/a': 'a' });
});

test('packed files are compared by content, whatever the times of a file are', () => {
  repository.commit('file', 'one\n');
  repository.commit('file', 'two\n');
  repository.settle();
  repository.git('gc', '-q');
  repository.write('file', 'one\n');
  expect(files()).toEqual({ file: 'two\n' });
  repository.write('file', 'two\n');
  expect(files()).toEqual({});
});

test('a changed mode alone is no difference', () => {
  repository.commit('file', 'text');
  chmodSync(`${repository.folder}/file`, 0o755);
  expect(files()).toEqual({});
});

test('bytes that are not text can be compared', () => {
  repository.write('archive', Uint8Array.of(0x61, 0xff, 0));
  repository.git('add', '.');
  repository.git('commit', '-q', '-m', 'bytes');
  repository.write('archive', Uint8Array.of(1));
  const bytesAtHead = { bytes: Uint8Array.of(0x61, 0xff, 0), firstBadByte: 1 };
  expect(files()).toEqual({ archive: bytesAtHead });
  expect(content('archive')).toEqual({ kind: 'known', value: bytesAtHead });
});

test('a conflict has the content at HEAD', () => {
  repository.commit('file', 'base\n');
  repository.git('checkout', '-q', '-b', 'other');
  repository.commit('file', 'theirs\n');
  repository.git('checkout', '-q', 'main');
  repository.commit('file', 'ours\n');
  twin.run(['git', 'merge', 'other'], repository.folder, {
    GIT_COMMITTER_NAME: 'C',
    GIT_COMMITTER_EMAIL: 'c@example.org',
  });
  expect(files()).toEqual({ file: 'ours\n' });
});

test('links, and files that git converts, are left open where they differ', () => {
  repository.write('target', '1');
  symlinkSync('target', `${repository.folder}/link`);
  symlinkSync('target', `${repository.folder}/kept`);
  repository.write('.gitattributes', '*.txt text\n');
  repository.write('a.txt', 'a\n');
  repository.git('add', '.');
  repository.git('commit', '-q', '-m', 'links');
  rmSync(`${repository.folder}/link`);
  symlinkSync('elsewhere', `${repository.folder}/link`);
  repository.write('a.txt', 'a\r\n');
  const found = changes();
  expect(found).toMatchObject({
    kind: 'known',
    value: { files: [], unknown: [`${repository.folder}/a.txt`, `${repository.folder}/link`] },
  });
});

test('a repository inside the repository is not compared', () => {
  repository.commit('file', 'text');
  const inner = new GitRepository(twin, `${repository.folder}/inner`);
  inner.git('init', '-q');
  inner.write('own', 'text');
  expect(files()).toEqual({});
});

test('the content of one file at HEAD is read', () => {
  repository.commit('sub/file', 'text\n');
  repository.write('sub/file', 'other\n');
  repository.write('sub/new', 'new\n');
  expect(content('sub/file')).toEqual({ kind: 'known', value: 'text\n' });
  expect(content('sub/new')).toEqual({ kind: 'known', value: null });
  expect(content('sub')).toMatchObject({ kind: 'unknown' });
  repository.write('deep/er/x', '');
  expect(content('deep/er/x')).toEqual({ kind: 'known', value: null });
});

test('a broken repository leaves the answer open', () => {
  repository.commit('file', 'text\n');
  writeFileSync(`${repository.folder}/.git/index`, 'DIRC');
  expect(changes()).toMatchObject({ kind: 'unknown', reason: expect.stringContaining('index') as string });
  mkdirSync(`${repository.folder}/.git/objects/aa`, { recursive: true });
  repository.write('.git/refs/heads/main', `${'ab'.repeat(20)}\n`);
  expect(content('file')).toMatchObject({ kind: 'unknown', reason: expect.stringContaining('is not there') as string });
});
