// The benchmark: measures the built product against BitBake on a real build directory, prints a table and writes the
// same data as JSON. docs/benchmarks.md explains each figure. The benchmark never fails because of a figure: an
// exceeded budget is only printed.
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Bitbake } from './bitbake.mjs';
import { copyBuild, give, userNumbers } from './buildCopy.mjs';
import { Editor } from './editor.mjs';
import { table } from './figures.mjs';
import { USAGE, UsageError, readOptions } from './options.mjs';
import { edit } from './parts/edit.mjs';
import { classEdit, keystroke, start } from './parts/interactive.mjs';
import { meeting } from './parts/meeting.mjs';
import { graph } from './parts/graph.mjs';
import { isolation } from './parts/isolation.mjs';
import { linear } from './parts/linear.mjs';
import { memory } from './parts/memory.mjs';
import { proof } from './parts/proof.mjs';
import { cold, warm } from './parts/whole.mjs';
import { endAll } from './processes.mjs';
import { Sighound } from './sighound.mjs';

const MEASURE = {
  cold,
  warm,
  graph,
  edit,
  keystroke,
  start,
  meeting,
  class: classEdit,
  memory,
  proof,
  isolation,
  linear,
};

const root = path.resolve(import.meta.dirname, '../..');
let options;
try {
  options = readOptions(process.argv.slice(2), root);
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  console.error(`bench: ${error.message}`);
  process.exit(2);
}
if (options === null) console.log(USAGE);
else await main(options);

async function main(given) {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'sighound-bench-'));
  let bitbake = null;
  const cleanUp = async () => {
    endAll();
    await bitbake?.endServers();
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  };
  for (const signal of ['SIGINT', 'SIGTERM'])
    process.once(signal, () => void cleanUp().finally(() => process.exit(130)));
  try {
    // The user who runs BitBake needs access to its build directory.
    chmodSync(folder, 0o755);
    const owner = given.nativeUser === null ? null : userNumbers(given.nativeUser);
    const bitbakeFolder = path.join(folder, 'bitbake');
    mkdirSync(bitbakeFolder);
    give(bitbakeFolder, owner);
    bitbake = new Bitbake({ bitbakeDir: given.bitbakeDir, nativeUser: given.nativeUser, folder: bitbakeFolder });
    await measure(given, { folder, owner, bitbake });
  } catch (error) {
    console.error(`bench: ${error.stack}`);
    process.exitCode = 1;
  } finally {
    await cleanUp();
  }
}

async function measure(given, { folder, owner, bitbake }) {
  const ctx = context(given, { folder, owner, bitbake });
  const machine = describeMachine();
  const configuration = {
    buildDir: given.buildDir,
    bitbake: bitbake.version,
    sighound: JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')).version,
  };
  const heading = [
    `${machine.cores} × ${machine.cpu}, ${machine.memoryGigabytes} GB, ${machine.system}, Node ${machine.node}, load ${machine.load.join(' ')}`,
    `Sighound ${configuration.sighound}, BitBake ${configuration.bitbake}, ${configuration.buildDir}, ${given.runs} ${given.runs === 1 ? 'run' : 'runs'}, judge ${given.judge ? 'on' : 'off'}`,
  ];
  await ctx.sighound.meet(ctx.build, given.recipes[0]);
  ctx.cache = ctx.sighound.freshCache();
  const figures = [];
  const failures = [];
  const started = new Date();
  for (const part of given.parts) {
    try {
      const measured = await MEASURE[part](ctx);
      figures.push(...measured);
      ctx.say(`\n${table(measured)}\n`);
    } catch (error) {
      // The other parts are useful nevertheless.
      failures.push({ part, message: error.message });
      console.error(`bench: ${part}: ${error.stack}`);
      process.exitCode = 1;
    }
  }
  const result = {
    started: started.toISOString(),
    minutes: (Date.now() - started) / 60_000,
    machine,
    configuration,
    runs: given.runs,
    judge: given.judge,
    figures,
    failures,
  };
  console.log(`${heading.join('\n')}\n\n${table(figures)}`);
  for (const { part, message } of failures) console.log(`${part}: failed: ${message.split('\n')[0]}`);
  mkdirSync(path.dirname(given.jsonFile), { recursive: true });
  writeFileSync(given.jsonFile, `${JSON.stringify(result, null, 2)}\n`);
}

/** The shared context of the parts. `all` is the last run over the whole configuration, which filled `cache`. */
function context(given, { folder, owner, bitbake }) {
  const say = (message) => console.error(message);
  // A copy, so that a build in the meantime changes nothing.
  const dist = path.join(folder, 'dist');
  cpSync(given.dist, dist, { recursive: true });
  const build = path.join(folder, 'build');
  copyBuild(given.buildDir, build, owner, say);
  const sighound = new Sighound({ dist, bitbakeDir: given.bitbakeDir, folder });
  let recipes = null;
  let logs = 0;
  const ctx = {
    options: given,
    folder,
    owner,
    build,
    sighound,
    bitbake,
    say,
    cache: null,
    all: null,
    recipes: () => (recipes ??= findRecipes(ctx)),
    startEditor: (cache, judge = given.judge, background = false) =>
      Editor.start({
        dist,
        buildDir: build,
        bitbakeDir: given.bitbakeDir,
        judge,
        background,
        env: sighound.environment(cache),
        log: path.join(folder, `server-${logs++}.log`),
      }),
  };
  return ctx;
}

/** The files of the recipes to edit; names that this configuration does not have are left out. */
async function findRecipes(ctx) {
  const files = [];
  for (const name of ctx.options.recipes) {
    const cache = ctx.sighound.freshCache();
    const found = await ctx.sighound
      .sig(ctx.build, [name], cache)
      .catch((error) => ctx.say(`${name} is left out: ${error.message}`));
    ctx.sighound.dropCache(cache);
    if (found?.recipes.length > 0) files.push(found.recipes[0]);
  }
  if (files.length === 0)
    throw new Error(`this configuration has none of ${ctx.options.recipes.join(', ')}: give --recipes NAMES`);
  return files;
}

function describeMachine() {
  const cpus = os.cpus();
  return {
    cores: cpus.length,
    cpu: cpus[0]?.model.trim() ?? 'unknown',
    memoryGigabytes: Math.round(os.totalmem() / 1e9),
    system: `${os.type()} ${os.release()} ${os.arch()}`,
    node: process.version,
    load: os.loadavg().map((load) => Number(load.toFixed(1))),
  };
}
