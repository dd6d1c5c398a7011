"""BitBake's `d`, as metadata sees it. The engine's datastore answers each question.

A question that only BitBake can answer makes the value unknown that needs it, even if metadata catches the error.
"""

from __future__ import annotations

from collections.abc import KeysView, MutableMapping
from json import loads

from sighound_engine import call, get_flag, get_flags, get_var, set_flag, set_var

from .bridge import ERROR, ask, checked, translate
from .datastore_parts import (
    ExpandCache,
    IncludeHistory,
    OverrideData,
    Records,
    VariableHistory,
    VariableParse,
    known_overrides,
)
from .flag_holders import READING, absent, asked_in_vain, flagged, forget_flagged
from .incoming import UNMARKED, incoming, names
from .listing import variable_names
from .outgoing import outgoing
from .refusal import refuse

TYPE_CHECKING = False
if TYPE_CHECKING:
    import builtins
    from collections.abc import Iterator, Mapping
    from typing import Any, NoReturn

# Attributes that only some releases have, with the question whether this one does.
BY_RELEASE = {
    "setVarFilter": "hasFilters",
    "filters": "hasFilters",
    "finalize": "hasFinalize",
    "internal_finalize": "hasFinalize",
}


def answered(d: Datastore, operation: str) -> Any:
    return loads(ask(d, operation))


