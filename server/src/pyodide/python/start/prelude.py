"""Makes the interpreter see only the virtual host, before any foreign code runs.

It runs once, in a namespace of its own. `install` takes the host as JSON and replaces the functions that ask the real
machine (user, kernel, processors, commands). It also removes the ways into JavaScript (the second wall; the first is
in `javascriptBoundary.ts`). Questions that nothing can answer are reported to the host and raise `HostQuestion`.
"""

from __future__ import annotations

import builtins
import json
import os
import shlex
import sys
import types

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from typing import Any, NoReturn, Self

    # A command as `subprocess` takes it: a line for the shell, or words.
    Command = str | bytes | os.PathLike[Any] | Sequence[Any]


class HostQuestion(FileNotFoundError):
    """A question that only the real host could answer. It looks like a missing command, so callers' fallbacks work."""

    def __init__(self, question: str) -> None:
        super().__init__(2, "no answer in the sandbox", question)
        self.question = question


state: dict[str, Callable[..., Any]] = {}


def ask(question: str) -> NoReturn:
    state["ask"](question)
    raise HostQuestion(question)


# Commands: the repository's own files answer what metadata asks about a layer's checkout. The virtual host answers what
# it asks about the machine. The modules that answer are loaded when metadata asks.


class PrivateModules:
    """Sighound's own modules, which no list of modules shows. Their builtins are from before any foreign code ran.

    `sources`: the source of each module by its name, `ROOM.FILE`. Their relative imports find each other.
    """

    def __init__(self, sources: dict[str, str]) -> None:
        self.sources = sources
        self.loaded: dict[str, types.ModuleType] = {}
        self.builtins = {**vars(builtins), "__import__": self.find}

    def find(
        self, name: str, globals: Any = None, locals: Any = None, fromlist: Any = (), level: int = 0
    ) -> types.ModuleType:
        if level == 0:
            return builtins_import(name, globals, locals, fromlist, level)
        return self.load(name if level == 2 else "%s.%s" % (globals["__package__"], name))

    def load(self, name: str) -> Any:
        if name not in self.loaded:
            room, _, file = name.partition(".")
            module = types.ModuleType(file)
            module.__package__ = room
            module.__dict__["__builtins__"] = self.builtins
            exec(
                compile(self.sources[name], name.replace(".", "/") + ".py", "exec", dont_inherit=True), module.__dict__
            )
            self.loaded[name] = module
        return self.loaded[name]


builtins_import = builtins.__import__


def command_words(command: Command) -> list[str]:
    if not isinstance(command, (str, bytes, os.PathLike)):
        return [os.fsdecode(word) for word in command]
    try:
        return shlex.split(os.fsdecode(command))
    except ValueError:
        return [os.fsdecode(command)]


