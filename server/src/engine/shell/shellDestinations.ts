/**
 * Follows marked texts through shell code: whether they only name folders and files that commands use, are only printed
 * to the log, or get into files. It follows the code's own variables, parameters, pipes, substitutions and
 * here-documents. It does not know metadata: its caller marks texts, and supplies the functions that the code calls.
 */

import {
  type ArgumentUse,
  baseName,
  filesWritten,
  innerCommand,
  isLogging,
  passesInputOn,
  swallowsInput,
  usesOfArguments,
} from './commandArguments';
import { type ShellListener, type ShellRedirection, type ShellWord, readScript } from './shellGrammar';
import { ShellRefusal, skipUnit, substitutionsOf, unquoted } from './shellWord';

/** Stands for a value that is followed. */
export const MARK = '\uE000';
/** Stands for a text that is made from such a value, and may not contain it. */
export const PERHAPS = '\uE001';
/** Whether a text contains either. */
export const MARKS = /[\uE000\uE001]/;
/** Flags of compilers with the name of a folder in which they search. */
export const SEARCHED = /^-(I|isystem|iquote|idirafter|include)/;
const SEARCHED_NEXT = /^-(I|isystem|iquote|idirafter|include)$/;
const PREFIX_MAP = /^-+(W[alp],-*)?(f?(debug|macro|file|profile|canon)-prefix-map|remap-path-prefix|trimpath)[=,]/;

/** Whether a flag takes a folder's name out of what the compiler writes: the mark is only before the last `=`. */
export function isPrefixMap(word: string): boolean {
  const at = word.lastIndexOf('=');
  return PREFIX_MAP.test(word) && !MARKS.test(word.slice(at + 1));
}

/** A destination of a marked text. */
export interface ShellDestination {
  /** `path`: it names what a command uses. `log`: it is printed. `unknown`: the code does not show it. */
  readonly kind: 'path' | 'log' | 'content' | 'unknown';
  /** The words of the code, still with marks: what is written, an argument. */
  readonly text: string;
  /** How a text gets into content, or why it is not known. */
  readonly how:
    'file' | 'link' | 'edit' | 'argument' | 'input' | 'environment' | 'comparison' | 'code' | 'derived' | 'unreadable';
  /** The command, or the file that is written. */
  readonly by: string;
}

/** What the code's surroundings supply. */
export interface ShellSurroundings {
  /** The marked code of a function, or null if there is none of that name. */
  readonly functionOf: (name: string) => string | null;
  /** A text with its variables expanded; null if they are unknown. */
  readonly expanded: (text: string) => string | null;
  /** Whether no cache keeps a file: it belongs to the task's logs and scripts, or is not in the task's folders. */
  readonly isLogFile: (file: string) => boolean;
  /** Whether a variable is in the environment of all commands before the code sets it. */
  readonly isExported: (name: string) => boolean;
}

/** Where a command's output goes. */
type Output =
  | { readonly kind: 'log' }
  | { readonly kind: 'file'; readonly name: string }
  /** Another text or command gets it; `marks` collects the marks in it. */
  | { readonly kind: 'captured'; marks: string };

interface Flow {
  output: Output;
  /** The marks in what the command reads from its input. */
  readonly input: string;
}

interface Node {
  readonly words: ShellWord[];
  readonly assignments: ShellWord[];
  readonly redirections: ShellRedirection[];
  readonly lists: { readonly words: readonly ShellWord[]; readonly variable: string | null }[];
  readonly selectors: ShellWord[];
  readonly children: Node[];
  defines: string | null;
  piped: boolean;
}

const ASSIGNMENT = /^[A-Za-z_]\w*=/;
const LOG: Output = { kind: 'log' };
const DECLARING: ReadonlySet<string> = new Set(['local', 'export', 'readonly', 'declare', 'typeset']);
/** How many levels of functions and substitutions are followed. */
const DEEPEST = 12;
/** How often the code is read until all its variables are known. */
const MOST_ROUNDS = 8;
/** A function has a few hundred commands. */
const MOST_COMMANDS = 20_000;

