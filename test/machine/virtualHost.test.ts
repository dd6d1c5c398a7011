/** The machine on which Python seems to run. */
import { beforeAll, expect, test } from 'vitest';
import { MemoryFileSource } from '../../server/src/engine/files/memoryFileSource';
import type { Sandbox } from '../../server/src/pyodide/loadPython';
import { DEFAULT_HOST, type VirtualHost } from '../../server/src/machine/virtualHost';
import { loadSandbox, raised, runPython } from '../support/sandbox';

const COMMIT = '0123456789abcdef0123456789abcdef01234567';
const OTHER = 'fedcba9876543210fedcba9876543210fedcba98';
const HOST: VirtualHost = {
  ...DEFAULT_HOST,
  env: { HOME: '/home/me', MACHINE: 'qemuarm' },
  uid: 1234,
  gid: 99,
  userName: 'me',
  homeDirectory: '/home/me',
  hostName: 'builder',
  uname: { sysname: 'Linux', release: '5.4', version: '#7', machine: 'aarch64', tail: null },
  cpuCount: 12,
  pid: 77,
  clock: { now: Date.UTC(2021, 2, 4, 5, 6, 7, 250) },
};

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await loadSandbox({
    host: HOST,
    files: new MemoryFileSource({
      ...Object.fromEntries(
        ['loose', 'packed', 'detached', 'unborn'].flatMap((name) =>
          ['objects/info/packs', 'refs/heads/.keep'].map((file) => [`/src/${name}/.git/${file}`, '']),
        ),
      ),
      '/src/loose/.git/HEAD': 'ref: refs/heads/main\n',
      '/src/loose/.git/refs/heads/main': `${COMMIT}\n`,
      '/src/loose/meta/conf/layer.conf': '',
      '/src/packed/.git/HEAD': 'ref: refs/heads/topic/x\n',
      '/src/packed/.git/packed-refs': `# pack-refs with: peeled\n${OTHER} refs/heads/main\n${COMMIT} refs/heads/topic/x\n^${OTHER}\n${OTHER} refs/tags/topic/x\n`,
      '/src/detached/.git/HEAD': `${COMMIT}\n`,
      '/src/unborn/.git/HEAD': 'ref: refs/heads/main\n',
      '/src/tree/.git': 'gitdir: ../loose/.git/worktrees/tree\n',
      '/src/loose/.git/worktrees/tree/HEAD': 'ref: refs/heads/main\n',
      '/src/loose/.git/worktrees/tree/commondir': '../..\n',
      '/src/none/file': '',
    }),
  });
});

test('user, kernel, processors and name are virtual', () => {
  expect(
    runPython(
      sandbox,
      `
import grp, os, platform, pwd, socket
result = [os.getuid(), os.geteuid(), os.getgid(), list(os.uname()), platform.machine(), os.cpu_count(), len(os.sched_getaffinity(0)), os.getpid(),
          socket.gethostname(), pwd.getpwuid(1234).pw_name, pwd.getpwnam("me").pw_dir, grp.getgrgid(99).gr_name, os.path.expanduser("~me/x"), os.path.expanduser("~/x")]
`,
    ),
  ).toEqual([
    1234,
    1234,
    99,
    ['Linux', 'builder', '5.4', '#7', 'aarch64'],
    'aarch64',
    12,
    12,
    77,
    'builder',
    'me',
    '/home/me',
    'me',
    '/home/me/x',
    '/home/me/x',
  ]);
});

test('limits and the file mask are virtual', () => {
  expect(
    runPython(
      sandbox,
      `
import os
first = os.umask(0o077)
result = [os.sysconf("SC_NPROCESSORS_ONLN"), os.sysconf(os.sysconf_names["SC_NPROCESSORS_CONF"]), first, os.umask(first), os.umask(first)]
`,
    ),
  ).toEqual([12, 12, 0o022, 0o077, 0o022]);
});

test('facts that only C library and kernel of this machine know are questions', () => {
  const asked = sandbox.questionCount();
  expect(
    raised(sandbox, [
      'import os; os.sysconf("SC_PHYS_PAGES")',
      'import os; os.getloadavg()',
      'import shutil; shutil.disk_usage("/")',
    ]),
  ).toEqual([
    "HostQuestion: [Errno 2] no answer in the sandbox: 'os.sysconf SC_PHYS_PAGES'",
    "HostQuestion: [Errno 2] no answer in the sandbox: 'os.getloadavg'",
    "HostQuestion: [Errno 2] no answer in the sandbox: 'os.statvfs /'",
  ]);
  expect(sandbox.questionCount()).toBe(asked + 3);
});

