// BitBake as a program, in a separate build directory of the benchmark.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { run } from './processes.mjs';

export class Bitbake {
  #logs = 0;
  #used = new Set();

  /** `folder` is for its output and its bytecode, and belongs to the user who runs it. */
  constructor({ bitbakeDir, nativeUser, folder }) {
    this.directory = bitbakeDir;
    this.nativeUser = nativeUser;
    this.folder = folder;
  }

  get version() {
    return (
      /^__version__ = "(.*)"/m.exec(readFileSync(path.join(this.directory, 'lib/bb/__init__.py'), 'utf8'))?.[1] ??
      'unknown'
    );
  }

  /**
   * Runs `bitbake` with `args` in `buildDir`; returns its wall time in seconds and its output. The server that a run
   * leaves behind is ended before this returns, so that each run starts the program with nothing in memory.
   */
  async run(buildDir, args) {
    this.#used.add(buildDir);
    try {
      return await this.#start(buildDir, args);
    } finally {
      await this.#end(buildDir);
    }
  }

  /**
   * Parses a build directory once, unmeasured: the first run checks the machine and creates the files that are created
   * once.
   */
  async prepare(buildDir) {
    if (this.#used.has(buildDir)) return;
    await this.run(buildDir, ['-p']);
  }

  /**
   * Parses until the cache is usable. BitBake recognizes its cache by the hash of the configuration. That hash differs
   * between a run that found a cache of parsed code and a run that did not. So the second run cannot use what the first
   * run wrote.
   */
  async fillCache(buildDir) {
    for (let attempt = 0; attempt < 3; attempt++) {
      if (usedCache((await this.run(buildDir, ['-p'])).text)) return;
    }
    throw new Error('BitBake does not use the cache that it has written');
  }

  /** Ends every server that may be running. */
  async endServers() {
    for (const buildDir of this.#used) await this.#end(buildDir);
  }

  async #end(buildDir) {
    await this.#start(buildDir, ['-m'], [0, 1]);
  }

  async #start(buildDir, args, accept = [0]) {
    const settings = {
      BUILDDIR: buildDir,
      LC_ALL: 'en_US.UTF-8',
      PATH: `${path.join(this.directory, 'bin')}:${process.env.PATH}`,
      // BitBake's own modules are compiled once, as for any user, without writing files into the checkout.
      PYTHONPYCACHEPREFIX: path.join(this.folder, 'pycache'),
    };
    const exports = Object.entries(settings).map(([name, value]) => `export ${name}=${quoted(value)}`);
    const script = [...exports, `cd ${quoted(buildDir)}`, `exec bitbake ${args.map(quoted).join(' ')}`].join(' && ');
    const outFile = path.join(this.folder, `bitbake-${this.#logs++}.out`);
    const [command, before] = this.nativeUser === null ? ['bash', []] : ['su', ['-s', '/bin/bash', this.nativeUser]];
    const { seconds } = await run(command, [...before, '-c', script], { cwd: '/', env: process.env, outFile, accept });
    return { seconds, text: readFileSync(outFile, 'utf8') };
  }
}

/** Whether a run of `bitbake -p` reported that its recipes came from the cache. */
export function usedCache(text) {
  return /Loaded [1-9]\d* entries/.test(text);
}

function quoted(text) {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
