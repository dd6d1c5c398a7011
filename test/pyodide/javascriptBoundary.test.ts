/** Attempts by Python to reach JavaScript, commands and the network. */
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { interpreterFiles } from '../../server/src/node/interpreterFiles';
import { loadSandboxedPython, type Sandbox } from '../../server/src/pyodide/loadPython';
import { DEFAULT_HOST } from '../../server/src/machine/virtualHost';
import { MemoryFileSource } from '../../server/src/engine/files/memoryFileSource';
import { PYODIDE_FOLDER, raised, runPython } from '../support/sandbox';

let sandbox: Sandbox;
let calls: unknown[];

beforeAll(async () => {
  sandbox = await loadSandboxedPython({
    ...interpreterFiles(PYODIDE_FOLDER),
    files: new MemoryFileSource({}),
    host: DEFAULT_HOST,
  });
  calls = [];
  const { globals } = sandbox.python;
  const exposed = sandbox.expose((value: unknown) => {
    calls.push(value);
    if (value === 'throw') throw new Error('thrown by the host');
    if (value === 'list') return ['a', ['b']];
    if (value === 'function') return () => calls.push('unexposed');
    return value;
  });
  globals.set('exposed', exposed);
  globals.set('unexposed', () => calls.push('unexposed'));
  sandbox.python.runPython('import builtins; builtins.exposed = exposed; builtins.unexposed = unexposed');
  sandbox.close();
});

test('an exposed function works, with plain data both ways', () => {
  expect(
    runPython(
      sandbox,
      'result = [exposed(3), exposed("x"), exposed("list").to_py(), [str(item) for item in exposed("list")]]',
    ),
  ).toEqual([3, 'x', ['a', ['b']], ['a', 'b']]);
});

test('no other function can be called', () => {
  expect(raised(sandbox, ['unexposed()', 'exposed("function")()', 'exposed.new(1)'])).toEqual(
    Array.from({ length: 3 }, () => 'JsException: Error: the sandbox has no such function'),
  );
  expect(calls).not.toContain('unexposed');
});

test.each([
  ['a function', 'exposed'],
  ['a result', 'exposed("list")'],
  ['a thrown error', '(lambda: [e for e in [None]])'],
])('attributes of %s reach nothing', (_, expression) => {
  const names = ['constructor', '__proto__', 'call', 'apply', 'bind', 'stack', 'prototype'];
  const value = expression.startsWith('(') ? 'thrown' : expression;
  const statements = names.map(
    (name) => `
try: exposed("throw")
except Exception as error: thrown = error
getattr(${value}, "${name}")`,
  );
  expect(raised(sandbox, statements)).toEqual(names.map(() => expect.stringMatching(/^AttributeError/)));
});

test('the classic walk to `process` ends at its first step', () => {
  expect(
    raised(sandbox, [
      'exposed.constructor.constructor("return process")()',
      'exposed.__proto__.constructor("return this")()',
    ]),
  ).toEqual(['AttributeError: constructor', 'AttributeError: __proto__']);
});

test('object views show nothing of a function, and nothing can be set', () => {
  expect(raised(sandbox, ['exposed.as_object_map(hereditary=True)["constructor"]', 'exposed.x = 1'])).toEqual(
    Array.from({ length: 2 }, () => expect.not.stringContaining('no exception')),
  );
  expect(
    runPython(
      sandbox,
      'result = [len(exposed.object_values()), len(exposed.object_entries()), "constructor" in dir(exposed)]',
    ),
  ).toEqual([0, 0, false]);
});

test('the access paths that Pyodide offers are removed', () => {
  const modules = [
    'js',
    'pyodide_js',
    'pyodide',
    'pyodide.code',
    'pyodide.ffi',
    'pyodide.http',
    'pyodide.webloop',
    '_pyodide',
    '_pyodide_core',
    'micropip',
  ];
  expect(
    raised(
      sandbox,
      modules.map((name) => `import ${name}`),
    ),
  ).toEqual(modules.map((name) => `ModuleNotFoundError: No module named '${name.split('.')[0]}'`));
});

