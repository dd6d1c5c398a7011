/**
 * Where the value of a variable goes: only folders that the task works in, or what the task makes. Each row is the code
 * of a small task (`WHERE` is a folder of the build), and what its reader should know about that code.
 */

import { beforeAll, describe, expect, test } from 'vitest';
import {
  type Destination,
  destinationOf,
  destinationOfExcluded,
} from '../../server/src/engine/rules/common/destinations';
import type { RuleVariant } from '../../server/src/engine/rules/rule';
import { ruleVariant } from '../../server/src/ide/findings/findings';
import { RECIPE, TestAnalysis } from '../support/analysis';

let tests: TestAnalysis;

beforeAll(async () => {
  tests = await TestAnalysis.load();
});

function variantOf(recipe: string): RuleVariant {
  const { engine } = tests.open({ [RECIPE]: recipe });
  const result = engine.evaluate(RECIPE)!;
  return ruleVariant(result.variants[0]!, result, 'evaluation')!;
}

/** The kind, with what the message says about it. */
function described(destination: Destination): string {
  switch (destination.kind) {
    case 'path':
      return 'path';
    case 'content':
      return `content: ${destination.where}`;
    case 'unknown':
      return `unknown: ${destination.why}`;
  }
}

function toldOf(recipe: string, variable = 'TOPDIR'): string {
  return described(destinationOf({ variable, tasks: ['do_x'] }, variantOf(recipe)));
}

const HEAD = 'WHERE = "${TOPDIR}/foo"\n';

function shellTask(body: string): string {
  return `${HEAD}do_x() {\n${body.replace(/^/gm, '    ')}\n}\naddtask x\n`;
}

function pythonTask(body: string): string {
  return `${HEAD}python do_x() {\n${body.replace(/^/gm, '    ')}\n}\naddtask x\n`;
}

const path = 'path';
const written = 'content: text that `do_x` writes to `${D}/f`';

