/**
 * What BitBake's worker sets before it reads a recipe again to run one of its tasks. BitBake computes the basehash then
 * as well, and reports an error if it is not the one that it computed when it parsed. Mirrors `fork_off_task` and
 * `handle_workerdata` of `bitbake-worker`, and `buildSetVars` of `bb.cooker`. What the worker sets after it has read
 * the recipe (`BB_TASKHASH`, `BB_UNIHASH`, the environment of fakeroot) is in no basehash.
 */

import { DatastoreError } from '../base/datastoreError';
import type { BitbakeRelease } from '../base/release';
import { type Datastore, truthy } from '../datastore/datastore';
import type { PythonEvaluator } from '../python/pythonEvaluator';

/** Who reads the metadata: BitBake's main process, which parses, or a worker, which runs a task. */
export type Reader = 'cooker' | 'worker';

/** One run of a worker. */
export interface WorkerRun {
  /** The task that it runs, with `do_`. */
  readonly task: string;
}

/** Names whose values only a running build knows: what stands for them here is as different as the real value. */
const OF_THE_BUILD: readonly string[] = ['BB_TASKDEPDATA', 'PRSERV_HOST'];

/**
 * The names that a worker sets before it reads a recipe. `BB_LIMITEDDEPS` is not among them: only `bitbake -b` sets it.
 * `BB_HASHSERVE` gets the value that it has in the main process.
 */
export const WORKER_NAMES: ReadonlySet<string> = new Set([
  'BB_WORKERCONTEXT',
  'BB_CURRENTTASK',
  'BUILDNAME',
  'DATE',
  'TIME',
  ...OF_THE_BUILD,
]);

/** Whether only a running build knows the value of a key in a worker. */
export function isOfTheBuild(key: string): boolean {
  return OF_THE_BUILD.includes(key);
}

/** A configuration as a worker has it when it reads a recipe. `main`: the default configuration. */
export function workerStore(
  store: Datastore,
  main: Datastore,
  { task }: WorkerRun,
  release: BitbakeRelease,
  python: PythonEvaluator,
): Datastore {
  const quiet = { silent: true } as const;
  const moment = [code(`time.strftime('%Y%m%d', time.gmtime())`), code(`time.strftime('%H%M%S', time.gmtime())`)];
  const [date = '', time = ''] = moment.map((each) => evaluated(each, main, python));
  // The main process sets these for its build, and then sends the values of the default configuration to all workers.
  const built = main.createCopy();
  if (!truthy(built.getVar('BUILDNAME', { expand: false }))) built.setVar('BUILDNAME', '${DATE}${TIME}', quiet);
  built.setVar('DATE', date, quiet);
  built.setVar('TIME', time, quiet);
  const d = store.createCopy();
  d.setVar('PRSERV_HOST', serverAddress(main), quiet);
  d.setVar('BB_WORKERCONTEXT', '1', quiet);
  // A dictionary of the tasks that this one depends on. Any dictionary is something else than no value.
  evaluated(`d.setVar('BB_TASKDEPDATA', {}) or ''`, d, python);
  if (release.workerNamesTask) d.setVar('BB_CURRENTTASK', task.replaceAll('do_', ''), quiet);
  for (const name of ['BUILDNAME', 'DATE', 'TIME']) d.setVar(name, built.getVar(name), quiet);
  return d;
}

/** Inline Python sees `time` only where metadata has imported it. */
function code(expression: string): string {
  return `(lambda time: ${expression})(__import__('time'))`;
}

function evaluated(expression: string, d: Datastore, python: PythonEvaluator): string {
  const found = python.evaluate(expression, d);
  if (!found.ok) throw new DatastoreError('Exception', 'the variables of a worker cannot be set');
  return found.value;
}

/**
 * `PRSERV_HOST` in a worker. Mirrors `prserv.serv.auto_start`: an address is kept; BitBake starts a server of its own
 * for `localhost:0`, which gets a free port.
 */
function serverAddress(main: Datastore): string | null {
  const [host, port] = main
    .getText('PRSERV_HOST')
    .split(':')
    .filter((part) => part !== '');
  if (host === undefined || port === undefined) return null;
  const number = Number.parseInt(port, 10);
  return `${host.trim().toLowerCase()}:${number === 0 ? 'PORT' : number}`;
}
