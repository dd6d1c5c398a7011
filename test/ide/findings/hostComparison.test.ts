/** The two-host proof on the example: what differs, the reasons, and what is unknown. */

import { beforeAll, describe, expect, test } from 'vitest';
import { RECIPE, TestAnalysis } from '../../support/analysis';

let tests: TestAnalysis;

beforeAll(async () => {
  tests = await TestAnalysis.load();
});

const TASK = 'do_one() {\n    echo ${A}\n}\naddtask one\n';

async function compare(
  text: string,
  files: Readonly<Record<string, string>> = {},
): Promise<{ differing: unknown; unknown: unknown }> {
  const { analysis } = tests.open({ ...files, [RECIPE]: text });
  const comparison = await analysis.compareHosts(RECIPE);
  return {
    differing: comparison!.differences.map(({ task, causes }) => [
      task,
      causes.map(({ variable, a, b, chain }) => `${chain.join(' → ')}: ${variable} = ${a ?? ''} | ${b ?? ''}`),
    ]),
    unknown: comparison!.unknown.map(({ task, reason }) => `${task ?? 'all'}: ${reason}`),
  };
}

describe('a task differs', () => {
  test.each([
    [
      'the build directory',
      'A = "${TOPDIR}/x"\n',
      'do_one → A → TOPDIR: TOPDIR = /ws/build | /srv/other-host/ws/build',
    ],
    [
      'the path of a layer, frozen',
      'A := "${FILE}"\n',
      'do_one → A: A = /ws/meta-example/recipes-example/magic/magic_1.0.bb | /srv/other-host/ws/meta-example/recipes-example/magic/magic_1.0.bb',
    ],
    ["the host's name", 'A := "${@os.uname()[1]}"\n', 'do_one → A: A = localhost | otherhost'],
    [
      'the user',
      'A := "${@os.path.expanduser(\'~\')} ${@os.getuid()}"\n',
      'do_one → A: A = /home/user 1000 | /home/otheruser 4321',
    ],
    ['processors', 'A := "${@os.cpu_count()}"\n', 'do_one → A: A = 1 | 4'],
    ['a command', 'A := "${@os.popen(\'hostname\').read().strip()}"\n', 'do_one → A: A = localhost | otherhost'],
    ['a file of the host', 'A := "${@open(\'/etc/hostname\').read().strip()}"\n', 'do_one → A: A = here | otherhost'],
    [
      'anonymous Python',
      'python () {\n    d.setVar("A", d.getVar("TOPDIR"))\n}\n',
      'do_one → A: A = /ws/build | /srv/other-host/ws/build',
    ],
  ])('%s', async (_name, text, cause) => {
    expect(await compare(text + TASK, { '/etc/hostname': 'here\n' })).toEqual({
      differing: [['do_one', [cause]]],
      unknown: [],
    });
  });
});

describe('a task does not differ', () => {
  test.each([
    ['what hashes ignore', 'A = "${TMPDIR}/x"\n'],
    ['an exclusion', 'A = "${TOPDIR}/x"\nA[vardepsexclude] = "TOPDIR"\n'],
    ['an expression, which is hashed as it is written', 'A = "${@os.uname()[1]}"\n'],
    [
      'a path from one folder of the checkout to another',
      "A := \"${@os.path.relpath(d.getVar('FILE'), d.getVar('TOPDIR'))}\"\n",
    ],
    ['a file of the layer', "A := \"${@open(d.getVar('TOPDIR') + '/../meta-example/COPYING.txt').read().strip()}\"\n"],
  ])('%s', async (_name, text) => {
    expect(await compare(text + TASK, { '/ws/meta-example/COPYING.txt': 'same\n' })).toEqual({
      differing: [],
      unknown: [],
    });
  });
});

test('a value that is unknown on one host is reported', async () => {
  const here = `A := "\${@os.popen('frobnicate').read()}"\n${TASK}`;
  expect(await compare(here)).toEqual({
    differing: [],
    unknown: ['all: no signature of this recipe is known: metadata asks this machine: frobnicate'],
  });
  const there = `A := "\${@'' if os.uname()[1] == 'localhost' else os.popen('frobnicate').read()}"\n${TASK}`;
  expect((await compare(there)).unknown).toContain(
    'do_one: on the other host: no signature of this recipe is known: metadata asks this machine: frobnicate',
  );
});

test('a task that only one of the hosts has differs', async () => {
  const text = `python () {\n    if os.uname()[1] == "localhost":\n        bb.build.addtask("do_two", None, None, d)\n}\ndo_two() {\n    :\n}\nA = "x"\n${TASK}`;
  expect(await compare(text)).toEqual({ differing: [['do_two', []]], unknown: [] });
});

test('unsaved text is compared on both hosts', async () => {
  const { analysis } = tests.open({ [RECIPE]: `A = "x"\n${TASK}` });
  const count = async (): Promise<number> => (await analysis.compareHosts(RECIPE))!.differences.length;
  expect(await count()).toBe(0);
  await analysis.setText(RECIPE, `A = "\${TOPDIR}"\n${TASK}`);
  expect(await count()).toBe(1);
  await analysis.setText(RECIPE, undefined);
  expect(await count()).toBe(0);
});
