/** Shared helpers of the suites: the workspace, waiting for an answer, and what the editor shows and offers. */
import * as vscode from 'vscode';

export const ANSWER_MS = 20_000;

/** Asks repeatedly until the answer is good. */
export async function until<T>(
  what: string,
  ask: () => T | Thenable<T>,
  good: (answer: T) => boolean,
  limit = ANSWER_MS,
): Promise<T> {
  for (const start = Date.now(); ; await new Promise((resolve) => setTimeout(resolve, 100))) {
    const answer = await ask();
    if (good(answer)) return answer;
    if (Date.now() - start > limit)
      throw new Error(`waited in vain for ${what}; last answer: ${JSON.stringify(answer)}`);
  }
}

export const workspace = (): vscode.Uri => vscode.workspace.workspaceFolders![0]!.uri;
export const inWorkspace = (name: string): vscode.Uri => vscode.Uri.joinPath(workspace(), name);

export function codeOf({ code }: vscode.Diagnostic): string {
  return String(typeof code === 'object' ? code.value : code);
}

export async function quickFixes(
  document: vscode.TextDocument,
  range: vscode.Range,
): Promise<readonly vscode.CodeAction[]> {
  return vscode.commands.executeCommand<vscode.CodeAction[]>(
    'vscode.executeCodeActionProvider',
    document.uri,
    range,
    vscode.CodeActionKind.QuickFix.value,
  );
}

/** Gives a document a different text, as if it were typed. */
export async function setText(document: vscode.TextDocument, text: string): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  edit.replace(document.uri, new vscode.Range(0, 0, document.lineCount, 0), text);
  if (!(await vscode.workspace.applyEdit(edit))) throw new Error(`${document.uri.toString()} cannot be edited`);
}
