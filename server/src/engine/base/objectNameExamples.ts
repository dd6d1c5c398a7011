/**
 * Examples of the names of objects in the shared state cache. A probe (`release.ts`) asks the workspace's
 * `sstate.bbclass`, and the tests check the engine's own names (`sstate/objectNames.ts`) against the same examples.
 */

/** One task's object. */
export interface NamedObject {
  /** `BB_HASHFILENAME`. */
  readonly hashFilename: string;
  /** With `do_`. */
  readonly task: string;
  readonly unihash: string;
  /** The signature file next to the archive. */
  readonly isSiginfo: boolean;
  /** Below `SSTATE_DIR`; `NATIVELSBSTRING` is `universal`. */
  readonly path: string;
}

const HASH = '0123456789abcdef'.repeat(4);
const PACKAGE = 'sstate:zlib:core2-64-oe-linux:1.3:r0:core2-64:14:';
const SOFTWARE = 'sstate:zlib::1.3:r0::14:';
const BOTH = `${PACKAGE} ${SOFTWARE}`;
const LONG = 'v'.repeat(150);
const LONG_TAIL = `:core2-64:14:${HASH}_populate_sysroot.tar.zst`;

export const NAMED_OBJECTS: readonly NamedObject[] = [
  {
    hashFilename: `False ${BOTH}`,
    task: 'do_populate_sysroot',
    unihash: HASH,
    isSiginfo: false,
    path: `01/23/${PACKAGE}${HASH}_populate_sysroot.tar.zst`,
  },
  {
    hashFilename: `False ${BOTH}`,
    task: 'do_package',
    unihash: HASH,
    isSiginfo: true,
    path: `01/23/${PACKAGE}${HASH}_package.tar.zst.siginfo`,
  },
  {
    hashFilename: `True ${BOTH}`,
    task: 'do_populate_sysroot',
    unihash: HASH,
    isSiginfo: false,
    path: `universal/01/23/${PACKAGE}${HASH}_populate_sysroot.tar.zst`,
  },
  ...['fetch', 'unpack', 'patch', 'populate_lic', 'preconfigure'].map((task) => ({
    hashFilename: `True ${BOTH}`,
    task: `do_${task}`,
    unihash: HASH,
    isSiginfo: false,
    path: `01/23/${SOFTWARE}${HASH}_${task}.tar.zst`,
  })),
  {
    hashFilename: `True ${PACKAGE} `,
    task: 'do_patch',
    unihash: HASH,
    isSiginfo: false,
    path: `universal/01/23/${PACKAGE}${HASH}_patch.tar.zst`,
  },
  {
    hashFilename: `False ${BOTH}`,
    task: 'do_package',
    unihash: '',
    isSiginfo: false,
    path: `IN/VA/${PACKAGE}INVALID_package.tar.zst`,
  },
  // Too long: the three fields in the middle are cut to equal lengths, in the signature's name as much as in the
  // archive's.
  {
    hashFilename: `False sstate:zlib:core2-64-oe-linux:${LONG}:r0:core2-64:14: ${SOFTWARE}`,
    task: 'do_populate_sysroot',
    unihash: HASH,
    isSiginfo: false,
    path: `01/23/sstate:zlib:core2-64-oe-linux:${LONG.slice(0, 43)}:r0${LONG_TAIL}`,
  },
  {
    hashFilename: `False sstate:zlib:core2-64-oe-linux:${LONG}:r0:core2-64:14: ${SOFTWARE}`,
    task: 'do_populate_sysroot',
    unihash: HASH,
    isSiginfo: true,
    path: `01/23/sstate:zlib:core2-64-oe-linux:${LONG.slice(0, 43)}:r0${LONG_TAIL}.siginfo`,
  },
];
