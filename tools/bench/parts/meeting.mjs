// The cost of the first contact with a BitBake: the probes of its behavior, and the comparison of a few recipes with
// it.
import path from 'node:path';
import { figure } from '../figures.mjs';

/** One recipe's basehashes with an empty cache, without the comparison, and with the stored facts about the BitBake. */
export async function meeting(ctx) {
  const { sighound, options, say } = ctx;
  const [recipe] = await ctx.recipes();
  const times = { first: [], uncompared: [], known: [] };
  const take = async (name, cache, sig) => {
    times[name].push((await sig.call(sighound, ctx.build, [recipe], cache)).seconds);
    sighound.dropCache(cache);
  };
  for (let run = 1; run <= options.runs; run++) {
    say(`meeting ${run}`);
    await take('first', sighound.emptyCache(), sighound.sig);
    await take('uncompared', sighound.emptyCache(), sighound.sigAlone);
    await take('known', sighound.freshCache(), sighound.sig);
  }
  const note = path.basename(recipe);
  const ratioTo = (base) => ({ unit: '×', ours: times.first.map((seconds, index) => seconds / base[index]) });
  return [
    figure({ part: 'meeting', name: 'one recipe, new BitBake', unit: 's', ours: times.first, note }),
    figure({ part: 'meeting', name: 'one recipe, known BitBake', unit: 's', ours: times.known, note }),
    figure({ part: 'meeting', name: 'new BitBake, ratio to known BitBake', ...ratioTo(times.known), note }),
    figure({
      part: 'meeting',
      name: 'new BitBake, ratio to no calibration',
      ...ratioTo(times.uncompared),
      note,
    }),
    figure({
      part: 'meeting',
      name: 'new BitBake, time added',
      unit: 's',
      ours: times.first.map((seconds, index) => seconds - times.known[index]),
      budget: { of: 'value', limit: 5 },
      note,
    }),
  ];
}
