/**
 * Texts of metadata on their way to hash equivalence servers: a server receives only the questions, and nothing else
 * that metadata contains.
 */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readHashServerAddress } from '../../server/src/engine/sstate/hashServerAddress';
import { messageFrame, messageLines, unihashQuestion } from '../../server/src/engine/sstate/hashServerMessages';
import type { UnihashQuestion } from '../../server/src/engine/sstate/unihashes';
import { hashServer } from '../../server/src/node/hashEquivalence/hashServer';
import { FakeHashServer, serverWith } from '../node/hashEquivalence/fakeHashServer';
import type { Attempt, AttemptKind } from './attempt';
import type { Payload } from './payloads';

const HASH = '1'.repeat(64);
const METHOD = 'oe.sstatesig.OEOuthashBasic';
const REPORT = `{"report": {"taskhash": "${HASH}", "method": "${METHOD}", "outhash": "${HASH}", "unihash": "${'2'.repeat(64)}"}}`;

/** Texts that some reader of the protocol could read as an additional line, or as additional words. */
const WORDS: readonly Payload[] = [
  { name: 'a report behind a line break', text: `x ${HASH}\nEND\n${REPORT}` },
  { name: 'a report behind the other line break', text: `x\r\nEND\r\n${REPORT}\r\n` },
  { name: 'a report behind a carriage return', text: `x\r${REPORT}` },
  { name: 'a line break at the end', text: 'x\n' },
  { name: 'a line break at the start', text: '\nx' },
  { name: 'a line separator', text: `x\u2028${REPORT}` },
  { name: 'a next line', text: `x\x85${REPORT}` },
  { name: 'a vertical tab', text: 'x\vy' },
  { name: 'a separator of files', text: 'x\x1cy' },
  { name: 'a third word', text: 'x y' },
  { name: 'a third word behind a tab', text: 'x\ty' },
  { name: 'a third word behind a blank of another kind', text: 'x\u00a0y\u3000z' },
  { name: 'a NUL', text: 'x\0y' },
  { name: 'an escape', text: 'x\x1by' },
  { name: 'half a pair', text: 'x\ud800' },
  { name: 'nothing', text: '' },
  { name: 'a line longer than servers read', text: 'x'.repeat(40_000) },
];

const HEARD = 'only the greeting; said, and not known';

type Way = 'TCP' | 'a Unix socket' | 'a websocket';
const WAYS: readonly Way[] = ['TCP', 'a Unix socket', 'a websocket'];

/** What a server receives when some tasks are asked for, and the result. */
async function asked(
  way: Way,
  questions: readonly UnihashQuestion[],
  login: { readonly username: string; readonly password: string } | null = null,
): Promise<{
  readonly lines: readonly string[];
  readonly known: number;
  readonly isComplete: boolean;
  readonly problems: readonly string[];
}> {
  const folder = mkdtempSync(path.join(tmpdir(), 'sighound-words-'));
  const server = new FakeHashServer((line) =>
    login !== null && line.startsWith('{"auth"')
      ? '{"result": true}'
      : serverWith({ [`${METHOD} ${HASH}`]: '3'.repeat(64) })(line),
  );
  try {
    const name =
      way === 'TCP'
        ? await server.listen()
        : way === 'a websocket'
          ? await server.listenWebSocket()
          : await server.listen(`${folder}/hashserve.sock`);
    const address = readHashServerAddress(name);
    if (address === null) throw new Error(`${name} is no address`);
    const source = hashServer({ name, address, login, origin: 'server' });
    const { known, isComplete, problems } = await source.unihashes(questions);
    source.close();
    return { lines: server.lines, known: known.size, isComplete, problems };
  } finally {
    server.close();
    rmSync(folder, { recursive: true });
  }
}

const GREETED = ['OEHASHEQUIV 1.1', 'needs-headers: false', '', '{"get-stream":null}'];

function heard({ lines, isComplete, problems }: Awaited<ReturnType<typeof asked>>, more: readonly string[]): string {
  const expected = more.length === 0 ? [] : [...GREETED, ...more];
  if (JSON.stringify(lines) !== JSON.stringify(expected))
    return `the server heard ${JSON.stringify(lines.slice(0, 12))}`;
  return !isComplete && problems.length === 1 ? HEARD : `complete: ${isComplete}, ${problems.join('; ')}`;
}

