/**
 * The options that describe the other host, and name other machines and the user's own layers. They are read and
 * checked before any engine starts.
 */

import { absolute } from '../engine/files/posixPath';
import type { BuildWorkspace } from '../engine/layers/workspace';
import type { OtherHostSettings } from '../ide/api/analysisApi';
import { machinesProblem } from '../ide/findings/namedMachines';
import { locationProblem, readOtherHost } from '../ide/findings/otherHostSettings';
import { ownLayers } from '../ide/fixes/ownLayers';
import { type CommandLine, UsageError } from './commandLine';
import { readOptionFile } from './optionFile';

/** The settings in the file of `--other-host`. */
export function otherHostOf(file: string, workspace: BuildWorkspace, cli: CommandLine): OtherHostSettings {
  const path = absolute(file, cli.cwd);
  const refuse = (why: string): never => {
    throw new UsageError(`--other-host ${path}: ${why} (see docs/other-host.md)`);
  };
  const text = readOptionFile('--other-host', path, cli);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return refuse(`is not JSON: ${error instanceof Error ? error.message.replace(/\s+/g, ' ') : String(error)}`);
  }
  const reading = readOtherHost(value);
  if (!reading.ok) return refuse(reading.problem);
  const problem = locationProblem(reading.settings, workspace);
  return problem === null ? reading.settings : refuse(problem);
}

/** The folders of `--own-layer`. Each is a layer of the workspace or contains some. */
export function ownLayerFolders(
  given: readonly string[],
  workspace: BuildWorkspace,
  cli: CommandLine,
): readonly string[] {
  const folders = given.map((folder) => absolute(folder, cli.cwd));
  for (const folder of folders) {
    if (ownLayers(workspace, [folder], cli.platform.files).length > 0) continue;
    throw new UsageError(
      `--own-layer ${folder}: no layer of this build directory is there; its layers are ${workspace.layers.join(', ')}`,
    );
  }
  return folders;
}

/** The machines of `--machine`. Each has a file in a layer. */
export function namedMachines(
  given: readonly string[],
  workspace: BuildWorkspace,
  cli: CommandLine,
): readonly string[] {
  const problem = machinesProblem(given, workspace, cli.platform.files);
  if (problem !== null) throw new UsageError(`--machine ${problem}`);
  return [...new Set(given)];
}
