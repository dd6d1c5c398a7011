/** Which build directory is taken, and which ones are offered. */
import { describe, expect, test } from 'vitest';
import { MemoryFileSource } from '../../server/src/engine/files/memoryFileSource';
import {
  activeBuildDirectory,
  buildDirectoryCandidates,
  type BuildDirectoryContext,
} from '../../server/src/lsp/workspace/buildDirectory';
import { readInitializationOptions } from '../../server/src/lsp/workspace/serverSettings';

const ALL = ['/set', '/picked', '/main', '/one', '/two', '/env', '/ws/build'];

interface Given {
  readonly options?: Readonly<Record<string, unknown>>;
  readonly directories?: readonly string[];
  readonly folders?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly files?: Readonly<Record<string, string>>;
}

function context({
  options = {},
  directories = ALL,
  folders = ['/ws'],
  environment = {},
  files = {},
}: Given): BuildDirectoryContext {
  return {
    settings: readInitializationOptions(options, false),
    workspaceFolders: folders.map((path) => ({ path, name: path.slice(path.lastIndexOf('/') + 1) })),
    files: new MemoryFileSource({
      ...Object.fromEntries(directories.map((path) => [`${path}/conf/bblayers.conf`, ''])),
      ...files,
    }),
    environment: (name) => environment[name],
  };
}

const active = (given: Given): string | null => activeBuildDirectory(context(given))?.path ?? null;

const EVERYTHING = {
  sighound: { buildDirectory: '/set' },
  selectedBuildDirectory: '/picked',
  bitbake: {
    pathToBuildFolder: '/main',
    buildConfigurations: [
      { name: 'one', pathToBuildFolder: '/one' },
      { name: 'two', pathToBuildFolder: '/two' },
    ],
  },
  environmentBuildDirectory: '/env',
};

describe('the order of the sources', () => {
  test('is setting, pick, configurations of the official extension, its main settings, BUILDDIR, search', () => {
    expect(buildDirectoryCandidates(context({ options: EVERYTHING }))).toEqual([
      '/set',
      '/picked',
      '/one',
      '/two',
      '/main',
      '/env',
      '/ws/build',
    ]);
  });

  test('uses each source where the sources before it give nothing', () => {
    const { sighound: _s, ...noSetting } = EVERYTHING;
    expect(active({ options: EVERYTHING })).toBe('/set');
    expect(active({ options: noSetting })).toBe('/picked');
    expect(active({ options: { ...noSetting, selectedBuildDirectory: null } })).toBe('/one');
    expect(active({ options: { bitbake: { pathToBuildFolder: '/main' }, environmentBuildDirectory: '/env' } })).toBe(
      '/main',
    );
    expect(active({ options: { environmentBuildDirectory: '/env' } })).toBe('/env');
    expect(active({ environment: { BUILDDIR: '/env' } })).toBe('/env');
    expect(active({})).toBe('/ws/build');
    expect(active({ directories: [] })).toBeNull();
  });

  test('takes a setting that leads nowhere, and ignores other sources that lead nowhere', () => {
    expect(active({ options: { ...EVERYTHING, sighound: { buildDirectory: '/nowhere' } } })).toBe('/nowhere');
    expect(
      active({
        options: {
          selectedBuildDirectory: '/gone',
          bitbake: { pathToBuildFolder: '/gone' },
          environmentBuildDirectory: '/gone',
        },
      }),
    ).toBe('/ws/build');
  });

  test('takes the main settings where an entry of buildConfigurations lacks a value', () => {
    const options = {
      bitbake: {
        pathToBuildFolder: '/main',
        pathToBitbakeFolder: '/bb',
        shellEnv: { A: 'main' },
        buildConfigurations: [{ name: 'x', shellEnv: { A: 'x' } }],
      },
    };
    expect(activeBuildDirectory(context({ options }))).toEqual({
      path: '/main',
      bitbakeHints: ['/bb'],
      shellEnv: { A: 'x' },
    });
  });

  test('takes BitBake and shell of a picked configuration', () => {
    const options = {
      sighound: { bitbakeDirectory: '${workspaceFolder}/bb' },
      selectedBuildDirectory: '/two',
      bitbake: {
        buildConfigurations: [
          { pathToBuildFolder: '/one' },
          { pathToBuildFolder: '/two', pathToBitbakeFolder: '/bb2', shellEnv: { X: '${env:HOME}/x' } },
        ],
      },
    };
    expect(activeBuildDirectory(context({ options, environment: { HOME: '/home/me' } }))).toEqual({
      path: '/two',
      bitbakeHints: ['/ws/bb', '/bb2'],
      shellEnv: { X: '/home/me/x' },
    });
  });
});

