/**
 * What of sql.js is used here. Its published types bring all of Emscripten's, which are others than those that
 * web-tree-sitter means.
 */

declare module 'sql.js' {
  export interface Statement {
    /** The first row; an empty list where there is none. */
    get(parameters: readonly string[]): unknown[];
  }

  export interface Database {
    exec(sql: string): { readonly values: readonly (readonly unknown[])[] }[];
    prepare(sql: string): Statement;
    close(): void;
  }

  export interface SqlJsStatic {
    readonly Database: new (bytes: Uint8Array) => Database;
  }

  export default function initSqlJs(options: { readonly wasmBinary: ArrayBuffer }): Promise<SqlJsStatic>;
}
