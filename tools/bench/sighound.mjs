// The measured command line, as a process, with a cache folder that the benchmark chooses.
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { run } from './processes.mjs';

/** The environment variable with the folder for results. */
const CACHE_FOLDER = 'SIGHOUND_CACHE_DIR';
/** The prefix of the folders in it that contain facts about BitBakes. */
const KEPT = 'kept-';
const PROFILE_THREAD = path.join(import.meta.dirname, 'profileThread.cjs');

export class Sighound {
  #logs = 0;
  /** The folders with the facts about the BitBake, after the first contact. */
  #kept = [];

  constructor({ dist, bitbakeDir, folder }) {
    this.dist = dist;
    this.bitbakeDir = bitbakeDir;
    this.folder = folder;
  }

  /**
   * Makes the first contact with the BitBake: from then on every cache folder contains the facts about it, as on the
   * machine of a user of Sighound.
   */
  async meet(buildDir, recipe) {
    const cache = this.emptyCache();
    // A missing recipe is left out later, and reported then.
    await this.sig(buildDir, [recipe], cache).catch(() => undefined);
    this.#kept = readdirSync(cache)
      .filter((name) => name.startsWith(KEPT))
      .map((name) => path.join(cache, name));
    if (this.#kept.length === 0)
      throw new Error(`nothing is kept of the BitBake in ${cache}: all figures would be those of a first meeting`);
  }

  /** A cache folder without results, but with the facts about the BitBake. */
  freshCache() {
    const cache = this.emptyCache();
    for (const folder of this.#kept) cpSync(folder, path.join(cache, path.basename(folder)), { recursive: true });
    return cache;
  }

  /** An empty cache folder. */
  emptyCache() {
    return mkdtempSync(path.join(this.folder, 'cache-'));
  }

  /** Deletes a cache folder: over many runs they add up. */
  dropCache(cache) {
    rmSync(cache, { recursive: true, force: true });
  }

  /** The environment of a process that uses that cache folder. */
  environment(cache) {
    return { ...process.env, [CACHE_FOLDER]: cache };
  }

  /** Runs `sig` for basehashes; returns its wall time in seconds and its output, `text` in an arbitrary order. */
  sig(buildDir, targets, cache) {
    return this.#signatures(buildDir, ['--basehash-only', ...targets], cache);
  }

  /** The same without the comparison with the BitBake. */
  sigAlone(buildDir, targets, cache) {
    return this.#signatures(buildDir, ['--basehash-only', '--no-calibration', ...targets], cache);
  }

  /**
   * Runs `sig` like `sigAlone`, and leaves profiles of its engines' threads in a folder, piece by piece, because the
   * threads end without notice.
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

  /** Runs `sig` for all task hashes that building a target needs. */
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

  /** Runs `compare-hosts`; returns its wall time in seconds, and how many tasks differ and are unknown. */
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
    // 1: some metadata is bad, which is acceptable here.
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
