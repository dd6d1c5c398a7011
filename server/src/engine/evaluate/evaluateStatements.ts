/**
 * What each statement does to a datastore. Mirrors the `eval` methods of `bb.parse.ast`. `includes.ts` finds files;
 * Python modules, fragments and functions each have their own file.
 */

import { words } from '../base/pythonText';
import { type Datastore, textOf, toDatastoreError, truthy } from '../datastore/datastore';
import type { Origin } from '../datastore/history';
import type {
  AnonymousPythonStatement,
  ArgumentStatement,
  AssignmentStatement,
  DefStatement,
  FunctionStatement,
  Statement,
} from '../parse/statements';
import type { Value } from '../python/pythonDatastore';
import { addTasks, deleteTask } from './taskStatements';
import { MetadataError, withOrigin } from './errors';
import type { Evaluation } from './evaluation';
import { exportFunction } from './exportFunctions';
import { addFragments } from './fragments';
import { deferInherit, includeFiles, inherit } from './includes';
import { addModules } from './addpylib';
import { basename, join } from '../files/posixPath';

/** Evaluates the statements of `file` in order. An error gets the location of the statement that caused it. */
export function evaluateStatements(
  statements: readonly Statement[],
  file: string,
  d: Datastore,
  evaluation: Evaluation,
): void {
  const { services } = evaluation;
  const before = services.origin;
  try {
    for (const statement of statements) {
      services.budget.spend('statements', 1, file);
      services.origin = { file, line: statement.line, range: statement.range };
      try {
        evaluateStatement(statement, services.origin, d, evaluation);
      } catch (error) {
        throw withOrigin(error, { file, line: statement.line, range: statement.range });
      }
    }
  } finally {
    services.origin = before;
  }
}

function evaluateStatement(statement: Statement, origin: Origin, d: Datastore, evaluation: Evaluation): void {
  switch (statement.kind) {
    case 'assignment':
      return assign(statement, d, evaluation);
    case 'export':
      return d.setVarFlag(statement.variable, 'export', 1, { operation: 'exported' });
    case 'unset':
      return d.delVar(statement.variable);
    case 'unsetFlag':
      return d.delVarFlag(statement.variable, statement.flag);
    case 'function':
      return defineFunction(statement, origin, d);
    case 'anonymousPython':
      return defineAnonymous(statement, origin, d, evaluation);
    case 'def':
      return definePython(statement, origin, d, evaluation);
    case 'addtask':
      return addTasks(statement, d, evaluation.release);
    case 'addpylib':
      return addModules(d.expand(statement.directory), statement.namespace, d, evaluation);
    case 'addfragments':
      return addFragments(statement, origin.file, d, evaluation);
    default:
      return evaluateArgument(statement, origin, d, evaluation);
  }
}

function evaluateArgument(statement: ArgumentStatement, origin: Origin, d: Datastore, evaluation: Evaluation): void {
  const { argument } = statement;
  switch (statement.kind) {
    case 'include':
      return includeFiles(origin.file, d.expand(argument), null, d, evaluation);
    case 'require':
      return includeFiles(origin.file, d.expand(argument), 'include required file', d, evaluation);
    case 'includeAll': {
      const wanted = d.expand(argument);
      for (const folder of d.getText('BBPATH').split(':'))
        includeFiles(origin.file, join(folder, wanted), null, d, evaluation);
      return;
    }
    case 'inherit':
      return inherit(argument, origin, d, evaluation);
    case 'inheritDefer':
      return deferInherit(argument, origin, d);
    case 'deltask': {
      for (const task of words(d.expand(argument))) deleteTask(task, d);
      return;
    }
    case 'addhandler': {
      const present = d.getVar('__BBHANDLERS', { expand: false });
      const added = words(argument);
      for (const name of added) d.setVarFlag(name, 'handler', 1, { silent: true });
      d.setVar('__BBHANDLERS', [...(Array.isArray(present) ? (present as string[]) : []), ...added], { silent: true });
      return;
    }
    case 'exportFunctions': {
      const className = origin.file.endsWith('.bbclass') ? basename(origin.file).slice(0, -'.bbclass'.length) : '';
      for (const name of words(argument)) exportFunction(name, className, d);
      return;
    }
  }
}

