/**
 * The build: bundles every entry point into dist/ and puts the WebAssembly files next to them, so that dist/ runs
 * without node_modules. `--watch` then bundles again after each edit. `--e2e` instead compiles only the suites that run
 * inside VS Code, into out/e2e/. `--conformance` bundles the comparison of our hashes with BitBake's into
 * out/conformance/. `--attempts` bundles the attacks on the product into out/attempts/, and `--endurance` the tests
 * that take hours into out/endurance/.
 */
import { build, context } from 'esbuild';
import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const root = import.meta.dirname;
const common = { absWorkingDir: root, platform: 'node', target: 'node20', format: 'cjs', logLevel: 'warning' };

/** Tools and test support look for their files next to themselves, but a bundle is in a different folder. */
const sourcePaths = {
  name: 'source paths',
  setup: ({ onLoad }) =>
    onLoad({ filter: /\.ts$/ }, ({ path: file }) => {
      // The checkout's own folder may have one of these names, too.
      if (!/^(test|tools)[/\\]/.test(path.relative(root, file))) return undefined;
      return {
        contents: readFileSync(file, 'utf8')
          .replaceAll('import.meta.dirname', JSON.stringify(path.dirname(file)))
          .replaceAll('import.meta.url', JSON.stringify(pathToFileURL(file).href)),
        loader: 'ts',
      };
    }),
};

const GLOB = /import\.meta\.glob<\w+>\('(\.\/\w+)\/\*\.ts', \{ eager: true, import: '(\w+)' \}\)/;

/** Vite's `import.meta.glob(PATTERN, { eager: true, import: NAME })` for the files of one folder; tests have Vite's own. */
const importGlob = {
  name: 'import.meta.glob',
  setup: ({ onLoad }) =>
    onLoad({ filter: /[/\\]server[/\\]src[/\\]cli[/\\]commands\.ts$/ }, ({ path: file }) => {
      const text = readFileSync(file, 'utf8');
      const [call, folder, name] = GLOB.exec(text);
      const found = path.resolve(path.dirname(file), folder);
      const entries = readdirSync(found).filter((entry) => entry.endsWith('.ts'));
      const imports = entries.map(
        (entry, index) => `import { ${name} as found${index} } from '${folder}/${path.basename(entry, '.ts')}';`,
      );
      const record = entries.map((entry, index) => `'${folder}/${entry}': found${index}`);
      return {
        contents: `${imports.join(' ')} ${text.replace(call, `({ ${record.join(', ')} })`)}`,
        loader: 'ts',
        watchDirs: [found],
      };
    }),
};

/** The bundles that are shipped. */
const product = {
  ...common,
  bundle: true,
  entryPoints: {
    extension: 'client/src/node/clientMain.ts',
    server: 'server/src/node/serverMain.ts',
    cli: 'server/src/node/cliMain.ts',
    engineWorker: 'server/src/node/engineWorker.ts',
    judgeWorker: 'server/src/node/judgeWorker.ts',
  },
  outdir: 'dist',
  sourcemap: true,
  metafile: true,
  // The `.py` files are text that the sandbox runs.
  loader: { '.py': 'text' },
  external: ['vscode'],
  // Its ES module build asks import.meta for its location, which a CommonJS bundle does not have.
  alias: { 'web-tree-sitter': path.join(root, 'node_modules/web-tree-sitter/web-tree-sitter.cjs') },
  plugins: [importGlob, { name: 'program', setup: ({ onEnd }) => onEnd(makeProgram) }],
};

if (process.argv.includes('--e2e')) await buildSuites();
else if (process.argv.includes('--conformance')) await buildTool('conformance');
else if (process.argv.includes('--attempts')) await buildTool('attempts');
else if (process.argv.includes('--endurance')) await buildTool('endurance');
else await buildProduct();
if (process.argv.includes('--watch')) await watchProduct();

