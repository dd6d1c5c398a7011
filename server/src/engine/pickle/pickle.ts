/**
 * Reads Python's pickles (protocols 0 to 5) as data. A pickle is a program for a small stack machine that may call
 * anything. This reader accepts only the instructions that write plain values. It refuses everything that would name,
 * call or build something else. BitBake and its tools keep only plain values in pickles. This code does not know the
 * meaning of the values.
 */

import { decodeUtf8 } from '../digest/utf8';

/**
 * A value of a pickle: a `dict` is a Map, a `set` or `frozenset` a Set, a `list` or `tuple` an array, `bytes` a
 * Uint8Array, an `int` a bigint if a number would not be exact. A value that is used several times is one object; no
 * value contains itself.
 */
export type PickleValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | readonly PickleValue[]
  | ReadonlySet<PickleValue>
  | ReadonlyMap<PickleValue, PickleValue>;

/** How much a pickle may contain. */
export interface PickleLimits {
  /** Bytes read. */
  readonly bytes: number;
  /** Values made; a repeated value counts each time it is used. */
  readonly values: number;
  /** Lists, tuples, sets and dicts made. */
  readonly containers: number;
  /** How deeply they may be nested. */
  readonly depth: number;
}

/**
 * Enough for a hundred times the data that BitBake writes into a signature file, or for all unihashes of several
 * distributions.
 */
const PICKLE_LIMITS: PickleLimits = { bytes: 64 * 2 ** 20, values: 5_000_000, containers: 500_000, depth: 100 };

/** The content of a pickle; or why it is refused, and at which byte. */
export type DecodedPickle =
  /** `end`: where the next pickle begins, in a file with several. */
  | { readonly kind: 'value'; readonly value: PickleValue; readonly end: number }
  | { readonly kind: 'refused'; readonly reason: string; readonly offset: number };

/** Reads the pickle that begins at `start`. Nothing in it is executed. */
export function decodePickle(bytes: Uint8Array, start = 0, limits: PickleLimits = PICKLE_LIMITS): DecodedPickle {
  const machine = new PickleMachine(bytes, start, limits);
  try {
    const value = machine.run();
    return { kind: 'value', value, end: machine.position };
  } catch (error) {
    if (!(error instanceof PickleRefused)) throw error;
    return { kind: 'refused', reason: error.message, offset: machine.instruction };
  }
}

/** Whether `bytes` can be a pickle of protocol 2 or later, as BitBake wrote them; other files begin differently. */
export function looksLikePickle(bytes: Uint8Array): boolean {
  const [first, protocol] = bytes;
  return first === 0x80 && protocol !== undefined && protocol <= NEWEST_PROTOCOL;
}

/** Ends the machine; the caller gets it as a result. */
class PickleRefused extends Error {}

/** A builtin that a pickle calls to make a plain value. */
class Maker {
  constructor(
    readonly name: string,
    readonly make: (parameters: readonly Item[]) => Item,
  ) {}
}

/** An item on the stack while a pickle is read. */
type Item = null | boolean | number | bigint | string | Uint8Array | Maker | Item[] | Set<Item> | Map<Item, Item>;

const NEWEST_PROTOCOL = 5;
/** Python refuses longer decimal numbers, too: reading them takes quadratic time. */
const MOST_DIGITS = 4300;
const MOST_LONG_BYTES = 1024;
const LONGEST_LINE = 2 ** 20;
const NEWLINE = 0x0a;

/** The functions that may be called, by module and name: each only makes a value from its arguments. */
const MAKERS: ReadonlyMap<string, Maker> = new Map([
  ...['builtins', '__builtin__'].flatMap((module): [string, Maker][] => [
    [`${module} set`, new Maker('set', ([items]) => new Set(listOf(items, 'set')))],
    [`${module} frozenset`, new Maker('frozenset', ([items]) => new Set(listOf(items, 'frozenset')))],
    [`${module} list`, new Maker('list', ([items]) => [...listOf(items, 'list')])],
    // Protocols before 3 write empty `bytes` this way.
    [
      `${module} bytes`,
      new Maker('bytes', (parameters) =>
        parameters.length === 0 ? new Uint8Array() : refuse('`bytes` made of other values'),
      ),
    ],
    [
      `${module} dict`,
      new Maker('dict', (parameters) =>
        parameters.length === 0 ? new Map() : refuse('a `dict` made of other values'),
      ),
    ],
  ]),
  ['collections defaultdict', new Maker('defaultdict', () => new Map())],
  // Protocols before 3 write bytes this way.
  [
    '_codecs encode',
    new Maker('encode', ([text, encoding]) =>
      typeof text === 'string' && encoding === 'latin1'
        ? latin1(text)
        : refuse('`_codecs.encode` of something else than bytes'),
    ),
  ],
]);

