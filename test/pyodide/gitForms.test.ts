/**
 * Questions to git in the forms that layers use: scripts, options before the command, lists, failures. The sandbox
 * gives the same answers as git, or none.
 */
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { beforeEach, expect, test } from 'vitest';
import { GitRepository, GitTwin } from '../support/git';

type Question = string | readonly string[];
let twin: GitTwin;
let folder: string;
let repository: GitRepository;

GitTwin.forTests((made) => (twin = made));

beforeEach(() => {
  folder = twin.newFolder();
  repository = create('work');
});

function create(name: string, ...options: string[]): GitRepository {
  return GitRepository.init(twin, `${folder}/${name}`, ...options);
}

/** The sandbox gives the same answers as git, except for the questions that it must leave open. */
function same(questions: readonly Question[], cwd = repository.folder, open: readonly Question[] = []): void {
  const answers = twin.ask([...questions, ...open], cwd);
  const expected = [...questions.map((question) => twin.run(question, cwd)), ...open.map(() => 'unanswered')];
  const named = (values: readonly unknown[]): object =>
    Object.fromEntries([...questions, ...open].map((question, index) => [String(question), values[index]]));
  expect(named(answers)).toEqual(named(expected));
}

/** A repository with a branch, tags of both kinds and a change. */
function history(): void {
  repository.commit('a', 'one\n');
  repository.git('tag', '-a', '-m', 'm', 'v1.0');
  repository.commit('b', 'two\n');
  repository.git('tag', 'light');
  repository.git('checkout', '-q', '-b', 'side');
  repository.commit('c', 'three\n');
  repository.git('checkout', '-q', 'main');
  repository.commit('d/e', 'four\n');
  repository.git('merge', '-q', '--no-ff', '-m', 'Merge side', 'side');
  repository.settle();
}

const DESCRIBE = [
  'describe --dirty',
  'describe --dirty --long --tags',
  'describe --abbrev=0',
  'rev-parse HEAD',
  'rev-parse --show-toplevel',
  'diff --quiet HEAD',
  'status --porcelain',
  'rev-parse --is-inside-work-tree',
];

test('a given git directory and working tree are used', () => {
  history();
  const work = repository.folder;
  symlinkSync('work', `${folder}/link`);
  mkdirSync(`${folder}/empty`);
  const prefixes = [
    `export PSEUDO_DISABLED=1; git --work-tree ${work} --git-dir ${work}/.git`,
    `git --work-tree=${folder}/link --git-dir=${folder}/link/.git`,
    `git -C ${folder}/link`,
    `git -C ${work} --no-pager`,
    `GIT_DIR=${work}/.git GIT_WORK_TREE=${work} git`,
    `export GIT_DIR=${work}/.git; export GIT_WORK_TREE=${work}; git`,
    `cd ${work} && git --git-dir .git`,
    `cd ${work}/d; git --work-tree=..`,
    `git --git-dir=${work}/.git`,
    `git -C ${folder} --git-dir=work/.git --work-tree work`,
    `git --work-tree ${work} --git-dir ${work}/none`,
    `git -C ${folder}/none`,
    `git -C ${work} -c core.abbrev=12`,
    `(cd ${work}; git`,
  ];
  const questions = prefixes
    .flatMap((prefix) => DESCRIBE.map((question) => `${prefix} ${question}${prefix.startsWith('(') ? ')' : ''}`))
    // These are compared outside a repository.
    .filter((question) => !/\/none diff/.test(question) || question.includes('-C'));
  for (const cwd of [`${folder}/empty`, work, `${work}/d`]) same(questions, cwd);
  repository.write('a', 'changed\n');
  same(questions, `${folder}/empty`);
});

test('a repository without a working tree is used by name', () => {
  history();
  const bare = new GitRepository(twin, `${folder}/bare.git`);
  bare.git('clone', '-q', '--bare', repository.folder, '.');
  const at = `git --git-dir=${bare.folder}`;
  same(
    [
      `${at} rev-parse HEAD`,
      `${at} describe --tags`,
      `${at} log -1 --format=%s`,
      `${at} rev-list --count HEAD`,
      `${at} --work-tree=${repository.folder} rev-parse --show-toplevel`,
    ],
    folder,
    [`${at} rev-parse --show-toplevel`, `${at} describe --dirty`],
  );
});

