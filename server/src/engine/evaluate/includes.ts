/**
 * Finds and reads other files for a statement: `include`, `require`, `inherit`. Evaluates a whole file, with the effect
 * that this has on `FILE`. Mirrors `handle` and `include` of BitBake's two handlers and `bb.parse.resolve_file`.
 */

import { words } from '../base/pythonText';
import type { Datastore } from '../datastore/datastore';
import type { Origin } from '../datastore/history';
import { absolute, basename, dirname, isAbsolute, join } from '../files/posixPath';
import { handlerOf } from '../parse/parseFile';
import { DatastoreError } from '../base/datastoreError';
import { MetadataError } from './errors';
import type { Evaluation } from './evaluation';
import { evaluateStatements } from './evaluateStatements';

/** Deeper than any real nesting; BitBake stops at Python's recursion limit. */
const MAX_INCLUDE_DEPTH = 80;

/** A file does not exist, which `include` tolerates. */
class MissingFile extends DatastoreError {
  constructor(readonly path: string) {
    super('FileNotFoundError', `file \`${path}\` not found`);
  }
}

/**
 * `bb.utils.which` over a colon-separated path: the first file that exists, and all candidates up to and including it.
 */
function which(
  path: string,
  item: string,
  evaluation: Evaluation,
): { readonly found: string | null; readonly tried: readonly string[] } {
  const tried: string[] = [];
  for (const folder of path.split(':')) {
    const candidate = join(folder, item);
    const full = absolute(candidate, evaluation.cwd);
    tried.push(full);
    if (evaluation.files.stat(full)) return { found: full, tried };
  }
  return { found: null, tried };
}

/**
 * `include`, `require` and similar statements: `argument` may name several files. `failure` names the failed action for
 * the message; null means that a missing file is tolerated.
 */
export function includeFiles(
  parent: string,
  argument: string,
  failure: string | null,
  d: Datastore,
  evaluation: Evaluation,
): void {
  for (const fn of words(d.expand(argument))) includeFile(parent, fn, failure, d, evaluation);
}

/** Includes one file, found next to its includer or through `BBPATH`. */
export function includeFile(
  parent: string,
  fn: string,
  failure: string | null,
  d: Datastore,
  evaluation: Evaluation,
): void {
  if (parent === fn) return;
  let path = fn;
  if (!isAbsolute(fn)) {
    const { found, tried } = which(`${dirname(parent)}:${bbpath(d)}`, fn, evaluation);
    if (found !== null && d.hasDependency(found))
      evaluation.warn(`duplicate inclusion of \`${found}\` in \`${d.getText('FILE')}\``);
    for (const candidate of tried) d.markDependency(candidate);
    if (found !== null) path = found;
  } else if (d.hasDependency(fn)) {
    evaluation.warn(`duplicate inclusion of \`${fn}\` in \`${d.getText('FILE')}\``);
  }
  // Checked before the existence of the file: even `include` does not tolerate a file of the wrong kind.
  if (handlerOf(path) === null)
    throw new DatastoreError(
      'ParseError',
      `\`${fn}\` is not a BitBake file (statements include .conf, .bb, .bbclass and .inc)`,
    );
  try {
    evaluateFile(path, d, evaluation);
  } catch (error) {
    if (!(error instanceof MissingFile)) throw error;
    if (failure !== null)
      throw new DatastoreError(
        'ParseError',
        `could not ${failure} \`${fn}\`: looked next to \`${parent}\` and in \`BBPATH\``,
      );
  }
}

/** `inherit`: each class once, from the class folders of `BBPATH`. */
export function inherit(
  argument: string,
  origin: Origin,
  d: Datastore,
  evaluation: Evaluation,
  deferred = false,
): void {
  for (const name of words(d.expand(argument))) {
    if (!deferred && evaluation.release.deferredClassList && words(d.getText('BB_DEFER_BBCLASSES')).includes(name)) {
      deferInherit(name, origin, d);
      continue;
    }
    const path = findClass(name, d, evaluation);
    if (path === null)
      throw new DatastoreError(
        'ParseError',
        `could not inherit \`${name}\`: no \`${name}.bbclass\` in the class folders of \`BBPATH\``,
      );
    if (inherited(d).includes(path)) continue;
    d.setVar('__inherit_cache', [...inherited(d), path], { silent: true });
    try {
      evaluateFile(path, d, evaluation);
    } catch (error) {
      if (error instanceof MissingFile)
        throw new DatastoreError('ParseError', `could not inherit \`${name}\`: ${error.message}`);
      throw error;
    }
  }
}

/** Queues a class, unexpanded; it is inherited after the recipe has been read. */
export function deferInherit(argument: string, origin: Origin, d: Datastore): void {
  const queued = d.getVar('__BBDEFINHERITS', { expand: false });
  const entry = [argument, origin.file, origin.line];
  d.setVar('__BBDEFINHERITS', [...(Array.isArray(queued) ? (queued as string[][]) : []), entry], { silent: true });
}

