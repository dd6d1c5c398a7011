/**
 * A recipe's code changes the interpreter in which all recipes are evaluated, one after another. Each attempt evaluates
 * a recipe alone, then after the culprit in the same interpreter: its hash must be the same, while the culprit itself
 * must see its change.
 */

import type { Engine } from '../../server/src/engine/engine';
import { TestWorkspace } from '../support/workspace';
import type { Attempt, AttemptKind } from './attempt';

const CULPRIT = '/layer/recipes/culprit_1.0.bb';
const VICTIM = '/layer/recipes/victim_1.0.bb';
const EXPECTED = 'seen by its own recipe, by no other';

/** What the culprit does, and what shows it: the body of a function that returns a text. */
interface Change {
  readonly name: string;
  readonly code: string;
  readonly probe: string;
}

let loaded: Promise<TestWorkspace> | null = null;

/** One interpreter for all attempts, so that each attempt also runs after the effects of the earlier ones. */
function workspace(): Promise<TestWorkspace> {
  return (loaded ??= TestWorkspace.load());
}

function lines(code: string): string {
  return code
    .split('\n')
    .map((line) => `    ${line}\n`)
    .join('');
}

/** A recipe whose task hash contains the probe's result while it is read; `LATER` is the result afterwards. */
function recipe(probe: string, culprit = ''): string {
  const values = 'SEEN := "${@str(probe(d))}"\nLATER = "${@str(probe(d))}"\n';
  return `def probe(d):\n${lines(probe)}\n${values}do_one() {\n    :\n}\ndo_one[vardeps] = "SEEN"\naddtask one\n${culprit}`;
}

function hashOf(engine: Engine, fn: string): string {
  const result = engine.evaluate(fn);
  const task = result?.variants[0]?.tasks.get('do_one');
  if (task === undefined) return `no hash: ${(result?.problems ?? []).map(({ message }) => message).join('; ')}`;
  return task.kind === 'known' ? task.hash : `unknown: ${task.reason}`;
}

function valueOf(engine: Engine, fn: string, name: 'SEEN' | 'LATER'): string {
  return String(engine.evaluate(fn)?.variants[0]?.d.getVar(name));
}

/** Evaluates the victim alone and after the culprit, whose recipe contains `culprit`. */
async function tryCulprit(probe: string, culprit: string, own: Readonly<Record<string, string>> = {}): Promise<string> {
  const files = { ...own, '/home/u/data/text': 'good' };
  const victim = recipe(probe);
  const alone = (await workspace()).evaluate({ ...files, [VICTIM]: victim }, { fn: VICTIM }).engine;
  const expected = hashOf(alone, VICTIM);
  const before = valueOf(alone, VICTIM, 'LATER');
  if (!/^[0-9a-f]{64}$/.test(expected)) return `the victim alone has ${expected}`;
  const { engine } = (await workspace()).evaluate(
    { ...files, [VICTIM]: victim, [CULPRIT]: recipe(probe, culprit) },
    { fn: CULPRIT },
  );
  const shown = valueOf(engine, CULPRIT, 'LATER');
  const after = hashOf(engine, VICTIM);
  // Again, when more of the recipes' common work is prepared.
  engine.forget(CULPRIT);
  engine.forget(VICTIM);
  engine.evaluate(CULPRIT);
  const again = hashOf(engine, VICTIM);
  if (after !== expected || again !== expected)
    return `another recipe sees ${valueOf(engine, VICTIM, 'SEEN')} instead of ${before}`;
  return shown === before ? `its own recipe sees nothing: ${shown}` : EXPECTED;
}

function anonymous(code: string): string {
  return `python () {\n${lines(code)}}\n`;
}