const shell: readonly (readonly [code: string, expected: string])[] = [
  // Folders and files that the task uses.
  ['cd ${WHERE}', path],
  ['mkdir -p ${WHERE}/bar && touch ${WHERE}/bar/done', path],
  ['rm -rf "${WHERE}"', path],
  ['[ -d ${WHERE} ] || exit 1', path],
  ['cp -r ${WHERE}/. ${D}/', path],
  ['install -m 0644 ${WHERE}/a ${D}/a', path],
  ['cat ${WHERE}/version > ${D}/f', path],
  ['tar -C ${WHERE} -xf ${WHERE}/a.tar', path],
  ['make -C ${WHERE} all', path],
  ['git -C ${WHERE} describe > ${D}/f', path],
  ['. ${WHERE}/environment', path],
  ['${WHERE}/tool --version', path],
  ['true > ${WHERE}/stamp', path],
  ['wc -l < ${WHERE}/list > ${D}/f', path],
  ['here=${WHERE}\ncd $here/bar\nrm -f "$here"/x', path],
  ['for file in ${WHERE}/*.c; do\n    cp "$file" ${D}/\ndone', path],
  ['find ${WHERE} -name "*.o" -delete', path],
  ['find ${WHERE} -name "*.o" | xargs rm -f', path],
  ['ln -s ../lib/x ${WHERE}/link', path],
  ['ln -sr ${WHERE}/a ${D}/a', path],
  ['(cd ${WHERE} && ls) > /dev/null', path],
  ['cd $(dirname ${WHERE})', path],
  ['export TMPDIR=${WHERE}\nmake', path],
  // Text that is taken out of files.
  ["sed -i -e 's#${WHERE}##g' ${D}/f", path],
  ["sed -i '/${@d.getVar('TOPDIR').replace('/', '.')}/d' ${D}/f", path],
  ['grep -q ${WHERE} ${D}/f', path],
  // The log is not in the output.
  ['echo ${WHERE}', path],
  ['printf "%s\\n" ${WHERE} >&2', path],
  ['bbnote "in ${WHERE}"', path],
  ['echo ${WHERE} > ${T}/notes', path],
  ['echo ${WHERE} | tee /dev/stderr', path],
  // Nor is a file elsewhere.
  ['echo ${WHERE} > ${TOPDIR}/list', path],
  ['ln -s ${WHERE}/a ${TOPDIR}/a', path],
  ['cat <<EOF\n${WHERE}\nEOF', path],
  // Text that is written to files.
  ['echo ${WHERE} > ${D}/f', written],
  ['printf "root=%s" ${WHERE} >> ${D}/f', written],
  ['echo "${WHERE}" | sed s/a/b/ > ${D}/f', written],
  ['echo ${WHERE} | tee ${D}/f', written],
  ['cat > ${D}/f <<EOF\nroot=${WHERE}\nEOF', written],
  ['{\n    echo a\n    echo ${WHERE}\n} > ${D}/f', written],
  ['root=${WHERE}\necho "$root/x" > ${D}/f', written],
  ['text=$(dirname ${WHERE})\necho $text > ${D}/f', written],
  ['echo "`readlink -f ${WHERE}`" > ${D}/f', written],
  ['if true; then\n    echo ${WHERE} > ${D}/f\nfi', written],
  ['note() {\n    echo "root $1" > ${D}/f\n}\nnote ${WHERE}', written],
  ['exec > ${D}/f\necho ${WHERE}', written],
  ['find ${WHERE} -type f > ${D}/f', written],
  ['sha256sum ${WHERE}/a > ${D}/f', written],
  ['echo ${WHERE} | while read line; do\n    echo $line\ndone > ${D}/f', written],
  ["sed -i -e 's#@ROOT@#${WHERE}#' ${D}/f", 'content: text that `sed` puts into a file in `do_x`'],
  ['sed -i "1i # made in ${WHERE}" ${D}/f', 'content: text that `sed` puts into a file in `do_x`'],
  ['ln -s ${WHERE}/a ${D}/a', 'content: the target of a link that `do_x` makes'],
  // Arguments that can get into what commands make.
  ['gcc -DROOT=\\"${WHERE}\\" -c a.c', 'content: the argument `-DROOT="${TOPDIR}/foo"` of `gcc` in `do_x`'],
  ['make PREFIX=${WHERE}', 'content: the argument `PREFIX=${TOPDIR}/foo` of `make` in `do_x`'],
  ['./configure --with-root=${WHERE}', 'content: the argument `--with-root=${TOPDIR}/foo` of `configure` in `do_x`'],
  ['frobnicate ${WHERE}', 'content: the argument `${TOPDIR}/foo` of `frobnicate` in `do_x`'],
  ['env LANG=C nice frobnicate ${WHERE}', 'content: the argument `${TOPDIR}/foo` of `frobnicate` in `do_x`'],
  ['tar -cf ${D}/a.tar ${WHERE}', 'content: the argument `${TOPDIR}/foo` of `tar` in `do_x`'],
  ['python3 - <<EOF\nroot = "${WHERE}"\nEOF', 'content: input of `python3` in `do_x`'],
  ['export CFLAGS="$CFLAGS -DROOT=${WHERE}"\nmake', 'content: `-DROOT=${TOPDIR}/foo` in `CFLAGS`'],
  ['CFLAGS="-DROOT=${WHERE}" make', 'content: `-DROOT=${TOPDIR}/foo` in `CFLAGS`'],
  // The compiler takes the folder's name out.
  ['gcc -ffile-prefix-map=${WHERE}=/usr/src -c a.c', path],
  // The code does not show it.
  ['eval "x ${WHERE}"', 'unknown: `do_x` runs code with it'],
  ['python3 -c "x(${WHERE})"', 'unknown: `do_x` runs code with it'],
  ['bash -c "x ${WHERE}"', 'unknown: `do_x` runs code with it'],
  ['[ "${WHERE}" = /a ] && touch ${D}/f', 'unknown: `do_x` decides by it'],
  ['case ${WHERE} in\n/a) touch ${D}/f;;\nesac', 'unknown: `do_x` decides by it'],
  ['export ROOT=${WHERE}\nmake', 'unknown: `do_x` puts it into the environment, as `ROOT`'],
  ['echo ${@len(d.getVar("TOPDIR"))} > ${D}/f', 'unknown: `do_x` makes a text from it that may not contain it'],
];

describe('a shell task', () => {
  test.each(shell)('%s', (code, expected) => {
    expect(toldOf(shellTask(code))).toBe(expected);
  });
});

