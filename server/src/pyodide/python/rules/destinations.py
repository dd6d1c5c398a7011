"""Where the values of variables go in metadata's Python: names of files that it uses, the log, or content of files.

It follows literal `d.getVar("NAME")` and `d.expand("${NAME}")` through names, text operations and loops of one piece of
code. The order of statements is ignored. What it does not know is reported as `unknown`, never left out.
"""

from __future__ import annotations

import ast
import json
import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from typing import Any

MARK = "\ue000"
EXPANSION = re.compile(r"\$\{([a-zA-Z0-9\-_+./~:]+)\}")

# The first argument, or all of them, name what the function uses; the result does not contain the name.
PATH_FUNCTIONS = frozenset(
    """
    os.chdir os.mkdir os.makedirs os.remove os.unlink os.rmdir os.removedirs os.rename os.replace os.link os.chmod
    os.chown os.lchown os.utime os.stat os.lstat os.access os.truncate os.mkfifo os.path.exists os.path.lexists
    os.path.isfile os.path.isdir os.path.islink os.path.ismount os.path.isabs os.path.getsize os.path.getmtime
    os.path.samefile os.path.relpath os.path.basename os.listdir open io.open codecs.open os.open os.fdopen
    shutil.rmtree shutil.copy shutil.copy2 shutil.copyfile shutil.copymode shutil.copystat shutil.copytree shutil.move
    shutil.chown shutil.disk_usage shutil.unpack_archive tarfile.open zipfile.ZipFile gzip.open bz2.open lzma.open
    bb.utils.mkdirhier bb.utils.remove bb.utils.prunedir bb.utils.copyfile bb.utils.movefile bb.utils.rename
    bb.utils.lockfile bb.utils.unlockfile bb.utils.fileslocked bb.utils.cpu_count bb.utils.md5_file
    bb.utils.sha1_file bb.utils.sha256_file bb.utils.sha512_file bb.utils.which oe.path.copytree
    oe.path.copyhardlinktree oe.path.remove oe.path.is_path_parent bb.parse.mark_dependency
    bb.fetch2.Fetch bb.fetch.Fetch
    oe.path.symlink_in_same_place len bool isinstance hasattr id type
    """.split()
)
# The result consists of the texts in the arguments.
TEXTS = frozenset(
    """
    os.path.join os.path.normpath os.path.dirname os.path.abspath os.path.realpath os.path.expanduser os.path.split
    os.path.splitext os.walk os.scandir glob.glob glob.iglob str repr list tuple set sorted reversed iter enumerate zip
    dict filter map shlex.quote shlex.split shlex.join bb.utils.explode_deps pathlib.Path Path bytes
    """.split()
)
TEXT_METHODS = frozenset(
    """
    strip lstrip rstrip replace split rsplit splitlines join format lower upper title encode decode removeprefix
    removesuffix partition rpartition copy get keys values items setdefault pop joinpath absolute resolve with_suffix
    with_name glob rglob iterdir expandtabs as_posix
    """.split()
)
# Methods of paths that only use the file.
PLACE_METHODS = frozenset("exists is_file is_dir is_symlink mkdir rmdir unlink touch chmod stat open read_text".split())
ASKING_METHODS = frozenset("startswith endswith find index count".split())
COLLECTING = frozenset("append extend add insert update appendleft".split())
LOGGING = frozenset(
    "note plain warn warnonce error erroronce debug verbnote fatal info warning critical exception".split()
)
WRITING = frozenset("write writelines write_text write_bytes writestr writerow".split())
OPENING = frozenset("open io.open codecs.open gzip.open bz2.open lzma.open".split())
SHELL = frozenset(
    """
    os.system os.popen subprocess.run subprocess.call subprocess.check_call subprocess.check_output subprocess.Popen
    subprocess.getoutput subprocess.getstatusoutput bb.process.run bb.process.Popen oe.utils.getstatusoutput
    bb.fetch2.runfetchcmd runfetchcmd
    """.split()
)
LINKS = frozenset("os.symlink oe.path.symlink".split())
MOST_ROUNDS = 12
MOST_NODES = 20_000
DEEPEST = 12


