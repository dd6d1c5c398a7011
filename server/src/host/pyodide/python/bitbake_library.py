"""The workspace's own BitBake library, as far as metadata calls it: exceptions, events, namespaces and caches."""
import importlib.machinery
import importlib.util
import logging
import sys

# What BitBake's modules import and metadata never comes to: its scheduler, and the reader of shell code that has one of its own here. They
# are read when something asks for them after all, since reading them takes more than a quarter of the time.
SELDOM_USED = ("bb.pysh.pyshlex", "bb.pysh.pyshyacc", "bb.runqueue")


class _Later:
    """Finds modules that are executed when the first of their names is asked for."""

    def find_spec(self, name, path=None, target=None):
        if name not in SELDOM_USED:
            return None
        spec = importlib.machinery.PathFinder.find_spec(name, path, target)
        if spec is not None and spec.loader is not None:
            spec.loader = importlib.util.LazyLoader(spec.loader)
        return spec


sys.meta_path.insert(0, _Later())

import bb
import bb.build
import bb.data
import bb.data_smart
import bb.event
import bb.fetch2
import bb.parse
import bb.process
import bb.siggen
import bb.utils
from sighound_host import HostQuestion

logging.disable(logging.NOTSET)
last_message = [""]


class _Remember(logging.Handler):
    """Keeps the newest error's text: `bb.fatal` says it to the log and raises an exception without one."""

    def emit(self, record):
        if record.levelno >= logging.ERROR:
            last_message[0] = record.getMessage()


_logger = logging.getLogger("BitBake")
_logger.handlers[:] = [_Remember()]
_logger.propagate = False
_logger.setLevel(logging.WARNING)


class ExpansionError(bb.data_smart.ExpansionError):
    """An expansion that failed in the engine's datastore."""

    def __init__(self, message):
        Exception.__init__(self, message)
        self.msg = message
        self.variablename = self.expression = self.exception = None
        self.varlist = []

    def addVar(self, varname):
        pass

    def __str__(self):
        return self.msg


def exception(name, message):
    if name == "SkipRecipe":
        return bb.parse.SkipRecipe(message)
    if name == "BBHandledException":
        last_message[0] = message
        return bb.BBHandledException(message)
    if name == "ParseError":
        return bb.parse.ParseError(message, "")
    return ExpansionError(message)


def message(error):
    text = error.question if isinstance(error, HostQuestion) else str(error)
    if isinstance(error, bb.BBHandledException) and not text:
        text, last_message[0] = last_message[0], ""
    return text


def event(kind, fn, words, configurations):
    if kind == "ConfigParsed":
        return bb.event.ConfigParsed()
    if kind == "MultiConfigParsed":
        return bb.event.MultiConfigParsed(configurations)
    made = getattr(bb.event, kind)
    return made(fn, words) if kind in ("RecipePreDeferredInherits", "RecipeTaskPreProcess") else made(fn)


def use_namespace(context):
    bb.utils._context = context


def forget_recipe():
    """Drops what BitBake remembers per recipe file: our texts change under the same path."""
    bb.fetch2.urldata_cache.clear()


def apply_filter(value, expression):
    import bb.filter
    return bb.filter.apply_filters(value, [expression])


def make():
    """Sends what the library itself keeps per datastore to the engine."""
    def mark_dependency(d, f):
        d._call("markDependency", f)

    def check_dependency(d, f):
        return d._call("hasDependency", f)

    bb.parse.mark_dependency = mark_dependency
    bb.parse.check_dependency = check_dependency
    bb.data.createCopy = lambda source: source.createCopy()
