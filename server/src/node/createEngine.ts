/** Builds an engine for a build directory: files, the Python sandbox, the behaviors of the workspace's BitBake. */

import os from 'node:os';
import type { ProbedBehaviors } from '../engine/base/release';
import { words } from '../engine/base/pythonText';
import { Engine } from '../engine/engine';
import { RecordingFileSource, renamed } from '../engine/files/accessLog';
import { PythonFiles } from '../engine/files/pythonFiles';
import type { HeadFiles } from '../engine/files/headFiles';
import type { FileSource } from '../engine/files/fileSource';
import { type Move, MovedFileSource, moved, movedBack } from '../engine/files/movedFileSource';
import { normalize } from '../engine/files/posixPath';
import { PrivateFiles, gitFoldersOfLayers } from '../engine/files/privateFiles';
import { ReadableFiles } from '../engine/files/readableFiles';
import { exactRelease } from '../engine/layers/behaviors';
import { movesOf } from '../engine/layers/otherLocations';
import { readableRoots } from '../engine/layers/readableRoots';
import type { Reader } from '../engine/layers/workerView';
import { type BuildWorkspace, findWorkspace } from '../engine/layers/workspace';
import type { OtherHostSettings } from '../ide/api/analysisApi';
import type { OtherEngine } from '../ide/findings/otherEngine';
import { machineTexts } from '../ide/findings/otherMachines';
import { laterMachine, otherEnvironment, otherFolders, otherMachine, otherTexts } from '../machine/otherHost';
import { headFiles } from '../pyodide/pythonHeadFiles';
import { loadSandboxedPython } from '../pyodide/loadPython';
import { PyodideEvaluator } from '../pyodide/pyodideEvaluator';
import type { VirtualHost } from '../machine/virtualHost';
import { bitbakeBehaviors } from './bitbakeBehaviors';
import { readableFiles, readingUser } from './fileRights';
import { interpreterFiles } from './interpreterFiles';
import { nodeSha256 } from './nodeDigest';
import { isPublic } from './nodePermissions';
import { environmentOf, realHost } from './realHost';

export interface EngineSetupOptions {
  readonly buildDir: string;
  /** Folders to search for a BitBake first. */
  readonly bitbakeHints: readonly string[];
  /** Directory with the interpreter's files. */
  readonly pyodideFolder: string;
  readonly files: FileSource;
  /** What metadata may read; where not given, what belongs to the workspace and what other users may read. */
  readonly readable?: ReadableFiles;
  readonly hostEnvironment: Readonly<Record<string, string | undefined>>;
  /** The same without the variables that a workspace has added. */
  readonly userEnvironment?: Readonly<Record<string, string | undefined>>;
  /** Where the probed behaviors are stored; null to store none. */
  readonly cacheFolder: string | null;
  readonly interruptBuffer?: Uint8Array;
  readonly memoryLimitBytes?: number;
  readonly onPython?: (running: boolean) => void;
  /** Called with each recipe before it is evaluated, with `""` for the configuration, and with null when done. */
  readonly onEvaluating?: (fn: string | null) => void;
  /** See `EngineOptions`. */
  readonly noting?: (fn: string | null) => (note: string) => void;
  /** See `EvaluatorOptions`. */
  readonly wasInterrupted?: () => boolean;
  readonly onTrouble?: () => void;
  readonly onEnded?: (message: string) => void;
}

/** A ready engine and the workspace it serves. */
export interface EngineSetup {
  readonly engine: Engine;
  readonly workspace: BuildWorkspace;
  readonly behaviors: ProbedBehaviors;
  readonly headFiles: HeadFiles;
  /** The memory that the interpreter has taken, as a fraction of what it may take. */
  readonly memoryUse: () => number;
}

/** A ready engine for proofs. */
export interface OtherEngineSetup extends OtherEngine, Pick<EngineSetup, 'memoryUse'> {}