function listOf(items: Item | undefined, name: string): readonly Item[] {
  if (items === undefined) return [];
  return Array.isArray(items) ? items : refuse(`a \`${name}\` made of something else than a list`);
}

function latin1(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    bytes[i] = unit < 0x100 ? unit : refuse('bytes with a character above U+00FF');
  }
  return bytes;
}

function refuse(reason: string): never {
  throw new PickleRefused(reason);
}

/** One pickle being read. Instructions are named as in Python's `pickletools`. */
class PickleMachine {
  position: number;
  /** Where the current instruction begins. */
  instruction: number;
  private stack: Item[] = [];
  /** What was on the stack below each mark. */
  private readonly below: Item[][] = [];
  private readonly memo = new Map<number, Item>();
  private values = 0;
  private containers = 0;
  private readonly view: DataView;

  constructor(
    private readonly bytes: Uint8Array,
    private readonly start: number,
    private readonly limits: PickleLimits,
  ) {
    this.position = start;
    this.instruction = start;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Reads up to STOP and returns the value. */
  run(): PickleValue {
    for (;;) {
      this.instruction = this.position;
      const code = this.byte();
      if (code === 0x2e) break;
      this.step(code);
      if (this.position - this.start > this.limits.bytes) refuse(`it is longer than ${this.limits.bytes} bytes`);
    }
    const value = this.pop();
    if (this.stack.length > 0 || this.below.length > 0) refuse('it ends with values left over');
    return plain(value, this.limits.depth);
  }

  private step(code: number): void {
    switch (code) {
      case 0x80:
        return this.protocol();
      case 0x95:
        return this.frame();
      case 0x28:
        return this.mark();
      case 0x30:
        return this.drop();
      case 0x31:
        return void this.popMark();
      case 0x32:
        return this.push(this.top());
      case 0x4e:
        return this.push(null);
      case 0x88:
        return this.push(true);
      case 0x89:
        return this.push(false);
      case 0x46:
        return this.push(this.decimalFloat());
      case 0x47:
        return this.push(this.view.getFloat64(this.take(8)));
      case 0x49:
        return this.push(this.decimalInt());
      case 0x4c:
        return this.push(this.decimalLong());
      case 0x4a:
        return this.push(this.view.getInt32(this.take(4), true));
      case 0x4b:
        return this.push(this.byte());
      case 0x4d:
        return this.push(this.view.getUint16(this.take(2), true));
      case 0x8a:
        return this.push(this.long(this.byte()));
      case 0x8b:
        return this.push(this.long(this.view.getInt32(this.take(4), true)));
      case 0x53:
        return this.push(this.quotedText());
      case 0x54:
        return this.push(this.text(this.view.getInt32(this.take(4), true)));
      case 0x55:
        return this.push(this.text(this.byte()));
      case 0x56:
        return this.push(rawUnicodeEscape(this.line()));
      case 0x58:
        return this.push(this.text(this.view.getUint32(this.take(4), true)));
      case 0x8c:
        return this.push(this.text(this.byte()));
      case 0x8d:
        return this.push(this.text(this.size()));
      case 0x42:
        return this.push(this.slice(this.view.getUint32(this.take(4), true)));
      case 0x43:
        return this.push(this.slice(this.byte()));
      case 0x8e:
      case 0x96:
        return this.push(this.slice(this.size()));
      case 0x5d:
        return this.pushContainer([]);
      case 0x29:
        return this.pushContainer([]);
      case 0x7d:
        return this.pushContainer(new Map());
      case 0x8f:
        return this.pushContainer(new Set());
      case 0x6c:
      case 0x74:
        return this.pushContainer(this.popMark());
      case 0x64:
        return this.pushContainer(this.setItems(new Map(), this.popMark()));
      case 0x91:
        return this.pushContainer(new Set(this.popMark()));
      case 0x85:
        return this.pushContainer(this.popSome(1));
      case 0x86:
        return this.pushContainer(this.popSome(2));
      case 0x87:
        return this.pushContainer(this.popSome(3));
      case 0x61:
        return this.append(this.popSome(1));
      case 0x65:
        return this.append(this.popMark());
      case 0x73:
        return this.setItem(this.popSome(2));
      case 0x75:
        return this.setItem(this.popMark());
      case 0x90:
        return this.addItems(this.popMark());
      case 0x67:
        return this.get(this.lineNumber());
      case 0x68:
        return this.get(this.byte());
      case 0x6a:
        return this.get(this.view.getUint32(this.take(4), true));
      case 0x70:
        return this.put(this.lineNumber());
      case 0x71:
        return this.put(this.byte());
      case 0x72:
        return this.put(this.view.getUint32(this.take(4), true));
      case 0x94:
        return this.put(this.memo.size);
      case 0x63:
        return this.global(ascii(this.line()), ascii(this.line()));
      case 0x93:
        return this.stackGlobal();
      case 0x52:
        return this.reduce();
      default:
        return refuse(
          REFUSED.get(code) ?? `there is no instruction 0x${code.toString(16).padStart(2, '0')} in a pickle`,
        );
    }
  }

  private protocol(): void {
    const protocol = this.byte();
    if (protocol > NEWEST_PROTOCOL)
      refuse(`it is of protocol ${protocol}; protocols up to ${NEWEST_PROTOCOL} can be read`);
  }

  /** A frame only states how much may be read at once. */
  private frame(): void {
    const size = this.size();
    if (size > this.bytes.length - this.position) refuse('it is cut off: a frame is longer than what is left');
  }

  private mark(): void {
    if (this.below.length >= this.limits.containers) refuse(`it has more than ${this.limits.containers} marks`);
    this.below.push(this.stack);
    this.stack = [];
  }

  private popMark(): Item[] {
    const items = this.stack;
    this.stack = this.below.pop() ?? refuse('a mark is missing');
    return items;
  }

  /** POP removes a mark if one is on top. */
  private drop(): void {
    if (this.stack.length > 0) this.stack.pop();
    else this.popMark();
  }

  private push(item: Item): void {
    if (++this.values > this.limits.values) refuse(`it has more than ${this.limits.values} values`);
    this.stack.push(item);
  }

  private pushContainer(item: Item): void {
    if (++this.containers > this.limits.containers)
      refuse(`it has more than ${this.limits.containers} lists, tuples, sets and dicts`);
    this.push(item);
  }

  private pop(): Item {
    const item = this.stack.pop();
    return item === undefined ? refuse('a value is missing') : item;
  }

  private top(): Item {
    const item = this.stack[this.stack.length - 1];
    return item === undefined ? refuse('a value is missing') : item;
  }

  private popSome(count: number): Item[] {
    if (this.stack.length < count) refuse('a value is missing');
    return this.stack.splice(this.stack.length - count);
  }

  private append(items: readonly Item[]): void {
    const list = this.top();
    if (!Array.isArray(list)) refuse('something is appended to what is no list');
    for (const item of items) list.push(item);
  }

  private setItem(items: readonly Item[]): void {
    const map = this.top();
    if (!(map instanceof Map)) refuse('a key is set in what is no dict');
    this.setItems(map, items);
  }

  private setItems(map: Map<Item, Item>, items: readonly Item[]): Map<Item, Item> {
    if (items.length % 2 !== 0) refuse('a key has no value');
    for (let i = 0; i < items.length; i += 2) map.set(items[i] as Item, items[i + 1] as Item);
    return map;
  }

  private addItems(items: readonly Item[]): void {
    const set = this.top();
    if (!(set instanceof Set)) refuse('something is added to what is no set');
    for (const item of items) set.add(item);
  }

  private get(index: number): void {
    const item = this.memo.get(index);
    this.push(item === undefined ? refuse(`nothing was remembered as number ${index}`) : item);
  }

  private put(index: number): void {
    if (this.memo.size >= this.limits.values) refuse(`it has more than ${this.limits.values} values`);
    this.memo.set(index, this.top());
  }

  private stackGlobal(): void {
    const [module, name] = this.popSome(2);
    if (typeof module !== 'string' || typeof name !== 'string') refuse('a name is no text');
    this.global(module, name);
  }

  private global(module: string, name: string): void {
    this.push(
      MAKERS.get(`${module} ${name}`) ??
        refuse(`it names \`${shown(module)}.${shown(name)}\`, and only plain data is read`),
    );
  }

  private reduce(): void {
    const [maker, parameters] = this.popSome(2);
    if (!(maker instanceof Maker) || !Array.isArray(parameters))
      refuse('it calls something, and only plain data is read');
    const made = maker.make(parameters);
    if (this.limits.values - this.values < sizeOf(made)) refuse(`it has more than ${this.limits.values} values`);
    this.values += sizeOf(made);
    this.pushContainer(made);
  }

  private byte(): number {
    return this.bytes[this.take(1)] as number;
  }

  /** Where the next `count` bytes begin; moves the position to their end. */
  private take(count: number): number {
    const at = this.position;
    if (count < 0) refuse('a length is negative');
    if (count > this.bytes.length - at)
      refuse(`it is cut off: ${count} bytes are to follow at byte ${at}, and ${this.bytes.length - at} are left`);
    this.position = at + count;
    return at;
  }

  private slice(count: number): Uint8Array {
    const at = this.take(count);
    return this.bytes.slice(at, at + count);
  }

  private size(): number {
    const size = this.view.getBigUint64(this.take(8), true);
    return size > BigInt(this.bytes.length) ? refuse(`it is cut off: ${size} bytes are to follow`) : Number(size);
  }

  private text(count: number): string {
    const at = this.take(count);
    return decodeUtf8(this.bytes.subarray(at, at + count), 'passed') ?? refuse('a text is not UTF-8');
  }

  /** The bytes up to the end of the line. */
  private line(): Uint8Array {
    const at = this.position;
    const end = this.bytes.indexOf(NEWLINE, at);
    if (end === -1) refuse(`it is cut off: the line at byte ${at} does not end`);
    if (end - at > LONGEST_LINE) refuse(`the line at byte ${at} is longer than ${LONGEST_LINE} bytes`);
    this.position = end + 1;
    return this.bytes.subarray(at, end);
  }

  private lineNumber(): number {
    const text = ascii(this.line());
    return /^\d{1,10}$/.test(text) ? Number(text) : refuse(`\`${shown(text)}\` is no number`);
  }

  private decimalFloat(): number {
    const text = ascii(this.line());
    if (/^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(text)) return Number(text);
    const special = SPECIAL_FLOATS.get(text.toLowerCase());
    return special ?? refuse(`\`${shown(text)}\` is no number`);
  }

  private decimalInt(): boolean | number | bigint {
    const text = ascii(this.line());
    if (text === '00' || text === '01') return text === '01';
    return decimal(text);
  }

  private decimalLong(): number | bigint {
    return decimal(ascii(this.line()).replace(/L$/, ''));
  }

  /** Two's complement, least significant byte first. */
  private long(count: number): number | bigint {
    if (count > MOST_LONG_BYTES) refuse(`it has a number of ${count} bytes`);
    const at = this.take(count);
    let value = 0n;
    for (let i = count - 1; i >= 0; i--) value = (value << 8n) | BigInt(this.bytes[at + i] as number);
    return exact(BigInt.asIntN(Math.max(count, 1) * 8, value));
  }

  /** A text as Python 2 wrote it: quoted, with escapes. */
  private quotedText(): string {
    const text = ascii(this.line());
    const quote = text[0];
    if (text.length < 2 || (quote !== '"' && quote !== "'") || !text.endsWith(quote)) refuse('a text is not quoted');
    const codes: number[] = [];
    const inner = text.slice(1, -1);
    for (const [, escape, one] of inner.matchAll(/\\(x[0-9a-f]{2}|[0-7]{1,3}|[^])|([^])/gi))
      codes.push(escape === undefined ? (one ?? '').charCodeAt(0) : unescaped(escape));
    return decodeUtf8(new Uint8Array(codes)) ?? refuse('a text is not UTF-8');
  }
}

/** Instructions that would do more than make plain values. */
const REFUSED: ReadonlyMap<number, string> = new Map([
  [0x50, 'it refers to something outside of it (PERSID)'],
  [0x51, 'it refers to something outside of it (BINPERSID)'],
  [0x62, 'it gives an object its state (BUILD), and only plain data is read'],
  [0x69, 'it makes an object (INST), and only plain data is read'],
  [0x6f, 'it makes an object (OBJ), and only plain data is read'],
  [0x81, 'it makes an object (NEWOBJ), and only plain data is read'],
  [0x92, 'it makes an object (NEWOBJ_EX), and only plain data is read'],
  [0x82, 'it names a registered extension (EXT1), and only plain data is read'],
  [0x83, 'it names a registered extension (EXT2), and only plain data is read'],
  [0x84, 'it names a registered extension (EXT4), and only plain data is read'],
  [0x97, 'it refers to a buffer outside of it (NEXT_BUFFER)'],
  [0x98, 'it refers to a buffer outside of it (READONLY_BUFFER)'],
]);

const SPECIAL_FLOATS: ReadonlyMap<string, number> = new Map([
  ['nan', NaN],
  ['inf', Infinity],
  ['-inf', -Infinity],
]);

const ESCAPES: ReadonlyMap<string, number> = new Map([
  ['n', 10],
  ['t', 9],
  ['r', 13],
  ['b', 8],
  ['a', 7],
  ['f', 12],
  ['v', 11],
]);

function unescaped(escape: string): number {
  if (/^x../i.test(escape)) return parseInt(escape.slice(1), 16);
  if (/^[0-7]/.test(escape)) return parseInt(escape, 8) & 0xff;
  return ESCAPES.get(escape) ?? escape.charCodeAt(0);
}

/** Each byte as one character. */
function ascii(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}

/** Latin 1 with `\uXXXX` and `\UXXXXXXXX` for characters that are not in it. */
function rawUnicodeEscape(bytes: Uint8Array): string {
  return ascii(bytes).replace(
    /\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8}))/g,
    (_, short: string | undefined, long: string | undefined) => {
      const point = parseInt(short ?? long ?? '', 16);
      return point <= 0x10ffff ? String.fromCodePoint(point) : refuse('a text has a character that does not exist');
    },
  );
}

