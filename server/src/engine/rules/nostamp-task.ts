/**
 * `nostamp-task`: a task that runs in every build. Every task that comes after it runs as well, since BitBake gives it
 * a new hash each time. Tasks that no other task depends on (`do_clean`, `do_devshell`) are run by hand and cost
 * nothing.
 */

import { words } from '../base/pythonText';
import { textOf, truthy } from '../datastore/datastore';
import { effectiveAssignments } from './common/assignments';
import { listed } from './common/listed';
import type { Finding, Messages, Rule, RuleVariant } from './rule';

const CODE = 'nostamp-task';

const messages = {
  everyBuild: (task, after) =>
    `\`${task}\` runs in every build, and ${after} after it: a task with \`[nostamp]\` has another hash each time; do without the flag`,
} satisfies Messages;

export const nostampTask: Rule = {
  code: CODE,
  severity: 'warning',
  title: 'a task runs in every build, and others after it',
  messages,
  needsProof: false,
  check,
  fixes: () => [],
};

function check(variant: RuleVariant): readonly Finding[] {
  const { d, mcfn, signatures } = variant;
  const tasks = [...signatures.tasks.keys()];
  return tasks
    .filter((task) => isSet(task, 'nostamp', variant))
    .flatMap((task): Finding[] => {
      const after = tasks.filter(
        (other) =>
          !isSet(other, 'noexec', variant) && !isSet(other, 'nostamp', variant) && comesAfter(other, task, variant),
      );
      const [entry] = effectiveAssignments(task, 'nostamp', d);
      if (after.length === 0 || !entry) return [];
      return [
        {
          code: CODE,
          mcfn,
          tasks: [task],
          variable: `${task}[nostamp]`,
          value: '1',
          chain: [task],
          location: entry.origin,
          message: messages.everyBuild(task, listed(after)),
        },
      ];
    });
}

function isSet(task: string, flag: string, { d }: RuleVariant): boolean {
  return truthy(d.getVarFlag(task, flag, { expand: false }));
}

/** Whether a task of the same recipe runs after another, directly or through other tasks. */
function comesAfter(task: string, other: string, { d }: RuleVariant): boolean {
  const seen = new Set([task]);
  for (const one of seen) {
    const deps = d.getVarFlag(one, 'deps', { expand: false });
    for (const dep of Array.isArray(deps)
      ? deps.map((item) => (item === null ? '' : textOf(item)))
      : words(deps === null ? '' : textOf(deps)))
      seen.add(dep);
  }
  return task !== other && seen.has(other);
}
