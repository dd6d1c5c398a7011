/** The environment that OE-Core's script would create when it is sourced, and the part that BitBake keeps. */
import { expect, test } from 'vitest';
import { MemoryFileSource } from '../../../server/src/engine/files/memoryFileSource';
import { buildEnvironment } from '../../../server/src/engine/layers/buildEnvironment';

const SCRIPT = `#!/bin/sh
export BUILDDIR

BB_ENV_PASSTHROUGH_ADDITIONS_OE="MACHINE DISTRO http_proxy \\
HTTP_PROXY SSH_AUTH_SOCK"

export BB_ENV_PASSTHROUGH_ADDITIONS
`;
const files = new MemoryFileSource({ '/src/oe/scripts/oe-buildenv-internal': SCRIPT });
const directories = { buildDir: '/src/build', bitbakeDir: '/src/bitbake', oeRoot: '/src/oe' };

test('the environment has the directories, the path and the list of passed-through variables', () => {
  const { environment } = buildEnvironment(files, {
    ...directories,
    hostEnvironment: {
      PATH: '/usr/bin',
      HOME: '/home/me',
      BB_ENV_PASSTHROUGH_ADDITIONS: 'MINE MACHINE',
      LC_ALL: 'de_DE.UTF-8',
    },
  });
  expect(environment).toEqual({
    BBPATH: '/src/build',
    BB_ENV_PASSTHROUGH_ADDITIONS: 'DISTRO HTTP_PROXY MACHINE MINE SSH_AUTH_SOCK http_proxy ',
    HOME: '/home/me',
    LC_ALL: 'en_US.UTF-8',
    PATH: '/src/oe/scripts:/src/bitbake/bin:/usr/bin',
    PWD: '/src/build',
  });
});

test('only approved variables pass; BitBake still knows the original ones', () => {
  const { environment, original } = buildEnvironment(files, {
    ...directories,
    hostEnvironment: { PATH: '/usr/bin', MACHINE: 'qemuarm', EDITOR: 'vi', BBSERVER: 'localhost:1', DISPLAY: ':0' },
  });
  expect(environment['MACHINE']).toBe('qemuarm');
  expect(Object.keys(environment)).not.toContain('EDITOR');
  expect(original).toMatchObject({ EDITOR: 'vi', DISPLAY: ':0', BUILDDIR: '/src/build' });
  expect(Object.keys(original)).not.toContain('BBSERVER');
});

test('a shell that was already initialized gets no second path', () => {
  const added = '/old/scripts:/old/bitbake/bin:';
  const { environment } = buildEnvironment(files, {
    ...directories,
    hostEnvironment: { PATH: `${added}/usr/bin`, OE_ADDED_PATHS: added },
  });
  expect(environment['PATH']).toBe('/src/oe/scripts:/src/bitbake/bin:/usr/bin');
});

test('BB_ENV_PASSTHROUGH replaces the usual list, and BB_PRESERVE_ENV keeps everything', () => {
  const narrow = buildEnvironment(files, {
    ...directories,
    hostEnvironment: { PATH: '/usr/bin', HOME: '/h', BB_ENV_PASSTHROUGH: 'PATH' },
  });
  expect(Object.keys(narrow.environment)).not.toContain('HOME');
  expect(narrow.environment['PATH']).toContain('/usr/bin');
  const all = buildEnvironment(files, {
    ...directories,
    hostEnvironment: { PATH: '/usr/bin', EDITOR: 'vi', BB_PRESERVE_ENV: '1' },
  });
  expect(all.environment['EDITOR']).toBe('vi');
});

test('without the script there is no list of variables to pass', () => {
  const { environment } = buildEnvironment(new MemoryFileSource({}), {
    ...directories,
    hostEnvironment: { PATH: '/usr/bin', MACHINE: 'x' },
  });
  expect(Object.keys(environment)).toEqual(expect.not.arrayContaining(['MACHINE', 'BB_ENV_PASSTHROUGH_ADDITIONS']));
});
