/**
 * `sighound sstate`: which tasks of a target are in the shared state cache, and the newest object of each task that is
 * missing.
 */

import { addTo } from '../../engine/base/lists';
import { standingWord } from '../../calibration/standing';
import type { Coverage, CoveredTask, SstateTask } from '../../engine/sstate/coverage';
import type { FoundObject } from '../../engine/sstate/newestObjects';
import type { AllowedServers } from '../../engine/sstate/allowedServers';
import type { CacheSettings } from '../../engine/sstate/presence';
import { type TargetCoverage, targetCoverage } from '../../ide/tasks/sstateCoverage';
import { cacheSettings } from '../../engine/sstate/sstateSettings';
import { SignatureFinder, signatureFolders } from '../../engine/siginfo/findSignatures';
import { MissingObjects } from '../../ide/tasks/missingObjects';
import { sstateTask } from '../../ide/tasks/sstateTasks';
import { type CommandLine, EXIT, type ExitCode } from '../commandLine';
import { type CommandContext, type CommonOptions, askedServers } from '../context';
import { knowAllTasks, knownTargets } from '../allTasks';
import { type FormatOption, declareCommand } from '../command';

export const command = declareCommand<[targets: string[]], FormatOption>({
  name: 'sstate',
  description: 'what of a target is in the shared state cache, and why the rest is not',
  arguments: [{ name: '<targets...>', description: 'what BitBake is to build' }],
  options: [],
  run: async ([targets], options, { inContext }) =>
    inContext(options, { all: true }, (context) => sstateOf(targets, options, context)),
});

export interface SstateOptions {
  readonly format: 'text' | 'json';
  /** Which servers with mirrors are asked. */
  readonly asksServers: AllowedServers;
  /** The `calibration` field of JSON: what is known about the workspace's BitBake. */
  readonly calibration: string;
}

/** Explains in one line why a task's signature differs from that of an object; null if that is not known. */
export type ExplainDifference = (task: SstateTask, object: FoundObject) => Promise<string | null>;

/** `sighound sstate` for targets of the workspace. */
async function sstateOf(
  targets: readonly string[],
  options: CommonOptions & Pick<SstateOptions, 'format'>,
  context: CommandContext,
): Promise<ExitCode> {
  const { cli, analysis } = context;
  await knowAllTasks(context);
  const { nodes, problems } = knownTargets(await analysis.taskNodes({ kind: 'targets', targets }));
  for (const problem of problems) cli.err(`sighound: ${problem}`);
  const configurations = await analysis.taskConfigurations();
  const variables = configurations[0]?.variables ?? {};
  const settings = cacheSettings((name) => variables[name] ?? '');
  const codec = await cli.platform.loadZstd();
  const { files } = cli.platform;
  const finder = new SignatureFinder(files, signatureFolders([variables]), codec);
  const missing = new MissingObjects({ analysis, nodes, finder });
  const tasks = nodes.map((node) => sstateTask(node, configurations));
  return sstate(
    targets.join(' '),
    tasks,
    settings,
    (task, object) => missing.causeOf(task.name, object),
    { format: options.format, asksServers: askedServers(options), calibration: standingWord(context.standing) },
    cli,
  );
}

type State = keyof Omit<Coverage, 'wanted'>;
const STATES: readonly State[] = ['local', 'mirror', 'missing', 'unknown', 'none'];

/** Prints which tasks of a target are in the cache. Exit code 1 if something is missing or not known. */
export async function sstate(
  target: string,
  tasks: readonly SstateTask[],
  settings: CacheSettings,
  explain: ExplainDifference,
  { format, asksServers, calibration }: SstateOptions,
  cli: CommandLine,
): Promise<ExitCode> {
  const questions = asksServers === false ? null : cli.platform.serverQuestions(asksServers);
  cli.progress?.('looking for objects');
  const found = await targetCoverage(tasks, settings, cli.platform.files, questions?.ask ?? null);
  cli.progress?.(null);
  if (format === 'json') await printJson(target, found, explain, calibration, cli);
  else await printText(target, found, explain, cli);
  if (found.problem !== null)
    cli.err(
      `sighound: a part of ${settings.sstateDir} was not read: ${found.problem}; there may be newer objects than those shown`,
    );
  if (found.isCutShort)
    cli.err(
      `sighound: ${settings.sstateDir} has more names than Sighound reads; there may be newer objects than those shown`,
    );
  return found.coverage.missing.length + found.coverage.unknown.length === 0 ? EXIT.clean : EXIT.findings;
}

async function printJson(
  target: string,
  { coverage, newest }: TargetCoverage,
  explain: ExplainDifference,
  calibration: string,
  { outJson }: CommandLine,
): Promise<void> {
  for (const state of STATES) {
    for (const { task, objectPath, presence } of coverage[state]) {
      const object = newest.get(task.name);
      outJson({
        task: task.name,
        state,
        calibration,
        unihash: task.unihash,
        object: objectPath,
        ...('location' in presence && { place: presence.location }),
        ...('reason' in presence && { reason: presence.reason }),
        ...(object && {
          newest: { siginfo: object.path, unihash: object.unihash, cause: await explain(task, object) },
        }),
      });
    }
  }
  outJson({
    target,
    calibration,
    wanted: coverage.wanted,
    ...Object.fromEntries(STATES.map((state) => [state, coverage[state].length])),
  });
}

async function printText(
  target: string,
  { coverage, newest }: TargetCoverage,
  explain: ExplainDifference,
  { out }: CommandLine,
): Promise<void> {
  out(
    `${target}: ${coverage.wanted} wanted, ${STATES.filter((state) => state !== 'none' || coverage.none.length > 0)
      .map((state) => `${coverage[state].length} ${state}`)
      .join(', ')}`,
  );
  for (const [pn, tasks] of byRecipe(coverage.missing)) {
    out(`missing: ${pn}`);
    for (const { task } of tasks) {
      out(`  ${task.name} ${task.unihash ?? ''}`);
      const object = newest.get(task.name);
      if (!object) continue;
      out(`    newest: ${object.path}`);
      const cause = await explain(task, object);
      if (cause !== null) out(`    differs: ${cause}`);
    }
  }
  for (const [pn, tasks] of byRecipe(coverage.none)) {
    out(`never in the cache: ${pn}`);
    for (const { task } of tasks) out(`  ${task.name}: ${task.objectless ?? ''}`);
  }
  // One mirror that does not answer can be the reason for thousands of tasks.
  const reasons = new Map<string, number>();
  for (const { presence } of coverage.unknown)
    if (presence.kind === 'unknown') reasons.set(presence.reason, (reasons.get(presence.reason) ?? 0) + 1);
  for (const [reason, count] of reasons) out(`unknown: ${count === 1 ? '1 task' : `${count} tasks`}: ${reason}`);
}

/** The tasks of each recipe, in the order of the tasks' names. */
function byRecipe(tasks: readonly CoveredTask[]): ReadonlyMap<string, readonly CoveredTask[]> {
  const recipes = new Map<string, CoveredTask[]>();
  for (const covered of tasks) addTo(recipes, covered.task.pn, covered);
  return recipes;
}
