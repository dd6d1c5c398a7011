/** The parts of `d` other than variables: the same Python code that was run in BitBake, and BitBake's answers. */

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { RECORDED_RELEASES } from '../../server/src/engine/base/release';
import type { Datastore } from '../../server/src/engine/datastore/datastore';
import type { PyodideEvaluator } from '../../server/src/pyodide/pyodideEvaluator';
import { createStore, evaluated, loadTestPython } from '../support/python';

interface Recorded {
  readonly setup: readonly string[];
  readonly questions: readonly { readonly code: string; readonly answers: Readonly<Record<string, string>> }[];
}

const recorded = JSON.parse(readFileSync(path.join(import.meta.dirname, 'datastore.json'), 'utf8')) as Recorded;

let python: PyodideEvaluator;
beforeAll(async () => {
  python = await loadTestPython();
});

/** The datastore in which the questions were asked. */
function store(release = RECORDED_RELEASES[2]): Datastore {
  const d = createStore(python, release);
  const result = python.define(`def fill(d):\n${recorded.setup.map((line) => `    ${line}\n`).join('')}`, '/fill', 1);
  if (!result.ok) throw new Error(result.error.message);
  return d;
}

describe('recorded answers of BitBake', () => {
  for (const { code, answers } of recorded.questions) {
    for (const release of RECORDED_RELEASES) {
      const answer = answers[release.version];
      if (answer === undefined) continue;
      test(`${code} (${release.version})`, () => {
        const d = store(release);
        const result = python.evaluate(`(fill(d), (${code}))[1]`, d);
        expect(result.ok ? result.value : `raises ${result.error.type}`).toBe(answer);
      });
    }
  }
});

describe('an attribute that only BitBake itself can answer is unknown, with its name as the reason', () => {
  const questions = [
    'd.nothingLikeIt',
    'getattr(d, "nothingLikeIt", "guess")',
    'hasattr(d, "nothingLikeIt")',
    'd.get_hash()',
    'd.dict["_data"]',
    '"A" in d.expand_cache',
    'd.inchistory.children',
    '(d.enableTracking(), d.varhistory.variable("A"))',
    'd.overridedata.clear()',
    'd.overridedata["A"].append(1)',
    'd._makeShadowCopy("A")',
    'd.varhistory.nothingLikeIt',
  ];
  for (const code of questions) {
    test(code, () => {
      const d = store();
      d.setVar('A:x', '1');
      const result = python.evaluate(code, d);
      expect(result.ok ? null : result.error.unknown).toMatch(
        /^metadata uses `[^`]*(nothingLikeIt|get_hash|_data|expand_cache|children|variable|overridedata|_makeShadowCopy)[^`]*` of the datastore/,
      );
      expect(python.evaluate('"known"', d)).toEqual({ ok: true, value: 'known' });
    });
  }
});

test('a feature that a release lacks is an error there, as in BitBake', () => {
  expect(
    evaluated(python, 'hasattr(d, "setVarFilter"), hasattr(d, "internal_finalize")', store(RECORDED_RELEASES[0])),
  ).toBe('(False, True)');
  expect(
    evaluated(python, 'hasattr(d, "setVarFilter"), hasattr(d, "internal_finalize")', store(RECORDED_RELEASES[3])),
  ).toBe('(True, False)');
  const result = python.evaluate('d.internal_finalize()', store(RECORDED_RELEASES[3]));
  expect(result.ok ? null : result.error).toMatchObject({
    type: 'AttributeError',
    message: "'DataSmart' object has no attribute 'internal_finalize'",
  });
});

test('JavaScript does not read its own attributes from a datastore that it stores', () => {
  const d = store();
  d.setVar('KEPT', python.storeValue(d.createCopy()));
  expect(evaluated(python, 'type(d.getVar("KEPT", False)).__name__', d)).toBe('Datastore');
});
