/**
 * Answers questions of editors and the command line, next to the engine in its thread: it joins engine results with
 * locations in documents. The engine has all rules about hashes; the server has all wording for LSP.
 */

import type { Position } from '../engine/base/text';
import { isWithin, normalize } from '../engine/files/posixPath';
import type { Stamp } from '../engine/files/stamp';
import type { RuleContext } from '../engine/rules/rule';
import { unusedSuppression } from '../engine/rules/unused-suppression';
import { isRecipeFile, nameInFile, recipeOf as recipeFileOf } from '../engine/base/recipeNames';
import type { Engine, RecipeResult, Keeping } from '../engine/engine';
import type { AccessLog } from '../engine/files/accessLog';
import type { AtHead, HeadChanges, HeadFiles } from '../engine/files/headFiles';
import type { FileContent } from '../engine/files/overlayFileSource';
import type { ProbedBehaviors } from '../engine/base/release';
import { gitFoldersOfAll } from '../engine/layers/gitFolders';
import { type BuildWorkspace, coreLayerOf } from '../engine/layers/workspace';
import { closureOf } from '../engine/signatures/basehash';
import { type Datastore, textOf } from '../engine/datastore/datastore';
import type { SyntaxParsers } from '../engine/syntax/treeSitter';
import { sorted } from '../engine/base/order';
import type { SignatureData } from '../engine/siginfo/signatureData';
import { type DocumentText, documentText } from '../text/documents';
import type {
  AnalysisApi,
  EditorAction,
  EditorDiagnostic,
  EditorFix,
  EditorFixAll,
  EditorHover,
  HashedVariables,
  HostComparison,
  OpenedWorkspace,
  RecipeFindings,
  RecipeHashes,
  SignatureInputs,
  SourceTree,
  TaskHash,
  TaskLens,
  VariantHashes,
  WhyAnswer,
} from './api/analysisApi';
import {
  type ChangedSource,
  type LocationContext,
  changedAssignment,
  documentsOf,
  variantOf,
} from './documents/chains';
import { taskLenses, toTaskHash } from './documents/codeLenses';
import { ignoreActions, removalAttempts } from './fixes/commentActions';
import { danglingAppend } from './findings/danglingAppends';
import { openDocument } from './documents/document';
import { type EditorRange, overlaps, toEditorRange } from './documents/editorRange';
import { type FindingGroup, findingDiagnostic, problemDiagnostics } from './findings/findings';
import type { FileFinding } from './findings/fileFindings';
import { fixAll } from './fixes/fixAll';
import {
  type Attempt,
  type FixBase,
  type FixContext,
  attemptsFor,
  fileAttemptsFor,
  verifiedFixes,
  textsOf,
  unfixable,
} from './fixes/fixes';
import { hoverAt } from './documents/hover';
import { sourceTreeIn } from './documents/sourceTree';
import { whyIn } from './signatures/whyIn';
import { isOwnFile } from './fixes/obstacles';
import { outputsOf } from './findings/configuredNames';
import { ownLayers } from './fixes/ownLayers';
import { type ProofParts, Proofs } from './findings/proofs';
import { contextRecipe, recipesOfAppend, samePath, variantFor } from './documents/recipeContext';
import { type FindingsReport, Reports } from './findings/reports';
import { baseSignature, expandedText } from './signatures/workspaceSignatureData';
import { signatureText } from './signatures/signatureText';
import { type Suppression, namesRule, unusedDiagnostic } from './findings/suppressions';
import { recipesByName } from './targets';
import { type RecipeInfo, sourceTreeOf } from '../engine/tasks/recipeInfo';
import type { TaskConfiguration } from '../engine/tasks/taskConfiguration';
import type { TasksApi } from './api/tasksApi';
import type { ExtraDependsQuery } from './tasks/workspaceTasks';
import { traceVariable } from '../engine/signatures/trace';
import { type TracedVariable, tracedVariable } from './signatures/tracedVariable';