class Datastore(MutableMapping):  # pyright: ignore[reportMissingTypeArgument]
    """BitBake's `d`, answered by the engine."""

    __slots__ = ("_handle", "_own")

    _handle: int
    _own: builtins.dict[str, Any]

    def __init__(self, handle: int) -> None:
        object.__setattr__(self, "_handle", handle)
        object.__setattr__(self, "_own", {})

    # For a distribution, metadata calls the next four methods a million times. Each argument that crosses costs
    # time.

    def getVar(self, var: str, expand: object = True, noweakdefault: object = False, parsing: object = False) -> Any:
        if expand is True and noweakdefault is False and parsing is False:
            value = get_var(self._handle, var)
        else:
            value = get_var(self._handle, var, bool(expand), noweakdefault, parsing)
        if type(value) is str:
            return value if value >= UNMARKED else incoming(value)
        if value is ERROR:
            raise translate()
        return value

    def getVarFlag(
        self,
        var: str,
        flag: str | None,
        expand: object = True,
        noweakdefault: object = False,
        parsing: object = False,
        retparser: object = False,
    ) -> Any:
        if flag is None or flag == "":
            return None
        if retparser:
            return self._parsed(var, flag, expand, noweakdefault, parsing)
        handle = self._handle
        key = (handle, flag)
        holders = flagged.get(key)
        if holders is not None and var not in holders:
            return None
        if expand is True and noweakdefault is False and parsing is False:
            value = get_flag(handle, var, flag)
        else:
            value = get_flag(handle, var, flag, bool(expand), noweakdefault, parsing)
        if type(value) is str:
            return value if value >= UNMARKED else incoming(value)
        if value is ERROR:
            raise translate()
        if value is None and holders is None:
            absent(key)
        return value

    def setVar(self, var: str, value: Any, **loginfo: object) -> None:
        if asked_in_vain:
            forget_flagged()
        handle = self._handle
        if type(value) is not str or value < UNMARKED:
            value = outgoing(value, handle)
        if set_var(handle, var, value, "parsing" in loginfo) is ERROR:
            raise translate()

    def setVarFlag(self, var: str, flag: str, value: Any, **loginfo: object) -> None:
        if asked_in_vain:
            forget_flagged()
        handle = self._handle
        if type(value) is not str or value < UNMARKED:
            value = outgoing(value, handle)
        if set_flag(handle, var, flag, value) is ERROR:
            raise translate()

    def getVarFlags(self, var: str, expand: Any = False, internalflags: object = False) -> Any:
        flags = checked(get_flags(self._handle, var, "\0".join(expand) if expand else "", bool(internalflags)))
        if type(flags) is str:
            words = incoming(flags)
            return dict(zip(words[::2], words[1::2], strict=False))
        return None if flags is None else dict(flags)

    def setVarFlags(self, var: str, flags: Mapping[str, Any], **loginfo: object) -> None:
        for flag in flags:
            if flag != "_content":
                self.setVarFlag(var, flag, flags[flag])

    def _call(self, operation: str, *args: object) -> Any:
        if asked_in_vain and operation not in READING:
            forget_flagged()
        value = call(self._handle, operation, *args)
        if value is ERROR:
            raise translate()
        return value

    def appendVar(self, var: str, value: Any, **loginfo: object) -> None:
        self._call("appendVar", var, value)

    def prependVar(self, var: str, value: Any, **loginfo: object) -> None:
        self._call("prependVar", var, value)

    def delVar(self, var: str, **loginfo: object) -> None:
        self._call("delVar", var)

    def renameVar(self, key: str, newkey: str, **loginfo: object) -> None:
        self._call("renameVar", key, newkey)

    def appendVarFlag(self, var: str, flag: str, value: Any, **loginfo: object) -> None:
        self._call("appendVarFlag", var, flag, value)

    def prependVarFlag(self, var: str, flag: str, value: Any, **loginfo: object) -> None:
        self._call("prependVarFlag", var, flag, value)

    def delVarFlag(self, var: str, flag: str, **loginfo: object) -> None:
        self._call("delVarFlag", var, flag)

    def delVarFlags(self, var: str, **loginfo: object) -> None:
        self._call("delVarFlags", var)

    def hasOverrides(self, var: str) -> bool:
        return self._call("hasOverrides", var)

    def expand(self, s: Any, varname: str | None = None) -> Any:
        return self._call("expand", s, varname) if isinstance(s, str) else s

    def expandVarref(self, variable: str, parents: object = False) -> None:
        self._call("expandVarref", variable)

    def createCopy(self) -> Datastore:
        return datastore(self._call("createCopy"))

    def _parsed(
        self, var: str, flag: str, expand: object, noweakdefault: object, parsing: object
    ) -> tuple[Any, VariableParse]:
        """The value with its parse.

        For an expanded value, BitBake returns one or two results, depending on its cache.
        """
        if expand or noweakdefault or parsing:
            raise refuse(self, "getVarFlag(retparser=True) other than of an unexpanded value")
        value, unexpanded, expanded, found = self._crossed("parse", var, flag)
        return value, VariableParse(
            self, var if flag == "_content" else "%s[%s]" % (var, flag), unexpanded, expanded, loads(found)
        )

    def _crossed(self, operation: str, *args: object) -> list[Any]:
        return [
            incoming(item) if type(item) is str and item < UNMARKED else item for item in self._call(operation, *args)
        ]

    def expandWithRefs(self, s: Any, varname: str | None = None) -> VariableParse:
        value, found = (s, '{"references": [], "execs": [], "contains": [], "removes": null}')
        if isinstance(s, str):
            value, found = self._crossed("expandWithRefs", s, varname)
        return VariableParse(self, varname, s, value, loads(found))

    def enableTracking(self) -> None:
        ask(self, "setTracking", True)

    def disableTracking(self) -> None:
        ask(self, "setTracking", False)

    def initVar(self, var: str) -> None:
        self._call("initVar", var)

    def need_overrides(self) -> None:
        ask(self, "needOverrides")

    def get_hash(self) -> NoReturn:
        raise refuse(self, "d.get_hash")

    @property
    def _tracking(self) -> bool:
        return ask(self, "isTracking")

    @property
    def _var_renames(self) -> Any:
        return answered(self, "renamedVariables")

    @property
    def overrides(self) -> Any:
        return answered(self, "presentOverrides")

    @property
    def overridevars(self) -> set[str]:
        return set(answered(self, "overrideVariables"))

    @property
    def inoverride(self) -> bool:
        return ask(self, "inOverrides")

    @property
    def overridedata(self) -> OverrideData:
        return OverrideData(self)

    @property
    def dict(self) -> Records:
        return Records(self)

    @property
    def expand_cache(self) -> ExpandCache:
        return ExpandCache(self)

    @property
    def inchistory(self) -> IncludeHistory:
        return IncludeHistory(self)

    @property
    def varhistory(self) -> VariableHistory:
        return VariableHistory(self)

    def __getattr__(self, name: str) -> Any:
        own = object.__getattribute__(self, "_own")
        if name in own:
            return own[name]
        if name == "overridesset":
            # It exists once `OVERRIDES` has been read.
            present = answered(self, "presentOverrideSet")
            if present is not None:
                return set(present)
        needs = BY_RELEASE.get(name)
        if name == "overridesset" or needs is not None and not ask(self, needs):
            raise AttributeError("'DataSmart' object has no attribute '%s'" % name)
        if name == "setVarFilter":
            return lambda var, filter: self._call("setVarFilter", var, filter or "")  # pyright: ignore[reportUnknownLambdaType, reportUnknownArgumentType, reportUnknownVariableType]
        if name == "finalize":
            return lambda parent=False: None
        if name == "internal_finalize":
            return lambda parent=False: self._call("forgetOverrides")
        # Python itself looks for these names in any object, JavaScript for `then`; `DataSmart` has none of them.
        if (
            name == "then"
            or name.startswith("__")
            and name.endswith("__")
            and name not in ("__deepcopy__", "__dict__", "__getstate__")
        ):
            raise AttributeError("'DataSmart' object has no attribute '%s'" % name)
        raise refuse(self, "d." + name)

    def __setattr__(self, name: str, value: Any) -> None:
        if name == "overrides" and value is None:
            self._call("forgetOverrides")
        elif name == "expand_cache" and value == {}:
            self._call("forgetValues")
        elif name == "_tracking":
            ask(self, "setTracking", bool(value))
        elif hasattr(type(self), name) or name in BY_RELEASE or name == "overridesset":
            raise refuse(self, "setting d." + name)
        else:
            self._own[name] = value

    def __delattr__(self, name: str) -> None:
        if name not in self._own:
            raise refuse(self, "deleting d." + name)
        del self._own[name]

    def localkeys(self) -> Iterator[str]:
        return iter(names(self._call("localKeys")))

    def keys(self) -> KeysView[str]:
        return KeysView(self)

    def __iter__(self) -> Iterator[str]:
        return iter(variable_names(self._handle))

    def __len__(self) -> int:
        return len(variable_names(self._handle))

    def __contains__(self, item: Any) -> bool:
        return self.getVar(item, False) is not None

    def __getitem__(self, item: str) -> Any:
        value = self.getVar(item, False)
        if value is None:
            raise KeyError(item)
        return value

    def get(self, item: str, default: Any = None) -> Any:
        value = self.getVar(item, False)
        return default if value is None else value

    def __setitem__(self, var: str, value: Any) -> None:
        self.setVar(var, value)

    def __delitem__(self, var: str) -> None:
        self.delVar(var)


datastores: dict[int, Datastore] = {}


def datastore(handle: int) -> Datastore:
    known = datastores.get(handle)
    if known is None:
        known = datastores[handle] = Datastore(handle)
        known_overrides.pop(handle, None)
    return known
