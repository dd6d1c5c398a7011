/**
 * Attempts to leave an engine without answers: a recipe, the configuration or a question that hangs or ends its thread.
 * Most attempts use threads that do what a text says (`scriptedEngine.ts`); the attempts with metadata need an
 * interpreter each.
 */

import {
  CULPRIT,
  HINT,
  OTHER,
  type Scripted,
  WAYS,
  WAYS_AFTERWARDS,
  asked,
  withScripted,
} from '../support/scriptedEngine';
import { CONFIGURATION, INCLUDED } from '../support/scriptedPaths';
import type { Attempt, AttemptKind } from './attempt';
import { metadataAttempts } from './recoveryMetadata';

const QUESTIONS = ['hashes', 'check', 'compareHosts'] as const;
type Question = (typeof QUESTIONS)[number];

/** All results that are detected only by a later look of the watchdog have the same words. */
const ENDS = 'reported once; the other: 1; refused without a thread; mended: 2';

/** Asks about the culprit, then about the other recipe, then again, then about the repaired culprit. */
async function endsOf(question: Question, expected: string, { client, restarts, culprits }: Scripted): Promise<string> {
  const seen: string[] = [];
  const first = await asked(client, question, CULPRIT);
  seen.push(
    first === `${expected.replace('METHOD', question)}; ${HINT}` && culprits().join() === CULPRIT
      ? 'reported once'
      : `${first}, refused: ${culprits().join()}`,
  );
  seen.push(`the other: ${await asked(client, question, OTHER)}`);
  const before = restarts.length;
  const second = await asked(client, question, CULPRIT);
  seen.push(
    second === first && restarts.length === before
      ? 'refused without a thread'
      : `${second} after ${restarts.length - before} more`,
  );
  await client.setText(CULPRIT, '2');
  seen.push(`mended: ${await asked(client, question, CULPRIT)}${culprits().length > 0 ? ', still refused' : ''}`);
  return seen.join('; ');
}

const ofRecipes: readonly Attempt[] = Object.entries({ ...WAYS, ...WAYS_AFTERWARDS }).flatMap(([way, expected]) =>
  QUESTIONS.map((question): Attempt => ({
    name: `${way}, asked for ${question}`,
    expected: ENDS,
    // The other questions do not differ for the client.
    slow: question !== 'hashes',
    run: () => withScripted({ [CULPRIT]: way, [OTHER]: '1' }, (scripted) => endsOf(question, expected, scripted)),
  })),
);

/** Questions that belong to no recipe: they are ended, and everything else is answered. */
const ofQuestions: readonly Attempt[] = Object.keys(WAYS_AFTERWARDS)
  .filter((way) => way !== 'something is thrown')
  .flatMap((way) =>
    (['hover', 'lenses'] as const).map((question): Attempt => ({
      name: `${way}, asked for ${question}`,
      expected: 'given up; the other: 1; given up without a thread; mended: 2',
      run: () =>
        withScripted({ [CULPRIT]: way, [OTHER]: '1' }, async ({ client, restarts }) => {
          const first = await asked(client, question, CULPRIT);
          const other = await asked(client, question, OTHER);
          const before = restarts.length;
          const second = await asked(client, question, CULPRIT);
          await client.setText(CULPRIT, '2');
          const isGivenUp = first.startsWith('rejected: ');
          return `${isGivenUp ? 'given up' : first}; the other: ${other}; ${second === first && restarts.length === before ? 'given up without a thread' : second}; mended: ${await asked(client, question, CULPRIT)}`;
        }),
    })),
  );

const ofConfiguration: readonly Attempt[] = Object.entries(WAYS).map(([way, expected]): Attempt => {
  const reason = `${expected.replace(CULPRIT, 'the configuration')}; the configuration is not evaluated again until a file that it reads changes`;
  return {
    name: `${way}, in the configuration`,
    expected:
      'the configuration is reported; no thread for the same text; a file of a recipe changes nothing; mended: 1',
    run: () =>
      withScripted({ [CONFIGURATION]: way, [OTHER]: '1' }, async ({ client, restarts }) => {
        const first = await asked(client, 'hashes', OTHER);
        const before = restarts.length;
        const second = await asked(client, 'check', OTHER);
        const isQuiet = second === reason && restarts.length === before;
        await client.setText(INCLUDED, 'changed');
        const third = await asked(client, 'hashes', OTHER);
        const isStill = third === reason && restarts.length === before;
        await client.setText(CONFIGURATION, 'mended');
        return [
          first === reason ? 'the configuration is reported' : first,
          isQuiet ? 'no thread for the same text' : second,
          isStill ? 'a file of a recipe changes nothing' : third,
          `mended: ${await asked(client, 'hashes', OTHER)}`,
        ].join('; ');
      }),
  };
});

