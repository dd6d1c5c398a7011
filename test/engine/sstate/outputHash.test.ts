/**
 * Output hashes: those of real builds (test/engine/vectors/sstate.json), and what OE-Core's own function says of a
 * folder with everything in it; that needs SIGHOUND_BITBAKE, the folder that holds `bitbake` and `openembedded-core`.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  type OutputDescription,
  type OutputEntry,
  outputHash,
  outputText,
} from '../../../server/src/engine/sstate/outputHash';

const sha256 = (text: string | Buffer): string => createHash('sha256').update(text).digest('hex');

interface Vectors {
  readonly outhash: readonly { readonly task: string; readonly depsig_text: string; readonly outhash: string }[];
}
const { outhash: vectors } = JSON.parse(
  readFileSync(path.resolve(import.meta.dirname, '../vectors/sstate.json'), 'utf8'),
) as Vectors;

/** What a build has recorded, read back into what it was made of. */
function described(task: string, text: string): OutputDescription {
  const [, hashVersion = '', spec = '', , ...lines] = text.trimEnd().split('\n');
  const entries = lines.map((line): OutputEntry => {
    const [, type, permissions = '', size = '', digest = '', name = '', target] =
      /^(.)(...) {11}(.{10}) (.{64}) \.\/?(.*?)(?: -> (.*))?$/.exec(line)!;
    return {
      path: name,
      kind: type === 'd' ? 'directory' : type === 'l' ? 'link' : 'file',
      target: target ?? null,
      leadsToFolder: false,
      owner: null,
      mtime: 0,
      device: null,
      mode: [...permissions].reduce((bits, letter) => bits * 2 + (letter === '-' ? 0 : 1), 0) << 6,
      size: size.trim() === '' ? null : Number(size),
      sha256: digest.trim() === '' ? null : digest,
    };
  });
  return {
    task,
    hashVersion,
    extraData: '',
    packageSpec: spec.replace('SSTATE_PKGSPEC=', ''),
    sourceDateEpoch: 0,
    entries: entries.reverse(),
  };
}

test.each(vectors)('$task of a real build', ({ task, depsig_text: text, outhash }) => {
  const description = described(task, text);
  expect(outputText(description)).toBe(text);
  expect(outputHash(description, sha256)).toBe(outhash);
});

const sources = process.env['SIGHOUND_BITBAKE'];

describe.runIf(sources !== undefined)("OE-Core's own function (needs SIGHOUND_BITBAKE)", () => {
  const [user, group] = ['-un', '-gn'].map((option) => execFileSync('id', [option], { encoding: 'utf8' }).trim()) as [
    string,
    string,
  ];

  test.each([
    ['populate_sysroot', false],
    ['package', true],
    ['package_write_rpm', true],
  ])('%s, owners count: %s', (task, isInPseudo) => {
    const root = mkdtempSync(path.join(tmpdir(), 'sighound-outhash-'));
    try {
      fill(root);
      const values = {
        HASHEQUIV_HASH_VERSION: '18',
        HASHEQUIV_EXTRA_SIGDATA: 'more',
        SSTATE_PKGSPEC: 'sstate:x:',
        SOURCE_DATE_EPOCH: '1000000',
        SSTATE_HASHEQUIV_FILEMAP: '',
      };
      const text = execFileSync(
        'python3',
        [
          '-c',
          JUDGE,
          `${sources}/bitbake/lib`,
          `${sources}/openembedded-core/meta/lib`,
          root,
          task,
          JSON.stringify(values),
        ],
        {
          encoding: 'utf8',
          env: { ...process.env, ...(isInPseudo && { PSEUDO_DISABLED: '0' }) },
        },
      );
      const owner = isInPseudo && !task.startsWith('package_write_') ? { user, group } : null;
      expect(
        outputText({
          task,
          hashVersion: '18',
          extraData: 'more',
          packageSpec: 'sstate:x:',
          sourceDateEpoch: 1_000_000,
          entries: entriesOf(root, owner),
        }),
      ).toBe(text);
    } finally {
      rmSync(root, { recursive: true });
    }
  });

  function fill(root: string): void {
    for (const folder of ['b', 'b/sub', 'b-x', 'a.d', 'sticky', 'é']) mkdirSync(`${root}/${folder}`);
    const files: Readonly<Record<string, number>> = {
      B: 0o644,
      a: 0o755,
      'b/z': 0o600,
      'b/sub/fixmepath': 0o644,
      fixmepath: 0o644,
      'b/fixmepath2': 0o444,
      setuid: 0o4755,
      'setuid-no-x': 0o4644,
      setgid: 0o2755,
      'setgid-no-x': 0o2604,
      '\u{1f600}': 0o640,
      '\uffee': 0o400,
    };
    for (const [name, mode] of Object.entries(files)) {
      writeFileSync(`${root}/${name}`, name);
      chmodSync(`${root}/${name}`, mode);
      utimesSync(`${root}/${name}`, mode, mode * 10_000);
    }
    chmodSync(`${root}/sticky`, 0o1776);
    chmodSync(`${root}/b-x`, 0o1777);
    symlinkSync('b/sub', `${root}/a-link-to-a-folder`);
    symlinkSync('a', `${root}/z-link-to-a-file`);
    symlinkSync('nowhere', `${root}/b/dangling`);
    execFileSync('mkfifo', [`${root}/pipe`]);
  }

  const entriesOf = (root: string, owner: OutputEntry['owner'], below = ''): OutputEntry[] => {
    const file = path.join(root, below);
    const found = lstatSync(file);
    const kind = found.isDirectory() ? 'directory' : found.isSymbolicLink() ? 'link' : found.isFIFO() ? 'pipe' : 'file';
    const entry: OutputEntry = {
      path: below,
      kind,
      owner,
      mode: found.mode & 0o7777,
      mtime: found.mtimeMs / 1000,
      device: null,
      size: kind === 'file' ? found.size : null,
      sha256: kind === 'file' ? sha256(readFileSync(file)) : null,
      target: kind === 'link' ? readlinkSync(file) : null,
      leadsToFolder: kind === 'link' && statSync(file, { throwIfNoEntry: false })?.isDirectory() === true,
    };
    return [
      entry,
      ...(kind === 'directory'
        ? readdirSync(file).flatMap((name) => entriesOf(root, owner, below === '' ? name : `${below}/${name}`))
        : []),
    ];
  };
});

const JUDGE = `
import io, json, sys
sys.path[:0] = sys.argv[1:3]
import bb.utils, oe.sstatesig
class Values(dict):
    def getVar(self, name): return self.get(name)
text = io.BytesIO()
oe.sstatesig.OEOuthashBasic(sys.argv[3], text, sys.argv[4], Values(json.loads(sys.argv[5])))
sys.stdout.buffer.write(text.getvalue())
`;