def install_commands(host: dict[str, Any], modules: PrivateModules) -> None:
    import subprocess

    commands, tools = host["commands"], host["toolsDirectory"]

    def answer(command: Command, cwd: Any = None, env: Any = None) -> tuple[int, list[tuple[int, str]]]:
        """(exit code, [(descriptor, text)])"""
        words = command_words(command)
        if words and os.path.dirname(words[0]) == tools:
            words[0] = os.path.basename(words[0])
        known = commands.get(" ".join(words))
        state["tell"](" ".join(words))
        if known is not None:
            return known["exitCode"], [(1, known["stdout"]), (2, known["stderr"])]
        script = os.fsdecode(command) if isinstance(command, (str, bytes, os.PathLike)) else words
        cwd, env = os.fsdecode(cwd or os.getcwd()), os.environ if env is None else env
        # Metadata asks for the command, not for the files that the command reads.
        state["answering"](True)
        try:
            found: Any = modules.load("commands.host").answer(script, cwd, env, host) if words[:1] != ["git"] else None
            if found is None and any("git" in word for word in words):
                found = modules.load("git.program").answer(script, cwd, env, host)
        finally:
            state["answering"](False)
        if isinstance(found, str):
            ask("%s (not known: %s)" % (" ".join(words), found))
        if found is None:
            ask(" ".join(words))
        code, printed = found
        return code, [
            (descriptor, state["output"](" ".join(words), text) if descriptor == 1 else text)
            for descriptor, text in printed
        ]

    import io

    class Popen:
        """A process that has already ended with the virtual host's answer."""

        def __init__(
            self,
            args: Command,
            bufsize: int = -1,
            executable: Any = None,
            stdin: Any = None,
            stdout: Any = None,
            stderr: Any = None,
            preexec_fn: Any = None,
            close_fds: bool = True,
            shell: bool = False,
            cwd: Any = None,
            env: Any = None,
            universal_newlines: bool | None = None,
            *rest: Any,
            text: bool | None = None,
            encoding: str | None = None,
            errors: str | None = None,
            **options: Any,
        ) -> None:
            self.args = args
            self.pid = os.getpid() + 1
            self.returncode, printed = answer(args, cwd, env)
            out = "".join(text for descriptor, text in printed if descriptor == 1 or stderr == subprocess.STDOUT)
            err = "".join(text for descriptor, text in printed if descriptor == 2)
            self.text_mode = bool(text or universal_newlines or encoding or errors)
            self.stdin = io.BytesIO() if stdin == subprocess.PIPE else None
            self.stdout = self._stream(out) if stdout == subprocess.PIPE else None
            self.stderr = self._stream(err) if stderr == subprocess.PIPE else None

        def _stream(self, text: str) -> io.StringIO | io.BytesIO:
            return io.StringIO(text) if self.text_mode else io.BytesIO(text.encode("utf-8", "surrogateescape"))

        def __class_getitem__(cls, item: Any) -> type[Self]:
            return cls

        def __enter__(self) -> Self:
            return self

        def __exit__(self, *exception: object) -> None:
            return None

        def communicate(self, input: Any = None, timeout: Any = None) -> tuple[Any, Any]:
            return (self.stdout.read() if self.stdout else None, self.stderr.read() if self.stderr else None)

        def poll(self) -> int:
            return self.returncode

        def wait(self, timeout: Any = None) -> int:
            return self.returncode

        def send_signal(self, signal: int) -> None:
            return None

        terminate = kill = lambda self: None  # pyright: ignore[reportUnknownVariableType, reportUnknownLambdaType]

    subprocess.Popen = Popen

    def system(command: Command) -> int:
        return answer(command)[0] << 8

    def popen(command: Command, mode: str = "r", buffering: int = -1) -> io.StringIO:
        return io.StringIO("".join(text for descriptor, text in answer(command)[1] if descriptor == 1))

    os.system = system
    os.popen = popen

    def refuse(name: str) -> Callable[..., NoReturn]:
        return lambda *args, **kwargs: ask(" ".join([name] + [str(arg) for arg in args[:2]]))

    for name in (
        "fork",
        "forkpty",
        "execv",
        "execve",
        "execl",
        "execle",
        "execlp",
        "execlpe",
        "execvp",
        "execvpe",
        "posix_spawn",
        "posix_spawnp",
        "spawnl",
        "spawnle",
        "spawnlp",
        "spawnlpe",
        "spawnv",
        "spawnve",
        "spawnvp",
        "spawnvpe",
        "kill",
        "killpg",
        "_exit",
        "abort",
    ):
        setattr(os, name, refuse("os." + name))


