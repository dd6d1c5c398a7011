/**
 * The engine's handle on tree-sitter: the few parts of its trees that are used, as structures which the objects of
 * web-tree-sitter fit. It knows neither how a host loads grammars nor what is looked for in a tree. No hash depends on
 * anything here: trees only tell where in a text something stands.
 */

/** A node of a syntax tree; indices are UTF-16 offsets into the text that was parsed. */
export interface SyntaxNode {
  readonly type: string;
  readonly startIndex: number;
  readonly endIndex: number;
  /** Whether some of its text fits no rule of the grammar. */
  readonly hasError: boolean;
  readonly namedChildren: readonly SyntaxNode[];
  childForFieldName(field: string): SyntaxNode | null;
  descendantsOfType(types: string[]): SyntaxNode[];
}

/** A tree stands in memory that no garbage collector sees until it is deleted. */
export interface SyntaxTree {
  readonly rootNode: SyntaxNode;
  delete(): void;
}

/** Reads text of one language. */
export interface SyntaxParser {
  /** Null where the host gave up: the text took too long, or the parser failed. Never throws. */
  parse(text: string): SyntaxTree | null;
}

/** The parsers of the languages that metadata contains. */
export interface SyntaxParsers {
  readonly bash: SyntaxParser;
  readonly python: SyntaxParser;
}

/**
 * How much text one search hands to parsers, in UTF-16 units. The longest functions of OE-core have 23,000; what is
 * longer is searched for words.
 */
export const LONGEST_PARSED_TEXT = 64 * 1024;

/** What reading a text costs besides its length. */
const COST_OF_A_TREE = 64;

/** The parsers for the time of one search, which reads no more text than has a bound. */
export class TreeReader {
  private left = LONGEST_PARSED_TEXT;

  constructor(private readonly parsers: SyntaxParsers | null) {}

  /**
   * Gives the root of `text`'s tree to `use` and frees the tree afterwards. False where there is no tree: no parsers,
   * too much text, or the host gave up on it.
   */
  read(language: keyof SyntaxParsers, text: string, use: (root: SyntaxNode) => void): boolean {
    if (this.parsers === null || text.length > this.left) return false;
    this.left -= text.length + COST_OF_A_TREE;
    const tree = this.parsers[language].parse(text);
    if (tree === null) return false;
    try {
      use(tree.rootNode);
    } finally {
      tree.delete();
    }
    return true;
  }
}
