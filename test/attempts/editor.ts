/**
 * Texts of metadata on their way to the editor: hovers load nothing, labels have no icons and only one line, documents
 * have only their own lines.
 */

import { CodeActionRequest } from 'vscode-languageserver/node';
import type { StatusParams } from '../../server/src/protocol/protocol';
import { impactLook } from '../../client/src/views/impactNodes';
import { type NodeLook, lookOf } from '../../client/src/views/signatureNodes';
import { sourceLinks } from '../../client/src/views/sourceLinks';
import { statusText, stoppedText } from '../../client/src/views/statusText';
import type { SignatureData } from '../../server/src/engine/siginfo/signatureData';
import { readableSignature } from '../../server/src/ide/signatures/readableSignature';
import { LoadingProgress } from '../../server/src/lsp/workspace/loadingProgress';
import {
  lensTitle,
  pathToUri,
  signatureUri,
  toCodeLens,
  toDiagnostic,
  toDocumentSymbol,
} from '../../server/src/lsp/words/toProto';
import { line, plain } from '../../server/src/text/characters';
import { block, code, joined, markdown, prose } from '../../server/src/text/markdown';
import { RECIPE as HOVERED, TestAnalysis } from '../support/analysis';
import { CAPABILITIES, FakePlatform, RECIPE_URI, TestClient, at, lens, problem } from '../lsp/support';
import type { Attempt, AttemptKind } from './attempt';
import { FORGED, LABEL_PAYLOADS, MARKDOWN_PAYLOADS, type Payload, TERMINAL_PAYLOADS } from './payloads';
import { editorLines, icons, obeyedCharacters, readMarkdown } from './readers';

let analysis: Promise<TestAnalysis> | null = null;

/** The answers of the example's analysis for a recipe with additional lines. */
async function withRecipe<T>(
  lines: string,
  ask: (opened: ReturnType<TestAnalysis['open']>['analysis']) => Promise<T>,
): Promise<T> {
  analysis ??= TestAnalysis.load();
  return ask((await analysis).open({ [HOVERED]: lines }).analysis);
}

async function hover(lines: string): Promise<string> {
  const found = await withRecipe(`A = "1"\n${lines}`, (asked) => asked.hover(HOVERED, { line: 0, character: 0 }));
  return found?.markdown ?? 'no hover';
}

const python = (text: string): string => JSON.stringify(text).replaceAll('${', '$" + "{');
const STATUS: StatusParams = { buildDirectory: '/ws/build', state: 'ready', divergences: 0, judge: 'idle' };
const tooltip = (change: Partial<StatusParams>): string =>
  statusText({ ...STATUS, ...change })
    .tooltip.split('\n\n')
    .filter((part) => !part.includes('](command:sighound.'))
    .join('\n\n');

/** Markdown that contains a text, and how the text begins and ends there. */
const MARKDOWN: Readonly<Record<string, (text: string) => string>> = {
  prose: (text) => markdown`said: ${prose(text)}`,
  'prose that begins a paragraph': (text) => prose(text),
  code: (text) => markdown`a ${code(text)} b`,
  'a block': (text) => joined([prose('before'), block(text), prose('after')]),
  'the tooltip of the status bar, as message': (text) => tooltip({ state: 'failed', message: text }),
  'the tooltip of the status bar, as build directory': (text) => tooltip({ buildDirectory: `/ws/${text}` }),
  'the tooltip of the status bar, as outcome': (text) => tooltip({ calibration: { kind: 'differs', text } }),
};

const HOVERS: Readonly<Record<string, (text: string) => Promise<string>>> = {
  'a hover, as value': (text) => hover(`python () {\n    d.setVar("A", ${python(text)})\n}\n`),
  'a hover, as error': (text) =>
    hover(
      `def boom(d):\n    raise Exception(${python(text)})\npython () {\n    d.setVar("A", "$" + "{@boom(d)}")\n}\n`,
    ),
  'a hover, as reason': (text) =>
    hover(
      `def ask(d):\n    import subprocess\n    return subprocess.check_output([${python(text)}])\npython () {\n    d.setVar("A", "$" + "{@ask(d)}")\n}\n`,
    ),
};

