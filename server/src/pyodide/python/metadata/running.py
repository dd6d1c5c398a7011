"""Runs metadata's code: inline expressions, functions, event handlers, filters."""

from __future__ import annotations

import sighound_library as library

from .datastore import datastore
from .failures import fail
from .flag_holders import forget_flagged
from .incoming import names
from .namespace import BUILTIN_NAMES, context
from .texts import definition, expression

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any

    from .datastore import Datastore


class Names(dict):  # pyright: ignore[reportMissingTypeArgument]
    """Local names of inline code: variables of the datastore, unless a builtin or a global has that name."""

    __slots__ = ("d",)

    d: Datastore

    def __missing__(self, key: str) -> Any:
        if key in BUILTIN_NAMES or key in context:
            raise KeyError(key)
        value = self.d.getVar(key)
        if value is None:
            raise KeyError(key)
        return value


MISSING = object()


def evaluate(number: int, handle: int) -> str | None:
    forget_flagged()
    # `d` is a global name as well, since the body of a comprehension does not see local names.
    outer = context.get("d", MISSING)
    try:
        known = expression(number)
        d = datastore(handle)
        local = Names(d=d)
        local.d = context["d"] = d
        return str(eval(known, context, local))
    except BaseException as raised:
        return fail(raised)
    finally:
        if outer is MISSING:
            context.pop("d", None)
        else:
            context["d"] = outer


def define(number: int, fn: str, line: int) -> bool | None:
    try:
        exec(definition(number, fn, line), context)
        return True
    except BaseException as raised:
        return fail(raised, fn)


def run_anonymous(name: str, handle: int) -> bool | None:
    forget_flagged()
    try:
        d = datastore(handle)
        context[name](d)
        return True
    except BaseException as raised:
        return fail(raised, error_file(raised))


def error_file(raised: BaseException) -> str | None:
    """The innermost file of metadata in a traceback."""
    found, trace = None, raised.__traceback__
    while trace is not None:
        name = trace.tb_frame.f_code.co_filename
        if name.endswith((".bb", ".bbclass", ".inc", ".bbappend", ".conf")):
            found = name
        trace = trace.tb_next
    return found


# The functions of event handlers, by name, text, file and line.
handlers: dict[tuple[str, int, str, int], Callable[[Any, Datastore], object]] = {}


def fire_event(
    name: str,
    number: int,
    fn: str,
    line: int,
    event_type: str,
    event_fn: str,
    words: str | Iterable[str],
    configurations: Iterable[tuple[str, int]] | None,
    handle: int,
) -> bool | None:
    forget_flagged()
    try:
        key = (name, number, fn, line)
        handler = handlers.get(key)
        if handler is None:
            locals_: dict[str, Any] = {}
            exec(definition(number, fn, line), context, locals_)
            handler = handlers[key] = locals_[name]
        d = datastore(handle)
        event = library.event(
            event_type, event_fn, names(words), {key: datastore(value) for key, value in configurations or ()}
        )
        event.data = d
        handler(event, d)
        return True
    except BaseException as raised:
        return fail(raised, fn)


def apply_filter(value: str, expression: str) -> str | None:
    try:
        return library.apply_filter(value, expression)
    except BaseException as raised:
        return fail(raised)
