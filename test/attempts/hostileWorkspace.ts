/** A copy of the example with a hostile recipe, and the command line as a separate process over it. */

import { execFile } from 'node:child_process';
import { appendFileSync, cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const CLI = path.resolve(import.meta.dirname, '../../dist/cli.js');
const EXAMPLE = path.resolve(import.meta.dirname, '../example');

export interface Run {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export class HostileWorkspace {
  readonly root = realpathSync(mkdtempSync(path.join(tmpdir(), 'sighound-hostile-')));
  readonly build = path.join(this.root, 'build');

  /** `recipe`: the lines of `evil_1.0.bb`; `local`: additional lines of local.conf. */
  constructor(recipe: string, local = '') {
    cpSync(EXAMPLE, this.root, { recursive: true });
    const folder = path.join(this.root, 'meta-example/recipes-evil/evil');
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, 'evil_1.0.bb'), `LICENSE = "MIT"\n${recipe}`);
    appendFileSync(path.join(this.build, 'conf/local.conf'), local);
  }

  /** Runs a command; its output is exactly what the process wrote. */
  run(...args: readonly string[]): Promise<Run> {
    const environment = { ...process.env, SIGHOUND_CACHE_DIR: 'off', NO_COLOR: '1' };
    return new Promise((resolve) => {
      execFile(
        process.execPath,
        [CLI, ...args, '--build-dir', this.build],
        { cwd: this.root, env: environment, maxBuffer: 1 << 26, timeout: 120_000 },
        (error, out, err) =>
          resolve({ code: error === null ? 0 : typeof error.code === 'number' ? error.code : -1, out, err }),
      );
    });
  }

  dispose(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}