/** Where the marked texts of some shell code get to; empty if it contains none. */
export function shellDestinations(code: string, surroundings: ShellSurroundings): readonly ShellDestination[] {
  return MARKS.test(code) || code.includes('$') ? new DestinationReader(surroundings).read(code) : [];
}

class DestinationReader {
  /** The code's variables that contain marks, with them. */
  private readonly variables = new Map<string, string>();
  private readonly exported = new Set<string>();
  private readonly functions = new Map<string, readonly Node[]>();
  private found = new Map<string, ShellDestination>();
  private readonly trees = new Map<string, readonly Node[] | null>();
  private readonly running: string[] = [];
  private left = MOST_COMMANDS;

  constructor(private readonly surroundings: ShellSurroundings) {}

  read(code: string): readonly ShellDestination[] {
    for (let round = 0; round < MOST_ROUNDS; round++) {
      const before = this.variables.size + this.exported.size + this.functions.size;
      this.found = new Map();
      this.runText(code, { output: LOG, input: '' }, []);
      if (this.variables.size + this.exported.size + this.functions.size === before) break;
    }
    return [...this.found.values()];
  }

  private runText(code: string, flow: Flow, parameters: readonly string[]): void {
    const nodes = this.treeOf(code);
    if (nodes) this.runAll(nodes, flow, parameters);
    else if (MARKS.test(code)) this.add('unknown', 'unreadable', marksOf(code), '');
  }

  private treeOf(code: string): readonly Node[] | null {
    const known = this.trees.get(code);
    if (known !== undefined) return known;
    const made = readTree(code);
    this.trees.set(code, made);
    return made;
  }

  private runAll(nodes: readonly Node[], flow: Flow, parameters: readonly string[]): void {
    let piped: string | null = null;
    for (const node of nodes) {
      const output: Output = node.piped ? { kind: 'captured', marks: '' } : flow.output;
      const own: Flow = { output, input: piped ?? flow.input };
      this.run(node, own, parameters);
      // `exec > file` redirects what follows.
      if (!node.piped && own.output !== output && isBareExec(node)) flow.output = own.output;
      piped = output.kind === 'captured' && node.piped ? output.marks : null;
    }
  }

  private run(node: Node, flow: Flow, parameters: readonly string[]): void {
    if (this.left-- <= 0) {
      this.add('unknown', 'unreadable', PERHAPS, '');
      return;
    }
    if (node.defines !== null) {
      this.functions.set(node.defines, node.children);
      return;
    }
    const own = this.redirected(node, flow, parameters);
    if (isBareExec(node)) flow.output = own.output;
    for (const word of node.selectors) {
      const text = this.resolve(word.value, parameters);
      if (MARKS.test(text)) this.add('unknown', 'comparison', text, 'case');
    }
    for (const { words, variable } of node.lists) {
      for (const word of words) {
        const text = this.resolve(word.value, parameters);
        if (!MARKS.test(text)) continue;
        if (variable === null) this.add('unknown', 'comparison', text, 'case');
        else this.assign(variable, text);
      }
    }
    if (node.children.length > 0) this.runAll(node.children, own, parameters);
    this.runCommand(node, own, parameters);
  }

  /** The flow of a command with its redirections. */
  private redirected(node: Node, flow: Flow, parameters: readonly string[]): Flow {
    let { output, input } = flow;
    for (const { operator, number, target } of node.redirections) {
      const isDocument = operator === '<<' || operator === '<<-';
      const text = this.resolve(target.value, parameters, isDocument);
      if (isDocument) {
        input += marksOf(text);
        continue;
      }
      if (MARKS.test(text)) this.add('path', 'file', text, operator);
      if (operator === '<') input = '';
      if (operator === '>&') {
        if (number === null || number === '1')
          output = text === '2' ? LOG : /^[\d-]*$/.test(text) ? output : this.fileOutput(text);
        continue;
      }
      if (operator.startsWith('>') && (number === null || number === '1')) output = this.fileOutput(text);
    }
    return { output, input };
  }

