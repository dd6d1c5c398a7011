/** How layers and configuration files form the base configuration, and which recipes and appends it has. */

import { beforeAll, describe, expect, test } from 'vitest';
import { type BitbakeRelease, RECORDED_RELEASES } from '../../../server/src/engine/base/release';
import type { Datastore } from '../../../server/src/engine/datastore/datastore';
import { RECIPE, type Evaluated, type Files, TestWorkspace, layerConf } from '../../support/workspace';

let workspace: TestWorkspace;

beforeAll(async () => {
  workspace = await TestWorkspace.load();
});

const WRYNOSE = RECORDED_RELEASES[2] as BitbakeRelease;
const KIRKSTONE = RECORDED_RELEASES[0] as BitbakeRelease;
const LOCAL = '/build/conf/local.conf';
const BBLAYERS = '/build/conf/bblayers.conf';
const TWO_LAYERS = 'BBPATH = "${TOPDIR}"\nBBLAYERS = "/layer /l2"\n';

function store(evaluated: Evaluated, multiconfig = ''): Datastore {
  const { configuration } = evaluated;
  if (!configuration.ok) throw new Error(configuration.problems.map((problem) => problem.message).join('; '));
  const found = configuration.configuration.stores.get(multiconfig);
  if (!found) throw new Error(`no configuration \`${multiconfig}\``);
  return found;
}

function configure(files: Files, release = WRYNOSE, environment: Readonly<Record<string, string>> = {}): Datastore {
  return store(workspace.evaluate({ [RECIPE]: '', ...files }, { release, environment }));
}

/** The message about a configuration that fails. */
function failure(files: Files): string {
  const evaluated = workspace.evaluate({ [RECIPE]: '', ...files });
  expect(evaluated.configuration.ok).toBe(false);
  expect(evaluated.recipe).toBeNull();
  return evaluated.errors.map((problem) => `${problem.file}:${problem.line}: ${problem.message}`).join('\n');
}

