/**
 * The status bar item: active build directory and state of the engine. `statusText` decides what it says; this class
 * only displays it. Nothing here ever pops up a message.
 */
import { COMMANDS } from '../../../server/src/protocol/protocol';
import * as vscode from 'vscode';
import type { StatusParams } from '../../../server/src/protocol/protocol';
import { iconLabel, label } from '../../../server/src/text/labels';
import { markdownTooltip, statusItem } from './shown';
import { TOOLTIP_COMMANDS, statusText, stoppedText } from './statusText';
import type { StatusText } from './statusText';

/** The item, shown from construction until disposed. */
export class StatusBar implements vscode.Disposable {
  private readonly item = statusItem(
    label('Sighound'),
    iconLabel('loading~spin', label('Sighound')),
    COMMANDS.selectBuildDirectory,
  );

  constructor() {
    this.item.tooltip = 'Sighound is starting';
    this.item.show();
  }

  /** Shows the server's latest status. */
  show(status: StatusParams): void {
    this.apply(statusText(status));
  }

  /** Shows that there is no server. */
  showStopped(reason: string): void {
    this.apply(stoppedText(reason));
  }

  dispose(): void {
    this.item.dispose();
  }

  private apply({ text, tooltip, attention }: StatusText): void {
    this.item.text = text;
    this.item.tooltip = markdownTooltip(tooltip, TOOLTIP_COMMANDS);
    this.item.backgroundColor = attention ? new vscode.ThemeColor('statusBarItem.warningBackground') : undefined;
    this.item.color = attention ? new vscode.ThemeColor('statusBarItem.warningForeground') : undefined;
  }
}
