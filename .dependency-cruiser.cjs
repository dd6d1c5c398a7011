/**
 * The layer rules: which folders may import which. They are the rules of docs/architecture.md, and a violation fails
 * `npm run build` and `npm test`.
 *
 * The engine's rooms are in tiers; a room imports only rooms of lower tiers and itself. Above them come the facade
 * `engine.ts`, `ide`, then `lsp` and `cli` side by side, then the platforms' entry points.
 */
const ENGINE = '^server/src/engine/';

/** Lowest tier first; rooms of one tier do not import each other. */
const TIERS = [
  ['base'],
  ['digest'],
  ['files', 'parse', 'pickle', 'shell', 'python'],
  ['syntax'],
  ['datastore'],
  ['codeparser'],
  ['evaluate'],
  ['layers'],
  ['signatures'],
  ['siginfo', 'sstate'],
  ['tasks'],
  ['rules'],
];

const ROOMS = TIERS.flat();

/** For each room: forbids importing any engine file outside of the room and the tiers below it. */
const engineRooms = TIERS.flatMap((rooms, tier) =>
  rooms.map((room) => {
    const allowed = [room, ...TIERS.slice(0, tier).flat()];
    return {
      name: `engine-${room}`,
      comment: `engine/${room} may import only ${allowed.join(', ')}`,
      severity: 'error',
      from: { path: `${ENGINE}${room}/` },
      to: { path: ENGINE, pathNot: `${ENGINE}(${allowed.join('|')})/` },
    };
  }),
);

const IDE = '^server/src/ide/';

/** For each room of `ide`: the other rooms that it may import. Every room may import the files outside of the rooms. */
const IDE_ROOMS = {
  documents: [],
  findings: ['documents'],
  fixes: ['documents', 'findings'],
  signatures: ['documents', 'tasks'],
  stored: ['documents', 'tasks'],
  tasks: ['documents', 'signatures'],
};

const LSP = '^server/src/lsp/';

/** The same for `lsp`; its `handlers` may import all. */
const LSP_ROOMS = {
  background: [],
  documents: ['words'],
  words: ['background'],
  workspace: ['background', 'documents', 'words'],
};

const roomRules = (folder, path, rooms, all) =>
  Object.entries(rooms).map(([room, others]) => ({
    name: `${folder}-${room}`,
    comment: `${folder}/${room} may import of the other rooms only ${others.join(', ') || 'none'}`,
    severity: 'error',
    from: { path: `${path}${room}/` },
    to: { path: `${path}(${all.join('|')})/`, pathNot: `${path}(${[room, ...others].join('|')})/` },
  }));

const ideRooms = roomRules('ide', IDE, IDE_ROOMS, Object.keys(IDE_ROOMS));
const lspRooms = roomRules('lsp', LSP, LSP_ROOMS, [...Object.keys(LSP_ROOMS), 'handlers']);

