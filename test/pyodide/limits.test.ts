/** Python that allocates, recurses or runs endlessly. */
import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { loadSandbox, runPython } from '../support/sandbox';

test('memory beyond the limit is a MemoryError, and the interpreter stays usable', async () => {
  const sandbox = await loadSandbox({ memoryLimitBytes: 128 * 1024 * 1024 });
  expect(
    runPython(
      sandbox,
      `
blocks = []
try:
    while True: blocks.append(bytearray(4 << 20))
except MemoryError: result = [type(blocks).__name__, 4 * len(blocks) < 128]
blocks = None
`,
    ),
  ).toEqual(['list', true]);
  expect(
    runPython(
      sandbox,
      `
try: result = len("x" * (1 << 30))
except MemoryError: result = "MemoryError"
`,
    ),
  ).toBe('MemoryError');
  expect(runPython(sandbox, 'result = 1 + 1')).toBe(2);
});

test('endless recursion is a RecursionError', async () => {
  const sandbox = await loadSandbox();
  expect(
    runPython(
      sandbox,
      `
def f(): return f()
try: f()
except RecursionError: result = "RecursionError"
`,
    ),
  ).toBe('RecursionError');
});

test('another thread interrupts an endless loop through the buffer', async () => {
  const buffer = new SharedArrayBuffer(1);
  const sandbox = await loadSandbox({ interruptBuffer: new Uint8Array(buffer) });
  const watchdog = new Worker(
    'const { workerData } = require("node:worker_threads"); setInterval(() => { new Uint8Array(workerData)[0] = 2; }, 300);',
    {
      eval: true,
      workerData: buffer,
    },
  );
  expect(() => sandbox.python.runPython('while True: pass')).toThrow('KeyboardInterrupt');
  await watchdog.terminate();
  new Uint8Array(buffer)[0] = 0;
  expect(runPython(sandbox, 'result = "alive"')).toBe('alive');
});
