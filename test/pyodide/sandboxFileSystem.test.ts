/** Python's files: the host's files for reading, memory for writing. */
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { MemoryFileSource } from '../../server/src/engine/files/memoryFileSource';
import { nodeFileSource } from '../../server/src/node/nodeFileSource';
import type { Sandbox } from '../../server/src/pyodide/loadPython';
import { HOST_TOOLS_DIRECTORY } from '../../server/src/pyodide/sandboxFileSystem';
import { GitRepository, GitTwin } from '../support/git';
import { loadSandbox, raised, runPython } from '../support/sandbox';

let sandbox: Sandbox;
let root: string;
let folder: string;
let count = 0;

beforeAll(async () => {
  root = realpathSync(mkdtempSync(path.join(tmpdir(), 'sighound-sandbox-')));
  sandbox = await loadSandbox({ files: nodeFileSource(), fileLimitBytes: 4 * 1024 * 1024 });
});
afterAll(() => rmSync(root, { recursive: true }));

beforeEach(() => {
  folder = `${root}/${count++}`;
  mkdirSync(`${folder}/layer/conf`, { recursive: true });
  writeFileSync(`${folder}/layer/conf/layer.conf`, 'on disk\n');
  symlinkSync('layer', `${folder}/link`);
  sandbox.python.globals.set('folder', folder);
  sandbox.fileSystem.invalidate();
});

/** Every file below the test's folder, with its content on disk. */
function diskState(): Record<string, string> {
  const state: Record<string, string> = {};
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const name = path.join(entry.parentPath, entry.name);
    state[path.relative(folder, name)] = entry.isFile()
      ? readFileSync(name, 'utf8')
      : entry.isSymbolicLink()
        ? 'link'
        : 'directory';
  }
  return state;
}

test("files are read at the host's own paths, through links, with the host's times", () => {
  utimesSync(`${folder}/layer/conf/layer.conf`, 1_000_000, 1_000_000);
  expect(
    runPython(
      sandbox,
      `
import os
path = folder + "/link/conf/layer.conf"
result = [open(path).read(), os.path.realpath(path), os.path.getmtime(path), sorted(os.listdir(folder)), os.path.islink(folder + "/link"), os.readlink(folder + "/link")]
`,
    ),
  ).toEqual(['on disk\n', `${folder}/layer/conf/layer.conf`, 1_000_000, ['layer', 'link'], true, 'layer']);
});

test("real paths equal Python's own", () => {
  symlinkSync('layer/conf/layer.conf', `${folder}/file-link`);
  symlinkSync('loop', `${folder}/loop`);
  const names = [
    '',
    '/',
    '/layer',
    '/layer/',
    '/layer//conf',
    '/layer/./conf',
    '/layer/conf/../conf',
    '/layer/conf/layer.conf',
    '/layer/conf/layer.conf/',
    '/layer/conf/layer.conf/x',
    '/link',
    '/link/',
    '/link/conf',
    '/link/..',
    '/file-link',
    '/loop',
    '/loop/x',
    '/none',
    '/none/',
    '/none/x/y',
    '/none/../layer',
    '/link/none',
    '/made',
    '/made/x',
    '/made-link/conf',
  ];
  expect(
    runPython(
      sandbox,
      `
import os
os.mkdir(folder + "/made")
os.symlink("layer", folder + "/made-link")
own = next(cell.cell_contents for cell in os.path.realpath.__closure__ if getattr(cell.cell_contents, "__module__", "") == "posixpath")
os.chdir(folder)
paths = [folder + name for name in ${JSON.stringify(names)}] + ["/", "//", "", ".", "layer", "link/conf", "/nowhere/at/all", os.fsencode(folder + "/link")]
result = [[str(path), str(own(path)), str(os.path.realpath(path))] for path in paths if own(path) != os.path.realpath(path)]
`,
    ),
  ).toEqual([]);
  expect(runPython(sandbox, 'import os; result = os.path.realpath(folder + "/link/conf")')).toBe(
    `${folder}/layer/conf`,
  );
});

