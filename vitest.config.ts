import { defineConfig } from 'vitest/config';

export default defineConfig({
  plugins: [
    {
      // Does the same as esbuild's text loader in the build: `import text from './x.py'`.
      name: 'python-as-text',
      enforce: 'pre',
      transform: (code: string, id: string) =>
        id.endsWith('.py') ? { code: `export default ${JSON.stringify(code)};`, map: null } : undefined,
    },
  ],
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/e2e/**'],
    // The engine's own thread has a deep stack and this V8 flag, too: see server/src/node/nodeThreads.ts.
    pool: 'forks',
    execArgv: ['--stack-size=3900', '--no-turbo-inline-js-wasm-calls'],
    env: { SIGHOUND_CACHE_DIR: 'off' },
    testTimeout: 240_000,
    hookTimeout: 120_000,
  },
});
