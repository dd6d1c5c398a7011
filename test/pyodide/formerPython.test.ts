/**
 * Names and modules that Python has removed since the oldest BitBake was written: each gives the same result as on a
 * Python of its time.
 */

import { beforeAll, expect, test } from 'vitest';
import type { Sandbox } from '../../server/src/pyodide/loadPython';
import { loadSandbox, raised, runPython } from '../support/sandbox';

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await loadSandbox();
});

test('constants of code match their former classes, and no other node does', () => {
  expect(
    runPython(
      sandbox,
      `
import ast
texts = ["'a'", "b'a'", "1", "1.5", "True", "None", "...", "x"]
nodes = [ast.parse(text, mode="eval").body for text in texts]
classes = (ast.Str, ast.Bytes, ast.Num, ast.NameConstant, ast.Ellipsis)
result = [[kind.__name__ for kind in classes if isinstance(node, kind)] for node in nodes]
result += [nodes[0].s, nodes[2].n, [type(ast.Str("x")).__name__, ast.Str(s="x").value, ast.Num(n=3).n], issubclass(ast.Str, ast.Constant)]
`,
    ),
  ).toEqual([
    ['Str'],
    ['Bytes'],
    ['Num'],
    ['Num'],
    ['NameConstant'],
    ['NameConstant'],
    ['Ellipsis'],
    [],
    'a',
    1,
    ['Constant', 'x', 3],
    true,
  ]);
});

test('a visitor of constants by their former names is called for them', () => {
  expect(
    runPython(
      sandbox,
      `
import ast
seen = []
class Visitor(ast.NodeVisitor):
    def visit_Str(self, node): seen.append(node.s)
    def visit_Num(self, node): seen.append(node.n)
Visitor().visit(ast.parse("f('a', 2, None)"))
result = seen
`,
    ),
  ).toEqual(['a', 2]);
});

test('`pipes`, `imp` and the modules of servers exist', () => {
  expect(
    runPython(
      sandbox,
      `
import asynchat, asyncore, imp, pipes, smtpd, telnetlib
open("/tmp/former_case.py", "w").write("value = 41 + 1\\n")
stream, path, details = imp.find_module("former_case", ["/tmp"])
result = [pipes.quote("a b"), imp.load_source("former_case", "/tmp/former_case.py").value, path, list(details), imp.load_module("other", stream, path, details).value,
  imp.new_module("made").__name__, imp.PKG_DIRECTORY, asyncore.loop(), asynchat.async_chat().get_terminator(),
  issubclass(smtpd.SMTPChannel, asyncore.dispatcher), telnetlib.Telnet.__name__]
`,
    ),
  ).toEqual(["'a b'", 42, '/tmp/former_case.py', ['.py', 'r', 1], 42, 'made', 5, null, null, true, 'Telnet']);
});

test('parts of a removed module that need the machine, or are unknown, are questions', () => {
  const before = sandbox.questionCount();
  expect(
    raised(sandbox, [
      'import crypt; crypt.crypt("a", "b")',
      'import telnetlib; telnetlib.Telnet("host")',
      'import audioop; audioop.add',
      'from ssl import wrap_socket',
      'from cgi import FieldStorage',
    ]).map((text) => text.replace(/^.*no answer in the sandbox: ?/, '')),
  ).toEqual([
    "'crypt.crypt'",
    "'network: telnetlib host'",
    "'the module of an older Python: audioop.add'",
    expect.stringContaining('ssl'),
    "'the module of an older Python: cgi.FieldStorage'",
  ]);
  expect(sandbox.questionCount()).toBeGreaterThanOrEqual(before + 4);
});

test('`distutils` compares versions and finds programs', () => {
  expect(
    runPython(
      sandbox,
      `
import os
from distutils.version import LooseVersion, StrictVersion
from distutils.util import strtobool
from distutils import spawn, dir_util, errors
os.makedirs("/tmp/former/bin"); open("/tmp/former/bin/tool", "w").close()
result = [LooseVersion("1.10") > LooseVersion("1.9"), LooseVersion("1.5.1b2").version, LooseVersion("2.0") == "2.0", str(LooseVersion("4.2-rc1")),
  LooseVersion("1.2-a").version, StrictVersion("1.2a1") < "1.2", str(StrictVersion("1.2.0")), repr(LooseVersion("1")), strtobool("Yes"), strtobool("off"),
  spawn.find_executable("tool", "/nowhere:/tmp/former/bin"), spawn.find_executable("none", "/tmp/former/bin"),
  dir_util.copy_tree("/tmp/former", "/tmp/copied"), os.path.exists("/tmp/copied/bin/tool"), issubclass(errors.DistutilsExecError, errors.DistutilsError)]
`,
    ),
  ).toEqual([
    true,
    [1, 5, 1, 'b', 2],
    true,
    '4.2-rc1',
    [1, 2, '-', 'a'],
    true,
    '1.2',
    "LooseVersion ('1')",
    1,
    0,
    '/tmp/former/bin/tool',
    null,
    ['/tmp/copied/bin/tool'],
    true,
    true,
  ]);
  expect(
    raised(sandbox, [
      'from distutils.version import StrictVersion as V; V("x")',
      'from distutils.util import strtobool; strtobool("perhaps")',
    ]),
  ).toEqual(["ValueError: invalid version number 'x'", "ValueError: invalid truth value 'perhaps'"]);
});

