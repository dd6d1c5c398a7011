/** Consistency of the parts of the repository, where neither compiler nor linter can check it. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { COMMANDS } from '../../server/src/cli/commands';
import { DEFAULT_SETTINGS } from '../../server/src/lsp/workspace/serverSettings';
import { COMMANDS as EXTENSION_COMMANDS } from '../../server/src/protocol/protocol';

const root = path.resolve(import.meta.dirname, '../..');

interface Manifest {
  readonly dependencies: Record<string, string>;
  readonly devDependencies: Record<string, string>;
  readonly overrides: Record<string, string>;
  readonly contributes: {
    readonly commands: readonly { readonly command: string }[];
    readonly configuration: { readonly properties: Readonly<Record<string, { readonly default: unknown }>> };
  };
}
const manifest = JSON.parse(read('package.json')) as Manifest;

describe('tests', () => {
  const files = sources('test').filter(
    (file) => /\.test\.m?[jt]s$/.test(file) && file !== 'test/architecture/hygiene.test.ts',
  );

  test('no test is skipped and no test runs alone', () => {
    expect(files.length).toBeGreaterThan(0);
    expect(
      files.filter((file) =>
        /\b(test|it|describe|suite)\.(only|skip|todo|fails)\b|\bx(it|describe)\(/.test(read(file)),
      ),
    ).toEqual([]);
  });
});

describe('sources', () => {
  const files = [...sources('client/src'), ...sources('server/src')].filter(
    (file) => file.endsWith('.ts') && !file.endsWith('.d.ts'),
  );

  test('every file begins with a description of its responsibility', () => {
    expect(files.length).toBeGreaterThan(0);
    expect(files.filter((file) => !read(file).startsWith('/**'))).toEqual([]);
  });

  test('each command has its file and its entry in the manifest', () => {
    const commands = Object.values(EXTENSION_COMMANDS).sort(byCodePoint);
    expect(manifest.contributes.commands.map(({ command }) => command).sort(byCodePoint)).toEqual(commands);
    expect(sources('client/src/commands').sort(byCodePoint)).toEqual(
      commands.map((command) => `client/src/commands/${command.replace('sighound.', '')}.ts`),
    );
  });

  test('the manifest has the default settings of the server', () => {
    const { judge, backgroundEvaluation, rules, ...texts } = DEFAULT_SETTINGS.sighound;
    const defaults = {
      ...texts,
      'judge.enabled': judge.enabled,
      'backgroundEvaluation.enabled': backgroundEvaluation.enabled,
      rules,
      askServers: DEFAULT_SETTINGS.asksServers,
    };
    const { properties } = manifest.contributes.configuration;
    const inManifest = Object.keys(defaults).map((name) => [name, properties[`sighound.${name}`]?.default]);
    expect(Object.fromEntries(inManifest)).toEqual(defaults);
  });

  test('each file of cli/commands declares one command, which the command line has', () => {
    const declared = sources('server/src/cli/commands').flatMap((file) => {
      const names = [...read(file).matchAll(/^export const command = declareCommand<[^(]*\(\{\n {2}name: '([^']+)'/gm)];
      return names.length === 1 ? names.map(([, name]) => name!) : [`${file} declares ${names.length} commands`];
    });
    expect(COMMANDS.map(({ name }) => name)).toEqual(declared.sort(byCodePoint));
  });
});

describe('dependencies', () => {
  const all = { ...manifest.dependencies, ...manifest.devDependencies, ...manifest.overrides };

  test('each dependency is pinned to one version', () => {
    expect(Object.entries(all).filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
  });

  test('decision 0005 gives a reason for each dependency and for no other', () => {
    const lines = read('docs/decisions/0005-dependencies.md')
      .split('\n')
      .filter((line) => line.startsWith('- '));
    const justified = lines.flatMap((line) =>
      [...line.slice(0, line.indexOf(':')).matchAll(/`([^`]+)`/g)].map(([, name]) => name!),
    );
    expect(justified.sort(byCodePoint)).toEqual(Object.keys(all).sort(byCodePoint));
  });

  test('the lock file contains the packages of every platform', () => {
    const { packages } = JSON.parse(read('package-lock.json')) as {
      packages: Record<string, { optionalDependencies?: Record<string, string> }>;
    };
    const missing = Object.entries(packages).flatMap(([folder, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).filter(
        (name) => !(`node_modules/${name}` in packages || `${folder}/node_modules/${name}` in packages),
      ),
    );
    expect(missing).toEqual([]);
  });

  test('the lock files name no download location', () => {
    for (const file of ['package-lock.json', 'test/e2e/test-host/package-lock.json'])
      expect(read(file)).not.toContain('"resolved"');
  });
});

function read(file: string): string {
  return readFileSync(path.join(root, file), 'utf8');
}

/** All files below a folder of the repository, with `/`-paths from the root; without installed files. */
function sources(folder: string): string[] {
  return readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const file = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : sources(file);
    return [file];
  });
}

function byCodePoint(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

describe('the VS Code configuration for developers', () => {
  interface Configuration {
    readonly name: string;
    readonly preLaunchTask?: string;
    readonly program?: string;
    readonly port?: number;
  }
  const launch = JSON.parse(read('.vscode/launch.json')) as {
    readonly configurations: readonly Configuration[];
    readonly compounds: readonly { readonly configurations: readonly string[] }[];
  };
  const { tasks } = JSON.parse(read('.vscode/tasks.json')) as {
    readonly tasks: readonly { readonly label: string; readonly script: string }[];
  };
  const { scripts } = JSON.parse(read('package.json')) as { readonly scripts: Record<string, string> };

  test('has tasks that run scripts of the manifest', () => {
    expect(Object.keys(scripts)).toEqual(expect.arrayContaining(tasks.map(({ script }) => script)));
  });

  test.each(launch.configurations)('starts an existing program with $name', ({ preLaunchTask, program, port }) => {
    if (preLaunchTask !== undefined) expect(tasks.map(({ label }) => label)).toContain(preLaunchTask);
    const file = program?.replace('${workspaceFolder}/', '');
    // A file that the preceding task creates may be missing.
    if (file !== undefined && !file.startsWith('dist/')) expect(existsSync(path.join(root, file))).toBe(true);
    if (port !== undefined) expect(read('client/src/node/clientMain.ts')).toContain(`--inspect=${port}`);
  });

  test('has compounds that name configurations', () => {
    const all = launch.configurations.map(({ name }) => name);
    for (const { configurations } of launch.compounds) expect(all).toEqual(expect.arrayContaining([...configurations]));
  });
});
