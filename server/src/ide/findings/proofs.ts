/**
 * Proofs about recipes: how another host, and another run on the same host, evaluate them. The other engines start when
 * the first proof is needed, and follow the files of the first engine.
 */

import type { Engine, RecipeResult } from '../../engine/engine';
import { type AccessLog, LINK, renamed } from '../../engine/files/accessLog';
import { MOVED, type Stamp } from '../../engine/files/stamp';
import type { Proof } from '../../engine/rules/rule';
import type { Cause } from '../../engine/signatures/differences';
import type { HostComparison } from '../api/analysisApi';
import { compareWith } from './hostComparison';
import type { OtherEngine } from './otherEngine';
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
}

export class Proofs {
  private readonly otherHost: StartedEngine;
  private readonly laterRun: StartedEngine;
  private known = new WeakMap<RecipeResult, Promise<ReadonlyMap<string, Proof>>>();
  /** What proofs about inputs asked the disk for, by recipe. */
  private readonly asked = new Map<string, readonly AccessLog[]>();

  constructor(private readonly parts: ProofParts) {
    const { startOtherHost, startLaterRun } = parts;
    this.otherHost = new StartedEngine(startOtherHost);
    this.laterRun = new StartedEngine(startLaterRun);
  }

  /** Compares a recipe that was evaluated here with its evaluation on another host. */
  async compare(result: RecipeResult): Promise<HostComparison> {
    return compareWith(result, await this.otherHost.get(), ({ engine, there }) => engine.evaluate(there(result.fn)));
  }

  /** The proof of each variant of a recipe that was evaluated here, by mcfn. */
  of(result: RecipeResult): Promise<ReadonlyMap<string, Proof>> {
    const known = this.known.get(result);
    if (known) return known;
    const proofs = this.prove(result, new Map(), ({ engine, there }) => engine.evaluate(there(result.fn)));
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
    for (const { present } of [this.otherHost, this.laterRun]) {
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
    for (const { present } of [this.otherHost, this.laterRun]) {
      const other = await present;
      other?.engine.applyChange([...new Set([...paths, ...paths.map(other.there)])]);
    }
  }

  /** Forgets everything about a recipe. */
  async forget(fn: string): Promise<void> {
    this.asked.delete(fn);
    for (const { present } of [this.otherHost, this.laterRun]) {
      const other = await present;
      other?.engine.forget(other.there(fn));
    }
  }

  /** The workspace has changed: the layers may be in different folders. */
  reset(): void {
    this.otherHost.reset();
    this.laterRun.reset();
    this.known = new WeakMap();
  }

  private async prove(
    result: RecipeResult,
    texts: ReadonlyMap<string, string>,
    evaluate: (other: OtherEngine) => RecipeResult | null,
  ): Promise<ReadonlyMap<string, Proof>> {
    const { inputs, accesses } = proveInputs(result, texts, this.parts.engine, this.parts.bitbakeDir());
    if (texts.size === 0) this.asked.set(result.fn, accesses);
    const hosts = compareWith(result, await this.otherHost.get(), evaluate);
    // The other host also has a different time: what does not differ there does not differ from run to run.
    const runs = hosts.differences.length === 0 ? null : compareWith(result, await this.laterRun.get(), evaluate);
    return new Map(
      result.variants.map(({ mcfn }) => [
        mcfn,
        {
          hosts: differing(hosts, mcfn),
          runs: runs ? differing(runs, mcfn) : new Map<string, readonly Cause[]>(),
          inputs: inputs.get(mcfn) ?? [],
          unknown: new Map(
            hosts.unknown.flatMap((one) =>
              one.mcfn === mcfn && one.task !== null ? [[one.task, one.reason] as const] : [],
            ),
          ),
        },
      ]),
    );
  }
}

/** An engine that starts when it is first requested, and starts again on a later request if that failed. */
class StartedEngine {
  private started: Promise<OtherEngine> | null = null;

  constructor(private readonly start: () => Promise<OtherEngine>) {}

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
    this.started = null;
  }
}

function differing({ differences }: HostComparison, mcfn: string): ReadonlyMap<string, readonly Cause[]> {
  return new Map(differences.flatMap((one) => (one.mcfn === mcfn ? [[one.task, one.causes] as const] : [])));
}
