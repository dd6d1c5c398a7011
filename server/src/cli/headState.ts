/**
 * The tasks as they are at HEAD of the layers' repositories: which files differ there, and a second engine that sees
 * the files of HEAD.
 */

import { sorted } from '../engine/base/order';
import type { ChangedFile } from '../engine/files/headFiles';
import { absolute, isWithin } from '../engine/files/posixPath';
import { realPath } from '../engine/files/realPath';
import type { TaskNodes, TaskScope } from '../ide/api/tasksApi';
import type { AnalysisService } from '../platform/platform';
import { UsageError } from './commandLine';
import type { CommandContext } from './context';
import { knowAllTasks } from './allTasks';

/**
 * The files of all layers that differ from HEAD, each once, sorted by path; null if no layer is in a repository with a
 * commit.
 */
export async function changesSinceHead(context: CommandContext): Promise<readonly ChangedFile[] | null> {
  const { analysis, cli, opened } = context;
  const found = new Map<string, ChangedFile>();
  let isTracked = false;
  for (const layer of opened.layers) {
    const changes = await analysis.headChanges(layer);
    if (changes.kind === 'none') continue;
    if (changes.kind === 'unknown')
      throw new UsageError(
        `the content of ${layer} at HEAD is not known: ${changes.reason}; compare with --against last-build, or a file that --save has written`,
      );
    isTracked = true;
    for (const file of changes.value.files) found.set(file.path, file);
    for (const path of changes.value.unknown)
      cli.err(
        `sighound: ${path} differs from HEAD, but its content there is not known: its present content is compared`,
      );
  }
  return isTracked ? sorted(found.keys()).map((path) => found.get(path) as ChangedFile) : null;
}

/** The files of source trees outside the build that differ from HEAD of their repositories, by tree. */
export async function sourceChanges(
  { nodes }: TaskNodes,
  { analysis, cli }: CommandContext,
): Promise<ReadonlyMap<string, readonly ChangedFile[]>> {
  const found = new Map<string, readonly ChangedFile[]>();
  for (const tree of new Set(nodes.flatMap(({ sourceTree }) => sourceTree ?? []))) {
    const changes = await analysis.sourceChanges(tree);
    if (changes.kind === 'known') found.set(tree, changes.value.files);
    else if (changes.kind === 'unknown')
      cli.err(`sighound: what ${tree} is at HEAD is not known: ${changes.reason}; its present content counts`);
  }
  return found;
}

/** The changed files that the user named; all of them if the user named none. */
export function chosenFiles(
  names: readonly string[],
  changes: readonly ChangedFile[],
  { cli, opened }: CommandContext,
): readonly ChangedFile[] {
  if (names.length === 0) return changes;
  const { files } = cli.platform;
  const layers = opened.layers.map((layer) => realPath(files, layer));
  const chosen = new Set(
    names.map((name) => {
      const path = realPath(files, absolute(name, cli.cwd));
      if (!layers.some((layer) => isWithin(path, layer)))
        throw new UsageError(`${path} is in no layer of this build directory`);
      if (files.stat(path) === undefined && !changes.some((change) => change.path === path))
        throw new UsageError(`${path}: there is no such file, and there is none at HEAD`);
      return path;
    }),
  );
  return changes.filter(({ path }) => chosen.has(path));
}

/**
 * Passes on the tasks of a scope with different contents for some files, and the engine that sees these. Recipes that
 * these files do not affect come from the store. The engine ends with `body`.
 */
export async function withTasks<T>(
  changes: readonly ChangedFile[],
  scope: TaskScope,
  context: CommandContext,
  body: (tasks: TaskNodes, analysis: AnalysisService) => Promise<T>,
): Promise<T> {
  const startAnalysis = context.enginesWith(changes);
  const analysis = startAnalysis();
  try {
    const opened = await analysis.open();
    const problem = opened.problems.find(({ severity }) => severity === 'error');
    if (!opened.ok)
      throw new UsageError(
        `the configuration cannot be read as it is at HEAD: ${problem ? `${problem.path}:${problem.range.start.line + 1}: ${problem.message}` : 'no reason is known'}`,
      );
    const before: CommandContext = { ...context, analysis, helpers: [], startAnalysis };
    await knowAllTasks(before);
    return await body(await analysis.taskNodes(scope), analysis);
  } finally {
    await analysis.dispose();
  }
}