  private fileOutput(name: string): Output {
    if (/^\/dev\/(null|stdout|stderr|tty|fd\/\d)$/.test(name) || this.surroundings.isLogFile(name)) return LOG;
    return { kind: 'file', name };
  }

  private runCommand(node: Node, flow: Flow, parameters: readonly string[]): void {
    // Upstream quirk: BitBake's reader takes an assignment for a word unless the text ends there.
    const at = node.words.findIndex(({ value }) => !ASSIGNMENT.test(value));
    const assignments = at === -1 ? node.words : node.words.slice(0, at);
    const named = at === -1 ? [] : node.words.slice(at);
    const resolved = named.map(({ value }) => this.resolve(value, parameters));
    const [first = ''] = resolved;
    for (const { value } of [...node.assignments, ...assignments]) {
      const { name, text } = this.assignmentOf(value, parameters);
      if (!MARKS.test(text)) continue;
      if (first === '') this.assign(name, text);
      else this.add('unknown', 'environment', text, name);
    }
    if (first === '') return;
    if (DECLARING.has(first)) {
      for (const { value } of named.slice(1)) this.declare(first, value, parameters);
      return;
    }
    if (first === 'read') {
      if (flow.input !== '') for (const name of resolved.slice(1)) this.assign(name, flow.input);
      return;
    }
    if (first === 'set') {
      if (resolved.some((text) => MARKS.test(text))) this.add('unknown', 'code', resolved.join(' '), 'set');
      return;
    }
    const inner = innerCommand(resolved);
    // The words of a command that `xargs` runs are followed by those that it reads.
    let words = first === 'xargs' && flow.input !== '' ? [...inner, flow.input] : inner;
    // A variable before the command may hold only assignments, or nothing.
    while (words.length > 1 && this.isNoCommand(words[0] ?? '')) words = words.slice(1);
    const [command = '', ...args] = words;
    for (const word of resolved.slice(0, resolved.length - inner.length)) {
      const name = /^\w+(?==)/.exec(word)?.[0];
      if (MARKS.test(word)) this.add(name === undefined ? 'path' : 'unknown', 'environment', word, name ?? '');
    }
    // The program itself is a file that is used.
    if (MARKS.test(command)) this.add('path', 'file', command, '');
    const name = this.nameOf(command);
    if (!isLogging(name) && this.call(name, args, flow)) return;
    const uses = usesOfArguments(name, args, (text) => MARKS.test(text));
    const isMapped = args.some((arg) => MARKS.test(arg) && isPrefixMap(arg));
    args.forEach((arg, index) => {
      const isSearched = isMapped && (SEARCHED.test(arg) || SEARCHED_NEXT.test(args[index - 1] ?? ''));
      if (MARKS.test(arg))
        this.use(
          isSearched ? 'path' : (uses[index] ?? 'argument'),
          arg,
          name === '' ? command : name,
          args[args.length - 1] ?? '',
          flow,
        );
    });
    if (flow.input !== '' && first !== 'xargs') this.useInput(name, args, flow);
  }

  private isNoCommand(word: string): boolean {
    if (MARKS.test(word) || !word.startsWith('${')) return false;
    const name = this.nameOf(word);
    return name === '' || ASSIGNMENT.test(name);
  }

  /** Runs a function with the arguments of a call; false if there is no such function. */
  private call(name: string, args: readonly string[], flow: Flow): boolean {
    const defined = this.functions.get(name);
    const code = defined ? null : this.surroundings.functionOf(name);
    if (!defined && code === null) return false;
    if (this.running.includes(name)) return true;
    if (this.running.length > DEEPEST) {
      if (args.some((arg) => MARKS.test(arg))) this.add('unknown', 'unreadable', args.join(' '), name);
      return true;
    }
    this.running.push(name);
    const own: Flow = { output: flow.output, input: flow.input };
    if (defined) this.runAll(defined, own, args);
    else this.runText(code ?? '', own, args);
    this.running.pop();
    return true;
  }

