/** After any change of a repository, the sandbox gives the same answers about it as git, or none. */
import fc from 'fast-check';
import { chmodSync, mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { GitRepository, GitTwin } from '../support/git';

const QUESTIONS = [
  'git diff --quiet',
  'git diff --quiet --cached',
  'git diff --quiet HEAD',
  'git describe --tags --dirty',
  'git describe --dirty',
  'git describe --tags --long',
  'git describe --always',
  'git rev-parse --short HEAD',
  'git rev-parse --abbrev-ref HEAD',
  'git rev-parse HEAD',
  'git log -1 --format=%h-%ct-%cd',
  'git status --porcelain',
  'git status --porcelain -uno',
  'git tag --points-at HEAD',
  'git rev-list --count HEAD',
];
const RUNS = 40;

const file = fc.constantFrom('a', 'b', 'd/c', 'd/e/f', 'd');
const name = fc.constantFrom('main', 'one', 'two');
const git = (...words: readonly (string | fc.Arbitrary<string>)[]): fc.Arbitrary<readonly string[]> =>
  fc.tuple(...words.map((word) => (typeof word === 'string' ? fc.constant(word) : word)));
/** A step: `git` with words, or a change of a file. */
const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.tuple(
      fc.constantFrom('write', 'touch', 'remove', 'chmod', 'link'),
      file,
      fc.constantFrom('1', '2', '22', '\r\n', ''),
    ),
  },
  { weight: 4, arbitrary: git('git', 'add', fc.constantFrom('-A', '-u', '-N', '-f'), file) },
  { weight: 5, arbitrary: git('git', 'commit', '-q', '--allow-empty', '-m', 'm') },
  { weight: 3, arbitrary: git('git', 'commit', '-q', '--allow-empty', '-a', '-m', 'm') },
  { weight: 2, arbitrary: git('git', 'tag', '-f', fc.constantFrom('t1', 't2', 't3')) },
  { weight: 2, arbitrary: git('git', 'tag', '-f', '-a', '-m', 'm', fc.constantFrom('v1', 'v2', 'v3')) },
  { weight: 3, arbitrary: git('git', 'checkout', '-q', '-f', '-B', name) },
  { weight: 3, arbitrary: git('git', 'checkout', '-q', '-f', name) },
  { weight: 3, arbitrary: git('git', 'merge', '-q', '--no-ff', '-m', 'm', name) },
  { weight: 1, arbitrary: git('git', 'checkout', '-q', '-f', '--detach', 'HEAD~1') },
  {
    weight: 1,
    arbitrary: git(
      'git',
      'reset',
      '-q',
      fc.constantFrom('--soft', '--mixed', '--hard'),
      fc.constantFrom('HEAD', 'HEAD~1'),
    ),
  },
  { weight: 1, arbitrary: git('git', 'rm', '-q', '-r', '-f', '--cached', file) },
  {
    weight: 1,
    arbitrary: git(
      'git',
      'update-index',
      fc.constantFrom('--assume-unchanged', '--skip-worktree', '--no-skip-worktree', '--chmod=+x'),
      file,
    ),
  },
  { weight: 1, arbitrary: git('git', 'update-index', '--index-version', fc.constantFrom('2', '4')) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      ['git', 'gc', '-q'],
      ['git', 'repack', '-q'],
      ['git', 'pack-refs', '--all'],
      ['git', 'status'],
    ),
  },
  { weight: 1, arbitrary: fc.constant(['settle']) },
);

let twin: GitTwin;
GitTwin.forTests((made) => (twin = made));

function apply(repository: GitRepository, words: readonly string[], seconds: number): void {
  const [what = '', name_ = '', text = ''] = words;
  const target = path.join(repository.folder, name_);
  try {
    if (what === 'git') repository.gitAt(seconds, ...words.slice(1));
    else if (what === 'settle') repository.settle();
    else if (what === 'write') repository.write(name_, text);
    else if (what === 'touch') repository.twin.run(['touch', name_], repository.folder);
    else if (what === 'remove') rmSync(target, { recursive: true, force: true });
    else if (what === 'chmod') chmodSync(target, text.length === 1 ? 0o755 : 0o644);
    else {
      mkdirSync(path.dirname(target), { recursive: true });
      rmSync(target, { force: true });
      symlinkSync(`a${text}`, target);
    }
  } catch {
    // A step that is impossible now is skipped.
  }
}

