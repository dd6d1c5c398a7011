"""The parts of the workspace's own BitBake library that metadata calls: exceptions, events, namespaces and caches."""

# BitBake is the workspace's own, so there is nothing to check here.
# pyright: reportMissingImports=false, reportUnusedImport=false, reportUntypedBaseClass=false
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false, reportUnknownVariableType=false
# The finder of modules comes before the imports that need it.
# ruff: noqa: E402
from __future__ import annotations

import importlib
import importlib.machinery
import importlib.util
import logging
import sys
import types

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

# Modules that BitBake imports but metadata never uses: its scheduler, the clients of its servers, the reader of HTML
# pages, and the reader of shell code, which the engine replaces with its own. They are read only when something asks
# for them after all, since otherwise every thread would wait for them.
SELDOM_USED = (
    "bb._vendor.bs4",
    "bb.pysh.pyshlex",
    "bb.pysh.pyshyacc",
    "bb.runqueue",
    "bs4",
    "hashserv",
    "hashserv.client",
)

# Modules that import names from such a module at once, but only call them later.
TAKE_NAMES = ("bb.fetch.wget", "bb.fetch2.wget")


class _Unread(types.ModuleType):
    """A module that is executed when something asks for a name that it does not have yet.

    `importlib.util.LazyLoader` would execute it for any name, and every further `import` of the module asks for its
    `__spec__`.
    """

    def __getattr__(self, name: str) -> Any:
        if name == "__path__":  # It marks a package; an import from a module asks for it.
            raise AttributeError(name)
        frame: Any = sys._getframe(1)  # pyright: ignore[reportPrivateUsage]
        while frame.f_globals.get("__name__") == "importlib._bootstrap":
            frame = frame.f_back
        if frame.f_globals.get("__name__") in TAKE_NAMES:
            return lambda *args, **named: getattr(self, name)(*args, **named)  # pyright: ignore[reportUnknownLambdaType]
        if type(self) is _Unread:
            self.__class__ = types.ModuleType  # pyright: ignore[reportAttributeAccessIssue]
            spec: Any = self.__spec__
            loader = self.__loader__ = spec.loader = spec.loader.loader
            loader.exec_module(self)
        return getattr(self, name)


class _Later:
    """Finds the modules that are read later, and creates them."""

    def __init__(self, loader: Any = None) -> None:
        self.loader = loader

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> Any:
        if name not in SELDOM_USED:
            return None
        spec: Any = importlib.machinery.PathFinder.find_spec(name, path, target)
        if spec is not None and spec.loader is not None:
            spec.loader = _Later(spec.loader)
        return spec

    def create_module(self, spec: Any) -> None:
        return None

    def exec_module(self, module: Any) -> None:
        module.__class__ = _Unread


sys.meta_path.insert(0, _Later())

import bb
import bb.build
import bb.data
import bb.data_smart
import bb.event
import bb.parse
import bb.process
import bb.siggen
import bb.utils
from sighound_host import HostQuestion

# The fetcher by its real name: from 6.1 on, `bb.fetch2` only passes names on to `bb.fetch` and warns. Before that,
# `bb.fetch` is an alias of `bb.fetch2`.
fetcher = importlib.import_module("bb.fetch" if importlib.util.find_spec("bb.fetch") is not None else "bb.fetch2")

logging.disable(logging.NOTSET)
last_message = [""]


class _Remember(logging.Handler):
    """Keeps the newest error's text: `bb.fatal` logs the text and raises an exception without one."""

    def emit(self, record: logging.LogRecord) -> None:
        if record.levelno >= logging.ERROR:
            last_message[0] = record.getMessage()


_logger = logging.getLogger("BitBake")
_logger.handlers[:] = [_Remember()]
_logger.propagate = False
_logger.setLevel(logging.WARNING)


class ExpansionError(bb.data_smart.ExpansionError):
    """An expansion that failed in the engine's datastore."""

    def __init__(self, message: str) -> None:
        Exception.__init__(self, message)
        self.msg = message
        self.variablename = self.expression = self.exception = None
        self.varlist = []

    def addVar(self, varname: str) -> None:
        pass

    def __str__(self) -> str:
        return self.msg


def exception(name: str, message: str) -> Exception:
    if name == "SkipRecipe":
        return bb.parse.SkipRecipe(message)
    if name == "BBHandledException":
        last_message[0] = message
        return bb.BBHandledException(message)
    if name == "ParseError":
        return bb.parse.ParseError(message, "")
    return ExpansionError(message)


def message(error: BaseException) -> str:
    text = error.question if isinstance(error, HostQuestion) else str(error)
    if isinstance(error, bb.BBHandledException) and not text:
        text, last_message[0] = last_message[0], ""
    return text


def event(kind: str, fn: str, words: Sequence[str], configurations: Mapping[str, Any]) -> Any:
    if kind == "ConfigParsed":
        return bb.event.ConfigParsed()
    if kind == "MultiConfigParsed":
        return bb.event.MultiConfigParsed(configurations)
    made = getattr(bb.event, kind)
    return made(fn, words) if kind in ("RecipePreDeferredInherits", "RecipeTaskPreProcess") else made(fn)


def use_namespace(context: dict[str, Any]) -> None:
    bb.utils._context = context


def forget_recipe() -> None:
    """Clears what BitBake remembers per recipe file, since the engine's texts change under the same path."""
    fetcher.urldata_cache.clear()
    _uris.clear()


# The URIs that a recipe has parsed. Its variants, and the functions of each variant, parse the same URIs, and parsing
# one takes long.
_uris: dict[str, dict[str, Any]] = {}


def _remember_uris() -> None:
    uri_class = fetcher.URI
    read = uri_class.__init__

    def fresh(attributes: dict[str, Any]) -> dict[str, Any]:
        return {name: value.copy() if isinstance(value, dict) else value for name, value in attributes.items()}

    def __init__(self: Any, uri: Any = None) -> None:
        if type(self) is not uri_class or not isinstance(uri, str):
            read(self, uri)
        elif uri in _uris:
            self.__dict__.update(fresh(_uris[uri]))
        else:
            read(self, uri)
            _uris[uri] = fresh(self.__dict__)

    uri_class.__init__ = __init__


def apply_filter(value: str, expression: str) -> str:
    import bb.filter

    return bb.filter.apply_filters(value, [expression])


def make() -> None:
    """Sends to the engine what the library itself keeps per datastore."""

    def mark_dependency(d: Any, f: str) -> Any:
        d._call("markDependency", f)

    def check_dependency(d: Any, f: str) -> Any:
        return d._call("hasDependency", f)

    bb.parse.mark_dependency = mark_dependency
    bb.parse.check_dependency = check_dependency
    _remember_uris()
    bb.data.createCopy = lambda source: source.createCopy()  # pyright: ignore[reportUnknownLambdaType]
