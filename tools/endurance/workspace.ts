/**
 * Edits of a whole workspace on a real disk while the command line evaluates it, and kills in the middle of it.
 * Afterwards the command line gives the same output with everything that was stored meanwhile as with nothing stored.
 */

import { type ChildProcess, spawn } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Random } from './mutate';

export interface WorkspaceEdits {
  readonly buildDir: string;
  /** OE-Core, in which files are changed and restored. */
  readonly core: string;
  readonly cli: string;
}

/** The evaluated recipes, and the files that affect them. */
const RECIPES = ['zlib', 'quilt-native', 'busybox'];
const FILES: readonly string[] = [
  'meta/recipes-core/zlib/zlib_1.3.2.bb',
  'meta/recipes-core/busybox/busybox.inc',
  'meta/classes-global/base.bbclass',
  'meta/classes-recipe/autotools.bbclass',
  'meta/classes-recipe/cml1.bbclass',
  'meta/conf/bitbake.conf',
  'meta/conf/layer.conf',
  'meta/recipes-devtools/quilt/quilt.inc',
  'meta/recipes-core/busybox/busybox/defconfig',
];
const EDITS_OF_AN_EPISODE = 5;
/** A command over OE-Core takes several seconds; an edit or a kill happens at any time during it. */
const LONGEST_WAIT_MS = 9_000;

/**
 * Edits, each during its own command; then the output with and without the stored results. `wrong` is null if both are
 * equal.
 */
export async function workspaceEpisode(
  seed: number,
  { buildDir, core, cli }: WorkspaceEdits,
  cache: string,
): Promise<{ readonly edits: number; readonly wrong: string | null }> {
  const random = new Random(seed);
  const paths = [...FILES.map((file) => path.join(core, file)), path.join(buildDir, 'conf/local.conf')].filter((file) =>
    existsSync(file),
  );
  const kept = mkdtempSync(path.join(os.tmpdir(), 'sighound-edits-'));
  for (const [index, file] of paths.entries()) copyFileSync(file, path.join(kept, String(index)));
  try {
    for (let at = 0; at < EDITS_OF_AN_EPISODE; at++) {
      const command = ask(cli, buildDir, cache);
      await sleep(random.below(LONGEST_WAIT_MS));
      editOne(random.of(paths), random);
      if (random.below(3) === 0) {
        await sleep(random.below(1_500));
        command.process.kill('SIGKILL');
      }
      await command.output;
    }
    const [stored, right] = [await ask(cli, buildDir, cache).output, await ask(cli, buildDir, 'off').output];
    return {
      edits: EDITS_OF_AN_EPISODE,
      wrong: stored === right && right.length > 0 ? null : `seed ${seed}: said ${firstDifference(stored, right)}`,
    };
  } finally {
    for (const [index, file] of paths.entries()) writeFileSync(file, readFileSync(path.join(kept, String(index))));
    rmSync(kept, { recursive: true });
  }
}

/**
 * Writes like editors do: in place, or through a new file that replaces the old one. The value that it sets is in the
 * hash of every task with a body.
 */
function editOne(file: string, random: Random): void {
  const before = readFileSync(file, 'utf8');
  const number = String(random.below(10));
  const line = file.endsWith('defconfig') ? `# edit ${number}\n` : `CFLAGS:append = " -DEDIT=${number}"\n`;
  const text =
    random.below(3) === 0
      ? before.replace(/-DEDIT=\d|# edit \d/, (found) => found.slice(0, -1) + number)
      : before + line;
  if (random.below(2) === 0) return writeFileSync(file, text);
  writeFileSync(`${file}.new`, text);
  renameSync(`${file}.new`, file);
}

function ask(
  cli: string,
  buildDir: string,
  cache: string,
): { readonly process: ChildProcess; readonly output: Promise<string> } {
  const child = spawn(
    process.execPath,
    [cli, 'sig', ...RECIPES, '--basehash-only', '--no-calibration', '--build-dir', buildDir],
    { env: { ...process.env, SIGHOUND_CACHE_DIR: cache }, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  let output = '';
  child.stdout.on('data', (more: Buffer) => {
    output += more.toString();
  });
  return {
    process: child,
    output: new Promise((resolve) => {
      child.on('close', () => resolve(output));
    }),
  };
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}

function firstDifference(stored: string, right: string): string {
  const [ours, theirs] = [stored.split('\n'), right.split('\n')];
  const at = theirs.findIndex((line, index) => line !== ours[index]);
  return `${ours[at] ?? 'nothing'}, right is ${theirs[at] ?? 'nothing'}`;
}
