/**
 * Whether a command may trust the engine. When Sighound meets a BitBake for the first time, it compares its own hashes
 * with those of that BitBake and stores the result. If the two differ, the command gets engines whose basehashes are
 * BitBake's own.
 */

import { calibrate } from '../calibration/calibrate';
import { JudgedAnalysis } from '../calibration/judgedAnalysis';
import { JudgedBasehashes } from '../calibration/judgedBasehashes';
import { recordedHashes } from '../calibration/recordedHashes';
import { type StandingRecord, judgedStore, standingRecord } from '../calibration/records';
import { NOT_ASKED, type Standing, standingText } from '../calibration/standing';
import type { ChangedFile } from '../engine/files/headFiles';
import type { AnalysisOptions, AnalysisService, JudgeService } from '../platform/platform';
import type { OpenedWorkspace } from '../ide/api/analysisApi';
import type { CommandLine } from './commandLine';
import { answered } from './parallel';

/** What a command uses instead of plain engines. */
export interface TrustedEngines {
  readonly standing: Standing;
  /** The engine in the form that the command may trust. */
  readonly trusted: (engine: AnalysisService) => AnalysisService;
  /** Starts engines that see different contents for some files. */
  readonly enginesWith: (changes: readonly ChangedFile[]) => () => AnalysisService;
  readonly dispose: () => Promise<void>;
}

/** The time limit of the comparison, for a BitBake that loops. */
const LIMIT_MS = 60_000;

/** A comparison that starts before the configuration is read. */
export class Calibrating {
  private readonly record: StandingRecord | null;
  private readonly known: Standing | null;
  private readonly judge: JudgeService | null;
  private isCancelled = false;

  /** `mode`: a command that prints hashes compares, unless the user has switched that off. */
  constructor(
    private readonly cli: CommandLine,
    private readonly options: AnalysisOptions,
    private readonly mode: 'compare' | 'skip',
  ) {
    this.record = mode === 'compare' ? standingRecord(cli.platform, options) : null;
    this.known = this.record?.get() ?? null;
    this.judge = this.record && !this.known ? cli.platform.startJudge(options) : null;
    this.judge?.start();
  }

  /** What is known about the workspace's BitBake. Prints it unless the two agree. */
  async finish(
    opened: OpenedWorkspace,
    analysis: AnalysisService,
    startAnalysis: () => AnalysisService,
  ): Promise<TrustedEngines> {
    const standing = await this.standing(opened, analysis);
    const { cli, options } = this;
    if (this.record && standing.kind !== 'confirmed')
      cli.err(`sighound: ${standingText(standing, `BitBake ${opened.bitbakeVersion ?? ''}`)}`);
    if (standing.kind !== 'differs') {
      return {
        standing,
        trusted: (engine) => engine,
        enginesWith: (changes) => () => withChanges(startAnalysis(), changes),
        dispose: async () => undefined,
      };
    }
    const judges: JudgedBasehashes[] = [];
    const judgedWith = (changes: readonly ChangedFile[]): JudgedBasehashes => {
      const texts = changes.flatMap(({ path, content }) =>
        content === null || typeof content === 'string' ? [[path, content] as const] : [],
      );
      const store = changes.length === 0 ? judgedStore(cli.platform, options, opened) : null;
      const judged = new JudgedBasehashes(
        () => cli.platform.startJudge(options),
        cli.platform.parallelism,
        () => texts,
        store,
      );
      judges.push(judged);
      return judged;
    };
    const present = judgedWith([]);
    return {
      standing,
      trusted: (engine) => new JudgedAnalysis(engine, present),
      enginesWith: (changes) => {
        const judged = judgedWith(changes);
        return () => new JudgedAnalysis(withChanges(startAnalysis(), changes), judged);
      },
      dispose: async () => {
        await Promise.all(judges.map((judged) => judged.dispose()));
      },
    };
  }

  /** Ends a comparison that is running. */
  async dispose(): Promise<void> {
    this.isCancelled = true;
    await this.judge?.dispose();
  }

  private async standing(opened: OpenedWorkspace, analysis: AnalysisService): Promise<Standing> {
    const { cli, judge } = this;
    if (!this.record)
      return this.mode === 'compare'
        ? { kind: 'unconfirmed', reason: 'no BitBake was found for this build directory' }
        : NOT_ASKED;
    if (this.known) return this.known;
    if (!judge) return { kind: 'unconfirmed', reason: 'it cannot be run in the sandbox' };
    cli.progress?.(`comparing with BitBake ${opened.bitbakeVersion ?? ''}, once`);
    const comparing = calibrate({
      analysis,
      opened,
      judge,
      files: cli.platform.files,
      recorded: async () =>
        recordedHashes(analysis, opened.bitbakeDir ?? '', cli.platform.files, await cli.platform.loadZstd()),
      log: (message) => cli.err(`sighound: ${message}`),
      isCancelled: () => this.isCancelled,
    });
    const late: Standing = {
      kind: 'unconfirmed',
      reason: `in the sandbox it gave no answer within ${LIMIT_MS / 1000} s`,
    };
    const standing =
      (await answered<Standing | null>(
        () => within(comparing, LIMIT_MS, late),
        (reason) => ({ kind: 'unconfirmed', reason }),
      )) ?? late;
    cli.progress?.(null);
    // A question that was cut off may get an answer another time, so the result is not stored.
    if (opened.behaviors.isCutShort !== true) this.record.put(standing);
    await this.dispose();
    return standing;
  }
}

function withChanges(engine: AnalysisService, changes: readonly ChangedFile[]): AnalysisService {
  for (const { path, content } of changes) void engine.setText(path, content);
  return engine;
}

/** The result of a promise, or `late` if it takes too long. */
async function within<T>(promise: Promise<T>, limitMs: number, late: T): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const limit = new Promise<T>((resolve) => {
    timer = setTimeout(() => resolve(late), limitMs);
  });
  try {
    return await Promise.race([promise, limit]);
  } finally {
    clearTimeout(timer);
  }
}
