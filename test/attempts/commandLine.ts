/**
 * The complete command line over hostile metadata and arguments, as processes: their output is what a terminal or a CI
 * system receives.
 */

import type { Attempt, AttemptKind } from './attempt';
import { HostileWorkspace, type Run } from './hostileWorkspace';
import { FORGED } from './payloads';
import { ciCommands, obeyedCharacters } from './readers';

const HOSTILE = `x\n${FORGED}\n::error::boom\n##vso[task.complete result=Failed]no\r\x1b[31mred\x9b2J\u202eabc\u2028${FORGED}`;
const python = JSON.stringify(HOSTILE)
  .replaceAll('\u202e', '\\u202e')
  .replaceAll('\u2028', '\\u2028')
  .replaceAll('\x9b', '\\x9b');

/** Names, values, flags, dependencies and messages all contain the hostile text. */
const RECIPE = `
def hostile(d):
    return ${python}
python () {
    text = hostile(d)
    d.setVar("VALUE", text)
    d.setVar("NAME" + text, text)
    d.setVarFlag("do_evil", "vardeps", "VALUE")
    d.appendVarFlag("do_evil", "vardeps", " TOPDIR")
    bb.warn(text)
}
PN = "evil\${@hostile(d)}"
do_evil() {
    echo \${VALUE} \${TOPDIR}
}
addtask evil
`;

const FAILING = `
def hostile(d):
    raise Exception(${python})
A := "\${@hostile(d)}"
`;

const QUIET = 'something was printed; nothing is obeyed, no line is forged';

function seen({ code, out, err }: Run): string {
  const text = out + err;
  const obeyed = obeyedCharacters(text);
  const commands = ciCommands(text);
  const forged = text.split(/\r\n|[\n\r\v\f\x85\u2028\u2029]/).filter((line) => line.startsWith(FORGED));
  if (obeyed.length + commands.length + forged.length > 0)
    return `obeyed: ${[...new Set([...obeyed, ...commands])].join(' ')}; forged: ${forged.length}`;
  return text.trim() === ''
    ? `nothing was printed, code ${code}`
    : code === 3
      ? `an internal error: ${err.slice(0, 200)}`
      : QUIET;
}

/** The result of `read` takes precedence over the other observations. */
function running(
  name: string,
  recipe: string,
  args: readonly string[],
  read: (run: Run) => string | null = () => null,
): Attempt {
  return {
    name,
    slow: true,
    expected: QUIET,
    run: async () => {
      const workspace = new HostileWorkspace(recipe);
      try {
        const run = await workspace.run(...args);
        return read(run) ?? seen(run);
      } finally {
        workspace.dispose();
      }
    },
  };
}

const FILE = 'meta-example/recipes-evil/evil/evil_1.0.bb';

/** Each line is JSON, and one contains the hostile value exactly. */
function holdsExactly({ out }: Run): string | null {
  let isThere = false;
  for (const line of out.split('\n').filter((one) => one !== '')) {
    JSON.parse(line, (_key, value: unknown) => {
      if (typeof value === 'string' && value.includes(HOSTILE)) isThere = true;
      return value;
    });
  }
  return isThere ? null : `the value is not there: ${out.slice(0, 300)}`;
}

const overMetadata: readonly Attempt[] = [
  running('sig', RECIPE, ['sig', FILE, '--basehash-only']),
  running('sig with task hashes', RECIPE, ['sig', FILE]),
  running('sig as JSON', RECIPE, ['sig', FILE, '--basehash-only', '--format', 'json'], holdsExactly),
  running('deps', RECIPE, ['deps', `${FILE}:do_evil`]),
  running('deps as JSON', RECIPE, ['deps', `${FILE}:do_evil`, '--format', 'json'], holdsExactly),
  running('why', RECIPE, ['why', `${FILE}:do_evil`, 'VALUE']),
  running('trace', RECIPE, ['trace', `${FILE}:do_evil`, 'VALUE']),
  running('check', RECIPE, ['check', FILE]),
  running('check as JSON', RECIPE, ['check', FILE, '--format', 'json']),
  running('check as SARIF', RECIPE, ['check', FILE, '--format', 'sarif']),
  running('check as JUnit', RECIPE, ['check', FILE, '--format', 'junit']),
  running('compare-hosts', RECIPE, ['compare-hosts', FILE]),
  running('sstate of a name like that', RECIPE, ['sstate', `evil${HOSTILE}`]),
  running('impact', RECIPE, ['impact', '--against', 'last-build']),
  running('check of a recipe that fails', FAILING, ['check', FILE]),
  running('check of it as JUnit', FAILING, ['check', FILE, '--format', 'junit']),
  running('sig of a recipe that fails', FAILING, ['sig', FILE, '--basehash-only']),
  running('deps of a recipe that fails', FAILING, ['deps', `${FILE}:do_evil`]),
];

const ARGUMENTS: Readonly<Record<string, readonly string[]>> = {
  'an unknown command': [HOSTILE],
  'an unknown option': ['sig', `--${HOSTILE}`],
  'an unknown target': ['sig', HOSTILE],
  'an unknown format': ['sig', 'magic', '--format', HOSTILE],
  'an unknown rule': ['check', 'magic', '--rule', `${HOSTILE}=off`],
  'an unknown severity': ['check', 'magic', '--rule', `host-path=${HOSTILE}`],
  'a file that is not there': ['diff', `/${HOSTILE}`, `/${HOSTILE}`],
  'a baseline that is not there': ['check', 'magic', '--baseline', HOSTILE],
  'a description that is not there': ['check', 'magic', '--other-host', HOSTILE],
  'a layer that is not there': ['check', 'magic', '--own-layer', HOSTILE],
  'an unknown task': ['deps', `magic:${HOSTILE}`],
  'an unknown name': ['why', 'magic:magictask', HOSTILE],
  'a number that is none': ['sig', 'magic', '--timeout', HOSTILE],
  'a file that is part of nothing': ['check', `${HOSTILE}.inc`],
};

const overArguments = Object.entries(ARGUMENTS).map(([name, args]) => running(`${name} as argument`, '', args));

export const COMMAND_LINE: AttemptKind = { kind: 'command-line', attempts: [...overMetadata, ...overArguments] };
