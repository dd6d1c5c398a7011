/**
 * The TextMate grammar, run by the engine that VS Code uses. The shell and Python grammars belong to VS Code, so the
 * test uses a stand-in: it knows only strings over several lines, which could prevent the end of a block.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import oniguruma from 'vscode-oniguruma';
import textmate from 'vscode-textmate';
import type { IGrammar } from 'vscode-textmate';
import { beforeAll, describe, expect, test } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');
let grammar: IGrammar;

beforeAll(async () => {
  await oniguruma.loadWASM(readFileSync(createRequire(import.meta.url).resolve('vscode-oniguruma/release/onig.wasm')));
  const registry = new textmate.Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
      createOnigString: (text) => new oniguruma.OnigString(text),
    }),
    loadGrammar: (scope) => Promise.resolve(textmate.parseRawGrammar(grammarText(scope), `${scope}.json`)),
  });
  grammar = (await registry.loadGrammar('source.bitbake'))!;
});

function grammarText(scope: string): string {
  if (scope === 'source.bitbake') return readFileSync(path.join(root, 'syntaxes/bitbake.tmLanguage.json'), 'utf8');
  return JSON.stringify({
    scopeName: scope,
    patterns: [
      { begin: '"', end: '"', name: `string.${scope}` },
      { match: '\\bdef\\b', name: `storage.${scope}` },
    ],
  });
}

/** The scopes of the first occurrence of `piece` in `text`, without the root scope. */
function scopesOf(text: string, piece: string): string[] {
  let stack = textmate.INITIAL;
  for (const line of text.split('\n')) {
    const { tokens, ruleStack } = grammar.tokenizeLine(line, stack);
    const at = line.indexOf(piece);
    const token = tokens.find(({ startIndex, endIndex }) => at >= startIndex && at < endIndex);
    if (at >= 0 && token !== undefined) return token.scopes.slice(1);
    stack = ruleStack;
  }
  throw new Error(`\`${piece}\` is not in the text`);
}

describe('statements', () => {
  test.each([
    ['# note', 'note', 'comment.line.number-sign.bitbake'],
    ['MYVAR = "x"', 'MYVAR', 'variable.other.bitbake'],
    ['MYVAR = "x"', '=', 'keyword.operator.assignment.bitbake'],
    ['A ??= "x"', '??=', 'keyword.operator.assignment.bitbake'],
    ['A.="x"', '.=', 'keyword.operator.assignment.bitbake'],
    ['A = "x \'y\' "z" w"', 'w', 'string.quoted.bitbake'],
    ['A:append:qemuall = "x"', ':append', 'keyword.operator.override.bitbake'],
    ['A:append:qemuall = "x"', ':qemuall', 'entity.other.attribute-name.override.bitbake'],
    ['A[vardepsexclude] += "B"', 'vardepsexclude', 'entity.other.attribute-name.flag.bitbake'],
    ['export A = "x"', 'export', 'keyword.other.bitbake'],
    ['A = "${TOPDIR}/foo"', 'TOPDIR', 'variable.other.expansion.bitbake'],
    ['A = "one \\\n two"\nB = "x"', 'two', 'string.quoted.bitbake'],
    ['A = "one \\\n two"\nB = "x"', 'B', 'variable.other.bitbake'],
    ['A = "not closed\nB = "x"', 'B', 'variable.other.bitbake'],
    ['A = "${@f(d)}"', 'f(', 'meta.embedded.inline.python.bitbake'],
    ['inherit_defer ${X} y', 'inherit_defer', 'keyword.control.import.bitbake'],
    ['inherit_defer ${X} y', 'X', 'variable.other.expansion.bitbake'],
    ['addtask magictask after do_patch before do_build', 'after', 'keyword.control.task.bitbake'],
    ['addtask magictask after do_patch before do_build', 'magictask', 'entity.name.function.bitbake'],
    ['unset A[doc]', 'doc', 'entity.other.attribute-name.flag.bitbake'],
  ])('%s: %s', (text, piece, scope) => {
    expect(scopesOf(text, piece)).toContain(scope);
  });
});

describe('embedded code', () => {
  const shell = 'do_magictask() {\n    echo "${@f(d)} open\n}\nA = "x"';
  const python = 'fakeroot python do_x:append () {\n    s = "open\n}\nA = "x"';
  const def = 'def f(d):\n\n# note\n    return "open\nA = "x"';

  test.each([
    ['task name', shell, 'do_magictask', 'entity.name.function.bitbake'],
    ['shell body', shell, 'echo', 'meta.embedded.block.shell.bitbake'],
    ['inline Python inside a shell string', shell, 'f(d)', 'meta.embedded.inline.python.bitbake'],
    ['a brace ends a body in the middle of a string', shell, '= "x"', 'keyword.operator.assignment.bitbake'],
    ['python keyword', python, 'python', 'storage.type.function.bitbake'],
    ['override of a function', python, ':append', 'keyword.operator.override.bitbake'],
    ['python body', python, 's =', 'meta.embedded.block.python.bitbake'],
    ['after a python body', python, 'A', 'variable.other.bitbake'],
    ['anonymous python', 'python () {\n  x\n}', 'x', 'meta.embedded.block.python.bitbake'],
    ['a shell function called pythonish', 'pythonish() {\n  x\n}', 'x', 'meta.embedded.block.shell.bitbake'],
    ['def', def, 'def', 'storage.source.python'],
    ['def body', def, 'return', 'meta.embedded.block.python.bitbake'],
    ['after a def', def, 'A', 'variable.other.bitbake'],
  ])('%s', (_name, text, piece, scope) => {
    expect(scopesOf(text, piece)).toContain(scope);
  });
});
