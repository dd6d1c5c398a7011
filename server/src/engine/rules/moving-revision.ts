/**
 * `moving-revision`: the metadata does not say which revision is built: it has `AUTOREV`, or the name of a branch or
 * tag instead of a commit. BitBake asks the server each time it parses. The hash depends on the answer, and without a
 * network there is no hash.
 */

import { variantNameOf } from '../base/recipeNames';
import { words } from '../base/pythonText';
import { textOf } from '../datastore/datastore';
import { effectiveAssignments, quietly, readableText } from './common/assignments';
import type { Finding, Messages, Rule, RuleVariant } from './rule';

const CODE = 'moving-revision';

const messages = {
  newest: (variable, variant) =>
    `\`${variable}\` names no commit${variant}: it is the newest one whenever BitBake asks the server; write down which one`,
  name: (variable, variant, value) =>
    `\`${variable}\` names no commit${variant}: \`${value}\` may lead to another one tomorrow; write down which one`,
  branch: (address, variant, branch) =>
    `\`SRC_URI\` names no commit of \`${address}\`${variant}: the branch \`${branch}\` moves; write down the commit in \`SRCREV\``,
  tag: (address, variant, tag) =>
    `\`SRC_URI\` names no commit of \`${address}\`${variant}: the tag \`${tag}\` may move; write down the commit in \`SRCREV\``,
} satisfies Messages;

export const movingRevision: Rule = {
  code: CODE,
  severity: 'warning',
  title: 'the metadata does not say which revision is built',
  messages,
  needsProof: false,
  check,
  fixes: () => [],
};

/**
 * A git commit (SHA-1 or SHA-256) or a Subversion revision number; `INVALID` and an empty value mean that it is unset.
 */
const SETTLED = /^([0-9a-f]{40}|[0-9a-f]{64}|\d+|INVALID|)$/;

function check(variant: RuleVariant): readonly Finding[] {
  const sources = namesOfSources(variant);
  const names = variant.d.keys().filter((name) => name === 'SRCREV' || sources.has(name));
  return [...names.flatMap((name) => movingRevisionIn(name, variant)), ...sourcesWithoutRevision(variant)];
}

function movingRevisionIn(name: string, variant: RuleVariant): readonly Finding[] {
  const value = valueOf(name, variant);
  if (value === null || SETTLED.test(value)) return [];
  const isAutorev = value === 'AUTOINC' || /\bAUTOREV\b/.test(value);
  return findingAbout(
    name,
    value,
    isAutorev ? messages.newest(name, inVariant(variant)) : messages.name(name, inVariant(variant), value),
    variant,
  );
}

/**
 * The variables in which the fetcher looks for the revision of a source with a name. Any other variable that begins like
 * them is the author's own.
 */
function namesOfSources({ d }: RuleVariant): ReadonlySet<string> {
  // Where the sources are not known, their text still has most names.
  const sources = quietly(() => d.getText('SRC_URI')) ?? textOf(d.getVar('SRC_URI', { expand: false }) ?? '');
  return new Set(
    [...sources.matchAll(/;name=([^;\s]+)/g)].flatMap(([, names = '']) =>
      names.split(',').map((name) => `SRCREV_${name}`),
    ),
  );
}

/** Repository sources whose commit no `SRCREV` gives. */
function sourcesWithoutRevision(variant: RuleVariant): readonly Finding[] {
  const sources = words(readableText('SRC_URI', variant.d)).filter((source) => /^git(sm)?:\/\//.test(source));
  return sources.flatMap((source): readonly Finding[] => {
    const [address = '', ...rest] = source.split(';');
    const parameters = new Map(
      rest.map((parameter) => [parameter.split('=', 1)[0] ?? '', parameter.slice(parameter.indexOf('=') + 1)]),
    );
    const revisions = (parameters.get('name') ?? '')
      .split(',')
      .map((name) => parameters.get('rev') ?? valueOf(`SRCREV_${name}`, variant) ?? valueOf('SRCREV', variant) ?? '');
    if (revisions.every((revision) => revision !== '' && revision !== 'INVALID')) return [];
    const tag = parameters.get('tag');
    const message =
      tag === undefined
        ? messages.branch(address, inVariant(variant), parameters.get('branch') ?? 'master')
        : messages.tag(address, inVariant(variant), tag);
    return findingAbout('SRC_URI', address, message, variant);
  });
}

function findingAbout(
  name: string,
  value: string,
  message: string,
  { d, mcfn, signatures }: RuleVariant,
): readonly Finding[] {
  const entries = effectiveAssignments(name, null, d);
  // The value may be in a line that adds to the variable.
  const entry =
    entries.filter(({ detail }) => typeof detail === 'string' && detail.includes(value)).at(-1) ?? entries[0];
  const tasks = signatures.tasks.has('do_fetch') ? ['do_fetch'] : [];
  return entry
    ? [{ code: CODE, mcfn, tasks, variable: name, value, chain: [name], location: entry.origin, message }]
    : [];
}

/** Which variant a finding is about, as part of a message; empty for the plain recipe. */
function inVariant({ mcfn }: RuleVariant): string {
  const name = variantNameOf(mcfn);
  return name === '' ? '' : ` in the variant \`${name}\``;
}

function valueOf(name: string, { d }: RuleVariant): string | null {
  const raw = d.getVar(name, { expand: false });
  if (raw === null) return null;
  // Expanding it would ask the server.
  if (textOf(raw).includes('AUTOREV')) return textOf(raw);
  return quietly(() => d.getText(name).trim());
}
