/**
 * `npm run conformance:releases -- TREES [TAG…]`: compares our engine with the judge on many releases, and on request,
 * over all recipes, with BitBake run as a program and with the judge. `TREES/TAG/` contains `bitbake`,
 * `openembedded-core` and a configured `build`. Results are stored in `out/conformance/releases.json` one by one, so
 * that an interrupted run continues where it stopped. Writes the table of `docs/releases.md`; exits with 1 if anything
 * differs.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';

const ROOT = path.resolve(import.meta.dirname, '../..');
const RESULTS = path.join(ROOT, 'out/conformance/releases.json');
const PAGE = path.join(ROOT, 'docs/releases.md');
/** A plain recipe, native, nativesdk, cross, a kernel, an image, and some with much Python. */
const RECIPES = [
  'zlib',
  'quilt-native',
  'busybox',
  'linux-yocto',
  'core-image-minimal',
  'python3',
  'perl',
  'gcc-cross-x86_64',
  'glibc',
  'nativesdk-qemu',
  'openssl',
  'systemd',
  'packagegroup-core-boot',
  'gtk+3',
  'cmake-native',
  'base-files',
];
const LIMIT_MS = 600_000;
const ALL_RECIPES_LIMIT_MS = 3_600_000;
const NONE = '–';
const byNumbers = new Intl.Collator('en', { numeric: true }).compare;

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    again: { type: 'boolean', default: false },
    native: { type: 'string' },
    judge: { type: 'boolean', default: false },
  },
});
const [trees, ...tags] = positionals;
if (trees === undefined) {
  console.error('usage: npm run conformance:releases -- TREES [TAG…] [--again] [--native USER] [--judge]');
  process.exit(2);
}
const results = existsSync(RESULTS) ? JSON.parse(readFileSync(RESULTS, 'utf8')) : {};
const program = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: ROOT, encoding: 'utf8' }).trim();
mkdirSync(path.dirname(RESULTS), { recursive: true });
const probes = await readProbes();
const chosen = tags.length > 0 ? tags : readdirSync(trees).sort(byNumbers);
for (const tag of chosen) {
  const tree = path.join(trees, tag);
  if (!results[tag] || (options.again && options.native === undefined && !options.judge))
    keep(tag, { program, ...measure(tree) });
  if (results[tag].answers?.probes !== probes.id) keep(tag, { answers: { probes: probes.id, id: answersOf(tree) } });
}
const asked = { native: options.native !== undefined, judge: options.judge };
if (asked.native || asked.judge) compareAllOfEachSet();
writeFileSync(PAGE, page());
process.exitCode = Object.values(results).every(isRight) ? 0 : 1;

function isRight({ differ, failure, native, judge }) {
  return (
    differ === 0 &&
    failure === null &&
    [native, judge].every(
      (all) => all === undefined || (all.failure === null && all.differ + all.missing + all.extra === 0),
    )
  );
}

/**
 * Compares all recipes of the given tags, or of one tag of each set of answers that lacks the requested results. One
 * run gives both results.
 */
function compareAllOfEachSet() {
  const lacks = ({ native, judge }) => (asked.native && !native) || (asked.judge && !judge);
  for (const tag of tags.length > 0 ? tags : oneOfEachSet(chosen, lacks)) {
    if (options.again || lacks(results[tag])) keep(tag, measureAll(path.join(trees, tag)));
  }
}

function keep(tag, more) {
  results[tag] = { ...results[tag], ...more };
  if (more.answers === undefined) console.log(`${tag}: ${describe(results[tag])}`);
  writeFileSync(RESULTS, `${JSON.stringify(results, null, 1)}\n`);
  writeFileSync(PAGE, page());
}

