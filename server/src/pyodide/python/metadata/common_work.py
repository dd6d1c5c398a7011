"""What recipes have in common, made before any recipe's code runs. `commonWork.ts` finds out what that is."""

# The cache of `re` is not public and has no types.
# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false, reportUnknownVariableType=false

from __future__ import annotations

import re
from json import dumps

import sighound_library as library

from .failures import fail
from .module_code import module_paths
from .texts import definition, expression

# The keys of the patterns that the configuration compiled.
settled_patterns: set[tuple[object, ...]] = set()


def settle() -> None:
    """Ends the reading of the configuration.

    It clears what BitBake remembers per recipe file, and everything from now on belongs to a recipe.
    """
    library.forget_recipe()
    settled_patterns.update(re._cache)  # pyright: ignore[reportAttributeAccessIssue]


def prepare_expression(number: int) -> None:
    try:
        expression(number)
    except Exception:
        pass  # The evaluation reports the error.


def prepare_definition(number: int, fn: str, line: int) -> None:
    try:
        definition(number, fn, line)
    except Exception:
        pass


def prepare_pattern(pattern: str, flags: int) -> None:
    try:
        re.compile(pattern, flags)
    except Exception:
        pass


def made() -> str | None:
    """The patterns compiled and modules imported since the configuration was read; before that, all so far."""
    try:
        known = re._cache  # pyright: ignore[reportAttributeAccessIssue]
        patterns = [list(key[1:]) for key in known if key[0] is str and key not in settled_patterns]
        return dumps([patterns, module_paths()])
    except BaseException as raised:
        return fail(raised)
