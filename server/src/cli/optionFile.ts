/** Files that the user names on the command line, in addition to metadata. */

import { encodeUtf8 } from '../engine/digest/utf8';
import { absolute } from '../engine/files/posixPath';
import { type CommandLine, UsageError } from './commandLine';

/** Writes a text to the new file that `option` names. */
export function createOptionFile(option: string, file: string, text: string, cli: CommandLine): void {
  const path = absolute(file, cli.cwd);
  const made = cli.createFile(path, encodeUtf8(text));
  if (made.kind === 'exists')
    throw new UsageError(`${option} ${path}: exists already; remove it, or give another name`);
  if (made.kind === 'failed') throw new UsageError(`${option} ${path}: cannot be written: ${made.reason}`);
}

/** The text of the file at an absolute path that `option` names. */
export function readOptionFile(option: string, path: string, { platform }: CommandLine): string {
  const found = platform.files.readText(path);
  switch (found.kind) {
    case 'text':
      return found.text.replace(/^\ufeff/, '');
    case 'missing':
      throw new UsageError(`${option} ${path}: there is no such file`);
    case 'directory':
      throw new UsageError(`${option} ${path}: is a folder, not a file`);
    case 'not-utf8':
      throw new UsageError(`${option} ${path}: is not UTF-8, byte ${found.offset} cannot be decoded`);
    case 'unreadable':
      throw new UsageError(`${option} ${path}: cannot be read: ${found.reason}`);
  }
}
