/**
 * The locations where objects are found, compared with BitBake's own fetcher, which asks the same server: redirects,
 * refusals and mirrors that lead to folders. Needs SIGHOUND_BITBAKE, the folder that contains `bitbake`.
 */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readMirrors } from '../../server/src/engine/sstate/mirrors';
import { findObject } from '../../server/src/engine/sstate/presence';
import { nodeFileSource } from '../../server/src/node/nodeFileSource';
import { serverQuestions } from '../../server/src/node/serverQuestions';

const sources = process.env['SIGHOUND_BITBAKE'];

/** The server's answer about an object, by the last word of its name; `there` has been moved. */
const STATUS: Readonly<Record<string, number>> = { there: 200, gone: 410, none: 404, forbidden: 403, empty: 204 };
const NAMES = [...Object.keys(STATUS), 'moved', 'far', 'noHead', 'noHeadNone', 'loop', 'local', 'folder'];
const object = (name: string): string => `universal/ab/cd/sstate:a+b:x~1:${name}`;

describe.runIf(sources !== undefined)("BitBake's fetcher (needs SIGHOUND_BITBAKE)", () => {
  let root: string;
  let server: Server;
  let port: number;
  const asked = new Set<string>();

  beforeAll(async () => {
    root = mkdtempSync(path.join(tmpdir(), 'sighound-mirrors-'));
    for (const [folder, name] of [
      ['sstate', 'local'],
      ['mirror', 'folder'],
    ] as const) {
      mkdirSync(path.dirname(`${root}/${folder}/${object(name)}`), { recursive: true });
      writeFileSync(`${root}/${folder}/${object(name)}`, 'x');
    }
    server = createServer((request, response) => {
      const name = decodeURIComponent(request.url ?? '').replace(/^.*:/, '');
      const isHead = request.method === 'HEAD';
      asked.add(`${request.method} ${request.url}`);
      if (name === 'moved' || name === 'far' || name === 'loop')
        response.writeHead(name === 'moved' ? 308 : 302, {
          location: (request.url ?? '').replace(name, name === 'loop' ? 'loop' : name === 'far' ? 'moved' : 'there'),
        });
      else if (name.startsWith('noHead')) response.writeHead(isHead ? 405 : name === 'noHead' ? 200 : 404);
      else response.writeHead(STATUS[name] ?? 404);
      response.end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    ({ port } = server.address() as AddressInfo);
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
    rmSync(root, { recursive: true });
  });

  test('finds the same objects with the same questions', async () => {
    const mirrors = `file://.* http://127.0.0.1:${port}/some/PATH;downloadfilename=PATH file://.* file://${root}/mirror/PATH`;
    const { stdout } = await promisify(execFile)('python3', [
      '-c',
      JUDGE,
      `${sources}/bitbake/lib`,
      `${root}/sstate`,
      mirrors,
      ...NAMES.map(object),
    ]);
    const theirs = JSON.parse(
      stdout
        .split('\n')
        .filter((line) => line.startsWith('{'))
        .at(-1)!,
    ) as Record<string, boolean>;
    // BitBake also uses a GET where a HEAD is refused, and follows a loop up to its own limit; the set of URLs is the
    // same.
    const theirQuestions = [...asked];
    asked.clear();

    const questions = serverQuestions(true);
    const settings = {
      sstateDir: `${root}/sstate`,
      mirrors: readMirrors(mirrors),
      allowedNetworks: '',
      isOffline: false,
    };
    const ours: Record<string, string> = {};
    for (const name of NAMES)
      ours[object(name)] = (await findObject(object(name), settings, nodeFileSource(), questions.ask)).kind;

    expect(Object.entries(ours).map(([name, kind]) => [name, kind === 'local' || kind === 'mirror'])).toEqual(
      Object.entries(theirs),
    );
    expect(ours[object('loop')]).toBe('unknown');
    expect(ours[object('local')]).toBe('local');
    expect(ours[object('folder')]).toBe('mirror');
    // On request, BitBake asks mirrors also for objects in the cache.
    expect([...asked]).toEqual(theirQuestions.filter((question) => !question.endsWith('local')));
    expect([...asked].some((question) => question.endsWith('/some/universal/ab/cd/sstate%3Aa%2Bb%3Ax~1%3Athere'))).toBe(
      true,
    );
  });
});

const JUDGE = `
import json, sys, tempfile
sys.path.insert(0, sys.argv[1])
import bb.data, bb.fetch2
sstate, mirrors, names = sys.argv[2], sys.argv[3], sys.argv[4:]
d = bb.data.init()
folder = tempfile.mkdtemp()
for name in ("DL_DIR", "FILESPATH"): d.setVar(name, sstate)
for name in ("PERSISTENT_DIR", "BB_CACHEDIR", "TMPDIR"): d.setVar(name, folder)
d.setVar("PREMIRRORS", mirrors)
d.setVar("BB_ORIGENV", bb.data.init())
found = {}
for name in names:
    try:
        bb.fetch2.Fetch(["file://" + name], d).checkstatus()
        found[name] = True
    except bb.fetch2.FetchError:
        found[name] = False
print(json.dumps(found))
`;
