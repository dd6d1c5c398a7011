/**
 * The judge over a real BitBake. It needs a checkout of BitBake with OE-Core next to it, which the repository does not
 * contain: set SIGHOUND_BITBAKE to the folder that contains `bitbake` and `openembedded-core`.
 */
import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildEnvironment } from '../../server/src/engine/layers/buildEnvironment';
import { JudgeClient } from '../../server/src/threads/judgeClient';
import { nodeFileSource } from '../../server/src/node/nodeFileSource';
import type { JudgeResult, Judgement } from '../../server/src/platform/judgement';
import { HOST_TOOLS_DIRECTORY } from '../../server/src/pyodide/sandboxFileSystem';
import { DEFAULT_HOST } from '../../server/src/machine/virtualHost';
import { nodeThreads } from '../../server/src/node/nodeThreads';
import { PYODIDE_FOLDER } from '../support/sandbox';

const sources = process.env['SIGHOUND_BITBAKE'];

describe.runIf(sources !== undefined)('the judge (needs SIGHOUND_BITBAKE)', () => {
  let root: string;
  let buildDirectory: string;
  let layer: string;
  let recipe: string;
  let judge: JudgeClient;
  const RECIPE =
    'SUMMARY = "x"\nLICENSE = "CLOSED"\nVALUE = "1"\ndo_magictask() {\n    echo ${VALUE}\n}\naddtask magictask\nBBCLASSEXTEND = "native"\n';

  beforeAll(async () => {
    root = realpathSync(mkdtempSync(path.join(tmpdir(), 'sighound-judge-')));
    buildDirectory = `${root}/build`;
    layer = `${root}/meta-test`;
    recipe = `${layer}/recipes-test/magic/magic_1.0.bb`;
    write(
      `${buildDirectory}/conf/local.conf`,
      'MACHINE = "qemux86-64"\nDISTRO = "nodistro"\nBB_NO_NETWORK = "1"\nCONNECTIVITY_CHECK_URIS = ""\nCONF_VERSION = "2"\nBB_DISKMON_DIRS = ""\n',
    );
    write(
      `${buildDirectory}/conf/bblayers.conf`,
      `POKY_BBLAYERS_CONF_VERSION = "2"\nBBPATH = "\${TOPDIR}"\nBBFILES ?= ""\nBBLAYERS = "${sources}/openembedded-core/meta ${layer}"\n`,
    );
    write(
      `${layer}/conf/layer.conf`,
      'BBPATH .= ":${LAYERDIR}"\nBBFILES += "${LAYERDIR}/recipes-*/*/*.bb ${LAYERDIR}/recipes-*/*/*.bbappend"\nBBFILE_COLLECTIONS += "test"\nBBFILE_PATTERN_test = "^${LAYERDIR}/"\nBBFILE_PRIORITY_test = "6"\nLAYERSERIES_COMPAT_test = "wrynose scarthgap"\n',
    );
    write(recipe, RECIPE);
    const workerPath = `${root}/judgeWorker.mjs`;
    await build({
      entryPoints: [path.resolve(import.meta.dirname, '../../server/src/node/judgeWorker.ts')],
      outfile: workerPath,
      bundle: true,
      platform: 'node',
      format: 'esm',
      loader: { '.py': 'text' },
      logLevel: 'error',
    });
    judge = new JudgeClient({
      threads: nodeThreads,
      workerPath,
      timeoutMs: 20_000,
      judge: {
        indexURL: PYODIDE_FOLDER,
        host: DEFAULT_HOST,
        environment: buildEnvironment(nodeFileSource(), {
          buildDir: buildDirectory,
          bitbakeDir: `${sources}/bitbake`,
          oeRoot: `${sources}/openembedded-core`,
          hostEnvironment: { HOME: '/home/user', USER: 'user', PATH: HOST_TOOLS_DIRECTORY },
        }),
        bitbakeDirectory: `${sources}/bitbake`,
        buildDirectory,
      },
    });
  });
  afterAll(async () => {
    await judge.dispose();
    rmSync(root, { recursive: true });
  });

  function write(file: string, text: string): void {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  }

  async function evaluated(): Promise<Judgement> {
    const result: JudgeResult<Judgement> = await judge.evaluate(recipe);
    if (!result.ok) throw new Error(`${result.error.type}: ${result.error.message}`);
    return result.value;
  }

  async function basehash(mcfn: string = recipe): Promise<string | undefined> {
    const { variants, errors } = await evaluated();
    expect(errors).toEqual([]);
    return variants.find((variant) => variant.mcfn === mcfn)?.tasks['do_magictask'];
  }

  test('starts and reports its version', async () => {
    expect(await judge.start()).toMatchObject({
      ok: true,
      value: { version: expect.stringMatching(/^2\./), multiconfigs: [''] },
    });
  });

  test('returns the variants of a recipe, and creates nothing in the build directory', async () => {
    const { variants, errors, questions } = await evaluated();
    expect({ errors, questions }).toEqual({ errors: [], questions: [] });
    expect(variants.map(({ mcfn, pn }) => [mcfn, pn])).toEqual([
      [recipe, 'magic'],
      [`virtual:native:${recipe}`, 'magic-native'],
    ]);
    expect(variants[0]?.tasks['do_magictask']).toMatch(/^[0-9a-f]{64}$/);
    expect(readdirSync(buildDirectory)).toEqual(['conf']);
  });

  test('returns the inputs of a basehash', async () => {
    await evaluated();
    expect(await judge.signature(recipe, 'do_magictask')).toMatchObject({
      ok: true,
      value: {
        // A shell task also depends on every exported variable.
        taskdeps: expect.arrayContaining(['CC', 'CC[export]', 'VALUE']),
        gendeps: { do_magictask: expect.arrayContaining(['VALUE']), VALUE: [] },
        varvals: { do_magictask: expect.stringContaining('echo ${VALUE}'), VALUE: '1' },
      },
    });
    expect(await judge.signature(recipe, 'do_nothing')).toMatchObject({
      ok: false,
      error: { message: expect.stringContaining('do_nothing') },
    });
  });

  test('uses unsaved text, and the saved text again when the unsaved one is cleared', async () => {
    const saved = await basehash();
    judge.setText(recipe, RECIPE.replace('"1"', '"2"'));
    const unsaved = await basehash();
    expect(unsaved).not.toBe(saved);
    judge.setText(recipe, undefined);
    expect(await basehash()).toBe(saved);
  });

  test('reads a class, a bbappend and the configuration again when they change', async () => {
    write(recipe, RECIPE + 'inherit magic\n');
    write(`${layer}/classes/magic.bbclass`, 'VALUE = "from class"\n');
    judge.filesChanged([recipe, `${layer}/classes/magic.bbclass`]);
    const first = await basehash();
    write(`${layer}/classes/magic.bbclass`, 'VALUE = "from class, changed"\n');
    judge.filesChanged([`${layer}/classes/magic.bbclass`]);
    const second = await basehash();
    write(`${layer}/recipes-test/magic/magic_%.bbappend`, 'VALUE .= " appended"\n');
    judge.filesChanged([`${layer}/recipes-test/magic/magic_%.bbappend`]);
    const third = await basehash();
    judge.setText(
      `${buildDirectory}/conf/local.conf`,
      'MACHINE = "qemux86-64"\nDISTRO = "nodistro"\nBB_NO_NETWORK = "1"\nVALUE:append = " configured"\n',
    );
    const fourth = await basehash();
    expect(new Set([first, second, third, fourth]).size).toBe(4);
    judge.setText(`${buildDirectory}/conf/local.conf`, undefined);
    expect(await basehash()).toBe(third);
    write(recipe, RECIPE);
    rmSync(`${layer}/recipes-test/magic/magic_%.bbappend`);
    judge.filesChanged([recipe, `${layer}/recipes-test/magic/magic_%.bbappend`]);
  });

  test("returns errors with BitBake's message, and the next text works", async () => {
    const good = await basehash();
    judge.setText(recipe, `${RECIPE}this is no statement\n`);
    expect((await evaluated()).errors).toEqual([
      expect.objectContaining({ message: expect.stringContaining('this is no statement') }),
    ]);
    judge.setText(recipe, `${RECIPE}python () {\n    raise ValueError("on purpose")\n}\n`);
    expect((await evaluated()).errors).toEqual([
      expect.objectContaining({ message: expect.stringContaining('on purpose') }),
    ]);
    judge.setText(recipe, `${RECIPE}python () {\n    unfinished = (\n`);
    expect((await evaluated()).errors).toHaveLength(1);
    judge.setText(recipe, undefined);
    expect(await basehash()).toBe(good);
  });

  test('returns an error for a broken configuration until it is repaired', async () => {
    judge.setText(`${buildDirectory}/conf/local.conf`, 'MACHINE = "no-such-machine"\n!\n');
    expect(await judge.evaluate(recipe)).toMatchObject({
      ok: false,
      error: { message: expect.stringContaining('local.conf') },
    });
    judge.setText(`${buildDirectory}/conf/local.conf`, undefined);
    expect((await evaluated()).errors).toEqual([]);
  });

  test('returns the reason for a skipped recipe', async () => {
    judge.setText(recipe, `${RECIPE}COMPATIBLE_HOST = "nowhere"\n`);
    const [variant] = (await evaluated()).variants;
    expect(variant).toMatchObject({ tasks: {}, skipped: expect.stringContaining('COMPATIBLE_HOST') });
    judge.setText(recipe, undefined);
  });

  test('gives different answers after a recipe that changes BitBake, but a new judge does not', async () => {
    const good = await basehash();
    expect(await judge.evaluateAlone(recipe)).toEqual({ ok: true, value: null });
    const culprit = `${layer}/recipes-test/culprit/culprit_1.0.bb`;
    write(
      culprit,
      `${RECIPE}python () {\n    import bb.utils\n    contains = bb.utils.contains\n    bb.utils.contains = lambda *args: "changed"\n    bb.parse.BBHandler.inherit = None\n}\n`,
    );
    judge.filesChanged([culprit]);
    await judge.evaluate(culprit);
    const after = await judge.evaluate(recipe);
    expect(after.ok && after.value.variants.find(({ mcfn }) => mcfn === recipe)?.tasks['do_magictask']).not.toBe(good);
    const alone = await judge.evaluateAlone(recipe);
    expect(alone.ok && alone.value?.variants.find(({ mcfn }) => mcfn === recipe)?.tasks['do_magictask']).toBe(good);
    rmSync(culprit);
    judge.filesChanged([culprit]);
  });

  test('interrupts endless metadata, and runs out of memory for metadata that allocates endlessly', async () => {
    const good = await basehash();
    const impatient = Reflect.get(judge, 'options') as { timeoutMs: number };
    impatient.timeoutMs = 1_000;
    judge.setText(recipe, `${RECIPE}python () {\n    while True: pass\n}\n`);
    const endless = await judge.evaluate(recipe);
    expect(JSON.stringify(endless)).toMatch(/KeyboardInterrupt|JudgeStopped/);
    judge.setText(
      recipe,
      `${RECIPE}python () {\n    while True:\n        try:\n            while True: pass\n        except BaseException: pass\n}\n`,
    );
    expect(await judge.evaluate(recipe)).toMatchObject({ ok: false, error: { type: 'JudgeStopped' } });
    impatient.timeoutMs = 60_000;
    judge.setText(recipe, `${RECIPE}python () {\n    x = []\n    while True: x.append(bytearray(1 << 24))\n}\n`);
    expect(JSON.stringify(await judge.evaluate(recipe))).toContain('MemoryError');
    judge.setText(recipe, undefined);
    expect(await basehash()).toBe(good);
  });
});
