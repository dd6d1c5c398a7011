/**
 * The example workspace in memory, with a test's own recipes in it, and the analysis over it: the questions of editor
 * and command line, without threads. Files of the example are below `/ws`; a test's recipe is
 * `/ws/meta-example/recipes-example/magic/magic_1.0.bb`.
 */

import { ASSUMED_BEHAVIORS, DEFAULT_RELEASE } from '../../server/src/engine/base/release';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { Engine } from '../../server/src/engine/engine';
import { RecordingFileSource } from '../../server/src/engine/files/accessLog';
import type { FileSource } from '../../server/src/engine/files/fileSource';
import { MemoryFileSource } from '../../server/src/engine/files/memoryFileSource';
import { MovedFileSource, type OtherTexts, moved, movedBack } from '../../server/src/engine/files/movedFileSource';
import { OverlayFileSource } from '../../server/src/engine/files/overlayFileSource';
import { PythonFiles } from '../../server/src/engine/files/pythonFiles';
import { movesOf } from '../../server/src/engine/layers/otherLocations';
import { findWorkspace } from '../../server/src/engine/layers/workspace';
import type { SyntaxParsers } from '../../server/src/engine/syntax/treeSitter';
import { Analysis } from '../../server/src/ide/analysis';
import type { EditorTextEdit } from '../../server/src/ide/api/analysisApi';
import { LineIndex } from '../../server/src/engine/base/text';
import type { OtherEngine } from '../../server/src/ide/findings/otherEngine';
import { machineTexts } from '../../server/src/ide/findings/otherMachines';
import {
  laterMachine,
  otherEnvironment,
  otherFolders,
  otherMachine,
  otherTexts,
} from '../../server/src/machine/otherHost';
import { nodeSha256 } from '../../server/src/node/nodeDigest';
import { decodeText } from '../../server/src/node/nodeFileSource';
import { headFiles } from '../../server/src/pyodide/pythonHeadFiles';
import type { PyodideEvaluator } from '../../server/src/pyodide/pyodideEvaluator';
import { TEST_HOST, loadTestPython } from './python';
import { loadTestParsers } from './syntaxParsers';
import { SwitchedFiles } from './workspace';

const EXAMPLE = path.resolve(import.meta.dirname, '../example');
export const BUILD = '/ws/build';
export const LAYER = '/ws/meta-example';
/** Files of the host: an interpreter only ever sees the root entries that exist when it starts. */
const HOST_FILES = { '/etc/hostname': 'here\n' };
/** The variables that BitBake passes through from the user's session. */
const SESSION = {
  LC_ALL: 'en_US.UTF-8',
  SESSION_PRODUCT: 'mine',
  BB_ENV_PASSTHROUGH_ADDITIONS: 'SESSION_PRODUCT SESSION_UNSET',
};
export const RECIPE = `${LAYER}/recipes-example/magic/magic_1.0.bb`;

