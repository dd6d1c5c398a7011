/**
 * Every recorded datastore case: dependencies, values, hashed text and basehash as BitBake's own modules computed them.
 */

import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { sorted } from '../../../server/src/engine/base/order';
import { words } from '../../../server/src/engine/base/pythonText';
import { type BitbakeRelease, RECORDED_RELEASES } from '../../../server/src/engine/base/release';
import { type ModuleCode, excludeFromModules } from '../../../server/src/engine/codeparser/moduleFunctions';
import { PythonDependencies } from '../../../server/src/engine/codeparser/pythonDependencies';
import { ShellDependencies } from '../../../server/src/engine/codeparser/shellDependencies';
import { textOf } from '../../../server/src/engine/datastore/datastore';
import { MemoryFileSource } from '../../../server/src/engine/files/memoryFileSource';
import { DatastoreError } from '../../../server/src/engine/base/datastoreError';
import { closureOf, signaturesOf } from '../../../server/src/engine/signatures/basehash';
import { signatureContext } from '../../../server/src/engine/signatures/variableDependencies';
import { nodeSha256 } from '../../../server/src/node/nodeDigest';
import type { PyodideEvaluator } from '../../../server/src/pyodide/pyodideEvaluator';
import { createStore, loadTestPython } from '../../support/python';
import { type Recorded, recordedFor } from '../../support/recorded';
import type { Value } from '../../../server/src/engine/python/pythonDatastore';

type Operation = readonly [name: string, ...args: unknown[]];
interface Expected {
  readonly error?: string;
  readonly deps?: Readonly<Record<string, readonly string[]>>;
  readonly values?: Readonly<Record<string, string | null | { readonly python_repr: string }>>;
  readonly tasks?: Readonly<
    Record<string, { readonly taskdeps: readonly string[]; readonly hash_input: string; readonly basehash: string }>
  >;
}
interface Case extends Recorded<Expected> {
  readonly id: string;
  readonly note: string;
  readonly ops: readonly Operation[];
  readonly tasks: readonly string[];
  readonly alternative?: Expected;
}

const vectors = JSON.parse(readFileSync(new URL('../vectors/basehash.json', import.meta.url), 'utf8')) as {
  readonly cases: readonly Case[];
};

/**
 * A layer module with the one visitor that OE-Core has: `oe.qa.handle_error` reads ERROR_QA and WARN_QA and looks for
 * its first argument.
 */
const VISITOR_MODULE = `
def handle_error(error_class, error_msg, d):
    pass

def handle_error_visitor(name, args):
    import ast
    contains, execs, warn = {}, set(), None
    if isinstance(args[0], ast.Constant) and isinstance(args[0].value, str):
        for variable in ("ERROR_QA", "WARN_QA"):
            contains[variable] = {args[0].value}
    else:
        execs.add(name)
        warn = args[0]
    return contains, execs, warn
handle_error.visitorcode = handle_error_visitor
`;
const files = new MemoryFileSource({
  '/layer/lib/oe/__init__.py': 'BBIMPORTS = ["qa"]\n',
  '/layer/lib/oe/qa.py': VISITOR_MODULE,
});
let python: PyodideEvaluator;

beforeAll(async () => {
  python = await loadTestPython(files);
});

