/**
 * What commands do with their arguments: whether they only name a file or folder that the command uses, are printed, or
 * can get into what the command makes. It knows common commands, and nothing about metadata.
 */

/**
 * What happens to a text in an argument. `path`: the command uses the file or folder of that name. `search`: the text
 * is only compared with others, or taken out of them. `print`: it is printed. `link`: it is the target of a symbolic
 * link. `edit`: it is put into a file. `argument`: the command can do anything with it. `compare`: what the code does
 * next depends on it. `code`: it is run as code.
 */
export type ArgumentUse = 'path' | 'search' | 'print' | 'link' | 'edit' | 'argument' | 'compare' | 'code';

/** The use of each argument of a command; `marked` says whether a text contains what is looked for. */
export function usesOfArguments(
  name: string,
  args: readonly string[],
  marked: (text: string) => boolean,
): readonly ArgumentUse[] {
  if (PATH_COMMANDS.has(name)) return args.map(() => 'path');
  if (PRINTING.has(name)) return args.map(() => 'print');
  if (LOGGING.has(name)) return args.map(() => 'search');
  const special = SPECIAL.get(name);
  if (special) return special(args, marked);
  const folders = FOLDER_OPTIONS.get(name) ?? COMMON_FOLDER_OPTIONS;
  return withOptions(args, folders, 'argument');
}

/** Whether a command prints the texts that it reads from its input. */
export function passesInputOn(name: string): boolean {
  return FILTERS.has(name);
}

/** Whether a command's output does not contain the texts that it reads from its input. */
export function swallowsInput(name: string): boolean {
  return PATH_COMMANDS.has(name) || LOGGING.has(name) || SILENT.has(name);
}

/** Whether a command only writes to the task's log. */
export function isLogging(name: string): boolean {
  return LOGGING.has(name);
}

/** The arguments that name the files that a command writes its input to. */
export function filesWritten(name: string, args: readonly string[]): readonly string[] {
  return name === 'tee' ? args.filter((arg) => !arg.startsWith('-')) : [];
}

/** Removes commands that only run another one: `env A=b nice make x` is `make x`. */
export function innerCommand(words: readonly string[]): readonly string[] {
  let left = words;
  for (;;) {
    const name = baseName(left[0] ?? '');
    if (!WRAPPERS.has(name)) return left;
    let at = 1;
    while (at < left.length) {
      const word = left[at] ?? '';
      if (word === '--') at++;
      else if (TAKING_A_WORD.get(name)?.has(word) === true) at += 2;
      else if (/^-/.test(word) || (name === 'env' && /^\w+=/.test(word))) at++;
      else if (name === 'timeout' && /^[\d.]+[smhd]?$/.test(word)) at++;
      else break;
    }
    if (at >= left.length) return left;
    left = left.slice(at);
  }
}

/** The last part of a path. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

const WRAPPERS: ReadonlySet<string> = new Set(
  'env exec command builtin nohup time nice ionice sudo fakeroot pseudo setsid stdbuf timeout xargs'.split(' '),
);
const TAKING_A_WORD: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['nice', new Set(['-n'])],
  ['ionice', new Set(['-c', '-n'])],
  ['env', new Set(['-u', '-C', '-S'])],
  ['xargs', new Set(['-n', '-I', '-P', '-L', '-d', '-a', '-s'])],
  ['timeout', new Set(['-k', '-s'])],
]);

/** Commands of which all operands are files or folders that they use, and that do not print them to where it counts. */
const PATH_COMMANDS: ReadonlySet<string> = new Set(
  (
    'cd pushd popd mkdir rmdir rm unlink touch chmod chown chgrp cat head tail tac cp mv install rsync tee source . cmp ' +
    'gzip gunzip bzip2 bunzip2 xz unxz zstd unzstd lz4 lzop truncate mkfifo mknod mount umount flock sync shred ' +
    'strip lndir true false : exit return shift umask ulimit sleep wait kill hash which pwd'
  ).split(' '),
);

const PRINTING: ReadonlySet<string> = new Set(
  (
    'echo printf ls realpath readlink dirname basename stat du wc file md5sum sha1sum sha256sum sha512sum cksum diff ' +
    'expr seq pathchk'
  ).split(' '),
);

/** The functions of OE-Core's logging class. */
const LOGGING: ReadonlySet<string> = new Set(
  'bbplain bbnote bbverbnote bbwarn bberror bbfatal bbfatal_log bbdebug oenote oewarn oefatal oedebug logger'.split(
    ' ',
  ),
);

const FILTERS: ReadonlySet<string> = new Set(
  'cat sed awk gawk grep egrep fgrep sort head tail cut tr uniq tac rev nl fold fmt column paste tee envsubst base64 xxd od'.split(
    ' ',
  ),
);

const SILENT: ReadonlySet<string> = new Set(['wc', 'ls', 'echo', 'printf', 'test', '[', 'dirname', 'basename', 'find']);

