/** Lists by key, filled value by value. */

/** Appends a value to a key's list, and creates the list if it does not exist. */
export function addTo<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}
