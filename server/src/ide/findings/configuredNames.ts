/** What the configuration says, for rules: renamed variables, overrides, variables, and the folders of results. */

import { words } from '../../engine/base/pythonText';
import { type Datastore, RENAMED_VARIABLES } from '../../engine/datastore/datastore';
import type { Engine } from '../../engine/engine';
import { readableText } from '../../engine/rules/common/assignments';
import type { ConfiguredNames } from '../../engine/rules/rule';

/** The names of all configurations together; only BitBake's own ones if the configuration cannot be evaluated. */
export function configuredNames(engine: Engine): ConfiguredNames {
  const outcome = engine.configuration();
  if (!outcome.ok)
    return { renamedVariables: new Map(RENAMED_VARIABLES), overrides: new Set(), isVariable: () => false };
  const stores = [...outcome.configuration.stores.values()];
  const [main] = stores;
  return {
    renamedVariables: main?.services.renamedVariables ?? new Map(RENAMED_VARIABLES),
    overrides: new Set(stores.flatMap((d) => [...activeIn(d), ...definedIn(d, engine)])),
    isVariable: (name) => stores.some((d) => d.has(name)),
  };
}

/** The folders in which each configuration leaves its results. */
export function outputsOf(engine: Engine): readonly { readonly multiconfig: string; readonly folder: string }[] {
  const outcome = engine.configuration();
  return !outcome.ok
    ? []
    : [...outcome.configuration.stores].flatMap(([multiconfig, d]) =>
        ['DEPLOY_DIR_IMAGE', 'TMPDIR']
          .map((name) => readableText(name, d))
          .filter((folder) => folder.startsWith('/'))
          .map((folder) => ({ multiconfig, folder })),
      );
}

function activeIn(d: Datastore): readonly string[] {
  return readableText('OVERRIDES', d).split(':').filter(isOverride);
}

/** The machines and distributions that a layer has a configuration for. */
function definedIn(d: Datastore, { files }: Engine): readonly string[] {
  return words(readableText('BBLAYERS', d)).flatMap((layer) =>
    ['machine', 'distro'].flatMap((kind) =>
      (files.list(`${layer}/conf/${kind}`) ?? []).flatMap((file) => {
        const name = /^(.+)\.conf$/.exec(file)?.[1] ?? '';
        return isOverride(name) ? [name] : [];
      }),
    ),
  );
}

/** BitBake takes no word with a capital for an override. */
function isOverride(word: string): boolean {
  return word !== '' && !/[A-Z]/.test(word);
}
