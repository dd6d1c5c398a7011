/** Attempts to make the editor watch the whole disk, write through links, and use settings from an untrusted folder. */

import { readFileSync } from 'node:fs';
import type { Engine } from '../../server/src/engine/engine';
import type { FileSource } from '../../server/src/engine/files/fileSource';
import { MemoryFileSource } from '../../server/src/engine/files/memoryFileSource';
import { readableRoots } from '../../server/src/engine/layers/readableRoots';
import { findWorkspace } from '../../server/src/engine/layers/workspace';
import { obstacleTo } from '../../server/src/ide/fixes/obstacles';
import { watchedFolders } from '../../server/src/lsp/workspace/watchedFolders';
import type { Attempt, AttemptKind } from './attempt';

const HOME = '/data/me';
const BUILD = `${HOME}/ws/build`;
const LAYER = `${HOME}/ws/meta-own`;
const GIT = { HEAD: '', 'objects/pack/p': '', 'refs/heads/main': '' };

type Links = Readonly<Record<string, string>>;

/** Files in memory with links to files and folders. */
function linkedFiles(texts: Readonly<Record<string, string>>, links: Links = {}): FileSource {
  const memory = new MemoryFileSource(texts);
  const real = (path: string): string => {
    const link = Object.keys(links).find((name) => path === name || path.startsWith(`${name}/`));
    return link === undefined ? path : real(`${links[link] ?? ''}${path.slice(link.length)}`);
  };
  return {
    stat: (path) => memory.stat(real(path)),
    list: (path) => memory.list(real(path)),
    readBytes: (path) => memory.readBytes(real(path)),
    readText: (path) => memory.readText(real(path)),
    readPart: (path, position, length) => memory.readPart(real(path), position, length),
    readLink: (path) => links[path],
  };
}

const gitAt = (folder: string): Record<string, string> =>
  Object.fromEntries(Object.entries(GIT).map(([name, text]) => [`${folder}/${name}`, text]));

/** A workspace whose `BBLAYERS` is `layers`, with an own layer in it. */
function workspaceFiles(layers: string, more: Readonly<Record<string, string>>): Record<string, string> {
  return {
    [`${BUILD}/conf/bblayers.conf`]: `BBLAYERS = "${layers}"\n`,
    [`${LAYER}/conf/layer.conf`]: '',
    [`${HOME}/.ssh/id_rsa`]: '',
    ...more,
  };
}

/**
 * The folders that would be watched below the root or a home, each with its pattern; the client itself watches the
 * workspace folder.
 */
function watched(layers: string, more: Readonly<Record<string, string>> = {}, links: Links = {}): string {
  const files = linkedFiles(workspaceFiles(layers, more), links);
  const workspace = findWorkspace(BUILD, [], files);
  const found = watchedFolders(workspace, [`${HOME}/ws`], files, HOME);
  return (
    found
      .map(({ folder, pattern }) => (pattern.startsWith('**/') ? `${folder} and all below` : `${folder}: ${pattern}`))
      .join('; ') || 'nothing'
  );
}

const BY_LAYERS: readonly (readonly [what: string, layers: string, expected: string])[] = [
  ['the root', '/', '/conf: layer.conf'],
  ['the home', HOME, `${HOME}/conf: layer.conf`],
  ['the folder of all homes', '/home', '/home/conf: layer.conf'],
  ['the home of another', '/home/you', '/home/you/conf: layer.conf'],
  ['the folder above the home', '/data', '/data/conf: layer.conf'],
  ['the system', '/usr', '/usr/conf: layer.conf'],
  ['the root by a way round', `${BUILD}/../../../../..`, '/conf: layer.conf'],
  ['keys', `${HOME}/.ssh`, `${HOME}/.ssh/conf: layer.conf`],
];

const byLayers = BY_LAYERS.map(([what, layers, expected]): Attempt => ({
  name: `BBLAYERS names ${what}`,
  expected,
  run: () => watched(layers),
}));

const claiming: readonly Attempt[] = ['/', HOME, '/home', '/home/you', '/data'].map((folder) => ({
  name: `BBLAYERS names ${folder}, which has a conf/layer.conf`,
  expected: folder === '/' ? '/conf: layer.conf' : `${folder}/conf: layer.conf`,
  run: () => watched(folder, { [folder === '/' ? '/conf/layer.conf' : `${folder}/conf/layer.conf`]: '' }),
}));

