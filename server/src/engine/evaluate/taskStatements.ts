/** `addtask` and `deltask`: the list of tasks and their order. Mirrors `bb.build.addtask` and `deltask`. */

import type { BitbakeRelease } from '../base/release';
import type { Datastore } from '../datastore/datastore';
import type { AddtaskStatement } from '../parse/statements';

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
