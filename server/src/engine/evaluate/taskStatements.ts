/**
 * `addtask` and `deltask`: the list of tasks and their order, and the flags of tasks that count by being there. Mirrors
 * `bb.build.addtask`, `deltask` and what `add_tasks` says about flags.
 */

import type { BitbakeRelease } from '../base/release';
import { type Datastore, textOf } from '../datastore/datastore';
import type { AddtaskStatement } from '../parse/statements';
import type { MetadataProblem } from './errors';

/** Flags of tasks that BitBake takes as set whatever their value is: `""` and `0` count as well. */
const PRESENCE_FLAGS = ['nostamp', 'noexec', 'fakeroot'] as const;

/** Whether a flag of a task counts by being there. */
export function isPresenceFlag(flag: string): boolean {
  return (PRESENCE_FLAGS as readonly string[]).includes(flag);
}

/** Whether such a flag counts as set for a task. */
export function isSetFlag(
  task: string,
  flag: (typeof PRESENCE_FLAGS)[number],
  d: Datastore,
  release: BitbakeRelease,
): boolean {
  const value = d.getVarFlag(task, flag, { expand: !release.taskFlagsOfAnyValue });
  return value !== null && (release.taskFlagsOfAnyValue || textOf(value) === '1');
}

/** What each of these flags does to its task, for messages. */
const EFFECTS: Readonly<Record<(typeof PRESENCE_FLAGS)[number], string>> = {
  nostamp: 'runs in every build',
  noexec: 'never runs',
  fakeroot: 'runs under `pseudo`',
};

/** BitBake's warnings of such flags whose value is not `1`. */
export function flagWarnings(d: Datastore, release: BitbakeRelease): readonly MetadataProblem[] {
  return taskList(d).flatMap((entry) => {
    const task = d.expand(entry);
    const flags = d.getVarFlags(task);
    return PRESENCE_FLAGS.flatMap((flag): MetadataProblem[] => {
      const raw = flags?.get(flag);
      if (raw === undefined || raw === null) return [];
      const value = d.expand(textOf(raw));
      if (value === '1' || !release.taskFlagWarning) return [];
      const set = d.history.entries(task).filter((one) => one.flag === flag && one.file.startsWith('/'));
      const origin = set[set.length - 1]?.origin ?? { file: d.getText('FILE'), line: 0 };
      const message = `BitBake warns: \`${task}[${flag}]\` is \`"${value}"\` and counts as set, so the task ${EFFECTS[flag]}; a future BitBake counts only \`"1"\`: write that, or remove the flag`;
      return [{ ...origin, severity: 'warning', message }];
    });
  });
}

/** The names in `__BBTASKS`. */
export function taskList(d: Datastore): readonly string[] {
  return list(d.getVar('__BBTASKS', { expand: false }));
}

/** Adds the tasks of one statement. */
export function addTasks(statement: AddtaskStatement, d: Datastore, release: BitbakeRelease): void {
  const other = (name: string): string => (release.addtaskManyTasks ? withPrefix(name) : name);
  for (const word of statement.tasks) {
    const task = withPrefix(word);
    d.setVarFlag(task, 'task', 1, { silent: true });
    const tasks = taskList(d);
    if (!tasks.includes(task)) d.setVar('__BBTASKS', [...tasks, task], { silent: true });
    const deps = [...list(d.getVarFlag(task, 'deps', { expand: false }))];
    for (const entry of statement.after.map(other)) if (!deps.includes(entry)) deps.push(entry);
    d.setVarFlag(task, 'deps', deps, { silent: true });
    for (const entry of statement.before.map(other)) {
      const existing = list(d.getVarFlag(entry, 'deps', { expand: false }));
      if (!existing.includes(task)) d.setVarFlag(entry, 'deps', [task, ...existing], { silent: true });
    }
  }
}

/** Removes a task from the list, and from the `deps` of the remaining tasks. */
export function deleteTask(name: string, d: Datastore): void {
  const task = withPrefix(name);
  const tasks = taskList(d);
  if (tasks.includes(task)) {
    d.delVarFlag(task, 'task');
    d.setVar(
      '__BBTASKS',
      tasks.filter((other) => other !== task),
      { silent: true },
    );
  }
  d.delVarFlag(task, 'deps');
  for (const other of taskList(d)) {
    const deps = list(d.getVarFlag(other, 'deps', { expand: false }));
    const at = deps.indexOf(task);
    if (at !== -1) d.setVarFlag(other, 'deps', [...deps.slice(0, at), ...deps.slice(at + 1)], { silent: true });
  }
}

function withPrefix(name: string): string {
  return name.startsWith('do_') ? name : `do_${name}`;
}

function list(value: unknown): readonly string[] {
  return Array.isArray(value) ? (value as string[]) : [];
}
