/** A number with what it counts: `1 task`, `2 tasks`. `more`: the plural, if it is not the singular with an `s`. */
export function counted(count: number, one: string, more = `${one}s`): string {
  return `${count} ${count === 1 ? one : more}`;
}

/** The first names, and how many more files there are; a build can leave thousands in a source tree. */
export function listedFiles(paths: readonly string[], most: number, separator = ', '): string {
  const more = paths.length - most;
  return [...paths.slice(0, most), ...(more > 0 ? [counted(more, 'more file')] : [])].join(separator);
}
