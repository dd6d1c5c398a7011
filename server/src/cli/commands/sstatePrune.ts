/** `sighound sstate prune`: which objects of the shared state cache nothing needs that is to be kept. Deletes nothing. */

import { Option } from 'commander';
import { standingWord } from '../../calibration/standing';
import { sorted } from '../../engine/base/order';
import { objectFiles } from '../../engine/sstate/objectFiles';
import { counted } from '../../ide/counted';
import { NeededObjects } from '../../ide/tasks/neededObjects';
import { EXIT, type ExitCode, UsageError } from '../commandLine';
import type { CommandContext } from '../context';
import { createOptionFile } from '../optionFile';
import { savedTasks } from '../savedHashes';
import { knowAllTasks, knownTargets } from '../allTasks';
import { type FormatOption, declareCommand, repeated } from '../command';

interface PruneOptions extends FormatOption {
  readonly keep: readonly string[];
  readonly keepSaved: readonly string[];
  readonly gcMarks?: string;
}

/** So many files are looked at between two pauses. */
const AT_ONCE = 2_000;

export const command = declareCommand<[], PruneOptions>({
  name: 'sstate prune',
  description: 'which objects of the shared state cache no kept target needs; deletes nothing',
  arguments: [],
  options: [
    repeated(
      '--keep <target>',
      'what builds still need: all that `bitbake TARGET` can take from the cache; may be repeated',
    ),
    repeated(
      '--keep-saved <file>',
      'also what `sighound impact --save FILE` wrote, for another machine or revision; may be repeated',
    ),
    new Option('--gc-marks <file>', 'write the kept hashes for `bitbake-hashclient gc-mark-stream` to a file'),
  ],
  run: async (_, options, { inContext }) => {
    if (options.keep.length === 0 && options.keepSaved.length === 0)
      throw new UsageError('give at least one --keep TARGET or --keep-saved FILE: without them nothing would be kept');
    return inContext(options, { all: true }, (context) => prune(options, context));
  },
});

/** Exit code 1 if a part of the cache or a task's hash is not known, so that more may go than is listed. */
async function prune(options: PruneOptions, context: CommandContext): Promise<ExitCode> {
  const { cli, analysis, standing } = context;
  const needed = await neededObjects(options, context);
  if (options.gcMarks !== undefined) createOptionFile('--gc-marks', options.gcMarks, marksOf(needed), cli);
  const configurations = await analysis.taskConfigurations();
  const folders = new Set(configurations.flatMap(({ variables }) => variables['SSTATE_DIR'] ?? []));
  if (folders.size === 0) throw new UsageError('SSTATE_DIR is not set: there is no cache to look at');
  const { unknown } = needed;
  if (unknown.length > 0)
    cli.err(
      `sighound: all objects of ${counted(unknown.length, 'task')} are kept, as their hash is not known: ${unknown.slice(0, 3).join(', ')}${unknown.length > 3 ? ', …' : ''}`,
    );
  const [kept, unneeded] = [new Total(), new Total()];
  let isWhole = true;
  for (const folder of folders) {
    for (const found of objectFiles(folder, cli.platform.files)) {
      if ('reason' in found) {
        isWhole = false;
        cli.err(`sighound: ${found.path} was not looked at: ${found.reason}`);
        continue;
      }
      if ((kept.files + unneeded.files) % AT_ONCE === 0) await pause(`${kept.files + unneeded.files} files`, context);
      const isKept = needed.has(found);
      (isKept ? kept : unneeded).add(found.size);
      if (isKept) continue;
      const { path, pn, task, unihash, size, mtimeMs } = found;
      const modified = mtimeMs === null ? null : new Date(mtimeMs).toISOString();
      if (options.format === 'json') cli.outJson({ path, pn, task, unihash, bytes: size, modified });
      else cli.out(`${mebibytes(size).padStart(10)}  ${modified?.slice(0, 10) ?? 'no file   '}  ${path}`);
    }
  }
  cli.progress?.(null);
  if (options.format === 'json')
    cli.outJson({
      calibration: standingWord(standing),
      folders: sorted(folders),
      unneeded,
      kept,
      tasksOfUnknownHash: unknown,
    });
  else
    cli.out(
      `nothing kept needs ${counted(unneeded.files, 'file')} (${mebibytes(unneeded.bytes)}) in ${sorted(folders).join(', ')}; ${counted(kept.files, 'file stays', 'files stay')} (${mebibytes(kept.bytes)})`,
    );
  return isWhole && unknown.length === 0 ? EXIT.clean : EXIT.findings;
}

async function neededObjects({ keep, keepSaved }: PruneOptions, context: CommandContext): Promise<NeededObjects> {
  const { cli, analysis } = context;
  const needed = new NeededObjects();
  for (const file of keepSaved)
    for (const { pn, task, before } of savedTasks(file, cli, '--keep-saved'))
      if (before.hash === null) needed.addAll(pn, task);
      else needed.add(before.hash, task);
  if (keep.length === 0) return needed;
  await knowAllTasks(context);
  const { nodes, problems } = knownTargets(await analysis.taskNodes({ kind: 'targets', targets: keep }));
  for (const problem of problems) cli.err(`sighound: ${problem}`);
  needed.addNodes(nodes);
  return needed;
}

/** One line for each hash, as `gc-mark-stream` reads them. */
function marksOf({ unihashes }: NeededObjects): string {
  return sorted(unihashes)
    .map((unihash) => `unihash ${unihash}\n`)
    .join('');
}

/** Shows how far it is, and lets the process finish its writing: until then, it keeps every line in memory. */
async function pause(done: string, { cli }: CommandContext): Promise<void> {
  cli.progress?.(`looking at the cache: ${done}`);
  await new Promise((resolve) => setTimeout(resolve));
}

class Total {
  files = 0;
  bytes = 0;

  add(size: number): void {
    this.files++;
    this.bytes += size;
  }
}

function mebibytes(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
}
