"""The global namespace of metadata."""

from __future__ import annotations

import builtins
import os
import time

import sighound_library as library

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

context: dict[str, Any] = {}
BUILTIN_NAMES = frozenset(name for name in dir(builtins) if not name.startswith("_")) | {"oe"}


def start_namespace() -> None:
    context.clear()
    context.update({"os": os, "bb": library.bb, "time": time})
    library.use_namespace(context)
