/**
 * The server's life cycle, its answers, and its reaction to failures; over streams, with an engine whose answers the
 * test decides.
 */
import {
  CancellationTokenSource,
  CodeActionRequest,
  CodeLensRequest,
  DiagnosticSeverity,
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  DidChangeWorkspaceFoldersNotification,
  DocumentSymbolRequest,
  FoldingRangeRequest,
  HoverRequest,
  LSPErrorCodes,
} from 'vscode-languageserver/node';
import { afterEach, describe, expect, test } from 'vitest';
import type { OpenedWorkspace, TaskLens } from '../../server/src/ide/api/analysisApi';
import { code } from '../../server/src/text/markdown';
import {
  BUILD_DIRECTORIES_REQUEST,
  RESTART_REQUEST,
  SELECT_BUILD_DIRECTORY_NOTIFICATION,
  SIGNATURE_DOCUMENT_REQUEST,
  type SignatureDocumentResult,
} from '../../server/src/protocol/protocol';
import {
  at,
  BUILD,
  CAPABILITIES,
  type ClientOptions,
  deferred,
  FakePlatform,
  FILES,
  lens,
  OPENED,
  OURS,
  OWN_OPTIONS,
  pause,
  problem,
  RECIPE,
  RECIPE_TEXT,
  RECIPE_URI,
  TestClient,
  until,
} from './support';

const clients: TestClient[] = [];

/** A server that is shut down after the test, and that must not have shown any message box. */
async function start(host: FakePlatform, options?: ClientOptions): Promise<TestClient> {
  const client = await TestClient.start(host, options);
  clients.push(client);
  return client;
}

afterEach(async () => {
  for (const client of clients.splice(0)) {
    await client.close();
    expect(client.popUps).toEqual([]);
  }
});

async function ready(host: FakePlatform, options?: ClientOptions): Promise<TestClient> {
  const client = await start(host, options);
  await client.ready();
  await client.open();
  return client;
}

const withoutJudge = { ...OWN_OPTIONS, sighound: { ...OWN_OPTIONS.sighound, judge: { enabled: false } } };

describe('the server', () => {
  test('reports its capabilities, and ends engine and judge at shutdown', async () => {
    const host = new FakePlatform();
    const client = await start(host);
    expect(client.initializeResult.capabilities).toMatchObject({
      codeLensProvider: {},
      hoverProvider: true,
      foldingRangeProvider: true,
      codeActionProvider: { codeActionKinds: ['quickfix', 'source.fixAll.sighound'] },
      textDocumentSync: { openClose: true, change: 2 },
    });
    await client.ready();
    clients.pop();
    await client.close();
    expect(host.analysis.isDisposed).toBe(true);
  });

  test('serves a client that sends no capabilities', async () => {
    const host = new FakePlatform();
    const client = await start(host, { capabilities: {}, initializationOptions: undefined });
    await client.ready();
    await client.open();
    expect(await client.titles()).toEqual([`basehash ${OURS.slice(0, 8)} · 214 dependencies`]);
    expect(host.analysis.options).toEqual({ buildDir: BUILD, bitbakeHints: [], evaluationTimeoutMs: 20_000 });
    expect(client.registrations).toEqual([]);
    expect(client.refreshes).toBe(0);
  });

  test("asks a client for its settings, and watches the client's files", async () => {
    const host = new FakePlatform(
      (analysis) =>
        (analysis.answers.open = async () => ({
          ...OPENED,
          layers: ['/ws/meta', '/else/meta', '/else/meta/sub', '/'],
        })),
      { ...FILES, '/else/meta/conf/layer.conf': '', '/else/meta/sub/conf/layer.conf': '' },
    );
    const capabilities = {
      workspace: {
        configuration: true,
        didChangeConfiguration: { dynamicRegistration: true },
        didChangeWatchedFiles: { dynamicRegistration: true, relativePatternSupport: true },
      },
    };
    const client = await start(host, {
      capabilities,
      initializationOptions: undefined,
      configuration: [{ evaluationTimeout: 3, judge: { enabled: false } }, null],
    });
    await client.ready();
    await until(() => client.registrations.length === 3);
    expect(host.analysis.options.evaluationTimeoutMs).toBe(3000);
    expect(host.analyses.length).toBe(1);
    expect(client.registrations[0]).toMatchObject({ method: 'workspace/didChangeConfiguration' });
    const glob = '**/*.{bb,bbclass,bbappend,inc,conf,py}';
    expect(client.registrations[2]).toMatchObject({
      registerOptions: {
        watchers: [
          { globPattern: glob },
          { globPattern: { baseUri: 'file:///else/meta', pattern: glob } },
          { globPattern: { baseUri: 'file:///conf', pattern: 'layer.conf' } },
        ],
      },
    });
  });

  test('watches commits and checkouts of the layers, and ignores other files that git writes', async () => {
    const host = new FakePlatform(
      (analysis) => (analysis.answers.open = async () => ({ ...OPENED, gitFolders: ['/ws/.git'] })),
    );
    const client = await start(host, {
      capabilities: {
        workspace: { didChangeWatchedFiles: { dynamicRegistration: true, relativePatternSupport: true } },
      },
      folders: ['/ws/meta', '/ws/build/conf'],
    });
    await client.ready();
    await until(() => client.registrations.length === 1);
    expect(client.registrations[0]).toMatchObject({
      registerOptions: {
        watchers: [
          { globPattern: { baseUri: 'file:///ws/.git', pattern: '{HEAD,index,packed-refs}' } },
          { globPattern: { baseUri: 'file:///ws/.git/refs', pattern: '**' } },
        ],
      },
    });
    const names = [
      'index.lock',
      'index',
      'HEAD',
      'FETCH_HEAD',
      'objects/ab/cd',
      'refs/heads/main.lock',
      'refs/heads/main',
      'logs/HEAD',
    ];
    const changes = [...names.map((name) => `file:///ws/.git/${name}`), 'file:///ws/other/.git/HEAD'].map((uri) => ({
      uri,
      type: 2,
    }));
    await client.connection.sendNotification('workspace/didChangeWatchedFiles', { changes });
    await until(() => host.analysis.changedFiles.length > 0);
    expect(host.analysis.changedFiles).toEqual(['/ws/.git/index', '/ws/.git/HEAD', '/ws/.git/refs/heads/main']);
  });

  test('leaves watching the workspace to our own client', async () => {
    const host = new FakePlatform();
    const client = await start(host, {
      capabilities: { workspace: { didChangeWatchedFiles: { dynamicRegistration: true } } },
      folders: ['/ws/meta', '/ws/build/conf'],
    });
    await client.ready();
    await pause(20);
    expect(client.registrations).toEqual([]);
  });
});

