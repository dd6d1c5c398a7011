/**
 * `moving-revision`: what is built is not said by the metadata: `AUTOREV`, or the name of a branch or tag where a commit should stand. BitBake
 * asks the server each time it parses; the hash follows whatever is answered, and without a network there is none.
 */

import { textOf } from '../datastore/datastore';
import { DatastoreError } from '../python/pythonDatastore';
import { assignmentsOf } from './common/assignments';
import type { Finding, Rule, RuleVariant } from './rule';

const CODE = 'moving-revision';

export const movingRevision: Rule = {
  code: CODE,
  severity: 'warning',
  title: 'a revision that moves: AUTOREV, a branch or a tag',
  needsProof: false,
  check,
  fixes: () => [],
};

/** A commit of git (SHA-1 or SHA-256) or a number of Subversion; what is left unset says so. */
const SETTLED = /^([0-9a-f]{40}|[0-9a-f]{64}|\d+|INVALID|)$/;

function check(variant: RuleVariant): readonly Finding[] {
  const { d, mcfn, signatures } = variant;
  const names = d.keys().filter((name) => /^SRCREV(_[^:]+)?$/.test(name));
  return names.flatMap((name): Finding[] => {
    const value = valueOf(name, variant);
    if (value === null || SETTLED.test(value)) return [];
    const entries = assignmentsOf(name, null, d);
    const entry = entries[entries.length - 1];
    if (!entry) return [];
    const isAutorev = value === 'AUTOINC' || /\bAUTOREV\b/.test(value);
    const what = isAutorev ? 'the newest commit there is whenever BitBake asks' : `\`${value}\`, a name that may lead to another commit tomorrow`;
    const task = signatures.tasks.has('do_fetch') ? ['do_fetch'] : [];
    return [{ code: CODE, mcfn, tasks: task, variable: name, value, chain: [name], place: entry.origin, message: `\`${name}\` is ${what}: what is built, and its hash, is not said by the metadata` }];
  });
}

function valueOf(name: string, { d }: RuleVariant): string | null {
  const raw = d.getVar(name, { expand: false });
  if (raw === null) return null;
  // Its expansion would ask the server.
  if (textOf(raw).includes('AUTOREV')) return textOf(raw);
  try {
    return d.getText(name).trim();
  } catch (error) {
    if (error instanceof DatastoreError) return null;
    throw error;
  }
}
