interface ImportMeta {
  /**
   * The export `import` of each file that matches, by the file's path. The bundler replaces the call: Vite by itself
   * in tests, a plugin of `esbuild.mjs` in the product.
   */
  glob<T>(pattern: string, options: { readonly eager: true; readonly import: string }): Readonly<Record<string, T>>;
}
