/**
 * Asks HTTP servers whether objects of the cache are there: `HEAD`, and where a server does not take that a `GET` that reads nothing, as BitBake's
 * fetcher does. Whatever servers do, it ends: requests, redirects, time and failures have limits, and what is beyond them is `unknown`.
 */

import type { AskServer, ServerAnswer } from '../../engine/sstate/presence';
import type { ServerQuestions } from '../host';

export interface QuestionLimits {
  /** Requests at once. */
  readonly atOnce: number;
  /** For one object, redirects included. */
  readonly answerMs: number;
  /** From the first question on. */
  readonly totalMs: number;
  readonly mostRedirects: number;
  /** After so many objects in a row without an answer a server is left alone. */
  readonly mostFailures: number;
  /** How long an answer is taken for true. */
  readonly rememberMs: number;
}

export const QUESTION_LIMITS: QuestionLimits = { atOnce: 16, answerMs: 10_000, totalMs: 300_000, mostRedirects: 5, mostFailures: 8, rememberMs: 600_000 };

/** Statuses that say nothing of the object: a login is asked for, time is up, too many questions. */
const NO_ANSWER: ReadonlySet<number> = new Set([401, 408, 421, 425, 429]);
/** Statuses by which servers refuse a `HEAD`. */
const NOT_LIKE_THIS: ReadonlySet<number> = new Set([403, 405, 501]);

interface Remembered {
  readonly answer: Promise<ServerAnswer>;
  readonly untilMs: number;
}

/** Questions to servers with what they share: answers from before, limits, and an end. */
export function serverQuestions(limits: QuestionLimits = QUESTION_LIMITS, now: () => number = Date.now): ServerQuestions {
  const remembered = new Map<string, Remembered>();
  const failures = new Map<string, number>();
  const cancelled = new AbortController();
  const gate = new Gate(limits.atOnce);
  let startedMs: number | null = null;

  const ask: AskServer = (url, login) => {
    const before = remembered.get(url);
    if (before && before.untilMs > now()) return before.answer;
    startedMs ??= now();
    const answer = gate.run(() => answerOf(url, login));
    remembered.set(url, { answer, untilMs: now() + limits.rememberMs });
    // What was no answer is asked again when somebody wants to know again.
    void answer.then(({ kind }) => kind === 'unknown' && remembered.delete(url));
    return answer;
  };

  const answerOf = async (url: string, login: string | null): Promise<ServerAnswer> => {
    const server = originOf(url);
    if (server === null) return unknown(`mirror ${url}: this is no URL`);
    if (cancelled.signal.aborted) return unknown(`mirror ${server}: the questions were cancelled`);
    if (now() - (startedMs ?? 0) > limits.totalMs) return unknown(`mirror ${server}: not asked, since ${limits.totalMs / 1000} s for all questions are over`);
    const failed = failures.get(server) ?? 0;
    if (failed >= limits.mostFailures) return unknown(`mirror ${server}: not asked, since it did not answer ${failed} times in a row`);
    const answer = await request(url, login, limits, cancelled.signal).catch((error: unknown) => unknown(`mirror ${server}: ${describe(error, limits, cancelled.signal)}`));
    failures.set(server, answer.kind === 'unknown' ? failed + 1 : 0);
    return answer;
  };

  return { ask, cancel: () => cancelled.abort() };
}

async function request(first: string, login: string | null, { answerMs, mostRedirects }: QuestionLimits, cancelled: AbortSignal): Promise<ServerAnswer> {
  const signal = AbortSignal.any([cancelled, AbortSignal.timeout(answerMs)]);
  const server = originOf(first) ?? first;
  let url = first;
  let method: 'HEAD' | 'GET' = 'HEAD';
  for (let redirects = 0; redirects <= mostRedirects; ) {
    const headers: Record<string, string> = { accept: '*/*', 'accept-encoding': 'identity' };
    // A login is for the server that it was given for.
    if (login !== null && originOf(url) === server) headers['authorization'] = `Basic ${Buffer.from(login).toString('base64')}`;
    if (method === 'GET') headers['range'] = 'bytes=0-0';
    const response = await fetch(url, { method, headers, redirect: 'manual', signal });
    await response.body?.cancel();
    const { status } = response;
    if (status >= 300 && status < 400 && status !== 304) {
      const location = response.headers.get('location');
      const next = location === null ? null : resolved(location, url);
      if (next === null) return unknown(`mirror ${server}: it redirects to nowhere (status ${status})`);
      url = next;
      redirects++;
      continue;
    }
    if (NOT_LIKE_THIS.has(status) && method === 'HEAD') {
      method = 'GET';
      continue;
    }
    // An object of no bytes has no first byte.
    if (status < 300 || status === 416) return { kind: 'present' };
    if (status >= 400 && status < 500 && !NO_ANSWER.has(status)) return { kind: 'missing' };
    return unknown(`mirror ${server}: it answers with status ${status}`);
  }
  return unknown(`mirror ${server}: it redirects more than ${mostRedirects} times`);
}

function resolved(location: string, base: string): string | null {
  try {
    const url = new URL(location, base);
    url.username = '';
    url.password = '';
    return url.protocol === 'http:' || url.protocol === 'https:' ? url.href : null;
  } catch {
    return null;
  }
}

function originOf(url: string): string | null {
  try {
    return new URL(url).origin;
  } catch {
    return null;
  }
}

function unknown(reason: string): ServerAnswer {
  return { kind: 'unknown', reason };
}

function describe(error: unknown, { answerMs }: QuestionLimits, cancelled: AbortSignal): string {
  if (cancelled.aborted) return 'the questions were cancelled';
  if (error instanceof Error && error.name === 'TimeoutError') return `it does not answer within ${answerMs} ms`;
  // What fetch throws says only that it failed; the cause says how.
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error && cause.message !== '' ? cause.message : 'it cannot be asked';
}

/** Lets so many run at once, the others in the order in which they came. */
class Gate {
  private readonly waiting: (() => void)[] = [];

  constructor(private free: number) {}

  async run<T>(body: () => Promise<T>): Promise<T> {
    if (this.free > 0) this.free--;
    else await new Promise<void>((resolve) => this.waiting.push(resolve));
    try {
      return await body();
    } finally {
      const next = this.waiting.shift();
      if (next) next();
      else this.free++;
    }
  }
}
