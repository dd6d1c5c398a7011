/**
 * The configuration of a build directory: environment, layers, `bitbake.conf` and all files that it includes, global
 * classes, for the default configuration and each multiconfig. Mirrors `bb.cookerdata.CookerDataBuilder`.
 */

import { sorted } from '../base/order';
import { words } from '../base/pythonText';
import { type ModuleCode, excludeFromModules } from '../codeparser/moduleFunctions';
import { Datastore } from '../datastore/datastore';
import { MetadataError, type MetadataProblem, problemOf, withOrigin } from '../evaluate/errors';
import { Evaluation, type EvaluationOptions } from '../evaluate/evaluation';
import { evaluateFile, inherit } from '../evaluate/includes';
import { dirname, join } from '../files/posixPath';
import { realPath } from '../files/realPath';
import { DatastoreError } from '../base/datastoreError';
import type { BuildEnvironment } from './buildEnvironment';
import { type Reader, WORKER_NAMES } from './workerView';

/** A configuration on which recipes can be evaluated. */
export interface Configuration {
  readonly evaluation: Evaluation;
  /** Store of each multiconfig by name; `""` is the default configuration. */
  readonly stores: ReadonlyMap<string, Datastore>;
  /** `BB_BASEHASH_IGNORE_VARS` as it was when the signature generator started. */
  readonly ignored: ReadonlySet<string>;
  readonly modules: ReadonlyMap<string, ModuleCode>;
  /** The names that a worker sets differently and that were read for it. */
  readonly workerNames: ReadonlySet<string>;
  /** The environment that BitBake was started in, as `BB_ORIGENV` of each store shows it. */
  readonly originals: readonly Datastore[];
  /** Every file that was requested, found or not. */
  readonly dependencies: ReadonlySet<string>;
}

/** The configuration, or the problems that keep BitBake from having one. */
export type ConfigurationOutcome =
  | { readonly ok: true; readonly configuration: Configuration; readonly problems: readonly MetadataProblem[] }
  | { readonly ok: false; readonly problems: readonly MetadataProblem[] };

export interface ConfigurationOptions extends EvaluationOptions {
  readonly environment: BuildEnvironment;
  readonly reader: Reader;
}

/** How often handlers may ask to read the configuration again. */
const MAX_REPARSE = 20;
const EXPORTED = ['BB_TASKHASH', 'HOME', 'LOGNAME', 'PATH', 'PWD', 'SHELL', 'USER', 'LC_ALL', 'BBSERVER'];

/** Reads the configuration. Failures of metadata are part of the outcome; none is thrown. */
export function readConfiguration(options: ConfigurationOptions): ConfigurationOutcome {
  const evaluation = new Evaluation({ ...options, notedNames: WORKER_NAMES });
  evaluation.python.resetNamespace(realPath(options.files, options.cwd));
  try {
    const configuration = new ConfigurationReader(evaluation, options).read();
    return { ok: true, configuration, problems: evaluation.problems };
  } catch (error) {
    const located = withOrigin(error, evaluation.services.origin);
    if (!(located instanceof DatastoreError)) throw located;
    const problem = problemOf(located);
    const message =
      located.unknown === undefined
        ? problem.message
        : `the configuration cannot be known here, and no hash: ${located.unknown}; single files are still read (outline, syntax errors)`;
    return { ok: false, problems: [...evaluation.problems, { ...problem, message }] };
  }
}

class ConfigurationReader {
  private readonly originals: Datastore[] = [];

  constructor(
    private readonly evaluation: Evaluation,
    private readonly options: Pick<ConfigurationOptions, 'environment' | 'reader'>,
  ) {}

  read(): Configuration {
    const { evaluation } = this;
    let main = this.parse('');
    // The signature generator reads the list when it starts: after the first reading, and again at the end.
    evaluation.handlers.fire({ type: 'ConfigParsed', fn: '' }, main, evaluation);
    for (let count = 0; main.getVar('BB_INVALIDCONF', { expand: false }) === true; count++) {
      if (count > MAX_REPARSE)
        throw new DatastoreError(
          'Exception',
          `the configuration asked to be read again ${MAX_REPARSE} times; look for \`BB_INVALIDCONF\` in ConfigParsed handlers`,
        );
      main.setVar('BB_INVALIDCONF', false, { silent: true });
      main = this.parse('');
      evaluation.handlers.fire({ type: 'ConfigParsed', fn: '' }, main, evaluation);
    }
    const ignored = new Set(words(main.getText('BB_BASEHASH_IGNORE_VARS')));
    const stores = new Map([['', main]]);
    for (const name of words(main.getText('BBMULTICONFIG'))) {
      if (/^[0-9]/.test(name))
        throw new DatastoreError('BBHandledException', `multiconfig \`${name}\` starts with a digit`);
      const store = this.parse(name);
      evaluation.handlers.fire({ type: 'ConfigParsed', fn: '' }, store, evaluation);
      stores.set(name, store);
    }
    if (stores.size > 1)
      evaluation.handlers.fire({ type: 'MultiConfigParsed', fn: '', configurations: stores }, main, evaluation);

    const modules = excludeFromModules(evaluation.modules, main);
    evaluation.modules = modules;
    this.refuseRenamed(main);
    const dependencies = new Set<string>();
    for (const store of stores.values()) {
      for (const file of store.takeDependencies()) dependencies.add(file);
      store.setVar('__bbclasstype', 'recipe', { silent: true });
      store.flatten();
    }
    evaluation.python.saveNamespace();
    const workerNames = new Set(evaluation.namesRead);
    return { evaluation, stores, ignored, modules, workerNames, originals: this.originals, dependencies };
  }

