/**
 * Proves what a recipe takes, while it is parsed, from things that BitBake does not watch: files, folders, commands,
 * the session, and products of the build itself. The evaluation has recorded what Python asked for. The recipe is
 * evaluated again with other answers, and what changes a basehash is an input. Nothing else is reported.
 */

import { sorted } from '../../engine/base/order';
import type { Datastore } from '../../engine/datastore/datastore';
import { type Engine, type RecipeResult, type VariantResult } from '../../engine/engine';
import type { AccessLog } from '../../engine/files/accessLog';
import { basename, dirname, isWithin, normalize } from '../../engine/files/posixPath';
import type { Supposition } from '../../engine/files/pythonFiles';
import type { Question } from '../../engine/files/question';
import { quietly, readableText } from '../../engine/rules/common/assignments';
import type { InputKind, ParseInput } from '../../engine/rules/rule';
import { type Cause, causesOf } from '../../engine/signatures/differences';

/** A possible input, with the answers that Python gets instead; the first that can be evaluated is used. */
interface Candidate {
  readonly kind: InputKind;
  /** Path, command or name. */
  readonly name: string;
  readonly suppositions: readonly Supposition[];
}

/** What a recipe takes from outside, by mcfn, and what the evaluations asked the disk for. */
export interface InputProof {
  readonly inputs: ReadonlyMap<string, readonly ParseInput[]>;
  readonly accesses: readonly AccessLog[];
}

/** A recipe that asks for more is evaluated with these only. */
const MOST_CANDIDATES = 200;
/** A recipe is evaluated at most this often; inputs that are not proven by then are not reported. */
const MOST_EVALUATIONS = 40;

/** Folders in which a build writes what it makes. */
const PRODUCT_FOLDERS: readonly string[] = ['TMPDIR', 'BASE_WORKDIR', 'WORKDIR', 'DEPLOY_DIR', 'STAGING_DIR', 'T'];
/** Folders below these that BitBake fills before it parses recipes: what they contain is always there. */
const EARLIER_FOLDERS: readonly string[] = ['HOSTTOOLS_DIR'];
/** Folders of which a path says nothing about the metadata: other rules and proofs know their content. */
const SYSTEM_FOLDERS: readonly string[] = ['/bin', '/dev', '/etc', '/lib', '/lib64', '/proc', '/sbin', '/sys', '/usr'];
/** Folders in which BitBake itself looks for what it downloads, caches and builds. */
const OWN_FOLDERS: readonly string[] = ['DL_DIR', 'SSTATE_DIR', 'PERSISTENT_DIR', 'CACHE', 'BB_HASHSERVE_DB_DIR'];
/** What a session variable is supposed to be where it is not set. */
const SOME_VALUE = 'other-session';
/** A name in a folder of which nothing is known. */
const SOME_NAME = 'product';
/** What a file contains of which nothing is known: a line that is also a number, so that most code can read it. */
const SOME_TEXT = '1\n';

/**
 * The inputs of a recipe that was evaluated with `texts` in some files. The number of further evaluations is zero for a
 * recipe that asks for nothing, and small for every other.
 */
export function proveInputs(
  result: RecipeResult,
  texts: ReadonlyMap<string, string>,
  engine: Engine,
  bitbakeDir: string | null,
): InputProof {
  const proven = engine.supposing(result.fn, texts, (evaluate) => prove(result, engine, bitbakeDir, evaluate));
  return proven ?? { inputs: new Map(), accesses: [] };
}

function prove(
  result: RecipeResult,
  engine: Engine,
  bitbakeDir: string | null,
  suppose: (supposition: Supposition) => RecipeResult,
): InputProof {
  const accesses: AccessLog[] = [];
  const inputs = new Map<string, ParseInput[]>();
  const evaluate = (supposition: Supposition): RecipeResult | null => {
    const other = suppose(supposition);
    accesses.push(other.accesses);
    return isComplete(other, result) ? other : null;
  };
  const add = ({ kind, name }: Candidate, other: RecipeResult): void => {
    for (const variant of result.variants) {
      const differing = differencesOf(variant, other, kind, engine);
      if (differing.size === 0) continue;
      const known = inputs.get(variant.mcfn) ?? [];
      inputs.set(variant.mcfn, [...known, { kind, name, differing }]);
    }
  };
  const differs = (other: RecipeResult): boolean =>
    result.variants.some((variant) => differencesOf(variant, other, 'product', engine).size > 0);

  let left = MOST_EVALUATIONS;
  /** Finds the candidates that matter, half by half: most of the time none does. */
  const search = (candidates: readonly Candidate[]): void => {
    if (candidates.length === 0 || left <= 0) return;
    const [only] = candidates;
    if (only && candidates.length === 1) {
      left -= only.suppositions.length;
      const other = firstOf(only.suppositions, evaluate, differs);
      if (other) add(only, other);
      return;
    }
    left--;
    const all = evaluate(together(candidates));
    if (all && isKnown(all, result) && !differs(all)) return;
    const middle = Math.ceil(candidates.length / 2);
    search(candidates.slice(0, middle));
    search(candidates.slice(middle));
  };
  for (const group of candidatesOf(result, engine, bitbakeDir)) search(group);
  return { inputs, accesses };
}

