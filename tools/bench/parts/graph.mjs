// All task hashes that building a target needs, first from an empty cache and then again: one process against `bitbake
// -S none`, in pairs with alternating order. Memory is sampled in the same runs, in the same way on both sides.
import { clearBitbakeCache } from '../buildCopy.mjs';
import { figure } from '../figures.mjs';
import { inPairs } from '../pairs.mjs';
import { describe, sampled } from './memory.mjs';

export async function graph(ctx) {
  const { sighound, bitbake, build, say, options } = ctx;
  const { target } = options;
  say('bitbake -p, uncounted');
  await bitbake.prepare(build);
  const seconds = { warm: [] };
  const megabytes = { ours: [], theirs: [] };
  let cold;
  let peaks;
  const measured = async (side, work) => {
    let result;
    const peak = await sampled(ctx, async () => {
      result = await work();
    });
    megabytes[side].push(peak.megabytes);
    peaks = { ...peaks, [side]: peak };
    return result;
  };
  const { ours, theirs } = await inPairs(options.runs, {
    ours: async (run) => {
      say(`graph ${run}: sighound sig --closure ${target}`);
      const cache = sighound.freshCache();
      cold = await measured('ours', () => sighound.closure(build, target, cache));
      const again = await sighound.closure(build, target, cache);
      if (again.text() !== cold.text()) throw new Error('the second `sig --closure` gives other hashes than the first');
      seconds.warm.push(again.seconds);
      sighound.dropCache(cache);
      return cold.seconds;
    },
    theirs: async (run) => {
      say(`graph ${run}: bitbake -S none ${target}`);
      clearBitbakeCache(build);
      return (await measured('theirs', () => bitbake.run(build, ['-S', 'none', target]))).seconds;
    },
  });
  const note = `${target}: ${cold.tasks} tasks, ${cold.unknown} unknown`;
  return [
    figure({
      part: 'graph',
      name: 'all task hashes of a target, empty cache',
      unit: 's',
      ours,
      bitbake: theirs,
      budget: { of: 'ratio', limit: 0.5 },
      note,
    }),
    figure({
      part: 'graph',
      name: 'all task hashes of a target, warm cache',
      unit: 's',
      ours: seconds.warm,
      budget: { of: 'value', limit: 3 },
      note,
    }),
    figure({
      part: 'graph',
      name: 'peak memory, all task hashes of a target',
      unit: 'MB',
      ours: megabytes.ours,
      bitbake: megabytes.theirs,
      budget: { of: 'value', limit: 1500 },
      note: `${describe(peaks.ours)}; BitBake: ${describe(peaks.theirs)}`,
    }),
  ];
}
