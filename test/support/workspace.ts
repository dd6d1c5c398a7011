/**
 * A small complete build directory in memory: a configuration of a few lines, one layer, and the files that a test
 * adds. The recipe under test is `/layer/recipes/p_1.0.bb`; paths without a leading slash are below `/layer`.
 */

import { DEFAULT_RELEASE, type BitbakeRelease } from '../../server/src/engine/base/release';
import type { Datastore } from '../../server/src/engine/datastore/datastore';
import { Engine, type RecipeResult, type VariantResult } from '../../server/src/engine/engine';
import type { MetadataProblem } from '../../server/src/engine/evaluate/errors';
import { RecordingFileSource } from '../../server/src/engine/files/accessLog';
import type { FileSource } from '../../server/src/engine/files/fileSource';
import { MemoryFileSource } from '../../server/src/engine/files/memoryFileSource';
import type { PythonFileSource } from '../../server/src/engine/files/pythonFiles';
import type { Question } from '../../server/src/engine/files/question';
import type { ConfigurationOutcome } from '../../server/src/engine/layers/configuration';
import type { Value } from '../../server/src/engine/python/pythonDatastore';
import { nodeSha256 } from '../../server/src/node/nodeDigest';
import type { PythonEvaluator } from '../../server/src/engine/python/pythonEvaluator';
import { loadTestPython } from './python';

export type Files = Readonly<Record<string, string>>;

/** The recipe that contains a test's own text. */
export const RECIPE = '/layer/recipes/p_1.0.bb';

/** Marks a byte that is not UTF-8 in a file's text. */
export const NOT_UTF8 = '\udcff';

const BASE_FILES: Files = {
  '/build/conf/bblayers.conf': 'BBPATH = "${TOPDIR}"\nBBLAYERS ?= "/layer"\n',
  '/build/conf/local.conf': '',
  '/layer/conf/layer.conf': [
    'BBPATH .= ":${LAYERDIR}"',
    'BBFILES += "${LAYERDIR}/recipes/*.bb ${LAYERDIR}/recipes/*.bbappend"',
    'BBFILE_COLLECTIONS += "layer"',
    'BBFILE_PATTERN_layer = "^${LAYERDIR}/"',
    'BBFILE_PRIORITY_layer = "5"',
    '',
  ].join('\n'),
  '/layer/conf/bitbake.conf': [
    "PN = \"${@bb.parse.vars_from_file(d.getVar('FILE', False), d)[0] or 'defaultpkgname'}\"",
    "PV = \"${@bb.parse.vars_from_file(d.getVar('FILE', False), d)[1] or '1.0'}\"",
    'OVERRIDES = "pn-${PN}"',
    'BB_SIGNATURE_EXCLUDE_FLAGS = "deps func task filename lineno python"',
    'BB_BASEHASH_IGNORE_VARS = "TOPDIR FILE BBPATH"',
    'require conf/local.conf',
    '',
  ].join('\n'),
  '/layer/classes/base.bbclass': '',
};

/** The result of one evaluated workspace. */
export interface Evaluated {
  readonly engine: Engine;
  readonly configuration: ConfigurationOutcome;
  /** null where the configuration failed. */
  readonly recipe: RecipeResult | null;
  /** The problems of the configuration and the recipe. */
  readonly problems: readonly MetadataProblem[];
  readonly errors: readonly MetadataProblem[];
  readonly warnings: readonly MetadataProblem[];
  readonly variants: readonly VariantResult[];
  /** The store of a variant. */
  d(variant?: string): Datastore;
  /** The expanded and the unexpanded value. */
  get(name: string, variant?: string): Value;
  raw(name: string, variant?: string): Value;
  flag(name: string, flag: string, variant?: string): Value;
  /** The names in `__BBTASKS`, and the tasks that a task runs after. */
  tasks(variant?: string): readonly string[];
  deps(task: string, variant?: string): Value;
}

export interface EvaluateOptions {
  readonly release?: BitbakeRelease;
  readonly fn?: string;
  readonly environment?: Readonly<Record<string, string>>;
}

/** One interpreter and the files that it sees now; the tests of a file share it one after another. */
export class TestWorkspace {
  private constructor(
    private readonly python: PythonEvaluator,
    private readonly files: SwitchedFiles,
  ) {}

