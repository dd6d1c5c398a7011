/**
 * Attempts to make metadata read files that are not its own: by Python, by statements, by links, and by folders that
 * claim to belong to the workspace.
 */

import { chmodSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Attempt, AttemptKind } from './attempt';
import { type Machine, PLAIN, SECRET, makeMachine, textOf } from './machine';

let made: Machine | null = null;

/** The one machine of these attempts. */
function machine(): Machine {
  if (made) return made;
  made = makeMachine();
  for (const [file, mode] of [...Object.values(SECRETS), ...Object.values(OPEN)])
    made.write(
      file,
      contentOf(
        file,
        Object.values(SECRETS).some(([secret]) => secret === file),
      ),
      mode,
    );
  chmodSync(path.join(made.home, 'private'), 0o700);
  return made;
}

function contentOf(file: string, isSecret: boolean): string {
  if (file.endsWith('config') && isSecret)
    return `[url "https://me:${SECRET}@example.com/"]\n\tinsteadOf = https://example.com/\n`;
  if (file.endsWith('.inc') && isSecret) return `A = "${SECRET}"\nthis is no statement: ${SECRET}\n`;
  return isSecret ? `${SECRET}\n` : `${PLAIN}\n`;
}

/** The files that metadata must not read, with permissions as they often occur. */
const SECRETS: Readonly<Record<string, readonly [file: string, mode: number]>> = {
  'a private key': ['home/me/.ssh/id_rsa', 0o600],
  'a private key that everybody may read': ['home/me/.ssh/id_open', 0o644],
  'passwords of servers': ['home/me/.netrc', 0o644],
  'the history of a shell': ['home/me/.bash_history', 0o644],
  'the settings of a program': ['home/me/.config/gh/hosts.yml', 0o644],
  'a profile of a browser': ['home/me/.mozilla/firefox/x.default/logins.json', 0o644],
  'a profile of a browser from a snap': ['home/me/snap/chromium/common/Cookies', 0o644],
  'a token of a package registry': ['home/me/.npmrc', 0o644],
  'credentials of git': ['home/me/.git-credentials', 0o644],
  'credentials of git in the newer folder': ['home/me/.config/git/config', 0o644],
  'the settings of git with a password': ['home/me/.gitconfig', 0o644],
  'the settings of a repository with a password': ['home/me/other/.git/config', 0o644],
  'the environment of another project': ['home/me/other/.env', 0o644],
  'a private file': ['home/me/letters.txt', 0o600],
  'a file in a private folder': ['home/me/private/deep/letter.txt', 0o644],
  'the home of another user': ['home/you/.ssh/id_rsa', 0o644],
  'a hidden file beside the workspace': ['home/me/work/.env', 0o644],
  'an include file that is hidden': ['home/me/.secret/a.inc', 0o644],
  'a private include file': ['home/me/private.inc', 0o600],
};

/** The files that metadata may read. */
const OPEN: Readonly<Record<string, readonly [file: string, mode: number]>> = {
  'a file of the layer': ['home/me/work/ws/meta-example/files/a.txt', 0o600],
  'a hidden file of the layer': ['home/me/work/ws/meta-example/.settings', 0o600],
  'a file of the build directory': ['home/me/work/ws/build/tmp/a.txt', 0o600],
  'a file of another source tree': ['home/me/other/main.c', 0o640],
  'the state of another repository': ['home/me/other/.git/HEAD', 0o644],
  'a list of what git ignores': ['home/me/.gitignore_global', 0o644],
  'the settings of a site': ['home/me/.yocto/site.conf', 0o644],
  'a private file of a layer that only the configuration knows': ['home/me/elsewhere/meta-late/lib/a.txt', 0o600],
};

/** Ways to read a file in Python; `P` is its path. */
const WAYS: Readonly<Record<string, string>> = {
  open: 'open(P).read()',
  pathlib: `__import__('pathlib').Path(P).read_text()`,
  'os.open': `(lambda os: os.read(os.open(P, 0), 100).decode())(__import__('os'))`,
  linecache: `__import__('linecache').getline(P, 1)`,
  mmap: `(lambda f: __import__('mmap').mmap(f.fileno(), 0, access=1)[:].decode())(open(P, 'rb'))`,
  'a copy': `(lambda s: (s.copyfile(P, '/tmp/copied'), open('/tmp/copied').read())[1])(__import__('shutil'))`,
  'a new name': `(lambda os: (os.rename(P, '/tmp/moved'), open('/tmp/moved').read())[1])(__import__('os'))`,
  'other permissions first': `(lambda os: (os.chmod(P, 0o644), open(P).read())[1])(__import__('os'))`,
  'a link': `(lambda os: (os.path.lexists('/tmp/l') and os.remove('/tmp/l'), os.symlink(P, '/tmp/l'), open('/tmp/l').read())[2])(__import__('os'))`,
  'a link to its folder': `(lambda os: (os.path.lexists('/tmp/d') and os.remove('/tmp/d'), os.symlink(os.path.dirname(P), '/tmp/d'), open('/tmp/d/' + os.path.basename(P)).read())[2])(__import__('os'))`,
  'a way round': `open(d.getVar('TOPDIR') + '/../build/../../../../../..' + P).read()`,
  'reading on at its end': `(lambda f: (f.seek(0), f.read())[1])(open(P, 'a+'))`,
  'an import': `__import__('importlib.machinery', fromlist=['x']).SourceFileLoader('x', P).get_data(P).decode()`,
  'a digest': `__import__('hashlib').file_digest(open(P, 'rb'), 'md5').hexdigest()`,
  'a command': `__import__('subprocess').check_output(['cat', P]).decode()`,
  'a question to git': `__import__('subprocess').check_output(['git', 'config', '-f', P, '-l']).decode()`,
};

