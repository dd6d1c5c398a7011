/**
 * `npm run conformance:releases -- TREES [TAG…]`: our engine against the judge on many releases. `TREES/TAG/` holds `bitbake`,
 * `openembedded-core` and a configured `build`. Results are kept in `out/conformance/releases.json`, one after the other, so that a run that
 * was ended goes on where it was; a tag is done again with `--again`. Writes the table of `docs/releases.md`; exits with 1 where anything differs.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.resolve(import.meta.dirname, '../..');
const RESULTS = path.join(ROOT, 'out/conformance/releases.json');
const PAGE = path.join(ROOT, 'docs/releases.md');
/** A plain recipe, native, nativesdk, cross, a kernel, an image, and some with much Python. */
const RECIPES = [
  'zlib', 'quilt-native', 'busybox', 'linux-yocto', 'core-image-minimal', 'python3', 'perl', 'gcc-cross-x86_64', 'glibc', 'nativesdk-qemu', 'openssl', 'systemd',
  'packagegroup-core-boot', 'gtk+3', 'cmake-native', 'base-files',
];
const LIMIT_MS = 600_000;
const byNumbers = new Intl.Collator('en', { numeric: true }).compare;

const again = process.argv.includes('--again');
const [trees, ...tags] = process.argv.slice(2).filter((word) => word !== '--again');
if (trees === undefined) {
  console.error('usage: npm run conformance:releases -- TREES [TAG…] [--again]');
  process.exit(2);
}
const results = existsSync(RESULTS) ? JSON.parse(readFileSync(RESULTS, 'utf8')) : {};
const program = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: ROOT, encoding: 'utf8' }).trim();
mkdirSync(path.dirname(RESULTS), { recursive: true });
for (const tag of tags.length > 0 ? tags : readdirSync(trees).sort(byNumbers)) {
  if (results[tag] && !again) continue;
  results[tag] = { program, ...measure(path.join(trees, tag)) };
  console.log(`${tag}: ${describe(results[tag])}`);
  writeFileSync(RESULTS, `${JSON.stringify(results, null, 1)}\n`);
  writeFileSync(PAGE, page());
}
process.exitCode = Object.values(results).every(({ differ, failure }) => differ === 0 && failure === null) ? 0 : 1;

function measure(tree) {
  const version = /^__version__ = "([^"]+)"/m.exec(readFileSync(path.join(tree, 'bitbake/lib/bb/__init__.py'), 'utf8'))?.[1] ?? '?';
  const { stdout, stderr } = spawnSync('node', [path.join(ROOT, 'dist/cli.js'), 'verify', ...RECIPES, '--build-dir', path.join(tree, 'build')], {
    encoding: 'utf8', timeout: LIMIT_MS, maxBuffer: 64 * 1024 * 1024, env: { ...process.env, SIGHOUND_CACHE_DIR: 'off' },
  });
  const found = /^(\d+) tasks agree, (\d+) differ/m.exec(stdout ?? '');
  const agree = Number(found?.[1] ?? 0);
  // A recipe that BitBake did not judge is none that agrees.
  const notJudged = /^\d+ recipes? could not be judged: .*$/m.exec(stdout ?? '')?.[0];
  const failure = notJudged ?? (found && agree > 0 ? null : (stderr || 'no answer').trim().split('\n')[0]);
  return { version, agree, differ: Number(found?.[2] ?? 0), failure };
}

function describe({ version, agree, differ, failure }) {
  return failure === null ? `BitBake ${version}, ${agree} tasks agree, ${differ} differ` : `BitBake ${version}, no comparison: ${failure}`;
}

function page() {
  const rows = Object.keys(results).sort(byNumbers).map((tag) => {
    const { version, agree, differ, failure } = results[tag];
    return `| ${tag} | ${version} | ${agree} | ${failure === null ? differ : failure} |`;
  });
  return `# Releases

Our engine against the workspace's own BitBake in its sandbox, each BitBake with the OE-Core of the same tag (qemux86-64, nodistro): all tasks of
${RECIPES.length} recipes (${RECIPES.join(', ')}). Made by \`npm run conformance:releases\`.

| tag | BitBake | tasks that agree | that differ |
|---|---|---|---|
${rows.join('\n')}
`;
}
