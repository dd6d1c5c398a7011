/** `sighound impact`: which tasks have a different hash than in the last build, at HEAD, or in a file, and why. */

import { Option } from 'commander';
import { standingWord } from '../../calibration/standing';
import { counted, listedFiles } from '../../ide/counted';
import { shorten } from '../../ide/shorten';
import { cachedObjects } from '../../ide/tasks/cachedObjects';
import {
  type Impact,
  type ImpactCause,
  type ImpactTask,
  type ReportedTask,
  type TasksBefore,
  asBefore,
  impactOf,
  pathOf,
  taskId,
  withSourceFiles,
} from '../../ide/tasks/impact';
import {
  type ChangedVariable,
  type ChangedVariables,
  type LeftOut,
  type NamedCause,
  type VariableSource,
  MOST_EXPLAINED_RECIPES,
  changedVariables,
  leftOutOf,
  namedCauses,
} from '../../ide/tasks/impactCauses';
import { lastBuild } from '../../ide/tasks/lastBuild';
import type { TaskNodes, TaskScope } from '../../ide/api/tasksApi';
import { SignatureFinder } from '../../engine/siginfo/findSignatures';
import { EXIT, type ExitCode, UsageError } from '../commandLine';
import type { CommandContext } from '../context';
import { changesSinceHead, chosenFiles, sourceChanges, withTasks } from '../headState';
import { createOptionFile } from '../optionFile';
import { readSavedHashes, savedHashes } from '../savedHashes';
import { knowAllTasks, knownTargets } from '../allTasks';
import { type FormatOption, declareCommand, repeated } from '../command';

interface ImpactOptions extends FormatOption {
  readonly against?: 'last-build' | 'head';
  readonly baseline?: string;
  readonly save?: string;
  readonly target: readonly string[];
}

const LONGEST_VALUE = 160;

export const command = declareCommand<[files: string[]], ImpactOptions>({
  name: 'impact',
  description: 'tasks with another hash than at HEAD, in the last build, or in a file, and what changed them',
  arguments: [{ name: '[files...]', description: 'files of layers: only what these change since HEAD' }],
  options: [
    new Option('--against <state>', 'what to compare with (default: head, without a repository last-build)').choices([
      'last-build',
      'head',
    ]),
    new Option('--baseline <file>', 'compare with what --save has written, or `sighound sig --format json` printed'),
    new Option('--save <file>', 'write the present hashes to a file, for --baseline'),
    repeated('--target <target>', 'only what `bitbake TARGET` would run; may be repeated'),
  ],
  run: async ([files], options, { inContext }) => {
    checkStates(files, options);
    return inContext(options, { all: true }, (context) => impact(files, options, context));
  },
});

/** Throws bad usage if the options that choose what to compare with do not fit together. */
function checkStates(files: readonly string[], { against, baseline }: ImpactOptions): void {
  if (against !== undefined && baseline !== undefined) throw new UsageError('give --against or --baseline, not both');
  if (files.length > 0 && (against === 'last-build' || baseline !== undefined))
    throw new UsageError('files are compared with HEAD: leave them out, or use --against head');
}

/** The causes by name, and what the lists of the configuration leave out. */
interface Named {
  readonly variables: ChangedVariables;
  readonly causes: readonly NamedCause[];
  readonly leftOut: readonly LeftOut[];
}

/** The state that is compared with, and its name in the output. */
interface Compared {
  readonly before: TasksBefore;
  readonly name: string;
  /** The files that cause the difference, if those are known. */
  readonly files?: readonly string[];
}

