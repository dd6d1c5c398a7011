/**
 * The documents that the editor has open, by path. For each: its text, its statements, and whether it differs from the
 * disk. Statements are read in this thread, so that outline and folding never wait for the engine. This class does not
 * report changes; `textSync.ts` does.
 */

import { TextDocuments } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { DEFAULT_RELEASE, type BitbakeRelease } from '../../engine/base/release';
import type { FileSource } from '../../engine/files/fileSource';
import { type MetadataDocument, readDocument } from '../../ide/documents/document';
import { uriToPath } from './fromProto';
import { pathToUri } from '../words/toProto';

/** An open file. */
export interface OpenDocument {
  readonly uri: string;
  readonly path: string;
  readonly document: TextDocument;
}

export class OpenDocuments {
  readonly texts = new TextDocuments(TextDocument);
  /** The BitBake release that decides how statements are read. The session sets it once the engine knows it. */
  release: BitbakeRelease = DEFAULT_RELEASE;
  private readonly uris = new Map<string, string>();
  /** Paths for which the editor's text is used, not the text on the disk. */
  private readonly unsaved = new Set<string>();
  private readonly read = new WeakMap<
    TextDocument,
    { readonly version: number; readonly release: BitbakeRelease; readonly metadata: MetadataDocument }
  >();

  constructor(private readonly files: FileSource) {}

  /** Records a document that was opened; null if it is not a file. */
  opened(uri: string): OpenDocument | null {
    const path = uriToPath(uri);
    if (path !== null) this.uris.set(path, uri);
    return this.byUri(uri);
  }

  /** Forgets a document that was closed. Returns its path, or null if it was not a file. */
  closed(uri: string): string | null {
    const path = uriToPath(uri);
    if (path !== null) this.uris.delete(path);
    return path;
  }

  byUri(uri: string): OpenDocument | null {
    const path = uriToPath(uri);
    const document = this.texts.get(uri);
    return path === null || document === undefined ? null : { uri, path, document };
  }

  byPath(path: string): OpenDocument | null {
    const uri = this.uris.get(path);
    return uri === undefined ? null : this.byUri(uri);
  }

  all(): readonly OpenDocument[] {
    return [...this.uris.values()].flatMap((uri) => this.byUri(uri) ?? []);
  }

  /** The client's own URI of a path, or one that is made from the path. */
  uriOf(path: string): string {
    return this.uris.get(path) ?? pathToUri(path);
  }

  /** Sets whether the editor's text is used for a path. Returns whether it was used before. */
  setUnsaved(path: string, unsaved: 'unsaved' | 'as-on-disk'): boolean {
    const before = this.unsaved.has(path);
    if (unsaved === 'unsaved') this.unsaved.add(path);
    else this.unsaved.delete(path);
    return before;
  }

  isUnsaved(path: string): boolean {
    return this.unsaved.has(path);
  }

  /** The texts that are used instead of those on the disk. */
  unsavedTexts(): readonly (readonly [path: string, text: string])[] {
    return this.all().flatMap(({ path, document }): [string, string][] =>
      this.unsaved.has(path) ? [[path, document.getText()]] : [],
    );
  }

  /**
   * Whether the text is the same as on the disk. An editor never shows a file that is not UTF-8 as it is, so its
   * unchanged text counts as the same. Editors also hide a byte order mark.
   */
  sameAsDisk(path: string, text: string): boolean {
    const found = this.files.readText(path);
    return (
      found.kind === 'not-utf8' || (found.kind === 'text' && (found.text === text || found.text === `\ufeff${text}`))
    );
  }

  /** The statements of a document's present text. */
  metadata({ path, document }: OpenDocument): MetadataDocument {
    const { release } = this;
    const known = this.read.get(document);
    if (known?.version === document.version && known.release === release) return known.metadata;
    const metadata = readDocument(path, document.getText(), release);
    this.read.set(document, { version: document.version, release, metadata });
    return metadata;
  }
}