function decimal(text: string): number | bigint {
  if (text.length > MOST_DIGITS || !/^[-+]?\d+$/.test(text)) refuse(`\`${shown(text)}\` is no number`);
  return exact(text.startsWith('-') ? -BigInt(text.slice(1)) : BigInt(text.replace(/^\+/, '')));
}

function exact(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

function sizeOf(item: Item): number {
  if (item instanceof Set || item instanceof Map) return item.size;
  return Array.isArray(item) || item instanceof Uint8Array ? item.length : 0;
}

/** A piece of a hostile file in a form that a message can show. */
function shown(text: string): string {
  return text.slice(0, 80).replace(/[\x00-\x1f\x7f-\x9f]/g, '?');
}

/**
 * The value, if it is plain, does not contain itself and is not too deep. Each container is checked once, even if it is
 * used several times.
 */
function plain(value: Item, depth: number): PickleValue {
  /** How deep each container is; 0 while it is being checked. */
  const heights = new Map<Item, number>();
  const height = (item: Item, room: number): number => {
    if (item instanceof Maker)
      return refuse(`it names \`${item.name}\` without calling it, and only plain data is read`);
    if (item === null || typeof item !== 'object' || item instanceof Uint8Array) return 0;
    const known = heights.get(item);
    if (known === 0) refuse('a value contains itself');
    if (room === 0 || (known ?? 0) > room) refuse(`values stand in each other more than ${depth} deep`);
    if (known !== undefined) return known;
    heights.set(item, 0);
    let highest = 0;
    for (const inner of childrenOf(item)) highest = Math.max(highest, height(inner, room - 1));
    heights.set(item, highest + 1);
    return highest + 1;
  };
  height(value, depth);
  return value as PickleValue;
}

function* childrenOf(item: Item[] | Set<Item> | Map<Item, Item>): Iterable<Item> {
  if (!(item instanceof Map)) return yield* item;
  for (const [key, value] of item) {
    yield key;
    yield value;
  }
}
