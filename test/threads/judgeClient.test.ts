import { describe, expect, test } from 'vitest';
import { DEFAULT_HOST } from '../../server/src/machine/virtualHost';
import { JudgeClient } from '../../server/src/threads/judgeClient';
import type { JudgeReply, JudgeRequest } from '../../server/src/threads/judgeProtocol';
import type { ThreadPlatform } from '../../server/src/threads/port';

const RECIPE = '/layer/magic.bb';

/** A client over threads that answer at once; `ended` has the number of each thread that was ended. */
function scripted(answer: (request: JudgeRequest) => Omit<JudgeReply, 'id'>) {
  const ended: number[] = [];
  let started = 0;
  const threads: ThreadPlatform = {
    start: (_program, events) => {
      const number = ++started;
      return {
        post: (request) => {
          const asked = request as unknown as JudgeRequest;
          queueMicrotask(() => events.onMessage({ id: asked.id, ...answer(asked) } as never));
        },
        ref: () => undefined,
        unref: () => undefined,
        end: async () => void ended.push(number),
      };
    },
    waitedMs: () => 0,
  };
  const client = new JudgeClient({
    threads,
    workerPath: '',
    judge: {
      indexURL: '',
      host: DEFAULT_HOST,
      environment: { environment: {}, original: {} } as never,
      bitbakeDirectory: '/bitbake',
      buildDirectory: '/build',
    },
  });
  return { client, ended, startedThreads: () => started };
}

const KNOWN = { ok: true, value: { variants: [], errors: [], questions: [] } } as const;
const OUT_OF_MEMORY = { ok: false, error: { type: 'MemoryError', message: 'out of memory' } } as const;

describe('a judge whose interpreter has taken most of its memory', () => {
  test('is replaced after its answer, and the recipe is not refused', async () => {
    let isFirst = true;
    const { client, ended, startedThreads } = scripted(({ kind }) => {
      if (kind !== 'evaluate') return { result: KNOWN, isSpent: false };
      const isSpent = isFirst;
      isFirst = false;
      return { result: isSpent ? OUT_OF_MEMORY : KNOWN, isSpent };
    });
    expect(await client.evaluate(RECIPE)).toEqual(OUT_OF_MEMORY);
    expect(ended).toEqual([1]);
    expect(await client.evaluate(RECIPE)).toEqual(KNOWN);
    expect([startedThreads(), ended]).toEqual([2, [1]]);
  });

  test('is kept where it has taken little', async () => {
    const { client, ended, startedThreads } = scripted(() => ({ result: KNOWN, isSpent: false }));
    await client.evaluate(RECIPE);
    await client.evaluate(RECIPE);
    expect([startedThreads(), ended]).toEqual([1, []]);
  });
});
