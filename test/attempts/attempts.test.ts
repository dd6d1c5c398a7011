import { describe, expect, it } from 'vitest';
import { tryAttempt } from './attempt';
import { KINDS } from './kinds';

for (const { kind, attempts } of KINDS) {
  describe(kind, () => {
    it('distinguishes its attempts', () => {
      expect(new Set(attempts.map(({ name }) => name)).size).toBe(attempts.length);
    });

    for (const attempt of attempts) {
      it.skipIf(attempt.slow)(attempt.name, async () => {
        expect((await tryAttempt(attempt)).seen).toBe(attempt.expected);
      });
    }
  });
}
