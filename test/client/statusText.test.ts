/** The text of the status bar item for each state of the server. */
import { expect, test } from 'vitest';
import { TOOLTIP_COMMANDS, statusText, stoppedText } from '../../client/src/views/statusText';
import type { StatusParams } from '../../server/src/protocol/protocol';

const READY: StatusParams = { buildDirectory: '/home/me/poky/build', state: 'ready', divergences: 0, judge: 'idle' };

test.each<[string, Partial<StatusParams>, string]>([
  ['ready', {}, '$(pulse) build: ready'],
  ['a trailing slash', { buildDirectory: '/home/me/qemu/' }, '$(pulse) qemu: ready'],
  ['progress', { state: 'loading', progress: { done: 3, total: 40 } }, '$(loading~spin) build: loading 3/40'],
  ['evaluating', { state: 'evaluating' }, '$(sync~spin) build: evaluating'],
  ['no build directory', { buildDirectory: null, state: 'no-build-directory' }, '$(circle-slash) no build directory'],
  ['failed', { state: 'failed' }, '$(error) build: failed'],
  ['all recipes', { background: { done: 12, total: 949 } }, '$(sync~spin) build: all recipes 12/949'],
  [
    'all recipes, while the open one is evaluated',
    { state: 'evaluating', background: { done: 12, total: 949 } },
    '$(sync~spin) build: evaluating',
  ],
])('the text shows: %s', (_name, change, text) => {
  expect(statusText({ ...READY, ...change }).text).toBe(text);
});

test('the tooltip names release, library, judge and divergences', () => {
  const { tooltip, attention } = statusText({
    ...READY,
    release: '2.18',
    library: 'stand-ins',
    judge: 'working',
    divergences: 2,
  });
  expect(tooltip).toContain('/home/me/poky/build');
  expect(tooltip).toContain('2.18');
  expect(tooltip).toContain('stand-ins');
  expect(tooltip).toContain('Judge: confirming hashes');
  expect(tooltip).toContain('Divergences from BitBake: 2');
  expect(attention).toBe(false);
});

test('the tooltip contains the calibration; a differing BitBake gets a warning and is named next to the state', () => {
  const confirmed = statusText({
    ...READY,
    calibration: { kind: 'confirmed', text: 'confirmed: Sighound and BitBake 2.18.0 agree on 500 tasks' },
  });
  expect(confirmed.tooltip).toContain('Hashes: confirmed: Sighound and BitBake 2.18.0 agree on 500 tasks');
  expect([confirmed.text, confirmed.attention]).toEqual(['$(pulse) build: ready', false]);
  const differs = statusText({
    ...READY,
    calibration: { kind: 'differs', text: 'Sighound and BitBake 2.18.0 differ' },
  });
  expect([differs.text, differs.attention]).toEqual(['$(warning) build: ready, hashes by BitBake', true]);
  expect(
    statusText({ ...READY, calibration: { kind: 'unconfirmed', text: 'not confirmed by BitBake 2.18.0: no reason' } })
      .attention,
  ).toBe(false);
});

test('refused recipes get a warning, and the first one is named', () => {
  const one = statusText({
    ...READY,
    refused: { count: 1, text: 'metadata Python of /layer/a.bb ended its interpreter' },
  });
  expect([one.text, one.attention]).toEqual(['$(warning) build: ready, 1 not evaluated', true]);
  expect(one.tooltip).toContain('Not evaluated: metadata Python of /layer/a.bb ended its interpreter');
  expect(statusText({ ...READY, refused: { count: 3, text: 'it hangs' } }).tooltip).toContain(
    'Not evaluated: it hangs (and 2 more)',
  );
});

test('text from outside is not Markdown', () => {
  expect(statusText({ ...READY, state: 'failed', message: '[x](command:evil) $(zap)' }).tooltip).toContain(
    '\\[x\\](command:evil) \\$\\(zap)',
  );
});

test('a failure gets a warning', () => {
  expect(statusText({ ...READY, state: 'failed' }).attention).toBe(true);
  expect(stoppedText('the language server has stopped').attention).toBe(true);
});

test('every command linked in the tooltip is permitted', () => {
  const linked = [
    ...statusText({ ...READY, background: { done: 1, total: 2 } }).tooltip.matchAll(/\(command:([^)]+)\)/g),
  ].map(([, command]) => command);
  expect(linked).toEqual(TOOLTIP_COMMANDS);
});