/** Prints every task with a new hash, grouped by recipe. Exit code 1 if there is one, or if nothing was compared. */
async function impact(files: readonly string[], options: ImpactOptions, context: CommandContext): Promise<ExitCode> {
  const { cli } = context;
  const scope: TaskScope =
    options.target.length > 0 ? { kind: 'targets', targets: options.target } : { kind: 'everything' };
  const isSaveOnly =
    options.save !== undefined && options.against === undefined && options.baseline === undefined && files.length === 0;
  const saved = options.baseline === undefined ? null : readSavedHashes(options.baseline, cli);
  const changes = isSaveOnly || saved || options.against === 'last-build' ? null : await changesSinceHead(context);
  if (!isSaveOnly && changes === null && !saved && (options.against === 'head' || files.length > 0)) {
    throw new UsageError(
      'no layer of this build directory is in a git repository with a commit; compare with --against last-build, or a file that --save has written',
    );
  }
  const chosen = changes && chosenFiles(files, changes, context);
  await knowAllTasks(context);
  const after = knownTargets(await context.analysis.taskNodes(scope));
  for (const problem of after.problems) cli.err(`sighound: ${problem}`);
  if (options.save !== undefined) createOptionFile('--save', options.save, savedHashes(after), cli);
  if (isSaveOnly) return EXIT.clean;
  const configurations = await context.analysis.taskConfigurations();
  const sources = await sourceChanges(after, context);
  const changed = new Map([...sources].map(([tree, changes]) => [tree, changes.map(({ path }) => path)]));
  const report = async (compared: Compared, before: VariableSource | null): Promise<ExitCode> => {
    const found = withSourceFiles(await compare(compared.before, after, context), changed);
    const variables = before ? await changedVariables(found, before, context.analysis) : NOT_COMPARED;
    const leftOut = leftOutOf(found, after, configurations);
    const named = { variables, causes: namedCauses(found, variables.byTask), leftOut };
    return print(found, named, after, compared, options.format, context);
  };
  if (saved) return report({ before: saved, name: options.baseline ?? '' }, null);
  if (!chosen) return report({ before: await built(after, context), name: 'the last build' }, null);
  const known = new Set(chosen.map(({ path }) => path));
  const inSources = files.length > 0 ? [] : [...sources.values()].flat().filter(({ path }) => !known.has(path));
  const all = [...chosen, ...inSources];
  const named = { name: 'HEAD', files: all.map(({ path }) => path) };
  if (all.length === 0) return report({ ...named, before: asBefore(after) }, null);
  return withTasks(all, scope, context, (then, analysis) => report({ ...named, before: asBefore(then) }, analysis));
}

const NOT_COMPARED: ChangedVariables = { byTask: new Map(), notCompared: 0 };

/** The state of the last build. */
async function built(after: TaskNodes, { analysis, cli, buildDir }: CommandContext): Promise<TasksBefore> {
  const codec = await cli.platform.loadZstd();
  const signatures = new SignatureFinder(cli.platform.files, { stamps: [], objects: [] }, codec);
  const before = lastBuild(after, cli.platform.files, (path) => {
    const read = signatures.read(path);
    return read.kind === 'signature' ? read.data : null;
  });
  if (before.tasks.size > 0) return before;
  const [configuration] = await analysis.taskConfigurations();
  throw new UsageError(
    `there are no stamps in ${configuration?.variables['STAMPS_DIR'] ?? buildDir}: nothing of this was built yet; compare with --against head, or with a file that --save has written`,
  );
}

/** Compares twice. After the first comparison, it looks up which of the tasks with a new hash are in the cache. */
async function compare(before: TasksBefore, after: TaskNodes, { analysis, cli }: CommandContext): Promise<Impact> {
  const changed = new Set(impactOf(before, after).tasks.map(taskId));
  if (changed.size === 0) return impactOf(before, after);
  cli.progress?.('looking for objects');
  const objects = await cachedObjects(
    after.nodes.filter((node) => changed.has(taskId(node))),
    await analysis.taskConfigurations(),
    cli.platform.files,
    null,
  );
  cli.progress?.(null);
  return impactOf(before, after, { hasObject: (node) => objects.has(taskId(node)) });
}

