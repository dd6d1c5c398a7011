/** Questions to mirrors, with servers that behave and servers that misbehave. */
import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import { type AddressInfo, type Server as NetServer, type Socket, createServer as createNetServer } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { QUESTION_LIMITS, type QuestionLimits, serverQuestions } from '../../server/src/node/serverQuestions';

/** A limit that is reached only with servers that do not answer. */
const LIMITS: QuestionLimits = QUESTION_LIMITS;
const IMPATIENT: QuestionLimits = { ...LIMITS, answerMs: 300 };

const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

/** A server that records its requests. */
async function serve(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<{ readonly url: string; readonly asked: string[] }> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    answer(request, response);
  });
  return { url: await listening(server), asked };
}

/** A server that does not use HTTP. */
async function serveSocket(onConnection: (socket: Socket) => void): Promise<string> {
  const sockets = new Set<Socket>();
  const server = createNetServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    onConnection(socket);
  });
  ends.push(() => sockets.forEach((socket) => socket.destroy()));
  return listening(server);
}

async function listening(server: Server | NetServer): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ends.push(() => {
    if ('closeAllConnections' in server) server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const status =
  (code: number, headers: Record<string, string> = {}) =>
  (_request: IncomingMessage, response: ServerResponse): void => {
    response.writeHead(code, headers).end();
  };

describe('answers', () => {
  test.each([
    [200, 'present'],
    [204, 'present'],
    [404, 'missing'],
    [410, 'missing'],
    [400, 'missing'],
  ] as const)('status %i', async (code, kind) => {
    const { url, asked } = await serve(status(code));
    expect(await serverQuestions(true, LIMITS).ask(`${url}/a%3Ab`, null)).toEqual({ kind });
    expect(asked).toEqual(['HEAD /a%3Ab']);
  });

  test.each([401, 429, 500, 503])('status %i gives no information about the object', async (code) => {
    const { url } = await serve(status(code));
    expect(await serverQuestions(true, LIMITS).ask(url, null)).toEqual({
      kind: 'unknown',
      reason: `mirror ${url}: it answers with status ${code}`,
    });
  });

  test.each([
    [405, 206, 'present'],
    [405, 404, 'missing'],
    [403, 403, 'missing'],
    [501, 200, 'present'],
    [405, 416, 'present'],
  ] as const)('a HEAD refused with %i is asked again as a GET that reads nothing: %i', async (refused, code, kind) => {
    const ranges: (string | undefined)[] = [];
    const { url, asked } = await serve((request, response) => {
      ranges.push(request.headers.range);
      response.writeHead(request.method === 'HEAD' ? refused : code).end();
    });
    expect(await serverQuestions(true, LIMITS).ask(`${url}/x`, null)).toEqual({ kind });
    expect(asked).toEqual(['HEAD /x', 'GET /x']);
    expect(ranges).toEqual([undefined, 'bytes=0-0']);
  });

  test('a server that sends the complete object anyway is disconnected', async () => {
    let isClosed = false;
    const { url } = await serve((request, response) => {
      if (request.method === 'HEAD') return void response.writeHead(405).end();
      response.writeHead(200);
      const timer = setInterval(() => response.write(Buffer.alloc(65_536)), 1);
      response.on('close', () => {
        isClosed = true;
        clearInterval(timer);
      });
    });
    expect(await serverQuestions(true, LIMITS).ask(url, null)).toEqual({ kind: 'present' });
    await expect.poll(() => isClosed).toBe(true);
  });

  test('redirects are followed, and a login is sent only to its own server', async () => {
    const logins: (string | undefined)[] = [];
    const far = await serve((request, response) => {
      logins.push(request.headers.authorization);
      response.writeHead(200).end();
    });
    const near = await serve((request, response) => {
      logins.push(request.headers.authorization);
      response.writeHead(302, { location: request.url === '/a' ? '/b' : `${far.url}/c` }).end();
    });
    expect(await serverQuestions(true, LIMITS).ask(`${near.url}/a`, 'me:secret')).toEqual({ kind: 'present' });
    expect([...near.asked, ...far.asked]).toEqual(['HEAD /a', 'HEAD /b', 'HEAD /c']);
    expect(logins).toEqual(['Basic bWU6c2VjcmV0', 'Basic bWU6c2VjcmV0', undefined]);
  });
});

describe('a server that misbehaves', () => {
  test('may redirect endlessly', async () => {
    const { url, asked } = await serve(
      (request, response) => void response.writeHead(301, { location: `${request.url}x` }).end(),
    );
    expect(await serverQuestions(true, LIMITS).ask(`${url}/`, null)).toEqual({
      kind: 'unknown',
      reason: `mirror ${url}: it redirects more than 5 times`,
    });
    expect(asked.length).toBe(6);
  });

  test.each([undefined, 'file:///etc/passwd', 'http://['])('may redirect to %s', async (location) => {
    const { url } = await serve(status(302, location === undefined ? {} : { location }));
    expect(await serverQuestions(true, LIMITS).ask(url, null)).toEqual({
      kind: 'unknown',
      reason: `mirror ${url}: it redirects to nowhere (status 302)`,
    });
  });

  test('may never answer', async () => {
    const url = await serveSocket(() => undefined);
    expect(await serverQuestions(true, IMPATIENT).ask(url, null)).toEqual({
      kind: 'unknown',
      reason: `mirror ${url}: it does not answer within 300 ms`,
    });
  });

  test('may send one character at a time', async () => {
    const url = await serveSocket((socket) => {
      const timer = setInterval(() => socket.write('H'), 20);
      socket.on('close', () => clearInterval(timer));
    });
    expect((await serverQuestions(true, IMPATIENT).ask(url, null)).kind).toBe('unknown');
  });

  test.each([
    '\0\x01\x02garbage\r\n\r\n',
    `HTTP/1.1 200 OK\r\nx: ${'y'.repeat(100_000)}\r\n\r\n`,
    'HTTP/1.1 999999 ?\r\n\r\n',
  ])('may answer with garbage', async (garbage) => {
    const url = await serveSocket((socket) => void socket.end(garbage));
    expect(await serverQuestions(true, LIMITS).ask(url, null)).toMatchObject({
      kind: 'unknown',
      reason: expect.stringContaining(`mirror ${url}: `) as string,
    });
  });

  test('may be missing, and the URL may be invalid', async () => {
    expect(await serverQuestions(true, LIMITS).ask('http://127.0.0.1:1/x', null)).toMatchObject({
      kind: 'unknown',
      reason: expect.stringMatching(/^mirror http:\/\/127\.0\.0\.1:1: ./) as string,
    });
    expect(await serverQuestions(true, LIMITS).ask('http://[', null)).toEqual({
      kind: 'unknown',
      reason: 'mirror http://[: this is no URL',
    });
  });
});

describe('questions are limited', () => {
  test('in number at one time, and each URL is asked once', async () => {
    let [now, most] = [0, 0];
    const { url, asked } = await serve((_request, response) => {
      most = Math.max(most, ++now);
      setTimeout(() => {
        now--;
        response.writeHead(404).end();
      }, 5);
    });
    const questions = serverQuestions(true, { ...LIMITS, atOnce: 3 });
    const urls = Array.from({ length: 30 }, (_, index) => `${url}/${index}`);
    await Promise.all([...urls, ...urls].map((one) => questions.ask(one, null)));
    expect(most).toBe(3);
    expect(asked.length).toBe(30);
  });

  test('in the age of an answer; a failure is asked for again at once', async () => {
    let [time, code] = [0, 404];
    const { url, asked } = await serve((_request, response) => void response.writeHead(code).end());
    const questions = serverQuestions(true, { ...LIMITS, rememberMs: 1000 }, () => time);
    for (const later of [0, 900, 1100]) {
      time = later;
      await questions.ask(url, null);
    }
    expect(asked.length).toBe(2);
    code = 503;
    time = 3000;
    await questions.ask(url, null);
    await questions.ask(url, null);
    expect(asked.length).toBe(4);
  });

  test('for a server that does not answer, not for others', async () => {
    const [bad, good] = [await serve(status(500)), await serve(status(200))];
    const questions = serverQuestions(true, { ...LIMITS, mostFailures: 2, atOnce: 1 });
    const answers = await Promise.all([1, 2, 3, 4].map((one) => questions.ask(`${bad.url}/${one}`, null)));
    expect(bad.asked.length).toBe(2);
    expect(answers[3]).toEqual({
      kind: 'unknown',
      reason: `mirror ${bad.url}: not asked, since it did not answer 2 times in a row`,
    });
    expect(await questions.ask(good.url, null)).toEqual({ kind: 'present' });
  });

  test('in their total time', async () => {
    let time = 0;
    const { url, asked } = await serve(status(200));
    const questions = serverQuestions(true, { ...LIMITS, totalMs: 1000 }, () => time);
    await questions.ask(`${url}/1`, null);
    time = 1500;
    expect(await questions.ask(`${url}/2`, null)).toEqual({
      kind: 'unknown',
      reason: `mirror ${url}: not asked, since 1 s for all questions are over`,
    });
    expect(asked.length).toBe(1);
  });

  test('by cancellation: running requests end, and no new ones start', async () => {
    let hasAsked = (): void => undefined;
    const arrived = new Promise<void>((resolve) => {
      hasAsked = resolve;
    });
    const url = await serveSocket(() => hasAsked());
    const questions = serverQuestions(true, { ...LIMITS, answerMs: 60_000 });
    const answer = questions.ask(url, null);
    await arrived;
    questions.cancel();
    const expected = { kind: 'unknown', reason: `mirror ${url}: the questions were canceled` };
    expect(await answer).toEqual(expected);
    expect(await questions.ask(`${url}/more`, null)).toEqual(expected);
  });
});
