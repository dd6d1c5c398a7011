/**
 * The layers that the text of a bblayers.conf names. The engine must know where BitBake and its library are before it
 * can evaluate anything. So this file reads what such files contain in practice: variables of the same file, and
 * folders relative to the file's location. Everything else needs an evaluation.
 */

import { words } from '../base/pythonText';
import { DEFAULT_RELEASE } from '../base/release';
import { dirname, normalize } from '../files/posixPath';
import { parseConf } from '../parse/confParser';
import type { AssignmentStatement } from '../parse/statements';

/** Maximum depth of nested variables. */
const MOST_DEPTH = 100;
/** Maximum length of code: code that names a folder is short. */
const LONGEST_CODE = 1000;
/** Maximum length of a value: a value that doubles another one again and again is not a list of layers. */
const LONGEST_VALUE = 1 << 20;

/** Replaces the parts that cannot be determined. */
const UNDETERMINED = '\0';

/** Absolute paths, in the order of `BBLAYERS`, without those that this function cannot determine. */
export function layersInText(text: string, buildDir: string): readonly string[] {
  const variables = new Map([
    ['TOPDIR', buildDir],
    ['FILE', `${buildDir}/conf/bblayers.conf`],
  ]);
  const weak = new Map<string, string>();
  for (const statement of parseConf(text, DEFAULT_RELEASE, { baseConfiguration: true }).statements) {
    if (statement.kind === 'assignment' && statement.flag === null) assign(statement, variables, weak);
  }
  for (const [name, value] of weak) if (!variables.has(name)) variables.set(name, value);
  const layers = expanded(variables.get('BBLAYERS') ?? '', variables).replace(/\$\{[^}]*\}/g, UNDETERMINED);
  return words(layers)
    .filter((layer) => layer.startsWith('/') && !layer.includes(UNDETERMINED))
    .map(normalize);
}

function assign(
  { variable, operator, value }: AssignmentStatement,
  variables: Map<string, string>,
  weak: Map<string, string>,
): void {
  const appended = /^(\w+):(append|prepend)$/.exec(variable);
  const name = appended?.[1] ?? variable;
  const before = variables.get(name);
  const present = before ?? '';
  if (appended)
    return void variables.set(name, appended[2] === 'append' ? `${present} ${value}` : `${value} ${present}`);
  switch (operator) {
    case '=':
      variables.set(name, value);
      break;
    case ':=':
      variables.set(name, expanded(value, variables));
      break;
    case '?=':
      if (before === undefined) variables.set(name, value);
      break;
    case '??=':
      weak.set(name, value);
      break;
    case '+=':
      variables.set(name, `${present} ${value}`);
      break;
    case '=+':
      variables.set(name, `${value} ${present}`);
      break;
    case '.=':
      variables.set(name, `${present}${value}`);
      break;
    case '=.':
      variables.set(name, `${value}${present}`);
      break;
  }
}

/**
 * The text with its variables expanded; parts that cannot be determined stay unchanged. Each variable is expanded once,
 * and a variable that contains itself cannot be determined.
 */
function expanded(
  text: string,
  variables: ReadonlyMap<string, string>,
  known = new Map<string, string | null>(),
  depth = 0,
): string {
  const valueOf = (name: string): string | null => {
    const found = known.get(name);
    if (found !== undefined || depth > MOST_DEPTH) return found ?? null;
    known.set(name, null);
    const value = variables.get(name);
    const resolved = value === undefined ? null : expanded(value, variables, known, depth + 1);
    known.set(name, resolved === null || resolved.length > LONGEST_VALUE ? null : resolved);
    return known.get(name) ?? null;
  };
  return text.replace(
    /\$\{(?:@([^{}]*)|([\w.-]+))\}/g,
    (whole, code: string | undefined, name: string | undefined) =>
      (code === undefined ? valueOf(name ?? '') : pathOf(code, valueOf)) ?? whole,
  );
}

/**
 * A path that Python builds from variables and texts with functions of `os.path` and `+`; null where the code does
 * anything else.
 */
function pathOf(code: string, variable: (name: string) => string | null): string | null {
  if (code.length > LONGEST_CODE) return null;
  const tokens = code.match(/[A-Za-z_][\w.]*|'[^'\\]*'|"[^"\\]*"|\S/g) ?? [];
  let at = 0;
  const take = (token: string): boolean => tokens[at] === token && ++at > 0;
  const sum = (): string | null => {
    let value = term();
    while (value !== null && take('+')) {
      const next = term();
      value = next === null ? null : value + next;
    }
    return value;
  };
  const term = (): string | null => {
    const token = tokens[at++] ?? '';
    if (/^['"]./.test(token)) return token.slice(1, -1);
    if (!take('(')) return null;
    const values: string[] = [];
    while (!take(')')) {
      const value = token === 'd.getVar' && values.length > 0 ? (tokens[at++] ?? null) : sum();
      if (value === null || (!take(',') && tokens[at] !== ')')) return null;
      values.push(value);
    }
    return call(token, values, variable);
  };
  const value = sum();
  return at === tokens.length ? value : null;
}

function call(
  name: string,
  [first = '', ...others]: readonly string[],
  variable: (name: string) => string | null,
): string | null {
  switch (name) {
    case 'd.getVar':
      return variable(first);
    case 'os.path.dirname':
      return others.length === 0 ? dirname(first) : null;
    case 'os.path.abspath':
    case 'os.path.normpath':
    case 'os.path.realpath':
      return others.length === 0 && first.startsWith('/') ? normalize(first) : null;
    case 'os.path.join':
      return others.reduce((path, part) => (part.startsWith('/') ? part : `${path.replace(/\/$/, '')}/${part}`), first);
    default:
      return null;
  }
}
