/** `sighound deps`: the inputs of a task's hashes. */

import { standingWord } from '../../calibration/standing';
import { dumpSignature } from '../../engine/siginfo/dumpSignature';
import type { SignatureData } from '../../engine/siginfo/signatureData';
import { writeSignatureText } from '../../engine/siginfo/signatureFile';
import type { RecipeHashes } from '../../ide/api/analysisApi';
import { PresentSignatures } from '../../ide/signatures/presentSignatures';
import { type CommandLine, EXIT, type ExitCode } from '../commandLine';
import { type CommandContext, chosenTasks, noSuchTask, recipeAndTask } from '../context';
import { filePath, readSignatureFile } from '../signatureSides';
import { knowAllTasks } from '../allTasks';
import { type FormatOption, declareCommand } from '../command';

export const command = declareCommand<[target: string], FormatOption>({
  name: 'deps',
  description: "everything that goes into a task's hashes; a signature file as bitbake-dumpsig prints it",
  arguments: [{ name: '<recipe:task>', description: 'RECIPE:TASK, or a signature file' }],
  options: [],
  run: async ([target], options, { cli, inContext }) => {
    const path = filePath(target, cli);
    return path === null
      ? inContext(options, { all: true }, (context) => deps(target, options, context))
      : depsOfFile(path, options, cli);
  },
});

/** Prints the task and each key of its closure with its direct dependencies and value, in code-point order. */
async function deps(target: string, options: FormatOption, context: CommandContext): Promise<ExitCode> {
  const { cli, analysis } = context;
  const { recipe, task } = recipeAndTask(target);
  let found = false;
  const asked: (RecipeHashes | null)[] = [];
  await knowAllTasks(context);
  const chosen = await chosenTasks({ targets: [target], all: false }, context);
  for (const fn of chosen.recipes) {
    const hashes = await analysis.hashes(fn);
    asked.push(hashes);
    for (const variant of chosen.named(hashes?.variants ?? [])) {
      const inputs = await analysis.signature(variant.mcfn, task);
      if (!inputs) continue;
      found = true;
      const present = await new PresentSignatures(analysis, { mcfn: variant.mcfn, task }).own();
      const data = typeof present === 'string' ? null : present.data;
      if (options.format === 'json') {
        cli.outJson({
          mcfn: variant.mcfn,
          task,
          calibration: standingWord(context.standing),
          hash: variant.tasks[task] ?? null,
          ...inputs,
          ...runtimePart(data),
        });
        continue;
      }
      const hash = variant.tasks[task];
      cli.out(`${variant.mcfn}:${task} ${hash?.basehash ?? `unknown: ${hash?.unknown ?? 'no such task'}`}`);
      for (const key of [task, ...inputs.taskdeps.filter((dep) => dep !== task)]) {
        const value = inputs.varvals[key];
        cli.out(`  ${key}${value === null || value === undefined ? '' : ` = ${JSON.stringify(value)}`}`);
        const direct = inputs.gendeps[key] ?? [];
        if (direct.length > 0) cli.out(`    → ${direct.join(' ')}`);
      }
      for (const line of runtimeLines(runtimePart(data))) cli.out(`  ${line}`);
    }
  }
  if (!found) throw noSuchTask(recipe, task, asked);
  return EXIT.clean;
}

/** Prints a signature file as `bitbake-dumpsig` does, or prints the JSON that it contains. */
async function depsOfFile(path: string, options: FormatOption, cli: CommandLine): Promise<ExitCode> {
  const data = readSignatureFile(path, cli, await cli.platform.loadZstd());
  if (options.format === 'json') cli.outJsonText(writeSignatureText(data));
  else for (const lines of dumpSignature(data, cli.platform.sha256)) cli.outLines(lines);
  return EXIT.clean;
}

/** What the taskhash contains in addition to the basehash, as far as it is known. */
type RuntimePart = Pick<
  SignatureData,
  'runtaskdeps' | 'runtaskhashes' | 'file_checksum_values' | 'taint' | 'taskhash' | 'unihash'
>;

function runtimePart(data: SignatureData | null): RuntimePart {
  if (data?.taskhash === undefined) return {};
  const { runtaskdeps = [], runtaskhashes = {}, file_checksum_values = [], taint, taskhash, unihash } = data;
  return {
    runtaskdeps,
    runtaskhashes,
    file_checksum_values,
    ...(taint !== undefined && { taint }),
    taskhash,
    ...(unihash !== undefined && { unihash }),
  };
}

function runtimeLines({
  runtaskdeps = [],
  runtaskhashes = {},
  file_checksum_values = [],
  taint,
  taskhash,
  unihash,
}: RuntimePart): readonly string[] {
  return [
    ...runtaskdeps.map((name) => `${name} ${runtaskhashes[name] ?? ''}`),
    ...file_checksum_values.map(([name, md5]) => `${name} ${md5}`),
    ...(taint === undefined ? [] : [`taint ${taint}`]),
    ...(taskhash === undefined ? [] : [`taskhash ${taskhash}`]),
    ...(unihash === undefined ? [] : [`unihash ${unihash}`]),
  ];
}
