/**
 * The words of the hash equivalence protocol: the greeting, and messages as lines. A long message goes over a stream in
 * pieces. Mirrors `bb.asyncrpc.connection` of BitBake. What is read from a server is bounded; nothing here is a
 * connection.
 */

import { isObject } from '../base/shape';

declare const PROTOCOL: unique symbol;

/** Text that is one line to every reader of the protocol: connections take nothing else. */
export type ProtocolLine = string & { readonly [PROTOCOL]: true };

/** What a client says first, each a line; the empty one ends it. */
export const GREETING = ['OEHASHEQUIV 1.1', 'needs-headers: false', ''] as readonly string[] as readonly ProtocolLine[];

/** Servers take no longer lines, the end of the line included. */
const LONGEST_LINE = 32 * 1024;

/** What answers together may have at the most: a stored signature can be long, everything else is short. */
const LONGEST_MESSAGE = 16 * 1024 * 1024;

/** The server said no. */
export class HashServerRefusal extends Error {}

/** What `str.split()` of Python takes for more than one word, and what no line of text has. */
const NO_WORD = /[\s\p{C}\p{Z}]|^$/u;

/** The question for a task's unihash, which is two words; null where these are none: then there is no such question. */
export function unihashQuestion(method: string, taskhash: string): ProtocolLine | null {
  const line = `${method} ${taskhash}`;
  // Each unit of a text is three bytes at the most.
  return NO_WORD.test(method) || NO_WORD.test(taskhash) || line.length * 3 >= LONGEST_LINE
    ? null
    : (line as ProtocolLine);
}

/** A message as a frame of its own. */
export function messageFrame(message: unknown): ProtocolLine {
  return asciiJson(message) as ProtocolLine;
}

/** The lines of a message over a stream. */
export function messageLines(message: unknown): readonly ProtocolLine[] {
  return pieces(asciiJson(message)) as readonly string[] as readonly ProtocolLine[];
}

function pieces(text: string): readonly string[] {
  if (text.length < LONGEST_LINE - 1) return [text];
  const parts: string[] = [];
  for (let at = 0; at < text.length; at += LONGEST_LINE - 1) parts.push(text.slice(at, at + LONGEST_LINE - 1));
  return ['{"chunk-stream": null}', ...parts, ''];
}

/** Reads one message line by line; throws where the answer is none, is too long, or is a refusal. */
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

/** JSON in ASCII, so that characters are bytes and a piece never ends inside of one. */
function asciiJson(message: unknown): string {
  return JSON.stringify(message).replace(
    /[^\x00-\x7f]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
