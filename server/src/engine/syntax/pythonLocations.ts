/**
 * Finds where Python code refers to a dependency. It looks for the same calls as `bb.codeparser.PythonParser`, but
 * finds them in a tree-sitter tree, which has their positions; the dependencies themselves are already known.
 */

import { coverNames, findExpansions } from './expansionLocations';
import { type Locations, type SearchedText, searchWord } from './locations';
import type { SyntaxNode, TreeReader } from './treeSitter';

const GET_VARIABLE = ['.getVar', '.appendVar', '.prependVar', 'oe.utils.conditional'];
const GET_FLAG = ['.getVarFlag', '.appendVarFlag', '.prependVarFlag'];
const ASK_WORDS = ['bb.utils.contains', 'base_contains', 'bb.utils.contains_any', 'bb.utils.filter'];
const RUN_FUNCTION = ['bb.build.exec_func', 'bb.build.exec_task'];
/** These calls set the variable that they name, so it is no dependency. */
const SET_VARIABLE = ['.setVar', '.setVarFlag', '.delVar', '.delVarFlag', '.renameVar'];

/** The name to search for; `NAME[flag]` in its two parts. */
interface Wanted {
  readonly key: string;
  readonly variable: string;
  readonly flag: string | null;
}

/** Finds `name` in the code of a function or a `def`. */
export function findInPython(source: SearchedText, name: string, trees: TreeReader, locations: Locations): void {
  search(source, source.text, name, trees, locations);
}

/** Finds `name` in expanded text: as `${name}`, and in the code of `${@…}`. */
export function findInValue(source: SearchedText, name: string, trees: TreeReader, locations: Locations): void {
  if (!source.text.includes('${')) return;
  const { names, inlinePython } = findExpansions(source.text);
  for (const found of names) if (found.text === name) locations.add(source.range(found.start, found.end));
  for (const { text, start, end } of inlinePython) {
    const code = source.slice(start + (text.length - text.trimStart().length), end);
    search(code, coverNames(code.text), name, trees, locations);
  }
}

function search(source: SearchedText, code: string, name: string, trees: TreeReader, locations: Locations): void {
  const wanted = wantedOf(name);
  // Most code does not contain the name at all.
  if (!code.includes(wanted.variable)) return;
  let sound = false;
  // BitBake reads an indented body as the body of an `if`.
  const first = code.search(/\S/);
  const prefix = code[first - 1] === ' ' || code[first - 1] === '\t' ? 'if 1:\n' : '';
  const text = prefix + code;
  const read = trees.read('python', text, (root) => {
    sound = !root.hasError;
    const parsed = {
      text,
      location: (start: number, end: number) => source.slice(start - prefix.length, end - prefix.length),
      trees,
    };
    for (const call of root.descendantsOfType(['call'])) visitCall(call, parsed, wanted, locations);
  });
  if (!read || !sound) searchWord(source, wanted.variable, locations);
}

/** The text of a tree, and the mapping from its offsets to the source. */
interface ParsedText {
  readonly text: string;
  location(start: number, end: number): SearchedText;
  readonly trees: TreeReader;
}

/** A string or name in code. */
interface Word {
  readonly text: string;
  readonly location: SearchedText;
}

function visitCall(call: SyntaxNode, parsed: ParsedText, wanted: Wanted, locations: Locations): void {
  const callee = call.childForFieldName('function');
  const list = call.childForFieldName('arguments');
  const called = callee && calledName(callee, parsed);
  if (!called || list?.type !== 'argument_list') return;
  const args = list.namedChildren.filter((node) => node.type !== 'comment' && node.type !== 'keyword_argument');
  const [first, second] = args.slice(0, 2).map((node) => literal(node, parsed));

  if (called.text === wanted.key) addWord(called, locations);
  if (endsWithAny(called.text, GET_FLAG)) {
    if (first?.text === wanted.variable && second?.text === wanted.flag) addWord(first, locations);
  } else if (
    endsWithAny(called.text, GET_VARIABLE) ||
    ASK_WORDS.includes(called.text) ||
    RUN_FUNCTION.includes(called.text)
  ) {
    if (first?.text === wanted.key) addWord(first, locations);
  } else if (called.text.endsWith('.expand')) {
    if (first) findInValue(first.location, wanted.key, parsed.trees, locations);
  } else if (!endsWithAny(called.text, SET_VARIABLE)) {
    // A function of the metadata may read the variable whose name it gets as an argument.
    for (const argument of list.namedChildren) {
      const node = argument.type === 'keyword_argument' ? argument.childForFieldName('value') : argument;
      const word = node && literal(node, parsed);
      if (word?.text === wanted.key) locations.addPossible(word.location.range(0, word.text.length));
    }
  }
}

function wantedOf(key: string): Wanted {
  const bracket = key.endsWith(']') ? key.indexOf('[') : -1;
  if (bracket === -1) return { key, variable: key, flag: null };
  return { key, variable: key.slice(0, bracket), flag: key.slice(bracket + 1, -1) };
}

function addWord(word: Word, locations: Locations): void {
  locations.add(word.location.range(0, word.location.text.length));
}

/** `a.b.c`; null if the called expression has anything except names and dots. */
function calledName(callee: SyntaxNode, parsed: ParsedText): Word | null {
  if (callee.type !== 'identifier' && callee.type !== 'attribute') return null;
  const text = parsed.text.slice(callee.startIndex, callee.endIndex).replace(/\s+/g, '');
  return /^[\w.]+$/.test(text) ? { text, location: parsed.location(callee.startIndex, callee.endIndex) } : null;
}

/** The content of a string literal in one piece; null for anything else. */
function literal(node: SyntaxNode, parsed: ParsedText): Word | null {
  if (node.type !== 'string') return null;
  const [opening, content, closing] = node.namedChildren;
  if (!opening || content?.type !== 'string_content' || closing?.type !== 'string_end') return null;
  // Bytes are no text, and a formatted string is computed at run time.
  if (/[bft]/i.test(parsed.text.slice(opening.startIndex, opening.endIndex))) return null;
  return {
    text: parsed.text.slice(content.startIndex, content.endIndex),
    location: parsed.location(content.startIndex, content.endIndex),
  };
}

function endsWithAny(text: string, suffixes: readonly string[]): boolean {
  return suffixes.some((suffix) => text.endsWith(suffix));
}
