/**
 * `addpylib`: imports a layer's Python package and reads its functions for signatures. Mirrors
 * `bb.parse.ast.PyLibNode`.
 */

import { words } from '../base/pythonText';
import { readModuleFunction } from '../codeparser/moduleFunctions';
import { type Datastore, toDatastoreError } from '../datastore/datastore';
import type { PythonResult } from '../python/pythonEvaluator';
import type { Evaluation } from './evaluation';

/**
 * Imports `namespace` from `directory` with its `BBIMPORTS`, one after another: a module's visitor affects how the next
 * module is read.
 */
export function addModules(directory: string, namespace: string, d: Datastore, evaluation: Evaluation): void {
  const { python, services, sha256 } = evaluation;
  take(python.importGlobals(words(d.getText('BB_GLOBAL_PYMODULES'))));
  for (const module of take(python.addModulePath(directory, namespace))) {
    for (const found of take(python.moduleFunctions(namespace, module))) {
      evaluation.modules.set(found.name, readModuleFunction(found, evaluation.pythonDependencies, services, sha256));
      if (found.hasVisitor) python.useVisitor(found.name);
    }
  }
}

function take<T>(result: PythonResult<T>): T {
  if (result.ok) return result.value;
  const error = toDatastoreError(result.error, '');
  error.message = `the Python module cannot be imported: ${error.type}: ${error.message}`;
  throw error;
}
