/**
 * What one metadata file says, before anything is evaluated: its statements in file order, each with the place of every
 * part an editor points at, and what is wrong with the text. Knows no other file, no datastore and no value. Mirrors
 * the node classes of `bb.parse.ast` and what they are given.
 */

import type { SourceRange } from '../base/text';

/** The operators of an assignment. */
export type AssignmentOperator = ':=' | '??=' | '?=' | '+=' | '=+' | '=.' | '.=' | '=';

interface StatementBase {
  /**
   * The line BitBake records, from 1: the last physical line of a joined statement, the closing line of a function,
   * and the line that ended a `def`. One more than the number of lines where the end of the file ended it.
   */
  readonly line: number;
  /** The whole statement, in a joined one with the backslashes and line ends between its lines. */
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

/** What an `addtask` line asks for; the words are as written, so without a `do_` that was left out. */
export interface AddtaskWords {
  readonly tasks: readonly string[];
  /** The tasks that shall depend on `tasks`. */
  readonly before: readonly string[];
  /** The tasks that `tasks` shall depend on. */
  readonly after: readonly string[];
}

/** `addtask TASKS [before TASKS] [after TASKS]`. */
export interface AddtaskStatement extends StatementBase, AddtaskWords {
  readonly kind: 'addtask';
  /** What the words were read from. */
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
  /** The line recorded for the header: its last physical one where it is joined. */
  readonly headerLine: number;
  readonly headerRange: SourceRange;
  /** The lines between header and closing brace with their line ends; for a `def`, what follows its header. */
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
  /** Each body line without its trailing white space and with a newline; line k stands on `headerLine` + 1 + k. */
  readonly body: string;
  readonly nameRange: SourceRange;
}

/** A function without a name (or named `__anonymous`), which is Python whatever its header says. */
export interface AnonymousPythonStatement extends BlockBase {
  readonly kind: 'anonymousPython';
  readonly fakeroot: boolean;
  readonly body: string;
}

/** A Python `def` with everything up to the first line that cannot belong to it. */
export interface DefStatement extends BlockBase {
  readonly kind: 'def';
  readonly name: string;
  /** Header and body lines joined by newlines, without a final one; blank lines and comments at its end included. */
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

/** Something BitBake says about a file's text. */
export interface ParseProblem {
  readonly message: string;
  readonly range: SourceRange;
  readonly line: number;
  /** `fatal`: BitBake ends with an error of its own kind; `parse-error`: it raises a `ParseError`. */
  readonly severity: 'fatal' | 'parse-error' | 'warning';
}

/** The reading of one file. */
export interface ParsedFile {
  /** All statements in file order; reading goes on behind a failure so that an outline stays complete. */
  readonly statements: readonly Statement[];
  /** How many statements at the start BitBake reads; all of them in a sound file. */
  readonly evaluable: number;
  /** In the order of the text; of very many only the first ones, and `failed`. */
  readonly problems: readonly ParseProblem[];
  /** The problem that makes BitBake reject the file without evaluating any statement. */
  readonly failed: ParseProblem | null;
  /**
   * An unfinished end of a file that BitBake reports only after having evaluated the statements, and not at all where
   * one of them skipped the recipe or made it read another recipe, class or include file in the meantime.
   */
  readonly failsLate: ParseProblem | null;
}