function print(
  found: Impact,
  named: Named,
  after: TaskNodes,
  compared: Compared,
  format: 'text' | 'json',
  context: CommandContext,
): ExitCode {
  // If one recipe cannot be evaluated, all tasks that depend on it have the same reason.
  const reasons = new Map<string, number>();
  for (const { reason } of found.unknown) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  if (named.variables.notCompared > 0)
    context.cli.err(
      `sighound: the variables of ${counted(named.variables.notCompared, 'task were', 'tasks were')} not compared: more than ${MOST_EXPLAINED_RECIPES} recipes have another basehash, or one is unknown; name fewer with --target`,
    );
  for (const [reason, count] of reasons)
    context.cli.err(`sighound: ${counted(count, 'task is', 'tasks are')} not compared: ${reason}`);
  if (format === 'json') printJson(found, named, compared, context);
  else printText(found, named, compared, context);
  const isEmpty = after.nodes.length <= found.unknown.length;
  if (isEmpty) context.cli.err('sighound: nothing was compared: no task has a known hash');
  return !isEmpty && totals(found).tasks + found.gone.length === 0 ? EXIT.clean : EXIT.findings;
}

function totals(found: Impact): Readonly<Record<string, number>> & { readonly tasks: number } {
  const asked = found.tasks.filter(({ isAsked }) => isAsked);
  return {
    compared: found.compared,
    tasks: asked.length,
    recipes: found.recipes.length,
    new: asked.filter(({ before }) => before === null).length,
    gone: found.gone.length,
    ...found.fates,
    everyTime: found.everyTime.length,
    locked: found.locked.length,
    unknown: found.unknown.length,
  };
}

function printJson(
  found: Impact,
  { variables, causes: namedCauses, leftOut }: Named,
  { name, files }: Compared,
  { cli, standing }: CommandContext,
): void {
  const calibration = standingWord(standing);
  for (const [index, task] of found.tasks.entries()) {
    if (!task.isAsked) continue;
    const { mcfn, pnid, before, after, fate, causes } = task;
    cli.outJson({
      task: pnid,
      mcfn,
      calibration,
      before,
      after,
      fate,
      ...(causes.length > 0 && {
        causes: causes.map((cause) =>
          cause.kind === 'basehash' ? { ...cause, variables: variables.byTask.get(taskId(task)) ?? [] } : cause,
        ),
      }),
      path: pathOf(found, index).map((each) => each.pnid),
    });
  }
  cli.outJson({
    against: name,
    calibration,
    ...(files && { files }),
    ...totals(found),
    causes: namedCauses,
    leftOut,
    goneTasks: found.gone,
    everyTimeTasks: found.everyTime.map(nameOf),
    lockedTasks: found.locked.map(({ pnid, hash }) => ({ task: pnid, hash })),
    unknownTasks: found.unknown.map((task) => ({ task: nameOf(task), reason: task.reason })),
  });
}

function printText(
  found: Impact,
  { variables, causes, leftOut }: Named,
  { name, files }: Compared,
  { cli }: CommandContext,
): void {
  const count = totals(found);
  if (files)
    cli.out(
      files.length === 0
        ? `no file differs from ${name}`
        : `${counted(files.length, 'file differs', 'files differ')} from ${name}:`,
    );
  for (const file of files ?? []) cli.out(`  ${file}`);
  for (const [index, cause] of causes.entries()) for (const line of causeLines(cause, index + 1)) cli.out(line);
  for (const { mcfn, pn, tasks } of found.recipes) {
    cli.out(`${pn} (${mcfn}): ${counted(tasks.length, 'task')}`);
    for (const index of tasks) cli.out(`  ${taskText(found, index, variables)}`);
  }
  for (const { pn, by, entry, tasks, recipes } of leftOut)
    cli.out(
      `left out: ${counted(tasks, 'task')} in ${counted(recipes, 'recipe')} ${tasks === 1 ? 'runs' : 'run'} after ${pn}, and ${tasks === 1 ? 'its hash leaves' : 'their hashes leave'} that out: \`${entry}\` is in ${by}`,
    );
  for (const { pnid, hash } of found.locked)
    cli.out(`locked: ${pnid} keeps the hash ${hash} although its inputs changed: SIGGEN_LOCKEDSIGS locks it`);
  for (const id of found.gone) cli.out(`gone: ${id}`);
  cli.out(
    count.tasks === 0
      ? `no task has another hash than in ${name}, of ${found.compared}`
      : `${counted(count.tasks, 'task')} in ${counted(found.recipes.length, 'recipe')} ${count.tasks === 1 ? 'has' : 'have'} another hash than in ${name}, of ${found.compared}: ` +
          `${found.fates.run} to run, ${found.fates.fetch} to fetch from the cache, ${found.fates.covered} not needed then`,
  );
  if (found.everyTime.length > 0)
    cli.out(`${counted(found.everyTime.length, 'task runs', 'tasks run')} every time, changed or not`);
}

