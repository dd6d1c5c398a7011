/** Failures of metadata with their location, and their form for the user. */

import type { SourceRange } from '../base/text';
import { type Origin } from '../datastore/history';
import { DatastoreError } from '../base/datastoreError';

/** A problem in the metadata that stops BitBake, or would stop it, or about which BitBake warns. */
export interface MetadataProblem {
  /** Absolute path of the file; empty where no file causes the problem. */
  readonly file: string;
  /** 1-based; 0 where unknown. */
  readonly line: number;
  readonly range?: SourceRange;
  readonly severity: 'error' | 'warning';
  readonly message: string;
  /** The error's type, where an error stopped the evaluation. */
  readonly type?: string;
}

/** An error of metadata with its location. */
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

/** `error` with a location: its own if it has one, otherwise `origin`. Errors of the program itself stay unchanged. */
export function withOrigin(error: unknown, origin: Origin): unknown {
  if (!(error instanceof DatastoreError) || error instanceof MetadataError) return error;
  return new MetadataError(error.type, error.message, origin, error.unknown);
}

/** The problem to show for an error that stopped an evaluation. */
export function problemOf(error: DatastoreError): MetadataProblem {
  const origin: Origin = error instanceof MetadataError ? error.origin : { file: '', line: 0 };
  return { ...origin, severity: 'error', message: error.message || error.type, type: error.type };
}
