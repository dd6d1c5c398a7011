/** The pages about rules, which the build puts next to the program. */

import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { RulePage } from '../cli/commandLine';

/** What `package.json` says about the program, and optionally about where it is published. */
export interface Manifest {
  readonly version: string;
  readonly repository?: string | { readonly url: string };
}

/**
 * Reads pages from `distFolder`. Their links lead to the web where the project is published, and are plain text where
 * it is not.
 */
export function rulePages(distFolder: string, manifest: Manifest): (code: string) => RulePage | null {
  const repository = webAddress(manifest);
  return (code) => {
    let markdown: string;
    try {
      markdown = readFileSync(path.join(distFolder, 'rules', `${code}.md`), 'utf8');
    } catch {
      // The codes of problems have no page.
      return null;
    }
    const page = repository === null ? null : `${repository}/blob/HEAD/docs/rules/${code}.md`;
    return { markdown: withLinks(markdown, page), url: page };
  };
}

/** The repository's address for a browser; null where there is none. */
function webAddress({ repository }: Manifest): string | null {
  const url = typeof repository === 'string' ? repository : repository?.url;
  if (url === undefined) return null;
  const address = url
    .replace(/^git\+/, '')
    .replace(/\.git$/, '')
    .replace(/^github:|^(?=[\w.-]+\/[\w.-]+$)/, 'https://github.com/');
  return /^https?:\/\//.test(address) ? address : null;
}

function withLinks(markdown: string, page: string | null): string {
  return markdown.replace(/\[([^\]]+)\]\((?!https?:)([^)\s]+)\)/g, (_link, text: string, target: string) =>
    page === null ? text : `[${text}](${new URL(target, page).href})`,
  );
}
