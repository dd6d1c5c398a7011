/**
 * What statements, files and steps of a recipe do, and in which order: includes, classes, tasks, handlers, anonymous
 * Python, variants.
 */

import { beforeAll, describe, expect, test } from 'vitest';
import { RECORDED_RELEASES, type RecordedRelease } from '../../../server/src/engine/base/release';
import { RECIPE, type Evaluated, type Files, TestWorkspace } from '../../support/workspace';

let workspace: TestWorkspace;

beforeAll(async () => {
  workspace = await TestWorkspace.load();
});

interface Row {
  readonly name: string;
  readonly files: Files | string;
  readonly check: (evaluated: Evaluated, release: RecordedRelease) => void;
  readonly releases?: readonly string[];
  /** BitBake rejects the recipe. */
  readonly fails?: true;
}

const SINCE_WRYNOSE = ['2.18', '2.19'];
const BEFORE_WRYNOSE = ['2.0', '2.8'];
const SINCE_SCARTHGAP = ['2.8', '2.18', '2.19'];
const anonymous = (word: string): string => `python () {\n    d.appendVar("ORDER", " ${word}")\n}\n`;
const messages = (evaluated: Evaluated): string =>
  evaluated.problems.map((problem) => `${problem.file}:${problem.line}: ${problem.message}`).join('\n');

const TASKS: readonly Row[] = [
  {
    name: 'a flag that counts by being there causes a warning where its value is not 1',
    files:
      'do_q () {\n    :\n}\naddtask q\ndo_q[nostamp] = ""\ndo_q[noexec] = "1"\ndo_q[fakeroot] = "${@\'0\'}"\ndo_q[umask] = "022"\n',
    check: ({ warnings }) =>
      expect(warnings.map(({ file, line, message }) => [file, line, message.split(';')[0]])).toEqual([
        [RECIPE, 5, 'BitBake warns: `do_q[nostamp]` is `""` and counts as set, so the task runs in every build'],
        [RECIPE, 7, 'BitBake warns: `do_q[fakeroot]` is `"0"` and counts as set, so the task runs under `pseudo`'],
      ]),
  },
  {
    name: 'a name whose expansion exists as well causes a warning where it is set',
    files: 'BOTH_q = "there"\nWORD = "q"\nBOTH_${WORD} = "replaces it"\n',
    check: ({ warnings }) =>
      expect(warnings.map(({ file, line, message }) => [file, line, message])).toEqual([
        [RECIPE, 3, 'variable key `BOTH_${WORD}` replaces original key `BOTH_q`'],
      ]),
  },
  {
    name: 'words after two keywords are joined without a blank',
    files: 'addtask do_q after do_a before do_b after c\n',
    check: ({ deps }) => {
      expect(deps('do_q')).toEqual(['do_ac']);
      expect(deps('do_b')).toEqual(['do_q']);
    },
    releases: SINCE_WRYNOSE,
  },
  {
    name: 'only the last keyword counts before 2.10',
    files: 'addtask do_q after do_a before do_b after c\n',
    check: ({ deps }) => {
      expect(deps('do_q')).toEqual(['c']);
      expect(deps('do_b')).toEqual(['do_q']);
    },
    releases: BEFORE_WRYNOSE,
  },
  {
    name: 'a keyword behind a tab is a task',
    files: 'addtask u1\tbefore u2\n',
    check: ({ tasks }) => expect(tasks()).toEqual(['do_u1', 'do_before', 'do_u2']),
    releases: SINCE_WRYNOSE,
  },
  {
    name: 'a keyword at the end is a task',
    files: 'addtask v1 before\n',
    check: ({ tasks }) => expect(tasks()).toEqual(['do_v1', 'do_before']),
    releases: SINCE_WRYNOSE,
  },
  {
    name: 'addtask takes several tasks',
    files: 'addtask t1 t2 before t3 t4 after t5\n',
    check: ({ deps, tasks }) => {
      expect(tasks()).toEqual(['do_t1', 'do_t2']);
      expect([deps('do_t1'), deps('do_t2')]).toEqual([['do_t5'], ['do_t5']]);
      expect([deps('do_t3'), deps('do_t4')]).toEqual([
        ['do_t2', 'do_t1'],
        ['do_t2', 'do_t1'],
      ]);
    },
    releases: SINCE_WRYNOSE,
  },
  {
    name: 'addtask expands nothing',
    files: 'W = "w"\naddtask t after ${W}\n',
    check: ({ deps }) => expect(deps('do_t')).toEqual(['do_${W}']),
    releases: SINCE_WRYNOSE,
  },
  {
    name: 'addtask refuses the old override syntax',
    files: 'addtask do_x:append_y\n',
    fails: true,
    check: (e) => expect(messages(e)).not.toBe(''),
    releases: SINCE_WRYNOSE,
  },
  {
    name: 'deltask removes a task, and removes it from the tasks after it',
    files: 'T = "b"\naddtask a\naddtask b after a before c\naddtask c after b\ndeltask ${T}\n',
    check: ({ deps, tasks, flag }) => {
      expect(tasks()).toEqual(['do_a', 'do_c']);
      expect([deps('do_b'), flag('do_b', 'task')]).toEqual([null, null]);
      expect(deps('do_c')).toEqual([]);
    },
    releases: SINCE_WRYNOSE,
  },
  {
    name: 'a comment behind addtask is no task',
    files: 'addtask a after b # c\n',
    check: ({ deps }) => expect(deps('do_a')).toEqual(['do_b']),
    releases: SINCE_WRYNOSE,
  },
  {
    name: '[depends] that is malformed is an error',
    files: 'addtask a\ndo_a[depends] = "nonsense"\n',
    fails: true,
    check: (e) => expect(messages(e)).toMatch(/nonsense/),
    releases: SINCE_WRYNOSE,
  },
  {
    name: 'virtual names in DEPENDS and [depends] become their providers',
    files:
      'BB_RECIPE_VIRTUAL_PROVIDERS = "virtual/cc"\nPREFERRED_PROVIDER_virtual/cc = "gcc"\nDEPENDS = "x virtual/cc"\naddtask a\ndo_a[depends] = "virtual/cc:do_b"\n',
    check: ({ raw, flag }) => expect([raw('DEPENDS'), flag('do_a', 'depends')]).toEqual(['x gcc', 'gcc:do_b']),
    releases: SINCE_WRYNOSE,
  },
];

