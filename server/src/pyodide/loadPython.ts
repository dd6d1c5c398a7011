/**
 * Loads CPython-in-WebAssembly as a sandbox for foreign code. Its memory is bounded, it reads files through a
 * `FileSource`, and all writes stay in memory. A virtual host answers every question about the machine. The only way
 * into JavaScript are the functions that the host exposes. It does not bound time. For that, the host of the thread sets `interruptBuffer`,
 * which raises `KeyboardInterrupt`, and ends the thread if that does not help. It knows nothing of BitBake.
 */

import type { PyodideAPI } from 'pyodide';
import type { PythonFileSource } from '../engine/files/pythonFiles';
import type { Question } from '../engine/files/question';
import type { Refusal } from '../engine/files/readableFiles';
import type { EmscriptenFileSystem } from './emscripten';
import { InterpreterMemory, type InterpreterModule, type MemoryImage } from './interpreterMemory';
import { JavascriptBoundary } from './javascriptBoundary';
import compileArchive from './python/start/compile_archive.py';
import prelude from './python/start/prelude.py';
import { PRIVATE_MODULES } from './pythonSources';
import { type FileChanges, HOST_TOOLS_DIRECTORY, SandboxFileSystem } from './sandboxFileSystem';
import { NO_FILE_SHIFT, hostTime } from '../machine/virtualHost';
import type { VirtualHost } from '../machine/virtualHost';

const DEFAULT_MEMORY_LIMIT = 1024 * 1024 * 1024;

export interface SandboxOptions {
  /** Directory (path or `file:` URL) with Pyodide's files. */
  readonly indexURL: string;
  /**
   * The memory of a started interpreter, from `takeSnapshot`; without it the interpreter starts from the beginning,
   * which takes far longer.
   */
  readonly snapshot?: Uint8Array;
  /** It hears what Python asks for. */
  readonly files: PythonFileSource;
  /** Why Python may not read the content at a path without links; where not given, it may read all content. */
  readonly refusal?: Refusal;
  readonly host: VirtualHost;
  /** Bound of the interpreter's memory; beyond it Python raises `MemoryError`. 1 GiB where not given. */
  readonly memoryLimitBytes?: number;
  /** Bound of what Python may write to files (in memory); 128 MiB where not given. */
  readonly fileLimitBytes?: number;
  /** Shared memory; another thread writes 2 into its first byte to raise `KeyboardInterrupt`. */
  readonly interruptBuffer?: Uint8Array | Int32Array;
  /** Receives every line that Python prints; where not given, the lines are dropped. */
  readonly output?: (line: string) => void;
}

/** A sandbox at one moment: interpreter, files, current directory. */
export interface SandboxImage {
  readonly memory: MemoryImage;
  readonly files: FileChanges;
  readonly directory: string;
}

/** A loaded interpreter. */
export interface Sandbox {
  readonly python: PyodideAPI;
  readonly fileSystem: SandboxFileSystem;
  /** Knows which Python objects still exist after an image was restored. */
  readonly memory: InterpreterMemory;
  /**
   * The present state of the sandbox, taken while no Python runs. A similar image may be given, to share memory with.
   */
  take(other?: SandboxImage): SandboxImage;
  /** Restores the sandbox, whatever Python has done since. Not while Python runs. */
  putBack(image: SandboxImage): void;
  /** Lets Python call a function even after `close()`. Returns the function. */
  expose<F extends (...args: never[]) => unknown>(callback: F): F;
  /** Makes a directory the current one; the root of the file system where that directory does not exist. */
  enter(directory: string): void;
  /**
   * Closes the wall to JavaScript. Must be called before any foreign code runs; afterwards only exposed functions work.
   */
  close(): void;
  /** The memory that the interpreter has taken, as a fraction of what it may take: it gives none back. */
  memoryUse(): number;
  /** How many questions to the host (commands, network addresses, files of the kernel) had no answer so far. */
  questionCount(): number;
  /** The first question without an answer after the first `count` ones, or null. */
  questionSince(count: number): string | null;
  /** The commands that metadata asks for while `body` runs, answered or not. */
  commandsDuring(body: () => void): readonly string[];
  /**
   * The state of a repository's files at HEAD: `changes` below a folder, those of `sources`, which leave out what git
   * ignores, or the `content` of a path, as JSON (`python/git/head.py`).
   */
  readonly atHead: AskHead;
}

