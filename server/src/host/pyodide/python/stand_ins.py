"""Stand-ins for the everyday parts of BitBake's library, for a workspace without a BitBake.

They do what metadata expects of `bb` while parsing. What is missing here raises `HostQuestion`, so that a value that needs
it is unknown and never a guess. A layer's own Python (`addpylib`) is used where there is one; `oe.utils` stands in until then.
"""
import os
import re
import sys
import types

from sighound_host import HostQuestion

last_message = [""]


def _module(name, **members):
    made = types.ModuleType(name)
    made.__dict__.update(members)

    def missing(attribute):
        if attribute.startswith("__"):
            raise AttributeError(attribute)
        raise HostQuestion("`%s.%s` of BitBake's library, and the workspace has no BitBake" % (name, attribute))

    made.__getattr__ = missing
    sys.modules[name] = made
    parent, _, last = name.rpartition(".")
    if parent:
        setattr(sys.modules[parent], last, made)
    else:
        made.__path__ = []
    return made


class BBHandledException(Exception):
    """A failure that was reported already."""


class SkipRecipe(Exception):
    """Metadata asks to skip the recipe."""


class ParseError(Exception):
    """Metadata cannot be parsed."""

    def __init__(self, msg, filename="", lineno=0):
        super().__init__(msg, filename, lineno)
        self.msg, self.filename, self.lineno = msg, filename, lineno

    def __str__(self):
        return self.msg


class ExpansionError(Exception):
    """A value cannot be expanded."""


class ExecutionError(Exception):
    """A command failed."""


def _fatal(*args):
    last_message[0] = "".join(args)
    raise BBHandledException(last_message[0])


def _silent(*args, **kwargs):
    """Messages go nowhere while parsing."""


bb = _module(
    "bb", __version__="stand-in", BBHandledException=BBHandledException, fatal=_fatal, error=_silent, erroronce=_silent,
    warn=_silent, warnonce=_silent, note=_silent, plain=_silent, verbnote=_silent, verbose=_silent,
    debug=lambda level, *args: None,
)


# bb.utils

def _words(value):
    return value.split() if isinstance(value, str) else [str(word) for word in value]


def contains(variable, checkvalues, truevalue, falsevalue, d):
    value = d.getVar(variable)
    if not value:
        return falsevalue
    return truevalue if set(_words(checkvalues)) <= set(value.split()) else falsevalue


def contains_any(variable, checkvalues, truevalue, falsevalue, d):
    value = d.getVar(variable)
    if not value:
        return falsevalue
    return truevalue if set(_words(checkvalues)) & set(value.split()) else falsevalue


def filter_words(variable, checkvalues, d):
    value = d.getVar(variable)
    if not value:
        return ""
    return " ".join(sorted(set(_words(checkvalues)) & set(value.split())))


def to_boolean(string, default=None):
    if not string:
        return default
    if isinstance(string, int):
        return string != 0
    folded = string.lower()
    if folded in ("y", "yes", "1", "true", "t", "on"):
        return True
    if folded in ("n", "no", "0", "false", "f", "off"):
        return False
    raise ValueError("Invalid value for to_boolean: %s" % string)


def which(path, item, direction=0, history=False, executable=False):
    tried = []
    paths = (path or "").split(":")
    if direction:
        paths.reverse()
    for folder in paths:
        candidate = os.path.join(folder, item)
        tried.append(candidate)
        found = os.path.isfile(candidate) and os.access(candidate, os.X_OK) if executable else os.path.exists(candidate)
        if found:
            candidate = os.path.abspath(candidate)
            return (candidate, tried) if history else candidate
    return ("", tried) if history else ""


def explode_deps(text):
    """Package names of a dependency list, version constraints left out."""
    return re.sub(r"\([^)]*\)", " ", text or "").split()


def mkdirhier(directory):
    os.makedirs(directory, exist_ok=True)


_LEVELS = {"~": -1, "": 0}


def _version_parts(version):
    epoch, _, rest = version.rpartition(":") if ":" in version else ("0", "", version)
    return int(epoch or 0), [int(part) if part.isdigit() else part for part in re.findall(r"\d+|[a-zA-Z]+|~", rest)]


def _compare_parts(a, b):
    for left, right in zip(a + [""] * len(b), b + [""] * len(a)):
        if left == right:
            continue
        def rank(part):
            if part in _LEVELS:
                return _LEVELS[part], 0, ""
            return (2, part, "") if isinstance(part, int) else (1, 0, part)
        return -1 if rank(left) < rank(right) else 1
    return 0


def vercmp_string(a, b):
    first, second = _version_parts(a), _version_parts(b)
    if first[0] != second[0]:
        return -1 if first[0] < second[0] else 1
    return _compare_parts(first[1], second[1])


_module(
    "bb.utils", contains=contains, contains_any=contains_any, filter=filter_words, to_boolean=to_boolean, which=which,
    explode_deps=explode_deps, mkdirhier=mkdirhier, vercmp_string=vercmp_string,
    remove=lambda path, recurse=False, ionice=False: None,
)


# bb.data, bb.data_smart, bb.parse, bb.process

def inherits_class(klass, d):
    return any(path.endswith("/%s.bbclass" % klass) for path in d.getVar("__inherit_cache", False) or [])


def vars_from_file(mypkg, d):
    if not mypkg or not mypkg.endswith((".bb", ".bbappend")):
        return (None, None, None)
    parts = os.path.splitext(os.path.basename(mypkg))[0].split("_")
    if len(parts) > 3:
        raise ParseError("Unable to generate default variables from filename (too many underscores)", mypkg)
    return parts + [None] * (3 - len(parts))


