/** Questions to git get the same answers in the sandbox as from git itself, or no answer. */
import {
  chmodSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { beforeEach, expect, test } from 'vitest';
import { type GitAnswer, GitRepository, GitTwin } from '../support/git';

let twin: GitTwin;
let folder: string;
let repository: GitRepository;

GitTwin.forTests((made) => (twin = made));

beforeEach(() => {
  folder = twin.newFolder();
  repository = create('work');
});

/** The script that `oe.buildcfg.is_layer_modified` runs. */
function layerScript(directory: string): string {
  return `cd ${directory}; export PSEUDO_UNLOAD=1; set -e;
                                git diff --quiet --no-ext-diff
                                git diff --quiet --no-ext-diff --cached`;
}

const DIRTINESS = [
  'git diff --quiet',
  'git diff --quiet --no-ext-diff --cached',
  'git diff --quiet HEAD',
  'git diff --staged --quiet HEAD',
];
const DESCRIPTIONS = [
  '--tags --dirty',
  '--tags',
  '',
  '--always',
  '--always --dirty=+',
  '--tags --long',
  '--long',
  '--tags --abbrev=0',
  '--tags --abbrev=3',
  '--tags --abbrev=12',
  '--tags --abbrev=99',
  '--exact-match',
  '--tags --exact-match',
  '--tags HEAD',
  '--match= --always',
].map((options) => `git describe ${options}`.trim());
/** The shell would treat these as patterns of file names. */
const MATCHES = [
  ['--match', 'v*'],
  ['--tags', '--match=v[0-9]*', '--match=x*', '--long'],
  ['--tags', '--match', '*/*'],
].map((options) => ['git', 'describe', ...options]);
const NAMES = [
  'git rev-parse HEAD',
  'git rev-parse --verify HEAD',
  'git rev-parse --short HEAD',
  'git rev-parse --short=4 HEAD',
  'git rev-parse --verify --short=12 HEAD',
  'git rev-parse --abbrev-ref HEAD',
  'git rev-parse --show-toplevel',
  'git rev-parse --git-dir',
  'git log -1 --format=%H',
  'git log -1 --pretty=%ct HEAD',
  'git log -1 --pretty=format:%h',
  'git remote',
];
type Question = string | readonly string[];
const ALL: readonly Question[] = [...DIRTINESS, ...DESCRIPTIONS, ...MATCHES, ...NAMES];

function create(name: string, ...options: string[]): GitRepository {
  return GitRepository.init(twin, `${folder}/${name}`, ...options);
}

/** The sandbox gives the same answers as git. */
function same(questions: readonly Question[] = ALL, cwd = repository.folder): void {
  compare(questions, cwd, []);
}

/** The sandbox gives the same answers as git, except for the questions that it must leave open. */
function compare(questions: readonly Question[], cwd: string, open: readonly Question[]): void {
  // First the sandbox: git stores what it has seen of the files in its index.
  const answers = twin.ask(questions, cwd);
  const expected = questions.map((question) => (open.includes(question) ? 'unanswered' : twin.run(question, cwd)));
  expect(byQuestion(questions, answers)).toEqual(byQuestion(questions, expected));
}

function byQuestion(questions: readonly Question[], answers: readonly GitAnswer[]): object {
  return Object.fromEntries(questions.map((question, index) => [String(question), answers[index]]));
}

function modified(): boolean {
  const answer = twin.run(layerScript(repository.folder), '/');
  return answer.code !== 0;
}

test('a repository without a commit is answered', () => {
  same(ALL.filter((question) => !question.includes('dirty')));
  repository.write('file', '');
  repository.git('add', 'file');
  same(DIRTINESS);
});

test('a file named HEAD makes some questions ambiguous, which stay open', () => {
  repository.write('HEAD', '');
  const ambiguous = ['git rev-parse HEAD', 'git diff --quiet HEAD', 'git log -1 --format=%H HEAD'];
  compare(ambiguous, repository.folder, ambiguous);
  repository.commit('a');
  compare(
    ALL,
    repository.folder,
    ALL.filter((question) =>
      ['git diff --quiet HEAD', 'git diff --staged --quiet HEAD', 'git log -1 --pretty=%ct HEAD'].includes(
        String(question),
      ),
    ),
  );
});

test('a folder outside a repository is answered', () => {
  mkdirSync(`${folder}/none`);
  same(
    ALL.filter((question) => !(DIRTINESS as readonly Question[]).includes(question)),
    `${folder}/none`,
  );
  const [answer] = twin.ask([layerScript(`${folder}/none`)], '/');
  expect(answer).toMatchObject({
    code: 129,
    stderr: expect.stringMatching(/^warning: Not a git repository.*\nusage: git diff --no-index/) as string,
  });
});

test('a clean working tree is answered, also below its top folder', () => {
  repository.commit('a');
  repository.commit('directory/b');
  same();
  repository.settle();
  same();
  same(ALL, `${repository.folder}/directory`);
  same([layerScript(repository.folder)], '/');
  expect(modified()).toBe(false);
});

test.each<[string, () => void]>([
  ['content of the same size', () => repository.write('a', 'A')],
  ['other content', () => repository.write('d/c', 'other\n')],
  ['touched only', () => repository.write('a', 'a')],
  ['deleted', () => rmSync(`${repository.folder}/a`)],
  ['deleted directory', () => rmSync(`${repository.folder}/d`, { recursive: true })],
  [
    'a directory in place of a file',
    () => {
      rmSync(`${repository.folder}/a`);
      mkdirSync(`${repository.folder}/a`);
    },
  ],
  [
    'a file in place of a directory',
    () => {
      rmSync(`${repository.folder}/d`, { recursive: true });
      repository.write('d', '');
    },
  ],
  [
    'a directory behind a link',
    () => {
      renameSync(`${repository.folder}/d`, `${folder}/d`);
      symlinkSync('../d', `${repository.folder}/d`);
    },
  ],
  ['executable', () => chmodSync(`${repository.folder}/a`, 0o755)],
  ['executable for others only', () => chmodSync(`${repository.folder}/a`, 0o655)],
  ['no more executable', () => chmodSync(`${repository.folder}/x`, 0o644)],
  [
    'executable, and nobody cares',
    () => {
      chmodSync(`${repository.folder}/a`, 0o755);
      repository.git('config', 'core.fileMode', 'false');
    },
  ],
  [
    'link to something else',
    () => {
      rmSync(`${repository.folder}/l`);
      symlinkSync('b', `${repository.folder}/l`);
    },
  ],
  [
    'a file in place of a link',
    () => {
      rmSync(`${repository.folder}/l`);
      repository.write('l', 'a');
    },
  ],
  [
    'a link in place of a file',
    () => {
      rmSync(`${repository.folder}/a`);
      symlinkSync('b', `${repository.folder}/a`);
    },
  ],
  [
    'staged',
    () => {
      repository.write('a', 'staged');
      repository.git('add', 'a');
    },
  ],
  [
    'staged deep',
    () => {
      repository.write('d/c', 'staged');
      repository.git('add', 'd/c');
    },
  ],
  [
    'staged and taken back',
    () => {
      repository.write('a', 'staged');
      repository.git('add', 'a');
      repository.write('a', 'a');
    },
  ],
  [
    'staged and changed again',
    () => {
      repository.write('a', 'staged');
      repository.git('add', 'a');
      repository.write('a', 'again');
    },
  ],
  [
    'new and staged',
    () => {
      repository.write('n', 'n');
      repository.git('add', 'n');
    },
  ],
  [
    'new, staged and gone',
    () => {
      repository.write('n', 'n');
      repository.git('add', 'n');
      rmSync(`${repository.folder}/n`);
    },
  ],
  ['removal staged', () => repository.git('rm', '-q', 'd/c')],
  ['removal staged, file kept', () => repository.git('rm', '-q', '--cached', 'a')],
  ['only mode staged', () => repository.git('update-index', '--chmod=+x', 'a')],
  ['untracked', () => repository.write('untracked', '')],
  [
    'intent to add',
    () => {
      repository.write('n', 'n');
      repository.git('add', '-N', 'n');
    },
  ],
  [
    'intent to add and gone',
    () => {
      repository.write('n', 'n');
      repository.git('add', '-N', 'n');
      rmSync(`${repository.folder}/n`);
    },
  ],
  [
    'intent to add instead',
    () => {
      repository.git('rm', '-q', '--cached', 'a');
      repository.git('add', '-N', 'a');
    },
  ],
  [
    'assumed unchanged',
    () => {
      repository.git('update-index', '--assume-unchanged', 'a');
      repository.write('a', 'changed');
    },
  ],
  [
    'assumed unchanged and staged',
    () => {
      repository.write('a', 'staged');
      repository.git('add', 'a');
      repository.git('update-index', '--assume-unchanged', 'a');
      rmSync(`${repository.folder}/a`);
    },
  ],
  [
    'skipped',
    () => {
      repository.git('update-index', '--skip-worktree', 'a');
      rmSync(`${repository.folder}/a`);
    },
  ],
  [
    'skipped and there',
    () => {
      repository.git('update-index', '--skip-worktree', 'a');
      repository.write('a', 'changed');
    },
  ],
  [
    'sparse checkout',
    () => {
      repository.git('sparse-checkout', 'set', '--no-cone', '/a');
    },
  ],
  [
    'index of version 4',
    () => {
      repository.git('update-index', '--index-version', '4');
      repository.write('d/c', 'c');
    },
  ],
  [
    'index of version 4, staged',
    () => {
      repository.git('update-index', '--index-version', '4');
      repository.write('d/c', 'changed');
      repository.git('add', 'd/c');
    },
  ],
  [
    'an untracked cache',
    () => {
      repository.git('update-index', '--force-untracked-cache');
    },
  ],
  [
    'reset to what is not checked out',
    () => {
      repository.git('reset', '-q', '--soft', 'HEAD~1');
    },
  ],
  ['everything removed from the index', () => repository.git('read-tree', '--empty')],
  ['the index gone', () => rmSync(`${repository.folder}/.git/index`)],
  [
    'a link with white space and quotes',
    () => {
      symlinkSync('a b"\'\\ä', `${repository.folder}/n`);
      repository.git('add', 'n');
    },
  ],
])('changes are seen: %s', (_, change) => {
  for (const name of ['a', 'b', 'd/c', 'd/e/f']) repository.write(name, name);
  repository.write('x', '#!');
  chmodSync(`${repository.folder}/x`, 0o755);
  symlinkSync('a', `${repository.folder}/l`);
  repository.git('add', '.');
  repository.git('commit', '-q', '-m', 'one');
  repository.git('tag', 'v1');
  repository.commit('d/e/g');
  repository.settle();
  change();
  same([...DIRTINESS, layerScript(repository.folder), 'git describe --tags --dirty', 'git describe --always --dirty']);
});

test('a conflict is answered where it is certain', () => {
  repository.commit('a', 'base');
  repository.commit('b', 'base');
  repository.git('tag', 'v1');
  repository.git('checkout', '-q', '-b', 'side');
  repository.commit('a', 'side');
  repository.git('checkout', '-q', 'main');
  repository.commit('a', 'main');
  expect(() => repository.git('merge', 'side')).toThrow();
  const questions = [...DIRTINESS, layerScript(repository.folder), 'git describe --tags --dirty'];
  same(questions);
  repository.write('a', 'main');
  compare(questions, repository.folder, ['git diff --quiet HEAD']);
  repository.write('b', 'changed');
  same(questions);
});

test('a conflict over a file that the commit does not have is answered where it is certain', () => {
  repository.commit('a', 'base');
  repository.git('checkout', '-q', '-b', 'side');
  repository.commit('a', 'side');
  repository.git('checkout', '-q', 'main');
  repository.git('rm', '-q', 'a');
  repository.git('commit', '-q', '-m', 'gone');
  expect(() => repository.git('merge', 'side')).toThrow();
  compare(DIRTINESS, repository.folder, DIRTINESS.slice(1));
});

test('a change within the same second as the index is seen', () => {
  repository.commit('a', 'one');
  for (let i = 0; i < 5; i++) {
    repository.write('a', `v${i}.`);
    repository.git('add', 'a');
    repository.write('a', `w${i}.`);
    same(DIRTINESS);
    // A later write of the index preserves this information through a size of zero.
    repository.write('b', String(i));
    repository.git('add', 'b');
    same(DIRTINESS);
  }
});

test('a change that only milliseconds show stays a question', () => {
  repository.commit('a', 'one');
  repository.settle();
  repository.write('a', 'two');
  utimesSync(`${repository.folder}/a`, 1_400_000_000.005, 1_400_000_000.005);
  compare(['git diff --quiet', 'git diff --quiet --cached'], repository.folder, ['git diff --quiet']);
  repository.write('a', 'three');
  same(DIRTINESS);
});

test('a name that is not UTF-8 stays a question, where it matters', () => {
  repository.commit('a');
  twin.run('printf x > "$(printf \'b\\351\')"; git add .', repository.folder);
  compare(DIRTINESS, repository.folder, ['git diff --quiet', 'git diff --quiet HEAD']);
});

test('an index that is split over files stays a question', () => {
  repository.commit('a');
  repository.git('update-index', '--split-index');
  compare(DIRTINESS, repository.folder, DIRTINESS);
});

test('an index with whole directories stays a question', () => {
  repository.commit('a/b');
  repository.commit('c/d');
  repository.git('sparse-checkout', 'set', '--cone', '--sparse-index', 'a');
  compare(DIRTINESS, repository.folder, DIRTINESS);
});

test('checked-out files that should not be checked out stay a question', () => {
  repository.commit('a');
  repository.commit('b');
  repository.git('sparse-checkout', 'set', '--no-cone', '/a');
  repository.write('b', 'b');
  compare(DIRTINESS.slice(0, 1), repository.folder, DIRTINESS);
});

test('a submodule is clean if it is not checked out, otherwise a question unless something else has changed', () => {
  const other = create('other');
  other.commit('file');
  repository.commit('a');
  repository.git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', other.folder, 'sub');
  repository.git('commit', '-q', '-m', 'submodule');
  repository.git('tag', 'v1');
  repository.settle();
  compare([...DIRTINESS, 'git describe --tags --dirty'], repository.folder, [
    'git diff --quiet',
    'git diff --quiet HEAD',
    'git describe --tags --dirty',
  ]);
  same(NAMES, `${repository.folder}/sub`);
  same(DIRTINESS, `${repository.folder}/sub`);
  repository.write('a', 'changed');
  same([...DIRTINESS, 'git describe --tags --dirty']);
  repository.write('a', 'a');
  repository.git('submodule', '--quiet', 'deinit', '--all');
  same([...DIRTINESS, 'git describe --tags --dirty']);
  rmSync(`${repository.folder}/sub`, { recursive: true });
  same([...DIRTINESS, 'git describe --tags --dirty']);
  repository.git('rm', '-q', '--cached', 'sub');
  same([...DIRTINESS, 'git describe --tags --dirty']);
  repository.git('config', 'submodule.sub.ignore', 'all');
  compare(['git diff --quiet --cached'], repository.folder, ['git diff --quiet --cached']);
});

test.each<[string, string, string, 'answered' | 'open']>([
  [
    'that convert nothing',
    '*.bb diff=bb linguist-language=BitBake\n*.patch -whitespace export-ignore\n',
    '$Id: 1 $\r\n',
    'answered',
  ],
  ['line ends, in a file without', '* text=auto eol=lf\n', 'text\n', 'answered'],
  ['line ends that files are to get', '* text=auto eol=crlf\n', 'text\n', 'open'],
  ['line ends, in a file with them', '*.c text\n', 'text\r\n', 'open'],
  ['an encoding', '*.txt working-tree-encoding=UTF-16\n', 'text\n', 'open'],
  ['a filter that is not configured', '* filter=lfs diff=lfs merge=lfs -text\n', 'text\n', 'answered'],
  ['a macro', '[attr]mine ident\n*.c mine\n', '$Id: 1 $\n', 'open'],
  ['$Id$, in a file without', '* ident\n', 'text\n', 'answered'],
])('attributes are answered or left open: %s', (_, attributes, text, expected) => {
  const [unstaged, staged, described] = [
    'git diff --quiet',
    'git diff --quiet --cached',
    'git describe --always --dirty',
  ] as const;
  const questions = [unstaged, staged, described];
  const open = expected === 'open' ? [unstaged, described] : [];
  repository.commit('file.x', text);
  repository.commit('.gitattributes', attributes);
  repository.settle();
  same(questions);
  repository.write('file.x', text);
  compare(questions, repository.folder, open);
  repository.write('file.x', `${text}more`);
  compare(questions, repository.folder, open);
  rmSync(`${repository.folder}/file.x`);
  same(questions);
});

test('configuration that converts files stays a question: filters, line ends, attributes of the user', () => {
  repository.commit('.gitattributes', '*.x filter=shout\n');
  repository.commit('a', 'a\r\n');
  repository.settle();
  repository.git('config', 'filter.shout.clean', 'tr a-z A-Z');
  same(['git diff --quiet']);
  repository.write('a', 'a\r\n');
  compare(['git diff --quiet'], repository.folder, ['git diff --quiet']);
  repository.git('config', '--remove-section', 'filter.shout');
  same(['git diff --quiet']);
  repository.settle();
  repository.write('a', 'a\r\n');
  repository.git('config', 'core.autocrlf', 'input');
  compare(['git diff --quiet'], repository.folder, ['git diff --quiet']);
  repository.git('config', 'core.autocrlf', 'false');
  same(['git diff --quiet']);
});

test('tags of all kinds are answered: lightweight, annotated, both, nested, elsewhere', () => {
  repository.commit('a');
  repository.git('tag', 'light');
  same();
  repository.git('tag', '-a', '-m', 'm', 'v1');
  same();
  repository.git('tag', 'another');
  repository.git('tag', '-a', '-m', 'm', 'a-later');
  same();
  repository.commit('b');
  same();
  repository.git('tag', '-a', '-m', 'm', 'nested', 'v1');
  repository.git('tag', 'x/y', 'HEAD^{tree}');
  same();
  repository.git('pack-refs', '--all');
  same();
  repository.git('tag', '-f', 'x/y');
  repository.git('tag', '-d', 'v1');
  same();
  repository.git('checkout', '-q', '--detach', 'HEAD~1');
  same();
});

test('a tag whose name differs from its ref stays a question', () => {
  repository.commit('a');
  repository.git('tag', '-a', '-m', 'm', 'v1');
  repository.git('update-ref', 'refs/tags/v2', 'refs/tags/v1');
  repository.git('update-ref', '-d', 'refs/tags/v1');
  compare(['git describe'], repository.folder, ['git describe']);
});

test('a tag that releases of git find differently stays a question', () => {
  repository.commit('base');
  repository.git('checkout', '-q', '-b', 'side');
  repository.git('checkout', '-q', 'main');
  repository.commit('n1');
  repository.commit('n2');
  repository.git('tag', '-a', '-m', 'm', 'near');
  repository.git('checkout', '-q', 'side');
  repository.commit('s1');
  repository.git('tag', '-a', '-m', 'm', 'side-tag');
  repository.git('checkout', '-q', 'main');
  repository.git('merge', '-q', '--no-ff', '-m', 'merge', 'side');
  compare(['git describe', 'git describe --match near'], repository.folder, ['git describe']);
});

test('merges and many tags are answered', () => {
  repository.commit('base');
  for (let i = 0; i < 14; i++) {
    repository.git('checkout', '-q', '-b', `side${i}`);
    repository.commit(`s${i}`);
    if (i % 3 === 0) repository.git('tag', ...(i % 2 === 0 ? ['-a', '-m', 'm'] : []), `v${i}`);
    repository.git('checkout', '-q', 'main');
    repository.commit(`m${i}`);
    repository.git('tag', `m${i}`);
    repository.git('merge', '-q', '--no-ff', '-m', 'merge', `side${i}`);
  }
  const questions = [
    'git describe --tags',
    'git describe --tags --long',
    'git rev-parse --short HEAD',
    'git describe --exact-match',
    ['git', 'describe', '--tags', '--match=m1*'],
  ];
  same(questions);
  repository.git('gc', '-q');
  same(questions);
});

test('packed objects are answered: deltas, packs and loose objects, objects of a different repository', () => {
  const lines = Array.from({ length: 400 }, (_, i) => `line ${i} ${i * i}\n`);
  for (let i = 0; i < 12; i++) {
    lines[i * 7] = `changed ${i}\n`;
    for (const name of ['big', `d${i % 3}/more`, 'd1/deep/er']) repository.write(name, lines.join('') + name);
    repository.write(`tree/${i}`, '');
    repository.git('add', '.');
    repository.git('commit', '-q', '-m', String(i));
    if (i % 4 === 1) repository.git('tag', '-a', '-m', 'm', `v${i}`);
  }
  repository.git('gc', '-q', '--aggressive');
  repository.settle();
  same();
  repository.commit('loose');
  same();
  repository.git('repack', '-q');
  same();
  const borrowing = new GitRepository(twin, `${folder}/borrowing`);
  borrowing.git('clone', '-q', '--shared', repository.folder, '.');
  same(ALL, borrowing.folder);
  borrowing.commit('own');
  borrowing.write('big', 'changed');
  borrowing.git('add', 'big');
  same(ALL, borrowing.folder);
  const shallow = new GitRepository(twin, `${folder}/shallow`);
  shallow.git('clone', '-q', '--depth', '3', `file://${repository.folder}`, '.');
  same(ALL, shallow.folder);
  shallow.git('fetch', '-q', '--tags', '--depth', '5');
  same(ALL, shallow.folder);
});

test('an index over several packs leaves only abbreviations open', () => {
  repository.commit('a');
  repository.git('repack', '-q');
  repository.commit('b');
  repository.git('repack', '-q');
  repository.git('multi-pack-index', 'write');
  compare(['git describe --tags --abbrev=9', ...NAMES, ...DIRTINESS], repository.folder, [
    'git rev-parse --short HEAD',
    'git log -1 --pretty=format:%h',
  ]);
});

test('a linked working tree is answered', () => {
  repository.commit('a');
  repository.git('tag', 'v1');
  repository.git('worktree', 'add', '-q', '-b', 'linked', `${folder}/linked`);
  const linked = new GitRepository(twin, `${folder}/linked`);
  same(ALL, linked.folder);
  linked.commit('only/here');
  linked.settle();
  same(ALL, linked.folder);
  same(ALL, `${linked.folder}/only`);
  linked.write('a', 'changed');
  same(ALL, linked.folder);
  same();
});

test('a linked working tree of a bare repository is answered', () => {
  repository.commit('a');
  const bare = new GitRepository(twin, `${folder}/bare`);
  bare.git('clone', '-q', '--bare', repository.folder, '.');
  bare.git('worktree', 'add', '-q', `${folder}/linked`);
  same(ALL, `${folder}/linked`);
});

test('a working tree that is configured to a different folder stays a question', () => {
  repository.commit('a');
  repository.git('config', 'core.worktree', folder);
  const open = ['git diff --quiet', 'git rev-parse --show-toplevel', 'git rev-parse --git-dir'];
  compare([...open, 'git rev-parse HEAD', 'git describe --always'], repository.folder, open);
});

test('branches are answered with the name of a tag or a remote, and with slashes', () => {
  repository.commit('a');
  const questions = ['git rev-parse --abbrev-ref HEAD', 'git rev-parse HEAD'];
  for (const name of ['topic/x', 'tagged', 'origin', 'config']) {
    repository.git('checkout', '-q', '-b', name);
    same(questions);
  }
  repository.git('tag', 'tagged');
  repository.git('update-ref', 'refs/remotes/origin/main', 'HEAD');
  repository.git('symbolic-ref', 'refs/remotes/origin/HEAD', 'refs/remotes/origin/main');
  for (const name of ['tagged', 'origin']) {
    repository.git('checkout', '-q', name);
    same(questions);
  }
});

test('reftables, other object formats, replaced objects and bare repositories stay questions', () => {
  repository.commit('a');
  repository.commit('b');
  repository.git('replace', 'HEAD', 'HEAD~1');
  compare(['git describe --always', 'git rev-parse HEAD'], repository.folder, ['git describe --always']);
  const other = create('sha256', '--object-format=sha256');
  other.commit('a');
  compare(['git describe --always', 'git rev-parse HEAD', 'git diff --quiet'], other.folder, [
    'git describe --always',
    'git diff --quiet',
  ]);
  const bare = create('bare', '--bare');
  compare(['git rev-parse HEAD', 'git remote'], bare.folder, ['git rev-parse HEAD', 'git remote']);
  mkdirSync(`${repository.folder}/.git/reftable`);
  compare(['git rev-parse HEAD', 'git describe --tags'], repository.folder, [
    'git rev-parse HEAD',
    'git describe --tags',
  ]);
});

test('abbreviations have the configured length, and as many digits as distinguish objects', () => {
  // Two loose blobs whose names share their first digits with the commit's name.
  repository.commit('a');
  const commit = repository.git('rev-parse', 'HEAD');
  const folderOf = `${repository.folder}/.git/objects/${commit.slice(0, 2)}`;
  for (const digits of [6, 9]) {
    const name = commit.slice(0, digits) + (commit[digits] === '0' ? '1' : '0') + commit.slice(digits + 1);
    writeFileSync(`${folderOf}/${name.slice(2)}`, readFileSync(`${folderOf}/${commit.slice(2)}`));
    same(['git rev-parse --short HEAD', 'git rev-parse --short=4 HEAD', 'git describe --always']);
  }
  for (const length of ['4', '12', '40', 'auto', 'no']) {
    repository.git('config', 'core.abbrev', length);
    same(['git rev-parse --short HEAD', 'git describe --always', 'git log -1 --format=%h']);
  }
});

test('log prints names and times', () => {
  repository.gitAt(1_234_567_890, 'commit', '-q', '--allow-empty', '-m', 'text');
  same(
    ['%h %H', '%T', '%ct/%at', '%cs', '%ci', '%cd', '%ai'].flatMap((format) => [
      ['git', 'log', '-1', `--format=${format}`],
      ['git', 'log', '-n1', `--pretty=format:${format}`, 'HEAD'],
      ['git', 'log', '-1', '--date=short', `--pretty=tformat:v${format}`],
    ]),
  );
  same([
    ['git', 'log', '-1', '--date=format:%Y%m%d-%H%M%S', '--format=%cd %ad'],
    ['git', 'log', '-1', '--date=iso', '--format=%cd'],
  ]);
  const open = ['git log -1 --format=%b', 'git log --format=%H', 'git log -1', 'git log -2 --format=%H'];
  compare(open, repository.folder, open);
});

test('remotes are answered: order, several URLs, rewritten URLs, unknown names', () => {
  repository.git('remote', 'add', 'upstream', 'https://example.org/upstream.git');
  repository.git('remote', 'add', 'B', 'git@example.org:b.git');
  repository.git('remote', 'set-url', '--add', 'B', 'other:b.git');
  repository.git('config', 'remote.pushed.pushurl', 'x');
  repository.git('config', 'remote.we"ird\\na.me.url', '  spaced  # value; ');
  const home = `${twin.root}/home`;
  const questions = [
    ...['upstream', 'B', 'unknown', 'global', 'included', '.'].map((name) => `git remote get-url ${name}`),
    ['git', 'remote', 'get-url', 'we"ird\\na.me'],
    'git remote',
  ];
  try {
    same(questions);
    compare(['git remote get-url pushed', 'git remote -v'], repository.folder, [
      'git remote get-url pushed',
      'git remote -v',
    ]);
    writeFileSync(
      `${home}/.gitconfig`,
      '[remote "global"]\n\turl = elsewhere\n[url "ssh://git@example.org/"]\n  insteadOf = https://example.org/ ; the same\n[url "more:"] insteadOf="https://example.org/up"\n[include]\npath = ~/more\n[includeIf "gitdir:/nowhere/"]\npath=conditional\n',
    );
    writeFileSync(`${home}/more`, '\ufeff# comment\n[Remote.included]\nURL = a \\\n  b\\t"; c" ; d\n');
    writeFileSync(`${home}/conditional`, '[user]\nname = somebody\n');
    same(questions);
    writeFileSync(`${home}/conditional`, '[url "x:"]\ninsteadOf = https:\n');
    compare(['git remote get-url upstream', 'git remote'], repository.folder, ['git remote get-url upstream']);
    writeFileSync(`${home}/conditional`, '[remote "x"]\nurl = y\n');
    compare(['git remote'], repository.folder, ['git remote']);
    writeFileSync(`${home}/.gitconfig`, '[broken\n');
    compare(['git remote', 'git diff --quiet'], repository.folder, ['git remote', 'git diff --quiet']);
  } finally {
    for (const name of ['.gitconfig', 'more', 'conditional']) rmSync(`${home}/${name}`, { force: true });
  }
});

test('scripts are answered if they only connect, redirect and end commands', () => {
  repository.commit('a');
  repository.commit('b', 'x y');
  const top = repository.folder;
  same(
    [
      'git rev-parse HEAD 2>/dev/null ',
      'git rev-parse HEAD >/dev/null; git remote',
      'git describe 2>&1',
      'git describe >/dev/null 2>&1',
      'git describe 2>/dev/null && git rev-parse HEAD; git remote get-url x',
      `cd '${top}' && git rev-parse "HEAD"`,
      `set -e; git describe && git remote; git rev-parse HEAD`,
      'set -e; git describe; git rev-parse HEAD',
      'git describe\n\ngit rev-parse HEAD\n',
      'git rev-parse HEAD;',
      `cd ${top}/.git/..; git rev-parse --show-toplevel`,
    ].slice(0, -1),
  );
  const open = [
    'git rev-parse HEAD | sort',
    'git rev-parse `echo HEAD`',
    'git rev-parse $(echo HEAD)',
    'git rev-parse HEAD &',
    'git rev-parse HEAD > file',
    'cd nowhere; git rev-parse HEAD',
    'cd; git rev-parse HEAD',
    'git rev-parse HEAD # comment',
    '! git rev-parse HEAD',
    'git rev-parse HEAD*',
    'git rev-parse HEA\\D',
    ';git rev-parse HEAD',
    'git rev-parse HEAD;;',
    'git rev-parse HEAD &&',
    'set -x; git rev-parse HEAD',
    'if true; then git rev-parse HEAD; fi',
    'git rev-parse "HEAD',
    'X="a b"; git rev-parse $X',
    'git rev-parse HEAD 3>/dev/null',
    '{ git rev-parse HEAD; }',
    'git diff',
    'git diff --quiet a',
    'git describe --tags --contains',
    'git -c core.worktree=/x rev-parse HEAD',
    'git --exec-path=/x rev-parse HEAD',
    'GIT_INDEX_FILE=/x git diff --quiet',
    'git rev-parse HEAD || frobnicate; frobnicate; git remote',
    'git status',
    'git branch',
    'git log -1 --format=%d',
  ];
  compare(open, repository.folder, open);
});

test('a swallowed question still counts, and standard error can go to standard output', () => {
  repository.git('init', '-q');
  expect(
    twin.python(`
import os, subprocess
directory = ${JSON.stringify(repository.folder)}
done = subprocess.run(["git", "rev-parse", "HEAD"], cwd=directory, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
os.chdir(directory)
result = [done.stdout.splitlines()[0][:6], done.stdout.splitlines()[-1], os.system("git rev-parse HEAD"), os.popen("git rev-parse HEAD").read(), subprocess.getoutput("git describe")]
os.environ["GIT_DIR"] = "/nowhere"
result.append(subprocess.run(["git", "rev-parse", "HEAD"], capture_output=True, text=True).stderr)
os.environ["GIT_NAMESPACE"] = "/nowhere"
try: subprocess.run(["git", "rev-parse", "HEAD"])
except FileNotFoundError as error: result += [type(error).__name__, error.question]
result.append(subprocess.run(["git", "describe"], env={}, capture_output=True).returncode)
del os.environ["GIT_DIR"], os.environ["GIT_NAMESPACE"]
`),
  ).toEqual([
    'fatal:',
    'HEAD',
    128 << 8,
    'HEAD\n',
    'fatal: No names found, cannot describe anything.',
    "fatal: not a git repository: '/nowhere'\n",
    'HostQuestion',
    'git rev-parse HEAD (not known: the variable GIT_NAMESPACE)',
    128,
  ]);
});

test('foreign code finds none of the modules and cannot change their builtins', () => {
  repository.commit('a');
  expect(
    twin.python(`
import builtins, subprocess, sys
real = builtins.open
builtins.open = None
try: result = [subprocess.check_output(["git", "rev-parse", "--abbrev-ref", "HEAD"], cwd=${JSON.stringify(repository.folder)}, text=True)]
finally: builtins.open = real
result.append([name for name in ("repository", "commands", "objects", "changes") if name in sys.modules])
`),
  ).toEqual(['main\n', []]);
});
