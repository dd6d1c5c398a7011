/**
 * Traces how a variable gets its value, and what of it is in a task's hash, to find out why a hash is wrong. It reads a
 * store that is already evaluated, and shows step by step what `bb.data_smart.DataSmart.getVarFlag` and
 * `bb.data.build_dependencies` did with it.
 */

import { DatastoreError } from '../base/datastoreError';
import { sorted } from '../base/order';
import { type Assignment, type Loss, assignmentsBehind } from '../datastore/assignments';
import { type Datastore, type VariableParts, textOf } from '../datastore/datastore';
import type { HistoryEntry } from '../datastore/history';
import { type Signatures, chainTo } from './basehash';
import { exclusionsOf } from './variableDependencies';

/** The trace of a variable. */
export interface VariableTrace {
  /** From the task to the variable; null if the variable is not in the task's hash. */
  readonly chain: readonly string[] | null;
  /** Every operation on it, then on each variable that may replace it; oldest first, flags included. */
  readonly history: readonly TracedEntry[];
  readonly parts: VariableParts;
  /** Before expansion, with overrides and operations; null if there is none. */
  readonly unexpanded: string | null;
  /** The result of the expansion, or how it failed. */
  readonly expanded: ExpandedValue;
  /** The texts of `:remove` that removed a word. */
  readonly removes: readonly string[];
  /** Null if the variable is not in the task's hash. */
  readonly contribution: Contribution | null;
  /** Why the task's hash is unknown; null if it is known. */
  readonly unknownHash: string | null;
}

/** One operation. */
export interface TracedEntry extends Assignment {
  /** What it contributes to the value; null for a flag, and for what is no assignment. */
  readonly effect: 'effective' | Loss | null;
}

/** `unknown`: the value is unknown here. `failed`: BitBake fails as well. */
export type ExpandedValue =
  | { readonly kind: 'value'; readonly text: string | null }
  | { readonly kind: 'unknown' | 'failed'; readonly reason: string };

/** What a variable contributes to a hash. */
export interface Contribution {
  /** The text; null if only the name counts. */
  readonly text: string | null;
  /** Why it is unknown; null if it is known. */
  readonly unknown: string | null;
  /** Its dependencies, in order. */
  readonly dependencies: readonly string[];
  /** `[vardepsexclude]`, in order. */
  readonly excluded: readonly string[];
}

/** Traces a variable as a task of the same variant sees it. */
export function traceVariable(task: string, name: string, d: Datastore, signatures: Signatures): VariableTrace {
  const { gendeps, varvals, unknownKeys } = signatures;
  const chain = chainTo(task, name, gendeps);
  // Read first: the next call leaves the expansion in the store.
  const parts = d.parts(name);
  const { unexpanded, expanded, removes } = expansionOf(name, d);
  const value = varvals.get(name) ?? null;
  const effects = effectsOf(name, d);
  const hash = signatures.tasks.get(task);
  return {
    chain,
    history: [name, ...parts.candidates.map(({ variable }) => variable)].flatMap((variable) =>
      d.history.entries(variable).map((entry) => ({ variable, entry, effect: effects.get(entry) ?? null })),
    ),
    parts,
    unexpanded,
    expanded,
    removes,
    contribution: chain && {
      text: value === null ? null : textOf(value),
      unknown: unknownKeys.get(name) ?? null,
      dependencies: sorted(gendeps.get(name) ?? []),
      excluded: sorted(exclusionsOrNone(name, signatures)),
    },
    unknownHash: hash?.kind === 'unknown' ? hash.reason : null,
  };
}

function effectsOf(name: string, d: Datastore): ReadonlyMap<HistoryEntry, 'effective' | Loss> {
  const { effective, lost } = assignmentsBehind(name, null, d);
  return new Map<HistoryEntry, 'effective' | Loss>([
    ...lost.map(({ entry, loss }) => [entry, loss] as const),
    ...effective.map(({ entry }) => [entry, 'effective'] as const),
  ]);
}

function expansionOf(name: string, d: Datastore): Pick<VariableTrace, 'unexpanded' | 'expanded' | 'removes'> {
  const unexpanded = d.getVar(name, { expand: false });
  const text = unexpanded === null ? null : textOf(unexpanded);
  try {
    const value = d.getVar(name);
    const { parse } = d.getParse(name);
    return {
      unexpanded: text,
      expanded: { kind: 'value', text: value === null ? null : textOf(value) },
      removes: sorted(parse.removes ?? []),
    };
  } catch (error) {
    if (!(error instanceof DatastoreError)) throw error;
    const expanded: ExpandedValue =
      error.unknown === undefined
        ? { kind: 'failed', reason: `${error.type}: ${error.message}` }
        : { kind: 'unknown', reason: error.unknown };
    return { unexpanded: text, expanded, removes: [] };
  }
}

/** If the flag cannot be expanded, the variable is unknown, and the trace shows why. */
function exclusionsOrNone(name: string, { context }: Signatures): ReadonlySet<string> {
  try {
    return exclusionsOf(name, context);
  } catch (error) {
    if (error instanceof DatastoreError) return new Set();
    throw error;
  }
}