/** The first evaluation that differs. */
function firstOf(
  suppositions: readonly Supposition[],
  evaluate: (supposition: Supposition) => RecipeResult | null,
  differs: (other: RecipeResult) => boolean,
): RecipeResult | null {
  for (const supposition of suppositions) {
    const other = evaluate(supposition);
    if (other && differs(other)) return other;
  }
  return null;
}

/** Whether an evaluation came as far as the first one: a failure says nothing about hashes. */
function isComplete(other: RecipeResult, result: RecipeResult): boolean {
  return result.variants.every((variant) => {
    if (variant.signatures === null) return true;
    const there = variantIn(other, variant);
    return there !== undefined && there.signatures !== null && there.skipped === null;
  });
}

/** Whether every hash is still known: an unknown one may well differ. */
function isKnown(other: RecipeResult, result: RecipeResult): boolean {
  return result.variants.every((variant) => {
    const there = variantIn(other, variant)?.tasks;
    return [...variant.tasks].every(([task, { kind }]) => kind !== 'known' || there?.get(task)?.kind === 'known');
  });
}

function variantIn({ variants }: RecipeResult, { mcfn }: VariantResult): VariantResult | undefined {
  return variants.find((candidate) => candidate.mcfn === mcfn);
}

function differencesOf(
  variant: VariantResult,
  other: RecipeResult,
  kind: InputKind,
  engine: Engine,
): ReadonlyMap<string, readonly Cause[]> {
  const found = new Map<string, readonly Cause[]>();
  const there = variantIn(other, variant);
  if (!variant.signatures || !there?.signatures) return found;
  for (const [task, hash] of variant.tasks) {
    const otherHash = there.tasks.get(task);
    if (hash.kind !== 'known' || otherHash?.kind !== 'known' || otherHash.hash === hash.hash) continue;
    const causes = causesOf(task, variant.signatures, there.signatures).filter(
      ({ variable }) => !isWatched(kind) || !isOfConfiguration(variable, variant, engine),
    );
    if (causes.length > 0) found.set(task, causes);
  }
  return found;
}

/** Whether it only matters that BitBake does not notice a change. */
function isWatched(kind: InputKind): boolean {
  return kind !== 'product' && kind !== 'environment';
}

/**
 * Whether BitBake notices a change of the value, because the configuration has the same value and the same
 * `[vardepvalue]`: its hash contains that, and another hash makes BitBake parse everything.
 */
function isOfConfiguration(variable: string, { d, multiconfig }: VariantResult, engine: Engine): boolean {
  const outcome = engine.configuration();
  const base = outcome.ok ? outcome.configuration.stores.get(multiconfig) : undefined;
  const flag = base?.getVarFlag(variable, 'vardepvalue', { expand: false }) ?? null;
  return (
    base !== undefined &&
    flag !== null &&
    flag === d.getVarFlag(variable, 'vardepvalue', { expand: false }) &&
    base.getVar(variable, { expand: false }) === d.getVar(variable, { expand: false })
  );
}