function assign(statement: AssignmentStatement, d: Datastore, evaluation: Evaluation): void {
  const { variable, flag, operator, value } = statement;
  if (statement.exported) d.setVarFlag(variable, 'export', 1, { operation: 'exported' });
  const present = (): Value =>
    flag === null
      ? d.getVar(variable, { expand: false, noWeakDefault: true, parsing: true })
      : d.getVarFlag(variable, flag, { expand: false, noWeakDefault: true });
  const presentText = (): string => {
    const found = present();
    return truthy(found) ? textOf(found) : '';
  };
  let result: Value = value;
  let operation = 'set';
  switch (operator) {
    case '?=':
      operation = 'set?';
      result = present() ?? value;
      break;
    case ':=':
      operation = 'immediate';
      result = value.includes('${') ? d.createCopy().expand(value, `${variable}[:=]`) : value;
      break;
    case '+=':
      operation = 'append';
      result = `${presentText()} ${value}`;
      break;
    case '=+':
      operation = 'prepend';
      result = `${value} ${presentText()}`;
      break;
    case '.=':
      operation = 'postdot';
      result = presentText() + value;
      break;
    case '=.':
      operation = 'predot';
      result = value + presentText();
      break;
    case '??=':
    case '=':
      break;
  }
  if (['+=', '=+', '.=', '=.'].includes(operator) && /:append|:prepend|:remove/.test(variable)) {
    evaluation.warn(`\`${variable} ${operator}\` is not a recommended combination of operators; use \`${variable} =\``);
  }
  if (flag !== null) {
    if (operator === '??=') d.setWeakFlag(variable, flag, result);
    else d.setVarFlag(variable, flag, result, { operation });
  } else if (operator === '??=') {
    d.setVarFlag(variable, '_defaultval', result, { operation: 'set' });
  } else {
    d.setVar(variable, result, { parsing: true, operation });
  }
}

function defineFunction(statement: FunctionStatement, origin: Origin, d: Datastore): void {
  storeFunction(statement.name, statement.body, statement, origin, d);
}

function storeFunction(
  name: string,
  body: string,
  statement: FunctionStatement | (AnonymousPythonStatement & { readonly python: true }),
  origin: Origin,
  d: Datastore,
): void {
  if (truthy(d.getVar(name, { expand: false }))) {
    d.delVarFlag(name, 'python');
    d.delVarFlag(name, 'fakeroot');
  }
  if (statement.python) d.setVarFlag(name, 'python', '1', { silent: true });
  if (statement.fakeroot) d.setVarFlag(name, 'fakeroot', '1', { silent: true });
  d.setVarFlag(name, 'func', 1, { silent: true });
  d.setVar(name, body, { parsing: true });
  d.setVarFlag(name, 'filename', origin.file, { silent: true });
  d.setVarFlag(name, 'lineno', String(statement.headerLine), { silent: true });
}

/** An anonymous function is named after its location, compiled at once, and called when the recipe is finalized. */
function defineAnonymous(
  statement: AnonymousPythonStatement,
  origin: Origin,
  d: Datastore,
  evaluation: Evaluation,
): void {
  const name = `__anon_${statement.line}_${origin.file.replace(/[/.+\-@%&~]/g, '_')}`;
  const text = `def ${name}(d):\n${statement.body}`;
  compile(text, origin.file, statement.headerLine, origin, evaluation);
  const present = d.getVar('__BBANONFUNCS', { expand: false });
  d.setVar('__BBANONFUNCS', [...(Array.isArray(present) ? (present as string[]) : []), name], { silent: true });
  storeFunction(name, text, { ...statement, python: true }, origin, d);
}

function definePython(statement: DefStatement, origin: Origin, d: Datastore, evaluation: Evaluation): void {
  compile(statement.text, origin.file, statement.headerLine, origin, evaluation);
  d.setVarFlag(statement.name, 'func', 1, { silent: true });
  d.setVarFlag(statement.name, 'python', 1, { silent: true });
  d.setVar(statement.name, statement.text, { parsing: true });
  d.setVarFlag(statement.name, 'filename', origin.file, { silent: true });
  d.setVarFlag(statement.name, 'lineno', String(statement.headerLine - 1), { silent: true });
}

function compile(text: string, file: string, line: number, origin: Origin, evaluation: Evaluation): void {
  const result = evaluation.python.define(text, file, line);
  if (result.ok) return;
  const error = toDatastoreError(result.error, '');
  const at = result.error.line === undefined ? origin : { file, line: result.error.line };
  throw new MetadataError(error.type, `${error.type}: ${error.message}`, at, error.unknown);
}
