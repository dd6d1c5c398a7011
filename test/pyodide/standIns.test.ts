/** The stand-ins for BitBake's library: a command that metadata runs through `bb.process`. */

import { expect, test } from 'vitest';
import { loadTestPython, createStore, evaluated } from '../support/python';

test('`bb.process.run` returns what a command prints, and raises its own error where it fails', async () => {
  const python = await loadTestPython();
  const d = createStore(python);
  expect(evaluated(python, 'bb.process.run("hostname")', d)).toBe("('localhost\\n', '')");
  expect(evaluated(python, 'bb.process.run(["id", "-u"])[0].strip()', d)).toBe('1000');
  expect(() => evaluated(python, 'bb.process.run("frobnicate")', d)).toThrow('frobnicate');
  expect(evaluated(python, 'issubclass(bb.process.ExecutionError, bb.process.CmdError)', d)).toBe('True');
  expect(evaluated(python, 'str(bb.process.ExecutionError("false", 1, "out", ""))', d)).toBe(
    "Execution of 'false' failed with exit code 1:\nout",
  );
});
