"""The parts of `distutils` that metadata called: versions, programs, truth values, folders and files.

Its other names are questions that nothing can answer.
"""

from __future__ import annotations

import importlib
import os
import re
import shutil
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from types import ModuleType
    from typing import Any, NoReturn

    # The names of a module. Lambdas get the types of their parameters from here.
    Member = Callable[[Any, Any, Any, Any, Any], Any] | Any

ERRORS = (
    "DistutilsModuleError DistutilsClassError DistutilsGetoptError DistutilsArgError DistutilsFileError "
    "DistutilsOptionError DistutilsSetupError DistutilsPlatformError DistutilsExecError DistutilsInternalError "
    "DistutilsTemplateError DistutilsByteCompileError"
).split()


def fill(module: ModuleType, ask: Callable[[str], NoReturn]) -> None:
    """Adds to a module the names that it had."""
    made = CONTENTS.get(module.__name__)
    if made is not None:
        for name, value in made().items():
            if hasattr(value, "__module__") and callable(value):
                try:
                    value.__module__ = module.__name__
                except AttributeError:
                    pass
            module.__dict__[name] = value


def errors() -> dict[str, type[Exception]]:
    base = type("DistutilsError", (Exception,), {})
    return {"DistutilsError": base, **{name: type(name, (base,), {}) for name in ERRORS}}


def error(name: str) -> type[Exception]:
    return getattr(importlib.import_module("distutils.errors"), name)


# Versions


class Version:
    """A version that is compared with others of its kind, or with their texts."""

    if TYPE_CHECKING:
        # Each kind has them.
        def parse(self, vstring: str) -> None: ...
        def _cmp(self, other: object) -> Any: ...

    def __init__(self, vstring: str | None = None) -> None:
        if vstring:
            self.parse(vstring)

    def __repr__(self) -> str:
        return "%s ('%s')" % (self.__class__.__name__, str(self))

    def __eq__(self, other: object) -> bool:
        order = self._cmp(other)
        return order if order is NotImplemented else order == 0

    def __lt__(self, other: object) -> bool:
        order = self._cmp(other)
        return order if order is NotImplemented else order < 0

    def __le__(self, other: object) -> bool:
        order = self._cmp(other)
        return order if order is NotImplemented else order <= 0

    def __gt__(self, other: object) -> bool:
        order = self._cmp(other)
        return order if order is NotImplemented else order > 0

    def __ge__(self, other: object) -> bool:
        order = self._cmp(other)
        return order if order is NotImplemented else order >= 0


class LooseVersion(Version):
    """Numbers and words in the order in which they appear."""

    component_re = re.compile(r"(\d+ | [a-z]+ | \.)", re.VERBOSE)

    def parse(self, vstring: str) -> None:
        self.vstring = vstring
        parts = [part for part in self.component_re.split(vstring) if part and part != "."]
        # `int` also accepts digits of other scripts as numbers, as the pattern's `\d` does.
        for index, part in enumerate(parts):
            try:
                parts[index] = int(part)
            except ValueError:
                pass
        self.version = parts

    def __str__(self) -> str:
        return self.vstring

    def __repr__(self) -> str:
        return "LooseVersion ('%s')" % str(self)

    def _cmp(self, other: object) -> Any:
        if isinstance(other, str):
            other = LooseVersion(other)
        elif not isinstance(other, LooseVersion):
            return NotImplemented
        if self.version == other.version:
            return 0
        return -1 if self.version < other.version else 1


class StrictVersion(Version):
    """Two or three numbers, and a mark for a prerelease."""

    version_re = re.compile(r"^(\d+) \. (\d+) (\. (\d+))? ([ab](\d+))?$", re.VERBOSE | re.ASCII)

    def parse(self, vstring: str) -> None:
        match = self.version_re.match(vstring)
        if not match:
            raise ValueError("invalid version number '%s'" % vstring)
        major, minor, patch, prerelease, number = match.group(1, 2, 4, 5, 6)
        self.version = (int(major), int(minor), int(patch) if patch else 0)
        self.prerelease = (prerelease[0], int(number)) if prerelease else None

    def __str__(self) -> str:
        numbers = self.version[:2] if self.version[2] == 0 else self.version
        text = ".".join(map(str, numbers))
        return text + self.prerelease[0] + str(self.prerelease[1]) if self.prerelease else text

    def _cmp(self, other: object) -> Any:
        if isinstance(other, str):
            other = StrictVersion(other)
        elif not isinstance(other, StrictVersion):
            return NotImplemented
        # A release comes after its prereleases.
        mine, theirs = (
            (version.version, version.prerelease is None, version.prerelease or ()) for version in (self, other)
        )
        return 0 if mine == theirs else -1 if mine < theirs else 1