/** Loads the interpreter and makes an engine; the configuration is read when it is first asked for. */
export async function createEngine(options: EngineSetupOptions): Promise<EngineSetup> {
  return createEngineOn(options, (host) => host);
}

/**
 * The engine of a workspace's other host, in addition to the first engine. It proves that a signature depends on the
 * host.
 */
export async function createOtherHost(
  options: EngineSetupOptions,
  settings: OtherHostSettings,
  { engine, behaviors }: Pick<EngineSetup, 'engine' | 'behaviors'>,
): Promise<OtherEngineSetup> {
  const found = findWorkspace(options.buildDir, options.bitbakeHints, options.files);
  const workspace = { ...found, layers: configuredLayers(engine) ?? found.layers };
  const moves = movesOf(workspace, settings.folder);
  const there = (path: string): string => moved(path, moves);
  const here = (path: string): string => movedBack(path, moves);
  const files = new MovedFileSource(
    options.files,
    moves,
    otherTexts(workspace, moves, settings),
    otherFolders(settings),
  );
  const { onEvaluating, noting } = options;
  const noteHere =
    (note: (note: string) => void) =>
    (noted: string): void =>
      note(renamed(noted, here));
  const other = await createEngineOn(
    {
      ...options,
      buildDir: there(options.buildDir),
      bitbakeHints: workspace.bitbakeDir === null ? [] : [there(workspace.bitbakeDir)],
      files,
      readable: otherReadable(options, workspace, files, moves, settings),
      hostEnvironment: otherEnvironment(options.hostEnvironment, settings),
      ...(onEvaluating && { onEvaluating: (fn: string | null) => onEvaluating(fn === null ? null : here(fn)) }),
      ...(noting && { noting: (fn: string | null) => noteHere(noting(fn)) }),
    },
    (host) => otherMachine(host, Date.now(), settings),
    behaviors,
  );
  return {
    engine: other.engine,
    there,
    here,
    hasOwn: (path) => files.hasOwn(path),
    memoryUse: other.memoryUse,
  };
}

/** What metadata may read on the other host: the same files as here, by their paths here and there. */
function otherReadable(
  { files, hostEnvironment }: EngineSetupOptions,
  workspace: BuildWorkspace,
  filesThere: FileSource,
  moves: readonly Move[],
  settings: OtherHostSettings,
): ReadableFiles {
  const user = readingUser(files, hostEnvironment['HOME']);
  const there = (path: string): string => moved(path, moves);
  const thereOrNull = (path: string | null): string | null => path && there(path);
  const { buildDir, layers, oeRoot, bitbakeDir } = workspace;
  const other = {
    ...workspace,
    buildDir: there(buildDir),
    layers: layers.map(there),
    oeRoot: thereOrNull(oeRoot),
    bitbakeDir: thereOrNull(bitbakeDir),
  };
  return new ReadableFiles(
    filesThere,
    {
      ...user,
      rightsOf: (path) => user.rightsOf(movedBack(path, moves)),
      homes: [...user.homes, ...user.homes.map(there), ...otherFolders(settings)],
    },
    [...readableRoots(workspace, files), ...readableRoots(other, filesThere)],
  );
}

/** The layers as the configuration names them: bblayers.conf may name them by an expression. */
function configuredLayers(engine: Engine): readonly string[] | null {
  const outcome = engine.configuration();
  const layers = outcome.ok ? outcome.configuration.stores.get('')?.getText('BBLAYERS') : undefined;
  return layers === undefined ? null : words(layers).map(normalize);
}

/** The engine of the same host in another run of BitBake. It proves that a signature changes from run to run. */
export async function createLaterRun(
  options: EngineSetupOptions,
  { behaviors }: Pick<EngineSetup, 'behaviors'>,
): Promise<OtherEngineSetup> {
  return sameFolders(await createEngineOn(options, (host) => laterMachine(host, Date.now()), behaviors));
}

