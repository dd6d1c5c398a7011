"""The way to the engine's datastores, and the errors that they report.

The functions of `sighound_engine` are those that TypeScript supplies. None of them raises.
"""

from __future__ import annotations

from json import loads

import sighound_library as library
from sighound_engine import call, take_error

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Protocol

    class Store(Protocol):
        """A datastore of the engine, by its number."""

        _handle: int


# What a function of the engine returns if the datastore threw. Otherwise Python would have to examine an exception
# of JavaScript.
ERROR = object()


def checked(value: Any) -> Any:
    """An answer of the engine, or the exception if it is an error."""
    if value is ERROR:
        raise translate()
    return value


def translate() -> Exception:
    """The Python exception for the error that the datastore threw."""
    thrown = loads(take_error())
    if thrown["unknown"] is not None:
        raised = library.HostQuestion(thrown["unknown"])
        raised.worded = True
        return raised
    return library.exception(thrown["type"], thrown["message"])


def ask(d: Store, operation: str, *args: object) -> Any:
    """Asks the engine about a datastore."""
    return checked(call(d._handle, operation, *args))  # pyright: ignore[reportPrivateUsage]