/** A recipe with the value of a Python expression in one of two tasks. */
const recipe = (expression: string, file: string): string => `
def attempt(d, P):
    return ${expression}

READ = "\${@attempt(d, '${file}')}"
do_one() {
    echo \${READ}
}
addtask one
do_two() {
    true
}
addtask two
`;

/**
 * The observation for a recipe: whether its first task is known, whether the reason names the file, and which problems
 * were reported.
 */
async function seenOf(text: string, file: string): Promise<string> {
  const result = await machine().evaluate(text);
  const [variant] = result.variants;
  const task = variant?.tasks.get('do_one');
  const shown = textOf(result);
  const reason = task === undefined ? shown : task.kind === 'unknown' ? task.reason : null;
  const state = reason === null ? 'known' : `unknown${reason.includes(file) ? ', the file named' : ''}`;
  return [state, ...(shown.includes(SECRET) ? ['shown'] : []), ...(shown.includes(PLAIN) ? ['read'] : [])].join(', ');
}

const full = (file: string): string => path.join(machine().root, file);

const bySecret = Object.entries(SECRETS).map(([name, [file]]): Attempt => ({
  name: `Python opens ${name}`,
  expected: 'unknown, the file named',
  run: () => seenOf(recipe('open(P).read()', full(file)), full(file)),
}));

const byWay = Object.entries(WAYS).map(([name, way]): Attempt => ({
  name: `Python gets at a private key by ${name}`,
  expected: 'unknown, the file named',
  run: () => seenOf(recipe(way, full('home/me/.ssh/id_rsa')), full('home/me/.ssh/id_rsa')),
}));

const byAllowed = Object.entries(OPEN).map(([name, [file]]): Attempt => ({
  name: `Python opens ${name}, as it may`,
  expected: 'known, read',
  run: () => {
    machine().write('home/me/elsewhere/meta-late/conf/layer.conf', '');
    return seenOf(recipe('open(P).read()', full(file)), full(file));
  },
}));

const STATEMENTS: readonly (readonly [name: string, statement: (file: string) => string])[] = [
  ['include', (file) => `include ${file}`],
  ['require', (file) => `require ${file}`],
  ['include by way of a variable', (file) => `W = "${file}"\ninclude \${W}`],
  [
    'include with a way round',
    (file) => `require ${path.dirname(file)}/../${path.basename(path.dirname(file))}/${path.basename(file)}`,
  ],
];

const byStatement = STATEMENTS.flatMap(([name, statement]) =>
  ['home/me/.secret/a.inc', 'home/me/private.inc'].map((file): Attempt => ({
    name: `${name} of ${file}`,
    expected: 'unknown, the file named',
    run: () => seenOf(`${statement(full(file))}\ndo_one() {\n    echo \${A}\n}\naddtask one\n`, full(file)),
  })),
);

let links = 0;

/** A link in the layer to a target outside of it. */
function linkTo(to: string, name: string): string {
  const file = `home/me/work/ws/meta-example/links/${links++}${name}`;
  machine().link(file, to);
  return full(file);
}

const TASK = 'do_one() {\n    echo ${A}\n}\naddtask one\n';