/** The example's files by their path below `/ws`. */
export function exampleFiles(): Record<string, string> {
  const files: Record<string, string> = {};
  for (const entry of readdirSync(EXAMPLE, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = path.join(entry.parentPath, entry.name);
    files[`/ws/${path.relative(EXAMPLE, file)}`] = readFileSync(file, 'utf8');
  }
  return files;
}

interface OpenOptions {
  readonly only?: boolean;
  readonly files?: OverlayFileSource;
  readonly readOnly?: readonly string[];
  readonly ownLayers?: readonly string[];
}

/** One interpreter; the workspaces of a test file use it one after another. */
export class TestAnalysis {
  private readonly others = new Map<
    string,
    { readonly files: SwitchedFiles; python: Promise<PyodideEvaluator> | null }
  >();

  private constructor(
    private readonly python: PyodideEvaluator,
    private readonly files: SwitchedFiles,
    private readonly parsers: SyntaxParsers,
  ) {}

  static async load(): Promise<TestAnalysis> {
    const files = new SwitchedFiles();
    // An interpreter sees only the root entries of the disk that exist when it starts.
    files.present = new MemoryFileSource({ ...exampleFiles(), ...HOST_FILES });
    return new TestAnalysis(await loadTestPython(files), files, await loadTestParsers());
  }

  /**
   * Opens the example with these files replaced or added (paths below `/ws`, or absolute); bytes are for a file that
   * may not be UTF-8; `only`: without the example's files; `readOnly` may not be written.
   */
  open(
    given: Readonly<Record<string, string | Uint8Array>> = {},
    { only = false, files, readOnly = [], ownLayers = [] }: OpenOptions = {},
  ): {
    readonly analysis: Analysis;
    readonly engine: Engine;
    readonly files: OverlayFileSource;
    readonly text: (file: string) => string;
  } {
    const own = Object.entries(given).map(
      ([file, text]) => [file.startsWith('/') ? file : `/ws/${file}`, text] as const,
    );
    const overlay =
      files ?? new OverlayFileSource(memoryFiles({ ...(only ? {} : exampleFiles()), ...Object.fromEntries(own) }));
    // One source for both, as in the product: files that Python reads are recorded as well.
    const recording = new RecordingFileSource(overlay);
    const pythonFiles = new PythonFiles(recording);
    this.files.present = pythonFiles;
    const environment = { ...SESSION, BBPATH: BUILD };
    const engine = new Engine({
      release: DEFAULT_RELEASE,
      files: recording,
      python: this.python,
      pythonFiles,
      sha256: nodeSha256,
      buildDir: BUILD,
      environment: { environment, original: environment },
    });
    const analysis = new Analysis({
      engine,
      workspace: findWorkspace(BUILD, [], overlay),
      behaviors: ASSUMED_BEHAVIORS,
      parsers: this.parsers,
      setText: (file, text) => (text === undefined ? overlay.clear(file) : overlay.set(file, text)),
      headFiles: headFiles(this.python),
      ownLayers,
      isWritable: (file) => !readOnly.includes(file),
      startOtherHost: () => this.startOther('other-host', overlay),
      startLaterRun: () => this.startOther('later-run', overlay),
      startWorker: () => this.startOther('worker', overlay),
      startMachine: (machine) => this.startOther('machine', overlay, machineTexts(machine, engine, BUILD)),
      machines: [],
    });
    const text = (file: string): string => {
      const found = overlay.readText(file);
      if (found.kind !== 'text') throw new Error(`${file} is ${found.kind}`);
      return found.text;
    };
    return { analysis, engine, files: overlay, text };
  }

  /**
   * The example on a different host, in a later run, in a worker or for another machine, each in a separate interpreter
   * that is loaded at the first use. `texts`: what the other machine reads differently.
   */
  private async startOther(
    which: 'other-host' | 'later-run' | 'worker' | 'machine',
    overlay: OverlayFileSource,
    texts: OtherTexts = new Map(),
  ): Promise<OtherEngine> {
    const workspace = findWorkspace(BUILD, [], overlay);
    const moves = which === 'other-host' ? movesOf(workspace) : [];
    const movedFiles =
      which === 'other-host'
        ? new MovedFileSource(overlay, moves, otherTexts(workspace, moves, {}), otherFolders({}))
        : which === 'machine'
          ? new MovedFileSource(overlay, [], texts)
          : null;
    const files = new RecordingFileSource(movedFiles ?? overlay);
    const known = this.others.get(which) ?? { files: new SwitchedFiles(), python: null };
    this.others.set(which, known);
    if (known.python === null)
      known.files.present = new MemoryFileSource({ ...exampleFiles(), ...HOST_FILES, '/srv/x': '' });
    const machine =
      which === 'other-host'
        ? otherMachine(TEST_HOST, 0, {})
        : which === 'later-run'
          ? laterMachine(TEST_HOST, 0)
          : TEST_HOST;
    const python = await (known.python ??= loadTestPython(known.files, undefined, { ...machine, hashSeed: null }));
    known.files.present = files;
    const buildDir = moved(BUILD, moves);
    const own = { ...SESSION, BBPATH: buildDir };
    const environment = which === 'other-host' ? (otherEnvironment(own, {}) as Record<string, string>) : own;
    const engine = new Engine({
      release: DEFAULT_RELEASE,
      files,
      python,
      sha256: nodeSha256,
      buildDir,
      environment: { environment, original: environment },
      reader: which === 'worker' ? 'worker' : 'cooker',
    });
    return {
      engine,
      there: (file) => moved(file, moves),
      here: (file) => movedBack(file, moves),
      hasOwn: (file) => movedFiles?.hasOwn(file) === true,
    };
  }
}

/** Files in memory, given as text or as bytes. */
function memoryFiles(files: Readonly<Record<string, string | Uint8Array>>): FileSource {
  const texts: Record<string, string> = {};
  const raw = new Map<string, Uint8Array>();
  for (const [file, content] of Object.entries(files)) {
    texts[file] = typeof content === 'string' ? content : '';
    if (typeof content !== 'string') raw.set(file, content);
  }
  const memory = new MemoryFileSource(texts);
  return {
    stat: (file) => memory.stat(file),
    list: (folder) => memory.list(folder),
    readLink: () => memory.readLink(),
    readBytes: (file) => raw.get(path.posix.normalize(file)) ?? memory.readBytes(file),
    readPart: (file, position, length) =>
      raw.get(path.posix.normalize(file))?.subarray(position, position + length) ??
      memory.readPart(file, position, length),
    readText: (file) => {
      const bytes = raw.get(path.posix.normalize(file));
      return bytes ? decodeText(bytes) : memory.readText(file);
    },
  };
}

/** `text` after the edits. */
export function applyEdits(text: string, edits: readonly EditorTextEdit[]): string {
  const lines = new LineIndex(text);
  const placed = edits.map(({ range, newText }, index) => ({
    start: lines.offset(range.start),
    end: lines.offset(range.end),
    newText,
    index,
  }));
  placed.sort((a, b) => b.start - a.start || b.index - a.index);
  return placed.reduce((result, { start, end, newText }) => result.slice(0, start) + newText + result.slice(end), text);
}
