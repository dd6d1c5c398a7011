/**
 * Changes of files in the protocol's words, as far as the client can take them: with the versions of the texts that
 * they are for, so that the client refuses them where a text has changed since. It asks nobody anything.
 */

import {
  type SnippetTextEdit,
  type TextDocumentEdit,
  type TextEdit,
  type WorkspaceEdit,
  StringValue,
} from 'vscode-languageserver';
import type { EditorChange, EditorTextEdit } from '../ide/analysisApi';
import { type UriOf, toRange } from './toProto';

/** What a client can do with an edit. */
export interface EditFeatures {
  /** It checks versions. */
  readonly versionedEdits: boolean;
  /** It makes files. */
  readonly newFiles: boolean;
  /** It lets the user fill in parts of an edit. */
  readonly snippetEdits: boolean;
}

/** How a client calls files, and what it has open. */
export interface EditTargets {
  readonly uriOf: UriOf;
  /** The version of an open document's text; undefined where it is not open. */
  readonly versionOf: (path: string) => number | undefined;
}

/** The edit that makes a change; null where the client cannot make it. */
export function toWorkspaceEdit(
  { edits, newFiles }: EditorChange,
  features: EditFeatures,
  { uriOf, versionOf }: EditTargets,
): WorkspaceEdit | null {
  const paths = [...new Set(edits.map(({ path }) => path))];
  const of = (path: string): readonly EditorTextEdit[] => edits.filter((edit) => edit.path === path);
  if (!features.versionedEdits) {
    if (newFiles.length > 0) return null;
    return { changes: Object.fromEntries(paths.map((path) => [uriOf(path), of(path).map(toTextEdit)])) };
  }
  if (newFiles.length > 0 && !features.newFiles) return null;
  return {
    documentChanges: [
      // A file that has come to be meanwhile is not the one that was tried.
      ...newFiles.map((path) => ({
        kind: 'create' as const,
        uri: uriOf(path),
        options: { overwrite: false, ignoreIfExists: false },
      })),
      ...paths.map((path): TextDocumentEdit => ({
        textDocument: { uri: uriOf(path), version: versionOf(path) ?? null },
        edits: of(path).map(features.snippetEdits ? toSnippetEdit : toTextEdit),
      })),
    ],
  };
}

function toTextEdit({ range, newText }: EditorTextEdit): TextEdit {
  return { range: toRange(range), newText };
}

function toSnippetEdit(edit: EditorTextEdit): TextEdit | SnippetTextEdit {
  const { range, newText, placeholder } = edit;
  const at = placeholder === undefined ? -1 : newText.lastIndexOf(placeholder);
  if (placeholder === undefined || at === -1) return toTextEdit(edit);
  const text = `${escaped(newText.slice(0, at))}\${1:${escaped(placeholder)}}${escaped(newText.slice(at + placeholder.length))}`;
  return { range: toRange(range), snippet: StringValue.createSnippet(text) };
}

/** Text that means itself in a snippet. */
function escaped(text: string): string {
  return text.replace(/[\\$}]/g, '\\$&');
}