def _decorator(attribute):
    def decorate(*names):
        def inner(function):
            setattr(function, attribute, getattr(function, attribute, set()) | set(names))
            return function
        return inner
    return decorate


_module("bb.data", inherits_class=inherits_class, createCopy=lambda d: d.createCopy(), getVar=lambda name, d: d.getVar(name))
_module("bb.data_smart", ExpansionError=ExpansionError)
_module(
    "bb.parse", SkipRecipe=SkipRecipe, SkipPackage=SkipRecipe, ParseError=ParseError, vars_from_file=vars_from_file,
    vardeps=_decorator("bb_vardeps"), vardepsexclude=_decorator("bb_vardepsexclude"),
    mark_dependency=lambda d, f: d._call("markDependency", f), check_dependency=lambda d, f: d._call("hasDependency", f),
)
_module("bb.process", ExecutionError=ExecutionError)
_module("bb.build", FuncFailed=BBHandledException)


# bb.event

class Event:
    """An event that handlers receive."""

    def __init__(self):
        self.pid = 0


class ConfigParsed(Event):
    pass


class MultiConfigParsed(Event):
    def __init__(self, mcdata):
        super().__init__()
        self.mcdata = mcdata


class RecipeEvent(Event):
    def __init__(self, fn):
        super().__init__()
        self.fn = fn


class RecipePreDeferredInherits(RecipeEvent):
    def __init__(self, fn, inherits):
        super().__init__(fn)
        self.inherits = inherits


class RecipePreFinalise(RecipeEvent):
    pass


class RecipePostKeyExpansion(RecipeEvent):
    pass


class RecipeTaskPreProcess(RecipeEvent):
    def __init__(self, fn, tasklist):
        super().__init__(fn)
        self.tasklist = tasklist


class RecipeParsed(RecipeEvent):
    pass


_EVENTS = {kind.__name__: kind for kind in (
    ConfigParsed, MultiConfigParsed, RecipePreDeferredInherits, RecipePreFinalise, RecipePostKeyExpansion,
    RecipeTaskPreProcess, RecipeParsed,
)}
for _later in ("BuildStarted", "BuildCompleted", "SanityCheck", "NetworkTest", "ParseCompleted", "ReachableStamps",
               "StaleSetSceneTasks", "DepTreeGenerated", "RecipeEvent"):
    _EVENTS.setdefault(_later, type(_later, (Event,), {}))
_module("bb.event", Event=Event, getName=lambda e: getattr(e, "__name__", None) or type(e).__name__,
        fire=lambda event, d: None, **_EVENTS)


# oe.utils, until a layer brings its own

def conditional(variable, checkvalue, truevalue, falsevalue, d):
    return truevalue if d.getVar(variable) == checkvalue else falsevalue


def both_contain(variable1, variable2, checkvalue, d):
    wanted = set(_words(checkvalue))
    has = wanted <= set((d.getVar(variable1) or "").split()) and wanted <= set((d.getVar(variable2) or "").split())
    return " ".join(sorted(wanted)) if has else ""


def ifelse(condition, iftrue=True, iffalse=False):
    return iftrue if condition else iffalse


def vartrue(variable, iftrue, iffalse, d):
    return iftrue if to_boolean(d.getVar(variable)) else iffalse


_oe = _module("oe")
_oe_utils = types.ModuleType("oe.utils")
_oe_utils.__dict__.update(conditional=conditional, both_contain=both_contain, ifelse=ifelse, vartrue=vartrue, any_distro_features=(
    lambda d, features, truevalue="1", falsevalue="": contains_any("DISTRO_FEATURES", features, truevalue, falsevalue, d)),
    all_distro_features=lambda d, features, truevalue="1", falsevalue="": contains("DISTRO_FEATURES", features, truevalue, falsevalue, d))
_oe.utils = _oe_utils
# Only a global name: `import oe` must find the layer's package where `addpylib` names one.
del sys.modules["oe"]


# What metadata.py asks of a library

def exception(name, message):
    if name == "SkipRecipe":
        return SkipRecipe(message)
    if name == "BBHandledException":
        return BBHandledException(message)
    if name == "ParseError":
        return ParseError(message)
    return ExpansionError(message)


def message(error):
    return error.question if isinstance(error, HostQuestion) else str(error)


def event(kind, fn, words, configurations):
    made = _EVENTS[kind]
    if kind == "ConfigParsed":
        return made()
    if kind == "MultiConfigParsed":
        return made(configurations)
    return made(fn, words) if kind in ("RecipePreDeferredInherits", "RecipeTaskPreProcess") else made(fn)


def use_namespace(context):
    context.setdefault("oe", _oe)


def forget_recipe():
    """Nothing is remembered between recipes."""


def _filters():
    return {
        "__builtins__": {},
        "prefix": lambda value, text: " ".join(text + word for word in value.split()),
        "suffix": lambda value, text: " ".join(word + text for word in value.split()),
        "sort": lambda value: " ".join(sorted(value.split())),
        "remove": lambda value, dropped, sep=None: (sep or " ").join(
            word for word in value.split(sep) if word not in (dropped.split(sep) if isinstance(dropped, str) else dropped)),
    }


def apply_filter(value, expression):
    if not expression.strip():
        return value
    return eval(expression.strip(), _filters(), {"val": value})


def make():
    """The stand-ins keep nothing of their own."""
