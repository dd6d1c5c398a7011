/** Whether objects are available, in the order in which BitBake looks. */
import { expect, test } from 'vitest';
import { MemoryFileSource } from '../../../server/src/engine/files/memoryFileSource';
import { readMirrors } from '../../../server/src/engine/sstate/mirrors';
import {
  type AskServer,
  type CacheSettings,
  type Presence,
  type ServerAnswer,
  findObject,
} from '../../../server/src/engine/sstate/presence';

const FILES = new MemoryFileSource({ '/sstate/aa/bb/local': '', '/mirror/aa/bb/both': '', '/mirror/aa/bb/local': '' });
const SETTINGS: CacheSettings = {
  sstateDir: '/sstate',
  mirrors: readMirrors(
    'file://.* http://one.example.com/PATH file://.* file:///mirror/PATH file://.* http://two.example.com/PATH',
  ),
  allowedNetworks: '',
  isOffline: false,
};

/** The answers of servers, by URL; an object that is not listed is not there. */
function find(
  name: string,
  servers: Readonly<Record<string, ServerAnswer>> | null,
  settings: Partial<CacheSettings> = {},
): Promise<{ presence: Presence; asked: string[] }> {
  const asked: string[] = [];
  const ask: AskServer = (url) => {
    asked.push(url);
    return Promise.resolve(servers?.[url] ?? { kind: 'missing' });
  };
  return findObject(`aa/bb/${name}`, { ...SETTINGS, ...settings }, FILES, servers === null ? null : ask).then(
    (presence) => ({ presence, asked }),
  );
}

test('an object in the cache is not looked for elsewhere', async () => {
  expect(await find('local', {})).toEqual({ presence: { kind: 'local', location: '/sstate/aa/bb/local' }, asked: [] });
});

test('the first mirror that has the object ends the search', async () => {
  expect(await find('both', {})).toEqual({
    presence: { kind: 'mirror', location: '/mirror/aa/bb/both' },
    asked: ['http://one.example.com/aa/bb/both'],
  });
  expect(await find('far', { 'http://two.example.com/aa/bb/far': { kind: 'present' } })).toEqual({
    presence: { kind: 'mirror', location: 'http://two.example.com/aa/bb/far' },
    asked: ['http://one.example.com/aa/bb/far', 'http://two.example.com/aa/bb/far'],
  });
});

test('an object that no location has is missing', async () => {
  expect((await find('none', {})).presence).toEqual({ kind: 'missing' });
});

test('a mirror that does not answer leaves open whether an object exists that no other mirror has', async () => {
  const broken = { kind: 'unknown', reason: 'it is broken' } as const;
  expect((await find('none', { 'http://one.example.com/aa/bb/none': broken })).presence).toEqual(broken);
  expect((await find('both', { 'http://one.example.com/aa/bb/both': broken })).presence).toEqual({
    kind: 'mirror',
    location: '/mirror/aa/bb/both',
  });
});

test('servers are asked if the user wants it and the network is allowed', async () => {
  expect((await find('none', null)).presence).toEqual({
    kind: 'unknown',
    reason: 'mirror http://one.example.com: servers are asked only when that is wanted',
  });
  const offline = await find('none', {}, { isOffline: true });
  expect(offline.asked).toEqual([]);
  expect(offline.presence).toEqual({
    kind: 'unknown',
    reason:
      'mirror http://one.example.com: not asked, since `BB_NO_NETWORK` is set and `SSTATE_MIRROR_ALLOW_NETWORK` is not',
  });
});

test('a mirror with another protocol leaves the presence open', async () => {
  const { presence } = await find('none', {}, { mirrors: readMirrors('file://.* s3://bucket/PATH') });
  expect(presence).toEqual({
    kind: 'unknown',
    reason: 'mirror s3://bucket/aa/bb/none: only files, http and https can be asked',
  });
});
