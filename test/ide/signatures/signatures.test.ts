/** The inputs of a hash, as data and as a document; how a name gets into it; and which recipes a target names. */

import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import type { SignatureInputs } from '../../../server/src/ide/api/analysisApi';
import { BUILD, LAYER, RECIPE, TestAnalysis } from '../../support/analysis';

let tests: TestAnalysis;

beforeAll(async () => {
  tests = await TestAnalysis.load();
});

const MAGIC = `${BUILD}/../meta-example/recipes-example/magic/magic_1.0.bb`;
const HELLO = `${BUILD}/../meta-example/recipes-example/hello/hello_2.1.bb`;
const short = (path: string): string => path.replaceAll(`${BUILD}/../meta-example/`, '').replaceAll(`${LAYER}/`, '');

describe('the signature document', () => {
  test('contains all hashed data, in order', async () => {
    const { analysis } = tests.open({
      [RECIPE]:
        'MYVAR = "two \\\nlines ${OTHER}"\nOTHER = "a\\nb"\ndo_one() {\n    echo ${MYVAR}\n}\naddtask one\ndo_one[vardepsexclude] = "LC_ALL"\n',
    });
    const { basehash } = (await analysis.hashes(MAGIC))!.variants[0]!.tasks['do_one']!;
    expect(short(await analysis.signatureDocument(MAGIC, 'do_one'))).toBe(`# Signature inputs of magic:do_one
# recipes-example/magic/magic_1.0.bb
# basehash: ${basehash}
# as BitBake 2.19, library: stand-ins (the workspace has no BitBake)
# 3 dependencies; the hash is SHA-256 over the task's value and, in this order, the name and value of each

do_one    # recipes-example/magic/magic_1.0.bb:4
    depends on: MYVAR do_one[func]
    |     echo \${MYVAR}
    | 

MYVAR    # recipes-example/magic/magic_1.0.bb:2
    depends on: OTHER
    | two lines \${OTHER}

OTHER    # recipes-example/magic/magic_1.0.bb:3
    | a\\nb

do_one[func]
    | 1
`);
  });

  test('explains an unknown value', async () => {
    const { analysis } = tests.open({
      [RECIPE]:
        'A = "${@__import__(\'subprocess\').check_output([\'frobnicate\'])}"\nDATE = "${A}"\npython do_one() {\n    d.getVar("DATE")\n}\naddtask one\nDATE[vardepvalue] = "${A}"\n',
    });
    const text = await analysis.signatureDocument(MAGIC, 'do_one');
    expect(text).toContain('\n# basehash: unknown: ');
    expect(text).toContain('\n    unknown: metadata asks this machine: frobnicate');
  });

  test('says that the task, the variant or the recipe does not exist', async () => {
    const { analysis } = tests.open({});
    expect(await analysis.signatureDocument(MAGIC, 'do_nothing')).toContain('# basehash: no such task\n');
    expect(await analysis.signatureDocument(`virtual:native:${MAGIC}`, 'do_one')).toBe(
      `# virtual:native:${MAGIC} has no signature: there is no such recipe variant\n`,
    );
    expect(await analysis.signatureDocument('/ws/none_1.0.bb', 'do_one')).toMatch(
      /^# \/ws\/none_1\.0\.bb has no signature: .*not found/,
    );
  });

  test('says that the configuration cannot be read', async () => {
    const { analysis } = tests.open({ 'build/conf/local.conf': 'what is this\n' });
    expect(await analysis.signatureDocument(MAGIC, 'do_one')).toBe(
      `# ${MAGIC} has no signature: unparsed line: \`what is this\`\n`,
    );
    expect(await analysis.hashes(MAGIC)).toBeNull();
    expect(await analysis.signature(MAGIC, 'do_one')).toBeNull();
    expect(await analysis.why(MAGIC, 'do_one', 'A')).toEqual([]);
    expect(await analysis.check(MAGIC)).toEqual({
      appends: [],
      diagnostics: (await analysis.open()).problems,
      refuted: [],
    });
  });
});

