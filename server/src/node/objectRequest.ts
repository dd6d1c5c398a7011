/**
 * One question to an HTTP server; only the head of the answer is read. It ends in time whatever the server does, by a
 * timer that is cleared and a request that is destroyed. It does not use signals that are made of other signals, since
 * some releases of Node lose them.
 */

import { type Agent, type ClientRequest, type IncomingMessage, request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { BlockList, isIP } from 'node:net';

/** The part of an answer that is read. */
export interface AnswerHead {
  readonly status: number;
  readonly location: string | null;
}

export interface QuestionRequest {
  readonly url: URL;
  readonly method: 'HEAD' | 'GET';
  readonly headers: Readonly<Record<string, string>>;
  readonly agent: Agent;
}

/** The most bytes of an answer's head. */
const LONGEST_HEAD = 16 * 1024;

/** The time that several requests have together. It ends the request under way when the time is over. */
export class Deadline {
  private current: ClientRequest | null = null;
  private readonly timer: NodeJS.Timeout;
  private reject: (reason: Error) => void = () => undefined;
  /** Rejects when the time is over or `end` was called; never resolves. */
  readonly over: Promise<never>;

  constructor(limitMs: number) {
    this.over = new Promise((_resolve, reject) => {
      this.reject = reject;
    });
    // No caller may be waiting any more when the time is over.
    this.over.catch(() => undefined);
    this.timer = setTimeout(() => this.end(new Error(`it does not answer within ${limitMs} ms`)), limitMs);
  }

  /** Ends the request under way. */
  end(reason: Error): void {
    clearTimeout(this.timer);
    this.reject(reason);
    this.current?.destroy(reason);
    this.current = null;
  }

  /** Stops the timer, since the answer has arrived. */
  clear(): void {
    clearTimeout(this.timer);
  }

  /** Sends a request; rejects where no head arrives. */
  ask({ url, method, headers, agent }: QuestionRequest): Promise<AnswerHead> {
    const answer = new Promise<AnswerHead>((resolve, reject) => {
      const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
      const request = send(url, {
        method,
        headers,
        agent,
        maxHeaderSize: LONGEST_HEAD,
        insecureHTTPParser: false,
        auth: null,
      });
      this.current = request;
      request.once('response', (response: IncomingMessage) => {
        // A body that a server sends anyway is ignored.
        if (method === 'HEAD') response.resume();
        else response.destroy();
        resolve({ status: response.statusCode ?? 0, location: response.headers.location ?? null });
      });
      request.once('upgrade', (_response, socket) => {
        socket.destroy();
        reject(new Error('it answers with another protocol'));
      });
      request.on('error', reject);
      request.once('close', () => reject(new Error('it has closed the connection')));
      request.end();
    });
    return Promise.race([answer, this.over]);
  }
}

/**
 * Ports of programs that are not web servers, which browsers refuse as well: a request there could have a meaning for
 * those programs.
 */
const OTHER_PROGRAMS: ReadonlySet<number> = new Set([
  1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104, 109, 110,
  111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515, 526, 530, 531, 532,
  540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061,
  6000, 6379, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080, 11211,
]);

/** Why nothing is asked at a URL, whatever its source; null where it may be asked. */
export function unaskable(url: URL): string | null {
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return 'only http and https are asked';
  return url.port !== '' && OTHER_PROGRAMS.has(Number(url.port)) ? `port ${url.port} is none of a web server` : null;
}

/**
 * Why a redirect is not followed; null where it is followed. A server outside must not decide what is asked of machines
 * inside.
 */
export function refusedRedirect(from: URL, to: URL): string | null {
  if (from.protocol === 'https:' && to.protocol === 'http:') return 'it leads from https to http';
  return isInHere(to.hostname) && !isInHere(from.hostname) ? 'it leads to this machine or a network of its own' : null;
}

const IN_HERE = new BlockList();
for (const [address, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
] as const)
  IN_HERE.addSubnet(address, prefix, 'ipv4');
for (const [address, prefix] of [
  ['::', 127],
  ['::ffff:0:0', 96],
  ['64:ff9b::', 96],
  ['fc00::', 7],
  ['fe80::', 10],
] as const)
  IN_HERE.addSubnet(address, prefix, 'ipv6');

/** Whether a name or address belongs to this machine or a private network, as far as its text shows. */
function isInHere(hostname: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, '');
  const version = isIP(host);
  if (version !== 0) return IN_HERE.check(host, version === 4 ? 'ipv4' : 'ipv6');
  return host === 'localhost' || host.endsWith('.localhost');
}
