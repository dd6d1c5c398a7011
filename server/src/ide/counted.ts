/**
 * A number with what it counts: `1 task`, `2 tasks`. `more`: the word for several, where it is not the other with an
 * `s`.
 */
export function counted(count: number, one: string, more = `${one}s`): string {
  return `${count} ${count === 1 ? one : more}`;
}