const CHANGES: readonly Change[] = [
  // Functions of modules
  {
    name: 'json.dumps is replaced',
    code: 'import json\njson.dumps = lambda *args, **named: "evil"',
    probe: 'import json\nreturn json.dumps([1])',
  },
  {
    name: 'json.loads is replaced',
    code: 'import json\njson.loads = lambda *args, **named: "evil"',
    probe: 'import json\nreturn json.loads("[1]")',
  },
  {
    name: 'os.path.join is replaced',
    code: 'import os\nos.path.join = lambda *parts: "evil"',
    probe: 'return os.path.join("a", "b")',
  },
  {
    name: 'os.path.exists is replaced',
    code: 'os.path.exists = lambda path: True',
    probe: 'return os.path.exists("/nowhere")',
  },
  {
    name: 'os.listdir is replaced',
    code: 'os.listdir = lambda path: ["evil"]',
    probe: 'return os.listdir("/home/u/data")',
  },
  { name: 'os.getcwd is replaced', code: 'os.getcwd = lambda: "evil"', probe: 'return os.getcwd()' },
  {
    name: 'time.time is replaced',
    code: 'import time\ntime.strftime = lambda *args: "evil"',
    probe: 'import time\nreturn time.strftime("x")',
  },
  {
    name: 're.sub is replaced',
    code: 'import re\nre.sub = lambda *args, **named: "evil"',
    probe: 'import re\nreturn re.sub("a", "b", "a")',
  },
  {
    name: 're.compile is replaced',
    code: 'import re\nre.compile = lambda *args: None',
    probe: 'import re\nreturn re.compile("a").pattern if re.compile("a") else "evil"',
  },
  {
    name: 'hashlib.sha256 is replaced',
    code: 'import hashlib\nhashlib.sha256 = hashlib.md5',
    probe: 'import hashlib\nreturn hashlib.sha256(b"x").hexdigest()',
  },
  {
    name: 'textwrap gets a function of another',
    code: 'import textwrap, shlex\ntextwrap.dedent = shlex.quote',
    probe: 'import textwrap\nreturn textwrap.dedent(" a b")',
  },
  {
    name: 'bb.utils.contains is replaced',
    code: 'bb.utils.contains = lambda *args: "evil"',
    probe: 'return bb.utils.contains("A", "b", "yes", "no", d)',
  },
  { name: 'bb.utils gets a name', code: 'bb.utils.evil = "evil"', probe: 'return "evil" in vars(bb.utils)' },
  {
    name: 'bb.parse.vars_from_file is replaced',
    code: 'bb.parse.vars_from_file = lambda fn, d: ["evil", "evil", None]',
    probe: 'return bb.parse.vars_from_file(d.getVar("FILE"), d)[0] == "evil"',
  },
  {
    name: 'bb.data.inherits_class is replaced',
    code: 'bb.data.inherits_class = lambda *args: True',
    probe: 'return bb.data.inherits_class("nothing", d)',
  },
  {
    name: 'a function of a module is deleted',
    code: 'import posixpath\ndel posixpath.normpath',
    probe: 'import posixpath\nreturn hasattr(posixpath, "normpath")',
  },
  // Builtins
  {
    name: 'builtins.open is replaced',
    code: 'import builtins, io\nbuiltins.open = lambda *args, **named: io.StringIO("evil")',
    probe: 'return open("/home/u/data/text").read()',
  },
  {
    name: 'builtins.sorted is replaced',
    code: 'import builtins\nbuiltins.sorted = lambda *args, **named: ["evil"]',
    probe: 'return sorted([2, 1])',
  },
  {
    name: 'builtins.str is replaced',
    code: 'import builtins\nbuiltins.str = lambda *args: "evil"',
    probe: 'return str(1)',
  },
  {
    name: 'builtins.len is replaced',
    code: 'import builtins\nbuiltins.len = lambda value: 99',
    probe: 'return len([])',
  },
  {
    name: 'builtins.isinstance is replaced',
    code: 'import builtins\nreal = builtins.isinstance\nbuiltins.isinstance = lambda value, kind: value == 7 or real(value, kind)',
    probe: 'return isinstance(7, str)',
  },
  {
    name: 'builtins.compile is replaced',
    code: 'import builtins\nreal = builtins.compile\nbuiltins.compile = lambda source, *args, **named: real(source.replace("good", "evil") if type(source) is str else source, *args, **named)',
    probe: 'return eval(compile("\'good\'", "x", "eval"))',
  },
  {
    name: 'builtins.eval is replaced',
    code: 'import builtins\nreal = builtins.eval\nbuiltins.eval = lambda source, *args: "evil" if source == "1" else real(source, *args)',
    probe: 'return eval("1")',
  },
  {
    name: 'builtins.__import__ is replaced',
    code: 'import builtins, types\nreal = builtins.__import__\nbuiltins.__import__ = lambda name, *args, **named: types.SimpleNamespace(x="evil") if name == "keyword" else real(name, *args, **named)',
    probe: 'import keyword\nreturn getattr(keyword, "x", "good")',
  },
  {
    name: 'builtins get a name',
    code: 'import builtins\nbuiltins.evil = "evil"',
    probe: 'try:\n    return evil\nexcept NameError:\n    return "good"',
  },
  {
    name: 'a builtin is deleted',
    code: 'import builtins\ndel builtins.callable',
    probe: 'import builtins\nreturn hasattr(builtins, "callable")',
  },
  {
    name: '__build_class__ is replaced',
    code: 'import builtins\nreal = builtins.__build_class__\ndef build(body, name, *bases, **named):\n    made = real(body, name, *bases, **named)\n    made.evil = True\n    return made\nbuiltins.__build_class__ = build',
    probe: 'class A:\n    pass\nreturn hasattr(A, "evil")',
  },
  // Environment and process
  { name: 'os.environ gets a variable', code: 'os.environ["EVIL"] = "evil"', probe: 'return os.environ.get("EVIL")' },
  { name: 'os.environ is replaced', code: 'os.environ = {"EVIL": "evil"}', probe: 'return os.environ.get("EVIL")' },
  {
    name: 'os.environ is emptied',
    code: 'os.environ["A"] = "a"\nos.environ.clear()\nos.environ["B"] = "b"',
    probe: 'return sorted(os.environ)',
  },
  {
    name: 'os.putenv behind the back of os.environ',
    code: 'os.putenv("EVIL", "evil")\nos.reload_environ()',
    probe: 'return os.environ.get("EVIL")',
  },
  { name: 'os.chdir', code: 'os.chdir("/home/u/data")', probe: 'return os.getcwd()' },
  { name: 'os.umask', code: 'os.umask(0o077)', probe: 'mask = os.umask(0)\nos.umask(mask)\nreturn mask' },
  {
    name: 'locale',
    code: 'import locale\nlocale.setlocale(locale.LC_ALL, "C")',
    probe: 'import locale\nreturn locale.setlocale(locale.LC_ALL)',
  },
  {
    name: 'time zone',
    code: 'import time\nos.environ["TZ"] = "XYZ-5"\ntime.tzset()',
    probe: 'import time\nreturn (time.tzname, os.environ.get("TZ"))',
  },
  {
    name: 'sys.setrecursionlimit',
    code: 'import sys\nsys.setrecursionlimit(300)',
    probe: 'import sys\nreturn sys.getrecursionlimit()',
  },
  {
    name: 'sys.set_int_max_str_digits',
    code: 'import sys\nsys.set_int_max_str_digits(1000)',
    probe: 'import sys\nreturn sys.get_int_max_str_digits()',
  },
  {
    name: 'sys.setswitchinterval',
    code: 'import sys\nsys.setswitchinterval(7)',
    probe: 'import sys\nreturn sys.getswitchinterval()',
  },
  {
    name: 'gc thresholds',
    code: 'import gc\ngc.set_threshold(1, 1, 1)',
    probe: 'import gc\nreturn gc.get_threshold()',
  },
  { name: 'gc is switched off', code: 'import gc\ngc.disable()', probe: 'import gc\nreturn gc.isenabled()' },
  {
    name: 'gc callbacks',
    code: 'import gc\ngc.callbacks.append(lambda *args: None)',
    probe: 'import gc\nreturn len(gc.callbacks)',
  },
  { name: 'gc.freeze', code: 'import gc\ngc.freeze()', probe: 'import gc\nreturn gc.get_freeze_count() > 0' },
  {
    name: 'a handler of a signal',
    code: 'import signal\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)',
    probe: 'import signal\nreturn signal.getsignal(signal.SIGTERM)',
  },
  {
    name: 'atexit',
    code: 'import atexit\natexit.register(print)',
    probe: 'import atexit\nreturn atexit._ncallbacks()',
  },
  {
    name: 'sys.settrace',
    code: 'import sys\ndef trace(frame, event, arg):\n    return None\nsys.settrace(trace)',
    probe: 'import sys\nreturn sys.gettrace() is not None',
  },
  {
    name: 'sys.setprofile',
    code: 'import sys\nsys.setprofile(lambda *args: None)',
    probe: 'import sys\nreturn sys.getprofile() is not None',
  },
  {
    name: 'sys.addaudithook',
    code: 'import sys\ndef hook(event, args):\n    if event == "evil.ask":\n        args[0].append("evil")\nsys.addaudithook(hook)',
    probe: 'import sys\nheard = []\nsys.audit("evil.ask", heard)\nreturn heard',
  },
  {
    name: 'sys.excepthook',
    code: 'import sys\nsys.excepthook = len',
    probe: 'import sys\nreturn sys.excepthook is len',
  },
  {
    name: 'sys.unraisablehook',
    code: 'import sys\nsys.unraisablehook = len',
    probe: 'import sys\nreturn sys.unraisablehook is len',
  },
  {
    name: 'sys.displayhook',
    code: 'import sys\nsys.displayhook = len',
    probe: 'import sys\nreturn sys.displayhook is len',
  },
  {
    name: 'sys.stdout is replaced',
    code: 'import sys, io\nsys.stdout = io.StringIO()',
    probe: 'import sys\nreturn type(sys.stdout).__name__',
  },
  {
    name: 'sys.stderr is closed',
    code: 'import sys\nsys.stderr.close()',
    probe: 'import sys\nreturn sys.stderr.closed',
  },
  {
    name: 'a descriptor is closed',
    code: 'os.close(2)',
    probe: 'try:\n    os.fstat(2)\n    return "open"\nexcept OSError:\n    return "closed"',
  },
  {
    name: 'a descriptor is left open',
    code: 'os.open("/home/u/data/text", os.O_RDONLY)\nos.open("/home/u/data/text", os.O_RDONLY)',
    probe: 'found = os.open("/home/u/data/text", os.O_RDONLY)\nos.close(found)\nreturn found',
  },
  {
    name: 'a descriptor stands for another file',
    code: 'found = os.open("/home/u/data/text", os.O_RDONLY)\nos.dup2(found, 2)',
    probe: 'return os.fstat(2).st_mode',
  },
  { name: 'sys.argv', code: 'import sys\nsys.argv.append("evil")', probe: 'import sys\nreturn sys.argv' },
  { name: 'sys.platform', code: 'import sys\nsys.platform = "evil"', probe: 'import sys\nreturn sys.platform' },
  {
    name: 'sys.flags by way of warnings',
    code: 'import sys\nsys.warnoptions.append("error")',
    probe: 'import sys\nreturn sys.warnoptions',
  },
  // Imports
  { name: 'sys.path', code: 'import sys\nsys.path.insert(0, "/evil")', probe: 'import sys\nreturn sys.path' },
  { name: 'sys.path is replaced', code: 'import sys\nsys.path = ["/evil"]', probe: 'import sys\nreturn sys.path' },
  {
    name: 'a module is made up',
    code: 'import sys, types\nsys.modules["madeup"] = types.ModuleType("madeup")',
    probe: 'try:\n    import madeup\n    return "evil"\nexcept ImportError:\n    return "good"',
  },
  {
    name: 'a module is replaced',
    code: 'import sys, types\nsys.modules["shlex"] = types.SimpleNamespace(quote=lambda text: "evil")',
    probe: 'import shlex\nreturn shlex.quote("a b")',
  },
  {
    name: 'a module is forbidden',
    code: 'import sys\nsys.modules["shlex"] = None',
    probe: 'try:\n    import shlex\n    return "good"\nexcept ImportError:\n    return "evil"',
  },
  {
    name: 'a finder of modules',
    code: 'import sys, importlib.machinery, types\nclass Finder:\n    @staticmethod\n    def find_spec(name, path=None, target=None):\n        return importlib.machinery.ModuleSpec(name, Finder) if name == "madeup" else None\n    @staticmethod\n    def create_module(spec):\n        return types.ModuleType("madeup")\n    @staticmethod\n    def exec_module(module):\n        pass\nsys.meta_path.insert(0, Finder)',
    probe: 'try:\n    import madeup\n    return "evil"\nexcept ImportError:\n    return "good"',
  },
  {
    name: 'a hook of paths',
    code: 'import sys\nsys.path_hooks.append(len)',
    probe: 'import sys\nreturn len in sys.path_hooks',
  },
  {
    name: 'the cache of importers',
    code: 'import sys\nsys.path_importer_cache["/evil"] = None',
    probe: 'import sys\nreturn "/evil" in sys.path_importer_cache',
  },
  {
    name: 'a module that is new and was imported',
    code: 'import cmd\ncmd.evil = "evil"',
    probe: 'import sys\nreturn "cmd" in sys.modules',
  },
  {
    name: 'sys.dont_write_bytecode',
    code: 'import sys\nsys.dont_write_bytecode = False',
    probe: 'import sys\nreturn sys.dont_write_bytecode',
  },
  // Classes, functions, objects of modules
  {
    name: 'an attribute of the class of d',
    code: 'type(d).getVar = lambda self, *args, **named: "evil"',
    probe: 'return d.getVar("PN") == "evil"',
  },
  {
    name: 'a new attribute of the class of d',
    code: 'type(d).evil = lambda self: "evil"',
    probe: 'return hasattr(type(d), "evil")',
  },
  {
    name: 'an attribute of a class of BitBake',
    code: 'bb.event.RecipeParsed.evil = "evil"',
    probe: 'return getattr(bb.event.RecipeParsed, "evil", "good")',
  },
  {
    name: 'an attribute of a class of Python',
    code: 'import shlex\nshlex.shlex.evil = "evil"',
    probe: 'import shlex\nreturn getattr(shlex.shlex, "evil", "good")',
  },
  {
    name: 'the bases of a class',
    code: 'import shlex, collections\nclass Evil(shlex.shlex):\n    evil = True\nimport json\njson.JSONEncoder.__bases__',
    probe: 'import shlex\nreturn len(shlex.shlex.__subclasses__())',
  },
  {
    name: 'default arguments',
    code: 'import shlex\nshlex.join.__defaults__ = (["evil"],)',
    probe: 'import shlex\nreturn shlex.join.__defaults__',
  },
  {
    name: 'the code of a function',
    code: 'import shlex\nshlex.quote.__code__ = (lambda s: "evil").__code__',
    probe: 'import shlex\nreturn shlex.quote("a b")',
  },
  {
    name: 'keyword defaults',
    code: 'import json\njson.dumps.__kwdefaults__["sort_keys"] = True',
    probe: 'import json\nreturn json.dumps({"b": 1, "a": 2})',
  },
  {
    name: 'an attribute of a function',
    code: 'import shlex\nshlex.quote.evil = "evil"',
    probe: 'import shlex\nreturn getattr(shlex.quote, "evil", "good")',
  },
  {
    name: 'a list of a module',
    code: 'import keyword\nkeyword.kwlist.append("evil")',
    probe: 'import keyword\nreturn "evil" in keyword.kwlist',
  },
  {
    name: 'a dictionary of a module',
    code: 'import os\nos.sysconf_names["evil"] = 1',
    probe: 'return "evil" in os.sysconf_names',
  },
  {
    name: 'a set of a module',
    code: 'import decimal\ndecimal.getcontext().prec = 3',
    probe: 'import decimal\nreturn decimal.Decimal(1) / 3',
  },
  {
    name: 'a dictionary deep in an object',
    code: 'import logging\nlogging.getLogger("BitBake").evil = {"a": [1]}',
    probe: 'import logging\nreturn hasattr(logging.getLogger("BitBake"), "evil")',
  },
  {
    name: 'the level of a logger',
    code: 'import logging\nlogging.getLogger().setLevel(7)',
    probe: 'import logging\nreturn logging.getLogger().level',
  },
  {
    name: 'what is remembered by a decorator',
    code: 'import fnmatch\nfnmatch.fnmatchcase("a", "evil*")',
    probe:
      'import fnmatch, functools\nfound = [value for value in vars(fnmatch).values() if hasattr(value, "cache_info")]\nreturn found[0].cache_info().currsize',
  },
  {
    name: 'a pattern in the cache of re',
    code: 'import re\nre._cache2[(str, "good", 0)] = re._cache[(str, "good", 0)] = re.compile("evil")',
    probe: 'import re\nreturn re.match("good", "evil") is not None',
  },
  {
    name: 'a file in the cache of linecache',
    code: 'import linecache\nlinecache.cache["/evil"] = (1, None, ["evil"], "/evil")',
    probe: 'import linecache\nreturn linecache.getline("/evil", 1)',
  },
  {
    name: 'random.seed',
    code: 'import random\nrandom.seed(1)',
    probe: 'import random\nreturn random.random() == 0.13436424411240122',
  },
  {
    name: 'filters of warnings',
    code: 'import warnings\nwarnings.simplefilter("error")',
    probe: 'import warnings\ntry:\n    warnings.warn("x")\n    return "good"\nexcept Warning:\n    return "evil"',
  },
  {
    name: 'a codec',
    code: 'import codecs\ncodecs.register(lambda name: codecs.lookup("utf-8") if name == "evil" else None)',
    probe: 'try:\n    return b"a".decode("evil")\nexcept LookupError:\n    return "good"',
  },
  {
    name: 'a handler of coding errors',
    code: 'import codecs\ncodecs.register_error("strict2", lambda error: ("?", error.end))',
    probe: 'try:\n    return b"\\xff".decode("utf-8", "strict2")\nexcept LookupError:\n    return "good"',
  },
  {
    name: 'copyreg',
    code: 'import copyreg\ncopyreg.pickle(slice, len)',
    probe: 'import copyreg\nreturn slice in copyreg.dispatch_table',
  },
  {
    name: 'a registration of an abstract class',
    code: 'import collections.abc\ncollections.abc.Sized.register(int)',
    probe: 'import collections.abc\nreturn isinstance(1, collections.abc.Sized)',
  },
  {
    name: 'a variable of a context',
    code: 'import contextvars, sys\nsys.evil = contextvars.ContextVar("evil")\nsys.evil.set("evil")',
    probe: 'import contextvars\nreturn len(list(contextvars.copy_context()))',
  },
  {
    name: 'a generator that goes on',
    code: 'import itertools, os\nos.evil = itertools.count()\nnext(os.evil)',
    probe: 'return hasattr(os, "evil")',
  },
  {
    name: 'sys.intern and hash of texts stay',
    code: 'import sys\nsys.evil = sys.intern("evil")',
    probe: 'import sys\nreturn hasattr(sys, "evil")',
  },
  { name: 'a name that metadata calls', code: 'global os\nos = None', probe: 'return os is None' },
  {
    name: 'a global of metadata',
    code: 'bb.utils._context = {"evil": 1}',
    probe: 'return "evil" in str(vars(bb.utils).get("_context"))[:12]',
  },
  {
    name: 'the namespace of all metadata',
    code: 'globals()["evil"] = "evil"',
    probe: 'return globals().get("evil", "good")',
  },
  // Hidden locations
  {
    name: 'an object found by gc',
    code: 'import gc\nfor found in gc.get_objects():\n    if type(found) is dict and "assert" not in found and found.get("__name__") == "keyword":\n        found["evil"] = "evil"',
    probe: 'import keyword\nreturn getattr(keyword, "evil", "good")',
  },
  {
    name: 'the caches of compiled code, found by frames',
    code: 'import sys\nframe = sys._getframe()\nwhile frame is not None:\n    for name, value in list(frame.f_locals.items()):\n        if name in ("compiled", "expressions") and isinstance(value, dict):\n            for key in list(value):\n                value[key] = compile("\'evil\'", "x", "eval")\n    frame = frame.f_back\nos.evil = 1',
    probe: 'return hasattr(os, "evil")',
  },
  {
    name: 'the cells of functions',
    code: 'import gc, types\nfor found in gc.get_objects():\n    if type(found) is types.CellType:\n        try:\n            if isinstance(found.cell_contents, dict) and "umask" not in found.cell_contents:\n                found.cell_contents.setdefault("evil", "evil")\n        except (ValueError, TypeError):\n            pass\nos.evil = 1',
    probe: 'return hasattr(os, "evil")',
  },
  {
    name: 'the dictionary of a class of C',
    code: 'import gc\ngc.get_referents(str.__dict__)[0]["evil"] = "evil"',
    probe: 'return hasattr(str, "evil") or "evil" in str.__dict__',
  },
  {
    name: 'bytes behind the back of Python',
    code: 'import ctypes\nctypes.c_char.from_address(id(os.sep) + 20)',
    probe: 'import sys\nreturn "ctypes" in sys.modules',
  },
  {
    name: 'a small number gets another value',
    code: 'import ctypes\nctypes.c_int.from_address(id(200) + 12).value = 201',
    probe: 'return 100 + int("100")',
  },
  // Files in the sandbox's memory
  { name: 'a file in /tmp', code: 'open("/tmp/evil", "w").write("evil")', probe: 'return os.path.exists("/tmp/evil")' },
  {
    name: 'a file of the layer is written',
    code: 'open("/home/u/data/text", "w").write("evil")',
    probe: 'return open("/home/u/data/text").read()',
  },
  {
    name: 'a file of the layer is removed',
    code: 'os.remove("/home/u/data/text")',
    probe: 'return os.path.exists("/home/u/data/text")',
  },
  {
    name: 'a folder is made',
    code: 'os.makedirs("/home/u/data/evil/deep")',
    probe: 'return sorted(os.listdir("/home/u/data"))',
  },
  {
    name: 'a file is renamed',
    code: 'os.rename("/home/u/data/text", "/home/u/data/evil")',
    probe: 'return sorted(os.listdir("/home/u/data"))',
  },
  {
    name: 'a link is made',
    code: 'os.symlink("/home/u/data", "/tmp/evil")',
    probe: 'return os.path.islink("/tmp/evil")',
  },
  {
    name: 'a file is truncated',
    code: 'os.truncate("/home/u/data/text", 3)',
    probe: 'return os.path.getsize("/home/u/data/text")',
  },
  {
    name: 'a file loses its permissions',
    code: 'os.chmod("/home/u/data/text", 0o000)',
    probe: 'return os.stat("/home/u/data/text").st_mode',
  },
  {
    name: 'a file gets another time',
    code: 'os.utime("/home/u/data/text", (1, 1))',
    probe: 'return os.stat("/home/u/data/text").st_mtime',
  },
  {
    name: 'the disk is full',
    code: 'file = open("/tmp/evil", "wb", buffering=0)\ntry:\n    while True:\n        file.write(bytes(16 * 1024 * 1024))\nexcept OSError:\n    pass',
    probe:
      'try:\n    open("/tmp/mine%d" % len(os.listdir("/tmp")), "wb").write(bytes(20000000))\n    return "good"\nexcept OSError:\n    return "evil"',
  },
  {
    name: 'an open file of /tmp that is removed',
    code: 'os.evil = open("/tmp/evil", "w+")\nos.remove("/tmp/evil")',
    probe: 'return hasattr(os, "evil")',
  },
];

