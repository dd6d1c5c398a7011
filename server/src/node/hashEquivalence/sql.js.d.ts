/**
 * The part of sql.js that is used here. Its published types bring all of Emscripten's types, which differ from those
 * that web-tree-sitter uses.
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
