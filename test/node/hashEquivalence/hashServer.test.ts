/**
 * The client of hash equivalence servers: its messages, compared with a recorded conversation, and servers that
 * misbehave.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { type AddressInfo, createServer } from 'node:net';
import path from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { readHashServerAddress } from '../../../server/src/engine/sstate/hashServerAddress';
import type { UnihashSource } from '../../../server/src/engine/sstate/unihashes';
import { hashServer } from '../../../server/src/node/hashEquivalence/hashServer';
import { CONNECTION_LIMITS, type ConnectionLimits } from '../../../server/src/node/hashEquivalence/lineConnection';
import { type Answer, FakeHashServer, serverWith } from './fakeHashServer';

/** For servers that do not answer; the other tests use the product's limits. */
const IMPATIENT: ConnectionLimits = { ...CONNECTION_LIMITS, connectMs: 500, answerMs: 300 };
const METHOD = 'oe.sstatesig.OEOuthashBasic';
const hash = (digit: string): string => digit.repeat(64);

interface Vectors {
  readonly hashserv_transcript: readonly (readonly [who: 'C' | 'S', text: string])[];
  readonly hash_equivalence_story: {
    readonly method: string;
    readonly second: { readonly taskhash: string; readonly unihash_after_report: string };
  };
}
const vectors = JSON.parse(
  readFileSync(path.resolve(import.meta.dirname, '../../engine/vectors/sstate.json'), 'utf8'),
) as Vectors;

const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

function fake(answer: Answer): FakeHashServer {
  const server = new FakeHashServer(answer);
  ends.push(() => server.close());
  return server;
}

function client(
  name: string,
  more: {
    readonly limits?: ConnectionLimits;
    readonly login?: { readonly username: string; readonly password: string };
  } = {},
): UnihashSource {
  const source = hashServer({
    name,
    address: readHashServerAddress(name)!,
    login: more.login ?? null,
    origin: 'server',
    limits: more.limits ?? CONNECTION_LIMITS,
  });
  ends.push(() => source.close());
  return source;
}

function newFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'sighound-hashserv-'));
  ends.push(() => rmSync(folder, { recursive: true }));
  return folder;
}

const questions = (...taskhashes: readonly string[]) =>
  taskhashes.map((taskhash, index) => ({ key: `:p${index}:do_package`, method: METHOD, taskhash }));

