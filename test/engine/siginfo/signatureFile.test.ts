/** Signature files of all ages, and files that are broken, too big or malicious. */

import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  LARGEST_FILE,
  LARGEST_TEXT,
  type ReadSignature,
  readSignature,
  readSignatureText,
  writeSignature,
  writeSignatureText,
} from '../../../server/src/engine/siginfo/signatureFile';
import { basehashOf, taskhashOf } from '../../../server/src/engine/siginfo/signatureHashes';
import { type ZstdCodec, unpackZstd } from '../../../server/src/engine/siginfo/zstd';
import { nodeSha256 } from '../../../server/src/node/nodeDigest';
import { loadZstd } from '../../../server/src/node/nodeZstd';
import { recorded, vectors } from './support';

let zstd: ZstdCodec;

beforeAll(async () => {
  zstd = await loadZstd();
});

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);
const text = (content: string): Uint8Array => new TextEncoder().encode(content);
const SKIPPABLE = bytes(0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3);

function reason(found: ReadSignature): string {
  return found.kind === 'refused' ? found.reason : `read ${found.data.task}`;
}

describe('a file that BitBake writes', () => {
  test('is written again unchanged, to the last byte', () => {
    const written =
      '{"basehash":"b","basehash_ignore_vars":{"_set_object":["A","Z"]},"file_checksum_values":[["./d/\\u00e9","m1"],["f","m2"]],' +
      '"gendeps":{"V":{"_set_object":["W"]},"W":{"_set_object":[]},"__proto__":{"_set_object":[]}},"runtaskdeps":["b:do_x","a:do_x"],"runtaskhashes":{"a:do_x":"h1","b:do_x":"h2"},' +
      '"taint":"nostamp:1","task":"do_x","taskdeps":{"_set_object":["V","W","__proto__"]},"taskhash":"t","taskhash_ignore_tasks":null,"unihash":"u",' +
      '"varvals":{"V":null,"W":1,"__proto__":"p","do_x":"\\"\\\\/\\b\\f\\n\\r\\t\\u0001\\u007f\\u0080\\u20ac\\ud83d\\ude00"}}'.replace(
        '\\u007f',
        '\u007f',
      );
    const found = readSignatureText(written);
    expect(found.kind === 'signature' && writeSignatureText(found.data)).toBe(written);
    expect(found.kind === 'signature' && found.data.varvals['W']).toBe(1);
  });

  test('has its sets in the order of code points, whatever order they had', () => {
    const { data } = readSignatureText(
      writeSignatureText({ ...recorded(), basehash_ignore_vars: ['\uffff', '\u{10000}', 'a'] }),
    ) as Extract<ReadSignature, { kind: 'signature' }>;
    expect(data.basehash_ignore_vars).toEqual(['a', '\uffff', '\u{10000}']);
  });

  test('has the same content packed and unpacked', () => {
    expect(readSignature(writeSignature(recorded(), zstd), zstd)).toEqual({ kind: 'signature', data: recorded() });
  });

  test('may have several frames, and frames to be skipped', () => {
    const whole = text(writeSignatureText(recorded()));
    const file = Buffer.concat([
      SKIPPABLE,
      zstd.compress(whole.subarray(0, 100)),
      SKIPPABLE,
      zstd.compress(new Uint8Array()),
      zstd.compress(whole.subarray(100)),
      SKIPPABLE,
    ]);
    expect(readSignature(file, zstd)).toEqual({ kind: 'signature', data: recorded() });
  });

  test.runIf(existsSync('/usr/bin/zstd'))(
    'may be written by the zstd program at any level, with and without a checksum',
    () => {
      for (const options of [['-3'], ['-3', '--no-check'], ['-19'], ['-1', '--content-size']]) {
        const file = execFileSync('zstd', [...options, '-c'], { input: writeSignatureText(recorded()) });
        expect(readSignature(file, zstd)).toEqual({ kind: 'signature', data: recorded() });
      }
    },
  );

  test('may have sets as plain lists', () => {
    const old = {
      ...vectors.compare_and_dump.a,
      basehash_ignore_vars: ['A'],
      taskdeps: ['W', 'V'],
      gendeps: { V: ['W'], W: [] },
    };
    expect(readSignature(zstd.compress(text(JSON.stringify(old))), zstd)).toEqual({
      kind: 'signature',
      data: recorded(),
    });
  });

  test('may be a pickle with the names from before kirkstone', () => {
    const pickles = JSON.parse(
      readFileSync(path.join(import.meta.dirname, '../pickle/fixtures/pickles.json'), 'utf8'),
    ) as { values: { name: string; protocol: number; pickle: string }[] };
    const signatures = pickles.values.filter(({ name, protocol }) => name === 'a signature' && protocol >= 2);
    expect(signatures).toHaveLength(4);
    for (const { pickle } of signatures) {
      expect(readSignature(Buffer.from(pickle, 'base64'), zstd)).toEqual({
        kind: 'signature',
        data: {
          task: 'do_x',
          basehash: '0'.repeat(64),
          basehash_ignore_vars: ['A', 'B'],
          taskhash_ignore_tasks: null,
          taskdeps: ['V'],
          gendeps: { V: ['W'], W: [] },
          varvals: { do_x: 'body\n', V: null, W: 1 },
          runtaskdeps: ['p:do_a'],
          runtaskhashes: { 'p:do_a': 'a'.repeat(64) },
          file_checksum_values: [['f', '1'.repeat(32)]],
        },
      });
    }
  });
});