/** Options whose value is a folder or file that the command uses. */
const COMMON_FOLDER_OPTIONS: ReadonlySet<string> = new Set(['-C', '--directory']);
const FOLDER_OPTIONS: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['make', new Set(['-C', '--directory', '-f', '--file', '--makefile'])],
  ['gmake', new Set(['-C', '--directory', '-f', '--file', '--makefile'])],
  ['oe_runmake', new Set(['-C', '--directory', '-f', '--file', '--makefile'])],
  ['oe_runmake_call', new Set(['-C', '--directory', '-f', '--file', '--makefile'])],
  ['ninja', new Set(['-C', '-f'])],
  ['meson', new Set(['-C'])],
  ['git', new Set(['-C', '--git-dir', '--work-tree'])],
  ['cmake', new Set(['--build', '--install'])],
  ['patch', new Set(['-d', '--directory', '-i', '--input', '-o', '--output', '-r'])],
  ['quilt', new Set(['--quiltrc'])],
  ['unzip', new Set(['-d'])],
  ['cargo', new Set(['--manifest-path', '--target-dir', '-C'])],
  ['wget', new Set(['-O', '-P', '-o', '--directory-prefix', '--output-document'])],
  ['curl', new Set(['-o', '--output', '--output-dir'])],
]);

type Special = (args: readonly string[], marked: (text: string) => boolean) => readonly ArgumentUse[];

const SPECIAL: ReadonlyMap<string, Special> = new Map<string, Special>([
  ['ln', linkUses],
  ['sed', sedUses],
  ['test', testUses],
  ['[', testUses],
  ['[[', testUses],
  ['find', findUses],
  ['tar', tarUses],
  ['bsdtar', tarUses],
  ['grep', (args) => searchUses(args)],
  ['egrep', (args) => searchUses(args)],
  ['fgrep', (args) => searchUses(args)],
  ['unzip', (args) => args.map(() => 'path')],
  ['patch', (args) => args.map(() => 'path')],
  ['eval', (args) => args.map(() => 'code')],
  ['trap', (args) => args.map(() => 'code')],
  ['sh', shellUses],
  ['bash', shellUses],
  ['dash', shellUses],
  ['python3', shellUses],
  ['python', shellUses],
  ['nativepython3', shellUses],
  ['perl', shellUses],
  ['awk', codeFirst],
  ['gawk', codeFirst],
  ['let', (args) => args.map(() => 'code')],
  ['git', gitUses],
  ['mktemp', (args) => args.map(() => 'print')],
]);

/** `others`: the use of arguments that are no value of an option for a folder. */
function withOptions(
  args: readonly string[],
  folders: ReadonlySet<string>,
  others: ArgumentUse,
): readonly ArgumentUse[] {
  return args.map((arg, index): ArgumentUse => {
    if (folders.has(args[index - 1] ?? '')) return 'path';
    const [option = ''] = arg.split('=', 1);
    if (option.startsWith('--') && arg.includes('=') && folders.has(option)) return 'path';
    return folders.has(arg.slice(0, 2)) && /^-[A-Za-z]./.test(arg) && !arg.startsWith('--') ? 'path' : others;
  });
}

/** The target of a symbolic link is content, unless `-r` makes it relative; the link's own path is not. */
function linkUses(args: readonly string[]): readonly ArgumentUse[] {
  const has = (letter: string, long: string): boolean =>
    args.some((arg) => arg === long || new RegExp(`^-[a-zA-Z]*${letter}`).test(arg));
  if (!has('s', '--symbolic') || has('r', '--relative')) return args.map(() => 'path');
  const operands = args.flatMap((arg, index) =>
    arg.startsWith('-') || ['-t', '-S'].includes(args[index - 1] ?? '') ? [] : [index],
  );
  const folder = args.some((arg) => arg === '-t' || arg.startsWith('--target-directory'));
  const targets = new Set(folder || operands.length === 1 ? operands : operands.slice(0, -1));
  return args.map((_, index) => (targets.has(index) ? 'link' : 'path'));
}

/** The scripts of `sed`, and its files. A text in a pattern is searched for; a replacement is written. */
function sedUses(args: readonly string[], marked: (text: string) => boolean): readonly ArgumentUse[] {
  const inPlace = args.some((arg) => /^-[nErsuz]*i/.test(arg) || arg.startsWith('--in-place'));
  const named = args.some((arg) => /^(-[nErsuz]*e|--expression)/.test(arg) || /^(-f|--file)/.test(arg));
  let seen = false;
  return args.map((arg, index): ArgumentUse => {
    const before = args[index - 1] ?? '';
    if (before === '-f' || before === '--file' || /^--file=/.test(arg)) return 'path';
    const isScript =
      /^-[nErsuzi]*e$/.test(before) ||
      before === '--expression' ||
      /^(-[nErsuz]*e.|--expression=)/.test(arg) ||
      (!named && !seen && !arg.startsWith('-'));
    if (arg.startsWith('-') && !isScript) return 'path';
    if (!isScript) return 'path';
    seen = true;
    const script = arg.replace(/^(-[nErsuz]*e(?=.)|--expression=)/, '');
    if (!writesInScript(script, marked)) return 'search';
    return inPlace ? 'edit' : 'print';
  });
}

