// A headless editor: the real language server over its standard streams, documents in which it types, and requests for
// lenses until they show a different hash.
import { spawn } from 'node:child_process';
import { openSync, closeSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { pathToFileURL } from 'node:url';
import {
  StreamMessageReader,
  StreamMessageWriter,
  createProtocolConnection,
} from 'vscode-languageserver-protocol/node';
import { ended, started } from './processes.mjs';

const LIMIT_MS = 120_000;
const HASH = /basehash ([0-9a-f]{8})/;

export class Editor {
  #versions = new Map();
  /** The last published diagnostics of each file, and when they arrived. */
  #published = new Map();
  #status = null;
  #judgeWorked = false;
  #backgroundWorked = false;
  #dead = null;

  /** Starts the server; `startedAt` is the moment before the start. */
  static async start({ dist, buildDir, bitbakeDir, judge, background, env, log }) {
    const editor = new Editor();
    editor.startedAt = performance.now();
    editor.log = log;
    const err = openSync(log, 'w');
    editor.server = started(
      spawn(process.execPath, [path.join(dist, 'server.js'), '--stdio'], { stdio: ['pipe', 'pipe', err], env }),
    );
    closeSync(err);
    editor.ended = ended(editor.server).then((end) => {
      editor.#dead = `the language server ended (${end.signal ?? end.code})`;
    });
    const connection = createProtocolConnection(
      new StreamMessageReader(editor.server.stdout),
      new StreamMessageWriter(editor.server.stdin),
    );
    editor.connection = connection;
    connection.onNotification('sighound/status', (status) => editor.#statusChanged(status));
    connection.onNotification('textDocument/publishDiagnostics', ({ uri: published, diagnostics }) =>
      editor.#published.set(published, { diagnostics, at: performance.now() }),
    );
    connection.onRequest(() => null);
    connection.onNotification(() => undefined);
    connection.listen();
    await connection.sendRequest('initialize', {
      processId: process.pid,
      rootUri: null,
      workspaceFolders: [{ uri: pathToFileURL(buildDir).href, name: 'bench' }],
      capabilities: {
        textDocument: { publishDiagnostics: { relatedInformation: true } },
        workspace: { codeLens: { refreshSupport: true } },
      },
      initializationOptions: {
        sighound: {
          buildDirectory: buildDir,
          bitbakeDirectory: bitbakeDir,
          judge: { enabled: judge },
          backgroundEvaluation: { enabled: background },
        },
      },
    });
    await connection.sendNotification('initialized', {});
    return editor;
  }

  /** Opens a document with the text on disk, or with a different text. */
  async open(file, text = readFileSync(file, 'utf8')) {
    this.#versions.set(file, 1);
    await this.connection.sendNotification('textDocument/didOpen', {
      textDocument: { uri: uri(file), languageId: 'bitbake', version: 1, text },
    });
  }

  /** Sends one change: a whole new text, or `{ range, text }`. Returns the moment of sending. */
  async change(file, change) {
    const version = this.#versions.get(file) + 1;
    this.#versions.set(file, version);
    const at = performance.now();
    await this.connection.sendNotification('textDocument/didChange', {
      textDocument: { uri: uri(file), version },
      contentChanges: [typeof change === 'string' ? { text: change } : change],
    });
    return at;
  }

  async close(file) {
    this.#versions.delete(file);
    await this.connection.sendNotification('textDocument/didClose', { textDocument: { uri: uri(file) } });
  }

  /**
   * Requests lenses until those at or below `line` show other hashes than `before`; returns the hashes, and the moment
   * they arrived. `pauseMs` is the pause between an answer and the next request.
   */
  async hashes(file, { before = null, line = 0, pauseMs = 5 } = {}) {
    let last = 'no lens';
    for (const start = performance.now(); performance.now() - start < LIMIT_MS; await pause(pauseMs)) {
      if (this.#dead !== null) throw new Error(`${this.#dead}\n${readFileSync(this.log, 'utf8').slice(-2000)}`);
      const lenses = await this.connection
        .sendRequest('textDocument/codeLens', { textDocument: { uri: uri(file) } })
        .catch(() => null);
      const at = performance.now();
      const titles = (lenses ?? []).flatMap(({ range, command }) =>
        range.start.line >= line && command !== undefined ? [command.title] : [],
      );
      const hashes = titles.flatMap((title) => HASH.exec(title)?.[1] ?? []).join(' ');
      if (hashes !== '' && hashes !== before) return { hashes, at };
      if (titles.length > 0) last = titles.join('; ');
    }
    throw new Error(
      `${file}: waited in vain for ${before === null ? 'a hash' : 'other hashes'}; the lenses say: ${last}`,
    );
  }

  /** Waits until a diagnostic of a file is as wanted; returns its range, and the moment it arrived. */
  async diagnostic(file, isWanted) {
    for (const start = performance.now(); performance.now() - start < LIMIT_MS; await pause(1)) {
      if (this.#dead !== null) throw new Error(`${this.#dead}\n${readFileSync(this.log, 'utf8').slice(-2000)}`);
      const published = this.#published.get(uri(file));
      const found = published?.diagnostics.find(isWanted);
      if (found !== undefined) return { range: found.range, at: published.at };
    }
    throw new Error(
      `${file}: waited in vain for a diagnostic; there are: ${JSON.stringify(this.#published.get(uri(file))?.diagnostics.map(({ code }) => code) ?? [])}`,
    );
  }

  /**
   * Waits until the engine is idle and the judge has answered, or a time has passed; returns whether the engine is
   * idle.
   */
  async rest(limitMs) {
    for (const start = performance.now(); performance.now() - start < limitMs; await pause(100)) {
      const judge = this.#status?.judge;
      if (
        this.#status?.state === 'ready' &&
        (judge === 'off' || judge === 'unavailable' || (judge === 'idle' && this.#judgeWorked))
      )
        return true;
    }
    return false;
  }

  /** Waits until all recipes have been evaluated in the background, or a time has passed; returns whether they have. */
  async allRecipes(limitMs) {
    for (const start = performance.now(); performance.now() - start < limitMs; await pause(100)) {
      if (this.#backgroundWorked && this.#status?.background === undefined) return true;
    }
    return false;
  }

  /** Ends the server the way editors do. */
  async stop() {
    try {
      await Promise.race([
        this.connection.sendRequest('shutdown').then(() => this.connection.sendNotification('exit')),
        pause(10_000),
      ]);
    } catch {
      // The server has died; the failure is reported elsewhere.
    }
    const killed = setTimeout(() => this.server.kill('SIGKILL'), 5000);
    await this.ended;
    clearTimeout(killed);
    this.connection.dispose();
  }

  #statusChanged(status) {
    this.#status = status;
    if (status.judge === 'starting' || status.judge === 'working') this.#judgeWorked = true;
    if (status.background !== undefined) this.#backgroundWorked = true;
  }
}

export function pause(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function uri(file) {
  return pathToFileURL(file).href;
}
