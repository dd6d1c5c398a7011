/** Which dependencies count, by samples from real builds for each rule of OE-Core's filter. */

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { RECORDED_RELEASES } from '../../../server/src/engine/base/release';
import type { RecipeInfo } from '../../../server/src/engine/tasks/recipeInfo';
import { openEmbeddedRundepCheck, plainRundepCheck } from '../../../server/src/engine/tasks/rundepCheck';
import { WRYNOSE, reasonFor, recipe, releaseWithout, task } from './support';

interface Sample {
  readonly recipe: string;
  readonly task: string;
  readonly dep_recipe: string;
  readonly dep_task: string;
}
interface Rule {
  readonly rule: string;
  /** Variables, classes and recommended packages that make the rule apply to its samples. */
  readonly variables: Readonly<Record<string, string>>;
  readonly classes: readonly string[];
  readonly dep_classes: readonly string[];
  readonly recommends: readonly string[];
  readonly kept: boolean;
  readonly samples: readonly Sample[];
}

const vectors = JSON.parse(readFileSync(new URL('../vectors/tasks.json', import.meta.url), 'utf8')) as {
  readonly rundep_filter: readonly Rule[];
};

const node = (pn: string, name: string, more: Partial<RecipeInfo> = {}) => ({
  recipe: recipe(pn, more),
  task: task(name),
});
const configured = (variables: Readonly<Record<string, string>>) => ({ multiconfig: '', collections: [], variables });

/** The recorded variables, in which `{recipe}` and `{dep_recipe}` stand for the names of a sample. */
function variablesFor({ variables }: Rule, sample: Sample): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(variables).map(([name, value]) => [
      name,
      value.replaceAll('{recipe}', sample.recipe).replaceAll('{dep_recipe}', sample.dep_recipe),
    ]),
  );
}

test.each(vectors.rundep_filter)('$rule', (rule) => {
  expect(rule.samples.length).toBeGreaterThan(0);
  const one = {
    classes: rule.classes,
    recommendsKernelModules: rule.recommends.some((name) => name.startsWith('kernel-module-')),
  };
  const other = { classes: rule.dep_classes };
  for (const sample of rule.samples) {
    const check = openEmbeddedRundepCheck(configured(variablesFor(rule, sample)), [], WRYNOSE);
    expect([
      sample,
      check(node(sample.recipe, sample.task, one), node(sample.dep_recipe, sample.dep_task, other)),
    ]).toEqual([sample, rule.kept]);
  }
});

describe('rules without a recorded sample', () => {
  const check = openEmbeddedRundepCheck(
    configured({ SIGGEN_EXCLUDERECIPES_ABISAFE: 'virtual/kernel', SIGGEN_EXCLUDE_SAFE_RECIPE_DEPS: 'a->virtual/libc' }),
    [
      new Map([
        ['virtual/kernel', 'linux-x'],
        ['virtual/libc', 'glibc'],
      ]),
    ],
    WRYNOSE,
  );

  test('do_rm_work has no dependency that counts, not even on its own recipe', () => {
    expect(check(node('a', 'do_rm_work'), node('a', 'do_build'))).toBe(false);
  });

  test('do_rm_work counts like other tasks where the filter has no rule for it', () => {
    const old = openEmbeddedRundepCheck(configured({}), [], { ...WRYNOSE, rmWorkHashesNothing: false });
    expect([
      old(node('a', 'do_rm_work'), node('a', 'do_build')),
      old(node('a', 'do_rm_work'), node('b', 'do_y')),
    ]).toEqual([true, true]);
  });

  test('tasks about SPDX count for each other, whatever the lists contain, where the filter has that rule', () => {
    const lists = configured({ SIGGEN_EXCLUDERECIPES_ABISAFE: 'b' });
    const kept = (one: string, other: string) =>
      [true, false].map((spdxTasksKept) =>
        openEmbeddedRundepCheck(lists, [], { ...WRYNOSE, spdxTasksKept })(node('a', one), node('b', other)),
      );
    expect(kept('do_create_spdx', 'do_create_runtime_spdx')).toEqual([true, false]);
    expect(kept('do_create_spdx', 'do_package')).toEqual([false, false]);
    expect(kept('do_package', 'do_create_spdx')).toEqual([false, false]);
  });

  test('nothing is known of a filter that behaves differently', () => {
    expect(() =>
      openEmbeddedRundepCheck(
        configured({}),
        [],
        releaseWithout('dependencyFilter'),
      )(node('a', 'do_x'), node('a', 'do_y')),
    ).toThrow(reasonFor('dependencyFilter'));
  });

  test('the configuration of a kernel does not depend on sources that the archiver unpacks', () => {
    expect(check(node('linux-x', 'do_kernel_configme'), node('linux-x', 'do_unpack_and_patch'))).toBe(false);
    expect(check(node('linux-x', 'do_kernel_configme'), node('linux-x', 'do_patch'))).toBe(true);
  });

  test('a package group for all architectures depends on native recipes only', () => {
    const group = node('packagegroup-a', 'do_package', { classes: ['packagegroup', 'allarch'] });
    expect([check(group, node('b', 'do_packagedata')), check(group, node('b-native', 'do_populate_sysroot'))]).toEqual([
      false,
      true,
    ]);
    expect(
      check(node('packagegroup-a', 'do_package', { classes: ['packagegroup'] }), node('b', 'do_packagedata')),
    ).toBe(true);
  });

  test('virtual names in the lists stand for their providers', () => {
    expect([
      check(node('a', 'do_x'), node('linux-x', 'do_y')),
      check(node('a', 'do_x'), node('glibc', 'do_y')),
      check(node('b', 'do_x'), node('glibc', 'do_y')),
    ]).toEqual([false, false, true]);
  });

  test('a crosssdk recipe is not one of the cross recipes', () => {
    const safe = openEmbeddedRundepCheck(configured({ SIGGEN_EXCLUDERECIPES_ABISAFE: 'b' }), [], WRYNOSE);
    expect([
      safe(node('gcc-crosssdk-x', 'do_x'), node('b', 'do_y')),
      safe(node('gcc-cross-x', 'do_x'), node('b', 'do_y')),
    ]).toEqual([false, true]);
  });

  test('the same name in another configuration is a different recipe', () => {
    const safe = openEmbeddedRundepCheck(configured({ SIGGEN_EXCLUDERECIPES_ABISAFE: 'a' }), [], WRYNOSE);
    expect(safe(node('a', 'do_x'), node('a', 'do_y', { multiconfig: 'other' }))).toBe(false);
  });

  test('the class that makes a kernel differs between releases', () => {
    const answers = RECORDED_RELEASES.map((release) =>
      openEmbeddedRundepCheck(
        configured({}),
        [],
        release,
      )(node('a', 'do_x', { recommendsKernelModules: true }), node('linux-x', 'do_y', { classes: ['kernel'] })),
    );
    expect(answers).toEqual([true, true, true, false]);
  });
});

test('BB_TASKHASH_IGNORE_TASKS names recipes that count only for each other', () => {
  const check = plainRundepCheck(configured({ BB_TASKHASH_IGNORE_TASKS: '^ignored' }), WRYNOSE);
  const [one, two, other] = [node('ignored', 'do_x'), node('ignored-too', 'do_x'), node('other', 'do_x')];
  expect([check(one, two), check(one, other), check(other, one), check(other, other)]).toEqual([
    true,
    true,
    false,
    true,
  ]);
});