/** Whether a script of `sed` writes a marked text: in a replacement, or in text to insert. */
function writesInScript(script: string, marked: (text: string) => boolean): boolean {
  const left = script.replace(
    /(^|[\s;{}!/0-9$,])s([^\w\s;{}])((?:\\[\s\S]|(?!\2)[^\\])*)\2((?:\\[\s\S]|(?!\2)[^\\])*)(\2|$)/g,
    (_all, start: string, _delimiter: string, _pattern: string, replacement: string) =>
      marked(replacement) ? `${start}${replacement}` : start,
  );
  // What remains is addresses, the text of `a`, `i` and `c`, and marked replacements.
  return marked(left.replace(/(^|[\s;{},])(\/(?:\\.|[^/\\])*\/|\\(.)(?:\\.|(?!\3)[^\\])*\3)/g, '$1'));
}

/** `test`: questions about files use paths; comparisons decide what the task does. */
function testUses(args: readonly string[]): readonly ArgumentUse[] {
  return args.map((_, index): ArgumentUse => {
    const before = args[index - 1] ?? '';
    const after = args[index + 1] ?? '';
    const isCompared = /^(=|==|!=|=~|<|>|-eq|-ne|-lt|-gt|-le|-ge)$/;
    if (isCompared.test(before) || isCompared.test(after)) return 'compare';
    return 'path';
  });
}

function findUses(args: readonly string[]): readonly ArgumentUse[] {
  const runs = args.findIndex((arg) => /^-(exec|execdir|ok|okdir)$/.test(arg));
  const deletes = args.includes('-delete');
  return args.map((arg, index): ArgumentUse => {
    if (runs !== -1 && index > runs) return 'path';
    if (index > 0 && /^-(i?name|i?path|i?regex|i?wholename|newer|samefile)$/.test(args[index - 1] ?? ''))
      return 'search';
    if (arg.startsWith('-')) return 'search';
    return deletes || runs !== -1 ? 'path' : 'print';
  });
}

/** An archive gets the names of its members as they are given; the archive itself and `-C` are paths. */
function tarUses(args: readonly string[]): readonly ArgumentUse[] {
  const [mode = ''] = args;
  const letters = args.filter((arg, index) => /^-[a-zA-Z]+$/.test(arg) || index === 0).join('');
  const creates =
    args.some((arg) => ['--create', '--append', '--update'].includes(arg)) || /^-?[a-zA-Z]*[cru]/.test(mode)
      ? true
      : /-[a-zA-Z]*c/.test(letters);
  const members = args.map((arg, index): ArgumentUse => {
    const before = args[index - 1] ?? '';
    if (/^(-C|--directory|-f|--file|-T|--files-from|-X|--exclude-from)$/.test(before)) return 'path';
    if (/^--(directory|file|files-from|exclude-from)=/.test(arg)) return 'path';
    if (/^-[a-zA-Z]*f$/.test(before) || (index === 1 && /^[a-zA-Z]*f$/.test(mode))) return 'path';
    if (/^--exclude/.test(arg) || before === '--exclude') return 'search';
    if (/^--transform|^--xform/.test(arg)) return 'search';
    return creates ? 'argument' : 'path';
  });
  return members;
}

function searchUses(args: readonly string[]): readonly ArgumentUse[] {
  return args.map(() => 'search');
}

/** The arguments of `git` that name its repository or its files; a clone and most others only use a folder. */
function gitUses(args: readonly string[]): readonly ArgumentUse[] {
  const folders = FOLDER_OPTIONS.get('git') ?? COMMON_FOLDER_OPTIONS;
  const command = args.find(
    (arg, index) => !arg.startsWith('-') && !['-C', '-c', '--git-dir', '--work-tree'].includes(args[index - 1] ?? ''),
  );
  const pathSubcommands = [
    'add',
    'rm',
    'clean',
    'checkout',
    'init',
    'apply',
    'am',
    'worktree',
    'status',
    'rev-parse',
    'describe',
  ];
  return withOptions(args, folders, pathSubcommands.includes(command ?? '') ? 'path' : 'argument');
}

/** The program of `awk`, with the values of its variables, and then its files. */
function codeFirst(args: readonly string[]): readonly ArgumentUse[] {
  const code = args.findIndex((arg, index) => !arg.startsWith('-') && !/^-[vF]$/.test(args[index - 1] ?? ''));
  return args.map((_, index) => (index > code ? 'path' : 'code'));
}

/** `sh FILE` runs a file; `sh -c CODE` runs code. */
function shellUses(args: readonly string[]): readonly ArgumentUse[] {
  const code = args.findIndex((arg) => /^-[a-zA-Z]*[ce]$/.test(arg));
  const file = code === -1 ? args.findIndex((arg) => !arg.startsWith('-')) : -1;
  return args.map((_, index): ArgumentUse => {
    if (code !== -1) return index > code ? 'code' : 'path';
    return index === file ? 'path' : 'argument';
  });
}
