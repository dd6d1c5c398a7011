/** Symbolic links, followed as `readlink -f` and Python's `os.path.realpath` do, over a `FileSource`. */

import type { FileSource } from './fileSource';

/** The number of links that Linux follows before it reports a loop. */
const MOST_LINKS = 40;

/** The absolute path with every symbolic link followed as far as the path exists; the rest is kept. */
export function realPath(files: FileSource, path: string): string {
  let parts = split(path);
  let done = '';
  let links = 0;
  while (parts.length > 0) {
    const [name = '', ...rest] = parts;
    parts = rest;
    if (name === '.') continue;
    if (name === '..') {
      done = done.slice(0, Math.max(0, done.lastIndexOf('/')));
      continue;
    }
    const target = links < MOST_LINKS ? files.readLink(`${done}/${name}`) : undefined;
    if (target === undefined) {
      done = `${done}/${name}`;
      continue;
    }
    links++;
    if (target.startsWith('/')) done = '';
    parts = [...split(target), ...parts];
  }
  return done === '' ? '/' : done;
}

function split(path: string): string[] {
  return path.split('/').filter((part) => part !== '');
}