/** The engine of the same workspace on the same host, where the user has set another `MACHINE`. */
export async function createMachine(
  options: EngineSetupOptions,
  machine: string,
  { engine, behaviors }: Pick<EngineSetup, 'engine' | 'behaviors'>,
): Promise<OtherEngineSetup> {
  const files = new MovedFileSource(options.files, [], machineTexts(machine, engine, options.buildDir));
  const other = await createEngineOn({ ...options, files }, (host) => host, behaviors);
  return { ...sameFolders(other), hasOwn: (path) => files.hasOwn(path) };
}

/** The engine of the same workspace as BitBake's workers read it, which have the same machine and clock. */
export async function createWorkerView(
  options: EngineSetupOptions,
  { behaviors }: Pick<EngineSetup, 'behaviors'>,
): Promise<OtherEngineSetup> {
  return sameFolders(await createEngineOn(options, (host) => host, behaviors, 'worker'));
}

/** An engine for proofs that reads the same files at the same paths. */
function sameFolders({ engine, memoryUse }: Pick<EngineSetup, 'engine' | 'memoryUse'>): OtherEngineSetup {
  const same = (path: string): string => path;
  return { engine, there: same, here: same, hasOwn: () => false, memoryUse };
}

/** Determines which files are private to the user, given the layers as they were evaluated. */
export function privacyOf(
  { buildDir, bitbakeDir, gitFolders }: BuildWorkspace,
  files: FileSource,
): (layers: readonly string[]) => PrivateFiles {
  return (layers) =>
    new PrivateFiles({
      files,
      isPublic,
      home: os.homedir(),
      locations: [
        buildDir,
        ...(bitbakeDir === null ? [] : [bitbakeDir]),
        ...layers,
        ...gitFoldersOfLayers(gitFolders, layers, files),
      ],
    });
}

/** `known`: the behaviors, where they have been probed already. `reader`: who reads the metadata. */
async function createEngineOn(
  options: EngineSetupOptions,
  machine: (host: VirtualHost) => VirtualHost,
  known?: ProbedBehaviors,
  reader: Reader = 'cooker',
): Promise<EngineSetup> {
  const workspace = findWorkspace(options.buildDir, options.bitbakeHints, options.files);
  const files = new RecordingFileSource(options.files);
  const pythonFiles = new PythonFiles(files);
  const environment = environmentOf(workspace, options.files, options.hostEnvironment, options.userEnvironment);
  const readable = options.readable ?? readableFiles(workspace, options.files, options.hostEnvironment['HOME']);
  const sandboxOptions = {
    ...interpreterFiles(options.pyodideFolder),
    refusal: readable.refusalOfReal,
    host: machine(realHost(environment)),
    interruptBuffer: options.interruptBuffer,
    memoryLimitBytes: options.memoryLimitBytes,
  };
  const behaviors =
    known ??
    (await bitbakeBehaviors(workspace, options.cacheFolder, {
      ...sandboxOptions,
      files: options.files,
      onRunning: options.onPython,
    }));
  const release = exactRelease(behaviors);
  const sandbox = await loadSandboxedPython({ ...sandboxOptions, files: pythonFiles });
  const python = new PyodideEvaluator({
    sandbox,
    bitbakeLibrary:
      workspace.bitbakeDir === null || behaviors.unusable !== undefined ? null : `${workspace.bitbakeDir}/lib`,
    moduleFunctions: release,
    onRunning: options.onPython,
    wasInterrupted: options.wasInterrupted,
    onTrouble: options.onTrouble,
    onEnded: options.onEnded,
  });
  const engine = new Engine({
    release,
    files,
    refusal: readable.refusal,
    python,
    pythonFiles,
    sha256: nodeSha256,
    buildDir: options.buildDir,
    environment,
    reader,
    privacy: privacyOf(workspace, options.files),
    onEvaluating: options.onEvaluating,
    noting: options.noting,
  });
  return { engine, workspace, behaviors, headFiles: headFiles(python), memoryUse: () => sandbox.memoryUse() };
}
