/**
 * OE-Core's own dependency filter and names of objects, unchanged and changed by hand: with a rule removed, with a rule
 * added, with a different name. Needs SIGHOUND_BITBAKE, the folder that contains `bitbake` and `openembedded-core`.
 */

import { describe, expect, test } from 'vitest';
import { OverlayFileSource } from '../../server/src/engine/files/overlayFileSource';
import { interpreterFiles } from '../../server/src/node/interpreterFiles';
import { nodeFileSource } from '../../server/src/node/nodeFileSource';
import { probeBehaviors } from '../../server/src/pyodide/behaviorProbes';
import { DEFAULT_HOST } from '../../server/src/machine/virtualHost';
import { PYODIDE_FOLDER } from '../support/sandbox';

const sources = process.env['SIGHOUND_BITBAKE'] ?? '';
const core = `${sources}/openembedded-core/meta`;
const FILTER = `${core}/lib/oe/sstatesig.py`;

/** What is known after `change` was applied to a file, which must exist. */
async function probed(file: string, change: (text: string) => string) {
  const files = new OverlayFileSource(nodeFileSource());
  const found = files.readText(file);
  const before = found.kind === 'text' ? found.text : '';
  const after = change(before);
  files.set(file, after);
  return {
    isChanged: after !== before,
    ...(await probeBehaviors({
      ...interpreterFiles(PYODIDE_FOLDER),
      files,
      host: { ...DEFAULT_HOST, env: {}, clock: { now: 0 } },
      bitbakeDirectory: `${sources}/bitbake`,
      coreLayer: core,
    })),
  };
}

describe.runIf(sources !== '')('OE-Core (needs SIGHOUND_BITBAKE)', () => {
  test('has only known behaviors if it is unchanged', async () => {
    expect(await probed(FILTER, (text) => text)).toMatchObject({ unknown: {} });
  }, 60_000);

  test.each([
    [
      'a rule less',
      (text: string) => text.replace(/ {4}if depname in siggen\.abisaferecipes[^\n]*\n {8}return False\n/, ''),
      /^it answers ".*an ABI-safe recipe; /,
    ],
    [
      'a rule more',
      (text: string) =>
        text
          .replace(
            '    # Kernel modules are well namespaced',
            '    if depname.startswith("firmware-"):\n        return False\n$&',
          )
          .replace('    if depname in siggen.abisaferecipes', '    if len(depname) > 40:\n        return False\n$&'),
      /^it answers "if .*len\(depname\) > 40/,
    ],
    [
      'a rule for other names',
      (text: string) => text.replace('x.endswith("-native")', 'x.endswith(("-native", "-host"))'),
      /^it answers "return x\.endswith\(\('-native', '-host'\)\)"$/,
    ],
  ])(
    'has an unknown dependency filter after a change: %s',
    async (_name, change, reason) => {
      const { isChanged, unknown } = await probed(FILTER, change);
      expect(isChanged).toBe(true);
      expect(unknown.dependencyFilter).toMatch(reason);
    },
    60_000,
  );

  test('has a known dependency filter if only a comment and a debug message were added', async () => {
    expect(
      await probed(FILTER, (text) =>
        text.replace(
          '    if depname in siggen.abisaferecipes',
          '    # Logged once.\n    bb.debug(1, "asked %s" % depname)\n$&',
        ),
      ),
    ).toMatchObject({ isChanged: true, unknown: {} });
  }, 60_000);

  test('has a known dependency filter with a rule that differs between releases', async () => {
    const { isChanged, known, unknown } = await probed(FILTER, (text) =>
      text.replace('    if task == "do_rm_work":\n        return False\n', ''),
    );
    expect([isChanged, known.rmWorkHashesNothing, unknown]).toEqual([true, false, {}]);
  }, 60_000);

  test('has unknown names of objects after a change of the names', async () => {
    const folder = nodeFileSource().stat(`${core}/classes-global/sstate.bbclass`) ? 'classes-global' : 'classes';
    const { isChanged, unknown } = await probed(`${core}/${folder}/sstate.bbclass`, (text) =>
      text.replaceAll('.tar.zst', '.tar.xz'),
    );
    expect([isChanged, Object.keys(unknown)]).toEqual([true, ['objectNames']]);
    expect(unknown.objectNames).toMatch(
      /_populate_sysroot\.tar\.xz instead of 01\/23\/sstate:zlib:.*_populate_sysroot\.tar\.zst;/,
    );
  }, 60_000);
});
