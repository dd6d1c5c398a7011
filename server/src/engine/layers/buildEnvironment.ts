/**
 * The environment that OE-Core's `oe-init-build-env` would create for a build directory, and the part of it that
 * BitBake's own filter (`bb.utils.clean_environment`) keeps. The script is read for its list of variables, never run.
 * This file does not read the real environment: the host passes in the variables of the user's shell.
 */

import { sorted } from '../base/order';
import { words } from '../base/pythonText';
import type { FileSource } from '../files/fileSource';
import { realPath } from '../files/realPath';

export interface BuildEnvironmentOptions {
  readonly buildDir: string;
  /** The checkout that contains `bin/bitbake`. */
  readonly bitbakeDir: string;
  /** The folder of `oe-init-build-env`: OE-Core's, or poky's. */
  readonly oeRoot: string;
  /** The environment of the shell in which the user would source the script. */
  readonly hostEnvironment: Readonly<Record<string, string>>;
  /**
   * The environment of the user alone, where a workspace may have added to the other one. Only this environment shows
   * which variables the user lets BitBake pass through.
   */
  readonly userEnvironment?: Readonly<Record<string, string | undefined>>;
}

export interface BuildEnvironment {
  /** `os.environ` while BitBake parses. */
  readonly environment: Readonly<Record<string, string>>;
  /** The environment that BitBake was started in: `BB_ORIGENV`. */
  readonly original: Readonly<Record<string, string>>;
  /**
   * Variables of the user that BitBake shows only through `BB_ORIGENV`, or that only a workspace wants to pass through.
   */
  readonly secrets?: ReadonlySet<string>;
}

/** The variables that BitBake takes from the environment by default: `bb.utils.preserved_envvars`. */
const PRESERVED: readonly string[] = [
  'BBPATH',
  'BB_PRESERVE_ENV',
  'BB_ENV_PASSTHROUGH_ADDITIONS',
  'BB_TASKHASH',
  'HOME',
  'LOGNAME',
  'PATH',
  'PWD',
  'SHELL',
  'USER',
  'LC_ALL',
  'BBSERVER',
];

/** Computes both environments of a build directory. */
export function buildEnvironment(files: FileSource, options: BuildEnvironmentOptions): BuildEnvironment {
  const original = initializedEnvironment(files, options);
  return {
    environment: filteredEnvironment(original),
    original,
    secrets: secretNames(original, options.userEnvironment ?? options.hostEnvironment),
  };
}

/**
 * The variables that `oe-init-build-env` sets itself, and those that it makes BitBake pass through: the names are the
 * same in all of OE-Core's releases.
 */
const COMMON: readonly string[] = [
  ...PRESERVED,
  'BUILDDIR',
  'OE_ADDED_PATHS',
  'PYTHONPATH',
  'MACHINE',
  'DISTRO',
  'TCMODE',
  'TCLIBC',
  'HTTP_PROXY',
  'http_proxy',
  'HTTPS_PROXY',
  'https_proxy',
  'FTP_PROXY',
  'ftp_proxy',
  'FTPS_PROXY',
  'ftps_proxy',
  'ALL_PROXY',
  'all_proxy',
  'NO_PROXY',
  'no_proxy',
  'SSH_AGENT_PID',
  'SSH_AUTH_SOCK',
  'BB_SRCREV_POLICY',
  'SDKMACHINE',
  'BB_NUMBER_THREADS',
  'BB_NO_NETWORK',
  'PARALLEL_MAKE',
  'GIT_PROXY_COMMAND',
  'SOCKS5_PASSWD',
  'SOCKS5_USER',
  'SCREENDIR',
  'STAMPS_DIR',
  'BBPATH_EXTRA',
  'BB_SETSCENE_ENFORCE',
  'BB_LOGCONFIG',
];

