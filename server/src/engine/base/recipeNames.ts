/** BitBake's names of recipes and tasks: how they are built, and what can be read from them. */

/** BitBake's name of a variant in a configuration. */
export function mcfnOf(fn: string, variant: string, multiconfig: string): string {
  const virtual = variant === '' ? fn : `virtual:${variant}:${fn}`;
  return multiconfig === '' ? virtual : `mc:${multiconfig}:${virtual}`;
}

/** Whether a file is a recipe or an append, by its name. */
export function isRecipeFile(path: string): boolean {
  return /\.(bb|bbappend)$/.test(path);
}

/**
 * The name in a recipe's file name, the part before the first `_`: its `PN` unless the metadata sets a different one.
 */
export function nameInFile(path: string): string {
  return (
    path
      .slice(path.lastIndexOf('/') + 1)
      .replace(/\.bb$/, '')
      .split('_')[0] ?? ''
  );
}

/** The recipe file of a mcfn. */
export function recipeOf(mcfn: string): string {
  return /^(?:mc:[^:]*:)?(?:virtual:.*:)?(\/[^:]*)$/.exec(mcfn)?.[1] ?? mcfn;
}

/** The variant of a mcfn: `native`, `devupstream:target`; `""` for the plain recipe. */
export function variantNameOf(mcfn: string): string {
  return /^(?:mc:[^:]*:)?virtual:(.*):\/[^:]*$/.exec(mcfn)?.[1] ?? '';
}

/** The configuration of a mcfn; `""` for the default one. */
export function multiconfigOf(mcfn: string): string {
  return /^mc:([^:]*):/.exec(mcfn)?.[1] ?? '';
}

/** A task as signatures name it: `PN:TASK`, with the configuration in front unless it is the default one. */
export function pnidOf(multiconfig: string, pn: string, task: string): string {
  return `${multiconfig === '' ? '' : `mc:${multiconfig}:`}${pn}:${task}`;
}
