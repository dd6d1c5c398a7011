/**
 * The two-host proof: a recipe's tasks whose basehash differs between two evaluations, each with the keys that make it
 * differ.
 */

import type { RecipeResult, VariantResult } from '../../engine/engine';
import type { ConfigurationOutcome } from '../../engine/layers/configuration';
import { causesOf } from '../../engine/signatures/differences';
import type { HostComparison, HostDifference, UnknownComparison } from '../api/analysisApi';
import type { OtherEngine } from './otherEngine';

/** Compares a recipe's evaluation with that of another engine, which `evaluate` requests. */
export function compareWith(
  a: RecipeResult,
  other: OtherEngine,
  evaluate: (other: OtherEngine) => RecipeResult | null,
): HostComparison {
  const configuration = other.engine.configuration();
  if (!configuration.ok)
    return nothingKnown(a, `the configuration cannot be read on the other host: ${firstError(configuration)}`);
  const b = evaluate(other);
  if (a.variants.length === 0) return nothingKnown(a, a.problems[0]?.message ?? 'it has no variants');
  if (!b || b.variants.length === 0)
    return nothingKnown(a, `on the other host: ${b?.problems[0]?.message ?? 'it has no variants'}`);
  return compareResults(a, b);
}

function compareResults(a: RecipeResult, b: RecipeResult): HostComparison {
  const differences: HostDifference[] = [];
  const unknown: UnknownComparison[] = [];
  let tasks = 0;
  for (const variant of a.variants) {
    if (variant.skipped !== null) continue;
    const { mcfn } = variant;
    const other = b.variants.find(
      (candidate) => candidate.variant === variant.variant && candidate.multiconfig === variant.multiconfig,
    );
    for (const [task, hash] of variant.tasks) {
      tasks++;
      const otherHash = other?.tasks.get(task);
      if (hash.kind === 'unknown') unknown.push({ mcfn, task, reason: hash.reason });
      else if (otherHash?.kind === 'unknown')
        unknown.push({ mcfn, task, reason: `on the other host: ${otherHash.reason}` });
      else if (otherHash?.hash !== hash.hash)
        differences.push({
          mcfn,
          task,
          a: hash.hash,
          b: otherHash?.hash ?? null,
          causes: causes(task, variant, other),
        });
    }
  }
  return { fn: a.fn, tasks, differences, unknown };
}

/** If only one host has the task, no variable can be named as the cause. */
function causes(task: string, a: VariantResult, b: VariantResult | undefined): HostDifference['causes'] {
  if (!a.signatures || !b?.signatures?.gendeps.has(task)) return [];
  return causesOf(task, a.signatures, b.signatures);
}

function nothingKnown({ fn, variants }: RecipeResult, reason: string): HostComparison {
  const tasks = variants.flatMap(({ mcfn, tasks: own }) => [...own.keys()].map((task) => ({ mcfn, task, reason })));
  return {
    fn,
    tasks: tasks.length,
    differences: [],
    unknown: tasks.length > 0 ? tasks : [{ mcfn: fn, task: null, reason }],
  };
}

function firstError(outcome: ConfigurationOutcome): string {
  return outcome.problems.find((problem) => problem.severity === 'error')?.message ?? 'it has no problem that is known';
}