/** Possible inputs, in groups that can be supposed together. */
function candidatesOf(
  result: RecipeResult,
  engine: Engine,
  bitbakeDir: string | null,
): readonly (readonly Candidate[])[] {
  const stores = result.variants.flatMap(({ d, signatures }) => (signatures === null ? [] : [d]));
  const [d] = stores;
  const outcome = engine.configuration();
  if (!d || !outcome.ok) return [];
  const questions = [...result.accesses.questions()];
  const known = new Set(
    [outcome.configuration.dependencies, ...stores.map((each) => each.fileDependencies())].flatMap((paths) =>
      [...paths].map(normalize),
    ),
  );
  const products = foldersOf(PRODUCT_FOLDERS, stores);
  const earlier = foldersOf(EARLIER_FOLDERS, stores);
  const ignored = [...SYSTEM_FOLDERS, ...(bitbakeDir === null ? [] : [bitbakeDir]), ...foldersOf(OWN_FOLDERS, stores)];
  const layers = folderWords('BBLAYERS', d);
  const searched = [...new Set(stores.flatMap((each) => folderWords('FILESPATH', each)))];
  const isIn = (path: string, folders: readonly string[]): boolean => folders.some((folder) => isWithin(path, folder));
  const isOfCode = (path: string): boolean => /\.(py|pyc)$|\/__pycache__(\/|$)/.test(path);
  const asked = (kind: Question['kind']): readonly Question[] => questions.filter((one) => one.kind === kind);
  const patterns = asked('pattern').map(({ text }) => text);
  const askedPaths = asked('path');

  const made = productCandidates(
    askedPaths.filter(({ text }) => isIn(text, products) && !isIn(text, earlier) && !isOfCode(text)),
    patterns,
    products,
  );
  const environment = asked('environment')
    .filter(({ text }) => !SESSION_OF_BITBAKE.test(text))
    .map(({ text, exists }): Candidate => {
      const value = exists ? changed(outcome.configuration.originals[0]?.getText(text) ?? '') : SOME_VALUE;
      return { kind: 'environment', name: text, suppositions: [{ environment: new Map([[text, value]]) }] };
    });
  // BitBake parses such a recipe each time.
  const isAlwaysParsed = stores.every((each) => quietly(() => each.getText('BB_DONT_CACHE')) === '1');
  const watched = (path: string): boolean =>
    known.has(path) || isOfCode(path) || isIn(path, products) || isIn(path, ignored);
  const contents = new Set(asked('content').map(({ text }) => text));
  const files = [...contents].filter((path) => !watched(path)).flatMap((path) => fileCandidate(path, engine));
  const folders = asked('names')
    .filter(({ text }) => !watched(text))
    .map(({ text }) => folderCandidate(text, engine, patterns));
  const paths = askedPaths
    .filter(
      ({ text }) =>
        !watched(text) &&
        !contents.has(text) &&
        !isIn(text, layers) &&
        !isIn(text, searched) &&
        text.split('/').length > 2,
    )
    .flatMap((question) => (isLeaf(question, askedPaths) ? [pathCandidate(question)] : []));
  const commands = asked('command').map(({ text }): Candidate => ({
    kind: 'command',
    name: text,
    suppositions: [{ output: (command, printed) => (command === text ? changed(printed) : printed) }],
  }));
  const outside = isAlwaysParsed ? [] : [...files, ...folders, ...paths, ...commands];
  return [[...outside, ...environment].slice(0, MOST_CANDIDATES), ...made].filter((group) => group.length > 0);
}

/** Variables by which a session speaks to BitBake itself. */
const SESSION_OF_BITBAKE =
  /^(BB_.*|BBPATH|BBSERVER|BUILDDIR|PATH|PWD|HOME|SHELL|USER|LOGNAME|LC_ALL|LANG|PYTHONPATH|DISPLAY|TERM|SSH_.*|.*_proxy|.*_PROXY|GIT_.*|DBUS_.*|XAUTHORITY|TMUX|SCREENDIR)$/;

/** A file with other content. If all of it changes, Python may fail: then only the last word of each line changes. */
function fileCandidate(path: string, engine: Engine): readonly Candidate[] {
  const found = engine.files.readText(path);
  if (found.kind !== 'text') return [];
  const { text } = found;
  const others = [changed(text), text.replace(/[A-Za-z0-9]+(?=[^A-Za-z0-9\n]*$)/gm, changed), `${text}other\n`];
  return [
    {
      kind: 'file',
      name: path,
      suppositions: [...new Set(others)].flatMap((other) =>
        other === text ? [] : [{ texts: new Map([[path, other]]) }],
      ),
    },
  ];
}

/** A folder with another name of each kind that it has. */
function folderCandidate(path: string, engine: Engine, patterns: readonly string[]): Candidate {
  const names = new Map<string, string>();
  for (const name of engine.files.list(path) ?? []) {
    const [, stem = '', ending = ''] = /^(.[^.]*)(.*)$/.exec(name) ?? [];
    if (names.size < 10) names.set(ending, `${stem}-other${ending}`);
  }
  const added = [...names.values(), ...examples(patterns)];
  const texts = new Map((added.length === 0 ? [SOME_NAME] : added).map((name) => [`${path}/${name}`, '']));
  return { kind: 'folder', name: path, suppositions: [{ texts }] };
}