describe('the status', () => {
  test('shows loading, its progress and ready', async () => {
    const opening = deferred<OpenedWorkspace>();
    const host = new FakePlatform((analysis) => (analysis.answers.open = () => opening.promise));
    const client = await start(host, { capabilities: { ...CAPABILITIES, window: { workDoneProgress: true } } });
    await until(() => client.progress.length === 1);
    host.analysis.events.onProgress!({ message: 'reading layers', done: 1, total: 4 });
    await until(() => client.status?.progress !== undefined && client.progress.length === 2);
    opening.resolve(OPENED);
    await client.ready();
    expect(client.statuses).toEqual([
      { buildDirectory: BUILD, state: 'loading', divergences: 0, judge: 'idle' },
      {
        buildDirectory: BUILD,
        state: 'loading',
        divergences: 0,
        judge: 'idle',
        message: 'reading layers',
        progress: { done: 1, total: 4 },
      },
      { buildDirectory: BUILD, state: 'ready', divergences: 0, judge: 'idle', release: '2.18.1', library: 'bitbake' },
    ]);
    await until(() => client.progress.length === 3);
    expect(client.progress).toMatchObject([
      { kind: 'begin', title: 'Sighound' },
      { kind: 'report', percentage: 25, message: 'reading layers' },
      { kind: 'end' },
    ]);
  });

  test('shows evaluating, and ready again', async () => {
    const host = new FakePlatform();
    const client = await start(host, { initializationOptions: withoutJudge });
    await client.ready();
    host.analysis.events.onProgress!({ message: 'reading the configuration' });
    await until(() => client.status?.state === 'evaluating');
    expect(client.status).toMatchObject({ message: 'reading the configuration', judge: 'off' });
    host.analysis.events.onProgress!(null);
    await until(() => client.status?.state === 'ready');
    expect(client.status?.message).toBeUndefined();
  });

  test('shows a missing build directory, and finds one that is created', async () => {
    const host = new FakePlatform(undefined, {});
    const client = await start(host);
    await until(() => client.status !== undefined);
    expect(client.status).toEqual({ buildDirectory: null, state: 'no-build-directory', divergences: 0, judge: 'off' });
    await client.open();
    expect(await client.lenses()).toEqual([]);
    Object.assign(host, { files: new FakePlatform().files });
    await client.connection.sendNotification(DidChangeWatchedFilesNotification.type, {
      changes: [{ uri: `file://${BUILD}/conf/bblayers.conf`, type: 1 }],
    });
    await client.ready();
    expect((await client.lenses()).length).toBe(1);
  });

  test('shows that an engine cannot be opened', async () => {
    const host = new FakePlatform(
      (analysis) => (analysis.answers.open = () => Promise.reject(new Error('out of memory'))),
    );
    const client = await start(host);
    await until(() => client.status?.state === 'failed');
    expect(client.status?.message).toBe('out of memory');
    await client.open();
    expect(await client.lenses()).toEqual([]);
    host.analysis.answers.open = async () => OPENED;
    await client.change(`${RECIPE_TEXT}\n`);
    await client.ready();
  });

  test('shows that a thread had to be ended, and so does the log', async () => {
    const host = new FakePlatform();
    const client = await start(host);
    await client.ready();
    host.analysis.events.onRestart!('metadata Python ran too long');
    host.analysis.events.onLog!('something');
    await until(() => client.status?.message !== undefined && client.logs.includes('something'));
    expect(client.status).toMatchObject({
      state: 'ready',
      message: 'the engine was restarted: metadata Python ran too long',
    });
    expect(client.logs).toContain('the engine was restarted: metadata Python ran too long');
  });

  test('shows refused recipes until they are evaluated again or the engine is restarted', async () => {
    const host = new FakePlatform();
    const client = await start(host);
    await client.ready();
    const { onCulprits } = host.analysis.events;
    onCulprits!([
      { fn: '/a.bb', reason: 'it hangs' },
      { fn: '/b.bb', reason: 'it ends' },
    ]);
    await until(() => client.status?.refused !== undefined);
    expect(client.status).toMatchObject({ state: 'ready', refused: { count: 2, text: 'it hangs' } });
    onCulprits!([]);
    await until(() => client.status?.refused === undefined);
    onCulprits!([{ fn: '/b.bb', reason: 'it ends' }]);
    await until(() => client.status?.refused?.text === 'it ends');
    await client.connection.sendRequest(RESTART_REQUEST);
    await until(() => client.status?.refused === undefined);
  });
});

