/** The read-only document behind a lens: everything that goes into a task's hash, in the order it is hashed. */

import { sorted } from '../../engine/base/order';
import { NEWEST_RELEASE } from '../../engine/base/release';
import type { VariantResult } from '../../engine/engine';
import { textOf } from '../../engine/datastore/datastore';
import { normalize } from '../../engine/files/posixPath';
import { closureOf } from '../../engine/signatures/basehash';
import type { BuildWorkspace } from '../../engine/layers/workspace';
import { type DocumentText, documentText } from '../../text/documents';
import { type Documents, assignmentsOf, definitionsOf } from '../documents/chains';

/** A readable text of the signature of `task`. */
export function signatureText(
  variant: VariantResult,
  task: string,
  workspace: BuildWorkspace,
  library: string,
  open: Documents,
): DocumentText {
  const hash = variant.tasks.get(task);
  const head = [
    `# Signature inputs of ${variant.pn}:${task}`,
    `# ${variant.mcfn}`,
    `# basehash: ${hash === undefined ? 'no such task' : hash.kind === 'known' ? hash.hash : `unknown: ${hash.reason}`}`,
    `# as BitBake ${workspace.bitbakeVersion ?? NEWEST_RELEASE}, library: ${library === 'bitbake' ? "the workspace's own BitBake" : 'stand-ins (the workspace has no BitBake)'}`,
  ];
  const { signatures } = variant;
  if (!signatures) return documentText(head);
  const closure = sorted(closureOf(task, signatures.gendeps));
  head.push(
    `# ${closure.length} dependencies; the hash is SHA-256 over the task's value and, in this order, the name and value of each`,
  );
  const entry = (key: string): readonly string[] => {
    const value = signatures.varvals.get(key);
    const [location] = definitionsOf(key, variant.d, open);
    const others = assignmentsOf(key, variant.d, open).filter(
      ({ file, line }) => file !== '' && (file !== location?.file || line !== location.line),
    );
    const deps = sorted(signatures.gendeps.get(key) ?? []);
    const lines = [`${key}${location ? `    # ${normalize(location.file)}:${location.line}` : ''}`];
    if (deps.length > 0) lines.push(`    depends on: ${deps.join(' ')}`);
    for (const { file, line, lost } of others)
      lines.push(
        `    ${lost === null ? 'changed' : 'no effect'}: ${normalize(file)}:${line}${lost === null ? '' : ` (${lost})`}`,
      );
    const unknown = signatures.unknownKeys.get(key);
    if (unknown !== undefined) lines.push(`    unknown: ${unknown}`);
    else if (value === undefined || value === null) lines.push('    no value');
    else for (const line of textOf(value).split('\n')) lines.push(`    | ${line}`);
    return ['', ...lines];
  };
  return documentText([...head, ...[task, ...closure.filter((key) => key !== task)].flatMap(entry)]);
}