export interface AnalysisParts extends Omit<ProofParts, 'bitbakeDir'> {
  readonly workspace: BuildWorkspace;
  readonly behaviors: ProbedBehaviors;
  readonly parsers: SyntaxParsers | null;
  /** Sets or clears unsaved text in the engine's files. */
  readonly setText: (path: string, text: FileContent | null | undefined) => void;
  readonly headFiles: HeadFiles;
  /** Folders whose layers are the user's own; if there are none, `ownLayers` determines the own layers. */
  readonly ownLayers: readonly string[];
  /** Whether the user may write a file, or create it if it does not exist. */
  readonly isWritable: (path: string) => boolean;
}

/** All recipes, and the disk accesses that finding them and reading the configuration made. */
export interface ConfigurationAccesses {
  readonly recipes: readonly string[];
  readonly logs: readonly AccessLog[];
  /** The stamp of a file when it was read. */
  readonly readAs: (path: string) => Stamp;
}

export class Analysis implements Omit<AnalysisApi, keyof TasksApi> {
  /** The recipe shown last: classes are shown in its context. */
  private lastRecipe: string | null = null;
  private workspace: BuildWorkspace;
  private knownOwn: readonly string[] | null = null;
  private readonly prover: Proofs;
  private readonly reports: Reports;

  constructor(private readonly parts: AnalysisParts) {
    this.workspace = parts.workspace;
    this.prover = new Proofs({ ...parts, bitbakeDir: () => this.workspace.bitbakeDir });
    this.reports = new Reports(parts.engine, () => this.locationContext);
  }

  /** Sets changed layers for the same BitBake, after `bblayers.conf` has changed. */
  setWorkspace(workspace: BuildWorkspace): void {
    this.workspace = workspace;
    this.knownOwn = null;
    this.prover.reset();
  }

  private get coreLayer(): string | null {
    return coreLayerOf(this.workspace.layers, this.engine.files);
  }

  private get engine(): Engine {
    return this.parts.engine;
  }

  private get locationContext(): LocationContext {
    return { engine: this.engine, buildDir: this.workspace.buildDir, parsers: this.parts.parsers };
  }

  async open(): Promise<OpenedWorkspace> {
    const { workspace } = this;
    const outcome = this.engine.configuration();
    return {
      buildDir: workspace.buildDir,
      ok: outcome.ok,
      behaviors: this.parts.behaviors,
      library: this.engine.library,
      bitbakeDir: workspace.bitbakeDir,
      bitbakeVersion: workspace.bitbakeVersion,
      layers: workspace.layers,
      gitFolders: gitFoldersOfAll(workspace.layers, this.engine.files),
      recipeCount: this.engine.recipes()?.recipes.length ?? 0,
      problems: this.configurationProblems(),
    };
  }

  async setText(path: string, text: FileContent | null | undefined): Promise<void> {
    this.parts.setText(path, text);
    await this.filesChanged([path]);
  }

  async filesChanged(paths: readonly string[]): Promise<void> {
    this.engine.applyChange(paths);
    this.reports.forget();
    await this.prover.applyChange(paths);
  }

  async headChanges(folder: string): Promise<AtHead<HeadChanges>> {
    return this.parts.headFiles.changes(folder);
  }

  async sourceChanges(folder: string): Promise<AtHead<HeadChanges>> {
    return this.parts.headFiles.sourceChanges(folder);
  }

  async headContent(path: string): Promise<AtHead<FileContent | null>> {
    return this.parts.headFiles.content(path);
  }

  async prepare(path: string): Promise<void> {
    this.resultFor(path);
  }

  async lenses(path: string): Promise<readonly TaskLens[]> {
    const document = openDocument(path, this.engine.files, this.engine.release);
    if (!document) return [];
    const result = this.resultFor(path);
    return taskLenses(
      document,
      result && this.hashesOf(result),
      result && (variantFor(path, result)?.mcfn ?? null),
      result ? null : this.failure(),
    );
  }

