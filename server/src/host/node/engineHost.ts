/** Puts an engine together for a build directory: files, the Python sandbox, the release of the workspace's BitBake. */

import { Engine } from '../../engine/engine';
import { RecordingFileSource } from '../../engine/files/accessLog';
import type { OverlayFileSource } from '../../engine/files/overlayFileSource';
import { type BuildWorkspace, findWorkspace } from '../../engine/layers/workspace';
import { loadSandboxedPython } from '../pyodide/loadPython';
import { PyodideEvaluator } from '../pyodide/pyodideEvaluator';
import { interpreterFiles } from './interpreterFiles';
import { nodeSha256 } from './nodeDigest';
import { environmentOf, realHost } from './realHost';

export interface EngineHostOptions {
  readonly buildDir: string;
  /** Folders to look for a BitBake in, first. */
  readonly bitbakeHints: readonly string[];
  /** Directory with the interpreter's files. */
  readonly pyodideFolder: string;
  readonly files: OverlayFileSource;
  readonly hostEnvironment: Readonly<Record<string, string | undefined>>;
  readonly interruptBuffer?: Uint8Array;
  readonly memoryLimitBytes?: number;
  readonly onPython?: (running: boolean) => void;
  /** Told of each recipe before it is evaluated, `""` for the configuration, null when done. */
  readonly onEvaluating?: (fn: string | null) => void;
}

/** A ready engine and the workspace it serves. */
export interface EngineHost {
  readonly engine: Engine;
  readonly workspace: BuildWorkspace;
}

/** Loads the interpreter and makes an engine; the configuration is read when it is first asked for. */
export async function createEngineHost(options: EngineHostOptions): Promise<EngineHost> {
  const workspace = findWorkspace(options.buildDir, options.bitbakeHints, options.files);
  const files = new RecordingFileSource(options.files);
  const environment = environmentOf(workspace, options.files, options.hostEnvironment);
  const sandbox = await loadSandboxedPython({
    ...interpreterFiles(options.pyodideFolder),
    files,
    host: realHost(environment),
    ...(options.interruptBuffer ? { interruptBuffer: options.interruptBuffer } : {}),
    ...(options.memoryLimitBytes === undefined ? {} : { memoryLimitBytes: options.memoryLimitBytes }),
  });
  const python = new PyodideEvaluator({
    sandbox,
    bitbakeLibrary: workspace.bitbakeDir === null ? null : `${workspace.bitbakeDir}/lib`,
    decorators: workspace.release.moduleFunctionDecorators,
    ...(options.onPython ? { onRunning: options.onPython } : {}),
  });
  const engine = new Engine({ release: workspace.release, files, python, sha256: nodeSha256, buildDir: options.buildDir, environment, ...(options.onEvaluating ? { onEvaluating: options.onEvaluating } : {}) });
  return { engine, workspace };
}
