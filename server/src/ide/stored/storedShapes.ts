/**
 * The shapes of stored answers, by their keys. An entry with a correct checksum may still be unusable: its writer may
 * have meant something different by it. An entry with a different shape counts as not stored, and so does one with a
 * key that is not known here.
 */

import { type ProbedBehaviors, DEFAULT_RELEASE } from '../../engine/base/release';
import {
  type Shape,
  either,
  isBoolean,
  isNumber,
  isText,
  listOf,
  objectOf,
  oneOf,
  optional,
  orNull,
  recordOf,
} from '../../engine/base/shape';
import type { Position } from '../../engine/base/text';
import type { Collection } from '../../engine/layers/bbfiles';
import type { Cause } from '../../engine/signatures/differences';
import type { RecipeInfo, TaskFlag, TaskInfo, WrittenFile } from '../../engine/tasks/recipeInfo';
import type { TaskConfiguration } from '../../engine/tasks/taskConfiguration';
import type {
  EditorDiagnostic,
  EditorFinding,
  HostComparison,
  HostDifference,
  RecipeFindings,
  RecipeHashes,
  UnknownComparison,
  VariantHashes,
} from '../api/analysisApi';
import type { EditorLocation, EditorRange } from '../documents/editorRange';
import type { ResultStore, StoredResult } from '../resultStore';
import type { StoredOpening } from './storedAnswers';

const texts = listOf(isText);

/** Behaviors of a BitBake, each with the type that the default release has for it. */
export const isBehaviors: Shape = objectOf<ProbedBehaviors>({
  known: (value) =>
    recordOf(either(isBoolean, isText))(value) &&
    Object.entries(value as object).every(([name, known]) => {
      const newest: unknown = (DEFAULT_RELEASE as unknown as Readonly<Record<string, unknown>>)[name];
      return newest === undefined || typeof known === typeof newest;
    }),
  unknown: recordOf(isText),
  unusable: optional(isText),
  isCutShort: optional(isBoolean),
});

const position = objectOf<Position>({ line: isNumber, character: isNumber });
const range = objectOf<EditorRange>({ start: position, end: position });
const location = objectOf<EditorLocation>({ path: isText, range });

const finding = objectOf<EditorFinding>({
  id: isText,
  mcfn: orNull(isText),
  task: orNull(isText),
  variable: isText,
  key: isText,
  value: isText,
  chain: texts,
  affected: listOf(objectOf<EditorFinding['affected'][number]>({ mcfn: isText, tasks: texts })),
  needsAll: optional(isBoolean),
});

const diagnostics = listOf(
  objectOf<EditorDiagnostic>({
    path: isText,
    range,
    severity: oneOf('error', 'warning', 'information', 'hint'),
    code: isText,
    message: isText,
    related: listOf(objectOf<EditorDiagnostic['related'][number]>({ location, message: isText })),
    finding: optional(finding),
  }),
);

const opened = objectOf<StoredOpening>({
  buildDir: isText,
  ok: isBoolean,
  behaviors: isBehaviors,
  library: oneOf('bitbake', 'stand-ins'),
  bitbakeDir: orNull(isText),
  bitbakeVersion: orNull(isText),
  layers: texts,
  recipeCount: isNumber,
  problems: diagnostics,
});

const recipeHashes = objectOf<RecipeHashes>({
  fn: isText,
  appends: texts,
  problems: diagnostics,
  variants: listOf(
    objectOf<VariantHashes>({
      mcfn: isText,
      pn: isText,
      skipped: orNull(isText),
      tasks: recordOf(objectOf<{ basehash: unknown }>({ basehash: orNull(isText) })),
      dependencies: recordOf(isNumber),
      sourceTree: optional(isText),
    }),
  ),
});

const hostComparison = objectOf<HostComparison>({
  fn: isText,
  tasks: isNumber,
  differences: listOf(
    objectOf<HostDifference>({
      mcfn: isText,
      task: isText,
      a: isText,
      b: orNull(isText),
      causes: listOf(objectOf<Cause>({ variable: isText, a: orNull(isText), b: orNull(isText), chain: texts })),
    }),
  ),
  unknown: listOf(objectOf<UnknownComparison>({ mcfn: isText, task: orNull(isText), reason: isText })),
});

const flag = optional(isText);
const taskInfo = objectOf<TaskInfo>({
  name: isText,
  parents: texts,
  basehash: orNull(isText),
  unknown: optional(isText),
  fileChecksums: optional(isText),
  written: optional(listOf(objectOf<WrittenFile>({ path: isText, content: isText }))),
  unknownChecksums: optional(isText),
  stampExtraInfo: optional(isText),
  skipsObject: optional(isBoolean),
  flags: objectOf<Record<TaskFlag, string>>({
    mcdepends: flag,
    depends: flag,
    rdepends: flag,
    deptask: flag,
    rdeptask: flag,
    recrdeptask: flag,
    recideptask: flag,
    nostamp: flag,
    noexec: flag,
  }),
});

const recipeInfos = listOf(
  objectOf<RecipeInfo>({
    mcfn: isText,
    multiconfig: isText,
    pn: isText,
    unknown: optional(isText),
    unknownVersion: optional(oneOf('version', 'preference')),
    unknownProvides: optional(isBoolean),
    secret: optional(isText),
    provides: texts,
    depends: texts,
    packages: texts,
    packagesDynamic: texts,
    rprovides: texts,
    runtimeDepends: texts,
    recommendsKernelModules: isBoolean,
    pe: isText,
    pv: isText,
    pr: isText,
    defaultPreference: isNumber,
    notWorld: isBoolean,
    stamp: isText,
    hashFilename: isText,
    classes: texts,
    calculateExtraDepends: optional(isText),
    sourceTree: optional(isText),
    tasks: listOf(taskInfo),
  }),
);

const configurations = listOf(
  objectOf<TaskConfiguration>({
    multiconfig: isText,
    variables: recordOf(isText),
    collections: listOf(objectOf<Collection>({ name: isText, pattern: isText, priority: isNumber })),
    unknown: optional(recordOf(isText)),
    unknownObjectNames: optional(isText),
    secret: optional(isText),
  }),
);

/** The shapes by the start of a key; the first match counts. The key of a recipe's hashes is the recipe's path. */
const ANSWERS: readonly (readonly [prefix: string, shape: Shape])[] = [
  ['/', recipeHashes],
  ['diagnostics ', diagnostics],
  ['proofs ', diagnostics],
  ['check ', objectOf<RecipeFindings>({ appends: texts, diagnostics, refuted: texts })],
  ['hosts ', hostComparison],
  ['tasks ', recipeInfos],
  ['configurations', configurations],
  ['extra depends ', texts],
];

const isWorkspace = objectOf<{ opened: unknown; recipes: unknown }>({ opened, recipes: texts });

/** Whether a value has the shape that belongs to a key. */
export function isStoredAs(key: string, value: unknown): boolean {
  if (key === 'workspace') return isWorkspace(value);
  const answer = ANSWERS.find(([prefix]) => key.startsWith(prefix))?.[1];
  return (
    answer !== undefined && objectOf<{ workspace: unknown; answer: unknown }>({ workspace: isText, answer })(value)
  );
}

/** A store that returns no value of a different shape than its key requires. */
export function checkedStore(store: ResultStore): ResultStore {
  return {
    get: <T>(key: string): StoredResult<T> | null => {
      const found = store.get<T>(key);
      return found !== null && isStoredAs(key, found.value) ? found : null;
    },
    put: (key, result) => store.put(key, result),
  };
}