/** Other locations of code, each with a change that any code can see. */
const ELSEWHERE: readonly {
  readonly name: string;
  readonly culprit: string;
  readonly files?: Readonly<Record<string, string>>;
}[] = [
  { name: 'inline code', culprit: 'EVIL = "${@setattr(os, \'evil\', 1)}"\nEVIL2 := "${EVIL}"\n' },
  { name: 'a def function that inline code calls', culprit: 'def evil():\n    os.evil = 1\nEVIL := "${@evil()}"\n' },
  { name: 'a default argument of a def function', culprit: 'def evil(x=setattr(os, "evil", 1)):\n    pass\n' },
  {
    name: 'an event handler',
    culprit: 'python evil() {\n    os.evil = 1\n}\nevil[eventmask] = "bb.event.RecipePreFinalise"\naddhandler evil\n',
  },
  {
    name: 'a class',
    culprit: 'inherit evil\n',
    files: { 'classes/evil.bbclass': 'python () {\n    os.evil = 1\n}\n' },
  },
  {
    name: 'a module in a folder that the recipe names',
    culprit: 'python () {\n    import sys\n    sys.path.append("/home/u/data")\n    import evilmodule\n}\n',
    files: { '/home/u/data/evilmodule.py': 'import os\nos.evil = 1\n' },
  },
  { name: 'a code object made by hand', culprit: 'python () {\n    exec(compile("os.evil = 1", "x", "exec"))\n}\n' },
  { name: 'a recipe that fails afterwards', culprit: 'python () {\n    os.evil = 1\n}\nEVIL := "${@1}"\n' },
];

