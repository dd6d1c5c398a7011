/**
 * Images of a started interpreter, to be restored later. Metadata can change everything in its interpreter: modules,
 * builtins, classes, caches, signal handlers, and bytes without Python's knowledge. No list of such things is ever
 * complete, so an image contains everything: the memory of the WebAssembly program, the JavaScript values that it
 * refers to, and its open files. `SandboxFileSystem` keeps what Python wrote to files. Images may be taken and restored
 * only while no Python runs.
 */

import type { EmscriptenNode, EmscriptenStream } from './emscripten';

/** The unit of comparing and storing; the size of a page of most machines. */
const PIECE_BYTES = 4096;

/** A range of memory, which starts at its address. */
interface Stretch {
  readonly address: number;
  readonly bytes: Uint8Array;
}

/** An open file, its position and what the file system knows about it. */
interface OpenFile {
  readonly stream: OpenStream;
  readonly own: Partial<OpenStream>;
  readonly shared: object;
  readonly node: Partial<EmscriptenNode> | null;
}

/** The state of an interpreter at one moment. */
export interface MemoryImage {
  /** In order of addresses; the stack's unused part is not included. */
  readonly stretches: readonly Stretch[];
  /** The address after the last byte that was in use. */
  readonly end: number;
  /** JavaScript values by the numbers that Python uses for them. */
  readonly references: readonly unknown[];
  readonly streams: readonly (OpenFile | null)[];
  /** The periods in which the objects that were alive then were made. */
  readonly periods: readonly number[];
}

interface OpenStream extends EmscriptenStream {
  readonly shared?: object;
}

/** Where Pyodide records which Python objects to release with their JavaScript proxies. */
interface Finalization {
  register(target: object, registered: Registered, token?: object): void;
  unregister(token: object): void;
}
type Registered = { readonly ptr: number; readonly cache?: unknown };

/** The parts of Pyodide's module that images are made of. */
export interface InterpreterModule {
  readonly FS: { readonly streams: (OpenStream | null | undefined)[]; close(stream: OpenStream): void };
  finalizationRegistry: Finalization;
  /** Throws beyond the end of the table. */
  __hiwire_get(index: number): unknown;
  __hiwire_set(index: number, value: unknown): number;
  _emscripten_stack_get_end(): number;
  _emscripten_stack_get_current(): number;
  _emscripten_get_sbrk_ptr(): number;
}

/** Takes images of an interpreter and restores them. */
export class InterpreterMemory {
  /** The periods between two restored images in which an object that is alive may have been made. */
  private periods = new Set([0]);
  private period = 0;
  private readonly made = new WeakMap<object, number>();

  constructor(
    private readonly module: InterpreterModule,
    private readonly memory: WebAssembly.Memory,
  ) {
    this.guardFinalization();
  }

  /** Records a proxy of a Python object that is kept for longer than a call. */
  keep<T extends object>(proxy: T): T {
    this.made.set(proxy, this.period);
    return proxy;
  }

  /** Whether the Python object of a kept proxy still exists. */
  isThere(proxy: object): boolean {
    const period = this.made.get(proxy);
    return period === undefined || this.periods.has(period);
  }

  /** The present state of the interpreter. Where an image is given, the result shares its unchanged parts. */
  take(other?: MemoryImage): MemoryImage {
    const end = this.end();
    const stretches = this.used(end).flatMap(([from, to]) => this.stretches(from, to, other));
    const image = {
      stretches,
      end,
      references: this.references(),
      streams: this.module.FS.streams.map(openFile),
      periods: [...this.periods],
    };
    this.startPeriod();
    return image;
  }

  /** Restores the interpreter. Proxies made since then cannot be used any more. */
  putBack(image: MemoryImage): void {
    // Closing changes nothing in the interpreter's memory, and forgets the files that were opened since.
    this.putBackStreams(image);
    const end = this.end();
    const heap = new Uint8Array(this.memory.buffer);
    for (const { address, bytes } of image.stretches) heap.set(bytes, address);
    if (end > image.end) heap.fill(0, image.end, end);
    this.putBackReferences(image.references);
    this.periods = new Set(image.periods);
    this.startPeriod();
  }

  private startPeriod(): void {
    this.periods.add(++this.period);
  }

  private end(): number {
    return new DataView(this.memory.buffer).getUint32(this.module._emscripten_get_sbrk_ptr(), true);
  }

