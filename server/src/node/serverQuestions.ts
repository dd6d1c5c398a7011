/**
 * Asks HTTP servers whether objects of the cache exist: by `HEAD`, and where a server rejects that, by a `GET` that
 * reads nothing, as BitBake's fetcher does. It always ends, whatever the servers do: requests, redirects, time and
 * failures have limits, and beyond them the answer is `unknown`. Only servers that the user allows are asked, also
 * after a redirect.
 */

import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { type AllowedServers, mayAskUrl, withoutLogin } from '../engine/sstate/allowedServers';
import type { AskServer, ServerAnswer } from '../engine/sstate/presence';
import type { ServerQuestions } from '../platform/platform';
import { Deadline, refusedRedirect, unaskable } from './objectRequest';

export interface QuestionLimits {
  /** Requests at the same time. */
  readonly atOnce: number;
  /** For one object, redirects included. */
  readonly answerMs: number;
  /** From the first question on. */
  readonly totalMs: number;
  readonly mostRedirects: number;
  /** A server is not asked any more after this many objects in a row without an answer. */
  readonly mostFailures: number;
  /** How long an answer stays valid. */
  readonly rememberMs: number;
}

export const QUESTION_LIMITS: QuestionLimits = {
  atOnce: 16,
  answerMs: 10_000,
  totalMs: 300_000,
  mostRedirects: 5,
  mostFailures: 8,
  rememberMs: 600_000,
};

/** Statuses that say nothing about the object: login required, timeout, too many questions. */
const NO_ANSWER: ReadonlySet<number> = new Set([401, 408, 421, 425, 429]);
/** Statuses by which servers refuse a `HEAD`. */
const NOT_LIKE_THIS: ReadonlySet<number> = new Set([403, 405, 501]);

interface Remembered {
  readonly answer: Promise<ServerAnswer>;
  readonly untilMs: number;
}

/** How long a connection stays open for the next question. */
const IDLE_MS = 5000;

/**
 * Questions to servers, which share earlier answers, limits, and a common end. `allowed`: the servers that the user
 * allows to be asked.
 */
export function serverQuestions(
  allowed: AllowedServers,
  limits: QuestionLimits = QUESTION_LIMITS,
  now: () => number = Date.now,
): ServerQuestions {
  const remembered = new Map<string, Remembered>();
  const failures = new Map<string, number>();
  const underWay = new Set<Deadline>();
  const asker = new Asker(allowed, limits);
  const gate = new Gate(limits.atOnce);
  let isCancelled = false;
  let startedMs: number | null = null;

  const ask: AskServer = (url, login) => {
    const before = remembered.get(url);
    if (before && before.untilMs > now()) return before.answer;
    startedMs ??= now();
    const answer = gate.run(() => answerOf(url, login));
    remembered.set(url, { answer, untilMs: now() + limits.rememberMs });
    // A question without an answer is asked again the next time.
    void answer.then(({ kind }) => kind === 'unknown' && remembered.delete(url));
    return answer;
  };

  const answerOf = async (text: string, login: string | null): Promise<ServerAnswer> => {
    const url = parsed(text);
    if (url === null) return unknown(`mirror ${withoutLogin(text)}: this is no URL`);
    const server = url.origin;
    const refused = (reason: string): ServerAnswer => unknown(`mirror ${server}: ${reason}`);
    if (isCancelled) return refused('the questions were canceled');
    const leftMs = limits.totalMs - (now() - (startedMs ?? 0));
    if (leftMs < 0) return refused(`not asked, since ${limits.totalMs / 1000} s for all questions are over`);
    const failed = failures.get(server) ?? 0;
    if (failed >= limits.mostFailures) return refused(`not asked, since it did not answer ${failed} times in a row`);
    const deadline = new Deadline(Math.max(1, Math.min(limits.answerMs, leftMs)));
    underWay.add(deadline);
    const answer = await asker
      .ask(url, login, deadline)
      .catch((error: unknown) =>
        refused(error instanceof Error && error.message !== '' ? error.message : 'it cannot be asked'),
      );
    underWay.delete(deadline);
    deadline.clear();
    failures.set(server, answer.kind === 'unknown' ? failed + 1 : 0);
    return answer;
  };

  const cancel = (): void => {
    isCancelled = true;
    for (const deadline of underWay) deadline.end(new Error('the questions were canceled'));
    asker.close();
  };
  return { ask, cancel };
}

/** Asks for one object at a time, and follows its redirects. */
class Asker {
  private readonly http: HttpAgent;
  private readonly https: HttpsAgent;

  constructor(
    private readonly allowed: AllowedServers,
    private readonly limits: QuestionLimits,
  ) {
    const options = { keepAlive: true, maxSockets: limits.atOnce, timeout: IDLE_MS };
    this.http = new HttpAgent(options);
    this.https = new HttpsAgent(options);
  }

  async ask(first: URL, login: string | null, deadline: Deadline): Promise<ServerAnswer> {
    const { mostRedirects } = this.limits;
    const server = first.origin;
    let url = first;
    let method: 'HEAD' | 'GET' = 'HEAD';
    for (let redirects = 0; redirects <= mostRedirects;) {
      const refusal =
        unaskable(url) ??
        (mayAskUrl(url.href, this.allowed)
          ? null
          : `${url.origin} is none of the servers that may be asked; name it to allow it`);
      if (refusal !== null) return unknown(`mirror ${server}: not asked, since ${refusal}`);
      const headers: Record<string, string> = { accept: '*/*', 'accept-encoding': 'identity' };
      // The login is sent only to the server that it was given for.
      if (login !== null && url.origin === server)
        headers['authorization'] = `Basic ${Buffer.from(login).toString('base64')}`;
      if (method === 'GET') headers['range'] = 'bytes=0-0';
      const { status, location } = await deadline.ask({
        url,
        method,
        headers,
        agent: url.protocol === 'https:' ? this.https : this.http,
      });
      if (status >= 300 && status < 400 && status !== 304) {
        const next = location === null ? null : parsed(location, url);
        if (next === null) return unknown(`mirror ${server}: it redirects to nowhere (status ${status})`);
        const refused = refusedRedirect(url, next);
        if (refused !== null)
          return unknown(`mirror ${server}: it redirects to ${next.origin}, which is not followed, since ${refused}`);
        url = next;
        redirects++;
        continue;
      }
      if (NOT_LIKE_THIS.has(status) && method === 'HEAD') {
        method = 'GET';
        continue;
      }
      // An empty object has no first byte, so the server answers with 416.
      if (status < 300 || status === 416) return { kind: 'present' };
      if (status >= 400 && status < 500 && !NO_ANSWER.has(status)) return { kind: 'missing' };
      return unknown(`mirror ${server}: it answers with status ${status}`);
    }
    return unknown(`mirror ${server}: it redirects more than ${mostRedirects} times`);
  }

  close(): void {
    this.http.destroy();
    this.https.destroy();
  }
}

/** A URL that can be asked, without the login in it. A login that a server writes into a redirect is not the user's. */
function parsed(text: string, base?: URL): URL | null {
  try {
    const url = new URL(text, base);
    url.username = '';
    url.password = '';
    return url.protocol === 'http:' || url.protocol === 'https:' ? url : null;
  } catch {
    return null;
  }
}

function unknown(reason: string): ServerAnswer {
  return { kind: 'unknown', reason };
}

/** Runs a limited number of bodies at once; the others wait in the order in which they came. */
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
