/** The name of a finding from one run to the next. */

import { expect, test } from 'vitest';
import { Identities } from '../../server/src/cli/identities';
import type { EditorDiagnostic, OpenedWorkspace } from '../../server/src/ide/api/analysisApi';

const ROOT = '/home/me/src';

function identity(
  root: string,
  path: string,
  {
    message = '',
    finding,
  }: { readonly message?: string; readonly finding?: { readonly variable: string; readonly key: string } } = {},
): string {
  const opened = {
    layers: [`${root}/meta/inner`, `${root}/meta`],
    buildDir: `${root}/build/`,
    bitbakeDir: `${root}/bitbake`,
  };
  return new Identities(opened as unknown as OpenedWorkspace).of({
    code: 'host-path',
    path: `${root}/${path}`,
    message,
    ...(finding && { finding }),
  } as unknown as EditorDiagnostic);
}

test.each([
  ['meta/a/a.bb', 'a/a.bb'],
  ['meta/inner/b.bb', 'b.bb'],
  ['build/conf/local.conf', 'conf/local.conf'],
  ['poky/c.bb', '../poky/c.bb'],
])('%s is named by the innermost folder of the workspace, or from the nearest one', (path, name) =>
  expect(identity(ROOT, path)).toBe(`host-path ${name} `),
);

test('a finding is named by its variable, and by its key where that is another one', () => {
  expect(identity(ROOT, 'meta/a.bb', { finding: { variable: 'V', key: 'V' } })).toBe('host-path a.bb V');
  expect(identity(ROOT, 'meta/a.bb', { finding: { variable: 'V', key: 'do_x' } })).toBe('host-path a.bb V do_x');
});

test('a problem of the metadata is named by its message, without folders and lines', () => {
  const message = (root: string, line: number): string => `cannot read ${root}/meta/x.inc:${line}, see line ${line}`;
  const here = identity(ROOT, 'meta/a.bb', { message: message(ROOT, 7) });
  expect(here).toBe('host-path a.bb cannot read x.inc:, see line ');
  expect(identity('/ci/7', 'meta/a.bb', { message: message('/ci/7', 12) })).toBe(here);
});
