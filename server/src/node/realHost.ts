/**
 * The machine that this process runs on, as plain data for sandboxed Python. Only this file asks the machine for it.
 */

import { readFileSync } from 'node:fs';
import os from 'node:os';
import type { BuildEnvironment } from '../engine/layers/buildEnvironment';
import { buildEnvironment } from '../engine/layers/buildEnvironment';
import type { BuildWorkspace } from '../engine/layers/workspace';
import type { FileSource } from '../engine/files/fileSource';
import { HOST_TOOLS_DIRECTORY } from '../pyodide/sandboxFileSystem';
import { DEFAULT_HOST, type VirtualHost } from '../machine/virtualHost';

/** BitBake refuses to run as root, so a root user's hashes are those of an ordinary user. */
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

/** Distributions whose coreutils also print processor and platform, and those whose coreutils omit them. */
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
    // Without the file, nothing is known about the distribution.
    return '';
  }
}

/**
 * The environment in which BitBake would be started for a build directory, made from the user's own environment. Its
 * `PATH` leads to a folder in which every tool exists: the tools of this machine do not matter to a signature, and none
 * is ever run. `userEnvironment`: the user's own environment, where a workspace has added to `hostEnvironment`.
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
