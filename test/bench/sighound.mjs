// The command line under measurement, as a process, with a cache folder that the benchmark chooses.
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { run } from './processes.mjs';

/** The environment variable that says where results are kept. */
const CACHE_FOLDER = 'SIGHOUND_CACHE_DIR';
/** What the folders in it begin with that hold what is known of BitBakes. */
const KEPT = 'kept-';
const PROFILE_THREAD = path.join(import.meta.dirname, 'profileThread.cjs');

export class Sighound {
  #logs = 0;
  /** The folders of what is known of the BitBake, once it was met. */
  #kept = [];

  constructor({ dist, bitbakeDir, folder }) {
    this.dist = dist;
    this.bitbakeDir = bitbakeDir;
    this.folder = folder;
  }

  /**
   * Meets the BitBake: what was found out about it is in every cache folder from then on, as on the machine of someone
   * who uses Sighound.
   */
  async meet(buildDir, recipe) {
    const cache = this.emptyCache();
    // A recipe that is not there is left out later, and said then.
    await this.sig(buildDir, [recipe], cache).catch(() => undefined);
    this.#kept = readdirSync(cache)
      .filter((name) => name.startsWith(KEPT))
      .map((name) => path.join(cache, name));
    if (this.#kept.length === 0)
      throw new Error(`nothing is kept of the BitBake in ${cache}: all figures would be those of a first meeting`);
  }

  /** A cache folder without results; what is known of the BitBake is in it. */
  freshCache() {
    const cache = this.emptyCache();
    for (const folder of this.#kept) cpSync(folder, path.join(cache, path.basename(folder)), { recursive: true });
    return cache;
  }

  /** A cache folder with nothing in it. */
  emptyCache() {
    return mkdtempSync(path.join(this.folder, 'cache-'));
  }

  /** Throws a cache folder away: over many runs they add up. */
  dropCache(cache) {
    rmSync(cache, { recursive: true, force: true });
  }

  /** The environment of a process that works with that cache folder. */
  environment(cache) {
    return { ...process.env, [CACHE_FOLDER]: cache };
  }

  /** Runs `sig` for basehashes; its wall time in seconds and what it said, `text` in an order that says nothing. */
  sig(buildDir, targets, cache) {
    return this.#signatures(buildDir, ['--basehash-only', ...targets], cache);
  }

  /** The same without comparing with the BitBake. */
  sigAlone(buildDir, targets, cache) {
    return this.#signatures(buildDir, ['--basehash-only', '--no-calibration', ...targets], cache);
  }

  /**
   * Runs `sig` as `sigAlone` does, and leaves profiles of its engines' threads in a folder, piece by piece: they are
   * ended without a word at last.
   */
  async profiled(buildDir, targets, cache, folder) {
    const dist = path.join(folder, 'dist');
    cpSync(this.dist, dist, { recursive: true });
    const engine = path.join(dist, 'engineWorker.js');
    writeFileSync(
      engine,
      `require(${JSON.stringify(PROFILE_THREAD)})(${JSON.stringify(folder)});\n${readFileSync(engine, 'utf8')}`,
    );
    await new Sighound({ dist, bitbakeDir: this.bitbakeDir, folder }).sigAlone(buildDir, targets, cache);
    rmSync(dist, { recursive: true });
  }

  /** Runs `sig` for all task hashes that building a target takes. */
  closure(buildDir, target, cache) {
    return this.#signatures(buildDir, ['--closure', target], cache);
  }

  async #signatures(buildDir, args, cache) {
    const { seconds, outFile } = await this.#run('sig', buildDir, args, cache);
    return {
      seconds,
      cached: readdirSync(cache).length > 0,
      ...readSignatures(readFileSync(outFile, 'utf8')),
      text: () => sortedLines(readFileSync(outFile, 'utf8')),
    };
  }

  /** Runs `compare-hosts`; its wall time in seconds, and how many tasks differ and are not known. */
  async compareHosts(buildDir, targets, cache) {
    const { seconds, outFile } = await this.#run('compare-hosts', buildDir, targets, cache);
    const count = (file, pattern) =>
      readFileSync(file, 'utf8')
        .split('\n')
        .filter((line) => pattern.test(line)).length;
    return { seconds, differ: count(outFile, /^\{/), unknown: count(`${outFile}.err`, /: not known: /) };
  }

  async #run(command, buildDir, targets, cache) {
    const outFile = path.join(this.folder, `${command}-${this.#logs++}.out`);
    const args = [
      path.join(this.dist, 'cli.js'),
      command,
      '--build-dir',
      buildDir,
      '--bitbake-dir',
      this.bitbakeDir,
      '--format',
      'json',
      ...targets,
    ];
    // 1: some metadata is bad, which is the metadata's business.
    const { seconds } = await run(process.execPath, args, {
      cwd: this.folder,
      env: this.environment(cache),
      outFile,
      accept: [0, 1],
    });
    return { seconds, outFile };
  }
}

function sortedLines(text) {
  return text
    .split('\n')
    .sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))
    .join('\n');
}

/** Recipe files and numbers of the output of `sig --format json`. */
function readSignatures(text) {
  const recipes = new Set();
  let tasks = 0;
  let unknown = 0;
  for (const line of text.split('\n')) {
    if (line === '') continue;
    const variant = JSON.parse(line);
    recipes.add(variant.mcfn.slice(variant.mcfn.indexOf('/')));
    for (const { basehash, taskhash } of Object.values(variant.tasks)) {
      tasks++;
      if (basehash === null || taskhash === null) unknown++;
    }
  }
  return { recipes: [...recipes], tasks, unknown };
}
