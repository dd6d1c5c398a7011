/**
 * Where the value of a variable goes: it only names what tasks use, or is printed to their logs; or it gets into what
 * they make, which the cache then hands to other hosts. The texts of the tasks are expanded with a mark instead of the
 * value, and the mark is followed. What the code does not show is `unknown`.
 */

import { DatastoreError } from '../../base/datastoreError';
import { words } from '../../base/pythonText';
import { literalPattern } from '../../base/patterns';
import { isWithin, normalize } from '../../files/posixPath';
import { type Datastore, truthy } from '../../datastore/datastore';
import { usesOfArguments } from '../../shell/commandArguments';
import {
  MARK,
  MARKS,
  PERHAPS,
  SEARCHED,
  type ShellDestination,
  type ShellSurroundings,
  isPrefixMap,
  shellDestinations,
} from '../../shell/shellDestinations';
import { FILLED_IN } from '../../shell/shellUses';
import { closureOf } from '../../signatures/basehash';
import { findExpansions } from '../../syntax/expansionLocations';
import type { Finding, RuleVariant } from '../rule';
import { quietly, readableText } from './assignments';
import { codeOf } from './ownCode';

/** Where a value goes. */
export type Destination =
  /** Only folders and files that tasks use, and logs. */
  | { readonly kind: 'path' }
  /** `where`: the text in what is made; `mapping`: how compilers can leave it out, null if they cannot. */
  | { readonly kind: 'content'; readonly where: string; readonly advice: string; readonly mapping: Mapping | null }
  | { readonly kind: 'unknown'; readonly why: string };

/** A variable with compiler flags in which a folder's name can be mapped to another one. */
export interface Mapping {
  readonly flags: string;
  /** The folder as the flags name it. */
  readonly folder: string;
}

/** Variables with flags that tools write into what they make. */
const COMPILER_FLAGS =
  /^((BUILD|TARGET|BUILDSDK|HOST|SELECTED|CLASS|KERNEL|EXTRA|UBOOT|GO|CGO)_)?(CFLAGS|CXXFLAGS|CPPFLAGS|FFLAGS|FCFLAGS|ASFLAGS|LDFLAGS|CCFLAGS|RUSTFLAGS)$/;
/** Those that take a flag which maps the name of a folder. */
const MAPPING_FLAGS = /^([A-Z]+_)?(CFLAGS|CXXFLAGS|CPPFLAGS)$/;
const TOOL_FLAGS =
  /^(EXTRA_OECONF|EXTRA_OEMAKE|EXTRA_OECMAKE|EXTRA_OEMESON|EXTRA_OESCONS|EXTRA_QMAKEVARS_PRE|EXTRA_QMAKEVARS_POST|PACKAGECONFIG_CONFARGS|CONFIGUREOPTS|CACHED_CONFIGUREVARS|MESONOPTS|CARGO_BUILD_FLAGS|GOBUILDFLAGS|GO_EXTLDFLAGS|GO_LINKSHARED|GO_EXTRA_LDFLAGS|KERNEL_EXTRA_ARGS|KERNEL_CC|UBOOT_MAKE_OPTS|WAF_EXTRA_CONF)$/;
/** Variables of the environment that only name folders and files that programs use. */
const ENVIRONMENT_PATHS =
  /^(PATH|HOME|TMPDIR|TMP|TEMP|PWD|OLDPWD|CCACHE_.*|GOCACHE|GOMODCACHE|GOTMPDIR|CARGO_HOME|RUSTUP_HOME|XDG_\w+|PKG_CONFIG_(PATH|DIR|LIBDIR)|PSEUDO_\w+|PYTHONPATH|LD_LIBRARY_PATH|GIT_(DIR|WORK_TREE|CONFIG\w*|CEILING_DIRECTORIES)|npm_config_cache|NPM_CONFIG_CACHE|SSTATE_DIR|DL_DIR|GNUPGHOME|SSH_AUTH_SOCK|HISTFILE|BASH_ENV|PERL5LIB|PERLLIB|TERMINFO|SSL_CERT_(FILE|DIR)|CURL_CA_BUNDLE|REQUESTS_CA_BUNDLE|WORKON_HOME|PIP_CACHE_DIR|M2_HOME|GRADLE_USER_HOME)$/;
/** Variables that BitBake itself uses only as paths. */
const BITBAKE_PATHS =
  /^(SRC_URI|FILESPATH|FILESEXTRAPATHS|FILESOVERRIDES|S|B|D|T|WORKDIR|UNPACKDIR|SOURCES|DL_DIR|SSTATE_DIR|SSTATE_MIRRORS|MIRRORS|PREMIRRORS|GITDIR|HGDIR|SVNDIR|NPM_CACHE_DIR|LICENSE_PATH|COMMON_LICENSE_DIR|LIC_FILES_CHKSUM|EXTERNALSRC|EXTERNALSRC_BUILD|CCACHE_DIR)$/;