def install_identity(host: dict[str, Any]) -> None:
    uname = host["uname"]
    result = os.uname_result((uname["sysname"], host["hostName"], uname["release"], uname["version"], uname["machine"]))
    uid, gid, processors = host["uid"], host["gid"], host["cpuCount"]
    answers: dict[str, Any] = {
        "uname": result,
        "getuid": uid,
        "geteuid": uid,
        "getgid": gid,
        "getegid": gid,
        "getgroups": [gid],
        "getresuid": (uid, uid, uid),
        "getresgid": (gid, gid, gid),
        "getlogin": host["userName"],
        "getpid": host["pid"],
        "getppid": host["pid"] - 1,
        "cpu_count": processors,
        "process_cpu_count": processors,
    }
    for name, value in answers.items():
        setattr(os, name, lambda value=value: value)
    os.sched_getaffinity = lambda pid: set(range(processors))
    install_limits(processors)
    mask = [host["fileMask"]]

    def umask(new: int) -> int:
        old, mask[0] = mask[0], new & 0o777
        return old

    os.umask = umask
    os.getpgid = os.getsid = lambda pid: host["pid"]
    # Scheduling and process groups: there is nothing to do, and no reason to fail.
    for name in ("setsid", "setpgid", "nice", "setpriority", "sched_setaffinity"):
        setattr(os, name, lambda *args: 0)  # pyright: ignore[reportUnknownLambdaType]


def install_limits(processors: int) -> None:
    """What the C library knows about the machine. The interpreter's own sizes and limits do not apply there."""
    plain = {
        "SC_PAGESIZE": 4096,
        "SC_PAGE_SIZE": 4096,
        "SC_CLK_TCK": 100,
        "SC_NPROCESSORS_ONLN": processors,
        "SC_NPROCESSORS_CONF": processors,
    }
    numbers = {os.sysconf_names[name]: value for name, value in plain.items()}
    # What the standard library asks when it is imported, for work that the sandbox does not do.
    for_library = {"SC_OPEN_MAX": 1024, "SC_IOV_MAX": 1024}
    library = os.path.dirname(os.__file__) + "/"

    def sysconf(name: Any) -> Any:
        if name in plain or name in numbers:
            return plain.get(name, numbers.get(name))
        if name in for_library and sys._getframe(1).f_globals.get("__file__", "").startswith(library):  # pyright: ignore[reportPrivateUsage]
            return for_library[name]
        return ask("os.sysconf %s" % name)

    os.sysconf = sysconf
    os.getloadavg = lambda: ask("os.getloadavg")
    os.statvfs = os.fstatvfs = lambda path: ask("os.statvfs %s" % path)


def install_accounts(host: dict[str, Any]) -> None:
    """Installs `pwd` and `grp` with the only user and root."""
    names = {"root": (0, 0, "/root"), host["userName"]: (host["uid"], host["gid"], host["homeDirectory"])}

    import collections

    Account = collections.namedtuple("struct_passwd", "pw_name pw_passwd pw_uid pw_gid pw_gecos pw_dir pw_shell")  # pyright: ignore[reportUntypedNamedTuple]
    Group = collections.namedtuple("struct_group", "gr_name gr_passwd gr_gid gr_mem")  # pyright: ignore[reportUntypedNamedTuple]
    accounts = [Account(name, "x", uid, gid, name, home, "/bin/bash") for name, (uid, gid, home) in names.items()]
    groups = [Group(name, "x", gid, []) for name, (uid, gid, home) in names.items()]  # pyright: ignore[reportUnusedVariable]

    def finder(entries: Sequence[Any], field: str, kind: str) -> Callable[[Any], Any]:
        def find(key: Any) -> Any:
            for entry in entries:
                if getattr(entry, field) == key:
                    return entry
            raise KeyError("%s not found: %r" % (kind, key))

        return find

    pwd: Any = types.ModuleType("pwd")
    pwd.struct_passwd = Account
    pwd.getpwall = lambda: list(accounts)
    pwd.getpwnam = finder(accounts, "pw_name", "getpwnam(): name")
    pwd.getpwuid = finder(accounts, "pw_uid", "getpwuid(): uid")
    grp: Any = types.ModuleType("grp")
    grp.struct_group = Group
    grp.getgrall = lambda: list(groups)
    grp.getgrnam = finder(groups, "gr_name", "getgrnam(): name")
    grp.getgrgid = finder(groups, "gr_gid", "getgrgid(): gid")
    sys.modules["pwd"] = pwd
    sys.modules["grp"] = grp


