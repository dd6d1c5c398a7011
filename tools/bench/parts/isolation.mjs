// The cost of restoring the interpreter before each recipe: its share of the processor time of one run, from a profile
// of that run. So machine and load are the same for both.
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { figure } from '../figures.mjs';
import { allRecipes } from './whole.mjs';

/** The functions that restore it, each with everything that it calls. */
const PUTTING_BACK = ['restoreNamespace', 'finishRecipe'];
/** The complete work of an engine. */
const EVALUATING = 'evaluateAnew';
/** Enough recipes for the amount of code compiled in advance to become stable. */
const RECIPES = 250;

export async function isolation(ctx) {
  const { sighound, build, options, say } = ctx;
  const recipes = [...(await allRecipes(ctx))].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0)).slice(0, RECIPES);
  const shares = [];
  const perRecipe = [];
  for (let count = 1; count <= options.runs; count++) {
    say(`isolation ${count}: ${recipes.length} recipes`);
    const cache = sighound.freshCache();
    const folder = mkdtempSync(path.join(sighound.folder, 'profile-'));
    await sighound.profiled(build, recipes, cache, folder);
    const whole = spent(folder, [EVALUATING]);
    const putting = spent(folder, PUTTING_BACK);
    shares.push((100 * putting) / (whole - putting));
    perRecipe.push(putting / 1000 / recipes.length);
    sighound.dropCache(cache);
    rmSync(folder, { recursive: true, force: true });
  }
  const part = 'isolation';
  return [
    figure({ part, name: 'interpreter reset, share of evaluation', unit: '%', ours: shares }),
    figure({ part, name: 'interpreter reset, per recipe', unit: 'ms', ours: perRecipe }),
  ];
}

/**
 * Microseconds that the profiles of a run spent in functions with these names and in the functions that they called.
 */
function spent(folder, names) {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.cpuprofile'))
    .reduce((sum, name) => sum + spentIn(JSON.parse(readFileSync(path.join(folder, name), 'utf8')), names), 0);
}

function spentIn({ nodes, samples, timeDeltas }, names) {
  const own = new Map();
  samples.forEach((id, index) => own.set(id, (own.get(id) ?? 0) + timeDeltas[index]));
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const all = (node) => (node.children ?? []).reduce((sum, id) => sum + all(byId.get(id)), own.get(node.id) ?? 0);
  const outermost = (node) =>
    names.includes(node.callFrame.functionName)
      ? all(node)
      : (node.children ?? []).reduce((sum, id) => sum + outermost(byId.get(id)), 0);
  return outermost(nodes[0]);
}
