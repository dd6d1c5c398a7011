/**
 * Loads web-tree-sitter and the grammars of bash and Python from files, and keeps hostile text from hanging or
 * exhausting it. A parse has a time limit, the module has a memory limit, and after a crash it is not used again. Knows
 * nothing of the purpose of the trees.
 */

import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { Language, Parser } from 'web-tree-sitter';
import { ownClock } from '../threads/ownTime';
import { thisThread, waitedMs } from './processorTime';
import type { SyntaxParser, SyntaxParsers, SyntaxTree } from '../engine/syntax/treeSitter';

/** Real functions take a few milliseconds. */
const MOST_MILLISECONDS = 250;

const PAGE = 64 * 1024;
/** The module's size at the start, the same as its own loader gives it. */
const INITIAL_PAGES = (32 * 1024 * 1024) / PAGE;
const MOST_PAGES = (256 * 1024 * 1024) / PAGE;

/**
 * The module of this thread, from the first call on. The library does not delay a second start while the first one is
 * in progress. A grammar would then be loaded into one module and requested from the other.
 */
// eslint-disable-next-line no-restricted-syntax -- the library keeps its module for the whole thread, and so does this
let module: Promise<void> | undefined;

/**
 * Loads the parsers: the grammars from the folder `grammars`, and `web-tree-sitter.wasm` from `runtime`, which in the
 * bundle is the same folder. A parse takes at most twice `mostMilliseconds`. Rejects where a file is missing. There is
 * one module per thread: other calls, also those made at the same time, get parsers in the first one.
 */
export async function loadSyntaxParsers(
  grammars: string,
  runtime: string = grammars,
  mostMilliseconds: number = MOST_MILLISECONDS,
): Promise<SyntaxParsers> {
  const [wasmBinary, bash, python] = await Promise.all([
    readFile(path.join(runtime, 'web-tree-sitter.wasm')),
    readFile(path.join(grammars, 'tree-sitter-bash.wasm')),
    readFile(path.join(grammars, 'tree-sitter-python.wasm')),
  ]);
  await (module ??= startModule(wasmBinary));
  const state: ModuleState = { crashed: false };
  return {
    bash: guarded(await parserOf(bash), state, mostMilliseconds),
    python: guarded(await parserOf(python), state, mostMilliseconds),
  };
}

function startModule(wasmBinary: Uint8Array): Promise<void> {
  return Parser.init({
    wasmBinary,
    wasmMemory: new WebAssembly.Memory({ initial: INITIAL_PAGES, maximum: MOST_PAGES }),
    // Standard output may be the connection to the editor.
    print: ignore,
    printErr: ignore,
  });
}

/** Both parsers are in one module and fail with it. */
interface ModuleState {
  crashed: boolean;
}

async function parserOf(grammar: Uint8Array): Promise<Parser> {
  return new Parser().setLanguage(await Language.load(grammar));
}

function guarded(parser: Parser, state: ModuleState, mostMilliseconds: number): SyntaxParser {
  return { parse: (text) => parse(parser, text, state, mostMilliseconds) };
}

function parse(parser: Parser, text: string, state: ModuleState, mostMilliseconds: number): SyntaxTree | null {
  if (state.crashed) return null;
  try {
    const tree = parser.parse(text, null, { progressCallback: limit(mostMilliseconds) });
    // A parser that was stopped would otherwise continue with that text.
    if (tree === null) parser.reset();
    return tree;
  } catch {
    // Memory or stack is exhausted: the state of the module is not known.
    state.crashed = true;
    return null;
  }
}

/**
 * Reports when the time is up. The limit applies twice: first to all time, then to the time without what other threads
 * had of the processor. The second time is measured only when the first limit is reached.
 */
function limit(milliseconds: number): () => boolean {
  const start = performance.now();
  let ownTime: (() => number) | undefined;
  return () => {
    if (ownTime !== undefined) return ownTime() > milliseconds;
    if (performance.now() - start <= milliseconds) return false;
    const thread = thisThread();
    ownTime = ownClock(() => thread, waitedMs);
    return false;
  };
}

function ignore(): void {
  // Prints nothing.
}
