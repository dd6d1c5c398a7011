/**
 * The command line on a copy of the example, through the real host over the built threads. One engine serves all
 * commands of a test file that use the same build directory with the same options.
 */

import { cpSync, mkdtempSync, mkdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { CliProcess } from '../../server/src/cli/commandLine';
import { runCli } from '../../server/src/cli/runCli';
import type { AnalysisService, Platform } from '../../server/src/platform/platform';
import { createFile, createFileBelow } from '../../server/src/node/createFile';
import { nodePlatform } from '../../server/src/node/nodePlatform';
import { rulePages } from '../../server/src/node/rulePages';
import { AskedAnalysis, type QuestionName, put } from '../../server/src/ide/api/questions';

export const DIST = path.resolve(import.meta.dirname, '../../dist');

export interface Transcript {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly paint?: CliProcess['paint'];
  /** Replaces functions of the host. */
  readonly platform?: Partial<Platform>;
}

export class TestCli {
  readonly root = realpathSync(mkdtempSync(path.join(tmpdir(), 'sighound-cli-')));
  readonly build = path.join(this.root, 'build');
  readonly recipe = path.join(this.root, 'meta-example/recipes-example/magic/magic_1.0.bb');
  private readonly host: Platform;
  private service: AnalysisService | null = null;

  constructor() {
    cpSync(path.resolve(import.meta.dirname, '../example'), this.root, { recursive: true });
    const real = nodePlatform(DIST);
    this.host = {
      ...real,
      environment: () => undefined,
      startAnalysis: (options, events) => {
        const { buildDir, otherHost, ownLayers, machines } = options;
        const isOwn = [otherHost, ownLayers, machines].some((option) => option !== undefined);
        if (buildDir !== this.build || isOwn) return real.startAnalysis(options, events);
        this.service ??= real.startAnalysis(options, {});
        return new SharedEngine(this.service, () => real.startAnalysis(options, {}));
      },
    };
  }

  async dispose(): Promise<void> {
    await this.service?.dispose();
    rmSync(this.root, { recursive: true });
  }

  /**
   * Runs a command in the build directory. In the output, `WS` replaces the workspace's path, and hashes are cut to
   * their first eight digits.
   */
  run(...args: readonly string[]): Promise<Transcript> {
    return this.runWith({}, args);
  }

  async runWith(
    { cwd = this.build, environment = {}, paint, platform: host = {} }: RunOptions,
    args: readonly string[],
  ): Promise<Transcript> {
    const { code, out, err } = await this.runPlainly(
      { cwd, environment, platform: host, ...(paint && { paint }) },
      args,
    );
    return { code, out: this.stable(out), err: this.stable(err).replace(/^sighound: no BitBake found.*\n?/m, '') };
  }

  /** Like `runWith`, with the unchanged output. */
  async runPlainly(
    { cwd = this.build, environment = {}, paint, platform: host = {} }: RunOptions,
    args: readonly string[],
  ): Promise<Transcript> {
    const out: string[] = [];
    const err: string[] = [];
    const code = await runCli(args, '1.2.3', {
      platform: { ...this.host, environment: (name) => environment[name], ...host },
      cwd,
      out: (line) => out.push(line),
      err: (line) => err.push(line),
      ...(paint && { paint }),
      createFile,
      createFileBelow,
      rulePage: rulePages(DIST, { version: '1.2.3' }),
      serveLsp: () => Promise.reject(new Error('not here')),
    });
    return { code, out: out.join('\n'), err: err.join('\n') };
  }

  private stable(text: string): string {
    return text
      .replaceAll(this.build + '/../', 'WS/build/../')
      .replaceAll(this.root, 'WS')
      .replaceAll(path.basename(this.root), 'WSNAME')
      .replace(/\b([0-9a-f]{8})[0-9a-f]{56}\b/g, '$1');
  }

  /** A path below the workspace. */
  path(name: string): string {
    return path.join(this.root, name);
  }

  /** Replaces files of the workspace while `body` runs (paths below it, or absolute); null: no such file. */
  async having(files: Readonly<Record<string, string | Uint8Array | null>>, body: () => Promise<void>): Promise<void> {
    const given = Object.entries(files).map(([name, text]) => [path.resolve(this.root, name), text] as const);
    const before = given.map(([file]) => [file, readIfThere(file)] as const);
    await this.write(given);
    try {
      await body();
    } finally {
      await this.write(before);
    }
  }

  private async write(files: readonly (readonly [file: string, text: string | Uint8Array | null])[]): Promise<void> {
    for (const [file, text] of files) {
      mkdirSync(path.dirname(file), { recursive: true });
      if (text === null) rmSync(file, { force: true });
      else writeFileSync(file, text);
    }
    await this.service?.filesChanged(files.map(([file]) => file));
  }
}

/** An engine that serves several commands; a command that sets texts gets its own engine. */
class SharedEngine extends AskedAnalysis implements AnalysisService {
  private own: AnalysisService | null = null;

  constructor(
    private readonly service: AnalysisService,
    private readonly start: () => AnalysisService,
  ) {
    super();
  }

  protected override ask(question: QuestionName, parameters: readonly unknown[]): Promise<unknown> {
    return put(this.own ?? this.service, question, parameters);
  }

  override setText(...given: Parameters<AnalysisService['setText']>): Promise<void> {
    return (this.own ??= this.start()).setText(...given);
  }

  override async filesChanged(paths: readonly string[]): Promise<void> {
    await this.own?.filesChanged(paths);
  }

  async restart(): Promise<void> {
    await this.own?.restart();
  }

  async dispose(): Promise<void> {
    await this.own?.dispose();
  }
}

function readIfThere(file: string): Uint8Array | null {
  try {
    return readFileSync(file);
  } catch {
    return null;
  }
}
