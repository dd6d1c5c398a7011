/** Which statements can give a variable its value, by the name they write. */

import { expect, test } from 'vitest';
import { definesVariable } from '../../../server/src/engine/syntax/definitions';

test.each([
  ['A', 'A'],
  ['A:append', 'A'],
  ['A:append:x86:y', 'A'],
  ['A:x86', 'A:x86'],
  ['A:x86:append', 'A:x86'],
  ['FILES:${PN}', 'FILES:foo'],
  ['FILES:${PN}-dev:append', 'FILES:foo-dev'],
  ['${A}_${B}', 'x_y'],
  ['A:${B:C}:append', 'A:x'],
  ['A${B}', 'A'],
])('%s defines %s', (written, variable) => expect(definesVariable(written, variable)).toBe(true));

test.each([
  ['AA', 'A'],
  ['A', 'AA'],
  ['A', 'A:x86'],
  ['A:x86', 'A:x8'],
  ['FILES:${PN}-dev', 'FILES:foo'],
  ['FILES:${PN}-dev', 'FILES:foo-dev-x'],
  ['x${A}x', 'x'],
  ['${A}_a_${B}_a', 'x_a'],
  ['${A}b${B}b${C}', 'xb'],
])('%s does not define %s', (written, variable) => expect(definesVariable(written, variable)).toBe(false));
