/**
 * The documents of `sighound check`: SARIF is checked with its official schema, JUnit with a strict XML reader, both
 * with texts that try to break them.
 */

import { readFileSync } from 'node:fs';
import path from 'node:path';
import Ajv from 'ajv-draft-04';
import addFormats from 'ajv-formats';
import type { Log, Result } from 'sarif';
import { type SaxesAttributePlain, SaxesParser } from 'saxes';
import { describe, expect, test } from 'vitest';
import { commandLine } from '../../server/src/cli/output';
import { REPORTS, type ReportFormat } from '../../server/src/cli/report/formats';
import type { Reported } from '../../server/src/cli/report/report';
import type { RuleSeverities } from '../../server/src/cli/severities';
import { RULES } from '../../server/src/engine/rules/registry';
import { nodePlatform } from '../../server/src/node/nodePlatform';
import { rulePages } from '../../server/src/node/rulePages';
import type { EditorDiagnostic, EditorFix } from '../../server/src/ide/api/analysisApi';
import { DIST } from './support';

const ajv = new Ajv({ allErrors: true, strict: false });
addFormats(ajv);
const validate = ajv.compile(
  JSON.parse(readFileSync(path.join(import.meta.dirname, 'fixtures/sarif-schema-2.1.0.json'), 'utf8')) as object,
);

/** Control characters, half surrogate pairs, ends of CDATA and of tags, noncharacters, and valid special characters. */
const HOSTILE =
  'a\0b\x07\x1b[31mc\x9f \ud800 \udc00 ]]> <![CDATA[ </failure> & "quoted" \'\' \ufffe\uffff äöü 😀 \\x\r\nnext\tline {0} [a](b)';

interface Given {
  readonly cwd?: string;
  readonly rules?: RuleSeverities;
  readonly url?: string;
}

function print(
  format: ReportFormat,
  found: readonly Reported[],
  { cwd = '/ws', rules = new Map(), url }: Given = {},
): string {
  const out: string[] = [];
  const cli = commandLine({
    platform: nodePlatform(DIST),
    cwd,
    out: (text) => out.push(text),
    err: () => undefined,
    createFile: () => ({ kind: 'exists' }),
    createFileBelow: () => ({ kind: 'exists' }),
    serveLsp: () => Promise.resolve(),
    rulePage: rulePages(DIST, { version: '1', ...(url !== undefined && { repository: { url } }) }),
  });
  const report = REPORTS[format]({ cli, version: '1.2.3', rules, calibration: 'confirmed' });
  for (const one of found) report.add(one);
  report.end({ recipes: 2, inBaseline: 0 });
  return out.join('\n');
}

const RECIPE = '/ws/meta-a/recipes/x/x_1.0.bb';

function diagnostic(more: Partial<EditorDiagnostic> = {}, variable = 'TOPDIR'): EditorDiagnostic {
  return {
    path: RECIPE,
    range: { start: { line: 3, character: 11 }, end: { line: 3, character: 17 } },
    severity: 'warning',
    code: 'host-dependent-signature',
    message: 'it differs',
    related: [
      {
        location: { path: RECIPE, range: { start: { line: 5, character: 0 }, end: { line: 5, character: 4 } } },
        message: '`do_x` depends on `A`',
      },
    ],
    finding: {
      id: 'one',
      mcfn: RECIPE,
      task: 'do_x',
      variable,
      key: 'A',
      value: '/ws/build',
      chain: ['do_x', 'A', variable],
      affected: [{ mcfn: RECIPE, tasks: ['do_x', 'do_y'] }],
    },
    ...more,
  };
}

function reported(more: Partial<Reported> = {}): Reported {
  return {
    diagnostic: diagnostic(),
    fix: null,
    identity: 'host-dependent-signature recipes/x/x_1.0.bb TOPDIR A',
    fails: true,
    ...more,
  };
}

const PROBLEM = diagnostic({
  code: 'metadata-error',
  severity: 'error',
  message: 'no such class',
  related: [],
  finding: undefined,
} as Partial<EditorDiagnostic>);

