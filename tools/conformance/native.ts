/**
 * BitBake run as a program, the way a user runs it: OE-Core's `oe-init-build-env` in bash, then `bitbake -p`.
 * `oracle.py` reads the results. This changes nothing on the machine except what BitBake itself writes to the build
 * directory, and reports what is missing.
 */

import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { BuildWorkspace } from '../../server/src/engine/layers/workspace';
import type { SignatureInputs } from '../../server/src/ide/api/analysisApi';

export interface NativeOptions {
  readonly workspace: BuildWorkspace;
  /** `oracle.py`. */
  readonly oracle: string;
  /** The user who runs BitBake; null for the user of this process. */
  readonly user: string | null;
  /** Receives BitBake's output, line by line. */
  readonly onLine: (line: string) => void;
}

/** BitBake cannot be run here; the message says what is missing. */
export class NativeUnavailable extends Error {}

/** Runs `bitbake -p`; the basehashes of every task of every variant that is not skipped, by mcfn. */
export async function nativeTable(
  options: NativeOptions,
): Promise<Readonly<Record<string, Readonly<Record<string, string>>>>> {
  checkNative(options);
  // The server writes the data that is read here only when it ends.
  const script =
    'bitbake -p >&2; status=$?; bitbake -m >/dev/null 2>&1; [ $status = 0 ] || exit $status; python3 "$oracle" dump';
  return JSON.parse(await run(script, '', options)) as Record<string, Record<string, string>>;
}

/** The inputs of these hashes according to the same BitBake; null where it has no such task. */
export async function nativeSignatures(
  wanted: readonly (readonly [mcfn: string, task: string])[],
  options: NativeOptions,
): Promise<readonly (SignatureInputs | null)[]> {
  if (wanted.length === 0) return [];
  return JSON.parse(
    await run('python3 "$oracle" signatures', JSON.stringify(wanted), options),
  ) as (SignatureInputs | null)[];
}

function checkNative({ workspace, user }: NativeOptions): void {
  const { oeRoot, bitbakeDir, buildDir } = workspace;
  if (bitbakeDir === null)
    throw new NativeUnavailable('no BitBake was found next to the layers: give --bitbake-dir DIR');
  if (oeRoot === null || !existsSync(path.join(oeRoot, 'oe-init-build-env'))) {
    throw new NativeUnavailable(
      `no oe-init-build-env was found${oeRoot === null ? '' : ` in ${oeRoot}`}: the layers need OE-Core's`,
    );
  }
  const isRoot = process.getuid?.() === 0;
  if (user === null && isRoot)
    throw new NativeUnavailable(
      `BitBake refuses to run as root: name an ordinary user that may write to ${buildDir} with --native-user NAME`,
    );
  if (user !== null) {
    if (!isRoot) throw new NativeUnavailable('only root can run BitBake as another user: leave out --native-user');
    if (spawnSync('id', ['-u', user]).status !== 0) throw new NativeUnavailable(`there is no user \`${user}\``);
  }
  const [command, args] = asUser('test -w "$1" && test -r "$2"', user, [buildDir, oeRoot]);
  if (spawnSync(command, args).status !== 0) {
    throw new NativeUnavailable(
      `${user ?? 'this user'} may not write to ${buildDir}, or not read ${oeRoot}: change that, or use another build directory`,
    );
  }
}

/** A command line that runs a bash script with arguments. */
function asUser(
  script: string,
  user: string | null,
  args: readonly string[],
): readonly [command: string, args: string[]] {
  return user === null
    ? ['bash', ['-c', script, 'native', ...args]]
    : ['su', ['-s', '/bin/bash', '-c', script, user, 'native', ...args]];
}

function run(script: string, input: string, { workspace, oracle, user, onLine }: NativeOptions): Promise<string> {
  const initialized = `oracle=$4; cd "$1" && . ./oe-init-build-env "$2" "$3" >&2 && { ${script}; }`;
  const [command, args] = asUser(initialized, user, [
    workspace.oeRoot ?? '',
    workspace.buildDir,
    workspace.bitbakeDir ?? '',
    oracle,
  ]);
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      env: { ...process.env, LC_ALL: 'en_US.UTF-8', PYTHONDONTWRITEBYTECODE: '1' },
    });
    const output: Buffer[] = [];
    const last: string[] = [];
    child.stdout.on('data', (data: Buffer) => output.push(data));
    child.stderr.on('data', (data: Buffer) => {
      for (const line of data.toString().split(/[\r\n]+/)) {
        if (line.trim() === '') continue;
        onLine(line.trimEnd());
        last.push(line.trimEnd());
        if (last.length > 15) last.shift();
      }
    });
    child.on('error', reject);
    child.on('close', (status) => {
      if (status === 0) resolve(Buffer.concat(output).toString());
      else reject(new NativeUnavailable(`BitBake ended with status ${status ?? 'none'}:\n${last.join('\n')}`));
    });
    child.stdin.end(input);
  });
}