# Programs and truth values


def find_executable(executable: str, path: str | None = None) -> str | None:
    if os.path.isfile(executable):
        return executable
    path = os.environ.get("PATH", os.defpath) if path is None else path
    if not path:
        return None
    for folder in path.split(os.pathsep):
        found = os.path.join(folder, executable)
        if os.path.isfile(found):
            return found
    return None


def spawn(cmd: Sequence[str], search_path: int = 1, verbose: int = 0, dry_run: int = 0, env: Any = None) -> None:
    if not dry_run:
        code = importlib.import_module("subprocess").call(list(cmd), env=env)
        if code:
            raise error("DistutilsExecError")("command %r failed with exit code %s" % (cmd[0], code))


def strtobool(val: str) -> int:
    val = val.lower()
    if val in ("y", "yes", "t", "true", "on", "1"):
        return 1
    if val in ("n", "no", "f", "false", "off", "0"):
        return 0
    raise ValueError("invalid truth value %r" % (val,))


def get_platform() -> str:
    uname = os.uname()
    return "%s-%s" % (uname.sysname.lower().replace("/", ""), uname.machine.replace(" ", "_").replace("/", "-"))


def convert_path(pathname: str) -> str:
    if pathname and pathname[-1] == "/":
        raise ValueError("path '%s' cannot end with '/'" % pathname)
    return pathname


def change_root(new_root: str, pathname: str) -> str:
    return os.path.join(new_root, pathname.lstrip("/") if os.path.isabs(pathname) else pathname)


def split_quoted(s: str) -> list[str]:
    return importlib.import_module("shlex").split(s)


def execute(
    func: Callable[..., object], args: Iterable[Any], msg: Any = None, verbose: int = 0, dry_run: int = 0
) -> None:
    if not dry_run:
        func(*args)


# Folders and files


def mkpath(name: Any, mode: int = 0o777, verbose: int = 1, dry_run: int = 0) -> list[str]:
    if not isinstance(name, str):
        raise error("DistutilsInternalError")("mkpath: 'name' must be a string (got %r)" % (name,))
    made: list[str]
    name, made = os.path.normpath(name), []
    while name and not os.path.isdir(name):
        made.insert(0, name)
        name = os.path.dirname(name)
    for folder in made:
        if not dry_run:
            try:
                os.mkdir(folder, mode)
            except OSError as raised:
                raise error("DistutilsFileError")("could not create '%s': %s" % (folder, raised.args[-1])) from raised
    return made


def create_tree(base_dir: str, files: Iterable[str], mode: int = 0o777, verbose: int = 1, dry_run: int = 0) -> None:
    for folder in sorted({os.path.join(base_dir, os.path.dirname(file)) for file in files}):
        mkpath(folder, mode, verbose, dry_run)


def copy_file(
    src: str,
    dst: str,
    preserve_mode: int = 1,
    preserve_times: int = 1,
    update: int = 0,
    link: str | None = None,
    verbose: int = 1,
    dry_run: int = 0,
) -> tuple[str, int]:
    if not os.path.isfile(src):
        raise error("DistutilsFileError")("can't copy '%s': doesn't exist or not a regular file" % src)
    if os.path.isdir(dst):
        dst = os.path.join(dst, os.path.basename(src))
    if update and not newer(src, dst):
        return dst, 0
    if dry_run:
        return dst, 1
    if link in ("hard", "sym"):
        if not (os.path.exists(dst) and os.path.samefile(src, dst)):
            (os.link if link == "hard" else os.symlink)(src, dst)
        return dst, 1
    if os.path.exists(dst):
        os.unlink(dst)
    shutil.copyfile(src, dst)
    if preserve_times:
        shutil.copystat(src, dst) if preserve_mode else os.utime(
            dst, ns=(os.stat(src).st_atime_ns, os.stat(src).st_mtime_ns)
        )
    elif preserve_mode:
        shutil.copymode(src, dst)
    return dst, 1


