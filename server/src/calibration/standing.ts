/**
 * The result of comparing engine and judge for the workspace's BitBake, and its wording for users. The result is plain
 * data that can be stored.
 */

import { either, isNumber, isText, objectOf, oneOf, optional, orNull } from '../engine/base/shape';
import { counted } from '../ide/counted';

/**
 * A task for which engine and judge do not have the same hash. null: that side has no such hash. `unknown`: the engine
 * has none because it cannot know it.
 */
export interface StandingDifference {
  readonly mcfn: string;
  readonly task: string;
  readonly ours: string | null;
  readonly theirs: string | null;
  readonly unknown?: string;
}

/**
 * `confirmed`: the two agree on a few recipes. `differs`: they do not, and BitBake's hashes count. `unconfirmed`:
 * nothing is known, and `reason` says why: lower-case start, no full stop.
 */
export type Standing =
  | { readonly kind: 'confirmed'; readonly tasks: number }
  | { readonly kind: 'differs'; readonly tasks: number; readonly count: number; readonly first: StandingDifference }
  | { readonly kind: 'unconfirmed'; readonly reason: string };

const isDifference = objectOf<StandingDifference>({
  mcfn: isText,
  task: isText,
  ours: orNull(isText),
  theirs: orNull(isText),
  unknown: optional(isText),
});
const isAnyStanding = either(
  objectOf<Extract<Standing, { kind: 'confirmed' }>>({ kind: oneOf('confirmed'), tasks: isNumber }),
  objectOf<Extract<Standing, { kind: 'differs' }>>({
    kind: oneOf('differs'),
    tasks: isNumber,
    count: isNumber,
    first: isDifference,
  }),
  objectOf<Extract<Standing, { kind: 'unconfirmed' }>>({ kind: oneOf('unconfirmed'), reason: isText }),
);

/** Whether a stored value is a `Standing`. */
export function isStanding(value: unknown): value is Standing {
  return isAnyStanding(value);
}

/** The result if no comparison was requested. */
export const NOT_ASKED: Standing = { kind: 'unconfirmed', reason: 'no comparison was made' };

/** The word for a result in JSON. */
export function standingWord({ kind }: Standing): 'confirmed' | 'differs' | 'not confirmed' {
  return kind === 'unconfirmed' ? 'not confirmed' : kind;
}

/** What a difference means, and what the user can do about it. */
const BY_BITBAKE =
  "hashes are BitBake's own, run in the sandbox, which takes longer; please report this with the output of `sighound verify`";

/** One line for users: lower-case start, no full stop. `bitbake`: the name to use for the workspace's BitBake. */
export function standingText(standing: Standing, bitbake: string): string {
  switch (standing.kind) {
    case 'confirmed':
      return `confirmed: Sighound and ${bitbake} agree on ${counted(standing.tasks, 'task')}`;
    case 'differs':
      return standing.first.unknown === undefined
        ? `Sighound and ${bitbake} differ in ${standing.count} of ${counted(standing.tasks, 'task')}: ${BY_BITBAKE}`
        : `Sighound does not know how ${bitbake} hashes: ${standing.first.unknown}; ${BY_BITBAKE}`;
    case 'unconfirmed':
      return `not confirmed by ${bitbake}: ${standing.reason}`;
  }
}

/** Why a hash is unknown if BitBake gives none for it. */
export const ONLY_OURS = 'Sighound and this BitBake differ, and BitBake gives no hash for it';