describe('substitution', () => {
  test.each([
    ['${workspaceFolder}/build', '/ws/build'],
    ['${env:WHERE}/build/', '/ws/build'],
    ['build', '/ws/build'],
    ['${unknown}/main', '/main'],
    ['${workspaceFolder:other}/build', '/other/build'],
  ])('%s', (setting, expected) => {
    const given: Given = {
      folders: ['/ws', '/other'],
      environment: { WHERE: '/ws' },
      directories: ['/ws/build', '/main', '/other/build'],
    };
    expect(active({ ...given, options: { sighound: { buildDirectory: setting } } })).toBe(expected);
    expect(active({ ...given, options: { bitbake: { pathToBuildFolder: setting } } })).toBe(expected);
  });

  test('`${workspaceFolder}` is the folder in which the setting leads to a build directory', () => {
    expect(
      active({
        folders: ['/a', '/b'],
        directories: ['/b/build'],
        options: { sighound: { buildDirectory: '${workspaceFolder}/build' } },
      }),
    ).toBe('/b/build');
  });
});

describe('the search', () => {
  test('finds all folders, the nearest first', () => {
    const found = buildDirectoryCandidates(
      context({ folders: ['/a', '/b'], directories: ['/a/x/y/build', '/b/build', '/a/z/build'] }),
    );
    expect(found).toEqual(['/b/build', '/a/z/build', '/a/x/y/build']);
  });

  test('finds a workspace whose first folder is build/conf, as bitbake-setup creates it', () => {
    expect(active({ folders: ['/setup/build/conf', '/setup/layers'], directories: ['/setup/build'] })).toBe(
      '/setup/build',
    );
  });

  test('accepts the workspace folder itself as the build directory', () => {
    expect(active({ folders: ['/b/'], directories: ['/b'] })).toBe('/b');
  });

  test('skips big folders without a build directory, and ends', () => {
    const skipped = ['.git', 'node_modules', 'tmp', 'sstate-cache', 'downloads'].map((name) => `/ws/${name}/build`);
    expect(active({ directories: [...skipped, '/ws/1/2/3/4/5/6/build'] })).toBeNull();
    expect(active({ directories: ['/ws/1/2/3/build'] })).toBe('/ws/1/2/3/build');
  });

  test('does not accept a template', () => {
    expect(
      active({
        directories: [],
        files: { '/ws/meta/conf/templates/default/bblayers.conf.sample': '', '/ws/meta/conf/layer.conf': '' },
      }),
    ).toBeNull();
  });
});

test('settings of any type are read safely', () => {
  for (const options of [
    null,
    7,
    'x',
    [],
    { sighound: null, bitbake: [] },
    {
      sighound: {
        judge: 1,
        backgroundEvaluation: { enabled: 'no' },
        rules: { 'host-path': 'loud', other: 1 },
        evaluationTimeout: -1,
        buildDirectory: {},
      },
      bitbake: { buildConfigurations: [null, 3], shellEnv: { A: 1 } },
    },
  ]) {
    const { sighound, selectedBuildDirectory } = readInitializationOptions(options, false);
    expect({ sighound, selectedBuildDirectory }).toEqual({
      sighound: {
        buildDirectory: '',
        bitbakeDirectory: '',
        judge: { enabled: true },
        backgroundEvaluation: { enabled: true },
        rules: {},
        evaluationTimeout: 20,
      },
      selectedBuildDirectory: null,
    });
    expect(active({ options: options as never, directories: [] })).toBeNull();
  }
});
