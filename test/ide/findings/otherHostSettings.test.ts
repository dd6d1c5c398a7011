/** What a user may set for the other host, and the message about wrong settings. */

import { describe, expect, test } from 'vitest';
import { MemoryFileSource } from '../../../server/src/engine/files/memoryFileSource';
import { type BuildWorkspace, findWorkspace } from '../../../server/src/engine/layers/workspace';
import { locationProblem, readOtherHost } from '../../../server/src/ide/findings/otherHostSettings';

const DOCUMENTED = {
  folder: '/builds',
  user: 'ci',
  home: '/var/lib/ci',
  hostName: 'runner-1',
  uid: 990,
  cpuCount: 64,
  kernelRelease: '6.1.0',
  distribution: 'ubuntu',
  distributionVersion: '24.04',
  environment: { SSH_AUTH_SOCK: null, LICENSE_SERVER: 'other.example' },
  sameEnvironment: ['PRODUCT'],
};

describe('a description of another host', () => {
  test.each([
    [{}],
    [DOCUMENTED],
    [{ uid: 0 }],
    [{ environment: { A: '' } }],
    [{ user: 'ci', environment: { USER: 'ci' } }],
  ])('%j', (value) => {
    expect(readOtherHost(value)).toEqual({ ok: true, settings: value });
  });

  test('takes a folder as the exact path', () =>
    expect(readOtherHost({ folder: '/builds//a/../b/' })).toEqual({ ok: true, settings: { folder: '/builds/b' } }));

  test.each([
    [null, 'must be an object such as { "user": "ci" }, not `null`'],
    ['ci', 'must be an object such as { "user": "ci" }, not `"ci"`'],
    [[], 'must be an object such as { "user": "ci" }, not `[]`'],
    [undefined, 'must be an object such as { "user": "ci" }, not `nothing`'],
    [
      { User: 'ci' },
      'has no field `User` (there are folder, user, home, hostName, uid, cpuCount, kernelRelease, distribution, distributionVersion, environment, sameEnvironment)',
    ],
    [{ user: 1 }, '`user` must be a text of one line, not `1`'],
    [{ user: '' }, '`user` must be a text of one line, not `""`'],
    [{ distribution: 'a\nb' }, '`distribution` must be a text of one line, not `"a\\nb"`'],
    [{ folder: 'builds' }, '`folder` must be an absolute path, not `"builds"`'],
    [{ folder: '/x/..' }, '`folder` must be a folder below `/`, not `"/x/.."`'],
    [{ home: '~' }, '`home` must be an absolute path, not `"~"`'],
    [{ uid: -1 }, '`uid` must be a whole number, 0 or more, not `-1`'],
    [{ uid: 1.5 }, '`uid` must be a whole number, 0 or more, not `1.5`'],
    [{ cpuCount: 0 }, '`cpuCount` must be a whole number, 1 or more, not `0`'],
    [
      { environment: ['A'] },
      '`environment` must be an object of names of environment variables, each with a text or null, not `["A"]`',
    ],
    [
      { environment: { A: 1 } },
      '`environment` must be an object of names of environment variables, each with a text or null, not `{"A":1}`',
    ],
    [
      { environment: { 'A=B': '1' } },
      '`environment` must be an object of names of environment variables, each with a text or null, not `{"A=B":"1"}`',
    ],
    [{ sameEnvironment: 'A' }, '`sameEnvironment` must be a list of names of environment variables, not `"A"`'],
    [
      { sameEnvironment: ['A', 1] },
      '`sameEnvironment` must be a list of names of environment variables, not `["A",1]`',
    ],
    [{ user: 'x'.repeat(99) + '\0' }, `\`user\` must be a text of one line, not \`"${'x'.repeat(59)}…\``],
    [
      { uid: '1', cpuCount: '2' },
      '`uid` must be a whole number, 0 or more, not `"1"`; `cpuCount` must be a whole number, 1 or more, not `"2"`',
    ],
    [
      { environment: { A: '1' }, sameEnvironment: ['A'] },
      '`A` is in both `environment` and `sameEnvironment`: it cannot differ and be the same',
    ],
    [
      { home: '/a', sameEnvironment: ['HOME'] },
      '`home` and `HOME` in `sameEnvironment` contradict each other: leave one out',
    ],
    [
      { user: 'a', environment: { LOGNAME: 'b' } },
      '`user` and `LOGNAME` in `environment` contradict each other: leave one out',
    ],
    [
      JSON.parse('{ "__proto__": { "user": 1 }, "constructor": 1 }'),
      expect.stringMatching(/^has no field `__proto__` .*; has no field `constructor` /),
    ],
  ])('%j is refused', (value, problem) => {
    expect(readOtherHost(value)).toEqual({ ok: false, problem });
  });
});

describe('the folder of another host', () => {
  function workspace(...layers: readonly string[]): BuildWorkspace {
    return findWorkspace(
      '/home/me/ws/build',
      [],
      new MemoryFileSource({ '/home/me/ws/build/conf/bblayers.conf': `BBLAYERS = "${layers.join(' ')}"\n` }),
    );
  }

  const together = workspace('/home/me/ws/meta-a');
  const apart = workspace('/opt/meta-a');

  test.each([
    [together, undefined, false],
    [together, '/builds', false],
    [together, '/home/you', false],
    // A folder that contains the workspace, a folder inside it, and a folder that the workspace would contain.
    [together, '/home/me', true],
    [together, '/home/me/ws', true],
    [together, '/home/me/ws/other', true],
    [apart, '/builds', false],
    [apart, '/opt/meta-a', true],
    [apart, '/home/me/ws/build/x', true],
  ])('%#', (where, folder, isProblem) => {
    const problem = locationProblem(folder === undefined ? {} : { folder }, where);
    expect(problem !== null).toBe(isProblem);
    if (problem !== null)
      expect(problem).toMatch(
        /^`folder` must differ from the folder here: the workspace would be at \/\S+ on both hosts, or one would be inside the other$/,
      );
  });
});
