/**
 * The tools and results of one evaluation of metadata: files, parsed texts, Python, event handlers, and the problems
 * found. There is one per configuration; the recipes evaluated on top of it share it one after another.
 */

import type { Budget } from '../base/budget';
import type { BitbakeRelease } from '../base/release';
import type { ModuleCode } from '../codeparser/moduleFunctions';
import { PythonDependencies } from '../codeparser/pythonDependencies';
import { ShellDependencies } from '../codeparser/shellDependencies';
import { type DatastoreServices, createServices } from '../datastore/datastore';
import type { Origin } from '../datastore/history';
import type { Sha256 } from '../digest/sha256';
import type { FileSource } from '../files/fileSource';
import { normalize } from '../files/posixPath';
import type { Refusal } from '../files/readableFiles';
import { fingerprintOf } from '../files/stamp';
import { parseFile } from '../parse/parseFile';
import type { ParsedFile } from '../parse/statements';
import type { PythonEvaluator } from '../python/pythonEvaluator';
import type { MetadataProblem } from './errors';
import { HandlerRegistry } from './eventHandlers';

/** Parsed files by path, until the caller reports that they have changed. */
export class ParseCache {
  private readonly parsed = new Map<string, CachedFile>();

  /** `refusal`: why metadata must not read the content of a file. */
  constructor(
    private readonly release: BitbakeRelease,
    private readonly refusal: Refusal = () => null,
  ) {}

  /**
   * The statements of the file at `path`, or why there are none. `baseConfiguration` decides which statements exist.
   */
  get(path: string, files: FileSource, baseConfiguration: boolean): ParsedFile | Unreadable {
    const name = normalize(path);
    const key = baseConfiguration ? `base:${name}` : name;
    const known = this.parsed.get(key);
    if (known) {
      // This evaluation depends on the file just as the evaluation that read it.
      (files.noteRead ?? files.note)?.call(files, path);
      return known.result;
    }
    // Not cached: permissions can change without a notification.
    const refused = this.refusal(path);
    if (refused !== null) {
      files.note?.(path);
      return { failure: refused, unknown: `metadata asks this machine: ${refused}` };
    }
    const seen = appearance(path, files);
    const result = this.read(path, files, baseConfiguration);
    this.parsed.set(key, { result, seen });
    return result;
  }

  forget(paths: Iterable<string>): void {
    for (const path of paths) for (const key of keysOf(path)) this.parsed.delete(key);
  }

  /** Whether a file looks as it did when it was read; true for a file that was not read. */
  isCurrent(path: string, files: FileSource): boolean {
    return keysOf(path).every((key) => {
      const known = this.parsed.get(key);
      return known === undefined || known.seen === appearance(path, files);
    });
  }

  /** Runs `body` with some files read again; afterwards the earlier entries are valid again. */
  without<T>(paths: Iterable<string>, body: () => T): T {
    const keys = [...paths].flatMap(keysOf);
    const known = keys.flatMap((key) => {
      const file = this.parsed.get(key);
      return file ? [[key, file] as const] : [];
    });
    for (const key of keys) this.parsed.delete(key);
    try {
      return body();
    } finally {
      for (const key of keys) this.parsed.delete(key);
      for (const [key, file] of known) this.parsed.set(key, file);
    }
  }

  private read(path: string, files: FileSource, baseConfiguration: boolean): ParsedFile | Unreadable {
    const found = files.readText(path);
    switch (found.kind) {
      case 'missing':
        return { failure: 'the file does not exist' };
      case 'directory':
        return { failure: 'the path is a directory' };
      case 'unreadable':
        return { failure: found.reason };
      case 'not-utf8':
        return { failure: `the file is not UTF-8: byte ${found.offset} cannot be decoded` };
      case 'text': {
        const parsed = parseFile(path, found.text, this.release, { baseConfiguration });
        return 'unsupported' in parsed
          ? { failure: 'not a BitBake file (BitBake reads .conf, .bb, .bbclass and .inc)' }
          : parsed;
      }
    }
  }
}

/** A file without known statements. `unknown`: it may have some, which the engine must not show. */
export interface Unreadable {
  readonly failure: string;
  readonly unknown?: string;
}

interface CachedFile {
  readonly result: ParsedFile | Unreadable;
  /** What the file looked like when it was read. */
  readonly seen: string;
}

/** The two keys of a file: the engine reads it as metadata or as configuration. */
function keysOf(path: string): readonly string[] {
  return [path, `base:${path}`];
}

function appearance(path: string, files: FileSource): string {
  const stat = files.stat(path);
  return stat === undefined ? '' : fingerprintOf(stat);
}

export interface EvaluationOptions {
  readonly release: BitbakeRelease;
  readonly files: FileSource;
  readonly python: PythonEvaluator;
  readonly sha256: Sha256;
  readonly parseCache: ParseCache;
  /** BitBake's working directory: the build directory. */
  readonly cwd: string;
  readonly budget: Budget;
  /** Names of which the evaluation notes that it reads them. */
  readonly notedNames?: ReadonlySet<string>;
}

export class Evaluation {
  readonly release: BitbakeRelease;
  readonly files: FileSource;
  readonly cwd: string;
  readonly python: PythonEvaluator;
  readonly sha256: Sha256;
  readonly parseCache: ParseCache;
  readonly services: DatastoreServices;
  readonly budget: Budget;
  readonly pythonDependencies = new PythonDependencies();
  readonly shellDependencies: ShellDependencies;
  readonly handlers = new HandlerRegistry();
  /** Functions of the modules that `addpylib` brought in. */
  modules = new Map<string, ModuleCode>();
  readonly problems: MetadataProblem[] = [];
  /** Files being evaluated, outermost first: the guard against files that include each other. */
  readonly includeStack: string[] = [];
  /** Those of the noted names that were read so far. */
  readonly namesRead = new Set<string>();
  /** How many files of the recipe family were evaluated so far. */
  recipeFilesRead = 0;

  constructor(options: EvaluationOptions) {
    this.release = options.release;
    this.files = options.files;
    this.cwd = options.cwd;
    this.python = options.python;
    this.sha256 = options.sha256;
    this.parseCache = options.parseCache;
    this.budget = options.budget;
    this.shellDependencies = new ShellDependencies(options.release);
    const { notedNames } = options;
    const services = createServices(
      options.release,
      options.python,
      (code, name) => this.pythonDependencies.read(code, name, this.services),
      options.budget,
    );
    this.services = notedNames
      ? { ...services, noteRead: (name) => void (notedNames.has(name) && this.namesRead.add(name)) }
      : services;
  }

  /** `origin`: what the warning is about, if that is not the statement that is evaluated. */
  warn(message: string, origin: Origin = this.services.origin): void {
    this.problems.push({ ...origin, severity: 'warning', message });
  }
}
