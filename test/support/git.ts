/** Real repositories in a temporary folder, and the same question to git and to the sandbox. */

import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, lutimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import type { FileSource } from '../../server/src/engine/files/fileSource';
import { nodeFileSource } from '../../server/src/node/nodeFileSource';
import type { AskHead, Sandbox } from '../../server/src/pyodide/loadPython';
import { DEFAULT_HOST, NO_FILE_SHIFT } from '../../server/src/machine/virtualHost';
import { loadSandbox, runPython } from './sandbox';

/** The output of a command, or that the sandbox does not know it. */
export type GitAnswer = { readonly code: number; readonly stdout: string; readonly stderr: string } | 'unanswered';

const SOMEBODY = {
  GIT_AUTHOR_NAME: 'A',
  GIT_AUTHOR_EMAIL: 'a@example.org',
  GIT_COMMITTER_NAME: 'C',
  GIT_COMMITTER_EMAIL: 'c@example.org',
};

/** A temporary folder with its own home directory, and an interpreter that sees it. */
export class GitTwin {
  private folders = 0;

  private constructor(
    private readonly sandbox: Sandbox,
    readonly root: string,
    private readonly environment: Readonly<Record<string, string>>,
  ) {}

  /** `fileShift`: how the files' attributes in the interpreter differ from those on disk. */
  static async create(files: FileSource = nodeFileSource(), fileShift = NO_FILE_SHIFT): Promise<GitTwin> {
    const root = realpathSync(mkdtempSync(path.join(tmpdir(), 'sighound-git-')));
    const home = path.join(root, 'home');
    mkdirSync(home);
    const environment = { HOME: home, LC_ALL: 'C.UTF-8' };
    const sandbox = await loadSandbox({ files, host: { ...DEFAULT_HOST, env: environment, fileShift } });
    return new GitTwin(sandbox, root, environment);
  }

  /** A twin for all tests of a file; `take` receives it before they run, and it is removed after them. */
  static forTests(take: (twin: GitTwin) => void, files?: FileSource): void {
    let twin: GitTwin;
    beforeAll(async () => take((twin = await GitTwin.create(files))));
    afterAll(() => twin.remove());
  }

  remove(): void {
    rmSync(this.root, { recursive: true });
  }

  /** A new folder for a test's repositories, which does not exist yet. */
  newFolder(): string {
    return `${this.root}/${this.folders++}`;
  }

  /** Runs real commands: `git` with its words, or a script. */
  run(
    command: string | readonly string[],
    cwd: string,
    variables: Readonly<Record<string, string>> = {},
  ): GitAnswer & object {
    const [program = '', ...words] = typeof command === 'string' ? ['/bin/sh', '-c', command] : command;
    const done = spawnSync(program, words, {
      cwd,
      encoding: 'utf8',
      env: { ...this.environment, PATH: process.env['PATH'], ...variables },
    });
    return { code: done.status ?? -1, stdout: done.stdout, stderr: done.stderr };
  }

  /** The sandbox's answer to each command; a text is for the shell. */
  ask(commands: readonly (string | readonly string[])[], cwd: string): GitAnswer[] {
    this.sandbox.fileSystem.invalidate();
    this.sandbox.python.globals.set('given', JSON.stringify({ commands, cwd }));
    return runPython(
      this.sandbox,
      `
import json, subprocess
given = json.loads(given)
result = []
for command in given["commands"]:
    try:
        done = subprocess.run(command, shell=isinstance(command, str), cwd=given["cwd"], capture_output=True, text=True)
        result.append({"code": done.returncode, "stdout": done.stdout, "stderr": done.stderr})
    except FileNotFoundError:
        result.append("unanswered")
`,
    ) as GitAnswer[];
  }

  /** Asks about files at HEAD of their repositories. */
  atHead(...question: Parameters<AskHead>): string {
    this.sandbox.fileSystem.invalidate();
    return this.sandbox.atHead(...question);
  }

  /** Runs statements in the interpreter. */
  python(code: string): unknown {
    this.sandbox.fileSystem.invalidate();
    return runPython(this.sandbox, code);
  }
}

/** A repository for commits. */
export class GitRepository {
  private clock = 1_500_000_000;

  constructor(
    readonly twin: GitTwin,
    readonly folder: string,
  ) {
    mkdirSync(folder, { recursive: true });
  }

  /** A new repository, whose branch is `main`. */
  static init(twin: GitTwin, folder: string, ...options: readonly string[]): GitRepository {
    const made = new GitRepository(twin, folder);
    made.git('init', '-q', '-b', 'main', ...options);
    return made;
  }

  /** Runs git, which must succeed, at the next minute; returns its output. */
  git(...words: string[]): string {
    this.clock += 60;
    return this.gitAt(this.clock, ...words);
  }

  /** Runs git, which must succeed, at a moment. */
  gitAt(seconds: number, ...words: string[]): string {
    const time = `${seconds} +0200`;
    const done = this.twin.run(['git', ...words], this.folder, {
      ...SOMEBODY,
      GIT_AUTHOR_DATE: time,
      GIT_COMMITTER_DATE: time,
    });
    if (done.code !== 0) throw new Error(`git ${words.join(' ')}: ${done.stderr}`);
    return done.stdout.trimEnd();
  }

  /** Runs a script, which must succeed. */
  run(script: string): void {
    const done = this.twin.run(script, this.folder);
    if (done.code !== 0) throw new Error(`${script}: ${done.stderr}`);
  }

  write(name: string, text: string | Uint8Array): void {
    const file = path.join(this.folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  }

  /** Commits a file with a text. */
  commit(name: string, text = name): void {
    this.write(name, text);
    this.git('add', '--', name);
    this.git('commit', '-q', '-m', `change ${name}`);
  }

  /** Makes every file old, and runs git on it: then times show that nothing has changed. */
  settle(): void {
    for (const entry of readdirSync(this.folder, { recursive: true, withFileTypes: true })) {
      const file = path.join(entry.parentPath, entry.name);
      if (!entry.isDirectory() && !/^\.git($|\/)/.test(path.relative(this.folder, file)))
        lutimesSync(file, 1_400_000_000, 1_400_000_000);
    }
    this.twin.run(['git', 'update-index', '-q', '--refresh'], this.folder);
  }
}
