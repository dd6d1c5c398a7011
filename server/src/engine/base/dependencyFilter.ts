/**
 * What OE-Core's dependency filter (`oe.sstatesig`) does with each kind of dependency, as data. The probes in
 * `release.ts` ask the filter of the workspace. The tests check the engine's own filter (`tasks/rundepCheck.ts`)
 * against the same table, so that the two cannot differ.
 */

/** One dependency of one task, in a workspace whose lists are `FILTER_LISTS`. */
export interface FilterCase {
  /** The question, in words. */
  readonly name: string;
  /** `PN:TASK`. */
  readonly task: string;
  /** `PN:TASK` of the dependency, with the prefix `mc:other:` where it belongs to another configuration. */
  readonly on: string;
  /** Classes that the recipe and the dependency inherit. */
  readonly classes?: readonly string[];
  readonly onClasses?: readonly string[];
  /** A package of the recipe recommends a kernel module. */
  readonly recommendsKernelModules?: boolean;
  /** Whether the dependency goes into the hash. */
  readonly kept: boolean;
}

/** The lists of the configuration, and the names that the virtual names resolve to. */
export const FILTER_LISTS = {
  SIGGEN_EXCLUDERECIPES_ABISAFE: 'own abi virtual/abi',
  SIGGEN_EXCLUDE_SAFE_RECIPE_DEPS: 'own->own a->safe a-native->safe *->all virtual/a->made made->virtual/all',
  virtualNames: { 'virtual/abi': 'made-abi', 'virtual/a': 'a2', 'virtual/all': 'made-all' },
} as const;

const GROUP = ['packagegroup', 'allarch'];
const KERNEL = ['module-base'];

