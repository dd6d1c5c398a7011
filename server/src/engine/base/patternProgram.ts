/** A pattern's tree as a list of instructions for the matcher, in the order in which Python tries the alternatives. */

import { type PatternNode, type ReadPattern, type SetMember, UnknownPattern, widthOf } from './patternTree';

export type Instruction =
  | { readonly op: 'character'; readonly code: number }
  | { readonly op: 'any' }
  | { readonly op: 'set'; readonly members: readonly SetMember[]; readonly isNegated: boolean }
  /** Continues at `first`, and at `second` if that fails. */
  | { readonly op: 'split'; first: number; second: number }
  | { readonly op: 'jump'; to: number }
  | { readonly op: 'save'; readonly slot: number }
  /** Records where a round of a repetition begins; `check` goes to `out` where the round consumed nothing. */
  | { readonly op: 'mark'; readonly slot: number }
  | { readonly op: 'check'; readonly slot: number; out: number }
  | { readonly op: 'anchor'; readonly anchor: Extract<PatternNode, { readonly kind: 'anchor' }>['anchor'] }
  | {
      readonly op: 'look';
      readonly program: readonly Instruction[];
      readonly width: number;
      readonly isNegated: boolean;
    }
  | { readonly op: 'reference'; readonly index: number }
  | { readonly op: 'match' };

export interface PatternProgram {
  readonly instructions: readonly Instruction[];
  /** Two for each group, one for each repetition. */
  readonly slots: number;
}

/** Maximum number of instructions in a program: counted repetitions are written out. */
const MOST_INSTRUCTIONS = 20_000;

/** The program of a pattern. Throws `UnknownPattern` where it would be too long. */
export function compileProgram({ tree, groups }: ReadPattern): PatternProgram {
  const compiler = new Compiler(2 * (groups + 1));
  const instructions = compiler.programOf(tree);
  return { instructions, slots: compiler.slots };
}

type Laziness = Pick<Extract<PatternNode, { readonly kind: 'repeat' }>, 'isLazy'>;

class Compiler {
  private count = 0;

  constructor(public slots: number) {}

  programOf(tree: PatternNode): readonly Instruction[] {
    const out: Instruction[] = [];
    this.compile(tree, out);
    out.push({ op: 'match' });
    return out;
  }

  private emit<T extends Instruction>(out: Instruction[], instruction: T): T {
    if (++this.count > MOST_INSTRUCTIONS) throw new UnknownPattern('it repeats too much');
    out.push(instruction);
    return instruction;
  }

  private compile(node: PatternNode, out: Instruction[]): void {
    switch (node.kind) {
      case 'character':
        this.emit(out, { op: 'character', code: node.code });
        return;
      case 'any':
        this.emit(out, { op: 'any' });
        return;
      case 'set':
        this.emit(out, { op: 'set', members: node.members, isNegated: node.isNegated });
        return;
      case 'anchor':
        this.emit(out, { op: 'anchor', anchor: node.anchor });
        return;
      case 'reference':
        this.emit(out, { op: 'reference', index: node.index });
        return;
      case 'sequence':
        for (const item of node.items) this.compile(item, out);
        return;
      case 'choice':
        this.choice(node.branches, out);
        return;
      case 'repeat':
        this.repeat(node, out);
        return;
      case 'look': {
        const width = node.isBehind ? (widthOf(node.body) ?? 0) : 0;
        this.emit(out, { op: 'look', program: this.programOf(node.body), width, isNegated: node.isNegated });
        return;
      }
      case 'group': {
        if (node.index !== null) this.emit(out, { op: 'save', slot: 2 * node.index });
        this.compile(node.body, out);
        if (node.index !== null) this.emit(out, { op: 'save', slot: 2 * node.index + 1 });
      }
    }
  }

  private choice(branches: readonly PatternNode[], out: Instruction[]): void {
    const ends: { to: number }[] = [];
    for (const [index, branch] of branches.entries()) {
      if (index === branches.length - 1) {
        this.compile(branch, out);
        break;
      }
      const split = this.emit(out, { op: 'split', first: out.length + 1, second: 0 });
      this.compile(branch, out);
      ends.push(this.emit(out, { op: 'jump', to: 0 }));
      split.second = out.length;
    }
    for (const end of ends) end.to = out.length;
  }

  private repeat(
    { body, least, most, isLazy }: Extract<PatternNode, { readonly kind: 'repeat' }>,
    out: Instruction[],
  ): void {
    const start = out.length;
    for (let i = 0; i < least; i++) {
      this.compile(body, out);
      // A body without instructions has none, however often it is repeated.
      if (out.length === start) break;
    }
    if (most === Infinity) {
      const slot = this.slots++;
      const top = out.length;
      const split = this.split(out, { isLazy });
      this.emit(out, { op: 'mark', slot });
      this.compile(body, out);
      const check = this.emit(out, { op: 'check', slot, out: 0 });
      this.emit(out, { op: 'jump', to: top });
      this.leave(split, out.length, { isLazy });
      check.out = out.length;
      return;
    }
    const splits: { first: number; second: number }[] = [];
    for (let i = least; i < most; i++) {
      splits.push(this.split(out, { isLazy }));
      this.compile(body, out);
    }
    for (const split of splits) this.leave(split, out.length, { isLazy });
  }

  /** Tries the instructions that follow first, or last where the repetition is lazy; `leave` sets the other target. */
  private split(out: Instruction[], { isLazy }: Laziness): { first: number; second: number } {
    const split = this.emit(out, { op: 'split', first: 0, second: 0 });
    if (isLazy) split.second = out.length;
    else split.first = out.length;
    return split;
  }

  private leave(split: { first: number; second: number }, to: number, { isLazy }: Laziness): void {
    if (isLazy) split.first = to;
    else split.second = to;
  }
}
