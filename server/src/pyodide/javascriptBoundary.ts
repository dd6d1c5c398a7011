/**
 * The wall between sandboxed Python and JavaScript. Metadata is foreign code, and Pyodide is made to give Python all of
 * JavaScript: `js`, `run_js`, attributes of any proxy (`proxy.constructor.constructor('return process')()`),
 * `os.system` through Node, libraries loaded at run time. Holes in Python itself cannot be found one by one: frames,
 * closures and `gc` show every object. So the wall is where WebAssembly ends. A WebAssembly program can only call the
 * functions that it received at its instantiation. This file wraps those functions. After `close()`, the ones that
 * reach out of the sandbox answer as if there were nothing:
 *
 * - attributes, methods, constructors and object views of JavaScript values: replaced by an object without properties;
 * - calls: only functions that were given to `expose()`; any other call throws into Python;
 * - commands (`system`), timers, sockets, name lookups, dynamic libraries and symbols of the host program: refused;
 * - `exit` and `abort` end the sandbox, never the process, and do not set its exit code;
 * - user id, umask and the clock come from the virtual host.
 *
 * The wall resists everything that Python does, including memory corruption inside the WebAssembly program, because
 * nothing inside can replace an import. Behind it are a second wall in Python (`python/start/prelude.py` removes the
 * modules `js`, `pyodide_js` and the import hooks) and, in a worker of its own, `hardenGlobals`.
 */

import { ERRNO } from './emscripten';

/** Any function of the program's import object. */
type Import = (...args: unknown[]) => unknown;
type Imports = Record<string, Record<string, unknown>>;

/** What the program learns about the host through its imports. */
export interface BoundaryHost {
  readonly uid: number;
  /** Milliseconds since the epoch. */
  now(): number;
}

/** What Python gets for a JavaScript value that it may not look into. */
const NOTHING: object = Object.freeze(Object.create(null) as object);

/** Imports whose first argument is a JavaScript value that Python wants to look into or change. */
const LOOKING_INSIDE: readonly string[] = [
  'JsProxy_GetAttr_js',
  'JsProxy_SetAttr_js',
  'JsProxy_DelAttr_js',
  'JsProxy_Dir_js',
  'JsModule_GetAll_js',
  'JsObjMap_GetIter_js',
  'JsObjMap_length_js',
  'JsObjMap_subscript_js',
  'JsObjMap_ass_subscript_js',
  'JsObjMap_contains_js',
  'JsProxy_exit_js',
  'JsProxy_aexit_js',
  'JsProxy_GetAsyncIter_js',
  'JsvObject_SetAttr',
];
/** The same, but harmless on plain data, which the host passes on purpose. */
const LOOKING_INTO_DATA: readonly string[] = [
  'JsvObject_Entries',
  'JsvObject_Keys',
  'JsvObject_Values',
  'JsProxy_subscript_js',
];
/** Imports whose first argument is a JavaScript function to call. */
const CALLS: readonly string[] = ['JsvFunction_CallBound', 'JsvFunction_Call_OneArg', 'raw_call_js'];
const METHOD_CALLS: readonly string[] = [
  'JsvObject_CallMethod',
  'JsvObject_CallMethod_NoArgs',
  'JsvObject_CallMethod_OneArg',
  'JsvObject_CallMethod_TwoArgs',
];
/** System calls to refuse with an error number. */
const REFUSED_CALLS: readonly string[] = [
  '__syscall_socket',
  '__syscall_connect',
  '__syscall_bind',
  '__syscall_listen',
  '__syscall_accept4',
  '__syscall_sendto',
  '__syscall_sendmsg',
  '__syscall_recvfrom',
  '__syscall_recvmsg',
  '__syscall_getpeername',
  '__syscall_getsockname',
  '__syscall_getsockopt',
  '__syscall_mknodat',
];
/** Imports that answer a null pointer or "no" and do nothing. */
const ANSWERED_WITH_ZERO: readonly string[] = [
  '_dlopen_js',
  '_dlsym_js',
  '_emscripten_lookup_name',
  '_try_fcntl64',
  '_try_shutdown',
  'getprotobyname',
  'emscripten_set_up_async_input_device_js',
  '_setitimer_js',
];
const ANSWERED_WITH_NULL: readonly string[] = [
  '_maybe_connect_async',
  '_maybe_recvfrom_async',
  '_maybe_sendto_async',
  '_maybe_poll_async',
];