test('scripts may have lists, subshells, variables and redirections', () => {
  history();
  const top = repository.folder;
  mkdirSync(`${folder}/none`);
  same([
    'git describe 2>/dev/null || true',
    'git describe x 2>/dev/null || true',
    'git describe x 2>/dev/null || echo unknown',
    'git describe x 2>/dev/null || echo "not known"',
    'git describe x || git rev-parse --short HEAD',
    'git rev-parse HEAD;',
    'true && git rev-parse HEAD || git remote',
    'false && git rev-parse HEAD; git describe',
    'false || false || git describe',
    '(cd d && git rev-parse --show-prefix); git rev-parse --show-prefix',
    `D=${top}; cd $D/d && git rev-parse --show-cdup`,
    `D=${top}; git -C "\${D}/d" rev-parse --git-dir`,
    'LC_ALL=C git describe',
    'A=b C="d e" git describe',
    'unset GIT_DIR; git describe',
    'git describe x 2>&1',
    'git describe x 2>&1 >/dev/null',
    'git describe >&2',
    'set -e; git describe x || true; git describe',
    'set -e; git describe x; git describe',
    'set -e; (git describe x; git describe); echo y',
    'set -e; false && true; git describe',
    'set -e; true && false; git describe',
    'set -e; (false) || echo z; git describe',
    '(git describe; exit 3)',
    'exit 4; git describe',
    '(git describe x; exit 0) 2>/dev/null',
    'test -d .git && git describe',
    'git describe \\\n --tags',
    'test -f .git || git describe',
    'test -n "$UNSET" || git describe',
    'X=light; git describe --tags --match "$X"',
    'git rev-parse HEAD && git rev-parse HEAD^\ngit rev-parse HEAD~1',
    'cd .. && git -C work describe',
    'git rev-parse HEAD^{commit} </dev/null',
    'X=x; git describe; echo $X',
    'export A B=c; git describe; git describe x',
    'X=1; export X; printenv X; git describe',
  ]);
  same([], top, ['git -C $PWD describe', 'git -C "$PWD" describe', 'git describe; echo $?']);
  same(
    [
      'git rev-parse HEAD 2>/dev/null || echo x',
      'git describe',
      '(git describe) 2>&1',
      'git rev-parse --is-inside-work-tree 2>/dev/null || true',
    ],
    `${folder}/none`,
  );
});

test('pipes are answered if their output is certain', () => {
  history();
  same(
    [
      "git rev-parse HEAD | tr -d '\\n'",
      'git rev-parse HEAD | cut -c1-8',
      'git describe --tags --long | cut -d- -f1',
      'git describe --tags --long | cut -d - -f 1,3',
      "git describe | cut -f2 -d '-'",
      'git rev-list HEAD | wc -l',
      'git rev-list HEAD -- 2>/dev/null | wc -l',
      'git rev-list v9 -- 2>/dev/null | wc -l',
      'git tag | head -1',
      'git tag | head -n 1',
      'git tag | tail -n1',
      'git tag | tail -1',
      "git describe | sed 's/^v//'",
      'git describe | sed -e s/-/+/g',
      "git describe | sed 's/-.*//'",
      "git describe | sed 's/-g[0-9a-f]*$//'",
      'git describe | tr - .',
      'git describe | tr a-z A-Z',
      'git describe x 2>&1 | head -1',
      'git describe x | cat',
      'git status --porcelain | wc -l',
      'git log -1 --format=%cd --date=short | tr -d -',
      'git rev-parse HEAD | cut -c 1-4,8',
      'git tag | cut -d. -f2-',
      'git describe x 2>/dev/null | wc -l',
    ],
    repository.folder,
    [
      'git tag | xargs',
      'git tag | grep v',
      "git describe | sed 's/\\(a\\)/b/'",
      "git describe | sed 's/x*/y/'",
      'git tag | head -c 3',
      'git tag | wc',
      'git describe | tr -s a',
      'git tag | cut -c0',
    ],
  );
});

const REVISIONS = [
  'HEAD',
  '@',
  'main',
  'side',
  'refs/heads/side',
  'heads/side',
  'v1.0',
  'light',
  'v1.0^{commit}',
  'v1.0^{}',
  'HEAD~1',
  'HEAD^2',
  'HEAD^',
  'HEAD~9',
  'HEAD^3',
  'none',
  'tags/v1.0',
  'HEAD^{tree}',
];

