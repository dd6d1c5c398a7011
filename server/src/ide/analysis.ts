/**
 * Answers what editors and the command line ask, beside the engine in its thread: it joins engine results with places in
 * documents. All rules about hashes are the engine's; all words for LSP are the server's.
 */

import type { Position } from '../engine/base/text';
import { normalize } from '../engine/files/posixPath';
import type { RuleContext } from '../engine/rules/rule';
import { type Engine, type RecipeResult, recipeOf as recipeFileOf } from '../engine/engine';
import type { MetadataProblem } from '../engine/evaluate/errors';
import type { AccessLog } from '../engine/files/accessLog';
import type { BuildWorkspace } from '../engine/layers/workspace';
import { chainTo, closureOf } from '../engine/signatures/basehash';
import { textOf } from '../engine/datastore/datastore';
import type { SyntaxParsers } from '../engine/syntax/treeSitter';
import { sorted } from '../engine/base/order';
import type { AnalysisApi, ChainLink, EditorDiagnostic, EditorFix, EditorHover, HostComparison, OpenedWorkspace, RecipeFindings, RecipeHashes, SignatureInputs, TaskHash, TaskLens } from './analysisApi';
import { type PlaceContext, placeChain, variantOf } from './chains';
import { taskLenses, toTaskHash } from './codeLenses';
import { openDocument } from './document';
import { type EditorRange, overlaps, toEditorRange } from './editorRange';
import { type Evidence, type FindingGroup, type GroupedFindings, findingDiagnostic, findingsOf, groupFindings, problemDiagnostic } from './findings';
import { fixesFor } from './fixes';
import { hoverAt } from './hover';
import { ownLayers } from './ownLayers';
import { type ProofParts, Proofs } from './proofs';
import { contextRecipe, recipesOfAppend, samePath, variantFor } from './recipeContext';
import { signatureText } from './signatureText';
import { type Suppression, suppresses, suppressionsIn, unusedDiagnostic } from './suppressions';
import { recipeName, recipesByName } from './targets';

export interface AnalysisParts extends ProofParts {
  readonly engine: Engine;
  readonly workspace: BuildWorkspace;
  readonly parsers: SyntaxParsers | null;
  /** Sets or clears unsaved text in the engine's files. */
  readonly setText: (path: string, text: string | null | undefined) => void;
  /** Folders whose layers are the user's own; none leaves it to be found out. */
  readonly ownLayers: readonly string[];
}

export class Analysis implements AnalysisApi {
  /** The recipe looked at last: classes are shown as it sees them. */
  private lastRecipe: string | null = null;
  private workspace: BuildWorkspace;
  private readonly prover: Proofs;

  constructor(private readonly parts: AnalysisParts) {
    this.workspace = parts.workspace;
    this.prover = new Proofs(parts);
  }

  /** Other layers, for the same BitBake: `bblayers.conf` has changed. */
  setWorkspace(workspace: BuildWorkspace): void {
    this.workspace = workspace;
    this.prover.reset();
  }

  private get coreLayer(): string | null {
    return this.workspace.layers.find((layer) => this.engine.files.stat(`${layer}/conf/bitbake.conf`) !== undefined) ?? null;
  }

  private get engine(): Engine {
    return this.parts.engine;
  }

  private get places(): PlaceContext {
    return { engine: this.engine, buildDir: this.workspace.buildDir, parsers: this.parts.parsers };
  }

  async open(): Promise<OpenedWorkspace> {
    const { workspace } = this;
    const outcome = this.engine.configuration();
    return {
      buildDir: workspace.buildDir,
      ok: outcome.ok,
      release: workspace.release.version,
      library: this.engine.library,
      bitbakeDir: workspace.bitbakeDir,
      bitbakeVersion: workspace.bitbakeVersion,
      layers: workspace.layers,
      gitFolders: workspace.gitFolders,
      recipeCount: this.engine.recipes()?.recipes.length ?? 0,
      problems: this.configurationProblems(),
    };
  }

  async setText(path: string, text: string | null | undefined): Promise<void> {
    this.parts.setText(path, text);
    await this.filesChanged([path]);
  }

  async filesChanged(paths: readonly string[]): Promise<void> {
    this.engine.applyChange(paths);
    await this.prover.applyChange(paths);
  }

  async prepare(path: string): Promise<void> {
    this.resultFor(path);
  }

