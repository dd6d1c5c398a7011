import { describe, expect, it } from 'vitest';
import { tryAttempt } from './attempt';
import { KINDS } from './kinds';

describe.each(KINDS)('$kind', ({ attempts }) => {
  it('tells its attempts apart', () => {
    expect(new Set(attempts.map(({ name }) => name)).size).toBe(attempts.length);
  });

  it.each(attempts.filter(({ slow }) => slow !== true))('$name', async (attempt) => {
    expect((await tryAttempt(attempt)).seen).toBe(attempt.expected);
  });
});
