/**
 * The arguments of `diff` and `deps`, as signatures. An argument is a file, a task as it is in the workspace now, the
 * newest signature of a task in the stamps, or a hash. Each side knows where to find the signatures of its
 * dependencies.
 */

import { words } from '../engine/base/pythonText';
import { parseTarget } from '../engine/base/target';
import { absolute } from '../engine/files/posixPath';
import type { SignatureLookup } from '../engine/siginfo/explainDifference';
import {
  type SignatureFolders,
  FOLDER_VARIABLES,
  SignatureFinder,
  nameOfFile,
  foldersBeside,
  readSignatureAt,
  signatureFolders,
} from '../engine/siginfo/findSignatures';
import type { SignatureData } from '../engine/siginfo/signatureData';
import type { ZstdCodec } from '../engine/siginfo/zstd';
import type { AnalysisService } from '../platform/platform';
import type { VariantHashes } from '../ide/api/analysisApi';
import type { LocationOf } from '../ide/signatures/causeLocations';
import type { SourceTreeOf } from '../ide/signatures/changedTrees';
import { PresentSignatures } from '../ide/signatures/presentSignatures';
import { type CommandLine, UsageError } from './commandLine';
import { type CommandContext, chosenTasks, noSuchTask, recipeAndTask } from './context';
import { knowAllTasks } from './allTasks';

/** One of the two signatures. */
export interface SignatureSide {
  /** The task, named as in signatures if that name is known. */
  readonly task: string;
  readonly data: SignatureData;
  /** The origin of the signature, as shown to the user. */
  readonly where: string;
  readonly lookup: SignatureLookup;
  /** null if the signature is not from the workspace. */
  readonly locationOf: LocationOf | null;
  /** null if the signature is not from the workspace. */
  readonly sourceTreeOf: SourceTreeOf | null;
}

const LAST = 'last:';
const HASH = /^[0-9a-f]{64}$/;

/** The path of the file that `given` names; null if it does not name a file. */
export function filePath(given: string, cli: CommandLine): string | null {
  const path = absolute(given, cli.cwd);
  return cli.platform.files.stat(path)?.kind === 'file' ? path : null;
}

/** Reads a signature file that the user named. */
export function readSignatureFile(path: string, cli: CommandLine, codec: ZstdCodec): SignatureData {
  const read = readSignatureAt(path, cli.platform.files, codec);
  if (read.kind === 'refused') throw new UsageError(`${path}: ${read.reason}`);
  return read.data;
}

/**
 * The signature that `given` names. `context` is not null if at least one argument names something that is not a file.
 */
export async function signatureSide(
  given: string,
  cli: CommandLine,
  codec: ZstdCodec,
  context: CommandContext | null,
): Promise<SignatureSide> {
  const path = filePath(given, cli);
  if (path !== null) {
    const locations = context ? await locationsOf(context.analysis) : NOWHERE;
    return fileSide(path, readSignatureFile(path, cli, codec), finderOf(locations, path, cli, codec));
  }
  if (!context) throw new UsageError(`${given}: there is no such file`);
  if (given.includes('/') && !given.includes(':')) throw new UsageError(`${given}: there is no such file`);
  if (HASH.test(given)) return hashSide(given, cli, codec, await locationsOf(context.analysis));
  if (given.startsWith(LAST)) return lastSide(given.slice(LAST.length), codec, context);
  return workspaceSide(given, context);
}

const NOWHERE: SignatureFolders = { stamps: [], objects: [] };

/** The stamps and caches of all configurations. */
async function locationsOf(analysis: AnalysisService): Promise<SignatureFolders> {
  const main = await analysis.variables('', [...FOLDER_VARIABLES, 'BBMULTICONFIG']);
  const others = words(main['BBMULTICONFIG'] ?? '');
  return signatureFolders([
    main,
    ...(await Promise.all(others.map((name) => analysis.variables(`mc:${name}`, FOLDER_VARIABLES)))),
  ]);
}

function finderOf(locations: SignatureFolders, path: string, cli: CommandLine, codec: ZstdCodec): SignatureFinder {
  const beside = foldersBeside(path);
  const both = (first: readonly string[], second: readonly string[]): readonly string[] => [
    ...new Set([...first, ...second]),
  ];
  return new SignatureFinder(
    cli.platform.files,
    { stamps: both(beside.stamps, locations.stamps), objects: both(beside.objects, locations.objects) },
    codec,
  );
}

