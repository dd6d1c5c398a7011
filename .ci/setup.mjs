/**
 * The setup for `npm test`, `npm run demo` and the editor suites, so that each of them is the only command that a fresh
 * clone needs. It installs the packages of package-lock.json unless exactly those are installed already. `--vscode`
 * also installs the VS Code that the editor suites use. It uses nothing but Node, because it runs before anything is
 * installed.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');

if (Number(process.versions.node.split('.')[0]) < 20) {
  console.error(`Sighound needs Node 20 or newer, this is ${process.version}`);
  process.exit(1);
}
const stale = whatIsStale();
if (stale !== undefined) {
  console.log(`installing dependencies: ${stale}`);
  // No package needs its install script: the only native parts (tree-sitter grammars) are used as WebAssembly. During
  // `npm install --global` of a checkout, npm would treat this installation as global, too, and leave out the build
  // tools.
  run(process.platform === 'win32' ? 'npm.cmd' : 'npm', [
    'ci',
    '--global=false',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
  ]);
}
if (process.argv.includes('--vscode')) run(path.join(root, 'test/e2e/test-host/setup.sh'), []);

/** Why the installed packages differ from the lock file, or undefined where they do not. */
function whatIsStale() {
  const wanted = packages('package-lock.json');
  if (wanted === undefined) return 'no readable package-lock.json';
  const installed = packages('node_modules/.package-lock.json');
  if (installed === undefined) return 'nothing is installed yet';
  for (const [folder, { version, optional, devOptional }] of Object.entries(wanted)) {
    if (folder === '') continue;
    const there = installed[folder];
    // An optional package that is missing belongs to a different platform.
    if (there === undefined && (optional || devOptional)) continue;
    if (there?.version !== version) return `${folder} is ${there?.version ?? 'missing'}, not ${version}`;
  }
  return undefined;
}

function packages(file) {
  try {
    return JSON.parse(readFileSync(path.join(root, file), 'utf8')).packages;
  } catch {
    return undefined;
  }
}

function run(command, args) {
  const { status, error } = spawnSync(command, args, {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (error) console.error(String(error));
  if (status !== 0) process.exit(status ?? 1);
}
