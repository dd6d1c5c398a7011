/**
 * The engine's handle on tree-sitter: the few parts of web-tree-sitter it uses, as structures that a host's parsers
 * fit. It knows neither how grammars are loaded nor what is looked for in a tree. No hash depends on anything here:
 * trees only tell where in a text something stands.
 */

/** A node of a syntax tree; indices are UTF-16 offsets into the text that was parsed. */
export interface SyntaxNode {
  readonly type: string;
  readonly startIndex: number;
  readonly endIndex: number;
  /** Whether the text could not be read completely. */
  readonly hasError: boolean;
  readonly namedChildren: readonly SyntaxNode[];
  childForFieldName(field: string): SyntaxNode | null;
  descendantsOfType(types: string[]): SyntaxNode[];
}

/** A tree lives in the memory of the WebAssembly module until it is deleted. */
export interface SyntaxTree {
  readonly rootNode: SyntaxNode;
  delete(): void;
}

/** What a `Parser` of web-tree-sitter with a language is. */
export interface SyntaxParser {
  /** Null where `progressCallback` returned true. */
  parse(text: string, oldTree: null, options: { readonly progressCallback: () => boolean }): SyntaxTree | null;
  /** Forgets a parse that was stopped, which the next one would go on with. */
  reset(): void;
}

/** The parsers of the languages that metadata contains. */
export interface SyntaxParsers {
  readonly bash: SyntaxParser;
  readonly python: SyntaxParser;
}

/** Longest text given to a parser, in UTF-16 units. Real functions stay far below. */
export const LONGEST_PARSED_TEXT = 256 * 1024;

/** Calls of `progressCallback` after which a parser is stopped; a text of full length that is no attack needs fewer. */
export const MOST_PARSE_STEPS = 20_000;

/**
 * Gives the root of `text`'s tree to `use` and frees the tree. False where there is no tree: the text is too long or
 * takes too many steps.
 */
export function withTree(parser: SyntaxParser, text: string, use: (root: SyntaxNode) => void): boolean {
  if (text.length > LONGEST_PARSED_TEXT) return false;
  let steps = 0;
  const tree = parser.parse(text, null, { progressCallback: () => ++steps > MOST_PARSE_STEPS });
  if (tree === null) {
    parser.reset();
    return false;
  }
  try {
    use(tree.rootNode);
  } finally {
    tree.delete();
  }
  return true;
}
