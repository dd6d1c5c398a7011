// How cost grows with the number of recipes: one process over the first recipes, in several sizes, from an empty cache
// each time.
import { figure, percentile } from '../figures.mjs';
import { allRecipes } from './whole.mjs';

export async function linear(ctx) {
  const { sighound, build, options, say } = ctx;
  // Code-point order, so that the same recipes are the first, whatever the order of the answer.
  const recipes = [...(await allRecipes(ctx))].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  const sizes = [...new Set(options.sizes.map((size) => Math.min(size, recipes.length)))];
  const measured = new Map(sizes.map((size) => [size, { seconds: [], tasks: 0 }]));
  for (let run = 1; run <= options.runs; run++) {
    for (const size of run % 2 === 1 ? sizes : [...sizes].reverse()) {
      say(`linear ${run}: ${size} recipes`);
      const cache = sighound.freshCache();
      const { seconds, tasks } = await sighound.sig(build, recipes.slice(0, size), cache);
      sighound.dropCache(cache);
      measured.get(size).seconds.push(seconds);
      measured.get(size).tasks = tasks;
    }
  }
  const figures = [];
  let before = null;
  for (const [size, { seconds, tasks }] of measured) {
    const median = percentile(seconds, 50);
    const perTask = `${median.toFixed(1)} s, ${tasks} tasks, ${((1000 * median) / tasks).toFixed(2)} ms a task`;
    // The start always costs the same; the difference between two sizes shows the cost of one more recipe and task.
    const added =
      before &&
      `; from ${before.size}: ${((1000 * (median - before.median)) / (size - before.size)).toFixed(1)} ms a recipe, ${((1000 * (median - before.median)) / (tasks - before.tasks)).toFixed(2)} ms a task`;
    figures.push(
      figure({
        part: 'linear',
        name: `${size} recipes, time per recipe`,
        unit: 'ms',
        ours: seconds.map((value) => (1000 * value) / size),
        note: `${perTask}${added ?? ''}`,
      }),
    );
    before = { size, median, tasks };
  }
  return figures;
}
