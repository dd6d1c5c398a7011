"""Failures of metadata. A failure crosses as JSON, never as an exception, and the engine decides what it means."""

from __future__ import annotations

import sys
from importlib.util import find_spec
from json import dumps

import sighound_library as library

from .refusal import UnknownAttribute

failures: list[str] = []


def fail(raised: BaseException, fn: str | None = None) -> None:
    """Records an exception, which the engine fetches later."""
    line = None
    trace = raised.__traceback__
    while trace is not None:
        if fn is not None and trace.tb_frame.f_code.co_filename == fn:
            line = trace.tb_lineno
        trace = trace.tb_next
    if isinstance(raised, SyntaxError) and line is None:
        line = raised.lineno
    kind = type(raised)
    message = library.message(raised)
    if isinstance(raised, SyntaxError):
        message = raised.msg or ""
    unknown = None
    if isinstance(raised, library.HostQuestion):
        # A question that went through the datastore and back already has its wording.
        unknown = message if getattr(raised, "worded", False) else "metadata asks this machine: " + message
    elif isinstance(raised, ModuleNotFoundError):
        unknown = missing_module(raised.name or "")
    elif isinstance(raised, UnknownAttribute):
        unknown = message
    elif isinstance(raised, KeyboardInterrupt):
        unknown = "metadata Python ran too long and was cut off"
    elif isinstance(raised, MemoryError):
        unknown = "metadata Python asked for more memory than the sandbox has"
    elif isinstance(raised, RecursionError) and not message:
        message = "maximum recursion depth exceeded"
    failures.append(
        dumps(
            {
                "type": kind.__name__,
                "message": message,
                "bases": [base.__name__ for base in kind.__mro__[1:-1]],
                "line": line,
                "unknown": unknown,
            }
        )
    )


def missing_module(name: str) -> str | None:
    """Why an import says nothing about the machine; None if the module is missing there as well."""
    top = name.partition(".")[0]
    if top in ("pyodide", "pyodide_js", "js"):
        return "metadata asks this machine: an event loop of asyncio, which the sandbox lacks"
    if top in sys.modules:
        # The stand-ins are modules without a folder.
        if top == "bb" and not getattr(sys.modules[top], "__path__", None):
            return "metadata imports %s of BitBake's library, and the workspace has no BitBake" % name
        return None
    if not top or find_spec(top) is not None:
        return None
    return "metadata imports the Python module %s, which the sandbox lacks and this machine may have" % top


def failure() -> str | None:
    """The latest failure, once."""
    return failures.pop() if failures else None
