/** A variable's trace as plain data, which crosses threads. */

import { type VariableParts, textOf } from '../../engine/datastore/datastore';
import { normalize } from '../../engine/files/posixPath';
import type { VariableTrace } from '../../engine/signatures/trace';
import type { Value } from '../../engine/python/pythonDatastore';

/** How a variable of one variant came to its value; see `VariableTrace`. */
export interface TracedVariable extends Omit<VariableTrace, 'history' | 'parts'> {
  readonly mcfn: string;
  readonly history: readonly TracedOperation[];
  readonly parts: TracedParts;
}

/** One operation on a variable, or on one that may stand in for it. */
export interface TracedOperation {
  readonly variable: string;
  readonly operation: string;
  readonly flag: string | null;
  readonly text: string | null;
  /** Empty where no file says it. */
  readonly path: string;
  /** 1-based; 0 where unknown. */
  readonly line: number;
}

/** What the value is put together from, values as text. */
export type TracedParts = Omit<VariableParts, 'value' | 'weakDefault'> & {
  readonly value: string | null;
  readonly weakDefault: string | null;
};

export function tracedVariable(mcfn: string, { history, parts, ...trace }: VariableTrace): TracedVariable {
  return {
    mcfn,
    ...trace,
    history: history.map(({ variable, entry: { operation, flag, detail, file, line } }) => ({
      variable,
      operation,
      flag,
      text: textOrNull(detail),
      path: file === '' ? '' : normalize(file),
      line,
    })),
    parts: { ...parts, value: textOrNull(parts.value), weakDefault: textOrNull(parts.weakDefault) },
  };
}

function textOrNull(value: Value): string | null {
  return value === null ? null : textOf(value);
}