def dotted(node: ast.AST) -> str | None:
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    return ".".join(reversed([*parts, node.id])) if isinstance(node, ast.Name) else None


class Reader:
    def __init__(self, tree: ast.AST) -> None:
        self.tree = tree
        self.nodes = list(ast.walk(tree))
        self.names: dict[str, set[str]] = {}
        self.assigned: dict[str, list[ast.expr | None]] = {}
        self.found: list[dict[str, Any]] = []

    def read(self) -> list[dict[str, Any]]:
        if len(self.nodes) > MOST_NODES:
            return [
                {"variable": None, "kind": "unknown", "how": "unreadable", "text": "", "by": ""},
            ]
        for _ in range(MOST_ROUNDS):
            before = sum(map(len, self.names.values()))
            for node in self.nodes:
                self.bind(node)
            if sum(map(len, self.names.values())) == before:
                break
        for node in self.nodes:
            self.visit(node)
        return self.found

    # Which variables the value of an expression may contain.

    def values(self, node: ast.AST | None, depth: int = 0) -> set[str]:
        if node is None or depth > 60:
            return set()
        inner = depth + 1
        if isinstance(node, ast.Name):
            return set(self.names.get(node.id, ()))
        if isinstance(node, ast.Call):
            return self.values_of_call(node, inner)
        if isinstance(node, ast.IfExp):
            return self.values(node.body, inner) | self.values(node.orelse, inner)
        if isinstance(node, (ast.ListComp, ast.SetComp, ast.GeneratorExp)):
            return self.values(node.elt, inner)
        if isinstance(node, ast.DictComp):
            return self.values(node.key, inner) | self.values(node.value, inner)
        if isinstance(node, (ast.Compare, ast.Lambda)):
            return set()
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            return set()
        found: set[str] = set()
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.expr):
                found |= self.values(child, inner)
        return found

    def values_of_call(self, node: ast.Call, depth: int) -> set[str]:
        read = self.variable_read(node)
        if read is not None:
            return read
        name = dotted(node.func)
        found: set[str] = set()
        method = node.func.attr if isinstance(node.func, ast.Attribute) else None
        if name not in PATH_FUNCTIONS and (name in TEXTS or method in TEXT_METHODS):
            for arg in (*node.args, *(keyword.value for keyword in node.keywords)):
                found |= self.values(arg, depth)
            if method in TEXT_METHODS and isinstance(node.func, ast.Attribute):
                found |= self.values(node.func.value, depth)
        return found

    def variable_read(self, node: ast.Call) -> set[str] | None:
        """The variables that a call reads from the datastore; None if it is another call."""
        if not isinstance(node.func, ast.Attribute) or not node.args:
            return None
        first = node.args[0]
        if not isinstance(first, ast.Constant) or not isinstance(first.value, str):
            return None
        if node.func.attr == "getVar":
            return {first.value}
        if node.func.attr == "expand":
            return set(EXPANSION.findall(first.value))
        return None

    def bind(self, node: ast.AST) -> None:
        if isinstance(node, ast.Assign):
            for target in node.targets:
                self.bind_target(target, node.value)
        elif isinstance(node, (ast.AugAssign, ast.AnnAssign, ast.NamedExpr)):
            self.bind_target(node.target, node.value)
        elif isinstance(node, (ast.For, ast.AsyncFor, ast.comprehension)):
            self.bind_target(node.target, node.iter)
        elif isinstance(node, ast.withitem):
            if node.optional_vars is not None:
                self.bind_target(node.optional_vars, node.context_expr)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in COLLECTING:
            holder = node.func.value
            if isinstance(holder, ast.Name):
                for arg in node.args:
                    self.names.setdefault(holder.id, set()).update(self.values(arg))

    def bind_target(self, target: ast.expr, value: ast.expr | None) -> None:
        if isinstance(target, (ast.Tuple, ast.List)):
            for each in target.elts:
                self.bind_target(each, value)
            return
        if isinstance(target, ast.Starred):
            self.bind_target(target.value, value)
            return
        holder = target.value if isinstance(target, ast.Subscript) else target
        if isinstance(holder, ast.Name):
            self.names.setdefault(holder.id, set()).update(self.values(value))
            self.assigned.setdefault(holder.id, [])
            if value not in self.assigned[holder.id]:
                self.assigned[holder.id].append(value)

    # Which file an expression writes to.

    def opened(self, node: ast.expr | None, depth: int = 0) -> str | None:
        """The name of the file that an expression has opened, as far as the code shows how it starts; else None."""
        if depth > DEEPEST:
            return None
        if isinstance(node, ast.Name):
            bound = self.assigned.get(node.id, [])
            return self.opened(bound[0], depth + 1) if len(bound) == 1 else None
        if not isinstance(node, ast.Call) or not node.args:
            return None
        if dotted(node.func) in OPENING:
            return self.path(node.args[0], depth + 1)
        return None

    def path(self, node: ast.expr | None, depth: int = 0) -> str | None:
        """A path as far as the code shows how it starts, with `${NAME}` for variables; else None."""
        inner = depth + 1
        if depth > DEEPEST:
            return None
        if isinstance(node, ast.Constant):
            return node.value if isinstance(node.value, str) else None
        if isinstance(node, ast.JoinedStr) and node.values:
            first = node.values[0]
            start = self.path(first.value if isinstance(first, ast.FormattedValue) else first, inner)
            rest = [each.value for each in node.values[1:] if isinstance(each, ast.Constant)]
            return None if start is None else start + "".join(map(str, rest))
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            start = self.path(node.left, inner)
            return None if start is None else start + (self.path(node.right, inner) or "")
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod):
            form = self.path(node.left, inner)
            first = node.right.elts[0] if isinstance(node.right, ast.Tuple) and node.right.elts else node.right
            if form is None or not form.startswith("%"):
                return form
            start = self.path(first, inner)
            return None if start is None else start + re.sub(r"^%\w", "", form)
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Attribute) and node.args and isinstance(node.args[0], ast.Constant):
                if node.func.attr == "getVar":
                    return "${" + str(node.args[0].value) + "}"
                if node.func.attr == "expand":
                    return str(node.args[0].value)
            if dotted(node.func) in ("os.path.join", "Path", "pathlib.Path", "str") and node.args:
                parts = [self.path(part, inner) for part in node.args]
                return None if parts[0] is None else "/".join(part for part in parts if part is not None)
            return None
        if isinstance(node, ast.Name):
            bound = self.assigned.get(node.id, [])
            return self.path(bound[0], inner) if len(bound) == 1 else None
        return None

    # Where these values go.

    def add(self, variables: Iterable[str], kind: str, how: str = "file", text: str = "", by: str = "") -> None:
        for variable in sorted(variables):
            found = {"variable": variable, "kind": kind, "how": how, "text": text or MARK, "by": by}
            if found not in self.found:
                self.found.append(found)

    def visit(self, node: ast.AST) -> None:
        if isinstance(node, ast.Call):
            self.visit_call(node)
        elif isinstance(node, ast.Compare):
            if not all(isinstance(op, (ast.Is, ast.IsNot)) for op in node.ops):
                for part in (node.left, *node.comparators):
                    self.add(self.values(part), "unknown", "comparison")
        elif isinstance(node, (ast.Return, ast.Yield, ast.YieldFrom)):
            self.add(self.values(node.value), "unknown", "returned")
        elif isinstance(node, ast.Raise):
            self.add(self.values(node.exc), "log")
        elif isinstance(node, ast.Assign):
            for target in node.targets:
                self.visit_target(target, node.value)
        elif isinstance(node, (ast.AugAssign, ast.AnnAssign)):
            self.visit_target(node.target, node.value)
        elif isinstance(node, (ast.If, ast.While, ast.IfExp, ast.Assert)):
            # Whether there is a value at all is the same everywhere.
            if not isinstance(node.test, ast.Compare):
                self.add(self.values(node.test), "path")

    def visit_target(self, target: ast.expr, value: ast.expr | None) -> None:
        if isinstance(target, ast.Attribute):
            self.add(self.values(value), "unknown", "code", by=target.attr)
        elif isinstance(target, ast.Subscript) and dotted(target.value) == "os.environ":
            key = target.slice
            by = key.value if isinstance(key, ast.Constant) and isinstance(key.value, str) else ""
            self.add(self.values(value), "unknown", "environment", by=by)

    def visit_call(self, node: ast.Call) -> None:
        read = self.variable_read(node)
        if read is not None:
            # A value that the code reads and never uses goes nowhere.
            self.add(read, "path")
            return
        name = dotted(node.func) or ""
        method = node.func.attr if isinstance(node.func, ast.Attribute) else None
        keywords = [keyword for keyword in node.keywords if keyword.arg is not None]
        if name in SHELL:
            self.visit_command(node, keywords)
            return
        if name in LINKS and node.args:
            link = self.path(node.args[1]) if len(node.args) > 1 else None
            kind = "unknown" if link is None else "content"
            self.add(self.values(node.args[0]), kind, "link", by=link or "")
            for arg in node.args[1:]:
                self.add(self.values(arg), "path")
            return
        if name in PATH_FUNCTIONS:
            self.everywhere(node, keywords, "path")
            return
        if name in TEXTS or (method in TEXT_METHODS and name not in PATH_FUNCTIONS) or method in COLLECTING:
            return
        if name == "print":
            streams = [keyword.value for keyword in keywords if keyword.arg == "file"]
            is_log = not streams or all(dotted(stream) in ("sys.stdout", "sys.stderr") for stream in streams)
            for arg in node.args:
                if is_log:
                    self.add(self.values(arg), "log")
                else:
                    self.write(arg, self.opened(streams[0]))
            return
        if method in LOGGING and isinstance(node.func, ast.Attribute):
            holder = dotted(node.func.value) or ""
            if holder == "bb" or holder.lower().endswith(("logger", "log", "logging")):
                self.everywhere(node, keywords, "log")
                return
        if method in WRITING and isinstance(node.func, ast.Attribute):
            holder = node.func.value
            self.add(self.values(holder), "path")
            for arg in node.args:
                if dotted(holder) in ("sys.stdout", "sys.stderr"):
                    self.add(self.values(arg), "log")
                else:
                    self.write(
                        arg, self.path(holder) if method in ("write_text", "write_bytes") else self.opened(holder)
                    )
            return
        if method in PLACE_METHODS and isinstance(node.func, ast.Attribute):
            self.add(self.values(node.func.value), "path")
            for arg in node.args:
                self.add(self.values(arg), "path")
            return
        if name in ("json.dump", "pickle.dump", "yaml.dump") and node.args:
            self.write(node.args[0], self.opened(node.args[1]) if len(node.args) > 1 else None)
            return
        if method in ASKING_METHODS and isinstance(node.func, ast.Attribute):
            self.add(self.values(node.func.value), "unknown", "comparison")
            for arg in node.args:
                self.add(self.values(arg), "unknown", "comparison")
            return
        self.everywhere(node, keywords, "unknown", "call", by=name or (method or ""))

    def write(self, node: ast.expr, file: str | None) -> None:
        """A text is written to a file; None: the code does not show to which one."""
        self.add(self.values(node), "unknown" if file is None else "content", by=file or "")

    def everywhere(
        self, node: ast.Call, keywords: Iterable[ast.keyword], kind: str, how: str = "file", by: str = ""
    ) -> None:
        for arg in node.args:
            self.add(self.values(arg), kind, how, by=by)
        for keyword in keywords:
            self.add(self.values(keyword.value), kind, how, by=by)
        if kind == "unknown" and isinstance(node.func, ast.Attribute):
            self.add(self.values(node.func.value), kind, how, by=by)

    def visit_command(self, node: ast.Call, keywords: Sequence[ast.keyword]) -> None:
        for keyword in keywords:
            if keyword.arg == "cwd":
                self.add(self.values(keyword.value), "path")
            elif keyword.arg != "args":
                self.add(self.values(keyword.value), "unknown", "environment")
        commands = [*node.args[:1], *(keyword.value for keyword in keywords if keyword.arg == "args")]
        for command in commands:
            for variable in sorted(self.values(command)):
                self.found.append(
                    {
                        "variable": variable,
                        "kind": "shell",
                        "how": "argument",
                        "text": self.template(command, variable, 0),
                        "by": "",
                    }
                )
        for arg in node.args[1:]:
            self.add(self.values(arg), "unknown", "call", by=dotted(node.func) or "")

    def template(self, node: ast.expr | None, variable: str, depth: int) -> str:
        """The text of a shell command, with a mark for the variable's value."""
        if depth > DEEPEST:
            return MARK if variable in self.values(node) else "x"
        inner = depth + 1
        if isinstance(node, ast.Constant):
            return str(node.value)
        if isinstance(node, (ast.List, ast.Tuple)):
            return " ".join("'" + self.template(each, variable, inner).replace("'", "") + "'" for each in node.elts)
        if isinstance(node, ast.JoinedStr):
            return "".join(self.template(each, variable, inner) for each in node.values)
        if isinstance(node, ast.FormattedValue):
            return self.template(node.value, variable, inner)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            space = " " if isinstance(node.left, ast.List) else ""
            left = self.template(node.left, variable, inner)
            return left + space + self.template(node.right, variable, inner)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod):
            parts = node.right.elts if isinstance(node.right, ast.Tuple) else [node.right]
            texts = iter([self.template(part, variable, inner) for part in parts])
            form = self.template(node.left, variable, inner)
            return re.sub(r"%(?:\(\w+\))?[-#0 +]*\d*(?:\.\d+)?[srdxif]", lambda _: next(texts, "x"), form)
        if isinstance(node, ast.Call):
            method = node.func.attr if isinstance(node.func, ast.Attribute) else None
            if method == "format" and isinstance(node.func, ast.Attribute):
                texts = iter([self.template(part, variable, inner) for part in node.args])
                form = self.template(node.func.value, variable, inner)
                return re.sub(r"\{[^{}]*\}", lambda _: next(texts, self.mark(node, variable)), form)
            if method == "expand" and node.args and isinstance(node.args[0], ast.Constant):
                return str(node.args[0].value).replace("${" + variable + "}", MARK)
            if dotted(node.func) == "os.path.join":
                return "/".join(self.template(part, variable, inner) for part in node.args)
            if dotted(node.func) in ("shlex.split", "shlex.quote", "str") and node.args:
                return self.template(node.args[0], variable, inner)
        if isinstance(node, ast.Name):
            bound = self.assigned.get(node.id, [])
            if len(bound) == 1:
                return self.template(bound[0], variable, inner)
        return self.mark(node, variable)

    def mark(self, node: ast.expr | None, variable: str) -> str:
        return MARK if variable in self.values(node) else "x"


def destinations(code: str, check_indent: Callable[[str], str]) -> str:
    """JSON: where the value of each variable that the code reads goes. `check_indent` wraps indented code."""
    tree = compile(check_indent(code), "<string>", "exec", ast.PyCF_ONLY_AST)
    return json.dumps(Reader(tree).read())
