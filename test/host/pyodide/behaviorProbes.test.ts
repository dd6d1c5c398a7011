import { describe, expect, test } from 'vitest';
import { MemoryFileSource } from '../../../server/src/engine/files/memoryFileSource';
import { interpreterFiles } from '../../../server/src/host/node/interpreterFiles';
import { probeBehaviors } from '../../../server/src/host/pyodide/behaviorProbes';
import { DEFAULT_HOST } from '../../../server/src/host/pyodide/virtualHost';
import { PYODIDE_FOLDER } from '../../support/sandbox';

function probe(texts: Readonly<Record<string, string>>): ReturnType<typeof probeBehaviors> {
  const files = new MemoryFileSource(Object.fromEntries(Object.entries(texts).map(([name, text]) => [`/bitbake/lib/${name}`, text])));
  return probeBehaviors({ ...interpreterFiles(PYODIDE_FOLDER), files, host: { ...DEFAULT_HOST, env: {}, clock: { now: 0 } }, bitbakeDirectory: '/bitbake', coreLayer: null });
}

/** The modules that probes import, empty but for these. */
function library(texts: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const names = ['__init__', 'codeparser', 'cooker', 'cookerdata', 'data', 'data_smart', 'event', 'siggen', 'utils', 'parse/__init__', 'parse/ast'];
  return { ...Object.fromEntries(names.map((name) => [`bb/${name}.py`, ''])), ...texts };
}

describe('asking a BitBake how it behaves', () => {
  test('a library that does not load is told with its own error', async () => {
    expect((await probe(library({ 'bb/data.py': 'import no_such_module\n' }))).unusable).toBe("ModuleNotFoundError: No module named 'no_such_module'");
  });

  test('one with other names leaves what hangs on them unknown, and answers the rest', async () => {
    const probed = await probe(library({ 'bb/data_smart.py': 'class DataSmart:\n    def finalize(self):\n        pass\n', 'bb/event.py': 'class RecipePreDeferredInherits:\n    pass\n' }));
    expect(probed.unusable).toBeUndefined();
    expect(probed.known).toMatchObject({ datastoreFinalize: true, preDeferredInheritsEvent: true, variableFilters: false });
    expect(probed.unknown.shellSubstitutionsInQuotes).toBe("it fails with AttributeError: module 'bb.codeparser' has no attribute 'ShellParser'");
    expect(probed.known).not.toHaveProperty('shellSubstitutionsInQuotes');
  });
});