test('every kind of write is visible to Python and never on the disk', () => {
  const before = diskState();
  const seen = runPython(
    sandbox,
    `
import os, shutil
conf = folder + "/link/conf/"
with open(conf + "layer.conf", "a") as file: file.write("appended\\n")
with open(conf + "new.conf", "w") as file: file.write("new")
os.mkdir(conf + "made"); os.makedirs(folder + "/tmp/a/b")
os.symlink("layer.conf", conf + "alias.conf")
os.rename(conf + "new.conf", folder + "/tmp/renamed")
shutil.copy2(conf + "layer.conf", conf + "copied.conf")
os.chmod(conf + "copied.conf", 0o600); os.truncate(conf + "copied.conf", 3); os.utime(conf + "copied.conf", (5, 6))
shutil.rmtree(folder + "/tmp/a")
result = [open(conf + "alias.conf").read(), open(folder + "/tmp/renamed").read(), sorted(os.listdir(conf)),
          open(conf + "copied.conf").read(), os.stat(conf + "copied.conf").st_mtime, oct(os.stat(conf + "copied.conf").st_mode), os.listdir(folder + "/tmp")]
os.unlink(conf + "layer.conf")
result.append(os.path.exists(conf + "layer.conf"))
`,
  );
  expect(seen).toEqual([
    'on disk\nappended\n',
    'new',
    ['alias.conf', 'copied.conf', 'layer.conf', 'made'],
    'on ',
    6,
    '0o100600',
    ['renamed'],
    false,
  ]);
  expect(diskState()).toEqual(before);
});

test('a file that is replaced by renaming, as caches are written, is the new one', () => {
  expect(
    runPython(
      sandbox,
      `
import os
path = folder + "/layer/conf/layer.conf"
with open(path + ".new", "w") as file: file.write("replaced")
os.rename(path + ".new", path)
result = [open(path).read(), os.listdir(folder + "/layer/conf")]
`,
    ),
  ).toEqual(['replaced', ['layer.conf']]);
});

test('a removed file of the host stays removed; a directory created in its position is empty', () => {
  expect(
    runPython(
      sandbox,
      `
import os, shutil
shutil.rmtree(folder + "/layer/conf")
os.mkdir(folder + "/layer/conf")
result = os.listdir(folder + "/link/conf")
`,
    ),
  ).toEqual([]);
});

test('a change on disk is visible after invalidate()', () => {
  const look = `
import os
result = [os.path.exists(folder + "/layer/conf/later.conf"), os.listdir(folder + "/layer/conf")]
`;
  expect(runPython(sandbox, look)).toEqual([false, ['layer.conf']]);
  writeFileSync(`${folder}/layer/conf/later.conf`, '');
  rmSync(`${folder}/layer/conf/layer.conf`);
  sandbox.fileSystem.invalidate();
  expect(runPython(sandbox, look)).toEqual([true, ['later.conf']]);
});

test('a file that is open when it is removed keeps its content', () => {
  expect(
    runPython(
      sandbox,
      `
import os
path = folder + "/open"
with open(path, "w+") as file:
    file.write("text"); file.flush()
    os.unlink(path)
    file.seek(0)
    result = [file.read(), os.path.exists(path)]
`,
    ),
  ).toEqual(['text', false]);
});

test('locks and mapped files work', () => {
  expect(
    runPython(
      sandbox,
      `
import fcntl, mmap
with open(folder + "/lock", "a+") as file:
    fcntl.flock(file.fileno(), fcntl.LOCK_EX); fcntl.flock(file.fileno(), fcntl.LOCK_UN); fcntl.lockf(file, fcntl.LOCK_EX)
with open(folder + "/layer/conf/layer.conf", "rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
    result = bytes(mapped).decode()
`,
    ),
  ).toBe('on disk\n');
});

test('a big file is read in the requested parts, and completely when it is changed', () => {
  const bytes = Buffer.alloc(5 * 1024 * 1024, 'abcdefg');
  writeFileSync(`${folder}/big`, bytes);
  expect(
    runPython(
      sandbox,
      `
import mmap, os
result = []
with open(folder + "/big", "rb") as file:
    result.append(file.read(3).decode()); file.seek(-4, 2); result.append(file.read().decode())
    result.append(os.pread(file.fileno(), 4, 1 << 20).decode()); result.append(len(os.pread(file.fileno(), 9, 6 << 20)))
    with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped: result.append(bytes(mapped[-4:]).decode())
`,
    ),
  ).toEqual([
    'abc',
    bytes.subarray(-4).toString(),
    bytes.subarray(1 << 20, (1 << 20) + 4).toString(),
    0,
    bytes.subarray(-4).toString(),
  ]);
  expect(raised(sandbox, [`open("${folder}/big", "r+b", buffering=0).write(b"x")`])).toEqual([
    expect.stringContaining('No space left'),
  ]);
});

test('data beyond the limit fails, and a removal frees space', () => {
  const result = runPython(
    sandbox,
    `
import errno, os
def fill(name, size):
    try:
        with open(folder + "/" + name, "wb") as file: file.write(bytes(size))
        return "written"
    except OSError as error:
        return errno.errorcode[error.errno]
result = [fill("a", 3 << 20), fill("b", 3 << 20)]
os.unlink(folder + "/a"); os.unlink(folder + "/b")
result.append(fill("c", 3 << 20))
os.unlink(folder + "/c")
names = 0
try:
    while True:
        open(folder + "/empty%d" % names, "w").close()
        names += 1
except OSError as error:
    result.append([errno.errorcode[error.errno], names < 40000])
for name in range(names): os.unlink(folder + "/empty%d" % name)
`,
  );
  expect(result).toEqual(['written', 'ENOSPC', 'written', ['ENOSPC', true]]);
});