describe('layer.conf', () => {
  test('references to LAYERDIR are replaced in the values that the layer set', () => {
    const d = configure({
      [BBLAYERS]: `${TWO_LAYERS}IN_BBLAYERS = "\${LAYERDIR}"\n`,
      '/l2/conf/layer.conf': `BBPATH .= ":\${LAYERDIR}"
AP = "x"
AP:append = " \${LAYERDIR}/a"
AP2 = "y"
AP2:append:foo = " \${LAYERDIR}/b"
AP3 = "\${LAYERDIR}/b"
AP3:append:foo = " z"
FL = "f"
FL[d] = "\${LAYERDIR}"
WK ??= "\${LAYERDIR}/w"
RE = "\${LAYERDIR_RE}"
`,
    });
    const raw = (name: string): unknown => d.getVar(name, { expand: false });
    d.setVar('OVERRIDES', 'foo');
    expect(raw('AP')).toBe('x /l2/a');
    expect(d.getVar('AP2')).toBe('y ${LAYERDIR}/b');
    expect(d.getVar('AP3')).toBe('/l2/b');
    expect(d.getVarFlag('FL', 'd', { expand: false })).toBe('${LAYERDIR}');
    expect([raw('WK'), d.getVarFlags('WK', { internal: true })?.has('_content')]).toEqual(['/l2/w', true]);
    expect([raw('IN_BBLAYERS'), raw('RE'), raw('LAYERDIR'), raw('LAYERDIR_RE')]).toEqual([
      '${LAYERDIR}',
      '/l2',
      null,
      null,
    ]);
  });

  test('series are read, removed and added sorted', () => {
    const layer = `${layerConf('two')}LAYERSERIES_CORENAMES = "wrynose master"\nLAYERSERIES_COMPAT_two = "wrynose b master"\n`;
    const files = { [BBLAYERS]: TWO_LAYERS, '/l2/conf/layer.conf': layer };
    const d = configure(files);
    expect([d.getVar('LAYERSERIES_CORENAMES'), d.getVar('LAYERSERIES_COMPAT_two')]).toEqual([
      'master wrynose',
      'b master wrynose',
    ]);
    expect(configure(files, KIRKSTONE).getVar('LAYERSERIES_COMPAT_two')).toBe('wrynose b master');
    expect(failure({ ...files, '/l2/conf/layer.conf': layer.replace('"wrynose b master"', '"other"') })).toMatch(
      /two.*other/,
    );
  });

  test('BBFILES_DYNAMIC depends on present and on absent collections', () => {
    const d = configure({
      [BBLAYERS]: TWO_LAYERS,
      '/l2/conf/layer.conf': `${layerConf('two')}BBFILES_DYNAMIC = "layer:/l2/dyn/*.bb !layer:/l2/not/*.bb nope:/l2/x/*.bb !nope:/l2/y/*.bb"\n`,
    });
    expect(d.getText('BBFILES').split(' ').slice(-2)).toEqual(['/l2/dyn/*.bb', '/l2/y/*.bb']);
    expect(d.getText('BBFILES')).not.toMatch(/not|\/x\//);
  });

  test.each([
    ['a missing layer', { [BBLAYERS]: 'BBPATH = "x"\nBBLAYERS = "/layer /nope"\n' }, /bblayers\.conf:2: .*\/nope/],
    ['no layers', { [BBLAYERS]: 'BBLAYERS = ""\n' }, /bblayers\.conf:1: .*empty/],
    [
      'two layers of one name',
      { [BBLAYERS]: TWO_LAYERS, '/l2/conf/layer.conf': layerConf('layer') },
      /two layers are called `layer`/,
    ],
    ['a syntax error in layer.conf', { '/layer/conf/layer.conf': 'nonsense\n' }, /layer\.conf:1/],
    ['a function in local.conf', { [LOCAL]: 'X = "1"\ndo_x() {\n}\n' }, /local\.conf:2/],
    ['a comment that continues in a line that is no comment', { [LOCAL]: '# a \\\nA = "1"\n' }, /local\.conf/],
    ['a renamed variable', { [LOCAL]: 'BB_HASHBASE_WHITELIST = "x"\n' }, /local\.conf:1: .*BB_BASEHASH_IGNORE_VARS/],
    ['a missing class of INHERIT', { [LOCAL]: 'INHERIT += "nope"\n' }, /nope/],
    ['a required file', { [LOCAL]: 'require nope.conf\n' }, /local\.conf:1: .*nope\.conf/],
  ])('%s is reported', (_name, files, message) => {
    expect(failure(files as Files)).toMatch(message);
  });
});

describe('configuration', () => {
  test('FILE stays the first file; INHERIT and base are global classes', () => {
    const d = configure({
      [LOCAL]: 'INHERIT += "g"\n',
      'classes/base.bbclass': 'B := "${FILE}"\n',
      'classes-global/g.bbclass': 'G := "${FILE}"\nBASE := "${B}"\n',
    });
    expect([d.getVar('B'), d.getVar('G'), d.getVar('BASE')]).toEqual([BBLAYERS, BBLAYERS, BBLAYERS]);
    expect(d.getVar('__bbclasstype')).toBe('recipe');
  });

  test('a comment line is joined into a value', () => {
    expect(configure({ [LOCAL]: 'A = "a \\\n# c \\\nb"\n' }).getVar('A')).toBe('a # c b');
  });

  test('a .conf file may include an .inc file with functions', () => {
    expect(configure({ [LOCAL]: 'require x.inc\n', 'x.inc': 'do_x() {\n    true\n}\n' }).getVar('do_x')).toBe(
      '    true\n',
    );
  });

  test('variables of the environment are exported', () => {
    const environment = { HOME: '/home/x', FOO: '1', BAR: '2', BB_ENV_PASSTHROUGH_ADDITIONS: 'FOO' };
    const d = configure(
      { [LOCAL]: "ORIG = \"${@d.getVar('BB_ORIGENV', False).getVar('BAR')}\"\n" },
      WRYNOSE,
      environment,
    );
    expect([
      d.getVar('HOME'),
      d.getVarFlag('HOME', 'export'),
      d.getVar('FOO'),
      d.getVarFlag('FOO', 'export'),
      d.getVar('BAR'),
    ]).toEqual(['/home/x', true, '1', null, null]);
    expect(d.getVar('ORIG')).toBe('2');
  });

  test('ConfigParsed handlers make the engine read the configuration again, up to a limit', () => {
    const handler = (body: string): string =>
      `addhandler h\nh[eventmask] = "bb.event.ConfigParsed"\npython h() {\n${body}}\n`;
    expect(
      configure({ 'classes/base.bbclass': handler('    d.setVar("SEEN", type(e).__name__)\n') }).getVar('SEEN'),
    ).toBe('ConfigParsed');
    expect(failure({ 'classes/base.bbclass': handler('    d.setVar("BB_INVALIDCONF", True)\n') })).toMatch(
      /read again/,
    );
    expect(failure({ 'classes/base.bbclass': handler('    raise KeyError("k")\n') })).toMatch(
      /base\.bbclass:4: .*KeyError/,
    );
  });

  test('each multiconfig has its own configuration', () => {
    const evaluated = workspace.evaluate({
      [LOCAL]: 'BBMULTICONFIG = "one two"\nX = "${BB_CURRENT_MC}"\ninclude conf/multiconfig/${BB_CURRENT_MC}.conf\n',
      '/build/conf/multiconfig/one.conf': 'M = "1"\n',
      '/build/conf/multiconfig/two.conf': 'M = "2"\n',
      'classes/base.bbclass':
        'addhandler h\nh[eventmask] = "bb.event.MultiConfigParsed"\npython h() {\n    d.setVar("ALL", " ".join(e.mcdata))\n}\n',
      [RECIPE]: 'addtask a\n',
    });
    expect(evaluated.errors).toEqual([]);
    expect(
      ['', 'one', 'two'].map((name) => [store(evaluated, name).getVar('X'), store(evaluated, name).getVar('M')]),
    ).toEqual([
      ['', null],
      ['one', '1'],
      ['two', '2'],
    ]);
    expect(store(evaluated).getVar('ALL')).toBe(' one two');
    expect(evaluated.variants.map((variant) => variant.mcfn)).toEqual([RECIPE, `mc:one:${RECIPE}`, `mc:two:${RECIPE}`]);
  });

  test('the default configuration has the recorded name', () => {
    expect(RECORDED_RELEASES.map((release) => configure({}, release).getVar('BB_CURRENT_MC'))).toEqual([
      'default',
      'default',
      '',
      '',
    ]);
  });

  test('a bitbake.conf that cannot be expanded is an error with its location', () => {
    expect(failure({ [LOCAL]: 'X := "${@1/0}"\n' })).toMatch(/local\.conf:1: .*ZeroDivisionError/);
  });
});

describe('fragments', () => {
  const fragments = (local: string): Files => ({
    [LOCAL]: `${local}\naddfragments conf/fragments FRAGMENTS FRAGMENT_META BUILTIN\n`,
    'conf/fragments/sub/f.conf': 'F = "f"\nSUMMARY = "about f"\n',
  });

  test('a builtin fragment sets a variable that has only weak values', () => {
    const start = 'FRAGMENTS = "machine/qemu"\nBUILTIN = "machine:MACHINE"\n';
    expect(configure(fragments(`MACHINE ??= "weak"\nMACHINE:zz = "+"\n${start}`)).getVar('MACHINE')).toBe('qemu');
    expect(failure(fragments(`MACHINE ?= "x"\n${start}`))).toMatch(/machine\/qemu.*MACHINE/);
    expect(failure(fragments(`MACHINE:append = "x"\n${start}`))).toMatch(/machine\/qemu.*MACHINE/);
  });

  test('a fragment is a file of the layer that its name starts with', () => {
    const d = configure(fragments('FRAGMENTS = "layer/sub/f"\nFRAGMENT_META = "SUMMARY"\n'));
    expect([d.getVar('F'), d.getVar('SUMMARY'), d.getVarFlag('SUMMARY', 'layer/sub/f')]).toEqual([
      'f',
      null,
      'about f',
    ]);
    expect(failure(fragments('FRAGMENTS = "layer/nope"\n'))).toMatch(/layer\/nope/);
    expect(failure(fragments('FRAGMENTS = "other/sub/f"\n'))).toMatch(/other\/sub\/f/);
    expect(configure(fragments('_BB_SKIP_FRAGMENTS = "1"\nFRAGMENTS = "layer/nope"\n')).getVar('F')).toBeNull();
  });
});

describe('recipes and appends', () => {
  function collected(files: Files): {
    readonly recipes: readonly string[];
    readonly appends: readonly string[];
    readonly evaluated: Evaluated;
  } {
    const evaluated = workspace.evaluate({ [RECIPE]: '', ...files });
    const collection = evaluated.engine.recipes();
    if (!collection) throw new Error('no configuration');
    return { recipes: collection.recipes, appends: collection.appendsOf(RECIPE), evaluated };
  }

  test('the names decide which appends apply', () => {
    const { appends } = collected({
      'recipes/p_1.%zzz.bbappend': '',
      'recipes/%.bbappend': '',
      'recipes/p_1.0.bbappend': '',
      'recipes/p_%.bbappend': '',
      'recipes/p_2.%.bbappend': '',
      'recipes/p.bbappend': '',
      'recipes/pq_%.bbappend': '',
    });
    expect(appends.map((path) => path.slice('/layer/recipes/'.length))).toEqual([
      '%.bbappend',
      'p_%.bbappend',
      'p_1.%zzz.bbappend',
      'p_1.0.bbappend',
    ]);
  });

  test('appends run after the recipe, before deferred classes and anonymous functions; FILE names the append', () => {
    const { evaluated } = collected({
      [RECIPE]: 'inherit_defer d\nF = "r"\npython () {\n    d.appendVar("F", " anon")\n}\n',
      'classes/d.bbclass': 'F .= " d"\n',
      'recipes/p_%.bbappend': 'F .= " a"\nA := "${FILE}"\nPNA := "${PN}"\n',
    });
    expect([evaluated.get('F'), evaluated.get('A'), evaluated.get('FILE')]).toEqual([
      'r a d anon',
      '/layer/recipes/p_%.bbappend',
      RECIPE,
    ]);
  });

  test('a broken append makes BitBake reject the recipe', () => {
    const { evaluated } = collected({ 'recipes/p_%.bbappend': 'nonsense\n' });
    expect(evaluated.errors).toMatchObject([{ file: '/layer/recipes/p_%.bbappend', line: 1 }]);
  });

  test('appends apply in the order of layer priority', () => {
    const layers = (first: number, second: number): Files => ({
      [BBLAYERS]: 'BBPATH = "${TOPDIR}"\nBBLAYERS = "/layer /l2 /l3"\n',
      '/l2/conf/layer.conf': layerConf('two', first),
      '/l3/conf/layer.conf': layerConf('three', second),
      '/l2/recipes/p_%.bbappend': '',
      '/l3/recipes/p_%.bbappend': '',
    });
    expect(collected(layers(6, 7)).appends).toEqual(['/l2/recipes/p_%.bbappend', '/l3/recipes/p_%.bbappend']);
    expect(collected(layers(8, 7)).appends).toEqual(['/l3/recipes/p_%.bbappend', '/l2/recipes/p_%.bbappend']);
  });

  test('priorities that are not set follow from dependencies', () => {
    const { evaluated } = collected({
      [BBLAYERS]: TWO_LAYERS,
      '/l2/conf/layer.conf': layerConf('two').replace(/BBFILE_PRIORITY.*\n/, 'LAYERDEPENDS_two = "layer (>= 1)"\n'),
    });
    expect(evaluated.engine.recipes()?.collections.map(({ name, priority }) => [name, priority])).toEqual([
      ['layer', 5],
      ['two', 6],
    ]);
  });

  test('a layer may be inside another layer', () => {
    const { evaluated } = collected({
      [BBLAYERS]: 'BBPATH = "${TOPDIR}"\nBBLAYERS = "/layer /layer/in"\n',
      '/layer/in/conf/layer.conf': layerConf('in'),
      '/layer/in/recipes/q_1.0.bb': '',
    });
    expect([
      evaluated.engine.recipes()?.layerOf('/layer/in/recipes/q_1.0.bb'),
      evaluated.engine.recipes()?.layerOf(RECIPE),
    ]).toEqual(['in', 'layer']);
    expect(evaluated.get('FILE_LAYERNAME')).toBe('layer');
  });

  test.each([
    ['a recipe', 'recipes/q_', ['p_1.0.bb', 'r_1.0.bb'], 1],
    ['an append', 'p_%', ['p_1.0.bb', 'q_1.0.bb', 'r_1.0.bb'], 0],
    ['several, one invalid, one with a bar', '( |q_ /r_1', ['p_1.0.bb'], 1],
    ['the end of the path', 'q_1.0.bb$ .*/r_\\d', ['p_1.0.bb'], 1],
  ])('BBMASK: %s', (_name, mask, names, appends) => {
    const found = collected({
      [LOCAL]: `BBMASK = "${mask}"\n`,
      'recipes/q_1.0.bb': '',
      'recipes/r_1.0.bb': '',
      'recipes/p_%.bbappend': '',
    });
    expect(found.recipes.map((path) => path.slice('/layer/recipes/'.length))).toEqual(names);
    expect(found.appends).toHaveLength(appends);
  });

  test('folders are searched, and patterns do not match dot files', () => {
    const { recipes } = collected({
      [LOCAL]: 'BBFILES += "/layer/more"\n',
      '/layer/recipes/.hidden.bb': '',
      '/layer/more/b.bb': '',
      '/layer/more/sub/a.bb': '',
      '/layer/more/.svn/c.bb': '',
      '/layer/more/CVS/d.bb': '',
      '/layer/more/e.txt': '',
    });
    expect(recipes).toEqual([RECIPE, '/layer/more/b.bb', '/layer/more/sub/a.bb']);
  });
});
