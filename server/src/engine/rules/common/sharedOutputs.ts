/**
 * What the tasks of two evaluations of one recipe both write although their hashes differ: stamps, folders below
 * `WORKDIR` or in `work-shared`, files that sstate puts into a common folder, objects for an architecture that all
 * machines share. The evaluations are those of two configurations, or of two machines.
 */

import { words } from '../../base/pythonText';
import { type Datastore, textOf } from '../../datastore/datastore';
import { isWithin, normalize } from '../../files/posixPath';
import { type Cause, causesOf } from '../../signatures/differences';
import type { RuleVariant, SharedOutput } from '../rule';
import { quietly, readableText } from './assignments';
import { tasksBefore } from './taskOrder';

type Evaluated = Pick<RuleVariant, 'd' | 'signatures'>;
type Output = Pick<SharedOutput, 'kind' | 'name'>;

/** Each task that writes something that the same task of the other evaluation writes with another hash. */
export function sharedOutputs(here: Evaluated, there: Evaluated): ReadonlyMap<string, SharedOutput> {
  const found = new Map<string, SharedOutput>();
  for (const task of differingTasks(here, there)) {
    const output = outputOf(task, here.d, there.d);
    if (output === null) continue;
    const causes: readonly Cause[] = causesOf(task, here.signatures, there.signatures);
    found.set(task, { ...output, causes });
  }
  return found;
}

/** The tasks with different basehashes that leave a stamp. */
function differingTasks(here: Evaluated, there: Evaluated): readonly string[] {
  return [...here.signatures.tasks].flatMap(([task, hash]) => {
    const other = there.signatures.tasks.get(task);
    if (hash.kind !== 'known' || other?.kind !== 'known' || hash.hash === other.hash) return [];
    return writesStamp(task, here) && writesStamp(task, there) ? [task] : [];
  });
}

/** The first output that a task shares: who shares the stamp shares all others, so these need no mention. */
function outputOf(task: string, here: Datastore, there: Datastore): Output | null {
  const stamp = same((d) => stampOf(task, { d }), here, there);
  if (stamp !== null) return { kind: 'stamp', name: stamp };
  const folder = sharedFolder(task, here, there);
  if (folder !== null) return { kind: 'folder', name: folder };
  const files = sharedFiles(task, here, there);
  if (files !== null) return { kind: 'files', name: files };
  const architecture = sharedArchitecture(task, here, there);
  return architecture === null ? null : { kind: 'object', name: architecture };
}

/** What both stores say; null if they say different things, nothing, or cannot say it. */
function same(read: (d: Datastore) => string, here: Datastore, there: Datastore): string | null {
  const text = quietly(() => read(here));
  return text === null || text === '' || text !== quietly(() => read(there)) ? null : text;
}

/** Whether a task that ran leaves a stamp. */
export function writesStamp(task: string, { d }: Pick<Evaluated, 'd'>): boolean {
  const flags = d.getVarFlags(task);
  return flags?.has('nostamp') !== true && flags?.has('noexec') !== true;
}

/** A task's stamp without its hash. Mirrors `stampfile` of `bb.siggen`. */
export function stampOf(task: string, { d }: Pick<Evaluated, 'd'>): string {
  return `${flagText(task, 'stamp-base', d) || d.getText('STAMP')} ${flagText(task, 'stamp-extra-info', d)}`;
}

function flagText(task: string, flag: string, d: Datastore): string {
  const value = d.getVarFlag(task, flag);
  return value === null ? '' : textOf(value);
}

/** A folder that the task writes in both: it empties the folder, or it works there. */
function sharedFolder(task: string, here: Datastore, there: Datastore): string | null {
  const others = new Set(foldersOf(task, there));
  return foldersOf(task, here).find((folder) => others.has(folder)) ?? null;
}

