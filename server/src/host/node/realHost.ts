/** The machine this process runs on, as the plain data that sandboxed Python is told of. The one place that asks it. */

import { readFileSync } from 'node:fs';
import os from 'node:os';
import type { BuildEnvironment } from '../../engine/layers/buildEnvironment';
import { buildEnvironment } from '../../engine/layers/buildEnvironment';
import type { BuildWorkspace } from '../../engine/layers/workspace';
import type { FileSource } from '../../engine/files/fileSource';
import { HOST_TOOLS_DIRECTORY } from '../pyodide/sandboxFileSystem';
import { DEFAULT_HOST, type VirtualHost } from '../pyodide/virtualHost';

/** BitBake refuses to run as root, so that a root user's hashes are those of an ordinary one. */
const ORDINARY_ID = 1000;

/** Describes this machine, with `environment` as the environment of sandboxed Python. */
export function realHost(environment: BuildEnvironment): VirtualHost {
  const user = os.userInfo();
  return {
    ...DEFAULT_HOST,
    env: environment.environment,
    uid: user.uid > 0 ? user.uid : ORDINARY_ID,
    gid: user.gid > 0 ? user.gid : ORDINARY_ID,
    userName: user.username,
    homeDirectory: user.homedir,
    hostName: os.hostname(),
    uname: { sysname: 'Linux', release: os.release(), version: os.version(), machine: os.machine(), tail: unameTail() },
    cpuCount: os.availableParallelism(),
    fileMask: process.umask(),
    clock: 'real',
  };
}

/** Distributions whose coreutils name processor and platform as well, and those that leave them out. */
const NAMES_PLATFORM: readonly string[] = ['ubuntu', 'fedora', 'rhel', 'centos', 'rocky', 'almalinux'];
const PLAIN: readonly string[] = ['debian', 'arch', 'opensuse-leap', 'opensuse-tumbleweed', 'nixos'];

function unameTail(): string | null {
  const id = /^ID="?([^"\n]*)/m.exec(osRelease())?.[1] ?? '';
  if (PLAIN.includes(id)) return 'GNU/Linux';
  return NAMES_PLATFORM.includes(id) ? `${os.machine()} ${os.machine()} GNU/Linux` : null;
}

function osRelease(): string {
  try {
    return readFileSync('/etc/os-release', 'utf8');
  } catch {
    // There is none: nothing is known of the distribution.
    return '';
  }
}

/**
 * The environment BitBake would be started in for a build directory, from the user's own one. Its `PATH` leads to a
 * folder in which every tool exists: which tools this machine has does not matter to a signature, and none is ever run.
 * `userEnvironment`: what the user alone says, where a workspace has added to the other.
 */
export function environmentOf(
  workspace: BuildWorkspace,
  files: FileSource,
  hostEnvironment: Readonly<Record<string, string | undefined>>,
  userEnvironment: Readonly<Record<string, string | undefined>> = hostEnvironment,
): BuildEnvironment {
  const present: Record<string, string> = {};
  for (const [name, value] of Object.entries(hostEnvironment)) if (value !== undefined) present[name] = value;
  return buildEnvironment(files, {
    buildDir: workspace.buildDir,
    bitbakeDir: workspace.bitbakeDir ?? workspace.buildDir,
    oeRoot: workspace.oeRoot ?? workspace.buildDir,
    hostEnvironment: { ...present, PATH: HOST_TOOLS_DIRECTORY, LC_ALL: 'en_US.UTF-8' },
    userEnvironment,
  });
}
