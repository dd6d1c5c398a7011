/** What was asked of a file source, and texts that are supposed for a while. */
import { expect, test } from 'vitest';
import { AccessLog, RecordingFileSource } from '../../../server/src/engine/files/accessLog';
import { MemoryFileSource } from '../../../server/src/engine/files/memoryFileSource';

test('a part of a file is noted like the whole, and is of the text that is supposed', () => {
  const files = new RecordingFileSource(new MemoryFileSource({ '/a': 'hello' }));
  const log = new AccessLog();
  const read = (): string => new TextDecoder().decode(files.recording(log, () => files.readPart('/a', 1, 3)));
  expect(read()).toBe('ell');
  expect(files.supposing(new Map([['/a', 'other']]), read)).toBe('the');
  expect(log.dependsOn('/a')).toBe(true);
});

test('what is known from before is noted like what is asked for', () => {
  const files = new RecordingFileSource(new MemoryFileSource({ '/a': '', '/b': '' }));
  const log = new AccessLog();
  files.recording(log, () => files.note('/a'));
  files.note('/b');
  expect([...log.paths()]).toEqual(['/a']);
});

test('a file that is supposed is in its folder, and that in the next, whether they are there or not', () => {
  const files = new RecordingFileSource(new MemoryFileSource({ '/layer/a.bb': '' }));
  const seen = (): unknown => [files.list('/layer'), files.list('/layer/new/deep'), files.stat('/layer/new')?.kind, files.stat('/layer/new/deep/b.bb')?.size, files.list('/lay'), files.stat('/lay')];
  expect(files.supposing(new Map([['/layer/new/deep/b.bb', 'text']]), seen)).toEqual([['a.bb', 'new'], ['b.bb'], 'directory', 4, undefined, undefined]);
  expect(seen()).toEqual([['a.bb'], undefined, undefined, undefined, undefined, undefined]);
});
