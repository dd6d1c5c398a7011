/**
 * What Python asks of a datastore in addition to reading and writing variables, for the objects in
 * `python/metadata/datastore_parts.py`.
 */

import type { Datastore } from '../engine/datastore/datastore';
import type { VariableParse } from '../engine/datastore/expansion';

/** The answer to a question about the state of `d`, plain or as JSON; null where there is no such question. */
export function askDatastore(
  d: Datastore,
  operation: string,
  args: readonly unknown[],
): { readonly answer: unknown } | null {
  const { release } = d.services;
  switch (operation) {
    case 'overrideVersion':
      return { answer: d.overrideVersion() };
    case 'overrideData':
      return { answer: JSON.stringify(overrideData(d)) };
    case 'presentOverrides':
      return { answer: JSON.stringify(d.presentOverrides()) };
    case 'presentOverrideSet':
      return { answer: JSON.stringify(d.presentOverrideSet()) };
    case 'overrideVariables':
      return { answer: JSON.stringify(d.overrideVariableNames()) };
    case 'needOverrides':
      return { answer: d.needOverrides() };
    case 'forgetOverrides':
      return { answer: d.forgetOverrides() };
    case 'forgetValues':
      return { answer: d.forgetValues() };
    case 'inOverrides':
      return { answer: d.isReadingOverrides };
    case 'initVar':
      return { answer: d.initVar(String(args[0])) };
    case 'isTracking':
      return { answer: d.tracking };
    case 'setTracking':
      return { answer: (d.tracking = args[0] === true) };
    case 'renamedVariables':
      return { answer: JSON.stringify(Object.fromEntries(d.services.renamedVariables)) };
    case 'hasFilters':
      return { answer: release.variableFilters };
    case 'hasFinalize':
      return { answer: release.datastoreFinalize };
    case 'keepsUnexpanded':
      return { answer: release.parseKeepsUnexpanded };
    default:
      return null;
  }
}

function overrideData(d: Datastore): Record<string, (readonly [string, string])[]> {
  // No prototype: a variable may have the name of one of its properties.
  const found = Object.create(null) as Record<string, (readonly [string, string])[]>;
  for (const [variable, entries] of d.overrideEntries())
    found[variable] = entries.map((entry) => [entry.variable, entry.override] as const);
  return found;
}

/** What a value refers to, as JSON. */
export function parseText({ references, execs, contains, removes }: VariableParse): string {
  return JSON.stringify({
    references: [...references],
    execs: [...execs],
    contains: [...contains].map(([variable, items]) => [variable, [...items]]),
    removes: removes === null ? null : [...removes],
  });
}