describe('the inputs of a signature', () => {
  test('give the basehash of every task', async () => {
    const { analysis } = tests.open({});
    let count = 0;
    for (const fn of [MAGIC, HELLO]) {
      for (const { mcfn, tasks } of (await analysis.hashes(fn))!.variants) {
        for (const [task, { basehash }] of Object.entries(tasks)) {
          count++;
          expect(rehash(task, (await analysis.signature(mcfn, task))!)).toBe(basehash);
        }
      }
    }
    expect(count).toBe(15);
  });

  test('contain direct dependencies and values of exactly the closure', async () => {
    const { analysis } = tests.open({});
    const inputs = (await analysis.signature(`virtual:native:${HELLO}`, 'do_install'))!;
    expect(Object.keys(inputs.gendeps)).toEqual(['do_install', ...inputs.taskdeps]);
    expect(Object.keys(inputs.varvals)).toEqual(['do_install', ...inputs.taskdeps]);
    expect(inputs.gendeps['bindir']).toEqual(['prefix']);
    expect(inputs.varvals['prefix']).toBe('${TMPDIR}/sysroots/native/usr');
  });

  test('do not exist for a missing task', async () => {
    const { analysis } = tests.open({});
    expect(await analysis.signature(MAGIC, 'do_nothing')).toBeNull();
    expect(await analysis.signature(`virtual:native:${MAGIC}`, 'do_magictask')).toBeNull();
  });
});

describe('why', () => {
  test('shows the shortest way, each link with its location', async () => {
    const { analysis } = tests.open({
      [RECIPE]:
        'LONG = "${MYVAR}"\nMYVAR = "${OTHER}"\nOTHER = "1"\ndo_one() {\n    echo ${LONG} ${MYVAR}\n}\naddtask one\n',
    });
    const [way, ...others] = await analysis.why(MAGIC, 'do_one', 'OTHER');
    expect(others).toEqual([]);
    expect(way!.mcfn).toBe(MAGIC);
    expect(
      way!.links.map(({ key, value, location }) => [
        key,
        value,
        location && `${short(location.path)}:${location.range.start.line + 1}:${location.range.start.character + 1}`,
      ]),
    ).toEqual([
      ['do_one', '    echo ${LONG} ${MYVAR}\n', 'recipes-example/magic/magic_1.0.bb:5:20'],
      ['MYVAR', '${OTHER}', 'recipes-example/magic/magic_1.0.bb:2:12'],
      ['OTHER', '1', 'recipes-example/magic/magic_1.0.bb:3:1'],
    ]);
  });

  test('shows a way in each variant that has the variable', async () => {
    const { analysis } = tests.open({});
    const ways = await analysis.why(HELLO, 'do_install', 'prefix');
    expect(ways.map(({ mcfn, links }) => [short(mcfn), links.map(({ key }) => key)])).toEqual([
      ['recipes-example/hello/hello_2.1.bb', ['do_install', 'bindir', 'prefix']],
      ['virtual:native:recipes-example/hello/hello_2.1.bb', ['do_install', 'bindir', 'prefix']],
    ]);
    expect(await analysis.why(HELLO, 'do_install', 'TMPDIR')).toEqual([]);
    expect(await analysis.why(HELLO, 'do_nothing', 'prefix')).toEqual([]);
  });

  test('shows where a variable comes from that no file sets', async () => {
    const { analysis } = tests.open({});
    const [way] = await analysis.why(MAGIC, 'do_magictask', 'TOPDIR');
    expect(way!.links.at(-1)).toMatchObject({
      key: 'TOPDIR',
      value: BUILD,
      location: { path: `${BUILD}/conf/bblayers.conf`, range: { start: { line: 0 } } },
    });
  });
});

