/** Commands that ask for the machine's user, location or time: the virtual host answers them, or they stay open. */

import { beforeAll, expect, test } from 'vitest';
import type { Sandbox } from '../../server/src/pyodide/loadPython';
import { DEFAULT_HOST } from '../../server/src/machine/virtualHost';
import { loadSandbox, raised, runPython } from '../support/sandbox';

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await loadSandbox({
    host: {
      ...DEFAULT_HOST,
      env: { HOME: '/home/me', GREETING: 'hello' },
      uid: 1234,
      gid: 99,
      userName: 'me',
      hostName: 'builder.example.org',
      cpuCount: 12,
      uname: { sysname: 'Linux', release: '6.1.0', version: '#7 SMP', machine: 'aarch64', tail: 'aarch64 GNU/Linux' },
      clock: { now: Date.UTC(2021, 1, 4, 15, 6, 7) },
    },
  });
});

const answered: readonly (readonly [string, string])[] = [
  ['hostname', 'builder.example.org'],
  ['hostname -s', 'builder'],
  ['whoami', 'me'],
  ['id -u', '1234'],
  ['id -g', '99'],
  ['id -un', 'me'],
  ['id -u -n', 'me'],
  ['uname', 'Linux'],
  ['uname -n', 'builder.example.org'],
  ['uname -r', '6.1.0'],
  ['uname -sr', 'Linux 6.1.0'],
  ['uname -r -s', 'Linux 6.1.0'],
  ['uname -m', 'aarch64'],
  ['uname -a', 'Linux builder.example.org 6.1.0 #7 SMP aarch64 aarch64 GNU/Linux'],
  ['arch', 'aarch64'],
  ['nproc', '12'],
  ['getconf _NPROCESSORS_ONLN', '12'],
  ['pwd', '/'],
  ['printenv GREETING', 'hello'],
  ['date -u +%Y-%m-%dT%H:%M:%S', '2021-02-04T15:06:07'],
  ['date +%s', '1612451167'],
  ['date', 'Thu Feb  4 03:06:07 PM UTC 2021'],
  ['hostname 2>/dev/null', 'builder.example.org'],
  ['/usr/bin/hostname', 'builder.example.org'],
];

test.each(answered)('the virtual host answers %s', (command, text) => {
  expect(
    runPython(
      sandbox,
      `import os, subprocess
result = [os.popen(${JSON.stringify(command)}).read(), subprocess.check_output(${JSON.stringify(command)}, shell=True).decode()]`,
    ),
  ).toEqual([`${text}\n`, `${text}\n`]);
});

test('words are used without interpretation', () => {
  expect(runPython(sandbox, 'import subprocess\nresult = subprocess.check_output(["uname", "-n"], text=True)')).toBe(
    'builder.example.org\n',
  );
});

test('the content and the location of files are answered', () => {
  expect(
    runPython(
      sandbox,
      `import os
os.makedirs('/tmp/said/below')
open('/tmp/said/one', 'w').write('first\\n')
open('/tmp/said/two', 'w').write('second\\n')
open('/tmp/said/open', 'w').write('without an end')
os.symlink('/tmp/said/one', '/tmp/said/link')
os.chdir('/tmp/said/below')
result = [os.popen(command).read() for command in ('cat /tmp/said/one ../two', 'realpath ../link', 'readlink -f /tmp/said/below/../link')]
os.chdir('/')`,
    ),
  ).toEqual(['first\nsecond\n', '/tmp/said/one\n', '/tmp/said/one\n']);
});

const open: readonly string[] = [
  'cat',
  'cat -n /tmp/said/one',
  'cat /tmp/said/none',
  'cat /tmp/said/open',
  'realpath /tmp/said/none',
  'readlink /tmp/said/link',
  'hostname -I',
  'id',
  'id nobody',
  'uname -o',
  'nproc --ignore=1',
  'date -d yesterday',
  'date +%N',
  'hostname | tr a b',
  'hostname; whoami',
  'whoami >/tmp/x',
  'echo $HOME',
];

test.each(open)('%s stays open', (command) => {
  expect(raised(sandbox, [`import os; os.popen(${JSON.stringify(command)}).read()`])[0]).toContain('HostQuestion');
});