test('the environment is the given one and nothing else', () => {
  expect(runPython(sandbox, 'import os; result = dict(os.environ)')).toEqual(HOST.env);
});

test('every clock of the day shows the given moment', () => {
  expect(
    runPython(
      sandbox,
      `
import datetime, time
result = [round(time.time(), 3), time.time_ns(), time.strftime("%Y%m%d%H%M%S", time.gmtime()), datetime.datetime.now(datetime.timezone.utc).isoformat(), time.localtime().tm_year]
first = time.monotonic()
time.sleep(0.01)
result.append(time.monotonic() > first)
`,
    ),
  ).toEqual([1614834367.25, 1614834367250000000, '20210304050607', '2021-03-04T05:06:07.250000+00:00', 2021, true]);
});

test('commands with a known answer print it', () => {
  expect(
    runPython(
      sandbox,
      `
import subprocess
result = [subprocess.check_output("gcc  --version", shell=True, stderr=subprocess.STDOUT).decode(), subprocess.run(["g++", "--version"], capture_output=True, text=True).stdout,
          subprocess.getoutput("gcc --version")]
`,
    ),
  ).toEqual(['gcc (GCC) 12.2.0\n', 'g++ (GCC) 12.2.0\n', 'gcc (GCC) 12.2.0']);
});

test('a command without an answer looks like a missing one, and is named', () => {
  const asked = sandbox.questionCount();
  expect(
    runPython(
      sandbox,
      `
import subprocess
try: subprocess.run(["lsb_release", "-ir"])
except FileNotFoundError as error: result = [type(error).__module__, type(error).__name__, error.errno]
`,
    ),
  ).toEqual(['sighound_host', 'HostQuestion', 2]);
  expect(sandbox.questionSince(asked)).toBe('lsb_release -ir');
});

test.each([
  ['/src/loose/meta', COMMIT, 'main'],
  ['/src/packed', COMMIT, 'heads/topic/x'],
  ['/src/detached', COMMIT, 'HEAD'],
  ['/src/tree', COMMIT, 'main'],
])('git answers in %s', (directory, commit, branch) => {
  sandbox.python.globals.set('directory', directory);
  expect(
    runPython(
      sandbox,
      `
import subprocess
def git(*words): return subprocess.check_output(["git", *words], cwd=directory, text=True).strip()
result = [git("rev-parse", "HEAD"), git("rev-parse", "--abbrev-ref", "HEAD"), subprocess.check_output("git -C %s rev-parse HEAD" % directory, shell=True, text=True).strip()]
`,
    ),
  ).toEqual([commit, branch, commit]);
});

test('git fails without a repository or without a commit, as git does', () => {
  expect(
    runPython(
      sandbox,
      `
import subprocess
result = []
for directory in ("/src/none", "/src/unborn"):
    done = subprocess.run(["git", "rev-parse", "HEAD"], cwd=directory, capture_output=True, text=True)
    result.append([done.returncode, done.stdout, done.stderr.splitlines()[0]])
`,
    ),
  ).toEqual([
    [128, '', 'fatal: not a git repository (or any of the parent directories): .git'],
    [128, 'HEAD\n', "fatal: ambiguous argument 'HEAD': unknown revision or path not in the working tree."],
  ]);
});

test("an unknown part of git's output is a question, named as it was asked, with that part", () => {
  const asked = sandbox.questionCount();
  expect(
    raised(sandbox, [
      'import subprocess; subprocess.run(["git", "describe", "--always"], cwd="/src/loose")',
      'import subprocess; subprocess.run("cd /src/loose; git status", shell=True)',
    ]),
  ).toEqual([expect.stringMatching(/^HostQuestion/), expect.stringMatching(/^HostQuestion/)]);
  expect(sandbox.questionSince(asked)).toBe(
    'git describe --always (not known: object 0123456789abcdef0123456789abcdef01234567 is not there)',
  );
  expect(sandbox.questionSince(asked + 1)).toMatch(/^cd \/src\/loose; git status \(not known: .+\)$/);
});

test('the user is the one who runs it, also where the name is root', async () => {
  const root = await loadSandbox({ host: { ...HOST, userName: 'root', homeDirectory: '/root' } });
  expect(
    runPython(
      root,
      'import os, pwd\nresult = [pwd.getpwuid(os.getuid()).pw_name, pwd.getpwnam("root").pw_uid, pwd.getpwnam("root").pw_dir]',
    ),
  ).toEqual(['root', 1234, '/root']);
});
