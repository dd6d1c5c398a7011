/**
 * `nostamp-task`: a task that runs in every build. Every task that comes after it runs as well, since BitBake gives it
 * a new hash each time. Tasks that no other task depends on (`do_clean`, `do_devshell`) are run by hand and cost
 * nothing.
 */

import { words } from '../base/pythonText';
import { textOf } from '../datastore/datastore';
import type { HistoryEntry } from '../datastore/history';
import { isSetFlag } from '../evaluate/taskStatements';
import { effectiveAssignments, quietly, statementOf, withoutStatement } from './common/assignments';
import { listed } from './common/listed';
import type { Finding, FixProposal, Messages, Rule, RuleContext, RuleVariant, TextChange } from './rule';

const CODE = 'nostamp-task';
const FLAG = 'nostamp';

const messages = {
  everyBuild: (task, after) =>
    `\`${task}\` runs in every build, and ${after} after it: a task with \`[nostamp]\` has another hash each time; do without the flag`,
  anyValue: (task, after, value) =>
    `\`${task}\` runs in every build, and ${after} after it: \`[nostamp]\` counts with any value, also with \`"${value}"\`; remove it, or set it in anonymous Python`,
} satisfies Messages;

export const nostampTask: Rule = {
  code: CODE,
  severity: 'warning',
  title: 'a task runs in every build, and others after it',
  messages,
  needsProof: false,
  check,
  fixes,
};

function check(variant: RuleVariant, { release }: RuleContext): readonly Finding[] {
  const { d, mcfn, signatures } = variant;
  const tasks = [...signatures.tasks.keys()];
  return tasks
    .filter((task) => isSetFlag(task, FLAG, d, release))
    .flatMap((task): Finding[] => {
      const after = tasks.filter(
        (other) =>
          !isSetFlag(other, 'noexec', d, release) &&
          !isSetFlag(other, FLAG, d, release) &&
          comesAfter(other, task, variant),
      );
      const entry = lastSetting(task, variant);
      if (after.length === 0 || !entry) return [];
      const value = quietly(() => textOf(d.getVarFlag(task, FLAG) ?? '')) ?? '';
      return [
        {
          code: CODE,
          mcfn,
          tasks: [task],
          variable: nameOf(task),
          value,
          chain: [task],
          location: entry.origin,
          message:
            value === '1' ? messages.everyBuild(task, listed(after)) : messages.anyValue(task, listed(after), value),
        },
      ];
    });
}

/** A flag that is not meant to be set, because its value is not `1`: it is removed, or set only where it is wanted. */
function fixes({ tasks, value }: Finding, variant: RuleVariant, context: RuleContext): readonly FixProposal[] {
  const [task = ''] = tasks;
  const entry = value === '1' ? undefined : lastSetting(task, variant);
  const statement = entry && statementOf(entry, context);
  const found = entry && context.files.readText(entry.file);
  if (!statement || found?.kind !== 'text') return [];
  const code = /^\$\{@((?:[^{}\n]|\{[^{}\n]*\})+)\}$/.exec(statement.value.trim())?.[1];
  const path = entry?.file ?? '';
  if (code === undefined || path.endsWith('.conf'))
    return [{ title: `Remove ${nameOf(task)}`, changes: [withoutStatement(path, found.text, statement.range)] }];
  const condition = /^'1' if (.+) else ''$/.exec(code.trim())?.[1] ?? code.trim();
  const change: TextChange = {
    path,
    range: statement.range,
    text: `python () {\n    if ${condition}:\n        d.setVarFlag('${task}', '${FLAG}', '1')\n}`,
  };
  return [{ title: `Set ${nameOf(task)} only where it is wanted, in anonymous Python`, changes: [change] }];
}

function nameOf(task: string): string {
  return `${task}[${FLAG}]`;
}

function lastSetting(task: string, { d }: RuleVariant): HistoryEntry | undefined {
  return effectiveAssignments(task, FLAG, d)[0];
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