describe('a server', () => {
  /** The recorded server: its answer to each line, once. */
  function recorded(): Answer {
    const answers = new Map<string, string>();
    for (const [index, [who, text]] of vectors.hashserv_transcript.entries()) {
      const next = vectors.hashserv_transcript[index + 1];
      if (who === 'C' && next?.[0] === 'S' && !answers.has(normal(text)))
        answers.set(normal(text), next[1].replace(/\n$/, ''));
    }
    return (line) => answers.get(normal(line)) ?? null;
  }
  const normal = (line: string): string =>
    line.startsWith('{') ? JSON.stringify(JSON.parse(line)) : line.replace(/\n$/, '');

  test('receives the messages of a recorded conversation', async () => {
    const server = fake(recorded());
    const { method, second } = vectors.hash_equivalence_story;
    const asked = [
      { key: ':t-a:do_populate_sysroot', method, taskhash: second.taskhash },
      { key: ':t-b:do_package', method, taskhash: hash('0') },
    ];
    expect(await client(await server.listen()).unihashes(asked)).toEqual({
      known: new Map([[':t-a:do_populate_sysroot', { unihash: second.unihash_after_report, origin: 'server' }]]),
      problems: [],
      isComplete: true,
    });
    expect(server.lines).toEqual([
      'OEHASHEQUIV 1.1',
      'needs-headers: false',
      '',
      '{"get-stream":null}',
      `${method} ${second.taskhash}`,
      `${method} ${hash('0')}`,
    ]);
  });

  const ways: Readonly<Record<string, (server: FakeHashServer) => Promise<string>>> = {
    TCP: (server) => server.listen(),
    'a Unix socket': (server) => server.listen(`${newFolder()}/hashserve.sock`),
    'a websocket': (server) => server.listenWebSocket(),
  };

  test.each(Object.entries(ways))('answers thousands of questions on one connection over %s', async (_way, listen) => {
    const rows = Object.fromEntries(
      Array.from({ length: 3000 }, (_, index) => [
        `${METHOD} ${String(index).padStart(64, '0')}`,
        String(index).padStart(64, 'a'),
      ]),
    );
    const server = fake(serverWith(rows));
    const source = client(await listen(server));
    const asked = questions(...Array.from({ length: 5000 }, (_, index) => String(index).padStart(64, '0')));
    const { known, problems } = await source.unihashes(asked);
    expect(problems).toEqual([]);
    expect(known.size).toBe(3000);
    expect(known.get(':p2999:do_package')).toEqual({ unihash: '2999'.padStart(64, 'a'), origin: 'server' });
    expect((await source.unihashes(asked.slice(0, 2))).known.size).toBe(2);
    expect(server.lines.filter((line) => line.startsWith('OEHASHEQUIV')).length).toBe(1);
  });

  test('gives two simultaneous callers their own answers', async () => {
    const server = fake(
      serverWith(
        Object.fromEntries([1, 2, 3, 4].map((digit) => [`${METHOD} ${hash(String(digit))}`, hash(String(digit + 4))])),
      ),
    );
    const source = client(await server.listen());
    const both = await Promise.all([
      source.unihashes(questions(hash('1'), hash('2'))),
      source.unihashes(questions(hash('3'), hash('4'))),
    ]);
    expect(both.map(({ known }) => [...known.values()].map(({ unihash }) => unihash))).toEqual([
      [hash('5'), hash('6')],
      [hash('7'), hash('8')],
    ]);
  });

  test.runIf(process.platform === 'linux')('can be reached however deep its socket is', async () => {
    const deep = path.join(newFolder(), ...Array.from({ length: 10 }, () => 'a-folder-with-a-name'));
    mkdirSync(deep, { recursive: true });
    const server = fake(serverWith({ [`${METHOD} ${hash('1')}`]: hash('2') }));
    const before = process.cwd();
    // The kernel accepts no long path here either, so the server is created from inside its folder.
    process.chdir(deep);
    try {
      await server.listen('hashserve.sock');
    } finally {
      process.chdir(before);
    }
    expect((await client(`unix://${deep}/hashserve.sock`).unihashes(questions(hash('1')))).known.size).toBe(1);
  });

  test('receives a login only where there is one', async () => {
    const server = fake((line) => (line.includes('"auth"') ? '{"result": true}' : serverWith({})(line)));
    await client(await server.listen(), { login: { username: 'me', password: 'secret' } }).unihashes(
      questions(hash('1')),
    );
    expect(server.lines).toContain('{"auth":{"username":"me","token":"secret"}}');
  });
});

