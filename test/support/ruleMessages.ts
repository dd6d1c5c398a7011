/** The messages of rules without what is in their gaps. */

import type { Message } from '../../server/src/engine/rules/rule';

/** The message with the same text in each gap. */
export function messageWithGaps(message: Message, gap: string): string {
  return message(...Array.from({ length: message.length }, () => gap));
}

/** Matches what begins with a message, whatever is in its gaps. */
export function messagePattern(message: Message): RegExp {
  const parts = messageWithGaps(message, '\0').split('\0');
  return new RegExp(`^${parts.map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('[^]*')}`);
}
