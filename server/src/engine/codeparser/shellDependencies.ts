/** Which commands a shell function runs, remembered by text: many variants share the same bodies. */

import type { BitbakeRelease } from '../base/release';
import { type ShellResult, readShell } from '../shell/shellReader';

/** Reads shell text for commands, once per text. */
export class ShellDependencies {
  private readonly memo = new Map<string, ShellResult>();

  constructor(private readonly release: BitbakeRelease) {}

  /** The commands of `text`, which is a function's body with all variables expanded. */
  read(text: string): ShellResult {
    const known = this.memo.get(text);
    if (known) return known;
    const result = readShell(text, this.release);
    this.memo.set(text, result);
    return result;
  }
}
