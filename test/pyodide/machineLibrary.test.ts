/** What Python's library has on a machine, and the sandbox lacks: modules import, and uses are questions. */
import { beforeAll, expect, test } from 'vitest';
import { DEFAULT_HOST } from '../../server/src/machine/virtualHost';
import type { Sandbox } from '../../server/src/pyodide/loadPython';
import { nodeFileSource } from '../../server/src/node/nodeFileSource';
import { loadSandbox, runPython } from '../support/sandbox';

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await loadSandbox({ files: nodeFileSource(), host: DEFAULT_HOST });
});

/** What the code leaves in `r`, or the question that it asks. */
function outcome(code: string): unknown {
  return runPython(
    sandbox,
    `
import os
namespace = {}
try:
    exec(${JSON.stringify(code)}, namespace)
    result = namespace.get("r")
except FileNotFoundError as error:
    result = "asks: " + error.question
`,
  );
}

test.each([
  'pydoc',
  'xmlrpc.server',
  'multiprocessing.pool',
  'concurrent.futures.process',
  'ctypes.util',
  'curses.ascii',
  'resource',
  'readline',
  'syslog',
  'dbm',
])('%s can be imported and asks nothing by that', (module) => {
  const asked = sandbox.questionCount();
  expect(outcome(`import ${module}; r = "imported"`)).toBe('imported');
  expect(sandbox.questionSince(asked)).toBeNull();
});

test.each([
  ['import sysconfig; r = sysconfig.get_config_var("SOABI")', /sysconfig of this machine's Python: SOABI/],
  ['import sysconfig; r = sysconfig.get_paths()', /sysconfig of this machine's Python/],
  ['import ctypes; r = ctypes.CDLL("libc.so.6")', /ctypes: the library libc\.so\.6/],
  ['import ctypes; r = ctypes.cdll.LoadLibrary("libz.so")', /ctypes: the library libz\.so/],
  ['import ctypes.util; r = ctypes.util.find_library("c")', /find_library c/],
  ['import resource; r = resource.getrlimit(0)', /resource\.getrlimit of Python/],
  ['import curses; r = curses.tigetnum("cols")', /curses\.tigetnum of Python/],
  ['import tkinter', /the Python module tkinter, which the sandbox lacks/],
  ['import threading; threading.Thread(target=len).start()', /a thread, which the sandbox lacks/],
  ['import multiprocessing; r = multiprocessing.Queue()', /_multiprocessing\.SemLock of Python/],
  ['import ssl; r = ssl.OPENSSL_VERSION', /ssl\.OPENSSL_VERSION/],
])('%s is a question that names what is missing', (code, question) => {
  expect(outcome(code)).toMatch(question);
});

test('a limit that the library asks for is no answer for metadata', () => {
  expect(outcome('import os; r = os.sysconf("SC_OPEN_MAX")')).toMatch(/os\.sysconf SC_OPEN_MAX/);
});

test('time zones are found where Linux has them', () => {
  expect(outcome('import zoneinfo; r = "/usr/share/zoneinfo" in zoneinfo.TZPATH')).toBe(true);
});
