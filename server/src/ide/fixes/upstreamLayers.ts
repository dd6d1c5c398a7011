/**
 * Public layers that users build with and do not change, known by their collection and content: copies of them are in
 * many repositories, as subtrees, submodules or plain folders.
 */

import type { FileSource } from '../../engine/files/fileSource';
import { join } from '../../engine/files/posixPath';

/**
 * The collections of public layers, each with files or folders of that layer. A layer that has the name and none of them
 * is a different one.
 */
const UPSTREAM: ReadonlyMap<string, readonly string[]> = new Map([
  // OE-Core, poky and meta-yocto.
  ['core', ['conf/bitbake.conf']],
  ['yocto', ['conf/distro/poky.conf']],
  ['yoctobsp', ['conf/machine/genericx86-64.conf', 'conf/machine/beaglebone-yocto.conf', 'recipes-kernel/linux']],
  ['selftest', ['recipes-test', 'lib/oeqa']],
  ['skeleton', ['recipes-skeleton']],
  // meta-openembedded.
  ['openembedded-layer', ['recipes-extended', 'recipes-benchmark', 'recipes-navigation']],
  ['meta-python', ['recipes-devtools/python']],
  ['networking-layer', ['recipes-protocols', 'recipes-daemons', 'recipes-filter', 'recipes-netkit']],
  ['perl-layer', ['recipes-perl']],
  ['webserver', ['recipes-httpd']],
  ['filesystems-layer', ['recipes-filesystems']],
  ['meta-initramfs', ['recipes-bsp/kexecboot', 'recipes-devtools/klibc', 'recipes-devtools/dracut']],
  ['gnome-layer', ['recipes-gnome']],
  ['multimedia-layer', ['recipes-multimedia']],
  ['xfce-layer', ['recipes-xfce']],
  // meta-arm.
  ['meta-arm', ['recipes-bsp/trusted-firmware-a', 'recipes-security/optee']],
  ['meta-arm-bsp', ['conf/machine/fvp-base.conf', 'conf/machine/corstone1000-fvp.conf']],
  ['arm-toolchain', ['recipes-devtools/external-arm-toolchain', 'recipes-devtools/gcc-arm-none-eabi']],
  ['arm-systemready', ['recipes-test', 'conf/distro/include']],
  ['emulationbaremetal', ['recipes-test', 'conf/machine']],
  // meta-security, meta-selinux, meta-virtualization, meta-cloud-services.
  ['security', ['recipes-mac', 'recipes-ids', 'recipes-compliance', 'recipes-scanners']],
  ['tpm-layer', ['recipes-tpm', 'recipes-tpm1', 'recipes-tpm2']],
  ['parsec-layer', ['recipes-parsec']],
  ['integrity', ['classes/ima-evm-rootfs.bbclass', 'recipes-security/ima-evm-keys']],
  ['selinux', ['recipes-security/selinux', 'recipes-security/refpolicy']],
  ['virtualization-layer', ['recipes-containers']],
  ['openstack-layer', ['recipes-devtools/python']],
  // Toolchains, languages, toolkits.
  ['clang-layer', ['recipes-devtools/clang']],
  ['rust-layer', ['recipes-devtools/rust']],
  ['qt5-layer', ['recipes-qt/qt5']],
  ['qt6-layer', ['recipes-qt/qt6']],
  ['meta-java', ['recipes-core/openjdk', 'recipes-core/icedtea']],
  ['swupdate', ['recipes-support/swupdate']],
  ['rauc', ['recipes-core/rauc']],
  // Boards.
  ['raspberrypi', ['conf/machine/raspberrypi4.conf', 'conf/machine/raspberrypi.conf']],
  ['intel', ['conf/machine/intel-corei7-64.conf']],
  ['freescale-layer', ['conf/machine/include/imx-base.inc']],
  ['freescale-3rdparty', ['conf/machine/include/imx6sx-udoo-neo.inc', 'conf/machine/wandboard.conf']],
  ['meta-ti-bsp', ['conf/machine/include/ti-soc.inc', 'conf/machine/am64xx-evm.conf']],
  ['riscv-layer', ['conf/machine/freedom-u540.conf', 'conf/machine/beaglev-starlight-jh7100.conf']],
  ['tegra', ['recipes-bsp/tegra-binaries']],
]);

/** The collection by which a layer is a public one; null if it is none of those that are known. */
export function upstreamCollection(layer: string, files: FileSource): string | null {
  for (const collection of collectionsOf(layer, files)) {
    const content = UPSTREAM.get(collection) ?? [];
    if (content.some((path) => files.stat(join(layer, path)) !== undefined)) return collection;
  }
  return null;
}

/** The names that a layer's configuration gives it. */
function collectionsOf(layer: string, files: FileSource): readonly string[] {
  const found = files.readText(join(layer, 'conf/layer.conf'));
  if (found.kind !== 'text') return [];
  const assignments = found.text.matchAll(
    /^[ \t]*BBFILE_COLLECTIONS(?::append)?[ \t]*[?+.:]*=[+.]?[ \t]*(["'])(.*?)\1/gm,
  );
  return [...assignments].flatMap(([, , names = '']) => names.split(/[ \t]+/).filter((name) => name !== ''));
}
