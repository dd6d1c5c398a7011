/** The settings for the other host and the user's own layers, for one build directory, and the problems with them. */

import { findWorkspace } from '../../engine/layers/workspace';
import type { AnalysisOptions } from '../../platform/platform';
import type { OtherHostSettings } from '../../ide/api/analysisApi';
import { locationProblem, readOtherHost } from '../../ide/findings/otherHostSettings';
import { machinesProblem } from '../../ide/findings/namedMachines';
import { judgedLayers, layerLines, ownLayers } from '../../ide/fixes/ownLayers';
import { type BuildDirectory, type BuildDirectoryContext, expansions } from './buildDirectory';

export interface ProofSettings {
  /** Only what differs from the defaults. */
  readonly options: Pick<AnalysisOptions, 'otherHost' | 'ownLayers' | 'machines' | 'asksServers'>;
  /** One line for each: the setting, why it cannot be used, and what happens instead. */
  readonly problems: readonly string[];
}

/** Reads the settings `otherHost`, `ownLayers` and `machines`. Values that cannot be used are left out. */
export function proofSettings(directory: BuildDirectory, context: BuildDirectoryContext): ProofSettings {
  const otherHost = otherHostSetting(directory, context);
  const own = ownLayersSetting(directory, context);
  const machines = machinesSetting(directory, context);
  const settings = otherHost.settings;
  return {
    options: {
      ...(settings && Object.keys(settings).length > 0 && { otherHost: settings }),
      ...(own.folders.length > 0 && { ownLayers: own.folders }),
      ...(machines.names.length > 0 && { machines: machines.names }),
      ...(context.settings.asksServers !== false && { asksServers: context.settings.asksServers }),
    },
    problems: [...otherHost.problems, ...own.problems, ...machines.problems],
  };
}

/** A line for each layer: whether it counts as the user's own, and why. */
export function layersOf(
  { path, bitbakeHints }: BuildDirectory,
  own: readonly string[],
  { files }: BuildDirectoryContext,
): readonly string[] {
  return layerLines(judgedLayers(findWorkspace(path, bitbakeHints, files), own, files));
}

function otherHostSetting(
  { path, bitbakeHints }: BuildDirectory,
  { settings, files }: BuildDirectoryContext,
): { readonly settings: OtherHostSettings | null; readonly problems: readonly string[] } {
  const refused = (problem: string): ReturnType<typeof otherHostSetting> => ({
    settings: null,
    problems: [
      `the setting \`sighound.otherHost\` ${problem}; proofs are made with the default host (docs/other-host.md)`,
    ],
  });
  const reading = readOtherHost(settings.sighound.otherHost ?? {});
  if (!reading.ok) return refused(reading.problem);
  const problem =
    reading.settings.folder === undefined
      ? null
      : locationProblem(reading.settings, findWorkspace(path, bitbakeHints, files));
  return problem === null ? { settings: reading.settings, problems: [] } : refused(problem);
}

function ownLayersSetting(
  { path, bitbakeHints }: BuildDirectory,
  context: BuildDirectoryContext,
): { readonly folders: readonly string[]; readonly problems: readonly string[] } {
  const { settings, files } = context;
  const given = settings.sighound.ownLayers ?? [];
  if (!Array.isArray(given))
    return {
      folders: [],
      problems: [
        'the setting `sighound.ownLayers` must be a list of folders; it is ignored, and your own layers are detected',
      ],
    };
  if (given.length === 0) return { folders: [], problems: [] };
  const workspace = findWorkspace(path, bitbakeHints, files);
  const problems: string[] = [];
  const folders = given.flatMap((entry: unknown): readonly string[] => {
    // Without layers, the configuration itself already reports a problem.
    const found =
      typeof entry === 'string'
        ? expansions(entry, context).filter(
            (folder) => workspace.layers.length === 0 || ownLayers(workspace, [folder], files).length > 0,
          )
        : [];
    if (found.length === 0)
      problems.push(
        `the setting \`sighound.ownLayers\` names ${JSON.stringify(entry)}, which contains no layer of ${path}; it is ignored`,
      );
    return found;
  });
  return { folders: [...new Set(folders)], problems };
}

function machinesSetting(
  { path, bitbakeHints }: BuildDirectory,
  { settings, files }: BuildDirectoryContext,
): { readonly names: readonly string[]; readonly problems: readonly string[] } {
  const given = settings.sighound.machines ?? [];
  const isList = (value: unknown): value is readonly string[] =>
    Array.isArray(value) && value.every((entry) => typeof entry === 'string');
  const problem = isList(given)
    ? machinesProblem(given, findWorkspace(path, bitbakeHints, files), files)
    : 'must be a list of names';
  return isList(given) && problem === null
    ? { names: given, problems: [] }
    : {
        names: [],
        problems: [
          `the setting \`sighound.machines\` ${problem ?? ''}; recipes are compared only with machines that are built here`,
        ],
      };
}