const FUNCTIONS: readonly Row[] = [
  {
    name: 'functions have flags with their language and location',
    files:
      'fakeroot python do_p() {\n    pass\n}\ndo_s() {\n    true\n}\ndo_e() {\n}\ndef f(d):\n    return 1\n\nX = "1"\n',
    check: ({ flag, raw }) => {
      expect(['python', 'fakeroot', 'func', 'lineno', 'filename'].map((name) => flag('do_p', name))).toEqual([
        '1',
        '1',
        1,
        '1',
        RECIPE,
      ]);
      expect(['python', 'fakeroot', 'func', 'lineno'].map((name) => flag('do_s', name))).toEqual([null, null, 1, '4']);
      expect(raw('do_e')).toBe('');
      expect(['python', 'func', 'lineno'].map((name) => flag('f', name))).toEqual([1, 1, '8']);
      expect(raw('f')).toBe('def f(d):\n    return 1\n');
    },
  },
  {
    name: 'a shell function over a Python one is a shell function',
    files: 'python do_p() {\n    pass\n}\ndo_p() {\n    true\n}\n',
    check: ({ flag }) => expect([flag('do_p', 'python'), flag('do_p', 'func')]).toEqual([null, 1]),
  },
  {
    name: 'a text over a function keeps its flags',
    files: 'python do_p() {\n    pass\n}\ndo_p = "x"\n',
    check: ({ flag, get }) => expect([get('do_p'), flag('do_p', 'python')]).toEqual(['x', '1']),
  },
  {
    name: 'appended functions have their flags on the literal key',
    files: 'python do_p:append() {\n    pass\n}\n',
    check: ({ flag, get }) =>
      expect([get('do_p'), flag('do_p', 'python'), flag('do_p:append', 'python')]).toEqual(['    pass\n', null, '1']),
  },
  {
    name: 'EXPORT_FUNCTIONS leaves a function alone that was appended to before',
    files: {
      [RECIPE]: 'inherit c\n',
      'classes/c.bbclass': 'do_x:append() {\n    appended\n}\nc_do_x() {\n    true\n}\nEXPORT_FUNCTIONS do_x\n',
    },
    check: ({ get }) => expect(get('do_x')).toBe('    appended\n'),
  },
  {
    name: 'EXPORT_FUNCTIONS makes a function that calls that of the last class',
    files: {
      [RECIPE]: 'inherit c e\n',
      'classes/c.bbclass': 'EXPORT_FUNCTIONS do_x\nc_do_x() {\n    true\n}\n',
      'classes/e.bbclass': 'python e_do_x() {\n    pass\n}\nEXPORT_FUNCTIONS do_x\n',
    },
    check: ({ raw, flag }, release) => {
      expect(raw('do_x')).toBe(
        `${release.exportFunctionsSentinel ? '    # Export function set\n' : ''}    bb.build.exec_func('e_do_x', d)\n`,
      );
      expect(['python', 'func', 'filename', 'lineno'].map((name) => flag('do_x', name))).toEqual([
        '1',
        1,
        'autogenerated',
        1,
      ]);
    },
  },
  {
    name: 'EXPORT_FUNCTIONS leaves own functions alone',
    files: {
      [RECIPE]: 'do_x() {\n    own\n}\ninherit c\n',
      'classes/c.bbclass': 'c_do_x() {\n    true\n}\nEXPORT_FUNCTIONS do_x\n',
    },
    check: ({ raw }) => expect(raw('do_x')).toBe('    own\n'),
  },
  {
    name: 'EXPORT_FUNCTIONS refuses a shell function of a class with a dash in its name',
    files: { [RECIPE]: 'inherit c-d\n', 'classes/c-d.bbclass': 'c-d_do_x() {\n    true\n}\nEXPORT_FUNCTIONS do_x\n' },
    fails: true,
    check: (e) => expect(messages(e)).toMatch(/dash/),
    releases: SINCE_SCARTHGAP,
  },
  {
    name: 'def with a syntax error is an error',
    files: 'X = "1"\ndef f(d):\n    return (\n\nY = "1"\n',
    fails: true,
    check: (e) => expect(e.errors[0]).toMatchObject({ file: RECIPE, severity: 'error' }),
  },
  {
    name: 'an anonymous function of comments only is an error',
    files: 'python () {\n    # nothing\n}\n',
    fails: true,
    check: (e) => expect(e.errors).toHaveLength(1),
  },
  {
    name: 'functions made by def are seen by inline Python',
    files: 'def f(d):\n    return d.getVar("X") + "!"\n\nX = "x"\nY = "${@f(d)}"\n',
    check: ({ get }) => expect(get('Y')).toBe('x!'),
  },
];

