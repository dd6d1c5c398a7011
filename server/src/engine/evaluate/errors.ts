/** Failures of metadata with the place they belong to, and what is told to the user. */

import type { SourceRange } from '../base/text';
import { type Origin } from '../datastore/history';
import { DatastoreError } from '../base/datastoreError';

/** Something wrong with metadata that stops, or would stop, BitBake; or that it warns of. */
export interface MetadataProblem {
  /** Absolute path of the file; empty where no file is to blame. */
  readonly file: string;
  /** 1-based; 0 where unknown. */
  readonly line: number;
  readonly range?: SourceRange;
  readonly severity: 'error' | 'warning';
  readonly message: string;
  /** The error's type, where an error stopped the evaluation. */
  readonly type?: string;
}

/** An error of metadata at its place. */
export class MetadataError extends DatastoreError {
  constructor(
    type: string,
    message: string,
    readonly origin: Origin,
    unknown?: string,
  ) {
    super(type, message, unknown);
  }
}

/** `error` with a place: its own where it has one, `origin` otherwise. Errors of the program itself pass unchanged. */
export function withOrigin(error: unknown, origin: Origin): unknown {
  if (!(error instanceof DatastoreError) || error instanceof MetadataError) return error;
  return new MetadataError(error.type, error.message, origin, error.unknown);
}

/** What to tell of an error that stopped an evaluation. */
export function problemOf(error: DatastoreError): MetadataProblem {
  const origin: Origin = error instanceof MetadataError ? error.origin : { file: '', line: 0 };
  return { ...origin, severity: 'error', message: error.message || error.type, type: error.type };
}