/** Stores that recipes share. */
const STORES: readonly Change[] = [
  {
    name: 'a store of the configuration by its number',
    code: 'for number in range(max(1, d._handle - 60), d._handle + 1):\n    try:\n        other = object.__new__(type(d))\n        other.__init__(number)\n        other.setVar("EVIL", "evil")\n    except Exception:\n        pass',
    probe: 'return d.getVar("EVIL")',
  },
  {
    name: 'the original environment',
    code: 'd.getVar("BB_ORIGENV", False).setVar("EVIL", "evil")',
    probe: 'return d.getVar("BB_ORIGENV", False).getVar("EVIL")',
  },
  {
    name: 'an object of the configuration',
    code: 'd.getVar("SHARED", False)["evil"] = "evil"',
    probe: 'return str(d.getVar("SHARED", False))',
  },
];
const SHARED = {
  'classes/base.bbclass':
    'python share() {\n    d.setVar("SHARED", {"good": "good"})\n}\nshare[eventmask] = "bb.event.ConfigParsed"\naddhandler share\n',
};

function attemptOf({ name, code, probe }: Change): Attempt {
  return { name, expected: EXPECTED, run: () => tryCulprit(probe, anonymous(code)) };
}

const fromElsewhere = ELSEWHERE.map(({ name, culprit, files }): Attempt => ({
  name: `from ${name}`,
  expected: EXPECTED,
  run: () => tryCulprit('return hasattr(os, "evil")', culprit, files),
}));

