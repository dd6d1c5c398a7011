/** Seeded mutations of texts and bytes: the same seed gives the same input on every machine. */

/** Pseudorandom numbers. Mulberry32. */
export class Random {
  constructor(private state: number) {}

  /** From 0 up to, but not including, `end`. */
  below(end: number): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * end);
  }

  of<T>(all: readonly T[]): T {
    return all[this.below(all.length)] as T;
  }
}

/** Texts that readers look for. */
const PIECES = [
  '${',
  '}',
  '${@',
  '$(',
  '`',
  '"',
  "'",
  '\\',
  '\\\n',
  '\n',
  '\r\n',
  '\0',
  '#',
  '=',
  ':=',
  '??=',
  '+=',
  ':append',
  ':remove',
  '[',
  ']',
  '{',
  '(',
  ')',
  ';',
  '&&',
  '||',
  '<<EOF\n',
  '<<-',
  '$((',
  '))',
  'case x in',
  'esac',
  'if',
  'fi',
  'do',
  'done',
  'python ',
  'def f(d):\n    ',
  'fakeroot ',
  'EXPORT_FUNCTIONS ',
  'addtask ',
  'deltask ',
  'inherit ',
  'include ',
  'require ',
  'export ',
  'unset ',
  'addhandler ',
  'after ',
  'before ',
  'd.getVar("',
  'bb.utils.contains("',
  'lambda: ',
  'f"{x',
  '"""',
  'é',
  '\u{1f600}',
  '\ufeff',
  '\u2028',
  '\u00a0',
];
const LONGEST = 20_000;

/** A text similar to one of `corpus`, with a few errors. */
export function mutatedText(corpus: readonly string[], random: Random): string {
  let text = random.of(corpus);
  for (let left = 1 + random.below(6); left > 0; left--) {
    const at = random.below(text.length + 1);
    const end = Math.min(text.length, at + 1 + random.below(40));
    switch (random.below(8)) {
      case 0:
        text = text.slice(0, at) + text.slice(end);
        break;
      case 1:
        text = text.slice(0, at) + random.of(PIECES) + text.slice(at);
        break;
      case 2:
        text = text.slice(0, at) + random.of(PIECES) + text.slice(end);
        break;
      case 3:
        text = text.slice(0, at) + text.slice(at, end).repeat(1 + random.below(50)) + text.slice(end);
        break;
      case 4:
        text = text.slice(0, at) + String.fromCharCode(random.below(0x250)) + text.slice(at + 1);
        break;
      case 5:
        text = text.slice(0, at) + random.of(corpus).slice(random.below(200));
        break;
      case 6:
        text = text.slice(at) + text.slice(0, at);
        break;
      default:
        text = text.slice(0, at) + random.of(PIECES).repeat(1 + random.below(300)) + text.slice(at);
        break;
    }
    text = text.slice(0, LONGEST);
  }
  return text;
}

/** Bytes similar to one of `corpus`, with a few errors. */
export function mutatedBytes(corpus: readonly Uint8Array[], random: Random): Uint8Array {
  let bytes = [...random.of(corpus)];
  for (let left = 1 + random.below(6); left > 0; left--) {
    const at = random.below(bytes.length + 1);
    switch (random.below(6)) {
      case 0:
        bytes[at] = random.below(256);
        break;
      case 1:
        bytes[at] = (bytes[at] ?? 0) ^ (1 << random.below(8));
        break;
      case 2:
        bytes.splice(at, 1 + random.below(8));
        break;
      case 3:
        bytes.splice(at, 0, ...Array.from({ length: 1 + random.below(8) }, () => random.below(256)));
        break;
      case 4:
        bytes = bytes.slice(0, at);
        break;
      default:
        bytes.splice(at, 0, ...random.of(corpus).slice(random.below(20), 60));
        break;
    }
    bytes = bytes.slice(0, LONGEST);
  }
  return Uint8Array.from(bytes);
}
