// The peak memory of all processes together: with the whole configuration evaluated, and with one recipe open in the
// editor.
import path from 'node:path';
import { clearBitbakeCache } from '../buildCopy.mjs';
import { figure } from '../figures.mjs';
import { inPairs } from '../pairs.mjs';
import { sampleMemory } from '../processes.mjs';
import { recipeWithTask } from './interactive.mjs';
import { isProof, leakingText } from './proof.mjs';

/** The time limit for the judge's answer. */
const REST_MS = 120_000;
/** The time limit for all recipes in the background. */
const BACKGROUND_MS = 600_000;

export async function memory(ctx) {
  return [await everything(ctx), ...(await oneRecipe(ctx))];
}

/** From an empty cache, as in the part `cold`, which takes no samples because reading memory takes time. */
async function everything(ctx) {
  const { sighound, bitbake, build, say, options } = ctx;
  let last;
  let theirLast;
  const { ours, theirs } = await inPairs(options.runs, {
    ours: async (run) => {
      say(`memory ${run}: sighound sig --all`);
      const cache = sighound.freshCache();
      last = await sampled(ctx, () => sighound.sig(build, ['--all'], cache));
      sighound.dropCache(cache);
      return last.megabytes;
    },
    theirs: async (run) => {
      say(`memory ${run}: bitbake -p`);
      clearBitbakeCache(build);
      theirLast = await sampled(ctx, () => bitbake.run(build, ['-p']));
      return theirLast.megabytes;
    },
  });
  return figure({
    part: 'memory',
    name: 'peak memory, all recipes evaluated',
    unit: 'MB',
    ours,
    bitbake: theirs,
    budget: { of: 'value', limit: 1500 },
    note: `${describe(last)}; BitBake: ${describe(theirLast)}`,
  });
}

/** A start of the editor with an empty cache, an opened recipe, and all the work that follows from it. */
async function oneRecipe(ctx) {
  const { file, task } = await recipeWithTask(ctx);
  const figures = [];
  const cases = [
    { name: 'peak memory, one recipe open', judge: true, limit: 500 },
    { name: 'peak memory, one recipe open, judge off', judge: false, limit: 500 },
    { name: 'peak memory, one recipe open, with a proof', judge: true, leaking: true, limit: 500 },
    { name: 'peak memory, all recipes in the background', judge: true, background: true, limit: 1500 },
  ];
  for (const { name, judge, background = false, leaking = false, limit } of cases) {
    const sizes = [];
    let last;
    let rested = true;
    for (let run = 1; run <= ctx.options.runs; run++) {
      ctx.say(
        `memory ${run}: ${path.basename(file)} in the editor, judge ${judge ? 'on' : 'off'}${background ? ', then all recipes' : ''}`,
      );
      const cache = ctx.sighound.freshCache();
      last = await sampled(ctx, async () => {
        const editor = await ctx.startEditor(cache, judge, background);
        try {
          await editor.open(file, leaking ? leakingText(file, task).text : undefined);
          await editor.hashes(file, { pauseMs: 50 });
          // Only a leaking recipe makes all three engines work: here, on the other host, and here at another time.
          if (leaking) await editor.diagnostic(file, isProof);
          rested = (await editor.rest(REST_MS)) && rested;
          if (background) rested = (await editor.allRecipes(BACKGROUND_MS)) && rested;
        } finally {
          await editor.stop();
        }
      });
      sizes.push(last.megabytes);
      ctx.sighound.dropCache(cache);
    }
    figures.push(
      figure({
        part: 'memory',
        name,
        unit: 'MB',
        ours: sizes,
        budget: { of: 'value', limit },
        note: `${path.basename(file)}, ${describe(last)}${rested ? '' : ', not at rest in time'}`,
      }),
    );
  }
  return figures;
}

/** The peak memory while `work` runs. */
export async function sampled({ folder }, work) {
  const sampler = sampleMemory(folder);
  let peak;
  try {
    await work();
  } finally {
    peak = sampler.stop();
  }
  return peak;
}

export function describe({ processes, measure }) {
  return `${measure} of ${processes} ${processes === 1 ? 'process' : 'processes'}`;
}
