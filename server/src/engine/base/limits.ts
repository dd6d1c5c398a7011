/**
 * All limits on what one reading may use, and the reason for each. Code that reaches a limit reports *unknown* with the
 * reason, never an incomplete result. A limit is at least ten times what a whole workspace of OE-Core uses, including
 * its largest recipes and images.
 */

const MIB = 2 ** 20;

/**
 * What one evaluation may spend: on the configuration, on the list of recipes, or on one recipe with all its variants.
 * The numbers in brackets show what OE-Core's configuration uses, or one of its recipes where that is more.
 */
export const EVALUATION_LIMITS = {
  /**
   * Files that statements read (58): includes, classes, configuration. Files that include each other twice double the
   * number with each level.
   */
  includes: 50_000,
  /** Statements that take effect (3,200). Images have more than a hundred variants. */
  statements: 5_000_000,
  /**
   * Characters that expansions build (340,000). Values that contain another value twice double the number with each
   * level.
   */
  characters: 2_000_000_000,
  /** Bytes read from files (1.6 MB). Python reads git's packs part by part. */
  bytes: 4096 * MIB,
  /** Questions about a path (1,500): whether it exists, where a link leads, what is in a folder. */
  questions: 2_000_000,
  /** Names in the listed folders (2,000). */
  entries: 4_000_000,
  /**
   * Steps of matching patterns of metadata (none for plain patterns). The engine does about ten million in a second.
   */
  steps: 50_000_000,
  /**
   * Checks of dependencies while the engine builds one graph. The engine does about 100 million in a second; the graph
   * of an image needs fewer.
   */
  edges: 2_000_000_000,
} as const;

/** What an evaluation can spend. */
export type Resource = keyof typeof EVALUATION_LIMITS;

/** What the checksums of one task's files may use. A kernel tree has about 90,000 files and 1.5 GiB. */
export const CHECKSUM_LIMITS: Readonly<Record<Resource, number>> = {
  ...EVALUATION_LIMITS,
  bytes: 4096 * MIB,
  questions: 5_000_000,
  entries: 1_000_000,
};

/**
 * What one scan of earlier builds' output may use: of stamps, signatures, a shared state cache. An image has about
 * 10,000 signatures of 50 kB; a cache that is years old has a million objects.
 */
export const LEFTOVER_LIMITS: Readonly<Record<Resource, number>> = { ...EVALUATION_LIMITS, entries: 10_000_000 };

/** What a scan of a library's Python modules may use: BitBake and OE-Core have 300 modules in 40 folders. */
export const MODULE_LIMITS: Readonly<Record<Resource, number>> = {
  ...EVALUATION_LIMITS,
  questions: 200_000,
  entries: 1_000_000,
};

/** Bytes of a taint: BitBake writes 36 characters, with `nostamp:` before them. */
export const MOST_TAINT_BYTES = 64 * 1024;

/** Each resource in the words of messages. */
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

/**
 * Bytes for the record of everything below the tasks of one graph: 100,000 tasks of 5,000 recipes need about 60 MiB.
 */
export const MOST_REACH_BYTES = 1024 * MIB;

/**
 * The size of a file that is read whole: the oldest supported Node can read no more. Files of `SRC_URI` can be that
 * big, and the engine needs their checksums.
 */
export const MOST_FILE_BYTES = 2 ** 31 - 1;

/**
 * The size of a file of metadata, or of a repository. The largest in OE-Core and meta-openembedded is below one MiB.
 */
export const MOST_TEXT_BYTES = 64 * MIB;

/** Maximum size of a file that reports size zero: kernel files have content in spite of that, and some never end. */
export const MOST_UNSIZED_BYTES = 16 * MIB;

/** Names in one folder: an sstate cache that is years old has about 100,000 in one. */
export const MOST_NAMES = 4_000_000;

/** A folder that is bigger than this is listed name by name, so that counting can stop. */
export const LARGE_FOLDER_BYTES = 16 * MIB;

/** Maximum depth of nested folders. A path has at most 4096 bytes, so real ones stay far below. */
export const MOST_FOLDER_DEPTH = 200;

/** Characters of one value: real values are far shorter, and variables that double each other would use all memory. */
export const LONGEST_VALUE = 1 << 25;

/** The size of a hash equivalence server's database, and of its log. Both are in memory twice while they are read. */
export const MOST_DATABASE_BYTES = 256 * MIB;

/** The size of BitBake's own cache of unihashes. A distribution has 5 MiB. */
export const MOST_UNIHASH_CACHE_BYTES = 128 * MIB;

/** Entries of `SSTATE_MIRRORS`; each object is looked up in each of them. */
export const MOST_MIRRORS = 1000;

/** Steps of matching the patterns of `SSTATE_MIRRORS` for one object. */
export const MOST_MIRROR_STEPS = 5_000_000;

/** Words of `OVERRIDES`: real ones have about thirty, and each variable with overrides is compared with all of them. */
export const MOST_OVERRIDES = 10_000;