/** The variables that a user lets BitBake pass through, besides those of BitBake and OE-Core. */
export function passedByUser(environment: Readonly<Record<string, string | undefined>>): readonly string[] {
  return words(
    `${environment['BB_ENV_PASSTHROUGH'] ?? ''} ${environment['BB_ENV_PASSTHROUGH_ADDITIONS'] ?? ''}`,
  ).filter((name) => !COMMON.includes(name));
}

/**
 * The names in an environment whose values are private to the user: they are not common, and the user does not make
 * BitBake pass them through.
 */
function secretNames(
  original: Readonly<Record<string, string>>,
  user: Readonly<Record<string, string | undefined>>,
): ReadonlySet<string> {
  if (user['BB_PRESERVE_ENV'] !== undefined) return new Set();
  const open = new Set([
    ...COMMON,
    ...words(user['BB_ENV_PASSTHROUGH'] ?? ''),
    ...words(user['BB_ENV_PASSTHROUGH_ADDITIONS'] ?? ''),
    'BB_ENV_PASSTHROUGH',
  ]);
  return new Set(Object.keys(original).filter((name) => !open.has(name)));
}

function initializedEnvironment(files: FileSource, options: BuildEnvironmentOptions): Record<string, string> {
  const { hostEnvironment } = options;
  const buildDir = realPath(files, options.buildDir);
  const oeRoot = realPath(files, options.oeRoot);
  const addedPaths = `${oeRoot}/scripts:${realPath(files, options.bitbakeDir)}/bin:`;
  const environment: Record<string, string> = {
    ...hostEnvironment,
    BBPATH: buildDir,
    BUILDDIR: buildDir,
    PWD: buildDir,
    OE_ADDED_PATHS: addedPaths,
    PATH: addedPaths + (hostEnvironment['PATH'] ?? '').replace(hostEnvironment['OE_ADDED_PATHS'] ?? addedPaths, ''),
    PYTHONPATH: `${realPath(files, options.bitbakeDir)}/lib:${hostEnvironment['PYTHONPATH'] ?? ''}`,
  };
  delete environment['BBSERVER'];
  const listed = passthroughList(files, oeRoot);
  if (listed !== undefined) {
    const names = new Set([...words(hostEnvironment['BB_ENV_PASSTHROUGH_ADDITIONS'] ?? ''), ...listed]);
    // The script turns every line's end into a space, also the last one's.
    environment['BB_ENV_PASSTHROUGH_ADDITIONS'] = sorted(names)
      .map((name) => `${name} `)
      .join('');
  }
  return environment;
}

/**
 * The names that `scripts/oe-buildenv-internal` adds to those that pass through; undefined where the script has no
 * list.
 */
function passthroughList(files: FileSource, oeRoot: string): readonly string[] | undefined {
  const script = files.readText(`${oeRoot}/scripts/oe-buildenv-internal`);
  if (script.kind !== 'text') return undefined;
  const list = /^BB_ENV_PASSTHROUGH_ADDITIONS_OE="([^"]*)"/m.exec(script.text)?.[1];
  return list === undefined ? undefined : words(list.replace(/\\\n/g, ' '));
}

/** `bb.utils.clean_environment`: the variables that metadata may see. */
function filteredEnvironment(original: Readonly<Record<string, string>>): Record<string, string> {
  if (original['BB_PRESERVE_ENV'] !== undefined) return { ...original };
  const base = original['BB_ENV_PASSTHROUGH'];
  const approved = new Set([
    ...(base === undefined ? PRESERVED : [...words(base), 'BB_ENV_PASSTHROUGH']),
    ...(original['BB_ENV_PASSTHROUGH_ADDITIONS'] === undefined ? [] : ['BB_ENV_PASSTHROUGH_ADDITIONS']),
    ...words(original['BB_ENV_PASSTHROUGH_ADDITIONS'] ?? ''),
  ]);
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(original)) if (approved.has(name)) kept[name] = value;
  // BitBake sets one locale for everybody, whatever the user's locale is.
  kept['LC_ALL'] = 'en_US.UTF-8';
  return kept;
}
