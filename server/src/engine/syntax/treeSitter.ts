/**
 * The engine's interface to tree-sitter: the few parts of its trees that are used, as structures that match the objects
 * of web-tree-sitter. It does not know how a host loads grammars, or what is searched in a tree. No hash depends on
 * this code: trees only give positions in a text.
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

/** A tree is in memory that no garbage collector sees; it stays there until it is deleted. */
export interface SyntaxTree {
  readonly rootNode: SyntaxNode;
  delete(): void;
}

/** Reads text of one language. */
export interface SyntaxParser {
  /** Null if the host gave up: the text took too long, or the parser failed. Never throws. */
  parse(text: string): SyntaxTree | null;
}

/** The parsers of the languages that metadata contains. */
export interface SyntaxParsers {
  readonly bash: SyntaxParser;
  readonly python: SyntaxParser;
}

/**
 * How much text one search passes to parsers, in UTF-16 units. The longest functions of OE-core have 23,000; a longer
 * text is searched for words.
 */
export const LONGEST_PARSED_TEXT = 64 * 1024;

/** The cost of parsing a text in addition to its length. */
const COST_OF_A_TREE = 64;

/** The parsers for one search, which may parse only a limited amount of text. */
export class TreeReader {
  private left = LONGEST_PARSED_TEXT;

  constructor(private readonly parsers: SyntaxParsers | null) {}

  /**
   * Passes the root of `text`'s tree to `use` and frees the tree afterwards. False if there is no tree: no parsers, too
   * much text, or the host gave up on it.
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