test('searching them in the interpreter does not help', () => {
  // `gc` finds the removed modules: the boundary must be safe even with access to them.
  expect(
    runPython(
      sandbox,
      `
import gc, _imp, importlib.machinery
modules = {m.__name__: m for m in gc.get_objects() if type(m) is type(gc) and "pyodide" in m.__name__}
core = _imp.create_builtin(importlib.machinery.ModuleSpec("_pyodide_core", None))
def attempt(work):
    try: return "reached " + repr(work())
    except BaseException as error: return type(error).__name__
result = [
    "pyodide.code" in modules,
    attempt(lambda: modules["pyodide.code"].run_js("1")),
    attempt(lambda: core.create_proxy(len).constructor),
    attempt(lambda: core.to_js({"a": [1]}).constructor),
    attempt(lambda: core.to_js([1]).push(2)),
    attempt(lambda: [proxy.constructor for proxy in gc.get_objects() + [exposed] if type(proxy).__module__ == "pyodide.ffi"][0]),
]
`,
    ),
  ).toEqual([true, 'ModuleNotFoundError', 'AttributeError', 'AttributeError', 'AttributeError', 'AttributeError']);
});

test('no command runs, in any way, and each is named', () => {
  const target = path.join(tmpdir(), `sighound-escaped-${process.pid}`);
  const asked = sandbox.questionCount();
  expect(
    raised(sandbox, [
      `import os; os.system("touch ${target}")`,
      `import subprocess; subprocess.run(["touch", "${target}"])`,
      `import subprocess; subprocess.check_output("touch ${target}", shell=True)`,
      `import os; os.popen("touch ${target}")`,
      `import os; os.execv("/usr/bin/touch", ["${target}"])`,
      'import os; os.fork()',
    ]),
  ).toEqual(Array.from({ length: 6 }, () => expect.stringMatching(/^HostQuestion/)));
  expect(sandbox.questionCount() - asked).toBe(6);
  expect(sandbox.questionSince(asked)).toBe(`touch ${target}`);
  expect(runPython(sandbox, `import posix; result = posix.system("touch ${target}") != 0`)).toBe(true);
  expect(existsSync(target)).toBe(false);
});

test('the network is not reachable', () => {
  expect(
    raised(sandbox, [
      'import socket; socket.socket()',
      'import socket; socket.create_connection(("localhost", 80))',
      'import urllib.request; urllib.request.urlopen("http://localhost/")',
      'import _socket; _socket.getaddrinfo("localhost", 80)',
    ]),
  ).toEqual(Array.from({ length: 4 }, () => expect.stringMatching(/PermissionError|HostQuestion|URLError|gaierror/)));
});

test('libraries and symbols of the host program are not reachable', () => {
  expect(
    raised(sandbox, [
      'import ctypes; ctypes.CDLL(None).system(b"true")',
      'import _ctypes; _ctypes.dlsym(_ctypes.dlopen(None, 0), "system")',
      'import _ctypes; _ctypes.dlsym(_ctypes.dlopen(None, 0), "emscripten_run_script")',
      'open("/tmp/x.so", "wb").write(b"\\0asm\\1\\0\\0\\0"); import _ctypes; _ctypes.dlopen("/tmp/x.so", 0)',
    ]),
  ).toEqual([
    expect.stringMatching(/^HostQuestion/),
    expect.stringMatching(/^OSError/),
    expect.stringMatching(/^OSError/),
    expect.stringMatching(/^OSError/),
  ]);
});

test('the environment of the process is not visible', () => {
  expect(
    runPython(sandbox, 'import os, posix; result = [dict(os.environ), os.path.exists("/proc/self/environ")]'),
  ).toEqual([{}, false]);
});

// This is the last test, because it ends this interpreter.
test('ending the interpreter leaves the process alone', () => {
  const before = process.exitCode;
  expect(() => sandbox.python.runPython('import posix; posix._exit(3)')).toThrow('Python ended its interpreter');
  expect(process.exitCode).toBe(before);
});
