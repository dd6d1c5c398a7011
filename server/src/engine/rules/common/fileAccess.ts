/**
 * Finds the files that code reads and writes: arguments of commands and of Python functions that are known to read or
 * write a file, and redirections. A command that is not known here reads and writes nothing. What a condition rules out
 * in this variant is left out.
 */

import type { ComputedText } from '../../base/computedText';
import { type PossibleText, possibleTexts } from '../../codeparser/possibleTexts';
import type { ShellCommand, ShellGuard } from '../../shell/shellUses';
import { findExpansions } from '../../syntax/expansionLocations';
import type { RuleVariant } from '../rule';
import { quietly } from './assignments';
import type { OwnCode } from './ownCode';

/** A file that code names, with the range of the command or call in the code. */
export interface FileAccess {
  readonly start: number;
  readonly end: number;
  readonly kind: 'read' | 'write' | 'run';
  /** The file as the code writes it, without quotes; null if the code computes it. */
  readonly written: string | null;
  /** What the path can be in this variant. */
  readonly paths: readonly PossibleText[];
}

/** All files that the code of a key reads, writes or runs. */
export function fileAccesses({ kind, text }: OwnCode, variant: RuleVariant): readonly FileAccess[] {
  if (kind === 'shell') return shellAccesses(text, variant);
  return kind === 'python' ? pythonAccesses(text, variant) : [];
}

/** Which arguments of a command are files. */
type Operands = (args: readonly string[]) => { readonly reads: readonly number[]; readonly writes: readonly number[] };

const NONE = { reads: [], writes: [] };

/** The arguments that are no options. `valued`: options whose value is the next argument. */
function plain(args: readonly string[], valued: string): readonly number[] {
  const found: number[] = [];
  let isPlain = false;
  for (let at = 0; at < args.length; at++) {
    const argument = args[at] ?? '';
    if (!isPlain && argument === '--') isPlain = true;
    else if (!isPlain && /^-./.test(argument)) {
      const last = argument.slice(-1);
      if (/^-[A-Za-z]+$/.test(argument) && valued.includes(last)) at++;
    } else found.push(at);
  }
  return found;
}

const readsAll =
  (valued = ''): Operands =>
  (args) => ({ reads: plain(args, valued), writes: [] });

/** The first plain argument is a pattern or a script. */
const readsAfterFirst =
  (valued: string, scripts: RegExp): Operands =>
  (args) => {
    const found = plain(args, valued);
    return { reads: args.some((argument) => scripts.test(argument)) ? found : found.slice(1), writes: [] };
  };

/** `cp`, `install`: the last argument, or that of `-t`, is written. */
const copies =
  (valued: string): Operands =>
  (args) => {
    const folder = args.findIndex((argument) => /^(-[A-Za-z]*t|--target-directory)$/.test(argument));
    const found = plain(args, valued);
    if (folder !== -1 || args.some((argument) => argument.startsWith('--target-directory=')))
      return { reads: found, writes: folder === -1 ? [] : [folder + 1] };
    return found.length < 2 ? NONE : { reads: found.slice(0, -1), writes: found.slice(-1) };
  };

