/** Names of objects and of signatures, compared with those that BitBake gives: test/engine/vectors/sstate.json. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { readHashFilename, sstateObjectPath } from '../../../server/src/engine/sstate/objectNames';
import { sigbasedataPath, sigdataPath, taintPath } from '../../../server/src/engine/sstate/stampNames';

interface Vectors {
  readonly sstate_filename: readonly {
    readonly spec: string;
    readonly extrapath: string;
    readonly unihash: string;
    readonly task: string;
    readonly siginfo_suffix: boolean;
    readonly path: string;
  }[];
  readonly stamp_names: readonly {
    readonly STAMP: string;
    readonly task: string;
    readonly basehash: string;
    readonly hash: string;
    readonly sigbasedata: string;
    readonly sigdata: string;
  }[];
}
const vectors = JSON.parse(
  readFileSync(path.resolve(import.meta.dirname, '../vectors/sstate.json'), 'utf8'),
) as Vectors;

describe('objects', () => {
  test.each(vectors.sstate_filename)(
    '$path',
    ({ spec, extrapath, unihash, task, siginfo_suffix: isSiginfo, path: expected }) => {
      // The first word decides about the folder of the build host; software specs have no architecture.
      const hashFilename = readHashFilename(`${extrapath === '' ? 'False' : 'True'} ${spec} ${spec}`)!;
      expect(
        sstateObjectPath({
          hashFilename,
          task: `do_${task}`,
          unihash,
          nativeLsbString: extrapath.slice(0, -1),
          part: isSiginfo ? 'siginfo' : 'archive',
        }),
      ).toBe(expected);
    },
  );

  test('an object that depends on no architecture has the other spec, and no folder of a build host', () => {
    const hashFilename = readHashFilename(
      'True sstate:x-native:x86_64-linux:1.0:r0:x86_64:14: sstate:x-native::1.0:r0::14:',
    )!;
    const object = { hashFilename, unihash: 'ab'.repeat(32), nativeLsbString: 'universal', part: 'archive' } as const;
    expect(sstateObjectPath({ ...object, task: 'do_populate_lic' })).toBe(
      `ab/ab/sstate:x-native::1.0:r0::14:${'ab'.repeat(32)}_populate_lic.tar.zst`,
    );
    expect(sstateObjectPath({ ...object, task: 'do_populate_sysroot' })).toBe(
      `universal/ab/ab/sstate:x-native:x86_64-linux:1.0:r0:x86_64:14:${'ab'.repeat(32)}_populate_sysroot.tar.zst`,
    );
  });

  test('archive and signature of a long name are cut to the same name', () => {
    const hashFilename = readHashFilename(
      `False sstate:${'n'.repeat(90)}:${'a'.repeat(60)}:${'v'.repeat(60)}:r0:arch:14: sstate:${'n'.repeat(90)}::1:r0::14:`,
    )!;
    const object = { hashFilename, task: 'do_package', unihash: 'c'.repeat(64), nativeLsbString: '' };
    const archive = sstateObjectPath({ ...object, part: 'archive' })!;
    expect(archive.length - 'cc/cc/'.length).toBeLessThanOrEqual(246);
    expect(sstateObjectPath({ ...object, part: 'siginfo' })).toBe(`${archive}.siginfo`);
  });

  test('an object whose name cannot be cut to fit has no name', () => {
    const hashFilename = readHashFilename(`False sstate:${'n'.repeat(230)}:a:v:r0:arch:14: sstate:n::v:r0::14:`)!;
    expect(
      sstateObjectPath({
        hashFilename,
        task: 'do_package',
        unihash: 'c'.repeat(64),
        nativeLsbString: '',
        part: 'archive',
      }),
    ).toBeNull();
  });

  test('the name contains INVALID without a hash, as BitBake writes it', () => {
    const hashFilename = readHashFilename('False sstate:n:a:v:r0:arch:14: sstate:n::v:r0::14:')!;
    expect(
      sstateObjectPath({ hashFilename, task: 'do_package', unihash: '', nativeLsbString: '', part: 'archive' }),
    ).toBe('IN/VA/sstate:n:a:v:r0:arch:14:INVALID_package.tar.zst');
  });

  test.each(['', 'False', 'False sstate:a:b'])('`%s` names no objects', (text) => {
    expect(readHashFilename(text)).toBeNull();
  });
});

describe('stamps', () => {
  test.each(vectors.stamp_names)(
    'signatures of $task below $STAMP',
    ({ STAMP: stamp, task, basehash, hash, sigbasedata, sigdata }) => {
      expect(sigbasedataPath({ stamp, task, hash: basehash })).toBe(sigbasedata);
      expect(sigdataPath({ stamp, task, hash })).toBe(sigdata);
    },
  );

  test('a taint stands beside the stamps of its task', () => {
    expect(taintPath({ stamp: '/s/p/1.0', task: 'do_a' })).toBe('/s/p/1.0.do_a.taint');
  });
});
