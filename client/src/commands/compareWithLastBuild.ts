/**
 * `sighound.compareWithLastBuild`: compares a task's signature with that of the last build, in the editor's own diff.
 */
import { COMMANDS } from '../../../server/src/protocol/protocol';
import * as vscode from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import { label } from '../../../server/src/text/labels';
import { documentOf } from '../pickTask';

/** Registers the command. */
export function registerCompareWithLastBuild(client: BaseLanguageClient): vscode.Disposable {
  return vscode.commands.registerCommand(COMMANDS.compareWithLastBuild, async (given: unknown) => {
    const document = await documentOf(given, client);
    if (document === undefined) return;
    const uri = vscode.Uri.parse(document);
    const name = uri.path.split('/').at(-1) ?? '';
    await vscode.commands.executeCommand(
      'vscode.diff',
      uri.with({ query: 'last' }),
      uri.with({ query: 'now' }),
      label(`${name}: last build ↔ now`),
    );
  });
}