  private use(use: ArgumentUse, text: string, command: string, last: string, flow: Flow): void {
    switch (use) {
      case 'path':
      case 'search':
        this.add('path', 'file', text, command);
        break;
      case 'print':
        this.print(text, flow.output);
        break;
      case 'link':
      case 'edit':
        this.add(this.surroundings.isLogFile(last) ? 'path' : 'content', use, text, last);
        break;
      case 'argument':
        this.add('content', use, text, command);
        break;
      case 'compare':
        this.add('unknown', 'comparison', text, command);
        break;
      case 'code':
        this.add('unknown', 'code', text, command);
    }
  }

  private useInput(name: string, args: readonly string[], flow: Flow): void {
    if (passesInputOn(name)) {
      for (const file of filesWritten(name, args)) {
        const output = this.fileOutput(file);
        if (output.kind === 'file') this.print(flow.input, output);
      }
      if (!(/^[ef]?grep$/.test(name) && args.some((arg) => /^-[a-zA-Z]*[qc]/.test(arg))))
        this.print(flow.input, flow.output);
    } else if (!swallowsInput(name)) {
      this.add('content', 'input', flow.input, name);
    }
  }

  private print(text: string, output: Output): void {
    if (output.kind === 'captured') output.marks += marksOf(text);
    else if (output.kind === 'file') this.add('content', 'file', text, output.name);
    else this.add('log', 'file', text, '');
  }

  private declare(command: string, word: string, parameters: readonly string[]): void {
    const { name, text } = this.assignmentOf(word, parameters);
    if (word.includes('=') && MARKS.test(text)) this.assign(name, text);
    if (command !== 'export') return;
    this.exported.add(name);
    const value = this.variables.get(name);
    if (value !== undefined) this.add('unknown', 'environment', value, name);
  }

  private assignmentOf(word: string, parameters: readonly string[]): { readonly name: string; readonly text: string } {
    const at = word.indexOf('=');
    return at === -1
      ? { name: word, text: '' }
      : { name: word.slice(0, at), text: this.resolve(word.slice(at + 1), parameters) };
  }

  private assign(name: string, text: string): void {
    const known = this.variables.get(name);
    if (known === undefined || (!known.includes(MARK) && text.includes(MARK))) this.variables.set(name, text);
    if (this.exported.has(name) || this.surroundings.isExported(name)) this.add('unknown', 'environment', text, name);
  }

  private nameOf(command: string): string {
    const plain = command.replace(/[\uE000\uE001]/g, '');
    const text = plain.includes('$') ? (this.surroundings.expanded(plain) ?? plain) : plain;
    const [first = ''] = innerCommand(text.trim().split(/\s+/));
    return baseName(first);
  }

  /** A word without quotes, with marks for variables and substitutions whose text has marks. */
  private resolve(word: string, parameters: readonly string[], isDocument = false): string {
    let result = '';
    let quoted = isDocument;
    for (let at = 0; at < word.length;) {
      const character = word[at] ?? '';
      if (character === '"' && !isDocument) {
        quoted = !quoted;
        at++;
      } else if (character === "'" && !quoted) {
        const end = word.indexOf("'", at + 1);
        result += word.slice(at + 1, end < 0 ? word.length : end);
        at = end < 0 ? word.length : end + 1;
      } else if (character === '\\') {
        // Keeps what a pattern of `sed` needs.
        result += quoted || /[\w.*[\]^$/]/.test(word[at + 1] ?? '') ? word.slice(at, at + 2) : (word[at + 1] ?? '');
        at += 2;
      } else if (character === '$' || character === '`') {
        const end = endOfUnit(word, at);
        const unit = word.slice(at, end);
        result += this.valueOf(unit, parameters);
        at = end;
      } else {
        result += character;
        at++;
      }
    }
    return result;
  }

