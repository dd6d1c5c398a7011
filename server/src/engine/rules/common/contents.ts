/**
 * Finds files whose content a task reads by a path that its signature leaves out, and checks whether anything else
 * tracks them.
 */

import { literalPattern } from '../../base/patterns';
import { words } from '../../base/pythonText';
import { type Datastore, textOf } from '../../datastore/datastore';
import { normalize } from '../../files/posixPath';
import type { RuleContext, RuleVariant } from '../rule';
import { quietly } from './assignments';

/** A file or folder as metadata names it. */
export interface NamedFile {
  /** `${KEYS}/release.pem` */
  readonly expression: string;
  readonly path: string;
}

/** Folders with the output of builds and downloads: the tasks that made a file there track it. */
const PRODUCTS: readonly string[] = [
  'TMPDIR',
  'WORKDIR',
  'S',
  'B',
  'DL_DIR',
  'SSTATE_DIR',
  'PERSISTENT_DIR',
  'DEPLOY_DIR',
];

/**
 * The existing files and folders that the text of `key` names by `${name}`: the value of `name` itself, if that is a
 * file, and the paths that follow `${name}` after a slash.
 */
export function contentsBehind(
  key: string,
  name: string,
  { d }: RuleVariant,
  { files }: RuleContext,
): readonly NamedFile[] {
  const text = d.getVar(key, { expand: false });
  if (typeof text !== 'string') return [];
  const found = new Map<string, NamedFile>();
  const pattern = new RegExp(`\\$\\{${literalPattern(name)}\\}((?:/(?:[A-Za-z0-9_.+-]|\\$\\{[^}@$]+\\})+)*)`, 'g');
  for (const [expression, below = ''] of text.matchAll(pattern)) {
    const path = expanded(expression, d);
    const kind = path?.startsWith('/') === true ? files.stat(path)?.kind : undefined;
    if (
      path === null ||
      kind === undefined ||
      (kind === 'directory' && !isFolderOfContent(below)) ||
      isProduct(path, d)
    )
      continue;
    found.set(path, { expression, path: normalize(path) });
  }
  return [...found.values()];
}

/** The files that no task of the recipe has in its `[file-checksums]`. */
export function untracked(named: readonly NamedFile[], { d, signatures }: RuleVariant): readonly NamedFile[] {
  if (named.length === 0) return [];
  const tracked = new Set<string>();
  for (const task of signatures.tasks.keys()) {
    for (const word of words(flag(task, d))) tracked.add(normalize(word.split(':')[0] ?? ''));
  }
  return named.filter(
    ({ path }) => ![...tracked].some((location) => path === location || path.startsWith(`${location}/`)),
  );
}

/** The lines that make tasks track files. */
export function trackingLines(
  tasks: readonly string[],
  named: readonly NamedFile[],
): readonly { readonly key: string; readonly text: string }[] {
  const checksums = named.map(({ expression }) => `${expression}:True`).join(' ');
  return tasks.map((task) => ({ key: task, text: `${task}[file-checksums] += "${checksums}"` }));
}

/** A folder that is only the start of a path does not show what is read. */
function isFolderOfContent(below: string): boolean {
  return below !== '' && !below.split('/').includes('..');
}

function isProduct(path: string, d: Datastore): boolean {
  return PRODUCTS.some((name) => {
    const folder = expanded(`\${${name}}`, d);
    return folder !== null && folder.startsWith('/') && `${normalize(path)}/`.startsWith(`${normalize(folder)}/`);
  });
}

function expanded(expression: string, d: Datastore): string | null {
  return quietly(() => d.expand(expression));
}

function flag(task: string, d: Datastore): string {
  return quietly(() => textOf(d.getVarFlag(task, 'file-checksums') ?? '')) ?? '';
}