describe('check and its fixes', () => {
  test('finds a problem in every variant, and fixes it where it was found', async () => {
    const { analysis } = tests.open({
      [RECIPE]: 'BBCLASSEXTEND = "native"\nMYVAR = "${TOPDIR}/foo"\ndo_one() {\n    echo ${MYVAR}\n}\naddtask one\n',
    });
    const {
      diagnostics: [found, ...others],
    } = await analysis.check(MAGIC);
    expect(others).toEqual([]);
    expect([
      found!.code,
      short(found!.path),
      found!.finding!.affected.map(({ mcfn, tasks }) => [short(mcfn), tasks]),
    ]).toEqual([
      'host-dependent-signature',
      'recipes-example/magic/magic_1.0.bb',
      [
        ['recipes-example/magic/magic_1.0.bb', ['do_one']],
        ['virtual:native:recipes-example/magic/magic_1.0.bb', ['do_one']],
      ],
    ]);
    expect(await analysis.fixFor(MAGIC, found!.finding!.id)).toMatchObject({
      mcfn: MAGIC,
      edits: [{ path: RECIPE, newText: '\nMYVAR[vardepsexclude] += "TOPDIR"' }],
    });
    expect(await analysis.fixFor(MAGIC, 'another')).toBeNull();
  });

  test('reports the problems of all files of a recipe', async () => {
    const { analysis } = tests.open({
      [RECIPE]: 'require a.inc\n',
      [`${LAYER}/recipes-example/magic/a.inc`]: 'A = "1"\ninherit nowhere\n',
    });
    expect((await analysis.check(MAGIC)).diagnostics).toMatchObject([
      { path: `${LAYER}/recipes-example/magic/a.inc`, range: { start: { line: 1 } }, code: 'metadata-error' },
    ]);
  });
});

describe('targets', () => {
  test.each([
    [['magic'], [MAGIC]],
    [['magic_1.0'], [MAGIC]],
    [['magic_1.0.bb'], [MAGIC]],
    [[MAGIC], [MAGIC]],
    [[RECIPE], [MAGIC]],
    [[`virtual:native:${HELLO}`], [HELLO]],
    [['hello-native'], [HELLO]],
    [
      ['magic', 'hello', 'magic'],
      [MAGIC, HELLO],
    ],
  ])('%j', async (targets, recipes) =>
    expect(await tests.open({}).analysis.resolveTargets(targets)).toEqual({ recipes, unknown: [] }),
  );

  test('mean all recipes if there is none', async () =>
    expect((await tests.open({}).analysis.resolveTargets([])).recipes).toEqual([HELLO, MAGIC]));

  test.each([['mag'], ['magic-native'], ['magic_2.0'], ['/ws/none.bb'], [''], ['MAGIC']])(
    '%j names no recipe',
    async (target) => {
      expect(await tests.open({}).analysis.resolveTargets([target])).toEqual({ recipes: [], unknown: [target] });
    },
  );

  test('find a recipe whose PN differs from its file name', async () => {
    const { analysis } = tests.open({ [RECIPE]: 'PN = "other"\n' });
    expect(await analysis.resolveTargets(['other'])).toEqual({ recipes: [MAGIC], unknown: [] });
  });
});

/** The basehash as BitBake computes it from the recorded data, with the platform's digest. */
function rehash(task: string, { taskdeps, varvals }: SignatureInputs): string {
  return createHash('sha256')
    .update([varvals[task] ?? '', ...taskdeps.map((key) => key + (varvals[key] ?? ''))].join(''), 'utf8')
    .digest('hex');
}

describe('the assignment that makes a variable differ', () => {
  const recipe = [
    'A = "one ${B}"',
    'A += "two"',
    'A:append = " three"',
    'B = "four"',
    'do_one() {',
    '    echo ${A}',
    '}',
    'addtask one',
    '',
  ].join('\n');

  test.each([
    ['one four three', 2],
    ['one four two', 3],
    ['four two three', 1],
    ['one two three', 1],
  ])('is found for the other value %j', async (other, line) => {
    const { analysis } = tests.open({ [RECIPE]: recipe });
    const location = await analysis.changedAssignment(MAGIC, 'A', other);
    expect([location?.path, location && location.range.start.line + 1]).toEqual([RECIPE, line]);
  });

  test('is the definition of a function, and nothing where no statement assigns the variable', async () => {
    const { analysis } = tests.open({ [RECIPE]: recipe });
    expect((await analysis.changedAssignment(MAGIC, 'do_one', null))?.range.start.line).toBe(4);
    expect(await analysis.changedAssignment(MAGIC, 'NOBODY_SETS_THIS', null)).toBeNull();
  });
});
