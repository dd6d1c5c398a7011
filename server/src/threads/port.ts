/** What `threads/` needs from a platform: to start a thread, to end it, and to know how long it could work. */

/** The most memory that a thread may use, in megabytes; the platform's own limits where not given. */
export interface ThreadMemory {
  readonly stack?: number;
  /** Objects of JavaScript; the memory of an interpreter is limited separately. */
  readonly heap: number;
  /** The part of the heap for young objects. */
  readonly young?: number;
}

/** A program, and what it gets at its start. */
export interface ThreadProgram {
  /** The bundled file. */
  readonly path: string;
  /** Plain data and shared memory. */
  readonly data: unknown;
  readonly memory: ThreadMemory;
  /** It evaluates whole distributions, and each processor has such a thread. */
  readonly isWholesale?: boolean;
}

/** What a thread does without being asked. */
export interface ThreadEvents<Message> {
  readonly onMessage: (message: Message) => void;
  /** No code in the thread has caught this error, which ends the thread. */
  readonly onError: (message: string) => void;
  readonly onExit: () => void;
  /** The thread has printed something. */
  readonly onPrinted?: (text: string) => void;
}

/** A thread, seen from the one that has started it. */
export interface StartedThread<Request> {
  post(request: Request): void;
  /** The process lives on while the thread works on a request. */
  ref(): void;
  /** The process may end although the thread is there. */
  unref(): void;
  /** Ends the thread, whatever it is doing. */
  end(): Promise<void>;
}

/** The threads of a platform. */
export interface ThreadPlatform {
  /** The thread does not keep the process alive before the first `ref()`. */
  readonly start: <Request, Message>(program: ThreadProgram, events: ThreadEvents<Message>) => StartedThread<Request>;
  /**
   * Milliseconds that a thread of this process has waited for a processor since it began. `thread` is the operating
   * system's number. 0 where the operating system does not count them.
   */
  readonly waitedMs: (thread: number) => number;
}

/** The side of the thread that was started. */
export interface Port<Request, Message> {
  readonly post: (message: Message) => void;
  readonly onRequest: (listener: (request: Request) => void) => void;
}