const COMMANDS: Readonly<Record<string, Operands>> = {
  cat: readsAll(),
  zcat: readsAll(),
  bzcat: readsAll(),
  xzcat: readsAll(),
  zstdcat: readsAll(),
  head: readsAll('nc'),
  tail: readsAll('nc'),
  wc: readsAll(),
  md5sum: readsAll(),
  sha1sum: readsAll(),
  sha256sum: readsAll(),
  sha512sum: readsAll(),
  cmp: readsAll(),
  strings: readsAll('n'),
  unzip: (args) => ({ reads: plain(args, 'dx').slice(0, 1), writes: [] }),
  '.': (args) => ({ reads: plain(args, '').slice(0, 1), writes: [] }),
  source: (args) => ({ reads: plain(args, '').slice(0, 1), writes: [] }),
  grep: readsAfterFirst('ef', /^(-[A-Za-z]*[ef]|--(regexp|file)=.*)$/),
  awk: readsAfterFirst('fvF', /^-[A-Za-z]*f$/),
  cp: copies('tS'),
  mv: copies('tS'),
  rsync: copies('e'),
  install: (args) =>
    args.some((argument) => /^(-[A-Za-z]*d[A-Za-z]*|--directory)$/.test(argument))
      ? { reads: [], writes: plain(args, 'mogtS') }
      : copies('mogtS')(args),
  mkdir: (args) => ({ reads: [], writes: plain(args, 'm') }),
  touch: (args) => ({ reads: [], writes: plain(args, 'dtr') }),
  tee: (args) => ({ reads: [], writes: plain(args, '') }),
  ln: (args) => ({ reads: [], writes: plain(args, 'tS').slice(-1) }),
  sed: (args) => {
    const { reads } = readsAfterFirst('ef', /^(-[A-Za-z]*[ef]|--(expression|file)=.*)$/)(args);
    const editsFiles = args.some((argument) => /^(-[A-Za-z]*i.*|--in-place.*)$/.test(argument));
    return editsFiles ? { reads: [], writes: reads } : { reads, writes: [] };
  },
  tar: (args) => {
    const [first = ''] = args;
    const modes = first.replace(/^-/, '');
    const isShort = /^[A-Za-z]+$/.test(modes);
    const at = args.findIndex(
      (argument, index) => /^-[A-Za-z]*f$/.test(argument) || (index === 0 && isShort && modes.endsWith('f')),
    );
    if (at === -1) return NONE;
    const isExtracting =
      /[xt]/.test(modes) || args.some((argument) => /^(-[A-Za-z]*[xt][A-Za-z]*|--extract)$/.test(argument));
    return isExtracting ? { reads: [at + 1], writes: [] } : { reads: [], writes: [at + 1] };
  },
};

function shellAccesses(text: string, variant: RuleVariant): readonly FileAccess[] {
  const { signatures } = variant;
  const { commands, redirections, functions } = signatures.context.shell.uses(text);
  const isAsWritten = (start: number, end: number, written: string): boolean => text.slice(start, end) === written;
  const hasCode = findExpansions(text).inlinePython.length > 0;
  const found: FileAccess[] = [];
  for (const command of commands) {
    const { start, end, args, written, guards } = command;
    if (!mayRun(guards, text, variant)) continue;
    const name = command.command[0] === 'text' ? command.command[1] : null;
    const add = (kind: FileAccess['kind'], index: number): void => {
      const argument = args[index];
      const word = written[index];
      if (argument && word !== undefined)
        found.push({ start, end, kind, written: bare(word), paths: pathsOf(argument, variant) });
    };
    if (name === 'dd') {
      for (const [index, word] of written.entries()) {
        const kind = /^if=/.test(bare(word)) ? 'read' : /^of=/.test(bare(word)) ? 'write' : null;
        if (kind === null) continue;
        const paths = pathsOf(args[index] ?? ['any'], variant).map(withoutStart);
        found.push({ start, end, kind, written: bare(word).slice(3), paths });
      }
      continue;
    }
    const operands =
      name === null || functions.has(name) ? undefined : Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
    if (operands) {
      const { reads, writes } = operands(written.map(bare));
      for (const index of reads) add('read', index);
      for (const index of writes) add('write', index);
    } else if (name === null || name.includes('/')) {
      const word = text.slice(start, end);
      found.push({
        start,
        end,
        kind: 'run',
        written: hasCode && word.includes('{@') ? null : bare(word),
        paths: pathsOf(command.command, variant),
      });
    }
  }
  for (const { start, end, operator, target, written, guards } of redirections) {
    if (operator === '<&' || operator === '>&' || !mayRun(guards, text, variant)) continue;
    found.push({
      start,
      end,
      kind: operator === '<' ? 'read' : 'write',
      written: isAsWritten(start, end, written) ? bare(written) : null,
      paths: pathsOf(target, variant),
    });
  }
  return found;
}

/** Python functions that read their first argument; those with a second one write it. */
const COPYING =
  /^(shutil\.(copy|copy2|copyfile|copytree|move)|bb\.utils\.(copyfile|movefile)|oe\.path\.(copytree|copyhardlinktree))$/;

