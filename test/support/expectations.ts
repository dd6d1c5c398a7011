/**
 * What BitBake said, as `tools/conformance/expectations.py` keeps it. Releases with the same answer share one file,
 * which is named after them: `2.18,2.19.json`.
 */

import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';

/** What a release said, in `expected/` of a case; null where that release was not asked. */
export function expectationOf<T>(caseFolder: string, release: string): T | null {
  const folder = path.join(caseFolder, 'expected');
  if (!existsSync(folder)) return null;
  const name = readdirSync(folder).find((file) =>
    file
      .replace(/\.json$/, '')
      .split(',')
      .includes(release),
  );
  return name === undefined ? null : (JSON.parse(readFileSync(path.join(folder, name), 'utf8')) as T);
}
