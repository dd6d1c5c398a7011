/**
 * Finds where else an object of the cache may be: it reads `SSTATE_MIRRORS` in the way BitBake's fetcher reads a list
 * of mirrors. Mirrors `mirror_from_string`, `uri_replace`, `build_mirroruris` and `trusted_network` of `bb.fetch2`, for
 * objects that are requested as `file://PATH`. This code asks no server.
 */

import { Budget, LimitExceeded } from '../base/budget';
import { DatastoreError } from '../base/datastoreError';
import { EVALUATION_LIMITS, MOST_MIRRORS, MOST_MIRROR_STEPS } from '../base/limits';
import { type PatternMatch, PythonPattern } from '../base/pythonPattern';
import { words } from '../base/pythonText';
import { encodeUtf8 } from '../digest/utf8';
import { join } from '../files/posixPath';

/** A line of `SSTATE_MIRRORS`. */
export interface Mirror {
  readonly find: string;
  readonly replace: string;
}

/** A location to ask for an object. */
export type MirrorLocation =
  | { readonly kind: 'file'; readonly path: string }
  /** `login`: `user:password` for the server, removed from the URL. */
  | { readonly kind: 'http'; readonly url: string; readonly login: string | null }
  /** BitBake would ask it in a way that this program does not support. */
  | { readonly kind: 'other'; readonly url: string };

export interface MirrorSettings {
  readonly sstateDir: string;
  readonly mirrors: readonly Mirror[];
  /** `BB_ALLOWED_NETWORKS`; empty if every host may be asked. */
  readonly allowedNetworks: string;
}

/** A URL in the parts that a mirror's patterns are matched with, in BitBake's order. */
interface DecodedUrl {
  readonly parts: readonly [type: string, host: string, path: string, user: string, password: string];
  readonly parameters: ReadonlyMap<string, string>;
}

/** If one mirror leads to another, a list can be made to continue without end. */
const MOST_LOCATIONS = 100;

const TYPE = 0;
const HOST = 1;
const PATH = 2;
const USER = 3;
const PASSWORD = 4;

/** The pairs of `SSTATE_MIRRORS`; a surplus word at the end is ignored. */
export function readMirrors(text: string): readonly Mirror[] {
  const all = words(text.replaceAll('\\n', ' '));
  return Array.from({ length: Math.floor(all.length / 2) }, (_, index) => ({
    find: all[2 * index] ?? '',
    replace: all[2 * index + 1] ?? '',
  }));
}

/**
 * The locations of an object by its path in the cache, in the order in which they are asked. Throws a `DatastoreError`
 * if a pattern is not understood or matching takes too long.
 */
export function mirrorLocations(objectPath: string, settings: MirrorSettings): readonly MirrorLocation[] {
  if (settings.mirrors.length > MOST_MIRRORS)
    throw new LimitExceeded(`\`SSTATE_MIRRORS\` has more than ${MOST_MIRRORS} mirrors`);
  const budget = new Budget({ ...EVALUATION_LIMITS, steps: MOST_MIRROR_STEPS });
  const original = `file://${objectPath}`;
  const decoded = decodeUrl(original);
  if (decoded === null) return [];
  const texts = replacements(decoded.parts[PATH]);
  const found: string[] = [];
  const addFrom = (url: string, mirrors: readonly Mirror[]): void => {
    for (const mirror of mirrors) {
      const next = replaceUrl(url, mirror, texts, objectPath, budget);
      if (next === null || found.includes(next) || next === original || found.length >= MOST_LOCATIONS) continue;
      if (!isAllowed(next, settings.allowedNetworks)) continue;
      found.push(next);
      // The result of a mirror is looked up in the others, so one list can lead from name to name.
      addFrom(
        next,
        mirrors.filter((other) => other !== mirror),
      );
    }
  };
  addFrom(original, settings.mirrors);
  return found.flatMap((url) => locationOf(url, settings.sstateDir) ?? []);
}

