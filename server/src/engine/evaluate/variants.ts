/**
 * One recipe with its bbappends and all the variants that `BBCLASSEXTEND` creates from it. Mirrors the `handle` of a
 * recipe and `bb.parse.ast.multi_finalize`.
 */

import { words } from '../base/pythonText';
import type { Datastore } from '../datastore/datastore';
import { DatastoreError } from '../base/datastoreError';
import { MetadataError, type MetadataProblem, problemOf, withOrigin } from './errors';
import type { Evaluation } from './evaluation';
import { finalize, inheritDeferred } from './finalize';
import { deferInherit, evaluateFile, inherit } from './includes';

/** The result for one variant. `""` names the recipe itself. */
export interface VariantOutcome {
  readonly variant: string;
  readonly d: Datastore;
  /** Why the metadata asks to skip it; null where it is built. */
  readonly skipped: string | null;
  /** Why its signatures are unknown although the metadata is correct, and the problem to show for that. */
  readonly unknown: { readonly reason: string; readonly problem: MetadataProblem } | null;
}

/** The result for a recipe: its variants, or the error that makes BitBake drop all of them. */
export type RecipeOutcome =
  | { readonly ok: true; readonly variants: readonly VariantOutcome[] }
  | { readonly ok: false; readonly problem: MetadataProblem; readonly unknown: string | null };

export interface RecipeOptions {
  /** Absolute path of the recipe. */
  readonly fn: string;
  readonly appends: readonly string[];
  /** Name of the multiconfig; `""` for the default one. */
  readonly multiconfig: string;
  readonly layerName: string;
  /** Called for each variant at the moment BitBake computes its signatures. */
  readonly onTasks: (d: Datastore, variant: string) => void;
}

/** Evaluates a recipe on a copy of the configuration `base`. */
export function evaluateRecipe(base: Datastore, options: RecipeOptions, evaluation: Evaluation): RecipeOutcome {
  const d = base.createCopy();
  const quiet = { silent: true } as const;
  d.setVar('__BBMULTICONFIG', options.multiconfig, quiet);
  d.setVar('FILE_LAYERNAME', options.layerName, quiet);
  try {
    if (evaluation.release.recipeFileVariable) d.setVar('__BB_RECIPE_FILE', options.fn, quiet);
    if (options.appends.length > 0) d.setVar('__BBAPPEND', options.appends.join(' '), quiet);
    return { ok: true, variants: evaluateVariants(d, options, evaluation) };
  } catch (error) {
    const located = withOrigin(error, { file: options.fn, line: 0 });
    if (!(located instanceof DatastoreError)) throw located;
    return { ok: false, problem: problemOf(located), unknown: located.unknown ?? null };
  }
}

function evaluateVariants(read: Datastore, options: RecipeOptions, evaluation: Evaluation): readonly VariantOutcome[] {
  const { fn } = options;
  if (evaluateFile(fn, read, evaluation, { topLevel: true }) === 'skipped') {
    return [{ variant: '', d: read, skipped: 'skipped while it was read', unknown: null }];
  }
  for (const append of options.appends) evaluateFile(append, read, evaluation);
  // Older BitBake releases inherit deferred classes once for all variants.
  if (!evaluation.release.variantClassDeferred) inheritDeferred(read, evaluation);

  const d = read.createCopy();
  const main = finish(fn, '', d, options, evaluation);
  const variants = [main];
  const extended = d.getText('BBCLASSEXTEND');
  if (extended === '') return variants;

  const pn = d.getText('PN');
  read.setVar('BBCLASSEXTEND', extended, { silent: true });
  for (const word of new Set(words(extended))) {
    const [className = '', argument] = word.split(':');
    const copy = read.createCopy();
    if (argument !== undefined) {
      copy.setVar('BBEXTENDCURR', className, { silent: true });
      copy.setVar('BBEXTENDVARIANT', argument, { silent: true });
    } else {
      copy.setVar('PN', `${pn}-${word}`, { silent: true });
    }
    const origin = { file: fn, line: 0 };
    if (evaluation.release.variantClassDeferred) deferInherit(className, origin, copy);
    else inherit(className, origin, copy, evaluation);
    variants.push(finish(fn, word, copy, options, evaluation));
  }
  return variants;
}

/**
 * Finalizes one variant. Where the recipe asks to be skipped, or needs unknown data, the result is an outcome and not
 * an error.
 */
function finish(
  fn: string,
  variant: string,
  d: Datastore,
  options: RecipeOptions,
  evaluation: Evaluation,
): VariantOutcome {
  try {
    finalize(fn, d, evaluation, () => options.onTasks(d, variant));
  } catch (error) {
    if (!(error instanceof DatastoreError)) throw error;
    if (error.type === 'SkipRecipe') return { variant, d, skipped: error.message, unknown: null };
    if (error.unknown === undefined) throw error;
    const location = error instanceof MetadataError && error.origin.file !== '' ? error.origin : { file: fn, line: 1 };
    const problem: MetadataProblem = {
      ...location,
      severity: 'warning',
      message: `no signature of this recipe is known: ${error.unknown}`,
    };
    return { variant, d, skipped: null, unknown: { reason: error.unknown, problem } };
  }
  const skipped = d.getVar('__SKIPPED', { expand: false });
  return {
    variant,
    d,
    skipped: skipped === null ? null : String(skipped === true ? 'skipped while it was read' : skipped),
    unknown: null,
  };
}
