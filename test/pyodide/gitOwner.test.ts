/**
 * A repository of a different user: git answers where the user's configuration trusts it, and all other questions stay
 * open.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { beforeEach, expect, test } from 'vitest';
import type { FileSource } from '../../server/src/engine/files/fileSource';
import { nodeFileSource } from '../../server/src/node/nodeFileSource';
import { GitRepository, GitTwin } from '../support/git';

const OTHER_USER = 4711;
const AS_FOREIGN = { GIT_TEST_ASSUME_DIFFERENT_OWNER: '1' };
const QUESTIONS = [
  'git rev-parse HEAD',
  'git rev-parse --abbrev-ref HEAD',
  'git rev-parse --show-toplevel',
  'git describe --always',
  'git diff --quiet HEAD',
  'git status --porcelain',
  'git log -1 --format=%H',
];
let twin: GitTwin;
let repository: GitRepository;
let foreign: string;

const disk = nodeFileSource();
const files: FileSource = {
  ...disk,
  stat: (path) => {
    const found = disk.stat(path);
    return found !== undefined && path.startsWith(foreign) ? { ...found, foreignOwner: OTHER_USER } : found;
  },
};
GitTwin.forTests((made) => (twin = made), files);

beforeEach(() => {
  foreign = '/nowhere';
  repository = GitRepository.init(twin, `${twin.newFolder()}/work`);
  repository.commit('a');
  repository.settle();
  configure('');
});

function configure(text: string): void {
  writeFileSync(`${twin.root}/home/.gitconfig`, text);
}

function same(questions: readonly string[]): void {
  const answers = twin.ask(questions, repository.folder);
  expect(answers).toEqual(
    questions.map((question) => twin.run(question, repository.folder, foreign === '/nowhere' ? {} : AS_FOREIGN)),
  );
}

function open(questions: readonly string[], cwd = repository.folder): void {
  expect(twin.ask(questions, cwd)).toEqual(questions.map(() => 'unanswered'));
}

test.each(['', '/.git'])('files of a different user are not asked: work%s', (part) => {
  same(QUESTIONS);
  foreign = repository.folder + part;
  open(QUESTIONS);
  mkdirSync(`${repository.folder}/below`);
  open(QUESTIONS, `${repository.folder}/below`);
});

test('a repository that the user trusts is asked', () => {
  foreign = repository.folder;
  for (const text of [
    'directory = *',
    `directory = ${repository.folder}`,
    `directory = /elsewhere\n directory = ${repository.folder}`,
  ]) {
    configure(`[safe]\n ${text}\n`);
    same(QUESTIONS);
  }
});

test('a repository is not asked if the user trusts a different one, or no longer trusts it', () => {
  foreign = repository.folder;
  for (const text of ['directory = /elsewhere', 'directory = *\n directory =', `directory = ${repository.folder}/..`]) {
    configure(`[safe]\n ${text}\n`);
    open(QUESTIONS);
  }
});

test('the repository cannot declare itself as trusted', () => {
  repository.git('config', 'safe.directory', '*');
  foreign = repository.folder;
  open(QUESTIONS);
});

test('a given git directory is asked, whoever owns it', () => {
  foreign = repository.folder;
  same([
    `git --git-dir ${repository.folder}/.git --work-tree ${repository.folder} describe --always`,
    `git --git-dir ${repository.folder}/.git rev-parse HEAD`,
  ]);
});

test('differences from HEAD are reported nevertheless: they are no question to git', () => {
  foreign = repository.folder;
  repository.write('a', 'other');
  expect(JSON.parse(twin.atHead('changes', repository.folder))).toMatchObject({
    kind: 'known',
    files: [['a', ['a', null]]],
  });
});
