/** A number with what it counts: `1 task`, `2 tasks`. `more`: the plural, if it is not the singular with an `s`. */
export function counted(count: number, one: string, more = `${one}s`): string {
  return `${count} ${count === 1 ? one : more}`;
}
