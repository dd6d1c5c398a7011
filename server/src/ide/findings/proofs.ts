/**
 * Proofs about recipes: how another host, another run on the same host, the worker that runs a task, and other machines
 * that are built here evaluate them.
 * The other engines start when they are first needed, and follow the files of the first engine.
 */

import type { Engine, RecipeResult } from '../../engine/engine';
import { type AccessLog, LINK, renamed } from '../../engine/files/accessLog';
import { MOVED, type Stamp } from '../../engine/files/stamp';
import type { Proof, SharedWithMachine } from '../../engine/rules/rule';
import type { Cause } from '../../engine/signatures/differences';
import type { HostComparison } from '../api/analysisApi';
import { compareWith } from './hostComparison';
import { type RecipeNames, anyNameDiffers, movingNames, namesIn } from './nameComparison';
import type { OtherEngine } from './otherEngine';
import { type PresentMachine, mayShare, presentMachine, sharedWith } from './otherMachines';
import { proveInputs } from './parseInputs';

/** How the other engines are started. */
export interface ProofParts {
  /** The engine that evaluates the recipes here. */
  readonly engine: Engine;
  /** The checkout of BitBake, whose files are no inputs of metadata. */
  readonly bitbakeDir: () => string | null;
  /** The same workspace on another host. */
  readonly startOtherHost: () => Promise<OtherEngine>;
  /** The same workspace on the same host, at another time. */
  readonly startLaterRun: () => Promise<OtherEngine>;
  /** The same workspace on the same host, as BitBake's workers read it. */
  readonly startWorker: () => Promise<OtherEngine>;
  /** The same workspace on the same host, with another `MACHINE`. */
  readonly startMachine: (machine: string) => Promise<OtherEngine>;
  /** The machines that recipes are compared with, besides those that are built in the same folders. */
  readonly machines: readonly string[];
}

/** An engine for another machine ends after so many recipes in a row that do not need it. */
const UNUSED_PROOFS = 20;

export class Proofs {
  private readonly otherHost: StartedEngine;
  private readonly laterRun: StartedEngine;
  private readonly worker: StartedEngine;
  /** The engines for other machines, by name. */
  private readonly machines = new Map<string, { readonly started: StartedEngine; unused: number }>();
  /** What the latest proof without supposed texts found. */
  private present: PresentMachine = { processor: '', built: [] };
  private known = new WeakMap<RecipeResult, Promise<ReadonlyMap<string, Proof>>>();
  /** What proofs about inputs asked the disk for, by recipe. */
  private readonly asked = new Map<string, readonly AccessLog[]>();

  constructor(private readonly parts: ProofParts) {
    const { startOtherHost, startLaterRun, startWorker } = parts;
    this.otherHost = new StartedEngine(startOtherHost);
    this.laterRun = new StartedEngine(startLaterRun);
    this.worker = new StartedEngine(startWorker);
  }

  /** Compares a recipe that was evaluated here with its evaluation on another host. */
  async compare(result: RecipeResult): Promise<HostComparison> {
    return compareWith(result, await this.otherHost.get(), ({ engine, there }) => engine.evaluate(there(result.fn)));
  }

  /** The proof of each variant of a recipe that was evaluated here, by mcfn. */
  of(result: RecipeResult): Promise<ReadonlyMap<string, Proof>> {
    const known = this.known.get(result);
    if (known) return known;
    const proofs = this.prove(result, new Map(), ({ engine, there }) => engine.activate(there(result.fn)));
    this.known.set(result, proofs);
    return proofs;
  }

  /** The same for a recipe that was evaluated with different texts for some files. */
  ofSupposed(texts: ReadonlyMap<string, string>, result: RecipeResult): Promise<ReadonlyMap<string, Proof>> {
    return this.prove(result, texts, ({ engine, there }) =>
      engine.whatIf(new Map([...texts].map(([path, text]) => [there(path), text])), there(result.fn)),
    );
  }

  /**
   * What the other engines asked the disk for to prove something about a recipe: paths of this host, with their stamps.
   */
  async accesses(fn: string): Promise<ReadonlyMap<string, Stamp>> {
    const found = new Map<string, Stamp>();
    const add = (name: string, stamp: Stamp): void => {
      const before = found.get(name);
      found.set(name, before === undefined || before === stamp ? stamp : MOVED);
    };
    for (const log of this.asked.get(fn) ?? []) for (const [name, stamp] of log.stamped()) add(name, stamp);
    for (const { present } of this.all) {
      const other = await present;
      for (const log of other?.engine.accessesOf(other.there(fn)) ?? []) {
        for (const [name, stamp] of log.stamped()) {
          let path = name;
          const here = renamed(name, (there) => other?.here((path = there)) ?? there);
          // The target of a link is known only as a path of the other host.
          if (other?.hasOwn(path) === true || name.startsWith(LINK)) continue;
          add(here, stamp);
        }
      }
    }
    return found;
  }

