/** An interpreter that starts from a snapshot is the same as one that starts normally. */

import { beforeAll, expect, test } from 'vitest';
import { interpreterFiles } from '../../server/src/node/interpreterFiles';
import type { Sandbox } from '../../server/src/pyodide/loadPython';
import { PYODIDE_FOLDER, loadSandbox, runPython } from '../support/sandbox';

let sandboxes: readonly Sandbox[];

beforeAll(async () => {
  sandboxes = [await loadSandbox({ indexURL: PYODIDE_FOLDER, snapshot: undefined }), await loadSandbox()];
});

function both(code: string): void {
  const [anew, restored] = sandboxes.map((sandbox) => runPython(sandbox, code));
  expect(restored).toEqual(anew);
}

test('the build created a snapshot', () => {
  expect(interpreterFiles(PYODIDE_FOLDER).snapshot?.length).toBeGreaterThan(1_000_000);
});

test('the standard library is compiled', () => {
  both(
    'import argparse, json, zipfile\nresult = [argparse.__file__, json.__file__, argparse.ArgumentParser("x").format_usage(), json.loads("[1]")]',
  );
  // Some modules also have their source, for BitBake to read; the code that runs is compiled.
  expect(
    runPython(
      sandboxes[1] as Sandbox,
      `
import json, zipfile
names = set(zipfile.ZipFile(json.__file__.partition(".zip")[0] + ".zip").namelist())
result = [name for name in names if name.endswith(".py") and name + "c" not in names]`,
    ),
  ).toEqual([]);
});

test('both see the same host', () => {
  both(
    'import os, sys, pwd, platform\nresult = [sys.version, sys.platform, sys.path, sys.argv, dict(os.environ), os.getcwd(), list(os.uname()), os.getuid(), os.cpu_count(), platform.machine(), pwd.getpwuid(os.getuid()).pw_name]',
  );
});

test('both refuse the same attempts', () => {
  both(`
import os, subprocess, sys
def attempt(body):
    try:
        return str(body())
    except BaseException as error:
        return "%s: %s" % (type(error).__name__, error)
result = [attempt(body) for body in (
    lambda: subprocess.check_output(["uname"]), lambda: os.system("true"), lambda: __import__("js"), lambda: __import__("pyodide.ffi"),
    lambda: __import__("_pyodide_core"), lambda: open("/new", "w").write("x"), lambda: os.fork(),
)]
result.append(sorted(name for name in sys.modules if name.startswith(("js", "pyodide", "_pyodide"))))
result.append([getattr(finder, "__name__", type(finder).__name__) for finder in sys.meta_path])
`);
});

test('neither sees what the other has done', () => {
  const [anew, restored] = sandboxes as [Sandbox, Sandbox];
  runPython(anew, 'import builtins; builtins.mark = 1');
  expect(runPython(restored, 'import builtins; result = hasattr(builtins, "mark")')).toBe(false);
});
