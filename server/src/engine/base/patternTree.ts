/**
 * Python's regular expressions as trees, and what can be said about a part of one without a text to match. It does not
 * know how patterns are written.
 */

import { isPythonSpaceCode } from './pythonText';

/** A part of a pattern. Characters are numbers: code points. */
export type PatternNode =
  | { readonly kind: 'character'; readonly code: number }
  | { readonly kind: 'any' }
  | { readonly kind: 'set'; readonly members: readonly SetMember[]; readonly isNegated: boolean }
  | { readonly kind: 'sequence'; readonly items: readonly PatternNode[] }
  | { readonly kind: 'choice'; readonly branches: readonly PatternNode[] }
  | { readonly kind: 'group'; readonly index: number | null; readonly body: PatternNode }
  | {
      readonly kind: 'repeat';
      readonly body: PatternNode;
      readonly least: number;
      readonly most: number;
      readonly isLazy: boolean;
    }
  | { readonly kind: 'anchor'; readonly anchor: 'start' | 'lineEnd' | 'end' | 'wordEdge' | 'noWordEdge' }
  | { readonly kind: 'look'; readonly body: PatternNode; readonly isBehind: boolean; readonly isNegated: boolean }
  | { readonly kind: 'reference'; readonly index: number };

/** Characters from `first` to `last`, or one of Python's classes. */
export type SetMember =
  | { readonly first: number; readonly last: number }
  | { readonly category: 'digit' | 'space' | 'word'; readonly isNegated: boolean };

export interface ReadPattern {
  readonly tree: PatternNode;
  /** How many groups it has. */
  readonly groups: number;
  readonly names: ReadonlyMap<string, number>;
  /** A group is inside a repetition: in Python it does not always contain the text of the last round. */
  readonly hasRepeatedGroups: boolean;
}

/** Python refuses the pattern. */
export class InvalidPattern extends Error {}

/** The engine does not know what the pattern means. */
export class UnknownPattern extends Error {}

/** Whether a numbered group is inside a repetition. */
export function hasRepeatedGroup(node: PatternNode, isRepeated = false): boolean {
  switch (node.kind) {
    case 'group':
      return (isRepeated && node.index !== null) || hasRepeatedGroup(node.body, isRepeated);
    case 'look':
      return hasRepeatedGroup(node.body, isRepeated);
    case 'repeat':
      return hasRepeatedGroup(node.body, true);
    case 'sequence':
      return node.items.some((item) => hasRepeatedGroup(item, isRepeated));
    case 'choice':
      return node.branches.some((branch) => hasRepeatedGroup(branch, isRepeated));
    default:
      return false;
  }
}

/** How many characters a part consumes; null where that varies. */
export function widthOf(node: PatternNode): number | null {
  switch (node.kind) {
    case 'character':
    case 'any':
    case 'set':
      return 1;
    case 'anchor':
    case 'look':
      return 0;
    case 'group':
      return widthOf(node.body);
    case 'sequence':
      return node.items.reduce<number | null>((sum, item) => added(sum, widthOf(item)), 0);
    case 'choice': {
      const [first = null, ...others] = node.branches.map(widthOf);
      return others.every((width) => width === first) ? first : null;
    }
    case 'repeat': {
      const width = widthOf(node.body);
      if (width === null || node.least !== node.most) return width === 0 ? 0 : null;
      return width * node.least;
    }
    // Python computes it from the group; the engine leaves this rare case to Python.
    case 'reference':
      throw new UnknownPattern('a reference in a look-behind is not understood here');
  }
}

function added(a: number | null, b: number | null): number | null {
  return a === null || b === null ? null : a + b;
}

/** Whether a character is in a set. Throws `UnknownPattern` where that depends on Python's tables of characters. */
export function isInSet(
  { members, isNegated }: Pick<Extract<PatternNode, { readonly kind: 'set' }>, 'members' | 'isNegated'>,
  code: number,
): boolean {
  return (
    members.some((member) =>
      'first' in member
        ? code >= member.first && code <= member.last
        : isInCategory(member.category, code) !== member.isNegated,
    ) !== isNegated
  );
}

function isInCategory(category: 'digit' | 'space' | 'word', code: number): boolean {
  if (category === 'space') return code <= 0xffff && isPythonSpaceCode(code);
  if (category === 'word') return isWordCharacter(code);
  if (code >= 0x80) throw new UnknownPattern('Pythons differ in which characters are digits');
  return code >= 0x30 && code <= 0x39;
}

/** Whether a character is one of `\w`. */
export function isWordCharacter(code: number): boolean {
  if (code >= 0x80) throw new UnknownPattern('Pythons differ in which characters are letters');
  return (
    (code >= 0x30 && code <= 0x39) || (code >= 0x41 && code <= 0x5a) || code === 0x5f || (code >= 0x61 && code <= 0x7a)
  );
}
