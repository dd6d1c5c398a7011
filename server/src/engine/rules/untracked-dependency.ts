/**
 * `untracked-dependency`: code uses a variable or function that BitBake's code parser does not see, because the name is
 * computed or because BitBake cannot read the called code. If the variable or function is edited, the task does
 * something else but its hash stays the same, so the cache serves the old result. The rule reports only code in the
 * user's own files, because the user cannot fix other code.
 */

import { chainTo } from '../signatures/basehash';
import { listed } from './common/listed';
import { ownCode, ownerOf } from './common/ownCode';
import { type Unfollowed, UnfollowedReader } from './common/unfollowed';
import type { Finding, FixProposal, Messages, Rule, RuleContext, RuleVariant } from './rule';

const CODE = 'untracked-dependency';

const messages = {
  notSeen: (task, names, written, key, owner) =>
    `the signature of \`${task}\` lacks ${names}: BitBake does not see that \`${written}\` in \`${key}\` refers to it; name it in \`${owner}[vardeps]\``,
  notKnown: (task, written, key, owner) =>
    `the signature of \`${task}\` lacks what \`${written}\` in \`${key}\` refers to: BitBake cannot know what that is; name it in \`${owner}[vardeps]\``,
  notAllKnown: (task, names, written, key, owner) =>
    `the signature of \`${task}\` lacks what \`${written}\` in \`${key}\` refers to (${names}, or another): BitBake cannot know what that is; name it in \`${owner}[vardeps]\``,
  notRead: (task, called, key, owner) =>
    `the signature of \`${task}\` lacks \`${called}\`, which \`${key}\` calls: BitBake does not read that function; use \`addpylib\`, or name what it reads in \`${owner}[vardeps]\``,
} satisfies Messages;

export const untrackedDependency: Rule = {
  code: CODE,
  severity: 'information',
  title: 'code uses a variable or a function that BitBake does not see, so that no hash contains it',
  messages,
  needsProof: false,
  check,
  fixes,
};

/** More names than this are not a fix: the author has to name the dependency in another way. */
const MOST_NAMES = 10;

interface Found extends Unfollowed {
  readonly finding: Finding;
  readonly key: string;
}

function check(variant: RuleVariant, context: RuleContext): readonly Finding[] {
  return findAll(variant, context).map(({ finding }) => finding);
}

function findAll(variant: RuleVariant, context: RuleContext): readonly Found[] {
  const { mcfn, signatures } = variant;
  const reader = new UnfollowedReader(variant, context.release);
  return ownCode(variant, context).flatMap((code) => {
    const { key, text } = code;
    return [...byLocation(reader.find(code)).values()].flatMap((found): Found[] => {
      const location = code.locationOf(found.start, found.end);
      const tasks = location ? [...reader.tasksOf(key)] : [];
      const chain = tasks[0] === undefined ? null : chainTo(tasks[0], key, signatures.gendeps);
      if (!location || !chain) return [];
      const written = text.slice(found.start, found.end).replace(/\s+/g, ' ');
      const finding = {
        code: CODE,
        mcfn,
        tasks,
        variable: `${key}: ${written}`,
        value: written,
        chain,
        location,
        message: messageOf(found, key, written, tasks[0] ?? ''),
      };
      return [{ ...found, key, finding }];
    });
  });
}

/** Several references at one position are one finding. */
function byLocation(found: readonly Unfollowed[]): ReadonlyMap<string, Unfollowed> {
  const locations = new Map<string, Unfollowed>();
  for (const one of found) {
    const location = `${one.start} ${one.end}`;
    const known = locations.get(location);
    locations.set(
      location,
      known
        ? {
            ...known,
            names: [...new Set([...known.names, ...one.names])],
            isOpen: known.isOpen || one.isOpen,
            unseen: known.unseen ?? one.unseen,
          }
        : one,
    );
  }
  return locations;
}

function messageOf({ names, isOpen, unseen }: Unfollowed, key: string, written: string, task: string): string {
  const owner = ownerOf(key);
  if (unseen !== null) return messages.notRead(task, unseen, key, owner);
  if (names.length === 0) return messages.notKnown(task, written, key, owner);
  const message = isOpen ? messages.notAllKnown : messages.notSeen;
  return message(task, listed(names), written, key, owner);
}

/** Adds the missing names to `[vardeps]`, if all of them are known. */
function fixes(finding: Finding, variant: RuleVariant, context: RuleContext): readonly FixProposal[] {
  const found = findAll(variant, context).find(
    ({ finding: one }) =>
      one.variable === finding.variable && one.location?.range?.start === finding.location?.range?.start,
  );
  if (!found || found.isOpen || found.names.length === 0 || found.names.length > MOST_NAMES) return [];
  const owner = ownerOf(found.key);
  const line = `${owner}[vardeps] += "${found.names.join(' ')}"`;
  return [{ title: `Add ${found.names.join(', ')} to ${owner}[vardeps]`, lines: [{ key: owner, text: line }] }];
}