def install_network(host: dict[str, Any]) -> None:
    import socket

    socket.gethostname = lambda: host["hostName"]
    socket.getfqdn = lambda name="": name or host["hostName"]

    def refuse(name: str) -> Callable[..., NoReturn]:
        return lambda *args, **kwargs: ask(" ".join(["network:", name] + [str(arg) for arg in args[:1]]))

    for name in (
        "create_connection",
        "getaddrinfo",
        "gethostbyname",
        "gethostbyname_ex",
        "gethostbyaddr",
        "getnameinfo",
    ):
        setattr(socket, name, refuse(name))
    socket.socket.connect = lambda self, address: ask("network: connect %s" % (address,))
    socket.socket.connect_ex = socket.socket.connect


def install_paths(is_real: Callable[[str], bool]) -> None:
    """Asks the host in one question whether a path is already real, because no link is involved.

    Metadata asks for the real path of everything, and Python would check each component of each path.
    """
    resolve = os.path.realpath

    def realpath(filename: Any, *, strict: Any = False) -> Any:
        if strict is False and type(filename) is str:
            path = filename[:-1] if filename.endswith("/") else filename
            if is_real(path):
                return path
        return resolve(filename, strict=strict)

    os.path.realpath = realpath


def install_patterns(note_pattern: Callable[[str], None]) -> None:
    """Reports the patterns with which `glob` selects names: they show which names would have been found."""
    import fnmatch

    select = fnmatch.filter

    def filter(names: Iterable[Any], pat: Any) -> list[Any]:
        if type(pat) is str:
            note_pattern(pat)
        return select(names, pat)

    fnmatch.filter = filter


class Refusal:
    """A finder before all others that refuses the modules of JavaScript."""

    names = ("js", "pyodide_js", "_pyodide_core", "pyodide", "_pyodide", "micropip", "pyodide_http")

    def find_spec(self, fullname: str, path: Any = None, target: Any = None) -> None:
        if fullname.partition(".")[0] in self.names:
            raise ModuleNotFoundError("No module named %r" % fullname, name=fullname)


def remove_javascript() -> None:
    refused = Refusal.names
    for name in list(sys.modules):
        if name.partition(".")[0] in refused:
            del sys.modules[name]
    sys.meta_path[:] = [
        finder
        for finder in sys.meta_path
        if "_importhook" not in type(finder).__module__ and "_importhook" not in getattr(finder, "__module__", "")
    ]
    sys.meta_path.insert(0, Refusal())


def install(
    description: str,
    sources: str,
    ask_host: Callable[[str], None],
    tell_host: Callable[[str], None],
    answering: Callable[[bool], None],
    note_pattern: Callable[[str], None],
    output: Callable[[str, str], str],
    is_real: Callable[[str], bool],
) -> Callable[[str, str], str]:
    """Returns the function that answers questions about files at HEAD of their repositories.

    `description`: the virtual host, as JSON. `sources`: [name, source] of each private module, as JSON.
    """
    host = json.loads(description)
    modules = PrivateModules(dict(json.loads(sources)))
    state["ask"], state["tell"], state["output"] = ask_host, tell_host, output
    state["answering"] = answering
    os.environ.clear()
    os.environ.update(host["env"])
    install_identity(host)
    install_accounts(host)
    install_commands(host, modules)
    install_network(host)
    install_paths(is_real)
    install_patterns(note_pattern)
    module: Any = types.ModuleType("sighound_host")
    module.HostQuestion = HostQuestion
    sys.modules["sighound_host"] = module
    HostQuestion.__module__ = "sighound_host"
    sys.argv[:] = [""]
    # BitBake does not find modules in the folder in which it was started.
    sys.path.remove("")
    sys.dont_write_bytecode = True
    sys.platform = "linux"
    remove_javascript()
    modules.load("library.former_names").install(modules.load, ask)
    return lambda question, path: modules.load("git.head").answer(question, path)
