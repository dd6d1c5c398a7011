/**
 * `shared-stamp`: tasks of two multiconfigs, or of two machines that are built in one folder, write the same stamp,
 * folder or files although their hashes differ. A new stamp removes the old one, so each makes the other's task run
 * again. An object for all machines is made again for each. For multiconfigs it needs no second evaluation: the recipe
 * was evaluated in each.
 */

import { sorted } from '../base/order';
import type { Cause } from '../signatures/differences';
import { readableText } from './common/assignments';
import { excludeOrTrack } from './common/exclusions';
import { briefDifference, provenCauses, provenFinding } from './common/proven';
import { byKind, sharedOutputs } from './common/sharedOutputs';
import type { Finding, FixProposal, Message, Messages, Rule, RuleContext, RuleVariant, SharedOutput } from './rule';

const CODE = 'shared-stamp';

const messages = {
  stamp: (task, other, variable, here, there) =>
    `\`${task}\` has one stamp with that of ${other}, but other hashes: \`${variable}\` is \`${here}\` here and \`${there}\` there; exclude it, or separate the stamps`,
  folder: (task, other, variable, here, there, folder) =>
    `\`${task}\` and that of ${other} write \`${folder}\` with other hashes: \`${variable}\` is \`${here}\` here and \`${there}\` there; exclude it, or separate the folders`,
  files: (task, other, variable, here, there, folder) =>
    `\`${task}\` and that of ${other} put the same files into \`${folder}\` with other hashes: \`${variable}\` is \`${here}\` here and \`${there}\` there; exclude it, or separate the folders`,
  object: (task, other, variable, here, there, architecture) =>
    `\`${task}\` makes objects for \`${architecture}\`, which ${other} shares, but other hashes: \`${variable}\` is \`${here}\` here and \`${there}\` there; exclude it, or give the recipe an architecture of its own`,
} satisfies Record<SharedOutput['kind'], Message> & Messages;

export const sharedStamp: Rule = {
  code: CODE,
  severity: 'warning',
  title:
    'tasks of two multiconfigs or machines write the same stamp, folder, files or objects although their hashes differ',
  messages,
  needsProof: false,
  check,
  fixes,
};

function check(variant: RuleVariant): readonly Finding[] {
  // Each pair of multiconfigs once: the first of two in order of names reports it.
  const later = variant.siblings.filter(({ multiconfig }) => multiconfig > variant.multiconfig);
  const inMulticonfigs = sorted(later.map(({ multiconfig }) => multiconfig)).flatMap((multiconfig) => {
    const other = later.find((sibling) => sibling.multiconfig === multiconfig);
    return other ? findingsFor(`\`mc:${multiconfig}\``, sharedOutputs(variant, other), variant) : [];
  });
  const onMachines = (variant.proof?.machines ?? []).flatMap(({ machine, tasks }) =>
    findingsFor(`machine \`${machine}\``, tasks, variant).map((finding) => ({ ...finding, isProven: true })),
  );
  return [...inMulticonfigs, ...onMachines];
}

/**
 * One finding for each cause. It names the worst of what the cause's tasks share. A cause that a task reaches only
 * through another one is part of that: who excludes the first one, excludes both.
 */
function findingsFor(
  other: string,
  shared: ReadonlyMap<string, SharedOutput>,
  variant: RuleVariant,
): readonly Finding[] {
  const differing = new Map([...byKind(shared)].map(([task, causes]) => [task, firstOf(causes)] as const));
  return provenCauses(differing).flatMap((proven) => {
    const [task = ''] = proven.tasks;
    const output = shared.get(task);
    if (!output) return [];
    const { variable, a, b } = proven.cause;
    const message = messages[output.kind](task, other, variable, ...briefDifference(a ?? '', b ?? ''), output.name);
    return [provenFinding(CODE, proven, variant, message)];
  });
}

/** The causes that are not behind another one. */
function firstOf(causes: readonly Cause[]): readonly Cause[] {
  const variables = new Set(causes.map(({ variable }) => variable));
  return causes.filter(({ chain }) => !chain.slice(1, -1).some((key) => variables.has(key)));
}

/** An exclusion, or an architecture of its own for the recipe, which separates what machines write. */
function fixes(finding: Finding, variant: RuleVariant, context: RuleContext): readonly FixProposal[] {
  const exclusions = excludeOrTrack(finding, variant, context);
  const isRisky = ({ risk }: FixProposal): boolean => risk !== undefined;
  return [
    ...exclusions.filter((proposal) => !isRisky(proposal)),
    ...ownArchitecture(variant),
    ...exclusions.filter(isRisky),
  ];
}

/** Recipes for the machine's processor, or for all machines, can be for one machine instead. */
function ownArchitecture({ d }: RuleVariant): readonly FixProposal[] {
  const [own, processor, present] = ['MACHINE_ARCH', 'TUNE_PKGARCH', 'PACKAGE_ARCH'].map((name) =>
    readableText(name, d),
  );
  if (own === '' || present === own || (present !== 'all' && present !== processor)) return [];
  const line = 'PACKAGE_ARCH = "${MACHINE_ARCH}"';
  return [{ title: `Make the recipe for one machine (${line})`, lines: [{ key: 'PACKAGE_ARCH', text: line }] }];
}
