/**
 * The text of the status bar item: a pure function of the server's status, so that tests need no editor. This file must
 * not import `vscode`.
 */
import { COMMANDS } from '../../../server/src/protocol/protocol';
import type { EngineState, JudgeState, StatusParams } from '../../../server/src/protocol/protocol';
import { iconLabel, label } from '../../../server/src/text/labels';
import type { Label } from '../../../server/src/text/labels';
import { joined, markdown, prose } from '../../../server/src/text/markdown';
import type { SafeMarkdown } from '../../../server/src/text/markdown';

/** The item's text (with `$(icon)`s), its tooltip as Markdown, and whether it asks for attention. */
export interface StatusText {
  readonly text: Label;
  readonly tooltip: SafeMarkdown;
  readonly attention: boolean;
}

const STATES: Readonly<Record<EngineState, { readonly icon: string; readonly label: string }>> = {
  'no-build-directory': { icon: 'circle-slash', label: 'no build directory' },
  loading: { icon: 'loading~spin', label: 'loading' },
  ready: { icon: 'pulse', label: 'ready' },
  evaluating: { icon: 'sync~spin', label: 'evaluating' },
  failed: { icon: 'error', label: 'failed' },
};

const JUDGES: Readonly<Record<JudgeState, string>> = {
  off: 'off',
  starting: 'starting',
  idle: 'idle',
  working: 'confirming hashes',
  unavailable: 'not available (no BitBake in the workspace)',
};

const ACTIONS = markdown`[Select build directory](command:sighound.selectBuildDirectory) · [Restart engine](command:sighound.restartEngine) · [Show log](command:sighound.showLog)`;

/** The commands that links in the tooltip may run. */
export const TOOLTIP_COMMANDS: readonly string[] = [
  COMMANDS.stopBackgroundEvaluation,
  COMMANDS.selectBuildDirectory,
  COMMANDS.restartEngine,
  COMMANDS.showLog,
];

/** Text and tooltip for a status that the server sent. */
export function statusText(status: StatusParams): StatusText {
  const { background } = status;
  const isBackground = status.state === 'ready' && background !== undefined;
  const { icon, label: state } = isBackground
    ? { icon: 'sync~spin', label: `all recipes ${background.done}/${background.total}` }
    : STATES[status.state];
  const differs = status.calibration?.kind === 'differs';
  const { refused } = status;
  const shown = (differs || refused !== undefined) && status.state === 'ready' ? 'warning' : icon;
  const name = status.buildDirectory === null ? undefined : baseName(status.buildDirectory);
  const count = status.progress === undefined ? '' : ` ${status.progress.done}/${status.progress.total}`;
  const lines = [
    markdown`**Sighound**: ${prose(`${state}${status.message === undefined ? '' : `, ${status.message}`}`)}`,
    markdown`Build directory: ${prose(status.buildDirectory ?? 'none')}`,
  ];
  if (status.release !== undefined) lines.push(markdown`BitBake release: ${prose(status.release)}`);
  if (status.library !== undefined) {
    lines.push(
      markdown`Python library: ${prose(status.library === 'bitbake' ? "the workspace's BitBake" : "Sighound's stand-ins (no BitBake found)")}`,
    );
  }
  if (refused !== undefined)
    lines.push(
      markdown`Not evaluated: ${prose(`${refused.text}${refused.count > 1 ? ` (and ${refused.count - 1} more)` : ''}`)}`,
    );
  if (background !== undefined)
    lines.push(
      markdown`Evaluating all recipes while the editor is idle: ${background.done} of ${background.total} · [Stop](command:sighound.stopBackgroundEvaluation)`,
    );
  if (status.calibration !== undefined) lines.push(markdown`Hashes: ${prose(status.calibration.text)}`);
  lines.push(
    markdown`Judge: ${prose(JUDGES[status.judge])}`,
    markdown`Divergences from BitBake: ${status.divergences}`,
    ACTIONS,
  );
  return {
    text: iconLabel(
      shown,
      label(
        name === undefined
          ? state
          : `${name}: ${state}${count}${differs ? ', hashes by BitBake' : ''}${refused === undefined ? '' : `, ${refused.count} not evaluated`}`,
      ),
    ),
    tooltip: joined(lines),
    attention: status.state === 'failed' || differs || refused !== undefined,
  };
}

/** Text and tooltip for when there is no server. */
export function stoppedText(reason: string): StatusText {
  return {
    text: iconLabel('error', label('Sighound: stopped')),
    tooltip: joined([markdown`**Sighound**: ${prose(reason)}`, ACTIONS]),
    attention: true,
  };
}

function baseName(path: string): string {
  const parts = path.split('/').filter((part) => part !== '');
  return parts.at(-1) ?? path;
}
