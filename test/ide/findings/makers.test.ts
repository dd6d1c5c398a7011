/** Which recipe makes a deployed file: the one whose `do_deploy` writes it, or nobody where several may. */

import { expect, test } from 'vitest';
import type { Datastore } from '../../../server/src/engine/datastore/datastore';
import { MemoryFileSource } from '../../../server/src/engine/files/memoryFileSource';
import { makerOf } from '../../../server/src/engine/rules/common/makers';
import type { RuleContext, RuleVariant } from '../../../server/src/engine/rules/rule';

const VALUES: Readonly<Record<string, string>> = { PN: 'boot', MACHINE: 'board' };

function maker(below: string, recipes: Readonly<Record<string, string>>, written = below): string | null {
  const files = new MemoryFileSource(recipes);
  const d = { getText: (name: string) => VALUES[name] ?? '' } as unknown as Datastore;
  const context = { files, recipes: () => Object.keys(recipes) } as unknown as RuleContext;
  return makerOf(`/tmp/deploy/images/board/${below}`, written, '', { d } as RuleVariant, context);
}

const deploying = (line: string): string => `inherit deploy\ndo_deploy() {\n    ${line}\n}\n`;

test('the recipe that writes the file in do_deploy makes it', () => {
  const recipes = {
    '/l/tee_1.0.bb': deploying('echo x > ${DEPLOYDIR}/optee/tee.bin'),
    '/l/other_1.0.bb': deploying('install -m 0644 x ${DEPLOYDIR}/other.bin'),
    // It only reads the file, as the recipe does that is looked at.
    '/l/good_1.0.bb': 'do_x() {\n    cat ${DEPLOY_DIR_IMAGE}/optee/tee.bin\n}\ndo_x[depends] += "tee:do_deploy"\n',
  };
  expect(maker('optee/tee.bin', recipes)).toBe('tee:do_deploy');
  expect(maker('nothing.bin', recipes)).toBe(null);
});

test('a file that is copied into the folder has its own name there, also in an included file', () => {
  const recipes = {
    '/l/tee_1.0.bb': 'require tee.inc\n',
    '/l/tee.inc': deploying('install -m 0644 ${B}/${PN}.bin ${DEPLOYDIR}/'),
  };
  const files = { ...recipes };
  expect(maker('tee.bin', files)).toBe('tee:do_deploy');
});

test('two recipes that may make the file are no answer', () => {
  const line = deploying('install -m 0644 tee.bin ${DEPLOYDIR}/');
  expect(maker('tee.bin', { '/l/a_1.0.bb': line, '/l/b_1.0.bb': line })).toBe(null);
});

test('two versions of one recipe are one answer', () => {
  const line = deploying('install -m 0644 tee.bin ${DEPLOYDIR}/');
  expect(maker('tee.bin', { '/l/a_1.0.bb': line, '/l/a_2.0.bb': line })).toBe('a:do_deploy');
});

test('an image makes what begins with its name', () => {
  expect(maker('small-image-board.ext4', { '/l/small-image.bb': 'inherit core-image\n' })).toBe(
    'small-image:do_image_complete',
  );
});

test('the kernel image comes from virtual/kernel', () => {
  expect(maker('bzImage', {}, '${DEPLOY_DIR_IMAGE}/${KERNEL_IMAGETYPE}')).toBe('virtual/kernel:do_deploy');
});
