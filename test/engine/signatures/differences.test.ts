/** The reasons why two evaluations of a task differ. */

import { beforeAll, expect, test } from 'vitest';
import { type Cause, causesOf } from '../../../server/src/engine/signatures/differences';
import { type Files, RECIPE, TestWorkspace } from '../../support/workspace';

let workspace: TestWorkspace;

beforeAll(async () => {
  workspace = await TestWorkspace.load();
});

function causes(a: string, b: string, more: Files = {}): readonly Cause[] {
  const [one, other] = [a, b].map((text) => workspace.evaluate({ ...more, [RECIPE]: text }).variants[0]!.signatures!);
  return causesOf('do_one', one!, other!);
}

const TASK = 'do_one() {\n    echo ${A} ${B}\n}\naddtask one\n';

test('the variables whose values differ are causes, each with its chain', () => {
  expect(causes(`A = "\${C}"\nB = "x"\nC = "1"\n${TASK}`, `A = "\${C}"\nB = "y"\nC = "2"\n${TASK}`)).toEqual([
    { variable: 'B', a: 'x', b: 'y', chain: ['do_one', 'B'] },
    { variable: 'C', a: '1', b: '2', chain: ['do_one', 'A', 'C'] },
  ]);
});

test('the task itself may be the cause', () => {
  expect(causes(TASK, TASK.replace('echo', 'printf'))).toEqual([
    { variable: 'do_one', a: '    echo ${A} ${B}\n', b: '    printf ${A} ${B}\n', chain: ['do_one'] },
  ]);
});

test('a dependency that only one evaluation has is explained by the value that leads to it', () => {
  expect(causes(`A = "\${C}"\nC = "1"\n${TASK}`, `A = "\${D}"\nD = "1"\n${TASK}`)).toEqual([
    { variable: 'A', a: '${C}', b: '${D}', chain: ['do_one', 'A'] },
  ]);
});

test('a dependency without a value is a cause where nothing else differs', () => {
  const flag = (name: string): string => `A = "x"\nA[vardeps] = "${name}"\n${TASK}`;
  // The flag is not a dependency if it is one of the flags that hashes exclude.
  const conf = { '/build/conf/local.conf': 'BB_SIGNATURE_EXCLUDE_FLAGS:append = " vardeps"\n' };
  expect(causes(flag('C'), flag(''), conf)).toEqual([{ variable: 'C', a: '', b: null, chain: ['do_one', 'A', 'C'] }]);
});

test('equal evaluations have no cause', () => {
  expect(causes(TASK, TASK)).toEqual([]);
});