const inStores = STORES.map(({ name, code, probe }): Attempt => ({
  name,
  expected: EXPECTED,
  run: () => tryCulprit(probe, anonymous(code), SHARED),
}));

const PATCH = 'import json\njson.dumps = lambda *args, **named: "evil"';
const SHOWS_PATCH = 'import json\nreturn json.dumps([1])';

/**
 * The hash of the victim before, while and after there are files that change the interpreter of the whole
 * configuration.
 */
async function mended(culprit: Readonly<Record<string, string>>): Promise<string> {
  const files = { [VICTIM]: recipe(SHOWS_PATCH) };
  const hash = async (own: Readonly<Record<string, string>>): Promise<string> =>
    hashOf((await workspace()).evaluate({ ...files, ...own }, { fn: VICTIM }).engine, VICTIM);
  const before = await hash({});
  const meanwhile = await hash(culprit);
  const after = await hash({});
  return `${meanwhile === before ? 'not seen' : 'seen'}, then ${after === before ? 'mended' : 'still there'}`;
}

/**
 * The configuration's code is in every parser of BitBake, and therefore in every recipe's interpreter; but only as long
 * as it is in the configuration.
 */
const OF_CONFIGURATION: readonly Attempt[] = [
  [
    'an event handler',
    {
      'classes/base.bbclass': `python evil() {\n${lines(PATCH)}}\nevil[eventmask] = "bb.event.ConfigParsed"\naddhandler evil\n`,
    },
  ],
  [
    'inline code',
    { '/build/conf/local.conf': "EVIL := \"${@setattr(__import__('json'), 'dumps', lambda value: 'evil')}\"\n" },
  ],
  [
    'a file that inline code writes and a def function reads',
    {
      '/build/conf/local.conf': "EVIL := \"${@open('/tmp/json', 'w').write('evil')}\"\n",
      [VICTIM]: recipe('return open("/tmp/json").read() if os.path.exists("/tmp/json") else "good"'),
    },
  ],
].map(([name, files]): Attempt => ({
  name: `the configuration changes it: ${String(name)}`,
  expected: 'seen, then mended',
  run: () => mended(files as Record<string, string>),
}));

