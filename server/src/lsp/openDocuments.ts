/**
 * The documents the editor has open, by path: their text, their statements (read in this thread, so that outline and
 * folding never wait for the engine), and which of them differ from the disk. It tells nobody about changes;
 * `textSync.ts` does.
 */

import { TextDocuments } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { DEFAULT_RELEASE, type BitbakeRelease } from '../engine/base/release';
import type { FileSource } from '../engine/files/fileSource';
import { type MetadataDocument, readDocument } from '../ide/documents/document';
import { uriToPath } from './fromProto';
import { pathToUri } from './toProto';

/** An open file. */
export interface OpenDocument {
  readonly uri: string;
  readonly path: string;
  readonly document: TextDocument;
}

export class OpenDocuments {
  readonly texts = new TextDocuments(TextDocument);
  /** The release whose behaviour statements are read by; the engine tells it once it knows. */
  release: BitbakeRelease = DEFAULT_RELEASE;
  private readonly uris = new Map<string, string>();
  /** Paths whose text in the editor counts, not that on the disk. */
  private readonly unsaved = new Set<string>();
  private readonly read = new WeakMap<
    TextDocument,
    { readonly version: number; readonly release: BitbakeRelease; readonly metadata: MetadataDocument }
  >();

  constructor(private readonly files: FileSource) {}

  /** Notes a document that was opened; null where it is no file. */
  opened(uri: string): OpenDocument | null {
    const path = uriToPath(uri);
    if (path !== null) this.uris.set(path, uri);
    return this.byUri(uri);
  }

  /** Forgets a document that was closed; its path, or null where it was no file. */
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

  /** The client's own URI of a path, or one made for it. */
  uriOf(path: string): string {
    return this.uris.get(path) ?? pathToUri(path);
  }

  /** Marks whether the editor's text counts for a path; says whether it did before. */
  setUnsaved(path: string, unsaved: 'unsaved' | 'as-on-disk'): boolean {
    const before = this.unsaved.has(path);
    if (unsaved === 'unsaved') this.unsaved.add(path);
    else this.unsaved.delete(path);
    return before;
  }

  isUnsaved(path: string): boolean {
    return this.unsaved.has(path);
  }

  /** The texts that count instead of the disk's. */
  unsavedTexts(): readonly (readonly [path: string, text: string])[] {
    return this.all().flatMap(({ path, document }): [string, string][] =>
      this.unsaved.has(path) ? [[path, document.getText()]] : [],
    );
  }

  /**
   * Whether the disk says the same. A file that is not UTF-8 never reaches an editor as it is, so an untouched editor
   * says the same as the disk; and editors hide a byte order mark.
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