describe('lenses', () => {
  test.each<[string, TaskLens, string]>([
    ['a hash', lens({ basehash: OURS }), 'basehash 0b85a6b7 · 214 dependencies'],
    ['one dependency', lens({ basehash: OURS }, { dependencies: 1 }), 'basehash 0b85a6b7 · 1 dependency'],
    ['variants', lens({ basehash: OURS }, { otherVariants: 2 }), 'basehash 0b85a6b7 · 214 dependencies · +2 variants'],
    ['unknown', lens({ basehash: null, unknown: 'Python raised' }), 'unknown: Python raised'],
    [
      'unknown, with a variant',
      lens({ basehash: null, unknown: 'Python raised' }, { otherVariants: 1 }),
      'unknown: Python raised · +1 variant',
    ],
  ])('%s', async (_name, given, title) => {
    const client = await ready(new FakePlatform((analysis) => (analysis.answers.lenses = async () => [given])), {
      initializationOptions: withoutJudge,
    });
    const [shown] = await client.lenses();
    expect(shown).toEqual({
      range: at(1, 0, 14),
      command: {
        title,
        command: 'sighound.showSignature',
        arguments: [expect.stringMatching(/^sighound-signature:\//)],
      },
    });
    const document = await client.connection.sendRequest<SignatureDocumentResult>(SIGNATURE_DOCUMENT_REQUEST, {
      uri: shown!.command!.arguments![0] as string,
    });
    expect(document.text).toBe(`signature of ${RECIPE} do_magictask\n`);
  });

  test('are absent while the engine loads; then the client is asked to request them again', async () => {
    const opening = deferred<OpenedWorkspace>();
    const host = new FakePlatform((analysis) => (analysis.answers.open = () => opening.promise));
    const client = await start(host);
    await client.open();
    expect(await client.lenses()).toEqual([]);
    expect(client.refreshes).toBe(0);
    opening.resolve(OPENED);
    await until(() => client.refreshes > 0);
    expect((await client.lenses()).length).toBe(1);
  });

  test('are absent for a document that is not open, and for a URI that is not a file', async () => {
    const client = await ready(new FakePlatform());
    expect(await client.lenses('file:///ws/other.bb')).toEqual([]);
    await client.open('untitled:Untitled-1');
    expect(await client.lenses('untitled:Untitled-1')).toEqual([]);
  });

  test('of other documents become outdated when one document changes', async () => {
    const host = new FakePlatform();
    const client = await ready(host, { initializationOptions: withoutJudge });
    await client.open('file:///ws/build/conf/local.conf', '');
    await until(() => host.analysis.calls.filter((call) => call === 'diagnostics').length >= 2);
    await pause(30);
    const { refreshes } = client;
    const opens = host.analysis.calls.filter((call) => call === 'open').length;
    await client.change('A = "1"\n', 'file:///ws/build/conf/local.conf');
    await until(() => client.refreshes > refreshes);
    expect(host.analysis.calls.filter((call) => call === 'open').length).toBe(opens + 1);
  });
});

describe('the text of a document', () => {
  test('changes nothing if it is as on disk; typed text applies until the document is closed', async () => {
    const host = new FakePlatform();
    const client = await ready(host);
    await client.lenses();
    expect(host.analysis.texts.size).toBe(0);
    await client.change('A = "1"\n');
    await client.lenses();
    expect(host.analysis.texts.get(RECIPE)).toBe('A = "1"\n');
    await client.closeDocument();
    await until(() => host.analysis.texts.get(RECIPE) === undefined);
    expect(host.analysis.texts.has(RECIPE)).toBe(true);
  });

  test('is sent to the engine if it differs from the disk when it is opened', async () => {
    const host = new FakePlatform();
    const client = await start(host);
    await client.ready();
    await client.open(RECIPE_URI, 'B = "2"\n');
    await until(() => host.analysis.texts.get(RECIPE) === 'B = "2"\n');
  });

  test('is sent to an engine that starts later if it is unsaved', async () => {
    const host = new FakePlatform(undefined, { ...FILES, '/ws/build2/conf/bblayers.conf': '' });
    const client = await ready(host);
    await client.change('A = "1"\n');
    await client.connection.sendNotification(SELECT_BUILD_DIRECTORY_NOTIFICATION, { path: '/ws/build2' });
    await until(() => host.analyses.length === 2);
    expect(host.analysis.texts.get(RECIPE)).toBe('A = "1"\n');
  });

  test('is found whatever encoding of its path the client uses', async () => {
    const path = '/ws/meta/c++ (1)/x_1.0.bb';
    const uri = 'file:///ws/meta/c%2B%2B%20%281%29/x_1.0.bb';
    const host = new FakePlatform(
      (analysis) => (analysis.answers.diagnostics = async () => [problem('here', { path })]),
      {
        ...FILES,
        [path]: '',
      },
    );
    const client = await start(host);
    await client.ready();
    await client.open(uri, 'A = "1"\n');
    await until(() => client.shown(uri)?.length === 1);
    expect(host.analysis.texts.get(path)).toBe('A = "1"\n');
  });

  test('is read again from a changed file, unless it is unsaved or a build wrote the file', async () => {
    const host = new FakePlatform();
    const client = await ready(host);
    await client.change('A = "1"\n');
    const changes = [
      RECIPE,
      '/ws/meta/x.inc',
      `${BUILD}/tmp/work/x.conf`,
      '/ws/.git/x.conf',
      `${BUILD}/conf/local.conf`,
    ].map((path) => ({ uri: `file://${path}`, type: 2 as const }));
    await client.connection.sendNotification(DidChangeWatchedFilesNotification.type, { changes });
    await until(() => host.analysis.changedFiles.length > 0);
    expect(host.analysis.changedFiles).toEqual(['/ws/meta/x.inc', `${BUILD}/conf/local.conf`]);
  });
});

describe('outdated answers and cancellation', () => {
  test('an answer about an older version is dropped', async () => {
    const answer = deferred<readonly TaskLens[]>();
    const host = new FakePlatform((analysis) => (analysis.answers.lenses = () => answer.promise));
    const client = await ready(host);
    const asked = client.lenses();
    await until(() => host.analysis.calls.includes('lenses'));
    await client.change('A = "1"\n');
    await until(() => host.analysis.texts.has(RECIPE));
    answer.resolve([lens({ basehash: OURS })]);
    await expect(asked).rejects.toMatchObject({ code: LSPErrorCodes.ContentModified });
  });

  test('a canceled request ends at once, and is not a failure', async () => {
    const host = new FakePlatform(
      (analysis) => (analysis.answers.lenses = () => deferred<readonly TaskLens[]>().promise),
    );
    const client = await ready(host);
    const source = new CancellationTokenSource();
    const asked = client.connection.sendRequest(
      CodeLensRequest.type,
      { textDocument: { uri: RECIPE_URI } },
      source.token,
    );
    await until(() => host.analysis.calls.includes('lenses'));
    source.cancel();
    await expect(asked).rejects.toMatchObject({ code: LSPErrorCodes.RequestCancelled });
    expect(client.logs.filter((message) => message.includes('failed'))).toEqual([]);
  });

  test('diagnostics of an older version are not published', async () => {
    const first = deferred<readonly ReturnType<typeof problem>[]>();
    const host = new FakePlatform((analysis) => (analysis.answers.diagnostics = () => first.promise));
    const client = await ready(host);
    await until(() => host.analysis.calls.includes('diagnostics'));
    host.analysis.answers.diagnostics = async () => [problem('new')];
    await client.change('A = "1"\n');
    await until(() => host.analysis.texts.has(RECIPE));
    first.resolve([problem('old')]);
    await until(() => client.shown()?.length === 1);
    expect(client.published.flatMap(({ diagnostics }) => diagnostics.map(({ message }) => message))).toEqual(['new']);
    expect(client.published.at(-1)?.version).toBe(2);
  });

  test('a handler that fails is logged, and the server continues', async () => {
    const host = new FakePlatform((analysis) => {
      analysis.answers.lenses = () => Promise.reject(new Error('lens fault'));
      analysis.answers.diagnostics = () => Promise.reject(new Error('diagnostics fault'));
      analysis.answers.hover = () => {
        throw new Error('hover fault');
      };
    });
    const client = await ready(host);
    expect(await client.lenses()).toEqual([]);
    expect(
      await client.connection.sendRequest(HoverRequest.type, {
        textDocument: { uri: RECIPE_URI },
        position: { line: 0, character: 0 },
      }),
    ).toBeNull();
    for (const fault of ['lens', 'diagnostics', 'hover'])
      await until(() => client.logs.some((message) => message.includes(`${fault} fault`)));
    host.analysis.answers.lenses = async () => [lens({ basehash: OURS })];
    expect((await client.lenses()).length).toBe(1);
  });
});

describe('diagnostics', () => {
  const hostPath = problem('do_magictask depends on TOPDIR', {
    severity: 'warning',
    code: 'host-path',
    range: at(0, 0, 5),
    related: [{ location: { path: '/ws/meta/conf/a b.conf', range: at(3, 0, 6) }, message: 'TOPDIR is set here' }],
    finding: {
      id: 'one',
      mcfn: RECIPE,
      task: 'do_magictask',
      variable: 'TOPDIR',
      key: 'MYVAR',
      value: BUILD,
      chain: ['do_magictask', 'MYVAR', 'TOPDIR'],
      affected: [{ mcfn: RECIPE, tasks: ['do_magictask'] }],
    },
  });

  test('are published for an open document and cleared when it is closed', async () => {
    const client = await ready(new FakePlatform((analysis) => (analysis.answers.diagnostics = async () => [hostPath])));
    await until(() => client.shown()?.length === 1);
    expect(client.shown()).toEqual([
      {
        range: at(0, 0, 5),
        severity: DiagnosticSeverity.Warning,
        code: 'host-path',
        source: 'sighound',
        message: 'do_magictask depends on TOPDIR',
        relatedInformation: [
          { location: { uri: 'file:///ws/meta/conf/a%20b.conf', range: at(3, 0, 6) }, message: 'TOPDIR is set here' },
        ],
      },
    ]);
    await client.closeDocument();
    await until(() => client.shown()?.length === 0);
  });

  test("have the severity of the rule's setting, which applies at once", async () => {
    const client = await ready(
      new FakePlatform((analysis) => (analysis.answers.diagnostics = async () => [hostPath, problem('other')])),
      { initializationOptions: withoutJudge },
    );
    const severities = (): unknown[] => (client.shown() ?? []).map(({ severity, code }) => [code, severity]);
    await until(() => severities().length === 2);
    for (const [setting, expected] of [
      ['error', 1],
      ['information', 3],
      ['hint', 4],
    ] as const) {
      await client.connection.sendNotification(DidChangeConfigurationNotification.type, {
        settings: { sighound: { rules: { 'host-path': setting } } },
      });
      await until(() => JSON.stringify(severities()).includes(`["host-path",${expected}]`));
    }
    await client.connection.sendNotification(DidChangeConfigurationNotification.type, {
      settings: { sighound: { rules: { 'host-path': 'off' } } },
    });
    await until(() => severities().length === 1);
    expect(severities()).toEqual([['metadata-error', 1]]);
  });

  test('contain parse problems at once, before the engine has evaluated', async () => {
    const host = new FakePlatform((analysis) => (analysis.answers.diagnostics = () => deferred<[]>().promise));
    const client = await ready(host);
    await client.change(`é\u{1f40d} this is no metadata\n${RECIPE_TEXT}`);
    await until(() => client.shown()?.length === 1);
    expect(client.shown()![0]).toMatchObject({
      code: 'parse-error',
      severity: 1,
      source: 'sighound',
      range: { start: { line: 0 } },
    });
    await client.change(RECIPE_TEXT);
    await until(() => client.shown()?.length === 0);
  });

  test('are labeled where a hash depends on stand-ins', async () => {
    const client = await start(
      new FakePlatform(
        (analysis) =>
          (analysis.answers.open = async () => ({
            ...OPENED,
            library: 'stand-ins',
            bitbakeDir: null,
            bitbakeVersion: null,
          })),
      ),
    );
    await client.open();
    await client.ready();
    expect(await client.titles()).toEqual([
      `basehash ${OURS.slice(0, 8)} · 214 dependencies · without BitBake's library`,
    ]);
  });

  test('of a broken configuration are on its files, open or not, and disappear when it is repaired', async () => {
    const conf = `${BUILD}/conf/bblayers.conf`;
    const broken: OpenedWorkspace = {
      ...OPENED,
      ok: false,
      problems: [problem('the layer /gone does not exist', { path: conf, code: 'configuration-error' })],
    };
    const host = new FakePlatform((analysis) => (analysis.answers.open = async () => broken));
    const client = await start(host);
    await until(() => client.status?.state === 'failed');
    expect(client.status?.message).toBe('the layer /gone does not exist');
    await until(() => client.shown(`file://${conf}`)?.length === 1);
    host.analysis.answers.lenses = async () => [lens({ basehash: null, unknown: 'the layer /gone does not exist' })];
    await client.open();
    expect(await client.titles()).toEqual(['unknown: the layer /gone does not exist']);

    // An open file has the same problem only once.
    host.analysis.answers.diagnostics = async (path) =>
      path === conf ? [problem('the layer /gone does not exist', { path: conf })] : [];
    await client.open(`file://${conf}`, '');
    await until(() => host.analysis.calls.filter((call) => call === 'diagnostics').length > 1);
    await pause(20);
    expect(client.shown(`file://${conf}`)?.length).toBe(1);

    host.analysis.answers.open = async () => OPENED;
    host.analysis.answers.lenses = async () => [lens({ basehash: OURS })];
    host.analysis.answers.diagnostics = async () => [];
    await client.change('BBLAYERS = ""\n', `file://${conf}`);
    await client.ready();
    await until(() => client.shown(`file://${conf}`)?.length === 0);
    expect((await client.lenses()).length).toBe(1);
  });

  test('of one build directory disappear when the user switches to another', async () => {
    const conf = `${BUILD}/conf/bblayers.conf`;
    const host = new FakePlatform(
      (analysis) => {
        if (analysis.options.buildDir === BUILD)
          analysis.answers.open = async () => ({
            ...OPENED,
            problems: [problem('odd', { path: conf, severity: 'warning' })],
          });
      },
      { ...FILES, '/ws/build2/conf/bblayers.conf': '' },
    );
    const client = await start(host);
    await until(() => client.shown(`file://${conf}`)?.length === 1);
    await client.connection.sendNotification(SELECT_BUILD_DIRECTORY_NOTIFICATION, { path: '/ws/build2' });
    await until(() => client.shown(`file://${conf}`)?.length === 0 && client.status?.buildDirectory === '/ws/build2');
    expect(host.analyses.map(({ isDisposed }) => isDisposed)).toEqual([true, false]);
    expect(await client.connection.sendRequest(BUILD_DIRECTORIES_REQUEST)).toEqual({
      candidates: ['/ws/build2', BUILD],
      active: '/ws/build2',
    });
  });

  test('have a quick fix that carries its diagnostic and its edit', async () => {
    const host = new FakePlatform((analysis) => {
      analysis.answers.diagnostics = async () => [hostPath];
      analysis.answers.fixes = async () => [
        {
          title: 'Exclude TOPDIR from MYVAR',
          code: 'host-path',
          id: 'one',
          newFiles: [],
          mcfn: RECIPE,
          task: 'do_magictask',
          variable: 'TOPDIR',
          before: null,
          after: null,
          changedTasks: [],
          obstacle: null,
          edits: [
            { path: RECIPE, range: at(1, 0, 0), newText: 'MYVAR[vardepsexclude] += "TOPDIR"\n' },
            { path: '/ws/meta/x.inc', range: at(0, 0, 0), newText: '\n' },
          ],
        },
      ];
    });
    const client = await ready(host);
    await until(() => client.shown()?.length === 1);
    const ask = (only?: string[]): Promise<unknown> =>
      client.connection.sendRequest(CodeActionRequest.type, {
        textDocument: { uri: RECIPE_URI },
        range: at(0, 0, 5),
        context: { diagnostics: [], ...(only && { only }) },
      });
    expect(await ask()).toEqual([
      {
        title: 'Exclude TOPDIR from MYVAR',
        kind: 'quickfix',
        isPreferred: true,
        diagnostics: client.shown(),
        edit: {
          changes: {
            [RECIPE_URI]: [{ range: at(1, 0, 0), newText: 'MYVAR[vardepsexclude] += "TOPDIR"\n' }],
            'file:///ws/meta/x.inc': [{ range: at(0, 0, 0), newText: '\n' }],
          },
        },
      },
    ]);
    expect(await ask(['quickfix'])).toHaveLength(1);
    expect(await ask(['refactor'])).toEqual([]);
    await client.connection.sendNotification(DidChangeConfigurationNotification.type, {
      settings: { sighound: { rules: { 'host-path': 'off' } } },
    });
    expect(await ask()).toEqual([]);
  });
});

describe('features of the open text', () => {
  test('outline and folding do not wait for the engine, and count in UTF-16', async () => {
    const host = new FakePlatform((analysis) => (analysis.answers.open = () => deferred<OpenedWorkspace>().promise));
    const client = await start(host);
    await client.open(RECIPE_URI, `# \u{1f40d}\nA = "\u{1f40d}é"\n${RECIPE_TEXT}`);
    const symbols = await client.connection.sendRequest(DocumentSymbolRequest.type, {
      textDocument: { uri: RECIPE_URI },
    });
    expect(symbols).toMatchObject([
      { name: 'A', selectionRange: at(1, 0, 1), range: at(1, 0, 9) },
      { name: 'MYVAR' },
      { name: 'do_magictask', selectionRange: at(3, 0, 12) },
      { name: 'magictask' },
    ]);
    const folds = await client.connection.sendRequest(FoldingRangeRequest.type, { textDocument: { uri: RECIPE_URI } });
    expect(folds).toEqual([{ startLine: 3, endLine: 5 }]);
  });

  test("a hover takes the editor's position and answers with an editor range", async () => {
    const asked: unknown[] = [];
    const host = new FakePlatform(
      (analysis) =>
        (analysis.answers.hover = async (path, position) => {
          asked.push([path, position]);
          return { range: at(1, 5, 9), markdown: code('A') };
        }),
    );
    const client = await ready(host);
    const hover = await client.connection.sendRequest(HoverRequest.type, {
      textDocument: { uri: RECIPE_URI },
      position: { line: 1, character: 7 },
    });
    expect(hover).toEqual({ range: at(1, 5, 9), contents: { kind: 'markdown', value: '`A`' } });
    expect(asked).toEqual([[RECIPE, { line: 1, character: 7 }]]);
  });

  test("an incremental change applies at the editor's position", async () => {
    const host = new FakePlatform();
    const client = await start(host);
    await client.ready();
    await client.open(RECIPE_URI, 'A = "\u{1f40d}é"\n');
    await client.connection.sendNotification('textDocument/didChange', {
      textDocument: { uri: RECIPE_URI, version: 2 },
      contentChanges: [{ range: at(0, 7, 8), text: 'e' }],
    });
    await until(() => host.analysis.texts.get(RECIPE) === 'A = "\u{1f40d}e"\n');
  });
});

describe('a restart', () => {
  test('removes the lenses, loads again, and the lenses return', async () => {
    const host = new FakePlatform();
    const client = await ready(host, { initializationOptions: withoutJudge });
    const opening = deferred<OpenedWorkspace>();
    host.analysis.answers.open = () => opening.promise;
    await client.connection.sendRequest(RESTART_REQUEST);
    expect(host.analysis.calls).toContain('restart');
    expect(await client.lenses()).toEqual([]);
    expect(client.status?.state).toBe('loading');
    opening.resolve(OPENED);
    await client.ready();
    expect((await client.lenses()).length).toBe(1);
  });

  test('loads also if it fails first', async () => {
    const host = new FakePlatform();
    const client = await ready(host);
    host.analysis.answers.restart = () => Promise.reject(new Error('stuck'));
    await client.connection.sendRequest(RESTART_REQUEST);
    await client.ready();
    expect(client.logs.some((message) => message.includes('stuck'))).toBe(true);
  });
});

describe('settings', () => {
  test('with equal values change nothing; settings of the engine start a new one', async () => {
    const host = new FakePlatform();
    const client = await ready(host);
    const send = (sighound: unknown): Promise<void> =>
      client.connection.sendNotification(DidChangeConfigurationNotification.type, {
        settings: { sighound, bitbake: null },
      });
    await send({ ...OWN_OPTIONS.sighound, trace: { server: 'off' } });
    await client.lenses();
    expect(host.analyses.length).toBe(1);
    await send({ ...OWN_OPTIONS.sighound, evaluationTimeout: 1 });
    await until(() => host.analyses.length === 2);
    expect(host.analysis.options.evaluationTimeoutMs).toBe(1000);
    expect(host.analyses[0]!.isDisposed).toBe(true);
  });

  test('of the other host and own layers start a new engine', async () => {
    const host = new FakePlatform(
      undefined,
      {
        ...FILES,
        [`${BUILD}/conf/bblayers.conf`]: 'BBLAYERS = "/ws/meta /else/meta"\n',
        '/ws/meta/conf/layer.conf': '',
        '/else/meta/conf/layer.conf': '',
      },
      { ELSE: '/else' },
    );
    const client = await ready(host);
    const send = (sighound: unknown): Promise<void> =>
      client.connection.sendNotification(DidChangeConfigurationNotification.type, {
        settings: { sighound, bitbake: null },
      });
    await send({ ...OWN_OPTIONS.sighound, otherHost: { user: 'ci', folder: '/builds' } });
    await until(() => host.analyses.length === 2);
    expect(host.analysis.options.otherHost).toEqual({ user: 'ci', folder: '/builds' });
    expect(host.analyses[0]!.isDisposed).toBe(true);
    await send({ ...OWN_OPTIONS.sighound, ownLayers: ['${workspaceFolder}/meta', '${env:ELSE}/meta', 'meta'] });
    await until(() => host.analyses.length === 3);
    expect(host.analysis.options).toEqual({
      buildDir: BUILD,
      bitbakeHints: [],
      evaluationTimeoutMs: 20_000,
      ownLayers: ['/ws/meta', '/else/meta'],
    });
    expect(client.logs.filter((line) => line.includes('sighound.'))).toEqual([]);
  });

  test('with wrong values are logged once, and the defaults are used', async () => {
    const host = new FakePlatform(undefined, {
      ...FILES,
      [`${BUILD}/conf/bblayers.conf`]: 'BBLAYERS = "/ws/meta"\n',
      '/ws/meta/conf/layer.conf': '',
    });
    const sighound = {
      ...OWN_OPTIONS.sighound,
      otherHost: { cpuCount: 'many', user: 'ci' },
      ownLayers: ['/nowhere', 1],
    };
    const client = await ready(host, { initializationOptions: { ...OWN_OPTIONS, sighound } });
    const send = (settings: unknown): Promise<void> =>
      client.connection.sendNotification(DidChangeConfigurationNotification.type, {
        settings: { sighound: settings, bitbake: null },
      });
    const complaints = (): readonly string[] => client.logs.filter((line) => line.startsWith('the setting'));
    const expected = [
      'the setting `sighound.otherHost` `cpuCount` must be a whole number, 1 or more, not `"many"`; proofs are made with the default host (docs/other-host.md)',
      'the setting `sighound.ownLayers` names "/nowhere", which contains no layer of /ws/build; it is ignored',
      'the setting `sighound.ownLayers` names 1, which contains no layer of /ws/build; it is ignored',
    ];
    expect(complaints()).toEqual(expected);
    expect(host.analysis.options).toEqual({ buildDir: BUILD, bitbakeHints: [], evaluationTimeoutMs: 20_000 });
    await send({ ...sighound, rules: { 'host-path': 'off' } });
    await client.lenses();
    expect(complaints()).toEqual(expected);
    expect(host.analyses.length).toBe(1);
    await send({ ...OWN_OPTIONS.sighound, otherHost: { folder: '/' }, ownLayers: 'meta' });
    await until(() => complaints().length === 5);
    expect(complaints().slice(3)).toEqual([
      'the setting `sighound.otherHost` `folder` must be a folder below `/`, not `"/"`; proofs are made with the default host (docs/other-host.md)',
      'the setting `sighound.ownLayers` must be a list of folders; it is ignored, and your own layers are detected',
    ]);
    await send({ ...OWN_OPTIONS.sighound, otherHost: { folder: '/ws' }, ownLayers: [] });
    await until(() => complaints().length === 6);
    expect(complaints()[5]).toContain('`folder` must differ from the folder here');
    expect(host.analyses.length).toBe(1);
  });

  test('apply to workspace folders that are added and removed', async () => {
    const host = new FakePlatform(undefined, { ...FILES, '/ws2/b/conf/bblayers.conf': '' });
    const client = await ready(host);
    const event = { added: [{ uri: 'file:///ws2', name: 'ws2' }], removed: [{ uri: 'file:///ws', name: 'ws' }] };
    await client.connection.sendNotification(DidChangeWorkspaceFoldersNotification.type, { event });
    await until(() => client.status?.buildDirectory === '/ws2/b');
  });
});
