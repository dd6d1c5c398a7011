/**
 * The smallest library that counts as a BitBake: the modules that probes import and that the engine's interpreter uses,
 * and nothing that has a behavior.
 */

const MODULES: Readonly<Record<string, string>> = {
  __init__: '__version__ = "2.19.0"\nclass BBHandledException(Exception):\n    pass\n',
  build: '',
  codeparser: '',
  cooker: '',
  cookerdata: '',
  data: '',
  event: '',
  process: '',
  runqueue: '',
  siggen: '',
  utils: '_context = {}\n',
  data_smart: 'class ExpansionError(Exception):\n    pass\n',
  'fetch2/__init__': 'urldata_cache = {}\nclass URI:\n    def __init__(self, uri=None):\n        pass\n',
  'parse/__init__': 'class ParseError(Exception):\n    pass\nclass SkipRecipe(Exception):\n    pass\n',
  'parse/ast': '',
};

/** Its files below `folder` (with a slash at its end, or empty). */
export function bareBitbake(folder: string): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(MODULES).map(([name, text]) => [`${folder}bb/${name}.py`, text]));
}