  async lenses(path: string): Promise<readonly TaskLens[]> {
    const document = openDocument(path, this.engine.files, this.engine.release);
    if (!document) return [];
    const result = this.resultFor(path);
    return taskLenses(document, result && this.hashesOf(result), result && (variantFor(path, result)?.mcfn ?? null), result ? null : this.failure());
  }

  async diagnostics(path: string): Promise<readonly EditorDiagnostic[]> {
    const { files, release } = this.engine;
    const document = openDocument(path, files, release);
    if (!document) {
      const found = files.readText(path);
      if (found.kind !== 'not-utf8') return [];
      const message = `the file is not UTF-8: byte ${found.offset} cannot be decoded, and BitBake refuses the file; save it as UTF-8`;
      return [{ path, range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } }, severity: 'error', code: 'parse-error', message, related: [] }];
    }
    const parsed = document.problems.map((problem): EditorDiagnostic => ({
      path, range: toEditorRange(problem.range, document.lines), severity: problem.severity === 'warning' ? 'warning' : 'error', code: 'parse-error', message: problem.message, related: [],
    }));
    const result = this.activeResultFor(path);
    const problems = [...this.problemDiagnostics(result?.problems ?? [], 'metadata'), ...this.configurationProblems()];
    const found = problems.filter((diagnostic) => diagnostic.path === path && !parsed.some((known) => known.message === diagnostic.message));
    return [...parsed, ...found, ...(result ? this.shownIn(path, result, this.grouped(result, 'evaluation')).map(findingDiagnostic) : [])];
  }

  async proofs(path: string): Promise<readonly EditorDiagnostic[]> {
    const result = this.activeResultFor(path);
    if (!result) return [];
    const grouped = this.grouped(result, await this.prover.of(result));
    const proven = this.shownIn(path, result, grouped).filter(({ findings: [{ rule }] }) => rule.needsProof).map(findingDiagnostic);
    return [...proven, ...grouped.unused.filter((suppression) => suppression.path === path).map(unusedDiagnostic)];
  }

  async fixes(path: string, range: EditorRange): Promise<readonly EditorFix[]> {
    const result = this.activeResultFor(path);
    if (!result) return [];
    const evidence = await this.prover.of(result);
    const groups = this.shownIn(path, result, this.grouped(result, evidence)).filter(({ location }) => location.path === path && overlaps(location.range, range));
    return this.fixesOf(groups, result, evidence);
  }

  async hover(path: string, position: Position): Promise<EditorHover | null> {
    const document = openDocument(path, this.engine.files, this.engine.release);
    const fn = document && this.recipeFor(path);
    const result = fn ? this.engine.activate(fn) : null;
    return document && result ? hoverAt(document, position, result) : null;
  }

  async signatureDocument(mcfn: string, task: string): Promise<string> {
    const result = this.engine.evaluate(recipeFileOf(mcfn));
    const variant = result && variantOf(result, mcfn);
    if (!variant) return `# ${mcfn} has no signature: ${result?.problems[0]?.message ?? this.failure() ?? 'there is no such recipe variant'}\n`;
    return signatureText(variant, task, this.workspace, this.engine.library);
  }

  async recipeOf(path: string): Promise<string | null> {
    return this.recipeFor(path);
  }

  async hashes(fn: string, isPassing = false): Promise<RecipeHashes | null> {
    const result = this.engine.evaluate(fn, isPassing);
    return result && this.hashesOf(result);
  }

  /** Keeps nothing of a recipe: a whole distribution passes by. */
  async forget(fn: string): Promise<void> {
    this.engine.forget(fn);
    await this.prover.forget(fn);
  }

  async compareHosts(fn: string): Promise<HostComparison | null> {
    const result = this.engine.evaluate(fn);
    if (!result) return null;
    return this.prover.compare(result);
  }

  private hashesOf(result: RecipeResult): RecipeHashes {
    const variants = result.variants.map(({ mcfn, pn, skipped, tasks, closureSizes }) => {
      const hashes: Record<string, TaskHash> = {};
      const dependencies: Record<string, number> = {};
      for (const task of sorted(tasks.keys())) {
        const hash = tasks.get(task);
        if (hash) hashes[task] = toTaskHash(hash);
        dependencies[task] = closureSizes.get(task) ?? 0;
      }
      return { mcfn, pn, skipped, tasks: hashes, dependencies };
    });
    return { fn: result.fn, appends: result.appends, variants, problems: this.problemDiagnostics(result.problems, 'metadata') };
  }

  async signature(mcfn: string, task: string): Promise<SignatureInputs | null> {
    const result = this.engine.evaluate(recipeFileOf(mcfn));
    const variant = result && variantOf(result, mcfn);
    const signatures = variant?.signatures;
    if (!signatures || !signatures.gendeps.has(task)) return null;
    const taskdeps = sorted(closureOf(task, signatures.gendeps));
    const gendeps: Record<string, readonly string[]> = {};
    const varvals: Record<string, string | null> = {};
    for (const key of new Set([task, ...taskdeps])) {
      gendeps[key] = sorted(signatures.gendeps.get(key) ?? []);
      const value = signatures.varvals.get(key) ?? null;
      varvals[key] = value === null ? null : textOf(value);
    }
    return { taskdeps, gendeps, varvals };
  }

  async resolveTargets(targets: readonly string[]): Promise<{ readonly recipes: readonly string[]; readonly unknown: readonly string[] }> {
    const all = new Set(this.allRecipes());
    if (targets.length === 0) return { recipes: [...all], unknown: [] };
    const recipes = new Set<string>();
    const unknown: string[] = [];
    for (const target of targets) {
      const found = this.recipesFor(target, all);
      if (found.length === 0) unknown.push(target);
      for (const fn of found) recipes.add(fn);
    }
    return { recipes: [...recipes], unknown };
  }

  async check(fn: string): Promise<RecipeFindings> {
    const result = this.engine.activate(fn);
    if (!result) return { diagnostics: this.configurationProblems(), refuted: [] };
    const { groups, refuted, unused } = this.grouped(result, await this.prover.of(result));
    return { diagnostics: [...this.problemDiagnostics(result.problems, 'metadata'), ...groups.map(findingDiagnostic), ...unused.map(unusedDiagnostic)], refuted };
  }

  async why(fn: string, task: string, name: string): Promise<readonly { readonly mcfn: string; readonly links: readonly ChainLink[] }[]> {
    const result = this.engine.evaluate(fn);
    return (result?.variants ?? []).flatMap((variant) => {
      const { signatures } = variant;
      const chain = signatures?.gendeps.has(task) ? chainTo(task, name, signatures.gendeps) : null;
      if (!signatures || !chain) return [];
      const links = placeChain(chain, variant.d, this.places).map(({ key, location }): ChainLink => {
        const value = signatures.varvals.get(key) ?? null;
        return { key, location, value: value === null ? null : textOf(value) };
      });
      return [{ mcfn: variant.mcfn, links }];
    });
  }

  async fixFor(fn: string, id: string): Promise<EditorFix | null> {
    const result = this.engine.activate(fn);
    if (!result) return null;
    const evidence = await this.prover.of(result);
    const [fix] = await this.fixesOf(this.grouped(result, evidence).groups.filter((group) => group.id === id), result, evidence);
    return fix ?? null;
  }

  /** All recipes, and what reading the configuration and finding them asked the disk for. */
  configurationAccesses(): { readonly recipes: readonly string[]; readonly logs: readonly AccessLog[] } {
    return { recipes: this.allRecipes(), logs: this.engine.configurationAccesses() };
  }

  /** What evaluating a recipe asked the disk for; null where it is not at hand. */
  recipeAccesses(fn: string): AccessLog | null {
    return this.engine.evaluate(fn, true)?.accesses ?? null;
  }

  private allRecipes(): readonly string[] {
    const all = new Set<string>();
    for (const multiconfig of this.engine.multiconfigs()) for (const fn of this.engine.recipes(multiconfig)?.recipes ?? []) all.add(fn);
    return [...all];
  }

  private recipeFor(path: string): string | null {
    const fn = contextRecipe(path, this.engine, this.lastRecipe);
    if (fn !== null) this.lastRecipe = fn;
    return fn;
  }

  private resultFor(path: string): RecipeResult | null {
    const fn = this.recipeFor(path);
    return fn === null ? null : this.engine.evaluate(fn);
  }

  /** As `resultFor`, with the recipe's own Python at hand: rules read values that nobody may have read before. */
  private activeResultFor(path: string): RecipeResult | null {
    const fn = this.recipeFor(path);
    return fn === null ? null : this.engine.activate(fn);
  }

  /** Why no recipe has a hash; null where the configuration can be read. */
  private failure(): string | null {
    const outcome = this.engine.configuration();
    if (outcome.ok) return null;
    return outcome.problems.find((problem) => problem.severity === 'error')?.message ?? 'the configuration cannot be read';
  }

  private configurationProblems(): readonly EditorDiagnostic[] {
    const { buildDir } = this.workspace;
    // What no file is to blame for is told where a user looks first.
    const placed = this.engine.configuration().problems.map((problem) => (problem.file.startsWith('/') ? problem : { ...problem, file: `${buildDir}/conf/bblayers.conf`, line: 1 }));
    return this.problemDiagnostics(placed, 'configuration');
  }

  private problemDiagnostics(problems: readonly MetadataProblem[], kind: string): readonly EditorDiagnostic[] {
    const found = new Map<string, EditorDiagnostic>();
    for (const problem of problems) {
      const diagnostic = problemDiagnostic(problem, this.engine.files, `${kind}-${problem.severity}`);
      if (diagnostic) found.set(JSON.stringify([diagnostic.path, diagnostic.range, diagnostic.message]), diagnostic);
    }
    return [...found.values()];
  }

  private grouped(result: RecipeResult, evidence: Evidence): GroupedFindings & { readonly unused: readonly Suppression[] } {
    const { groups, refuted } = groupFindings(findingsOf(result, evidence, this.rulesContext(result.fn)), this.places);
    const ownFiles = new Set([result.fn, ...result.appends].map(normalize));
    const suppressions = [...new Set([...ownFiles, ...groups.map(({ location }) => location.path)])].flatMap((path) => {
      const document = openDocument(path, this.engine.files, this.engine.release);
      return document ? suppressionsIn(document) : [];
    });
    const left = groups.filter((group) => !suppressions.some((suppression) => suppresses(suppression, group)));
    // Of other files other recipes may have something to hide; and not all findings are known before the proof.
    const unused = evidence === 'evaluation' ? [] : suppressions.filter((suppression) => ownFiles.has(suppression.path) && !groups.some((group) => suppresses(suppression, group)));
    return { groups: left, refuted, unused };
  }

  /**
   * The groups to show while `path` is looked at: of a recipe all, since it is what they were found in; of another file those that stand in
   * it. What needs the word of other recipes is shown where the file is this recipe's alone.
   */
  private shownIn(path: string, { fn, appends }: RecipeResult, { groups }: GroupedFindings): readonly FindingGroup[] {
    const isRecipe = samePath(fn, path, this.engine);
    const ownFiles = new Set([fn, ...appends].map(normalize));
    return groups.filter(({ location, findings: [{ finding }] }) => (isRecipe || location.path === path) && (finding.needsAll !== true || ownFiles.has(location.path)));
  }

  private fixesOf(groups: readonly FindingGroup[], result: RecipeResult, evidence: Evidence): Promise<readonly EditorFix[]> {
    const { workspace, engine } = this;
    const own = ownLayers(workspace, this.parts.ownLayers, engine.files);
    return fixesFor(groups, result, evidence, { engine, own, layers: workspace.layers, buildDir: workspace.buildDir, rules: this.rulesContext(result.fn), proofs: this.prover });
  }

  private rulesContext(fn: string): RuleContext {
    return { files: this.engine.files, release: this.engine.release, fn, coreLayer: this.coreLayer };
  }

  /** Whether a recipe may be called otherwise than its file. */
  private setsName(path: string): boolean {
    const found = this.engine.files.readText(path);
    return found.kind === 'text' && /^[ \t]*PN\b[^=\n]*=/m.test(found.text);
  }

  private recipesFor(target: string, all: ReadonlySet<string>): readonly string[] {
    const fn = recipeFileOf(target);
    if (fn.startsWith('/')) {
      // The name BitBake has for it counts: it is part of every mcfn, and bbappends go by it.
      const known = all.has(fn) ? fn : [...all].find((path) => samePath(path, fn, this.engine));
      if (known !== undefined) return [known];
      if (fn.endsWith('.bbappend')) return recipesOfAppend(fn, this.engine);
      return fn.endsWith('.bb') && this.engine.files.stat(fn)?.kind === 'file' ? [fn] : [];
    }
    const candidates = recipesByName(target, all);
    if (candidates.length > 0) return candidates;
    // A variant's name: `zlib-native` comes from the recipe of `zlib`, `lib32-zlib` too.
    const near = [...all].filter((path) => target.includes(recipeName(path)));
    const named = (path: string): boolean => this.engine.evaluate(path)?.variants.some(({ pn }) => pn === target) === true;
    const found = near.filter(named);
    return found.length > 0 || target === '' ? found : [...all].filter((path) => this.setsName(path)).filter(named);
  }
}