function pythonAccesses(text: string, variant: RuleVariant): readonly FileAccess[] {
  const {
    d,
    signatures: {
      context: { python },
    },
  } = variant;
  return python.uses(text, d.services).flatMap((use): readonly FileAccess[] => {
    if (use.kind !== 'call') return [];
    const { start, end, target, args, keywords } = use;
    const access = (kind: FileAccess['kind'], argument: ComputedText | undefined): readonly FileAccess[] =>
      argument ? [{ start, end, kind, written: writtenIn(argument), paths: pathsOf(argument, variant) }] : [];
    if (COPYING.test(target)) return [...access('read', args[0]), ...access('write', args[1])];
    if (target !== 'open') return [];
    const mode = args[1] ?? keywords.mode ?? ['text', 'r'];
    if (mode[0] !== 'text') return [];
    return access(/^r[bt]?$/.test(mode[1]) ? 'read' : 'write', args[0]);
  });
}

/** A path that Python expands, as it is written; null if it is more than that. */
function writtenIn(text: ComputedText): string | null {
  switch (text[0]) {
    case 'text':
      return text[1];
    case 'expanded':
      return text[1][0] === 'text' ? text[1][1] : null;
    case 'value':
      return text[1][0] === 'text' ? `\${${text[1][1]}}` : null;
    case 'join': {
      const parts = text[1].map(writtenIn);
      return parts.includes(null) ? null : parts.join('');
    }
    default:
      return null;
  }
}

function pathsOf(text: ComputedText, { d, signatures }: RuleVariant): readonly PossibleText[] {
  return possibleTexts(text, d, (name) => signatures.context.shellDeps.has(name));
}

function withoutStart({ parts: [first = '', ...rest], isLiteral }: PossibleText): PossibleText {
  return { parts: [first.slice(3), ...rest], isLiteral };
}

/** A word without its quotes. */
function bare(word: string): string {
  return word.replace(/["']/g, '');
}

// Conditions

/** Whether no condition around a command is known to be against it. */
function mayRun(guards: readonly ShellGuard[], text: string, variant: RuleVariant): boolean {
  return guards.every(({ condition, holds }) => {
    const value = condition && valueOf(condition, text, variant);
    return value === null || value === holds;
  });
}

/** The result of a condition whose words are all known before the task runs; null if it is not known. */
function valueOf(condition: ShellCommand, text: string, variant: RuleVariant): boolean | null {
  const { d } = variant;
  const word = quietly(() => d.expand(text.slice(condition.start, condition.end)))?.trim();
  if (word === 'true' || word === ':') return true;
  if (word === 'false') return false;
  if (word !== '[' && word !== 'test') return null;
  const words = condition.args.map((argument, index) => {
    const [only, ...others] = pathsOf(argument, variant);
    if (!only || others.length > 0 || only.parts.length > 1 || hasShellVariable(argument)) return null;
    const value = only.parts[0] ?? '';
    // Without quotes an empty value is no word at all.
    return value === '' && !/["']/.test(condition.written[index] ?? '') ? null : value;
  });
  const last = words[words.length - 1];
  return ofTest(word === '[' && last === ']' ? words.slice(0, -1) : words);
}

/** Whether a text depends on a variable that the shell itself sets. */
function hasShellVariable(text: ComputedText): boolean {
  switch (text[0]) {
    case 'text':
      return false;
    case 'join':
      return text[1].some(hasShellVariable);
    case 'filled':
      return text[2][0] === 'one';
    default:
      return true;
  }
}

/** The result of `test` for its words; null words are not known. */
function ofTest(words: readonly (string | null)[]): boolean | null {
  for (const [operator, wins] of [
    ['-o', true],
    ['-a', false],
  ] as const) {
    const at = words.indexOf(operator);
    if (at === -1) continue;
    const sides = [ofTest(words.slice(0, at)), ofTest(words.slice(at + 1))];
    return sides.includes(wins) ? wins : sides.includes(null) ? null : !wins;
  }
  const [first, second, third, ...more] = words;
  if (first === '!') {
    const rest = ofTest(words.slice(1));
    return rest === null ? null : !rest;
  }
  if (words.length === 2 && typeof second === 'string') {
    if (first === '-n') return second !== '';
    return first === '-z' ? second === '' : null;
  }
  if (words.length === 3 && more.length === 0 && typeof first === 'string' && typeof third === 'string') {
    if (second === '=' || second === '==') return first === third;
    return second === '!=' ? first !== third : null;
  }
  return words.length === 1 && typeof first === 'string' ? first !== '' : null;
}
