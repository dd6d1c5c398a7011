/**
 * Findings as one SARIF 2.1.0 log, the format of code scanning services. It contains all rules with their help, and the
 * findings with chains and fixes.
 */

import type {
  ArtifactLocation,
  Fix,
  Location,
  Log,
  PhysicalLocation,
  Region,
  ReportingConfiguration,
  ReportingDescriptor,
  Result,
} from 'sarif';
import { isWithin } from '../../engine/files/posixPath';
import { RULES } from '../../engine/rules/registry';
import type { EditorFix } from '../../ide/api/analysisApi';
import type { EditorLocation, EditorRange } from '../../ide/documents/editorRange';
import { encodePath } from '../../ide/documents/uriPath';
import { FINGERPRINT } from '../baseline';
import type { CommandLine } from '../commandLine';
import type { GivenSeverity } from '../severities';
import { plain, wellFormed } from '../../text/characters';
import { PROBLEM_KINDS } from './problemKinds';
import type { ReportWriter, ReportContext, Reported } from './report';

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';
/** The current folder. Paths below it are relative to it, so that a service finds them in its own checkout. */
const ROOT = '%SRCROOT%';

const LEVELS: Readonly<Record<GivenSeverity, ReportingConfiguration.level>> = {
  error: 'error',
  warning: 'warning',
  information: 'note',
  hint: 'note',
  off: 'none',
};

/** Prints the log at the end. */
export function sarifReport(context: ReportContext): ReportWriter {
  const { cli } = context;
  const found: Reported[] = [];
  return {
    add: (one) => found.push(one),
    end: () => cli.outJson(wellFormedValue(logOf(found, context))),
  };
}

function logOf(found: readonly Reported[], { cli, version, rules, calibration }: ReportContext): Log {
  const descriptors = [...RULES, ...PROBLEM_KINDS].map(({ code, severity, title }): ReportingDescriptor => ({
    id: code,
    shortDescription: { text: title },
    ...helpOf(code, title, cli),
    defaultConfiguration: { level: LEVELS[severity] },
  }));
  const indexOf = (code: string): number => descriptors.findIndex(({ id }) => id === code);
  const overrides = [...rules].map(([code, severity]) => ({
    descriptor: { id: code, index: indexOf(code) },
    configuration: { level: LEVELS[severity], enabled: severity !== 'off' },
  }));
  return {
    $schema: SCHEMA,
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'sighound', version, rules: descriptors } },
        columnKind: 'utf16CodeUnits',
        originalUriBaseIds: { [ROOT]: { uri: `file://${encodePath(cli.cwd)}${cli.cwd.endsWith('/') ? '' : '/'}` } },
        invocations: [
          { executionSuccessful: true, ...(overrides.length > 0 && { ruleConfigurationOverrides: overrides }) },
        ],
        properties: { calibration },
        results: found.map((one) => resultOf(one, indexOf(one.diagnostic.code), cli)),
      },
    ],
  };
}

/** The same value with strings that every JSON reader accepts. */
function wellFormedValue(value: unknown): unknown {
  if (typeof value === 'string') return wellFormed(value);
  if (Array.isArray(value)) return value.map(wellFormedValue);
  return typeof value === 'object' && value !== null
    ? Object.fromEntries(Object.entries(value).map(([name, inner]) => [wellFormed(name), wellFormedValue(inner)]))
    : value;
}

/** An invisible character. It separates the two parts of text that would otherwise be a link in a message. */
const WORD_JOINER = '\u2060';

/** A message for people. SARIF turns `[text](target)` into a link, so this prevents links that come from metadata. */
function messageText(text: string): string {
  return plain(text).replaceAll('](', `]${WORD_JOINER}(`);
}

function helpOf(code: string, title: string, cli: CommandLine): Pick<ReportingDescriptor, 'help' | 'helpUri'> {
  const page = cli.rulePage(code);
  if (page === null) return { help: { text: title } };
  return { help: { text: page.markdown, markdown: page.markdown }, ...(page.url !== null && { helpUri: page.url }) };
}

function resultOf({ diagnostic, fix, identity }: Reported, ruleIndex: number, cli: CommandLine): Result {
  const { code, severity, message, related, finding } = diagnostic;
  const relatedLocations = related.map(({ location, message: text }, id): Location => ({
    id,
    physicalLocation: locationOf(location, cli),
    message: { text: messageText(text) },
  }));
  return {
    ruleId: code,
    ruleIndex,
    level: LEVELS[severity],
    message: { text: messageText(message) },
    locations: [{ physicalLocation: locationOf(diagnostic, cli) }],
    ...(relatedLocations.length > 0 && { relatedLocations }),
    partialFingerprints: { [FINGERPRINT]: identity },
    // Programs apply these without asking: a fix with a risk is not among them.
    ...(fix && fix.risk === undefined && { fixes: [fixOf(fix, cli)] }),
    ...(finding && {
      properties: {
        mcfn: finding.mcfn,
        task: finding.task,
        variable: finding.variable,
        chain: finding.chain,
        affected: finding.affected,
        ...(fix && { before: fix.before, after: fix.after }),
      },
    }),
  };
}

function fixOf({ title, edits }: EditorFix, cli: CommandLine): Fix {
  const paths = [...new Set(edits.map(({ path }) => path))];
  return {
    description: { text: messageText(title) },
    artifactChanges: paths.map((path) => ({
      artifactLocation: artifactOf(path, cli),
      replacements: edits
        .filter((edit) => edit.path === path)
        .map(({ range, newText }) => ({ deletedRegion: regionOf(range), insertedContent: { text: newText } })),
    })),
  };
}

function locationOf({ path, range }: EditorLocation, cli: CommandLine): PhysicalLocation {
  return { artifactLocation: artifactOf(path, cli), region: regionOf(range) };
}

function artifactOf(path: string, { cwd }: CommandLine): ArtifactLocation {
  if (path === cwd || !isWithin(path, cwd)) return { uri: `file://${encodePath(path)}` };
  return { uri: encodePath(path.slice(cwd.endsWith('/') ? cwd.length : cwd.length + 1)), uriBaseId: ROOT };
}

function regionOf({ start, end }: EditorRange): Region {
  return {
    startLine: start.line + 1,
    startColumn: start.character + 1,
    endLine: end.line + 1,
    endColumn: end.character + 1,
  };
}
