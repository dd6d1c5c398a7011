/** Which files count as private, so that nothing that depends on them is sent anywhere. */

import { describe, expect, test } from 'vitest';
import { MemoryFileSource } from '../../../server/src/engine/files/memoryFileSource';
import { gitFoldersOfLayers, PrivateFiles } from '../../../server/src/engine/files/privateFiles';

const contents = {
  '/home/me/ws/meta/a.bb': '',
  '/home/me/ws/meta/.git/config': '[remote "o"]\nurl = https://git.example.com/x\n',
  '/home/me/ws/meta/.git/modules/sub/config': '[remote "o"]\nurl = https://me:secret@git.example.com/x\n',
  '/home/me/.netrc': 'secret',
  '/etc/os-release': '',
};

function secret(
  path: string,
  locations: readonly string[] = ['/home/me/ws/meta'],
  home: string | null = '/home/me',
): string | undefined {
  return new PrivateFiles({
    files: new MemoryFileSource(contents),
    locations,
    home,
    isPublic: (asked) => asked.startsWith('/etc/'),
  }).secretAmong([path]);
}

describe('a file', () => {
  test.each([
    ['of a layer', '/home/me/ws/meta/a.bb'],
    ['that everybody may read', '/etc/os-release'],
    ['that does not exist', '/home/me/nothing'],
    ["that is a layer's git configuration without credentials", '/home/me/ws/meta/.git/config'],
  ])('%s is not private', (_, path) => expect(secret(path)).toBeUndefined());

  test.each([
    ['of the user outside the workspace', '/home/me/.netrc'],
    ['that a path with .. leads to', '/home/me/ws/meta/../../.netrc'],
    ['that is a git configuration with a login', '/home/me/ws/meta/.git/modules/sub/config'],
  ])('%s is private, and the message names it', (_, path) => expect(secret(path)).toMatch(/^`\/home\/me\/.*private/));

  test('of the home is private even where a layer contains the home', () =>
    expect(secret('/home/me/.netrc', ['/home/me'])).toContain('/home/me/.netrc'));

  test('is private even where a layer is the root of the disk', () =>
    expect(secret('/home/me/.netrc', ['/'], null)).toContain('/home/me/.netrc'));
});

test('only git folders that belong to a checkout of a layer count', () => {
  const files = new MemoryFileSource({
    '/ws/meta/conf/layer.conf': '',
    '/main/.git/worktrees/meta/gitdir': '/ws/meta/.git\n',
    '/main/.git/worktrees/meta/commondir': '../..\n',
    '/stolen/git/gitdir': '/somewhere/.git\n',
    '/plain/git/HEAD': '',
  });
  const folders = [
    '/ws/.git',
    '/ws/.git/modules/sub',
    '/other/.git',
    '/main/.git/worktrees/meta',
    '/stolen/git',
    '/plain/git',
  ];
  expect(gitFoldersOfLayers(folders, ['/ws/meta'], files)).toEqual([
    '/ws/.git',
    '/ws/.git/modules/sub',
    '/main/.git/worktrees/meta',
    '/main/.git',
  ]);
});
