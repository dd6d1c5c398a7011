/**
 * Attempts at the network: that a party other than the user causes a question, that a secret is sent with it, or that a
 * server blocks the program that asks it. All servers here are real, and local.
 */

import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { type IncomingMessage, type ServerResponse, createServer } from 'node:http';
import { createRequire } from 'node:module';
import { type AddressInfo, type Socket, createServer as createNetServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { AccessLog, RecordingFileSource } from '../../server/src/engine/files/accessLog';
import { PrivateFiles, gitFoldersOfLayers } from '../../server/src/engine/files/privateFiles';
import { buildEnvironment } from '../../server/src/engine/layers/buildEnvironment';
import {
  type AllowedServers,
  mayAskHashServer,
  mayAskUrl,
  readAllowedServers,
} from '../../server/src/engine/sstate/allowedServers';
import { readHashServerAddress } from '../../server/src/engine/sstate/hashServerAddress';
import { askNobody, findObject } from '../../server/src/engine/sstate/presence';
import { readMirrors } from '../../server/src/engine/sstate/mirrors';
import type { HashEquivalenceSettings } from '../../server/src/engine/sstate/unihashes';
import { hashEquivalence } from '../../server/src/node/hashEquivalence/hashEquivalence';
import { CONNECTION_LIMITS } from '../../server/src/node/hashEquivalence/lineConnection';
import { nodeFileSource } from '../../server/src/node/nodeFileSource';
import { isPublic } from '../../server/src/node/nodePermissions';
import { QUESTION_LIMITS, serverQuestions } from '../../server/src/node/serverQuestions';
import { readInitializationOptions, withChangedSettings } from '../../server/src/lsp/workspace/serverSettings';
import type { Attempt } from './attempt';

const OTHER_USER = 65_534;
const IS_ROOT = process.getuid?.() === 0;
const METHOD = 'oe.sstatesig.OEOuthashBasic';
const HASH = 'a'.repeat(64);
const WASM = path.join(path.dirname(createRequire(__filename).resolve('sql.js')), 'sql-wasm.wasm');

/** Runs `body` with a folder that is removed afterwards, and ends what `body` has started. */
function inFolder(body: (root: string, ends: (() => void)[]) => string | Promise<string>): () => Promise<string> {
  return async () => {
    const root = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'sighound-attempt-')));
    const ends: (() => void)[] = [];
    try {
      return await body(root, ends);
    } finally {
      for (const end of ends) end();
      rmSync(root, { recursive: true, force: true });
    }
  };
}

// Settings of a workspace

/** Sources in which a workspace, or metadata, could permit questions to servers. */
const SETTINGS: Readonly<Record<string, () => AllowedServers>> = {
  'settings that come with initialize': () =>
    readInitializationOptions({ sighound: { askServers: true } }, 'client').asksServers,
  'a list in settings that come with initialize': () =>
    readInitializationOptions({ sighound: { askServers: ['evil:1'] } }, 'client').asksServers,
  'the options of another editor': () =>
    readInitializationOptions(
      { askServers: true, environmentBuildDirectory: null, sighound: { askServers: true } },
      false,
    ).asksServers,
  'settings that are changed': () =>
    withChangedSettings(readInitializationOptions({}, 'client'), { sighound: { askServers: true } })?.asksServers ??
    false,
  'settings of the other extension': () =>
    withChangedSettings(readInitializationOptions({}, 'client'), { bitbake: { askServers: true } })?.asksServers ??
    false,
  'a text': () => readAllowedServers('true'),
  'a number': () => readAllowedServers(1),
  'an object': () => readAllowedServers({ servers: true }),
};

function settings(): readonly Attempt[] {
  return Object.entries(SETTINGS).map(([name, run]) => ({
    name: `${name}: servers are asked`,
    expected: 'false',
    run: () => JSON.stringify(run()),
  }));
}

