/** Decides which files of this machine metadata may read. */

import { statSync } from 'node:fs';
import os from 'node:os';
import type { FileRights, ReadingUser } from '../engine/files/readableFiles';
import { ReadableFiles } from '../engine/files/readableFiles';
import type { FileSource } from '../engine/files/fileSource';
import { readableRoots } from '../engine/layers/readableRoots';
import type { BuildWorkspace } from '../engine/layers/workspace';
import { realPath } from '../engine/files/realPath';

/** The user of this process, and the rights of files. */
export function readingUser(files: FileSource, home: string | undefined): ReadingUser {
  const homes = [os.homedir(), home ?? ''].filter((folder) => folder.startsWith('/'));
  return {
    rightsOf,
    user: process.getuid?.() ?? 0,
    homes: [...new Set([...homes, ...homes.map((folder) => realPath(files, folder))])],
  };
}

/** What metadata of a workspace may read on this machine. */
export function readableFiles(workspace: BuildWorkspace, files: FileSource, home: string | undefined): ReadableFiles {
  return new ReadableFiles(files, readingUser(files, home), readableRoots(workspace, files));
}

function rightsOf(path: string): FileRights | undefined {
  try {
    const found = statSync(path, { throwIfNoEntry: false });
    return found && { owner: found.uid, mode: found.mode & 0o7777 };
  } catch {
    return undefined;
  }
}
