/**
 * How the workspace's BitBake is loaded into the sandbox, with a small library of the test instead: which modules are
 * read, and when.
 */

import { beforeAll, expect, test } from 'vitest';
import { DEFAULT_RELEASE } from '../../server/src/engine/base/release';
import type { Datastore } from '../../server/src/engine/datastore/datastore';
import { MemoryFileSource } from '../../server/src/engine/files/memoryFileSource';
import { interpreterFiles } from '../../server/src/node/interpreterFiles';
import { loadSandboxedPython } from '../../server/src/pyodide/loadPython';
import { PyodideEvaluator } from '../../server/src/pyodide/pyodideEvaluator';
import { DEFAULT_HOST } from '../../server/src/machine/virtualHost';
import { createStore, evaluated } from '../support/python';
import { PYODIDE_FOLDER } from '../support/sandbox';

const LIBRARY: Readonly<Record<string, string>> = {
  'bb/__init__.py': 'import logging\nclass BBHandledException(Exception): pass\n',
  'bb/build.py': '',
  'bb/data.py': '',
  'bb/data_smart.py': 'class ExpansionError(Exception): pass\n',
  'bb/event.py': '',
  'bb/parse.py': 'class SkipRecipe(Exception): pass\nclass ParseError(Exception): pass\n',
  'bb/process.py': '',
  'bb/siggen.py': 'import bb.runqueue\nimport hashserv.client\nimport bb.runqueue\n',
  'bb/utils.py': '',
  'bb/runqueue.py':
    'import builtins\nbuiltins.read = getattr(builtins, "read", []) + ["runqueue"]\nclass RunQueueData: limit = 3\n',
  'hashserv/__init__.py':
    'import builtins\nbuiltins.read = getattr(builtins, "read", []) + ["hashserv"]\nfrom . import client\n',
  'hashserv/client.py':
    'import builtins\nbuiltins.read = getattr(builtins, "read", []) + ["client"]\nclass Client: pass\n',
  'bb/pysh/__init__.py': '',
  'bb/pysh/pyshlex.py': 'raise ValueError("cannot be read")\n',
  'bs4/__init__.py':
    'import builtins\nbuiltins.read = getattr(builtins, "read", []) + ["bs4"]\nclass BeautifulSoup:\n    def __init__(self, text, only=None): self.text = text\n',
  'bb/fetch2/__init__.py': `
import bb, sys
urldata_cache = {}
count = 0
class URI:
    def __init__(self, uri=None):
        global count
        count += 1
        self.scheme, self.params, self.query = (uri or "").partition(":")[0], {}, {}
        if uri and ";" in uri:
            self.params = dict(pair.split("=", 1) for pair in uri.split(";")[1:])
    def __str__(self):
        return self.scheme + str(self.params)
class Special(URI):
    pass
from . import wget
`,
  'bb/fetch2/wget.py': 'from bs4 import BeautifulSoup\ndef page(text):\n    return BeautifulSoup(text, only=1).text\n',
};

let python: PyodideEvaluator;
let d: Datastore;

beforeAll(async () => {
  const files = new MemoryFileSource(
    Object.fromEntries(Object.entries(LIBRARY).map(([name, text]) => [`/bitbake/lib/${name}`, text])),
  );
  const sandbox = await loadSandboxedPython({
    ...interpreterFiles(PYODIDE_FOLDER),
    files,
    host: { ...DEFAULT_HOST, env: {}, clock: { now: 0 } },
  });
  python = new PyodideEvaluator({ sandbox, bitbakeLibrary: '/bitbake/lib', moduleFunctions: DEFAULT_RELEASE });
  d = createStore(python);
  python.saveNamespace();
});

const evaluate = (code: string): string => evaluated(python, code, d);

const READ = '__import__("builtins").__dict__.get("read", [])';

