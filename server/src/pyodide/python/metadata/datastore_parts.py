"""The parts of BitBake's datastore that metadata reads as objects: override data, records, histories, parsed values.

Each object asks the engine when metadata reads it, so it shows what was written in the meantime. If the engine cannot
answer, `refuse` makes the value that needs the answer unknown, even if metadata catches the error.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from .bridge import ask
from .refusal import refuse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any, Literal, NoReturn


class FixedList(list):  # pyright: ignore[reportMissingTypeArgument]
    """A list that can only be read: a change to it would not reach the engine."""

    __slots__ = ("_refuse",)

    _refuse: Callable[[str], Exception]

    def _write(self, *args: object, **named: object) -> NoReturn:
        raise self._refuse("writing to a list of d.overridedata")

    append = extend = insert = remove = pop = clear = sort = reverse = _write  # pyright: ignore[reportAssignmentType]
    __setitem__ = __delitem__ = __iadd__ = __imul__ = _write  # pyright: ignore[reportAssignmentType]


class View(Mapping):  # pyright: ignore[reportMissingTypeArgument]
    """A mapping as the engine has it now. Like a dict, it must not gain or lose names during an iteration."""

    def __init__(self, d: Any) -> None:
        self._d = d

    def __iter__(self) -> Iterator[str]:
        names = list(self._names())
        for name in names:
            yield name
            if len(self._names()) != len(names):
                raise RuntimeError("dictionary changed size during iteration")

    def __len__(self) -> int:
        return len(self._names())

    def __contains__(self, name: object) -> bool:
        return name in self._names()

    def __repr__(self) -> str:
        return repr(dict(self))  # pyright: ignore[reportUnknownArgumentType]

    def copy(self) -> dict[str, Any]:
        return dict(self)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        raise refuse(self._d, "%s.%s" % (self._called, name))

    def __setitem__(self, name: str, value: object) -> NoReturn:
        raise refuse(self._d, "writing to %s" % self._called)

    def __delitem__(self, name: str) -> NoReturn:
        raise refuse(self._d, "writing to %s" % self._called)


# The override data of each datastore, with the engine's number for its state.
known_overrides: dict[int, tuple[int, dict[str, list[list[str]]]]] = {}


class OverrideData(View):
    """Each variable that has overrides, with [name, override] for each override."""

    _called = "d.overridedata"

    def _names(self) -> dict[str, list[list[str]]]:
        version = ask(self._d, "overrideVersion")
        known = known_overrides.get(self._d._handle)
        if known is None or known[0] != version:
            known = known_overrides[self._d._handle] = (version, json.loads(ask(self._d, "overrideData")))
        return known[1]

    def __getitem__(self, name: str) -> FixedList:
        return self._fixed([self._fixed(entry) for entry in self._names()[name]])

    def _fixed(self, items: list[Any]) -> FixedList:
        fixed = FixedList(items)
        fixed._refuse = lambda what: refuse(self._d, what)  # pyright: ignore[reportPrivateUsage]
        return fixed


class Records(View):
    """The flags of each variable in this datastore itself. `_data` has those of the datastore that was copied."""

    _called = "d.dict"

    def _names(self) -> dict[str, None]:
        return {"_data": None, **dict.fromkeys(self._d.localkeys())}

    def __getitem__(self, name: str) -> dict[str, Any]:
        if name == "_data":
            raise refuse(self._d, 'd.dict["_data"]')
        if name not in self._names():
            raise KeyError(name)
        return self._d.getVarFlags(name, internalflags=True) or {}


class ExpandCache(View):
    """The values that were expanded so far. Metadata can clear this cache.

    Its content depends on earlier reads, which only BitBake knows.
    """

    _called = "d.expand_cache"

    def _names(self) -> NoReturn:
        raise refuse(self._d, "reading d.expand_cache")

    def __getitem__(self, name: str) -> NoReturn:
        raise refuse(self._d, "reading d.expand_cache")

    def clear(self) -> None:
        ask(self._d, "forgetValues")


class VariableParse:
    """A value with everything that its expansion referred to."""

    def __init__(self, d: Any, name: str | None, unexpanded: Any, value: Any, found: dict[str, Any]) -> None:
        self.varname, self.d, self.value = name, d, value
        if ask(d, "keepsUnexpanded"):
            self.unexpanded_value = unexpanded
        self.references = set(found["references"])
        self.execs = set(found["execs"])
        self.contains = {variable: set(words) for variable, words in found["contains"]}
        if found["removes"] is not None:
            self.removes = set(found["removes"])


class IncludeHistory:
    """Which file included which. Code may record further includes; earlier includes are not kept."""

    def __init__(self, d: Any) -> None:
        self._d = d

    parent = None
    filename = "[TOP LEVEL]"

    def copy(self) -> IncludeHistory:
        return IncludeHistory(self._d)

    def include(self, filename: object) -> IncludeHistory:
        return self

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: object, error: object, trace: object) -> Literal[False]:
        return False

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        raise refuse(self._d, "d.inchistory." + name)

    def emit(self, o: object, level: object = 0) -> NoReturn:
        raise refuse(self._d, "d.inchistory.emit")


class VariableHistory:
    """The operations on each variable. BitBake records them only with tracking, which is never on in a build."""

    def __init__(self, d: Any) -> None:
        self.dataroot = d

    def _read(self, name: str) -> None:
        if self.dataroot._tracking:
            raise refuse(self.dataroot, "d.varhistory.%s after d.enableTracking()" % name)

    @property
    def variables(self) -> dict[str, Any]:
        self._read("variables")
        return {}

    def copy(self) -> VariableHistory:
        return VariableHistory(self.dataroot)

    def record(self, *kwonly: object, **loginfo: object) -> None:
        if kwonly and self.dataroot._tracking:
            raise TypeError

    def rename_variable_hist(self, oldvar: object, newvar: object) -> None:
        pass

    def variable(self, var: object) -> list[Any]:
        self._read("variable")
        return []

    def emit(self, var: object, oval: object, val: object, o: Any, d: object) -> None:
        self._read("emit")
        o.write("#\n# $%s\n#   [no history recorded]\n#\n" % var)
        o.write('#   "%s"\n' % str(oval).replace("\n", "\n#"))

    def get_variable_files(self, var: object) -> list[Any]:
        return self.variable(var)

    def get_variable_lines(self, var: object, f: object) -> list[Any]:
        return self.variable(var)

    def get_variable_refs(self, var: object) -> dict[Any, Any]:
        return dict.fromkeys(self.variable(var))

    def get_variable_items_files(self, var: str) -> dict[str, Any]:
        self._read("get_variable_items_files")
        # BitBake reads the value first, and a failure of this read counts.
        (self.dataroot.getVar(var) or "").split()
        return {}

    def del_var_history(self, var: object, f: object = None, line: object = None) -> None:
        pass

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        raise refuse(self.dataroot, "d.varhistory." + name)
