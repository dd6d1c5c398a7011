/** BitBake's targets: `mc:NAME:RECIPE:do_TASK`, of which only the recipe is necessary. */

/** What a target names. */
export interface Target {
  /** The multiconfig; `*` for every one, undefined where the target names none. */
  readonly multiconfig: string | undefined;
  /** A `PN`, another name that a recipe provides, a path, or a mcfn without its multiconfig. */
  readonly name: string;
  /** With `do_` in front; undefined where the target names none. */
  readonly task: string | undefined;
}

/**
 * Reads a target as `bb.cooker.buildTaskData` and `bb.runqueue.split_mc` do. In addition it takes a task without `do_`,
 * as people write it, and a mcfn.
 */
export function parseTarget(target: string): Target {
  const [, multiconfig, rest = target] = /^(?:mc|multiconfig):([^:]*):(.+)$/.exec(target) ?? [];
  // The last part of a mcfn is a path.
  const [, name = rest, task] = /^(.+):([^:/]+)$/.exec(rest) ?? [];
  return { multiconfig, name, task: task === undefined || !/^(?!do_)[a-z]/.test(task) ? task : `do_${task}` };
}

/** Whether a target means a multiconfig: the one it names, or every one where it names none. */
export function meansMulticonfig({ multiconfig }: Target, present: string): boolean {
  return multiconfig === undefined || multiconfig === '*' || multiconfig === present;
}
