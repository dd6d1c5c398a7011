/**
 * All limits on what one reading may take, and why each is what it is. Whoever meets one gets *unknown* with the
 * reason, never less than there is. A limit is at least ten times what a whole workspace of OE-Core, its largest
 * recipes and images included, takes.
 */

const MIB = 2 ** 20;

/**
 * What one evaluation may spend: of the configuration, of the list of recipes, or of one recipe with all its variants.
 * In brackets what reading the configuration of OE-Core takes, or one of its recipes where that is more.
 */
export const EVALUATION_LIMITS = {
  /**
   * Files that statements read (58): includes, classes, configuration. Files that include each other twice double with
   * each level.
   */
  includes: 50_000,
  /** Statements that take effect (3,200). Images have more than a hundred variants. */
  statements: 5_000_000,
  /** Characters that expansions put together (340,000). Values that hold another one twice double with each level. */
  characters: 2_000_000_000,
  /** Bytes read of files (1.6 MB). Python reads git's packs part by part. */
  bytes: 4096 * MIB,
  /** Questions for a path (1,500): whether something is there, where a link leads, what is in a folder. */
  questions: 2_000_000,
  /** Names in the folders that were listed (2,000). */
  entries: 4_000_000,
  /** Steps of matching patterns of metadata (none, where they are plain). A second has some ten million. */
  steps: 50_000_000,
  /**
   * Looks at dependencies to lay those of one graph. A second has some 100 million; the graph of an image takes less.
   */
  edges: 2_000_000_000,
} as const;

/** What may be spent. */
export type Resource = keyof typeof EVALUATION_LIMITS;

/** What the checksums of one task's files may take. A tree of the kernel has some 90,000 files and 1.5 GiB. */
export const CHECKSUM_LIMITS: Readonly<Record<Resource, number>> = {
  ...EVALUATION_LIMITS,
  bytes: 4096 * MIB,
  questions: 5_000_000,
  entries: 1_000_000,
};

/**
 * What one look at what builds have left may take: at stamps, signatures, a shared state cache. An image has some
 * 10,000 signatures of 50 kB; a cache of years has a million objects.
 */
export const LEFTOVER_LIMITS: Readonly<Record<Resource, number>> = { ...EVALUATION_LIMITS, entries: 10_000_000 };

/** What a look at the Python modules of a library may take: those of BitBake and OE-Core are 300 in 40 folders. */
export const MODULE_LIMITS: Readonly<Record<Resource, number>> = {
  ...EVALUATION_LIMITS,
  questions: 200_000,
  entries: 1_000_000,
};

/** A taint: BitBake writes 36 characters, `nostamp:` before them. */
export const MOST_TAINT_BYTES = 64 * 1024;

/** In the words of messages. */
export const RESOURCE_NAMES: Readonly<Record<Resource, string>> = {
  includes: 'included files',
  statements: 'statements',
  characters: 'characters of expanded text',
  bytes: 'bytes of files',
  questions: 'questions for files',
  entries: 'names in folders',
  steps: 'steps of matching patterns',
  edges: 'looks at dependencies between tasks',
};

/** Dependencies between the tasks of one graph: all recipes of a distribution have a million. */
export const MOST_EDGES = 20_000_000;

/** Bytes for what lies below the tasks of one graph: 100,000 tasks of 5,000 recipes take some 60 MiB. */
export const MOST_REACH_BYTES = 1024 * MIB;

/**
 * A file that is read whole: what the oldest Node that runs us can read. Files of `SRC_URI` can be that big; their
 * checksums are needed.
 */
export const MOST_FILE_BYTES = 2 ** 31 - 1;

/** A file of metadata, or of a repository. The largest of OE-Core and meta-openembedded have less than one MiB. */
export const MOST_TEXT_BYTES = 64 * MIB;

/** What a file may hold that says it holds nothing: those of the kernel do, and some never end. */
export const MOST_UNSIZED_BYTES = 16 * MIB;

/** Names in one folder: an sstate cache of years has some 100,000 in one. */
export const MOST_NAMES = 4_000_000;

/** A folder that is bigger than this is listed name by name, so that counting can stop. */
export const LARGE_FOLDER_BYTES = 16 * MIB;

/** Folders in folders. A path can be no longer than 4096 bytes, so that real ones stay far below. */
export const MOST_FOLDER_DEPTH = 200;

/** Characters of one value: no real one comes near, and variables that double each other would take all memory. */
export const LONGEST_VALUE = 1 << 25;

/** The database of a hash equivalence server, and its log, each: both are in memory twice while they are read. */
export const MOST_DATABASE_BYTES = 256 * MIB;

/** BitBake's own cache of unihashes. That of a distribution has 5 MiB. */
export const MOST_UNIHASH_CACHE_BYTES = 128 * MIB;

/** Entries of `SSTATE_MIRRORS`; each object is looked for in each of them. */
export const MOST_MIRRORS = 1000;

/** Steps of matching the patterns of `SSTATE_MIRRORS` for one object. */
export const MOST_MIRROR_STEPS = 5_000_000;

/** Words of `OVERRIDES`: real ones have some thirty, and each variable with overrides is held against all of them. */
export const MOST_OVERRIDES = 10_000;