/** The texts that replace names in a mirror's second word, in the order of replacement. */
function replacements(path: string): readonly (readonly [name: string, text: string])[] {
  return [
    ['TYPE', 'file'],
    ['HOST', ''],
    ['PATH', path],
    ['BASENAME', path.slice(path.lastIndexOf('/') + 1)],
    ['MIRRORNAME', path.replaceAll('/', '.').replaceAll('*', '.')],
  ];
}

/** The URL that a mirror has for another URL; null if it has none. */
function replaceUrl(
  url: string,
  mirror: Mirror,
  texts: ReturnType<typeof replacements>,
  objectPath: string,
  budget: Budget,
): string | null {
  budget.spend('steps', url.length, mirror.find);
  const [decoded, find, replace] = [decodeUrl(url), decodeUrl(mirror.find), decodeUrl(mirror.replace)];
  if (decoded === null || find === null || replace === null) return null;
  const insert = (text: string): string =>
    texts.reduce((result, [name, value]) => result.replaceAll(name, () => value), text);

  const result = [...decoded.parts];
  for (const [index, pattern] of find.parts.entries()) {
    const given = replace.parts[index] ?? '';
    if ((index === USER || index === PASSWORD) && given !== '') {
      result[index] = given;
      continue;
    }
    // A type must match as a whole: `http` must not match `https`.
    const meant = new PythonPattern(
      index === TYPE && pattern !== '' && !pattern.endsWith('$') ? `${pattern}$` : pattern,
    );
    if (meant.invalid !== null) return null;
    const text = decoded.parts[index] ?? '';
    const match = meant.match(text, budget);
    if (!match) return null;
    result[index] = given === '' ? '' : fill(insert(given), meant, match) + text.slice(match.end);
    if (index === PATH) result[PATH] = withName(result[PATH] ?? '', text, objectPath);
  }

  const parameters = new Map(decoded.parameters);
  for (const [name, value] of find.parameters) if (parameters.get(name) !== value) return null;
  for (const [name, value] of replace.parameters) parameters.set(name, insert(value));
  const next = encodeUrl(result, parameters);
  return next === url ? null : next;
}

/** A mirror whose path does not end with the object's name is a folder that contains the object. */
function withName(path: string, before: string, objectPath: string): string {
  const name = objectPath.slice(objectPath.lastIndexOf('/') + 1);
  const nameBefore = before.slice(before.lastIndexOf('/') + 1);
  const rooted = `/${path}`;
  if (nameBefore !== '' && nameBefore !== name && rooted.endsWith(`/${nameBefore}`))
    return path.slice(0, path.length - nameBefore.length) + name;
  return rooted.endsWith(`/${name}`) ? path : join(path, name);
}

const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  a: '\x07',
  f: '\f',
  v: '\v',
  '\\': '\\',
};

/** Expands a replacement text like Python's `re.sub`: groups are `\1`, `\g<1>` and `\g<name>`. */
function fill(template: string, pattern: PythonPattern, { groups }: PatternMatch): string {
  return template.replace(
    /\\(?:(0[0-7]{0,2}|[1-9][0-9]?)|g<([^>]*)>|([^]?))/g,
    (whole, number?: string, name?: string, character?: string) => {
      if (number !== undefined) return groupOf(number, whole, pattern, groups);
      if (name !== undefined)
        return groupOf(
          /^[0-9]+$/.test(name) ? name : String(pattern.names.get(name) ?? 'none'),
          whole,
          pattern,
          groups,
        );
      const known = ESCAPES[character ?? ''];
      if (known !== undefined) return known;
      // Punctuation keeps its backslash; a letter without meaning is an error.
      if (character === undefined || character === '' || /[A-Za-z]/.test(character)) throw notUnderstood(whole);
      return whole;
    },
  );
}

