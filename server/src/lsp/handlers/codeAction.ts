/**
 * `textDocument/codeAction`: quick fixes in a range, comments that hide findings there, and one action with all fixes
 * of a document. The engine tries each quick fix before it is offered. Clients that show disabled actions also get
 * those that are not possible, with the reason.
 */

import { CodeActionKind, type CodeActionParams } from 'vscode-languageserver';
import { RULES } from '../../engine/rules/registry';
import type { EditorAction, EditorChange } from '../../ide/api/analysisApi';
import { plain } from '../../text/characters';
import { label } from '../../text/labels';
import type { OpenDocument } from '../documents/openDocuments';
import { Cancellation } from '../runSafely';
import type { Session } from '../workspace/session';
import type { ShownAction } from '../words/shown';
import { DIAGNOSTIC_SOURCE, fixAllTitle, fixTitle } from '../words/toProto';
import { toWorkspaceEdit } from '../documents/workspaceEdit';
import type { DiagnosticsHandler } from './diagnostics';
import { answerWithEngine, type ServerContext } from './serverContext';

/** The kind of the action with all fixes of a document, in the notation of `editor.codeActionsOnSave`. */
export const FIX_ALL_KIND = `${CodeActionKind.SourceFixAll}.sighound`;

export function registerCodeAction(ctx: ServerContext, diagnostics: DiagnosticsHandler): void {
  ctx.connection.onCodeAction((params, token) =>
    answerWithEngine<ShownAction[]>(
      ctx,
      { name: 'codeAction', uri: params.textDocument.uri, token, fallback: [] },
      async (open, session) => {
        const offer = new Offer(ctx, diagnostics, session);
        const { only } = params.context;
        const fixes =
          only === undefined || only.some((kind) => includes(kind, CodeActionKind.QuickFix))
            ? await quickFixes(open, params, offer)
            : [];
        // All fixes together take as long as the sum of them, so only clients that request this kind get them.
        const all =
          only?.some((kind) => kind !== CodeActionKind.Empty && includes(kind, FIX_ALL_KIND)) === true
            ? await fixAll(open, offer)
            : [];
        return [...fixes, ...all];
      },
    ),
  );
}

async function quickFixes(
  { path }: OpenDocument,
  { range, context }: CodeActionParams,
  offer: Offer,
): Promise<readonly ShownAction[]> {
  const { ctx, session } = offer;
  const isOn = ({ code }: EditorAction): boolean => !offer.rulesOff.includes(code);
  const fixes = (await session.analysis.fixes(path, range)).filter(isOn);
  // Comments are about shown diagnostics, and the client sends this request for every position that the user looks at.
  const comments = ctx.publisher.isShownIn(path, range)
    ? (await session.analysis.commentActions(path, range)).filter(isOn)
    : [];
  const fixed = new Set<string>();
  const actions = [...fixes, ...comments].flatMap((action) => {
    const fixedDiagnostics = [...ctx.publisher.fixedBy(action, path)];
    const [made] = offer.made(action, {
      title: fixTitle(action),
      kind: CodeActionKind.QuickFix,
      diagnostics: fixedDiagnostics,
    });
    if (!made) return [];
    // The first fix of a problem is the one to apply without a choice. Whether to hide the problem is the user's
    // decision, and so is a fix with a risk.
    const isPreferred =
      made.edit !== undefined && !asksUser(action) && action.risk === undefined && !fixed.has(action.id);
    if (isPreferred) fixed.add(action.id);
    return [made.edit === undefined ? made : { ...made, isPreferred }];
  });
  return [...actions, ...offer.switchedOff(context.diagnostics)];
}

function asksUser({ edits }: EditorAction): boolean {
  return edits.some(({ placeholder }) => placeholder !== undefined);
}

async function fixAll({ path }: OpenDocument, offer: Offer): Promise<readonly ShownAction[]> {
  const change = await offer.session.analysis.fixAll(path, offer.rulesOff);
  return change ? offer.made(change, { title: fixAllTitle(change), kind: FIX_ALL_KIND }) : [];
}

/** Kinds are dotted paths: a request for a kind includes all kinds below it. */
function includes(asked: string, kind: string): boolean {
  return asked === CodeActionKind.Empty || kind === asked || kind.startsWith(`${asked}.`);
}

/** The answer to one request, for the texts as they were when it arrived. */
class Offer {
  readonly rulesOff: readonly string[];
  private readonly versions: ReadonlyMap<string, number>;

  constructor(
    readonly ctx: ServerContext,
    private readonly diagnostics: DiagnosticsHandler,
    readonly session: Session,
  ) {
    this.rulesOff = Object.entries(ctx.workspace.settings.sighound.rules).flatMap(([code, severity]) =>
      severity === 'off' ? [code] : [],
    );
    this.versions = new Map(ctx.documents.all().map(({ path, document }) => [path, document.version]));
  }

  /** The action with its edit, or a disabled action with the obstacle; none if the client supports neither. */
  made(change: EditorChange, action: Pick<ShownAction, 'title' | 'kind' | 'diagnostics'>): readonly ShownAction[] {
    const { documents, features } = this.ctx;
    const { obstacle } = change;
    if (obstacle) {
      if (obstacle.changedFile !== null) this.report(obstacle.changedFile);
      return this.disabled(action, obstacle.reason);
    }
    for (const { path } of change.edits) {
      if (documents.byPath(path)?.document.version !== this.versions.get(path))
        throw new Cancellation('content-modified');
    }
    const edit = toWorkspaceEdit(change, features(), {
      uriOf: (path) => documents.uriOf(path),
      versionOf: (path) => this.versions.get(path),
    });
    return edit ? [{ ...action, edit }] : [];
  }

  /** Diagnostics that the client still shows for rules that are switched off. Nothing checks these rules any more. */
  switchedOff(shown: CodeActionParams['context']['diagnostics']): readonly ShownAction[] {
    const codes = new Set(
      shown.flatMap(({ source, code }) =>
        source === DIAGNOSTIC_SOURCE && typeof code === 'string' && this.rulesOff.includes(code) ? [code] : [],
      ),
    );
    return RULES.filter(({ code }) => codes.has(code)).flatMap(({ code }) =>
      this.disabled(
        { title: label(`Fix ${code}`), kind: CodeActionKind.QuickFix },
        `the rule \`${code}\` is switched off in \`sighound.rules\`: give it a severity to have its fixes tried`,
      ),
    );
  }

  private disabled(
    action: Pick<ShownAction, 'title' | 'kind' | 'diagnostics'>,
    reason: string,
  ): readonly ShownAction[] {
    return this.ctx.features().disabledActions ? [{ ...action, disabled: { reason: plain(reason) } }] : [];
  }

  private report(path: string): void {
    this.session.filesChanged([path]);
    this.diagnostics.othersChanged([path]);
  }
}
