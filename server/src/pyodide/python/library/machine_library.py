"""What Python's standard library has on a machine, and the sandbox lacks.

The sandbox's library misses modules, and has others in name only: it has no threads, processes, terminals or foreign
libraries, and knows nothing of how the machine's Python was built. The library's own modules get what they need when
they are imported. Metadata that uses such a thing asks a question that nothing can answer, so its value is unknown.
"""

from __future__ import annotations

import importlib.machinery
import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, NoReturn

# Modules that every Python on Linux has. They can be imported, and each of their names is a question.
EVERYWHERE = frozenset(
    (
        "_curses _curses_panel _dbm _multiprocessing _posixshmem curses curses.ascii curses.has_key curses.panel "
        "curses.textpad dbm dbm.dumb dbm.sqlite3 readline resource syslog"
    ).split()
)
PACKAGES = ("curses", "dbm")
# Modules of the standard library that distributions put into packages of their own: they may not be installed.
SOMEWHERE = frozenset("_gdbm _tkinter dbm.gnu dbm.ndbm ensurepip idlelib pip tkinter turtle turtledemo venv".split())
# Modules of the library that are changed once they are loaded.
CHANGED = ("ctypes", "ctypes.util", "ssl", "sysconfig", "threading")
# Versions of the machine's own libraries. Some BitBakes compare that of SQLite when they are imported, so it stays.
VERSIONS = {
    "ssl": "OPENSSL_VERSION OPENSSL_VERSION_INFO OPENSSL_VERSION_NUMBER",
}
LIBRARY = os.path.dirname(os.__file__) + "/"


class Absent:
    """The finder after all others, for modules that only the machine has. A layer's own module comes first."""

    def __init__(self, ask: Callable[[str], NoReturn]) -> None:
        self.ask = ask

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> Any:
        if name in SOMEWHERE or name.partition(".")[0] in SOMEWHERE:
            self.ask("the Python module %s, which the sandbox lacks and this machine may have" % name)
        if name not in EVERYWHERE:
            return None
        loader: Any = self
        return importlib.machinery.ModuleSpec(name, loader, is_package=name in PACKAGES)

    def create_module(self, spec: Any) -> None:
        return None

    def exec_module(self, module: Any) -> None:
        ask, name = self.ask, module.__name__

        def unknown(attribute: str) -> NoReturn:
            if attribute.startswith("__") or "%s.%s" % (name, attribute) in EVERYWHERE:
                raise AttributeError("module %r has no attribute %r" % (name, attribute))
            return ask("%s.%s of Python, which the sandbox lacks" % (name, attribute))

        module.__getattr__ = unknown


def change(module: Any, ask: Callable[[str], NoReturn]) -> None:
    """Makes a loaded module of the library ask where the sandbox cannot do what the module does on a machine."""
    name = module.__name__
    if name == "sysconfig":
        change_sysconfig(module, ask)
    elif name == "ctypes":
        change_ctypes(module, ask)
    elif name == "ctypes.util":
        module.find_library = lambda name: ask("ctypes.util.find_library %s" % name)  # pyright: ignore[reportUnknownLambdaType, reportUnknownArgumentType]
    elif name == "threading":

        def start(*args: object, **kwargs: object) -> NoReturn:
            return ask("a thread, which the sandbox lacks")

        module._start_joinable_thread = module._start_new_thread = start
    if name in VERSIONS:
        change_versions(module, ask)


def change_versions(module: Any, ask: Callable[[str], NoReturn]) -> None:
    words = VERSIONS[module.__name__].split()
    for word in words:
        module.__dict__.pop(word, None)
    others = module.__dict__.get("__getattr__")

    def version(attribute: str) -> Any:
        if attribute in words:
            return ask("%s.%s" % (module.__name__, attribute))
        if others is not None:
            return others(attribute)
        raise AttributeError("module %r has no attribute %r" % (module.__name__, attribute))

    module.__getattr__ = version


def change_ctypes(module: Any, ask: Callable[[str], NoReturn]) -> None:
    load = module.CDLL.__init__

    def __init__(self: Any, name: Any = None, *args: Any, **kwargs: Any) -> None:
        # The library looks at the program itself when it is imported.
        if sys._getframe(1).f_globals.get("__file__") == LIBRARY + "ctypes/util.pyc":  # pyright: ignore[reportPrivateUsage]
            return load(self, name, *args, **kwargs)
        return ask("ctypes: the library %s" % ("of the program itself" if name is None else os.fsdecode(name)))

    module.CDLL.__init__ = __init__


def change_sysconfig(module: Any, ask: Callable[[str], NoReturn]) -> None:
    version = sys.version_info
    known = {
        "TZPATH": "/usr/share/zoneinfo:/usr/lib/zoneinfo:/usr/share/lib/zoneinfo:/etc/zoneinfo",
        "abi_thread": "",
        "abiflags": "",
        "implementation": "Python",
        "implementation_lower": "python",
        "platlibdir": "lib",
        "projectbase": "/usr/bin",
        "py_version": "%d.%d.%d" % version[:3],
        "py_version_nodot": "%d%d" % version[:2],
        "py_version_nodot_plat": "",
        "py_version_short": "%d.%d" % version[:2],
        "srcdir": "/usr",
        "userbase": "/usr",
        **dict.fromkeys(("base", "exec_prefix", "installed_base", "installed_platbase", "platbase", "prefix"), "/usr"),
    }

    def is_asked_by_library() -> bool:
        return sys._getframe(2).f_globals.get("__file__", "").startswith(LIBRARY)  # pyright: ignore[reportPrivateUsage]

    def get_config_vars(*args: str) -> Any:
        if not is_asked_by_library():
            ask("sysconfig of this machine's Python: %s" % (" ".join(map(str, args)) or "all variables"))
        return [known.get(name) for name in args] if args else known

    def get_config_var(name: str) -> Any:
        if not is_asked_by_library():
            ask("sysconfig of this machine's Python: %s" % name)
        return known.get(name)

    def unless_asked_by_library(function: Callable[..., Any], question: str) -> Callable[..., Any]:
        def asked(*args: Any, **kwargs: Any) -> Any:
            if not is_asked_by_library():
                ask("sysconfig of this machine's Python: %s" % question)
            return function(*args, **kwargs)

        return asked

    module.get_config_vars, module.get_config_var = get_config_vars, get_config_var
    for name in ("get_path", "get_paths", "get_makefile_filename", "get_config_h_filename", "parse_config_h"):
        setattr(module, name, unless_asked_by_library(getattr(module, name), name))