async function buildProduct() {
  rmSync(path.join(root, 'dist'), { recursive: true, force: true });
  const { metafile } = await build(product);
  // The files that loadPyodide() reads at run time; the worker imports dist/pyodide/pyodide.mjs by its path.
  copy('node_modules/pyodide', 'dist/pyodide', [
    'pyodide.mjs',
    'pyodide.asm.mjs',
    'pyodide.asm.wasm',
    'python_stdlib.zip',
    'pyodide-lock.json',
  ]);
  await takeSnapshot('dist/pyodide');
  copy('node_modules/web-tree-sitter', 'dist/grammars', ['web-tree-sitter.wasm']);
  copy('node_modules/sql.js/dist', 'dist/sqlite', ['sql-wasm.wasm']);
  // The library looks for this file next to the bundle.
  copy('node_modules/@bokuweb/zstd-wasm/dist/common', 'dist', ['zstd.wasm']);
  copy(
    'grammars',
    'dist/grammars',
    readdirSync(path.join(root, 'grammars')).filter((name) => name.endsWith('.wasm')),
  );
  // The help for rules in reports.
  copy(
    'docs/rules',
    'dist/rules',
    readdirSync(path.join(root, 'docs/rules')).filter((name) => name !== 'README.md'),
  );
  writeFileSync(path.join(root, 'dist/THIRD-PARTY-NOTICES.txt'), notices(metafile));
}

/** Makes the command line's bundle executable. */
function makeProgram({ errors }) {
  if (errors.length > 0) return;
  const cli = path.join(root, 'dist/cli.js');
  writeFileSync(cli, `#!/usr/bin/env node\n${readFileSync(cli, 'utf8')}`);
  chmodSync(cli, 0o755);
}

/**
 * Bundles again what an edit affects, until the process is ended. Copied files and Python's snapshot are not updated.
 */
async function watchProduct() {
  await (await context({ ...product, logLevel: 'info' })).watch();
}

/** Starts the interpreter once and stores its memory: later starts take a fifth of the time. */
async function takeSnapshot(folder) {
  await build({
    ...common,
    bundle: true,
    entryPoints: ['server/src/node/snapshotMain.ts'],
    outfile: 'out/build/takeSnapshot.cjs',
    loader: { '.py': 'text' },
  });
  execFileSync(process.execPath, [path.join(root, 'out/build/takeSnapshot.cjs'), path.join(root, folder)], {
    stdio: 'inherit',
  });
}

async function buildSuites() {
  for (const folder of ['out/e2e', 'out/support']) rmSync(path.join(root, folder), { recursive: true, force: true });
  const suites = ['suite', 'untrusted'].flatMap((folder) =>
    readdirSync(path.join(root, 'test/e2e', folder)).map((name) => `test/e2e/${folder}/${name}`),
  );
  await build({
    ...common,
    bundle: false,
    entryPoints: [...suites, 'test/e2e/runElectron.ts', 'test/support/markers.ts'],
    outdir: 'out',
    outbase: 'test',
    sourcemap: 'inline',
  });
}

/** Builds a program that only this repository uses: `tools/NAME/main.ts` into `out/NAME/`. */
async function buildTool(name) {
  await build({
    ...common,
    bundle: true,
    entryPoints: [`tools/${name}/main.ts`],
    outdir: `out/${name}`,
    sourcemap: 'inline',
    loader: { '.py': 'text' },
    alias: { 'web-tree-sitter': path.join(root, 'node_modules/web-tree-sitter/web-tree-sitter.cjs') },
    plugins: [sourcePaths],
  });
  copy('node_modules/@bokuweb/zstd-wasm/dist/common', `out/${name}`, ['zstd.wasm']);
}

function copy(from, to, names) {
  mkdirSync(path.join(root, to), { recursive: true });
  for (const name of names) copyFileSync(path.join(root, from, name), path.join(root, to, name));
}

/** Name, version, license and license text of every package that is in dist/. */
function notices(metafile) {
  const folders = new Set([
    'node_modules/pyodide',
    'node_modules/web-tree-sitter',
    'node_modules/tree-sitter-bash',
    'node_modules/tree-sitter-python',
  ]);
  for (const input of Object.keys(metafile.inputs)) {
    const folder = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0];
    if (folder !== undefined) folders.add(folder);
  }
  const parts = [...folders].map((folder) => {
    const { name, version, license, homepage, repository } = JSON.parse(
      readFileSync(path.join(root, folder, 'package.json'), 'utf8'),
    );
    const file = readdirSync(path.join(root, folder)).find((entry) => /^licen[cs]e/i.test(entry));
    const text =
      file === undefined
        ? `Source and license text: ${homepage ?? repository?.url ?? name}`
        : readFileSync(path.join(root, folder, file), 'utf8').trim();
    return `${name} ${version} (${license})\n\n${text}\n`;
  });
  return `Sighound contains these packages:\n\n${[...new Set(parts)].sort((a, b) => (a < b ? -1 : 1)).join(`\n${'-'.repeat(80)}\n\n`)}`;
}
