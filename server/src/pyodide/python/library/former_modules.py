"""The modules that Python removed, as far as metadata and BitBake use them.

Names that are missing here are questions that nothing can answer.
"""

from __future__ import annotations

import importlib
import importlib.machinery
import importlib.util
import os
import sys
import types

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import ModuleType
    from typing import Any, NoReturn

    Ask = Callable[[str], NoReturn]
    # The names of a module. Lambdas get the types of their parameters from here.
    Names = dict[str, Callable[[Any, Any], Any] | Any]
    Maker = Callable[[ModuleType, Ask], Names]


def fill(module: ModuleType, ask: Ask) -> None:
    """Adds to a module the names that it had."""
    made = CONTENTS.get(module.__name__)
    if made is not None:
        module.__dict__.update(made(module, ask))


def same_as(name: str) -> Maker:
    """A module that was also available under another name."""

    def fill_with(module: ModuleType, ask: Ask) -> Names:
        sys.modules[module.__name__] = importlib.import_module(name)
        return {}

    return fill_with


def class_with(name: str, module: ModuleType, body: Names) -> type:
    return type(name, (), {"__module__": module.__name__, **body})


# pipes, imp


def pipes(module: ModuleType, ask: Ask) -> Names:
    return {"__all__": ["Template"], "quote": importlib.import_module("shlex").quote}


def imp(module: ModuleType, ask: Ask) -> Names:
    suffixes = importlib.machinery

    def load(name: str, pathname: str, loader: Callable[[str, str], Any]) -> Any:
        spec: Any = importlib.util.spec_from_file_location(name, pathname, loader=loader(name, pathname))
        made = sys.modules.get(name)
        if made is None:
            made = importlib.util.module_from_spec(spec)
        else:
            made.__spec__, made.__loader__, made.__file__ = spec, spec.loader, pathname
        sys.modules[name] = made
        try:
            spec.loader.exec_module(made)
        except BaseException:
            sys.modules.pop(name, None)
            raise
        return sys.modules.get(name, made)

    def load_source(name: str, pathname: str, file: Any = None) -> Any:
        return load(name, pathname, suffixes.SourceFileLoader)

    def load_compiled(name: str, pathname: str, file: Any = None) -> Any:
        return load(name, pathname, suffixes.SourcelessFileLoader)

    def load_package(name: str, path: str) -> Any:
        if os.path.isdir(path):
            path = os.path.join(path, "__init__.py")
        spec: Any = importlib.util.spec_from_file_location(name, path, submodule_search_locations=[])
        made = importlib.util.module_from_spec(spec)
        sys.modules[name] = made
        spec.loader.exec_module(made)
        return made

    def get_suffixes() -> list[tuple[str, str, int]]:
        return (
            [(suffix, "rb", 3) for suffix in suffixes.EXTENSION_SUFFIXES]
            + [(suffix, "r", 1) for suffix in suffixes.SOURCE_SUFFIXES]
            + [(suffix, "rb", 2) for suffix in suffixes.BYTECODE_SUFFIXES]
        )

    def find_module(name: str, path: Any = None) -> tuple[Any, str | None, tuple[str, str, int]]:
        if not isinstance(name, str):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise TypeError("'name' must be a str, not %s" % type(name))
        if path is None and name in sys.builtin_module_names:
            return None, None, ("", "", 6)
        for folder in sys.path if path is None else path:
            package = os.path.join(folder, name)
            if any(os.path.isfile(os.path.join(package, "__init__" + suffix)) for suffix in (".py", ".pyc")):
                return None, package, ("", "", 5)
            for suffix, mode, kind in get_suffixes():
                found = os.path.join(folder, name + suffix)
                if os.path.isfile(found):
                    return open(found, mode), found, (suffix, mode, kind)
        raise ImportError("No module named %r" % name, name=name)

    def load_module(name: str, file: Any, filename: str, details: tuple[str, str, int]) -> Any:
        kind = details[2]
        if kind == 1:
            return load_source(name, filename, file)
        if kind == 2:
            return load_compiled(name, filename, file)
        if kind == 5:
            return load_package(name, filename)
        if kind in (6, 7):
            return importlib.import_module(name)
        raise ImportError("Don't know how to import %s (type code %s)" % (name, kind), name=name)

    return {
        "SEARCH_ERROR": 0,
        "PY_SOURCE": 1,
        "PY_COMPILED": 2,
        "C_EXTENSION": 3,
        "PY_RESOURCE": 4,
        "PKG_DIRECTORY": 5,
        "C_BUILTIN": 6,
        "PY_FROZEN": 7,
        "PY_CODERESOURCE": 8,
        "IMP_HOOK": 9,
        "new_module": types.ModuleType,
        "reload": importlib.reload,
        "load_source": load_source,
        "load_compiled": load_compiled,
        "load_package": load_package,
        "load_module": load_module,
        "find_module": find_module,
        "get_suffixes": get_suffixes,
        "get_magic": lambda: importlib.util.MAGIC_NUMBER,
        "get_tag": lambda: sys.implementation.cache_tag,
        "cache_from_source": importlib.util.cache_from_source,
        "source_from_cache": importlib.util.source_from_cache,
        "acquire_lock": lambda: None,
        "release_lock": lambda: None,
        "lock_held": lambda: False,
        "is_builtin": lambda name: int(name in sys.builtin_module_names),
        "is_frozen": lambda name: False,
    }


