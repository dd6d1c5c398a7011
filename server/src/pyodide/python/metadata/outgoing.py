"""Values as they go to the engine. `fromPython` in `pyodideEvaluator.ts` is the other side."""

# A list, set or dict of metadata may hold anything.
# pyright: reportUnknownArgumentType=false, reportUnknownVariableType=false

from __future__ import annotations

from sighound_engine import get_var

from .incoming import LIST_MARK, TEXT_MARK, UNMARKED
from .listing import variable_names

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

# The types of values that cross unchanged.
PLAIN = (str, int, bool, type(None))


def outgoing(value: Any, handle: int) -> Any:
    """A value as it crosses to the engine: plain values unchanged, lists of strings marked, anything else boxed."""
    if type(value) is str:
        return value if value >= UNMARKED or not value.startswith((LIST_MARK, TEXT_MARK)) else TEXT_MARK + value
    if type(value) in PLAIN:
        return value
    if type(value) is list and all(type(item) is str and "\0" not in item for item in value):
        return LIST_MARK + "".join(["\0" + item for item in value])
    text = str(value)
    return [value, "list" if type(value) is list else "opaque", text, unsettled(value, handle, text)]


def lists_variables(value: dict[Any, Any], handle: int) -> bool:
    """Whether the keys of a dict are variables in the datastore's own order, as `for key in d` produces them."""
    if len(value) < 2 or not all(isinstance(key, str) for key in value):
        return False
    # A list of all variables takes long, and few dicts contain variables.
    if any(get_var(handle, key, False, False, False) is None for key in (next(iter(value)), next(reversed(value)))):
        return False
    indexes = {name: index for index, name in enumerate(variable_names(handle))}
    found = [indexes.get(key, -1) for key in value]
    return -1 not in found and found == sorted(found)


def unsettled(value: Any, handle: int, text: str) -> str | None:
    """Why the text of a value differs in each run of BitBake itself, or None."""
    if isinstance(value, (set, frozenset)) and len(value) > 1:
        return "it depends on the order of a set"
    if isinstance(value, dict) and lists_variables(value, handle):
        return "it depends on the order in which the datastore lists its variables"
    if isinstance(value, (list, tuple, dict)):
        for item in value.values() if isinstance(value, dict) else value:
            why = None if type(item) in PLAIN else unsettled(item, handle, "")
            if why is not None:
                return why
    return "it holds the address of an object" if " at 0x" in text else None
