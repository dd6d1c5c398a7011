/** Addresses of hash equivalence servers, and the lines and messages of their protocol. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { readHashServerAddress } from '../../../server/src/engine/sstate/hashServerAddress';
import {
  HashServerRefusal,
  messageFrame,
  messageLines,
  readMessage,
  unihashQuestion,
} from '../../../server/src/engine/sstate/hashServerMessages';

const { hashserv_transcript: transcript } = JSON.parse(
  readFileSync(path.resolve(import.meta.dirname, '../vectors/sstate.json'), 'utf8'),
) as {
  readonly hashserv_transcript: readonly (readonly [who: 'C' | 'S', text: string])[];
};

/** Reads one message that consists of several lines. */
function read(lines: readonly string[]): Promise<unknown> {
  const rest = [...lines];
  return readMessage(() => (rest.length > 0 ? Promise.resolve(rest.shift()!) : Promise.reject(new Error('no more'))));
}

describe('addresses', () => {
  test.each([
    ['unix:///build/hashserve.sock', { kind: 'unix', path: '/build/hashserve.sock' }],
    ['localhost:8686', { kind: 'tcp', host: 'localhost', port: 8686 }],
    ['[::1]:8686', { kind: 'tcp', host: '::1', port: 8686 }],
    ['ws://hashes.example.com/ws', { kind: 'websocket', url: 'ws://hashes.example.com/ws' }],
    ['wss://hashes.example.com:8687', { kind: 'websocket', url: 'wss://hashes.example.com:8687' }],
  ])('%s', (text, address) => {
    expect(readHashServerAddress(text)).toEqual(address);
  });

  test.each([
    '',
    'auto',
    'localhost',
    '::1:8686',
    'localhost:http',
    'localhost:99999',
    'unix://',
    'ws://',
    'http://h:80',
    'a b:1',
    'host:1\n',
    'unix:///a\nb',
    'unix:///a\0',
  ])('`%s` is not an address', (text) => {
    expect(readHashServerAddress(text)).toBeNull();
  });
});

describe('messages', () => {
  test('a question is two words, or there is none', () => {
    expect(unihashQuestion('oe.sstatesig.OEOuthashBasic', 'abc')).toBe('oe.sstatesig.OEOuthashBasic abc');
    for (const method of ['', 'a b', 'a\nb', 'a\r', '\u2028', 'a\0', 'a\u00a0b', '\ud800', 'a'.repeat(11_000)])
      expect([unihashQuestion(method, 'abc'), unihashQuestion('m', method)], method).toEqual([null, null]);
  });

  test('a frame is ASCII on one line', () => {
    expect(messageFrame({ a: 'ä\n\u2028' })).toBe('{"a":"\\u00e4\\n\\u2028"}');
  });

  test('each message of a recorded conversation is read as it was meant, refusals included', async () => {
    const answers = transcript.filter(([who, text]) => who === 'S' && text.startsWith('{'));
    expect(answers.length).toBeGreaterThan(8);
    for (const [, text] of answers) {
      if (text.includes('invoke-error'))
        await expect(read([text.trim()])).rejects.toThrow(new HashServerRefusal('Invalid unihash'));
      else expect(await read([text.trim()])).toEqual(JSON.parse(text));
    }
  });

  test('a long message is sent in pieces that servers accept, and is read back unchanged', async () => {
    const message = { report: { siginfo: 'ä😀'.repeat(20_000) } };
    const lines = messageLines(message);
    expect(lines[0]).toBe('{"chunk-stream": null}');
    expect(lines.at(-1)).toBe('');
    expect(Math.max(...lines.map((line) => Buffer.byteLength(line)))).toBe(32_767);
    expect(await read(lines)).toEqual(message);
  });

  test('the longest message that fits in one piece is sent in one piece', () => {
    const ofLength = (length: number): string => 'x'.repeat(length - 2);
    expect(messageLines(ofLength(32_766)).length).toBe(1);
    expect(messageLines(ofLength(32_767)).length).toBe(3);
  });

  test('endless pieces are refused', async () => {
    let count = 0;
    const endless = (): Promise<string> =>
      Promise.resolve(count++ === 0 ? '{"chunk-stream": null}' : 'x'.repeat(32_767));
    await expect(readMessage(endless)).rejects.toThrow('an answer is longer than any the protocol has');
  });
});