test("the interpreter's own files cannot be changed", () => {
  expect(
    raised(sandbox, [
      'open("/lib/x", "w")',
      'import os; os.mkdir("/new")',
      'import os; os.unlink("/lib/python314.zip")',
      'open("/lib/python314.zip", "r+b", buffering=0).write(b"x")',
      'import os; os.truncate("/lib/python314.zip", 0)',
    ]),
  ).toEqual(Array.from({ length: 5 }, () => expect.stringMatching(/OSError.*Read-only file system/)));
});

test('every host tool exists, is executable and cannot be changed', () => {
  sandbox.python.globals.set('tools', HOST_TOOLS_DIRECTORY);
  expect(
    runPython(
      sandbox,
      `
import os, shutil
result = [shutil.which("chrpath", path=tools), shutil.which("gnutar", path=tools), os.path.getsize(tools + "/sed"), os.listdir(tools)]
os.symlink(tools + "/sed", folder + "/sed")
result.append(os.path.exists(folder + "/sed"))
`,
    ),
  ).toEqual([`${HOST_TOOLS_DIRECTORY}/chrpath`, null, 0, [], true]);
  expect(raised(sandbox, [`open("${HOST_TOOLS_DIRECTORY}/sed", "w")`])).toEqual([expect.stringContaining('Read-only')]);
});

test('a directory of the host is moved by a copy', () => {
  expect(
    runPython(
      sandbox,
      `
import os, shutil
shutil.move(folder + "/layer/conf", folder + "/moved")
result = [os.path.exists(folder + "/layer/conf"), open(folder + "/moved/layer.conf").read()]
`,
    ),
  ).toEqual([false, 'on disk\n']);
});

test("a few files of the kernel are the host's; all others are questions, at each access", async () => {
  const files = new MemoryFileSource({
    '/proc/cpuinfo': 'processor\t: 0\n',
    '/proc/loadavg': '0.1\n',
    '/proc/sys/kernel/hostname': 'builder\n',
    '/sys/kernel/notes': '',
  });
  const own = await loadSandbox({ files });
  expect(
    runPython(
      own,
      `
import os
result = [open("/proc/cpuinfo").read(), open("/proc/sys/kernel/hostname").read(), os.path.isdir("/proc"), os.path.isdir("/proc/sys/kernel"), os.readlink("/proc/self") == str(os.getpid())]
`,
    ),
  ).toEqual(['processor\t: 0\n', 'builder\n', true, true, true]);
  expect(own.questionCount()).toBe(0);
  for (const [code, question] of [
    ['open("/proc/loadavg").read()', '/proc/loadavg'],
    ['os.path.exists("/proc/loadavg")', '/proc/loadavg'],
    ['open("/proc/self/status")', '/proc/self'],
    ['os.path.exists("/sys/kernel/notes")', '/sys/kernel'],
    ['open("/proc/meminfo")', '/proc/meminfo'],
    ['os.listdir("/sys")', '/sys'],
    ['os.listdir("/proc")', '/proc'],
  ] as const) {
    for (const time of [1, 2]) {
      const before = own.questionCount();
      runPython(
        own,
        `
import os
try: ${code}
except OSError: pass
`,
      );
      expect([code, time, own.questionSince(before)]).toEqual([code, time, question]);
    }
  }
});

test('another host has files of other times and inodes, except for git', async () => {
  const twin = await GitTwin.create(nodeFileSource(), { laterMs: 5_000, inodes: 7 });
  try {
    const repository = GitRepository.init(twin, twin.newFolder());
    const names = ['.gitattributes', 'file'];
    repository.write('.gitattributes', '* text\n');
    repository.write('file', 'git converts this\r\n');
    const file = `${repository.folder}/file`;
    for (const name of names) utimesSync(`${repository.folder}/${name}`, 1_000_000, 1_000_000);
    repository.git('add', '--', ...names);
    const attributes = `found = os.stat(${JSON.stringify(file)})\nresult = [found.st_mtime, found.st_ino]`;
    const expected = [1_000_005, statSync(file).ino + 7];
    expect(twin.python(`import os\n${attributes}`)).toEqual(expected);
    // Git recognizes an unchanged file by its time in the index. It would have to convert the content.
    expect(twin.ask([['git', 'diff', '--quiet']], repository.folder)).toMatchObject([{ code: 0 }]);
    // A change keeps what the file had.
    expect(twin.python(`os.chmod(${JSON.stringify(file)}, 0o600)\n${attributes}`)).toEqual(expected);
  } finally {
    twin.remove();
  }
});