const GIT_FILES: readonly (readonly [what: string, text: string, more: Readonly<Record<string, string>>])[] = [
  ['the root', '/', {}],
  ['the root, which has a HEAD', '/', { '/HEAD': '' }],
  ['the home', HOME, {}],
  ['the home, which has a HEAD and refs', HOME, { [`${HOME}/HEAD`]: '', [`${HOME}/refs/x`]: '' }],
  ['a folder by a way round', '../../../..', {}],
  ['a worktree of the root', '/other/worktree', { '/other/worktree/HEAD': '', '/other/worktree/commondir': '/\n' }],
  [
    'a worktree of the home',
    '/other/worktree',
    { '/other/worktree/HEAD': '', '/other/worktree/commondir': `${HOME}\n` },
  ],
  ['keys', `${HOME}/.ssh`, {}],
  ['nothing', '', {}],
];

const byGitFile = GIT_FILES.map(([what, text, more]): Attempt => ({
  name: `a .git file names ${what}`,
  expected: 'nothing',
  run: () => watched(LAYER, { [`${LAYER}/.git`]: `gitdir: ${text}\n`, ...more }),
}));

const byGit: readonly Attempt[] = [
  {
    name: 'a .git link leads to the root',
    expected: 'nothing',
    run: () => watched(LAYER, { '/x': '' }, { [`${LAYER}/.git`]: '/' }),
  },
  {
    name: 'a git directory says that it shares the root',
    expected: 'nothing',
    run: () => watched(LAYER, { ...gitAt(`${LAYER}/.git`), [`${LAYER}/.git/commondir`]: '/\n' }),
  },
  {
    name: 'a git directory of all files: only what shows commits is watched',
    expected: `${LAYER}/.git: {HEAD,index,packed-refs}; ${LAYER}/.git/refs: **`,
    run: () => watched(LAYER, { ...gitAt(`${LAYER}/.git`) }),
  },
];

/** The roots in which metadata may read everything. */
function roots(layers: string, more: Readonly<Record<string, string>>, links: Links = {}): string {
  const files = linkedFiles(workspaceFiles(layers, more), links);
  return (
    readableRoots(findWorkspace(BUILD, [], files), files)
      .filter((root) => root !== BUILD)
      .join(' ') || 'none'
  );
}

const byRoots: readonly Attempt[] = [
  { name: 'BBLAYERS names keys, to be read', expected: 'none', run: () => roots(`${HOME}/.ssh`, {}) },
  {
    name: 'BBLAYERS names a link to keys',
    expected: 'none',
    run: () => roots(`${HOME}/ws/keys`, {}, { [`${HOME}/ws/keys`]: `${HOME}/.ssh` }),
  },
  {
    name: 'a .git file names the repository of another, to be read',
    expected: LAYER,
    run: () => roots(LAYER, { [`${LAYER}/.git`]: `gitdir: ${HOME}/other/.git\n`, ...gitAt(`${HOME}/other/.git`) }),
  },
  {
    name: 'a .git file names a worktree of another checkout',
    expected: LAYER,
    run: () =>
      roots(LAYER, {
        [`${LAYER}/.git`]: `gitdir: ${HOME}/other/.git/worktrees/w\n`,
        ...gitAt(`${HOME}/other/.git`),
        [`${HOME}/other/.git/worktrees/w/HEAD`]: '',
        [`${HOME}/other/.git/worktrees/w/commondir`]: '../..\n',
        [`${HOME}/other/.git/worktrees/w/gitdir`]: `${HOME}/w/.git\n`,
      }),
  },
  {
    name: 'a .git file names a submodule of a repository that it is not in',
    expected: LAYER,
    run: () =>
      roots(LAYER, {
        [`${LAYER}/.git`]: `gitdir: ${HOME}/other/.git/modules/m\n`,
        ...gitAt(`${HOME}/other/.git`),
        ...gitAt(`${HOME}/other/.git/modules/m`),
      }),
  },
  {
    name: 'a worktree of which the repository knows, as it may',
    expected: `${LAYER} ${HOME}/other/.git/worktrees/w ${HOME}/other/.git`,
    run: () =>
      roots(LAYER, {
        [`${LAYER}/.git`]: `gitdir: ${HOME}/other/.git/worktrees/w\n`,
        ...gitAt(`${HOME}/other/.git`),
        [`${HOME}/other/.git/worktrees/w/HEAD`]: '',
        [`${HOME}/other/.git/worktrees/w/commondir`]: '../..\n',
        [`${HOME}/other/.git/worktrees/w/gitdir`]: `${LAYER}/.git\n`,
      }),
  },
];