/** Flags of tasks that only name paths. */
const PATH_FLAGS = /\[(dirs|cleandirs|lockfiles|file-checksums|sstate-\w+|umask|stamp-extra-info|subimages)\]$/;
/** What tasks make is below these. */
const OUTPUT_FOLDERS: readonly string[] = ['WORKDIR', 'S', 'B', 'D', 'DEPLOY_DIR', 'DEPLOYDIR', 'IMAGE_ROOTFS', 'PKGD'];
const LOG_FILES = /^\$\{(T|LOG_DIR)\}\//;
/** The most characters that a text may have with all its variables. */
const LONGEST = 500_000;
const DEEPEST = 30;

/** Where the value of a finding's variable goes in the finding's tasks. */
export function destinationOf(
  { variable, tasks }: Pick<Finding, 'variable' | 'tasks'>,
  variant: RuleVariant,
): Destination {
  const { gendeps } = variant.signatures;
  const [flag] = PATH_FLAGS.exec(variable) ?? [];
  if (flag !== undefined) return { kind: 'path' };
  const reaching = new Set([variable]);
  const parents = reversedEdges(gendeps);
  for (const key of reaching) for (const parent of parents.get(key) ?? []) reaching.add(parent);
  reaching.delete(variable);
  const follower = new Follower(variant, variable, null, reaching);
  return follower.follow(tasks, [...(parents.get(variable) ?? [])]);
}

/** Where the value of `name` goes that `key` leaves out of hashes, in all tasks that have `key` in their hash. */
export function destinationOfExcluded(
  key: string,
  name: string,
  tasks: readonly string[],
  variant: RuleVariant,
): Destination {
  if (PATH_FLAGS.test(name)) return { kind: 'path' };
  const reaching = new Set([key]);
  const parents = reversedEdges(variant.signatures.gendeps);
  for (const one of reaching) for (const parent of parents.get(one) ?? []) reaching.add(parent);
  const follower = new Follower(variant, name, key, reaching);
  return follower.follow(tasks, [key]);
}

class Follower {
  private readonly content: { readonly where: string; readonly flag: string | null; readonly text: string }[] = [];
  private readonly unknown: string[] = [];
  /** The keys of which the text was followed. */
  private readonly seen = new Set<string>();
  private readonly marked = new Map<string, string | null>();
  private readonly analyzed = new Set<string>();
  /** The value where it is long enough to be found in other texts. */
  private readonly value: string | null;
  /** The value, as far as it is known. */
  private readonly text: string | null;
  private readonly d: Datastore;

  constructor(
    private readonly variant: RuleVariant,
    private readonly variable: string,
    /** The only key in which the variable counts; null: it counts in all. */
    private readonly holder: string | null,
    private readonly reaching: ReadonlySet<string>,
  ) {
    this.d = variant.d;
    const value = quietly(() => this.d.getText(variable));
    this.text = value;
    this.value = value !== null && value.trim().length > 2 ? value : null;
  }

  follow(tasks: readonly string[], parents: readonly string[]): Destination {
    const {
      gendeps,
      context: { shellDeps },
    } = this.variant.signatures;
    const closure = new Set<string>();
    for (const task of tasks) {
      const called = new Set<string>();
      closure.add(task);
      this.followFunction(task, called);
      for (const key of closureOf(task, gendeps)) {
        closure.add(key);
        if (this.reaching.has(key) && !called.has(key) && this.kindOf(key) !== 'value')
          this.followFunction(key, called);
      }
    }
    for (const key of closure) this.followVariable(key);
    for (const key of parents) {
      // All shell code gets what is exported; that is followed by the variable's name.
      if (codeKind(key, this.d) === 'shell' && shellDeps.has(this.variable)) continue;
      if (!closure.has(key) || this.seen.has(key) || PATH_FLAGS.test(key) || BITBAKE_PATHS.test(key)) continue;
      this.unknown.push(`no code of the task shows where \`${key}\` goes`);
    }
    return this.result();
  }

  private isMarked(key: string, name: string): boolean {
    return name === this.variable && (this.holder === null || key === this.holder);
  }

  private kindOf(key: string): ReturnType<typeof codeKind> {
    return this.variant.signatures.context.modules.has(key) ? 'python' : codeKind(key, this.d);
  }

