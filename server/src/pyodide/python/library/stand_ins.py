"""Stand-ins for the everyday parts of BitBake's library, for a workspace without a BitBake.

They do what metadata expects of `bb` while parsing. Anything that is missing here raises `HostQuestion`, so that a
value that needs it is unknown and never a guess. A layer's own Python (`addpylib`) is used if there is one. Until then,
this module provides `oe.utils`.
"""

from __future__ import annotations

import os
import re
import sys
import types

from sighound_host import HostQuestion

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from typing import Any, NoReturn

    # The names of a module. Lambdas get the types of their parameters from here.
    Member = Callable[[Any, Any, Any, Any, Any], Any] | Any

last_message = [""]


def _module(name: str, **members: Member) -> Any:
    made: Any = types.ModuleType(name)
    made.__dict__.update(members)

    def missing(attribute: str) -> NoReturn:
        if attribute.startswith("__"):
            raise AttributeError(attribute)
        raise HostQuestion("`%s.%s` of BitBake's library, and the workspace has no BitBake" % (name, attribute))

    made.__getattr__ = missing
    sys.modules[name] = made
    parent, _, last = name.rpartition(".")
    if parent:
        setattr(sys.modules[parent], last, made)
    else:
        made.__path__ = []
    return made


class BBHandledException(Exception):
    """A failure that was reported already."""


class SkipRecipe(Exception):
    """Metadata asks to skip the recipe."""


class ParseError(Exception):
    """Metadata cannot be parsed."""

    def __init__(self, msg: str, filename: str = "", lineno: int = 0) -> None:
        super().__init__(msg, filename, lineno)
        self.msg, self.filename, self.lineno = msg, filename, lineno

    def __str__(self) -> str:
        return self.msg


class ExpansionError(Exception):
    """A value cannot be expanded."""


class CommandError(RuntimeError):
    """A command failed, or it does not exist."""

    def __init__(self, command: Any, message: str | None = None) -> None:
        super().__init__(command)
        self.command, self.msg = command, message

    def __str__(self) -> str:
        return "Execution of '%s' failed: %s" % (self.command, self.msg)


class ExecutionError(CommandError):
    """A command failed."""

    def __init__(self, command: Any, exitcode: int, stdout: str | None = None, stderr: str | None = None) -> None:
        super().__init__(command)
        self.exitcode, self.stdout, self.stderr = exitcode, stdout, stderr

    def __str__(self) -> str:
        printed = "".join([self.stdout or "", self.stderr or ""])
        return "Execution of '%s' failed with exit code %s%s" % (
            self.command,
            self.exitcode,
            ":\n%s" % printed if printed else "",
        )


def _fatal(*args: str) -> NoReturn:
    last_message[0] = "".join(args)
    raise BBHandledException(last_message[0])


def _silent(*args: object, **kwargs: object) -> None:
    """Messages go nowhere while parsing."""


bb = _module(
    "bb",
    __version__="stand-in",
    BBHandledException=BBHandledException,
    fatal=_fatal,
    error=_silent,
    erroronce=_silent,
    warn=_silent,
    warnonce=_silent,
    note=_silent,
    plain=_silent,
    verbnote=_silent,
    verbose=_silent,
    debug=lambda level, *args: None,  # pyright: ignore[reportUnknownLambdaType, reportUnknownArgumentType]
)


# bb.utils


def _words(value: str | Iterable[object]) -> list[str]:
    return value.split() if isinstance(value, str) else [str(word) for word in value]


def contains(variable: str, checkvalues: Any, truevalue: Any, falsevalue: Any, d: Any) -> Any:
    value = d.getVar(variable)
    if not value:
        return falsevalue
    return truevalue if set(_words(checkvalues)) <= set(value.split()) else falsevalue


def contains_any(variable: str, checkvalues: Any, truevalue: Any, falsevalue: Any, d: Any) -> Any:
    value = d.getVar(variable)
    if not value:
        return falsevalue
    return truevalue if set(_words(checkvalues)) & set(value.split()) else falsevalue


def filter_words(variable: str, checkvalues: Any, d: Any) -> str:
    value = d.getVar(variable)
    if not value:
        return ""
    return " ".join(sorted(set(_words(checkvalues)) & set(value.split())))


def to_boolean(string: Any, default: Any = None) -> Any:
    if not string:
        return default
    if isinstance(string, int):
        return string != 0
    folded = string.lower()
    if folded in ("y", "yes", "1", "true"):
        return True
    if folded in ("n", "no", "0", "false"):
        return False
    raise ValueError("Invalid value for to_boolean: %s" % string)