function measure(tree) {
  const version =
    /^__version__ = "([^"]+)"/m.exec(readFileSync(path.join(tree, 'bitbake/lib/bb/__init__.py'), 'utf8'))?.[1] ?? '?';
  const { stdout, stderr } = spawnSync(
    'node',
    [path.join(ROOT, 'dist/cli.js'), 'verify', ...RECIPES, '--build-dir', path.join(tree, 'build')],
    {
      encoding: 'utf8',
      timeout: LIMIT_MS,
      maxBuffer: 64 * 1024 * 1024,
      env: { ...process.env, SIGHOUND_CACHE_DIR: 'off' },
    },
  );
  const found = /^(\d+) tasks agree, (\d+) differ(?:, (\d+) unknown here)?/m.exec(stdout ?? '');
  const agree = Number(found?.[1] ?? 0);
  // A recipe that BitBake did not judge does not count as agreement.
  const notJudged = /^\d+ recipes? could not be judged: .*$/m.exec(stdout ?? '')?.[0];
  const failure = notJudged ?? (found && agree > 0 ? null : (stderr || 'no answer').trim().split('\n')[0]);
  return { version, agree, differ: Number(found?.[2] ?? 0) + Number(found?.[3] ?? 0), failure };
}

/**
 * All recipes: our engine compared with BitBake run as a program, and with the judge. If the judge is not requested, it
 * judges only the first recipe.
 */
function measureAll(tree) {
  const file = path.join(path.dirname(RESULTS), `all-${path.basename(tree)}.json`);
  const args = [
    '--build-dir',
    path.join(tree, 'build'),
    '--bitbake-dir',
    path.join(tree, 'bitbake'),
    '--threads',
    '2',
    '--json',
    file,
  ];
  if (asked.native) args.push('--native');
  if (options.native) args.push('--native-user', options.native);
  args.push('--judge-every', asked.judge ? '1' : '1000000');
  const { status, stderr } = spawnSync('node', [path.join(ROOT, 'out/conformance/main.js'), ...args], {
    encoding: 'utf8',
    timeout: ALL_RECIPES_LIMIT_MS,
    maxBuffer: 64 * 1024 * 1024,
  });
  const failure = status === 0 || status === 1 ? null : (stderr || 'no answer').trim().split('\n').at(-1);
  const report = failure === null ? JSON.parse(readFileSync(file, 'utf8')) : null;
  const named = Object.keys(asked).filter((side) => asked[side]);
  return Object.fromEntries(
    named.map((side) => [side, { program, ...(report === null ? { failure } : figuresOf(report, `engine-${side}`)) }]),
  );
}

function figuresOf({ recipes, figures, causes }, pair) {
  const { exact, unknown, wrong, missing, extra } = figures[pair];
  const reasons = causes
    .filter((cause) => cause.pair === pair && cause.kind === 'unknown')
    .map(({ key, tasks }) => [key, tasks]);
  return {
    failure: null,
    recipes,
    agree: exact,
    unknown,
    differ: wrong,
    missing,
    extra,
    reasons: Object.fromEntries(reasons),
  };
}

/** What determines the behavior of a BitBake: the probes, with an id that changes with them. */
async function readProbes() {
  const { outputFiles } = await build({
    entryPoints: [path.join(ROOT, 'server/src/engine/base/release.ts')],
    bundle: true,
    format: 'esm',
    write: false,
  });
  const { PROBES, readAnswers } = await import(
    `data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`
  );
  const helpers = path.join(ROOT, 'server/src/pyodide/python/judge/probes.py');
  return {
    text: JSON.stringify(PROBES),
    helpers,
    readAnswers,
    id: digest(JSON.stringify(PROBES) + readFileSync(helpers, 'utf8')),
  };
}

/**
 * The same text for all BitBakes, with their OE-Core, that give the same answers. The probes run under this machine's
 * Python.
 */