function foldersOf(task: string, d: Datastore): readonly string[] {
  const emptied = pathsIn(() => flagText(task, 'cleandirs', d));
  const workFolder = pathsIn(() => flagText(task, 'dirs', d)).at(-1);
  // Tasks also work in folders that all recipes share, such as `DL_DIR`, and write nothing of the recipe's own there.
  const own = ['WORKDIR', 'S', 'B', 'D'].flatMap((name) => pathsIn(() => d.getText(name)));
  const isOwn = workFolder !== undefined && own.some((folder) => isWithin(workFolder, folder));
  return isOwn ? [...emptied, workFolder] : emptied;
}

function pathsIn(read: () => string): readonly string[] {
  return words(quietly(read) ?? '')
    .filter((path) => path.startsWith('/'))
    .map(normalize);
}

/**
 * A folder into which sstate puts the task's output in both, under one manifest: sstate then removes what the other has
 * put there, or refuses to overwrite it. Mirrors `sstate_install` of OE-Core's `sstate.bbclass`.
 */
function sharedFiles(task: string, here: Datastore, there: Datastore): string | null {
  if (![here, there].every((d) => words(readableText('SSTATETASKS', d)).includes(task))) return null;
  const architectureOf = (d: Datastore): string => flagText(task, 'stamp-extra-info', d) || d.getText('SSTATE_PKGARCH');
  if (same(architectureOf, here, there) === null) return null;
  const isOneManifest = same((d) => d.getText('SSTATE_MANIFESTS'), here, there) !== null;
  const allowed = isOneManifest ? [] : pathsIn(() => here.getText('SSTATE_ALLOW_OVERLAP_FILES'));
  const outputs = (d: Datastore): readonly string[] => pathsIn(() => flagText(task, 'sstate-outputdirs', d));
  const others = new Set(outputs(there));
  return (
    outputs(here).find((folder) => others.has(folder) && !allowed.some((shared) => isWithin(folder, shared))) ?? null
  );
}

/**
 * The architecture of an object that is for all machines, where one machine never finds that of the other: the names
 * are the same apart from the hash. Other distributions may rightly build something else.
 */
function sharedArchitecture(task: string, here: Datastore, there: Datastore): string | null {
  const isSame = (read: (d: Datastore) => string): boolean => same((d) => `.${read(d)}`, here, there) !== null;
  const names: readonly string[] = ['DISTRO', 'SSTATE_DIR', 'BB_HASHFILENAME'];
  if (isSame((d) => d.getText('MACHINE')) || !names.every((name) => isSame((d) => d.getText(name)))) return null;
  if (!isSame((d) => flagText(task, 'stamp-extra-info', d))) return null;
  const architecture = readableText('SSTATE_PKGARCH', here);
  if (!isForAllMachines(architecture, here)) return null;
  const withObjects = words(readableText('SSTATETASKS', here)).filter((one) => here.getVarFlags(one));
  return withObjects.some((one) => tasksBefore(one, here).includes(task)) ? architecture : null;
}

/** `allarch`, and the architectures of native, cross and crosssdk recipes, which begin with that of the build host. */
function isForAllMachines(architecture: string, d: Datastore): boolean {
  const host = readableText('BUILD_ARCH', d);
  const isForHost = host !== '' && (architecture === host || architecture.startsWith(`${host}_`));
  const own = ['MACHINE_ARCH', 'TUNE_PKGARCH'].map((name) => readableText(name, d));
  return architecture === 'allarch' || (isForHost && !own.includes(architecture));
}

/** The tasks of several outputs by kind: what is worse comes first. */
export function byKind(shared: ReadonlyMap<string, SharedOutput>): ReadonlyMap<string, readonly Cause[]> {
  const kinds: readonly SharedOutput['kind'][] = ['stamp', 'folder', 'files', 'object'];
  return new Map(
    kinds.flatMap((kind) =>
      [...shared].flatMap(([task, one]) => (one.kind === kind ? [[task, one.causes] as const] : [])),
    ),
  );
}
