/**
 * Functions of Python modules that `addpylib` brought in, as nodes of the dependency graph: their references and the
 * digest that represents their source. Mirrors `bb.codeparser.modulecode_deps`.
 */

import { words } from '../base/pythonText';
import type { Datastore, DatastoreServices } from '../datastore/datastore';
import type { Sha256 } from '../digest/sha256';
import type { ModuleFunction } from '../python/pythonEvaluator';
import type { PythonDependencies } from './pythonDependencies';

/** One module function as the dependency walk needs it. */
export interface ModuleCode {
  readonly references: ReadonlySet<string>;
  readonly execs: ReadonlySet<string>;
  readonly contains: ReadonlyMap<string, ReadonlySet<string>>;
  /** SHA-256 of the source after as many line feeds as its first line's number. */
  readonly sourcehash: string;
  readonly text: string;
}

/** Reads one function of a module. */
export function readModuleFunction(
  found: ModuleFunction,
  dependencies: PythonDependencies,
  services: DatastoreServices,
  sha256: Sha256,
): ModuleCode {
  const code = dependencies.read(found.text, found.name, services);
  const references = new Set(code.references);
  for (const name of found.vardeps) references.add(name);
  for (const name of found.vardepsexclude) references.delete(name);
  const siblings = new Set(found.siblings);
  const execs = new Set<string>();
  for (const exec of code.execs) execs.add(siblings.has(exec) ? `${found.modulePrefix}.${exec}` : exec);
  return { references, execs, contains: code.contains, sourcehash: sha256(found.text), text: found.text };
}

/** Applies `NAME[vardepsexclude]` of the configuration to every module function. */
export function excludeFromModules(modules: ReadonlyMap<string, ModuleCode>, d: Datastore): Map<string, ModuleCode> {
  const result = new Map<string, ModuleCode>();
  for (const [name, code] of modules) {
    const flag = d.getVarFlag(name, 'vardepsexclude');
    const excluded = new Set(typeof flag === 'string' ? words(flag) : []);
    result.set(
      name,
      excluded.size === 0
        ? code
        : { ...code, references: without(code.references, excluded), execs: without(code.execs, excluded) },
    );
  }
  return result;
}

function without(names: ReadonlySet<string>, excluded: ReadonlySet<string>): Set<string> {
  return new Set([...names].filter((name) => !excluded.has(name)));
}