test('a module that metadata rarely uses is read when a name of it is used', () => {
  expect(evaluate(READ)).toBe('[]');
  expect(evaluate('[__import__("bb.runqueue").runqueue.__name__, bb.siggen.bb.runqueue.__spec__.name]')).toBe(
    "['bb.runqueue', 'bb.runqueue']",
  );
  expect(evaluate('hasattr(bb.runqueue, "__path__")')).toBe('False');
  expect(evaluate(READ)).toBe('[]');
  expect(evaluate('bb.runqueue.RunQueueData.limit')).toBe('3');
  expect(evaluate(`[hasattr(bb.runqueue, "nothing"), type(bb.runqueue).__name__, ${READ}]`)).toBe(
    "[False, 'module', ['runqueue']]",
  );
  expect(evaluate(`[bb.siggen.hashserv.client.Client.__name__, ${READ}]`)).toBe("['Client', ['runqueue', 'client']]");
});

test('a module that imports names of it early gets them, and it is read when they are called', () => {
  expect(evaluate(`[bb.fetch2.wget.BeautifulSoup is not None, "bs4" in ${READ}]`)).toBe('[True, False]');
  expect(evaluate(`[bb.fetch2.wget.page("<a>"), bb.fetch2.wget.page("<b>"), ${READ}.count("bs4")]`)).toBe(
    "['<a>', '<b>', 1]",
  );
  expect(evaluate('__import__("bs4").BeautifulSoup("c").text')).toBe('c');
});

test('a module that cannot be read reports it', () => {
  expect(() => evaluate('__import__("bb.pysh.pyshlex").pysh.pyshlex.lexer')).toThrow('ValueError: cannot be read');
});

test('a recipe reads each URI once, and a change by one function is not visible in the next', () => {
  const first = 'bb.fetch2.URI("git://h/p;branch=main")';
  const count = Number(evaluate('bb.fetch2.count'));
  expect(evaluate(`[[u.params.update(x="y"), str(u)][1] for u in [${first}]]`)).toBe(
    `["git{'branch': 'main', 'x': 'y'}"]`,
  );
  expect(evaluate(`str(${first})`)).toBe("git{'branch': 'main'}");
  expect(evaluate('bb.fetch2.count')).toBe(String(count + 1));
  expect(
    evaluate('[type(bb.fetch2.Special("git://h/p;branch=main")).__name__, str(bb.fetch2.URI()), bb.fetch2.count]'),
  ).toBe(`['Special', '{}', ${String(count + 3)}]`);
  python.restoreNamespace();
  // The counter of the first recipe is reset together with all its other changes.
  evaluate(first);
  expect(evaluate('bb.fetch2.count')).toBe('1');
});

test('each recipe starts in the folder in which the configuration is read, wherever the previous one went', () => {
  python.resetNamespace('/bitbake/lib');
  python.saveNamespace();
  expect(evaluate('[os.getcwd(), os.chdir("/bitbake"), os.getcwd()]')).toBe("['/bitbake/lib', None, '/bitbake']");
  python.restoreNamespace();
  expect(evaluate('[os.getcwd(), os.path.exists("bb/data.py")]')).toBe("['/bitbake/lib', True]");
  python.resetNamespace('/bitbake/lib/bb/pysh');
  expect(() => evaluate('__import__("pyshlex")')).toThrow("ModuleNotFoundError: No module named 'pyshlex'");
  python.resetNamespace('/nowhere');
  expect(evaluate('os.getcwd()')).toBe('/');
});

test('the fetcher is loaded by its real name where `bb.fetch2` only forwards names', async () => {
  const texts: Record<string, string> = Object.fromEntries(
    Object.entries(LIBRARY).map(([name, text]) => [name.replace('bb/fetch2/', 'bb/fetch/'), text]),
  );
  texts['bb/fetch2/__init__.py'] = 'raise ImportError("the former name is used")\n';
  const files = new MemoryFileSource(
    Object.fromEntries(Object.entries(texts).map(([name, text]) => [`/bitbake/lib/${name}`, text])),
  );
  const sandbox = await loadSandboxedPython({
    ...interpreterFiles(PYODIDE_FOLDER),
    files,
    host: { ...DEFAULT_HOST, env: {}, clock: { now: 0 } },
  });
  const other = new PyodideEvaluator({ sandbox, bitbakeLibrary: '/bitbake/lib', moduleFunctions: DEFAULT_RELEASE });
  const store = createStore(other);
  expect(evaluated(other, '[bb.fetch.URI("a:b").scheme, bb.fetch.URI("a:b").scheme, bb.fetch.count]', store)).toBe(
    "['a', 'a', 1]",
  );
});