const others: readonly Attempt[] = [
  ...Object.keys(WAYS).map((way): Attempt => ({
    name: `${way}, with questions that wait`,
    expected: '1, 1, 1, 1, 1, 1, 1, 1',
    run: () =>
      withScripted({ [CULPRIT]: way, [OTHER]: '1' }, async ({ client }) => {
        const culprit = asked(client, 'hashes', CULPRIT);
        const waiting = await Promise.all(Array.from({ length: 8 }, () => asked(client, 'hashes', OTHER)));
        await culprit;
        return waiting.join(', ');
      }),
  })),
  ...['our code hangs', 'python hangs', 'a pattern backtracks', 'nothing comes'].map((way): Attempt => ({
    name: `${way}, and the engine is restarted by hand`,
    expected: 'rejected: the engine was restarted; the other: 1',
    run: () =>
      withScripted(
        { [CULPRIT]: way, [OTHER]: '1' },
        async ({ client }) => {
          await asked(client, 'hashes', OTHER);
          const culprit = asked(client, 'hashes', CULPRIT);
          await client.restart();
          return `${await culprit}; the other: ${await asked(client, 'hashes', OTHER)}`;
        },
        { pythonMs: 60_000, evaluationMs: 60_000, silenceMs: 60_000, waitingMs: 60_000 },
      ),
  })),
  {
    name: 'what a recipe left behind ends the thread at the next one',
    expected: 'python poisons the next recipe, 1, python poisons the next recipe, 1; refused: nobody',
    run: () =>
      withScripted({ [CULPRIT]: 'python poisons the next recipe', [OTHER]: '1' }, async ({ client, culprits }) => {
        const seen: string[] = [];
        for (const fn of [CULPRIT, OTHER, CULPRIT, OTHER]) seen.push(await asked(client, 'hashes', fn));
        return `${seen.join(', ')}; refused: ${culprits().join() || 'nobody'}`;
      }),
  },
  {
    name: 'Python that is cut off in a thread that others have used',
    expected: 'cut off, after 0 reported ends; the other: 1',
    run: () =>
      withScripted(
        { [CULPRIT]: 'python hangs and can be interrupted', [OTHER]: '1' },
        async ({ client, restarts }) => {
          await asked(client, 'hashes', OTHER);
          return `${await asked(client, 'hashes', CULPRIT)}, after ${restarts.length} reported ends; the other: ${await asked(client, 'hashes', OTHER)}`;
        },
        { graceMs: 10_000 },
      ),
  },
  {
    name: 'our own code throws at the configuration',
    expected: 'rejected: Error: of our own; mended: 1',
    run: () =>
      withScripted({ [CONFIGURATION]: 'our code throws', [OTHER]: '1' }, async ({ client }) => {
        const first = await asked(client, 'hashes', OTHER);
        await client.setText(CONFIGURATION, 'mended');
        await client.filesChanged([OTHER]);
        return `${first}; mended: ${await asked(client, 'hashes', OTHER)}`;
      }),
  },
  {
    name: 'a file that the culprit includes is changed',
    expected: 'mended: 2',
    run: () =>
      withScripted({ [CULPRIT]: 'the thread exits', [OTHER]: '1' }, async ({ client, culprits }) => {
        await asked(client, 'hashes', CULPRIT);
        await client.setText(INCLUDED, 'changed');
        if (culprits().length > 0) return 'still refused';
        await client.setText(CULPRIT, '2');
        return `mended: ${await asked(client, 'hashes', CULPRIT)}`;
      }),
  },
  {
    name: 'a file that the culprit does not know of is changed 50 times',
    expected: 'ends: 0',
    run: () =>
      withScripted({ [CULPRIT]: 'the thread exits', [OTHER]: '1' }, async ({ client, restarts }) => {
        await asked(client, 'hashes', CULPRIT);
        const before = restarts.length;
        for (let edit = 0; edit < 50; edit++) {
          await client.setText(OTHER, String(edit));
          await asked(client, 'hashes', CULPRIT);
        }
        return `ends: ${restarts.length - before}`;
      }),
  },
];

export const recovery: AttemptKind = {
  kind: 'recovery',
  attempts: [...ofRecipes, ...ofQuestions, ...ofConfiguration, ...others, ...metadataAttempts],
};
