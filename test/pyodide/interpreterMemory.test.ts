/** An interpreter is restored to an earlier state. */

import { beforeAll, expect, test } from 'vitest';
import type { Sandbox } from '../../server/src/pyodide/loadPython';
import { loadSandbox, runPython } from '../support/sandbox';

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await loadSandbox();
});

test('changes by Python are undone, any number of times, also where its memory has grown', () => {
  runPython(sandbox, 'kept = [1]');
  const image = sandbox.take();
  for (let count = 0; count < 3; count++) {
    const code =
      'import json, os\nkept.append(2)\njson.dumps_before = json.dumps\nbig = bytearray(60_000_000)\nos.environ["X"] = "x"\nos.close(2)\nresult = len(kept)';
    expect(runPython(sandbox, code)).toBe(2);
    sandbox.putBack(image);
    expect(
      runPython(
        sandbox,
        'import json, os\nresult = [kept, hasattr(json, "dumps_before"), "big" in globals(), "X" in os.environ, os.fstat(2).st_size]',
      ),
    ).toEqual([[1], false, false, false, 0]);
    sandbox.putBack(image);
  }
});

test('an image that shares memory with another image has the same content', () => {
  const first = sandbox.take();
  runPython(sandbox, 'later = list(range(100_000))');
  const second = sandbox.take(first);
  const own = second.memory.stretches.filter(
    ({ bytes }) => !first.memory.stretches.some((other) => other.bytes.buffer === bytes.buffer),
  );
  expect(own.reduce((sum, { bytes }) => sum + bytes.length, 0)).toBeLessThan(first.memory.end / 2);
  sandbox.putBack(first);
  expect(runPython(sandbox, 'result = "later" in globals()')).toBe(false);
  sandbox.putBack(second);
  expect(runPython(sandbox, 'result = sum(later)')).toBe(4_999_950_000);
  sandbox.putBack(first);
});

test('a proxy is known as invalid if its object is gone, but not if it is older than the image', () => {
  const made = (code: string): object => sandbox.memory.keep(sandbox.python.runPython(code) as object);
  const older = made('[1]') as { toJs(): unknown };
  const image = sandbox.take();
  const newer = made('[2]');
  expect([older, newer].map((proxy) => sandbox.memory.isThere(proxy))).toEqual([true, true]);
  sandbox.putBack(image);
  expect([older, newer].map((proxy) => sandbox.memory.isThere(proxy))).toEqual([true, false]);
  expect(older.toJs()).toEqual([1]);
});

test("files are restored, including the permissions of the interpreter's own files", () => {
  runPython(sandbox, 'import os\nopen("/tmp/a", "w").write("before")\nos.mkdir("/tmp/d")\nresult = None');
  const image = sandbox.take();
  runPython(
    sandbox,
    [
      'import os',
      'open("/tmp/a", "a").write("after")',
      'os.rename("/tmp/a", "/tmp/d/b")',
      'os.symlink("x", "/tmp/l")',
      'os.chmod("/tmp/d", 0o700)',
      'os.chdir("/tmp/d")',
      'result = None',
    ].join('\n'),
  );
  const code =
    'import os\nresult = [sorted(os.listdir("/tmp")), open("/tmp/a").read(), os.listdir("/tmp/d"), oct(os.stat("/tmp/d").st_mode), os.getcwd()]';
  sandbox.putBack(image);
  expect(runPython(sandbox, code)).toEqual([['a', 'd'], 'before', [], '0o40777', '/']);
  expect(
    runPython(
      sandbox,
      'import os\ntry:\n    os.chmod("/dev/null", 0)\n    result = "changed"\nexcept OSError as error:\n    result = error.errno',
    ),
  ).toBe(69);
});
