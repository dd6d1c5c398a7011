/**
 * Which build directory is served with which settings. The workspace keeps one session, and replaces it when the build
 * directory or an option of the engine changes. It applies other settings as they arrive. It knows neither the contents
 * of documents nor requests.
 */

import { normalize } from '../../engine/files/posixPath';
import type { AnalysisOptions, Platform } from '../../platform/platform';
import type { BuildDirectoriesResult } from '../../protocol/protocol';
import {
  activeBuildDirectory,
  type BuildDirectory,
  buildDirectoryCandidates,
  type WorkspaceFolderPath,
} from './buildDirectory';
import { layersOf, proofSettings } from './proofSettings';
import { describeError, inBackground } from '../runSafely';
import { Session, type SessionParts } from './session';
import { DEFAULT_SETTINGS, type ServerSettings } from './serverSettings';

export interface WorkspaceParts extends Omit<SessionParts, 'judgeEnabled' | 'backgroundEnabled'> {
  /** The session ended: what it reported is no longer true. */
  readonly onSessionEnded: () => void;
  readonly onSeverities: () => void;
}

export class ServedWorkspace {
  private current: Session | null = null;
  private currentSettings: ServerSettings = DEFAULT_SETTINGS;
  private folderPaths: readonly WorkspaceFolderPath[] = [];
  private started = false;
  /** What was wrong with the settings when they were last checked. */
  private loggedProblems: readonly string[] = [];

  constructor(private readonly parts: WorkspaceParts) {}

  get session(): Session | null {
    return this.current;
  }

  /** The host that the server runs on. */
  get platform(): Platform {
    return this.parts.platform;
  }

  get settings(): ServerSettings {
    return this.currentSettings;
  }

  get folders(): readonly WorkspaceFolderPath[] {
    return this.folderPaths;
  }

  /** Starts serving, with the settings and folders that were set before. */
  start(): void {
    this.started = true;
    this.reconsider();
  }

  setSettings(settings: ServerSettings): void {
    const severitiesBefore = JSON.stringify(this.currentSettings.sighound.rules);
    this.currentSettings = settings;
    if (!this.started) return;
    this.reconsider();
    if (JSON.stringify(settings.sighound.rules) !== severitiesBefore) this.parts.onSeverities();
  }

  setFolders(folders: readonly WorkspaceFolderPath[]): void {
    this.folderPaths = folders;
    if (this.started) this.reconsider();
  }

  /** Applies the user's choice. A setting for the build directory overrides it. */
  select(path: string): void {
    this.setSettings({ ...this.currentSettings, selectedBuildDirectory: path });
    if (this.current?.options.buildDir !== normalize(path)) {
      this.parts.log.info(
        `${path} was picked as build directory, but ${this.currentSettings.sighound.buildDirectory === '' ? 'is no directory' : 'the setting `sighound.buildDirectory` outranks it'}`,
      );
    }
  }

  directories(): BuildDirectoriesResult {
    const candidates = buildDirectoryCandidates(this.context());
    const active = this.current?.options.buildDir ?? null;
    return {
      candidates: active === null || candidates.includes(active) ? candidates : [active, ...candidates],
      active,
    };
  }

  /** Chooses the build directory again. Starts a session for it unless it is already served with the same options. */
  reconsider(): void {
    const { log, status } = this.parts;
    const chosen = activeBuildDirectory(this.context());
    if (chosen === null) {
      this.end();
      status.update({
        buildDirectory: null,
        state: 'no-build-directory',
        message: undefined,
        progress: undefined,
        background: undefined,
        release: undefined,
        library: undefined,
        calibration: undefined,
        judge: 'off',
      });
      return;
    }
    const { options: proofOptions, problems } = proofSettings(chosen, this.context());
    this.report(problems);
    const options = { ...this.optionsFor(chosen), ...proofOptions };
    if (this.current === null || JSON.stringify(this.current.options) !== JSON.stringify(options)) {
      this.end();
      log.info(`build directory: ${options.buildDir}`);
      for (const line of layersOf(chosen, options.ownLayers ?? [], this.context())) log.info(line);
      const session = new Session(options, {
        ...this.parts,
        judgeEnabled: () => this.currentSettings.sighound.judge.enabled,
        backgroundEnabled: () => this.currentSettings.sighound.backgroundEvaluation.enabled,
      });
      this.current = session;
      inBackground('loading the configuration', log, () => session.load());
    } else this.current.applySettings();
  }

  /** Starts new threads and reads the configuration again. Resolves when the old threads have ended. */
  async restart(): Promise<void> {
    const session = this.current;
    if (session === null) {
      this.reconsider();
      return;
    }
    try {
      await session.restart();
    } catch (error) {
      this.parts.log.error(`ending the engine failed: ${describeError(error)}`);
    }
    if (!session.isDisposed) inBackground('loading the configuration', this.parts.log, () => session.load());
  }

  async dispose(): Promise<void> {
    const session = this.current;
    this.started = false;
    this.current = null;
    await session?.dispose();
  }

  private end(): void {
    const session = this.current;
    if (session === null) return;
    this.current = null;
    inBackground('ending the engine', this.parts.log, () => session.dispose());
    this.parts.onSessionEnded();
  }

  /** Logs what is wrong with settings, once until it is fixed. */
  private report(problems: readonly string[]): void {
    for (const problem of problems) if (!this.loggedProblems.includes(problem)) this.parts.log.error(problem);
    this.loggedProblems = problems;
  }

  private optionsFor({ path, bitbakeHints, shellEnv }: BuildDirectory): AnalysisOptions {
    return {
      buildDir: path,
      bitbakeHints,
      evaluationTimeoutMs: Math.round(this.currentSettings.sighound.evaluationTimeout * 1000),
      ...(shellEnv !== null && { shellEnv }),
    };
  }

  private context(): Parameters<typeof activeBuildDirectory>[0] {
    const { platform } = this.parts;
    return {
      settings: this.currentSettings,
      workspaceFolders: this.folderPaths,
      files: platform.files,
      environment: platform.environment,
    };
  }
}
