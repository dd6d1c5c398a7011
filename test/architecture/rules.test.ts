/**
 * What settings, index and pages say about rules follows from the registry. `npm run rules` writes the settings and the
 * index; a page is written by hand, and its code, first sentence and default severity are checked here.
 */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { compareCodePoints } from '../../server/src/engine/base/order';
import { RULES } from '../../server/src/engine/rules/registry';
import type { Rule } from '../../server/src/engine/rules/rule';
import { messagePattern, messageWithGaps } from '../support/ruleMessages';

const root = path.resolve(import.meta.dirname, '../..');
const SEVERITIES = ['error', 'warning', 'information', 'hint', 'off'];
const rules = [...RULES].sort((a, b) => compareCodePoints(a.code, b.code));
const codes = rules.map(({ code }) => code);

function read(file: string): string {
  return readFileSync(path.join(root, file), 'utf8');
}

/** The codes that the names of files or folders give. */
function codesIn(folder: string, suffix: string, others: readonly string[] = []): readonly string[] {
  return readdirSync(path.join(root, folder), { withFileTypes: true })
    .filter((entry) => (suffix === '/' ? entry.isDirectory() : entry.isFile() && entry.name.endsWith(suffix)))
    .map(({ name }) => (suffix === '/' ? name : name.slice(0, -suffix.length)))
    .filter((name) => !others.includes(name));
}

/** A title as a sentence. */
function sentence({ title }: Rule): string {
  return `${title.charAt(0).toUpperCase()}${title.slice(1)}.`;
}

/** The first paragraph of a rule's page. */
function summary(code: string): string {
  const file = `docs/rules/${code}.md`;
  if (!existsSync(path.join(root, file))) return '';
  return (read(file).split('\n\n')[1] ?? '').replaceAll('\n', ' ');
}

function settingsLine({ code, severity }: Rule): string {
  const values = SEVERITIES.map((one) => `"${one}"${one === severity ? ' (default)' : ''}`).join(' | ');
  return `\`sighound.rules\`: \`{ "${code}": ${values} }\`.`;
}

test('each rule has a file, its entry in the registry, a page and fixtures', () => {
  const files = codesIn('server/src/engine/rules', '.ts', ['rule', 'registry']);
  const problems = [
    ...files
      .filter((code) => !codes.includes(code))
      .map((code) => `registry.ts: add the rule of engine/rules/${code}.ts to RULES; its code is \`${code}\``),
    ...codes
      .filter((code) => !files.includes(code))
      .map((code) => `the file of rule \`${code}\` has to be engine/rules/${code}.ts`),
    ...codes
      .filter((code, index) => codes.indexOf(code) !== index)
      .map((code) => `registry.ts: \`${code}\` is there twice`),
    ...[
      { found: codesIn('docs/rules', '.md', ['README']), pathOf: (code: string) => `docs/rules/${code}.md` },
      { found: codesIn('test/rules', '/'), pathOf: (code: string) => `test/rules/${code}/` },
    ].flatMap(({ found, pathOf }) => [
      ...codes.filter((code) => !found.includes(code)).map((code) => `${pathOf(code)}: write it for \`${code}\``),
      ...found.filter((code) => !codes.includes(code)).map((code) => `${pathOf(code)}: there is no rule \`${code}\``),
    ]),
  ];
  expect(problems).toEqual([]);
});

test.each(rules)('$code: the page gives the code, the title and the default severity', (rule) => {
  const page = read(`docs/rules/${rule.code}.md`);
  const must = [
    { is: page.startsWith(`# \`${rule.code}\`\n\n`), say: `begin with: # \`${rule.code}\`` },
    { is: summary(rule.code).startsWith(sentence(rule)), say: `have as its first sentence: ${sentence(rule)}` },
    { is: page.endsWith(`\n\n## Settings\n\n${settingsLine(rule)}\n`), say: `end with: ${settingsLine(rule)}` },
  ];
  expect(must.filter(({ is }) => !is).map(({ say }) => `docs/rules/${rule.code}.md has to ${say}`)).toEqual([]);
});

/** The longest message without what is in its gaps: *Problems* shows about that many characters and a name or two. */
const LONGEST = 160;

const messages = rules.flatMap(({ code, messages: all }) =>
  Object.entries(all).map(([name, message]) => ({ code, name, text: messageWithGaps(message, 'X') })),
);

test.each(messages)('$code: $name fits on a line, with a lower-case start and no full stop', ({ text }) => {
  expect(text.replaceAll('X', '').length).toBeLessThanOrEqual(LONGEST);
  expect(text).toMatch(/^(BitBake |[a-z`X]).*[^.]$/);
});

test.each(rules)('$code: the page shows a message of the rule', ({ code, messages: all }) => {
  const shown = /^> (.*)$/m.exec(read(`docs/rules/${code}.md`))?.[1];
  const patterns = Object.values(all).map((message) => messagePattern(message));
  expect(
    patterns.some((pattern) => shown !== undefined && pattern.test(shown)),
    `docs/rules/${code}.md has to show a message in a line that begins with "> "; it shows: ${shown}`,
  ).toBe(true);
});

test('the settings follow from the registry and the first paragraphs of the pages', async () => {
  const manifest = JSON.parse(read('package.json')) as {
    contributes: { configuration: { properties: { 'sighound.rules': { properties: object } } } };
  };
  manifest.contributes.configuration.properties['sighound.rules'].properties = Object.fromEntries(
    rules.map(({ code }) => {
      const description = summary(code)
        .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
        .replaceAll('`', '');
      return [code, { type: 'string', enum: SEVERITIES, description }];
    }),
  );
  await expect(
    `${JSON.stringify(manifest, null, 2)}\n`,
    '`sighound.rules` in package.json differs from the registry: run `npm run rules`, which writes it',
  ).toMatchFileSnapshot(path.join(root, 'package.json'));
});

test('the index follows from the registry', async () => {
  const [before = '', after = ''] = read('docs/rules/README.md').split(/(?:^\| \[.*\n)+/m);
  const rows = rules.map((rule) => `| [\`${rule.code}\`](${rule.code}.md) | ${rule.severity} | ${sentence(rule)} |\n`);
  await expect(
    `${before}${rows.join('')}${after}`,
    'docs/rules/README.md differs from the registry: run `npm run rules`, which writes it',
  ).toMatchFileSnapshot(path.join(root, 'docs/rules/README.md'));
});
