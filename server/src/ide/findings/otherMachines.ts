/**
 * Which other machines are built in the folders of this build directory, and what a recipe shares with them although
 * its hashes differ. Most recipes are for one machine or one processor, so that nothing is shared: for these no other
 * machine is evaluated.
 */

import { sorted } from '../../engine/base/order';
import type { Datastore } from '../../engine/datastore/datastore';
import type { Engine, RecipeResult, VariantResult } from '../../engine/engine';
import type { FileSource } from '../../engine/files/fileSource';
import type { OtherTexts } from '../../engine/files/movedFileSource';
import { basename, dirname, normalize } from '../../engine/files/posixPath';
import { readableText } from '../../engine/rules/common/assignments';
import { sharedOutputs } from '../../engine/rules/common/sharedOutputs';
import type { SharedWithMachine } from '../../engine/rules/rule';
import { isMachineName } from './namedMachines';
import type { OtherEngine } from './otherEngine';

/** Each machine costs an engine: of more machines, the first in order of names are compared. */
const MOST_MACHINES = 2;

/** What the present configuration says about machines. */
export interface PresentMachine {
  /** The architecture of its processor. */
  readonly processor: string;
  /**
   * The machines besides the present one of which there are results in the folders of the default configuration,
   * without those of other multiconfigs: their recipes are compared anyway.
   */
  readonly built: readonly string[];
}

/** The present machine. This reads the configuration, and so it may end the Python of a recipe. */
export function presentMachine(engine: Pick<Engine, 'configuration' | 'files'>): PresentMachine {
  const outcome = engine.configuration();
  const stores = outcome.ok ? outcome.configuration.stores : new Map<string, Datastore>();
  return { processor: textIn('PACKAGE_ARCH', stores.get('') ?? null), built: builtMachines(stores, engine.files) };
}

function builtMachines(stores: ReadonlyMap<string, Datastore>, files: FileSource): readonly string[] {
  const d = stores.get('');
  const present = d && machineOf(d);
  if (!d || present === undefined || present === '') return [];
  const taken = new Set([...stores.values()].map(machineOf));
  const built = new Set(namesOfResults(d, present, files));
  if (built.size === 0) return [];
  return knownMachines(d, files)
    .filter((name) => !taken.has(name) && (built.has(name) || built.has(architectureOf(name))))
    .slice(0, MOST_MACHINES);
}

/** Names of machines, and of their architectures, of which there are results. */
function namesOfResults(d: Datastore, present: string, files: FileSource): readonly string[] {
  const images = readableText('DEPLOY_DIR_IMAGE', d);
  const deployed = basename(images) === present ? (files.list(dirname(images)) ?? []) : [];
  const temporary = readableText('TMPDIR', d);
  const system = `${readableText('TARGET_VENDOR', d)}-${readableText('TARGET_OS', d)}`;
  const worked = (temporary.startsWith('/') ? (files.list(`${temporary}/work`) ?? []) : []).flatMap((name) =>
    name.endsWith(system) ? [name.slice(0, -system.length)] : [],
  );
  return [...deployed, ...worked];
}

/** The machines for which a folder of `BBPATH` has a configuration. */
function knownMachines(d: Datastore, files: FileSource): readonly string[] {
  const names = readableText('BBPATH', d)
    .split(':')
    .filter((folder) => folder.startsWith('/'))
    .flatMap((folder) => files.list(`${folder}/conf/machine`) ?? []);
  return sorted(
    new Set(
      names.flatMap((name) => (name.endsWith('.conf') ? [name.slice(0, -'.conf'.length)] : [])).filter(isMachineName),
    ),
  );
}

/** `MACHINE_ARCH`, which is the name of a folder, as `bitbake.conf` makes it of a machine's name. */
function architectureOf(machine: string): string {
  return machine.replaceAll('-', '_');
}

/**
 * The files that another machine needs in addition: `local.conf` with another `MACHINE` at its end. All configuration
 * of the machine is read after it.
 */
export function machineTexts(
  machine: string,
  here: Pick<Engine, 'configuration' | 'files'>,
  buildDir: string,
): OtherTexts {
  const folders = textIn('BBPATH', configurationOf(here)).split(':');
  const path = folders.map((folder) => `${folder}/conf/local.conf`).find((one) => here.files.stat(one) !== undefined);
  const line = `\nMACHINE = "${machine}"\n`;
  return path === undefined
    ? new Map([[`${buildDir}/conf/local.conf`, line]])
    : new Map([[normalize(path), (text: string) => text + line]]);
}

/** The variants of a recipe that may share something with another machine, as far as that is known without it. */
export function mayShare({ variants }: RecipeResult): readonly VariantResult[] {
  return variants.filter(({ multiconfig, signatures, d }) => {
    if (multiconfig !== '' || signatures === null) return false;
    const architecture = readableText('PACKAGE_ARCH', d);
    return architecture === '' || architecture !== readableText('MACHINE_ARCH', d) || !isNamedBy(architecture, d);
  });
}

/** What each variant shares with another machine, by mcfn. `evaluate` asks that machine's engine for the recipe. */
export function sharedWith(
  machine: string,
  variants: readonly VariantResult[],
  { processor }: PresentMachine,
  other: OtherEngine,
  evaluate: (other: OtherEngine) => RecipeResult | null,
): ReadonlyMap<string, SharedWithMachine> {
  const d = configurationOf(other.engine);
  if (d === null || machineOf(d) !== machine) return new Map();
  const processorThere = readableText('PACKAGE_ARCH', d);
  const left = variants.filter((variant) => {
    const architecture = readableText('PACKAGE_ARCH', variant.d);
    const isForProcessor = architecture !== '' && architecture === processor && isNamedBy(architecture, variant.d);
    return !isForProcessor || processor === processorThere;
  });
  const result = left.length === 0 ? null : evaluate(other);
  return new Map(
    left.flatMap((variant) => {
      const found = result?.variants.find(
        (candidate) => candidate.variant === variant.variant && candidate.multiconfig === variant.multiconfig,
      );
      if (!variant.signatures || !found?.signatures) return [];
      const tasks = sharedOutputs(
        { d: variant.d, signatures: variant.signatures },
        { d: found.d, signatures: found.signatures },
      );
      return tasks.size === 0 ? [] : [[variant.mcfn, { machine, tasks }] as const];
    }),
  );
}

/** Whether the names of stamps and folders contain the architecture, so that another one has others. */
function isNamedBy(architecture: string, d: Datastore): boolean {
  return ['STAMP', 'WORKDIR'].every((name) => readableText(name, d).includes(`/${architecture}`));
}

function configurationOf(engine: Pick<Engine, 'configuration'>): Datastore | null {
  const outcome = engine.configuration();
  return outcome.ok ? (outcome.configuration.stores.get('') ?? null) : null;
}

function machineOf(d: Datastore): string {
  return readableText('MACHINE', d);
}

function textIn(name: string, d: Datastore | null): string {
  return d === null ? '' : readableText(name, d);
}