  /** The ranges of memory in use: everything except the stack below its current position. */
  private used(end: number): (readonly [from: number, to: number])[] {
    const pieceAt = (address: number): number => Math.ceil(address / PIECE_BYTES) * PIECE_BYTES;
    const stackEnd = pieceAt(this.module._emscripten_stack_get_end());
    const stackTop = pieceAt(this.module._emscripten_stack_get_current()) - PIECE_BYTES;
    return stackTop > stackEnd
      ? [
          [0, stackEnd],
          [stackTop, end],
        ]
      : [[0, end]];
  }

  private stretches(from: number, to: number, other: MemoryImage | undefined): Stretch[] {
    const heap = new Uint8Array(this.memory.buffer);
    if (other === undefined) return [{ address: from, bytes: heap.slice(from, to) }];
    return differing(heap, from, to, other.stretches);
  }

  private references(): unknown[] {
    const found: unknown[] = [];
    for (let index = 0; ; index++) {
      try {
        found.push(this.module.__hiwire_get(index));
      } catch {
        return found;
      }
    }
  }

  private putBackReferences(references: readonly unknown[]): void {
    for (let index = this.references().length - 1; index >= 0; index--)
      this.module.__hiwire_set(index, references[index] ?? null);
  }

  private putBackStreams({ streams }: MemoryImage): void {
    const { FS } = this.module;
    const kept = new Set(streams.map((file) => file?.stream));
    for (const stream of [...FS.streams]) if (stream && !kept.has(stream)) FS.close(stream);
    FS.streams.length = streams.length;
    streams.forEach((file, descriptor) => {
      FS.streams[descriptor] = file?.stream ?? null;
      if (!file) return;
      Object.assign(file.stream, file.own);
      Object.assign(file.stream.shared ?? {}, file.shared);
      if (file.node) Object.assign(file.stream.node, file.node);
    });
  }

  /**
   * A proxy that is collected releases its object only where that object still exists, since other data may have
   * replaced it.
   */
  private guardFinalization(): void {
    const original = this.module.finalizationRegistry;
    const guarded = (registered: Registered, period: number): Registered => {
      const isThere = (): boolean => this.periods.has(period);
      return {
        get ptr() {
          return isThere() ? registered.ptr : 0;
        },
        get cache() {
          return isThere() ? registered.cache : undefined;
        },
      };
    };
    this.module.finalizationRegistry = {
      register: (target, registered, token) => original.register(target, guarded(registered, this.period), token),
      unregister: (token) => original.unregister(token),
    };
  }
}

function openFile(stream: OpenStream | null | undefined): OpenFile | null {
  if (!stream) return null;
  return { stream, own: { ...stream }, shared: { ...stream.shared }, node: stream.node ? { ...stream.node } : null };
}

/**
 * The present content of a part of memory: copies of the pieces that differ from `known`, and the stretches of `known`
 * between them.
 */
function differing(heap: Uint8Array, from: number, to: number, known: readonly Stretch[]): Stretch[] {
  const found: Stretch[] = [];
  let copyFrom = from;
  const copyTo = (address: number): void => {
    if (address > copyFrom) found.push({ address: copyFrom, bytes: heap.slice(copyFrom, address) });
  };
  for (const { address, bytes } of known) {
    const first = Math.max(Math.ceil(address / PIECE_BYTES) * PIECE_BYTES, from);
    const last = Math.min(address + bytes.length, to) - PIECE_BYTES;
    for (let piece = first; piece <= last; piece += PIECE_BYTES) {
      if (!isSame(heap, piece, bytes, piece - address)) continue;
      let end = piece + PIECE_BYTES;
      while (end <= last && isSame(heap, end, bytes, end - address)) end += PIECE_BYTES;
      copyTo(piece);
      found.push({ address: piece, bytes: bytes.subarray(piece - address, end - address) });
      copyFrom = end;
      piece = end - PIECE_BYTES;
    }
  }
  copyTo(to);
  return found;
}

function isSame(heap: Uint8Array, at: number, bytes: Uint8Array, offset: number): boolean {
  const here = new Int32Array(heap.buffer, at, PIECE_BYTES / 4);
  const there = new Int32Array(bytes.buffer, bytes.byteOffset + offset, PIECE_BYTES / 4);
  for (let index = 0; index < here.length; index++) if (here[index] !== there[index]) return false;
  return true;
}