/** What the configuration names, what the user allows, and whether the two match. */
const ALLOWED: readonly (readonly [named: string, allowed: AllowedServers, expected: boolean])[] = [
  ['hashes.example:8686', false, false],
  ['hashes.example:8686', true, true],
  ['hashes.example:8686', ['hashes.example'], true],
  ['hashes.example:8686', ['hashes.example:8687'], false],
  ['hashes.example:8686', ['example'], false],
  ['hashes.example.evil:8686', ['hashes.example'], false],
  ['evil:8686', ['*'], true],
  ['unix:///run/docker.sock', true, false],
  ['unix:///run/docker.sock', ['*'], false],
  ['unix:///run/docker.sock', ['unix:///run/hashes.sock'], false],
  ['unix:///run/docker.sock', ['unix:///run/docker.sock'], true],
  ['unix:///run/../run/docker.sock', ['unix:///run/hashes.sock'], false],
  ['ws://hashes.example/a', ['ws://hashes.example'], true],
  ['ws://hashes.example/a', ['wss://hashes.example'], false],
  ['ws://hashes.example@evil/', ['hashes.example'], false],
  ['ws://hashes.example:80@evil/', ['hashes.example:80'], false],
  ['ws://evil/?@hashes.example', ['hashes.example'], false],
  ['ws://evil#hashes.example', ['hashes.example'], false],
  ['[::1]:8686', ['[::1]:8686'], true],
  ['[::1]:8686', ['[::2]:8686'], false],
  ['https://mirror.example/a', ['https://mirror.example'], true],
  ['https://mirror.example:444/a', ['https://mirror.example'], false],
  ['http://mirror.example/a', ['https://mirror.example'], false],
  ['https://mirror.example.evil/a', ['https://mirror.example'], false],
  ['https://evil/mirror.example', ['mirror.example'], false],
  ['https://mirror.example@evil/a', ['mirror.example'], false],
];

function allowed(): readonly Attempt[] {
  return ALLOWED.map(([named, given, expected]) => ({
    name: `\`${named}\` where ${JSON.stringify(given)} is allowed`,
    expected: expected ? 'asked' : 'not asked',
    run: () => {
      const address = /^https?:/.test(named) ? null : readHashServerAddress(named);
      return (address === null ? mayAskUrl(named, given) : mayAskHashServer(address, given)) ? 'asked' : 'not asked';
    },
  }));
}

// Sockets

/** Listens as an equivalence server that knows everything; counts its connections. */
async function listen(
  location: string | number,
  ends: (() => void)[],
): Promise<{ readonly address: string; readonly lines: string[] }> {
  const lines: string[] = [];
  const sockets = new Set<Socket>();
  const server = createNetServer((socket) => {
    sockets.add(socket);
    socket
      .on('error', () => undefined)
      .setEncoding('utf8')
      .on('data', (text: string) => {
        for (const line of text.split('\n').slice(0, -1)) {
          lines.push(line);
          if (line.includes('get-stream')) socket.write('"ok"\n');
          else if (line.includes(HASH)) socket.write(`${'b'.repeat(64)}\n`);
        }
      });
  });
  await new Promise<void>((resolve) =>
    server.listen(typeof location === 'number' ? { port: location, host: '127.0.0.1' } : { path: location }, resolve),
  );
  ends.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return {
    address:
      typeof location === 'number' ? `127.0.0.1:${(server.address() as AddressInfo).port}` : `unix://${location}`,
    lines,
  };
}

async function ask(
  build: string,
  more: Partial<HashEquivalenceSettings>,
  secret?: string,
  limits = { ...CONNECTION_LIMITS, connectMs: 2000, answerMs: 2000 },
): Promise<{ readonly unihash: string; readonly problem: string }> {
  const source = hashEquivalence(
    {
      server: 'auto',
      upstream: '',
      topDir: build,
      buildDir: build,
      cacheDir: `${build}/cache`,
      databaseDir: `${build}/cache`,
      login: null,
      allowed: false,
      ...more,
    },
    WASM,
    limits,
  );
  const { known, problems, isComplete, withheld } = await source.unihashes([
    { key: 'k', method: METHOD, taskhash: HASH, ...(secret !== undefined && { secret }) },
  ]);
  source.close();
  return {
    unihash: known.has('k') ? 'known' : isComplete && withheld === undefined ? 'none' : 'unknown',
    problem: problems.join(),
  };
}