/** A cause: what it is, from what to what, where, and how many tasks have it. */
function causeLines({ kind, name, before, after, source, ...counts }: NamedCause, number: number): readonly string[] {
  const location = source ? `  ${source.path}:${source.range.start.line + 1}` : '';
  const isElsewhere = source !== null && source.variable?.split(':', 1)[0] !== name.split(/[:[]/, 1)[0];
  const by =
    isElsewhere && source.text !== null ? `, made of ${source.variable ?? 'the content'} ${quoted(source.text)}` : '';
  const value = (text: string | null): string => (text === null ? 'nothing' : quoted(text));
  const what =
    kind === 'variable'
      ? `variable ${name}: ${value(before)} → ${value(after)}${counts.isVaried ? ', and other values in other recipes' : ''}${by}`
      : kind === 'dependencies'
        ? `${before === null ? 'new' : 'no longer a'} dependency ${shortId(name)}`
        : kind === 'files'
          ? `file ${name}`
          : KIND_WORDS[kind];
  const followers =
    counts.followers === 0
      ? ''
      : `, and ${counted(counts.followers, 'task')} after ${counts.tasks === 1 ? 'it' : 'them'}`;
  return [
    `${number}. ${what}${location}`,
    `   in ${counted(counts.tasks, 'task')} of ${counted(counts.recipes, 'recipe')}${followers}`,
  ];
}

const KIND_WORDS = {
  basehash: 'variables that were not compared',
  taint: 'a taint',
  equivalence: 'an equivalence or a lock',
  new: 'new tasks',
  unknown: 'not known what',
} as const;

function quoted(text: string): string {
  return JSON.stringify(shorten(text, LONGEST_VALUE));
}

function taskText(found: Impact, index: number, variables: ChangedVariables): string {
  const [task, ...way] = pathOf(found, index) as [ImpactTask, ...ImpactTask[]];
  const last = way.at(-1) ?? task;
  const why = last.causes.map((cause) => causeText(cause, variables.byTask.get(taskId(last)) ?? [])).join(', ');
  const fates = { run: '', fetch: ' (fetched)', covered: ' (not needed)' };
  return `${task.task}${fates[task.fate]}: ${way.length === 0 ? why : `${way.map(({ pnid }) => pnid).join(' < ')}: ${why}`}`;
}

/** So many files are named in a line. */
const NAMED_FILES = 10;

/** A cause in a few words. */
function causeText(cause: ImpactCause, variables: readonly ChangedVariable[]): string {
  switch (cause.kind) {
    case 'basehash':
      return variables.length === 0 ? 'its variables' : variables.map(({ name }) => name).join(' ');
    case 'files':
      return `${cause.sourceTree === undefined ? '' : 'source tree changed: '}${listedFiles(cause.paths, NAMED_FILES)}`;
    case 'dependencies':
      return [...cause.added.map((id) => `+${shortId(id)}`), ...cause.removed.map((id) => `-${shortId(id)}`)].join(' ');
    case 'taint':
      return 'a taint';
    case 'equivalence':
      return 'its equivalence or lock';
    case 'new':
      return 'new';
    case 'unknown':
      return 'an unknown input';
  }
}

function nameOf({ pn, task }: ReportedTask): string {
  return `${pn}:${task}`;
}

/** A task's name without the folders of its recipe. */
function shortId(id: string): string {
  return id.replace(/[^:]*\//, '');
}
