/** The parsers of bash and Python for tests, from the files that the build copies. */

import { createRequire } from 'node:module';
import path from 'node:path';
import type { SyntaxParsers } from '../../server/src/engine/syntax/treeSitter';
import { loadSyntaxParsers } from '../../server/src/node/treeSitterNode';

/**
 * Loads the parsers, which takes a few dozen milliseconds. `mostMilliseconds` limits a parse instead of the usual
 * limit.
 */
export function loadTestParsers(mostMilliseconds?: number): Promise<SyntaxParsers> {
  const runtime = path.dirname(createRequire(import.meta.url).resolve('web-tree-sitter'));
  return loadSyntaxParsers(path.resolve(import.meta.dirname, '../../grammars'), runtime, mostMilliseconds);
}