/**
 * How metadata tries to have a socket asked that is not BitBake's own; returns the configuration's value. `open`
 * listens there.
 */
const SOCKETS: readonly {
  readonly name: string;
  readonly needsRoot?: boolean;
  readonly make: (
    build: string,
    open: (socket: string) => Promise<unknown>,
  ) => Promise<Partial<HashEquivalenceSettings>>;
  readonly expected?: string;
}[] = [
  {
    name: "another program's socket",
    make: async (build, open) => (
      await open(`${build}/../other.sock`),
      { server: `unix://${path.dirname(build)}/other.sock` }
    ),
  },
  {
    name: 'another socket in the build directory',
    make: async (build, open) => (await open(`${build}/other.sock`), { server: `unix://${build}/other.sock` }),
  },
  {
    name: 'another socket, and servers are allowed',
    make: async (build, open) => (
      await open(`${build}/../other.sock`),
      { server: `unix://${path.dirname(build)}/other.sock`, allowed: true }
    ),
  },
  {
    name: 'another socket behind the server of its own',
    make: async (build, open) => (
      await open(`${build}/../other.sock`),
      { upstream: `unix://${path.dirname(build)}/other.sock` }
    ),
  },
  {
    name: "a link in the place of BitBake's socket",
    expected: 'none, nobody connected',
    make: async (build, open) => {
      await open(`${build}/../other.sock`);
      symlinkSync(`${path.dirname(build)}/other.sock`, `${build}/hashserve.sock`);
      return {};
    },
  },
  {
    name: "a link in the place of BitBake's socket that is named",
    make: async (build, open) => {
      await open(`${build}/../other.sock`);
      symlinkSync(`${path.dirname(build)}/other.sock`, `${build}/hashserve.sock`);
      return { server: `unix://${build}/hashserve.sock` };
    },
  },
  {
    name: 'another TOPDIR',
    expected: 'none, nobody connected',
    make: async (build, open) => {
      mkdirSync(`${build}/../other`);
      await open(`${build}/../other/hashserve.sock`);
      return { topDir: `${path.dirname(build)}/other` };
    },
  },
  {
    name: 'a TOPDIR that is a link away',
    expected: 'none, nobody connected',
    make: async (build, open) => {
      mkdirSync(`${build}/../other`);
      await open(`${build}/../other/hashserve.sock`);
      symlinkSync(`${path.dirname(build)}/other`, `${build}/link`);
      return { topDir: `${build}/link` };
    },
  },
  {
    name: "a socket of another user in the place of BitBake's",
    needsRoot: true,
    expected: 'none, nobody connected',
    make: async (build, open) => {
      await open(`${build}/hashserve.sock`);
      chownSync(`${build}/hashserve.sock`, OTHER_USER, OTHER_USER);
      return {};
    },
  },
  {
    name: "a file in the place of BitBake's socket",
    expected: 'none, nobody connected',
    make: (build) => (writeFileSync(`${build}/hashserve.sock`, ''), Promise.resolve({})),
  },
  {
    name: "BitBake's own socket",
    expected: 'known, somebody connected',
    make: async (build, open) => (await open(`${build}/hashserve.sock`), {}),
  },
  {
    name: "BitBake's own socket by its name",
    expected: 'known, somebody connected',
    make: async (build, open) => (
      await open(`${build}/hashserve.sock`),
      { server: `unix://${build}/./hashserve.sock` }
    ),
  },
  {
    name: 'a socket that the user names',
    expected: 'known, somebody connected',
    make: async (build, open) => (
      await open(`${build}/../other.sock`),
      { server: `unix://${path.dirname(build)}/other.sock`, allowed: [`unix://${path.dirname(build)}/other.sock`] }
    ),
  },
];

