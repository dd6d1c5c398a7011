/**
 * The actions that are offered for problems: edits in a form that the client supports, for the texts on which they were
 * tried, and reasons where there is no edit.
 */

import {
  type ClientCapabilities,
  type CodeAction,
  CodeActionRequest,
  type Diagnostic,
  DidChangeConfigurationNotification,
  LSPErrorCodes,
} from 'vscode-languageserver/node';
import { afterEach, describe, expect, test } from 'vitest';
import type { EditorAction, EditorFix, EditorFixAll } from '../../server/src/ide/api/analysisApi';
import {
  at,
  CAPABILITIES,
  deferred,
  FakePlatform,
  OTHER,
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

let client: TestClient;

afterEach(async () => {
  await client.close();
  expect(client.popUps).toEqual([]);
});

const finding = {
  id: 'one',
  mcfn: RECIPE,
  task: 'do_magictask',
  variable: 'TOPDIR',
  key: 'TOPDIR',
  value: '/b',
  chain: ['do_magictask', 'TOPDIR'],
  affected: [{ mcfn: RECIPE, tasks: ['do_magictask'] }],
};
const found = problem('leaks', { severity: 'warning', code: 'host-dependent-signature', finding });
const change = {
  newFiles: [],
  obstacle: null,
  changedTasks: [{ task: 'do_magictask', before: OURS, after: OTHER }],
  edits: [{ path: RECIPE, range: at(1, 0, 0), newText: 'X\n' }],
};
const FIX: EditorFix = {
  ...change,
  title: 'Exclude TOPDIR',
  code: found.code,
  id: 'one',
  mcfn: RECIPE,
  task: 'do_magictask',
  variable: 'TOPDIR',
  before: OURS,
  after: OTHER,
};
const IGNORE: EditorAction = {
  ...change,
  changedTasks: [],
  title: 'Ignore it here',
  code: found.code,
  id: 'one',
  edits: [{ path: RECIPE, range: at(0, 0, 0), newText: '# ignore $CODE reason\n', placeholder: 'reason' }],
};
const BBAPPEND = '/ws/meta/recipes/magic/magic_%.bbappend';
const ABLE: ClientCapabilities = {
  workspace: {
    ...CAPABILITIES.workspace,
    workspaceEdit: { documentChanges: true, resourceOperations: ['create', 'rename'] },
  },
  textDocument: { ...CAPABILITIES.textDocument, codeAction: { disabledSupport: true } },
};

interface Answers {
  readonly fixes?: readonly EditorFix[];
  readonly comments?: readonly EditorAction[];
  readonly all?: EditorFixAll | null;
}

/** A client that shows the finding. */
async function shown(
  { fixes = [], comments = [], all = null }: Answers,
  capabilities: ClientCapabilities = ABLE,
): Promise<FakePlatform> {
  const host = new FakePlatform((analysis) => {
    analysis.answers.proofs = async () => [found];
    analysis.answers.fixes = async () => fixes;
    analysis.answers.commentActions = async () => comments;
    analysis.answers.fixAll = async () => all;
  });
  client = await TestClient.start(host, {
    capabilities,
    initializationOptions: { ...OWN_OPTIONS, sighound: { ...OWN_OPTIONS.sighound, judge: { enabled: false } } },
  });
  await client.ready();
  await client.open();
  await until(() => client.shown()?.length === 1);
  return host;
}

async function ask(only?: readonly string[], diagnostics: Diagnostic[] = []): Promise<readonly CodeAction[]> {
  const answer = await client.connection.sendRequest(CodeActionRequest.type, {
    textDocument: { uri: RECIPE_URI },
    range: at(0, 0, 5),
    context: { diagnostics, ...(only && { only: [...only] }) },
  });
  return (answer ?? []) as readonly CodeAction[];
}

describe('quick fixes', () => {
  test.each<[string, EditorFix['changedTasks'], string]>([
    ['no hash', [], 'Exclude TOPDIR'],
    ['one', change.changedTasks, 'Exclude TOPDIR · do_magictask 0b85a6b7 → feedf00d'],
    [
      'two',
      [...change.changedTasks, { task: 'do_b', before: OURS, after: OTHER }],
      'Exclude TOPDIR · do_magictask 0b85a6b7 → feedf00d (+1 task)',
    ],
    [
      'several, and a task that was not known',
      [{ task: 'do_a', before: null, after: OTHER }, ...change.changedTasks, ...change.changedTasks],
      'Exclude TOPDIR · do_a unknown → feedf00d (+2 tasks)',
    ],
  ])('show the changed hashes: %s', async (_name, changedTasks, title) => {
    await shown({ fixes: [{ ...FIX, changedTasks }] });
    expect((await ask()).map((action) => action.title)).toEqual([title]);
  });

  test('with a risk is not preferred', async () => {
    await shown({ fixes: [{ ...FIX, risk: 'the output contains it' }] });
    expect((await ask()).map(({ isPreferred }) => isPreferred)).toEqual([false]);
  });

  test('carry the version of their text; null where the text is not open', async () => {
    await shown({
      fixes: [{ ...FIX, edits: [...FIX.edits, { path: '/ws/meta/x.inc', range: at(0, 0, 0), newText: '\n' }] }],
    });
    await client.change(`${RECIPE_TEXT}\n`);
    await until(async () => client.published.at(-1)?.version === 2);
    expect(await ask()).toEqual([
      {
        title: 'Exclude TOPDIR · do_magictask 0b85a6b7 → feedf00d',
        kind: 'quickfix',
        isPreferred: true,
        diagnostics: client.shown(),
        edit: {
          documentChanges: [
            { textDocument: { uri: RECIPE_URI, version: 2 }, edits: [{ range: at(1, 0, 0), newText: 'X\n' }] },
            {
              textDocument: { uri: 'file:///ws/meta/x.inc', version: null },
              edits: [{ range: at(0, 0, 0), newText: '\n' }],
            },
          ],
        },
      },
    ]);
  });

  test('do not edit a text that changes while the fix is tried', async () => {
    const host = await shown({});
    const other = 'file:///ws/meta/x.inc';
    await client.open(other, '');
    const answer = deferred<readonly EditorFix[]>();
    host.analysis.answers.fixes = () => answer.promise;
    const asked = ask();
    await until(() => host.analysis.calls.includes('fixes'));
    await client.change('A = "1"\n', other);
    await until(() => host.analysis.texts.get('/ws/meta/x.inc') === 'A = "1"\n');
    answer.resolve([{ ...FIX, edits: [{ path: '/ws/meta/x.inc', range: at(0, 0, 0), newText: '\n' }] }]);
    await expect(asked).rejects.toMatchObject({ code: LSPErrorCodes.ContentModified });
  });

  const made: EditorFix = {
    ...FIX,
    newFiles: [BBAPPEND],
    edits: [{ path: BBAPPEND, range: at(0, 0, 0), newText: 'X\n' }],
  };
  const uri = 'file:///ws/meta/recipes/magic/magic_%25.bbappend';

  test('create a new file first, and never overwrite a file that appeared meanwhile', async () => {
    await shown({ fixes: [made] });
    expect((await ask())[0]!.edit).toEqual({
      documentChanges: [
        { kind: 'create', uri, options: { overwrite: false, ignoreIfExists: false } },
        { textDocument: { uri, version: null }, edits: [{ range: at(0, 0, 0), newText: 'X\n' }] },
      ],
    });
  });

  test.each<[string, ClientCapabilities]>([
    ['without versions', CAPABILITIES],
    [
      'with versions, but no files',
      { ...ABLE, workspace: { workspaceEdit: { documentChanges: true, resourceOperations: ['delete'] } } },
    ],
  ])('create no files for a client without support for it: %s', async (_name, capabilities) => {
    await shown({ fixes: [made] }, capabilities);
    expect(await ask()).toEqual([]);
  });

  test('never prefer hiding a finding; the user writes the reason', async () => {
    const snippets = {
      ...ABLE,
      workspace: { ...ABLE.workspace, workspaceEdit: { documentChanges: true, snippetEditSupport: true } },
    };
    await shown({ comments: [IGNORE] }, snippets);
    const [action] = await ask();
    expect(action).toMatchObject({ title: 'Ignore it here', isPreferred: false, diagnostics: client.shown() });
    expect(action!.edit!.documentChanges).toEqual([
      {
        textDocument: { uri: RECIPE_URI, version: 1 },
        edits: [{ range: at(0, 0, 0), snippet: { kind: 'snippet', value: '# ignore \\$CODE ${1:reason}\n' } }],
      },
    ]);
  });

  test('give a client without snippets the plain comment', async () => {
    await shown({ fixes: [FIX], comments: [IGNORE] }, CAPABILITIES);
    expect(
      (await ask()).map(({ isPreferred, edit }) => [isPreferred, edit!.changes![RECIPE_URI]![0]!.newText]),
    ).toEqual([
      [true, 'X\n'],
      [false, '# ignore $CODE reason\n'],
    ]);
  });

  test('look for no comments where no finding is shown', async () => {
    const host = await shown({ comments: [IGNORE] });
    const answer = await client.connection.sendRequest(CodeActionRequest.type, {
      textDocument: { uri: RECIPE_URI },
      range: at(3, 0, 1),
      context: { diagnostics: [] },
    });
    expect(answer).toEqual([]);
    expect(host.analysis.calls).not.toContain('commentActions');
  });
});

describe('a fix that cannot be made', () => {
  const blocked: EditorFix = {
    ...FIX,
    edits: [],
    changedTasks: [],
    obstacle: { reason: `${RECIPE} is read-only: make it writable`, changedFile: null },
  };

  test('shows the reason', async () => {
    await shown({ fixes: [blocked] });
    expect(await ask()).toEqual([
      {
        title: 'Exclude TOPDIR',
        kind: 'quickfix',
        diagnostics: client.shown(),
        disabled: { reason: `${RECIPE} is read-only: make it writable` },
      },
    ]);
  });

  test('is omitted for a client that cannot show disabled actions', async () => {
    await shown({ fixes: [blocked] }, CAPABILITIES);
    expect(await ask()).toEqual([]);
  });

  test('is reported after an unnoticed file change, and problems are looked for again', async () => {
    const host = await shown({
      fixes: [{ ...blocked, obstacle: { reason: 'changed', changedFile: '/ws/meta/x.inc' } }],
    });
    const asked = host.analysis.calls.filter((call) => call === 'diagnostics').length;
    expect((await ask())[0]!.disabled).toEqual({ reason: 'changed' });
    await until(
      () =>
        host.analysis.changedFiles.includes('/ws/meta/x.inc') &&
        host.analysis.calls.filter((call) => call === 'diagnostics').length > asked,
    );
  });

  test('is reported for a rule that is switched off, whose diagnostics the client still has', async () => {
    await shown({ fixes: [FIX], comments: [IGNORE] });
    const stale = [
      ...client.shown()!,
      { ...client.shown()![0]!, source: 'another tool' },
      { ...client.shown()![0]!, code: 'no-such-rule' },
    ];
    await client.connection.sendNotification(DidChangeConfigurationNotification.type, {
      settings: { sighound: { rules: { 'host-dependent-signature': 'off', 'no-such-rule': 'off' } } },
    });
    await until(() => client.shown()?.length === 0);
    expect(await ask(undefined, stale)).toEqual([
      {
        title: 'Fix host-dependent-signature',
        kind: 'quickfix',
        disabled: {
          reason:
            'the rule `host-dependent-signature` is switched off in `sighound.rules`: give it a severity to have its fixes tried',
        },
      },
    ]);
  });
});

describe('all fixes of a file', () => {
  const ALL: EditorFixAll = { ...change, count: 3 };

  test.each([[['source']], [['source.fixAll']], [['source.fixAll.sighound']], [['refactor', 'source.fixAll']]])(
    'are made when the client asks for %j',
    async (only) => {
      await shown({ fixes: [FIX], all: ALL });
      expect(await ask(only)).toEqual([
        {
          title: 'Fix all that Sighound can fix (3) · do_magictask 0b85a6b7 → feedf00d',
          kind: 'source.fixAll.sighound',
          edit: {
            documentChanges: [
              { textDocument: { uri: RECIPE_URI, version: 1 }, edits: [{ range: at(1, 0, 0), newText: 'X\n' }] },
            ],
          },
        },
      ]);
    },
  );

  test.each([[undefined], [['']], [['quickfix']], [['source.organizeImports']], [['source.fixAll.other']]])(
    'are not made when the client asks for %j',
    async (only) => {
      const host = await shown({ all: ALL });
      expect(await ask(only)).toEqual([]);
      expect(host.analysis.calls).not.toContain('fixAll');
    },
  );

  test('omit the rules that are switched off', async () => {
    const host = await shown({});
    let except: readonly string[] = [];
    host.analysis.answers.fixAll = async (_path, codes) => {
      except = codes;
      return null;
    };
    await client.connection.sendNotification(DidChangeConfigurationNotification.type, {
      settings: { sighound: { rules: { 'host-path': 'off', 'nostamp-task': 'hint' } } },
    });
    expect(await ask(['source.fixAll'])).toEqual([]);
    expect(except).toEqual(['host-path']);
  });

  test('report the reason if they cannot be made', async () => {
    await shown({
      all: {
        count: 0,
        edits: [],
        newFiles: [],
        changedTasks: [],
        obstacle: { reason: 'read-only', changedFile: null },
      },
    });
    expect(await ask(['source.fixAll'])).toEqual([
      { title: 'Fix all that Sighound can fix', kind: 'source.fixAll.sighound', disabled: { reason: 'read-only' } },
    ]);
  });
});

describe('the lens of a task', () => {
  const unstable = problem('differs', {
    code: 'unstable-basehash',
    finding: { ...finding, id: 'two', variable: 'DATETIME' },
  });
  const hash = `basehash ${OURS.slice(0, 8)} · 214 dependencies`;

  test('shows that each run gives a different value, and the hash again when that ends', async () => {
    const host = await shown({});
    expect(await client.titles()).toEqual([hash]);
    const { refreshes } = client;
    host.analysis.answers.proofs = async () => [
      unstable,
      { ...unstable, finding: { ...unstable.finding!, variable: 'PID' } },
    ];
    await client.change(`${RECIPE_TEXT}\n`);
    await until(() => client.refreshes > refreshes);
    expect(await client.titles()).toEqual(['unknown: differs in each run (DATETIME, PID)']);
    host.analysis.answers.proofs = async () => [];
    await client.change(RECIPE_TEXT);
    await until(() => client.refreshes > refreshes + 1);
    expect(await client.titles()).toEqual([hash]);
  });

  test('is not requested again where proofs give nothing new about it', async () => {
    const host = await shown({});
    const { refreshes } = client;
    await client.change(`${RECIPE_TEXT}\n`);
    await until(() => host.analysis.calls.filter((call) => call === 'proofs').length > 1);
    await pause(30);
    expect(client.refreshes).toBe(refreshes);
  });
});