/** The reason why a fix cannot be written into a file. */
function fixInto(path: string, links: Links): string {
  const files = linkedFiles(
    {
      [`${LAYER}/conf/layer.conf`]: '',
      [`${HOME}/shared/a.bb`]: '',
      [`${HOME}/.profile`]: '',
      [`${HOME}/linked/meta/conf/layer.conf`]: '',
      [`${HOME}/linked/meta/a.bb`]: '',
    },
    links,
  );
  const own = [LAYER, `${HOME}/ws/meta-linked`];
  const engine = { files, isCurrent: () => true } as unknown as Engine;
  const obstacle = obstacleTo(new Set([path]), { engine, own, buildDir: BUILD, isWritable: () => true });
  return obstacle === null ? 'written' : obstacle.reason.replace(/,.*/, '');
}

const byLink: readonly Attempt[] = [
  {
    name: 'a fix into a recipe that is a link out of the layer',
    expected: `${LAYER}/a.bb is really ${HOME}/shared/a.bb`,
    run: () => fixInto(`${LAYER}/a.bb`, { [`${LAYER}/a.bb`]: `${HOME}/shared/a.bb` }),
  },
  {
    name: 'a fix into a folder that is a link out of the layer',
    expected: `${LAYER}/recipes/a.bb is really ${HOME}/shared/a.bb`,
    run: () => fixInto(`${LAYER}/recipes/a.bb`, { [`${LAYER}/recipes`]: `${HOME}/shared` }),
  },
  {
    name: 'a fix into a new file behind a link',
    expected: `${LAYER}/recipes/new.bbappend is really ${HOME}/shared/new.bbappend`,
    run: () => fixInto(`${LAYER}/recipes/new.bbappend`, { [`${LAYER}/recipes`]: `${HOME}/shared` }),
  },
  {
    name: 'a fix into what a shell runs',
    expected: `${LAYER}/a.inc is really ${HOME}/.profile`,
    run: () => fixInto(`${LAYER}/a.inc`, { [`${LAYER}/a.inc`]: `${HOME}/.profile` }),
  },
  {
    name: 'a fix into a local.conf that is a link',
    expected: `${BUILD}/conf/local.conf is really ${HOME}/shared/local.conf`,
    run: () => fixInto(`${BUILD}/conf/local.conf`, { [`${BUILD}/conf/local.conf`]: `${HOME}/shared/local.conf` }),
  },
  {
    name: 'a fix through two links',
    expected: `${LAYER}/a.bb is really ${HOME}/shared/a.bb`,
    run: () =>
      fixInto(`${LAYER}/a.bb`, { [`${LAYER}/a.bb`]: `${LAYER}/b.bb`, [`${LAYER}/b.bb`]: `${HOME}/shared/a.bb` }),
  },
  {
    name: 'a fix into a link within the layer, as it may',
    expected: 'written',
    run: () => fixInto(`${LAYER}/a.bb`, { [`${LAYER}/a.bb`]: `${LAYER}/b.bb` }),
  },
  {
    name: 'a fix into a layer that is a link itself, as it may',
    expected: 'written',
    run: () => fixInto(`${HOME}/ws/meta-linked/a.bb`, { [`${HOME}/ws/meta-linked`]: `${HOME}/linked/meta` }),
  },
];

interface Manifest {
  readonly capabilities: {
    readonly untrustedWorkspaces: { readonly supported: string; readonly restrictedConfigurations: readonly string[] };
    readonly virtualWorkspaces: { readonly supported: boolean };
  };
  readonly contributes: { readonly configuration: { readonly properties: Readonly<Record<string, unknown>> } };
}

/** Settings that name nothing and start nothing; they only cost time or change how something is shown. */
const HARMLESS = [
  'sighound.judge.enabled',
  'sighound.backgroundEvaluation.enabled',
  'sighound.rules',
  'sighound.trace.server',
];

const manifest = (): Manifest => JSON.parse(readFileSync('package.json', 'utf8')) as Manifest;
const bySetting: readonly Attempt[] = [
  {
    name: 'settings of an untrusted folder that are neither harmless nor restricted',
    expected: 'none',
    run: () => {
      const {
        capabilities: { untrustedWorkspaces },
        contributes,
      } = manifest();
      const open = Object.keys(contributes.configuration.properties).filter(
        (name) => !HARMLESS.includes(name) && !untrustedWorkspaces.restrictedConfigurations.includes(name),
      );
      return open.join(' ') || 'none';
    },
  },
  {
    name: 'an untrusted folder',
    expected: 'limited',
    run: () => manifest().capabilities.untrustedWorkspaces.supported,
  },
  {
    name: 'a folder that is on no disk',
    expected: 'false',
    run: () => String(manifest().capabilities.virtualWorkspaces.supported),
  },
];

/** Attempts to be watched, written to and trusted. */
export const WATCHING: AttemptKind = {
  kind: 'watching',
  attempts: [...byLayers, ...claiming, ...byGitFile, ...byGit, ...byRoots, ...byLink, ...bySetting],
};