const FILES: readonly Row[] = [
  {
    name: 'anonymous functions run in the order in which they are read',
    files: {
      [RECIPE]: `${anonymous('bb1')}inherit c\nrequire x.inc\n${anonymous('bb2')}`,
      'classes/c.bbclass': anonymous('c'),
      'recipes/x.inc': anonymous('inc'),
    },
    check: ({ get }) => expect(get('ORDER')).toBe(' bb1 c inc bb2'),
  },
  {
    name: 'anonymous functions that are added while they run do not run',
    files: `python () {\n    d.setVar("__BBANONFUNCS", d.getVar("__BBANONFUNCS", False) + ["nothing"])\n}\n${anonymous('b')}`,
    check: ({ get }) => expect(get('ORDER')).toBe(' b'),
  },
  {
    name: 'an anonymous function that fails is an error at its line',
    files: 'python () {\n    x = 1\n    raise KeyError("k")\n}\n',
    fails: true,
    check: (e) =>
      expect(e.errors[0]).toMatchObject({
        file: RECIPE,
        line: 3,
        message: expect.stringMatching(/KeyError/) as string,
      }),
  },
  {
    name: 'deferred classes come after the recipe, in order, with those that they defer',
    files: {
      [RECIPE]: 'inherit_defer ${X}\ninherit foo\ninherit_defer bar\nX = "foo bar"\nF .= " rec"\n',
      'classes/foo.bbclass': 'F .= " foo"\n',
      'classes/bar.bbclass': 'F .= " bar"\ninherit_defer baz\n',
      'classes/baz.bbclass': 'F .= " baz"\n',
    },
    check: ({ get }) => expect(get('F')).toBe(' foo rec bar baz'),
    releases: SINCE_SCARTHGAP,
  },
  {
    name: 'variants have deferred classes before the class of BBCLASSEXTEND',
    files: {
      [RECIPE]: 'BBCLASSEXTEND = "native multi:lib32"\ninherit_defer d\nF .= "r"\n',
      'classes/d.bbclass': 'F .= " d"\n',
      'classes/native.bbclass': 'F .= " native"\n',
      'classes/multi.bbclass': 'F .= " multi"\n',
    },
    check: ({ get, variants }) => {
      expect(variants.map((variant) => variant.variant)).toEqual(['', 'native', 'multi:lib32']);
      expect([get('F'), get('PN')]).toEqual(['r d', 'p']);
      expect([get('F', 'native'), get('PN', 'native')]).toEqual(['r d native', 'p-native']);
      expect([
        get('F', 'multi:lib32'),
        get('PN', 'multi:lib32'),
        get('BBEXTENDCURR', 'multi:lib32'),
        get('BBEXTENDVARIANT', 'multi:lib32'),
      ]).toEqual(['r d multi', 'p', 'multi', 'lib32']);
      expect(variants.map((variant) => variant.mcfn)).toEqual([
        RECIPE,
        `virtual:native:${RECIPE}`,
        `virtual:multi:lib32:${RECIPE}`,
      ]);
    },
    releases: SINCE_SCARTHGAP,
  },
  {
    name: 'a variant has the class of BBCLASSEXTEND in 2.0',
    files: { [RECIPE]: 'BBCLASSEXTEND = "native"\nF .= "r"\n', 'classes/native.bbclass': 'F .= " native"\n' },
    check: ({ get }) => expect(get('F', 'native')).toBe('r native'),
    releases: ['2.0'],
  },
  {
    name: 'BB_DEFER_BBCLASSES defers a class that is inherited',
    files: {
      [RECIPE]: 'BB_DEFER_BBCLASSES = "d"\ninherit d e\nF .= " rec"\n',
      'classes/d.bbclass': 'F .= " d"\n',
      'classes/e.bbclass': 'F .= " e"\n',
    },
    check: ({ get }) => expect(get('F')).toBe(' e rec d'),
    releases: SINCE_WRYNOSE,
  },
  {
    name: 'classes-recipe of a later layer comes before classes of an earlier one since 2.8',
    files: {
      '/build/conf/bblayers.conf': 'BBPATH = "${TOPDIR}"\nBBLAYERS = "/layer /l2"\n',
      '/l2/conf/layer.conf': 'BBPATH .= ":${LAYERDIR}"\n',
      [RECIPE]: 'inherit foo\n',
      'classes/foo.bbclass': 'F = "l1"\n',
      '/l2/classes-recipe/foo.bbclass': 'F = "l2"\n',
    },
    check: ({ get }, release) => expect(get('F')).toBe(release.version === '2.0' ? 'l1' : 'l2'),
  },
  {
    name: 'include of a file with an unknown suffix is an error',
    files: 'include nope.txt\n',
    fails: true,
    check: (e) => expect(e.errors[0]).toMatchObject({ file: RECIPE, line: 1 }),
  },
  {
    name: 'include of a missing file is ignored',
    files: 'include nope.inc\nX = "1"\n',
    check: ({ get }) => expect(get('X')).toBe('1'),
  },
  {
    name: 'require of a missing file is an error',
    files: 'X = "1"\nrequire nope.inc\n',
    fails: true,
    check: (e) =>
      expect(e.errors[0]).toMatchObject({
        file: RECIPE,
        line: 2,
        message: expect.stringMatching(/nope\.inc/) as string,
      }),
  },
  {
    name: 'inherit of a missing class is an error',
    files: 'inherit nope\n',
    fails: true,
    check: (e) =>
      expect(e.errors[0]).toMatchObject({ file: RECIPE, line: 1, message: expect.stringMatching(/nope/) as string }),
  },
  {
    name: 'a class is read once, and again if it is required',
    files: { [RECIPE]: 'inherit c\ninherit c c\nrequire classes/c.bbclass\n', 'classes/c.bbclass': 'F .= "c"\n' },
    check: ({ get }) => expect(get('F')).toBe('cc'),
  },
  {
    name: 'a file that is included twice is read twice, with a warning',
    files: { [RECIPE]: 'include x.inc\ninclude x.inc\n', 'recipes/x.inc': 'F .= "x"\n' },
    check: ({ get, warnings }) => {
      expect(get('F')).toBe('xx');
      expect(warnings.map((warning) => warning.message).join()).toMatch(/duplicate inclusion/);
    },
  },
  {
    name: 'one statement can include several files',
    files: { [RECIPE]: 'N = "y"\nrequire x.inc ${N}.inc\n', 'recipes/x.inc': 'F .= "x"\n', 'y.inc': 'F .= "y"\n' },
    check: ({ get }) => expect(get('F')).toBe('xy'),
  },
  {
    name: 'a file beside the includer comes first',
    files: {
      [RECIPE]: 'require sub/x.inc\n',
      'recipes/sub/x.inc': 'require y.inc\n',
      'recipes/sub/y.inc': 'F = "beside"\n',
      'y.inc': 'F = "path"\n',
    },
    check: ({ get }) => expect(get('F')).toBe('beside'),
  },
  {
    name: 'FILE names the file that is read, except for classes',
    files: {
      [RECIPE]: 'A := "${FILE}"\nrequire x.inc\nC := "${FILE}"\ninherit c\n',
      'recipes/x.inc': 'B := "${FILE}"\n',
      'classes/c.bbclass': 'D := "${FILE}"\n',
    },
    check: ({ get }) =>
      expect(['A', 'B', 'C', 'D', 'FILE'].map((name) => get(name))).toEqual([
        RECIPE,
        '/layer/recipes/x.inc',
        RECIPE,
        RECIPE,
        RECIPE,
      ]),
  },
  {
    name: 'include_all reads the file of each layer',
    files: { [RECIPE]: 'include_all x.inc\n', 'x.inc': 'F .= "layer"\n', '/build/x.inc': 'F .= "build "\n' },
    check: ({ get }) => expect(get('F')).toBe('build layer'),
    releases: SINCE_WRYNOSE,
  },
  {
    name: 'include_all is an error before 2.12',
    files: 'include_all x.inc\n',
    fails: true,
    check: (e) => expect(e.errors).toHaveLength(1),
    releases: BEFORE_WRYNOSE,
  },
  {
    name: 'a file is read completely before any of it counts',
    files: 'X = "1"\nnonsense\n',
    fails: true,
    check: (e) => expect(e.errors[0]).toMatchObject({ file: RECIPE, line: 2 }),
  },
];

