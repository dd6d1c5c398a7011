/**
 * Chooses the recipes that the judge evaluates to check whether the engine can be trusted. Together they cover most of
 * what reaches a hash, and none takes long. The choice uses only paths and texts, so that nothing has to be evaluated
 * for it.
 */

import { compareCodePoints } from '../engine/base/order';
import type { FileSource } from '../engine/files/fileSource';
import { basename } from '../engine/files/posixPath';

/**
 * One kind of recipe. The judge evaluates the first candidate; if it gives nothing to compare, the next one follows.
 * `any` is for workspaces where the other roles give nothing to compare.
 */
export interface ChosenRecipe {
  readonly role: 'plain' | 'native' | 'nativesdk' | 'kernel' | 'image' | 'python' | 'any';
  /** Paths, the best first. */
  readonly candidates: readonly string[];
}

/** Candidates per role. A recipe that BitBake skips gives nothing to compare, and then the next candidate is tried. */
const CANDIDATES = 3;
/** At most this many recipe texts are read for the choice: they are enough. */
const MOST_TEXTS = 1_500;
const LARGEST_TEXT = 20_000;

/** Chooses among all recipes of a workspace. `kernel`: `PREFERRED_PROVIDER_virtual/kernel`, if it is set. */
export function chooseRecipes(recipes: readonly string[], kernel: string, files: FileSource): readonly ChosenRecipe[] {
  const named = [...recipes].sort(compareCodePoints).map((path) => ({ path, name: nameOf(path) }));
  const texts = new Map<string, string>();
  for (const { path } of named.slice(0, MOST_TEXTS)) {
    const found = files.readText(path);
    if (found.kind === 'text' && found.text.length <= LARGEST_TEXT) texts.set(path, found.text);
  }
  const ranked = (
    fits: (name: string, text: string, path: string) => boolean,
    rank: (text: string, name: string) => number,
  ): readonly string[] =>
    named
      .flatMap(({ path, name }) => {
        const text = texts.get(path);
        return text !== undefined && fits(name, text, path) ? [{ path, rank: rank(text, name) }] : [];
      })
      .sort((a, b) => a.rank - b.rank)
      .slice(0, CANDIDATES)
      .map(({ path }) => path);
  const isSpecial = (name: string): boolean =>
    /(^|-)(native|cross|crosssdk|canadian)(-|$)|^nativesdk-|image|packagegroup/.test(name);
  const size = (text: string): number => text.length;
  const chosen: readonly ChosenRecipe[] = [
    // Its variants are native and nativesdk.
    {
      role: 'plain',
      candidates: ranked(
        (name, text) =>
          !isSpecial(name) &&
          /^BBCLASSEXTEND\b.*\bnative\b.*\bnativesdk\b/m.test(text) &&
          /^inherit .*\b(autotools|cmake|meson)\b/m.test(text) &&
          /^do_install/m.test(text),
        size,
      ),
    },
    { role: 'native', candidates: ranked((name, text) => name.endsWith('-native') && /^do_install/m.test(text), size) },
    { role: 'nativesdk', candidates: ranked((name) => name.startsWith('nativesdk-'), size) },
    {
      role: 'kernel',
      candidates: ranked(
        (name, text) => isKernel(name, text, kernel),
        (_text, name) => (name === kernel ? 0 : name.endsWith('-dev') ? 2 : 1),
      ),
    },
    {
      role: 'image',
      candidates: ranked(
        (name, text) =>
          /image(?!.*ptest)/.test(name) &&
          /^inherit .*image\b|^require .*image/m.test(text) &&
          !/^(BBCLASSEXTEND|MCNAME)/m.test(text),
        size,
      ),
    },
    {
      role: 'python',
      candidates: ranked(
        (name, text) => !isSpecial(name) && pythonIn(text) > 0,
        (text) => -pythonIn(text),
      ),
    },
    { role: 'any', candidates: ranked((_name, text) => /^do_\w+ *\(\)/m.test(text), size) },
  ];
  return chosen.filter(({ candidates }) => candidates.length > 0);
}

/** The part of a recipe's file name before its version. */
function nameOf(path: string): string {
  return basename(path).replace(/(_.*)?\.bb$/, '');
}

function isKernel(name: string, text: string, kernel: string): boolean {
  return name === kernel || (/^inherit .*\bkernel\b(?!-)/m.test(text) && !name.includes('module'));
}

/** How much Python a text has. */
function pythonIn(text: string): number {
  return (text.match(/^(fakeroot )?python |^def /gm)?.length ?? 0) * 10 + (text.match(/\$\{@/g)?.length ?? 0);
}