const bare = (text: string): string => text.replace(/[\s`]+/g, '');
const SAME = 'no markup, and the text reads as it is written';

function markdownSeen(shown: string, text: string): string {
  const { markup, text: read } = readMarkdown(shown);
  // Emphasis of our own titles.
  const foreign = markup.filter((type) => type !== 'strong_open' && type !== 'strong_close');
  if (foreign.length > 0) return `markup: ${foreign.join(' ')}`;
  return [plain(text), line(text)].some((each) => bare(read).includes(bare(each))) ? SAME : `reads otherwise: ${read}`;
}

const inMarkdown: readonly Attempt[] = Object.entries(MARKDOWN).flatMap(([destination, make]) =>
  MARKDOWN_PAYLOADS.map(({ name, text }): Attempt => ({
    name: `${name} in ${destination}`,
    expected: SAME,
    run: () => markdownSeen(make(text), text),
  })),
);

/** Only every fourth payload, because the engine's own hovers take longer. */
const inHovers: readonly Attempt[] = Object.entries(HOVERS).flatMap(([destination, make]) =>
  MARKDOWN_PAYLOADS.filter((_, index) => index % 4 === 0).map(({ name, text }): Attempt => ({
    name: `${name} in ${destination}`,
    expected: SAME,
    run: async () => markdownSeen(await make(text), text),
  })),
);

const task = { mcfn: '/ws/a.bb', task: 'do_x', document: 'd' };
const range = at(0, 0, 1);
const state = (reason: string): Parameters<typeof toCodeLens>[1]['state'] =>
  ({
    ...task,
    pn: 'a',
    pnid: 'a:do_x',
    basehash: null,
    hash: { kind: 'unknown', reason, nostamp: false },
    object: null,
  }) as Parameters<typeof toCodeLens>[1]['state'];
const context = { verdict: null, library: 'bitbake', unstable: [], state: null } as const;
const looks = ({ label, description, tooltip: lines }: NodeLook): readonly string[] => [
  label,
  description,
  ...lines.flatMap((line) => line.split('\n')),
];

async function actions(text: string): Promise<readonly string[]> {
  const change = {
    edits: [],
    newFiles: [],
    changedTasks: [{ task: text, before: null, after: null }],
    obstacle: { reason: 'no', changedFile: null },
  };
  const host = new FakePlatform(
    (engine) =>
      (engine.answers.fixes = async () => [
        {
          ...change,
          title: text,
          code: 'host-path',
          id: 'a',
          mcfn: null,
          task: null,
          variable: 'A',
          before: null,
          after: null,
        },
      ]),
  );
  const capabilities = {
    ...CAPABILITIES,
    textDocument: { ...CAPABILITIES.textDocument, codeAction: { disabledSupport: true } },
  };
  const client = await TestClient.start(host, { capabilities });
  try {
    await client.ready();
    await client.open();
    const found = await client.connection.sendRequest(CodeActionRequest.type, {
      textDocument: { uri: RECIPE_URI },
      range,
      context: { diagnostics: [] },
    });
    return (found ?? []).map(({ title }) => title);
  } finally {
    await client.close();
  }
}

function progress(text: string): Promise<readonly string[]> {
  const shown: string[] = [];
  const reporter = {
    begin: (_title: string, _part?: number, message = '') => shown.push(message),
    report: (...given: readonly unknown[]) => shown.push(String(given.at(-1))),
    done: () => undefined,
    token: { onCancellationRequested: () => undefined },
  };
  const loading = new LoadingProgress(() => Promise.resolve(reporter as never), 'Sighound');
  return Promise.resolve()
    .then(() => Promise.resolve())
    .then(() => {
      loading.report({ message: text });
      loading.report({ message: text, done: 1, total: 2 });
      return shown;
    });
}

const LABELS: Readonly<Record<string, (text: string) => readonly string[] | Promise<readonly string[]>>> = {
  'the title of a lens, as reason': (text) => [lensTitle(lens({ basehash: null, unknown: text }), context)],
  'the title of a lens, as variable': (text) => [
    lensTitle(lens({ basehash: 'a'.repeat(64) }), { ...context, unstable: [text] }),
  ],
  'the tooltip of a lens': (text) =>
    (
      toCodeLens(lens({ basehash: 'a' }), { ...context, state: state(text.replace('\n', ' ')) }).command.tooltip ??
      'none'
    )
      .split('\n')
      .map((line) => line.replace(/\$\(/g, '')),
  'the title of a fix': actions,
  'an outline': (text) => {
    const { name, detail } = toDocumentSymbol({
      name: text,
      detail: text,
      kind: 'variable',
      range,
      selectionRange: range,
    });
    return [name, detail];
  },
  progress: progress,
  'the tree of signatures': (text) =>
    [
      { kind: 'recipe' as const, recipe: { recipe: text, name: text, uri: 'file:///a' }, isPicked: true },
      { kind: 'variant' as const, name: text, tasks: [] },
      { kind: 'task' as const, task: { ...task, name: text, summary: text, details: [] } },
      {
        kind: 'variable' as const,
        task: { ...task, name: '', summary: '', details: [] },
        variable: { name: text, value: text, dependencies: [] },
        values: [],
      },
      { kind: 'file' as const, file: { uri: 'file:///a', path: `/ws/${text}`, md5: text } },
      { kind: 'message' as const, text },
    ].flatMap((node) => looks(lookOf(node)).slice(0, 2)),
  'the tree of impact': (text) =>
    [
      { kind: 'recipe' as const, recipe: { name: text, mcfn: text, tasks: [] } },
      {
        kind: 'task' as const,
        task: {
          ...task,
          task: text,
          name: text,
          before: text,
          after: text,
          fate: 'run' as const,
          causes: [text],
          path: [],
        },
      },
      { kind: 'step' as const, name: text, causes: [text] },
      { kind: 'message' as const, text },
    ].flatMap((node) => looks(impactLook(node)).slice(0, 2)),
  'the status bar': (text) => [
    statusText({ ...STATUS, buildDirectory: `/ws/${text.replaceAll('/', '')}` }).text.replace('$(pulse)', ''),
    stoppedText(text).text.replace('$(error)', ''),
  ],
};

const ONE_LINE = 'one line, no icon, nothing obeyed';

function labelSeen(labels: readonly string[]): string {
  if (labels.length === 0) return 'nothing was shown';
  const found = labels.flatMap((label) => [
    ...icons(label),
    ...obeyedCharacters(label),
    ...(editorLines(label).length > 1 ? ['another line'] : []),
  ]);
  return found.length === 0 ? ONE_LINE : `found: ${found.join(', ')}`;
}

const inLabels: readonly Attempt[] = Object.entries(LABELS).flatMap(([destination, make]) =>
  LABEL_PAYLOADS.map(({ name, text }): Attempt => ({
    name: `${name} in ${destination}`,
    expected: ONE_LINE,
    run: async () => labelSeen(await make(text)),
  })),
);

const inDiagnostics: readonly Attempt[] = LABEL_PAYLOADS.map(({ name, text }): Attempt => ({
  name: `${name} in a diagnostic`,
  expected: 'nothing obeyed',
  run: () => {
    const shown = toDiagnostic(problem(text, { related: [{ location: { path: '/ws/a', range }, message: text }] }), {
      rules: {},
      relatedInformation: true,
      uriOf: pathToUri,
    });
    const texts = [shown?.message ?? '', ...(shown?.relatedInformation ?? []).map(({ message }) => message)];
    return texts.length === 2 && texts.every((one) => obeyedCharacters(one).length === 0)
      ? 'nothing obeyed'
      : `obeyed: ${JSON.stringify(texts)}`;
  },
}));

/** Texts that could add a line to a document; such a line could look like a location and become a link. */
const LINES: readonly Payload[] = TERMINAL_PAYLOADS.map(({ name, text }) => ({
  name,
  text: text.replaceAll(FORGED, 'forged    # /etc/passwd:1'),
}));

function documentSeen(text: string): string {
  const forged = editorLines(text).filter((line) => /^\s*forged/.test(line));
  const links = sourceLinks(text).filter(({ path }) => path === '/etc/passwd' && forged.length > 0);
  const obeyed = obeyedCharacters(text);
  return forged.length + links.length + obeyed.length === 0
    ? 'its own lines'
    : `forged: ${forged.length}; links: ${links.length}; obeyed: ${obeyed.join(' ')}`;
}

function readable(name: string, value: string): string {
  const data: SignatureData = {
    task: name,
    basehash: name,
    basehash_ignore_vars: [],
    taskhash_ignore_tasks: null,
    taskdeps: [name, 'A'],
    gendeps: { [name]: [name], A: [name] },
    varvals: { [name]: value, A: value },
    runtaskdeps: [name],
    runtaskhashes: { [name]: name },
    file_checksum_values: [[name, name]],
    taskhash: name,
    unihash: 'u',
    taint: name,
  };
  return readableSignature(data, name, name);
}

const inDocuments: readonly Attempt[] = LINES.flatMap(({ name, text }): readonly Attempt[] => [
  { name: `${name} in names of a signature`, expected: 'its own lines', run: () => documentSeen(readable(text, 'x')) },
  {
    name: `${name} in values of a signature`,
    expected: 'its own lines',
    run: () => documentSeen(readable('do_x', text)),
  },
]);

const evaluated: readonly Attempt[] = LINES.filter((_, index) => index % 5 === 0).map(({ name, text }): Attempt => ({
  name: `${name} in the document behind a lens`,
  expected: 'its own lines',
  run: async () =>
    documentSeen(
      await withRecipe(
        `python () {\n    d.setVar("A", ${python(text)})\n    d.setVar(${python(`N${text}`)}, "1")\n    d.setVarFlag("do_one", "vardeps", "A")\n}\ndo_one() {\n    echo \${A}\n}\naddtask one\n`,
        (asked) => asked.signatureDocument(HOVERED, 'do_one'),
      ),
    ),
}));

const URIS: readonly Attempt[] = [
  '//evil.example/share/x',
  '///evil.example/x',
  'evil.example/x',
  '/ws/a b#c?d',
  '/ws/\n\u202e',
  '/ws/%2e%2e/x',
].map((path): Attempt => ({
  name: `a file named ${JSON.stringify(path)} is on this machine`,
  expected: 'no machine named, one path',
  run: () => {
    const [uri, document] = [new URL(pathToUri(path)), new URL(signatureUri(path, 'do_x'))];
    return uri.protocol === 'file:' &&
      uri.host === '' &&
      !uri.pathname.startsWith('//') &&
      uri.search === '' &&
      uri.hash === '' &&
      document.protocol === 'sighound-signature:' &&
      document.search === '' &&
      document.hash === ''
      ? 'no machine named, one path'
      : uri.href;
  },
}));

export const EDITOR: AttemptKind = {
  kind: 'editor',
  attempts: [...inMarkdown, ...inHovers, ...inLabels, ...inDiagnostics, ...inDocuments, ...evaluated, ...URIS],
};