# Servers and clients: classes from which metadata can derive. Their operations need the network, which asks the host.


def asyncore(module: ModuleType, ask: Ask) -> Names:
    class ExitNow(Exception):
        pass

    class dispatcher:
        debug = connected = accepting = connecting = closing = False
        addr = None

        def __init__(self, sock: Any = None, map: Any = None) -> None:
            self._map = socket_map if map is None else map
            self._fileno, self.socket = None, None
            if sock is not None:
                self.set_socket(sock, map)

        def set_socket(self, sock: Any, map: Any = None) -> None:
            self.socket, self._fileno = sock, sock.fileno()
            (self._map if map is None else map)[self._fileno] = self

        def create_socket(self, *args: object, **named: object) -> NoReturn:
            return ask("network: socket")

        connect = bind = listen = accept = create_socket

        def readable(self) -> bool:
            return True

        writable = readable

        def close(self) -> None:
            self._map.pop(self._fileno, None)

    socket_map: dict[Any, Any] = {}
    for name in "handle_read handle_write handle_expt handle_accept handle_connect handle_close handle_error".split():
        setattr(dispatcher, name, lambda self: None)  # pyright: ignore[reportUnknownLambdaType]

    class dispatcher_with_send(dispatcher):
        def __init__(self, sock: Any = None, map: Any = None) -> None:
            dispatcher.__init__(self, sock, map)
            self.out_buffer = b""

    def loop(timeout: float = 30.0, use_poll: bool = False, map: Any = None, count: int | None = None) -> None:
        return ask("network: asyncore.loop") if (socket_map if map is None else map) else None

    def close_all(map: Any = None, ignore_all: bool = False) -> None:
        (socket_map if map is None else map).clear()

    return {
        "ExitNow": ExitNow,
        "dispatcher": dispatcher,
        "dispatcher_with_send": dispatcher_with_send,
        "socket_map": socket_map,
        "loop": loop,
        "close_all": close_all,
    }


def asynchat(module: ModuleType, ask: Ask) -> Names:
    base = importlib.import_module("asyncore").dispatcher

    class async_chat(base):
        def __init__(self, sock: Any = None, map: Any = None) -> None:
            self.incoming, self.terminator = [], None
            base.__init__(self, sock, map)

        def set_terminator(self, term: Any) -> None:
            self.terminator = term

        def get_terminator(self) -> Any:
            return self.terminator

        def collect_incoming_data(self, data: bytes) -> None:
            raise NotImplementedError("must be implemented in subclass")

        def push(self, data: bytes) -> NoReturn:
            return ask("network: asynchat.push")

    return {"async_chat": async_chat}


def smtpd(module: ModuleType, ask: Ask) -> Names:
    server, channel = importlib.import_module("asyncore").dispatcher, importlib.import_module("asynchat").async_chat

    class SMTPServer(server):
        def __init__(self, localaddr: Any, remoteaddr: Any, *args: object, **named: object) -> None:
            ask("network: smtpd %s" % (localaddr,))

    return {
        "SMTPChannel": type("SMTPChannel", (channel,), {}),
        "SMTPServer": SMTPServer,
        "DebuggingServer": type("DebuggingServer", (SMTPServer,), {}),
        "PureProxy": type("PureProxy", (SMTPServer,), {}),
    }


