/**
 * The machine on which sandboxed Python believes that it runs, as plain data: it can be sent to a worker, recorded in a
 * test and compared. Metadata asks for the user, the kernel, the number of CPUs, the time and the environment. Each
 * answer that reaches a hash must be the answer that the user's own BitBake would get. Commands that are not listed
 * here and the network have no answer: Python gets an exception that names the question. It knows nothing of BitBake's
 * variables; `engine/layers/buildEnvironment.ts` makes the environment.
 */

/** How the files of a host differ from those that are read, apart from their paths and contents. */
export interface FileShift {
  /** How many milliseconds later they were written. */
  readonly laterMs: number;
  /** What is added to their inode numbers. */
  readonly inodes: number;
}

export const NO_FILE_SHIFT: FileShift = { laterMs: 0, inodes: 0 };

/** A host as Python sees it. */
export interface VirtualHost {
  /** `os.environ`, complete: nothing of the real environment is added. */
  readonly env: Readonly<Record<string, string>>;
  readonly uid: number;
  readonly gid: number;
  readonly userName: string;
  readonly homeDirectory: string;
  readonly hostName: string;
  readonly uname: {
    readonly sysname: string;
    readonly release: string;
    readonly version: string;
    /** `x86_64`, `aarch64`, …: reaches `BUILD_ARCH`. */
    readonly machine: string;
    /** What `uname -a` prints after the machine: distributions differ in that; null where it is not known. */
    readonly tail: string | null;
  };
  readonly cpuCount: number;
  /** The permissions that new files do not get. */
  readonly fileMask: number;
  readonly fileShift: FileShift;
  readonly pid: number;
  /**
   * Decides the order of Python's sets of texts, which differs in each process; null uses the interpreter's own seed.
   */
  readonly hashSeed: number | null;
  /** A fixed moment, or the real clock. */
  readonly clock: { readonly now: number } | 'real';
  /** What commands print on this host, by their words joined with one space, where the answer is known. */
  readonly commands: Readonly<Record<string, CommandAnswer>>;
}

/** What a command would do. */
export interface CommandAnswer {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Commands that metadata is known to run while parsing, where any plausible answer gives the right hash. The text
 * around OE-Core's `host_gcc_version` is hashed unexpanded, and the linker's options decide only what is written to
 * `TMPDIR`.
 */
const KNOWN_COMMANDS: Readonly<Record<string, CommandAnswer>> = {
  'gcc --version': printed('gcc (GCC) 12.2.0\n'),
  'g++ --version': printed('g++ (GCC) 12.2.0\n'),
  ...Object.fromEntries(
    ['ld', 'ld.bfd', 'ld.gold', 'ld.lld'].map((linker) => [
      `${linker} --help`,
      printed(`Usage: ${linker} [options] file...\n`),
    ]),
  ),
};

function printed(stdout: string): CommandAnswer {
  return { exitCode: 0, stdout, stderr: '' };
}

/** A plain Linux host. */
export const DEFAULT_HOST: VirtualHost = {
  env: {},
  uid: 1000,
  gid: 1000,
  userName: 'user',
  homeDirectory: '/home/user',
  hostName: 'localhost',
  uname: { sysname: 'Linux', release: '6.1.0', version: '#1 SMP', machine: 'x86_64', tail: 'GNU/Linux' },
  cpuCount: 1,
  fileMask: 0o022,
  fileShift: NO_FILE_SHIFT,
  pid: 4242,
  hashSeed: null,
  clock: 'real',
  commands: KNOWN_COMMANDS,
};

/** Milliseconds since the epoch on a host. */
export function hostTime(host: VirtualHost): number {
  return host.clock === 'real' ? Date.now() : host.clock.now;
}
