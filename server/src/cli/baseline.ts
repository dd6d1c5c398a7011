/**
 * `--baseline`: the findings of an earlier run, by their names. A finding that is in the baseline is not reported
 * again.
 */

import { absolute } from '../engine/files/posixPath';
import { type CommandLine, UsageError } from './commandLine';
import { readOptionFile } from './optionFile';

/** The key under which a SARIF result stores the finding's name. */
export const FINGERPRINT = 'sighound/v1';

export class Baseline {
  private constructor(private readonly left: Map<string, number>) {}

  /** Reads the output of `sighound check` with `--format json` or `--format sarif`. */
  static read(file: string, cli: CommandLine): Baseline {
    const path = absolute(file, cli.cwd);
    const text = readOptionFile('--baseline', path, cli);
    const names = namesInSarif(text) ?? namesInLines(text, path);
    const left = new Map<string, number>();
    for (const name of names) left.set(name, (left.get(name) ?? 0) + 1);
    return new Baseline(left);
  }

  /** Whether the baseline contains a finding of this name. Each entry of the baseline covers one finding. */
  covers(name: string): boolean {
    const count = this.left.get(name) ?? 0;
    if (count > 0) this.left.set(name, count - 1);
    return count > 0;
  }
}

/** The names in a SARIF log that Sighound wrote; null if the text is not such a log. */
function namesInSarif(text: string): readonly string[] | null {
  const runs = field(parsed(text), 'runs');
  if (!Array.isArray(runs)) return null;
  const results = runs.flatMap((run: unknown): unknown => field(run, 'results') ?? []);
  const names = results.map((result) => field(field(result, 'partialFingerprints'), FINGERPRINT));
  return names.every((name) => typeof name === 'string') ? names : null;
}

function namesInLines(text: string, path: string): readonly string[] {
  return text.split('\n').flatMap((line, index) => {
    if (line.trim() === '') return [];
    const identity = field(parsed(line), 'identity');
    if (typeof identity === 'string') return [identity];
    throw new UsageError(
      `--baseline ${path}:${index + 1}: is not what \`sighound check --format json\` prints; write the file again with \`sighound check --all --format json > ${path}\``,
    );
  });
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