/** The path of a class; null where there is none. Every path that is tried becomes a dependency. */
function findClass(name: string, d: Datastore, evaluation: Evaluation): string | null {
  const type = d.getVar('__bbclasstype', { expand: false });
  const folders = evaluation.release.classTypeFolders ? [`classes-${String(type)}`, 'classes'] : ['classes'];
  for (const folder of folders) {
    let file = name;
    if (!isAbsolute(file) && !file.endsWith('.bbclass')) file = `${folder}/${file}.bbclass`;
    if (!isAbsolute(file)) {
      const { found, tried } = which(bbpath(d), file, evaluation);
      for (const candidate of tried) if (candidate !== found) d.markDependency(candidate);
      if (found !== null) return found;
    }
    const path = absolute(file, evaluation.cwd);
    if (evaluation.files.stat(path)) return path;
  }
  return null;
}

export interface FileOptions {
  /** The file is read while the configuration is built, and no other file includes it: more statements are allowed. */
  readonly baseConfiguration?: boolean;
  /** The file is the recipe itself: `FILE` keeps the value that it gets. */
  readonly topLevel?: boolean;
}

/**
 * Evaluates the file at `fn` (absolute, or found through `BBPATH`). Returns `skipped` where the file's own statements
 * ask to skip the recipe; then the rest of the file is left out, and `__SKIPPED` is set.
 */
export function evaluateFile(
  fn: string,
  d: Datastore,
  evaluation: Evaluation,
  options: FileOptions = {},
): 'evaluated' | 'skipped' {
  const path = resolveFile(fn, d, evaluation);
  evaluation.budget.spend('includes', 1, path);
  const isClass = path.endsWith('.bbclass');
  const isConf = path.endsWith('.conf');
  if (isClass && !inherited(d).includes(path)) d.setVar('__inherit_cache', [...inherited(d), path], { silent: true });
  const before = options.topLevel ? null : d.getVar('FILE', { expand: false });
  let outcome: 'evaluated' | 'skipped' = 'evaluated';
  const parsed = evaluation.parseCache.get(path, evaluation.files, options.baseConfiguration ?? false);
  // A refused file is reported at the statement that asks for it.
  if ('failure' in parsed && parsed.unknown !== undefined)
    throw new DatastoreError('PermissionError', parsed.failure, parsed.unknown);
  if ('failure' in parsed) throw new MetadataError('ParseError', parsed.failure, { file: path, line: 1 });
  for (const problem of parsed.problems) {
    if (problem.severity === 'warning')
      evaluation.problems.push({
        file: path,
        line: problem.line,
        range: problem.range,
        severity: 'warning',
        message: problem.message,
      });
  }
  if (parsed.failed)
    throw new MetadataError('ParseError', parsed.failed.message, {
      file: path,
      line: parsed.failed.line,
      range: parsed.failed.range,
    });

  if (evaluation.includeStack.length >= MAX_INCLUDE_DEPTH) {
    throw new DatastoreError(
      'ParseError',
      `files include each other without end: ${evaluation.includeStack.slice(-4).map(basename).join(' → ')}`,
    );
  }
  if (isConf || (!isClass && path !== before)) d.setVar('FILE', path, { silent: true });
  evaluation.includeStack.push(path);
  if (!isConf) evaluation.recipeFilesRead++;
  const read = evaluation.recipeFilesRead;
  try {
    evaluateStatements(parsed.statements, path, d, evaluation);
  } catch (error) {
    if (isConf || !(error instanceof DatastoreError) || error.type !== 'SkipRecipe') throw error;
    d.setVar('__SKIPPED', true, { silent: true });
    outcome = 'skipped';
  } finally {
    evaluation.includeStack.pop();
  }
  // Upstream quirk: BitBake notices a function that is never closed only now, unless reading another file has hidden
  // it.
  if (parsed.failsLate && outcome === 'evaluated' && read === evaluation.recipeFilesRead) {
    throw new MetadataError('ParseError', parsed.failsLate.message, {
      file: path,
      line: parsed.failsLate.line,
      range: parsed.failsLate.range,
    });
  }
  if (!isClass && typeof before === 'string' && before !== '' && (isConf || path !== before))
    d.setVar('FILE', before, { silent: true });
  return outcome;
}

/** The absolute path of `fn`; throws `MissingFile` where the file does not exist. */
function resolveFile(fn: string, d: Datastore, evaluation: Evaluation): string {
  let path = fn;
  if (!isAbsolute(fn)) {
    const { found, tried } = which(bbpath(d), fn, evaluation);
    for (const candidate of tried) d.markDependency(candidate);
    if (found === null) throw new MissingFile(fn);
    path = found;
  } else {
    d.markDependency(fn);
  }
  if (evaluation.files.stat(path)?.kind !== 'file') throw new MissingFile(path);
  return path;
}

function inherited(d: Datastore): readonly string[] {
  const paths = d.getVar('__inherit_cache', { expand: false });
  return Array.isArray(paths) ? (paths as string[]) : [];
}

function bbpath(d: Datastore): string {
  return d.getText('BBPATH');
}
