/** Checks the machines that a user names, before any engine starts. */

import type { FileSource } from '../../engine/files/fileSource';
import type { BuildWorkspace } from '../../engine/layers/workspace';

/** Each machine costs an engine. */
const MOST_NAMED = 4;

/** Whether a text can be the name of a machine: it becomes the name of a file, and a value. */
export function isMachineName(name: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9._+-]*$/.test(name);
}

/** Why recipes cannot be compared with these machines, after the name of the option; null if they can. */
export function machinesProblem(
  names: readonly string[],
  { layers, buildDir }: Pick<BuildWorkspace, 'layers' | 'buildDir'>,
  files: FileSource,
): string | null {
  if (names.length > MOST_NAMED) return `names ${names.length} machines: at most ${MOST_NAMED} can be compared at once`;
  // Without layers, the configuration itself already reports a problem.
  const isKnown = (name: string): boolean =>
    isMachineName(name) &&
    (layers.length === 0 ||
      [...layers, buildDir].some((folder) => files.stat(`${folder}/conf/machine/${name}.conf`) !== undefined));
  const unknown = names.find((name) => !isKnown(name));
  return unknown === undefined
    ? null
    : `names ${JSON.stringify(unknown)}, and no layer has a \`conf/machine\` file for it`;
}