def which(path: str | None, item: str, direction: int = 0, history: bool = False, executable: bool = False) -> Any:
    tried: list[str] = []
    paths = (path or "").split(":")
    if direction:
        paths.reverse()
    for folder in paths:
        candidate = os.path.join(folder, item)
        tried.append(candidate)
        found = os.path.isfile(candidate) and os.access(candidate, os.X_OK) if executable else os.path.exists(candidate)
        if found:
            candidate = os.path.abspath(candidate)
            return (candidate, tried) if history else candidate
    return ("", tried) if history else ""


def explode_deps(s: str) -> list[str]:
    """The names of a dependency list, without the words from an opening to a closing parenthesis."""
    names: list[str]
    names, inside = [], False
    for word in s.split():
        inside = inside or word.startswith("(")
        if not inside:
            names.append(word)
        inside = inside and not word.endswith(")")
    return names


def mkdirhier(directory: str) -> None:
    os.makedirs(directory, exist_ok=True)


class VersionStringException(Exception):
    """An operator that the comparison of versions does not support."""


def split_version(s: str) -> tuple[int, str, str]:
    """Epoch, version and revision of `[EPOCH:]VERSION[-REVISION]`."""
    s = s.strip(" <>=")
    epoch = 0
    if ":" in s:
        epoch, s = int(s.split(":")[0]), s.split(":")[1]
    version, _, revision = s.rpartition("-") if "-" in s else (s, "", "")
    return epoch, version, revision


def _ranked(version: str) -> list[tuple[int, int, int | str]]:
    """Numbers, words and single characters, each with its rank.

    `~` comes before the end, and the end comes before all others.
    """
    parts: list[tuple[int, int, int | str]] = []
    for number, word, other in re.findall(r"([0-9]+)|([a-zA-Z]+)|(.)", version, re.DOTALL):
        parts.append((0, 1, int(number)) if number else (1, 0, word) if word else (-1 if other == "~" else 2, 0, other))
    return parts + [(0, 0, 0)]


def vercmp_part(a: str, b: str) -> int:
    first, second = _ranked(a), _ranked(b)
    return (first > second) - (first < second)


def vercmp(ta: Sequence[Any], tb: Sequence[Any]) -> int:
    epochs = int(ta[0] or 0) - int(tb[0] or 0)
    return epochs or vercmp_part(ta[1], tb[1]) or vercmp_part(ta[2], tb[2])


def vercmp_string(a: str, b: str) -> int:
    return vercmp(split_version(a), split_version(b))


def vercmp_string_op(a: str, b: str, op: str) -> bool:
    order = vercmp_string(a, b)
    answers = {
        "=": order == 0,
        "==": order == 0,
        "!=": order != 0,
        "<=": order <= 0,
        ">=": order >= 0,
        "<": order < 0,
        "<<": order < 0,
        ">": order > 0,
        ">>": order > 0,
    }
    if op not in answers:
        raise VersionStringException('Unsupported comparison operator "%s"' % op)
    return answers[op]


_module(
    "bb.utils",
    contains=contains,
    contains_any=contains_any,
    filter=filter_words,
    to_boolean=to_boolean,
    which=which,
    explode_deps=explode_deps,
    mkdirhier=mkdirhier,
    split_version=split_version,
    vercmp=vercmp,
    vercmp_part=vercmp_part,
    vercmp_string=vercmp_string,
    vercmp_string_op=vercmp_string_op,
    VersionStringException=VersionStringException,
    remove=lambda path, recurse=False, ionice=False: None,
)


# bb.data, bb.data_smart, bb.parse, bb.process


def inherits_class(klass: str, d: Any) -> bool:
    return any(path.endswith("/%s.bbclass" % klass) for path in d.getVar("__inherit_cache", False) or [])  # pyright: ignore[reportUnknownMemberType, reportUnknownArgumentType, reportUnknownVariableType]


def vars_from_file(mypkg: str | None, d: Any) -> Sequence[str | None]:
    if not mypkg or not mypkg.endswith((".bb", ".bbappend")):
        return (None, None, None)
    parts = os.path.splitext(os.path.basename(mypkg))[0].split("_")
    if len(parts) > 3:
        raise ParseError("Unable to generate default variables from filename (too many underscores)", mypkg)
    return parts + [None] * (3 - len(parts))


def _decorator(attribute: str) -> Callable[..., Any]:
    def decorate(*names: str) -> Callable[[Any], Any]:
        def inner(function: Any) -> Any:
            setattr(function, attribute, getattr(function, attribute, set()) | set(names))  # pyright: ignore[reportUnknownArgumentType]
            return function

        return inner

    return decorate


