// The benchmark's arguments.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';

/** The parts, in the order in which they run. */
export const PARTS = [
  'cold',
  'warm',
  'graph',
  'edit',
  'keystroke',
  'start',
  'meeting',
  'class',
  'memory',
  'proof',
  'isolation',
  'linear',
];

/** The parts that also run BitBake. */
const BITBAKE_PARTS = ['cold', 'warm', 'graph', 'edit', 'memory'];

export const USAGE = `usage: npm run bench -- --build-dir DIR --bitbake DIR [options]

  --build-dir DIR      the build directory; its conf/ is copied, nothing in it is touched
  --bitbake DIR        the BitBake checkout to compare with
  --native-user NAME   run BitBake as this user (BitBake refuses root)
  --json FILE          where the results go as JSON (default: out/reports/bench.json)
  --only NAMES         some parts only: ${PARTS.join(',')}
  --runs N             how often what takes long is repeated (default: 3)
  --keystrokes N       keystrokes in each recipe (default: 60)
  --recipes NAMES      recipes to edit; the first has a shell task of its own (default: zlib,busybox,glibc,linux-yocto)
  --sizes NUMBERS      how many recipes the linear part takes (default: 250,500,950)
  --target NAME        what the graph part builds (default: core-image-minimal)
  --class FILE         the global class to edit (default: base.bbclass of the first recipe's layer)
  --judge on|off       the setting sighound.judge.enabled in the editor's parts (default: on, as in the product)
  --dist DIR           the build to measure (default: dist)`;

/** Wrong usage: reported in one line. */
export class UsageError extends Error {}

/** The checked options; null if the user asks for help. */
export function readOptions(args, root) {
  const { values } = parse(args);
  if (values.help) return null;
  const only = list(values.only) ?? PARTS;
  const unknown = only.filter((name) => !PARTS.includes(name));
  if (unknown.length > 0)
    throw new UsageError(`--only does not know ${unknown.join(', ')}; there are ${PARTS.join(', ')}`);
  const options = {
    buildDir: folder('--build-dir', values['build-dir'], 'conf/bblayers.conf'),
    bitbakeDir: folder('--bitbake', values.bitbake, 'bin/bitbake'),
    nativeUser: values['native-user'] ?? null,
    jsonFile: path.resolve(values.json ?? path.join(root, 'out/reports/bench.json')),
    parts: PARTS.filter((name) => only.includes(name)),
    runs: count('--runs', values.runs),
    keystrokes: count('--keystrokes', values.keystrokes),
    recipes: list(values.recipes),
    sizes: list(values.sizes)
      .map((size) => count('--sizes', size))
      .sort((a, b) => a - b),
    target: values.target,
    classFile: values.class === undefined ? null : path.resolve(values.class),
    judge: choice('--judge', values.judge, ['on', 'off']) === 'on',
    dist: folder('--dist', values.dist ?? path.join(root, 'dist'), 'cli.js'),
  };
  const needing = options.parts.filter((name) => BITBAKE_PARTS.includes(name));
  if (needing.length > 0 && options.nativeUser === null && process.getuid?.() === 0) {
    throw new UsageError(`BitBake refuses to run as root, and ${needing.join(', ')} run it: give --native-user NAME`);
  }
  return options;
}

function parse(args) {
  const text = { type: 'string' };
  try {
    return parseArgs({
      args,
      options: {
        'build-dir': text,
        bitbake: text,
        'native-user': text,
        json: text,
        only: text,
        class: text,
        dist: text,
        runs: { type: 'string', default: '3' },
        keystrokes: { type: 'string', default: '60' },
        recipes: { type: 'string', default: 'zlib,busybox,glibc,linux-yocto' },
        sizes: { type: 'string', default: '250,500,950' },
        target: { type: 'string', default: 'core-image-minimal' },
        judge: { type: 'string', default: 'on' },
        help: { type: 'boolean', default: false, short: 'h' },
      },
    });
  } catch (error) {
    throw new UsageError(error.message);
  }
}

function folder(option, given, content) {
  if (given === undefined) throw new UsageError(`${option} DIR is needed`);
  const absolute = path.resolve(given);
  if (!existsSync(path.join(absolute, content))) throw new UsageError(`${option}: ${absolute} has no ${content}`);
  return absolute;
}

function list(text) {
  return text
    ?.split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

function count(option, text) {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1)
    throw new UsageError(`${option} takes a whole number from 1, not \`${text}\``);
  return number;
}

function choice(option, text, allowed) {
  if (!allowed.includes(text)) throw new UsageError(`${option} takes ${allowed.join(' or ')}, not \`${text}\``);
  return text;
}