function groupOf(number: string, written: string, pattern: PythonPattern, groups: PatternMatch['groups']): string {
  // A zero, or three digits, would be a character code.
  const isNumber = /^(?:0|[1-9][0-9]*)$/.test(number) && !(number === '0' && !written.startsWith('\\g'));
  if (!isNumber || Number(number) > pattern.groupCount || (pattern.hasRepeatedGroups && number !== '0'))
    throw notUnderstood(written);
  return groups[Number(number)] ?? '';
}

function notUnderstood(written: string): DatastoreError {
  const message = `what \`${written}\` in \`SSTATE_MIRRORS\` stands for is not known`;
  return new DatastoreError('UnknownPattern', message, message);
}

function decodeUrl(url: string): DecodedUrl | null {
  const parts = /^([^:]*):\/\/(?:([^/;]+)@)?([^;]+)(?:;(.*))?/.exec(url);
  if (!parts) return null;
  const [, type = '', login = '', location = '', parameterText = ''] = parts;
  const parameters = new Map<string, string>();
  for (const text of parameterText.split(';')) {
    if (text === '') continue;
    const equals = text.indexOf('=');
    if (equals < 0) return null;
    parameters.set(text.slice(0, equals), text.slice(equals + 1));
  }
  if (type.toLowerCase() === 'file')
    return { parts: [type, '', unquote(login === '' ? location : `${login}@${location}`), '', ''], parameters };
  const slash = location.indexOf('/');
  const colon = login.indexOf(':');
  return {
    parts: [
      type,
      slash < 0 ? location : location.slice(0, slash),
      slash < 0 ? '/' : unquote(location.slice(slash)),
      colon < 0 ? login : login.slice(0, colon),
      colon < 0 ? '' : login.slice(colon + 1),
    ],
    parameters,
  };
}

function encodeUrl(parts: readonly string[], parameters: ReadonlyMap<string, string>): string | null {
  const [type = '', host = '', givenPath = '', user = '', password = ''] = parts;
  if (type === '') return null;
  const path = quote(givenPath.replace(/\/\/+/g, '/'));
  const tail = parameters.size === 0 ? '' : `;${[...parameters].map(([name, value]) => `${name}=${value}`).join(';')}`;
  if (type === 'file') return `file://${path}${tail}`;
  const login = user === '' ? '' : `${user}${password === '' ? '' : `:${password}`}@`;
  return `${type}://${login}${host}${path}${tail}`;
}

/** Python's `urllib.parse.quote`. */
function quote(path: string): string {
  let quoted = '';
  for (const byte of encodeUtf8(path)) {
    const character = String.fromCharCode(byte);
    quoted += /[\w.~/-]/.test(character) ? character : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return quoted;
}

/** Python's `urllib.parse.unquote`: a `%` without two hexadecimal digits stays. */
function unquote(text: string): string {
  return text.replace(/(?:%[0-9a-fA-F]{2})+/g, (encoded) => {
    try {
      return decodeURIComponent(encoded);
    } catch {
      return encoded;
    }
  });
}

/** Whether `BB_ALLOWED_NETWORKS` allows asking a URL's host. */
function isAllowed(url: string, allowedNetworks: string): boolean {
  const allowed = words(allowedNetworks);
  const host = (decodeUrl(url)?.parts[HOST] ?? '').replace(/:.*$/, '').toLowerCase();
  if (allowed.length === 0 || host === '') return true;
  return allowed
    .map((name) => name.toLowerCase())
    .some((name) => name === host || (name.startsWith('*.') && `.${host}`.endsWith(name.slice(1))));
}

function locationOf(url: string, sstateDir: string): MirrorLocation | null {
  const decoded = decodeUrl(url);
  if (decoded === null) return null;
  const [type, host, path, user, password] = decoded.parts;
  // A relative path is searched where BitBake would put the object.
  if (type === 'file') return { kind: 'file', path: join(sstateDir, path) };
  if (type !== 'http' && type !== 'https') return { kind: 'other', url };
  return {
    kind: 'http',
    url: `${type}://${host}${quote(path)}`,
    login: user !== '' && password !== '' ? `${user}:${password}` : null,
  };
}