const pythonWritten = 'content: text that `do_x` writes to `f`';
const python: readonly (readonly [code: string, expected: string])[] = [
  ['bb.utils.mkdirhier(d.getVar("WHERE"))', path],
  ['os.chdir(d.getVar("WHERE"))', path],
  ['bb.utils.remove(os.path.join(d.getVar("WHERE"), "a"), True)', path],
  ['where = d.getVar("WHERE") + "/a"\nif os.path.exists(where):\n    os.unlink(where)', path],
  ['with open(d.getVar("WHERE") + "/a") as f:\n    text = f.read()', path],
  ['for root, dirs, files in os.walk(d.getVar("WHERE")):\n    os.chmod(os.path.join(root, "a"), 0o644)', path],
  ['import shutil\nshutil.copytree(d.getVar("WHERE"), d.getVar("D"))', path],
  ['bb.note("in %s" % d.getVar("WHERE"))', path],
  ['print(d.getVar("WHERE"))', path],
  ['import subprocess\nsubprocess.check_call(["rm", "-rf", d.getVar("WHERE")])', path],
  ['import subprocess\nsubprocess.check_call("make", cwd=d.getVar("WHERE"))', path],
  ['with open(d.getVar("T") + "/log", "w") as f:\n    f.write(d.getVar("WHERE"))', path],
  ['with open(d.getVar("D") + "/f", "w") as f:\n    f.write(d.getVar("WHERE"))', written],
  [
    'name = unknown(d)\nwith open(name, "w") as f:\n    f.write(d.getVar("WHERE"))',
    'unknown: `do_x` writes it to a file that the code does not show',
  ],
  ['open(d.getVar("TOPDIR") + "/list", "w").write(d.getVar("WHERE"))', path],
  ['where = d.expand("${WHERE}/a")\nf = open("f", "w")\nf.write("root = {}\\n".format(where))', pythonWritten],
  ['lines = []\nlines.append(d.getVar("WHERE"))\nopen("f", "w").writelines(lines)', pythonWritten],
  ['print(f"root={d.getVar(\'WHERE\')}", file=open("f", "w"))', pythonWritten],
  ['import json\njson.dump({"root": d.getVar("WHERE")}, open("f", "w"))', pythonWritten],
  ['os.symlink(d.getVar("WHERE"), "a")', 'content: the target of a link that `do_x` makes'],
  ['os.system("echo %s > ${D}/f" % d.getVar("WHERE"))', written],
  [
    'import subprocess\nsubprocess.run(["frobnicate", "--root=" + d.getVar("WHERE")])',
    'content: the argument `--root=${TOPDIR}` of `frobnicate` in `do_x`',
  ],
  ['helper(d.getVar("WHERE"))', 'unknown: `do_x` passes it to `helper`'],
  ['if d.getVar("WHERE") == "/a":\n    pass', 'unknown: `do_x` decides by it'],
  ['os.environ["ROOT"] = d.getVar("WHERE")', 'unknown: `do_x` puts it into the environment, as `ROOT`'],
  ['x = oe.utils.conditional("WHERE", "a", "b", "c", d)', 'unknown: `do_x` uses `WHERE` in a way that is not followed'],
];

describe('a Python task', () => {
  test.each(python)('%s', (code, expected) => {
    expect(toldOf(pythonTask(code))).toBe(expected);
  });
});

