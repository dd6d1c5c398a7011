/**
 * The set-up behind `npm test`, `npm run demo` and the editor suites, so that each of them is the only command a fresh
 * clone needs. Installs what package-lock.json asks for unless exactly that is installed already; `--vscode` also
 * installs the VS Code that the editor suites drive. Uses nothing but Node, because it runs before anything is there.
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
  // No package needs its install script: the only native parts (tree-sitter grammars) are used as WebAssembly. `npm
  // install --global` of a checkout prepares it as a global package, too, without what builds it.
  run(process.platform === 'win32' ? 'npm.cmd' : 'npm', [
    'ci',
    '--global=false',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
  ]);
}
if (process.argv.includes('--vscode')) run(path.join(root, 'test/e2e/test-host/setup.sh'), []);

/** Why the installed packages are not those of the lock file, or undefined when they are. */
function whatIsStale() {
  const wanted = packages('package-lock.json');
  if (wanted === undefined) return 'no readable package-lock.json';
  const installed = packages('node_modules/.package-lock.json');
  if (installed === undefined) return 'nothing is installed yet';
  for (const [place, { version, optional, devOptional }] of Object.entries(wanted)) {
    if (place === '') continue;
    const there = installed[place];
    // Optional packages are those of other platforms.
    if (there === undefined && (optional || devOptional)) continue;
    if (there?.version !== version) return `${place} is ${there?.version ?? 'missing'}, not ${version}`;
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
