import { describe, expect, it } from 'vitest';
import { assignments, KIRKSTONE, meaning, partsOf, recipe } from './support';

describe('lines of a recipe', () => {
  it.each([
    ['A = "1"\r\nB = "2"\rC = "3"\n', ['A = 1', 'B = 2', 'C = 3']],
    ['A = "a \\\t \n  b"', ['A = a   b']],
    ['A = "a \\\n  # c\\\nb"', ['A = a   # cb']],
    ['A = "a\\\n\\\nb"', ['A = ab']],
    ['B = "y\\\\\n z"', ['B = y\\ z']],
    ['# a \\\n# b\nA = "1"', ['A = 1']],
    ['A = "a\u2028b\u0085c\fd"', ['A = a\u2028b\u0085c\fd']],
    ['\n  \n\u00a0\nA = "1"  ', ['A = 1']],
  ])('%j', (text, expected) => {
    const file = recipe(text);
    expect(file.failed).toBeNull();
    expect(assignments(file)).toEqual(expected);
  });

  it.each([
    ['a comment inside a value', 'A = "a \\\n# c \\\nb"', 'fatal', 2, ['A = a b']],
    ['a comment continued by something else', '# a \\\nA = "1"', 'fatal', 1, ['A = 1']],
    ['a comment continued by a blank line', '# a \\\n\nA = "1"', 'fatal', 1, ['A = 1']],
    ['a first line of just a backslash', '\\\nA = "1"', 'fatal', 2, ['A = 1']],
    ['a blank line inside a value', 'A = "a \\\n\nB = "2"', 'parse-error', 2, ['B = 2']],
    ['a blank line that keeps a backslash', 'A = "a\\\\\n\nz"', 'parse-error', 2, []],
    ['a continued line at the end', 'A = "1"\n# a \\', 'parse-error', 3, ['A = 1']],
    ['a blank in front of a comment', ' # c', 'parse-error', 1, []],
    ['a byte order mark', '\ufeffA = "1"', 'parse-error', 1, []],
    ['addpylib', 'addpylib a b', 'parse-error', 1, []],
  ])('%s is refused, and the parser continues', (_what, text, severity, line, expected) => {
    const file = recipe(text);
    expect(file.failed).toMatchObject({ severity, line });
    expect(assignments(file)).toEqual(expected);
  });
});

describe('keywords of recipes', () => {
  it.each([
    ['inherit c # x', { kind: 'inherit', argument: 'c # x' }],
    ['inherit_defer ${X} y', { kind: 'inheritDefer', argument: '${X} y' }],
    ['EXPORT_FUNCTIONS do_a do_b', { kind: 'exportFunctions', argument: 'do_a do_b' }],
    ['addhandler h1 h2', { kind: 'addhandler', argument: 'h1 h2' }],
    ['deltask x', { kind: 'deltask', argument: 'x' }],
  ])('%j', (text, expected) => {
    expect(meaning(recipe(text))).toEqual([expected]);
    expect(partsOf(text, recipe(text))).toEqual({ range: text, argumentRange: expected.argument });
  });
});

describe('function headers', () => {
  const shell = { kind: 'function', python: false, fakeroot: false, body: '' };
  const anonymous = { kind: 'anonymousPython', fakeroot: false, body: '' };
  it.each([
    ['do_x() {', { ...shell, name: 'do_x' }],
    ['do_x \t( ) {', { ...shell, name: 'do_x' }],
    ['do_x(){', { ...shell, name: 'do_x' }],
    ['pkg_postinst:${PN}-a.b+c() {', { ...shell, name: 'pkg_postinst:${PN}-a.b+c' }],
    ['do_é²𝐀() {', { ...shell, name: 'do_é²𝐀' }],
    ['pythonfoo() {', { ...shell, name: 'pythonfoo' }],
    ['fakeroot() {', { ...shell, name: 'fakeroot' }],
    ['fakeroot do_x() {', { ...shell, name: 'do_x', fakeroot: true }],
    ['python do_x() {', { ...shell, name: 'do_x', python: true }],
    ['python fakeroot python do_x() {', { ...shell, name: 'do_x', python: true, fakeroot: true }],
    ['python () {', anonymous],
    ['python(){', anonymous],
    ['python __anonymous () {', anonymous],
    ['__anonymous() {', anonymous],
    ['() {', anonymous],
    ['fakeroot () {', { ...anonymous, fakeroot: true }],
    ['fakeroot python() {', { ...anonymous, fakeroot: true }],
  ])('%j', (header, expected) => {
    const file = recipe(`${header}\n}\n`);
    expect(file.failed).toBeNull();
    expect(meaning(file)).toEqual([expected]);
  });

  it.each([
    'do_x() { :; }',
    'do_x()',
    'do_x() {x',
    'do_x y() {',
    'do_x(a) {',
    'do_a\u0301() {',
    ' do_x() {',
    'python-x y() {',
  ])('not %j', (header) => {
    expect(recipe(`${header}\n`).failed).toMatchObject({ severity: 'parse-error', line: 1 });
  });
});

