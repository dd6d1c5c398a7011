/**
 * Which build directory to serve: a pure function of settings, environment, workspace folders and files. It interprets
 * the official extension's settings as that extension does, and never writes them. No folder of the workspace is
 * special: bitbake-setup creates workspaces whose first folder is `build/conf`.
 */

import type { FileSource } from '../../engine/files/fileSource';
import { absolute, basename, dirname, join, normalize } from '../../engine/files/posixPath';
import type { BitbakeBuildConfiguration } from '../../protocol/protocol';
import type { ServerSettings } from './serverSettings';

/** What the choice depends on. */
export interface BuildDirectoryContext {
  readonly settings: ServerSettings;
  readonly workspaceFolders: readonly WorkspaceFolderPath[];
  readonly files: FileSource;
  readonly environment: (name: string) => string | undefined;
}

export interface WorkspaceFolderPath {
  readonly name: string;
  readonly path: string;
}

/** A build directory, and the settings for its BitBake and its shell. */
export interface BuildDirectory {
  readonly path: string;
  readonly bitbakeHints: readonly string[];
  readonly shellEnv: Readonly<Record<string, string>> | null;
}

/** How many levels below a workspace folder are searched, and how many folders in total. */
const SEARCH_DEPTH = 4;
const SEARCH_LIMIT = 20_000;

/** Large folders that contain no build directory. */
const NOT_SEARCHED: ReadonlySet<string> = new Set(['.git', 'node_modules', 'tmp', 'sstate-cache', 'downloads']);

/** The build directory to serve; null if there is none. */
export function activeBuildDirectory(context: BuildDirectoryContext): BuildDirectory | null {
  for (const path of candidates(context)) return describe(path, context);
  return null;
}

/** All build directories that the user can choose from. The one that is used by default comes first. */
export function buildDirectoryCandidates(context: BuildDirectoryContext): readonly string[] {
  return [...new Set(candidates(context))];
}

/** Lazily, because the search reads folders and is rarely needed. */
function* candidates(context: BuildDirectoryContext): Generator<string> {
  const { settings, environment } = context;
  // A setting is used as it is: if it leads nowhere, the user must be informed.
  const setting =
    existing(settings.sighound.buildDirectory, context) ?? expansions(settings.sighound.buildDirectory, context)[0];
  if (setting !== undefined) yield setting;

  const { selectedBuildDirectory } = settings;
  if (selectedBuildDirectory !== null && context.files.stat(selectedBuildDirectory)?.kind === 'directory')
    yield normalize(selectedBuildDirectory);

  for (const configuration of configurations(settings)) {
    const folder = existing(configuration.pathToBuildFolder ?? '', context);
    if (folder !== undefined) yield folder;
  }

  const fromEnvironment = existing(settings.environmentBuildDirectory ?? environment('BUILDDIR') ?? '', context);
  if (fromEnvironment !== undefined) yield fromEnvironment;

  yield* search(context);
}

/**
 * The official extension's configurations, the default one first. If a configuration lacks a value, the main settings
 * provide it.
 */
function configurations({ bitbake }: ServerSettings): readonly BitbakeBuildConfiguration[] {
  const { buildConfigurations = [], ...main } = bitbake;
  return [...buildConfigurations.map((configuration) => ({ ...main, ...configuration })), main];
}

function describe(path: string, context: BuildDirectoryContext): BuildDirectory {
  const all = configurations(context.settings);
  const configuration =
    all.find(({ pathToBuildFolder = '' }) => expansions(pathToBuildFolder, context).includes(path)) ?? all[0];
  const hints = [context.settings.sighound.bitbakeDirectory, configuration?.pathToBitbakeFolder ?? ''].flatMap(
    (setting) => expansions(setting, context),
  );
  return { path, bitbakeHints: [...new Set(hints)], shellEnv: shellEnvOf(configuration, context) };
}

function shellEnvOf(
  configuration: BitbakeBuildConfiguration | undefined,
  context: BuildDirectoryContext,
): BuildDirectory['shellEnv'] {
  if (configuration?.shellEnv === undefined) return null;
  const folder = context.workspaceFolders[0];
  return Object.fromEntries(
    Object.entries(configuration.shellEnv).map(([name, value]) => [name, substitute(value, folder, context)]),
  );
}

/** The first expansion of a path setting that is a build directory. */
function existing(setting: string, context: BuildDirectoryContext): string | undefined {
  return expansions(setting, context).find((path) => isBuildDirectory(path, context.files));
}

/**
 * The paths that a path setting may mean. `${workspaceFolder}` is replaced with each folder in turn. An empty setting
 * means no path.
 */
export function expansions(setting: string, context: BuildDirectoryContext): readonly string[] {
  if (setting.trim() === '') return [];
  const folders: readonly (WorkspaceFolderPath | undefined)[] =
    context.workspaceFolders.length > 0 ? context.workspaceFolders : [undefined];
  const paths = folders.flatMap((folder) => {
    const path = substitute(setting, folder, context);
    if (path === '') return [];
    const full = folder ? absolute(path, folder.path) : path;
    return full.startsWith('/') ? [withoutTrailingSlash(full)] : [];
  });
  return [...new Set(paths)];
}

/** The official extension's substitution: an unknown variable becomes empty. */
function substitute(
  text: string,
  folder: WorkspaceFolderPath | undefined,
  { environment, workspaceFolders }: BuildDirectoryContext,
): string {
  return text.replace(/\$\{([^}]*)\}/g, (_whole, name: string) => {
    if (name === 'workspaceFolder') return folder?.path ?? '';
    if (name.startsWith('workspaceFolder:'))
      return workspaceFolders.find((one) => one.name === name.slice('workspaceFolder:'.length))?.path ?? '';
    if (name.startsWith('env:')) return environment(name.slice('env:'.length)) ?? '';
    return '';
  });
}

function isBuildDirectory(path: string, files: FileSource): boolean {
  return files.stat(join(path, 'conf/bblayers.conf'))?.kind === 'file';
}

/** Build directories below the workspace folders, the nearest first. */
function* search({ workspaceFolders, files }: BuildDirectoryContext): Generator<string> {
  let budget = SEARCH_LIMIT;
  let level = workspaceFolders.map(({ path }) => withoutTrailingSlash(normalize(path)));
  for (const path of level) {
    if (basename(path) === 'conf' && isBuildDirectory(dirname(path), files)) yield dirname(path);
  }
  for (let depth = 0; depth <= SEARCH_DEPTH && level.length > 0; depth++) {
    const next: string[] = [];
    for (const folder of level) {
      if (budget-- <= 0) return;
      const names = files.list(folder);
      if (names === undefined) continue;
      if (names.includes('conf') && isBuildDirectory(folder, files)) {
        yield folder;
        continue;
      }
      for (const name of names) if (isSearched(name)) next.push(join(folder, name));
    }
    level =
      depth === SEARCH_DEPTH
        ? []
        : next.filter((path) => files.readLink(path) === undefined && files.stat(path)?.kind === 'directory');
  }
}

/**
 * Recipe folders contain no build directories, and names like `x_1.0.bb` are files. Checking each of them on the disk
 * would take long.
 */
function isSearched(name: string): boolean {
  return (
    !NOT_SEARCHED.has(name) &&
    !name.startsWith('recipes-') &&
    !/\.(bb|bbclass|bbappend|inc|conf|py|pyc|patch|diff|c|h|txt|md|rst|json|ya?ml|sh)$/.test(name)
  );
}

function withoutTrailingSlash(path: string): string {
  return path.replace(/(?<=.)\/+$/, '');
}
