/** Read-only documents of an editor that are built line by line: text in a line never starts another line. */

import { line } from './characters';

declare const DOCUMENT: unique symbol;

/** The text of such a document. */
export type DocumentText = string & { readonly [DOCUMENT]: true };

/** Joins documents, one after the other. */
export function joinedDocuments(documents: readonly DocumentText[]): DocumentText {
  return documents.join('') as DocumentText;
}

/** A document of these lines. */
export function documentText(lines: readonly string[]): DocumentText {
  return lines.map((text) => `${line(text)}\n`).join('') as DocumentText;
}
