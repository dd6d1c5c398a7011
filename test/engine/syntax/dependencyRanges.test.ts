/**
 * The positions of dependencies. Each fixture has the expected ranges marked. The test removes the marks, and puts
 * marks around the found ranges. The result must be the fixture again, so every range is checked by position and text.
 */

import { beforeAll, describe, expect, test } from 'vitest';
import { DEFAULT_RELEASE } from '../../../server/src/engine/base/release';
import { parseRecipe } from '../../../server/src/engine/parse/recipeParser';
import { type DependencyOwner, findDependency } from '../../../server/src/engine/syntax/dependencyRanges';
import { LONGEST_PARSED_TEXT, type SyntaxParsers } from '../../../server/src/engine/syntax/treeSitter';
import { mark, parseMarked } from '../../support/markers';
import { loadTestParsers } from '../../support/syntaxParsers';
import { expectProportional } from '../../support/growth';

let parsers: SyntaxParsers;
beforeAll(async () => {
  parsers = await loadTestParsers();
});

/** `owner` has the form `VAR` or `VAR[flag]`. */
function check(owner: string, name: string, fixture: string, using: SyntaxParsers | null = parsers): void {
  const { text } = parseMarked(fixture);
  expect(mark(text, find(text, owner, name, using))).toBe(fixture.replace(/^\n/, ''));
}

