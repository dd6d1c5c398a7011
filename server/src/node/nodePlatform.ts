/** The `Platform` on Node: the real disk, the process's environment, threads for engine and judge. */

import os from 'node:os';
import path from 'node:path';
import type { FileSource } from '../engine/files/fileSource';
import { findWorkspace } from '../engine/layers/workspace';
import type { AnalysisOptions, Platform, JudgeAnswer, JudgedRecipe, JudgeService } from '../platform/platform';
import { bitbakeContent } from './bitbakeBehaviors';
import { CulpritList } from '../threads/culprits';
import { type ReportProblem, openResultStore, openSmallStore, usableCacheFolder } from './diskResultStore';
import { EngineClient } from '../threads/engineClient';
import { JudgeClient } from '../threads/judgeClient';
import type { Judgement, JudgeResult } from '../platform/judgement';
import { nodeSha256 } from './nodeDigest';
import { nodeFileSource } from './nodeFileSource';
import { nodeThreads } from './nodeThreads';
import { loadZstd } from './nodeZstd';
import { printProblem } from './printProblem';
import { environmentOf, realHost } from './realHost';
import { serverQuestions } from './serverQuestions';

/** An engine takes up to 600 MB after it has evaluated a whole distribution. */
const MOST_ENGINES = 8;

/** `distFolder`: where the bundled workers, `pyodide/` and `grammars/` are. */
export function nodePlatform(distFolder: string): Platform {
  const files = nodeFileSource();
  const hostEnvironment = process.env;
  const report = reportOnce(printProblem);
  let cache: string | null | undefined;
  const cacheFolder = (): string | null =>
    cache === undefined ? (cache = usableCacheFolder(hostEnvironment, report)) : cache;
  return {
    files,
    environment: (name) => hostEnvironment[name],
    get keepsResults() {
      return cacheFolder() !== null;
    },
    results: (name) => {
      const folder = cacheFolder();
      return folder === null ? null : openSmallStore(folder, [name, programStamp(distFolder, files)], report);
    },
    judgedResults: ({ buildDir, bitbakeHints, shellEnv }) => {
      const folder = cacheFolder();
      if (folder === null) return null;
      const environment = environmentOf(findWorkspace(buildDir, bitbakeHints, files), files, {
        ...hostEnvironment,
        ...shellEnv,
      });
      return openResultStore(
        folder,
        { judged: programStamp(distFolder, files), buildDir, hints: bitbakeHints, host: realHost(environment) },
        undefined,
        report,
      );
    },
    bitbakeContent: ({ buildDir, bitbakeHints }) =>
      bitbakeContent(findWorkspace(buildDir, bitbakeHints, files), cacheFolder(), files),
    parallelism: Math.min(os.availableParallelism(), MOST_ENGINES),
    startAnalysis: (options, events) =>
      new EngineClient(
        {
          ...options,
          threads: nodeThreads,
          workerPath: path.join(distFolder, 'engineWorker.js'),
          pyodideFolder: path.join(distFolder, 'pyodide'),
          grammarsFolder: path.join(distFolder, 'grammars'),
          sqliteWasm: path.join(distFolder, 'sqlite/sql-wasm.wasm'),
          hostEnvironment,
          cacheFolder: cacheFolder(),
          showUser: report,
        },
        events,
      ),
    newCulprits: () => new CulpritList(),
    serverQuestions: (allowed) => serverQuestions(allowed),
    sha256: nodeSha256,
    loadZstd,
    startJudge: (options) => startJudge(options, distFolder, hostEnvironment),
  };
}

/** Reports each problem once, even where several stores find it. */
function reportOnce(report: ReportProblem): ReportProblem {
  const reported = new Set<string>();
  return (problem) => {
    if (reported.has(problem)) return;
    reported.add(problem);
    report(problem);
  };
}

/** Identifies a build of the program. Reading megabytes of it would delay each start. */
function programStamp(distFolder: string, files: FileSource): readonly unknown[] {
  return ['engineWorker.js', 'judgeWorker.js'].map((name) => {
    const stat = files.stat(path.join(distFolder, name));
    return [stat?.size, stat?.mtimeMs];
  });
}

function startJudge(
  options: AnalysisOptions,
  distFolder: string,
  hostEnvironment: NodeJS.ProcessEnv,
): JudgeService | null {
  const files = nodeFileSource();
  const workspace = findWorkspace(options.buildDir, options.bitbakeHints, files);
  if (workspace.bitbakeDir === null) return null;
  const environment = environmentOf(workspace, files, { ...hostEnvironment, ...options.shellEnv });
  const client = new JudgeClient({
    threads: nodeThreads,
    workerPath: path.join(distFolder, 'judgeWorker.js'),
    judge: {
      indexURL: path.join(distFolder, 'pyodide'),
      host: realHost(environment),
      environment,
      bitbakeDirectory: workspace.bitbakeDir,
      buildDirectory: options.buildDir,
    },
  });
  return {
    start: () => void client.start(),
    evaluate: async (fn, limitMs) => {
      const started = await client.start();
      return started.ok ? answer(await client.evaluate(fn, limitMs), judgedRecipe) : refusal(started);
    },
    evaluateAlone: async (fn, limitMs) =>
      answer(await client.evaluateAlone(fn, limitMs), (judgement) => judgement && judgedRecipe(judgement)),
    signature: async (mcfn, task) => answer(await client.signature(mcfn, task), (signature) => signature),
    setText: (file, text) => client.setText(file, text),
    filesChanged: (paths) => client.filesChanged(paths),
    restart: () => client.restart(),
    dispose: () => client.dispose(),
  };
}

function judgedRecipe({ variants, errors, questions }: Judgement): JudgedRecipe {
  return {
    variants: variants.map(({ mcfn, tasks, skipped }) => ({ mcfn, tasks, skipped: skipped ?? null })),
    errors: [
      ...errors.map((error) => error.message),
      ...questions.map((question) => `metadata asks this machine: ${question}`),
    ],
  };
}

function answer<T, U>(result: JudgeResult<T>, map: (value: T) => U): JudgeAnswer<U> {
  return result.ok ? { ok: true, value: map(result.value) } : refusal(result);
}

function refusal(result: { readonly error: { readonly type: string; readonly message: string } }): {
  readonly ok: false;
  readonly message: string;
} {
  return { ok: false, message: `${result.error.type}: ${result.error.message}` };
}
