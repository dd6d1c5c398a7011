/**
 * Finds the recipe that makes a deployed file, by the texts of the workspace's recipes. A file that several recipes may
 * make has no answer.
 */

import { nameInFile } from '../../base/recipeNames';
import { basename, dirname, join, normalize } from '../../files/posixPath';
import type { RuleContext, RuleVariant } from '../rule';
import { readableText } from './assignments';

/**
 * `RECIPE:TASK` for what makes the file at `path` in a configuration. `written`: the path as the code writes it. null if
 * no recipe, or more than one, seems to make it.
 */
export function makerOf(
  path: string,
  written: string,
  multiconfig: string,
  { d }: RuleVariant,
  context: RuleContext,
): string | null {
  if (/\$\{KERNEL_(IMAGETYPE|DEVICETREE|ARTIFACT|FIT|DTB)/.test(written)) return 'virtual/kernel:do_deploy';
  const own = readableText('PN', d);
  const file = basename(path);
  const below = belowImages(path);
  const exact = new Set<string>();
  const named = new Set<string>();
  const images = new Set<string>();
  for (const recipe of context.recipes(multiconfig)) {
    const text = textWithIncludes(recipe, context);
    const pn = /^PN\s*\??=\s*"([^"$]+)"/m.exec(text)?.[1] ?? nameInFile(recipe);
    if (pn === own) continue;
    if (/^inherit\b.*\b(core-image|image)\b/m.test(text) && (file.startsWith(`${pn}-`) || file.startsWith(`${pn}.`)))
      images.add(pn);
    if (!/^(fakeroot\s+|python\s+)*do_deploy\S*\s*\(/m.test(text)) continue;
    const filled = text.replace(/\$\{(BPN|PN)\}/g, pn).replace(/\$\{MACHINE\}/g, readableText('MACHINE', d));
    const destinations = filled.split('\n').filter((line) => line.includes('${DEPLOYDIR}'));
    if (destinations.some((line) => makes(line, below))) exact.add(pn);
    else if (destinations.length > 0 && hasWord(filled, file)) named.add(pn);
  }
  const [first, ...others] = exact.size > 0 ? exact : named;
  if (first !== undefined) return others.length === 0 ? `${first}:do_deploy` : null;
  const image = [...images].sort((one, other) => other.length - one.length)[0];
  return image === undefined ? null : `${image}:do_image_complete`;
}

/** The path below the folder of a machine's images: `a/b.bin` for `…/deploy/images/MACHINE/a/b.bin`. */
function belowImages(path: string): string {
  return /\/images\/[^/]+\/(.+)$/.exec(path)?.[1] ?? basename(path);
}

/** Whether a line of a script names the file, or copies a file of that name into its folder. */
function makes(line: string, below: string): boolean {
  const folder = dirname(below);
  const targets = [...line.matchAll(/\$\{DEPLOYDIR\}\/?([^\s"';)]*)/g)].map(([, target = '']) =>
    normalize(`/${target}`).slice(1),
  );
  return targets.some(
    (target) => target === below || (target === (folder === '.' ? '' : folder) && hasWord(line, basename(below))),
  );
}

function hasWord(text: string, file: string): boolean {
  for (let at = text.indexOf(file); at !== -1; at = text.indexOf(file, at + 1)) {
    const around = [text[at - 1] ?? ' ', text[at + file.length] ?? ' '];
    if (!around.some((character) => /[A-Za-z0-9_.-]/.test(character))) return true;
  }
  return false;
}

/** A recipe's text, with those files beside it that it includes. */
function textWithIncludes(recipe: string, { files }: RuleContext): string {
  const read = (path: string): string => {
    const found = files.readText(path);
    return found.kind === 'text' ? found.text : '';
  };
  const text = read(recipe);
  const included = [...text.matchAll(/^(?:require|include)\s+([A-Za-z0-9_.+-]+\.inc)\s*$/gm)].map(([, name = '']) =>
    read(join(dirname(recipe), name)),
  );
  return [text, ...included].join('\n');
}