/** Asks about files at HEAD of their repository. */
export type AskHead = (question: 'changes' | 'content' | 'sources', path: string) => string;

/** Loads an interpreter and installs the host in it. The caller sets up its own Python, then calls `close()`. */
export async function loadSandboxedPython(options: SandboxOptions): Promise<Sandbox> {
  const { host } = options;
  const boundary = new JavascriptBoundary({ uid: host.uid, now: () => hostTime(host) });
  const program: Program = { exports: undefined };
  const output = options.output ?? (() => undefined);
  const python = await startPyodide(options.indexURL, {
    stdout: output,
    stderr: output,
    ...interpreterStart(options),
    createPyodideModule: guardedModule(options, boundary, program),
  });
  const questions: string[] = [];
  let isAnswering = false;
  const asked = (question: Question): void => {
    if (!isAnswering) options.files.asked?.(question);
  };
  const fileSystem = new SandboxFileSystem(python.FS as unknown as EmscriptenFileSystem, {
    files: options.files,
    uid: host.uid,
    gid: host.gid,
    pid: host.pid,
    ask: (question) => void questions.push(question),
    asked,
    // Git compares files with its index, which has their times as they are.
    shift: () => (isAnswering ? NO_FILE_SHIFT : host.fileShift),
    ...(options.refusal === undefined ? {} : { refusal: options.refusal }),
    ...(options.fileLimitBytes === undefined ? {} : { limitBytes: options.fileLimitBytes }),
    allocate: (length) => allocate(program, length),
  });
  fileSystem.mountHost();
  const memory = new InterpreterMemory(
    (python as unknown as { _module: InterpreterModule })._module,
    memoryOf(program),
  );
  let commands: string[] | null = null;
  const atHead = installHost(python, host, {
    ask: boundary.expose((question: string) => void questions.push(question)),
    tell: boundary.expose((command: string) => {
      commands?.push(command);
      asked({ kind: 'command', text: command, exists: true });
    }),
    answering: boundary.expose((started: boolean) => void (isAnswering = started)),
    notePattern: boundary.expose((pattern: string) => asked({ kind: 'pattern', text: pattern, exists: true })),
    output: boundary.expose((command: string, text: string) => options.files.output?.(command, text) ?? text),
    isReal: boundary.expose((path: string) => fileSystem.isReal(path)),
  });
  if (options.interruptBuffer !== undefined) python.setInterruptBuffer(options.interruptBuffer as Uint8Array);
  return {
    python,
    fileSystem,
    memory,
    take: (other) => ({
      memory: memory.take(other?.memory),
      files: fileSystem.takeChanges(),
      directory: python.FS.cwd(),
    }),
    putBack: (image) => {
      memory.putBack(image.memory);
      fileSystem.putBackChanges(image.files);
      enter(image.directory, python);
    },
    atHead,
    expose: (callback) => boundary.expose(callback),
    enter: (directory) => enter(directory, python),
    close: () => boundary.close(),
    memoryUse: () =>
      (program.exports?.memory.buffer.byteLength ?? 0) / (options.memoryLimitBytes ?? DEFAULT_MEMORY_LIMIT),
    questionCount: () => questions.length,
    questionSince: (count) => questions[count] ?? null,
    commandsDuring: (body) => {
      const during: string[] = [];
      commands = during;
      try {
        body();
      } finally {
        commands = null;
      }
      return during;
    },
  };
}

/**
 * How the interpreter starts: from its snapshot, or from the beginning where it needs a hash seed of its own, which is
 * fixed at its start.
 */
function interpreterStart({ snapshot, host }: SandboxOptions): object {
  if (host.hashSeed !== null) return { env: { ...INTERPRETER_ENVIRONMENT, PYTHONHASHSEED: String(host.hashSeed) } };
  return snapshot ? { _loadSnapshot: snapshot } : {};
}