/** A path that exists although it did not, or the other way round. */
function pathCandidate({ text, exists }: Question): Candidate {
  return {
    kind: 'path',
    name: text,
    suppositions: exists ? [absence([text])] : presences(text, []),
  };
}

/** What a build makes: once as in a new build directory, and once as after a build. */
function productCandidates(
  asked: readonly Question[],
  patterns: readonly string[],
  products: readonly string[],
): readonly (readonly Candidate[])[] {
  const leaves = asked.filter((question) => isLeaf(question, asked) && !products.includes(question.text));
  const sortedBy = (exists: boolean): readonly string[] =>
    sorted(leaves.filter((question) => question.exists === exists).map(({ text }) => text));
  const present = sortedBy(true).map((name): Candidate => ({ kind: 'product', name, suppositions: [absence([name])] }));
  const missing = sortedBy(false).map((name): Candidate => ({
    kind: 'product',
    name,
    suppositions: presences(name, examples(patterns)),
  }));
  return [present.slice(0, MOST_CANDIDATES), missing.slice(0, MOST_CANDIDATES)];
}

/** Whether Python asked for the path itself, and not only on its way to another. */
function isLeaf({ text }: Question, asked: readonly Question[]): boolean {
  return !asked.some((other) => other.text !== text && other.text.startsWith(`${text}/`));
}

function absence(paths: readonly string[]): Supposition {
  return { isAbsent: (path) => paths.some((absent) => isWithin(path, absent)) };
}

/** A path as a file with a line, as an empty file, and as a folder with something in it. */
function presences(path: string, names: readonly string[]): readonly Supposition[] {
  return [
    { texts: new Map([[path, SOME_TEXT]]) },
    { texts: new Map([[path, '']]) },
    { texts: new Map((names.length === 0 ? [SOME_NAME] : names).map((name) => [`${path}/${name}`, ''])) },
  ];
}

/** A name for each pattern. */
function examples(patterns: readonly string[]): readonly string[] {
  return [...new Set(patterns.map((pattern) => pattern.replace(/\*+/g, SOME_NAME).replace(/\?/g, 'x')))].filter(
    (name) => !/[[\]/]/.test(name),
  );
}

/** The first suppositions of all candidates at once. */
function together(candidates: readonly Candidate[]): Supposition {
  const all = candidates.flatMap(({ suppositions }) => suppositions.slice(0, 1));
  const absent = all.flatMap(({ isAbsent }) => isAbsent ?? []);
  const outputs = all.flatMap(({ output }) => output ?? []);
  return {
    texts: new Map(all.flatMap(({ texts }) => [...(texts ?? [])])),
    environment: new Map(all.flatMap(({ environment }) => [...(environment ?? [])])),
    ...(absent.length > 0 && { isAbsent: (path: string) => absent.some((isAbsent) => isAbsent(path)) }),
    ...(outputs.length > 0 && {
      output: (command: string, text: string) =>
        outputs.reduce((printed, output) => (printed === text ? output(command, text) : printed), text),
    }),
  };
}

const ALPHABETS: readonly string[] = ['0123456789', 'abcdef', 'ghijklmnopqrstuvwxyz', 'ABCDEF', 'GHIJKLMNOPQRSTUVWXYZ'];

/** A different text of the same form: a number stays a number, and a revision a revision. */
function changed(text: string): string {
  return text.replace(/[A-Za-z0-9]/g, (character) => {
    const alphabet = ALPHABETS.find((letters) => letters.includes(character)) ?? character;
    return alphabet.charAt((alphabet.indexOf(character) + 1) % alphabet.length);
  });
}

function foldersOf(names: readonly string[], stores: readonly Datastore[]): readonly string[] {
  const found = names.flatMap((name) => stores.map((d) => readableText(name, d)));
  return [...new Set(found.filter((path) => /^\/[^/]+\//.test(path)).map(normalize))];
}

function folderWords(name: string, d: Datastore): readonly string[] {
  return readableText(name, d)
    .split(/[\s:]+/)
    .filter((path) => path.startsWith('/') && dirname(path) !== path && basename(path) !== '')
    .map(normalize);
}
