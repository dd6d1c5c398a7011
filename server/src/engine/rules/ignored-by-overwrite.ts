/**
 * `ignored-by-overwrite`: `=`, `+=` and similar operators on `BB_BASEHASH_IGNORE_VARS` in the configuration.
 * `bitbake.conf` sets it with `?=`, which does nothing if the variable already has a value. Then every path that
 * OE-Core leaves out of hashes gets into all of them.
 */

import { isRecipeFile } from '../base/recipeNames';
import type { AssignmentStatement } from '../parse/statements';
import type { Messages, Rule, RuleText, TextFinding } from './rule';

const CODE = 'ignored-by-overwrite';

const messages = {
  withoutEffect: (variable) =>
    `\`${variable}\` changes nothing in a recipe: BitBake reads it from the configuration; write it there, or use \`[vardepsexclude]\` here`,
  overwritten: (variable, operator, instead) =>
    `\`${operator}\` loses the default of \`${variable}\`: the variables that bitbake.conf ignores get into every hash; write \`${instead}\``,
} satisfies Messages;

export const ignoredByOverwrite: Rule = {
  code: CODE,
  severity: 'error',
  title: 'the list of variables that no hash contains is overwritten instead of extended',
  messages,
  needsProof: false,
  checkText,
  check: () => [],
  fixes: () => [],
};

/** Lists with a `?=` default that decides what hashes contain. */
const LISTS: readonly string[] = ['BB_BASEHASH_IGNORE_VARS', 'BB_HASHCONFIG_IGNORE_VARS'];
const PREPENDING: readonly string[] = ['=+', '=.'];

function checkText({ path, statements }: RuleText): readonly TextFinding[] {
  // The default itself is in bitbake.conf.
  if (path.endsWith('/conf/bitbake.conf')) return [];
  return statements.flatMap((statement): readonly TextFinding[] => {
    if (statement.kind !== 'assignment' || statement.flag !== null || !LISTS.includes(statement.variable)) return [];
    if (isRecipeFile(path)) return [withoutEffect(statement)];
    return writesOver(path, statement) ? [overwrite(path, statement)] : [];
  });
}

/**
 * Whether the default is lost. Classes are read after `bitbake.conf`: there the operators that add extend the default,
 * and `?=` does nothing.
 */
function writesOver(path: string, { operator }: AssignmentStatement): boolean {
  if (operator === '??=') return false;
  return path.endsWith('.bbclass') ? operator === '=' || operator === ':=' : /\/conf\/.*\.(conf|inc)$/.test(path);
}

function withoutEffect({ variable, nameRange, operatorRange }: AssignmentStatement): TextFinding {
  return {
    range: { start: nameRange.start, end: operatorRange.end },
    variable,
    fixes: [],
    message: messages.withoutEffect(variable),
  };
}

function overwrite(
  path: string,
  { variable, operator, nameRange, operatorRange, value, valueRange }: AssignmentStatement,
): TextFinding {
  const how = PREPENDING.includes(operator) ? 'prepend' : 'append';
  const changes = [
    { path, range: nameRange, text: `${variable}:${how}` },
    { path, range: operatorRange, text: '=' },
    { path, range: valueRange, text: how === 'append' ? ` ${value.trimStart()}` : `${value.trimEnd()} ` },
  ];
  return {
    range: { start: nameRange.start, end: operatorRange.end },
    variable,
    message: messages.overwritten(variable, operator, `:${how}`),
    fixes: [{ title: `Add to the default (${variable}:${how} = "…")`, changes }],
  };
}
