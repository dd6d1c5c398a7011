// The waiting times of a user in the editor: the first hash after a start, and new hashes after a keystroke in a
// recipe, in a global class and in local.conf, all in unsaved buffers.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { hashEdit, layerOf } from '../buildCopy.mjs';
import { pause } from '../editor.mjs';
import { figure } from '../figures.mjs';

/** The pause between two keystrokes of a fast typist; diagnostics and the judge use it as in normal use. */
export const TYPING_PAUSE_MS = 150;

/** From the start of the server's process to the first lens with a hash over an untouched recipe. */
export async function start(ctx) {
  const recipe = await recipeWithTask(ctx);
  const coldTimes = [];
  const warmTimes = [];
  for (let run = 1; run <= ctx.options.runs; run++) {
    const cache = ctx.sighound.freshCache();
    for (const [state, times] of [
      ['cold', coldTimes],
      ['warm', warmTimes],
    ]) {
      ctx.say(`start ${run}: ${state}`);
      const editor = await ctx.startEditor(cache);
      try {
        await editor.open(recipe.file);
        const { at } = await editor.hashes(recipe.file, { pauseMs: 10 });
        times.push((at - editor.startedAt) / 1000);
        // Background writes to the cache must end before the next start.
        await pause(2000);
      } finally {
        await editor.stop();
      }
    }
    ctx.sighound.dropCache(cache);
  }
  const note = path.basename(recipe.file);
  return [
    figure({ part: 'start', name: 'server start to first hash, cold', unit: 's', ours: coldTimes, note }),
    figure({
      part: 'start',
      name: 'server start to first hash, warm',
      unit: 's',
      ours: warmTimes,
      budget: { of: 'value', limit: 1.5 },
      note,
    }),
  ];
}

/**
 * Letters typed alternately into the body of a task and into the value of a variable that it uses, at the end of each
 * recipe.
 */
export async function keystroke(ctx) {
  const files = await ctx.recipes();
  const cache = ctx.sighound.freshCache();
  const editor = await ctx.startEditor(cache);
  const figures = [];
  const all = [];
  try {
    for (const file of files) {
      ctx.say(`keystroke: ${path.basename(file)}`);
      const times = await typeInto(editor, file, ctx.options.keystrokes);
      all.push(...times);
      figures.push(...percentiles(path.basename(file), times, null));
    }
  } finally {
    await editor.stop();
  }
  return [...percentiles('all recipes', all, { of: 'value', limit: 100, aim: 50 }), ...figures];
}

function percentiles(note, times, budget) {
  return ['p50', 'p95'].map((statistic) =>
    figure({
      part: 'keystroke',
      name: 'keystroke to new hashes',
      unit: 'ms',
      ours: times,
      statistic,
      budget: statistic === 'p95' ? budget : null,
      note,
    }),
  );
}

async function typeInto(editor, file, keystrokes) {
  const disk = readFileSync(file, 'utf8');
  const line = disk.split('\n').length;
  const text = `${disk}\nSIGHOUND_BENCH = "w"\n${shellTask(disk) ?? 'do_compile'}:append() {\n    : \${SIGHOUND_BENCH} w\n}\n`;
  const positions = [
    { line: line + 2, character: '    : ${SIGHOUND_BENCH} w'.length },
    { line, character: 'SIGHOUND_BENCH = "w'.length },
  ];
  await editor.open(file, text);
  let { hashes } = await editor.hashes(file, { line });
  const times = [];
  for (let i = 0; i < keystrokes; i++) {
    await pause(TYPING_PAUSE_MS);
    const position = positions[i % 2];
    const sent = await editor.change(file, {
      range: { start: position, end: position },
      text: String.fromCharCode(97 + (i % 26)),
    });
    position.character++;
    const shown = await editor.hashes(file, { before: hashes, line });
    ({ hashes } = shown);
    times.push(shown.at - sent);
  }
  await editor.close(file);
  return times;
}

/** Edits of base.bbclass and of local.conf, while a recipe is open. */
export async function classEdit(ctx) {
  const recipe = await recipeWithTask(ctx);
  const targets = [
    ['edit of a global class to new hashes', ctx.options.classFile ?? baseClass(recipe.file)],
    ['edit of local.conf to new hashes', path.join(ctx.build, 'conf/local.conf')],
  ];
  const cache = ctx.sighound.freshCache();
  const editor = await ctx.startEditor(cache);
  const figures = [];
  try {
    await editor.open(recipe.file);
    let { hashes } = await editor.hashes(recipe.file);
    for (const [name, file] of targets) {
      const disk = readFileSync(file, 'utf8');
      await editor.open(file);
      const times = [];
      for (let run = 1; run <= ctx.options.runs; run++) {
        ctx.say(`class ${run}: ${path.basename(file)}`);
        await pause(1000);
        const sent = await editor.change(file, `${disk}${hashEdit(recipe.task, run)}`);
        const shown = await editor.hashes(recipe.file, { before: hashes });
        ({ hashes } = shown);
        times.push((shown.at - sent) / 1000);
      }
      // Back to the text on disk.
      await editor.close(file);
      ({ hashes } = await editor.hashes(recipe.file, { before: hashes }));
      figures.push(
        figure({
          part: 'class',
          name,
          unit: 's',
          ours: times,
          budget: { of: 'value', limit: 3 },
          note: `${path.basename(file)}, ${path.basename(recipe.file)} open`,
        }),
      );
    }
  } finally {
    await editor.stop();
  }
  return figures;
}

/** The first recipe and the first shell task that it defines itself, so that the unchanged file has a lens. */
export async function recipeWithTask(ctx) {
  const [file] = await ctx.recipes();
  const task = shellTask(readFileSync(file, 'utf8'));
  if (task === null)
    throw new Error(
      `${file} defines none of do_compile, do_install and do_configure in shell itself, so that it would show no hash: give another recipe first in --recipes`,
    );
  return { file, task };
}

/**
 * The first of the tasks that every recipe has and that this recipe itself defines, in shell. Not every `do_…` function
 * is a task.
 */
function shellTask(text) {
  return (
    ['do_compile', 'do_install', 'do_configure'].find((task) =>
      new RegExp(`^(?:fakeroot\\s+)?${task}\\s*\\(\\s*\\)\\s*\\{`, 'm').test(text),
    ) ?? null
  );
}

/** `base.bbclass` of the recipe's layer. */
function baseClass(recipe) {
  const layer = layerOf(recipe);
  const found =
    layer &&
    ['classes-global', 'classes']
      .map((name) => path.join(layer, name, 'base.bbclass'))
      .find((file) => existsSync(file));
  if (!found) throw new Error(`no base.bbclass in the layer of ${recipe}: give --class FILE`);
  return found;
}
