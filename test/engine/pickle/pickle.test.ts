/** Pickles written by Python, pickles that would run something, and pickles that are cut off or too big. */

import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type PickleValue, decodePickle, looksLikePickle } from '../../../server/src/engine/pickle/pickle';

interface Recorded {
  readonly values: readonly {
    readonly name: string;
    readonly protocol: number;
    readonly pickle: string;
    readonly value: unknown;
  }[];
  readonly hostile: readonly { readonly name: string; readonly pickle: string; readonly named: string }[];
}

const recorded = JSON.parse(readFileSync(path.join(__dirname, 'fixtures/pickles.json'), 'utf8')) as Recorded;

/** A text in which each character is one byte, as bytes. */
function bytes(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

/** A value in the form of the recording: containers with their kind, in the recording's own order. */
function described(value: PickleValue): unknown {
  if (value instanceof Map) return { dict: [...value].map(([key, inner]) => [described(key), described(inner)]) };
  if (value instanceof Set)
    return {
      set: [...value]
        .map(described)
        .map((item) => JSON.stringify(item))
        .sort((a, b) => (a < b ? -1 : 1)),
    };
  if (value instanceof Uint8Array) return { bytes: Buffer.from(value).toString('hex') };
  if (Array.isArray(value)) return { list: (value as readonly PickleValue[]).map(described) };
  if (typeof value === 'number' || typeof value === 'bigint')
    return { number: Object.is(value, -0) ? '0' : String(value) };
  return value;
}

function refusal(pickle: string | Uint8Array): string {
  const found = decodePickle(typeof pickle === 'string' ? bytes(pickle) : pickle);
  return found.kind === 'refused'
    ? `${found.offset}: ${found.reason}`
    : `value ${JSON.stringify(described(found.value))}`;
}

describe('pickles written by Python', () => {
  test.each(
    recorded.values.map(
      ({ name, protocol, pickle, value }) => [`${name}, protocol ${protocol}`, pickle, value] as const,
    ),
  )('%s', (_, pickle, value) => {
    const data = Buffer.from(pickle, 'base64');
    const found = decodePickle(data);
    expect(found.kind === 'value' ? described(found.value) : found).toEqual(value);
    expect(found).toMatchObject({ end: data.length });
  });

  test('the next pickle of a file begins where the previous one ends', () => {
    const file = Buffer.concat([bytes('K\x01.'), bytes('K\x02.')]);
    const first = decodePickle(file);
    expect(first).toMatchObject({ kind: 'value', value: 1, end: 3 });
    expect(decodePickle(file, 3)).toMatchObject({ kind: 'value', value: 2, end: 6 });
  });

  test('a pickle is distinguished from the format that BitBake writes today', () => {
    expect(looksLikePickle(bytes('\x80\x04]'))).toBe(true);
    expect(looksLikePickle(bytes('\x28\xb5\x2f\xfd'))).toBe(false);
    expect(looksLikePickle(bytes('\x80'))).toBe(false);
  });
});

describe('pickles that would run something', () => {
  test.each(recorded.hostile.map(({ name, pickle, named }) => [name, pickle, named] as const))(
    '%s',
    (_, pickle, named) => {
      const found = decodePickle(Buffer.from(pickle, 'base64'));
      expect(found.kind).toBe('refused');
      expect(found.kind === 'refused' && found.reason).toContain(named);
    },
  );

  test('a builtin that is not called, or called with wrong arguments, is refused', () => {
    expect(refusal('cbuiltins\nset\n.')).toBe('14: it names `set` without calling it, and only plain data is read');
    expect(refusal('cbuiltins\nset\n(Vabc\ntR.')).toBe('21: a `set` made of something else than a list');
    expect(refusal('c_codecs\nencode\n(Vabc\nVrot13\ntR.')).toContain('something else than bytes');
    expect(refusal('(K\x01K\x02tK\x03R.')).toBe('8: it calls something, and only plain data is read');
    expect(refusal('R.')).toBe('0: a value is missing');
    expect(refusal('K\x01)R.')).toBe('3: it calls something, and only plain data is read');
  });

  test('a name cannot send commands to a terminal', () => {
    expect(refusal('cos\x1b[2J\nsystem\n.')).toBe('0: it names `os?[2J.system`, and only plain data is read');
  });
});

describe('pickles that are broken or too big', () => {
  test('every truncation is reported with its position', () => {
    for (const { pickle } of recorded.values) {
      const data = Buffer.from(pickle, 'base64');
      // Long pickles repeat the same content.
      for (let length = 0; length < data.length; length += data.length > 4000 ? 97 : 1) {
        const found = decodePickle(data.subarray(0, length));
        expect(found.kind).toBe('refused');
        expect(found.kind === 'refused' && found.offset).toBeLessThanOrEqual(length);
      }
    }
  });

  test('values that contain themselves are refused', () => {
    expect(refusal(']q\x00h\x00a.')).toBe('6: a value contains itself');
    expect(refusal('}q\x00K\x01h\x00s.')).toBe('8: a value contains itself');
  });

  test('values that are nested too deeply are refused', () => {
    expect(refusal(`${']'.repeat(99)}${'a'.repeat(98)}.`)).toContain('value');
    expect(refusal(`${']'.repeat(102)}${'a'.repeat(101)}.`)).toContain('more than 100 deep');
    // A deep value that is used again below other values, after it was already examined.
    expect(refusal(`]${']'.repeat(60)}${'a'.repeat(59)}q\x00a${']'.repeat(60)}h\x00${'a'.repeat(61)}.`)).toContain(
      'more than 100 deep',
    );
  });

  test('repeated doubling takes no time: a value that is used twice is examined once', () => {
    let text = ']q\x000';
    for (let i = 1; i < 90; i++)
      text += `]q${String.fromCharCode(i)}h${String.fromCharCode(i - 1)}ah${String.fromCharCode(i - 1)}a0`;
    expect(decodePickle(bytes(`${text}h\x59.`)).kind).toBe('value');
  });

  test('no memory is reserved for lengths that exceed the file', () => {
    expect(refusal('X\xff\xff\xff\xffabc')).toContain('it is cut off');
    expect(refusal('\x8e\xff\xff\xff\xff\xff\xff\xff\x7fabc')).toContain('it is cut off');
    expect(refusal('\x8b\xff\xff\xff\x7fabc')).toContain('a number of 2147483647 bytes');
    expect(refusal('T\xff\xff\xff\xffabc')).toContain('a length is negative');
    expect(refusal(`I${'9'.repeat(5000)}\n.`)).toContain('is no number');
  });

  test('the limits apply to size and number of values', () => {
    const limits = { bytes: 100, values: 20, containers: 5, depth: 3 };
    const limited = (text: string): unknown => decodePickle(bytes(text), 0, limits);
    expect(limited(`${'N0'.repeat(20)}N.`)).toMatchObject({ reason: 'it has more than 20 values', kind: 'refused' });
    expect(limited(`${']'.repeat(6)}.`)).toMatchObject({ reason: 'it has more than 5 lists, tuples, sets and dicts' });
    expect(limited(`${'('.repeat(6)}.`)).toMatchObject({ reason: 'it has more than 5 marks' });
    expect(limited(`C\x80${'a'.repeat(128)}.`)).toMatchObject({ reason: 'it is longer than 100 bytes' });
    // Each call creates all of the values again.
    expect(limited(`(${'N'.repeat(9)}lq\x000cbuiltins\nlist\n(h\x00tR.`)).toMatchObject({
      kind: 'refused',
      reason: 'it has more than 20 values',
    });
  });

  test('a big hostile pickle ends', () => {
    const data = new Uint8Array(32 * 2 ** 20).fill(0x7d);
    expect(decodePickle(data)).toMatchObject({
      kind: 'refused',
      reason: 'it has more than 500000 lists, tuples, sets and dicts',
    });
  });

  test('no bytes cause an exception', () => {
    const parts = recorded.values.map(({ pickle }) => Buffer.from(pickle, 'base64'));
    fc.assert(
      fc.property(
        fc.constantFrom(...parts),
        fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 6 }),
        (pickle, changes) => {
          const data = Uint8Array.from(pickle);
          for (const [at, byte] of changes) data[at % data.length] = byte;
          expect(['value', 'refused']).toContain(decodePickle(data).kind);
        },
      ),
      { numRuns: 2000 },
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (data) => void decodePickle(data)),
      { numRuns: 2000 },
    );
  });
});
