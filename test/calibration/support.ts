/** An engine and a judge that know one recipe, for tests of how their answers are used. */

import { ASSUMED_BEHAVIORS } from '../../server/src/engine/base/release';
import { MemoryFileSource } from '../../server/src/engine/files/memoryFileSource';
import type { CalibrationParts } from '../../server/src/calibration/calibrate';
import type { JudgeAnswer, JudgedRecipe } from '../../server/src/platform/platform';
import type { RecipeHashes, TaskHash } from '../../server/src/ide/api/analysisApi';

export const FN = '/ws/meta/recipes/plain/plain_1.0.bb';
export const OURS = 'a1'.repeat(32);
export const THEIRS = 'b2'.repeat(32);
/** A text that `chooseRecipes` classifies as a plain recipe. */
export const TEXT = 'inherit autotools\nBBCLASSEXTEND = "native nativesdk"\ndo_install() {\n:\n}\n';

export function hashes(tasks: Readonly<Record<string, TaskHash>>, fn = FN): RecipeHashes {
  return {
    fn,
    appends: [],
    problems: [],
    variants: [{ mcfn: fn, pn: 'plain', skipped: null, tasks, dependencies: {} }],
  };
}

export function judgedAs(
  tasks: Readonly<Record<string, string>>,
  more: { readonly skipped?: string; readonly errors?: readonly string[]; readonly fn?: string } = {},
): JudgeAnswer<JudgedRecipe> {
  return {
    ok: true,
    value: { variants: [{ mcfn: more.fn ?? FN, tasks, skipped: more.skipped ?? null }], errors: more.errors ?? [] },
  };
}

/** Parts of a calibration over one recipe. `log` collects the log messages. */
export function calibrationParts(
  ours: TaskHash,
  theirs: ReturnType<typeof judgedAs> | Error,
  more: Partial<CalibrationParts> = {},
): CalibrationParts & { readonly logged: readonly string[] } {
  const logged: string[] = [];
  return {
    analysis: {
      resolveTargets: async () => ({ recipes: [FN], unknown: [] }),
      taskConfigurations: async () => [],
      hashes: async () => hashes({ do_compile: ours }),
      signature: async () => ({ taskdeps: ['A'], gendeps: {}, varvals: { do_compile: 'make', A: 'here' } }),
    },
    opened: { behaviors: ASSUMED_BEHAVIORS, bitbakeDir: '/ws/bitbake' },
    judge: {
      evaluate: async () => {
        if (theirs instanceof Error) throw theirs;
        return theirs;
      },
      evaluateAlone: async () => ({ ok: true, value: null }),
      signature: async () => ({
        ok: true,
        value: { taskdeps: ['A'], gendeps: {}, varvals: { do_compile: 'make', A: 'there' } },
      }),
    },
    files: new MemoryFileSource({ [FN]: TEXT }),
    recorded: async () => async () => [],
    log: (message) => logged.push(message),
    logged,
    ...more,
  };
}
