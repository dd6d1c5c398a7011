/**
 * File changes in the protocol's form, as far as the client supports them. They contain the versions of the texts that
 * they are for, so that the client rejects them if a text has changed since. This file asks neither the engine nor the
 * client.
 */

import {
  type SnippetTextEdit,
  type TextDocumentEdit,
  type TextEdit,
  type WorkspaceEdit,
  StringValue,
} from 'vscode-languageserver';
import type { EditorChange, EditorTextEdit } from '../../ide/api/analysisApi';
import { type UriOf, toRange } from '../words/toProto';

/** What a client supports in an edit. */
export interface EditFeatures {
  /** The client checks versions. */
  readonly versionedEdits: boolean;
  /** The client creates files. */
  readonly newFiles: boolean;
  /** The client lets the user fill in parts of an edit. */
  readonly snippetEdits: boolean;
}

/** The client's names of files, and what it has open. */
export interface EditTargets {
  readonly uriOf: UriOf;
  /** The version of an open document's text; undefined where it is not open. */
  readonly versionOf: (path: string) => number | undefined;
}

/** The edit for a change; null if the client cannot apply it. */
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
      // If the file was created in the meantime, it is not the state that was tried.
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

/** Text escaped for a snippet, so that it is inserted literally. */
function escaped(text: string): string {
  return text.replace(/[\\$}]/g, '\\$&');
}