const FIX: EditorFix = {
  title: 'Exclude TOPDIR from A',
  code: 'host-dependent-signature',
  id: 'one',
  newFiles: ['/ws/meta-a/conf/new.conf'],
  mcfn: RECIPE,
  task: 'do_x',
  variable: 'TOPDIR',
  before: '1',
  after: '2',
  obstacle: null,
  changedTasks: [{ task: 'do_x', before: '1', after: '2' }],
  edits: [
    {
      path: RECIPE,
      range: { start: { line: 3, character: 20 }, end: { line: 3, character: 20 } },
      newText: '\nA[vardepsexclude] += "TOPDIR"',
    },
    {
      path: '/ws/meta-a/conf/new.conf',
      range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } },
      newText: 'B = "1"\n',
    },
    { path: RECIPE, range: { start: { line: 7, character: 0 }, end: { line: 8, character: 2 } }, newText: '' },
  ],
};

describe('SARIF', () => {
  function sarif(found: readonly Reported[], given?: Given): Log {
    const log = JSON.parse(print('sarif', found, given)) as Log;
    expect(validate(log), JSON.stringify(validate.errors)).toBe(true);
    return log;
  }

  function resultOf(found: Reported, given?: Given): Result {
    return sarif([found], given).runs[0]!.results![0]!;
  }

  test('is refused by the schema if it is wrong', () => {
    const log = sarif([reported()]);
    log.runs[0]!.results![0]!.locations![0]!.physicalLocation!.region!.startLine = 0;
    expect(validate(log)).toBe(false);
  });

  test('has every rule and no result where nothing is found', () => {
    const {
      version,
      runs: [run],
    } = sarif([]);
    expect(version).toBe('2.1.0');
    expect(run).toMatchObject({
      columnKind: 'utf16CodeUnits',
      results: [],
      invocations: [{ executionSuccessful: true }],
      tool: { driver: { name: 'sighound', version: '1.2.3' } },
    });
    const rules = run!.tool.driver.rules!;
    expect(rules.map(({ id }) => id)).toEqual([
      ...RULES.map(({ code }) => code),
      'parse-error',
      'metadata-error',
      'metadata-warning',
      'configuration-error',
      'configuration-warning',
    ]);
    for (const rule of RULES) {
      const found = rules.find(({ id }) => id === rule.code)!;
      expect(found.shortDescription).toEqual({ text: rule.title });
      expect(found.help!.markdown).toMatch(new RegExp(`^# \`${rule.code}\`\n`));
      expect(found.help!.text).not.toBe('');
      expect(found.helpUri).toBeUndefined();
      // Links in a page do not work in other locations.
      expect(found.help!.markdown).not.toMatch(/\]\((?!https:)/);
    }
  });

  test('has links from the rules to their pages for a published project', () => {
    const rules = sarif([], { url: 'git+https://git.example/me/sighound.git' }).runs[0]!.tool.driver.rules!;
    const hostPath = rules.find(({ id }) => id === 'host-path')!;
    expect(hostPath.helpUri).toBe('https://git.example/me/sighound/blob/HEAD/docs/rules/host-path.md');
    expect(hostPath.help!.markdown).toContain('(https://git.example/me/sighound/blob/HEAD/docs/other-host.md)');
    expect(rules.find(({ id }) => id === 'parse-error')!.helpUri).toBeUndefined();
  });

  test('has rule, level, location, chain, name and affected tasks of a finding', () => {
    const { ruleIndex, ...result } = resultOf(reported());
    expect(RULES[ruleIndex!]!.code).toBe('host-dependent-signature');
    const artifactLocation = { uri: 'meta-a/recipes/x/x_1.0.bb', uriBaseId: '%SRCROOT%' };
    expect(result).toEqual({
      ruleId: 'host-dependent-signature',
      level: 'warning',
      message: { text: 'it differs' },
      locations: [
        {
          physicalLocation: { artifactLocation, region: { startLine: 4, startColumn: 12, endLine: 4, endColumn: 18 } },
        },
      ],
      relatedLocations: [
        {
          id: 0,
          message: { text: '`do_x` depends on `A`' },
          physicalLocation: { artifactLocation, region: { startLine: 6, startColumn: 1, endLine: 6, endColumn: 5 } },
        },
      ],
      partialFingerprints: { 'sighound/v1': 'host-dependent-signature recipes/x/x_1.0.bb TOPDIR A' },
      properties: {
        mcfn: RECIPE,
        task: 'do_x',
        variable: 'TOPDIR',
        chain: ['do_x', 'A', 'TOPDIR'],
        affected: [{ mcfn: RECIPE, tasks: ['do_x', 'do_y'] }],
      },
    });
  });

  test('has a separate rule for problems of the metadata', () => {
    const log = sarif([reported({ diagnostic: PROBLEM })]);
    const { driver } = log.runs[0]!.tool;
    const result = log.runs[0]!.results![0]!;
    expect(result).toMatchObject({ ruleId: 'metadata-error', level: 'error' });
    expect(driver.rules![result.ruleIndex!]!.id).toBe('metadata-error');
    expect(result.properties).toBeUndefined();
  });

  test.each([
    ['error', 'error'],
    ['warning', 'warning'],
    ['information', 'note'],
    ['hint', 'note'],
  ] as const)('gives the severity %s the level %s', (severity, level) => {
    expect(resultOf(reported({ diagnostic: diagnostic({ severity }) })).level).toBe(level);
  });

  test('has no fix with a risk, because programs apply fixes without asking', () => {
    expect(resultOf(reported({ fix: { ...FIX, risk: 'the output contains it' } })).fixes).toBeUndefined();
  });

  test('describes a fix as replacements in files, in order', () => {
    const result = resultOf(reported({ fix: FIX }));
    expect(result.fixes).toEqual([
      {
        description: { text: 'Exclude TOPDIR from A' },
        artifactChanges: [
          {
            artifactLocation: { uri: 'meta-a/recipes/x/x_1.0.bb', uriBaseId: '%SRCROOT%' },
            replacements: [
              {
                deletedRegion: { startLine: 4, startColumn: 21, endLine: 4, endColumn: 21 },
                insertedContent: { text: '\nA[vardepsexclude] += "TOPDIR"' },
              },
              {
                deletedRegion: { startLine: 8, startColumn: 1, endLine: 9, endColumn: 3 },
                insertedContent: { text: '' },
              },
            ],
          },
          {
            artifactLocation: { uri: 'meta-a/conf/new.conf', uriBaseId: '%SRCROOT%' },
            replacements: [
              {
                deletedRegion: { startLine: 1, startColumn: 1, endLine: 1, endColumn: 1 },
                insertedContent: { text: 'B = "1"\n' },
              },
            ],
          },
        ],
      },
    ]);
    expect(result.properties).toMatchObject({ before: '1', after: '2' });
  });

  test.each([
    ['/ws', '/ws/a b/ü#%?.bb', { uri: 'a%20b/%C3%BC%23%25%3F.bb', uriBaseId: '%SRCROOT%' }, 'file:///ws/'],
    ['/w s', '/ws/x.bb', { uri: 'file:///ws/x.bb' }, 'file:///w%20s/'],
    ['/', '/ws/x.bb', { uri: 'ws/x.bb', uriBaseId: '%SRCROOT%' }, 'file:///'],
    ['/ws', '/ws/a:b.bb', { uri: 'a%3Ab.bb', uriBaseId: '%SRCROOT%' }, 'file:///ws/'],
    ['/ws', '/ws-other/\ud800.bb', { uri: 'file:///ws-other/%EF%BF%BD.bb' }, 'file:///ws/'],
  ])('in %s the file %s', (cwd, file, artifactLocation, base) => {
    const log = sarif([reported({ diagnostic: diagnostic({ path: file }) })], { cwd });
    expect(log.runs[0]!.results![0]!.locations![0]!.physicalLocation!.artifactLocation).toEqual(artifactLocation);
    expect(log.runs[0]!.originalUriBaseIds).toEqual({ '%SRCROOT%': { uri: base } });
  });

  test('contains severities of the command line next to those of the rules', () => {
    const { invocations, tool } = sarif([], {
      rules: new Map([
        ['host-path', 'off'],
        ['nostamp-task', 'error'],
      ]),
    }).runs[0]!;
    const { rules } = tool.driver;
    const overrides = invocations![0]!.ruleConfigurationOverrides!;
    expect(
      overrides.map(({ configuration, descriptor }) => [rules![descriptor.index!]!.id, descriptor.id, configuration]),
    ).toEqual([
      ['host-path', 'host-path', { level: 'none', enabled: false }],
      ['nostamp-task', 'nostamp-task', { level: 'error', enabled: true }],
    ]);
    expect(rules!.find(({ id }) => id === 'nostamp-task')!.defaultConfiguration).toEqual({ level: 'warning' });
  });

  test('survives hostile texts everywhere', () => {
    const hostile = diagnostic(
      {
        path: `/ws/${HOSTILE}`,
        message: HOSTILE,
        related: [{ location: { path: HOSTILE, range: diagnostic().range }, message: HOSTILE }],
      },
      HOSTILE,
    );
    const text = print(
      'sarif',
      [
        reported({
          diagnostic: hostile,
          identity: HOSTILE,
          fix: { ...FIX, title: HOSTILE, edits: [{ ...FIX.edits[0]!, newText: HOSTILE }] },
        }),
      ],
      { cwd: `/ws/${HOSTILE}` },
    );
    // The output is the same in UTF-8, and JSON escapes no half pair.
    expect(new TextDecoder('utf-8', { fatal: true }).decode(new TextEncoder().encode(text))).toBe(text);
    expect(text).not.toMatch(/\\ud[89a-f]/i);
    expect(text).not.toMatch(/[\0-\x09\x0b-\x1f]/);
    const log = JSON.parse(text) as Log;
    expect(validate(log), JSON.stringify(validate.errors)).toBe(true);
    const { message, properties, partialFingerprints } = log.runs[0]!.results![0]!;
    // Text for people is made safe, and contains no link; data is exact.
    expect(message.text).toBe(
      'a\\x00b\\x07\\x1b[31mc\\x9f \ufffd \ufffd ]]> <![CDATA[ </failure> & "quoted" \'\' \ufffe\uffff äöü 😀 \\x\\x0d\nnext\tline {0} [a]\u2060(b)',
    );
    const exact = HOSTILE.replaceAll('\ud800', '\ufffd').replaceAll('\udc00', '\ufffd');
    expect([properties!['variable'], partialFingerprints!['sighound/v1']]).toEqual([exact, exact]);
  });
});

interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: Element[];
  text: string;
}

/** Reads XML as strictly as the standard requires. */
function parseXml(xml: string): Element {
  const root: Element = { name: '', attributes: {}, children: [], text: '' };
  const open = [root];
  const parser = new SaxesParser();
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ name, attributes }) => {
    const element: Element = {
      name,
      attributes: attributes as Readonly<Record<SaxesAttributePlain['name'], string>>,
      children: [],
      text: '',
    };
    open.at(-1)!.children.push(element);
    open.push(element);
  });
  parser.on('closetag', () => void open.pop());
  parser.on('text', (text) => void (open.at(-1)!.text += text));
  parser.write(xml).close();
  return root.children[0]!;
}

describe('JUnit', () => {
  function junit(found: readonly Reported[], given?: Given): Element {
    const document = parseXml(print('junit', found, given));
    expect(document.name).toBe('testsuites');
    const count = (element: Element, name: string): number =>
      (element.name === name ? 1 : 0) + element.children.reduce((sum, child) => sum + count(child, name), 0);
    for (const element of [document, ...document.children]) {
      expect(element.attributes).toMatchObject({
        tests: String(count(element, 'testcase')),
        failures: String(count(element, 'failure')),
        errors: '0',
      });
    }
    for (const suite of document.children) {
      expect(suite.name).toBe('testsuite');
      const names = suite.children.map(({ attributes }) => attributes['name']);
      expect(new Set(names).size).toBe(names.length);
    }
    return document;
  }

  function suite(document: Element, name: string): Element | undefined {
    return document.children.find(({ attributes }) => attributes['name'] === name);
  }

  test('is refused by the strict reader if it is wrong', () => {
    for (const text of ['<a>\x07</a>', '<a>]]></a>', '<a>\ud800</a>', '<a b="<"/>', '<a>'])
      expect(() => parseXml(text), text).toThrow();
  });

  test('has a passed case for every rule where nothing is found', () => {
    const document = junit([]);
    expect(document.attributes['failures']).toBe('0');
    expect(document.children.slice(0, RULES.length).map(({ attributes }) => attributes['name'])).toEqual(
      RULES.map(({ code }) => code),
    );
    expect(suite(document, 'host-path')!.children).toEqual([
      {
        name: 'testcase',
        attributes: { classname: 'sighound.host-path', name: 'nothing found' },
        children: [],
        text: '',
      },
    ]);
  });

  test('has a failed case with all details for a finding', () => {
    const [testcase, ...others] = suite(junit([reported({ fix: FIX })]), 'host-dependent-signature')!.children;
    expect(others).toEqual([]);
    expect(testcase!.attributes).toEqual({
      classname: 'sighound.host-dependent-signature',
      name: 'meta-a/recipes/x/x_1.0.bb: TOPDIR in A',
      file: 'meta-a/recipes/x/x_1.0.bb',
      line: '4',
    });
    const [failure] = testcase!.children;
    expect(failure).toMatchObject({ name: 'failure', attributes: { message: 'it differs', type: 'warning' } });
    expect(failure!.text).toBe(print('text', [reported({ fix: FIX })]));
  });

  test('has a passed case with the text of a finding that does not make the command fail', () => {
    const [testcase] = suite(junit([reported({ fails: false })]), 'host-dependent-signature')!.children;
    expect(testcase!.children).toMatchObject([{ name: 'system-out', text: print('text', [reported()]) }]);
  });

  test('separates two findings with one name, and a finding outside of the current folder', () => {
    const cases = suite(
      junit([reported(), reported(), reported({ diagnostic: diagnostic({ path: '/else/x.bb' }) })]),
      'host-dependent-signature',
    )!.children;
    expect(cases.map(({ attributes }) => attributes['name'])).toEqual([
      'meta-a/recipes/x/x_1.0.bb: TOPDIR in A',
      'meta-a/recipes/x/x_1.0.bb: TOPDIR in A (2)',
      '/else/x.bb: TOPDIR in A',
    ]);
  });

  test('has separate suites for problems of the metadata, and none for a rule that is off', () => {
    const document = junit([reported({ diagnostic: PROBLEM })], { rules: new Map([['host-path', 'off']]) });
    expect(suite(document, 'metadata-error')!.children[0]!.attributes['name']).toBe(
      'meta-a/recipes/x/x_1.0.bb: no such class',
    );
    expect(suite(document, 'host-path')).toBeUndefined();
    expect(suite(document, 'host-dependent-signature')!.children[0]!.attributes['name']).toBe('nothing found');
  });

  test('survives hostile texts everywhere', () => {
    const hostile = diagnostic(
      {
        path: `/ws/${HOSTILE}`,
        message: HOSTILE,
        related: [{ location: { path: HOSTILE, range: diagnostic().range }, message: HOSTILE }],
      },
      HOSTILE,
    );
    const [testcase] = suite(
      junit([reported({ diagnostic: hostile, fix: { ...FIX, title: HOSTILE } })]),
      'host-dependent-signature',
    )!.children;
    const [failure] = testcase!.children;
    expect(failure!.attributes['message']).toBe(
      'a\\x00b\\x07\\x1b[31mc\\x9f \ufffd \ufffd ]]> <![CDATA[ </failure> & "quoted" \'\' \ufffd\ufffd äöü 😀 \\x',
    );
    expect(failure!.text).toContain(']]> <![CDATA[ </failure> & "quoted"');
  });
});

describe('text', () => {
  test('sends no commands to a terminal', () => {
    const text = print('text', [reported({ diagnostic: diagnostic({ message: HOSTILE }) })]);
    expect(text).not.toMatch(/[\0-\x08\x0b-\x1f\x7f-\x9f]/);
    expect(text).toContain('a\\x00b\\x07\\x1b[31mc\\x9f');
    expect(text).toContain('äöü 😀');
  });
});
