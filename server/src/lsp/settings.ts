/**
 * The settings as the server uses them: every field read with care, because any editor may send anything or nothing. It
 * owns the defaults; where paths lead is `buildDirectory.ts`'s matter.
 */

import { type AllowedServers, readAllowedServers } from '../engine/sstate/allowedServers';
import type { BitbakeBuildConfiguration, BitbakeSettings, RuleSeverity, SighoundSettings } from '../protocol/protocol';

/** Everything the client told. */
export interface ServerSettings {
  readonly sighound: SighoundSettings;
  readonly bitbake: BitbakeSettings;
  readonly selectedBuildDirectory: string | null;
  /** The editor's `BUILDDIR`; null leaves it to the server's own environment. */
  readonly environmentBuildDirectory: string | null;
  /** Which servers the user wants to be asked; never from settings that a workspace can have. */
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
 * Who says which servers are asked: the extension that started this server, or the user by the arguments of the server
 * itself.
 */
export type ServersSaidBy = 'client' | AllowedServers;

/** `initializationOptions`, in full or in part or of another client. */
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

/** Whether the client is our own, which watches the workspace's files itself and tells every change of settings. */
export function isOwnClient(initializationOptions: unknown): boolean {
  return 'environmentBuildDirectory' in asObject(initializationOptions);
}

/**
 * The settings after `didChangeConfiguration`; null where the message has neither section and the client has to be
 * asked.
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
    // What they mean depends on the build directory: `proofSettings.ts` checks them.
    otherHost: given.otherHost ?? undefined,
    ownLayers: given.ownLayers ?? undefined,
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

/** A text that says something. */
function asText(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}
