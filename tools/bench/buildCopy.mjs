// A separate build directory for the benchmark: the user's conf/ in a temporary folder, so that caches can be deleted
// and files edited without changing the user's files.
import { spawnSync } from 'node:child_process';
import { chownSync, cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Where BitBake writes caches; a path that is not below the build directory would be the user's own. */
const OWN_FOLDERS =
  /^([ \t]*(?:export[ \t]+)?(?:TMPDIR|CACHE|PERSISTENT_DIR)[ \t]*(?:\?\?=|\?=|:=|=)[ \t]*["']\/.*)$/gm;

/**
 * Copies `conf/` of `buildDir` to `target`, which `owner` ({ uid, gid }, or null for the caller) may write to. The copy
 * has the same content except for paths that would lead elsewhere from the new folder, or back into the user's build.
 */
export function copyBuild(buildDir, target, owner, say) {
  cpSync(path.join(buildDir, 'conf'), path.join(target, 'conf'), { recursive: true, dereference: true });
  rewrite(path.join(target, 'conf/bblayers.conf'), (text) => text.replaceAll('${TOPDIR}/', `${buildDir}/`));
  for (const name of readdirSync(path.join(target, 'conf')).filter((file) => file.endsWith('.conf'))) {
    rewrite(path.join(target, 'conf', name), (text) =>
      text.replace(OWN_FOLDERS, (line) => {
        say(`conf/${name}: left out in the copy, because it names a folder of the user: ${line.trim()}`);
        return `# ${line}`;
      }),
    );
  }
  give(target, owner);
}

/** Deletes what BitBake has parsed. Its facts about the machine stay. */
export function clearBitbakeCache(target) {
  const folders = readdirSync(target)
    .filter((name) => name.startsWith('tmp'))
    .map((name) => path.join(target, name, 'cache'));
  for (const folder of [...folders, path.join(target, 'cache')]) {
    for (const name of existsSync(folder) ? readdirSync(folder) : []) {
      if (name !== 'sanity_info') rmSync(path.join(folder, name), { recursive: true, force: true });
    }
  }
}

/**
 * Adds a layer to a copy of a build directory, with one bbappend of `recipeFile`. Both sides treat a write to that
 * bbappend as an edit of the recipe, and the recipe itself stays unchanged. Returns the function that writes edit
 * number `n`.
 */
export function addEditLayer(target, recipeFile, owner) {
  const layer = path.join(target, 'meta-sighound-bench');
  mkdirSync(path.join(layer, 'conf'), { recursive: true });
  writeFileSync(
    path.join(layer, 'conf/layer.conf'),
    [
      'BBFILES += "${LAYERDIR}/*.bbappend"',
      'BBFILE_COLLECTIONS += "sighound-bench"',
      'BBFILE_PATTERN_sighound-bench = "^${LAYERDIR}/"',
      'BBFILE_PRIORITY_sighound-bench = "1"',
      `LAYERSERIES_COMPAT_sighound-bench = "${seriesOf(layerOf(recipeFile))}"`,
      '',
    ].join('\n'),
  );
  rewrite(path.join(target, 'conf/bblayers.conf'), (text) => `${text}\nBBLAYERS += "${layer}"\n`);
  const append = path.join(layer, `${path.basename(recipeFile, '.bb').replace(/_.*/, '_%')}.bbappend`);
  const edit = (n) => {
    writeFileSync(append, hashEdit('do_compile', n));
    give(append, owner);
  };
  edit(0);
  give(layer, owner);
  return edit;
}

/** Metadata that changes the hash of a task in any file: in a recipe, a class or a configuration file. */
export function hashEdit(task, n) {
  return `\n${task}[vardeps] += "SIGHOUND_BENCH"\nSIGHOUND_BENCH = "${n}"\n`;
}

/** The layer that contains a file; null where no folder above it is a layer. */
export function layerOf(file) {
  for (let folder = path.dirname(file); folder !== path.dirname(folder); folder = path.dirname(folder)) {
    if (existsSync(path.join(folder, 'conf/layer.conf'))) return folder;
  }
  return null;
}

/** The release names that a layer supports. */
function seriesOf(layer) {
  return (
    /^LAYERSERIES_(?:CORENAMES|COMPAT_\S+)\s*\??=\s*"(.*)"/m.exec(
      readFileSync(path.join(layer, 'conf/layer.conf'), 'utf8'),
    )?.[1] ?? ''
  );
}

/** The numeric ids of a user by name. */
export function userNumbers(name) {
  const [uid, gid] = ['-u', '-g'].map((option) => {
    const { status, stdout } = spawnSync('id', [option, name], { encoding: 'utf8' });
    if (status !== 0) throw new Error(`there is no user \`${name}\``);
    return Number(stdout);
  });
  return { uid, gid };
}

/** Gives a file, or a folder with all its content, to the owner. */
export function give(target, owner) {
  if (owner === null) return;
  chownSync(target, owner.uid, owner.gid);
  let entries;
  try {
    entries = readdirSync(target, { withFileTypes: true });
  } catch {
    return;
  }
  for (const entry of entries) {
    if (!entry.isSymbolicLink()) give(path.join(target, entry.name), owner);
  }
}

function rewrite(file, change) {
  const before = readFileSync(file, 'utf8');
  const after = change(before);
  if (after !== before) writeFileSync(file, after);
}