/** A commit: its parents, as the number of commits back; the time since the previous commit; its tags. */
const commit = fc.record({
  parents: fc.oneof(
    { weight: 3, arbitrary: fc.constant([1]) },
    { weight: 2, arbitrary: fc.uniqueArray(fc.integer({ min: 1, max: 8 }), { minLength: 0, maxLength: 3 }) },
  ),
  later: fc.constantFrom(0, 0, 1, 5, -7),
  tags: fc.oneof(
    { weight: 4, arbitrary: fc.constant([]) },
    { weight: 1, arbitrary: fc.array(fc.constantFrom('light', 'annotated'), { maxLength: 2 }) },
  ),
});

/** The history in the format of `git fast-import`. */
function historyStream(
  commits: readonly { parents: readonly number[]; later: number; tags: readonly string[] }[],
): string {
  const lines: string[] = [];
  const annotated: string[] = [];
  let seconds = 1_600_000_000;
  commits.forEach(({ parents, later, tags }, index) => {
    seconds += later;
    const person = `A <a@example.org> ${seconds} +0000`;
    const [first, ...others] = parents.map((back) => index - back).filter((parent) => parent >= 0);
    lines.push('commit refs/heads/main', `mark :${index + 1}`, `author ${person}`, `committer ${person}`, 'data 0');
    lines.push(
      ...(first === undefined ? ['from 0000000000000000000000000000000000000000'] : [`from :${first + 1}`]),
      ...others.map((parent) => `merge :${parent + 1}`),
      '',
    );
    tags.forEach((kind, number) => {
      const tag = `t${(index * 7) % 10}-${index}-${number}`;
      if (kind === 'light') lines.push(`reset refs/tags/${tag}`, `from :${index + 1}`, '');
      else
        annotated.push(
          `tag ${tag}`,
          `from :${index + 1}`,
          `tagger A <a@example.org> ${seconds + ((index * 13) % 5)} +0000`,
          'data 0',
          '',
        );
    });
  });
  return [...lines, ...annotated].join('\n');
}

test("random histories get git's answers", () => {
  const questions = [
    'git describe',
    'git describe --tags',
    'git describe --tags --long',
    'git describe --always --abbrev=5',
    'git describe --match=t1*',
    'git describe --tags --match=t[0-4]-*',
  ].map((question) => question.split(' '));
  let asked = 0;
  let open = 0;
  fc.assert(
    fc.property(fc.array(commit, { minLength: 5, maxLength: 90 }), (commits) => {
      const repository = GitRepository.init(twin, twin.newFolder());
      repository.write('stream', historyStream(commits));
      repository.run('git fast-import --quiet --export-marks=marks < stream');
      const names = readFileSync(path.join(repository.folder, 'marks'), 'utf8')
        .trim()
        .split('\n')
        .map((line) => line.split(' ')[1]);
      for (let index = names.length - 1; index >= 0; index -= 11) {
        repository.write('.git/HEAD', `${names[index]}\n`);
        const answers = twin.ask(questions, repository.folder);
        asked += questions.length;
        open += answers.filter((answer) => answer === 'unanswered').length;
        expect(answers).toEqual(
          questions.map((question, i) =>
            answers[i] === 'unanswered' ? 'unanswered' : twin.run(question, repository.folder),
          ),
        );
      }
    }),
    { numRuns: RUNS / 2, endOnFailure: true },
  );
  // The questions that releases of git answer differently.
  expect(open).toBeLessThan(asked / 20);
});

test("random repositories get git's answers", () => {
  let open = 0;
  fc.assert(
    fc.property(fc.array(fc.tuple(step, fc.nat(3)), { minLength: 5, maxLength: 25 }), (steps) => {
      const repository = GitRepository.init(twin, twin.newFolder());
      let seconds = 1_600_000_000;
      steps.forEach(([words, later], index) => {
        // The order of commits within one second is arbitrary.
        seconds += later;
        apply(repository, words, seconds);
        if (index % 5 !== 4 && index !== steps.length - 1) return;
        const answers = twin.ask(QUESTIONS, repository.folder);
        const expected = QUESTIONS.map((question, i) =>
          answers[i] === 'unanswered' ? 'unanswered' : twin.run(question, repository.folder),
        );
        open += answers.filter((answer) => answer === 'unanswered').length / QUESTIONS.length;
        expect(answers).toEqual(expected);
      });
    }),
    { numRuns: RUNS, endOnFailure: true },
  );
  // These are rare: conflicts, and tags that releases of git find differently.
  expect(open).toBeLessThan(RUNS * 5 * 0.1);
});
