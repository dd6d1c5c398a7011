/**
 * Finds why the names of a task's object and stamp differ between two evaluations although its hash is the same. The
 * names are made of variables' values, which no hash needs to contain: `PR`, `PV`, `SSTATE_PKGSPEC`, `STAMP`.
 */

import { sorted } from '../base/order';
import { type Datastore, textOf } from '../datastore/datastore';
import { DatastoreError } from '../base/datastoreError';
import type { Cause } from '../signatures/differences';

/** What a name is made of: a variable's value, and the variables in it. */
interface NamePart {
  readonly unexpanded: string;
  readonly expanded: string;
  readonly references: readonly string[];
}

/** Everything that the names of a variant's objects and stamps are made of, by variable; unknown parts are missing. */
export type NameParts = ReadonlyMap<string, NamePart>;

/** The variables that have the names: of most objects, of objects that depend on no architecture, of stamps. */
export const NAMES = { object: 'SSTATE_PKGSPEC', software: 'SSTATE_SWSPEC', stamp: 'STAMP' } as const;

/** More variables than this are not read. */
const MOST_PARTS = 1_000;

/**
 * Reads what the names of a variant are made of. Call it while Python can still run the recipe's functions. Empty where
 * BitBake looks for no objects.
 */
export function namePartsOf(d: Datastore): NameParts {
  const parts = new Map<string, NamePart>();
  const pending: string[] = [NAMES.stamp];
  // BitBake looks for what this says. Where the two variables are not behind it, the names are not theirs.
  const asked = partOf('BB_HASHFILENAME', d);
  for (const name of [NAMES.object, NAMES.software]) if (asked?.references.includes(name)) pending.push(name);
  const seen = new Set(pending);
  for (const name of pending) {
    const part = partOf(name, d);
    if (part === null) continue;
    parts.set(name, part);
    for (const reference of part.references) {
      if (seen.has(reference) || seen.size > MOST_PARTS) continue;
      seen.add(reference);
      pending.push(reference);
    }
  }
  return parts;
}

function partOf(name: string, d: Datastore): NamePart | null {
  try {
    const { value, parse } = d.getParse(name);
    const references = sorted(new Set([...parse.references, ...parse.contains.keys()]));
    return { unexpanded: plain(value), expanded: plain(parse.value), references };
  } catch (error) {
    if (!(error instanceof DatastoreError)) throw error;
    return null;
  }
}

function plain(value: Parameters<typeof textOf>[0] | null): string {
  return value === null ? '' : textOf(value);
}

/** Whether a name differs; false where it is not known. `back`: the first host's text for a text of the second. */
export function nameDiffers(name: string, a: NameParts, b: NameParts, back = (text: string): string => text): boolean {
  const [here, there] = [a.get(name), b.get(name)];
  return here !== undefined && there !== undefined && here.expanded !== back(there.expanded);
}

/** The variables directly in a name that differ, with their two values. */
export function differingParts(
  name: string,
  a: NameParts,
  b: NameParts,
): ReadonlyMap<string, readonly [string, string]> {
  return new Map(
    (a.get(name)?.references ?? [])
      .filter((reference) => nameDiffers(reference, a, b))
      .map((reference) => [reference, [a.get(reference)?.expanded ?? '', b.get(reference)?.expanded ?? '']]),
  );
}

/**
 * The variables that make a name differ, each with the chain from the name: those whose own text differs, or whose code
 * gives another result though nothing that it refers to differs.
 */
export function causesOfName(name: string, a: NameParts, b: NameParts): readonly Cause[] {
  const causes = new Map<string, Cause>();
  const pending: (readonly string[])[] = [[name]];
  const seen = new Set([name]);
  for (const chain of pending) {
    const key = chain[chain.length - 1] ?? name;
    const [here, there] = [a.get(key), b.get(key)];
    const below = here ? here.references.filter((reference) => nameDiffers(reference, a, b)) : [];
    if (here && there && here.unexpanded === there.unexpanded && below.length > 0) {
      for (const reference of below) {
        if (seen.has(reference)) continue;
        seen.add(reference);
        pending.push([...chain, reference]);
      }
    } else {
      causes.set(key, { variable: key, a: here?.expanded ?? null, b: there?.expanded ?? null, chain });
    }
  }
  return [...causes.values()];
}