describe('function bodies', () => {
  it('keep every line except trailing white space, up to a brace in the first column', () => {
    const text = 'do_x() {\n    a  \n# c\n\n\tb \\\n }\n  cat << E\n}\n';
    expect(meaning(recipe(text))).toMatchObject([{ body: '    a\n# c\n\n\tb \\\n }\n  cat << E\n' }]);
    expect(recipe('do_x() {\n}x\n} \t\n').statements).toMatchObject([{ body: '}x\n', line: 3 }]);
  });

  it('treat a statement in the first column as code', () => {
    expect(recipe('do_x() {\nA = "1"\ndo_y() {\n}\n').statements).toMatchObject([{ body: 'A = "1"\ndo_y() {\n' }]);
  });

  it('have lines and ranges', () => {
    const text = 'A = "1"\r\npython \\\r\n  do_x () {\r\n    a\r\n\r\n}\r\nB = "2"';
    const file = recipe(text);
    const [, block] = file.statements;
    expect(block).toMatchObject({ line: 6, headerLine: 3, lastLine: 6, body: '    a\n\n' });
    expect(partsOf(text, { ...file, statements: file.statements.slice(1) })).toEqual({
      range: text.slice(text.indexOf('python'), text.indexOf('\r\nB')),
      headerRange: 'python \\\r\n  do_x () {',
      nameRange: 'do_x',
      bodyRange: '    a\r\n\r\n',
    });
  });

  it('have an empty range where they are empty', () => {
    const text = 'do_x() {\n}';
    expect(partsOf(text, recipe(text))).toMatchObject({ range: text, bodyRange: '' });
  });
});

describe('a function without an end', () => {
  it('is a failure that reports its lines', () => {
    const text = 'A = "1"\ndo_x() {\n    a\n\n';
    const file = recipe(text);
    expect(file.failed).toMatchObject({ severity: 'parse-error', line: 5 });
    expect(file.failsLate).toBeNull();
    expect(file.evaluable).toBe(1);
    expect(file.statements[1]).toMatchObject({ kind: 'function', name: 'do_x', body: '    a\n\n', lastLine: 3 });
    expect(text.slice(file.statements[1]?.range.start, file.statements[1]?.range.end)).toBe('do_x() {\n    a');
  });

  it('is reported at the end of the file where it has no lines', () => {
    const file = recipe('A = "1"\ndo_x() {');
    expect(file.failed).toBeNull();
    expect(file.failsLate).toMatchObject({ severity: 'parse-error', line: 3 });
    expect(file.problems).toEqual([file.failsLate]);
    expect(file.evaluable).toBe(1);
  });

  it('is reported at the end of the file by 2.0, like a continued line', () => {
    for (const text of ['do_x() {\n  a\n', 'A = "1" \\\n']) {
      const file = recipe(text, KIRKSTONE);
      expect(file.failed).toBeNull();
      expect(file.failsLate).toMatchObject({ severity: 'parse-error' });
      expect(file.evaluable).toBe(0);
    }
  });

  it('is not reported at the end of a file that has already failed', () => {
    expect(recipe('nonsense\ndo_x() {')).toMatchObject({ failed: { line: 1 }, failsLate: null });
  });
});

describe('def', () => {
  it.each([
    ['def f(a):\n    b\n\n  # c\n# d\n\nA = "1"', 'f', 'def f(a):\n    b\n\n  # c\n# d\n', 7],
    ['def f(): pass', 'f', 'def f(): pass', 2],
    ['def f(): pass\n', 'f', 'def f(): pass', 2],
    ['def f():\n\tb\n\n', 'f', 'def f():\n\tb\n', 4],
    ['def  é_1 :  \n\u2003b  ', 'é_1', 'def  é_1 :\n\u2003b', 3],
    ['def f(a, \\\n      b):\n    c\ndef g():\n    d', 'f', 'def f(a,       b):\n    c', 4],
    ['def f():\n    a = """\ntext = "1"\n', 'f', 'def f():\n    a = """', 3],
  ])('%j', (text, name, expected, line) => {
    const file = recipe(text);
    expect(file.failed).toBeNull();
    expect(file.statements[0]).toMatchObject({ kind: 'def', name, text: expected, line });
  });

  it.each(['def f()', 'def (a):', 'def a-b', '@x\ndef f():', 'define f():'])('not %j', (text) => {
    expect(recipe(text).failed).toMatchObject({ severity: 'parse-error', line: 1 });
  });

  it('has lines and ranges that end before trailing blank lines', () => {
    const text = 'def f(a, \\\n  b):\n    c\n\nA = "1"';
    const file = recipe(text);
    expect(file.statements[0]).toMatchObject({ headerLine: 2, lastLine: 3, line: 5 });
    expect(partsOf(text, file)).toEqual({
      range: 'def f(a, \\\n  b):\n    c',
      headerRange: 'def f(a, \\\n  b):',
      nameRange: 'f',
      bodyRange: '    c',
    });
    expect(partsOf('def f(): pass\n\n', recipe('def f(): pass\n\n'))).toMatchObject({
      range: 'def f(): pass',
      bodyRange: '',
    });
  });

  it('has precedence over a function named like the keyword only if it has a name', () => {
    expect(meaning(recipe('def() {\n}'))).toMatchObject([{ kind: 'function', name: 'def' }]);
  });
});

describe('warning of tabs in Python', () => {
  it.each([
    ['python do_x() {\n\ta\n  \tb\n    c\t\n}\n', [2, 3]],
    ['python () {\n\ta\n}\n', [2]],
    ['__anonymous () {\n\ta\n}\n', [2]],
    ['def f():\n\ta\n', [2]],
    ['do_x() {\n\ta\n}\n', []],
  ])('%j', (text, lines) => {
    const file = recipe(text);
    expect(file.problems.map(({ severity, line }) => [severity, line])).toEqual(lines.map((line) => ['warning', line]));
    expect(file.failed).toBeNull();
  });
});