const alone: readonly Attempt[] = WAYS.flatMap((way) =>
  WORDS.flatMap(({ name, text }): readonly Attempt[] => [
    {
      name: `${name} in the method, over ${way}`,
      expected: HEARD,
      run: async () => heard(await asked(way, [{ key: ':a:do_x', method: text, taskhash: HASH }]), []),
    },
  ]),
);

const inHashes: readonly Attempt[] = WORDS.map(({ name, text }): Attempt => ({
  name: `${name} in the hash`,
  expected: HEARD,
  run: async () => heard(await asked('TCP', [{ key: ':a:do_x', method: METHOD, taskhash: text }]), []),
}));

const among: readonly Attempt[] = WORDS.slice(0, 6).map(({ name, text }): Attempt => ({
  name: `${name} among good questions`,
  expected: HEARD,
  run: async () =>
    heard(
      await asked('TCP', [
        { key: ':a:do_x', method: METHOD, taskhash: HASH },
        { key: ':b:do_x', method: text, taskhash: HASH },
        { key: ':c:do_x', method: METHOD, taskhash: HASH },
      ]),
      [`${METHOD} ${HASH}`, `${METHOD} ${HASH}`],
    ),
}));

/** Keys are our own: whatever they contain, they are not sent. */
const keys: readonly Attempt[] = WORDS.slice(0, 3).map(({ name, text }): Attempt => ({
  name: `${name} in the name of a task`,
  expected: 'one question, one answer',
  run: async () => {
    const { lines, known } = await asked('TCP', [{ key: text, method: METHOD, taskhash: HASH }]);
    return JSON.stringify(lines) === JSON.stringify([...GREETED, `${METHOD} ${HASH}`]) && known === 1
      ? 'one question, one answer'
      : JSON.stringify(lines);
  },
}));

const logins: readonly Attempt[] = WAYS.flatMap((way) =>
  WORDS.filter(({ text }) => text.length < 1000).map(({ name, text }): Attempt => ({
    name: `${name} in the login, over ${way}`,
    expected: 'one message with that login',
    run: async () => {
      const { lines } = await asked(way, [{ key: 'a', method: METHOD, taskhash: HASH }], {
        username: text,
        password: text,
      });
      const { auth } = JSON.parse(lines[3] ?? '{}') as {
        readonly auth?: { readonly username: string; readonly token: string };
      };
      return lines.length === 6 && auth?.username === text && auth.token === text
        ? 'one message with that login'
        : JSON.stringify(lines);
    },
  })),
);

const messages: readonly Attempt[] = WORDS.map(({ name, text }): Attempt => ({
  name: `${name} in a message`,
  expected: 'one message',
  run: () => {
    const lines = messageLines({ text, [text]: text });
    const whole = lines.length === 1 ? (lines[0] ?? '') : lines.slice(1, -1).join('');
    const isOne =
      [...lines, messageFrame({ text })].every((line) => /^[\x20-\x7f]*$/.test(line)) &&
      (JSON.parse(whole) as { readonly text: string }).text === text;
    return isOne ? 'one message' : JSON.stringify(lines.slice(0, 5));
  },
}));

const addresses: readonly Attempt[] = [
  'host\n:8686',
  'a b:8686',
  'host:8686\n',
  '[::1\r]:8686',
  'unix:///a\0b',
  'unix:///a\nb',
  'ws://host\r\nX: y/',
  'host\t:1',
  'host:99999',
  'host:8686 other:1',
].map((text): Attempt => ({
  name: `${JSON.stringify(text)} as the address`,
  expected: 'no address',
  run: () => (readHashServerAddress(text) === null ? 'no address' : JSON.stringify(readHashServerAddress(text))),
}));

const ordinary: readonly Attempt[] = [METHOD, 'oe.sstatesig.OEOuthashBasic-x:1', 'méthode', '{"a":1}'].map(
  (method): Attempt => ({
    name: `the method ${method.replace(/[^ -~]/g, '.')} is asked for as it is`,
    expected: `${method} ${HASH}`,
    run: () => unihashQuestion(method, HASH) ?? 'refused',
  }),
);

export const PROTOCOL: AttemptKind = {
  kind: 'protocol',
  attempts: [...alone, ...inHashes, ...among, ...keys, ...logins, ...messages, ...addresses, ...ordinary],
};
