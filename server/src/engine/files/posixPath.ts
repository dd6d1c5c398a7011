/** POSIX paths as Python's `os.path` treats them, without a disk. */

/** `os.path.isabs`. */
export function isAbsolute(path: string): boolean {
  return path.startsWith('/');
}

/** `os.path.join` of two parts. */
export function join(first: string, second: string): string {
  if (isAbsolute(second)) return second;
  if (first === '' || first.endsWith('/')) return first + second;
  return `${first}/${second}`;
}

/** `os.path.normpath`. */
export function normalize(path: string): string {
  if (path === '') return '.';
  const root = path.startsWith('//') && !path.startsWith('///') ? '//' : path.startsWith('/') ? '/' : '';
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..' || (root === '' && (parts.length === 0 || parts[parts.length - 1] === '..'))) parts.push(part);
    else parts.pop();
  }
  return root + parts.join('/') || '.';
}

/** `os.path.abspath` in the working directory `cwd`. */
export function absolute(path: string, cwd: string): string {
  return normalize(join(cwd, path));
}

/** `os.path.dirname`. */
export function dirname(path: string): string {
  const head = path.slice(0, path.lastIndexOf('/') + 1);
  return /^\/*$/.test(head) ? head : head.replace(/\/+$/, '');
}

/** `os.path.basename`. */
export function basename(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/**
 * Whether a path that was built from arbitrary words leads from a folder to a location below it: it contains only steps
 * down.
 */
export function staysBelow(path: string): boolean {
  return !path.includes('\0') && path.split('/').every((step) => step !== '' && step !== '.' && step !== '..');
}

/** Whether `path` is `folder` or below it; both are normalized. */
export function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith('/') ? folder : `${folder}/`);
}
