/**
 * Lint rules, each for something that the compiler and the layer rules (.dependency-cruiser.cjs) cannot express.
 * Prettier handles the formatting.
 */
import eslint from '@eslint/js';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

const ORDER = 'order is semantics: sort with `sorted` or a comparator of base/order.ts';

/** Syntax that is banned everywhere. */
const SYNTAX = [
  { selector: 'CallExpression[callee.property.name=/^(sort|toSorted)$/][arguments.length=0]', message: ORDER },
  { selector: "MemberExpression[property.name='localeCompare']", message: ORDER },
  { selector: 'ExportDefaultDeclaration', message: 'no default exports: a thing has one name everywhere' },
  { selector: 'ExportAllDeclaration', message: 'no barrels: import from the file that owns the thing' },
  { selector: 'ExportNamedDeclaration[source]', message: 'no barrels: import from the file that owns the thing' },
];

/** Syntax that is banned in the shipped code. */
const PRODUCT_SYNTAX = [
  ...SYNTAX,
  { selector: 'Program > VariableDeclaration[kind!="const"]', message: 'no module-level mutable state' },
  {
    selector: 'Program > ExportNamedDeclaration > VariableDeclaration[kind!="const"]',
    message: 'no module-level mutable state',
  },
  {
    selector:
      'Program > VariableDeclaration > VariableDeclarator > NewExpression[callee.name=/^(Map|Set|WeakMap|WeakSet)$/][arguments.length=0]',
    message: 'no module-level mutable state: an empty collection is made to be filled',
  },
];

/** Texts for people are made safe in server/src/text, with a type for each kind of output that shows them. */
const TEXT = 'text of metadata gets here only through server/src/text:';
const BRANDS = {
  selector:
    'TSAsExpression > TSTypeReference[typeName.name=/^(Plain|Line|Label|SafeMarkdown|TerminalText|DocumentText|ProtocolLine)$/]',
  message: `${TEXT} make such a text with its function, not with a cast`,
};
const STREAMS = {
  selector: 'MemberExpression[object.name="process"][property.name=/^(stdout|stderr)$/]',
  message: `${TEXT} commands write with \`cli.out\`, which node/cliMain.ts prints`,
};
const CONNECTION = {
  selector: 'MemberExpression[object.name=/^(connection|client)$/][property.name=/^(console|window)$/]',
  message: `${TEXT} use the log or the progress of lsp/server.ts`,
};
const EDITOR_TEXTS = [
  {
    selector:
      'NewExpression[callee.object.name="vscode"][callee.property.name=/^(TreeItem|MarkdownString|Hover|CodeLens|CodeAction|Diagnostic)$/]',
    message: `${TEXT} use client/src/views/shown.ts`,
  },
  {
    selector:
      'MemberExpression[object.property.name="window"][property.name=/^(showQuickPick|createQuickPick|show(Information|Warning|Error)Message|createStatusBarItem|setStatusBarMessage|withProgress|createTerminal|createWebviewPanel|createOutputChannel)$/]',
    message: `${TEXT} use client/src/views/shown.ts`,
  },
];
const SINKS = [BRANDS, STREAMS, CONNECTION, ...EDITOR_TEXTS];

/** The protocol's types whose texts any code could fill; lsp/words/shown.ts has them with the types of safe texts. */
const SHOWN = {
  regex: '^vscode-languageserver$',
  importNames: [
    'CodeLens',
    'CodeAction',
    'Command',
    'Diagnostic',
    'DocumentSymbol',
    'Hover',
    'InlayHint',
    'MarkupContent',
    'PublishDiagnosticsParams',
    'ShowMessageParams',
    'SymbolInformation',
  ],
  message: `${TEXT} import the type from lsp/words/shown.ts`,
};

const EXTENSIONS = { regex: '^\\.{1,2}/.*\\.(js|ts)$', message: 'relative imports have no extension' };
const EDITOR = {
  regex: '^vscode($|-languageclient)',
  message: 'only the client and the suites inside VS Code know the editor',
};

export default defineConfig(
  { ignores: ['**/node_modules/', 'dist/', 'out/', 'test/**/fixtures/', '**/*.d.ts'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  eslint.configs.recommended,
  {
    files: ['**/*.{mjs,cjs}'],
    languageOptions: {
      globals: {
        console: 'readonly',
        process: 'readonly',
        module: 'writable',
        setTimeout: 'readonly',
        clearTimeout: 'readonly',
        URL: 'readonly',
        Buffer: 'readonly',
      },
    },
  },
  { files: ['**/*.mjs'], ignores: ['eslint.config.mjs'], rules: { 'no-restricted-syntax': ['error', ...SYNTAX] } },
  {
    files: ['{client,server,test,tools}/**/*.ts'],
    extends: [tseslint.configs.recommended],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      'no-restricted-syntax': ['error', ...SYNTAX],
      'no-restricted-imports': 'off',
      '@typescript-eslint/no-restricted-imports': ['error', { patterns: [EXTENSIONS, EDITOR] }],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/consistent-type-imports': [
        'error',
        { prefer: 'type-imports', disallowTypeAnnotations: false },
      ],
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // Metadata is full of control characters, and the readers match them by name.
      'no-control-regex': 'off',
      'no-irregular-whitespace': 'error',
      eqeqeq: 'error',
      'no-console': 'error',
    },
  },
  { files: ['{client,server}/**/*.ts'], rules: { 'no-restricted-syntax': ['error', ...PRODUCT_SYNTAX, ...SINKS] } },
  {
    files: ['server/src/text/*.ts', 'server/src/engine/sstate/hashServerMessages.ts'],
    rules: { 'no-restricted-syntax': ['error', ...PRODUCT_SYNTAX, ...SINKS.filter((sink) => sink !== BRANDS)] },
  },
  {
    files: ['server/src/node/cliMain.ts', 'server/src/node/printProblem.ts'],
    rules: { 'no-restricted-syntax': ['error', ...PRODUCT_SYNTAX, ...SINKS.filter((sink) => sink !== STREAMS)] },
  },
  {
    files: ['server/src/lsp/server.ts'],
    rules: { 'no-restricted-syntax': ['error', ...PRODUCT_SYNTAX, ...SINKS.filter((sink) => sink !== CONNECTION)] },
  },
  {
    files: ['client/src/views/shown.ts'],
    rules: {
      'no-restricted-syntax': ['error', ...PRODUCT_SYNTAX, ...SINKS.filter((sink) => !EDITOR_TEXTS.includes(sink))],
    },
  },
  {
    files: ['server/src/lsp/**/*.ts'],
    ignores: ['server/src/lsp/words/shown.ts'],
    rules: { '@typescript-eslint/no-restricted-imports': ['error', { patterns: [EXTENSIONS, EDITOR, SHOWN] }] },
  },
  {
    files: ['client/**/*.ts', 'test/e2e/**/*.ts'],
    rules: { '@typescript-eslint/no-restricted-imports': ['error', { patterns: [EXTENSIONS] }] },
  },
  {
    files: ['{test,tools}/**/*.ts'],
    rules: { '@typescript-eslint/no-non-null-assertion': 'off', 'no-console': 'off' },
  },
);
