/** Which layers count as the user's own: not by the repository that they are in, but by their names and content. */

import { describe, expect, test } from 'vitest';
import { MemoryFileSource } from '../../../server/src/engine/files/memoryFileSource';
import { findWorkspace } from '../../../server/src/engine/layers/workspace';
import { judgedLayers, layerLines, ownLayers } from '../../../server/src/ide/fixes/ownLayers';

const BUILD = '/repo/build';

interface Layer {
  readonly collection: string;
  /** Files or folders of the layer. */
  readonly content?: readonly string[];
}

/** A build directory with these layers, by their folders. */
function filesOf(
  layers: Readonly<Record<string, Layer>>,
  more: Readonly<Record<string, string>> = {},
): MemoryFileSource {
  const files: Record<string, string> = {
    [`${BUILD}/conf/bblayers.conf`]: `BBLAYERS = "${Object.keys(layers).join(' ')}"\n`,
    ...more,
  };
  for (const [folder, { collection, content = [] }] of Object.entries(layers)) {
    files[`${folder}/conf/layer.conf`] =
      `BBPATH .= ":\${LAYERDIR}"\nBBFILE_COLLECTIONS += "${collection}"\nLAYERSERIES_COMPAT_${collection} = "wrynose"\n`;
    for (const path of content) files[`${folder}/${path}`] = '';
  }
  return new MemoryFileSource(files);
}

function ownIn(files: MemoryFileSource, named: readonly string[] = []): readonly string[] {
  return ownLayers(findWorkspace(BUILD, [], files), named, files);
}

const CORE: Layer = { collection: 'core', content: ['conf/bitbake.conf', 'classes-global/base.bbclass'] };
const OE: Layer = { collection: 'openembedded-layer', content: ['recipes-extended/a/a_1.bb'] };

/** The layout of a vendor's repository with copies of public layers at its top. */
const VENDOR: Readonly<Record<string, Layer>> = {
  '/repo/meta': CORE,
  '/repo/meta-poky': { collection: 'yocto', content: ['conf/distro/poky.conf'] },
  '/repo/meta-openembedded/meta-oe': OE,
  '/repo/meta-openembedded/meta-python': {
    collection: 'meta-python',
    content: ['recipes-devtools/python/a_1.bb'],
  },
  '/repo/meta-openembedded/meta-networking': {
    collection: 'networking-layer',
    content: ['recipes-protocols/a/a_1.bb'],
  },
  '/repo/meta-arm/meta-arm': { collection: 'meta-arm', content: ['recipes-bsp/trusted-firmware-a/a_1.bb'] },
  '/repo/meta-arm/meta-arm-toolchain': {
    collection: 'arm-toolchain',
    content: ['recipes-devtools/external-arm-toolchain/a_1.bb'],
  },
  '/repo/meta-security': { collection: 'security', content: ['recipes-mac/a/a_1.bb'] },
  '/repo/meta-phosphor': { collection: 'phosphor-layer', content: ['recipes-phosphor/a/a_1.bb'] },
  '/repo/meta-ibm/meta-romulus': { collection: 'romulus-layer', content: ['conf/machine/romulus.conf'] },
};
const OWN = ['/repo/meta-phosphor', '/repo/meta-ibm/meta-romulus'];

function repository(url: string): Readonly<Record<string, string>> {
  return { '/repo/.git/config': `[remote "origin"]\n\turl = ${url}\n` };
}

describe('in a repository of a vendor', () => {
  test('copies of public layers are foreign, and the others are own', () => {
    expect(ownIn(filesOf(VENDOR, repository('https://github.com/openbmc/openbmc')))).toEqual(OWN);
    expect(ownIn(filesOf(VENDOR))).toEqual(OWN);
  });

  test('the same holds in a folder of their own', () => {
    const layers = Object.fromEntries(
      Object.entries(VENDOR).map(([folder, layer]) => [folder.replace('/repo/', '/repo/upstream-layers/'), layer]),
    );
    expect(ownIn(filesOf(layers))).toEqual(OWN.map((folder) => folder.replace('/repo/', '/repo/upstream-layers/')));
  });

  test('OE-Core needs no script beside it to be foreign', () => {
    expect(ownIn(filesOf({ '/repo/upstream-layers/openembedded-core/meta': CORE, '/repo/meta-mine': OE }))).toEqual([]);
  });

  test('a layer with the name of a public one and other content is own', () => {
    const layers = {
      '/repo/meta': CORE,
      '/repo/meta-mine': { collection: 'security', content: ['recipes-mine/a/a_1.bb'] },
    };
    expect(ownIn(filesOf(layers))).toEqual(['/repo/meta-mine']);
  });

  test('layers that the user names are own, and no others', () => {
    expect(ownIn(filesOf(VENDOR), ['/repo/meta-openembedded', '/repo/meta-phosphor'])).toEqual([
      '/repo/meta-openembedded/meta-oe',
      '/repo/meta-openembedded/meta-python',
      '/repo/meta-openembedded/meta-networking',
      '/repo/meta-phosphor',
    ]);
  });
});

describe('a layer that has no known name', () => {
  const PUBLIC = '[remote "origin"]\n\turl = https://git.yoctoproject.org/meta-new\n';
  const layers = { '/up/meta': CORE, '/repo/meta-new': { collection: 'new' } };

  test('is foreign in a clone of a public repository', () => {
    expect(ownIn(filesOf(layers, { '/repo/meta-new/.git/config': PUBLIC }))).toEqual([]);
    expect(
      ownIn(filesOf(layers, { '/repo/meta-new/.git/config': PUBLIC.replace(/https.*/, '/srv/mine.git') })),
    ).toEqual(['/repo/meta-new']);
  });

  test('is foreign as a submodule that was taken from there', () => {
    const more = {
      ...repository('https://example.com/vendor'),
      '/repo/meta-new/.git': 'gitdir: ../.git/modules/meta-new\n',
    };
    expect(ownIn(filesOf(layers, { ...more, '/repo/.git/modules/meta-new/config': PUBLIC }))).toEqual([]);
    expect(ownIn(filesOf(layers, more))).toEqual(['/repo/meta-new']);
  });

  test('is own next to OE-Core in its repository', () => {
    const inPoky = { '/repo/meta': CORE, '/repo/meta-new': { collection: 'new' } };
    expect(ownIn(filesOf(inPoky, repository('https://git.yoctoproject.org/poky')))).toEqual(['/repo/meta-new']);
  });
});

test('each layer has a line with the reason', () => {
  const files = filesOf({
    '/repo/meta': CORE,
    '/repo/meta-oe': OE,
    '/repo/meta-mine': { collection: 'mine' },
  });
  const workspace = findWorkspace(BUILD, [], files);
  expect(layerLines(judgedLayers(workspace, [], files))).toEqual([
    'foreign layer: /repo/meta (it is the public layer of the collection core)',
    'foreign layer: /repo/meta-oe (it is the public layer of the collection openembedded-layer)',
    'own layer: /repo/meta-mine (it is no public layer that Sighound knows)',
  ]);
  expect(layerLines(judgedLayers(workspace, ['/repo/meta-oe'], files))).toEqual([
    'foreign layer: /repo/meta (you name others)',
    'own layer: /repo/meta-oe (you name it)',
    'foreign layer: /repo/meta-mine (you name others)',
  ]);
});
