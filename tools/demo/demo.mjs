// The main use on the example layer, through the real language server: the finding with its chain, the basehash, the
// fix as a diff, and the basehash after it. `npm run demo` builds first.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { createTwoFilesPatch } from 'diff';
import {
  StreamMessageReader,
  StreamMessageWriter,
  createProtocolConnection,
} from 'vscode-languageserver-protocol/node';
import { TextDocument } from 'vscode-languageserver-textdocument';

const root = path.resolve(import.meta.dirname, '../..');
const example = path.join(root, 'test/example');
const recipe = path.join(example, 'meta-example/recipes-example/magic/magic_1.0.bb');
const uri = pathToFileURL(recipe).href;
const LIMIT_MS = 60_000;

const server = spawn(process.execPath, [path.join(root, 'dist/server.js'), '--stdio'], {
  stdio: ['pipe', 'pipe', 'inherit'],
});
const connection = createProtocolConnection(
  new StreamMessageReader(server.stdout),
  new StreamMessageWriter(server.stdin),
);
const published = new Map();
connection.onNotification('textDocument/publishDiagnostics', (params) => published.set(params.uri, params.diagnostics));
for (const request of ['workspace/codeLens/refresh', 'window/workDoneProgress/create', 'client/registerCapability'])
  connection.onRequest(request, () => null);
connection.onRequest('workspace/configuration', ({ items }) => items.map(() => null));
connection.listen();

try {
  await connection.sendRequest('initialize', {
    processId: process.pid,
    rootUri: null,
    workspaceFolders: [{ uri: pathToFileURL(example).href, name: 'example' }],
    capabilities: {
      textDocument: {
        publishDiagnostics: { relatedInformation: true },
        codeAction: { codeActionLiteralSupport: { codeActionKind: { valueSet: ['quickfix'] } } },
      },
    },
    initializationOptions: { sighound: { buildDirectory: path.join(example, 'build') } },
  });
  await connection.sendNotification('initialized', {});

  const before = readFileSync(recipe, 'utf8');
  await connection.sendNotification('textDocument/didOpen', {
    textDocument: { uri, languageId: 'bitbake', version: 1, text: before },
  });
  const lensBefore = await lens();
  const finding = await until('the finding', () =>
    published.get(uri)?.find(({ code }) => code === 'host-dependent-signature'),
  );
  print('Finding', [`${locationText(uri, finding.range)}: ${finding.message} [${finding.code}]`]);
  print(
    'Chain',
    finding.relatedInformation.map(
      ({ location, message }) => `${locationText(location.uri, location.range)}: ${message}`,
    ),
  );
  print('Lens', [lensBefore.title, ...(await hashIn(lensBefore))]);

  const actions = await connection.sendRequest('textDocument/codeAction', {
    textDocument: { uri },
    range: finding.range,
    context: { diagnostics: [finding] },
  });
  const [fix] = actions;
  if (!fix) throw new Error('no fix is offered');
  const after = TextDocument.applyEdits(TextDocument.create(uri, 'bitbake', 1, before), editsFor(fix.edit));
  print(
    `Fix: ${fix.title}`,
    createTwoFilesPatch('magic_1.0.bb', 'magic_1.0.bb', before, after).split('\n').slice(1, -1),
  );

  await connection.sendNotification('textDocument/didChange', {
    textDocument: { uri, version: 2 },
    contentChanges: [{ text: after }],
  });
  const lensAfter = await until('the new hash', async () => {
    const current = await lens();
    return current.title === lensBefore.title ? undefined : current;
  });
  await until('the finding to go', () =>
    published.get(uri)?.some(({ code }) => code === 'host-dependent-signature') ? undefined : true,
  );
  print('Lens after the fix', [lensAfter.title, ...(await hashIn(lensAfter)), 'The finding is gone.']);

  await connection.sendRequest('shutdown');
  await connection.sendNotification('exit');
} catch (error) {
  console.error(error);
  process.exitCode = 1;
} finally {
  connection.dispose();
  server.kill();
}

function print(title, lines) {
  console.log(`\n${title}\n${lines.map((line) => `  ${line}`).join('\n')}`);
}

function locationText(documentUri, { start }) {
  return `${path.relative(example, decodeURIComponent(new URL(documentUri).pathname))}:${start.line + 1}:${start.character + 1}`;
}

function editsFor(edit) {
  return edit.changes?.[uri] ?? edit.documentChanges.find(({ textDocument }) => textDocument.uri === uri).edits;
}

/** The lens over the task; returns its title and its document. */
async function lens() {
  return until('a lens', async () => {
    const lenses = await connection.sendRequest('textDocument/codeLens', { textDocument: { uri } });
    const found = lenses?.find(({ command }) => /basehash [0-9a-f]{8}/.test(command?.title ?? ''));
    return found && { title: found.command.title, document: found.command.arguments[0] };
  });
}

async function hashIn({ document }) {
  const { text } = await connection.sendRequest('sighound/signatureDocument', { uri: document });
  return text
    .split('\n')
    .filter((line) => line.startsWith('# basehash:'))
    .map((line) => line.slice(2));
}

async function until(what, ask) {
  for (const start = Date.now(); ; await new Promise((resolve) => setTimeout(resolve, 50))) {
    const answer = await ask();
    if (answer !== undefined && answer !== null) return answer;
    if (Date.now() - start > LIMIT_MS) throw new Error(`waited in vain for ${what}`);
  }
}