const recipes: readonly (readonly [name: string, recipe: string, expected: string])[] = [
  ['a folder of a task', 'do_x[dirs] = "${TOPDIR}/x"\ndo_x() {\n    :\n}\naddtask x\n', path],
  [
    'flags of the compiler',
    'export CFLAGS = "-O2 -DROOT=${TOPDIR}"\ndo_x() {\n    make\n}\naddtask x\n',
    'content: `-DROOT=${TOPDIR}` in `CFLAGS`',
  ],
  [
    'a folder that the compiler searches',
    'export CFLAGS = "-I${TOPDIR}/include"\ndo_x() {\n    make\n}\naddtask x\n',
    'content: `-I${TOPDIR}/include` in `CFLAGS`',
  ],
  [
    'a folder that the compiler searches and leaves out of what it writes',
    'export CFLAGS = "-I${TOPDIR}/include -ffile-prefix-map=${TOPDIR}=/usr/src"\ndo_x() {\n    make\n}\naddtask x\n',
    path,
  ],
  [
    'a program of that folder after a variable with nothing in it',
    'BEFORE = ""\ndo_x() {\n    ${BEFORE} ${TOPDIR}/configure --help\n}\naddtask x\n',
    path,
  ],
  [
    'options of make that name its folder',
    'EXTRA_OEMAKE = "-C ${TOPDIR}/a"\ndo_x() {\n    make ${EXTRA_OEMAKE}\n}\naddtask x\n',
    path,
  ],
  ['a folder of a Python task', 'do_x[dirs] = "${TOPDIR}/x"\npython do_x() {\n    pass\n}\naddtask x\n', path],
  [
    'a source that Python code passes on',
    'SRC_URI = "file://${TOPDIR}/a"\npython do_x() {\n    fetch(d.getVar("SRC_URI"))\n}\naddtask x\n',
    path,
  ],
  [
    'options of configure',
    'EXTRA_OECONF = "--with-root=${TOPDIR}"\ndo_x() {\n    configure ${EXTRA_OECONF}\n}\naddtask x\n',
    'content: the argument `--with-root=${TOPDIR}` of `configure` in `do_x`',
  ],
  [
    'the environment of all commands',
    'export ROOT = "${TOPDIR}"\ndo_x() {\n    make\n}\naddtask x\n',
    'unknown: `ROOT` is in the environment of every command',
  ],
  ['a known variable of the environment', 'export CCACHE_DIR = "${TOPDIR}"\ndo_x() {\n    make\n}\naddtask x\n', path],
  [
    'a whole command in a variable',
    'RUN = "echo ${TOPDIR} > f"\ndo_x() {\n    ${RUN}\n}\naddtask x\n',
    'content: text that `do_x` writes to `f`',
  ],
  [
    'a function that another one calls, and whose output is kept',
    'note() {\n    echo "root ${TOPDIR}"\n}\ndo_x() {\n    note > ${D}/f\n}\naddtask x\n',
    written,
  ],
  ['the same with the log', 'note() {\n    echo "root ${TOPDIR}"\n}\ndo_x() {\n    note\n}\naddtask x\n', path],
  [
    'a value that inline Python makes',
    "WHERE = \"${@os.path.join(d.getVar('TOPDIR'), 'a')}\"\ndo_x() {\n    echo ${WHERE} > ${D}/f\n}\naddtask x\n",
    written,
  ],
  [
    'a value that a function makes',
    'def where(d):\n    return d.getVar("TOPDIR") + "/a"\nWHERE = "${@where(d)}"\ndo_x() {\n    cd ${WHERE}\n}\naddtask x\n',
    path,
  ],
  [
    'a name that only `[vardeps]` has',
    'do_x() {\n    :\n}\ndo_x[vardeps] += "TOPDIR"\naddtask x\n',
    'unknown: no code of the task shows where `do_x` goes',
  ],
  [
    'code that runs before the task',
    'python before() {\n    open("f", "w").write(d.getVar("TOPDIR"))\n}\ndo_x() {\n    :\n}\ndo_x[prefuncs] += "before"\naddtask x\n',
    'content: text that `before` writes to `f`',
  ],
  [
    'a use in the log and one in a file',
    'do_x() {\n    echo ${TOPDIR}\n    echo ${TOPDIR} > ${D}/f\n}\naddtask x\n',
    written,
  ],
];

describe('a recipe with', () => {
  test.each(recipes)('%s', (_name, recipe, expected) => {
    expect(toldOf(recipe)).toBe(expected);
  });
});

test('an excluded name is followed from the key that leaves it out', () => {
  const of = (body: string): string => {
    const recipe = `${HEAD}WHERE[vardepsexclude] = "TOPDIR"\ndo_x() {\n    ${body}\n}\naddtask x\n`;
    return described(destinationOfExcluded('WHERE', 'TOPDIR', ['do_x'], variantOf(recipe)));
  };
  expect(of('cd ${WHERE}')).toBe(path);
  expect(of('echo ${WHERE} > ${D}/f')).toBe(written);
  expect(of('cd ${TOPDIR}')).toBe(path);
});