/** The wrapped imports of one interpreter. */
export class JavascriptBoundary {
  private closed = false;
  private readonly exposed = new WeakSet<object>();

  constructor(private readonly host: BoundaryHost) {}

  /** Lets Python call a function after `close()`. */
  expose<F extends (...args: never[]) => unknown>(callback: F): F {
    this.exposed.add(callback);
    return callback;
  }

  /** From now on, Python reaches only exposed functions of JavaScript. */
  close(): void {
    this.closed = true;
  }

  /** The import object to instantiate the interpreter with. */
  wrapImports(imports: Imports): Imports {
    const env = { ...imports['env'] };
    const wasi = { ...imports['wasi_snapshot_preview1'] };
    this.wrapProxies(env);
    this.wrapCalls(env);
    this.wrapSystem(env);
    this.wrapExit(env, ['exit', '_abort_js']);
    this.wrapExit(wasi, ['proc_exit']);
    this.wrapClock(env, wasi);
    return { ...imports, env, wasi_snapshot_preview1: wasi };
  }

  private wrap(module: Record<string, unknown>, names: readonly string[], wrapper: (original: Import) => Import): void {
    for (const name of names) {
      const original = module[name];
      // A missing name would be an unnoticed hole: a changed interpreter must be examined again.
      if (original === undefined) throw new Error(`the interpreter has no import \`${name}\` to guard`);
      module[name] = wrapper(typeof original === 'function' ? (original as Import) : refuseSuspending(name));
    }
  }

  private wrapProxies(env: Record<string, unknown>): void {
    this.wrap(
      env,
      LOOKING_INSIDE,
      (original) =>
        (value, ...rest) =>
          original(this.closed ? NOTHING : value, ...rest),
    );
    this.wrap(
      env,
      LOOKING_INTO_DATA,
      (original) =>
        (value, ...rest) =>
          original(this.closed && !isPlainData(value) ? NOTHING : value, ...rest),
    );
  }

  private wrapCalls(env: Record<string, unknown>): void {
    const allowed = (target: unknown): boolean =>
      !this.closed || (typeof target === 'function' && this.exposed.has(target));
    this.wrap(
      env,
      CALLS,
      (original) =>
        (target, ...rest) =>
          original(allowed(target) ? target : refuseCall, ...rest),
    );
    this.wrap(
      env,
      ['JsvFunction_Construct'],
      (original) =>
        (target, ...rest) =>
          original(this.closed ? refuseCall : target, ...rest),
    );
    // The program names the method itself, for example to iterate over an array.
    this.wrap(
      env,
      METHOD_CALLS,
      (original) =>
        (value, ...rest) =>
          original(this.closed && !isPlainData(value) ? NOTHING : value, ...rest),
    );
  }

  private wrapSystem(env: Record<string, unknown>): void {
    this.wrap(env, ['_emscripten_system'], () => () => -ERRNO.EACCES);
    this.wrap(env, REFUSED_CALLS, () => () => -ERRNO.EACCES);
    this.wrap(env, ANSWERED_WITH_ZERO, () => () => 0);
    this.wrap(env, ANSWERED_WITH_NULL, () => () => null);
    this.wrap(env, ['_emscripten_dlopen_js'], () => () => undefined);
    this.wrap(env, ['getaddrinfo', 'getnameinfo'], () => () => EAI_FAIL);
    this.wrap(env, ['__syscall_getuid32_js'], () => () => this.host.uid);
    this.wrap(env, ['__syscall_umask_js'], () => () => 0o022);
  }