  /** Files have changed. */
  async applyChange(paths: readonly string[]): Promise<void> {
    this.known = new WeakMap();
    for (const { present } of this.all) {
      const other = await present;
      other?.engine.applyChange([...new Set([...paths, ...paths.map(other.there)])]);
    }
  }

  /** Forgets everything about a recipe. */
  async forget(fn: string): Promise<void> {
    this.asked.delete(fn);
    for (const { present } of this.all) {
      const other = await present;
      other?.engine.forget(other.there(fn));
    }
  }

  /** The workspace has changed: the layers may be in different folders. */
  reset(): void {
    this.otherHost.reset();
    this.laterRun.reset();
    this.worker.reset();
    for (const machine of [...this.machines.keys()]) this.endMachine(machine);
    this.known = new WeakMap();
  }

  private get all(): readonly StartedEngine[] {
    return [this.otherHost, this.laterRun, this.worker, ...[...this.machines.values()].map(({ started }) => started)];
  }

  private endMachine(machine: string): void {
    this.machines.get(machine)?.started.reset();
    this.machines.delete(machine);
  }

  /**
   * What each variant shares with other machines, and what was looked at to find these. `isSupposed`: the engine must
   * not read its configuration, because it would read it without the supposed texts and end the recipe's Python. Then
   * only engines that have started are asked.
   */
  private async withMachines(
    result: RecipeResult,
    isSupposed: boolean,
    evaluate: (other: OtherEngine) => RecipeResult | null,
  ): Promise<{
    readonly shared: ReadonlyMap<string, readonly SharedWithMachine[]>;
    readonly accesses: readonly AccessLog[];
  }> {
    const { engine, startMachine } = this.parts;
    const looked = isSupposed ? null : engine.looking(() => presentMachine(engine));
    if (looked) this.present = looked.value;
    const accesses = looked ? [looked.accesses] : [];
    const wanted = [...new Set([...this.parts.machines, ...this.present.built])].filter(
      (machine) => !isSupposed || this.machines.get(machine)?.started.isStarted === true,
    );
    if (isSupposed && wanted.length === 0) return { shared: new Map(), accesses };
    if (!isSupposed)
      for (const machine of this.machines.keys()) if (!wanted.includes(machine)) this.endMachine(machine);
    const variants = mayShare(result);
    const shared = new Map<string, SharedWithMachine[]>();
    for (const machine of wanted) {
      if (variants.length === 0) {
        this.noteUnused(machine);
        continue;
      }
      const known = this.machines.get(machine) ?? {
        started: new StartedEngine(() => startMachine(machine)),
        unused: 0,
      };
      known.unused = 0;
      this.machines.set(machine, known);
      const found = sharedWith(machine, variants, this.present, await known.started.get(), evaluate);
      for (const [mcfn, one] of found) shared.set(mcfn, [...(shared.get(mcfn) ?? []), one]);
    }
    return { shared, accesses };
  }

  private noteUnused(machine: string): void {
    const known = this.machines.get(machine);
    if (known && ++known.unused >= UNUSED_PROOFS) this.endMachine(machine);
  }

  /**
   * How the worker that runs a task evaluates the recipe. A worker sets few variables before it reads a recipe: the
   * recipe is evaluated again only if something has read one of them. `task`: the task that the worker runs.
   */
  async compareWithWorker(
    result: RecipeResult,
    task: string,
    evaluate: (other: OtherEngine) => RecipeResult | null = ({ engine, there }) => engine.evaluate(there(result.fn)),
  ): Promise<HostComparison> {
    const other = await this.worker.get();
    other.engine.beWorkerOf(task);
    return compareWith(result, other, evaluate);
  }

  /** The tasks of each variant that a worker gives another basehash, with the causes, by mcfn. */
  private async inWorkers(
    result: RecipeResult,
    evaluate: (other: OtherEngine) => RecipeResult | null,
  ): Promise<ReadonlyMap<string, ReadonlyMap<string, readonly Cause[]>>> {
    const found = new Map<string, Map<string, readonly Cause[]>>();
    if (result.workerNames.size === 0) return found;
    const tasks = [...new Set(result.variants.flatMap((variant) => [...variant.tasks.keys()]))];
    // What the worker of one task sets differs from that of another only in this name.
    const runs = result.workerNames.has('BB_CURRENTTASK') ? tasks : tasks.slice(0, 1);
    for (const run of runs) {
      for (const { mcfn, task, causes } of (await this.compareWithWorker(result, run, evaluate)).differences) {
        const ofVariant = found.get(mcfn) ?? new Map<string, readonly Cause[]>();
        found.set(mcfn, ofVariant);
        if (task === run || !ofVariant.has(task)) ofVariant.set(task, causes);
      }
    }
    return found;
  }