describe('a server that misbehaves', () => {
  async function problem(answer: Answer, limits: Partial<ConnectionLimits> = {}): Promise<string> {
    const server = fake(answer);
    const name = await server.listen();
    const source = client(name, { limits: { ...IMPATIENT, ...limits } });
    const { known, problems, isComplete } = await source.unihashes(questions(hash('1'), hash('2')));
    expect({ known: known.size, isComplete }).toEqual({ known: 0, isComplete: false });
    // The problem is reported once, and the server is not asked again.
    const asked = server.lines.length;
    expect(await source.unihashes(questions(hash('1')))).toEqual({ known: new Map(), problems: [], isComplete: false });
    expect(server.lines.length).toBe(asked);
    expect(problems.length).toBe(1);
    return problems[0]!.replace(`hash equivalence server ${name}: `, '');
  }
  const stream =
    (answer: Answer): Answer =>
    (line) =>
      line.startsWith(METHOD) ? answer(line) : serverWith({})(line);

  test('may send nothing', async () => {
    expect(await problem(() => null)).toBe('it does not answer within 300 ms');
    expect(await problem(stream(() => null))).toBe('it does not answer within 300 ms');
  });

  test('may send garbage', async () => {
    expect(await problem((line) => (line === '' ? 'HTTP/1.1 400 Bad Request' : null))).toBe(
      'it answers `HTTP/1.1 400 Bad Request`, which is not its protocol',
    );
    expect(await problem((line) => (line.startsWith('{') ? '[]' : null))).toBe(
      'it does not answer as its protocol says',
    );
    expect(await problem(stream(() => 'A'.repeat(64)))).toBe(`it answers \`${'A'.repeat(60)}\`, which is no unihash`);
  });

  test('may refuse', async () => {
    expect(
      await problem((line) => (line.startsWith('{') ? '{"invoke-error": {"message": "Permission denied"}}' : null)),
    ).toBe('Permission denied');
  });

  test('may close the connection', async () => {
    expect(await problem((line) => (line === '' ? new Error() : null))).toBe('it has closed the connection');
    expect(await problem(stream(() => new Error()))).toBe('it has closed the connection');
  });

  test('may send endless lines, or more than it was asked', async () => {
    expect(await problem(stream(() => 'a'.repeat(70_000)))).toBe(
      'it sends a line that is longer than any its protocol has',
    );
    expect(
      await problem(
        (line) => (line.startsWith('{') ? `{"chunk-stream": null}\n${`${'a'.repeat(30_000)}\n`.repeat(600)}` : null),
        { answerMs: 10_000 },
      ),
    ).toMatch(/^(an answer is longer than any the protocol has|it sends more than it was asked)$/);
    // The server floods the connection while another answer is pending.
    expect(
      await problem(
        stream(() => `${hash('3')}\n${'x\n'.repeat(200_000)}`),
        { mostUnread: 100_000 },
      ),
    ).toMatch(/it sends more than it was asked|which is no unihash/);
  });

  test('is waited for up to a total time', async () => {
    let at = 0;
    // Each line arrives in its time, but there are too many lines.
    const source = client(await fake(stream(() => (at++ < 1 ? '' : null))).listen(), {
      limits: { ...IMPATIENT, answerMs: 60_000, totalMs: 400 },
    });
    const { problems, isComplete } = await source.unihashes(questions(hash('1'), hash('2')));
    expect({ problems: problems.map((each) => each.replace(/^.*?: /, '')), isComplete }).toEqual({
      problems: ['it takes more than 0.4 s for all questions'],
      isComplete: false,
    });
  });

  test('is disconnected if it sends without a question', async () => {
    let isClosed = false;
    const server = createServer((socket) => {
      socket
        .on('error', () => undefined)
        .on('close', () => {
          isClosed = true;
        });
      socket.on('data', (data) => {
        if (!data.toString().includes('get-stream')) return;
        socket.write('"ok"\n');
        const flood = (error?: Error | null): void => void (error ?? socket.write('x'.repeat(65_536), flood));
        flood();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const source = client(`127.0.0.1:${(server.address() as AddressInfo).port}`, {
      limits: { ...IMPATIENT, answerMs: 10_000 },
    });
    expect((await source.unihashes(questions(hash('1')))).problems[0]).toContain(
      'it sends a line that is longer than any its protocol has',
    );
    await expect.poll(() => isClosed).toBe(true);
    server.close();
  });

  test('may be missing', async () => {
    for (const name of [
      '127.0.0.1:1',
      'unix:///nowhere/hashserve.sock',
      'ws://127.0.0.1:1/',
      `unix://${'/long'.repeat(40)}/hashserve.sock`,
    ]) {
      const { problems, isComplete } = await client(name).unihashes(questions(hash('1')));
      expect({ isComplete, problems }).toEqual({
        isComplete: false,
        problems: [expect.stringMatching(/^hash equivalence server .*: ./)],
      });
    }
  });

  test('may be a silent websocket, or send data that is not text', async () => {
    const server = fake(() => null);
    expect(
      (await client(await server.listenWebSocket(), { limits: IMPATIENT }).unihashes(questions(hash('1')))).problems[0],
    ).toContain('it does not answer within 300 ms');
    // A stream where a websocket is expected.
    expect(
      (await client(`ws://${await fake(() => 'no').listen()}/`, { limits: IMPATIENT }).unihashes(questions(hash('1'))))
        .problems.length,
    ).toBe(1);
  });
});
