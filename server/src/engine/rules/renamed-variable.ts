/**
 * `renamed-variable`: names and operators from before kirkstone (4.0). BitBake stops at the names that it knows to be
 * renamed. To BitBake, an old name that it does not know is an ordinary variable that nothing reads.
 */

import { literalPattern } from '../base/patterns';
import type { SourceRange } from '../base/text';
import type { Statement } from '../parse/statements';
import type { Messages, Rule, RuleText, TextFinding } from './rule';

const CODE = 'renamed-variable';

const messages = {
  renamed: (name, now) => `BitBake refuses \`${name}\`: it is called \`${now}\` since kirkstone; rename it`,
  refused: (name, why) => `BitBake refuses \`${name}\`: it ${why}`,
  operator: (name, operator) =>
    `BitBake refuses \`${name}\`: \`_${operator}\` is no operator any more; write \`:${operator}\``,
  operatorInName: (name, operator) =>
    `BitBake refuses \`${name}\`: no name may contain \`_${operator}\`, which was an operator once; rename it`,
  override: (name, override) =>
    `nothing reads \`${name}\`: an override has a colon before it since kirkstone; write \`:${override}\``,
  ordinary: (name, override, now) =>
    `\`${name}\` is a variable of its own to BitBake: an override (\`${override}\`) has a colon before it since kirkstone; write \`${now}\``,
  stopped: (problem) => `${problem}; BitBake stops until it is changed`,
} satisfies Messages;

export const renamedVariable: Rule = {
  code: CODE,
  severity: 'error',
  title: 'a name, an operator or an override is written as it was before kirkstone (4.0)',
  messages,
  needsProof: false,
  errors: { RenamedVariable: messages.stopped },
  checkText,
  check: () => [],
  fixes: () => [],
};

/**
 * Variables that OE-Core renamed in kirkstone. Its `bitbake.conf` lists them as well, but if the configuration sets one
 * of them, the configuration cannot be read.
 */
const RENAMED_IN_CORE: ReadonlyMap<string, string> = new Map([
  ['CVE_CHECK_PN_WHITELIST', 'CVE_CHECK_SKIP_RECIPE'],
  ['CVE_CHECK_WHITELIST', 'CVE_CHECK_IGNORE'],
  ['ICECC_USER_CLASS_BL', 'ICECC_CLASS_DISABLE'],
  ['ICECC_USER_PACKAGE_BL', 'ICECC_RECIPE_DISABLE'],
  ['ICECC_USER_PACKAGE_WL', 'ICECC_RECIPE_ENABLE'],
  ['LICENSE_FLAGS_WHITELIST', 'LICENSE_FLAGS_ACCEPTED'],
  ['PNBLACKLIST', 'SKIP_RECIPE'],
  ['SDK_INHERIT_BLACKLIST', 'ESDK_CLASS_INHERIT_DISABLE'],
  ['SDK_LOCAL_CONF_BLACKLIST', 'ESDK_LOCALCONF_REMOVE'],
  ['SDK_LOCAL_CONF_WHITELIST', 'ESDK_LOCALCONF_ALLOW'],
  ['SSTATE_DUPWHITELIST', 'SSTATE_ALLOW_OVERLAP_FILES'],
  ['SYSROOT_DIRS_BLACKLIST', 'SYSROOT_DIRS_IGNORE'],
  ['UNKNOWN_CONFIGURE_WHITELIST', 'UNKNOWN_CONFIGURE_OPT_IGNORE'],
]);

/** BitBake refuses any name that contains one of these, whatever surrounds it. */
const OLD_OPERATOR = /_(append|prepend|remove)/;
/** Matches if it was meant as an operator. */
const AS_OPERATOR = /_(append|prepend|remove)(_|$)/;

/** Variables that a recipe sets for one of its packages, with the package's name after them. */
const OF_PACKAGE =
  /^(FILES|RDEPENDS|RRECOMMENDS|RSUGGESTS|RPROVIDES|RREPLACES|RCONFLICTS|CONFFILES|ALLOW_EMPTY|INSANE_SKIP|PKG|pkg_(?:pre|post)(?:inst|rm))_(\$\{B?PN\}.*)$/;

/** Overrides that every configuration knows, and those that name a recipe or a tune. */
const FAMILIES =
  /^(pn-[a-z0-9].*|class-(native|target|nativesdk|cross|crosssdk|cross-canadian|devupstream)|libc-(glibc|musl|newlib|baremetal)|toolchain-(gcc|clang)|tune-[a-z0-9].*|forcevariable)$/;