  private wrapExit(module: Record<string, unknown>, names: readonly string[]): void {
    this.wrap(module, names, () => () => {
      throw new Error('Python ended its interpreter');
    });
  }

  private wrapClock(env: Record<string, unknown>, wasi: Record<string, unknown>): void {
    this.wrap(env, ['emscripten_date_now'], () => () => this.host.now());
    this.wrap(wasi, ['clock_time_get'], (original) => (clock, precision, address) => {
      if (clock !== 0) return original(clock, precision, address);
      return this.writeTime(Number(address));
    });
  }

  /** Writes the time of day, in nanoseconds, to the address that the program gives. */
  private writeTime(address: number): number {
    if (this.memory === undefined) return ERRNO.EINVAL;
    const microseconds = BigInt(Math.round(this.host.now() * 1000));
    new DataView(this.memory.buffer).setBigInt64(address >>> 0, microseconds * 1000n, true);
    return 0;
  }

  private memory: WebAssembly.Memory | undefined;

  /**
   * Takes over the memory of the instantiated program and keeps it below a limit. The program grows it only through
   * JavaScript, so a refused `grow` is a failed `malloc`, and a `MemoryError` in Python.
   */
  limitMemory(memory: WebAssembly.Memory, limitBytes: number): void {
    this.memory = memory;
    const grow = memory.grow.bind(memory);
    Object.defineProperty(memory, 'grow', {
      value: (pages: number): number => {
        if (memory.buffer.byteLength + pages * 65536 > limitBytes) throw new RangeError('memory limit of the sandbox');
        return grow(pages);
      },
    });
  }
}

/** `getaddrinfo`'s answer for a permanent failure. */
const EAI_FAIL = -4;

function refuseCall(): never {
  throw new Error('the sandbox has no such function');
}

/** Replaces imports that engines with stack switching wrap; the guarded imports are never needed. */
function refuseSuspending(name: string): Import {
  return () => {
    throw new Error(`the sandbox has no \`${name}\``);
  };
}

/** The kinds of data that the host passes: lists, tables, plain objects, and their iterators. */
const DATA_PROTOTYPES: ReadonlySet<unknown> = new Set<unknown>([
  null,
  Object.prototype,
  Array.prototype,
  Map.prototype,
  Set.prototype,
  Object.getPrototypeOf([][Symbol.iterator]()),
  Object.getPrototypeOf(new Map()[Symbol.iterator]()),
  Object.getPrototypeOf(new Set()[Symbol.iterator]()),
]);

function isPlainData(value: unknown): boolean {
  return typeof value === 'object' && value !== null && DATA_PROTOTYPES.has(Object.getPrototypeOf(value));
}

/**
 * For a thread that only runs sandboxed Python: removes code generation and the network from JavaScript itself, in case
 * something ever gets through the wall. Call it after the interpreter is loaded. Not for a thread that also does other
 * work.
 */
export function hardenGlobals(): void {
  const refuse = function Function(): never {
    throw new EvalError('no code is made from text here');
  };
  // Pyodide asks `instanceof Function` and borrows methods; both depend on the prototype.
  refuse.prototype = Function.prototype;
  const functionKinds = [function () {}, async function () {}, function* () {}, async function* () {}];
  for (const kind of functionKinds) {
    Object.defineProperty(Object.getPrototypeOf(kind), 'constructor', {
      value: refuse,
      writable: false,
      configurable: false,
    });
  }
  for (const name of ['Function', 'eval'])
    Object.defineProperty(globalThis, name, { value: refuse, writable: false, configurable: false });
  for (const name of ['fetch', 'WebSocket', 'EventSource', 'XMLHttpRequest', 'BroadcastChannel', 'require']) {
    Reflect.deleteProperty(globalThis, name);
  }
}