  async sourceTree(path: string): Promise<SourceTree | null> {
    const result = this.resultFor(path);
    const variant = result && variantFor(path, result);
    const { sourceTree = null } = variant ? sourceTreeOf(variant.d) : {};
    const document = sourceTree === null ? null : openDocument(path, this.engine.files, this.engine.release);
    return document && sourceTree !== null ? sourceTreeIn(document, sourceTree) : null;
  }

  async diagnostics(path: string): Promise<readonly EditorDiagnostic[]> {
    const document = openDocument(path, this.engine.files, this.engine.release);
    if (!document) {
      const found = this.engine.files.readText(path);
      if (found.kind !== 'not-utf8') return [];
      const message = `the file is not UTF-8: byte ${found.offset} cannot be decoded, and BitBake refuses the file; save it as UTF-8`;
      return [
        {
          path,
          range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } },
          severity: 'error',
          code: 'parse-error',
          message,
          related: [],
        },
      ];
    }
    const parsed = document.problems.map((problem): EditorDiagnostic => ({
      path,
      range: toEditorRange(problem.range, document.lines),
      severity: problem.severity === 'warning' ? 'warning' : 'error',
      code: 'parse-error',
      message: problem.message,
      related: [],
    }));
    const result = this.activeResultFor(path);
    const report = result && this.reports.of(result, 'evaluation', [path], this.rulesContext(result.fn));
    const files = report?.files ?? this.reports.ofTexts([path]);
    const dangling = result ? null : danglingAppend(path, this.engine);
    const problems = [...(report?.problems ?? []), ...(dangling ? [dangling] : []), ...this.configurationProblems()];
    const found = problems.filter(
      (diagnostic) => diagnostic.path === path && !parsed.some((known) => known.message === diagnostic.message),
    );
    const inText = files
      .filter((finding) => finding.path === path && !found.some((known) => known.finding?.id === finding.id))
      .map(({ diagnostic }) => diagnostic);
    return [
      ...parsed,
      ...found,
      ...inText,
      ...(result && report ? this.shownIn(path, result, report.groups).map(findingDiagnostic) : []),
    ];
  }

  async proofs(path: string): Promise<readonly EditorDiagnostic[]> {
    const result = this.activeResultFor(path);
    if (!result) return [];
    const { groups, unused } = await this.provenReport(result, [path]);
    const proven = this.shownIn(path, result, groups)
      .filter(({ findings: [{ rule, finding }] }) => rule.needsProof || finding.isProven === true)
      .map(findingDiagnostic);
    return [...proven, ...unused.filter((suppression) => suppression.path === path).map(unusedDiagnostic)];
  }

  async fixes(path: string, range: EditorRange): Promise<readonly EditorFix[]> {
    const base = await this.baseOf(this.activeResultFor(path));
    const context = this.fixContext(base, path);
    const dangling = base.recipe ? null : danglingAppend(path, this.engine);
    return [
      ...unfixable(dangling, range),
      ...(await verifiedFixes(
        this.attemptsAt(this.reportedIn(path, base), base, context, (found) => overlaps(found, range)),
        base,
        context,
      )),
    ];
  }

  async commentActions(path: string, range: EditorRange): Promise<readonly EditorAction[]> {
    const base = await this.baseOf(this.activeResultFor(path));
    const { groups, files, unused } = this.reportedIn(path, base);
    const context = this.fixContext(base, path);
    const found = [...files.map(({ diagnostic }) => diagnostic), ...groups.map(findingDiagnostic)].filter(
      (diagnostic) => overlaps(diagnostic.range, range),
    );
    const removable = unused.filter((suppression) => overlaps(suppression.range, range));
    return [
      ...(await verifiedFixes(removalAttempts(removable, base, context), base, context)),
      ...ignoreActions(found, context),
    ];
  }

  async fixAll(path: string, except: readonly string[]): Promise<EditorFixAll | null> {
    const base = await this.baseOf(this.activeResultFor(path));
    const context = this.fixContext(base, path);
    return fixAll(
      base,
      (state) => {
        const { groups, files, unused } = this.reportedIn(path, state);
        const wanted = {
          groups: groups.filter(({ findings: [{ finding }] }) => !except.includes(finding.code)),
          files: files.filter(({ rule }) => !except.includes(rule.code)),
        };
        // A comment that names no rule may be unfinished.
        const removable = unused.filter((suppression) => namesRule(suppression) && !except.includes(suppression.code));
        return [
          ...this.attemptsAt(wanted, state, context, () => true),
          ...(except.includes(unusedSuppression.code) ? [] : removalAttempts(removable, state, context)),
        ];
      },
      context,
    );
  }

  async hover(path: string, position: Position): Promise<EditorHover | null> {
    const document = openDocument(path, this.engine.files, this.engine.release);
    const fn = document && this.recipeFor(path);
    const result = fn ? this.engine.activate(fn) : null;
    return document && result ? hoverAt(document, position, result, documentsOf(this.engine)) : null;
  }

  async signatureDocument(mcfn: string, task: string): Promise<DocumentText> {
    const result = this.engine.evaluate(recipeFileOf(mcfn));
    const variant = result && variantOf(result, mcfn);
    if (!variant)
      return documentText([
        `# ${mcfn} has no signature: ${result?.problems[0]?.message ?? this.failure() ?? 'there is no such recipe variant'}`,
      ]);
    return signatureText(variant, task, this.workspace, this.engine.library, documentsOf(this.engine));
  }

  async recipeOf(path: string): Promise<string | null> {
    return this.recipeFor(path);
  }

  async hashes(fn: string, keeping: Keeping = {}): Promise<RecipeHashes | null> {
    const result = this.engine.evaluate(fn, keeping);
    return result && this.hashesOf(result);
  }

  /** Keeps nothing of a recipe, so that a caller can go through a whole distribution. */
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
    const variants = result.variants.map(({ mcfn, pn, skipped, tasks, closureSizes, d }): VariantHashes => {
      const hashes: Record<string, TaskHash> = {};
      const dependencies: Record<string, number> = {};
      for (const task of sorted(tasks.keys())) {
        const hash = tasks.get(task);
        if (hash) hashes[task] = toTaskHash(hash);
        dependencies[task] = closureSizes.get(task) ?? 0;
      }
      return { mcfn, pn, skipped, tasks: hashes, dependencies, ...sourceTreeOf(d) };
    });
    return {
      fn: result.fn,
      appends: result.appends,
      variants,
      problems: problemDiagnostics(result.problems, 'metadata', this.engine.files),
    };
  }

  /** The data about a recipe's variants that the task graph needs. */
  recipeInfos(fn: string, keeping: Keeping): readonly RecipeInfo[] | null {
    return this.engine.recipeInfos(fn, keeping);
  }

  taskConfigurations(): readonly TaskConfiguration[] {
    return this.engine.taskConfigurations() ?? [];
  }

  extraDepends(query: ExtraDependsQuery): readonly string[] | null {
    return this.engine.extraDepends(query.recipe, query.world, query.recipesByName);
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

  async signatureData(mcfn: string, task: string): Promise<SignatureData | null> {
    const result = this.engine.evaluate(recipeFileOf(mcfn));
    const variant = result && variantOf(result, mcfn);
    return variant ? baseSignature(variant, task) : null;
  }

  async hashedVariables(mcfn: string): Promise<HashedVariables | null> {
    const result = this.engine.evaluate(recipeFileOf(mcfn));
    const signatures = (result && variantOf(result, mcfn)?.signatures) ?? null;
    if (!signatures) return null;
    return {
      gendeps: Object.fromEntries([...signatures.gendeps].map(([key, names]) => [key, [...names]])),
      varvals: Object.fromEntries(
        [...signatures.varvals].map(([key, value]) => [key, value === null ? null : textOf(value)]),
      ),
    };
  }

  async variables(of: string, names: readonly string[]): Promise<Readonly<Record<string, string | null>>> {
    const d = this.storeOf(of);
    return Object.fromEntries(names.map((name) => [name, d ? expandedText(d, name) : null]));
  }

  /** The variables of a configuration, or of a recipe's variant with the recipe's Python loaded. */
  private storeOf(of: string): Datastore | null {
    const outcome = this.engine.configuration();
    if (!outcome.ok) return null;
    const configured = outcome.configuration.stores.get(of.replace(/^mc:/, ''));
    if (configured) return configured;
    const result = this.engine.activate(recipeFileOf(of));
    return (result && variantOf(result, of)?.d) ?? null;
  }

  async resolveTargets(
    targets: readonly string[],
  ): Promise<{ readonly recipes: readonly string[]; readonly unknown: readonly string[] }> {
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
    if (!result) {
      const files = this.reports.ofTexts(
        this.engine.configurationAccesses().flatMap((accesses) => this.metadataFiles(accesses)),
      );
      const problems = this.configurationProblems();
      const others = files.filter(({ id }) => !problems.some(({ finding }) => finding?.id === id));
      return { appends: [], diagnostics: [...problems, ...others.map(({ diagnostic }) => diagnostic)], refuted: [] };
    }
    const { groups, files, problems, refuted, unused } = await this.provenReport(result, this.filesOf(result));
    return {
      appends: result.appends,
      diagnostics: [
        ...problems,
        ...files.map(({ diagnostic }) => diagnostic),
        ...groups.map(findingDiagnostic),
        ...unused.map(unusedDiagnostic),
      ],
      refuted,
    };
  }

  async changedAssignment(mcfn: string, key: string, other: string | null): Promise<ChangedSource | null> {
    const result = this.engine.activate(recipeFileOf(mcfn));
    const variant = result && variantOf(result, mcfn);
    if (!variant) return null;
    const { d, signatures } = variant;
    const observe = (body: () => void): { readonly files: readonly string[] } => this.engine.observe(body);
    return changedAssignment(key, other, d, { ...this.locationContext, signatures, observe });
  }

  async why(fn: string, task: string, name: string): Promise<readonly WhyAnswer[]> {
    // Where no hash contains the name, values are read again.
    const result = this.engine.activate(fn);
    return (result?.variants ?? []).flatMap((variant) => whyIn(variant, task, name, this.locationContext));
  }

  async trace(fn: string, task: string, name: string): Promise<readonly TracedVariable[]> {
    const result = this.engine.activate(fn);
    return (result?.variants ?? []).flatMap(({ mcfn, d, signatures }) =>
      signatures?.gendeps.has(task) ? [tracedVariable(mcfn, traceVariable(task, name, d, signatures))] : [],
    );
  }

  async fixFor(fn: string, id: string): Promise<EditorFix | null> {
    const result = this.engine.activate(fn);
    if (!result) return null;
    const base = await this.baseOf(result);
    const { groups, files } = await this.provenReport(result, this.filesOf(result));
    const isAsked = (one: { readonly id: string }): boolean => one.id === id;
    const context = this.fixContext(base, fn);
    const fixes = await verifiedFixes(
      this.attemptsAt({ groups: groups.filter(isAsked), files: files.filter(isAsked) }, base, context, () => true),
      base,
      context,
      1,
    );
    return fixes.find(({ obstacle }) => obstacle === null) ?? null;
  }

  configurationAccesses(): ConfigurationAccesses {
    return {
      recipes: this.allRecipes(),
      logs: this.engine.configurationAccesses(),
      readAs: (path) => this.engine.stampAsRead(path),
    };
  }

  /** What a recipe's evaluation asked the disk for; null if there is no evaluation, or if the recipe was refused. */
  recipeAccesses(fn: string): AccessLog | null {
    const result = this.engine.evaluate(fn, { keep: 'hashes' });
    return result === null || result.isRefused === true ? null : result.accesses;
  }

  /** What other hosts and runs asked the disk for to prove something about a recipe, with the stamps of the paths. */
  provenAccesses(fn: string): Promise<ReadonlyMap<string, Stamp>> {
    return this.prover.accesses(fn);
  }

  private allRecipes(): readonly string[] {
    const all = new Set<string>();
    for (const multiconfig of this.engine.multiconfigs())
      for (const fn of this.engine.recipes(multiconfig)?.recipes ?? []) all.add(fn);
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

  /** As `resultFor`, with the recipe's own Python loaded: rules may read values that nothing has read before. */
  private activeResultFor(path: string): RecipeResult | null {
    const fn = this.recipeFor(path);
    return fn === null ? null : this.engine.activate(fn);
  }

  /** Why no recipe has a hash; null if the configuration can be read. */
  private failure(): string | null {
    const outcome = this.engine.configuration();
    if (outcome.ok) return null;
    return (
      outcome.problems.find((problem) => problem.severity === 'error')?.message ?? 'the configuration cannot be read'
    );
  }

  private configurationProblems(): readonly EditorDiagnostic[] {
    const { buildDir } = this.workspace;
    // A problem that no file causes is reported where users look first.
    const located = this.engine
      .configuration()
      .problems.map((problem) =>
        problem.file.startsWith('/') ? problem : { ...problem, file: `${buildDir}/conf/bblayers.conf`, line: 1 },
      );
    return this.reports.ofConfiguration(problemDiagnostics(located, 'configuration', this.engine.files));
  }

  private async provenReport(result: RecipeResult, paths: readonly string[]): Promise<FindingsReport> {
    return this.reports.of(result, await this.prover.of(result), paths, this.rulesContext(result.fn));
  }

  /** The metadata files that a recipe consists of, including those of the configuration. */
  private filesOf({ accesses }: RecipeResult): readonly string[] {
    // The configuration only lists recipes: what is wrong in another recipe is no finding of this one.
    const configuration = this.engine
      .configurationAccesses()
      .flatMap((log) => this.metadataFiles(log))
      .filter((path) => !isRecipeFile(path));
    return [...this.metadataFiles(accesses), ...configuration];
  }

  private metadataFiles(accesses: AccessLog): readonly string[] {
    const folders = [...this.workspace.layers, this.workspace.buildDir];
    return [...accesses.paths()].filter((path) => folders.some((folder) => isWithin(path, folder)));
  }

  /**
   * The groups to show for `path`: for a recipe all groups, because they were found in it; for any other file the
   * groups that are in the file. A finding that needs the agreement of all recipes is shown only in files that belong
   * to this recipe alone.
   */
  private shownIn(
    path: string,
    { fn, appends }: RecipeResult,
    groups: readonly FindingGroup[],
  ): readonly FindingGroup[] {
    const isRecipe = samePath(fn, path, this.engine);
    const ownFiles = new Set([fn, ...appends].map(normalize));
    return groups.filter(
      ({ location, findings: [{ finding }] }) =>
        (isRecipe || location.path === path) && (finding.needsAll !== true || ownFiles.has(location.path)),
    );
  }

  /** The findings in `path` that are shown for it, and the comments in it that hide nothing. */
  private reportedIn(path: string, base: FixBase): FileReport {
    const texts = textsOf(base, this.engine);
    if (!base.recipe) return { groups: [], files: this.reports.ofTexts([path], texts), unused: [] };
    const { result, evidence } = base.recipe;
    const { groups, files, unused } = this.reports.of(result, evidence, [path], this.rulesContext(result.fn), texts);
    const isHere = (one: { readonly path: string }): boolean => one.path === path;
    return {
      groups: this.shownIn(path, result, groups).filter(({ location }) => isHere(location)),
      files: files.filter(isHere),
      unused: unused.filter(isHere),
    };
  }

  private attemptsAt(
    { groups, files }: Pick<FileReport, 'groups' | 'files'>,
    base: FixBase,
    context: FixContext,
    isWanted: (range: EditorRange) => boolean,
  ): readonly Attempt[] {
    return [
      ...fileAttemptsFor(files.filter(({ diagnostic }) => isWanted(diagnostic.range))),
      ...attemptsFor(
        groups.filter(({ location }) => isWanted(location.range)),
        base,
        context,
      ),
    ];
  }

  private async baseOf(result: RecipeResult | null): Promise<FixBase> {
    return { recipe: result && { result, evidence: await this.prover.of(result) }, texts: new Map() };
  }

  private fixContext({ recipe }: FixBase, path: string): FixContext {
    const {
      workspace,
      engine,
      own,
      parts: { isWritable },
    } = this;
    return {
      engine,
      own,
      isWritable,
      layers: workspace.layers,
      buildDir: workspace.buildDir,
      rules: this.rulesContext(recipe?.result.fn ?? path),
      proofs: this.prover,
      findingsInText: (file, text) => this.reports.inText(file, text),
    };
  }

  private rulesContext(fn: string): RuleContext {
    const {
      engine,
      own,
      workspace: { buildDir },
    } = this;
    const known = new Map<string, boolean>();
    const isOwn = (path: string): boolean => {
      let answer = known.get(path);
      if (answer === undefined) {
        answer = isOwnFile(normalize(path), { own, buildDir });
        known.set(path, answer);
      }
      return answer;
    };
    return {
      files: engine.files,
      release: engine.release,
      fn,
      coreLayer: this.coreLayer,
      observe: (body) => engine.observe(body),
      isOwn,
      statements: (path) => engine.statementsOf(path),
      recipes: (multiconfig) => [...(engine.recipes(multiconfig)?.recipes ?? [])],
      outputs: () => outputsOf(engine),
    };
  }

  /** The layers that are the user's own. */
  private get own(): readonly string[] {
    return (this.knownOwn ??= ownLayers(this.workspace, this.parts.ownLayers, this.engine.files));
  }

  /** Whether a recipe's name may differ from the name of its file. */
  private setsName(path: string): boolean {
    const found = this.engine.files.readText(path);
    return found.kind === 'text' && /^[ \t]*PN\b[^=\n]*=/m.test(found.text);
  }

  private recipesFor(target: string, all: ReadonlySet<string>): readonly string[] {
    const fn = recipeFileOf(target);
    if (fn.startsWith('/')) {
      // BitBake's own name for the file counts: it is part of every mcfn, and bbappends are matched by it.
      const known = all.has(fn) ? fn : [...all].find((path) => samePath(path, fn, this.engine));
      if (known !== undefined) return [known];
      if (fn.endsWith('.bbappend')) return recipesOfAppend(fn, this.engine);
      return fn.endsWith('.bb') && this.engine.files.stat(fn)?.kind === 'file' ? [fn] : [];
    }
    const candidates = recipesByName(target, all);
    if (candidates.length > 0) return candidates;
    // A variant's name: `zlib-native` and `lib32-zlib` come from the recipe of `zlib`.
    const near = [...all].filter((path) => target.includes(nameInFile(path)));
    const named = (path: string): boolean =>
      this.engine.evaluate(path)?.variants.some(({ pn }) => pn === target) === true;
    const found = near.filter(named);
    return found.length > 0 || target === '' ? found : [...all].filter((path) => this.setsName(path)).filter(named);
  }
}

/** What is reported in one file. */
interface FileReport {
  readonly groups: readonly FindingGroup[];
  readonly files: readonly FileFinding[];
  readonly unused: readonly Suppression[];
}