function fileSide(path: string, data: SignatureData, finder: SignatureFinder): SignatureSide {
  return {
    task: nameOfFile(path) ?? data.task,
    data,
    where: path,
    lookup: (task, hash) => Promise.resolve(finder.lookup(task, hash)),
    locationOf: null,
    sourceTreeOf: null,
  };
}

function hashSide(hash: string, cli: CommandLine, codec: ZstdCodec, locations: SignatureFolders): SignatureSide {
  const finder = new SignatureFinder(cli.platform.files, locations, codec);
  const [found] = finder.ofHash(hash);
  if (!found)
    throw new UsageError(
      `no signature with hash ${hash} was found; looked in ${[...locations.stamps, ...locations.objects].join(', ') || 'no folder: set STAMPS_DIR or SSTATE_DIR'}${notLookedAt(finder)}`,
    );
  return fileSide(found.path, readSignatureFile(found.path, cli, codec), finder);
}

/** What a finder could not look at, as text to append to what it looked at. */
function notLookedAt(finder: SignatureFinder): string {
  const problems = finder.problems();
  return problems.length === 0 ? '' : `; a part could not be read: ${problems.join('; ')}`;
}

async function lastSide(target: string, codec: ZstdCodec, context: CommandContext): Promise<SignatureSide> {
  const { cli, analysis } = context;
  const { recipe, task } = recipeAndTask(target);
  const locations = await locationsOf(analysis);
  const finder = new SignatureFinder(cli.platform.files, locations, codec);
  // A recipe that was built may no longer exist.
  const { name } = parseTarget(target);
  const { unknown } = name.includes('/') ? { unknown: [] } : await analysis.resolveTargets([name]);
  const variant = unknown.length > 0 ? null : (await onlyVariant(recipe, task, context)).variant;
  const pn = variant?.pn ?? name;
  // Configurations may have stamps of their own, and the present ones may be elsewhere than those of the last build.
  const stamp = variant && (await analysis.variables(variant.mcfn, ['STAMP']))['STAMP'];
  const found = finder.inStamps(pn, task);
  const newest = found.find(({ path }) => path.startsWith(`${stamp ?? ''}.`)) ?? found[0];
  if (!newest)
    throw new UsageError(
      `no signature of ${pn}:${task} was found in ${locations.stamps.join(', ') || 'the stamps: STAMPS_DIR is not set'}${notLookedAt(finder)}`,
    );
  return fileSide(newest.path, readSignatureFile(newest.path, cli, codec), finder);
}

async function workspaceSide(target: string, context: CommandContext): Promise<SignatureSide> {
  const { recipe, task } = recipeAndTask(target);
  const { variant } = await onlyVariant(recipe, task, context);
  await knowAllTasks(context);
  const workspace = new PresentSignatures(context.analysis, { mcfn: variant.mcfn, task });
  const own = await workspace.own();
  if (typeof own === 'string') throw new UsageError(own);
  return {
    task: own.name,
    data: own.data,
    where: `the workspace (${variant.mcfn})`,
    lookup: (other) => workspace.lookup(other),
    locationOf: (...parameters) => workspace.locationOf(...parameters),
    sourceTreeOf: (...parameters) => workspace.sourceTreeOf(...parameters),
  };
}

/** The only variant that a target means. */
async function onlyVariant(
  recipe: string,
  task: string,
  context: CommandContext,
): Promise<{ readonly variant: VariantHashes; readonly fn: string }> {
  const found: { variant: VariantHashes; fn: string }[] = [];
  const asked = [];
  const chosen = await chosenTasks({ targets: [`${recipe}:${task}`], all: false }, context);
  for (const fn of chosen.recipes) {
    const hashes = await context.analysis.hashes(fn);
    asked.push(hashes);
    for (const variant of chosen.named(hashes?.variants ?? []))
      if (variant.tasks[task] !== undefined) found.push({ variant, fn });
  }
  const plain = found.filter(({ variant: { mcfn } }) => !mcfn.startsWith('mc:'));
  const [only, second] = plain.length > 0 ? plain : found;
  if (!only) throw noSuchTask(recipe, task, asked);
  if (second)
    throw new UsageError(
      `\`${recipe}\` is several recipes; name one: ${found.map(({ variant: { mcfn } }) => mcfn).join(', ')}`,
    );
  return only;
}
