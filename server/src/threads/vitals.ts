/**
 * What an engine's thread reports about itself while it works, in memory that its client reads without asking: a thread
 * that hangs answers nothing. The thread writes and its client reads, except for the interrupt.
 */

/** Indexes of the numbers. */
const RUNNING = 0;
const RUNS = 1;
const PULSE = 2;
const INTERRUPTS = 3;
const JOURNAL_BYTES = 4;
const CONFIGURATION_BYTES = 5;
const THREAD = 6;
const NUMBERS = 7;

/** Bytes for the paths of one evaluation, and for those of the configuration. */
const JOURNAL_SIZE = 512 * 1024;
/** Instead of a count of bytes: there were more paths than fit. */
const OVERFLOW = -1;

export interface SharedVitals {
  readonly numbers: SharedArrayBuffer;
  readonly interrupt: SharedArrayBuffer;
  /** What the present evaluation has requested from the disk (in the form of an `AccessLog`), each followed by NUL. */
  readonly journal: SharedArrayBuffer;
  /** The same for the configuration, on which every recipe depends. */
  readonly configuration: SharedArrayBuffer;
}

export function newVitals(): SharedVitals {
  return {
    numbers: new SharedArrayBuffer(NUMBERS * Int32Array.BYTES_PER_ELEMENT),
    interrupt: new SharedArrayBuffer(1),
    journal: new SharedArrayBuffer(JOURNAL_SIZE),
    configuration: new SharedArrayBuffer(JOURNAL_SIZE),
  };
}

/** The client's side. */
export class VitalsReader {
  private readonly numbers: Int32Array;
  private readonly interruptByte: Uint8Array;

  constructor(private readonly shared: SharedVitals) {
    this.numbers = new Int32Array(shared.numbers);
    this.interruptByte = new Uint8Array(shared.interrupt);
  }

  get isPythonRunning(): boolean {
    return Atomics.load(this.numbers, RUNNING) === 1;
  }

  /** Changes with each piece of Python that is started. */
  get pythonRuns(): number {
    return Atomics.load(this.numbers, RUNS);
  }

  /** Changes as long as the thread makes progress, or waits and could answer. */
  get pulse(): number {
    return Atomics.load(this.numbers, PULSE);
  }

  /** The operating system's number of the thread; 0 before it has begun, and where none is known. */
  get thread(): number {
    return Atomics.load(this.numbers, THREAD);
  }

  /** Raises `KeyboardInterrupt` in the Python that runs. */
  interrupt(): void {
    Atomics.add(this.numbers, INTERRUPTS, 1);
    this.interruptByte[0] = 2;
  }

  /**
   * What the present or the last evaluation has requested from the disk, together with what the configuration has; null
   * where that was too much to note.
   */
  notes(): ReadonlySet<string> | null {
    const own = this.read(this.shared.journal, JOURNAL_BYTES);
    const configuration = this.read(this.shared.configuration, CONFIGURATION_BYTES);
    return own && configuration && new Set([...own, ...configuration]);
  }

  private read(buffer: SharedArrayBuffer, at: number): readonly string[] | null {
    const length = Atomics.load(this.numbers, at);
    // A decoder does not accept shared memory.
    return length === OVERFLOW
      ? null
      : new TextDecoder()
          .decode(new Uint8Array(buffer).slice(0, length))
          .split('\0')
          .filter((path) => path !== '');
  }
}

/** The side of the thread that is observed. */
export class VitalsWriter {
  private readonly numbers: Int32Array;
  private readonly encoder = new TextEncoder();
  /** Interrupts that came before the Python that runs now. */
  private interruptsBefore = 0;

  /** `thread`: the operating system's number of this thread; 0 where it is not known. */
  constructor(
    private readonly shared: SharedVitals,
    thread: number,
  ) {
    this.numbers = new Int32Array(shared.numbers);
    Atomics.store(this.numbers, THREAD, thread);
  }

  /** Python begins to run or has returned. */
  python(isRunning: boolean): void {
    if (isRunning) {
      // An interrupt that came too late for the last evaluation must not hit the next one.
      this.interrupt[0] = 0;
      this.interruptsBefore = Atomics.load(this.numbers, INTERRUPTS);
      Atomics.add(this.numbers, RUNS, 1);
    }
    Atomics.store(this.numbers, RUNNING, isRunning ? 1 : 0);
    this.beat();
  }

  get interrupt(): Uint8Array {
    return new Uint8Array(this.shared.interrupt);
  }

  /** Whether the Python that runs, or ran last, was interrupted: then its result is not a value of the metadata. */
  wasInterrupted(): boolean {
    return Atomics.load(this.numbers, INTERRUPTS) !== this.interruptsBefore;
  }

  beat(): void {
    Atomics.add(this.numbers, PULSE, 1);
  }

  /**
   * Returns a function that notes each request from now on: for the configuration (`""`), for its recipes (null), which
   * are found after it, or for a recipe.
   */
  noting(fn: string | null): (note: string) => void {
    const at = fn === null || fn === '' ? CONFIGURATION_BYTES : JOURNAL_BYTES;
    const bytes = new Uint8Array(at === JOURNAL_BYTES ? this.shared.journal : this.shared.configuration);
    if (fn !== null) Atomics.store(this.numbers, at, 0);
    return (note) => this.write(note, bytes, at);
  }

  private write(note: string, bytes: Uint8Array, at: number): void {
    const used = Atomics.load(this.numbers, at);
    if (used === OVERFLOW) return;
    const { read, written } = this.encoder.encodeInto(`${note}\0`, bytes.subarray(used));
    Atomics.store(this.numbers, at, read === note.length + 1 ? used + written : OVERFLOW);
  }
}
