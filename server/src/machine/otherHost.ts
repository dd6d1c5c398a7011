/**
 * Another host, for the proof that a signature depends on the host: the same files at other paths, another user,
 * another machine, another time. It differs from the first host in everything that may differ between two hosts that
 * share a cache, and in nothing else. What is built (`MACHINE`, `DISTRO`, the files themselves) and the architecture of
 * the build host stay the same.
 */

import { type Move, type OtherTexts, movedText } from '../engine/files/movedFileSource';
import { passedByUser } from '../engine/layers/buildEnvironment';
import type { BuildWorkspace } from '../engine/layers/workspace';
import type { OtherHostSettings } from '../ide/api/analysisApi';
import type { FileShift, VirtualHost } from './virtualHost';

const DEFAULTS = {
  user: 'otheruser',
  hostName: 'otherhost',
  kernelRelease: '9.9.9-other',
  distribution: 'otherdistro',
  distributionVersion: '99.1',
};
const OTHER_UID = 4321;
const OTHER_PID = 31337;
const OTHER_MASK = 0o002;
/** The value of a variable that is not set here. */
const SOME_VALUE = 'other-session';
/** A year, some months and some hours: every field of a date differs. */
const LATER_MS = 41_439_723_017;

/** Variables that choose what is built, and those that BitBake or its setup script set for themselves. */
const SAME_ENVIRONMENT: readonly string[] = [
  'MACHINE',
  'DISTRO',
  'TCMODE',
  'TCLIBC',
  'SDKMACHINE',
  'LC_ALL',
  'LANG',
  'PATH',
  'BBPATH',
  'BUILDDIR',
  'PWD',
  'OE_ADDED_PATHS',
  'PYTHONPATH',
  'BBSERVER',
  'BB_ENV_PASSTHROUGH',
  'BB_ENV_PASSTHROUGH_ADDITIONS',
  'BB_PRESERVE_ENV',
  'BB_SRCREV_POLICY',
  'BB_NO_NETWORK',
  'BB_SETSCENE_ENFORCE',
];

/** A file there was written as much later as everything else happens there. */
const OTHER_FILES: FileShift = { laterMs: LATER_MS, inodes: 1_000_003 };

/** The content that some files of the first host have on the other host. */
export function otherTexts(
  { buildDir }: BuildWorkspace,
  moves: readonly Move[],
  settings: OtherHostSettings,
): OtherTexts {
  const {
    user,
    home = `/home/${user}`,
    hostName,
    distribution,
    distributionVersion,
    kernelRelease,
  } = { ...DEFAULTS, ...settings };
  const uid = settings.uid ?? OTHER_UID;
  const release = `ID=${distribution}\nVERSION_ID="${distributionVersion}"\nNAME="${distribution}"\nVERSION="${distributionVersion}"\nPRETTY_NAME="${distribution} ${distributionVersion}"\n`;
  const lsbRelease = `DISTRIB_ID=${distribution}\nDISTRIB_RELEASE=${distributionVersion}\nDISTRIB_DESCRIPTION="${distribution} ${distributionVersion}"\n`;
  return new Map<string, string | ((text: string) => string)>([
    ['/etc/hostname', `${hostName}\n`],
    ['/etc/hosts', (text) => `${text}127.0.1.1 ${hostName}\n`],
    ['/etc/machine-id', '0123456789abcdef0123456789abcdef\n'],
    ['/etc/passwd', (text) => `${text}${user}:x:${uid}:${uid}:${user}:${home}:/bin/bash\n`],
    ['/etc/group', (text) => `${text}${user}:x:${uid}:\n`],
    ['/etc/os-release', release],
    ['/usr/lib/os-release', release],
    ['/etc/lsb-release', lsbRelease],
    ['/proc/cpuinfo', (text) => otherProcessors(text, settings)],
    // Sizes do not differ in proportion: the memory is no multiple of the first host's.
    ['/proc/meminfo', (text) => text.replace(/\d+(?= kB)/g, (size) => String(Number(size) + 1_048_573))],
    ['/proc/version', `Linux version ${kernelRelease} (${user}@${hostName}) #99 SMP ${kernelRelease}\n`],
    ['/proc/sys/kernel/hostname', `${hostName}\n`],
    ['/proc/sys/kernel/osrelease', `${kernelRelease}\n`],
    ['/proc/sys/kernel/version', `#99 SMP ${kernelRelease}\n`],
    // It names the layers by their paths on this host. On the other host, its user wrote the paths of that host.
    [`${buildDir}/conf/bblayers.conf`, (text) => movedText(text, moves)],
  ]);
}