function sockets(): readonly Attempt[] {
  return SOCKETS.filter(({ needsRoot }) => IS_ROOT || needsRoot !== true).map(
    ({ name, make, expected = 'unknown, nobody connected' }) => ({
      name: `metadata names ${name}`,
      expected,
      run: inFolder(async (root, ends) => {
        const build = path.join(root, 'build');
        mkdirSync(build);
        const opened: { readonly lines: string[] }[] = [];
        const more = await make(build, async (socket) => opened.push(await listen(path.normalize(socket), ends)));
        const { unihash } = await ask(build, more);
        return `${unihash}, ${opened.some(({ lines }) => lines.length > 0) ? 'somebody' : 'nobody'} connected`;
      }),
    }),
  );
}

// Data that is sent

/** A workspace in a folder, a home next to it, and the function that checks whether a file is private. */
function workspace(root: string): {
  readonly home: string;
  readonly layer: string;
  readonly build: string;
  readonly secretOf: (file: string, gitFolders?: readonly string[]) => string;
} {
  const [home, layer, build] = [`${root}/home`, `${root}/home/ws/meta-my`, `${root}/home/ws/build`] as const;
  for (const folder of [`${home}/.ssh`, layer, build, `${home}/ws/.git/objects`])
    mkdirSync(folder, { recursive: true });
  const files = nodeFileSource();
  const secretOf = (file: string, gitFolders: readonly string[] = [`${home}/ws/.git`]): string => {
    const log = new AccessLog();
    const recording = new RecordingFileSource(files);
    recording.recording(log, () => recording.readBytes(file));
    const privacy = new PrivateFiles({
      files,
      locations: [build, layer, ...gitFoldersOfLayers(gitFolders, [layer], files)],
      home,
      isPublic,
    });
    return privacy.secretIn(log) === undefined ? 'sent' : 'not sent';
  };
  return { home, layer, build, secretOf };
}

type Workspace = ReturnType<typeof workspace>;

const secret = (file: string): string => {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, 'SECRET', { mode: 0o600 });
  return file;
};

