/**
 * Files at HEAD of their repositories, as the interpreter's readers of git's files report them
 * (`python/git/head.py`).
 */

import { join } from '../engine/files/posixPath';
import type { FileContent } from '../engine/files/overlayFileSource';
import type { AtHead, HeadChanges, HeadFiles } from '../engine/files/headFiles';
import type { PyodideEvaluator } from './pyodideEvaluator';

/** A text; content that is not UTF-8 is in base64, with the position of its first bad byte. */
type TextAtHead = readonly [content: string, firstBadByte: number | null] | null;

interface AnsweredChanges {
  readonly top: string;
  readonly commit: string;
  readonly files: readonly (readonly [path: string, content: TextAtHead])[];
  readonly unknown: readonly string[];
}

/** Answers from the files that an interpreter sees. */
export function headFiles(python: Pick<PyodideEvaluator, 'atHead'>): HeadFiles {
  const changes = (question: 'changes' | 'sources', folder: string): AtHead<HeadChanges> =>
    readAnswer(python.atHead(question, folder), ({ top, commit, files, unknown }: AnsweredChanges): HeadChanges => ({
      top,
      commit,
      files: files.map(([path, content]) => ({ path: join(top, path), content: contentOf(content) })),
      unknown: unknown.map((path) => join(top, path)),
    }));
  return {
    changes: (folder) => changes('changes', folder),
    sourceChanges: (folder) => changes('sources', folder),
    content: (path) =>
      readAnswer(python.atHead('content', path), ({ content }: { content: TextAtHead }) => contentOf(content)),
  };
}

function readAnswer<A, T>(answer: string | null, read: (answer: A) => T): AtHead<T> {
  if (answer === null) return { kind: 'unknown', reason: 'reading the repository took too long' };
  const found = JSON.parse(answer) as ({ kind: 'known' } & A) | Exclude<AtHead<T>, { kind: 'known' }>;
  return found.kind === 'known' ? { kind: 'known', value: read(found) } : found;
}

function contentOf(content: TextAtHead): FileContent | null {
  if (content === null) return null;
  const [text, firstBadByte] = content;
  return firstBadByte === null
    ? text
    : { bytes: Uint8Array.from(atob(text), (character) => character.charCodeAt(0)), firstBadByte };
}
