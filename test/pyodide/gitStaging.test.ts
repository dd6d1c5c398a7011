/** A working tree that metadata stages in a copy of the index gets the tree that git itself makes of it, or none. */
import { chmodSync, mkdirSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { beforeEach, expect, test } from 'vitest';
import { GitRepository, GitTwin } from '../support/git';

let twin: GitTwin;
let folder: string;
let repository: GitRepository;

GitTwin.forTests((made) => (twin = made));

beforeEach(() => {
  folder = twin.newFolder();
  repository = GitRepository.init(twin, `${folder}/work`);
  repository.write('main.c', 'int main(void) { return 0; }\n');
  repository.write('sub/Makefile', 'all: main\n');
  repository.write('.gitignore', '*.o\n');
  commit(repository, 'first');
  age(repository.folder);
});

/** Commits everything. */
function commit(where: GitRepository, message: string): void {
  where.git('add', '-A');
  where.git('commit', '-q', '-m', message);
}

/** Makes everything in a folder look as if it was written before now: git then trusts its times. */
function age(directory: string): void {
  const done = twin.run('find . -exec touch -h -d "2020-01-01" {} +; git status', directory);
  expect(done.code).toBe(0);
}

/** The trees of the folders, each staged in the same copy of the first one's index; or `failed`, or `unknown`. */
const STAGE = `
import os, shutil, subprocess, tempfile
def trees(folder, others, start):
    with tempfile.NamedTemporaryFile(prefix='index') as index:
        if start == 'copy':
            shutil.copyfile(os.path.join(folder, subprocess.check_output(['git', '-C', folder, 'rev-parse', '--git-dir'], text=True).strip(), 'index'), index.name)
        env = dict(os.environ, GIT_INDEX_FILE=index.name)
        found = []
        if start == 'read':
            subprocess.check_output(['git', 'read-tree', 'HEAD'], cwd=folder, env=env)
        for each in [folder] + others:
            done = subprocess.run(['git', 'add', '-A', '.'], cwd=each, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            if done.returncode and each == folder:
                return 'failed'
            found.append(subprocess.check_output(['git', 'write-tree'], cwd=each, env=env, text=True))
        return ''.join(found)
`;

function inSandbox(directory: string, others: readonly string[], start: string): unknown {
  return twin.python(`${STAGE}
import json
try:
    result = trees(*json.loads(${JSON.stringify(JSON.stringify([directory, others, start]))}))
except FileNotFoundError as error:
    result = 'unknown: ' + str(getattr(error, 'question', error))
`);
}

function byGit(directory: string, others: readonly string[], start: string): string {
  const index = `${twin.root}/index`;
  const steps = [directory, ...others].map(
    (each, at) =>
      `cd '${each}'; git add -A . >/dev/null 2>&1 ${at === 0 ? '|| { echo failed; exit; }' : ''}; git write-tree`,
  );
  const first = start === 'copy' ? `cp "$(git rev-parse --absolute-git-dir)/index" ${index}` : 'git read-tree HEAD';
  const done = twin.run(
    `export GIT_INDEX_FILE=${index}; rm -f ${index}; cd '${directory}'; ${first}; ${steps.join('; ')}; rm ${index}`,
    '/',
  );
  expect(done.stderr).toBe('');
  return done.stdout.replace(/^failed\n$/, 'failed');
}

/** Sandbox and git agree; returns the trees. */
function same(directory = repository.folder, others: readonly string[] = [], start = 'copy'): string {
  const found = inSandbox(directory, others, start);
  const expected = byGit(directory, others, start);
  expect(found).toBe(expected);
  return expected;
}

/** The sandbox leaves the question open, and says why. */
function open(reason: RegExp, directory = repository.folder): void {
  expect(inSandbox(directory, [], 'copy')).toMatch(reason);
}

const at = (name: string): string => `${repository.folder}/${name}`;

test('a clean tree is the tree of its commit', () => {
  expect(same()).toBe(`${repository.git('rev-parse', 'HEAD^{tree}')}\n`);
  expect(same(repository.folder, [], 'read')).toBe(`${repository.git('rev-parse', 'HEAD^{tree}')}\n`);
});

test('edited, removed, renamed, untracked and ignored files are staged as git stages them', () => {
  const trees = new Set([same()]);
  const changes: readonly (() => void)[] = [
    () => repository.write('main.c', 'int main(void) { return 1; }\n'),
    () => repository.write('stray.txt', 'object\n'),
    () => repository.write('new/deep/er/file', 'x'),
    () => rmSync(at('sub/Makefile')),
    () => repository.write('sub/other', 'x'),
    () => repository.run('git mv main.c moved.c'),
    () => repository.run('git rm -qf --cached moved.c'),
    () => repository.write('with space/ü.txt', 'x'),
    () => repository.run('rm -r sub; echo file > sub'),
    () => repository.run('rm moved.c; mkdir moved.c; echo x > moved.c/inner'),
  ];
  for (const change of changes) {
    change();
    trees.add(same());
  }
  expect(trees.size).toBe(changes.length);
  const before = same();
  repository.write('main.o', 'object');
  mkdirSync(at('empty'));
  expect(same()).toBe(before);
});

test('executable bits and links are part of the tree', () => {
  chmodSync(at('main.c'), 0o755);
  repository.write('run.sh', 'x');
  chmodSync(at('run.sh'), 0o755);
  symlinkSync('main.c', at('link'));
  symlinkSync('nowhere', at('dangling'));
  symlinkSync('sub', at('linked'));
  same();
  repository.run('git config core.fileMode false');
  same();
  rmSync(at('link'));
  repository.write('link', 'main.c');
  same();
  repository.run('rm -r sub; ln -s new sub; mkdir new; echo x > new/Makefile');
  same();
});

test('lists of ignored files count wherever they are', () => {
  repository.write('sub/.gitignore', '/*\n!.gitignore\n!kept\n');
  repository.write('sub/kept', 'x');
  repository.write('sub/dropped', 'x');
  repository.write('.git/info/exclude', 'oe-workdir\r\n/oe-logs  \n\\#hash\nbuild/**\na**z\nfoo\\ \n');
  for (const name of ['oe-workdir', 'oe-logs', '#hash', 'build/a/b', 'abz', 'foo ', 'foo', 'main.o', 'sub/x.o'])
    repository.write(name, 'x');
  same();
  twin.run('git config --global core.excludesFile ~/ignored; echo "*.tmp" > ~/ignored', repository.folder);
  repository.write('a.tmp', 'x');
  same();
  twin.run('git config --global --unset core.excludesFile', repository.folder);
  same();
  repository.run('git add -f main.o; echo more >> main.o');
  same();
  repository.write('tracked/keep', 'x');
  repository.run('git add tracked; echo tracked/ >> .gitignore; echo x > tracked/new; echo more >> tracked/keep');
  same();
});

test('a folder below the top stages only what is below it', () => {
  repository.write('main.c', 'changed\n');
  repository.write('sub/new', 'x');
  same(at('sub'));
  mkdirSync(at('nothing'));
  same(at('nothing'));
});

test('a folder that its repository ignores is staged as git stages it, or left open', () => {
  repository.write('.gitignore', 'sub2/\n');
  repository.write('sub2/file', 'x');
  expect(byGit(at('sub2'), [], 'copy')).toBe('failed');
  open(/ignores/, at('sub2'));
});

test('submodules and other repositories within count by their commit, and are staged in the same copy after it', () => {
  const other = GitRepository.init(twin, `${folder}/other`);
  other.write('lib.c', 'x\n');
  other.write('Makefile', 'x\n');
  commit(other, 'first');
  repository.git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', other.folder, 'lib');
  commit(repository, 'with lib');
  const clean = same(repository.folder, [at('lib')]);
  repository.write('lib/new.c', 'x');
  expect(same(repository.folder, [at('lib')])).not.toBe(clean);
  repository.write('lib/lib.c', 'longer\n');
  same(repository.folder, [at('lib')]);
  twin.run('git add -A; git -c user.name=a -c user.email=b commit -qm second', at('lib'));
  same(repository.folder, [at('lib')]);
  const clone = `${folder}/clone`;
  twin.run(`git clone -q ${repository.folder} ${clone}`, folder);
  same(clone, [`${clone}/lib`]);
  rmSync(`${clone}/lib`, { recursive: true });
  same(clone);
  const inner = GitRepository.init(twin, at('inner/repo'));
  inner.write('file', 'x');
  open(/no commit/);
  commit(inner, 'first');
  same();
  inner.write('file', 'changed');
  same();
});

test('a linked working tree is staged in its own index', () => {
  repository.git('worktree', 'add', '-q', `${folder}/linked`);
  same(`${folder}/linked`);
  writeFileSync(`${folder}/linked/new`, 'x');
  same(`${folder}/linked`);
  same();
});

test('files that git converts are left open once they are read', () => {
  repository.write('.gitattributes', '*.txt text\n*.id ident\n');
  repository.write('a.txt', 'a\n');
  commit(repository, 'attributes');
  age(repository.folder);
  same();
  repository.write('a.txt', 'a\nb\n');
  same();
  repository.write('a.txt', 'a\r\nb\n');
  open(/a\.txt, which git converts/);
  rmSync(at('a.txt'));
  repository.write('x.id', '$Id$\n');
  open(/x\.id, which git converts/);
});

test('a change that most builds of git do not notice is left open', () => {
  const time = new Date('2020-01-01T00:00:00Z');
  repository.write('main.c', 'int main(void) { return 7; }\n');
  utimesSync(at('main.c'), time, time);
  const answer = inSandbox(repository.folder, [], 'copy');
  // git compares the time of the last change as well, which nobody can set.
  expect([byGit(repository.folder, [], 'copy'), expect.stringMatching(/within a second/)]).toContainEqual(answer);
});

test('an index in the middle of a merge is resolved as git resolves it', () => {
  repository.git('checkout', '-q', '-b', 'other');
  repository.write('main.c', 'other\n');
  commit(repository, 'other');
  repository.git('checkout', '-q', 'main');
  repository.write('main.c', 'main\n');
  commit(repository, 'main');
  twin.run('git -c user.name=a -c user.email=b merge other', repository.folder);
  same();
});

test('the index of the repository itself is changed by nobody', () => {
  expect(twin.ask(['git add -A .'], repository.folder)).toEqual(['unanswered']);
});

test('many random trees are staged as git stages them', () => {
  let seed = 7;
  let answered = 0;
  const random = (most: number): number => (seed = (seed * 48271) % 2147483647) % most;
  const names = ['a', 'b.c', 'c.o', 'd', 'e-f', 'e', 'e.f', 'Z', 'ä'];
  const pick = (): string => Array.from({ length: 1 + random(3) }, () => names[random(names.length)]).join('/');
  for (let round = 0; round < 12; round++) {
    for (let step = 0; step < 6; step++) {
      const name = at(pick());
      twin.run(
        [
          `mkdir -p "$(dirname '${name}')" && echo ${'x'.repeat(random(200))} > '${name}'`,
          `rm -rf '${name}'`,
          `git add -A . ; git -c user.name=a -c user.email=b commit -qm x`,
          `chmod +x '${name}'`,
          `rm -rf '${name}'; ln -s a '${name}'`,
          `printf '%s\\n' '${names[random(names.length)]}' '!${names[random(names.length)]}' '*.c' > '${name.replace(/[^/]*$/, '')}.gitignore'`,
        ][random(6)] as string,
        repository.folder,
      );
    }
    const answer = inSandbox(repository.folder, [], 'copy');
    const expected = byGit(repository.folder, [], 'copy');
    // Changes within a second after a commit are left open.
    if (answer !== expected) expect(answer).toMatch(/within a second/);
    else answered++;
  }
  expect(answered).toBeGreaterThan(5);
});

test('a file of settings is searched by a pattern of keys', () => {
  const asked = ['.*', 'path', '^submodule\\.lib', 'url$', 'none'].map((pattern) => [
    'git',
    'config',
    '--file',
    'modules',
    '--get-regexp',
    pattern,
  ]);
  repository.write(
    'modules',
    '[submodule "Lib"]\n\tPath = lib\n\turl = ../x y\n[submodule "lib/b"]\n path=b # c\n flag\n',
  );
  expect(twin.ask(asked, repository.folder)).toEqual(asked.map((words) => twin.run(words, repository.folder)));
});