  /** One reading of all configuration files for one multiconfig. */
  private parse(multiconfig: string): Datastore {
    const { evaluation } = this;
    const { release } = evaluation;
    let d = this.startStore();
    d.setVar('BB_CURRENT_MC', multiconfig === '' ? release.defaultMulticonfig : multiconfig, { silent: true });
    const bblayers = this.findBblayers(d);
    if (bblayers !== null) d = this.readLayers(bblayers, d);
    if (d.getText('BBPATH') === '') {
      throw new DatastoreError(
        'BBHandledException',
        bblayers === null
          ? 'no `conf/bblayers.conf` in the build directory: is it a build directory?'
          : '`BBPATH` is not set: no layer sets it',
      );
    }
    if (d.getText('TOPDIR') === '') d.setVar('TOPDIR', evaluation.cwd, { silent: true });
    if (d.getText('BB_CACHEDIR') === '') d.setVar('BB_CACHEDIR', '${TOPDIR}/cache', { silent: true });
    this.baseFile('conf/bitbake.conf', d);
    const origin = { file: 'configuration INHERITs', line: 0 };
    for (const name of ['base', ...words(d.getText('INHERIT'))]) inherit(name, origin, d, evaluation);
    evaluation.handlers.register(d);
    d.setVar('BBINCLUDED', [...d.fileDependencies()].join(' '), { silent: true });
    return d;
  }

  /** A store with the environment variables that BitBake lets pass through. */
  private startStore(): Datastore {
    const { evaluation } = this;
    const { environment, secrets = new Set<string>() } = this.options.environment;
    const noteOriginal = (name: string): void => {
      evaluation.files.noteQuestion?.({
        kind: 'environment',
        text: name,
        exists: this.options.environment.original[name] !== undefined,
      });
      noteRead(name);
    };
    const noteRead = (name: string): void => {
      if (secrets.has(name))
        evaluation.files.noteSecret?.(
          `the environment variable \`${name}\`, which metadata reads and which is the user's`,
        );
    };
    const original = new Datastore({ ...evaluation.services, noteRead: noteOriginal });
    for (const [name, value] of Object.entries(this.options.environment.original))
      original.setVar(name, value, { silent: true });
    this.originals.push(original);
    const d = new Datastore(evaluation.services);
    for (const name of this.approvedVariables()) {
      const value = environment[name];
      if (value === undefined) continue;
      noteRead(name);
      d.setVar(name, value, { operation: 'from env' });
      if (EXPORTED.includes(name)) d.setVarFlag(name, 'export', true, { silent: true });
    }
    d.setVar('BB_ORIGENV', evaluation.python.storeValue(original), { silent: true });
    d.setVar('__bbclasstype', 'global', { silent: true });
    if (this.options.reader === 'worker') d.setVar('BB_WORKERCONTEXT', '1', { silent: true });
    return d.createCopy();
  }

  private approvedVariables(): readonly string[] {
    const { environment } = this.options.environment;
    if (environment['BB_PRESERVE_ENV'] !== undefined) return Object.keys(environment);
    const approved =
      environment['BB_ENV_PASSTHROUGH'] === undefined
        ? ['BBPATH', 'BB_PRESERVE_ENV', 'BB_ENV_PASSTHROUGH_ADDITIONS', ...EXPORTED]
        : [...words(environment['BB_ENV_PASSTHROUGH']), 'BB_ENV_PASSTHROUGH'];
    const more = environment['BB_ENV_PASSTHROUGH_ADDITIONS'];
    return [...new Set(more === undefined ? approved : [...approved, ...words(more), 'BB_ENV_PASSTHROUGH_ADDITIONS'])];
  }

  private findBblayers(d: Datastore): string | null {
    const { evaluation } = this;
    const folders = d
      .getText('BBPATH')
      .split(':')
      .filter((folder) => folder !== '');
    for (let folder = evaluation.cwd; ; folder = dirname(folder)) {
      folders.push(folder);
      if (folder === '/' || folder === '') break;
    }
    for (const folder of folders) {
      const path = join(folder, 'conf/bblayers.conf');
      d.markDependency(path);
      if (evaluation.files.stat(path)) return path;
    }
    return null;
  }