/** Variables that are read by a name with a suffix, which may be the name of a machine or distribution as well. */
const SUFFIXED =
  /^(BBFILE_(PATTERN|PATTERN_IGNORE_EMPTY|PRIORITY)|LAYER(DEPENDS|RECOMMENDS|VERSION|DIR|SERIES_COMPAT)|(PREFERRED|REQUIRED)_(PROVIDER|RPROVIDER|VERSION)|SRCREV|BB_HASHBASE|COLLECTION)$/;

function checkText(file: RuleText): readonly TextFinding[] {
  const { path, statements, renamedVariables } = file;
  return statements.flatMap((statement): readonly TextFinding[] => {
    if (statement.kind !== 'assignment' && statement.kind !== 'function') return [];
    const name = statement.kind === 'assignment' ? statement.variable : statement.name;
    const colon = name.indexOf(':');
    const base = colon === -1 ? name : name.slice(0, colon);
    const rest = name.slice(base.length);
    // BitBake does not refuse flags and weak defaults.
    const isRefused = statement.kind === 'function' || (statement.flag === null && statement.operator !== '??=');
    const found =
      renamed(base, renamedVariables) ??
      (isRefused ? oldOperator(base) : null) ??
      ofPackage(base) ??
      oldOverride(base, file);
    return found
      ? [finding(path, statement.nameRange, name, found.message, found.now === null ? null : found.now + rest)]
      : [];
  });
}

interface Renaming {
  readonly message: string;
  /** What to write instead, if that is known. */
  readonly now: string | null;
}

function renamed(base: string, renamedVariables: RuleText['renamedVariables']): Renaming | null {
  const instead = renamedVariables.get(base) ?? RENAMED_IN_CORE.get(base);
  if (instead === undefined) return null;
  // If the text is not a name, it is a sentence about the variable.
  if (!/^[A-Za-z0-9_]+$/.test(instead)) return { message: messages.refused(base, instead), now: null };
  return { message: messages.renamed(base, instead), now: instead };
}

function oldOperator(base: string): Renaming | null {
  const operator = OLD_OPERATOR.exec(base)?.[1];
  if (operator === undefined) return null;
  if (!AS_OPERATOR.test(base)) return { message: messages.operatorInName(base, operator), now: null };
  const now = base.replace(AS_OPERATOR, (_, name: string, end: string) => `:${name}${end === '' ? '' : ':'}`);
  return { message: messages.operator(base, operator), now };
}

function ofPackage(base: string): Renaming | null {
  const [, variable, name] = OF_PACKAGE.exec(base) ?? [];
  if (variable === undefined || name === undefined) return null;
  return { message: messages.override(base, name), now: `${variable}:${name}` };
}

/** A name that ends in `_` and overrides, where nothing in the file reads a variable of that name. */
function oldOverride(base: string, file: RuleText): Renaming | null {
  let now = base;
  const overrides: string[] = [];
  for (;;) {
    const end = overrideAt(now, file);
    if (end === null) break;
    overrides.unshift(end);
    now = now.slice(0, -end.length - 1);
  }
  const [first] = overrides;
  if (first === undefined || isUsed(base, file)) return null;
  const written = [now, ...overrides].join(':');
  return { message: messages.ordinary(base, first, written), now: written };
}

/** The override at the end of a name, after a `_`; null if there is none. */
function overrideAt(name: string, { overrides, isVariable, statements }: RuleText): string | null {
  for (let at = name.indexOf('_', 1); at !== -1; at = name.indexOf('_', at + 1)) {
    const [owner, end] = [name.slice(0, at), name.slice(at + 1)];
    if (SUFFIXED.test(owner) && !end.startsWith('pn-')) continue;
    if (FAMILIES.test(end)) return end;
    // Any other override may be a word of an ordinary name as well: the variable that it overrides has to be there.
    if (!overrides.has(end) || !/[a-z]/.test(end)) continue;
    const isThere = isVariable(owner) || statements.some((statement) => nameOf(statement) === owner);
    if (isThere) return end;
  }
  return null;
}

/** Whether the file contains the name outside of the statements that set it. */
function isUsed(name: string, { text, statements }: RuleText): boolean {
  const setting = statements.filter((statement) => nameOf(statement)?.split(':')[0] === name).length;
  const word = new RegExp(`(?<![A-Za-z0-9_+./~-])${literalPattern(name)}(?![A-Za-z0-9_+./~-])`, 'g');
  return [...text.replace(/^\s*#.*$/gm, '').matchAll(word)].length > setting;
}

function nameOf(statement: Statement): string | null {
  return statement.kind === 'assignment' ? statement.variable : statement.kind === 'function' ? statement.name : null;
}

function finding(path: string, range: SourceRange, variable: string, message: string, now: string | null): TextFinding {
  return {
    range,
    variable,
    message,
    fixes: now === null ? [] : [{ title: `Rename to ${now}`, changes: [{ path, range, text: now }] }],
  };
}