def client(name: str) -> Maker:
    """A module whose only class connects when it is created."""

    def make(module: ModuleType, ask: Ask) -> Names:
        def __init__(self: Any, host: Any = None, *args: object, **named: object) -> None:
            if host is not None:
                ask("network: %s %s" % (module.__name__, host))

        return {name: class_with(name, module, {"__init__": __init__})}

    return make


# cgi, crypt, and formats


def cgi(module: ModuleType, ask: Ask) -> Names:
    html, parse = importlib.import_module("html"), importlib.import_module("urllib.parse")

    def parse_header(line: str) -> tuple[str, dict[str, str]]:
        """The first value, and the parameters after it."""

        def parts(text: str) -> Iterator[str]:
            while text[:1] == ";":
                text = text[1:]
                end = text.find(";")
                while end > 0 and (text.count('"', 0, end) - text.count('\\"', 0, end)) % 2:
                    end = text.find(";", end + 1)
                end = len(text) if end < 0 else end
                yield text[:end].strip()
                text = text[end:]

        found = list(parts(";" + line))
        parameters: dict[str, str] = {}
        for part in found[1:]:
            name, equals, value = part.partition("=")
            if equals:
                value = value.strip()
                if len(value) >= 2 and value[0] == value[-1] == '"':
                    value = value[1:-1].replace("\\\\", "\\").replace('\\"', '"')
                parameters[name.strip().lower()] = value
        return found[0], parameters

    return {
        "escape": lambda s, quote=None: html.escape(s, quote=bool(quote)).replace("&#x27;", "'"),
        "parse_header": parse_header,
        "parse_qs": parse.parse_qs,
        "parse_qsl": parse.parse_qsl,
    }


def crypt(module: ModuleType, ask: Ask) -> Names:
    method = importlib.import_module("collections").namedtuple("_Method", "name ident salt_chars total_size")
    methods = [
        method("SHA512", "6", 16, 106),
        method("SHA256", "5", 16, 63),
        method("BLOWFISH", "2b", 22, 59),
        method("MD5", "1", 8, 34),
        method("CRYPT", None, 2, 13),
    ]
    return {
        **{"METHOD_" + each.name: each for each in methods},
        "methods": methods,
        "crypt": lambda word, salt=None: ask("crypt.crypt"),
        "mksalt": lambda method=None, *, rounds=None: ask("crypt.mksalt"),  # pyright: ignore[reportUnknownLambdaType]
    }


def imghdr(module: ModuleType, ask: Ask) -> Names:
    starts = (
        (b"\x89PNG\r\n\x1a\n", "png"),
        (b"GIF87a", "gif"),
        (b"GIF89a", "gif"),
        (b"MM", "tiff"),
        (b"II", "tiff"),
        (b"\x01\xda", "rgb"),
        (b"\x59\xa6\x6a\x95", "rast"),
        (b"#define ", "xbm"),
        (b"BM", "bmp"),
        (b"\x76\x2f\x31\x01", "exr"),
    )

    def what(file: Any, h: Any = None) -> str | None:
        if h is None:
            if hasattr(file, "read"):
                position = file.tell()
                h = file.read(32)
                file.seek(position)
            else:
                with open(file, "rb") as stream:
                    h = stream.read(32)
        if h[6:10] in (b"JFIF", b"Exif") or h[:4] == b"\xff\xd8\xff\xdb":
            return "jpeg"
        if h[:4] == b"RIFF" and h[8:12] == b"WEBP":
            return "webp"
        if len(h) >= 3 and h[:1] == b"P" and h[1:2] in b"123456" and h[2:3] in b" \t\n\r":
            return {b"1": "pbm", b"4": "pbm", b"2": "pgm", b"5": "pgm", b"3": "ppm", b"6": "ppm"}[h[1:2]]
        return next((kind for start, kind in starts if h.startswith(start)), None)

    return {"what": what}


CONTENTS: dict[str, Maker] = {
    "_bootlocale": lambda module, ask: {"getpreferredencoding": importlib.import_module("locale").getpreferredencoding},
    "_dummy_thread": same_as("_thread"),
    "dummy_threading": same_as("threading"),
    "macpath": same_as("posixpath"),
    "asynchat": asynchat,
    "asyncore": asyncore,
    "cgi": cgi,
    "crypt": crypt,
    "imghdr": imghdr,
    "imp": imp,
    "nntplib": client("NNTP"),
    "pipes": pipes,
    "smtpd": smtpd,
    "telnetlib": client("Telnet"),
}
