/**
 * The answers of the BitBakes behind the recorded vectors to the probes of `release.ts`: 2.0 (kirkstone), 2.8
 * (scarthgap), 2.18 (wrynose), 2.19 (master).
 */

import { type BitbakeRelease, DEFAULT_RELEASE } from '../../server/src/engine/base/release';

export const KIRKSTONE: BitbakeRelease = {
  shellSubstitutionsInQuotes: false,
  shellSkipsWordAfterRemovedCommand: false,
  pythonConstantsAreLiterals: false,
  containsNeedsItems: false,
  moduleFunctionDecorators: false,
  moduleFunctionVisitors: false,
  datastoreFinalize: true,
  parseKeepsUnexpanded: false,
  variableFilters: false,
  inlinePythonBraceAware: false,
  weakFlags: false,
  noWeakDefaultReadsCache: true,
  sharedRemoveSets: false,
  renameNeedsValue: false,
  inheritDefer: false,
  deferredClassList: false,
  variantClassDeferred: false,
  includeAll: false,
  fragments: false,
  builtinFragments: false,
  emptyVariableNames: true,
  assignmentBlankWarning: false,
  slashInFlagNames: false,
  atInFlagNames: false,
  addtaskManyTasks: false,
  classTypeFolders: false,
  addpylib: false,
  exportFunctionsSentinel: false,
  unfinishedFilesRejected: false,
  dependsLiteralised: false,
  preDeferredInheritsEvent: false,
  defaultMulticonfig: 'default',
  recipeFileVariable: false,
  taskFlagsOfAnyValue: true,
  taskFlagWarning: true,
  coreNamesSorted: false,
  codeparserValues: false,
  excludeFlagsAreWords: false,
  exportIsBoolean: false,
  checksumOrder: 'path',
  dependencyOrder: 'path',
  multiconfigDependencies: false,
  removeContains: true,
  vardepvalueExcluded: true,
  overridesClearCache: false,
  moduleFunctionsHashed: false,
  moduleFunctionsOfOthers: false,
  kernelClass: 'linux-kernel-base',
  basehashes: true,
  workerNamesTask: true,
  taskHashText: true,
  dependencyFilter: true,
  rmWorkHashesNothing: true,
  spdxTasksKept: true,
  unihashMap: false,
  objectNames: true,
  hashDatabaseFolder: false,
};

export const SCARTHGAP: BitbakeRelease = {
  ...KIRKSTONE,
  pythonConstantsAreLiterals: true,
  containsNeedsItems: true,
  inlinePythonBraceAware: true,
  datastoreFinalize: false,
  parseKeepsUnexpanded: true,
  sharedRemoveSets: true,
  inheritDefer: true,
  variantClassDeferred: true,
  atInFlagNames: true,
  classTypeFolders: true,
  addpylib: true,
  exportFunctionsSentinel: true,
  unfinishedFilesRejected: true,
  coreNamesSorted: true,
  codeparserValues: true,
  excludeFlagsAreWords: true,
  exportIsBoolean: true,
  overridesClearCache: true,
  moduleFunctionsHashed: true,
  dependencyOrder: 'name',
  multiconfigDependencies: true,
  spdxTasksKept: false,
};

export const WRYNOSE: BitbakeRelease = {
  ...SCARTHGAP,
  shellSubstitutionsInQuotes: true,
  shellSkipsWordAfterRemovedCommand: true,
  moduleFunctionDecorators: true,
  moduleFunctionVisitors: true,
  variableFilters: true,
  weakFlags: true,
  noWeakDefaultReadsCache: false,
  deferredClassList: true,
  includeAll: true,
  fragments: true,
  builtinFragments: true,
  emptyVariableNames: false,
  assignmentBlankWarning: true,
  slashInFlagNames: true,
  addtaskManyTasks: true,
  dependsLiteralised: true,
  preDeferredInheritsEvent: true,
  defaultMulticonfig: '',
  recipeFileVariable: true,
  checksumOrder: 'name',
  unihashMap: true,
  hashDatabaseFolder: true,
};

export const MASTER: BitbakeRelease = DEFAULT_RELEASE;

/** A recorded release, with the version by which vectors name it. */
export type RecordedRelease = BitbakeRelease & { readonly version: string };

/** The recorded releases, oldest first. */
export const RELEASES: readonly RecordedRelease[] = [
  { ...KIRKSTONE, version: '2.0' },
  { ...SCARTHGAP, version: '2.8' },
  { ...WRYNOSE, version: '2.18' },
  { ...MASTER, version: '2.19' },
];

/** The recorded release of a version, as in `2.8` or `2.8.1`. */
export function recordedRelease(version: string): RecordedRelease {
  const found = RELEASES.find((release) => `${version}.`.startsWith(`${release.version}.`));
  if (!found) throw new Error(`no release ${version} is recorded`);
  return found;
}