/** `HOME` is the directory that Pyodide creates and enters; the prelude sets the virtual host's own `HOME`. */
const INTERPRETER_ENVIRONMENT = { HOME: '/' };

/**
 * The standard library (a zip archive of sources) with bytecode instead. Importing from sources compiles each module,
 * and does so twice, since finding a module in an archive compiles it as well. The interpreter at `indexURL` makes the
 * bytecode, since only that interpreter can read it.
 */
export async function compileLibrary(indexURL: string, sources: Uint8Array): Promise<Uint8Array> {
  const python = await startPyodide(indexURL, {});
  python.FS.writeFile('/sources.zip', sources);
  python.runPython(compileArchive, { filename: 'compile_archive.py' });
  return python.FS.readFile('/compiled.zip') as Uint8Array;
}

/**
 * The memory of an interpreter that has started and imported what BitBake's library needs from the standard library. It
 * fits exactly the files of Pyodide at `indexURL`, on any machine; loading it with any other files fails.
 */
export async function takeSnapshot(indexURL: string): Promise<Uint8Array> {
  const python = (await startPyodide(indexURL, { _makeSnapshot: true })) as PyodideAPI & {
    makeMemorySnapshot(): Uint8Array;
  };
  // Loading puts the current directory in front of the module path again.
  python.runPython(`import sys, ${EARLY_MODULES.join(', ')}\nsys.path.remove("")`);
  return python.makeMemorySnapshot();
}

/** Modules of the standard library that examine neither the host nor the platform when they are imported. */
const EARLY_MODULES: readonly string[] = [
  'ast',
  'collections',
  'datetime',
  'difflib',
  'email.message',
  'email.parser',
  'email.utils',
  'hashlib',
  'html.parser',
  'importlib',
  'inspect',
  'ipaddress',
  'json',
  'linecache',
  'logging.config',
  'logging.handlers',
  'pickle',
  'pprint',
  'queue',
  'shlex',
  'types',
  'unicodedata',
  'urllib.parse',
  'warnings',
];

async function startPyodide(indexURL: string, options: object): Promise<PyodideAPI> {
  const { loadPyodide } = await importModule<typeof import('pyodide')>(indexURL, 'pyodide.mjs');
  const restoreExitCode = keepExitCode();
  const python: PyodideAPI & { readonly _api?: { readonly config?: { _loadSnapshot?: unknown } } } = await loadPyodide({
    indexURL: toPath(indexURL),
    env: INTERPRETER_ENVIRONMENT,
    jsglobals: Object.create(null) as object,
    stdin: () => null,
    ...options,
  } as Parameters<typeof loadPyodide>[0]);
  restoreExitCode();
  // Pyodide keeps its options, and with them a copy of its memory that is not needed any more.
  if (python._api?.config) delete python._api.config._loadSnapshot;
  return python;
}

/**
 * Loading ends with the program's `main`, which sets the exit code of the whole process. Returns a function that
 * restores it.
 */
function keepExitCode(): () => void {
  const { process } = globalThis as { process?: { exitCode?: unknown } };
  const before = process?.exitCode;
  return () => {
    if (process !== undefined) process.exitCode = before;
  };
}

/** The exports of the WebAssembly program, once it is instantiated. */
interface Program {
  exports:
    | {
        readonly memory: WebAssembly.Memory;
        readonly emscripten_builtin_memalign: (alignment: number, size: number) => number;
      }
    | undefined;
}

function memoryOf({ exports }: Program): WebAssembly.Memory {
  if (exports === undefined) throw new Error('the interpreter was not instantiated');
  return exports.memory;
}

interface ModuleSettings {
  instantiateWasm?: (
    imports: WebAssembly.Imports,
    receive: (instance: WebAssembly.Instance, module: WebAssembly.Module) => void,
  ) => object;
}