def copy_tree(
    src: str,
    dst: str,
    preserve_mode: int = 1,
    preserve_times: int = 1,
    preserve_symlinks: int = 0,
    update: int = 0,
    verbose: int = 1,
    dry_run: int = 0,
) -> list[str]:
    if not dry_run and not os.path.isdir(src):
        raise error("DistutilsFileError")("cannot copy tree '%s': not a directory" % src)
    outputs: list[str] = []
    if not dry_run:
        mkpath(dst)
    for name in os.listdir(src):
        source, target = os.path.join(src, name), os.path.join(dst, name)
        if name.startswith(".nfs"):
            continue
        if preserve_symlinks and os.path.islink(source):
            if not dry_run:
                os.symlink(os.readlink(source), target)
            outputs.append(target)
        elif os.path.isdir(source):
            outputs += copy_tree(
                source, target, preserve_mode, preserve_times, preserve_symlinks, update, verbose, dry_run
            )
        else:
            copy_file(source, target, preserve_mode, preserve_times, update, None, verbose, dry_run)
            outputs.append(target)
    return outputs


def remove_tree(directory: str, verbose: int = 1, dry_run: int = 0) -> None:
    if not dry_run:
        shutil.rmtree(directory, ignore_errors=True)


def move_file(src: str, dst: str, verbose: int = 1, dry_run: int = 0) -> str:
    if os.path.isdir(dst):
        dst = os.path.join(dst, os.path.basename(src))
    if not dry_run:
        shutil.move(src, dst)
    return dst


def write_file(filename: str, contents: Iterable[str]) -> None:
    with open(filename, "w") as stream:
        stream.writelines(line + "\n" for line in contents)


def newer(source: str, target: str) -> int:
    if not os.path.exists(source):
        raise error("DistutilsFileError")("file '%s' does not exist" % os.path.abspath(source))
    return 1 if not os.path.exists(target) else os.stat(source).st_mtime > os.stat(target).st_mtime


def newer_group(sources: Iterable[str], target: str, missing: str = "error") -> int:
    if not os.path.exists(target):
        return 1
    for source in sources:
        if not os.path.exists(source) and missing == "ignore":
            continue
        if not os.path.exists(source) and missing == "newer" or os.stat(source).st_mtime > os.stat(target).st_mtime:
            return 1
    return 0


def named(*values: Any) -> Callable[[], dict[str, Any]]:
    return lambda: {value.__name__: value for value in values}


def log() -> dict[str, Member]:
    levels = {"DEBUG": 1, "INFO": 2, "WARN": 3, "ERROR": 4, "FATAL": 5}
    quiet: dict[str, Member] = {name.lower(): lambda msg, *args: None for name in levels}  # pyright: ignore[reportUnknownLambdaType]
    return {
        **levels,
        **quiet,
        "log": lambda level, msg, *args: None,  # pyright: ignore[reportUnknownLambdaType]
        "set_threshold": lambda level: 3,
        "set_verbosity": lambda v: None,
    }


CONTENTS: dict[str, Callable[[], dict[str, Any]]] = {
    "distutils": lambda: {"__version__": "%d.%d.%d" % sys.version_info[:3]},
    "distutils.errors": errors,
    "distutils.version": named(Version, LooseVersion, StrictVersion),
    "distutils.spawn": named(find_executable, spawn),
    "distutils.util": named(strtobool, get_platform, convert_path, change_root, split_quoted, execute),
    "distutils.dir_util": named(mkpath, create_tree, copy_tree, remove_tree),
    "distutils.file_util": named(copy_file, move_file, write_file),
    "distutils.dep_util": named(newer, newer_group),
    "distutils.debug": lambda: {"DEBUG": os.environ.get("DISTUTILS_DEBUG")},
    "distutils.log": log,
}