const SKIPPED: readonly Row[] = [
  {
    name: 'skipping in an included file drops the rest of that file only',
    files: {
      [RECIPE]: `def skip(d):\n    raise bb.parse.SkipRecipe("why")\n\nrequire x.inc\nC = "1"\n${anonymous('anon')}`,
      'recipes/x.inc': 'A = "1"\nX := "${@skip(d)}"\nB = "1"\n',
    },
    check: ({ get, variants }) => {
      expect(['A', 'B', 'C', 'ORDER'].map((name) => get(name))).toEqual(['1', null, '1', ' anon']);
      expect(variants[0]?.skipped).not.toBeNull();
    },
  },
  {
    name: 'skipping in a class drops the rest of the class only',
    files: {
      [RECIPE]: 'inherit c\nC = "1"\n',
      'classes/c.bbclass': 'def skip(d):\n    raise bb.parse.SkipRecipe("why")\n\nX := "${@skip(d)}"\nB = "1"\n',
    },
    check: ({ get, variants }) =>
      expect([get('B'), get('C'), variants[0]?.skipped === null]).toEqual([null, '1', false]),
  },
  {
    name: 'skipping in the recipe itself ends its evaluation',
    files: `def skip(d):\n    raise bb.parse.SkipRecipe("why")\n\nBBCLASSEXTEND = "native"\nX := "\${@skip(d)}"\nB = "1"\n${anonymous('anon')}`,
    check: ({ get, variants }) => {
      expect(variants.map((variant) => [variant.variant, variant.skipped === null, variant.tasks.size])).toEqual([
        ['', false, 0],
      ]);
      expect([get('B'), get('ORDER')]).toEqual([null, null]);
    },
  },
  {
    name: 'skipping may concern one variant only',
    files: {
      [RECIPE]:
        'BBCLASSEXTEND = "native"\npython () {\n    if d.getVar("PN") == "p":\n        raise bb.parse.SkipRecipe("not for target")\n}\n',
      'classes/native.bbclass': '',
    },
    check: ({ variants }) =>
      expect(variants.map((variant) => [variant.variant, variant.skipped])).toEqual([
        ['', 'not for target'],
        ['native', null],
      ]),
  },
];