module.exports = {
  forbidden: [
    ...engineRooms,
    ...ideRooms,
    ...lspRooms,
    {
      name: 'no-cycle',
      comment:
        'no file needs itself at run time over others; except that a statement includes files, which consist of statements',
      severity: 'error',
      from: { pathNot: `${ENGINE}evaluate/(includes|evaluateStatements|fragments)\\.ts$` },
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'engine-known-rooms',
      comment: 'every engine file is engine.ts or stands in a room that has a tier here',
      severity: 'error',
      from: { path: ENGINE, pathNot: `${ENGINE}((${ROOMS.join('|')})/|engine\\.ts$)` },
      to: {},
    },
    {
      name: 'engine-pure',
      comment: 'the engine imports nothing but itself: no Node, LSP, VS Code, Pyodide, no package',
      severity: 'error',
      from: { path: ENGINE },
      to: { pathNot: [ENGINE, 'web-tree-sitter'] },
    },
    {
      name: 'engine-tree-sitter-types',
      comment: 'the engine sees web-tree-sitter only as types, from syntax/',
      severity: 'error',
      from: { path: ENGINE },
      to: { path: 'web-tree-sitter', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'engine-tree-sitter-room',
      comment: 'only syntax/ knows tree-sitter',
      severity: 'error',
      from: { path: ENGINE, pathNot: `${ENGINE}syntax/` },
      to: { path: 'web-tree-sitter' },
    },
    {
      name: 'rule-alone',
      comment:
        'a rule never imports a rule, though what several need stands in common/; only the registry knows them all',
      severity: 'error',
      from: { path: `${ENGINE}rules/`, pathNot: `${ENGINE}rules/registry\\.ts$` },
      to: { path: `${ENGINE}rules/`, pathNot: `${ENGINE}rules/(rule\\.ts$|common/)` },
    },
    {
      name: 'ide-below-lsp-and-cli',
      comment: 'ide makes plain data from the engine',
      severity: 'error',
      from: { path: '^server/src/ide/' },
      to: { path: '^(server|client)/', pathNot: '^server/src/(ide|engine|text)/' },
    },
    {
      name: 'calibration',
      comment: 'calibration compares what ide answers with what a judge does',
      severity: 'error',
      from: { path: '^server/src/calibration/' },
      to: {
        path: '^(server|client)/',
        pathNot: '^server/src/(calibration|ide|engine|text)/|^server/src/platform/',
      },
    },
    {
      name: 'lsp',
      comment: 'lsp may import ide, engine, calibration, text, protocol and the list of platform capabilities',
      severity: 'error',
      from: { path: '^server/src/lsp/' },
      to: {
        path: '^(server|client)/',
        pathNot: '^server/src/(lsp|calibration|ide|engine|text|protocol)/|^server/src/platform/',
      },
    },
    {
      name: 'cli',
      comment: 'cli may import ide, engine, calibration, text and the list of platform capabilities, never lsp',
      severity: 'error',
      from: { path: '^server/src/cli/' },
      to: {
        path: '^(server|client)/',
        pathNot: '^server/src/(cli|calibration|ide|engine|text)/|^server/src/platform/',
      },
    },
    {
      name: 'protocol-alone',
      comment: 'protocol is message types; the client imports it, so it imports nothing of the server',
      severity: 'error',
      from: { path: '^server/src/protocol/' },
      to: { path: '^(server|client)/', pathNot: '^server/src/protocol/' },
    },
    {
      name: 'text-alone',
      comment: 'text makes what metadata says safe to show; it knows no metadata and no place that shows it',
      severity: 'error',
      from: { path: '^server/src/text/' },
      to: { pathNot: '^server/src/text/' },
    },
    {
      name: 'platform-capabilities',
      comment: 'platform lists capabilities in the words of the engine and of what ide answers',
      severity: 'error',
      from: { path: '^server/src/platform/' },
      to: {
        path: '^(server|client)/',
        pathNot: '^server/src/(platform/|engine/|ide/(api/analysisApi|resultStore)\\.ts$)',
      },
    },
    {
      name: 'machine',
      comment: 'machine describes what a hash depends on; it asks no platform and no interpreter',
      severity: 'error',
      from: { path: '^server/src/machine/' },
      to: { path: '^(server|client)/', pathNot: '^server/src/(machine|engine|ide)/' },
    },
    {
      name: 'pyodide',
      comment: 'the Pyodide evaluator runs on any platform: it knows the engine, the machine and the capabilities only',
      severity: 'error',
      from: { path: '^server/src/pyodide/' },
      to: { path: '^(server|client)/', pathNot: '^server/src/(pyodide|engine|machine|platform)/' },
    },
    {
      name: 'threads',
      comment: 'threads starts and watches threads of any platform, and knows no interpreter',
      severity: 'error',
      from: { path: '^server/src/threads/' },
      to: { path: '^(server|client)/', pathNot: '^server/src/(threads|platform|machine|ide|engine)/' },
    },
    {
      name: 'node-and-browser-never-meet',
      severity: 'error',
      from: { path: '^(client|server)/src/(node|browser)/' },
      to: { path: '^(client|server)/src/(node|browser)/', pathNot: '^$1/src/$2/' },
    },
    {
      name: 'platform-in-its-folder',
      comment: 'only what stands in a node/ folder imports Node',
      severity: 'error',
      from: { path: '^(client|server)/', pathNot: '^(client|server)/src/node/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'platforms-are-the-top',
      comment: 'only the entry points of a platform put threads and interpreters together',
      severity: 'error',
      from: { path: '^(client|server)/', pathNot: '^server/src/(node|browser|pyodide|threads)/' },
      to: { path: '^server/src/(node|browser|pyodide|threads)/' },
    },
    {
      name: 'language-server-library',
      comment: 'vscode-languageserver appears only in lsp, protocol and the entry points of platforms',
      severity: 'error',
      from: { path: '^server/', pathNot: '^server/src/(lsp/|protocol/|(node|browser)/[^/]*Main\\.ts$)' },
      to: { path: '(^|node_modules/)vscode-(languageserver|jsonrpc)' },
    },
    {
      name: 'vscode-only-in-client',
      severity: 'error',
      from: { path: '^server/' },
      to: { path: '(^|node_modules/)(@types/)?(vscode($|/)|vscode-languageclient)' },
    },
    {
      name: 'pyodide-only-in-its-folder',
      severity: 'error',
      from: { path: '^(client|server)/', pathNot: '^server/src/pyodide/' },
      to: { path: '(^|node_modules/)pyodide($|/)' },
    },
    {
      name: 'client-sees-only-protocol',
      comment: 'and what makes text safe to show',
      severity: 'error',
      from: { path: '^client/' },
      to: { path: '^server/', pathNot: '^server/src/(protocol|text)/' },
    },
    {
      name: 'product-without-tests-or-tools',
      severity: 'error',
      from: { path: '^(client|server)/' },
      to: { path: '^(test|tools)/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|out)/' },
    tsConfig: { fileName: 'tsconfig.json' },
    // Type-only imports count: a layer that knows another's types knows the other.
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      extensions: ['.ts', '.js', '.cjs', '.mjs', '.json', '.d.ts'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
