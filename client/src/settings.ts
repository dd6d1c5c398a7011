/**
 * The settings as the server is told of them. What a folder that the user does not trust sets of Sighound's own is
 * sorted out by VS Code, by `restrictedConfigurations` in package.json. The settings of the official extension are
 * sorted out here: it need not be installed, and all of them name folders and environments.
 */
import * as vscode from 'vscode';
import type { BitbakeSettings, SighoundSettings } from '../../server/src/protocol/protocol';

/** Both sections, as `workspace/didChangeConfiguration` has them. */
export interface Settings {
  readonly sighound: SighoundSettings;
  readonly bitbake: BitbakeSettings;
}

/** What holds now, in this folder. */
export function presentSettings(): Settings {
  const sighound = vscode.workspace.getConfiguration('sighound');
  return {
    sighound: {
      buildDirectory: sighound.get('buildDirectory', ''),
      bitbakeDirectory: sighound.get('bitbakeDirectory', ''),
      judge: { enabled: sighound.get('judge.enabled', true) },
      backgroundEvaluation: { enabled: sighound.get('backgroundEvaluation.enabled', true) },
      rules: sighound.get<SighoundSettings['rules']>('rules', {}),
      evaluationTimeout: sighound.get('evaluationTimeout', 20),
      otherHost: sighound.get('otherHost', {}),
      ownLayers: sighound.get('ownLayers', []),
    },
    bitbake: bitbakeSettings(),
  };
}

/**
 * What the user's own settings say of servers. What a workspace says counts for nothing, also where an editor would let
 * it.
 */
export function askedServers(): boolean | readonly string[] {
  return (
    vscode.workspace.getConfiguration('sighound').inspect<boolean | readonly string[]>('askServers')?.globalValue ??
    false
  );
}

function bitbakeSettings(): BitbakeSettings {
  const configuration = vscode.workspace.getConfiguration('bitbake');
  const valueOf = <T>(name: string): T | undefined =>
    vscode.workspace.isTrusted ? configuration.get<T>(name) : configuration.inspect<T>(name)?.globalValue;
  return {
    pathToBuildFolder: valueOf('pathToBuildFolder'),
    pathToBitbakeFolder: valueOf('pathToBitbakeFolder'),
    pathToEnvScript: valueOf('pathToEnvScript'),
    workingDirectory: valueOf('workingDirectory'),
    shellEnv: valueOf('shellEnv'),
    buildConfigurations: valueOf('buildConfigurations'),
  };
}
