/**
 * Another host, for the proof that a signature depends on the host: the same files at other places, another user, another machine, another
 * time. It differs from the first in everything that may differ between two hosts that are to share a cache, and in nothing else:
 * what is built (`MACHINE`, `DISTRO`, the files themselves) and for which architecture it is built on stays.
 */

import { type Move, type OtherTexts, movedText } from '../engine/files/movedFileSource';
import type { BuildWorkspace } from '../engine/layers/workspace';
import type { OtherHostSettings } from '../ide/analysisApi';
import type { VirtualHost } from './pyodide/virtualHost';

const DEFAULTS = { user: 'otheruser', hostName: 'otherhost', kernelRelease: '9.9.9-other', distribution: 'otherdistro', distributionVersion: '99.1' };
const OTHER_UID = 4321;
const OTHER_PID = 31337;
/** A year, some months and some hours: no field of a date is the same. */
const LATER_MS = 41_439_723_017;

/** Variables that choose what is built, and those that BitBake or its setup script set for themselves. */
const SAME_ENVIRONMENT: readonly string[] = [
  'MACHINE', 'DISTRO', 'TCMODE', 'TCLIBC', 'SDKMACHINE', 'LC_ALL', 'LANG', 'PATH', 'BBPATH', 'BUILDDIR', 'PWD', 'OE_ADDED_PATHS', 'PYTHONPATH', 'BBSERVER',
  'BB_ENV_PASSTHROUGH', 'BB_ENV_PASSTHROUGH_ADDITIONS', 'BB_PRESERVE_ENV', 'BB_SRCREV_POLICY', 'BB_NO_NETWORK', 'BB_SETSCENE_ENFORCE',
];

/** What files of the first host say on the other one. */
export function otherTexts({ buildDir }: BuildWorkspace, moves: readonly Move[], settings: OtherHostSettings): OtherTexts {
  const { hostName, distribution, distributionVersion } = { ...DEFAULTS, ...settings };
  const release = `ID=${distribution}\nVERSION_ID="${distributionVersion}"\nNAME="${distribution}"\nVERSION="${distributionVersion}"\nPRETTY_NAME="${distribution} ${distributionVersion}"\n`;
  const lsbRelease = `DISTRIB_ID=${distribution}\nDISTRIB_RELEASE=${distributionVersion}\nDISTRIB_DESCRIPTION="${distribution} ${distributionVersion}"\n`;
  return new Map<string, string | ((text: string) => string)>([
    ['/etc/hostname', `${hostName}\n`],
    ['/etc/os-release', release],
    ['/usr/lib/os-release', release],
    ['/etc/lsb-release', lsbRelease],
    // It names the layers by their paths on this host; on that one somebody wrote those of that one.
    [`${buildDir}/conf/bblayers.conf`, (text) => movedText(text, moves)],
  ]);
}

/** The environment of the shell there. */
export function otherEnvironment(environment: Readonly<Record<string, string | undefined>>, settings: OtherHostSettings): Readonly<Record<string, string | undefined>> {
  const { user, home = `/home/${user}`, hostName } = { ...DEFAULTS, ...settings };
  const same = new Set([...SAME_ENVIRONMENT, ...(settings.sameEnvironment ?? [])]);
  const other: Record<string, string | undefined> = {};
  for (const [name, value] of Object.entries(environment)) other[name] = value === undefined || same.has(name) ? value : otherValue(value);
  const own = { USER: user, LOGNAME: user, HOME: home, HOSTNAME: hostName };
  for (const [name, value] of Object.entries(own)) if (!same.has(name)) other[name] = value;
  for (const [name, value] of Object.entries(settings.environment ?? {})) other[name] = value ?? undefined;
  return other;
}

/** Another value of the same kind: metadata may read a number. */
function otherValue(value: string): string {
  return /^\d{1,15}$/.test(value) ? String(Number(value) + 1) : `${value}-other`;
}

/** The machine there. `now`: when the first evaluation takes place. */
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
    cpuCount: settings.cpuCount ?? (host.cpuCount === 1 ? 4 : 1),
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
