/**
 * The protocol's types that contain text for people, with the types of safe texts. `text/` makes each text safe for
 * where it is shown.
 */

import type {
  CodeAction,
  CodeLens,
  Command,
  Diagnostic,
  DocumentSymbol,
  Hover,
  MarkupContent,
  PublishDiagnosticsParams,
} from 'vscode-languageserver';
import type { Plain } from '../../text/characters';
import type { Label } from '../../text/labels';
import type { SafeMarkdown } from '../../text/markdown';

export interface ShownLens extends CodeLens {
  readonly command: Command & { readonly title: Label; readonly tooltip?: Plain };
}

export interface ShownHover extends Hover {
  readonly contents: MarkupContent & { readonly value: SafeMarkdown };
}

export interface ShownAction extends CodeAction {
  readonly title: Label;
  readonly disabled?: { readonly reason: Plain };
}

export interface ShownSymbol extends DocumentSymbol {
  readonly name: Label;
  readonly detail: Label;
}

export interface ShownDiagnostic extends Diagnostic {
  readonly message: Plain;
}

export interface ShownDiagnostics extends PublishDiagnosticsParams {
  readonly diagnostics: ShownDiagnostic[];
}
