/** `sighound export`: signatures of the workspace as files that BitBake's own tools read. */

import { absolute, basename, isWithin } from '../../engine/files/posixPath';
import type { SignatureData } from '../../engine/siginfo/signatureData';
import { writeSignature } from '../../engine/siginfo/signatureFile';
import type { VariantHashes } from '../../ide/analysisApi';
import { EXIT, type ExitCode, UsageError } from '../cliHost';
import { type CommandContext, noSuchTask, recipeAndTask, recipesOf, variantsOf } from '../context';

/** Writes the signatures of tasks, or of all tasks of recipes, where BitBake would below its stamps. Exit code 1 where one is not known. */
export async function exportSignatures(targets: readonly string[], options: { readonly output: string }, context: CommandContext): Promise<ExitCode> {
  const { cli, analysis } = context;
  const codec = await cli.host.loadZstd();
  const folder = absolute(options.output, cli.cwd);
  let isWhole = true;
  for (const target of targets) {
    for (const { variant, tasks } of await variantsAndTasks(target, context)) {
      const stamp = await stampOf(variant, context);
      for (const task of tasks) {
        const data = await analysis.signatureData(variant.mcfn, task);
        if (!data) {
          isWhole = false;
          cli.err(`sighound: the signature of ${variant.pn}:${task} is not known`);
          continue;
        }
        const path = `${folder}/${stamp}.${fileName(data)}`;
        const made = cli.createFile(path, writeSignature(data, codec));
        if (made.kind === 'exists') throw new UsageError(`${path} is there already; nothing is written over`);
        if (made.kind === 'failed') throw new UsageError(`${path} cannot be written: ${made.reason}`);
        cli.out(path);
      }
    }
  }
  return isWhole ? EXIT.clean : EXIT.findings;
}

/** As BitBake names it: by the unihash, or by the basehash where no more is known. */
function fileName({ task, basehash, taskhash, unihash }: SignatureData): string {
  const hash = unihash ?? taskhash;
  return hash === undefined ? `${task}.sigbasedata.${basehash}` : `${task}.sigdata.${hash}`;
}

/** A recipe's stamp below the folder of all stamps. */
async function stampOf({ mcfn }: VariantHashes, { analysis }: CommandContext): Promise<string> {
  const { STAMP: stamp, STAMPS_DIR: stamps, TMPDIR: tmp } = await analysis.variables(mcfn, ['STAMP', 'STAMPS_DIR', 'TMPDIR']);
  if (typeof stamp !== 'string') throw new UsageError(`the stamp of ${mcfn} is not known: STAMP is not set`);
  const root = [stamps, tmp].find((folder) => typeof folder === 'string' && isWithin(stamp, folder));
  return typeof root === 'string' ? stamp.slice(root.length).replace(/^\/+/, '') : basename(stamp);
}

async function variantsAndTasks(target: string, context: CommandContext): Promise<readonly { readonly variant: VariantHashes; readonly tasks: readonly string[] }[]> {
  const named = /:do_[^:/]*$/.test(target) ? recipeAndTask(target) : null;
  const recipe = named?.recipe ?? target;
  const asked = [];
  const found: { variant: VariantHashes; tasks: readonly string[] }[] = [];
  for (const fn of await recipesOf([recipe], false, context)) {
    const hashes = await context.analysis.hashes(fn);
    asked.push(hashes);
    for (const variant of variantsOf(recipe, hashes?.variants ?? [])) {
      const tasks = Object.keys(variant.tasks).filter((task) => named === null || task === named.task);
      if (variant.skipped === null && tasks.length > 0) found.push({ variant, tasks });
    }
  }
  if (found.length === 0) throw noSuchTask(recipe, named?.task ?? 'any', asked);
  return found;
}