describe('the hashes that are computed from the fields', () => {
  test.each(vectors.taskhash.map((vector) => [`${vector.release}: ${vector.task}, ${vector.why}`, vector] as const))(
    '%s',
    (_, vector) => {
      const data = {
        ...recorded(),
        basehash: vector.basehash,
        runtaskdeps: vector.deps.map(([name]) => name),
        runtaskhashes: Object.fromEntries(vector.deps),
        file_checksum_values: vector.checksums,
      };
      expect(taskhashOf({ ...data, ...(vector.taint !== undefined && { taint: vector.taint }) }, nodeSha256)).toBe(
        vector.taskhash,
      );
    },
  );

  test('the recorded signature has the hashes that it contains', () => {
    expect(basehashOf(recorded(), nodeSha256)).toBe(recorded().basehash);
    expect(taskhashOf(recorded(), nodeSha256)).toBe(recorded().taskhash);
  });
});

describe('a bad file', () => {
  test('is refused if it is cut off anywhere', () => {
    const file = Buffer.concat([SKIPPABLE, writeSignature(recorded(), zstd)]);
    for (let length = 0; length < file.length; length++) {
      expect(reason(readSignature(file.subarray(0, length), zstd))).toMatch(
        /^(the file is empty|it is no signature file: .*|it cannot be unpacked at byte \d+: the file is cut off|what is packed in it is not JSON, or cut off)$/,
      );
    }
    expect(reason(readSignatureText(writeSignatureText(recorded()).slice(0, -9)))).toBe(
      'what is packed in it is not JSON, or cut off',
    );
  });

  test('is refused if it is damaged', () => {
    const file = writeSignature(recorded(), zstd);
    for (let at = 20; at < 40; at++) {
      const damaged = Uint8Array.from(file);
      damaged[at] = (damaged[at] as number) ^ 0x55;
      expect(reason(readSignature(damaged, zstd))).toMatch(
        /^it cannot be unpacked at byte 0: the Zstandard frame is damaged$|^what is packed in it is not|^it is no signature/,
      );
    }
    expect(reason(readSignature(text('hello'), zstd))).toBe(
      'it is no signature file: those begin as Zstandard or as a pickle',
    );
    expect(reason(readSignature(Buffer.concat([file, text('tail')]), zstd))).toContain('this is no Zstandard frame');
    expect(reason(readSignature(zstd.compress(bytes(0xff, 0xfe)), zstd))).toBe('what is packed in it is not UTF-8');
  });

  test('is refused if it is not a signature', () => {
    const change = (changes: object): string =>
      reason(readSignatureText(JSON.stringify({ ...vectors.compare_and_dump.a, ...changes })));
    expect(reason(readSignatureText('[]'))).toBe('it is no signature: the whole is no dict');
    expect(reason(readSignatureText('{}'))).toBe('it is no signature: it has no `task`');
    expect(change({ taskdeps: { V: 1 } })).toBe('it is no signature: `taskdeps` is no set');
    expect(change({ taskdeps: [1] })).toBe('it is no signature: `taskdeps` is no text');
    expect(change({ gendeps: { V: null } })).toBe('it is no signature: `gendeps of V` is no set');
    expect(change({ varvals: { V: [] } })).toBe('it is no signature: the value of `V` has to be text or a number');
    expect(change({ runtaskdeps: {} })).toBe('it is no signature: `runtaskdeps` is no list');
    expect(change({ file_checksum_values: [['f']] })).toBe('it is no signature: `file_checksum_values` is no text');
  });

  test('is refused if it unpacks to too much, needs too much memory or is nested too deeply', () => {
    const zeros = zstd.compress(new Uint8Array(48 * 2 ** 20));
    expect(zeros.length).toBeLessThan(20_000);
    expect(reason(readSignature(zeros, zstd))).toBe(
      'it cannot be unpacked at byte 0: it unpacks to more than 16777216 bytes',
    );
    const frames = Buffer.concat(Array.from({ length: 20 }, () => zstd.compress(new Uint8Array(2 ** 21))));
    expect(reason(readSignature(frames, zstd))).toMatch(
      /^it cannot be unpacked at byte \d+: it unpacks to more than 16777216 bytes$/,
    );
    // One byte, repeated as often as the header of a block can express.
    expect(reason(readSignature(bytes(0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x58, 0xfb, 0xff, 0xff, 0x20), zstd))).toContain(
      'damaged',
    );
    // A header that requests a terabyte.
    expect(
      reason(readSignature(bytes(0x28, 0xb5, 0x2f, 0xfd, 0xe0, 0, 0, 0, 0, 0, 1, 0, 0, 0x03, 0, 0, 7), zstd)),
    ).toContain('damaged');
    expect(reason(readSignature(bytes(0x28, 0xb5, 0x2f, 0xfd, 0x01, 0x58, 7, 0x01, 0, 0), zstd))).toContain(
      'needs a dictionary',
    );
    expect(
      reason(readSignature(Buffer.concat(Array.from({ length: 5000 }, () => zstd.compress(text('a')))), zstd)),
    ).toContain('more than 4096 frames');
    expect(reason(readSignature(zstd.compress(text('['.repeat(16_000_000))), zstd))).toBe(
      'its values stand in each other more than 8 deep',
    );
    expect(reason(readSignature(zstd.compress(text(`[${'[],'.repeat(5_000_000)}0]`)), zstd))).toBe(
      'it has more than 1000000 lists and objects',
    );
    expect(reason(readSignature(new Uint8Array(LARGEST_FILE + 1), zstd))).toContain('signature files of more than');
  });

  test('is refused if its pickle names the same big set repeatedly', () => {
    const names = Array.from({ length: 3000 }, (_, i) => `\x8c\x05${String(i).padStart(5, '0')}`).join('');
    const deps = Array.from({ length: 3000 }, (_, i) => `\x8c\x05${String(i).padStart(5, '0')}h\x00`).join('');
    const pickle = `\x80\x04\x8f(${names}\x90q\x000}(\x8c\x04taskK\x00\x8c\x04task\x8c\x01t\x8c\x08basehash\x8c\x01b\x8c\x08taskdepsh\x00\x8c\x07varvals}\x8c\x07gendeps}(${deps}uu.`;
    expect(reason(readSignature(Buffer.from(pickle, 'latin1'), zstd))).toBe(
      'it is no signature: it has more than 5000000 names',
    );
  });

  test('is refused if its pickle would run something', () => {
    expect(
      reason(readSignature(Buffer.from('\x80\x02cposix\nsystem\n(X\x04\x00\x00\x00exittR.', 'latin1'), zstd)),
    ).toBe('the pickle cannot be read at byte 2: it names `posix.system`, and only plain data is read');
  });

  test('never causes an exception, whatever its bytes', () => {
    const whole = writeSignature(recorded(), zstd);
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 8 }), (changes) => {
        const data = Uint8Array.from(whole);
        for (const [at, byte] of changes) data[at % data.length] = byte;
        expect(['signature', 'refused']).toContain(readSignature(data, zstd).kind);
      }),
      { numRuns: 500 },
    );
  });
});

const folders = process.env['SIGHOUND_SIGNATURES'];

/** Set SIGHOUND_SIGNATURES to folders of signature files, separated by colons. */
describe.runIf(folders !== undefined)('real files (needs SIGHOUND_SIGNATURES)', () => {
  test.each((folders ?? '').split(':'))(
    '%s',
    (folder) => {
      const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
        /\.sig(base)?data\.|\.siginfo$/.test(name),
      );
      expect(files.length).toBeGreaterThan(0);
      for (const name of files) {
        const file = readFileSync(path.join(folder, name));
        const found = readSignature(file, zstd);
        if (found.kind === 'refused') throw new Error(`${name}: ${found.reason}`);
        const unpacked = unpackZstd(file, zstd, LARGEST_TEXT);
        if (unpacked.kind === 'bytes' && Buffer.from(unpacked.bytes).toString() !== writeSignatureText(found.data))
          throw new Error(`${name} is written otherwise`);
        if (basehashOf(found.data, nodeSha256) !== found.data.basehash) throw new Error(`${name}: basehash`);
        if (found.data.taskhash !== undefined && taskhashOf(found.data, nodeSha256) !== found.data.taskhash)
          throw new Error(`${name}: taskhash`);
      }
    },
    600_000,
  );
});