const byLink: readonly Attempt[] = [
  {
    name: 'a link of the layer to a private key',
    expected: 'unknown, the file named',
    run: () => seenOf(recipe('open(P).read()', linkTo('home/me/.ssh/id_rsa', '')), full('home/me/.ssh/id_rsa')),
  },
  {
    name: 'a link of the layer to a home',
    expected: 'unknown, the file named',
    run: () => seenOf(recipe('open(P).read()', `${linkTo('home/me', '')}/.netrc`), full('home/me/.netrc')),
  },
  {
    name: 'a link of the layer to the root',
    expected: 'unknown, the file named',
    run: () => seenOf(recipe('open(P).read()', `${linkTo('.', '')}/home/me/.netrc`), full('home/me/.netrc')),
  },
  {
    name: 'include of a link of the layer',
    expected: 'unknown, the file named',
    run: () => seenOf(`require ${linkTo('home/me/.secret/a.inc', '.inc')}\n${TASK}`, full('home/me/.secret/a.inc')),
  },
  {
    name: 'include of a link to what is no include file',
    expected: 'unknown, the file named',
    run: () => seenOf(`require ${linkTo('home/me/.netrc', '.inc')}\n${TASK}`, full('home/me/.netrc')),
  },
  {
    name: 'inherit of a link of the layer',
    expected: 'unknown, the file named',
    run: () => seenOf(`inherit ${linkTo('home/me/.netrc', '.bbclass')}\n${TASK}`, full('home/me/.netrc')),
  },
  {
    name: 'a link of the layer to a public file, as it may',
    expected: 'known, read',
    run: () => seenOf(recipe('open(P).read()', linkTo('home/me/other/main.c', '')), full('home/me/other/main.c')),
  },
  {
    name: 'include through a private folder of a file that is not there',
    expected: 'known',
    run: () => seenOf(`include ${full('home/me/.secret/none.inc')}\n${TASK}`, ''),
  },
];

const listed = (folder: string): string => `' '.join(__import__('os').listdir('${folder}'))`;
const byListing: readonly Attempt[] = [
  {
    name: 'the names in a hidden folder',
    expected: 'unknown, the file named',
    run: () => seenOf(recipe(listed(full('home/me/.ssh')), ''), full('home/me/.ssh')),
  },
  {
    name: 'the names in a private folder',
    expected: 'unknown, the file named',
    run: () => seenOf(recipe(listed(full('home/me/private')), ''), full('home/me/private')),
  },
  {
    name: 'a walk over the home',
    expected: 'unknown, the file named',
    run: () =>
      seenOf(recipe(`[names for names in __import__('os').walk('${full('home/me')}')] and 1`, ''), full('home/me/.')),
  },
  {
    name: 'the names in the home, as it may',
    expected: 'known',
    run: () => seenOf(recipe(listed(full('home/me')), ''), ''),
  },
];

const STAT = (file: string): string =>
  `(lambda os: '%s %s %d' % (os.path.exists('${file}'), os.path.exists('${file}x'), os.stat('${file}').st_size))(__import__('os'))`;
const byState: readonly Attempt[] = [
  {
    name: 'whether a private key is there, which hashes depend on',
    expected: `known True False ${SECRET.length + 1}`,
    run: async () => {
      const result = await machine().evaluate(recipe(STAT(full('home/me/.ssh/id_rsa')), ''));
      return `${result.variants[0]?.tasks.get('do_one')?.kind ?? textOf(result)} ${String(result.variants[0]?.d.getVar('READ'))}`;
    },
  },
  {
    name: 'the other tasks of a recipe that reads a private key',
    expected: 'known',
    run: async () => {
      const result = await machine().evaluate(recipe('open(P).read()', full('home/me/.ssh/id_rsa')));
      return result.variants[0]?.tasks.get('do_two')?.kind ?? 'none';
    },
  },
  {
    name: 'a refusal that metadata swallows',
    expected: 'unknown, the file named',
    run: () => {
      const file = full('home/me/.netrc');
      return seenOf(
        `def attempt():\n    try:\n        return open('${file}').read()\n    except OSError:\n        return 'nothing'\n\nA = "\${@attempt()}"\n${TASK}`,
        file,
      );
    },
  },
  {
    name: 'a refusal that anonymous Python swallows',
    expected: 'unknown, the file named',
    run: () => {
      const file = full('home/me/.netrc');
      return seenOf(
        `python () {\n    try:\n        d.setVar('A', open('${file}').read())\n    except OSError:\n        pass\n}\n${TASK}`,
        file,
      );
    },
  },
  {
    name: 'permissions that change are seen at once',
    expected: 'unknown, the file named; known, read',
    run: async () => {
      machine().write('home/me/changing.txt', `${PLAIN}\n`, 0o600);
      const file = full('home/me/changing.txt');
      const before = await seenOf(recipe('open(P).read()', file), file);
      chmodSync(file, 0o644);
      return `${before}; ${await seenOf(recipe('open(P).read()', file), file)}`;
    },
  },
  {
    name: 'a folder in the home that claims to be a layer by its name',
    expected: 'unknown, the file named',
    run: () => {
      mkdirSync(path.join(machine().home, '.claims/conf'), { recursive: true });
      machine().write('home/me/.claims/a.txt', SECRET);
      return seenOf(recipe('open(P).read()', full('home/me/.claims/a.txt')), full('home/me/.claims/a.txt'));
    },
  },
];

/** Attempts to read. */
export const READING: AttemptKind = {
  kind: 'reading',
  attempts: [...bySecret, ...byWay, ...byAllowed, ...byStatement, ...byLink, ...byListing, ...byState],
};