function answersOf(tree) {
  const script = [
    'import json, os, sys',
    'os.getuid = os.geteuid = lambda: 1000',
    'sys.path.insert(0, sys.argv[1])',
    'import probes',
    'names = probes.Probes(sys.argv[2], sys.argv[3]).names()',
    'def answer(probe):',
    '    del probes.warnings[:]',
    '    try:',
    '        return {"answer": str(eval(probe, dict(names, warnings=probes.warnings)))}',
    '    except BaseException as error:',
    '        return {"error": type(error).__name__, "message": ""}',
    'sys.__stdout__.write("\\n" + json.dumps({field: answer(probe) for field, probe in json.load(sys.stdin).items()}))',
  ].join('\n');
  const args = [path.dirname(probes.helpers), path.join(tree, 'bitbake'), path.join(tree, 'openembedded-core/meta')];
  const { stdout } = spawnSync('python3', ['-B', '-c', script, ...args], { encoding: 'utf8', input: probes.text });
  const { known, unknown } = probes.readAnswers(JSON.parse(stdout.trim().split('\n').at(-1) || '{}'));
  if (Object.keys(known).length === 0) throw new Error(`the BitBake of ${tree} answers nothing`);
  return digest(JSON.stringify([known, unknown]));
}

function digest(text) {
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}

/** The newest of the tags that give the same answers, if none of them has the requested results. */
function oneOfEachSet(candidates, lacks) {
  const sets = new Map(candidates.map((tag) => [results[tag].answers.id, tag]));
  const compared = new Set(
    Object.values(results)
      .filter((result) => !lacks(result))
      .map(({ answers }) => answers?.id),
  );
  return [...sets].filter(([id]) => options.again || !compared.has(id)).map(([, tag]) => tag);
}

function describe({ version, agree, differ, failure, native, judge }) {
  if (failure !== null) return `BitBake ${version}, no comparison: ${failure}`;
  const parts = [
    [native, 'BitBake as a program'],
    [judge, 'the judge'],
  ].flatMap(([all, name]) =>
    all === undefined
      ? []
      : [
          all.failure ??
            `of all recipes ${all.agree} tasks agree with ${name}, ${all.unknown} are unknown, ${all.differ + all.missing + all.extra} differ`,
        ],
  );
  return [`BitBake ${version}, ${agree} tasks agree, ${differ} differ`, ...parts].join('; ');
}

function page() {
  const ordered = Object.keys(results).sort(byNumbers);
  const sets = [...new Set(ordered.map((tag) => results[tag].answers?.id ?? ''))];
  const rows = ordered.map((tag) => {
    const { version, answers, agree, differ, failure, native, judge } = results[tag];
    const set = answers ? sets.indexOf(answers.id) + 1 : NONE;
    return `| ${[tag, version, set, agree, failure === null ? differ : failure, ...cellsOf(native), ...cellsOf(judge), recipesOf(native, judge)].join(' | ')} |`;
  });
  const reasons = ordered.flatMap((tag) =>
    Object.entries(results[tag].native?.reasons ?? {}).map(([reason, tasks]) => `- ${tag}: ${tasks} tasks: ${reason}`),
  );
  return `# Releases

The table compares hashes of Sighound's engine with those of BitBake. Each BitBake has the OE-Core of the same tag
(qemux86-64, nodistro).

- *Agree* and *differ* count the tasks of ${RECIPES.length} recipes, compared with the judge: BitBake in Sighound's sandbox. The recipes
  are ${RECIPES.join(', ')}.
- Tags with the same *behavior* answer every probe in the same way. For at least one tag of each behavior, all recipes of OE-Core
  were compared: with BitBake run as a program (*native*), and with the judge.
- *Differ* includes tasks that only one side has. *Unknown* tasks have no hash in Sighound.

\`npm run conformance:releases\` writes this page.

| tag | BitBake | behavior | agree | differ | native: agree | native: unknown | native: differ | judge: agree | judge: unknown | judge: differ | recipes |
|---|---|---|---|---|---|---|---|---|---|---|---|
${rows.join('\n')}
${reasons.length === 0 ? '' : `\n## What is unknown, and why\n\n${reasons.join('\n')}\n`}`;
}

function cellsOf(all) {
  if (!all) return Array(3).fill(NONE);
  if (all.failure !== null) return [all.failure, NONE, NONE];
  const { agree, unknown, differ, missing, extra } = all;
  return [agree, unknown, differ + missing + extra];
}

function recipesOf(...all) {
  return all.find((one) => one?.recipes !== undefined)?.recipes ?? NONE;
}
