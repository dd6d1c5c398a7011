/**
 * Finds where the body of a shell function refers to a dependency: as `${name}`, in the code of `${@…}`, and as a
 * command. BitBake expands variables before it reads the shell. Here they are covered, so a command whose name appears
 * only by expansion has no position.
 */

import { coverExpansions, findExpansions } from './expansionLocations';
import { type Locations, type SearchedText, searchWord } from './locations';
import { findInValue } from './pythonLocations';
import type { TreeReader } from './treeSitter';

/**
 * The most `|` in a text that is passed to the parser. For an unfinished pipeline of n commands the parser needs time
 * and memory in n², in one step that nothing can interrupt; functions of OE-core have less than 200.
 */
const MOST_PIPES = 1000;

/** Finds `name` in a shell function's body. */
export function findInShell(source: SearchedText, name: string, trees: TreeReader, locations: Locations): void {
  const { text } = source;
  findInValue(source, name, trees, locations);
  if (!text.includes(name)) return;
  const shell = coverExpansions(text, findExpansions(text));
  let sound = false;
  const read =
    countPipes(shell) <= MOST_PIPES &&
    trees.read('bash', shell, (root) => {
      sound = !root.hasError;
      for (const node of root.descendantsOfType(['command_name', 'word'])) {
        if (shell.slice(node.startIndex, node.endIndex) !== name) continue;
        const range = source.range(node.startIndex, node.endIndex);
        if (node.type === 'command_name') locations.add(range);
        else locations.addPossible(range);
      }
    });
  if (!read || !sound) searchWord(source, name, locations);
}

function countPipes(text: string): number {
  let count = 0;
  for (let at = text.indexOf('|'); at !== -1; at = text.indexOf('|', at + 1)) count++;
  return count;
}
