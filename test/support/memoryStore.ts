import type { ResultStore, StoredResult } from '../../server/src/ide/resultStore';

/** A store in memory, through JSON as on a disk. */
export class MemoryStore implements ResultStore {
  readonly entries = new Map<string, string>();

  get<T>(key: string): StoredResult<T> | null {
    const text = this.entries.get(key);
    return text === undefined ? null : (JSON.parse(text) as StoredResult<T>);
  }

  put<T>(key: string, result: StoredResult<T>): void {
    this.entries.set(key, JSON.stringify(result));
  }
}
