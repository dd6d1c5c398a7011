/**
 * `untracked-input`: a task reads a file that another task makes, or a file of the host, and nothing tracks it: neither a
 * dependency on what makes the file, nor `[file-checksums]`. When the file changes, the task's hash does not. The task
 * does not run again, and the cache serves what was made from the old file. The rule looks at code in the user's own
 * files, and reports only what is certainly read.
 */

import { words } from '../base/pythonText';
import { multiconfigOf } from '../base/recipeNames';
import { type Datastore, truthy } from '../datastore/datastore';
import { isSetFlag } from '../evaluate/taskStatements';
import { normalize } from '../files/posixPath';
import { quietly, readableText } from './common/assignments';
import { makerOf } from './common/makers';
import { type FileAccess, fileAccesses } from './common/fileAccess';
import { type OwnCode, flagWords, isImageCommand, ownCode } from './common/ownCode';
import { tasksBefore } from './common/taskOrder';
import type { Finding, FixProposal, Messages, Rule, RuleContext, RuleVariant } from './rule';

const CODE = 'untracked-input';

const messages = {
  madeElsewhere: (task, where, file, maker, flag) =>
    `\`${task}\`${where} reads \`${file}\` and depends on no task that makes it: when the file changes, the task does not run again; add \`${maker}\` to \`${task}[${flag}]\``,
  ofHost: (task, where, file) =>
    `\`${task}\`${where} reads \`${file}\` of the host, and nothing tracks it: hosts with other content share one hash; add it to \`${task}[file-checksums]\`, or its version to the hash`,
} satisfies Messages;

export const untrackedInput: Rule = {
  code: CODE,
  severity: 'warning',
  title: 'a task reads a file that another task or the host supplies, and nothing tracks it',
  messages,
  needsProof: false,
  check,
  fixes,
};

/** Where a file is that no task of the recipe makes. */
type Source =
  | { readonly kind: 'deployed' | 'ofRecipe' | 'ofHost' }
  | { readonly kind: 'ofConfiguration'; readonly multiconfig: string };

interface Input {
  readonly finding: Finding;
  readonly source: Source;
  readonly access: FileAccess;
  /** The path, as far as it is known. */
  readonly path: string;
  readonly isWhole: boolean;
}

function check(variant: RuleVariant, context: RuleContext): readonly Finding[] {
  return inputsOf(variant, context).map(({ finding }) => finding);
}

function fixes(finding: Finding, variant: RuleVariant, context: RuleContext): readonly FixProposal[] {
  const input = inputsOf(variant, context).find(
    ({ finding: one }) => one.variable === finding.variable && one.tasks[0] === finding.tasks[0],
  );
  const { mcfn, d } = variant;
  const { tasks } = finding;
  if (!input?.isWhole || input.access.written === null) return [];
  const { source, path, access } = input;
  if (source.kind === 'ofHost') {
    const expression = access.written ?? '';
    if (quietly(() => normalize(d.expand(expression))) !== path || context.files.stat(path) === undefined) return [];
    return [
      {
        title: `Track ${expression} with ${tasks.map((task) => `${task}[file-checksums]`).join(', ')}`,
        lines: tasks.map((task) => ({ key: task, text: `${task}[file-checksums] += "${expression}:True"` })),
      },
    ];
  }
  const other = source.kind === 'ofConfiguration' ? source.multiconfig : multiconfigOf(mcfn);
  const maker = makerOf(path, access.written ?? '', other, variant, context);
  if (maker === null) return [];
  const flag = source.kind === 'ofConfiguration' ? 'mcdepends' : 'depends';
  const named = source.kind === 'ofConfiguration' ? `mc:${multiconfigOf(mcfn)}:${other}:${maker}` : maker;
  return [
    {
      title: `Let ${tasks.join(', ')} depend on ${named}`,
      lines: tasks.map((task) => ({ key: task, text: `${task}[${flag}] += "${named}"` })),
    },
  ];
}

function inputsOf(variant: RuleVariant, context: RuleContext): readonly Input[] {
  const codes = ownCode(variant, context);
  const accesses = codes
    .map((code) => (isImageCommand(code.key) ? { ...code, kind: 'shell' as const } : code))
    .filter(({ kind }) => kind !== 'value')
    .flatMap((code) => fileAccesses(code, variant).map((access) => ({ code, access })));
  const written = accesses.flatMap(({ access: { kind, paths } }) =>
    kind === 'write'
      ? paths.flatMap(({ parts: [start = ''] }) => (start.startsWith('/') ? [normalize(start)] : []))
      : [],
  );
  const folders = new Folders(variant, context);
  const found = new Map<string, Input>();
  for (const { code, access } of accesses) {
    if (access.kind === 'write') continue;
    for (const input of inputsAt(code, access, written, folders, variant, context))
      if (!found.has(input.finding.variable)) found.set(input.finding.variable, input);
  }
  return [...found.values()];
}