/** Pyodide's module factory, with the imports of the program wrapped and its memory bounded. */
function guardedModule(
  options: SandboxOptions,
  boundary: JavascriptBoundary,
  program: Program,
): (settings: ModuleSettings) => Promise<unknown> {
  return async (settings) => {
    const original = settings.instantiateWasm;
    if (original === undefined) throw new Error('this Pyodide does not let its host instantiate it');
    settings.instantiateWasm = (imports, receive) =>
      original(
        boundary.wrapImports(imports as Record<string, Record<string, unknown>>) as WebAssembly.Imports,
        (instance, module) => {
          program.exports = instance.exports as unknown as NonNullable<Program['exports']>;
          boundary.limitMemory(program.exports.memory, options.memoryLimitBytes ?? DEFAULT_MEMORY_LIMIT);
          receive(instance, module);
        },
      );
    const factory = await importModule<{ default: (settings: ModuleSettings) => Promise<unknown> }>(
      options.indexURL,
      'pyodide.asm.mjs',
    );
    return factory.default(settings);
  };
}

/** Zeroed memory of the interpreter, aligned to pages as a mapping must be; the interpreter frees it. */
function allocate(program: Program, length: number): { address: number; bytes: Uint8Array } | undefined {
  if (program.exports === undefined) return undefined;
  const size = Math.ceil(length / 65536) * 65536;
  const address = program.exports.emscripten_builtin_memalign(65536, size) >>> 0;
  if (address === 0) return undefined;
  const bytes = new Uint8Array(program.exports.memory.buffer, address, size);
  bytes.fill(0);
  return { address, bytes };
}

function enter(directory: string, { FS }: PyodideAPI): void {
  try {
    FS.chdir(directory);
  } catch {
    FS.chdir('/');
  }
}

/** The functions that the prelude calls. */
interface HostCalls {
  /** Receives every question that has no answer. */
  readonly ask: (question: string) => void;
  /** Receives every command that metadata runs. */
  readonly tell: (command: string) => void;
  /** Whether Python of ours answers a command: what it reads is not asked for by metadata. */
  readonly answering: (started: boolean) => void;
  /** Receives every pattern with which metadata selects names of a folder. */
  readonly notePattern: (pattern: string) => void;
  /** What a command prints, given its true output. */
  readonly output: (command: string, text: string) => string;
  /** Whether a path is its own real path. */
  readonly isReal: (path: string) => boolean;
}

/** Runs the prelude. */
function installHost(python: PyodideAPI, host: VirtualHost, calls: HostCalls): AskHead {
  const namespace = python.toPy({}) as Namespace;
  python.runPython(prelude, { globals: namespace as never, filename: 'prelude.py' });
  const install = namespace.get('install') as Install & { destroy(): void };
  const atHead = install(
    JSON.stringify({ ...host, toolsDirectory: HOST_TOOLS_DIRECTORY }),
    JSON.stringify(PRIVATE_MODULES),
    calls.ask,
    calls.tell,
    calls.answering,
    calls.notePattern,
    calls.output,
    calls.isReal,
  );
  install.destroy();
  namespace.destroy();
  return atHead;
}

/** The prelude's entry. */
type Install = (
  description: string,
  privateModules: string,
  ask: HostCalls['ask'],
  tell: HostCalls['tell'],
  answering: HostCalls['answering'],
  notePattern: HostCalls['notePattern'],
  output: HostCalls['output'],
  isReal: HostCalls['isReal'],
) => AskHead;

/** A Python dictionary as JavaScript sees it. */
interface Namespace {
  get(name: string): unknown;
  destroy(): void;
}

/** Imports one of Pyodide's files at run time: bundlers must leave it alone. */
async function importModule<T>(indexURL: string, name: string): Promise<T> {
  const directory = indexURL.includes('://')
    ? indexURL
    : `file://${encodeURI(indexURL).replace(/[?#]/g, encodeURIComponent)}`;
  const url = `${directory}${directory.endsWith('/') ? '' : '/'}${name}`;
  return (await import(/* @vite-ignore */ /* webpackIgnore: true */ url)) as T;
}

function toPath(indexURL: string): string {
  return indexURL.startsWith('file://') ? decodeURIComponent(indexURL.slice('file://'.length)) : indexURL;
}