  private valueOf(unit: string, parameters: readonly string[]): string {
    if (unit.startsWith('`') || unit.startsWith('$(')) return this.printedBy(unit);
    const name = /^\$\{?#?([A-Za-z_]\w*|[0-9@*])/.exec(unit)?.[1] ?? '';
    if (/^[@*]$/.test(name)) return parameters.some((one) => MARKS.test(one)) ? parameters.join(' ') : unit;
    if (/^[1-9]$/.test(name)) {
      const parameter = parameters[Number(name) - 1];
      return parameter !== undefined && MARKS.test(parameter) ? parameter : unit;
    }
    const value = this.variables.get(name);
    if (unit.startsWith('${#')) return value === undefined ? unit : PERHAPS;
    // A default or a pattern in the braces may have marks of its own.
    return value ?? (MARKS.test(unit) ? marksOf(unit) : unit);
  }

  private printedBy(unit: string): string {
    let marks = '';
    if (this.running.length > DEEPEST) return MARKS.test(unit) ? PERHAPS : '';
    this.running.push('');
    for (const { text } of substitutionsIn(unit)) {
      const output: Output = { kind: 'captured', marks: '' };
      this.runText(`${text}\n`, { output, input: '' }, []);
      marks += output.marks;
    }
    this.running.pop();
    return marks === '' ? 'x' : marks;
  }

  private add(kind: ShellDestination['kind'], how: ShellDestination['how'], text: string, by: string): void {
    const isSure = text.includes(MARK);
    const found: ShellDestination =
      kind === 'content' && !isSure ? { kind: 'unknown', how: 'derived', text, by } : { kind, how, text, by };
    this.found.set(JSON.stringify(found), found);
  }
}

function isBareExec({ words }: Node): boolean {
  return words.length === 1 && words[0]?.value === 'exec';
}

function marksOf(text: string): string {
  return `${text.includes(MARK) ? MARK : ''}${text.includes(PERHAPS) ? PERHAPS : ''}`;
}

function endOfUnit(word: string, at: number): number {
  try {
    const end = skipUnit(word, at, { dropped: [] });
    if (end > at + 1 || word[at] !== '$') return end;
    return at + (/^\$(?:[A-Za-z_]\w*|[0-9@*#?$!-])?/.exec(word.slice(at))?.[0].length ?? 1);
  } catch (error) {
    if (error instanceof ShellRefusal) return word.length;
    throw error;
  }
}

function substitutionsIn(unit: string): ReturnType<typeof substitutionsOf> {
  try {
    return substitutionsOf(unit, { insideQuotes: true });
  } catch (error) {
    if (error instanceof ShellRefusal) return [];
    throw error;
  }
}

/** The commands of some code as a tree; null if BitBake refuses the code. */
function readTree(code: string): readonly Node[] | null {
  const root = node();
  const open: Node[] = [root];
  const top = (): Node => open[open.length - 1] ?? root;
  const listener: ShellListener = {
    begin: () => {
      const made = node();
      top().children.push(made);
      open.push(made);
    },
    end: (piped) => {
      top().piped = piped;
      open.pop();
    },
    command: (words) => {
      top().words.push(...words);
    },
    // They come one by one, with their names.
    assignments: () => undefined,
    define: (name) => {
      top().defines = unquoted(name);
    },
    list: (words, _depth, variable) => {
      top().lists.push({ words, variable });
    },
    select: (word) => {
      top().selectors.push(word);
    },
    redirect: (redirection) => {
      top().redirections.push(redirection);
    },
    assignment: (word) => {
      top().assignments.push(word);
    },
  };
  try {
    readScript(code, listener, 0);
  } catch (error) {
    if (error instanceof ShellRefusal) return null;
    throw error;
  }
  return root.children;
}

function node(): Node {
  return {
    words: [],
    assignments: [],
    redirections: [],
    lists: [],
    selectors: [],
    children: [],
    defines: null,
    piped: false,
  };
}