/** Files that metadata reads before a question is asked. */
const READ: readonly {
  readonly name: string;
  readonly read: (at: Workspace) => string;
  readonly expected: 'sent' | 'not sent';
}[] = [
  { name: 'a key', read: ({ home, secretOf }) => secretOf(secret(`${home}/.ssh/id_rsa`)), expected: 'not sent' },
  {
    name: 'a key by way of the layer',
    read: ({ home, layer, secretOf }) => (secret(`${home}/.ssh/id_rsa`), secretOf(`${layer}/../../.ssh/id_rsa`)),
    expected: 'not sent',
  },
  {
    name: 'a key by a link in a layer',
    read: ({ home, layer, secretOf }) => (
      symlinkSync(secret(`${home}/.ssh/id_rsa`), `${layer}/key`),
      secretOf(`${layer}/key`)
    ),
    expected: 'not sent',
  },
  {
    name: 'a key by a link to a link',
    read: ({ home, layer, build, secretOf }) => (
      symlinkSync(secret(`${home}/.ssh/id_rsa`), `${build}/key`),
      symlinkSync(`${build}/key`, `${layer}/key`),
      secretOf(`${layer}/key`)
    ),
    expected: 'not sent',
  },
  {
    name: 'a key by a folder that is a link',
    read: ({ home, layer, secretOf }) => (
      secret(`${home}/.ssh/id_rsa`),
      symlinkSync(`${home}/.ssh`, `${layer}/files`),
      secretOf(`${layer}/files/id_rsa`)
    ),
    expected: 'not sent',
  },
  {
    name: 'a key by a relative link',
    read: ({ home, layer, secretOf }) => (
      secret(`${home}/.ssh/id_rsa`),
      symlinkSync('../../.ssh/id_rsa', `${layer}/key`),
      secretOf(`${layer}/key`)
    ),
    expected: 'not sent',
  },
  {
    name: 'a file of the user that all may read',
    read: ({ home, secretOf }) => (
      writeFileSync(`${home}/notes`, 'x', { mode: 0o644 }),
      chmodSync(`${home}/notes`, 0o644),
      secretOf(`${home}/notes`)
    ),
    expected: 'not sent',
  },
  { name: 'the list of keys', read: ({ home, secretOf }) => secretOf(`${home}/.ssh`), expected: 'not sent' },
  { name: 'what root alone may read', read: ({ secretOf }) => secretOf('/etc/shadow'), expected: 'not sent' },
  { name: 'its own environment', read: ({ secretOf }) => secretOf('/proc/self/environ'), expected: 'not sent' },
  {
    name: 'a `.git` file that names a folder of the user',
    read: ({ home, secretOf }) => secretOf(secret(`${home}/.ssh/id_rsa`), [`${home}/.ssh`]),
    expected: 'not sent',
  },
  {
    name: 'a folder of the user that names the layer back from elsewhere',
    expected: 'not sent',
    read: ({ home, secretOf }) => (
      writeFileSync(`${home}/.ssh/gitdir`, `${home}/other/.git`),
      secretOf(secret(`${home}/.ssh/id_rsa`), [`${home}/.ssh`])
    ),
  },
  {
    name: "a repository's configuration with a token",
    expected: 'not sent',
    read: ({ home, secretOf }) =>
      secretOf(
        (writeFileSync(`${home}/ws/.git/config`, '[remote "origin"]\n\turl = https://me:ghp_x@host/repo\n'),
        `${home}/ws/.git/config`),
      ),
  },
  {
    name: "a repository's configuration with a header",
    expected: 'not sent',
    read: ({ home, secretOf }) =>
      secretOf(
        (writeFileSync(`${home}/ws/.git/config`, '[http]\n\textraheader = AUTHORIZATION: basic x\n'),
        `${home}/ws/.git/config`),
      ),
  },
  {
    name: "a repository's configuration without secrets",
    expected: 'sent',
    read: ({ home, secretOf }) =>
      secretOf(
        (writeFileSync(`${home}/ws/.git/config`, '[remote "origin"]\n\turl = git@host:repo\n'),
        `${home}/ws/.git/config`),
      ),
  },
  {
    name: "the layer's revision",
    read: ({ home, secretOf }) => secretOf((writeFileSync(`${home}/ws/.git/HEAD`, 'x'), `${home}/ws/.git/HEAD`)),
    expected: 'sent',
  },
  {
    name: 'a file of the layer',
    read: ({ layer, secretOf }) => secretOf(secret(`${layer}/conf/layer.conf`)),
    expected: 'sent',
  },
  {
    name: 'a file of the build directory',
    read: ({ build, secretOf }) => secretOf(secret(`${build}/conf/local.conf`)),
    expected: 'sent',
  },
  { name: 'what everybody may read', read: ({ secretOf }) => secretOf('/etc/passwd'), expected: 'sent' },
  { name: 'a file that is not there', read: ({ home, secretOf }) => secretOf(`${home}/.netrc`), expected: 'sent' },
];

/**
 * Where the content of a private file is put, and the questions that follow: no server is asked, and the result is
 * unknown.
 */
