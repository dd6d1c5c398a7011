/** The pages about rules: every rule has one, and its links lead to an existing page or are removed. */

import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { RULES } from '../../server/src/engine/rules/registry';
import { type Manifest, rulePages } from '../../server/src/node/rulePages';

const DIST = path.resolve(import.meta.dirname, '../../dist');

test('every rule has a page', () => {
  const pageOf = rulePages(DIST, { version: '1' });
  for (const { code } of RULES) expect(pageOf(code)?.markdown).toMatch(new RegExp(`^# \`${code}\`\n`));
  expect(pageOf('parse-error')).toBeNull();
});

describe('addresses', () => {
  const PAGE = '/blob/HEAD/docs/rules/host-path.md';

  test.each<[Manifest['repository'], string | null]>([
    [undefined, null],
    ['me/sighound', `https://github.com/me/sighound${PAGE}`],
    ['github:me/sighound', `https://github.com/me/sighound${PAGE}`],
    [{ url: 'git+https://git.example/me/sighound.git' }, `https://git.example/me/sighound${PAGE}`],
    [{ url: 'https://git.example/me/sighound' }, `https://git.example/me/sighound${PAGE}`],
    [{ url: 'git@git.example:me/sighound.git' }, null],
  ])('%j', (repository, url) => {
    const page = rulePages(DIST, { version: '1', ...(repository !== undefined && { repository }) })('host-path')!;
    expect(page.url).toBe(url);
    const links = [...page.markdown.matchAll(/\]\(([^)]*)\)/g)].map(([, target]) => target!);
    expect(links.length > 1).toBe(url !== null);
    for (const link of links) expect(link).toMatch(/^https:\/\//);
    expect(page.markdown).toContain('host-dependent-signature');
  });
});