test('revisions are answered', () => {
  history();
  const commits = REVISIONS.filter((revision) => !revision.includes('tree'));
  same(
    [
      ...REVISIONS.flatMap((revision) => [
        ['git', 'rev-parse', revision],
        ['git', 'rev-parse', '--verify', revision],
        ['git', 'rev-parse', '-q', '--verify', revision],
        ['git', 'rev-parse', '--short', revision],
      ]),
      ...commits.flatMap((revision) => [
        ['git', 'describe', '--tags', revision],
        ['git', 'describe', '--tags', '--exact-match', revision],
        ['git', 'log', '-1', '--format=%H', revision],
        ['git', 'rev-list', '--count', revision],
        ['git', 'rev-list', '-1', revision],
        ['git', 'rev-list', '-n', '1', revision, '--'],
      ]),
      'git rev-list --count main..side',
      'git rev-list --count v1.0..HEAD',
      'git rev-list --count HEAD ^v1.0',
      'git rev-list HEAD',
      'git rev-list HEAD -1',
      'git rev-list --max-count=2 HEAD',
      'git rev-list --first-parent HEAD',
      'git rev-list --count --no-merges HEAD',
      'git rev-list --count --merges HEAD',
      'git rev-list --count --first-parent HEAD',
    ],
    repository.folder,
    [
      'git rev-parse HEAD@{1}',
      'git rev-parse abcd',
      'git rev-parse v1-gabcd',
      'git rev-parse HEAD:a',
      'git log -1 --format=%H a',
      'git rev-list --all',
    ],
  );
  repository.git('tag', 'side');
  same(['git rev-parse heads/side', 'git rev-parse tags/side'], repository.folder, ['git rev-parse side']);
});

test('branches are answered, also with the name of a tag, and none', () => {
  const questions = [
    'git branch --show-current',
    'git symbolic-ref HEAD',
    'git symbolic-ref --short HEAD',
    'git symbolic-ref -q HEAD',
    'git symbolic-ref --short -q HEAD',
    'git rev-parse --symbolic-full-name HEAD',
  ];
  same(questions);
  repository.commit('a');
  same(questions);
  repository.git('tag', 'main');
  same(questions);
  repository.git('tag', '-d', 'main');
  repository.git('update-ref', 'refs/remotes/main', 'HEAD');
  same(questions);
  repository.git('checkout', '-q', '--detach');
  same(questions);
  mkdirSync(`${folder}/none`);
  same(questions, `${folder}/none`);
});

test('the folders of a repository are answered', () => {
  repository.commit('d/e/f');
  const questions = [
    '--is-inside-work-tree',
    '--show-toplevel',
    '--git-dir',
    '--absolute-git-dir',
    '--show-prefix',
    '--show-cdup',
  ].map((option) => `git rev-parse ${option}`);
  for (const cwd of ['', '/d', '/d/e']) same(questions, repository.folder + cwd);
  mkdirSync(`${folder}/none`);
  same(questions, `${folder}/none`);
});

test('formats of a commit are answered', () => {
  repository.write('a', '');
  repository.git('add', '.');
  repository.git('commit', '-q', '-m', ' Subject \nsecond line\n\nbody %H');
  const formats = ['%s', '%an <%ae>', '%cn %ce', '%h %s', '%H%n%T', '%t', '%p|%P', '%cI', '100%% %h', '%aI %ad'];
  const questions = [
    ...formats.flatMap((format) => [
      ['git', 'log', '-1', `--format=${format}`],
      ['git', 'show', '-s', `--format=${format}`],
      ['git', 'show', '--no-patch', `--pretty=format:${format}`, 'HEAD'],
      ['git', 'log', '-n', '1', `--pretty=${format}`, 'HEAD'],
    ]),
    'git log -1 --oneline',
    'git log -1 --pretty=oneline',
    'git log --oneline -n1',
    'git show -s --format=%H none',
    'git log -1 --format=%H none',
    'git log -1 --format=%H none --',
    'git show -s --format=%ct HEAD~0',
    'git show -s --date=short --format=%cd',
  ];
  same(questions);
  repository.commit('b', 'ü');
  same(questions);
  repository.git('tag', '-a', '-m', 'm', 'v1');
  same(['git log -1 --format=%s v1', 'git show -s --format=%s v1^{commit}'], repository.folder, [
    'git show -s --format=%s v1',
    'git show --format=%s',
    'git log -1 --format=%b',
    'git log -1 --format=%d',
  ]);
  same(['git show -s --format=%H', 'git log -1 --format=%H'], create('empty').folder, []);
});

