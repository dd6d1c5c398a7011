/** Repositories that are small on disk and endless in memory are reported as unknown; the interpreter stays usable. */

import { writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import { beforeEach, expect, test } from 'vitest';
import { headFiles } from '../../server/src/pyodide/pythonHeadFiles';
import { GitRepository, GitTwin } from '../support/git';

/** The numbers of kinds in a pack: a blob, and an object that is made from one some bytes before it. */
const BLOB = 3;
const OFFSET_DELTA = 6;
const MIB = 1024 * 1024;

let twin: GitTwin;
let repository: GitRepository;

GitTwin.forTests((made) => (twin = made));

beforeEach(() => {
  repository = GitRepository.init(twin, twin.newFolder());
});

function isSmallRepositoryAnswered(): void {
  const other = GitRepository.init(twin, twin.newFolder());
  other.commit('a');
  expect(twin.ask([['git', 'rev-parse', 'HEAD']], other.folder)).toMatchObject([
    { code: 0, stdout: `${other.git('rev-parse', 'HEAD')}\n` },
  ]);
}

test('trees that contain the same tree a hundred times each are unknown', () => {
  repository.write('file', 'text\n');
  repository.git('add', 'file');
  repository.run(`
    tree=$(git write-tree)
    for level in 1 2 3 4; do
      tree=$(for entry in $(seq 100); do printf '040000 tree %s\\td%s\\n' $tree $entry; done | git mktree)
    done
    git -c user.name=A -c user.email=a@example.org commit-tree -m bomb $tree > .git/refs/heads/main
    git rm -q --cached file`);
  expect(headFiles(twin).changes(repository.folder)).toMatchObject({ kind: 'unknown' });
  isSmallRepositoryAnswered();
});

test('deltas that repeatedly make a big object, each from the previous one, are unknown', () => {
  const size = 30 * MIB;
  const half = size / 2;
  const pieces = packed([
    entry(BLOB, size, Buffer.alloc(0), Buffer.alloc(size)),
    ...Array.from({ length: 40 }, (_, at) => (before: number): Buffer => {
      // All of the previous content, and at the end a small object.
      const delta =
        at < 39
          ? Buffer.concat([sizeBytes(size), sizeBytes(size), copy(0, half), copy(half, half - 1), Buffer.from([1, at])])
          : Buffer.concat([sizeBytes(size), sizeBytes(2), Buffer.from([2, 0x68, 0x69])]);
      return entry(OFFSET_DELTA, delta.length, offsetBytes(before), delta);
    }),
  ]);
  writeFileSync(`${repository.folder}/bomb.pack`, pieces);
  repository.run('git index-pack bomb.pack > /dev/null && mv bomb.pack bomb.idx .git/objects/pack/');
  const small = createHash('sha1').update('blob 2\0hi').digest('hex');
  expect(repository.git('cat-file', 'blob', small)).toBe('hi');
  repository.run(
    `git update-index --add --cacheinfo 100644,${small},file && git -c user.name=A -c user.email=a@example.org commit -qm small && git rm -q --cached file`,
  );
  expect(headFiles(twin).content(`${repository.folder}/file`)).toMatchObject({ kind: 'unknown' });
  isSmallRepositoryAnswered();
});

/** A pack of entries; an entry that is made from the previous entry receives the distance to it in bytes. */
function packed(entries: readonly (Buffer | ((before: number) => Buffer))[]): Buffer {
  const header = Buffer.alloc(12);
  header.write('PACK');
  header.writeUInt32BE(2, 4);
  header.writeUInt32BE(entries.length, 8);
  const made: Buffer[] = [header];
  for (const one of entries) made.push(typeof one === 'function' ? one(made.at(-1)?.length ?? 0) : one);
  const content = Buffer.concat(made);
  return Buffer.concat([content, createHash('sha1').update(content).digest()]);
}

function entry(kind: number, size: number, base: Buffer, content: Buffer): Buffer {
  const head = [(kind << 4) | (size & 15)];
  for (let rest = Math.floor(size / 16); rest > 0; rest = Math.floor(rest / 128)) {
    head[head.length - 1] = (head.at(-1) ?? 0) | 0x80;
    head.push(rest & 0x7f);
  }
  return Buffer.concat([Buffer.from(head), base, deflateSync(content)]);
}

/** A size at the start of a delta: seven bits in each byte, the lowest first. */
function sizeBytes(size: number): Buffer {
  const bytes: number[] = [];
  for (let rest = size; ; rest = Math.floor(rest / 128)) {
    bytes.push(rest & 0x7f);
    if (rest < 128) return Buffer.from(bytes);
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) | 0x80;
  }
}

/** The distance back to another entry: seven bits in each byte, the highest first, each further byte one more. */
function offsetBytes(distance: number): Buffer {
  const bytes = [distance & 0x7f];
  for (let rest = Math.floor(distance / 128); rest > 0; rest = Math.floor(rest / 128))
    bytes.unshift(0x80 | (--rest & 0x7f));
  return Buffer.from(bytes);
}

/** The command of a delta that copies from the base, less than 16 MiB. */
function copy(start: number, length: number): Buffer {
  const bytes = [0x80];
  const add = (value: number, flag: number): void => {
    if (value === 0) return;
    bytes[0] = (bytes[0] ?? 0) | flag;
    bytes.push(value);
  };
  for (const at of [0, 1, 2]) add((start >> (8 * at)) & 0xff, 1 << at);
  for (const at of [0, 1, 2]) add((length >> (8 * at)) & 0xff, 0x10 << at);
  return Buffer.from(bytes);
}
