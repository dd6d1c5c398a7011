import { describe, expect, test } from 'vitest';
import { LINE_EVERY_MS, logProgress, terminalProgress } from '../../server/src/node/progress';
import { terminalLine } from '../../server/src/text/terminal';

describe('progress where no terminal shows it', () => {
  test('is a line now and then, with what is being done at that time', () => {
    const written: string[] = [];
    let time = 1000;
    const progress = logProgress(
      (text) => written.push(text),
      () => time,
    );
    for (let recipe = 1; recipe <= 100; recipe++) {
      progress(terminalLine(`${recipe}/100 /r.bb`));
      progress(null);
      time += LINE_EVERY_MS / 10;
    }
    expect(written).toHaveLength(9);
    expect(written.slice(0, 2)).toEqual(['sighound: 11/100 /r.bb\n', 'sighound: 21/100 /r.bb\n']);
  });

  test('leaves no line of what is quickly done', () => {
    const written: string[] = [];
    const progress = logProgress(
      (text) => written.push(text),
      () => 1000,
    );
    progress(terminalLine('1/1 /r.bb'));
    expect(written).toEqual([]);
  });
});

test('progress on a terminal fits on a line, and keeps the count and the end of the path', () => {
  const written: string[] = [];
  const progress = terminalProgress(
    (text) => written.push(text),
    () => 30,
  );
  progress(terminalLine('17/3267 /layers/meta/recipes-core/busybox/busybox_1.37.0.bb'));
  expect(written).toEqual(['\r\x1b[K17/3267 …ox/busybox_1.37.0.bb']);
  progress(null);
  expect(written[1]).toBe('\r\x1b[K');
});