  static async load(): Promise<TestWorkspace> {
    const files = new SwitchedFiles();
    return new TestWorkspace(await loadTestPython(files), files);
  }

  /** Evaluates the recipe of a workspace with these files; a text alone is the recipe's. */
  evaluate(given: Files | string, options: EvaluateOptions = {}): Evaluated {
    const release = options.release ?? DEFAULT_RELEASE;
    this.files.present = new MemoryFileSource(workspaceFiles(given));
    const environment = options.environment ?? {};
    const engine = new Engine({
      release,
      files: new RecordingFileSource(this.files),
      python: this.python,
      sha256: nodeSha256,
      buildDir: '/build',
      environment: { environment, original: environment },
    });
    const configuration = engine.configuration();
    const recipe = engine.evaluate(options.fn ?? RECIPE);
    const problems = [...configuration.problems, ...(recipe?.problems ?? [])];
    const variantOf = (variant: string): VariantResult => {
      const found = recipe?.variants.find((result) => result.variant === variant);
      if (!found)
        throw new Error(`no variant \`${variant}\`: ${problems.map((problem) => problem.message).join('; ')}`);
      return found;
    };
    return {
      engine,
      configuration,
      recipe,
      problems,
      errors: problems.filter((problem) => problem.severity === 'error'),
      warnings: problems.filter((problem) => problem.severity === 'warning'),
      variants: recipe?.variants ?? [],
      d: (variant = '') => variantOf(variant).d,
      get: (name, variant = '') => variantOf(variant).d.getVar(name),
      raw: (name, variant = '') => variantOf(variant).d.getVar(name, { expand: false }),
      flag: (name, flag, variant = '') => variantOf(variant).d.getVarFlag(name, flag, { expand: false }),
      tasks: (variant = '') => (variantOf(variant).d.getVar('__BBTASKS', { expand: false }) ?? []) as readonly string[],
      deps: (task, variant = '') => variantOf(variant).d.getVarFlag(task, 'deps', { expand: false }),
    };
  }
}

/** All files of a workspace: the test's own replace the usual ones. */
export function workspaceFiles(given: Files | string): Files {
  const own = typeof given === 'string' ? { [RECIPE]: given } : given;
  const files: Record<string, string> = { ...BASE_FILES };
  for (const [path, text] of Object.entries(own)) files[path.startsWith('/') ? path : `/layer/${path}`] = text;
  return files;
}

/** The text of a `layer.conf` for a further layer at `/NAME`. */
export function layerConf(name: string, priority = 6): string {
  return [
    'BBPATH .= ":${LAYERDIR}"',
    'BBFILES += "${LAYERDIR}/recipes/*.bb ${LAYERDIR}/recipes/*.bbappend"',
    `BBFILE_COLLECTIONS += "${name}"`,
    `BBFILE_PATTERN_${name} = "^\${LAYERDIR}/"`,
    `BBFILE_PRIORITY_${name} = "${priority}"`,
    '',
  ].join('\n');
}

/** A file source whose content is replaced between tests, because an interpreter is bound to one source. */
export class SwitchedFiles implements PythonFileSource {
  present: PythonFileSource = new MemoryFileSource({});

  asked(question: Question): void {
    this.present.asked?.(question);
  }

  output(command: string, text: string): string {
    return this.present.output?.(command, text) ?? text;
  }

  isSupposed(path: string): boolean {
    return this.present.isSupposed?.(path) === true;
  }

  stat(path: string): ReturnType<FileSource['stat']> {
    return this.present.stat(path);
  }

  readBytes(path: string): ReturnType<FileSource['readBytes']> {
    return this.present.readBytes(path);
  }

  readPart(path: string, position: number, length: number): ReturnType<FileSource['readPart']> {
    return this.present.readPart(path, position, length);
  }

  readText(path: string): ReturnType<FileSource['readText']> {
    const found = this.present.readText(path);
    const offset = found.kind === 'text' ? found.text.indexOf(NOT_UTF8) : -1;
    return offset === -1 ? found : { kind: 'not-utf8', offset };
  }

  list(path: string): ReturnType<FileSource['list']> {
    return this.present.list(path);
  }

  readLink(path: string): ReturnType<FileSource['readLink']> {
    return this.present.readLink(path);
  }
}
