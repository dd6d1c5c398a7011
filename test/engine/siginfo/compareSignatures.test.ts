/**
 * The output of `bitbake-diffsigs` and `bitbake-dumpsig`, from recordings, and from the tools themselves if available.
 */

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compareSignatures } from '../../../server/src/engine/siginfo/compareSignatures';
import { dumpSignature } from '../../../server/src/engine/siginfo/dumpSignature';
import { diffWords, unifiedDiff } from '../../../server/src/engine/siginfo/sequenceDiff';
import { writeSignature } from '../../../server/src/engine/siginfo/signatureFile';
import type { ZstdCodec } from '../../../server/src/engine/siginfo/zstd';
import { nodeSha256 } from '../../../server/src/node/nodeDigest';
import { loadZstd } from '../../../server/src/node/nodeZstd';
import { baseOnly, recorded, signature, vectors } from './support';
import { expectProportional } from '../../support/growth';

describe('comparisons as recorded', () => {
  test.each(
    vectors.compare_and_dump.compare
      .filter(({ output }) => Array.isArray(output))
      .map((vector) => [vector.name, vector] as const),
  )('%s', (_name, { b_delta, recursive: isRecursive = false, collapsed: isCollapsed = false, output }) => {
    const messages = compareSignatures(recorded(), recorded(b_delta), {
      ...(isRecursive && { recurse: (dependency: string) => [`    <nested ${dependency}>`] }),
      isCollapsed,
    });
    expect(messages).toEqual(output);
  });

  test('a number is compared like a text, where BitBake fails', () => {
    const vector = vectors.compare_and_dump.compare.find(({ output }) => !Array.isArray(output));
    expect(compareSignatures(recorded(), recorded(vector?.b_delta)).slice(-1)).toEqual([
      "Variable W value changed from 'w' to '1'",
    ]);
  });

  test('a signature that has only a basehash has no dependencies to compare', () => {
    const base = baseOnly();
    expect(compareSignatures(base, base)).toEqual([]);
    expect(compareSignatures(base, recorded()).slice(-1)).toEqual(['Number of task dependencies changed']);
  });
});

describe('dumps as recorded', () => {
  test.each(vectors.compare_and_dump.dump)('$name', ({ changes, without, output }) => {
    const described = Object.entries({ ...vectors.compare_and_dump.a, ...changes });
    const shown = signature(Object.fromEntries(described.filter(([name]) => !without.includes(name))));
    expect(dumpSignature(shown, nodeSha256)).toEqual(output);
  });
});

describe('differences of sequences', () => {
  test('both sides can be rebuilt from the differences', () => {
    const word = fc.constantFrom('a', 'b', 'c', 'd');
    fc.assert(
      fc.property(fc.array(word, { maxLength: 30 }), fc.array(word, { maxLength: 30 }), (before, after) => {
        const changes = diffWords(before, after);
        expect(changes.filter(({ kind }) => kind !== '+').flatMap(({ items }) => items)).toEqual(before);
        expect(changes.filter(({ kind }) => kind !== '-').flatMap(({ items }) => items)).toEqual(after);
      }),
    );
  });

  test('equal lines have no difference, and long lists of few different lines end', () => {
    expect(unifiedDiff(['a', 'b'], ['a', 'b'])).toEqual([]);
    expect(unifiedDiff([], [])).toEqual([]);
    expectProportional((count) => {
      const many = Array.from({ length: count }, (_, i) => String(i % 150));
      expect(unifiedDiff(many, [...many].reverse()).length).toBeGreaterThan(0);
      expect(diffWords(many, [...many].reverse()).length).toBeGreaterThan(0);
    }, 100_000);
  });
});

const sources = process.env['SIGHOUND_BITBAKE'];

describe.runIf(sources !== undefined)('the tools themselves (needs SIGHOUND_BITBAKE)', () => {
  let folder: string;
  let zstd: ZstdCodec;

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'sighound-diffsigs-'));
    zstd = await loadZstd();
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** Runs a Python program with BitBake's library; the program prints JSON. */
  function python(program: string, ...files: string[]): unknown {
    const environment = {
      ...process.env,
      PYTHONPATH: `${sources}/bitbake/lib`,
      PATH: `${sources}/bitbake/bin:${process.env['PATH'] ?? ''}`,
    };
    return JSON.parse(
      execFileSync('python3', ['-c', program, ...files.map((name) => path.join(folder, name))], {
        encoding: 'utf8',
        maxBuffer: 2 ** 26,
        env: environment,
      }),
    );
  }

  test('bitbake-dumpsig accepts the signatures that we write', () => {
    writeFileSync(path.join(folder, 'a'), writeSignature(recorded(), zstd));
    const lines = execFileSync(`${sources}/bitbake/bin/bitbake-dumpsig`, [path.join(folder, 'a')], {
      encoding: 'utf8',
    }).split('\n');
    expect(lines.filter((line) => line !== '' && !line.startsWith('NOTE:'))).toEqual(
      dumpSignature(recorded(), nodeSha256),
    );
  });

  test('a comparison gives the same text as bitbake-diffsigs', () => {
    const changes = vectors.compare_and_dump.compare
      .filter(({ output }) => Array.isArray(output))
      .map(({ b_delta }) => b_delta);
    writeFileSync(path.join(folder, 'a'), writeSignature(recorded(), zstd));
    changes.forEach((change, number) =>
      writeFileSync(path.join(folder, `b${number}`), writeSignature(recorded(change), zstd)),
    );
    const program =
      'import json, sys, bb.siggen\njson.dump([bb.siggen.compare_sigfiles(sys.argv[1], b) for b in sys.argv[2:]], sys.stdout)';
    const inOrder = (messages: readonly string[]): readonly string[] =>
      messages.map((message) =>
        message.replace(/frozenset\(\{(.*?)\}\)/g, (_, items: string) =>
          items
            .split(', ')
            .sort((x, y) => (x < y ? -1 : 1))
            .join(),
        ),
      );
    const theirs = python(program, 'a', ...changes.map((_, number) => `b${number}`)) as string[][];
    expect(theirs.map(inOrder)).toEqual(
      changes.map((change) => inOrder(compareSignatures(recorded(), recorded(change)))),
    );
  });

  test('lines and words differ in the same positions', () => {
    const line = fc.constantFrom<string>('a', 'b', 'c', 'd', 'e', '', '  x', 'fi');
    const pairs = fc.sample(fc.tuple(fc.array(line, { maxLength: 40 }), fc.array(line, { maxLength: 40 })), {
      numRuns: 300,
      seed: 1,
    });
    const long = Array.from({ length: 400 }, (_, i) => (i % 3 === 0 ? 'same' : `line ${i}`));
    pairs.push([long, long.filter((_, i) => i % 17 !== 0)], [long, [...long.slice(200), ...long.slice(0, 200)]]);
    writeFileSync(path.join(folder, 'pairs.json'), JSON.stringify(pairs));
    const program =
      'import json, sys, difflib, bb.siggen\npairs = json.load(open(sys.argv[1]))\njson.dump([[list(difflib.unified_diff(a, b, lineterm=""))[2:], bb.siggen.simplediff.diff(a, b)] for a, b in pairs], sys.stdout)';
    expect(pairs.map(([a, b]) => [unifiedDiff(a, b), diffWords(a, b).map(({ kind, items }) => [kind, items])])).toEqual(
      python(program, 'pairs.json'),
    );
  });
});
