/**
 * `host-path`: a task's signature contains a variable that seems to differ from host to host. The rule judges by the
 * name (`DATETIME`, `HASHDOG_CULP`) or by an unexpanded value that is an absolute path existing on this machine. It is
 * a heuristic like hashdog's, but it uses the exact closure, and it reports only tasks about which nothing could be
 * proven. Variables in `BB_BASEHASH_IGNORE_VARS` never reach the closure; those in `HASHDOG_EXCL` are left out.
 */

import { words } from '../base/pythonText';
import { type Datastore } from '../datastore/datastore';
import { chainTo, closureOf } from '../signatures/basehash';
import { readableText } from './common/assignments';
import { excludeOrTrack, todoAbout } from './common/exclusions';
import type { Finding, Messages, Rule, RuleContext, RuleVariant } from './rule';

const CODE = 'host-path';
const CULPRITS = ['DATETIME'];

const messages = {
  changes: (task, variable, value, unproven, todo) =>
    `the signature of \`${task}\` seems to depend on the build: \`${variable}\` is \`${value}\` now; ${todo} (not proven: ${unproven})`,
  path: (task, variable, value, unproven, todo) =>
    `the signature of \`${task}\` seems to depend on the host: \`${variable}\` is the path \`${value}\`; ${todo} (not proven: ${unproven})`,
} satisfies Messages;

export const hostPath: Rule = {
  code: CODE,
  severity: 'warning',
  title: "a task's signature contains a variable that seems to differ from host to host",
  messages,
  needsProof: true,
  check,
  fixes: excludeOrTrack,
};

type Culprit = (typeof messages)[keyof typeof messages];

function check(variant: RuleVariant, context: RuleContext): readonly Finding[] {
  const { d, mcfn, signatures, proof } = variant;
  const unproven = [...signatures.tasks.keys()].filter((task) => proof?.unknown.has(task) === true);
  if (unproven.length === 0) return [];
  const culprits = culpritsOf(variant, context);
  const findings = new Map<string, Finding & { readonly tasks: string[] }>();
  for (const task of culprits.size === 0 ? [] : unproven) {
    for (const variable of closureOf(task, signatures.gendeps)) {
      const messageOf = culprits.get(variable);
      const chain = messageOf === undefined ? null : chainTo(task, variable, signatures.gendeps);
      if (messageOf === undefined || chain === null) continue;
      const key = JSON.stringify([variable, chain[chain.length - 2]]);
      const known = findings.get(key);
      if (known) {
        known.tasks.push(task);
        continue;
      }
      const value = readableText(variable, d);
      const todo = todoAbout({ variable, tasks: [task] }, variant, 'exclude or avoid it');
      const message = messageOf(task, variable, value, proof?.unknown.get(task) ?? '', todo);
      findings.set(key, { code: CODE, mcfn, tasks: [task], variable, value, chain, location: null, message });
    }
  }
  return [...findings.values()];
}

/** The variables of all closures that seem to differ between hosts, each with the message that says why. */
function culpritsOf({ d, signatures }: RuleVariant, context: RuleContext): ReadonlyMap<string, Culprit> {
  const named = new Set([...CULPRITS, ...words(readableText('HASHDOG_CULP', d))]);
  const excluded = new Set(words(readableText('HASHDOG_EXCL', d)));
  const found = new Map<string, Culprit>();
  for (const name of signatures.gendeps.keys()) {
    if (excluded.has(name) || name.endsWith(']')) continue;
    if (named.has(name)) found.set(name, messages.changes);
    else if (isHostPath(name, d, context)) found.set(name, messages.path);
  }
  return found;
}

function isHostPath(name: string, d: Datastore, context: RuleContext): boolean {
  const value = d.getVar(name, { expand: false });
  if (
    typeof value !== 'string' ||
    !value.startsWith('/') ||
    value.includes('\n') ||
    context.files.stat(value) === undefined
  )
    return false;
  return !isCoreConstant(name, d, context);
}

/** A literal of the core layer's own configuration and classes (`/usr`, `/bin/bash`) is the same text on every host. */
function isCoreConstant(name: string, d: Datastore, { coreLayer }: RuleContext): boolean {
  if (coreLayer === null) return false;
  const entries = d.history.entries(name).filter((entry) => entry.flag === null || entry.flag === '_defaultval');
  return (
    entries.length > 0 &&
    entries.every((entry) =>
      /^(conf|classes[^/]*)\//.test(
        entry.file.startsWith(`${coreLayer}/`) ? entry.file.slice(coreLayer.length + 1) : '',
      ),
    )
  );
}