/**
 * What the engine keeps for later: the victim's result stays unchanged, and the culprit's result is right as soon as
 * its text is.
 */
const AFTERWARDS: Attempt = {
  name: 'the culprit is mended',
  expected: 'both as alone',
  run: async () => {
    const files = { [VICTIM]: recipe(SHOWS_PATCH), [CULPRIT]: recipe(SHOWS_PATCH) };
    const alone = (await workspace()).evaluate(files, { fn: CULPRIT }).engine;
    const expected = [hashOf(alone, CULPRIT), hashOf(alone, VICTIM)].join();
    const hostile = (await workspace()).evaluate(
      { ...files, [CULPRIT]: recipe(SHOWS_PATCH, anonymous(PATCH)) },
      { fn: CULPRIT },
    ).engine;
    const kept = hashOf(hostile, VICTIM);
    const again = (await workspace()).evaluate(files, { fn: CULPRIT }).engine;
    return [hashOf(again, CULPRIT), kept].join() === expected && hashOf(again, VICTIM) === kept
      ? 'both as alone'
      : 'others';
  },
};

export const ISOLATION: AttemptKind = {
  kind: 'isolation',
  attempts: [...CHANGES.map(attemptOf), ...fromElsewhere, ...inStores, ...OF_CONFIGURATION, AFTERWARDS],
};
