"""The functions in layers' modules (`addpylib`), and the modules that metadata has as global names."""

from __future__ import annotations

import importlib
import inspect
import sys
from json import dumps

from .calls import visitors
from .failures import fail
from .namespace import context

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any

# Visitors that the engine does not use yet.
pending_visitors: dict[str, Callable[..., Any]] = {}


def import_globals(modules: Iterable[str]) -> bool | None:
    try:
        for name in modules:
            if name not in context:
                context[name] = __import__(name)
        return True
    except BaseException as raised:
        return fail(raised)


def start_module_path(directory: str, namespace: str) -> str | None:
    """Imports the package. Its modules follow one by one, since a visitor may affect how the next one is read."""
    try:
        if directory not in sys.path:
            sys.path.append(directory)
        importlib.invalidate_caches()
        package = importlib.import_module(namespace)
        context[namespace] = package
        return dumps(list(getattr(package, "BBIMPORTS", [])))
    except BaseException as raised:
        return fail(raised)


def module_functions(namespace: str, name: str, decorators: bool, visited: bool, of_others: bool) -> str | None:
    try:
        prefix = "%s.%s" % (namespace, name)
        module = importlib.import_module(prefix)
        context[namespace] = sys.modules[namespace]
        functions: dict[str, Callable[..., Any]] = {}
        for attribute in dir(module):
            if not attribute.startswith("_") and callable(getattr(module, attribute)):
                functions[attribute] = getattr(module, attribute)
        result: list[dict[str, Any]] = []
        for attribute, function in functions.items():
            try:
                if not of_others and inspect.getsourcefile(function) != module.__file__:
                    continue
                lines, line = inspect.getsourcelines(function)
            except TypeError:
                continue
            visitor = getattr(function, "visitorcode", None) if visited else None
            if visitor is not None:
                pending_visitors["%s.%s" % (prefix, attribute)] = visitor
            result.append(
                {
                    "name": "%s.%s" % (prefix, attribute),
                    "text": "\n" * line + "".join(lines),
                    "siblings": sorted(functions),
                    "modulePrefix": prefix,
                    "vardeps": sorted(getattr(function, "bb_vardeps", ())) if decorators else [],
                    "vardepsexclude": sorted(getattr(function, "bb_vardepsexclude", ())) if decorators else [],
                    "hasVisitor": visitor is not None,
                }
            )
        return dumps(result)
    except BaseException as raised:
        return fail(raised)


def use_visitor(name: str) -> None:
    visitors[name] = pending_visitors.pop(name)
