/** The content of machine-specific files on the other host. */

import { expect, test } from 'vitest';
import { MemoryFileSource } from '../../server/src/engine/files/memoryFileSource';
import { MovedFileSource } from '../../server/src/engine/files/movedFileSource';
import { findWorkspace } from '../../server/src/engine/layers/workspace';
import { movesOf } from '../../server/src/engine/layers/otherLocations';
import { otherFolders, otherTexts } from '../../server/src/machine/otherHost';
import type { OtherHostSettings } from '../../server/src/ide/api/analysisApi';

const PROCESSORS =
  'processor\t: 0\nmodel name\t: One\nMHz\t: 1\n\nprocessor\t: 1\nmodel name\t: One\nMHz\t: 2\n\nHardware\t: Board\n';
const FILES = {
  '/src/build/conf/bblayers.conf': 'BBLAYERS = "/src/meta"\n',
  '/etc/passwd': 'root:x:0:0::/root:/bin/sh\n',
  '/etc/hosts': '127.0.0.1 localhost\n',
  '/proc/cpuinfo': PROCESSORS,
  '/proc/meminfo': 'MemTotal:  1000 kB\nHugePages: 0\n',
  '/proc/version': 'Linux version 1\n',
};

function otherText(path: string, settings: OtherHostSettings = {}): string {
  const base = new MemoryFileSource(FILES);
  const workspace = findWorkspace('/src/build', [], base);
  const moves = movesOf(workspace, settings.folder);
  const found = new MovedFileSource(
    base,
    moves,
    otherTexts(workspace, moves, settings),
    otherFolders(settings),
  ).readText(path);
  return found.kind === 'text' ? found.text : found.kind;
}

test('cpuinfo has the same number of processors, of a different kind, and the other lines of the file', () => {
  expect(otherText('/proc/cpuinfo')).toBe(
    'processor\t: 0\nmodel name\t: Another Processor\nMHz\t: 1\n\nHardware\t: Board\n',
  );
  expect(otherText('/proc/cpuinfo', { cpuCount: 3 })).toMatch(
    /^(processor\t: \d\nmodel name\t: Another Processor\nMHz\t: 1\n\n){3}Hardware/,
  );
});

test('memory, kernel and accounts differ', () => {
  expect(otherText('/proc/meminfo')).toBe('MemTotal:  1049573 kB\nHugePages: 0\n');
  expect(otherText('/proc/version', { kernelRelease: '6.6', hostName: 'box' })).toBe(
    'Linux version 6.6 (otheruser@box) #99 SMP 6.6\n',
  );
  expect(otherText('/proc/sys/kernel/hostname', { hostName: 'box' })).toBe('box\n');
  expect(otherText('/etc/passwd', { user: 'ci', uid: 990, home: '/var/ci' })).toBe(
    `${FILES['/etc/passwd']}ci:x:990:990:ci:/var/ci:/bin/bash\n`,
  );
  expect(otherText('/etc/hosts')).toBe('127.0.0.1 localhost\n127.0.1.1 otherhost\n');
  // A file that is missing on this host may be missing on the other host.
  expect(otherText('/etc/group')).toBe('missing');
});

test('the home of its user exists', () => {
  expect(otherText('/home/otheruser')).toBe('directory');
  expect(otherText('/var/ci', { home: '/var/ci' })).toBe('directory');
});
