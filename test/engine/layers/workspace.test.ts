/** What belongs to a build directory, found from its files alone. */

import { expect, test } from 'vitest';
import type { FileSource } from '../../../server/src/engine/files/fileSource';
import { MemoryFileSource } from '../../../server/src/engine/files/memoryFileSource';
import { findWorkspace } from '../../../server/src/engine/layers/workspace';

const LAYERS = { '/src/build/conf/bblayers.conf': 'BBLAYERS = "/src/oe/meta /src/oe/meta-skeleton /own/meta"\n' };

function gitFolders(files: Readonly<Record<string, string>>): readonly string[] {
  return findWorkspace('/src/build', [], new MemoryFileSource({ ...LAYERS, ...files })).gitFolders;
}

/** The files that make a folder a git directory. */
function gitFolder(folder: string): Record<string, string> {
  return {
    [`${folder}/HEAD`]: 'ref: refs/heads/main\n',
    [`${folder}/objects/pack/p`]: '',
    [`${folder}/refs/heads/main`]: '',
  };
}

test('each checkout has one git directory', () => {
  expect(gitFolders({ ...gitFolder('/src/oe/.git'), ...gitFolder('/own/meta/.git'), ...gitFolder('/.git') })).toEqual([
    '/src/oe/.git',
    '/own/meta/.git',
  ]);
});

test('a layer outside of any checkout has no git directory', () => {
  expect(gitFolders({ '/src/oe/meta/conf/layer.conf': '' })).toEqual([]);
});

test("a layer behind a link is in the checkout of the link's target, as git sees it", () => {
  const files = new MemoryFileSource({
    '/src/build/conf/bblayers.conf': 'BBLAYERS = "/links/meta"\n',
    ...gitFolder('/src/oe/.git'),
    '/src/oe/meta/conf/layer.conf': '',
  });
  const linked: FileSource = {
    stat: (path) => files.stat(path),
    list: (path) => files.list(path),
    readBytes: (path) => files.readBytes(path),
    readText: (path) => files.readText(path),
    readPart: (path, position, length) => files.readPart(path, position, length),
    readLink: (path) => (path === '/links/meta' ? '/src/oe/meta' : undefined),
  };
  expect(findWorkspace('/src/build', [], linked).gitFolders).toEqual(['/src/oe/.git']);
});

test('a worktree has its own git directory and the one of the repository', () => {
  const worktree = {
    '/src/oe/.git': 'gitdir: ../repository/.git/worktrees/oe\n',
    '/src/repository/.git/worktrees/oe/commondir': '../..\n',
    '/src/repository/.git/worktrees/oe/HEAD': '',
    ...gitFolder('/src/repository/.git'),
  };
  expect(gitFolders(worktree)).toEqual(['/src/repository/.git/worktrees/oe', '/src/repository/.git']);
  expect(gitFolders({ '/src/oe/.git': 'gitdir: /modules/oe\n', ...gitFolder('/modules/oe') })).toEqual(['/modules/oe']);
  expect(gitFolders({ '/src/oe/.git': 'nothing\n' })).toEqual([]);
});

test.each([
  ['the root', { '/src/oe/.git': 'gitdir: /\n' }],
  ['a home', { '/src/oe/.git': 'gitdir: /home/me\n', '/home/me/HEAD': '' }],
  ['a folder without objects', { '/src/oe/.git': 'gitdir: /other\n', '/other/HEAD': '', '/other/refs/heads/main': '' }],
  ['a worktree of the root', { '/src/oe/.git': 'gitdir: /other\n', '/other/HEAD': '', '/other/commondir': '/\n' }],
  ['a repository whose shared part is the root', { ...gitFolder('/src/oe/.git'), '/src/oe/.git/commondir': '/\n' }],
])('a folder that is not a git directory: %s', (_what, files) => {
  expect(gitFolders(files)).toEqual([]);
});

test('a BitBake with missing files belongs to the workspace if there is no complete one', () => {
  const bitbakeOf = (files: Readonly<Record<string, string>>) => {
    const { bitbakeDir, bitbakeVersion } = findWorkspace(
      '/src/build',
      [],
      new MemoryFileSource({ ...LAYERS, '/src/oe/meta/conf/bitbake.conf': '', ...files }),
    );
    return [bitbakeDir, bitbakeVersion];
  };
  const damaged = { '/src/oe/bitbake/lib/bb/data.py': '' };
  expect(bitbakeOf({})).toEqual([null, null]);
  expect(bitbakeOf(damaged)).toEqual(['/src/oe/bitbake', null]);
  expect(bitbakeOf({ ...damaged, '/src/bitbake/lib/bb/__init__.py': '__version__ = "2.8.0"\n' })).toEqual([
    '/src/bitbake',
    '2.8.0',
  ]);
});
