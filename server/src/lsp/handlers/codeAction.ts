/** `textDocument/codeAction`: the quick fixes of a range, each tried by the engine before it is offered. */

import { type CodeAction, CodeActionKind } from 'vscode-languageserver';
import type { EditorFix } from '../../ide/analysisApi';
import { toCodeAction } from '../toProto';
import { answerWithEngine, type ServerContext } from './serverContext';

export function registerCodeAction(ctx: ServerContext): void {
  ctx.connection.onCodeAction(({ textDocument, range, context }, token) =>
    answerWithEngine<CodeAction[]>(ctx, { name: 'codeAction', uri: textDocument.uri, token, fallback: [] }, async ({ path }, session) => {
      if (context.only !== undefined && !context.only.some(includesQuickFix)) return [];
      const fixes = (await session.analysis.fixes(path, range)).filter((fix) => isShown(fix, ctx));
      const fixed = new Set<string>();
      return fixes.map((fix) => {
        // The first fix of a problem is the one to apply without a choice.
        const preferred = fixed.has(fix.id) ? 'other' : 'preferred';
        fixed.add(fix.id);
        return toCodeAction(fix, ctx.publisher.fixedBy(fix, path), preferred, (file) => ctx.documents.uriOf(file));
      });
    }),
  );
}

/** Kinds are dotted paths: asking for one asks for all below it. */
function includesQuickFix(kind: string): boolean {
  return kind === CodeActionKind.Empty || kind === CodeActionKind.QuickFix;
}

function isShown({ code }: EditorFix, { workspace }: ServerContext): boolean {
  return workspace.settings.sighound.rules[code] !== 'off';
}
