/** File name patterns over a `FileSource`. */

import { sorted } from '../base/order';
import { literalPattern } from '../base/patterns';
import type { FileSource } from './fileSource';

/**
 * Python's `glob.glob` of an absolute pattern, sorted: `**` means the same as `*`, and a dot file matches only a
 * pattern that starts with a dot.
 */
export function glob(pattern: string, files: FileSource): readonly string[] {
  let found = [''];
  for (const segment of pattern.split('/').slice(1)) {
    if (!/[*?[]/.test(segment)) {
      found = found.map((path) => `${path}/${segment}`);
      continue;
    }
    const regExp = segmentPattern(segment);
    found = found.flatMap((folder) =>
      (files.list(folder === '' ? '/' : folder) ?? [])
        .filter((name) => regExp.test(name) && (segment.startsWith('.') || !name.startsWith('.')))
        .map((name) => `${folder}/${name}`),
    );
  }
  return sorted(found.filter((path) => files.stat(path) !== undefined));
}

/** One path segment with `*`, `?` and `[…]` as `fnmatch` reads them. */
function segmentPattern(segment: string): RegExp {
  let source = '';
  for (let i = 0; i < segment.length; i++) {
    const character = segment.charAt(i);
    const close = character === '[' ? segment.indexOf(']', i + (segment[i + 1] === '!' ? 3 : 2)) : -1;
    if (character === '*') source += '[^/]*';
    else if (character === '?') source += '[^/]';
    else if (close !== -1) {
      const inner = segment.slice(i + 1, close).replace(/[\\\]]/g, '\\$&');
      source += inner.startsWith('!') ? `[^${inner.slice(1)}]` : `[${inner.replace(/^\^/, '\\^')}]`;
      i = close;
    } else source += literalPattern(character);
  }
  return new RegExp(`^${source}$`, 's');
}
