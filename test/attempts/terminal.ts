/**
 * Texts of metadata on their way to terminals, logs and reports: nothing in them is executed, and none of their lines
 * looks like one of ours.
 */

import { SaxesParser } from 'saxes';
import type { Log } from 'sarif';
import type { CliProcess } from '../../server/src/cli/commandLine';
import { commandLine } from '../../server/src/cli/output';
import { REPORTS, type ReportFormat } from '../../server/src/cli/report/formats';
import type { Reported } from '../../server/src/cli/report/report';
import type { EditorDiagnostic } from '../../server/src/ide/api/analysisApi';
import { FakePlatform, TestClient, until } from '../lsp/support';
import type { Attempt, AttemptKind } from './attempt';
import { FORGED, ORDINARY, type Payload, TERMINAL_PAYLOADS } from './payloads';
import { ciCommands, obeyedCharacters } from './readers';

/** The output of a process when a command receives `say`. */
function printed(say: (cli: ReturnType<typeof commandLine>) => void, isTerminal = false): string {
  const text: string[] = [];
  const process: Partial<CliProcess> = {
    cwd: '/ws',
    out: (line) => text.push(`${line}\n`),
    err: (line) => text.push(`${line}\n`),
    rulePage: () => null,
    ...(isTerminal && { progress: (line: string | null) => text.push(line ?? '') }),
  };
  say(commandLine(process as CliProcess));
  return text.join('');
}

function reportedWith(text: string): Reported {
  const range = { start: { line: 0, character: 0 }, end: { line: 0, character: 1 } };
  const diagnostic: EditorDiagnostic = {
    path: `/ws/${text}`,
    range,
    severity: 'warning',
    code: 'host-dependent-signature',
    message: text,
    related: [{ location: { path: text, range }, message: text }],
    finding: {
      id: text,
      mcfn: text,
      task: text,
      variable: text,
      key: 'A',
      value: text,
      chain: ['do_x', text],
      affected: [{ mcfn: text, tasks: [text] }],
    },
  };
  return {
    diagnostic,
    identity: text,
    fails: true,
    fix: {
      title: text,
      code: 'host-dependent-signature',
      id: text,
      newFiles: [],
      mcfn: text,
      task: text,
      variable: text,
      before: null,
      after: '2',
      obstacle: null,
      changedTasks: [],
      edits: [{ path: '/ws/a', range, newText: text }],
    },
  };
}

function report(format: ReportFormat, text: string): string {
  return printed((cli) => {
    const { add, end } = REPORTS[format]({ cli, version: '1', rules: new Map(), calibration: 'confirmed' });
    add(reportedWith(text));
    end({ recipes: 1, inBaseline: 0 });
  });
}

/** What a client of the language server writes into its log for a message. */
async function logged(text: string): Promise<string> {
  const host = new FakePlatform();
  const client = await TestClient.start(host);
  try {
    await client.ready();
    const before = client.logs.length;
    host.analysis.events.onLog?.(text);
    await until(() => client.logs.length > before);
    return client.logs.slice(before).join('\n');
  } finally {
    await client.close();
  }
}

/** The ways of a text to people. */
const DESTINATIONS: Readonly<Record<string, (text: string) => string | Promise<string>>> = {
  'a line of output': (text) => printed(({ out }) => out(`${text}:do_x 1`)),
  'a line beside the output': (text) => printed(({ err }) => err(text)),
  'a line in colors': (text) => printed(({ out }) => out([{ style: 'bold', text }, text, { style: 'red', text }])),
  progress: (text) => printed(({ progress }) => progress?.(text), true),
  'the lines of another format': (text) => printed(({ outLines }) => outLines(text.replaceAll('\n', ' '))),
  'a text report': (text) => report('text', text),
  'a JUnit report': (text) => report('junit', text),
  'the log of the language server': logged,
};

