import { describe, expect, test } from 'vitest';
import { MemoryFileSource } from '../../server/src/engine/files/memoryFileSource';
import { interpreterFiles } from '../../server/src/node/interpreterFiles';
import { probeBehaviors } from '../../server/src/pyodide/behaviorProbes';
import { DEFAULT_HOST } from '../../server/src/machine/virtualHost';
import { bareBitbake } from '../support/bareBitbake';
import { PYODIDE_FOLDER } from '../support/sandbox';

function probe(texts: Readonly<Record<string, string>>): ReturnType<typeof probeBehaviors> {
  const files = new MemoryFileSource(
    Object.fromEntries(Object.entries(texts).map(([name, text]) => [`/bitbake/lib/${name}`, text])),
  );
  return probeBehaviors({
    ...interpreterFiles(PYODIDE_FOLDER),
    files,
    host: { ...DEFAULT_HOST, env: {}, clock: { now: 0 } },
    bitbakeDirectory: '/bitbake',
    coreLayer: null,
  });
}

/** The modules that probes import and that the engine uses, and nothing more, with these changes. */
function library(texts: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const files = bareBitbake('');
  return {
    ...files,
    ...Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, `${files[name] ?? ''}${text}`])),
  };
}

describe('probing a BitBake', () => {
  test("reports a library that does not load with the library's own error", async () => {
    expect((await probe(library({ 'bb/data.py': 'import no_such_module\n' }))).unusable).toBe(
      "ModuleNotFoundError: No module named 'no_such_module'",
    );
  });

  test('names a file that is not readable Python, with the line', async () => {
    expect((await probe(library({ 'bb/data.py': 'a = 1\ndef broken(:\n' }))).unusable).toBe(
      'SyntaxError: invalid syntax (data.py, line 2)',
    );
  });

  test('ends for a library that never finishes loading', async () => {
    expect((await probe(library({ 'bb/data.py': 'while True:\n    pass\n' }))).unusable).toBe(
      'it does not come to an end',
    );
  });

  test.each([
    ['does not come to an end', 'while True:\n            pass', 'it does not come to an end'],
    [
      'takes all memory',
      'eaten = []\n        while True:\n            eaten.append(bytearray(100_000_000))',
      'it takes more memory than there is',
    ],
    [
      'fails with what it has logged',
      'import logging\n        logging.getLogger("BitBake").error("no %s", "luck")\n        raise RuntimeError()',
      'it fails with RuntimeError: no luck',
    ],
    ['leaves Python', 'raise SystemExit(1)', 'it fails with SystemExit: 1'],
  ])('leaves only the behaviors of code unknown that %s', async (_name, body, reason) => {
    const parser = `class ShellParser:\n    def __init__(self, *names):\n        self.execs = []\n    def parse_shell(self, text):\n        ${body}\n`;
    const probed = await probe(
      library({ 'bb/codeparser.py': parser, 'bb/event.py': 'class RecipePreDeferredInherits:\n    pass\n' }),
    );
    expect([probed.unusable, probed.unknown.shellSubstitutionsInQuotes, probed.isCutShort]).toEqual([
      undefined,
      reason,
      undefined,
    ]);
    expect(probed.known).toMatchObject({ preDeferredInheritsEvent: true });
  });

  test('reports a library that the engine cannot use like one that does not load', async () => {
    expect((await probe(library({ 'bb/data_smart.py': 'del ExpansionError\n' }))).unusable).toBe(
      "AttributeError: module 'bb.data_smart' has no attribute 'ExpansionError'",
    );
  });

  test('leaves behaviors unknown that need other names, and answers the rest', async () => {
    const probed = await probe(
      library({
        'bb/data_smart.py': 'class DataSmart:\n    def finalize(self):\n        pass\n',
        'bb/event.py': 'class RecipePreDeferredInherits:\n    pass\n',
      }),
    );
    expect(probed.unusable).toBeUndefined();
    expect(probed.known).toMatchObject({
      datastoreFinalize: true,
      preDeferredInheritsEvent: true,
      variableFilters: false,
    });
    expect(probed.unknown.shellSubstitutionsInQuotes).toBe(
      "it fails with AttributeError: module 'bb.codeparser' has no attribute 'ShellParser'",
    );
    expect(probed.known).not.toHaveProperty('shellSubstitutionsInQuotes');
  });
});
