/**
 * The settings in the form that the client sends to the server. VS Code ignores Sighound settings that an untrusted
 * folder sets: see `restrictedConfigurations` in package.json. This file ignores settings of the official extension
 * that an untrusted folder sets. That extension need not be installed, and all of its settings name folders and
 * environments.
 */
import * as vscode from 'vscode';
import type { BitbakeSettings, SighoundSettings } from '../../server/src/protocol/protocol';

/** Both sections, as they appear in `workspace/didChangeConfiguration`. */
export interface Settings {
  readonly sighound: SighoundSettings;
  readonly bitbake: BitbakeSettings;
}

/** The settings that apply now, in this folder. */
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
      machines: sighound.get('machines', []),
    },
    bitbake: bitbakeSettings(),
  };
}

/**
 * The value of `sighound.askServers` in the user's own settings. The value in a workspace is ignored, even if an editor
 * would allow it.
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
