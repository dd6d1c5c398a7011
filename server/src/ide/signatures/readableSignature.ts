/** A signature as readable text, one item per line, so that two of them can be shown side by side. */

import { sorted } from '../../engine/base/order';
import { shownTaint } from '../../engine/siginfo/dumpSignature';
import type { SignatureData, SignatureValue } from '../../engine/siginfo/signatureData';
import { type DocumentText, documentText } from '../../text/documents';

/**
 * The text of a signature. `name`: the task's name in signatures; `where`: the source of the signature, as shown to the
 * reader.
 */
export function readableSignature(data: SignatureData, name: string, where: string): DocumentText {
  const {
    basehash,
    taskhash,
    unihash,
    taint,
    runtaskdeps = [],
    runtaskhashes = {},
    file_checksum_values: files = [],
    taskdeps,
    gendeps,
    varvals,
  } = data;
  const names = [data.task, ...taskdeps.filter((key) => key !== data.task)];
  return documentText([
    `# ${name}`,
    `# ${where}`,
    '',
    `taskhash ${taskhash ?? 'not known'}`,
    ...(unihash !== undefined && unihash !== taskhash ? [`unihash ${unihash}`] : []),
    `basehash ${basehash}`,
    ...(taint === undefined ? [] : [`taint ${shownTaint(taint)}`]),
    '',
    ...section(
      'Tasks',
      runtaskdeps.map((task) => `${task} ${runtaskhashes[task] ?? ''}`),
    ),
    ...section(
      'Files',
      files.map(([file, md5]) => `${file} ${md5}`),
    ),
    '## Variables',
    ...names.flatMap((key) => ['', ...variableLines(key, varvals[key], gendeps[key] ?? [])]),
  ]);
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [`## ${title}`, '', ...lines, ''];
}

function variableLines(
  name: string,
  value: SignatureValue | undefined,
  dependencies: readonly string[],
): readonly string[] {
  return [
    name,
    ...sorted(dependencies).map((dependency) => `    uses ${dependency}`),
    ...(value === undefined || value === null
      ? ['    no value']
      : String(value)
          .split('\n')
          .map((line) => `    | ${line}`)),
  ];
}
