// A build directory of the benchmark's own: the user's conf/ in a temporary folder, so that caches can be thrown away
// and files edited while nothing of the user's is touched.
import { spawnSync } from 'node:child_process';
import { chownSync, cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Where BitBake writes caches; a path that is not below the build directory would be the user's own. */
const OWN_PLACES = /^([ \t]*(?:export[ \t]+)?(?:TMPDIR|CACHE|PERSISTENT_DIR)[ \t]*(?:\?\?=|\?=|:=|=)[ \t]*["']\/.*)$/gm;

/**
 * Copies `conf/` of `buildDir` to `target`, which `owner` ({ uid, gid }, or null for the caller) may write to. The copy
 * has the same content but for paths that would lead elsewhere from the new place, or back into the user's build.
 */
export function copyBuild(buildDir, target, owner, say) {
  cpSync(path.join(buildDir, 'conf'), path.join(target, 'conf'), { recursive: true, dereference: true });
  rewrite(path.join(target, 'conf/bblayers.conf'), (text) => text.replaceAll('${TOPDIR}/', `${buildDir}/`));
  for (const name of readdirSync(path.join(target, 'conf')).filter((file) => file.endsWith('.conf'))) {
    rewrite(path.join(target, 'conf', name), (text) =>
      text.replace(OWN_PLACES, (line) => {
        say(`conf/${name}: left out in the copy, because it names a place of the user's: ${line.trim()}`);
        return `# ${line}`;
      }),
    );
  }
  give(target, owner);
}

/** Throws away what BitBake has parsed. What it found out about the machine stays. */
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
 * Adds a layer to a copy of a build directory, with one bbappend of `recipeFile`. Writing that is an edit of the recipe
 * to both sides, and the recipe itself stays as it is. Returns what writes the edit number `n`.
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

/** Metadata that changes the hash of a task wherever it stands: in a recipe, a class or a configuration file. */
export function hashEdit(task, n) {
  return `\n${task}[vardeps] += "SIGHOUND_BENCH"\nSIGHOUND_BENCH = "${n}"\n`;
}

/** The layer a file is in; null where no folder above it is one. */
export function layerOf(file) {
  for (let folder = path.dirname(file); folder !== path.dirname(folder); folder = path.dirname(folder)) {
    if (existsSync(path.join(folder, 'conf/layer.conf'))) return folder;
  }
  return null;
}

/** The release names that a layer is made for. */
function seriesOf(layer) {
  return (
    /^LAYERSERIES_(?:CORENAMES|COMPAT_\S+)\s*\??=\s*"(.*)"/m.exec(
      readFileSync(path.join(layer, 'conf/layer.conf'), 'utf8'),
    )?.[1] ?? ''
  );
}

/** Numbers of a user by name. */
export function userNumbers(name) {
  const [uid, gid] = ['-u', '-g'].map((option) => {
    const { status, stdout } = spawnSync('id', [option, name], { encoding: 'utf8' });
    if (status !== 0) throw new Error(`there is no user \`${name}\``);
    return Number(stdout);
  });
  return { uid, gid };
}

/** Makes a file, or a folder with all that is in it, the owner's. */
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
