// All basehashes of the configuration, first from an empty cache and then again: one process against `bitbake -p`, in
// pairs with alternating order.
import { usedCache } from '../bitbake.mjs';
import { clearBitbakeCache } from '../buildCopy.mjs';
import { figure } from '../figures.mjs';
import { inPairs } from '../pairs.mjs';

/** Nothing is known before: an empty cache folder for us, no cache of parsed recipes, code or checksums for BitBake. */
export async function cold(ctx) {
  const { sighound, bitbake, build, say } = ctx;
  say('bitbake -p, uncounted');
  await bitbake.prepare(build);
  const { ours, theirs } = await inPairs(ctx.options.runs, {
    ours: async (run) => {
      say(`cold ${run}: sighound sig --all`);
      sighound.dropCache(ctx.cache);
      ctx.cache = sighound.freshCache();
      ctx.all = await sighound.sig(build, ['--all'], ctx.cache);
      return ctx.all.seconds;
    },
    theirs: async (run) => {
      say(`cold ${run}: bitbake -p`);
      clearBitbakeCache(build);
      return (await bitbake.run(build, ['-p'])).seconds;
    },
  });
  return [
    figure({
      part: 'cold',
      name: 'all basehashes, empty cache',
      unit: 's',
      ours,
      bitbake: theirs,
      budget: { of: 'ratio', limit: 0.5, aim: 0.25 },
      note: whatFor(ctx.all),
    }),
  ];
}

/** A different process has computed everything before, and nothing has changed. */
export async function warm(ctx) {
  const { sighound, bitbake, build, say } = ctx;
  await allRecipes(ctx);
  say('bitbake -p, to fill its cache');
  await bitbake.fillCache(build);
  const { ours, theirs } = await inPairs(ctx.options.runs, {
    ours: async (run) => {
      say(`warm ${run}: sighound sig --all`);
      const result = await sighound.sig(build, ['--all'], ctx.cache);
      if (result.text() !== ctx.all.text()) throw new Error('the second `sig --all` gives other hashes than the first');
      return result.seconds;
    },
    theirs: async (run) => {
      say(`warm ${run}: bitbake -p`);
      const { seconds, text } = await bitbake.run(build, ['-p']);
      if (!usedCache(text)) throw new Error('BitBake does not use the cache that it has written');
      return seconds;
    },
  });
  return [
    figure({
      part: 'warm',
      name: 'all basehashes, warm cache',
      unit: 's',
      ours,
      bitbake: theirs,
      note: ctx.all.cached ? null : 'no cache was written',
    }),
  ];
}

/** All recipes of the configuration, from the output of a run over all of them, which also fills the cache. */
export async function allRecipes(ctx) {
  if (ctx.all === null) {
    ctx.say('sighound sig --all, to fill its cache');
    ctx.all = await ctx.sighound.sig(ctx.build, ['--all'], ctx.cache);
  }
  return ctx.all.recipes;
}

function whatFor({ recipes, tasks, unknown }) {
  return `${recipes.length} recipes, ${tasks} tasks, ${unknown} unknown`;
}
