/** The files that metadata may read: decided by names, permissions and the folders of the workspace. */

import { expect, test } from 'vitest';
import { MemoryFileSource } from '../../../server/src/engine/files/memoryFileSource';
import { ReadableFiles } from '../../../server/src/engine/files/readableFiles';

const ME = 1000;
/** Permissions of files and folders: a mode, and the current user or another user as the owner. */
type Rights = Readonly<Record<string, readonly [mode: number, owner: number]>>;

function refusalOf(
  path: string,
  {
    rights = {},
    text = '',
    user = ME,
    roots = ['/home/me/ws/build'],
  }: { rights?: Rights; text?: string; user?: number; roots?: readonly string[] } = {},
): string {
  const files = new MemoryFileSource({ [path]: text, '/home/me/ws/build/conf/bblayers.conf': '' });
  const rightsOf = (asked: string): { mode: number; owner: number } | undefined => {
    const found = rights[asked];
    return found ? { mode: found[0], owner: found[1] } : undefined;
  };
  const refused = new ReadableFiles(files, { rightsOf, user, homes: ['/home/me'] }, roots).refusal(path);
  return refused === null ? 'allowed' : (/: (.*);/.exec(refused)?.[1] ?? refused);
}

test.each([
  ['/home/me/.netrc', '`.netrc` is hidden'],
  ['/home/me/.config/gh/hosts.yml', '`.config` is hidden'],
  ['/home/me/src/.env', '`.env` is hidden'],
  ['/mnt/c/Users/me/AppData/x', '/mnt/c/Users/me/AppData is of programs'],
  ['/home/me/snap/x', '/home/me/snap is of programs'],
  ['/run/secrets/token', 'secrets are kept in /run/secrets'],
  ['/home/me/.git-credentials', '`.git-credentials` is hidden'],
  ['/home/me/src/snap/x', 'allowed'],
  ['/home/me/src/.git/HEAD', 'allowed'],
  ['/home/me/.gitconfig', 'allowed'],
  ['/home/me/.gitignore_global', 'allowed'],
  ['/home/me/.config/git/ignore', 'allowed'],
  ['/home/me/yocto/.repo/projects/oe.git/HEAD', 'allowed'],
  ['/home/me/.yocto/site.conf', 'allowed'],
  ['/home/me/ws/build/.hidden', 'allowed'],
])('the name decides about %s: %s', (path, expected) => {
  expect(refusalOf(path)).toBe(expected);
});

test.each([
  ['a file of the system for all', '/etc/os-release', { '/etc/os-release': [0o644, 0] }, 'allowed'],
  [
    'a file of the system for a group',
    '/etc/shadow',
    { '/etc/shadow': [0o640, 0] },
    'it is a file of the system that not everybody may read',
  ],
  [
    'a file of the system in a closed folder',
    '/var/x/a',
    { '/var/x/a': [0o644, 0], '/var/x': [0o710, 0] },
    'it is a file of the system that not everybody may read',
  ],
  ['an own file', '/home/me/a', { '/home/me/a': [0o640, ME], '/home/me': [0o700, ME] }, 'allowed'],
  ['an own private file', '/home/me/a', { '/home/me/a': [0o600, ME] }, 'nobody but its owner may read it'],
  ['an own private file elsewhere', '/tmp/krb5cc', { '/tmp/krb5cc': [0o600, ME] }, 'nobody but its owner may read it'],
  [
    'an own file in a private folder',
    '/srv/x/y/a',
    { '/srv/x/y/a': [0o644, ME], '/srv/x': [0o700, ME] },
    'nobody but its owner may look into /srv/x',
  ],
  [
    'a folder that the workspace is in',
    '/home/me/ws/a',
    { '/home/me/ws/a': [0o640, ME], '/home/me/ws': [0o700, ME] },
    'allowed',
  ],
  ['a file that another shares with a group', '/srv/team/a', { '/srv/team/a': [0o640, 1001] }, 'allowed'],
  [
    'a list of what git ignores, in a folder that is closed to others',
    '/home/me/.config/git/ignore',
    { '/home/me/.config': [0o700, ME] },
    'allowed',
  ],
  [
    'the configuration of git, which is private',
    '/home/me/.gitconfig',
    { '/home/me/.gitconfig': [0o600, ME] },
    'allowed',
  ],
  [
    "a private configuration of git that is no user's",
    '/srv/x/.gitconfig',
    { '/srv/x/.gitconfig': [0o600, ME] },
    'nobody but its owner may read it',
  ],
  ['a private file of the workspace', '/home/me/ws/build/a', { '/home/me/ws/build/a': [0o600, ME] }, 'allowed'],
] as const)('%s', (_what, path, rights, expected) => {
  expect(refusalOf(path, { rights })).toBe(expected);
});

test('root may read the system files that all users may read', () => {
  expect(refusalOf('/etc/shadow', { user: 0, rights: { '/etc/shadow': [0o640, 0] } })).toBe(
    'it is a file of the system that not everybody may read',
  );
  expect(refusalOf('/root/a', { user: 0, rights: { '/root/a': [0o640, 0] } })).toBe('allowed');
});

test.each([
  ['[url "https://oauth2:token@example.com/"]\n', false],
  ['[url "https://ghp_x@github.com/"]\n', false],
  ['[http "https://example.com/"]\n\textraheader = AUTHORIZATION: basic xyz\n', false],
  ['[sendemail]\n\tsmtpPass = x\n', false],
  ['[remote "origin"]\n\turl = ssh://git@example.com/x\n[core]\n\taskPass = /usr/bin/ask\n', true],
])('git configuration is readable only without a password or token: %j', (text, allowed) => {
  expect(refusalOf('/home/me/src/.git/config', { text })).toBe(allowed ? 'allowed' : 'it holds a password or a token');
  expect(refusalOf('/home/me/.gitconfig', { text })).toBe(allowed ? 'allowed' : 'it holds a password or a token');
  expect(refusalOf('/home/me/ws/build/.git/config', { text })).toBe('allowed');
});

test.each(['/', '/home', '/home/me', '/home/you', '/root', '/var'])(
  'a workspace that claims to be %s opens nothing',
  (root) => {
    expect(refusalOf('/home/me/.netrc', { roots: [root] })).toBe('`.netrc` is hidden');
  },
);