/** The ways of a text to programs: they must read exactly the same text. */
const DATA: Readonly<Record<string, (text: string) => { readonly written: string; readonly read: string }>> = {
  JSON: (text) => {
    const written = printed(({ outJson }) => outJson({ [text]: text }));
    const [[name, value] = []] = Object.entries(JSON.parse(written) as Record<string, string>);
    return { written, read: name === value ? (value ?? '') : 'the name is different' };
  },
  'JSON of another program': (text) => {
    const written = printed(({ outJsonText }) => outJsonText(JSON.stringify(text)));
    return { written, read: JSON.parse(written) as string };
  },
  'a JSON report': (text) => {
    const written = report('json', text);
    return { written, read: (JSON.parse(written.split('\n')[0] ?? '') as { readonly message: string }).message };
  },
  'a SARIF report': (text) => {
    const written = report('sarif', text);
    return { written, read: String((JSON.parse(written) as Log).runs[0]?.results?.[0]?.properties?.['variable']) };
  },
};

const QUIET = 'nothing is obeyed, no line is forged';

/** How the readers of a log interpret the output. */
function seenIn(text: string): string {
  const obeyed = obeyedCharacters(text);
  const commands = ciCommands(text);
  const forged = text
    .split(/\r\n|[\n\r\v\f\x85\u2028\u2029]/)
    .filter((line) => line.trim() === FORGED || line.startsWith(FORGED));
  return obeyed.length + commands.length + forged.length === 0
    ? QUIET
    : `obeyed: ${[...obeyed, ...commands].join(' ')}; forged: ${forged.length}`;
}

const shown: readonly Attempt[] = Object.entries(DESTINATIONS).flatMap(([destination, print]) =>
  TERMINAL_PAYLOADS.map(({ name, text }): Attempt => ({
    name: `${name} in ${destination}`,
    expected: QUIET,
    run: async () => seenIn(await print(text)),
  })),
);

const EXACT = `the very text; ${QUIET}`;
/** Half a surrogate pair is not a character in SARIF's encoding. */
const isHalf = ({ text }: Payload): boolean => /\p{Surrogate}/u.test(text);

const asData: readonly Attempt[] = Object.entries(DATA).flatMap(([format, print]) =>
  TERMINAL_PAYLOADS.filter((payload) => format !== 'a SARIF report' || !isHalf(payload)).map(
    ({ name, text }): Attempt => ({
      name: `${name} in ${format}`,
      expected: EXACT,
      run: () => {
        const { written, read } = print(text);
        return `${read === text ? 'the very text' : `another text: ${JSON.stringify(read)}`}; ${seenIn(written)}`;
      },
    }),
  ),
);

const ordinary: readonly Attempt[] = ORDINARY.map((text): Attempt => ({
  name: `what is ordinary stays as it is: ${text.replace(/[^ -~]/g, '.')}`,
  expected: 'unchanged',
  run: () => {
    const lines = printed(({ out, err, outLines, outJson }) => {
      out(text);
      out([{ style: 'bold', text }]);
      err(text);
      outLines(text);
      outJson(text);
    });
    const expected = [text, text, text, text, JSON.stringify(text), ''].join('\n');
    return lines === expected ? 'unchanged' : `changed: ${JSON.stringify(lines)}`;
  },
}));

const documents: readonly Attempt[] = [
  {
    name: 'JUnit is XML with every payload in it',
    expected: 'read',
    run: () => {
      const parser = new SaxesParser();
      parser.on('error', (error) => {
        throw error;
      });
      for (const { text } of TERMINAL_PAYLOADS) parser.write(report('junit', text)).close();
      return 'read';
    },
  },
  {
    name: 'SARIF messages make no link',
    expected: 'none',
    run: () => {
      const log = JSON.parse(report('sarif', '[a](https://evil.example) [b](0) \\[c](1)')) as Log;
      const result = log.runs[0]?.results?.[0];
      const texts = [
        result?.message.text,
        result?.fixes?.[0]?.description?.text,
        result?.relatedLocations?.[0]?.message?.text,
      ];
      return texts.some((text) => text === undefined || /\]\(/.test(text)) ? `links: ${JSON.stringify(texts)}` : 'none';
    },
  },
];

export const TERMINAL: AttemptKind = { kind: 'terminal', attempts: [...shown, ...asData, ...ordinary, ...documents] };
