/** What the host asks a workspace's BitBake and OE-Core, what it stores of the answers, and when it asks again. */

import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ASSUMED_BEHAVIORS } from '../../server/src/engine/base/release';
import { MemoryFileSource } from '../../server/src/engine/files/memoryFileSource';
import { findWorkspace } from '../../server/src/engine/layers/workspace';
import { bitbakeBehaviors, libraryStamp } from '../../server/src/node/bitbakeBehaviors';
import { interpreterFiles } from '../../server/src/node/interpreterFiles';
import { DEFAULT_HOST } from '../../server/src/machine/virtualHost';
import { bareBitbake } from '../support/bareBitbake';
import { PYODIDE_FOLDER } from '../support/sandbox';

const BITBAKE: Readonly<Record<string, string>> = {
  ...bareBitbake('/ws/bitbake/lib/'),
  '/ws/bitbake/lib/bb/data.py': 'class Store(dict):\n    setVar = dict.__setitem__\ndef init():\n    return Store()\n',
  '/ws/build/conf/bblayers.conf': 'BBLAYERS = "/ws/meta"\n',
};
/** A filter that keeps every dependency. */
const CORE: Readonly<Record<string, string>> = {
  '/ws/meta/conf/bitbake.conf': '',
  '/ws/meta/lib/oe/__init__.py': '',
  '/ws/meta/lib/oe/sstatesig.py': [
    'class SignatureGeneratorOEBasicHash:',
    '    def init_rundepcheck(self, data):',
    '        pass',
    '    def tasks_resolved(self, names, pns, cache):',
    '        pass',
    '    def rundep_check(self, *given):',
    '        return True',
    'class SignatureGeneratorOEEquivHash(SignatureGeneratorOEBasicHash):',
    '    pass',
    '',
  ].join('\n'),
};
let cache: string;

beforeAll(() => {
  cache = realpathSync(mkdtempSync(path.join(tmpdir(), 'sighound-behaviors-')));
});
afterAll(() => rmSync(cache, { recursive: true }));

/** How often Python ran, and the result. */
async function ask(texts: Readonly<Record<string, string>>, cacheFolder: string | null = null) {
  const files = new MemoryFileSource(texts);
  let runs = 0;
  const host = { ...DEFAULT_HOST, env: {}, clock: { now: 0 } };
  const found = await bitbakeBehaviors(findWorkspace('/ws/build', [], files), cacheFolder, {
    ...interpreterFiles(PYODIDE_FOLDER),
    files,
    host,
    onRunning: (running) => void (running && runs++),
  });
  return { found, runs };
}

describe('OE-Core', () => {
  test('has an unknown filter if the filter keeps everything', async () => {
    const { found } = await ask({ ...BITBAKE, ...CORE });
    expect(found.known.rmWorkHashesNothing).toBe(false);
    expect(found.unknown.dependencyFilter).toMatch(
      /^it answers "the configuration of a kernel on what the archiver unpacks; .*an ABI-safe recipe; /,
    );
    expect(found.unknown.kernelClass).toBe('it answers "kept kept"');
  });

  test('is found next to BitBake where the text of bblayers.conf names no core layer', async () => {
    const { found } = await ask({
      ...BITBAKE,
      ...CORE,
      '/ws/build/conf/bblayers.conf': 'BBLAYERS = "${ELSEWHERE}/meta"\n',
    });
    expect(found.known.rmWorkHashesNothing).toBe(false);
  });

  test('is not replaced by assumptions if it is missing', async () => {
    const { found } = await ask({ ...BITBAKE, '/ws/meta/conf/bitbake.conf': '' });
    for (const field of ['dependencyFilter', 'kernelClass', 'unihashMap'] as const)
      expect(found.unknown[field]).toMatch(/^it fails with ModuleNotFoundError: No module named 'oe/);
  });
});

test('the newest release is assumed without a BitBake', async () => {
  const found = await ask({ '/ws/build/conf/bblayers.conf': '' });
  expect(found).toEqual({ found: ASSUMED_BEHAVIORS, runs: 0 });
});

describe('stored answers', () => {
  test('are asked once for each content of BitBake and OE-Core, also where some are unknown', async () => {
    const first = await ask({ ...BITBAKE, ...CORE }, cache);
    expect(Object.keys(first.found.unknown).length).toBeGreaterThan(0);
    expect(await ask({ ...BITBAKE, ...CORE }, cache)).toEqual({ found: first.found, runs: 0 });
    for (const file of [
      '/ws/bitbake/lib/bb/utils.py',
      '/ws/meta/lib/oe/sstatesig.py',
      '/ws/meta/classes-global/sstate.bbclass',
    ]) {
      expect(
        (await ask({ ...BITBAKE, ...CORE, [file]: `${{ ...BITBAKE, ...CORE }[file] ?? ''}# another\n` }, cache)).runs,
      ).toBeGreaterThan(0);
    }
  });

  test('omit a library that does not load, which may depend on more than its content', async () => {
    const texts = { ...BITBAKE, '/ws/bitbake/lib/bb/data.py': 'import no_such_module\n' };
    expect((await ask(texts, cache)).found.unusable).toBe("ModuleNotFoundError: No module named 'no_such_module'");
    expect((await ask(texts, cache)).runs).toBe(1);
  });
});

test("a change of BitBake, of OE-Core's library or of its names of objects is noticed", () => {
  const stamp = (texts: Readonly<Record<string, string>>): string => {
    const files = new MemoryFileSource({ ...BITBAKE, ...CORE, ...texts });
    return libraryStamp(findWorkspace('/ws/build', [], files), files);
  };
  const before = stamp({});
  expect(stamp({ '/ws/meta/recipes/x.bb': 'A = "1"\n' })).toBe(before);
  for (const file of ['/ws/bitbake/lib/bb/utils.py', '/ws/meta/lib/oe/sstatesig.py', '/ws/meta/classes/sstate.bbclass'])
    expect(stamp({ [file]: 'another = 1\n' })).not.toBe(before);
});
