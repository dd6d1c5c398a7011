/**
 * A connection to a hash equivalence server that carries lines: over a Unix socket, TCP or a websocket. Waiting always
 * ends, whatever the server does: each line has limits of time and length, and unread text and all text together have
 * limits of size. A connection that breaks a limit is ended. Knows no messages.
 */

import { closeSync, openSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import path from 'node:path';
import WebSocket from 'ws';
import type { HashServerAddress } from '../../engine/sstate/hashServerAddress';
import type { ProtocolLine } from '../../engine/sstate/hashServerMessages';

export interface ConnectionLimits {
  /** Until it is connected. */
  readonly connectMs: number;
  /** Until the next line arrives. */
  readonly answerMs: number;
  /** Characters of one line. */
  readonly longestLine: number;
  /** Characters that have arrived and that no caller waits for. */
  readonly mostUnread: number;
  /** Characters of all lines together. */
  readonly mostInAll: number;
  /** For all questions together; each counts from its start until its answers have arrived. */
  readonly totalMs: number;
}

export const CONNECTION_LIMITS: ConnectionLimits = {
  connectMs: 5000,
  answerMs: 15_000,
  longestLine: 64 * 1024,
  mostUnread: 4 * 1024 * 1024,
  mostInAll: 256 * 1024 * 1024,
  totalMs: 120_000,
};

export interface LineConnection {
  /** On a stream, a message may span several lines; a websocket has a frame for each message. */
  readonly isStream: boolean;
  /** Sends lines, given without their line ends. */
  send(lines: readonly ProtocolLine[]): void;
  /** The next line, without its line end; rejects where none comes. */
  receive(): Promise<string>;
  close(): void;
}

/** Connects; rejects where that is not possible in time. */
export function connectLines(
  address: HashServerAddress,
  limits: ConnectionLimits = CONNECTION_LIMITS,
): Promise<LineConnection> {
  return address.kind === 'websocket' ? connectWebSocket(address.url, limits) : connectStream(address, limits);
}

/** Lines that have arrived and that no caller has read, or the caller that waits for a line. */
class Inbox {
  private readonly lines: string[] = [];
  private unread = 0;
  private inAll = 0;
  private failure: Error | null = null;
  private waiting: {
    readonly resolve: (line: string) => void;
    readonly reject: (error: Error) => void;
    readonly timer: NodeJS.Timeout;
  } | null = null;

  /** `end`: ends the connection, which is not needed any more. */
  constructor(
    private readonly limits: ConnectionLimits,
    private readonly end: () => void,
  ) {}

  add(line: string): void {
    if (this.failure) return;
    this.inAll += line.length + 1;
    if (this.inAll > this.limits.mostInAll)
      return this.fail(new Error('it sends more than all answers together can have'));
    if (line.length > this.limits.longestLine)
      return this.fail(new Error('it sends a line that is longer than any its protocol has'));
    const { waiting } = this;
    if (waiting) {
      this.waiting = null;
      clearTimeout(waiting.timer);
      return waiting.resolve(line);
    }
    this.unread += line.length + 1;
    if (this.unread > this.limits.mostUnread) return this.fail(new Error('it sends more than it was asked'));
    this.lines.push(line);
  }

  fail(error: Error): void {
    const isFirst = this.failure === null;
    this.failure ??= error;
    if (isFirst) this.end();
    const { waiting } = this;
    this.waiting = null;
    if (waiting) clearTimeout(waiting.timer);
    waiting?.reject(this.failure);
  }

  next(): Promise<string> {
    const line = this.lines.shift();
    if (line !== undefined) {
      this.unread -= line.length + 1;
      return Promise.resolve(line);
    }
    if (this.failure) return Promise.reject(this.failure);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => this.fail(new Error(`it does not answer within ${this.limits.answerMs} ms`)),
        this.limits.answerMs,
      );
      this.waiting = { resolve, reject, timer };
    });
  }
}

function connectStream(
  address: Exclude<HashServerAddress, { kind: 'websocket' }>,
  limits: ConnectionLimits,
): Promise<LineConnection> {
  const inbox: Inbox = new Inbox(limits, () => socket.destroy());
  const reach = address.kind === 'unix' ? reachablePath(address.path) : null;
  const socket: Socket =
    address.kind === 'unix'
      ? connect({ path: reach?.path ?? address.path })
      : connect({ host: address.host, port: address.port });
  let rest = '';
  socket.setEncoding('utf8');
  socket.on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) inbox.add(line);
    if (rest.length > limits.longestLine) {
      inbox.add(rest);
      rest = '';
    }
  });
  socket.on('close', () => inbox.fail(new Error('it has closed the connection')));
  const connection: LineConnection = {
    isStream: true,
    send: (lines) => void socket.write(`${lines.join('\n')}\n`),
    receive: () => inbox.next(),
    close: () => {
      socket.destroy();
      inbox.fail(new Error('the connection is closed'));
    },
  };
  return established(connection, limits, inbox, (ready, failed) => {
    socket.once('connect', ready);
    socket.on('error', failed);
  }).finally(() => reach?.release());
}

function connectWebSocket(url: string, limits: ConnectionLimits): Promise<LineConnection> {
  const inbox: Inbox = new Inbox(limits, () => socket.terminate());
  let socket: WebSocket;
  try {
    // A followed redirect could lead anywhere, and compression could turn a small answer into a big one.
    socket = new WebSocket(url, {
      maxPayload: limits.longestLine,
      followRedirects: false,
      perMessageDeflate: false,
      handshakeTimeout: limits.connectMs,
    });
  } catch (error) {
    return Promise.reject(error instanceof Error ? error : new Error(String(error)));
  }
  socket.on('message', (data: WebSocket.RawData, isBinary) => {
    if (isBinary) inbox.fail(new Error('it sends binary data'));
    else inbox.add(Buffer.isBuffer(data) ? data.toString('utf8') : '');
  });
  socket.on('close', () => inbox.fail(new Error('it has closed the connection')));
  const connection: LineConnection = {
    isStream: false,
    send: (lines) => {
      for (const line of lines) socket.send(line);
    },
    receive: () => inbox.next(),
    close: () => {
      socket.terminate();
      inbox.fail(new Error('the connection is closed'));
    },
  };
  return established(connection, limits, inbox, (ready, failed) => {
    socket.once('open', ready);
    socket.on('error', failed);
  });
}

function established(
  connection: LineConnection,
  { connectMs }: ConnectionLimits,
  inbox: Inbox,
  on: (ready: () => void, failed: (error: Error) => void) => void,
): Promise<LineConnection> {
  return new Promise((resolve, reject) => {
    const fail = (error: Error): void => {
      clearTimeout(timer);
      inbox.fail(error);
      connection.close();
      reject(error);
    };
    const timer = setTimeout(() => fail(new Error(`it cannot be reached within ${connectMs} ms`)), connectMs);
    on(() => {
      clearTimeout(timer);
      resolve(connection);
    }, fail);
  });
}

/** The longest path of a socket that the kernel accepts. */
const LONGEST_SOCKET_PATH = 107;

/**
 * A path for a socket that the kernel accepts, however deep the build directory is; null where the path itself is used.
 */
function reachablePath(socket: string): { readonly path: string; readonly release: () => void } | null {
  if (Buffer.byteLength(socket) <= LONGEST_SOCKET_PATH || process.platform !== 'linux') return null;
  try {
    const folder = openSync(path.dirname(socket), 'r');
    return { path: `/proc/self/fd/${folder}/${path.basename(socket)}`, release: () => closeSync(folder) };
  } catch {
    return null;
  }
}