/** The cases in which all releases agree. Separate probes ask for the differences between releases. */
export const FILTER_CASES: readonly FilterCase[] = [
  { name: 'a plain dependency', task: 'a:do_x', on: 'b:do_y', kept: true },
  { name: 'a task of the same recipe, whatever the lists say', task: 'own:do_x', on: 'own:do_y', kept: true },
  {
    name: 'the configuration of a kernel on what the archiver unpacks',
    task: 'a:do_kernel_configme',
    on: 'a:do_unpack_and_patch',
    kept: false,
  },
  { name: 'the configuration of a kernel on another task', task: 'a:do_kernel_configme', on: 'a:do_patch', kept: true },
  { name: 'another task on what the archiver unpacks', task: 'a:do_x', on: 'a:do_unpack_and_patch', kept: true },
  {
    name: 'the configuration of a kernel on what the archiver unpacks of another recipe',
    task: 'a:do_kernel_configme',
    on: 'b:do_unpack_and_patch',
    kept: true,
  },
  { name: 'another configuration', task: 'a:do_x', on: 'mc:other:b:do_y', kept: true },
  { name: 'the same recipe in another configuration', task: 'a:do_x', on: 'mc:other:a:do_y', kept: true },
  {
    name: 'the same recipe in another configuration, in the lists',
    task: 'abi:do_x',
    on: 'mc:other:abi:do_y',
    kept: false,
  },
  { name: 'a pair of the safe list', task: 'a:do_x', on: 'safe:do_y', kept: false },
  { name: 'half a pair of the safe list', task: 'b:do_x', on: 'safe:do_y', kept: true },
  { name: 'a pair of the safe list, the other way', task: 'safe:do_x', on: 'a:do_y', kept: true },
  { name: 'a pair of the safe list with a native recipe', task: 'a-native:do_x', on: 'safe:do_y', kept: false },
  {
    name: 'a pair of the safe list with a virtual name before the arrow',
    task: 'a2:do_x',
    on: 'made:do_y',
    kept: false,
  },
  {
    name: 'a pair of the safe list with a virtual name behind the arrow',
    task: 'made:do_x',
    on: 'made-all:do_y',
    kept: false,
  },
  { name: 'safe for all', task: 'b:do_x', on: 'all:do_y', kept: false },
  { name: 'safe for all, with an image', task: 'b:do_x', on: 'all:do_y', classes: ['image'], kept: false },
  { name: 'safe for all, with a native recipe', task: 'b-native:do_x', on: 'all:do_y', kept: false },
  { name: 'safe for all, with itself in another configuration', task: 'all:do_x', on: 'mc:other:all:do_y', kept: true },
  { name: 'an ABI-safe recipe', task: 'b:do_x', on: 'abi:do_y', kept: false },
  { name: 'an ABI-safe recipe by its virtual name', task: 'b:do_x', on: 'made-abi:do_y', kept: false },
  { name: 'an ABI-safe recipe of an image', task: 'b:do_x', on: 'abi:do_y', classes: ['image'], kept: true },
  { name: 'the native form of an ABI-safe recipe', task: 'b:do_x', on: 'abi-native:do_y', kept: true },
  { name: 'an ABI-safe recipe of a native recipe', task: 'b-native:do_x', on: 'abi:do_y', kept: true },
  { name: 'an ABI-safe recipe of a cross recipe', task: 'b-cross-x:do_x', on: 'abi:do_y', kept: true },
  { name: 'an ABI-safe recipe of a crosssdk recipe', task: 'b-crosssdk-x:do_x', on: 'abi:do_y', kept: false },
  { name: "an ABI-safe recipe of an SDK's recipe", task: 'nativesdk-b:do_x', on: 'abi:do_y', kept: true },
  {
    name: 'an ABI-safe recipe of one that is called nearly so',
    task: 'native-nativesdk:do_x',
    on: 'abi:do_y',
    kept: false,
  },
  {
    name: 'a package group for all architectures on a recipe',
    task: 'a:do_x',
    on: 'b:do_y',
    classes: GROUP,
    kept: false,
  },
  {
    name: 'a package group for all architectures on a native recipe',
    task: 'a:do_x',
    on: 'b-native:do_y',
    classes: GROUP,
    kept: true,
  },
  {
    name: "a package group for all architectures on an SDK's recipe",
    task: 'a:do_x',
    on: 'nativesdk-b:do_y',
    classes: GROUP,
    kept: false,
  },
  {
    name: 'a package group for all architectures on a cross recipe',
    task: 'a:do_x',
    on: 'b-cross-x:do_y',
    classes: GROUP,
    kept: false,
  },
  {
    name: 'a native package group for all architectures',
    task: 'a-native:do_x',
    on: 'b:do_y',
    classes: GROUP,
    kept: true,
  },
  { name: 'a package group', task: 'a:do_x', on: 'b:do_y', classes: ['packagegroup'], kept: true },
  { name: 'a recipe for all architectures', task: 'a:do_x', on: 'b:do_y', classes: ['allarch'], kept: true },
  { name: 'on a package group for all architectures', task: 'a:do_x', on: 'b:do_y', onClasses: GROUP, kept: true },
  { name: 'an image', task: 'a:do_x', on: 'b:do_y', classes: ['image'], kept: true },
  { name: 'on an image', task: 'a:do_x', on: 'b:do_y', onClasses: ['image'], kept: true },
  { name: 'a kernel', task: 'a:do_x', on: 'k:do_y', onClasses: KERNEL, kept: true },
  {
    name: 'a kernel of what recommends its modules',
    task: 'a:do_x',
    on: 'k:do_y',
    onClasses: KERNEL,
    recommendsKernelModules: true,
    kept: false,
  },
  {
    name: 'a kernel of an image that recommends its modules',
    task: 'a:do_x',
    on: 'k:do_y',
    classes: ['image'],
    onClasses: KERNEL,
    recommendsKernelModules: true,
    kept: false,
  },
  {
    name: 'a kernel of a kernel',
    task: 'a:do_x',
    on: 'k:do_y',
    classes: KERNEL,
    onClasses: KERNEL,
    recommendsKernelModules: true,
    kept: true,
  },
  {
    name: 'a kernel of a native recipe that recommends its modules',
    task: 'a-native:do_x',
    on: 'k:do_y',
    onClasses: KERNEL,
    recommendsKernelModules: true,
    kept: true,
  },
  {
    name: 'the kernel of another configuration',
    task: 'a:do_x',
    on: 'mc:other:k:do_y',
    onClasses: KERNEL,
    recommendsKernelModules: true,
    kept: false,
  },
  {
    name: 'no kernel, of what recommends kernel modules',
    task: 'a:do_x',
    on: 'b:do_y',
    recommendsKernelModules: true,
    kept: true,
  },
];

/** Names of the tasks that describe a recipe's software as SPDX; old filters recognize them by these names. */
export const SPDX_TASKS: readonly string[] = ['do_create_spdx', 'do_create_runtime_spdx'];

/**
 * Digests of everything that the filters of all releases test, set, call and return, as `filter_statements` of
 * `python/judge/probes.py` lists it. A filter that does anything else may have a rule that no case above covers.
 */
export const FILTER_STATEMENTS: readonly string[] = [
  '0b9cee85',
  '9a926b27',
  '1e3a2b89',
  '6c993368',
  'd53c7110',
  'cf628f21',
  '63ced32a',
  '045f1bd9',
  '9f2beb01',
  '207b24bd',
  'bc29e4b4',
  'ac492ddf',
  'c774da00',
  'd996be13',
  '878390ae',
  '1ebece8b',
  '317cf4f6',
  'd66621c9',
  '32d4a807',
  '2e98ba0a',
  '0e09fc63',
  '91b96e49',
  'ae749b93',
  '0a8c7635',
  '52d3bd2c',
  '890f0d93',
  '37992c22',
  'db6bac57',
  'bf022dec',
  '77f3b6b4',
  'c8aa2f73',
  'db95ec63',
  'd94c7f2b',
  'd89167e4',
  'fcebf6f9',
  'e706fa93',
  '7b462c95',
  '19ff52dc',
  '6984fadd',
  '83f2e633',
  'f28cca2b',
  'eb0dc387',
];
