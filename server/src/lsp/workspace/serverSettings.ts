/**
 * The settings as the server uses them. Every field is checked, because any editor may send anything or nothing. This
 * file contains the defaults. `buildDirectory.ts` decides where paths lead.
 */

import { type AllowedServers, readAllowedServers } from '../../engine/sstate/allowedServers';
import type {
  BitbakeBuildConfiguration,
  BitbakeSettings,
  RuleSeverity,
  SighoundSettings,
} from '../../protocol/protocol';

/** Everything that the client sent. */
export interface ServerSettings {
  readonly sighound: SighoundSettings;
  readonly bitbake: BitbakeSettings;
  readonly selectedBuildDirectory: string | null;
  /** The editor's `BUILDDIR`. If it is null, the server's own environment is used. */
  readonly environmentBuildDirectory: string | null;
  /** The servers that the user allows Sighound to ask. They never come from settings that a workspace can set. */
  readonly asksServers: AllowedServers;
}

export const DEFAULT_SETTINGS: ServerSettings = {
  sighound: {
    buildDirectory: '',
    bitbakeDirectory: '',
    judge: { enabled: true },
    backgroundEvaluation: { enabled: true },
    rules: {},
    evaluationTimeout: 20,
  },
  bitbake: {},
  selectedBuildDirectory: null,
  environmentBuildDirectory: null,
  asksServers: false,
};

const SEVERITIES: readonly RuleSeverity[] = ['error', 'warning', 'information', 'hint', 'off'];

/**
 * Who decides which servers are asked: the extension that started this server, or the user with the server's
 * command-line arguments.
 */
export type ServersSaidBy = 'client' | AllowedServers;

/** Reads `initializationOptions`, which may be complete, partial, or from a different client. */
export function readInitializationOptions(value: unknown, servers: ServersSaidBy): ServerSettings {
  const options = asObject(value);
  return {
    sighound: readSighound(options.sighound),
    bitbake: readBitbake(options.bitbake),
    selectedBuildDirectory: asText(options.selectedBuildDirectory) ?? null,
    environmentBuildDirectory: asText(options.environmentBuildDirectory) ?? null,
    asksServers: servers === 'client' ? readAllowedServers(options.askServers) : servers,
  };
}

/** Whether the client is our own. It watches the workspace's files itself and reports every change of settings. */
export function isOwnClient(initializationOptions: unknown): boolean {
  return 'environmentBuildDirectory' in asObject(initializationOptions);
}

/**
 * The settings after `didChangeConfiguration`; null if the message has neither section and the server has to request
 * them.
 */
export function withChangedSettings(before: ServerSettings, changed: unknown): ServerSettings | null {
  const sections = asObject(changed);
  if (!('sighound' in sections) && !('bitbake' in sections)) return null;
  return {
    ...before,
    ...('sighound' in sections && { sighound: readSighound(sections.sighound) }),
    ...('bitbake' in sections && { bitbake: readBitbake(sections.bitbake) }),
  };
}

function readSighound(value: unknown): SighoundSettings {
  const given = asObject(value);
  const { sighound: defaults } = DEFAULT_SETTINGS;
  const enabledOf = (section: unknown, byDefault: boolean): { readonly enabled: boolean } => {
    const { enabled } = asObject(section);
    return { enabled: typeof enabled === 'boolean' ? enabled : byDefault };
  };
  const timeout = given.evaluationTimeout;
  return {
    buildDirectory: asText(given.buildDirectory) ?? '',
    bitbakeDirectory: asText(given.bitbakeDirectory) ?? '',
    judge: enabledOf(given.judge, defaults.judge.enabled),
    backgroundEvaluation: enabledOf(given.backgroundEvaluation, defaults.backgroundEvaluation.enabled),
    rules: readSeverities(given.rules),
    evaluationTimeout: typeof timeout === 'number' && timeout > 0 ? timeout : defaults.evaluationTimeout,
    // Their meaning depends on the build directory: `proofSettings.ts` checks them.
    otherHost: given.otherHost ?? undefined,
    ownLayers: given.ownLayers ?? undefined,
    machines: given.machines ?? undefined,
  };
}

function readSeverities(value: unknown): Readonly<Record<string, RuleSeverity>> {
  const found: Record<string, RuleSeverity> = {};
  for (const [code, given] of Object.entries(asObject(value))) {
    const severity = SEVERITIES.find((known) => known === given);
    if (severity !== undefined) found[code] = severity;
  }
  return found;
}

function readBitbake(value: unknown): BitbakeSettings {
  const { buildConfigurations } = asObject(value);
  const configurations = Array.isArray(buildConfigurations) ? buildConfigurations.map(readBuildConfiguration) : [];
  return {
    ...readBuildConfiguration(value),
    ...(configurations.length > 0 && { buildConfigurations: configurations }),
  };
}

function readBuildConfiguration(value: unknown): BitbakeBuildConfiguration {
  const given = asObject(value);
  const found: Record<string, unknown> = {};
  for (const name of ['name', 'pathToBuildFolder', 'pathToBitbakeFolder', 'pathToEnvScript', 'workingDirectory']) {
    const text = asText(given[name]);
    if (text !== undefined) found[name] = text;
  }
  const shellEnv = Object.entries(asObject(given.shellEnv)).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  );
  if (shellEnv.length > 0) found.shellEnv = Object.fromEntries(shellEnv);
  return found;
}

function asObject(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}

/** A text that is not blank. */
function asText(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}
