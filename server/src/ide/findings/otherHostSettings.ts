/**
 * Reads what a user sets for the other host, from the editor's settings or from a file. Every field is checked, because
 * it may contain anything. If something is not understood, it is reported and no setting is used: a proof on a host
 * other than the intended one proves nothing.
 */

import { isAbsolute, normalize } from '../../engine/files/posixPath';
import { occupiedLocation } from '../../engine/layers/otherLocations';
import type { BuildWorkspace } from '../../engine/layers/workspace';
import type { OtherHostSettings } from '../api/analysisApi';

/** The settings, or what is wrong with them, in one line. */
export type OtherHostReading =
  { readonly ok: true; readonly settings: OtherHostSettings } | { readonly ok: false; readonly problem: string };

type Field = keyof OtherHostSettings;

/** What each field must be; null if the value is valid. */
const FIELDS: Readonly<Record<Field, (value: unknown) => string | null>> = {
  folder: folderProblem,
  user: textProblem,
  home: pathProblem,
  hostName: textProblem,
  uid: (value) => numberProblem(value, 0),
  cpuCount: (value) => numberProblem(value, 1),
  kernelRelease: textProblem,
  distribution: textProblem,
  distributionVersion: textProblem,
  environment: environmentProblem,
  sameEnvironment: (value) =>
    Array.isArray(value) && value.every(isVariableName) ? null : 'must be a list of names of environment variables',
};

/** Environment variables that have the same meaning as a field. */
const SAID_TWICE: readonly (readonly [Field, readonly string[]])[] = [
  ['user', ['USER', 'LOGNAME']],
  ['home', ['HOME']],
  ['hostName', ['HOSTNAME']],
];

/** Reads an object such as the one in `docs/other-host.md`. */
export function readOtherHost(value: unknown): OtherHostReading {
  if (!isObject(value)) return refused([`must be an object such as { "user": "ci" }, not ${kindOf(value)}`]);
  const given = Object.entries(value);
  const problems = given.flatMap(([name, field]) => {
    if (!isField(name)) return [`has no field \`${name}\` (there are ${Object.keys(FIELDS).join(', ')})`];
    const problem = FIELDS[name](field);
    return problem === null ? [] : [`\`${name}\` ${problem}, not ${kindOf(field)}`];
  });
  if (problems.length > 0) return refused(problems);
  const settings: OtherHostSettings = value;
  const contradictions = contradictionsIn(settings);
  if (contradictions.length > 0) return refused(contradictions);
  return {
    ok: true,
    settings: { ...settings, ...(settings.folder !== undefined && { folder: normalize(settings.folder) }) },
  };
}

/** Why the workspace cannot be where the settings put it on the other host; null if it can. */
export function locationProblem({ folder }: OtherHostSettings, workspace: BuildWorkspace): string | null {
  const location = folder === undefined ? null : occupiedLocation(workspace, folder);
  return location === null
    ? null
    : `\`folder\` must differ from the folder here: the workspace would be at ${location} on both hosts, or one would be inside the other`;
}

function contradictionsIn(settings: OtherHostSettings): readonly string[] {
  const { environment = {}, sameEnvironment = [] } = settings;
  const both = sameEnvironment
    .filter((name) => name in environment)
    .map((name) => `\`${name}\` is in both \`environment\` and \`sameEnvironment\`: it cannot differ and be the same`);
  const twice = SAID_TWICE.flatMap(([field, names]) => {
    const said = settings[field];
    if (said === undefined) return [];
    return names.flatMap((name) => {
      if (sameEnvironment.includes(name))
        return [`\`${field}\` and \`${name}\` in \`sameEnvironment\` contradict each other: leave one out`];
      return name in environment && environment[name] !== said
        ? [`\`${field}\` and \`${name}\` in \`environment\` contradict each other: leave one out`]
        : [];
    });
  });
  return [...both, ...twice];
}

function refused(problems: readonly string[]): OtherHostReading {
  return { ok: false, problem: problems.join('; ') };
}

function isField(name: string): name is Field {
  return Object.hasOwn(FIELDS, name);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A text of one line that is not blank. */
function isText(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '' && !/[\0-\x1f\x7f]/.test(value);
}

function isVariableName(value: unknown): boolean {
  return isText(value) && !value.includes('=');
}

function textProblem(value: unknown): string | null {
  return isText(value) ? null : 'must be a text of one line';
}

function pathProblem(value: unknown): string | null {
  return isText(value) && isAbsolute(value) ? null : 'must be an absolute path';
}

function folderProblem(value: unknown): string | null {
  return pathProblem(value) ?? (normalize(String(value)) === '/' ? 'must be a folder below `/`' : null);
}

function numberProblem(value: unknown, least: number): string | null {
  return Number.isSafeInteger(value) && (value as number) >= least ? null : `must be a whole number, ${least} or more`;
}

function environmentProblem(value: unknown): string | null {
  const isValue = (one: unknown): boolean => one === null || (typeof one === 'string' && !one.includes('\0'));
  if (isObject(value) && Object.entries(value).every(([name, one]) => isVariableName(name) && isValue(one)))
    return null;
  return 'must be an object of names of environment variables, each with a text or null';
}

/** The given value, in a few words. */
function kindOf(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length <= LONGEST_SHOWN ? `\`${text}\`` : `\`${text.slice(0, LONGEST_SHOWN)}…\``;
}

const LONGEST_SHOWN = 60;