  private result(): Destination {
    const [first] = this.content;
    if (first) {
      const flags = first.flag;
      const isSearched =
        flags !== null && this.content.every(({ flag, text }) => flag === flags && SEARCHED.test(text));
      const advice = !this.isPath()
        ? 'leave it out there, or write a text that is the same everywhere'
        : flags !== null && SEARCHED.test(first.text)
          ? 'use a relative path, or map it with `-ffile-prefix-map`'
          : 'use a relative path, or a path of the target such as `${datadir}`';
      return {
        kind: 'content',
        where: first.where,
        advice,
        mapping:
          isSearched && MAPPING_FLAGS.test(flags) && this.isPath() ? { flags, folder: `\${${this.variable}}` } : null,
      };
    }
    const [why] = this.unknown;
    return why === undefined ? { kind: 'path' } : { kind: 'unknown', why };
  }

  private isPath(): boolean {
    return this.text?.trim().startsWith('/') ?? false;
  }

  /** A variable whose name says where its text goes: flags of tools, and the environment. */
  private followVariable(key: string): void {
    const isMarkedItself = this.isMarked('', key);
    if (!isMarkedItself && !this.reaching.has(key)) return;
    if (key.endsWith(']') || codeKind(key, this.d) !== 'value') return;
    const hasFlags = COMPILER_FLAGS.test(key) || TOOL_FLAGS.test(key);
    const isExported = this.variant.signatures.context.shellDeps.has(key);
    if (!hasFlags && !isExported) return;
    const text = isMarkedItself ? MARK : this.markedValue(key);
    if (text === null || !MARKS.test(text)) return;
    if (hasFlags) this.addFlags(key, text);
    else if (!ENVIRONMENT_PATHS.test(key)) this.unknown.push(`\`${key}\` is in the environment of every command`);
  }

  private addFlags(key: string, text: string): void {
    const all = words(text);
    const isMapped = all.some((word) => isPrefixMap(word));
    const uses = COMPILER_FLAGS.test(key) ? [] : usesOfArguments('make', all, (one) => MARKS.test(one));
    for (const [index, word] of all.entries()) {
      if (!MARKS.test(word) || uses[index] === 'path' || isPrefixMap(word) || (isMapped && SEARCHED.test(word)))
        continue;
      if (word.includes(MARK))
        this.content.push({ where: `\`${this.shown(word)}\` in \`${key}\``, flag: key, text: word });
      else this.unknown.push(`\`${key}\` has a flag that depends on it`);
    }
  }

  private followFunction(key: string, called: Set<string>): void {
    called.add(key);
    if (this.analyzed.has(key)) return;
    this.analyzed.add(key);
    const kind = this.kindOf(key);
    if (kind === 'shell') this.followShell(key, called);
    else if (kind === 'python') this.followPython(key);
  }

  private followShell(key: string, called: Set<string>): void {
    const text = this.markedValue(key);
    if (text === null) {
      this.unknown.push(`the text of \`${key}\` is not known`);
      return;
    }
    this.addShell(key, shellDestinations(text, this.surroundings(called)));
  }

  private surroundings(called: Set<string>): ShellSurroundings {
    const { d } = this;
    return {
      functionOf: (name) => {
        if (codeKind(name, d) !== 'shell') return null;
        called.add(name);
        return this.markedValue(name) ?? PERHAPS;
      },
      expanded: (text) => quietly(() => d.expand(text.replaceAll(FILLED_IN, ''))),
      isLogFile: (file) => this.isNoOutput(file),
      isExported: (name) => this.variant.signatures.context.shellDeps.has(name),
    };
  }

  private addShell(key: string, found: readonly ShellDestination[]): void {
    for (const destination of found) {
      const { kind, how, by, text } = destination;
      if (how === 'environment') this.addEnvironment(key, by, text);
      else if (kind === 'content') this.addContent(key, destination);
      else if (kind === 'unknown') this.unknown.push(whyUnknown(key, how, this.shown(by)));
    }
  }

  private addContent(key: string, { how, text, by }: ShellDestination): void {
    if (how === 'argument' && isPrefixMap(text)) return;
    const where = ((): string => {
      switch (how) {
        case 'link':
          return `the target of a link that \`${key}\` makes`;
        case 'edit':
          return `text that \`sed\` puts into a file in \`${key}\``;
        case 'input':
          return `input of \`${this.shown(by)}\` in \`${key}\``;
        case 'argument':
          return `the argument \`${this.shown(text)}\` of \`${this.shown(by)}\` in \`${key}\``;
        default:
          return by === ''
            ? `text that \`${key}\` writes to a file`
            : `text that \`${key}\` writes to \`${this.shown(by)}\``;
      }
    })();
    // Flags are reported where they are assigned.
    this.content.push({ where, flag: null, text });
  }

