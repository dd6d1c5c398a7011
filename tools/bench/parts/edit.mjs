// One edited recipe: everything is known, one recipe changes on disk, and a new process computes its hashes.
import path from 'node:path';
import { addEditLayer, copyBuild } from '../buildCopy.mjs';
import { figure } from '../figures.mjs';
import { inPairs } from '../pairs.mjs';

export async function edit(ctx) {
  const { sighound, bitbake, options, say } = ctx;
  const [recipe] = await ctx.recipes();
  const build = path.join(ctx.folder, 'edit');
  copyBuild(options.buildDir, build, ctx.owner, () => undefined);
  const write = addEditLayer(build, recipe, ctx.owner);
  const cache = sighound.freshCache();
  say(`edit: ${recipe} once with each, to fill the caches`);
  let { text } = await sighound.sig(build, [recipe], cache);
  await bitbake.run(build, ['-S', 'none', '-b', recipe]);

  let edits = 0;
  /** The first of a pair makes the edit, both answer to it. */
  const edited = (run) => {
    if (run > edits) write(++edits);
  };
  const { ours, theirs } = await inPairs(options.runs, {
    ours: async (run) => {
      edited(run);
      say(`edit ${run}: sighound sig`);
      const result = await sighound.sig(build, [recipe], cache);
      if (result.text() === text()) throw new Error(`the edit of ${recipe} changed no hash`);
      ({ text } = result);
      return result.seconds;
    },
    theirs: async (run) => {
      edited(run);
      say(`edit ${run}: bitbake -S none -b`);
      return (await bitbake.run(build, ['-S', 'none', '-b', recipe])).seconds;
    },
  });
  return [
    figure({ part: 'edit', name: 'one edited recipe', unit: 's', ours, bitbake: theirs, note: path.basename(recipe) }),
  ];
}
