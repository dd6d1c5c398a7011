/** Attempts of `recovery.ts` with metadata, over the built thread and its interpreter. */

import { cpSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { EngineClient } from '../../server/src/threads/engineClient';
import { nodeThreads } from '../../server/src/node/nodeThreads';
import type { Attempt } from './attempt';

/** A basehash of the example's `hello`. */
const GOOD = 'e57c6f283520aa6cd2768d8ea7bb14c0c437368eb22465dcd7aea04e7c41b1ac';
const anonymous = (...lines: readonly string[]): string =>
  `python () {\n${lines.map((line) => `    ${line}\n`).join('')}}\n`;
const task = (code: string): string => `python do_one() {\n    x = ${code}\n}\naddtask one\n`;
const chain = (link: string, ...last: readonly string[]): string =>
  anonymous('import itertools, sys', 'x = iter([])', 'for i in range(1000000):', `    x = ${link}`, ...last);

const METADATA: Readonly<Record<string, string>> = {
  'the interpreter is ended': anonymous('import posix', 'posix._exit(3)'),
  'the interpreter is aborted': anonymous('import posix', 'posix.abort()'),
  'a signal that kills': anonymous('import signal', 'signal.raise_signal(9)'),
  'a fault is provoked': anonymous('import faulthandler', 'faulthandler._sigsegv()'),
  'a deep list is shown': anonymous('x = []', 'for i in range(1000000):', '    x = [x]', 'repr(x)'),
  'deep lists are compared': anonymous(
    'x = []',
    'y = []',
    'for i in range(1000000):',
    '    x = [x]',
    '    y = [y]',
    'x == y',
  ),
  'a long chain is freed': chain('filter(None, x)', 'del x'),
  'a long chain is kept, and freed later': chain('itertools.chain(x)', 'sys.kept = x', 'x = None'),
  'code of 100,000 terms is read': task(Array.from({ length: 100_000 }, () => '1').join('+')),
  'code of 100,000 attributes is read': task(`a${'.a'.repeat(100_000)}`),
  'an expression of 100,000 terms is evaluated': `A := "\${@${Array.from({ length: 100_000 }, () => '1').join('+')}}"\n`,
  'memory is taken and kept': anonymous(
    'import sys',
    'sys.kept = []',
    'while True:',
    '    sys.kept.append(bytearray(1 << 20))',
  ),
  'a text of 10⁹ characters': anonymous('x = "x" * 10**9', 'x + x'),
  'the limit of calls is lifted': anonymous('import sys', 'sys.setrecursionlimit(10**9)', 'def f(): f()', 'f()'),
  'many small sleeps': anonymous('import time', 'while True:', '    time.sleep(0.01)'),
  'many small sleeps, in pieces': `def f():\n    import time\n    time.sleep(0.5)\n    return "x"\n${Array.from({ length: 400 }, (_, i) => `A${i} := "\${@f()}"\n`).join('')}`,
  'a sleep that cannot be interrupted': anonymous('import time', 'time.sleep(10**6)'),
  'a big power': anonymous('10**10**8'),
  'a pattern that backtracks': anonymous('import re', 're.match("(a*)*b", "a"*50)'),
  'a sum of 10¹² numbers': anonymous('sum(range(10**12))'),
  'a finalizer that makes another one': anonymous(
    'class D:',
    '    def __del__(self):',
    '        while True: pass',
    'import sys',
    'sys.kept = D()',
    'del sys.kept',
  ),
  'a generator that goes on when it is closed': anonymous(
    'def g():',
    '    while True:',
    '        try:',
    '            yield 1',
    '        finally:',
    '            continue',
    'for x in g(): pass',
  ),
  'interrupts are ignored': anonymous(
    'import signal',
    'signal.signal(signal.SIGINT, signal.SIG_IGN)',
    'while True: pass',
  ),
  'interrupts are swallowed': anonymous(
    'while True:',
    '    try:',
    '        while True: pass',
    '    except BaseException: pass',
  ),
  'each step is traced, for whoever comes next': anonymous(
    'import sys',
    'def t(*a):',
    '    while True: pass',
    'sys.settrace(t)',
  ),
  'a lock is taken twice': anonymous('import threading', 'l = threading.Lock()', 'l.acquire()', 'l.acquire()'),
};

/** The result for a different recipe right after, and for the culprit after it is repaired. */
async function afterwards(text: string): Promise<string> {
  const root = realpathSync(mkdtempSync(path.join(tmpdir(), 'sighound-recovery-')));
  cpSync('test/example', root, { recursive: true });
  const recipe = (name: string): string => path.join(root, 'meta-example/recipes-example', name);
  const culprit = recipe('magic/magic_1.0.bb');
  const dist = path.resolve('dist');
  const client = new EngineClient({
    buildDir: path.join(root, 'build'),
    bitbakeHints: [],
    evaluationTimeoutMs: 1_000,
    limits: { evaluationMs: 20_000 },
    threads: nodeThreads,
    workerPath: path.join(dist, 'engineWorker.js'),
    pyodideFolder: path.join(dist, 'pyodide'),
    grammarsFolder: path.join(dist, 'grammars'),
    sqliteWasm: path.join(dist, 'sqlite/sql-wasm.wasm'),
    hostEnvironment: {},
    cacheFolder: null,
  });
  const hashOf = async (fn: string): Promise<string | null> =>
    (await client.hashes(fn))?.variants[0]?.tasks['do_install']?.basehash ?? null;
  try {
    await client.setText(culprit, text);
    await client.hashes(culprit);
    const other = await hashOf(recipe('hello/hello_2.1.bb'));
    await client.setText(culprit, undefined);
    const mended = Object.values((await client.hashes(culprit))?.variants[0]?.tasks ?? {}).map(
      ({ basehash }) => basehash !== null,
    );
    return `the other: ${other === GOOD ? 'its hash' : String(other)}; mended: ${mended.length > 0 && mended.every(Boolean) ? 'its hashes' : 'none'}`;
  } finally {
    await client.dispose();
    rmSync(root, { recursive: true });
  }
}

export const metadataAttempts: readonly Attempt[] = Object.entries(METADATA).map(([name, text]) => ({
  name,
  expected: 'the other: its hash; mended: its hashes',
  slow: true,
  run: () => afterwards(text),
}));
