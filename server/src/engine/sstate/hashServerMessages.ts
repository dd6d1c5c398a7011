/**
 * The messages of the hash equivalence protocol: the greeting, and messages as lines. A long message is sent over a
 * stream in pieces. Mirrors `bb.asyncrpc.connection` of BitBake. The size of what is read from a server is limited;
 * this code does not open connections.
 */

import { isObject } from '../base/shape';

declare const PROTOCOL: unique symbol;

/** Text that every reader of the protocol sees as one line: connections accept nothing else. */
export type ProtocolLine = string & { readonly [PROTOCOL]: true };

/** The first lines that a client sends; the empty line ends the greeting. */
export const GREETING = ['OEHASHEQUIV 1.1', 'needs-headers: false', ''] as readonly string[] as readonly ProtocolLine[];

/** Servers accept no longer lines, including the end of the line. */
const LONGEST_LINE = 32 * 1024;

/**
 * The most that the lines of one answer may have together: a stored signature can be long, everything else is short.
 */
const LONGEST_MESSAGE = 16 * 1024 * 1024;

/** The server refused the question. */
export class HashServerRefusal extends Error {}

/** Texts that Python's `str.split()` does not treat as one word, and characters that no line of text contains. */
const NO_WORD = /[\s\p{C}\p{Z}]|^$/u;

/**
 * The question for a task's unihash, which consists of two words; null if they are no words, because then there is no
 * such question.
 */
export function unihashQuestion(method: string, taskhash: string): ProtocolLine | null {
  const line = `${method} ${taskhash}`;
  // Each unit of a text has at most three bytes.
  return NO_WORD.test(method) || NO_WORD.test(taskhash) || line.length * 3 >= LONGEST_LINE
    ? null
    : (line as ProtocolLine);
}

/** A message as one frame. */
export function messageFrame(message: unknown): ProtocolLine {
  return asciiJson(message) as ProtocolLine;
}

/** The lines of a message that is sent over a stream. */
export function messageLines(message: unknown): readonly ProtocolLine[] {
  return pieces(asciiJson(message)) as readonly string[] as readonly ProtocolLine[];
}

function pieces(text: string): readonly string[] {
  if (text.length < LONGEST_LINE - 1) return [text];
  const parts: string[] = [];
  for (let at = 0; at < text.length; at += LONGEST_LINE - 1) parts.push(text.slice(at, at + LONGEST_LINE - 1));
  return ['{"chunk-stream": null}', ...parts, ''];
}

/** Reads one message line by line; throws if the answer is invalid, too long, or a refusal. */
export async function readMessage(nextLine: () => Promise<string>): Promise<unknown> {
  const first = parse(await nextLine());
  if (!isObject(first)) return first;
  if (!('chunk-stream' in first)) return checked(first);
  let text = '';
  for (let line = await nextLine(); line !== ''; line = await nextLine()) {
    text += line;
    if (text.length > LONGEST_MESSAGE) throw new Error('an answer is longer than any the protocol has');
  }
  return checked(parse(text));
}

function checked(message: unknown): unknown {
  const error = isObject(message) ? message['invoke-error'] : undefined;
  if (error === undefined) return message;
  const text = isObject(error) ? error['message'] : undefined;
  throw new HashServerRefusal(typeof text === 'string' ? text.slice(0, 200) : 'the question was refused');
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error(`it answers \`${text.slice(0, 60)}\`, which is not its protocol`);
  }
}

/** JSON in ASCII, so that each character is one byte and a piece never ends inside a character. */
function asciiJson(message: unknown): string {
  return JSON.stringify(message).replace(
    /[^\x00-\x7f]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
