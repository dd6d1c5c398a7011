/** The log of accesses to a file source, and texts that are assumed for a while. */
import { describe, expect, test } from 'vitest';
import { AccessLog, RecordingFileSource } from '../../../server/src/engine/files/accessLog';
import type { FileSource } from '../../../server/src/engine/files/fileSource';
import { MemoryFileSource } from '../../../server/src/engine/files/memoryFileSource';
import { MOVED, isLasting } from '../../../server/src/engine/files/stamp';

test('reading a part of a file is logged like reading the whole, and gives the assumed text', () => {
  const files = new RecordingFileSource(new MemoryFileSource({ '/a': 'hello' }));
  const log = new AccessLog();
  const read = (): string => new TextDecoder().decode(files.recording(log, () => files.readPart('/a', 1, 3)));
  expect(read()).toBe('ell');
  expect(files.supposing(new Map([['/a', 'other']]), read)).toBe('the');
  expect(log.dependsOn('/a')).toBe(true);
});

test('a file that the caller already knows is logged like a file that is read', () => {
  const files = new RecordingFileSource(new MemoryFileSource({ '/a': '', '/b': '' }));
  const log = new AccessLog();
  files.recording(log, () => files.note('/a'));
  files.note('/b');
  expect([...log.paths()]).toEqual(['/a']);
});

test('an assumed file is in its folder, and that folder in its parent, whether they exist or not', () => {
  const files = new RecordingFileSource(new MemoryFileSource({ '/layer/a.bb': '' }));
  const seen = (): unknown => [
    files.list('/layer'),
    files.list('/layer/new/deep'),
    files.stat('/layer/new')?.kind,
    files.stat('/layer/new/deep/b.bb')?.size,
    files.list('/lay'),
    files.stat('/lay'),
  ];
  expect(files.supposing(new Map([['/layer/new/deep/b.bb', 'text']]), seen)).toEqual([
    ['a.bb', 'new'],
    ['b.bb'],
    'directory',
    4,
    undefined,
    undefined,
  ]);
  expect(seen()).toEqual([['a.bb'], undefined, undefined, undefined, undefined, undefined]);
});

const NOTHING: FileSource = {
  stat: () => undefined,
  readBytes: () => undefined,
  readPart: () => undefined,
  readText: () => ({ kind: 'missing' }),
  list: () => undefined,
  readLink: () => undefined,
};

describe('a file that changes while it is read', () => {
  const holding = (text: string, ctimeMs: number): FileSource => {
    const memory = new MemoryFileSource({ '/a': text });
    return {
      ...NOTHING,
      stat: (path) => ({ ...memory.stat(path)!, ctimeMs }),
      readText: (path) => memory.readText(path),
    };
  };

  /** The logged stamp of `/a` where the file changes before, during or after the read. */
  function stampOf(when: 'never' | 'before' | 'while' | 'after' | 'before it is read again'): string | undefined {
    let now = holding('old', 1);
    const change = (): void => {
      now = holding('new', 2);
    };
    const base: FileSource = {
      ...NOTHING,
      stat: (path) => now.stat(path),
      readText: (path) => {
        if (when === 'while') change();
        return now.readText(path);
      },
    };
    const files = new RecordingFileSource(base);
    const log = new AccessLog();
    if (when === 'before') change();
    files.recording(log, () => files.readText('/a'));
    if (when === 'after' || when === 'before it is read again') change();
    if (when === 'before it is read again') files.recording(log, () => files.readText('/a'));
    return log.stamped().get('/a');
  }

  test('has the stamp of the text that was read, or none', () => {
    const [old, changed] = [stampOf('never'), stampOf('before')];
    expect(old).not.toBe(changed);
    expect(isLasting(old!)).toBe(true);
    expect(stampOf('after')).toBe(old);
    expect(stampOf('while')).toBe(MOVED);
    expect(stampOf('before it is read again')).toBe(MOVED);
  });

  test('keeps the stamp of the remembered read until the source is notified of the change', () => {
    let now = holding('old', 1);
    const files = new RecordingFileSource({
      ...NOTHING,
      stat: (path) => now.stat(path),
      readText: (path) => now.readText(path),
    });
    files.readText('/a');
    now = holding('new', 2);
    const noted = (): string | undefined => {
      const log = new AccessLog();
      files.recording(log, () => files.note('/a'));
      return log.stamped().get('/a');
    };
    expect(noted()).toBe(stampOf('never'));
    files.forget(['/a']);
    expect(noted()).toBe(stampOf('before'));
  });
});
