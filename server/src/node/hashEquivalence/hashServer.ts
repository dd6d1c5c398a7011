/**
 * Unihashes from a running hash equivalence server, by its own protocol. It only sends questions: `get-stream`, and
 * `auth` where a login is given. Mirrors the client in BitBake's `hashserv.client`. A server that cannot be used is
 * reported once and not asked again.
 */

import { type HashServerAddress } from '../../engine/sstate/hashServerAddress';
import {
  GREETING,
  type ProtocolLine,
  messageFrame,
  messageLines,
  readMessage,
  unihashQuestion,
} from '../../engine/sstate/hashServerMessages';
import {
  type KnownUnihash,
  type UnihashAnswers,
  type UnihashOrigin,
  type UnihashQuestion,
  type UnihashSource,
  isUnihash,
} from '../../engine/sstate/unihashes';
import { CONNECTION_LIMITS, type ConnectionLimits, type LineConnection, connectLines } from './lineConnection';

export interface HashServerOptions {
  /** The name as the user wrote it. */
  readonly name: string;
  readonly address: HashServerAddress;
  readonly login: { readonly username: string; readonly password: string } | null;
  readonly origin: UnihashOrigin;
  readonly limits?: ConnectionLimits;
}

/** How many questions are sent at most before their answers are read. */
const MOST_IN_FLIGHT = 1000;

/** A server with one connection, which the first question opens. */
export function hashServer(options: HashServerOptions): UnihashSource {
  let stream: Promise<LineConnection> | null = null;
  let isUnusable = false;
  let spentMs = 0;
  const { totalMs } = options.limits ?? CONNECTION_LIMITS;
  const drop = (): void => {
    void stream?.then(
      (connection) => connection.close(),
      () => undefined,
    );
    stream = null;
  };
  const answer = async (questions: readonly UnihashQuestion[]): Promise<UnihashAnswers> => {
    if (isUnusable || questions.length === 0) return { known: new Map(), problems: [], isComplete: !isUnusable };
    const startedMs = Date.now();
    try {
      const lines = questions.flatMap(({ key, method, taskhash }): readonly Line[] => {
        const line = unihashQuestion(method, taskhash);
        return line === null ? [] : [{ key, line }];
      });
      const problems = lines.length === questions.length ? [] : [notAsked(questions, options.name)];
      if (lines.length === 0) return { known: new Map(), problems, isComplete: false };
      stream ??= openStream(options);
      const known = stream.then((connection) => ask(connection, lines, options.origin));
      return {
        known: await within(known, totalMs - spentMs, `it takes more than ${totalMs / 1000} s for all questions`),
        problems,
        isComplete: problems.length === 0,
      };
    } catch (error) {
      isUnusable = true;
      drop();
      return {
        known: new Map(),
        problems: [
          `hash equivalence server ${options.name}: ${error instanceof Error ? error.message : String(error)}`,
        ],
        isComplete: false,
      };
    } finally {
      spentMs += Date.now() - startedMs;
    }
  };
  // Answers do not name their questions, so each caller waits until the previous one has all its answers.
  let last: Promise<unknown> = Promise.resolve();
  return {
    unihashes: (questions) => {
      const answers = last.then(() => answer(questions));
      last = answers;
      return answers;
    },
    close: drop,
  };
}

/** A question as it is sent over the connection. */
interface Line {
  readonly key: string;
  readonly line: ProtocolLine;
}

/** Why something is not a valid question; nothing of it is sent. */
function notAsked(questions: readonly UnihashQuestion[], name: string): string {
  const { method = '', taskhash = '' } =
    questions.find((question) => unihashQuestion(question.method, question.taskhash) === null) ?? {};
  return `hash equivalence server ${name}: not asked for ${JSON.stringify(`${method} ${taskhash}`.slice(0, 120))}, which is not the two words of a question; see \`SSTATE_HASHEQUIV_METHOD\``;
}

/** The result of a promise, or an error where it takes longer than `limitMs`. */
async function within<T>(promise: Promise<T>, limitMs: number, problem: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(problem)), Math.max(0, limitMs));
  });
  try {
    return await Promise.race([promise, over]);
  } finally {
    clearTimeout(timer);
  }
}

/** Connects, and switches to questions of one line each. */
async function openStream({ address, login, limits = CONNECTION_LIMITS }: HashServerOptions): Promise<LineConnection> {
  const connection = await connectLines(address, limits);
  const invoke = (message: unknown): Promise<unknown> => {
    connection.send(connection.isStream ? messageLines(message) : [messageFrame(message)]);
    return readMessage(() => connection.receive());
  };
  try {
    connection.send(GREETING);
    if (login !== null) await invoke({ auth: { username: login.username, token: login.password } });
    const answer = await invoke({ 'get-stream': null });
    if (answer !== 'ok') throw new Error('it does not answer as its protocol says');
    return connection;
  } catch (error) {
    connection.close();
    throw error;
  }
}

async function ask(
  connection: LineConnection,
  questions: readonly Line[],
  origin: UnihashOrigin,
): Promise<ReadonlyMap<string, KnownUnihash>> {
  const known = new Map<string, KnownUnihash>();
  for (let start = 0; start < questions.length; start += MOST_IN_FLIGHT) {
    const batch = questions.slice(start, start + MOST_IN_FLIGHT);
    connection.send(batch.map(({ line }) => line));
    for (const { key } of batch) {
      const unihash = await connection.receive();
      if (unihash === '') continue;
      if (!isUnihash(unihash)) throw new Error(`it answers \`${unihash.slice(0, 60)}\`, which is no unihash`);
      known.set(key, { unihash, origin });
    }
  }
  return known;
}
