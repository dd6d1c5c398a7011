/** Creates files that commands write. An existing file is never overwritten. */

import { constants, closeSync, existsSync, mkdirSync, openSync, realpathSync, writeSync } from 'node:fs';
import path from 'node:path';
import type { CliProcess, CreatedFile } from '../cli/commandLine';
import { staysBelow, isWithin } from '../engine/files/posixPath';

/** The mode that BitBake gives to signature files: their group may write them. */
const MODE = 0o664;

/** Creates a new file with `content`, and its folders. */
export const createFile: CliProcess['createFile'] = (file, content) =>
  made(content, () => {
    mkdirSync(path.dirname(file), { recursive: true });
    return file;
  });

/**
 * Creates a new file below a folder, and the folders between. Creates nothing where the path leads out of the folder.
 */
export const createFileBelow: CliProcess['createFileBelow'] = (folder, below, content) => {
  if (!staysBelow(below)) return { kind: 'failed', reason: `\`${below}\` is not below a folder` };
  return made(content, () => {
    mkdirSync(folder, { recursive: true });
    const root = realpathSync(folder);
    const steps = below.split('/');
    const name = steps.pop() ?? '';
    let location = root;
    for (const step of steps) {
      location = path.join(location, step);
      if (!existsSync(location)) mkdirSync(location);
      // Each step is checked before the next one is created. A link may lead to a different folder inside the root, but
      // not outside.
      location = realpathSync(location);
      if (!isWithin(location, root))
        throw new Error(`${path.join(folder, ...steps)} leads out of the folder, to ${location}`);
    }
    return path.join(location, name);
  });
};

function write(file: string, content: Uint8Array): void {
  // An existing file or link at this path is never opened or followed.
  const descriptor = openSync(
    file,
    constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW,
    MODE,
  );
  try {
    for (let at = 0; at < content.length;) at += writeSync(descriptor, content, at);
  } finally {
    closeSync(descriptor);
  }
}

/** Writes a new file at the path that `locationOf` returns after it has created the folders. */
function made(content: Uint8Array, locationOf: () => string): CreatedFile {
  let file: string;
  try {
    file = locationOf();
  } catch (error) {
    const reason = reasonOf(error);
    return { kind: 'failed', reason: reason === 'EEXIST' ? 'ENOTDIR' : reason };
  }
  try {
    write(file, content);
    return { kind: 'created' };
  } catch (error) {
    const reason = reasonOf(error);
    return reason === 'EEXIST' ? { kind: 'exists' } : { kind: 'failed', reason };
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return 'code' in error ? String(error.code) : error.message;
}
