/** The parsers of bash and Python for tests, from the files the build copies. */

import { createRequire } from 'node:module';
import path from 'node:path';
import type { SyntaxParsers } from '../../server/src/engine/syntax/treeSitter';
import { loadSyntaxParsers } from '../../server/src/host/node/treeSitterNode';

/**
 * Loads the parsers, a few dozen milliseconds. `mostMilliseconds` bounds a parse, where the usual bound is not meant.
 */
export function loadTestParsers(mostMilliseconds?: number): Promise<SyntaxParsers> {
  const runtime = path.dirname(createRequire(import.meta.url).resolve('web-tree-sitter'));
  return loadSyntaxParsers(path.resolve(import.meta.dirname, '../../grammars'), runtime, mostMilliseconds);
}