function inputsAt(
  code: OwnCode,
  access: FileAccess,
  written: readonly string[],
  folders: Folders,
  variant: RuleVariant,
  context: RuleContext,
): readonly Input[] {
  const { mcfn } = variant;
  const { start, end, kind, paths } = access;
  for (const { parts } of paths) {
    const [first = ''] = parts;
    const path = normalize(first);
    if (!first.startsWith('/') || isWithoutValue(access.written, variant.d)) continue;
    const source = folders.sourceOf(path, kind);
    if (source === null || written.some((one) => isBelow(path, one))) continue;
    const location = code.locationOf(start, end);
    const tasks = location
      ? tasksRunning(code.key, variant, context).filter((task) => !isTracked(task, path, source, access, variant))
      : [];
    const [task] = tasks;
    if (task === undefined || !location) continue;
    const file = access.written ?? first;
    const where = code.key === task ? '' : ` (in \`${code.key}\`)`;
    const message = messageOf(source, task, where, file);
    const finding = {
      code: CODE,
      mcfn,
      tasks,
      variable: `${task}: ${file}`,
      value: file,
      chain: [task],
      location,
      message,
    };
    return [{ finding, source, access, path, isWhole: parts.length === 1 && !/[*?[]/.test(path) }];
  }
  return [];
}

function messageOf(source: Source, task: string, where: string, file: string): string {
  switch (source.kind) {
    case 'ofHost':
      return messages.ofHost(task, where, file);
    case 'ofConfiguration':
      return messages.madeElsewhere(task, where, file, `mc::${source.multiconfig}:RECIPE:TASK`, 'mcdepends');
    default:
      return messages.madeElsewhere(
        task,
        where,
        file,
        source.kind === 'deployed' ? 'RECIPE:do_deploy' : 'RECIPE:TASK',
        'depends',
      );
  }
}

/** Whether a variable in a path has no value, so that the code is not meant to run in this variant. */
function isWithoutValue(written: string | null, d: Datastore): boolean {
  return [...(written ?? '').matchAll(/\$\{([A-Za-z0-9_+./~:-]+)\}/g)].some(
    ([, name = '']) => d.getVar(name, { expand: false }) !== null && quietly(() => d.getText(name)) === '',
  );
}

// Where files come from

/** The folders of one variant in which tasks work and leave files. */
class Folders {
  private readonly own: readonly string[];
  private readonly deployed: readonly string[];
  private readonly work: readonly string[];
  private readonly others: readonly { readonly multiconfig: string; readonly folder: string }[];
  private readonly known: readonly string[];
  private readonly home: readonly string[];

  constructor({ mcfn, d }: RuleVariant, context: RuleContext) {
    const all = (...names: readonly string[]): readonly string[] =>
      names.flatMap((name) => {
        const folder = readableText(name, d);
        return folder.startsWith('/') ? [normalize(folder)] : [];
      });
    const [base] = all('TMPDIR');
    const pn = readableText('PN', d);
    this.work = [
      ...all('BASE_WORKDIR'),
      ...(base === undefined ? [] : [`${base}/work`, `${base}/work-shared`, `${base}/sysroots-components`]),
    ];
    const [workdir] = all('WORKDIR');
    const ofName = workdir?.split(`/${pn}/`)[0];
    this.own = [
      ...all('WORKDIR', 'S', 'B', 'T', 'D', 'UNPACKDIR'),
      ...(makesKernel(d) ? all('STAGING_KERNEL_DIR', 'STAGING_KERNEL_BUILDDIR') : []),
      ...(ofName === undefined || ofName === workdir ? [] : [`${ofName}/${pn}`]),
    ];
    this.deployed = all('DEPLOY_DIR_IMAGE', 'DEPLOY_DIR');
    const multiconfig = multiconfigOf(mcfn);
    this.others = context
      .outputs()
      .filter((one) => one.multiconfig !== multiconfig)
      .map((one) => ({ ...one, folder: normalize(one.folder) }))
      .filter(({ folder }) => ![...this.deployed, base].includes(folder));
    this.home = all('HOME').filter((folder) => folder !== '/');
    this.known = [
      ...all('TOPDIR', 'TMPDIR', 'COREBASE', 'DL_DIR', 'SSTATE_DIR', 'PERSISTENT_DIR'),
      ...words(readableText('BBLAYERS', d)).map(normalize),
    ];
  }

  /** null for files of the recipe's own tasks, of layers, and of folders that are the same for everybody. */
  sourceOf(path: string, kind: FileAccess['kind']): Source | null {
    const within = (folders: readonly string[]): boolean => folders.some((folder) => isBelow(path, folder));
    if (within(this.own)) return null;
    // One configuration may keep its folders below those of another.
    const nearest = Math.max(
      0,
      ...[...this.deployed, ...this.work].map((one) => (isBelow(path, one) ? one.length : 0)),
    );
    const other = this.others.find(({ folder }) => isBelow(path, folder) && folder.length > nearest);
    if (other) return { kind: 'ofConfiguration', multiconfig: other.multiconfig };
    if (within(this.deployed)) return { kind: 'deployed' };
    if (within(this.work)) return { kind: 'ofRecipe' };
    if (within(this.known)) return null;
    if (within(this.home)) return { kind: 'ofHost' };
    if (kind === 'run') return /^\/(opt|home|root|srv|mnt|media)\/./.test(path) ? { kind: 'ofHost' } : null;
    return /^\/(opt|home|root|srv|mnt|media|usr|etc|var|lib\d*)\/./.test(path) ? { kind: 'ofHost' } : null;
  }
}

/** Whether the recipe is the one whose tasks fill the kernel's shared folders. */
function makesKernel(d: Datastore): boolean {
  return words(readableText('PROVIDES', d)).includes('virtual/kernel');
}

function isBelow(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}

// What tasks run

/**
 * The tasks that run the code of a key: through functions only, and through the lists of functions that classes run.
 * Scripts of packages are in hashes, but run on the target.
 */
function tasksRunning(key: string, { d, signatures }: RuleVariant, { release }: RuleContext): readonly string[] {
  const runs = (name: string): boolean =>
    truthy(d.getVarFlag(name, 'func', { expand: false }))
      ? !/^pkg_(pre|post)(inst|rm)/.test(name)
      : isImageCommand(name) || /(COMMANDS?|FUNCS)$/.test(name);
  const callers = new Map<string, string[]>();
  for (const [from, targets] of signatures.gendeps)
    for (const to of targets) callers.set(to, [...(callers.get(to) ?? []), from]);
  const reached = new Set(runs(key) ? [key] : []);
  for (const one of reached) for (const caller of callers.get(one) ?? []) if (runs(caller)) reached.add(caller);
  return [...signatures.tasks.keys()].filter(
    (task) =>
      reached.has(task) &&
      !task.endsWith('_setscene') &&
      !isSetFlag(task, 'nostamp', d, release) &&
      !isSetFlag(task, 'noexec', d, release),
  );
}

// What tracks files

/** Tasks of other recipes that put nothing below the folders for deployed files. */
const NOT_DEPLOYING =
  /^do_(fetch|unpack|patch|configure|compile|install|package|packagedata|package_qa|populate_lic|populate_sysroot|prepare_recipe_sysroot|addto_recipe_sysroot|shared_workdir|preconfigure|unpack_and_patch|kernel_\w+|symlink_kernsrc|\w*spdx\w*)$/;

function isTracked(task: string, path: string, source: Source, access: FileAccess, { d }: RuleVariant): boolean {
  const before = tasksBefore(task, d);
  if (source.kind === 'ofHost') return isTrackedFile(before, path, access, d);
  if (before.some((one) => flagWords(one, 'mcdepends', d).length > 0)) return true;
  if (source.kind === 'ofConfiguration') return false;
  const isOfImages = isBelow(path, normalize(readableText('DEPLOY_DIR_IMAGE', d)));
  const makes = (name: string): boolean =>
    source.kind === 'deployed'
      ? !NOT_DEPLOYING.test(name) && !(isOfImages && name.startsWith('do_package_write_'))
      : name !== 'do_populate_sysroot';
  const taskOf = (word: string): string => word.split(':').at(-1) ?? '';
  if (isSharedSysroot(path) && hasDependencies(before, d)) return true;
  // A file that an earlier task of the recipe itself deploys.
  const deploys = (one: string): boolean => one !== task && flagWords(one, 'sstate-outputdirs', d).length > 0;
  if (source.kind === 'deployed' && before.some((one) => deploys(one) && makes(one))) return true;
  return before.some(
    (one) =>
      flagWords(one, 'depends', d).some((word) => makes(taskOf(word))) ||
      ['deptask', 'rdeptask', 'recrdeptask'].some((flag) => flagWords(one, flag, d).some(makes)),
  );
}

function isTrackedFile(before: readonly string[], path: string, { written }: FileAccess, d: Datastore): boolean {
  const tracked = before.flatMap((one) =>
    flagWords(one, 'file-checksums', d).map((word) => normalize(word.replace(/:(True|False)$/, ''))),
  );
  if (tracked.some((one) => isBelow(path, one))) return true;
  const names = [...(written ?? '').matchAll(/\$\{([A-Za-z0-9_+./~:-]+)\}/g)].map(([, name = '']) => name);
  return names.some((name) => d.getVarFlag(name, 'vardepvalue', { expand: false }) !== null);
}

function isSharedSysroot(path: string): boolean {
  return path.includes('/sysroots-components/');
}

function hasDependencies(before: readonly string[], d: Datastore): boolean {
  return readableText('DEPENDS', d).trim() !== '' || before.some((one) => flagWords(one, 'depends', d).length > 0);
}