function find(
  text: string,
  owner: string,
  name: string,
  using: SyntaxParsers | null = parsers,
): readonly { start: number; end: number }[] {
  const [, variable = '', flag = null] = /^([^[]*)(?:\[(.*)\])?$/.exec(owner) ?? [];
  const key: DependencyOwner = { variable, flag };
  return findDependency(text, parseRecipe(text, DEFAULT_RELEASE).statements, key, name, using);
}

describe('values', () => {
  test('have a range for the name of each expansion', () => {
    check('A', 'B', 'A = "${<|B|>} ${BB} $B B ${B_C} x${<|B|>}"\nC = "${B}"\n');
  });

  test('are found for each operator and override', () => {
    check(
      'A',
      'B',
      `
A ?= "\${<|B|>}"
A:append = " \${<|B|>}"
A:append:class-native = " \${<|B|>}"
A:remove = "\${<|B|>}"
A:x86 = "\${<|B|>}"
export A .= "\${<|B|>}"
AA = "\${B}"
A[flag] = "\${B}"
`,
    );
  });

  test('are found over several lines, also where a continuation splits a name', () => {
    check('A', 'LONG', 'A = "x \\\n    ${<|LONG|>} \\\n  ${<|LO\\\nNG|>}"\n');
  });

  test('are found with CR LF and after text beyond the first plane', () => {
    check('A', 'B', '# 😀\r\nA = "😀é ${<|B|>} \\\r\n 😀 ${<|B|>}"\r\n');
  });

  test('are found in the requested override of the owner', () => {
    check(
      'FILES:foo',
      'B',
      'FILES = "${B}"\nFILES:foo = "${<|B|>}"\nFILES:foo:append = "${<|B|>}"\nFILES:bar = "${B}"\n',
    );
  });

  test('are found where the name is expanded itself', () => {
    check('FILES:foo-dev', 'B', 'FILES:${PN} = "${<|B|>}"\nFILES:${PN}-dev = "${<|B|>}"\nFILES:${PN}-doc = "${B}"\n');
    check('SRC_x_y', 'B', 'SRC_${N} = "${<|B|>}"\nSRC_${N}_z = "${B}"\nSRC_${N}_y = "${<|B|>}"\n');
  });

  test('have a range for the name of a flag', () => {
    check(
      'do_x[dirs]',
      'B',
      'do_x[dirs] = "${<|B|>}"\ndo_x[cleandirs] = "${B}"\ndo_x = "${B}"\ndo_x() {\n    ${B}\n}\n',
    );
  });

  test('have a range for a flag that is a dependency of its variable', () => {
    check('do_x', 'do_x[dirs]', '<|do_x[dirs]|> = "${B}"\n<|do_x[dirs]|> += "c"\ndo_x[cleandirs] = "a"\n');
  });

  test('have no range for names that they do not contain', () => {
    check('A', 'B', 'A = "B"\nA = "${C}"\n');
    check('A', '', 'A = "B"\n');
  });
});

describe('flags that list dependencies', () => {
  test.each(['vardeps', 'prefuncs', 'postfuncs', 'exports'])('the words of %s have ranges', (flag) => {
    check('do_x', 'B', `do_x[${flag}] += "BB <|B|> \\\n\t<|B|> B-C"\ndo_y[${flag}] = "B"\n`);
  });

  test('other flags are not lists', () => {
    check('do_x', 'B', 'do_x[vardepsexclude] = "B"\ndo_x[depends] = "B"\n');
  });

  test('a word that inline Python chooses has a range', () => {
    check('do_x', 'B', `do_x[vardeps] += "\${@bb.utils.contains('C', 'd', '<|B|>', '', d)}"\n`);
  });
});

describe('inline Python', () => {
  test('has ranges in the calls that BitBake follows', () => {
    check(
      'A',
      'B',
      `A = "\${@d.getVar('<|B|>')} \${@ d.getVar("<|B|>", True) or ''} \${@bb.utils.contains('<|B|>', 'c', '1', '', d)}"\n`,
    );
    check(
      'A',
      'B',
      `A = "\${@oe.utils.conditional('<|B|>', 'B', 'B', '', d)} \${@bb.utils.filter('<|B|>', 'x', d)} \${@bb.utils.contains_any('<|B|>', 'x y', 1, 0, d)}"\n`,
    );
  });

  test('has a range for the name of a flag', () => {
    check('A', 'B[f]', `A = "\${@d.getVarFlag('<|B|>', 'f')} \${@d.getVarFlag('B', 'g')} \${@d.getVar('B')}"\n`);
    check('A', 'B', `A = "\${@d.getVarFlag('B', 'f')}"\n`);
  });

  test('has a range for a function that it calls', () => {
    check('A', 'fun', `A = "\${@<|fun|>(d)} \${@x.fun(d)} \${@<|fun|>(<|fun|>(d)) if fun else ''}"\n`);
    check('A', 'oe.utils.fun', `A = "\${@<|oe.utils.fun|>(d)} \${@utils.fun(d)}"\n`);
  });

  test('may contain expansions and braces', () => {
    check('A', 'B', `A = "\${@'\${<|B|>}' + d.getVar('\${<|B|>}')} \${@{'a': d.getVar('<|B|>')}['a']} \${<|B|>}"\n`);
  });

  test('is text where it does not end', () => {
    check('A', 'B', `A = "\${@d.getVar('B')"\n`);
  });

  test('has a range for a name passed to a function where nothing else is found', () => {
    check('A', 'B', `A = "\${@fun('<|B|>', d)} \${@fun(d, x='<|B|>')} \${@'B'}"\n`);
    check('A', 'B', `A = "\${@fun('B', d)} \${<|B|>}"\n`);
  });
});

describe('shell functions', () => {
  test('have ranges for commands', () => {
    check(
      'do_x',
      'fun',
      `
do_x () {
    <|fun|>
    if <|fun|> a && ! <|fun|> b; then
        A=1 <|fun|> fun | <|fun|> > "\${D}/fun"; \${bindir}/fun
    fi
    for f in fun; do <|fun|>; done
    case fun in fun) <|fun|> ;; esac
    x="a $(<|fun|> b) fun"
    y=\`<|fun|>\`
    # fun
    echo fun.sh fun_x 'fun' xfun
    cat <<EOF
    fun
EOF
    (<|fun|>)
    while read l; do <|fun|> $l; done < fun
}
do_y () {
    fun
}
`,
    );
  });

  test('have ranges in expansions and inline Python', () => {
    check(
      'do_x',
      'B',
      `
do_x:append () {
    install -d \${<|B|>}/x "\${<|B|>}" '\${<|B|>}' \${@d.getVar('<|B|>')}
    # \${<|B|>}
    B=\${B%.*} $B \${B:-x}
}
`,
    );
  });

  test('keep their shell structure around expanded text', () => {
    check(
      'do_x',
      'fun',
      `
do_x () {
    \${@bb.utils.contains('A', 'b', "it's", 'fun "', d)} fun
    if [ \${@'(' if 1 else '{'} = "\${A}" ]; then <|fun|>; fi
    \${A}\${B}/fun; <|fun|>
}
`,
    );
  });

  test('are all searched that have the name, in any override', () => {
    check(
      'do_x',
      'fun',
      'do_x () {\n\t<|fun|>\n}\ndo_x:append:class-target () {\n\t<|fun|>\n}\nfakeroot do_x:prepend() {\n\t<|fun|>\n}\ndo_xx () {\n\tfun\n}\n',
    );
  });

  test('continue a line after a backslash that white space follows', () => {
    check('do_x', 'fun', 'do_x () {\n    echo \\  \n    fun\n    <|fun|>\n}\n');
  });

  test('may have CR LF', () => {
    check('do_x', 'fun', 'do_x () {\r\n    😀 é; <|fun|>\r\n    if a; then\r\n <|fun|>\r\n fi\r\n}\r\n');
  });

  test('have a range for a word among arguments where there is no command', () => {
    check('do_x', 'fun', 'do_x () {\n    trap <|fun|> EXIT\n    ${WRAPPER} <|fun|>\n    echo "fun"\n}\n');
  });

  test('are searched for words if they are broken', () => {
    check('do_x', 'fun', 'do_x () {\n    if ((; then\n    "<|fun|>\n    # fun\n    x/fun\n}\n');
  });

  test('have a range where a class exports a function', () => {
    check('do_x', 'cls_do_x', 'EXPORT_FUNCTIONS do_y <|do_x|> do_xx\ncls_do_x() {\n\t:\n}\n');
  });
});

describe('Python functions', () => {
  const FIXTURE = `
python do_x () {
    import os
    a = d.getVar("<|B|>") + d.getVar( # c
        '<|B|>', True)
    d.setVar("B", "\${B}")
    if bb.utils.contains("<|B|>", "B", True, False, d):
        e.data.appendVar(r'<|B|>', "x")
    # d.getVar("B")
    d.getVar(b"B"); d.getVar(f"B"); d.getVar("B_C"); d.getVar(B)
    bb.note("B")
    d.expand("x \${<|B|>} \${@d.getVar('<|B|>')}")
}
`;
  test('have ranges in the calls that BitBake follows', () => check('do_x', 'B', FIXTURE));
  test('have ranges in a file with CR LF', () => check('do_x', 'B', FIXTURE.slice(1).replaceAll('\n', '\r\n')));

  test('have ranges for functions that they call or run', () => {
    check(
      'do_x',
      'fun',
      `
python do_x:append () {

	<|fun|>(d, fun)
	bb.build.exec_func("<|fun|>", d)
	x = [<|fun|>(i) for i in fun.y()]
}
python do_y () {
    fun(d)
}
`,
    );
  });

  test('may be a def', () => {
    check(
      'helper',
      'B',
      `
def helper(d, x=d.getVar("<|B|>")):
    def inner():
        return d.getVar('<|B|>')

    return inner()
def other(d):
    return d.getVar('B')
`,
    );
  });

  test('have ranges for flags', () => {
    check(
      'helper',
      'B[doc]',
      'def helper(d):\n    return d.getVarFlag("<|B|>", "doc") or d.getVarFlag("B", "x") or d.getVar("B")\n',
    );
  });

  test('have no ranges where they are anonymous', () => {
    check('__anonymous', 'B', 'python () {\n    d.getVar("B")\n}\n');
  });

  test('are searched for words if they are broken and contain no call', () => {
    check('do_x', 'B', 'python do_x () {\n    if x(:\n        y = <|B|> + "<|B|>"\n    # B\n    B.c\n}\n');
    check('do_x', 'B', 'python do_x () {\n    if x(:\n        y = B + d.getVar("<|B|>")\n}\n');
  });
});

describe('without parsers', () => {
  test('expansions are found as usual, the rest as words', () => {
    check('A', 'B', 'A = "${<|B|>} B"\n', null);
    check('A', 'B', `A = "B \${@d.getVar('<|B|>')}"\n`, null);
    check('do_x', 'fun', 'do_x () {\n    <|fun|> a "<|fun|>"\n    # fun\n    x_fun /fun\n}\n', null);
    check('do_x', 'B[f]', 'python do_x () {\n    d.getVarFlag("<|B|>", "f")\n}\n', null);
    check('do_x', 'B', 'do_x[vardeps] = "A <|B|>"\n', null);
  });
});

describe('hostile text', () => {
  test('is searched for words beyond the size limit', () => {
    const filler = '    echo something\n'.repeat(LONGEST_PARSED_TEXT / 18);
    check('do_x', 'fun', `do_x () {\n    <|fun|>\n    echo <|fun|>\n${filler}}\n`);
    check('do_x', 'fun', 'do_x () {\n    <|fun|>\n    echo fun\n}\n');
  });

  const WRAPPINGS: readonly (readonly [string, (body: string) => string])[] = [
    ['shell', (body) => `do_x () {\n${body}\n}\n`],
    ['Python', (body) => `python do_x () {\n ${body}\n}\n`],
    ['def', (body) => `def do_x(d):\n ${body}\n`],
    ['value', (body) => `do_x = "${body}"\n`],
    ['inline Python', (body) => `do_x = "\${@${body}}"\n`],
    ['vardeps', (body) => `do_x[vardeps] = "${body}"\n`],
  ];
  const BODIES: readonly (readonly [string, number, (count: number) => string])[] = [
    ['opening parentheses', 100_000, (count) => '('.repeat(count) + 'f'],
    ['nested parentheses', 30_000, (count) => '('.repeat(count) + 'f' + ')'.repeat(count)],
    ['nested calls', 25_000, (count) => 'f('.repeat(count)],
    ['an unfinished pipeline', 25_000, (count) => 'f|'.repeat(count)],
    ['substitutions', 10_000, (count) => 'f $('.repeat(count)],
    ['expansions', 15_000, (count) => '${f}'.repeat(count)],
    ['unfinished expansions', 200_000, (count) => '${f'.repeat(count)],
    ['inline Python', 100_000, (count) => '${@f}'.repeat(count)],
    ['unfinished inline Python', 100_000, (count) => `${'${@f{'.repeat(count)}}`],
    ['inline Python line by line', 200_000, (count) => '${@f\n'.repeat(count)],
  ];
  const LONG_BODIES: typeof BODIES = [
    ['5 MB of words', 2_500_000, (count) => 'f '.repeat(count)],
    ['5 MB of lines', 1_600_000, (count) => ' f\n'.repeat(count)],
    ['2 MB of blank lines', 2_000_000, (count) => `${'\n'.repeat(count)} f`],
    ['5 MB without an end', 5_000_000, (count) => 'f'.repeat(count)],
  ];
  for (const [where, wrap] of WRAPPINGS) {
    const isPlain = where === 'shell' || where === 'Python' || where === 'vardeps';
    test.each(isPlain ? [...BODIES, ...LONG_BODIES] : BODIES)(`${where}: %s`, (_, size, body) => {
      expectProportional((count) => {
        const text = wrap(body(count));
        for (const { start, end } of find(text, 'do_x', 'f').slice(0, 1000)) expect(text.slice(start, end)).toBe('f');
      }, size);
    });
  }

  test('may contain long names of variables', () => {
    expectProportional((count) => void find(`${'${a}:'.repeat(count)}b = "\${f}"\n`, 'a:b', 'f'), 50_000);
    expectProportional(
      (count) => void find(`${'${a}b'.repeat(count)} = "\${f}"\n`, `${'b'.repeat(count)}c`, 'f'),
      50_000,
    );
  });

  test('leaves the parsers usable', () => {
    check('do_x', 'f', 'do_x () {\n    <|f|> f\n}\n');
  });
});