function sent(): readonly Attempt[] {
  const reads = READ.map(({ name, read, expected }): Attempt => ({
    name: `metadata reads ${name} and has it sent`,
    expected,
    run: inFolder((root) => read(workspace(root))),
  }));
  const destinations: Readonly<Record<string, Partial<HashEquivalenceSettings>>> = {
    'the address of a server': { allowed: true, secret: 'a secret' },
    'a login': { allowed: true, login: { username: 'me', password: 'SECRET' }, secret: 'a secret' },
    'the server behind the own one': { allowed: true, secret: 'a secret' },
  };
  const ofConfiguration = Object.entries(destinations).map(([name, more]): Attempt => ({
    name: `a configuration that has read a secret has it sent as ${name}`,
    expected: 'unknown, nothing sent',
    run: inFolder(async (root, ends) => {
      const server = await listen(0, ends);
      const { unihash } = await ask(root, {
        ...(name.includes('behind') ? { upstream: server.address } : { server: server.address }),
        ...more,
      });
      return `${unihash}, ${server.lines.length === 0 ? 'nothing sent' : server.lines.join()}`;
    }),
  }));
  return [
    ...reads,
    ...ofConfiguration,
    {
      name: 'a recipe that has read a secret has it sent as a hash',
      expected: 'unknown, nothing sent',
      run: inFolder(async (root, ends) => {
        const server = await listen(0, ends);
        const { unihash } = await ask(root, { server: server.address, allowed: true }, 'a secret');
        return `${unihash}, ${server.lines.length === 0 ? 'nothing sent' : server.lines.join()}`;
      }),
    },
    {
      name: "a recipe that has read a secret has it sent to BitBake's own server",
      expected: 'none, nothing sent',
      run: inFolder(async (root, ends) => {
        const server = await listen(`${root}/hashserve.sock`, ends);
        const { unihash } = await ask(root, {}, 'a secret');
        return `${unihash}, ${server.lines.length === 0 ? 'nothing sent' : server.lines.join()}`;
      }),
    },
    {
      name: 'a recipe that has read a secret has it sent in the path of an object',
      expected: 'unknown, nothing sent',
      run: inFolder(async (root, ends) => {
        const { url, asked } = await serve((_request, response) => void response.writeHead(200).end(), ends);
        const settings = {
          sstateDir: root,
          mirrors: readMirrors(`file://.* ${url}/PATH`),
          allowedNetworks: '',
          isOffline: false,
        };
        const { kind } = await findObject('a/SECRET', settings, nodeFileSource(), askNobody('a secret'));
        return `${kind}, ${asked.join() || 'nothing sent'}`;
      }),
    },
  ];
}

/** Variables of the user's environment, and what a workspace sets for them. */
const VARIABLES: readonly (readonly [
  name: string,
  user: Readonly<Record<string, string>>,
  workspace: Readonly<Record<string, string>>,
  isSecret: boolean,
])[] = [
  ['AWS_SECRET_ACCESS_KEY', { AWS_SECRET_ACCESS_KEY: 'x' }, {}, true],
  ['GITHUB_TOKEN', { GITHUB_TOKEN: 'x' }, { BB_ENV_PASSTHROUGH_ADDITIONS: 'GITHUB_TOKEN' }, true],
  ['GITHUB_TOKEN', { GITHUB_TOKEN: 'x' }, { BB_PRESERVE_ENV: '1' }, true],
  ['GITHUB_TOKEN', { GITHUB_TOKEN: 'x' }, { BB_ENV_PASSTHROUGH: 'GITHUB_TOKEN' }, true],
  ['WANTED', { WANTED: 'x', BB_ENV_PASSTHROUGH_ADDITIONS: 'WANTED' }, {}, false],
  ['ANYTHING', { ANYTHING: 'x', BB_PRESERVE_ENV: '1' }, {}, false],
  ['HOME', { HOME: '/home/me' }, {}, false],
  ['PATH', { PATH: '/bin' }, {}, false],
];

function variables(): readonly Attempt[] {
  return VARIABLES.map(([name, user, more, isSecret]) => ({
    name: `metadata reads ${name} where the user says ${JSON.stringify(Object.keys(user))} and a workspace ${JSON.stringify(more)}, and has it sent`,
    expected: isSecret ? 'not sent' : 'sent',
    run: () => {
      const { secrets } = buildEnvironment(nodeFileSource(), {
        buildDir: '/b',
        bitbakeDir: '/bb',
        oeRoot: '/oe',
        hostEnvironment: { ...user, ...more },
        userEnvironment: user,
      });
      return secrets?.has(name) === true ? 'not sent' : 'sent';
    },
  }));
}

// Servers that misbehave

