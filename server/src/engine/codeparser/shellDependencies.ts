/** The commands that a shell function runs, cached by text, because many variants share the same bodies. */

import type { BitbakeRelease } from '../base/release';
import { type ShellResult, readShell } from '../shell/shellReader';
import { FILLED_IN, type ShellUses, readShellUses } from '../shell/shellUses';
import { coverInlinePython, findExpansions } from '../syntax/expansionLocations';

/** Reads shell text for commands, once per text. */
export class ShellDependencies {
  private readonly memo = new Map<string, ShellResult>();
  private readonly usesMemo = new Map<string, ShellUses>();

  constructor(private readonly release: BitbakeRelease) {}

  /** The commands of `text`, which is a function's body with all variables expanded. */
  read(text: string): ShellResult {
    const known = this.memo.get(text);
    if (known) return known;
    const result = readShell(text, this.release);
    this.memo.set(text, result);
    return result;
  }

  /** All commands of `text`, a function's body as it is written, whether BitBake sees them or not. */
  uses(text: string): ShellUses {
    const known = this.usesMemo.get(text);
    if (known) return known;
    const result = readShellUses(coverInlinePython(text, findExpansions(text), FILLED_IN));
    this.usesMemo.set(text, result);
    return result;
  }
}
