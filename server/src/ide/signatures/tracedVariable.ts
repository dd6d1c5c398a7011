/** A variable's trace as plain data that can cross threads. */

import { lossText } from '../../engine/datastore/assignments';
import { type VariableParts, textOf } from '../../engine/datastore/datastore';
import { normalize } from '../../engine/files/posixPath';
import type { VariableTrace } from '../../engine/signatures/trace';
import type { Value } from '../../engine/python/pythonDatastore';

/** How a variable of one variant gets its value; see `VariableTrace`. */
export interface TracedVariable extends Omit<VariableTrace, 'history' | 'parts'> {
  readonly mcfn: string;
  readonly history: readonly TracedOperation[];
  readonly parts: TracedParts;
}

/** One operation on a variable, or on a variable that may provide its value instead. */
export interface TracedOperation {
  readonly variable: string;
  readonly operation: string;
  readonly flag: string | null;
  readonly text: string | null;
  /** Empty if no file contains the operation. */
  readonly path: string;
  /** 1-based; 0 where unknown. */
  readonly line: number;
  /** Whether it is part of the value; null for a flag, and for what is no assignment. */
  readonly isEffective: boolean | null;
  /** Why it has no effect, in a few words; null if it has one. */
  readonly lost: string | null;
}

/** The parts that form the value, with values as text. */
export type TracedParts = Omit<VariableParts, 'value' | 'weakDefault'> & {
  readonly value: string | null;
  readonly weakDefault: string | null;
};

export function tracedVariable(mcfn: string, { history, parts, ...trace }: VariableTrace): TracedVariable {
  return {
    mcfn,
    ...trace,
    history: history.map(({ variable, entry: { operation, flag, detail, file, line }, effect }) => ({
      variable,
      operation,
      flag,
      text: textOrNull(detail),
      path: file === '' ? '' : normalize(file),
      line,
      isEffective: effect && effect === 'effective',
      lost: effect === null || effect === 'effective' ? null : lossText(effect),
    })),
    parts: { ...parts, value: textOrNull(parts.value), weakDefault: textOrNull(parts.weakDefault) },
  };
}

function textOrNull(value: Value): string | null {
  return value === null ? null : textOf(value);
}