async function serve(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
  ends: (() => void)[],
): Promise<{ readonly url: string; readonly asked: string[] }> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url} ${request.headers.authorization ?? ''}`.trim());
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ends.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

/** A server that runs `talk` for each connection, whatever it is asked. */
async function talk(body: (socket: Socket) => void, ends: (() => void)[]): Promise<string> {
  const server = createNetServer((socket) => {
    socket.on('error', () => undefined);
    ends.push(() => socket.destroy());
    body(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ends.push(() => server.close());
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const every = (socket: Socket, ms: number, text: string): void => {
  const timer = setInterval(() => socket.write(text), ms);
  socket.on('close', () => clearInterval(timer));
};

const flood = (socket: Socket, text: string): void => {
  const more = (error?: Error | null): void => void (error ?? socket.write(text, more));
  more();
};

const UNRULY: Readonly<Record<string, (socket: Socket) => void>> = {
  'says nothing': () => undefined,
  'says a character now and then': (socket) => every(socket, 50, 'H'),
  'says a header now and then': (socket) => (socket.write('HTTP/1.1 200 OK\r\n'), every(socket, 50, 'x: y\r\n')),
  'says to go on, again and again': (socket) => every(socket, 20, 'HTTP/1.1 100 Continue\r\n\r\n'),
  'sends headers without end': (socket) => (
    socket.write('HTTP/1.1 200 OK\r\n'),
    flood(socket, `x: ${'y'.repeat(8000)}\r\n`)
  ),
  'sends a line without end': (socket) => flood(socket, 'x'.repeat(65_536)),
  'sends lines without end': (socket) => flood(socket, 'x\n'.repeat(30_000)),
  'changes the protocol': (socket) =>
    void socket.write('HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n'),
  'hangs up': (socket) => void socket.end(),
};

/** Garbage between questions makes the garbage collector run, which can lose the signal that ends the questions. */
function withRubbish<T>(promise: Promise<T>): Promise<T> {
  const rubbish: object[][] = [];
  const timer = setInterval(() => {
    rubbish[rubbish.length % 3] = Array.from({ length: 100_000 }, (_, index) => ({ index }));
  }, 20);
  return promise.finally(() => clearInterval(timer));
}

async function inTime(limitMs: number, body: () => Promise<string>): Promise<string> {
  const started = Date.now();
  const seen = await body();
  const took = Date.now() - started;
  return took < limitMs ? seen : `${seen}, after ${took} ms`;
}

function unruly(): readonly Attempt[] {
  const mirrors = Object.entries(UNRULY).map(([name, body]): Attempt => ({
    name: `a mirror that ${name} blocks whoever asks it`,
    expected: 'unknown',
    run: inFolder(async (_root, ends) => {
      const address = await talk(body, ends);
      return inTime(
        8000,
        async () =>
          (
            await withRubbish(
              serverQuestions(true, { ...QUESTION_LIMITS, answerMs: 400 }).ask(`http://${address}/x`, null),
            )
          ).kind,
      );
    }),
  }));
  const equivalence = Object.entries(UNRULY).flatMap(([name, body]) =>
    (['', 'ws://'] as const).map((scheme): Attempt => ({
      name: `an equivalence server ${scheme === '' ? '' : 'behind a websocket '}that ${name} blocks whoever asks it`,
      expected: 'unknown',
      run: inFolder(async (root, ends) => {
        const address = await talk(body, ends);
        const limits = { ...CONNECTION_LIMITS, connectMs: 400, answerMs: 400, totalMs: 1500 };
        return inTime(
          8000,
          async () => (await ask(root, { server: scheme + address, allowed: true }, undefined, limits)).unihash,
        );
      }),
    })),
  );
  return [
    ...mirrors,
    ...equivalence,
    {
      name: 'a silent mirror blocks whoever asks it, with the limits of the product',
      expected: 'unknown',
      slow: true,
      run: inFolder(async (_root, ends) => {
        const address = await talk(() => undefined, ends);
        return inTime(
          15_000,
          async () => (await withRubbish(serverQuestions(true).ask(`http://${address}/x`, null))).kind,
        );
      }),
    },
    {
      name: 'a thousand questions to a server that answers each just in time take as long as all of them',
      expected: 'unknown',
      run: inFolder(async (root, ends) => {
        const address = await talk(
          (socket) =>
            socket.on('data', (data) => (data.toString().includes('get-stream') ? socket.write('"ok"\n') : undefined)),
          ends,
        );
        const limits = { ...CONNECTION_LIMITS, answerMs: 60_000, totalMs: 500 };
        return inTime(
          8000,
          async () => (await ask(root, { server: address, allowed: true }, undefined, limits)).unihash,
        );
      }),
    },
  ];
}

