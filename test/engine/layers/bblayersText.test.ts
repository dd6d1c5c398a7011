/** Layers as files of vendors and tools name them. */

import { expect, test } from 'vitest';
import { layersInText } from '../../../server/src/engine/layers/bblayersText';

const layers = (text: string): readonly string[] => layersInText(text, '/w/build');

test.each([
  ['paths', 'BBLAYERS ?= " \\\n  /w/oe/meta \\\n  /w/own/meta \\\n  "\n', ['/w/oe/meta', '/w/own/meta']],
  [
    'the build directory',
    'BBLAYERS = "${TOPDIR}/../oe/meta ${TOPDIR}/workspace"\n',
    ['/w/oe/meta', '/w/build/workspace'],
  ],
  ['a variable of the same file', 'P = "/w/oe"\nBBLAYERS = "${P}/meta"\n', ['/w/oe/meta']],
  ['a variable that is given later', 'BBLAYERS = "${P}/meta"\nP = "/w/oe"\n', ['/w/oe/meta']],
  ['a variable of another one', 'A = "/w"\nB = "${A}/oe"\nBBLAYERS = "${B}/meta"\n', ['/w/oe/meta']],
  [
    'a variable that was expanded at once',
    'A = "/w/oe"\nB := "${A}"\nA = "/other"\nBBLAYERS = "${B}/meta"\n',
    ['/w/oe/meta'],
  ],
  ['a default', 'A ??= "/w/oe"\nBBLAYERS = "${A}/meta"\n', ['/w/oe/meta']],
  [
    'a default that is not needed',
    'A ?= "/w/oe"\nA ?= "/other"\nA ??= "/third"\nBBLAYERS = "${A}/meta"\n',
    ['/w/oe/meta'],
  ],
  [
    'pieces',
    'BBLAYERS = "/a"\nBBLAYERS += "/b"\nBBLAYERS =+ "/c"\nBBLAYERS .= " /d"\nBBLAYERS:append = " /e"\nBBLAYERS:prepend = "/f "\n',
    ['/f', '/c', '/a', '/b', '/d', '/e'],
  ],
  [
    'i.MX',
    'BBPATH = "${TOPDIR}"\nBSPDIR := "${@os.path.abspath(os.path.dirname(d.getVar(\'FILE\', True)) + \'/../..\')}"\n\nBBFILES ?= ""\nBBLAYERS = " \\\n  ${BSPDIR}/sources/poky/meta \\\n"\nBBLAYERS += "${BSPDIR}/sources/meta-imx/meta-imx-bsp"\n',
    ['/w/sources/poky/meta', '/w/sources/meta-imx/meta-imx-bsp'],
  ],
  [
    'a root in front of the path',
    'OEROOT := "${@os.path.abspath(os.path.dirname(d.getVar(\'FILE\')))}/../.."\nBBLAYERS = "${OEROOT}/layers/meta"\n',
    ['/w/layers/meta'],
  ],
  [
    'joined folders',
    'ROOT := "${@os.path.normpath(os.path.join(os.path.dirname(d.getVar("FILE", True)), "..", ".."))}"\nBBLAYERS = "${ROOT}/meta"\n',
    ['/w/meta'],
  ],
  [
    'a folder of a variable',
    'ROOT := "${@os.path.realpath(d.getVar(\'TOPDIR\') + \'/..\')}"\nBBLAYERS = "${ROOT}/meta"\n',
    ['/w/meta'],
  ],
])('%s', (_what, text, expected) => {
  expect(layers(text)).toEqual(expected);
});

test.each([
  ['a variable of the environment', 'BBLAYERS = "${OEROOT}/meta /third/meta"\n'],
  ['other code', 'R := "${@bb.utils.which(d.getVar(\'PATH\'), \'x\')}"\nBBLAYERS = "${R}/meta /third/meta"\n'],
  ['code with braces', "BBLAYERS = \"${@{'a': 1}['a']}/meta /third/meta\"\n"],
  ['itself', 'A = "${A}/x"\nBBLAYERS = "${A}/meta /third/meta"\n'],
  ['code that is cut off', 'R := "${@os.path.abspath(os.path.dirname(}"\nBBLAYERS = "${R}/meta /third/meta"\n'],
])('%s is left to the evaluation', (_what, text) => {
  expect(layers(text)).toEqual(['/third/meta']);
});

test('values that double each other end', () => {
  const doubling = Array.from({ length: 60 }, (_, at) => `A${at} = "\${A${at + 1}}\${A${at + 1}}"\n`).join('');
  expect(layers(`${doubling}A60 = "xxxxxxxxxxxxxxxxxxxx"\nBBLAYERS = "\${A0} /third/meta"\n`)).toEqual(['/third/meta']);
});

test('long chains and deep code end', () => {
  const chain = Array.from({ length: 100_000 }, (_, at) => `A${at} = "\${A${at + 1}}"\n`).join('');
  expect(layers(`${chain}BBLAYERS = "\${A0}/meta /third/meta"\n`)).toEqual(['/third/meta']);
  expect(layers(`BBLAYERS = "\${@${'f('.repeat(100_000)}}/meta /third/meta"\n`)).toEqual(['/third/meta']);
});
