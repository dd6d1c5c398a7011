/**
 * A hash equivalence server for tests, for every kind of connection. It answers questions of one line, and records
 * every received line.
 */
import { type Server, type Socket, createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';

/** The answer to a line; null for no answer, an error to close the connection. */
export type Answer = (line: string) => string | null | Error;

export class FakeHashServer {
  readonly lines: string[] = [];
  private readonly ends: (() => void)[] = [];

  constructor(private readonly answer: Answer) {}

  /** Listens on a socket's path, or on a port of this machine; returns the address in BitBake's form. */
  async listen(path?: string): Promise<string> {
    const server: Server = createServer((socket) => this.serve(socket));
    await new Promise<void>((resolve) => server.listen(path ?? { port: 0, host: '127.0.0.1' }, resolve));
    this.ends.push(() => server.close());
    return path === undefined ? `127.0.0.1:${(server.address() as AddressInfo).port}` : `unix://${path}`;
  }

  async listenWebSocket(): Promise<string> {
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
    await new Promise((resolve) => server.on('listening', resolve));
    this.ends.push(() => {
      for (const client of server.clients) client.terminate();
      server.close();
    });
    server.on('connection', (socket) => {
      socket.on('error', () => undefined);
      socket.on('message', (data) => {
        this.take(
          data.toString(),
          (text) => socket.send(text),
          () => socket.close(),
        );
      });
    });
    return `ws://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  close(): void {
    for (const end of this.ends.splice(0)) end();
  }

  private serve(socket: Socket): void {
    let rest = '';
    this.ends.push(() => socket.destroy());
    socket.on('error', () => undefined);
    socket.setEncoding('utf8').on('data', (text: string) => {
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines)
        this.take(
          line,
          (answer) => socket.write(`${answer}\n`),
          () => socket.end(),
        );
    });
  }

  private take(line: string, send: (text: string) => void, end: () => void): void {
    this.lines.push(line);
    const answer = this.answer(line);
    if (answer instanceof Error) end();
    else if (answer !== null) send(answer);
  }
}

/** Answers like a server that has these unihashes, by `METHOD TASKHASH`. */
export function serverWith(rows: Readonly<Record<string, string>>): Answer {
  return (line) => {
    if (line === '' || line.startsWith('OEHASHEQUIV') || line.startsWith('needs-headers')) return null;
    if (line.startsWith('{'))
      return 'get-stream' in (JSON.parse(line) as object) ? '"ok"' : '{"invoke-error": {"message": "not here"}}';
    return rows[line] ?? '';
  };
}