// Targets of redirects, and the data that is sent along

const REDIRECTS: Readonly<Record<string, string>> = {
  'a file': 'file:///etc/passwd',
  'a device': 'file:///dev/zero',
  'another scheme': 'ftp://127.0.0.1/x',
  'a socket': 'unix:///run/docker.sock',
  'a script': 'javascript:1',
  'a text': 'data:,x',
  nowhere: 'http://[',
  'a mail server': 'http://127.0.0.1:25/',
  'a database': 'http://127.0.0.1:6379/',
};

function redirects(): readonly Attempt[] {
  return [
    ...Object.entries(REDIRECTS).map(([name, location]): Attempt => ({
      name: `a mirror redirects to ${name}`,
      expected: 'unknown',
      run: inFolder(async (_root, ends) => {
        const { url } = await serve((_request, response) => void response.writeHead(302, { location }).end(), ends);
        return (await serverQuestions(true).ask(`${url}/x`, null)).kind;
      }),
    })),
    {
      name: 'a mirror redirects to a server that the user does not allow',
      expected: 'unknown, nothing asked there',
      run: inFolder(async (_root, ends) => {
        const far = await serve((_request, response) => void response.writeHead(200).end(), ends);
        const near = await serve(
          (_request, response) => void response.writeHead(302, { location: `${far.url}/x` }).end(),
          ends,
        );
        const { kind } = await serverQuestions([near.url]).ask(`${near.url}/x`, null);
        return `${kind}, ${far.asked.join() || 'nothing asked there'}`;
      }),
    },
    {
      name: 'a mirror redirects to another server and gets the login sent there',
      expected: 'present, HEAD /x',
      run: inFolder(async (_root, ends) => {
        const far = await serve((_request, response) => void response.writeHead(200).end(), ends);
        const near = await serve(
          (_request, response) =>
            void response.writeHead(302, { location: `http://other:login@${far.url.slice(7)}/x` }).end(),
          ends,
        );
        const { kind } = await serverQuestions(true).ask(`${near.url}/x`, 'me:secret');
        return `${kind}, ${far.asked.join()}`;
      }),
    },
    ...[
      'http://127.0.0.1/x',
      'http://169.254.169.254/latest/meta-data',
      'http://[::1]/x',
      'http://0x7f000001/x',
      'http://10.0.0.1/x',
      'http://localhost/x',
      'http://[::ffff:127.0.0.1]/x',
    ].map((location): Attempt => ({
      name: `a mirror out there redirects to ${location}`,
      expected: 'it leads to this machine or a network of its own',
      run: async () => {
        const { refusedRedirect } = await import('../../server/src/node/objectRequest');
        return refusedRedirect(new URL('http://mirror.example/x'), new URL(location)) ?? 'followed';
      },
    })),
    ...[
      'file:///dev/zero',
      'ftp://me:secret@host/PATH',
      's3://bucket/PATH',
      'gopher://host/PATH',
      'unix:///run/docker.sock',
    ].map((url): Attempt => ({
      name: `a mirror is ${url}`,
      expected: url.startsWith('file') ? 'missing, no password' : 'unknown, no password',
      run: inFolder(async (root) => {
        const settings = {
          sstateDir: root,
          mirrors: readMirrors(`file://.* ${url}`),
          allowedNetworks: '',
          isOffline: false,
        };
        const found = await findObject('a/b', settings, nodeFileSource(), () => Promise.reject(new Error('asked')));
        return `${found.kind}, ${JSON.stringify(found).includes('secret') ? 'a password' : 'no password'}`;
      }),
    })),
  ];
}

export const NETWORK: readonly Attempt[] = [
  ...settings(),
  ...allowed(),
  ...sockets(),
  ...sent(),
  ...variables(),
  ...unruly(),
  ...redirects(),
];