test('`cgi` escapes and reads headers', () => {
  expect(
    runPython(
      sandbox,
      `
import cgi, imghdr
result = [cgi.escape("<'\\"&>"), cgi.escape('"', True), list(cgi.parse_header('text/html; charset="a;b"; x=1')), imghdr.what(None, b"\\x89PNG\\r\\n\\x1a\\n")]
`,
    ),
  ).toEqual(['&lt;\'"&amp;&gt;', '&quot;', ['text/html', { charset: 'a;b', x: '1' }], 'png']);
});

test('the classes of collections are also in their former module', () => {
  expect(
    runPython(
      sandbox,
      `
import collections, collections.abc
from collections import Mapping, MutableMapping
result = [Mapping is collections.abc.Mapping, isinstance({}, MutableMapping), isinstance([], collections.Iterable), hasattr(collections, "Nothing")]
`,
    ),
  ).toEqual([true, true, true, false]);
});

test('removed functions work as before', () => {
  expect(
    runPython(
      sandbox,
      `
import base64, fractions, importlib, inspect, json, locale, os, pkgutil, re, sys, time, typing, unittest
from typing.io import TextIO
def f(a, b=2, *c, **d): pass
spec = inspect.getargspec(f)
result = [base64.encodestring(b"x").decode(), base64.decodestring(b"eA==").decode(), fractions.gcd(12, -18), list(spec), spec.keywords, inspect.formatargspec(*spec),
  locale.format("%d", 12), type(time.clock()).__name__, os.errno.ENOENT, pkgutil.find_loader("no_such_module"), importlib.find_loader("json") is json.__loader__,
  pkgutil.get_loader("json") is json.__loader__, re.template("a").match("ab").group(), TextIO is typing.TextIO, typing.re.Match is typing.Match]
`,
    ),
  ).toEqual([
    'eA==\n',
    'x',
    -6,
    [['a', 'b'], 'c', 'd', [2]],
    'd',
    '(a, b=2, *c, **d)',
    '12',
    'float',
    44,
    null,
    true,
    true,
    'a',
    true,
    true,
  ]);
  expect(
    raised(sandbox, [
      'import inspect; inspect.getargspec(lambda *, a: 1)',
      'import locale; locale.format("%d%d", 1)',
      'import time; time.nothing',
    ]),
  ).toEqual([
    expect.stringMatching(/^ValueError: Function has keyword-only/),
    expect.stringMatching(/^ValueError: format\(\) must be given exactly one/),
    expect.stringMatching(/^AttributeError/),
  ]);
});

test('removed methods work as before, and so do classes under their former names', () => {
  expect(
    runPython(
      sandbox,
      `
import configparser, html.parser, io, threading, unittest
import xml.etree.ElementTree as tree, xml.etree.cElementTree as former
parser = configparser.SafeConfigParser()
parser.readfp(io.StringIO("[a]\\nb = 1\\n"))
root = tree.fromstring("<a><b/><c><b/></c></a>")
class Case(unittest.TestCase):
    def test_one(self): self.assertEquals(1, 1)
result = [parser.get("a", "b"), html.parser.HTMLParser().unescape("&lt;"), threading.Thread().isAlive(), [e.tag for e in root.getchildren()],
  [e.tag for e in root.getiterator("b")], former.Element is tree.Element, tree.tostring(root).decode(), unittest.makeSuite(Case).countTestCases(), unittest.makeSuite(Case).run(unittest.TestResult()).wasSuccessful()]
`,
    ),
  ).toEqual(['1', '<', false, ['b', 'c'], ['b', 'b'], true, '<a><b /><c><b /></c></a>', 1, true]);
});

test('a request for an event loop creates one where there is none', () => {
  expect(
    runPython(
      sandbox,
      `
import asyncio
loop = asyncio.get_event_loop()
result = [isinstance(loop, asyncio.AbstractEventLoop), asyncio.get_event_loop() is loop]
`,
    ),
  ).toEqual([true, true]);
});

test('functions of the standard library have their source: BitBake reads the ones that a module imports', () => {
  expect(
    runPython(
      sandbox,
      `
import inspect
from fnmatch import fnmatchcase
from urllib.parse import quote
result = [inspect.getsourcelines(f)[0][0] for f in (fnmatchcase, quote)]
`,
    ),
  ).toEqual(['def fnmatchcase(name, pat):\n', expect.stringContaining('def quote(')]);
});
