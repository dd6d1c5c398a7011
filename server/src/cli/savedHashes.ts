/**
 * Hashes in a file, as a state to compare with. The format is that of `sighound sig --format json`: one JSON object per
 * line, one per variant. `--save` also writes the files that went into the hashes.
 */

import type { FileChecksum } from '../engine/tasks/fileChecksums';
import { type TaskBefore, type TasksBefore, hashOf } from '../ide/tasks/impact';
import type { TaskNodes } from '../ide/api/tasksApi';
import { type CommandLine, UsageError } from './commandLine';
import { readOptionFile } from './optionFile';
import { absolute } from '../engine/files/posixPath';

/** What is written for a task. If there is no `unihash`, the reader uses `taskhash`. */
interface SavedTask {
  readonly basehash: string | null;
  readonly unihash: string | null;
  readonly taint?: string;
  readonly files?: readonly (readonly [path: string, md5: string])[];
}

/** The text of a file with the hashes of the wanted tasks. */
export function savedHashes({ nodes, wanted }: TaskNodes): string {
  const variants = new Map<
    string,
    { readonly mcfn: string; readonly pn: string; readonly tasks: Record<string, SavedTask> }
  >();
  for (const index of wanted) {
    const node = nodes[index];
    if (!node) continue;
    const { mcfn, pn, task, basehash, checksums, hash } = node;
    const variant = variants.get(mcfn) ?? { mcfn, pn, tasks: {} };
    variants.set(mcfn, variant);
    const taint = hash.kind === 'known' ? hash.taint : undefined;
    const files = checksums.map(({ path, md5 }) => [path, md5] as const);
    variant.tasks[task] = { basehash, unihash: hashOf(node), ...(taint !== undefined && { taint }), files };
  }
  return [...variants.values()].map((variant) => `${JSON.stringify(variant)}\n`).join('');
}

/** Reads what `--save` wrote, or what `sig --format json` printed. `option`: the one that names the file. */
export function readSavedHashes(file: string, cli: CommandLine, option = '--baseline'): TasksBefore {
  const tasks = new Map<string, TaskBefore>();
  for (const { mcfn, task, before } of savedTasks(file, cli, option)) tasks.set(`${mcfn}:${task}`, before);
  return { tasks, isComplete: true, asked: [...tasks].filter(([, { hash }]) => hash !== null).map(([id]) => id) };
}

/** A task of such a file. */
interface TaskOfFile {
  readonly mcfn: string;
  readonly pn: string;
  readonly task: string;
  readonly before: TaskBefore;
}

/** All tasks of such a file; bad usage if there is none. */
export function savedTasks(file: string, cli: CommandLine, option: string): readonly TaskOfFile[] {
  const path = absolute(file, cli.cwd);
  const tasks: TaskOfFile[] = [];
  for (const [index, line] of readOptionFile(option, path, cli).split('\n').entries()) {
    if (line.trim() === '') continue;
    const variant = parsed(line);
    const own = recordOf(variant?.['tasks']);
    const [mcfn, pn] = [variant?.['mcfn'], variant?.['pn']];
    if (typeof mcfn !== 'string' || !own) throw notSaved(option, path, index + 1);
    for (const [task, saved] of Object.entries(own)) {
      const before = taskBefore(saved);
      if (before === null) throw notSaved(option, path, index + 1);
      tasks.push({ mcfn, pn: typeof pn === 'string' ? pn : '', task, before });
    }
  }
  if (tasks.length === 0)
    throw new UsageError(`${option} ${path}: contains no hashes; write it again with \`sighound impact --save FILE\``);
  return tasks;
}

function taskBefore(saved: unknown): TaskBefore | null {
  const task = recordOf(saved);
  if (!task) return null;
  const { basehash, unihash = task['taskhash'], taint, files } = task;
  if (!isTextOrNull(basehash) || !isTextOrNull(unihash)) return null;
  const checksums = filesOf(files);
  return { hash: unihash, basehash, taint: typeof taint === 'string' ? taint : null, ...(checksums && { checksums }) };
}

/** The files of a saved task; null if they are not known, because `sig` does not print them. */
function filesOf(files: unknown): readonly FileChecksum[] | null {
  if (!Array.isArray(files)) return null;
  return files.flatMap((file: unknown) =>
    Array.isArray(file) && typeof file[0] === 'string' && typeof file[1] === 'string'
      ? [{ path: file[0], md5: file[1] }]
      : [],
  );
}

function notSaved(option: string, path: string, line: number): UsageError {
  return new UsageError(
    `${option} ${path}:${line}: cannot be read: it is not the output of \`sighound impact --save\` or \`sighound sig --format json\`; write it with one of these`,
  );
}

function parsed(line: string): Readonly<Record<string, unknown>> | null {
  try {
    return recordOf(JSON.parse(line));
  } catch {
    return null;
  }
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : null;
}

function isTextOrNull(value: unknown): value is string | null {
  return value === null || typeof value === 'string';
}