_module(
    "bb.data", inherits_class=inherits_class, createCopy=lambda d: d.createCopy(), getVar=lambda name, d: d.getVar(name)
)
_module("bb.data_smart", ExpansionError=ExpansionError)
_module(
    "bb.parse",
    SkipRecipe=SkipRecipe,
    SkipPackage=SkipRecipe,
    ParseError=ParseError,
    vars_from_file=vars_from_file,
    vardeps=_decorator("bb_vardeps"),
    vardepsexclude=_decorator("bb_vardepsexclude"),
    mark_dependency=lambda d, f: d._call("markDependency", f),
    check_dependency=lambda d, f: d._call("hasDependency", f),
)


def run(cmd: Any, **options: Any) -> tuple[Any, Any]:
    """Returns what a command prints; raises `ExecutionError` if the command fails."""
    import subprocess

    done = subprocess.run(  # pyright: ignore[reportCallIssue, reportUnknownVariableType]
        cmd,
        **{"shell": isinstance(cmd, str), "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **options},  # pyright: ignore[reportArgumentType]
    )
    if TYPE_CHECKING:
        # The options decide what it really is.
        done = subprocess.CompletedProcess[Any](cmd, 0)
    stdout, stderr = (
        printed.decode("utf-8") if isinstance(printed, bytes) else printed for printed in (done.stdout, done.stderr)
    )
    if done.returncode != 0:
        raise ExecutionError(cmd, done.returncode, stdout, stderr)
    return stdout, stderr


_module("bb.process", run=run, CmdError=CommandError, ExecutionError=ExecutionError)


# bb.build


def _task_name(name: str) -> str:
    return name if name.startswith("do_") else "do_" + name


def _flag_list(d: Any, task: str) -> list[str]:
    return list(d.getVarFlag(task, "deps", False) or [])


def addtask(task: str, before: str | None, after: str | None, d: Any) -> None:
    """Does what the statement does, for metadata that decides in Python which tasks exist."""
    task = _task_name(task)
    tasks = list(d.getVar("__BBTASKS", False) or [])
    d.setVar("__BBTASKS", tasks if task in tasks else tasks + [task])
    d.setVarFlag(task, "task", 1)
    deps = _flag_list(d, task) + [_task_name(name) for name in (after or "").split()]
    d.setVarFlag(task, "deps", list(dict.fromkeys(deps)))
    for later in map(_task_name, (before or "").split()):
        if task not in _flag_list(d, later):
            d.setVarFlag(later, "deps", [task] + _flag_list(d, later))


def deltask(task: str, d: Any) -> None:
    task = _task_name(task)
    tasks: list[str] = [other for other in d.getVar("__BBTASKS", False) or [] if other != task]  # pyright: ignore[reportUnknownVariableType]
    if d.getVarFlag(task, "task", False):
        d.delVarFlag(task, "task")
        d.setVar("__BBTASKS", tasks)
    d.delVarFlag(task, "deps")
    for other in tasks:
        if task in _flag_list(d, other):
            d.setVarFlag(other, "deps", [name for name in _flag_list(d, other) if name != task])


def listtasks(d: Any) -> tuple[str, ...]:
    return tuple(d.getVar("__BBTASKS", False) or ())


_module("bb.build", FuncFailed=BBHandledException, addtask=addtask, deltask=deltask, listtasks=listtasks)


# bb.event


class Event:
    """An event that handlers receive."""

    def __init__(self) -> None:
        self.pid = 0


class ConfigParsed(Event):
    pass


class MultiConfigParsed(Event):
    def __init__(self, mcdata: Mapping[str, Any]) -> None:
        super().__init__()
        self.mcdata = mcdata


class RecipeEvent(Event):
    def __init__(self, fn: str) -> None:
        super().__init__()
        self.fn = fn


class RecipePreDeferredInherits(RecipeEvent):
    def __init__(self, fn: str, inherits: Any) -> None:
        super().__init__(fn)
        self.inherits = inherits


class RecipePreFinalise(RecipeEvent):
    pass


class RecipePostKeyExpansion(RecipeEvent):
    pass


class RecipeTaskPreProcess(RecipeEvent):
    def __init__(self, fn: str, tasklist: Any) -> None:
        super().__init__(fn)
        self.tasklist = tasklist


class RecipeParsed(RecipeEvent):
    pass


_EVENTS: dict[str, Any] = {
    kind.__name__: kind
    for kind in (
        ConfigParsed,
        MultiConfigParsed,
        RecipePreDeferredInherits,
        RecipePreFinalise,
        RecipePostKeyExpansion,
        RecipeTaskPreProcess,
        RecipeParsed,
    )
}
for _later in (
    "BuildStarted",
    "BuildCompleted",
    "SanityCheck",
    "NetworkTest",
    "ParseCompleted",
    "ReachableStamps",
    "StaleSetSceneTasks",
    "DepTreeGenerated",
    "RecipeEvent",
):
    _EVENTS.setdefault(_later, type(_later, (Event,), {}))
_module(
    "bb.event",
    Event=Event,
    getName=lambda e: getattr(e, "__name__", None) or type(e).__name__,
    fire=lambda event, d: None,
    **_EVENTS,
)


# oe.utils, until a layer provides its own


def conditional(variable: str, checkvalue: Any, truevalue: Any, falsevalue: Any, d: Any) -> Any:
    return truevalue if d.getVar(variable) == checkvalue else falsevalue


def both_contain(variable1: str, variable2: str, checkvalue: Any, d: Any) -> str:
    wanted = set(_words(checkvalue))
    has = wanted <= set((d.getVar(variable1) or "").split()) and wanted <= set((d.getVar(variable2) or "").split())
    return " ".join(sorted(wanted)) if has else ""


def ifelse(condition: object, iftrue: Any = True, iffalse: Any = False) -> Any:
    return iftrue if condition else iffalse


def vartrue(variable: str, iftrue: Any, iffalse: Any, d: Any) -> Any:
    return iftrue if to_boolean(d.getVar(variable)) else iffalse


_oe = _module("oe")
_oe_utils = types.ModuleType("oe.utils")
_oe_utils.__dict__.update(
    conditional=conditional,
    both_contain=both_contain,
    ifelse=ifelse,
    vartrue=vartrue,
    any_distro_features=(
        lambda d, features, truevalue="1", falsevalue="": contains_any(  # pyright: ignore[reportUnknownLambdaType]
            "DISTRO_FEATURES", features, truevalue, falsevalue, d
        )
    ),
    all_distro_features=lambda d, features, truevalue="1", falsevalue="": contains(  # pyright: ignore[reportUnknownLambdaType]
        "DISTRO_FEATURES", features, truevalue, falsevalue, d
    ),
)
_oe.utils = _oe_utils
# Only a global name: `import oe` must find the layer's package if `addpylib` names one.
del sys.modules["oe"]


# What `metadata/` expects of a library


def exception(name: str, message: str) -> Exception:
    if name == "SkipRecipe":
        return SkipRecipe(message)
    if name == "BBHandledException":
        return BBHandledException(message)
    if name == "ParseError":
        return ParseError(message)
    return ExpansionError(message)


def message(error: BaseException) -> str:
    return error.question if isinstance(error, HostQuestion) else str(error)


def event(kind: str, fn: str, words: Sequence[str], configurations: Mapping[str, Any]) -> Any:
    made = _EVENTS[kind]
    if kind == "ConfigParsed":
        return made()
    if kind == "MultiConfigParsed":
        return made(configurations)
    return made(fn, words) if kind in ("RecipePreDeferredInherits", "RecipeTaskPreProcess") else made(fn)


def use_namespace(context: dict[str, Any]) -> None:
    context.setdefault("oe", _oe)


def forget_recipe() -> None:
    """Nothing is remembered between recipes."""


_FILTER_BUILTINS = (
    all,
    any,
    bin,
    bool,
    chr,
    enumerate,
    float,
    format,
    hex,
    int,
    len,
    map,
    max,
    min,
    oct,
    ord,
    pow,
    str,
    sum,
)
_filters: dict[str, Member] = {
    "__builtins__": {},
    **{builtin.__name__: builtin for builtin in _FILTER_BUILTINS},
    "prefix": lambda val, prefix: " ".join(prefix + word for word in val.split()),
    "suffix": lambda val, suffix: " ".join(word + suffix for word in val.split()),
    "sort": lambda val: " ".join(sorted(val.split())),
    "remove": lambda val, remove, sep=None: (sep or " ").join(
        word for word in val.split(sep) if word not in (remove.split(sep) if isinstance(remove, str) else remove)
    ),
    "bb": types.SimpleNamespace(utils=types.SimpleNamespace(explode_deps=explode_deps)),
}


def filter_proc(*, name: str | None = None) -> Callable[[Any], Any]:
    """Lets filters call a function. Its name may contain dots."""

    def add(function: Any) -> Any:
        *folders, last = (name or function.__name__).split(".")
        holder: dict[str, Any] | types.SimpleNamespace = _filters
        for folder in folders:
            known: Any = holder.get(folder) if isinstance(holder, dict) else getattr(holder, folder, None)
            if known is None:
                known = types.SimpleNamespace()
                holder.update({folder: known}) if isinstance(holder, dict) else setattr(holder, folder, known)
            holder = known
        holder.update({last: function}) if isinstance(holder, dict) else setattr(holder, last, function)
        return function

    return add


_module("bb.filter", filter_proc=filter_proc)


def apply_filter(value: str, expression: str) -> str:
    if not expression.strip():
        return value
    return eval(expression.strip(), dict(_filters), {"val": value})


def make() -> None:
    """The stand-ins keep nothing of their own."""
