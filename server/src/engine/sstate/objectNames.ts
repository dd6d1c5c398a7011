/**
 * Builds the names of objects in the shared state cache. Mirrors `generate_sstatefn` of OE-Core's `sstate.bbclass` and
 * the path that its `sstate_checkhashes` asks for.
 */

/** `BB_HASHFILENAME`, which every recipe has. */
export interface HashFilename {
  /** Whether objects depend on the distribution of the build host and are in a separate folder for it. */
  readonly isHostSpecific: boolean;
  /** The start of the names of most tasks' objects, not shortened. */
  readonly packageSpec: string;
  /** The start of the names of objects that depend on no architecture. */
  readonly softwareSpec: string;
}

/** One object of the cache. */
export interface SstateObject {
  readonly hashFilename: HashFilename;
  /** With `do_`. */
  readonly task: string;
  readonly unihash: string;
  /** `NATIVELSBSTRING`. */
  readonly nativeLsbString: string;
  /** Which file: the archive, or the signature next to it. */
  readonly part: 'archive' | 'siginfo';
}

/** How the object names of one task of a recipe start, and in which folder the objects are. */
export interface ObjectSpec {
  /** `sstate:PN:…:`, not shortened. */
  readonly spec: string;
  /** A folder with a slash at its end, or an empty text. */
  readonly folder: string;
}

const ARCHIVE_SUFFIX = '.tar.zst';
export const SIGINFO_SUFFIX = `${ARCHIVE_SUFFIX}.siginfo`;

/** Tasks whose objects depend on no architecture. */
const SOFTWARE_TASKS: readonly string[] = ['do_fetch', 'do_unpack', 'do_patch', 'do_populate_lic', 'do_preconfigure'];

const LONGEST_NAME = 254;
/**
 * An object's name is shortened by this much more, so that its signature's longer name is shortened to the same start.
 */
const SIGINFO_CHARACTERS = 8;

/** Reads `True|False PKGSPEC SWSPEC`; null if the text has another form. */
export function readHashFilename(text: string): HashFilename | null {
  const [isHostSpecific, packageSpec, softwareSpec] = text.split(' ');
  if (isHostSpecific === undefined || packageSpec === undefined || packageSpec === '' || softwareSpec === undefined)
    return null;
  return { isHostSpecific: isHostSpecific === 'True', packageSpec, softwareSpec };
}

/** Whether a task's objects depend on no architecture. */
export function isSoftwareTask(task: string): boolean {
  return SOFTWARE_TASKS.includes(task);
}

/** How the names of a task's objects start. */
export function objectSpec(hashFilename: HashFilename, task: string, nativeLsbString: string): ObjectSpec {
  if (isSoftwareTask(task) && hashFilename.softwareSpec !== '') return { spec: hashFilename.softwareSpec, folder: '' };
  return { spec: hashFilename.packageSpec, folder: hashFilename.isHostSpecific ? `${nativeLsbString}/` : '' };
}

/**
 * The object's path in `SSTATE_DIR` or a mirror; null if its name is too long and cannot be shortened enough, which
 * makes BitBake stop.
 */
export function sstateObjectPath({ hashFilename, task, unihash, nativeLsbString, part }: SstateObject): string | null {
  const { spec, folder } = objectSpec(hashFilename, task, nativeLsbString);
  const hash = unihash === '' ? 'INVALID' : unihash;
  const tail = `${hash}_${task.replace(/^do_/, '')}${part === 'siginfo' ? SIGINFO_SUFFIX : ARCHIVE_SUFFIX}`;
  const limit = part === 'siginfo' ? LONGEST_NAME : LONGEST_NAME - SIGINFO_CHARACTERS;
  const start = characters(spec + tail) > limit ? cut(spec, limit - characters(tail)) : spec;
  if (start === null || characters(start + tail) > limit) return null;
  return `${folder}${hash.slice(0, 2)}/${hash.slice(2, 4)}/${start}${tail}`;
}

/** The spec with its three informational fields shortened to equal lengths, to have `room` characters if possible. */
function cut(spec: string, room: number): string | null {
  const fields = spec.split(':');
  if (fields.length < 7) return null;
  const kept = [0, 1, 5, 6].reduce((sum, index) => sum + characters(fields[index] ?? ''), 0);
  const available = Math.floor((room - kept - 7) / 3);
  // Upstream quirk: with too little room the number is negative, and a slice removes that many characters from the end.
  return fields
    .map((field, index) => (index >= 2 && index <= 4 ? [...field].slice(0, available).join('') : field))
    .join(':');
}

/** Counts characters like Python: by code point. */
function characters(text: string): number {
  return [...text].length;
}