/** As many processors as the other host has, each like the first processor here, but of a different model. */
function otherProcessors(text: string, settings: OtherHostSettings): string {
  const blocks = text.split(/\n\n+/);
  const processors = blocks.filter((block) => /^processor\s*:/m.test(block));
  const count = otherCount(processors.length, settings);
  const first = (processors[0] ?? 'processor\t: 0').replace(/^(model name\s*: ).*$/m, '$1Another Processor');
  const others = Array.from({ length: count }, (_, index) => first.replace(/^(processor\s*: ).*$/m, `$1${index}`));
  return [...others, ...blocks.filter((block) => !processors.includes(block))].join('\n\n');
}

/** How many processors the other host has where this one has `count`. */
function otherCount(count: number, settings: OtherHostSettings): number {
  return settings.cpuCount ?? (count === 1 ? 4 : 1);
}

/** Folders of the other host that this host may not have: its user's home. */
export function otherFolders(settings: OtherHostSettings): readonly string[] {
  const { user, home = `/home/${user}` } = { ...DEFAULTS, ...settings };
  return [home];
}

/** The environment of the shell on the other host. */
export function otherEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
  settings: OtherHostSettings,
): Readonly<Record<string, string | undefined>> {
  const { user, home = `/home/${user}`, hostName } = { ...DEFAULTS, ...settings };
  const same = new Set([...SAME_ENVIRONMENT, ...(settings.sameEnvironment ?? [])]);
  const other: Record<string, string | undefined> = {};
  for (const [name, value] of Object.entries(environment))
    other[name] = value === undefined || same.has(name) ? value : otherValue(value);
  // Somebody else may set what the user lets pass through.
  for (const name of passedByUser(environment)) if (!same.has(name)) other[name] ??= SOME_VALUE;
  const own = { USER: user, LOGNAME: user, HOME: home, HOSTNAME: hostName };
  for (const [name, value] of Object.entries(own)) if (!same.has(name)) other[name] = value;
  for (const [name, value] of Object.entries(settings.environment ?? {})) other[name] = value ?? undefined;
  return other;
}

/** A different value of the same kind: metadata may read a number. */
function otherValue(value: string): string {
  return /^\d{1,15}$/.test(value) ? String(Number(value) + 1) : `${value}-other`;
}

/** The machine of the other host. `now`: when the first evaluation takes place. */
export function otherMachine(host: VirtualHost, now: number, settings: OtherHostSettings): VirtualHost {
  const { user, home = `/home/${user}`, hostName, kernelRelease } = { ...DEFAULTS, ...settings };
  const uid = settings.uid ?? (host.uid === OTHER_UID ? OTHER_UID + 1 : OTHER_UID);
  return {
    ...host,
    uid,
    gid: uid,
    userName: user,
    homeDirectory: home,
    hostName,
    uname: { ...host.uname, release: kernelRelease, version: `#99 SMP ${kernelRelease}` },
    cpuCount: otherCount(host.cpuCount, settings),
    fileMask: host.fileMask === OTHER_MASK ? 0o022 : OTHER_MASK,
    fileShift: OTHER_FILES,
    ...laterMoment(now),
  };
}

/** The same machine in another run of BitBake: another time, another process. */
export function laterMachine(host: VirtualHost, now: number): VirtualHost {
  return { ...host, ...laterMoment(now) };
}

function laterMoment(now: number): Pick<VirtualHost, 'pid' | 'clock' | 'hashSeed'> {
  return { pid: OTHER_PID, clock: { now: now + LATER_MS }, hashSeed: 1 };
}