  private addEnvironment(key: string, name: string, text: string): void {
    if (COMPILER_FLAGS.test(name) || TOOL_FLAGS.test(name)) this.addFlags(name, text.replace(/^\w+=/, ''));
    else if (!ENVIRONMENT_PATHS.test(name))
      this.unknown.push(`\`${key}\` puts it into the environment${name === '' ? '' : `, as \`${name}\``}`);
  }

  private followPython(key: string): void {
    const {
      signatures: {
        context: { python, modules },
        gendeps,
      },
    } = this.variant;
    const text = modules.get(key)?.text ?? codeOf(key, this.d)?.text ?? '';
    const read = [...(gendeps.get(key) ?? [])].filter((name) => this.reaching.has(name) || this.isMarked(key, name));
    const wanted = new Map<string, string>();
    for (const name of read) {
      const isMarkedItself = this.isMarked(key, name);
      if (PATH_FLAGS.test(name) || (!isMarkedItself && this.kindOf(name) !== 'value')) continue;
      const value = isMarkedItself ? MARK : this.markedValue(name);
      if (value === null) this.unknown.push(`the text of \`${name}\` is not known`);
      else if (MARKS.test(value)) wanted.set(name, value);
      this.seen.add(name);
    }
    if (key === this.holder) wanted.set(this.variable, MARK);
    if (wanted.size === 0) return;
    this.seen.add(key);
    const found = python.destinations(text, this.d.services);
    if (found === null || found.some(({ variable }) => variable === null)) {
      this.unknown.push(`\`${key}\` is Python that is too large to follow`);
      return;
    }
    const reported = new Set(found.map(({ variable }) => variable));
    for (const [name, value] of wanted) {
      // BitBake found a reference by other means than a plain read: in an expansion, a helper, `[vardeps]`.
      if (!reported.has(name) && name !== 'SRC_URI' && name !== 'FILESPATH')
        this.unknown.push(`\`${key}\` uses \`${name}\` in a way that is not followed`);
      const isSure = value.includes(MARK);
      for (const { variable, kind, how, text: code, by } of found) {
        if (variable !== name) continue;
        if (kind === 'shell') {
          const inside = shellDestinations(`${code}\n`, { ...this.surroundings(new Set()), functionOf: () => null });
          this.addShell(
            key,
            inside.map((one) => (one.kind === 'log' ? { ...one, kind: 'unknown', how: 'code' } : one)),
          );
        } else if (kind === 'content' && isSure) {
          if (!this.isNoOutput(by))
            this.addContent(key, { kind, how: how === 'link' ? 'link' : 'file', text: code, by });
        } else if (kind === 'content' || kind === 'unknown') {
          if (kind === 'unknown' && BITBAKE_PATHS.test(name)) continue;
          if (how === 'environment') this.addEnvironment(key, by, value);
          else if (how === 'returned' && this.isOnlyInline(key)) continue;
          else this.unknown.push(whyUnknown(key, how, by));
        }
      }
    }
  }

  /** Whether a file is in none of the folders of which the cache keeps something. */
  private isNoOutput(file: string): boolean {
    if (LOG_FILES.test(file)) return true;
    const named = file.replaceAll(MARK, `\${${this.variable}}`).replaceAll(PERHAPS, '').replaceAll(FILLED_IN, '');
    const path = quietly(() => this.d.expand(named));
    if (path?.startsWith('/') !== true) return false;
    return !OUTPUT_FOLDERS.some((name) => {
      const folder = quietly(() => this.d.getText(name));
      return folder !== null && folder.startsWith('/') && isWithin(normalize(path), normalize(folder));
    });
  }

  /** Whether a function is called only in `${@…}`: its result is then part of a text that is followed itself. */
  private isOnlyInline(key: string): boolean {
    const { gendeps, context } = this.variant.signatures;
    for (const [parent, names] of gendeps)
      if (names.has(key) && (codeKind(parent, this.d) !== 'value' || context.modules.has(parent))) return false;
    return true;
  }

  /** A key's text, with a mark for the value that is followed; null if it is unknown or too long. */
  private markedValue(key: string): string | null {
    const known = this.marked.get(key);
    if (known !== undefined) return known;
    // Ends the recursion where a variable refers to itself.
    this.marked.set(key, null);
    const code = codeOf(key, this.d);
    const made = code && this.withMarks(key, code.text, 0);
    if (made !== null && MARKS.test(made)) this.seen.add(key);
    this.marked.set(key, made);
    return made;
  }

  private withMarks(key: string, text: string, depth: number): string | null {
    if (depth > DEEPEST) return null;
    const { names, inlinePython } = findExpansions(text);
    const inline = inlinePython.map(({ text: code, start, end }) => ({
      start: start - 3,
      end: end + 1,
      made: (): string => this.inline(key, code),
    }));
    const ranges = [
      ...inline,
      ...names
        .filter(({ start }) => !inline.some((one) => one.start < start && start < one.end))
        .map(({ text: name, start, end }) => ({
          start: start - 2,
          end: end + 1,
          made: (): string => this.reference(key, name),
        })),
    ].sort((a, b) => a.start - b.start);
    let result = '';
    let at = 0;
    for (const { start, end, made } of ranges) {
      if (start < at) continue;
      result += text.slice(at, start) + made();
      at = end;
      if (result.length > LONGEST) return null;
    }
    return result + text.slice(at);
  }

  private reference(key: string, name: string): string {
    if (this.isMarked(key, name)) return MARK;
    if (!this.reaching.has(name)) return `\${${name}}`;
    return this.markedValue(name) ?? PERHAPS;
  }

  /** Inline Python: its value where it contains the value that is followed, else a text that may depend on it. */
  private inline(key: string, code: string): string {
    const named = words(code.replace(/[^a-zA-Z0-9\-_+.:]/g, ' '));
    const isReached = named.some(
      (name) => this.isMarked(key, name) || this.reaching.has(name) || this.reaching.has(name.replace(/^.*\./, '')),
    );
    if (!isReached) return FILLED_IN;
    for (const name of named) if (this.reaching.has(name) && codeKind(name, this.d) === 'value') this.markedValue(name);
    const value = quietly(() => this.d.expand(`\${@${code}}`));
    if (value === null || this.value === null) return PERHAPS;
    return value.includes(this.value) ? value.replaceAll(this.value, MARK) : `${value}${PERHAPS}`;
  }

  /** A text for a message: the variable instead of marks, and no longer than needed. */
  private shown(text: string): string {
    const plain = text
      .replaceAll(MARK, `\${${this.variable}}`)
      .replaceAll(PERHAPS, '…')
      .replaceAll(FILLED_IN, '…')
      .replace(/[\s`]+/g, ' ')
      .trim();
    return plain.length > 60 ? `${plain.slice(0, 59)}…` : plain;
  }
}

function whyUnknown(key: string, how: ShellDestination['how'] | 'call' | 'returned', by: string): string {
  switch (how) {
    case 'comparison':
      return `\`${key}\` decides by it`;
    case 'call':
      return by === '' ? `\`${key}\` passes it on` : `\`${key}\` passes it to \`${by}\``;
    case 'returned':
      return `\`${key}\` returns it`;
    case 'derived':
      return `\`${key}\` makes a text from it that may not contain it`;
    case 'unreadable':
      return `the code of \`${key}\` cannot be followed`;
    case 'file':
    case 'link':
      return `\`${key}\` writes it to a file that the code does not show`;
    default:
      return `\`${key}\` runs code with it`;
  }
}

function codeKind(key: string, d: Datastore): 'python' | 'shell' | 'value' {
  if (key.endsWith(']')) return 'value';
  try {
    if (!truthy(d.getVarFlag(key, 'func', { expand: false }))) return 'value';
    return truthy(d.getVarFlag(key, 'python', { expand: false })) ? 'python' : 'shell';
  } catch (error) {
    if (error instanceof DatastoreError) return 'value';
    throw error;
  }
}

function reversedEdges(gendeps: ReadonlyMap<string, ReadonlySet<string>>): ReadonlyMap<string, ReadonlySet<string>> {
  const result = new Map<string, Set<string>>();
  for (const [from, names] of gendeps) {
    for (const name of names) {
      const known = result.get(name);
      if (known) known.add(from);
      else result.set(name, new Set([from]));
    }
  }
  return result;
}

/** Whether the value of a variable contains a path of this build: its build directory, a layer, the user's home. */
export function containsHostPath(variable: string, { d }: RuleVariant): boolean {
  const value = readableText(variable, d);
  if (!value.includes('/')) return false;
  const folders = ['${TOPDIR}', '${COREBASE}', '${HOME}', ...words(readableText('BBLAYERS', d))];
  return folders.some((folder) => {
    const path = quietly(() => d.expand(folder)) ?? '';
    return /^\/[^/]+/.test(path) && new RegExp(`${literalPattern(path)}(?![\\w.-])`).test(value);
  });
}
