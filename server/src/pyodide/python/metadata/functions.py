"""The functions that the engine calls. `Metadata` in `pyodideEvaluator.ts` describes them."""

from __future__ import annotations

import warnings

import sighound_library as library

from .bridge import ERROR
from .calls import calls, check_indent
from .common_work import made, prepare_definition, prepare_expression, prepare_pattern, settle
from .datastore import datastore
from .failures import fail, failure
from .module_code import prepare_module, start_module_code
from .module_functions import import_globals, module_functions, start_module_path, use_visitor
from .namespace import start_namespace
from .running import apply_filter, define, evaluate, fire_event, run_anonymous
from .texts import keep_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def uses(code: str) -> str | None:
    try:
        # Imported here because it is compiled when something asks for it.
        from ..rules.unfollowed import uses as uses_in

        return uses_in(code, check_indent)
    except BaseException as raised:
        return fail(raised)


def destinations(code: str) -> str | None:
    try:
        from ..rules.destinations import destinations as destinations_in

        return destinations_in(code, check_indent)
    except BaseException as raised:
        return fail(raised)


def start() -> dict[str, Any]:
    """Prepares the interpreter for metadata. Returns the functions by name."""
    warnings.simplefilter("ignore")
    library.make()
    start_module_code()
    start_namespace()
    return {
        "settle": settle,
        "keep_text": keep_text,
        "prepare_expression": prepare_expression,
        "prepare_definition": prepare_definition,
        "prepare_pattern": prepare_pattern,
        "prepare_module": prepare_module,
        "made": made,
        "evaluate": evaluate,
        "define": define,
        "run_anonymous": run_anonymous,
        "fire_event": fire_event,
        "apply_filter": apply_filter,
        "calls": calls,
        "uses": uses,
        "destinations": destinations,
        "import_globals": import_globals,
        "start_module_path": start_module_path,
        "module_functions": module_functions,
        "failure": failure,
        "store": datastore,
        "use_visitor": use_visitor,
        "error": ERROR,
    }
