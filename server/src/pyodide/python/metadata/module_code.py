"""Compiled code of layers' modules, made before any metadata runs.

So a new interpreter need not compile the modules again.
"""

from __future__ import annotations

import sys
from importlib.machinery import SourceFileLoader

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import CodeType
    from typing import Any

# The names of the modules that do not belong to metadata.
present: set[str] = set()
# The source and the code of each file.
known: dict[str, tuple[bytes, CodeType]] = {}
read = SourceFileLoader.get_code


def get_code(self: SourceFileLoader, fullname: str) -> Any:
    found = known.get(self.path)
    # The source is read in any case: the importer of the module depends on it.
    return found[1] if found is not None and self.get_data(self.path) == found[0] else read(self, fullname)


def start_module_code() -> None:
    """Must be called after Sighound's own modules are made, and before any metadata runs."""
    present.update(sys.modules)
    SourceFileLoader.get_code = get_code


def module_paths() -> list[str]:
    """The files of the modules that were imported since the start and have no code here yet."""
    modules = [module for name, module in list(sys.modules.items()) if name not in present]
    found = [
        getattr(module, "__file__", None)
        for module in modules
        if type(getattr(module, "__loader__", None)) is SourceFileLoader
    ]
    return [path for path in found if type(path) is str and path not in known]


def prepare_module(path: str) -> None:
    try:
        with open(path, "rb") as file:
            source = file.read()
        known[path] = source, compile(source, path, "exec", dont_inherit=True)
    except Exception:
        pass  # The import reports the error.
