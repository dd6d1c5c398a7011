/** `sighound export`: writes signatures of the workspace as files that BitBake's own tools read. */

import { Option } from 'commander';
import { exactRelease, refusalOf } from '../../engine/layers/behaviors';
import { addTo } from '../../engine/base/lists';
import { multiconfigOf, recipeOf } from '../../engine/base/recipeNames';
import { parseTarget } from '../../engine/base/target';
import { absolute, basename, staysBelow, isWithin } from '../../engine/files/posixPath';
import type { SignatureData } from '../../engine/siginfo/signatureData';
import { sigbasedataPath, sigdataPath } from '../../engine/sstate/stampNames';
import { writeSignature } from '../../engine/siginfo/signatureFile';
import { lockedSigsText, unlockable } from '../../engine/tasks/lockedSigs';
import { type Taskhash, unihashProblem } from '../../engine/tasks/taskhash';
import type { TaskConfiguration } from '../../engine/tasks/taskConfiguration';
import type { TaskNode, TaskNodes } from '../../ide/api/tasksApi';
import { signatureOfNode } from '../../ide/signatures/wholeSignature';
import { type CommandLine, type CreatedFile, EXIT, type ExitCode, UsageError } from '../commandLine';
import { type CommandContext, chosenTasks, noSuchTask, recipeAndTask } from '../context';
import { knowAllTasks, knownTargets } from '../allTasks';
import { declareCommand, flag } from '../command';

interface ExportOptions {
  readonly output: string;
  /** The targets are BitBake targets. The signatures of all tasks that BitBake would run for them are written. */
  readonly closure: boolean;
  /** Writes `locked-sigs.inc` instead, as `bitbake -S lockedsigs` does. */
  readonly lockedSigs: boolean;
}

export const command = declareCommand<[targets: string[]], ExportOptions>({
  name: 'export',
  description: "writes signatures as files that BitBake's own tools read",
  formats: ['text'],
  arguments: [{ name: '<targets...>', description: 'recipes or RECIPE:TASK' }],
  options: [
    new Option(
      '-o, --output <dir>',
      'folder to write into, as BitBake does below its stamps; what a multiconfig has elsewhere goes to mc-NAME',
    ).makeOptionMandatory(),
    flag('--closure', 'all tasks that `bitbake TARGET` would run'),
    flag('--locked-sigs', 'write locked-sigs.inc, as `bitbake -S lockedsigs` does, instead'),
  ],
  run: async ([targets], options, { inContext }) =>
    inContext(options, { all: true }, (context) => exportSignatures(targets, options, context)),
});

/**
 * Writes the signatures of tasks, or of all tasks of recipes. The paths are those that BitBake uses below its stamps.
 * Exit code 1 if a signature is not known.
 */
async function exportSignatures(
  targets: readonly string[],
  { output, closure, lockedSigs }: ExportOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const { cli, analysis } = context;
  const codec = await cli.platform.loadZstd();
  const folder = absolute(output, cli.cwd);
  await knowAllTasks(context);
  const configurations = await analysis.taskConfigurations();
  const found = closure ? [await closureOf(targets, context)] : await nodesOf(targets, context);
  if (lockedSigs)
    return exportLockedSigs(
      found.flatMap(({ chosen }) => chosen),
      `${folder}/locked-sigs.inc`,
      configurations[0]?.variables['MACHINE'] ?? '',
      context,
    );
  let isWhole = true;
  const written = new Set<string>();
  for (const { nodes, chosen } of found) {
    for (const node of chosen) {
      // Mirrors `dump_sigtask` of OE-Core's handlers.
      if (node.hash.kind === 'known' && node.hash.equivalence === 'locked') {
        cli.err(
          `sighound: ${node.pnid} has no signature file: it is locked, and BitBake writes none for a locked task`,
        );
        continue;
      }
      const base = await analysis.signatureData(node.mcfn, node.task);
      if (!base) {
        isWhole = false;
        cli.err(
          `sighound: the signature of ${node.pnid} is not known: ${node.hash.kind === 'unknown' ? node.hash.reason : 'its recipe cannot be evaluated'}`,
        );
        continue;
      }
      const data = signatureOfNode(base, node, nodes);
      const below = signaturePath(stampBelow(node, configurations), data);
      // Multiconfigs that share their stamps also share the signatures of tasks that are the same in both.
      if (written.has(below)) continue;
      if (staysBelow(below)) {
        printCreated(`${folder}/${below}`, cli.createFileBelow(folder, below, writeSignature(data, codec)), cli);
        written.add(below);
        continue;
      }
      isWhole = false;
      cli.err(
        `sighound: the signature of ${node.pnid} is not written: \`${below}\` is not inside ${folder}; it is made of \`STAMP\`, the task and its hash`,
      );
    }
  }
  return isWhole ? EXIT.clean : EXIT.findings;
}

/**
 * Writes `locked-sigs.inc`. Some tasks cannot be locked and are reported. These are tasks whose hash is not known, and
 * tasks with an equivalent hash if it is not known how the release writes that.
 */
