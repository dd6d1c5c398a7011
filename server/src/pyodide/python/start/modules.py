"""Makes modules of Sighound's own in an interpreter, before any foreign code runs in it."""

from __future__ import annotations

import sys
import types

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

# To compile these modules takes long, and only rules ask for them.
LATER = "sighound_python.rules."


class LaterModule(types.ModuleType):
    """A module that is executed when something asks for a name in it."""

    source: str

    def __getattr__(self, name: str) -> Any:
        # Python itself looks for such names in any module.
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        self.__class__ = types.ModuleType  # pyright: ignore[reportAttributeAccessIssue]
        execute(self, self.__dict__.pop("source"))
        return getattr(self, name)


def execute(module: types.ModuleType, source: str) -> None:
    exec(compile(source, "<sighound>/%s.py" % module.__name__, "exec", dont_inherit=True), module.__dict__)


def make_module(name: str, source: str) -> types.ModuleType:
    later = name.startswith(LATER)
    made = sys.modules[name] = (LaterModule if later else types.ModuleType)(name)
    # Relative imports start from it.
    made.__package__ = name.rpartition(".")[0]
    if later:
        made.__dict__["source"] = source
    else:
        execute(made, source)
    return made


def start(sources: Iterable[tuple[str, str]], library_path: str | None, engine: Mapping[str, Any]) -> Any:
    """Makes the modules, each after those that it imports. Returns what `start` of the last one returns.

    `sources`: (name, source) of each module. `library_path`: the folder of the workspace's BitBake library.
    `engine`: the engine's functions, which become the module `sighound_engine`.
    """
    if library_path is not None:
        sys.path.insert(0, library_path)
    make_module("sighound_engine", "").__dict__.update(engine)
    made = [make_module(name, source) for name, source in sources]
    functions: Any = made[-1]
    return functions.start()