const HANDLERS: readonly Row[] = [
  {
    name: 'events come in order',
    files: 'addhandler h\npython h() {\n    d.setVar("SEEN", (d.getVar("SEEN") or "") + " " + type(e).__name__)\n}\n',
    check: ({ get }) =>
      expect(get('SEEN')).toBe(' RecipePreFinalise RecipePostKeyExpansion RecipeTaskPreProcess RecipeParsed'),
  },
  {
    name: 'handlers run in the order of their registration, for the events of their masks',
    files:
      'addhandler h2 h1\npython h1() {\n    d.appendVar("SEEN", " 1")\n}\nh1[eventmask] = "bb.event.RecipeParsed bb.event.RecipePreFinalise"\npython h2() {\n    d.appendVar("SEEN", " 2")\n}\nh2[eventmask] = "bb.event.RecipeParsed"\n',
    check: ({ get }) => expect(get('SEEN')).toBe(' 1 2 1'),
  },
  {
    name: 'a handler without a function is an error',
    files: 'addhandler nothing\n',
    fails: true,
    check: (e) => expect(messages(e)).toMatch(/nothing/),
  },
  {
    name: 'a handler of one recipe is forgotten',
    files: { [RECIPE]: 'X = "1"\n', 'recipes/q_1.0.bb': 'addhandler h\npython h() {\n    d.setVar("SEEN", "1")\n}\n' },
    check: ({ engine }) => {
      expect(engine.evaluate('/layer/recipes/q_1.0.bb')?.variants[0]?.d.getVar('SEEN')).toBe('1');
      expect(engine.activate(RECIPE)?.variants[0]?.d.getVar('SEEN')).toBe(null);
    },
  },
  {
    name: 'a handler of a global class can skip a recipe',
    files: {
      [RECIPE]: 'X = "1"\n',
      'classes/base.bbclass':
        'addhandler h\nh[eventmask] = "bb.event.RecipePreFinalise"\npython h() {\n    raise bb.parse.SkipRecipe("handled")\n}\n',
    },
    check: ({ variants }) => expect(variants[0]?.skipped).toBe('handled'),
  },
  {
    name: 'a handler of RecipeParsed that fails loses its recipe and no other',
    fails: true,
    files: {
      [RECIPE]: 'addhandler h\nh[eventmask] = "bb.event.RecipeParsed"\npython h() {\n    raise ValueError("late")\n}\n',
      'recipes/q_1.0.bb': 'X = "1"\n',
    },
    check: (e) => {
      expect(messages(e)).toMatch(/late/);
      expect(e.engine.evaluate('/layer/recipes/q_1.0.bb')?.variants[0]?.d.getVar('X')).toBe('1');
    },
  },
  {
    name: 'a handler that reads what only BitBake knows makes its recipe unknown',
    files: 'addhandler h\nh[eventmask] = "bb.event.RecipeParsed"\npython h() {\n    getattr(d, "notThere", None)\n}\n',
    check: (e) =>
      expect(e.problems.map(({ message }) => message).join()).toMatch(
        /no signature of this recipe is known: .*`d\.notThere`/,
      ),
  },
  {
    name: 'an event names the deferred classes before they are read',
    files: {
      [RECIPE]: 'inherit_defer c\n',
      'classes/c.bbclass': '',
      'classes/base.bbclass':
        'addhandler h\nh[eventmask] = "bb.event.RecipePreDeferredInherits"\npython h() {\n    d.setVar("SEEN", " ".join(e.inherits))\n}\n',
    },
    check: ({ get }) => expect(get('SEEN')).toBe('c'),
    releases: SINCE_WRYNOSE,
  },
];

const GROUPS: readonly (readonly [string, readonly Row[]])[] = [
  ['tasks', TASKS],
  ['functions', FUNCTIONS],
  ['files', FILES],
  ['skipped recipes', SKIPPED],
  ['event handlers', HANDLERS],
];

for (const release of RECORDED_RELEASES) {
  describe(`BitBake ${release.version}`, () => {
    for (const [group, rows] of GROUPS) {
      const valid = rows.filter((row) => row.releases?.includes(release.version) ?? true);
      test.each(valid.map((row) => [`${group}: ${row.name}`, row] as const))('%s', (_name, row) => {
        const evaluated = workspace.evaluate(row.files, { release });
        expect(evaluated.configuration.problems).toEqual([]);
        if (row.fails) expect(evaluated.variants).toEqual([]);
        else expect(evaluated.errors).toEqual([]);
        row.check(evaluated, release);
      });
    }
  });
}
