/**
 * The content of one metadata file before any evaluation: its statements in file order and the problems in its text.
 * Each statement has the range of every part that an editor points at. This code does not know other files, the
 * datastore or values. It mirrors the node classes of `bb.parse.ast` and their parameters.
 */

import type { SourceRange } from '../base/text';

/** The operators of an assignment. */
export type AssignmentOperator = ':=' | '??=' | '?=' | '+=' | '=+' | '=.' | '.=' | '=';

interface StatementBase {
  /**
   * The line that BitBake records, from 1: the last physical line of a joined statement, the closing line of a
   * function, or the line that ended a `def`. It is one more than the number of lines if the end of the file ended the
   * `def`.
   */
  readonly line: number;
  /** The whole statement; in a joined one it includes the backslashes and line ends between its lines. */
  readonly range: SourceRange;
}

/** `VAR = "value"` and its variations. */
export interface AssignmentStatement extends StatementBase {
  readonly kind: 'assignment';
  readonly variable: string;
  readonly flag: string | null;
  readonly operator: AssignmentOperator;
  readonly exported: boolean;
  readonly value: string;
  readonly nameRange: SourceRange;
  readonly flagRange: SourceRange | null;
  readonly operatorRange: SourceRange;
  /** Without the quotes. */
  readonly valueRange: SourceRange;
}

/** `export VAR` or `unset VAR`. */
export interface VariableStatement extends StatementBase {
  readonly kind: 'export' | 'unset';
  readonly variable: string;
  readonly nameRange: SourceRange;
}

/** `unset VAR[flag]`. */
export interface UnsetFlagStatement extends StatementBase {
  readonly kind: 'unsetFlag';
  readonly variable: string;
  readonly flag: string;
  readonly nameRange: SourceRange;
  readonly flagRange: SourceRange;
}

/** A keyword and the rest of its line, as written: neither expanded nor split. */
export interface ArgumentStatement extends StatementBase {
  readonly kind:
    'include' | 'require' | 'includeAll' | 'inherit' | 'inheritDefer' | 'deltask' | 'addhandler' | 'exportFunctions';
  readonly argument: string;
  readonly argumentRange: SourceRange;
}

/** The content of an `addtask` line; the words are as written, so a `do_` that was left out is not added. */
export interface AddtaskWords {
  readonly tasks: readonly string[];
  /** The tasks that have to depend on `tasks`. */
  readonly before: readonly string[];
  /** The tasks that `tasks` have to depend on. */
  readonly after: readonly string[];
}

/** `addtask TASKS [before TASKS] [after TASKS]`. */
export interface AddtaskStatement extends StatementBase, AddtaskWords {
  readonly kind: 'addtask';
  /** The text that the words were read from. */
  readonly text: string;
  readonly textRange: SourceRange;
}

/** `addpylib DIRECTORY NAMESPACE`. */
export interface AddpylibStatement extends StatementBase {
  readonly kind: 'addpylib';
  readonly directory: string;
  readonly namespace: string;
  readonly directoryRange: SourceRange;
  readonly namespaceRange: SourceRange;
}

/** `addfragments PREFIX LIST METADATA BUILTIN`; all but the prefix are names of variables. */
export interface AddfragmentsStatement extends StatementBase {
  readonly kind: 'addfragments';
  readonly prefix: string;
  readonly list: string;
  readonly metadata: string;
  /** Null in releases without built-in fragments. */
  readonly builtin: string | null;
  readonly prefixRange: SourceRange;
  readonly listRange: SourceRange;
  readonly metadataRange: SourceRange;
  readonly builtinRange: SourceRange | null;
}

interface BlockBase extends StatementBase {
  /** The line recorded for the header: its last physical line if it is joined. */
  readonly headerLine: number;
  readonly headerRange: SourceRange;
  /**
   * The lines between the header and the closing brace with their line ends; for a `def`, the text after its header.
   */
  readonly bodyRange: SourceRange;
  /** The last physical line: the closing brace, or the last line of a `def` that is not blank. */
  readonly lastLine: number;
}

/** A shell or Python function with a name. */
export interface FunctionStatement extends BlockBase {
  readonly kind: 'function';
  readonly name: string;
  readonly python: boolean;
  readonly fakeroot: boolean;
  /** Each body line without its trailing white space and with a newline; line k is on line `headerLine` + 1 + k. */
  readonly body: string;
  readonly nameRange: SourceRange;
}

/** A function without a name (or named `__anonymous`), which is always Python, independent of its header. */
export interface AnonymousPythonStatement extends BlockBase {
  readonly kind: 'anonymousPython';
  readonly fakeroot: boolean;
  readonly body: string;
}

/** A Python `def` with all lines up to the first one that cannot belong to it. */
export interface DefStatement extends BlockBase {
  readonly kind: 'def';
  readonly name: string;
  /** Header and body lines joined by newlines, without a final one; includes blank lines and comments at its end. */
  readonly text: string;
  readonly nameRange: SourceRange;
}

/** One statement of a metadata file. */
export type Statement =
  | AssignmentStatement
  | VariableStatement
  | UnsetFlagStatement
  | ArgumentStatement
  | AddtaskStatement
  | AddpylibStatement
  | AddfragmentsStatement
  | FunctionStatement
  | AnonymousPythonStatement
  | DefStatement;

/** Something that BitBake reports about a file's text. */
export interface ParseProblem {
  readonly message: string;
  readonly range: SourceRange;
  readonly line: number;
  /** `fatal`: BitBake ends with an error that is no `ParseError`; `parse-error`: it raises a `ParseError`. */
  readonly severity: 'fatal' | 'parse-error' | 'warning';
}

/** The result of reading one file. */
export interface ParsedFile {
  /** All statements in file order; reading continues after a failure so that an outline stays complete. */
  readonly statements: readonly Statement[];
  /** How many statements from the start BitBake reads; all of them in a file without failure. */
  readonly evaluable: number;
  /** In the order of the text; if there are too many, only the first ones and `failed` and `failsLate`. */
  readonly problems: readonly ParseProblem[];
  /** The problem that makes BitBake reject the file without evaluating any statement. */
  readonly failed: ParseProblem | null;
  /**
   * An unfinished end of a file that BitBake reports only after it has evaluated the statements. BitBake does not
   * report it if a statement skipped the recipe or made BitBake read another recipe, class or include file in the
   * meantime.
   */
  readonly failsLate: ParseProblem | null;
}
