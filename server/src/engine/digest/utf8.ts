/**
 * UTF-8 without help from the platform: hashes are over bytes, and the engine has neither `TextEncoder` nor
 * `TextDecoder`.
 */

/** The UTF-8 bytes of `text`; a lone surrogate becomes U+FFFD. */
export function encodeUtf8(text: string): Uint8Array {
  let size = text.length;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit >= 0x80) size += unit < 0x800 ? 1 : 2;
  }
  const bytes = new Uint8Array(size);
  let at = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80) {
      bytes[at++] = unit;
      continue;
    }
    let point = unit;
    if (unit >= 0xd800 && unit < 0xe000) {
      const next = text.charCodeAt(i + 1);
      if (unit < 0xdc00 && next >= 0xdc00 && next < 0xe000) {
        point = 0x10000 + ((unit - 0xd800) << 10) + (next - 0xdc00);
        i++;
      } else {
        point = 0xfffd;
      }
    }
    if (point < 0x800) {
      bytes[at++] = 0xc0 | (point >> 6);
    } else {
      if (point < 0x10000) {
        bytes[at++] = 0xe0 | (point >> 12);
      } else {
        bytes[at++] = 0xf0 | (point >> 18);
        bytes[at++] = 0x80 | ((point >> 12) & 0x3f);
      }
      bytes[at++] = 0x80 | ((point >> 6) & 0x3f);
    }
    bytes[at++] = 0x80 | (point & 0x3f);
  }
  return at === size ? bytes : bytes.subarray(0, at);
}

/** How many UTF-16 units one call converts to text: each is an argument, and calls take a limited number of them. */
const UNITS_AT_ONCE = 4096;

/**
 * The text that `bytes` encode in UTF-8; null where they are not valid UTF-8. `surrogates`: whether lone surrogates are
 * allowed, as Python writes them with `surrogatepass`.
 */
export function decodeUtf8(bytes: Uint8Array, surrogates: 'refused' | 'passed' = 'refused'): string | null {
  const parts: string[] = [];
  let units: number[] = [];
  for (let at = 0; at < bytes.length;) {
    const first = bytes[at++] as number;
    if (first < 0x80) {
      units.push(first);
    } else {
      const more = first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : 1;
      if (first < 0xc2 || first > 0xf4 || at + more > bytes.length) return null;
      let point = first & (0x3f >> more);
      for (const end = at + more; at < end; at++) {
        const next = bytes[at] as number;
        if ((next & 0xc0) !== 0x80) return null;
        point = (point << 6) | (next & 0x3f);
      }
      const isSurrogate = point >= 0xd800 && point < 0xe000;
      if (point < (SMALLEST[more] as number) || point > 0x10ffff || (isSurrogate && surrogates === 'refused'))
        return null;
      if (point < 0x10000) units.push(point);
      else units.push(0xd800 + ((point - 0x10000) >> 10), 0xdc00 + (point & 0x3ff));
    }
    if (units.length >= UNITS_AT_ONCE) {
      parts.push(String.fromCharCode(...units));
      units = [];
    }
  }
  return parts.join('') + String.fromCharCode(...units);
}

/** The smallest code point for each number of bytes after the first. */
const SMALLEST: readonly number[] = [0, 0x80, 0x800, 0x10000];