  /** Compares a recipe with another evaluation, and reads the names there while Python can do so. */
  private compareNamed(
    result: RecipeResult,
    other: OtherEngine,
    evaluate: (other: OtherEngine) => RecipeResult | null,
  ): { readonly comparison: HostComparison; readonly names: RecipeNames } {
    let names: RecipeNames = new Map();
    const comparison = compareWith(result, other, (engine) => {
      const found = evaluate(engine);
      names = namesIn(found);
      return found;
    });
    return { comparison, names };
  }

  private async prove(
    result: RecipeResult,
    texts: ReadonlyMap<string, string>,
    evaluate: (other: OtherEngine) => RecipeResult | null,
  ): Promise<ReadonlyMap<string, Proof>> {
    // Other evaluations leave Python with other functions.
    const names = namesIn(result);
    const machines = await this.withMachines(result, texts.size > 0, evaluate);
    const { inputs, accesses } = proveInputs(result, texts, this.parts.engine, this.parts.bitbakeDir());
    if (texts.size === 0) this.asked.set(result.fn, [...accesses, ...machines.accesses]);
    const otherHost = await this.otherHost.get();
    const onHost = this.compareNamed(result, otherHost, evaluate);
    const hosts = onHost.comparison;
    // The other host also has a different time: what does not differ there does not differ from run to run.
    const isSame = hosts.differences.length === 0 && !anyNameDiffers(names, onHost.names, otherHost.here);
    const later = isSame ? null : this.compareNamed(result, await this.laterRun.get(), evaluate);
    const runs = later?.comparison;
    const inWorkers = await this.inWorkers(result, evaluate);
    return new Map(
      result.variants.map((variant) => {
        const { mcfn } = variant;
        const compared = proofOf(mcfn, hosts, runs ?? null);
        const proof: Proof = {
          ...compared,
          worker: without(inWorkers.get(mcfn), compared.runs),
          inputs: inputs.get(mcfn) ?? [],
          machines: machines.shared.get(mcfn) ?? [],
          names: [
            ...(later ? movingNames(variant, names, later.names, 'runs') : []),
            ...movingNames(variant, names, onHost.names, 'hosts'),
          ],
        };
        return [mcfn, proof] as const;
      }),
    );
  }
}

/** What the comparisons prove about a variant. `runs` is null if no other run can differ. */
export function proofOf(
  mcfn: string,
  hosts: HostComparison,
  runs: HostComparison | null,
): Pick<Proof, 'hosts' | 'runs' | 'unknown'> {
  const inRuns = runs ? differing(runs, mcfn) : new Map<string, readonly Cause[]>();
  const onHosts = new Map(differing(hosts, mcfn));
  // Another host is another run as well. So a task differs there, even if this one evaluation gave the same value.
  for (const [task, causes] of inRuns) if (!onHosts.has(task)) onHosts.set(task, causes);
  return {
    hosts: onHosts,
    runs: inRuns,
    unknown: new Map(
      hosts.unknown.flatMap((one) => (one.mcfn === mcfn && one.task !== null ? [[one.task, one.reason] as const] : [])),
    ),
  };
}

/** An engine that starts when it is first requested, and starts again on a later request if that failed. */
class StartedEngine {
  private started: Promise<OtherEngine> | null = null;

  constructor(private readonly start: () => Promise<OtherEngine>) {}

  get isStarted(): boolean {
    return this.started !== null;
  }

  /** The engine, if it was requested before. */
  get present(): Promise<OtherEngine> | null {
    return this.started;
  }

  get(): Promise<OtherEngine> {
    if (this.started === null) {
      this.started = this.start();
      this.started.catch(() => {
        this.started = null;
      });
    }
    return this.started;
  }

  /** The next request starts a new engine. */
  reset(): void {
    const { started } = this;
    this.started = null;
    started?.then(
      ({ end }) => end?.(),
      () => undefined,
    );
  }
}

/** The tasks and causes of one proof that another does not have: a clock differs in a worker as well. */
function without(
  some: ReadonlyMap<string, readonly Cause[]> | undefined,
  others: ReadonlyMap<string, readonly Cause[]>,
): ReadonlyMap<string, readonly Cause[]> {
  return new Map(
    [...(some ?? [])].flatMap(([task, causes]) => {
      const left = causes.filter(({ variable }) => !others.get(task)?.some((cause) => cause.variable === variable));
      return left.length === 0 ? [] : [[task, left] as const];
    }),
  );
}

function differing({ differences }: HostComparison, mcfn: string): ReadonlyMap<string, readonly Cause[]> {
  return new Map(differences.flatMap((one) => (one.mcfn === mcfn ? [[one.task, one.causes] as const] : [])));
}