  private readLayers(bblayers: string, start: Datastore): Datastore {
    const { evaluation } = this;
    start.setVar('TOPDIR', dirname(dirname(bblayers)), { silent: true });
    this.baseFile(bblayers, start);
    if (start.getText('BB_CACHEDIR') === '') start.setVar('BB_CACHEDIR', '${TOPDIR}/cache', { silent: true });
    const layers = words(start.getText('BBLAYERS'));
    const at = this.locationOf('BBLAYERS', start, bblayers);
    if (layers.length === 0)
      throw new MetadataError('BBHandledException', '`BBLAYERS` is empty: bblayers.conf names no layer', at);
    const missing = layers.filter((layer) => evaluation.files.stat(layer)?.kind !== 'directory');
    if (missing.length > 0) {
      throw new MetadataError(
        'BBHandledException',
        `these layer directories do not exist: ${missing.join(', ')}; check \`BBLAYERS\`, which may have been written for another machine`,
        at,
      );
    }
    const d = start.createCopy();
    const compat = new Map<string, string>();
    let coreNames: string | null = null;
    for (const entry of layers) {
      const layer = entry.length > 1 ? entry.replace(/\/+$/, '') : entry;
      d.setVar('LAYERDIR', layer, { silent: true });
      d.setVar('LAYERDIR_RE', escapeRegExp(layer), { silent: true });
      this.baseFile(join(layer, 'conf/layer.conf'), d);
      d.expandVarref('LAYERDIR');
      d.expandVarref('LAYERDIR_RE');
      if (!evaluation.release.coreNamesSorted) continue;
      for (const collection of words(d.getText('BBFILE_COLLECTIONS'))) {
        const value = d.getText(`LAYERSERIES_COMPAT_${collection}`);
        if (value === '') continue;
        compat.set(collection, value);
        d.delVar(`LAYERSERIES_COMPAT_${collection}`);
      }
      if (coreNames === null && d.getText('LAYERSERIES_CORENAMES') !== '') {
        coreNames = d.getText('LAYERSERIES_CORENAMES');
        d.delVar('LAYERSERIES_CORENAMES');
      }
    }
    d.delVar('LAYERDIR_RE');
    d.delVar('LAYERDIR');
    const wordList = (text: string): string => sorted(new Set(words(text))).join(' ');
    for (const [collection, value] of compat)
      d.setVar(`LAYERSERIES_COMPAT_${collection}`, wordList(value), { silent: true });
    this.addDynamicFiles(d);
    this.checkCollections(d, compat, coreNames, at);
    if (coreNames !== null) d.setVar('LAYERSERIES_CORENAMES', wordList(coreNames), { silent: true });
    return d;
  }

  private addDynamicFiles(d: Datastore): void {
    const collections = new Set(words(d.getText('BBFILE_COLLECTIONS')));
    for (const entry of words(d.getText('BBFILES_DYNAMIC'))) {
      const colon = entry.indexOf(':');
      if (colon === -1)
        throw new DatastoreError(
          'BBHandledException',
          `\`BBFILES_DYNAMIC\` holds \`${entry}\`, which is not COLLECTION:PATTERN`,
        );
      const inverted = entry.startsWith('!');
      const collection = entry.slice(inverted ? 1 : 0, colon);
      if (collections.has(collection) !== inverted) d.appendVar('BBFILES', ` ${entry.slice(colon + 1)}`);
    }
  }

  private checkCollections(
    d: Datastore,
    compat: ReadonlyMap<string, string>,
    coreNames: string | null,
    at: { readonly file: string; readonly line: number },
  ): void {
    const seen = new Set<string>();
    const core = new Set(words(coreNames ?? ''));
    for (const collection of words(d.getText('BBFILE_COLLECTIONS'))) {
      if (seen.has(collection))
        throw new MetadataError(
          'BBHandledException',
          `two layers are called \`${collection}\` in \`BBFILE_COLLECTIONS\``,
          at,
        );
      seen.add(collection);
      const series = words(compat.get(collection) ?? '');
      if (series.length > 0 && core.size > 0 && !series.some((name) => core.has(name))) {
        throw new MetadataError(
          'BBHandledException',
          `layer \`${collection}\` is made for ${series.join(', ')}, and the core layer supports only ${[...core].join(', ')}`,
          at,
        );
      }
    }
  }

  private refuseRenamed(d: Datastore): void {
    for (const [name, instead] of d.services.renamedVariables) {
      if (d.getVar(name) === null && !d.hasOverrides(name)) continue;
      const entry = d.history.entries(name)[0];
      throw new MetadataError(
        'RenamedVariable',
        `variable \`${name}\` has been renamed: ${instead}`,
        entry?.origin ?? { file: '', line: 0 },
      );
    }
  }

  private baseFile(path: string, d: Datastore): void {
    evaluateFile(path, d, this.evaluation, { baseConfiguration: true });
  }

  private locationOf(variable: string, d: Datastore, file: string): { readonly file: string; readonly line: number } {
    const entries = d.history.entries(variable).filter((entry) => entry.file !== '');
    return entries[entries.length - 1]?.origin ?? { file, line: 1 };
  }
}

/** Python's `re.escape`. */
function escapeRegExp(text: string): string {
  return text.replace(/[()[\]{}?*+\-|^$\\.&~#\s]/g, '\\$&');
}