test('tags that point to a commit are answered', () => {
  history();
  repository.git('tag', '-a', '-m', 'm', 'zz/annotated', 'v1.0^{commit}');
  same(
    [
      'git tag',
      'git tag -l',
      'git tag --points-at HEAD',
      'git tag --points-at',
      'git tag --points-at v1.0',
      'git tag --points-at=v1.0^{commit}',
      'git tag --points-at HEAD~1',
      'git tag --points-at light',
      'git tag --points-at none',
    ],
    repository.folder,
    ['git tag --sort=-v:refname', 'git tag -n'],
  );
  repository.git('tag', '-d', 'zz/annotated');
  same([
    ['git', 'tag', '-l', 'v*'],
    ['git', 'tag', '--list', 'x*', 'l*'],
  ]);
  repository.git('tag', '-a', '-m', 'm', 'nested', 'v1.0');
  same([], repository.folder, ['git tag --points-at v1.0^{commit}']);
});

test('remotes and their URLs are answered', () => {
  same(['git remote -v']);
  repository.git('remote', 'add', 'origin', 'https://example.org/x.git');
  repository.git('remote', 'add', 'B', 'git@example.org:b.git');
  same([
    'git remote -v',
    'git remote --verbose',
    "git remote -v | head -1 | cut -f2 | cut -d' ' -f1",
    'git -c url.x:.insteadOf=https: remote -v',
    'git -c remote.new.url=y remote',
  ]);
});

test('configuration is answered', () => {
  repository.git('config', 'remote.origin.url', 'https://example.org/x.git');
  repository.git('config', 'My.Sub.Key', 'a value');
  repository.git('config', '--add', 'my.Sub.key', 'the last');
  const questions = ['remote.origin.url', 'MY.Sub.KEY', 'my.sub.key', 'core.bare', 'user.name', 'none.at.all']
    .flatMap((key) => [`git config --get ${key}`, `git config ${key}`, `git -c ${key}=set config ${key}`])
    .filter((question) => !question.includes('-c core.bare'));
  same(
    [...questions, 'git config --get user.email || echo nobody', 'git config --get user.name 2>/dev/null | wc -l'],
    repository.folder,
    [
      'git config --list',
      'git config --get-regexp my',
      'git config my.sub.key value',
      'git config --get nothing',
      'git -c core.bare=true config core.bare',
    ],
  );
  mkdirSync(`${folder}/none`);
  same(questions, `${folder}/none`);
});

test.each<[string, () => void]>([
  ['nothing', () => undefined],
  ['content', () => repository.write('a', 'x\n')],
  ['a deleted file', () => rmSync(`${repository.folder}/a`)],
  [
    'a link in cwd of a file',
    () => {
      rmSync(`${repository.folder}/a`);
      symlinkSync('b', `${repository.folder}/a`);
    },
  ],
  [
    'staged and changed again',
    () => {
      repository.write('a', 'x\n');
      repository.git('add', 'a');
      repository.write('a', 'yy\n');
    },
  ],
  [
    'a new file staged',
    () => {
      repository.write('n', 'x\n');
      repository.git('add', 'n');
    },
  ],
  [
    'a new file staged and gone',
    () => {
      repository.write('n', 'x\n');
      repository.git('add', 'n');
      rmSync(`${repository.folder}/n`);
    },
  ],
  ['a removal staged', () => repository.git('rm', '-q', 'd/e')],
  ['a removal staged, the file kept', () => repository.git('rm', '-q', '--cached', 'a')],
  [
    'files that nobody knows',
    () => {
      for (const name of ['x', 'd/y', 'new/deep/z', 'd/.hidden']) repository.write(name, '');
      mkdirSync(`${repository.folder}/empty/er`, { recursive: true });
    },
  ],
  [
    'ignored files',
    () => {
      for (const name of [
        'x.pyc',
        'd/y.pyc',
        'd/y.txt',
        'out/1',
        'out/2',
        'k/l.pyc',
        'k/m.pyc',
        'build/conf/x',
        'keep.pyc',
        'd/build',
        'q/.gitignore',
        'q/w',
        'doc/a/b',
        'logs1/x',
        '.idea/x',
        'deep/er/tmp/x',
        'deep/er/y',
        'top',
        'd/top',
      ])
        repository.write(name, '');
      repository.write(
        '.gitignore',
        '# what is built\n*.pyc\n!keep.pyc\n/out\nbuild/\n\ndoc/**/b\nlogs[0-9]\n.idea/\n**/tmp/*\n/top\n',
      );
      repository.write('d/.gitignore', '!y.pyc\n/top\n');
      repository.write('.git/info/exclude', '# own\nq/w\n');
    },
  ],
  [
    'files in an ignored directory of which some are tracked',
    () => {
      repository.write('.gitignore', '/d\n');
      repository.write('d/new', '');
      repository.write('d/f/g', '');
    },
  ],
  [
    'links',
    () => {
      symlinkSync('d', `${repository.folder}/to-directory`);
      symlinkSync('nowhere', `${repository.folder}/to-nothing`);
    },
  ],
  [
    'files that the user ignores',
    () => {
      repository.write('x~', '');
      repository.git('config', 'core.excludesFile', `${folder}/mine`);
      writeFileSync(`${folder}/mine`, '*~\n');
    },
  ],
])('status is answered: %s', (_, change) => {
  history();
  change();
  same([
    'git status --porcelain',
    'git status --porcelain -uno',
    'git status --porcelain=v1 --untracked-files=no',
    'git diff --quiet || git diff --quiet --cached || echo dirty',
  ]);
});

