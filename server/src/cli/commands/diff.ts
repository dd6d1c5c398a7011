/** `sighound diff`: why two signatures of a task differ, down to the root causes. */

import { standingWord } from '../../calibration/standing';
import { compareSignatures } from '../../engine/siginfo/compareSignatures';
import {
  type Explanation,
  type RootCause,
  type SignatureLookup,
  explainDifference,
} from '../../engine/siginfo/explainDifference';
import type { SignatureData } from '../../engine/siginfo/signatureData';
import { type CauseLocation, locationsOfCauses } from '../../ide/signatures/causeLocations';
import { type ChangedTree, changedTrees } from '../../ide/signatures/changedTrees';
import { counted } from '../../ide/counted';
import { explanationLines } from '../../ide/signatures/differenceText';
import { type CommandLine, EXIT, type ExitCode } from '../commandLine';
import type { CommandContext } from '../context';
import { type SignatureSide, filePath, signatureSide } from '../signatureSides';
import { type FormatOption, declareCommand } from '../command';

/** `bitbake`: the wording of `bitbake-diffsigs`, which follows the first changed dependency only. */
type DiffOptions = FormatOption<'text' | 'json' | 'bitbake'>;

export const command = declareCommand<[first: string, second: string], DiffOptions>({
  name: 'diff',
  description: 'why two signatures differ, down to the root causes',
  formats: ['text', 'json', 'bitbake'],
  arguments: [
    {
      name: '<a>',
      description: 'a signature file, RECIPE:TASK as it is now, last:RECIPE:TASK as it was built last, or a hash',
    },
    { name: '<b>', description: 'the same' },
  ],
  options: [],
  run: async ([first, second], options, { cli, inContext }) =>
    filePath(first, cli) === null || filePath(second, cli) === null
      ? inContext(options, { all: true }, (context) => diff(first, second, options, cli, context))
      : diff(first, second, options, cli, null),
});

/** Prints why the second signature differs from the first. Exit code 1 if they differ. */
async function diff(
  first: string,
  second: string,
  options: DiffOptions,
  cli: CommandLine,
  context: CommandContext | null,
): Promise<ExitCode> {
  const codec = await cli.platform.loadZstd();
  const before = await signatureSide(first, cli, codec, context);
  const after = await signatureSide(second, cli, codec, context);
  const found = new Map<string, SignatureData>();
  const lookups = {
    before: remembering('before', before.lookup, found),
    after: remembering('after', after.lookup, found),
  };
  const explanation = await explainDifference({ task: before.task, before, after }, lookups);
  const isSame = explanation.roots.length === 0 && explanation.unexplained.length === 0;
  if (options.format === 'bitbake') {
    for (const lines of comparison(before.data, after.data, found)) cli.outLines(lines);
    return isSame ? EXIT.clean : EXIT.findings;
  }
  const locations = await locationsOfCauses(explanation, before.locationOf, after.locationOf);
  const trees = await changedTrees(explanation, after.sourceTreeOf ?? before.sourceTreeOf);
  if (options.format === 'json')
    cli.outJson({
      ...asJson(before, after, explanation, locations, trees),
      ...(context && { calibration: standingWord(context.standing) }),
    });
  else for (const line of asText(before, after, explanation, locations, trees)) cli.out(line);
  return isSame ? EXIT.clean : EXIT.findings;
}

/** Stores the signatures that `lookup` finds, so that `comparison` can use them again. */
function remembering(side: string, lookup: SignatureLookup, found: Map<string, SignatureData>): SignatureLookup {
  return async (task, hash) => {
    const signature = await lookup(task, hash);
    if (signature.kind === 'found') found.set(`${side} ${task} ${hash}`, signature.data);
    return signature;
  };
}

/** Compares as BitBake does, using the signatures that were found. */
function comparison(
  before: SignatureData,
  after: SignatureData,
  found: ReadonlyMap<string, SignatureData>,
): readonly string[] {
  /** The pairs that are being compared now. Forged hashes can depend on each other in a cycle. */
  const present = new Set<string>();
  const recurse = (task: string, old: string, now: string): readonly string[] => {
    const [a, b] = [found.get(`before ${task} ${old}`), found.get(`after ${task} ${now}`)];
    if (!a && !b) return [`Unable to find matching sigdata for ${task} with hashes ${old} or ${now}`];
    if (!a || !b) return [`Unable to find matching sigdata for ${task} with hash ${a ? now : old}`];
    const key = `${task} ${old} ${now}`;
    if (present.has(key)) return [];
    present.add(key);
    const lines = compareSignatures(a, b, { recurse }).flatMap((message) =>
      message.split('\n').map((line) => `    ${line}`),
    );
    present.delete(key);
    return lines;
  };
  return compareSignatures(before, after, { recurse });
}

function asJson(
  before: SignatureSide,
  after: SignatureSide,
  { roots, unexplained, tasks, isCut }: Explanation,
  locations: ReadonlyMap<RootCause, CauseLocation>,
  trees: ReadonlyMap<RootCause, ChangedTree>,
): object {
  const side = ({ task, where, data: { basehash, taskhash, unihash } }: SignatureSide): object => ({
    task,
    where,
    basehash,
    taskhash: taskhash ?? null,
    unihash: unihash ?? null,
  });
  return {
    before: side(before),
    after: side(after),
    roots: roots.map((root) => ({
      ...root.cause,
      location: locations.get(root)?.after ?? locations.get(root)?.before ?? null,
      locationBefore: locations.get(root)?.before ?? null,
      sourceTree: trees.get(root)?.folder ?? null,
      tasks: root.tasks.map(({ task, path }) => ({ task, path })),
    })),
    unexplained,
    comparedTasks: tasks.length,
    isCut,
  };
}

function asText(
  before: SignatureSide,
  after: SignatureSide,
  explanation: Explanation,
  locations: ReadonlyMap<RootCause, CauseLocation>,
  trees: ReadonlyMap<RootCause, ChangedTree>,
): readonly string[] {
  const { roots, unexplained, tasks } = explanation;
  const hashOf = ({ data: { taskhash, basehash } }: SignatureSide): string =>
    taskhash === undefined ? `basehash ${basehash}` : `taskhash ${taskhash}`;
  const isSame = roots.length === 0 && unexplained.length === 0;
  const isBase = before.data.runtaskhashes === undefined || after.data.runtaskhashes === undefined;
  const names = before.task === after.task ? before.task : `${before.task} and ${after.task}`;
  const summary = isSame
    ? 'nothing differs'
    : `${counted(roots.length, 'root cause')}, ${counted(tasks.length, 'task')} compared`;
  return [
    `${names}: ${summary}`,
    `  -${before.where}  ${hashOf(before)}`,
    `  +${after.where}  ${hashOf(after)}`,
    ...explanationLines(explanation, locations, trees),
    ...(isBase ? ['Only the inputs of the basehash were compared: nothing else is known of one signature.'] : []),
  ];
}