function exportLockedSigs(
  nodes: readonly TaskNode[],
  path: string,
  machine: string,
  { cli, opened }: CommandContext,
): ExitCode {
  const release = exactRelease(opened.behaviors);
  const unknownMap = refusalOf(release, 'unihashMap');
  const known = nodes.flatMap(({ hash, ...node }) => {
    const problem =
      problemOf(hash, unknownMap) ?? unlockable({ ...node, unihash: (hash.kind === 'known' && hash.unihash) || '' });
    if (problem === null && hash.kind === 'known' && hash.unihash !== null)
      return [{ ...node, taskhash: hash.taskhash, unihash: hash.unihash }];
    cli.err(`sighound: ${node.pnid} is not locked: ${problem ?? ''}`);
    return [];
  });
  const refusal = unlockable({ machine });
  if (refusal !== null) throw new UsageError(`locked-sigs.inc cannot be written: ${refusal}`);
  printCreated(
    path,
    cli.createFile(
      path,
      new TextEncoder().encode(lockedSigsText(known, machine, unknownMap === null ? release : { unihashMap: false })),
    ),
    cli,
  );
  return known.length === nodes.length ? EXIT.clean : EXIT.findings;
}

function problemOf(hash: Taskhash, unknownMap: string | null): string | null {
  if (hash.kind === 'unknown') return hash.reason;
  if (hash.unihash === null) return unihashProblem(hash);
  return hash.unihash === hash.taskhash ? null : unknownMap;
}

function printCreated(path: string, made: CreatedFile, cli: CommandLine): void {
  if (made.kind === 'exists') throw new UsageError(`${path} exists already; remove it, or give another folder`);
  if (made.kind === 'failed') throw new UsageError(`${path} cannot be written: ${made.reason}`);
  cli.out(path);
}

/** Tasks to write, and the nodes that they refer to. */
interface Chosen {
  readonly nodes: TaskNodes['nodes'];
  readonly chosen: readonly TaskNode[];
}

/** All tasks that building the targets runs, grouped by recipe, so that each recipe is evaluated once. */
async function closureOf(targets: readonly string[], { analysis }: CommandContext): Promise<Chosen> {
  const { nodes } = knownTargets(await analysis.taskNodes({ kind: 'targets', targets }));
  const recipes = new Map<string, TaskNode[]>();
  for (const node of nodes) addTo(recipes, recipeOf(node.mcfn), node);
  return { nodes, chosen: [...recipes.values()].flat() };
}

/** The tasks that `RECIPE:TASK` names, or all tasks of a recipe. */
async function nodesOf(targets: readonly string[], context: CommandContext): Promise<readonly Chosen[]> {
  const found: Chosen[] = [];
  for (const target of targets) {
    const named = parseTarget(target).task === undefined ? null : recipeAndTask(target);
    const recipe = named?.recipe ?? target;
    const asked = [];
    const chosen: Chosen[] = [];
    const meant = await chosenTasks({ targets: [target], all: false }, context);
    for (const fn of meant.recipes) {
      const hashes = await context.analysis.hashes(fn);
      asked.push(hashes);
      const variants = meant
        .named(hashes?.variants ?? [])
        .filter(({ skipped }) => skipped === null)
        .map(({ mcfn }) => mcfn);
      const { nodes, wanted } = await context.analysis.taskNodes({ kind: 'recipes', recipes: [fn] });
      const own = wanted
        .flatMap((index) => nodes[index] ?? [])
        .filter(({ mcfn, task }) => variants.includes(mcfn) && (named === null || task === named.task));
      if (own.length > 0) chosen.push({ nodes, chosen: own });
    }
    if (chosen.length === 0) throw noSuchTask(recipe, named?.task ?? 'any', asked);
    found.push(...chosen);
  }
  return found;
}

/** The file name that BitBake uses: with the unihash, or with the basehash if nothing more is known. */
function signaturePath(stamp: string, { task, basehash, taskhash, unihash }: SignatureData): string {
  const hash = unihash ?? taskhash;
  return hash === undefined ? sigbasedataPath({ stamp, task, hash: basehash }) : sigdataPath({ stamp, task, hash });
}

/**
 * A recipe's stamp, relative to the folder of all stamps. A multiconfig that has its own such folder gets a separate
 * folder with its name.
 */
function stampBelow({ mcfn, stamp }: TaskNode, configurations: readonly TaskConfiguration[]): string {
  const multiconfig = multiconfigOf(mcfn);
  const rootIn = (name: string): string | undefined => {
    const { variables = {} } = configurations.find((each) => each.multiconfig === name) ?? {};
    return [variables['STAMPS_DIR'], variables['TMPDIR']].find(
      (folder) => folder !== undefined && folder !== '' && isWithin(stamp, folder),
    );
  };
  const root = rootIn(multiconfig);
  const below = root === undefined ? basename(stamp) : stamp.slice(root.length).replace(/^\/+/, '');
  return root === rootIn('') ? below : `mc-${multiconfig}/${below}`;
}
