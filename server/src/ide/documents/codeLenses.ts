/** A lens over every task definition of an open file, with the task's hash in the recipe that the file is shown in. */

import type { RecipeHashes, TaskHash, TaskLens } from '../api/analysisApi';
import type { Basehash } from '../../engine/signatures/basehash';
import { type MetadataDocument, baseName } from './document';
import { toEditorRange } from './editorRange';

/**
 * The lenses of `document`, in file order. `mcfn` names the variant that is shown; null if there is none. `failure`
 * says why no hash is known at all.
 */
export function taskLenses(
  document: MetadataDocument,
  hashes: RecipeHashes | null,
  mcfn: string | null,
  failure: string | null,
): readonly TaskLens[] {
  const variant = hashes?.variants.find((candidate) => candidate.mcfn === mcfn && candidate.skipped === null);
  const reason =
    failure ??
    hashes?.problems.find((problem) => problem.severity === 'error')?.message ??
    skipReason(hashes) ??
    (hashes ? 'the recipe has no such task' : 'no recipe uses this file');
  const lenses: TaskLens[] = [];
  for (const { task, range, isFunction } of definitions(document)) {
    const hash = variant?.tasks[task];
    // A function that only looks like a task (a helper named `do_…`) gets no lens once the tasks are known.
    if (variant && hash === undefined) continue;
    if (!isFunction && !variant) continue;
    lenses.push({
      range: toEditorRange(range, document.lines),
      mcfn: variant?.mcfn ?? document.path,
      task,
      hash: hash ?? { basehash: null, unknown: reason },
      dependencies: variant?.dependencies[task] ?? 0,
      otherVariants: hashes
        ? hashes.variants.filter((other) => other !== variant && other.tasks[task] !== undefined).length
        : 0,
    });
  }
  return lenses;
}

/** A basehash in the form in which it leaves the engine's thread. */
export function toTaskHash(hash: Basehash): TaskHash {
  return hash.kind === 'known' ? { basehash: hash.hash } : { basehash: null, unknown: hash.reason };
}

/** Functions that are named like tasks, and tasks that `addtask` names and that no function of this file defines. */
function definitions({ statements }: MetadataDocument): readonly {
  readonly task: string;
  readonly range: { readonly start: number; readonly end: number };
  readonly isFunction: boolean;
}[] {
  const found: { task: string; range: { start: number; end: number }; isFunction: boolean }[] = [];
  const defined = new Set<string>();
  for (const statement of statements) {
    if (statement.kind !== 'function') continue;
    const task = baseName(statement.name);
    if (!task.startsWith('do_')) continue;
    defined.add(task);
    found.push({ task, range: statement.headerRange, isFunction: true });
  }
  for (const statement of statements) {
    if (statement.kind !== 'addtask') continue;
    for (const word of statement.tasks) {
      const task = word.startsWith('do_') ? word : `do_${word}`;
      if (!defined.has(task)) found.push({ task, range: statement.range, isFunction: false });
    }
  }
  return found.sort((a, b) => a.range.start - b.range.start);
}

function skipReason(hashes: RecipeHashes | null): string | null {
  const skipped = hashes?.variants.find((variant) => variant.skipped !== null)?.skipped;
  return skipped === undefined || skipped === null ? null : `the recipe is skipped: ${skipped}`;
}
