import type { ResultStore, StoredResult } from '../../server/src/ide/resultStore';
import { isStoredAs } from '../../server/src/ide/stored/storedShapes';

/** A store in memory that uses JSON like the store on disk. */
export class MemoryStore implements ResultStore {
  readonly entries = new Map<string, string>();

  get<T>(key: string): StoredResult<T> | null {
    const text = this.entries.get(key);
    return text === undefined ? null : (JSON.parse(text) as StoredResult<T>);
  }

  put<T>(key: string, result: StoredResult<T>): void {
    const text = JSON.stringify(result);
    // A stored value must have the form in which it is read.
    if (!isStoredAs(key, (JSON.parse(text) as StoredResult<T>).value))
      throw new Error(`\`${key}\` is stored in a shape in which it is not read`);
    this.entries.set(key, text);
  }
}
