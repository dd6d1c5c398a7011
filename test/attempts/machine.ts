/**
 * A machine on the disk whose user has secrets: a home with the example workspace, and the files that programs keep
 * there. One engine, created as in the product, is loaded over it at the first use.
 */

import { chmodSync, cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { RecipeResult } from '../../server/src/engine/engine';
import { DatastoreError } from '../../server/src/engine/base/datastoreError';
import { type EngineSetup, createEngine } from '../../server/src/node/createEngine';
import { nodeFileSource } from '../../server/src/node/nodeFileSource';

/** The content of everything that metadata must not read. */
export const SECRET = 'HUSHHUSH';
/** The content of files that metadata may read. */
export const PLAIN = 'plainvalue';

export interface Machine {
  readonly root: string;
  readonly home: string;
  readonly workspace: string;
  /** Writes a file below the root; with its own mode if given. */
  readonly write: (file: string, text: string, mode?: number) => void;
  /** Creates a link below the root to a target that is also below the root. */
  readonly link: (file: string, to: string) => void;
  /** Evaluates a text as a recipe of the workspace. */
  readonly evaluate: (text: string) => Promise<RecipeResult>;
}

/** Creates a machine; it is removed when the process ends. */
export function makeMachine(): Machine {
  const root = realpathSync(mkdtempSync(path.join(tmpdir(), 'sighound-machine-')));
  process.once('exit', () => rmSync(root, { recursive: true, force: true }));
  const home = path.join(root, 'home/me');
  const workspace = path.join(home, 'work/ws');
  cpSync(path.resolve('test/example'), workspace, { recursive: true });
  chmodSync(home, 0o700);
  let host: Promise<EngineSetup> | null = null;
  let recipes = 0;
  const write = (file: string, text: string, mode?: number): void => {
    const full = path.join(root, file);
    mkdirSync(path.dirname(full), { recursive: true });
    writeFileSync(full, text);
    if (mode !== undefined) chmodSync(full, mode);
  };
  return {
    root,
    home,
    workspace,
    write,
    link: (file, to) => {
      mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
      symlinkSync(path.join(root, to), path.join(root, file));
    },
    evaluate: async (text) => {
      host ??= createEngine({
        buildDir: path.join(workspace, 'build'),
        bitbakeHints: [],
        pyodideFolder: path.resolve('dist/pyodide'),
        files: nodeFileSource(),
        hostEnvironment: { HOME: home, USER: 'me' },
        cacheFolder: null,
      });
      const { engine } = await host;
      const file = path.join(workspace, `meta-example/recipes-example/tried/tried${recipes++}_1.0.bb`);
      write(path.relative(root, file), text);
      engine.applyChange([file]);
      const result = engine.evaluate(file);
      const configuration = engine.configuration();
      if (result === null)
        throw new Error(
          configuration.ok ? 'no result' : configuration.problems.map(({ message }) => message).join('; '),
        );
      return result;
    },
  };
}

/** All texts in a result: problems, reasons, hashed values and messages of values that fail. */
export function textOf({ problems, variants }: RecipeResult): string {
  const values = variants.flatMap(({ d }) =>
    d.keys().map((key) => {
      try {
        return String(d.getVar(key));
      } catch (error) {
        if (error instanceof DatastoreError) return `${error.message} ${error.unknown ?? ''}`;
        throw error;
      }
    }),
  );
  const reasons = variants.flatMap(({ tasks }) =>
    [...tasks.values()].map((task) => (task.kind === 'unknown' ? task.reason : '')),
  );
  return [...problems.map(({ message }) => message), ...reasons, ...values].join('\n');
}