test('a status that is not certain stays open', () => {
  history();
  const open = [
    'git status',
    'git status -s',
    'git status --porcelain=v2',
    'git status --porcelain --ignored',
    'git status --porcelain d',
  ];
  same([], repository.folder, open);
  repository.git('mv', 'a', 'z');
  same([], repository.folder, ['git status --porcelain']);
  repository.git('reset', '-q', '--hard');
  repository.write('x y', '');
  same(['git status --porcelain -uno'], repository.folder, ['git status --porcelain']);
  rmSync(`${repository.folder}/x y`);
  rmSync(`${repository.folder}/a`);
  repository.write('a/b', '');
  same(['git status --porcelain -uno'], repository.folder, ['git status --porcelain']);
  rmSync(`${repository.folder}/a`, { recursive: true });
  repository.write('a', 'one\n');
  new GitRepository(twin, `${repository.folder}/inner`).git('init', '-q');
  same([], repository.folder, ['git status --porcelain']);
  rmSync(`${repository.folder}/inner`, { recursive: true });
  repository.write('.gitignore', 'a\\b\n');
  same([], repository.folder, ['git status --porcelain']);
});

test('describe accepts more options', () => {
  history();
  const questions = [
    "--match='' --always",
    '--tags --always --long --dirty=x --abbrev=9',
    '--exact-match --tags',
    '--exact-match',
    '--dirty --tags v1.0',
    '--always none',
  ]
    .filter((options) => !options.includes('--dirty --tags v1.0'))
    .map((options) => `git describe ${options}`);
  same([...questions, ['git', 'describe', "--match=''", '--always', '--dirty']], repository.folder, [
    ['git', 'describe', "--match=''", '--always', '--dirty', '--broken'],
    'git describe --all',
    'git describe --first-parent',
  ]);
  repository.write('a', 'changed\n');
  same([['git', 'describe', "--match=''", '--always', '--dirty', '--broken'], 'git describe --always --broken']);
});

test('a question that stays open names its part', () => {
  history();
  const ask = (command: string): unknown =>
    twin.python(`
import subprocess
try: result = subprocess.run(${JSON.stringify(command)}, shell=True, cwd=${JSON.stringify(repository.folder)}, capture_output=True).returncode
except FileNotFoundError as error: result = error.question
`);
  expect(
    [
      'git log -1 --format=%d',
      'git describe --contains',
      'git ls-files',
      'git describe | awk x',
      'git describe > x',
      'git --bare describe',
      'git rev-parse HEAD@{1}',
    ].map(ask),
  ).toEqual([
    'git log -1 --format=%d (not known: the format %d of a log)',
    'git describe --contains (not known: the option --contains of describe)',
    'git ls-files (not known: git ls-files)',
    'git describe | awk x (not known: the command awk)',
    'git describe > x (not known: a shell script that is not understood)',
    'git --bare describe (not known: the option --bare of git)',
    'git rev-parse HEAD@{1} (not known: the revision HEAD@{1})',
  ]);
});