function run(testCase: Case, release: BitbakeRelease): Expected {
  const d = createStore(python, release);
  let modules = new Map<string, ModuleCode>();
  const perform = ([operation, ...args]: Operation): void => {
    const [name, second, third] = args as [string, string, string];
    switch (operation) {
      case 'assign':
        return d.setVar(name, second, { parsing: true });
      case 'setVar':
        return d.setVar(name, second);
      case 'weak':
        return d.setVarFlag(name, '_defaultval', second);
      // The recorded form for every release: the way 2.18 stores it, which older releases treat as an internal flag.
      case 'weakflag':
        return d.setVarFlag(name, `_defaultval_flag_${second}`, third);
      case 'setVarFlag':
        return d.setVarFlag(name, second, args[2] as string);
      case 'export':
        return d.setVarFlag(name, 'export', 1);
      case 'appendVar':
        return d.appendVar(name, second);
      case 'delVar':
        return d.delVar(name);
      case 'filter':
        return release.variableFilters ? d.setVarFilter(name, second) : undefined;
      case 'func':
      case 'pyfunc':
        d.setVarFlag(name, 'func', 1);
        if (operation === 'pyfunc') d.setVarFlag(name, 'python', '1');
        d.setVarFlag(name, 'filename', 't.bb');
        d.setVarFlag(name, 'lineno', '10');
        return d.setVar(name, second, { parsing: true });
      case 'pydef':
        python.define(second, 't.bb', 10);
        for (const flag of ['func', 'python']) d.setVarFlag(name, flag, 1);
        d.setVarFlag(name, 'filename', 't.bb');
        d.setVarFlag(name, 'lineno', '9');
        return d.setVar(name, second, { parsing: true });
      case 'modfunc': {
        if (!release.addpylib) return;
        const [, references, execs, contains, sourcehash] = args as [
          string,
          string[],
          string[],
          Record<string, string[]>,
          string,
        ];
        modules.set(name, {
          references: new Set(references),
          execs: new Set(execs),
          contains: new Map(Object.entries(contains).map(([key, items]) => [key, new Set(items)])),
          sourcehash,
          text: '',
        });
        return;
      }
      case 'visitor': {
        if (!release.addpylib) return;
        modules.set(name, {
          references: new Set(),
          execs: new Set(),
          contains: new Map(),
          sourcehash: second,
          text: '',
        });
        if (!release.moduleFunctionDecorators) return;
        expect(python.addModulePath('/layer/lib', 'oe')).toEqual({ ok: true, value: ['qa'] });
        expect(python.moduleFunctions('oe', 'qa').ok).toBe(true);
        return python.useVisitor(name);
      }
      case 'updatemod':
        modules = excludeFromModules(modules, d);
        return;
      default:
        throw new Error(`unknown operation ${operation}`);
    }
  };
  try {
    testCase.ops.forEach(perform);
    for (const task of testCase.tasks) d.setVarFlag(task, 'task', 1);
    const ignored = new Set(words(d.getText('BB_BASEHASH_IGNORE_VARS')));
    const context = signatureContext(d, modules, ignored, new PythonDependencies(), new ShellDependencies(release));
    const signatures = signaturesOf(testCase.tasks, context, nodeSha256);
    expect([...signatures.unknownKeys]).toEqual([]);
    return {
      deps: Object.fromEntries([...signatures.gendeps].map(([key, deps]) => [key, sorted(deps)])),
      values: Object.fromEntries(
        [...signatures.varvals].map(([key, value]) => [
          key,
          typeof value === 'string' || value === null ? value : { python_repr: textOf(value) },
        ]),
      ),
      tasks: Object.fromEntries(
        testCase.tasks.map((task) => {
          const closure = closureOf(task, signatures.gendeps);
          const basehash = signatures.tasks.get(task);
          return [
            task,
            {
              taskdeps: sorted(closure),
              hash_input: hashInput(task, closure, signatures.varvals),
              basehash: basehash?.kind === 'known' ? basehash.hash : 'unknown',
            },
          ];
        }),
      ),
    };
  } catch (error) {
    if (!(error instanceof DatastoreError)) throw error;
    return { error: error.type };
  }
}

for (const release of RECORDED_RELEASES) {
  describe(`basehash vectors of BitBake ${release.version}`, () => {
    test.each(vectors.cases.map((testCase) => [testCase.id, testCase.note, testCase] as const))(
      '%s %s',
      (_id, _note, testCase) => {
        const actual = run(testCase, release);
        const expected = recordedFor(testCase, release.version);
        if (expected.error !== undefined) {
          // BitBake's exception types vary between code locations; only the fact that BitBake rejects the recipe
          // matters.
          expect(actual).toHaveProperty('error');
          return;
        }
        if (
          testCase.alternative &&
          actual.tasks &&
          JSON.stringify(actual.tasks) === JSON.stringify(testCase.alternative.tasks)
        )
          return;
        expect(actual).toEqual(expected);
      },
    );
  });
}

/** The text whose digest is the basehash, as the vectors record it. */
function hashInput(task: string, closure: Iterable<string>, values: ReadonlyMap<string, Value>): string {
  const text = (key: string): string => {
    const value = values.get(key);
    return value === undefined || value === null ? '' : textOf(value);
  };
  return (
    text(task) +
    sorted(closure)
      .map((key) => key + text(key))
      .join('')
  );
}
