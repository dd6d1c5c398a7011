"""Asks the workspace's own BitBake how it behaves, with the smallest metadata or code that shows it.

This module runs in an interpreter of its own, since a probe may leave anything behind. A probe is a Python expression
that sees the helpers below. Its answer is a plain text, or the name of the exception that BitBake raised. This module
does not know what an answer means. Whatever BitBake does, each probe ends, and the probes after it are asked.
"""

# BitBake is the workspace's own, so there is nothing to check here. Its modules are imported for `bb` to have them.
# pyright: reportMissingImports=false, reportUnusedImport=false
from __future__ import annotations

import ast
import hashlib
import importlib
import inspect
import json
import logging
import os
import shutil
import sys
import textwrap
import types

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any

FOLDER = "/tmp/sighound-probes"
# The warnings of BitBake since the probe began.
warnings: list[str] = []


class Warnings(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        try:
            warnings.append(record.getMessage())
        except TypeError:
            # Logging never fails its caller, whatever is wrong with the message.
            warnings.append(str(record.msg))


def write(path: str, text: str) -> str:
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w") as stream:
        stream.write(text)
    return path


class Probes:
    """The helpers of all probes, over one BitBake."""

    def __init__(self, bitbake: str, core: str | None) -> None:
        sys.path[:0] = [os.path.join(bitbake, "lib")] + ([os.path.join(core, "lib")] if core else [])
        import bb
        import bb.codeparser
        import bb.cooker
        import bb.cookerdata
        import bb.data
        import bb.data_smart
        import bb.event
        import bb.parse
        import bb.parse.ast
        import bb.siggen
        import bb.utils

        self.bb: Any = bb
        self.core = core
        self.files = 0
        logger = logging.getLogger("BitBake")
        logger.handlers[:] = [Warnings(logging.WARNING)]
        logger.propagate = False
        shutil.rmtree(FOLDER, ignore_errors=True)

    def names(self) -> dict[str, Any]:
        return {"inspect": inspect, **{name: getattr(self, name) for name in dir(self) if not name.startswith("_")}}

    # Reading

    def store(self, **values: Any) -> Any:
        d = self.bb.data.init()
        d.setVar("BBPATH", FOLDER)
        d.setVar("__bbclasstype", "recipe")
        for name, value in values.items():
            d.setVar(name, value)
        return d

    def read(self, text: str, suffix: str = ".inc", classes: dict[str, str] | None = None, **values: Any) -> Any:
        """The store after a file with `text` was read. `classes`: files to find on `BBPATH`, by their path there."""
        self.files += 1
        root = "%s/%d" % (FOLDER, self.files)
        for name, content in (classes or {}).items():
            write("%s/%s" % (root, name), content)
        path = write("%s/conf/probe%d%s" % (root, self.files, suffix), text)
        d = self.store(**values)
        d.setVar("BBPATH", root)
        return self.bb.parse.handle(path, d, 1)

    def conf(self, text: str, **values: Any) -> Any:
        return self.read(text, suffix=".conf", **values)

    def accepted(self, store: object) -> str:
        """The answer if the reading of the file raised nothing."""
        return "accepted"

    def fragment_words(self) -> int:
        """How many words `addfragments` takes; 0 if there is no such statement."""
        # If three words are enough, the first may contain blanks.
        for count in (3, 4):
            try:
                self.conf("addfragments %s\n" % " ".join("ABCD"[:count]), B="", C="", D="")
                return count
            except self.bb.parse.ParseError:
                pass
        return 0

    # Code

    def shell(self, text: str) -> str:
        parser = self.bb.codeparser.ShellParser("probe", logging.getLogger("BitBake.probe"))
        parser.parse_shell(text)
        return " ".join(sorted(parser.execs))

    def python(self, text: str) -> str:
        parser = self.bb.codeparser.PythonParser("probe", logging.getLogger("BitBake.probe"))
        parser.parse_python(text)
        return " ".join(sorted(str(name) for name in parser.references))

    # Signatures

    def signed(self, text: str, module: str | None = None, **values: Any) -> Any:
        """The store of a recipe with `text`, with computed signatures, in the smallest possible workspace.

        The workspace's configuration contains the values.
        """
        return self.variants(text, module, **values)[""]

    def variants(self, text: str, module: str | None = None, **values: Any) -> Any:
        self.files += 1
        root = "%s/%d" % (FOLDER, self.files)
        layer, build = root + "/layer", root + "/build"
        settings = "".join("%s = '%s'\n" % item for item in values.items())
        pylib = ""
        if module is not None:
            name = "probe%d" % self.files
            write("%s/lib/%s/__init__.py" % (layer, name), 'BBIMPORTS = ["m"]\n')
            write("%s/lib/%s/m.py" % (layer, name), module)
            settings += 'PROBE = "%s"\n' % name
            pylib = "addpylib ${LAYERDIR}/lib %s\n" % name
        write(layer + "/conf/layer.conf", LAYER + pylib)
        write(layer + "/conf/bitbake.conf", CONFIGURATION + settings)
        write(layer + "/classes/base.bbclass", BASE_CLASS)
        write(layer + "/classes/other.bbclass", 'OTHER_PN := "${PN}"\n')
        write(layer + "/classes/variant.bbclass", "")
        write(build + "/conf/bblayers.conf", 'BBPATH = "${TOPDIR}"\nBBFILES ?= ""\nBBLAYERS = "%s"\n' % layer)
        recipe = write(layer + "/recipes/probe_1.bb", text.replace("PROBE", "probe%d" % self.files))
        bb = self.bb
        os.chdir(build)
        bb.parse.clear_cache()
        configuration = bb.cookerdata.CookerConfiguration()
        configuration.env = {"BBPATH": build, "PATH": "/usr/bin:/bin"}
        builder = bb.cookerdata.CookerDataBuilder(configuration, False)
        builder.parseBaseConfiguration()
        bb.parse.siggen = bb.siggen.init(builder.data)
        if hasattr(builder, "parseRecipeVariants"):
            takes = inspect.signature(builder.parseRecipeVariants).parameters
            return builder.parseRecipeVariants(
                recipe, [], mc="", **({"layername": "probe"} if "layername" in takes else {})
            )
        return bb.cache.NoCache(builder).load_bbfile(recipe, [])

    def hashed(self, d: Any, key: str) -> str:
        """The value of a key as it is hashed. `PROBE` in the key stands for the module's name."""
        return str(self.noted(d, "varvals", "lookupcache").get(key.replace("PROBE", str(d.getVar("PROBE")))))

    def direct(self, d: Any, key: str) -> str:
        """The direct dependencies of a key."""
        return " ".join(sorted(self.noted(d, "gendeps", "gendeps").get(key) or ()))

    def depends(self, d: Any, key: str, other: str) -> bool:
        return other in self.direct(d, key).split()

    def noted(self, d: Any, name: str, older: str) -> Any:
        """What the computation of signatures left in the store or, before BitBake 2.4, in the signature generator."""
        found = d.getVar("__siggen_" + name, False)
        return found if found is not None else next(iter(getattr(self.bb.parse.siggen, older).values()))

    def module_code(self, module: str) -> Any:
        """What BitBake keeps about the function `f` of a module."""
        name = self.signed("", module=module).getVar("PROBE")
        return self.bb.codeparser.modulecode_deps[name + ".m.f"]

    def changed_signatures(self, text: str, settings: str, expected: Any) -> str:
        """The first key or task of a recipe that is not as expected, with the difference; empty if all are."""
        expected = json.loads(expected)
        d = self.signed(json.loads(text), **json.loads(settings))
        dependencies, values = self.noted(d, "gendeps", "gendeps"), self.noted(d, "varvals", "lookupcache")
        for key in sorted(set(dependencies) | set(expected["keys"])):
            found = [" ".join(sorted(dependencies.get(key) or ())), str(values.get(key))]
            if found != expected["keys"].get(key):
                return "%s: %s" % (key, found)
        hashes = d.getVar("__siggen_basehashes", False) or {
            task: d.getVar("BB_BASEHASH:task-" + task) for task in expected["basehashes"]
        }
        for task, basehash in sorted(expected["basehashes"].items()):
            if hashes.get(task) != basehash:
                return "the same values of %s are hashed in another way" % task
        return ""

    # Task hashes

    def checksum_order(self) -> str:
        """The order in which a task's hash uses the checksums of three files."""
        generator = self.bb.siggen.SignatureGeneratorBasic(self.store())
        tid = "/r.bb:do_x"
        generator.basehash[tid] = ""
        generator.runtaskdeps[tid] = []
        generator.file_checksum_values[tid] = [("/b/1", "m"), ("/a/3", "k"), ("/c/2", "l")]
        return self.taken(generator, tid)

    def dependency_order(self) -> str:
        """The order in which a task's hash uses the hashes of three tasks."""
        return self.taken(*self.depending({"/1/c/r.bb": ("n", "k"), "/2/a/r.bb": ("o", "l"), "/3/b/r.bb": ("m", "m")}))

    def crosses_multiconfigs(self) -> bool:
        """Whether BitBake's own handlers include a task of another configuration in the hash."""
        generator, tid = self.depending({"mc:other:/1/c/r.bb": ("n", "k")})
        return bool(generator.runtaskdeps[tid])

    def depending(self, dependencies: dict[str, tuple[str, str]]) -> tuple[Any, str]:
        """A generator, and a task that depends on others. `dependencies`: the name and hash of each, by its recipe."""
        importlib.import_module("bb.runqueue")

        generator = self.bb.siggen.SignatureGeneratorBasic(self.store())
        tid = "/r.bb:do_x"
        names = {"/r.bb": "r", **{fn: name for fn, (name, _) in dependencies.items()}}
        cache = EveryCache(basetaskhash={tid: ""}, pkg_fn=names, stamp={"/r.bb": FOLDER + "/stamp"})
        generator.taskhash.update({fn + ":do_x": taskhash for fn, (_, taskhash) in dependencies.items()})
        generator.prep_taskhash(tid, {fn + ":do_x" for fn in dependencies}, EveryCache({"": cache, "other": cache}))
        return generator, tid

    def task_hash_text(self) -> str:
        """The whole text from which a task's hash is computed.

        It contains the task's basehash `B`, a task that it depends on, the checksums of two files and a taint.
        """
        generator, tid = self.depending({"/1/c/r.bb": ("n", "D")})
        generator.basehash[tid] = "B"
        generator.file_checksum_values[tid] = [("/a/./d/1", "k"), ("/c/2", "k")]
        generator.taints[tid] = "T"
        plain = self.hashed_text(generator, tid)
        generator.taints[tid] = "nostamp:T"
        return plain + " " + self.hashed_text(generator, tid)

    def taken(self, generator: Any, tid: str) -> str:
        """The letters `klm` in the order in which a task's hash uses them."""
        return "".join(sorted("klm", key=self.hashed_text(generator, tid).index))

    def hashed_text(self, generator: Any, tid: str) -> str:
        """The text from which a task's hash is computed."""
        taken: list[str] = []

        class Recorder:
            def __init__(self, data: bytes = b"") -> None:
                taken.append(data.decode())

            def update(self, data: bytes) -> None:
                taken.append(data.decode())

            def hexdigest(self) -> str:
                return ""

        original = hashlib.sha256
        hashlib.sha256 = Recorder
        try:
            generator.get_taskhash(tid, [], EveryCache())
        except AttributeError:
            # The code after the hash does not matter.
            if not taken:
                raise
        finally:
            hashlib.sha256 = original
        return "".join(taken)

    # OE-Core

    def dependency_filter(self, lists: dict[str, Any]) -> Callable[[dict[str, Any]], tuple[bool, ...]]:
        """A function that returns, for each of OE-Core's generators that hash tasks, whether it keeps a dependency."""
        importlib.import_module("bb.runqueue")
        import oe.sstatesig

        settings = {
            "BB_HASHSERVE": "auto",
            "BB_HASHSERVE_USERNAME": "x",
            "BB_HASHSERVE_PASSWORD": "x",
            "SSTATE_HASHEQUIV_METHOD": "x",
        }
        settings.update((name, value) for name, value in lists.items() if name != "virtualNames")
        generators: list[Any] = []
        for name in GENERATORS:
            kind = getattr(oe.sstatesig, name)  # pyright: ignore[reportUnknownArgumentType, reportUnknownMemberType]
            generator = kind.__new__(kind)
            generator.init_rundepcheck(self.store(**settings))
            generator.tasks_resolved({}, lists.get("virtualNames", {}), None)
            generators.append(generator)

        def keeps(case: dict[str, Any]) -> tuple[bool, ...]:
            pn, task = case["task"].split(":")
            *multiconfig, name, other = case["on"].split(":")
            configuration = multiconfig[-1] if multiconfig else ""
            fn, below = "/%s.bb" % pn, "%s/%s.bb" % ("mc:%s:" % configuration if configuration else "", name)
            caches = {each: DataCache() for each in ("", "other")}
            caches[""].inherits[fn] = classes(case.get("classes", ()))
            caches[""].runrecs[fn] = {"p": ["q", "kernel-module-x" if case.get("recommendsKernelModules") else "x"]}
            caches[configuration].inherits[below] = classes(case.get("onClasses", ()))
            return tuple(
                bool(generator.rundep_check(fn, pn, task, "%s:%s" % (below, other), name, caches))
                for generator in generators
            )

        return keeps

    def keeps(self, *cases: str) -> str:
        """Whether each dependency is kept."""
        asked = self.dependency_filter({"SIGGEN_EXCLUDERECIPES_ABISAFE": "abi"})
        return " ".join(
            "/".join(sorted({"kept" if each else "dropped" for each in asked(json.loads(case))})) for case in cases
        )

    def changed_filter(self, lists: str, cases: str, statements: str) -> str:
        """The cases that OE-Core's filter decides differently, and those of its statements that are not known."""
        asked = self.dependency_filter(json.loads(lists))
        changed = [case["name"] for case in json.loads(cases) if set(asked(case)) != {case["kept"]}]
        return "; ".join(
            changed + [text for text in self.filter_statements() if digest(text) not in statements.split()]
        )

    def filter_statements(self) -> list[str]:
        """Everything that OE-Core's filter tests, sets, calls and returns."""
        import oe.sstatesig

        found: dict[str, None] = {}
        seen: set[Any] = set()
        functions = [
            getattr(getattr(oe.sstatesig, name), method)  # pyright: ignore[reportUnknownArgumentType, reportUnknownMemberType]
            for name in GENERATORS
            for method in ("rundep_check", "tasks_resolved")
        ]
        while functions:
            function = functions.pop(0)
            if function in seen:
                continue
            seen.add(function)
            for node in ast.walk(ast.parse(textwrap.dedent(inspect.getsource(function)))):
                found.update(dict.fromkeys(statement(node)))
                if isinstance(node, ast.Name) and inspect.isfunction(getattr(oe.sstatesig, node.id, None)):  # pyright: ignore[reportUnknownArgumentType, reportUnknownMemberType]
                    functions.append(getattr(oe.sstatesig, node.id))  # pyright: ignore[reportUnknownArgumentType, reportUnknownMemberType]
        return list(found)

    def changed_names(self, objects: str) -> str:
        """The names of objects for which the core layer's class differs from the examples."""
        core = self.core
        folder = next(
            name for name in ("classes-global", "classes") if os.path.exists("%s/%s/sstate.bbclass" % (core, name))
        )
        d = self.store()
        d.setVar("BBPATH", core)
        self.bb.parse.handle("%s/%s/sstate.bbclass" % (core, folder), d, 1)
        check = self.bb.utils.get_context()["sstate_checkhashes"]
        changed: list[str] = []
        for given in json.loads(objects):
            asked = CacheQuestions()
            tid = "/r.bb:" + given["task"]
            try:
                check(
                    {"hash": {tid: "x"}, "hashfn": {tid: given["hashFilename"]}, "unihash": {tid: given["unihash"]}},
                    asked,
                    siginfo=given["isSiginfo"],
                    summary=False,
                )
            except Exception:
                # The code after the names does not matter.
                if not asked.expanded:
                    raise
            if asked.expanded[:1] != ["${SSTATE_DIR}/" + given["path"]]:
                changed.append("%s instead of %s" % (" ".join(asked.expanded), given["path"]))
        return "; ".join(changed)

    def worker_variables(self) -> str:
        """The variables that a worker sets before it reads a recipe, by its text: the program does not run here."""
        path = os.path.join(os.path.dirname(self.bb.__file__ or ""), "../../bin/bitbake-worker")
        with open(path) as stream:
            tree = ast.parse(stream.read())
        calls = [
            (node, node.func)
            for node in ast.walk(tree)
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        ]
        read = min(node.lineno for node, function in calls if function.attr in ("parseRecipe", "loadDataFull"))
        names = {
            str(node.args[0].value)
            for node, function in calls
            if function.attr == "setVar"
            and isinstance(node.args[0], ast.Constant)
            and (node.lineno < read or not isinstance(function.value, ast.Name))
        }
        return " ".join(sorted(names - {"__bbclasstype"}))

    def speaks_of(self, module: str, name: str) -> bool:
        """Whether the code of a module contains a name. It is for behavior that only a running server would show."""
        return name in inspect.getsource(importlib.import_module(module))


GENERATORS = ("SignatureGeneratorOEBasicHash", "SignatureGeneratorOEEquivHash")


def classes(names: Iterable[str]) -> list[str]:
    return ["/meta/classes/%s.bbclass" % name for name in names]


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def statement(node: ast.AST) -> list[str]:
    """What a node of a function does, as text; nothing for docstrings, messages and parts of other nodes."""
    if isinstance(node, (ast.If, ast.While, ast.IfExp)):
        return ["if " + ast.unparse(node.test)]
    if isinstance(node, (ast.For, ast.comprehension)):
        return ["for %s in %s" % (ast.unparse(node.target), ast.unparse(node.iter))]
    if isinstance(node, ast.Expr):
        text = ast.unparse(node)
        return (
            []
            if isinstance(node.value, ast.Constant) or text.startswith(("bb.debug(", "bb.note(", "bb.warn("))
            else [text]
        )
    return (
        [ast.unparse(node)]
        if isinstance(
            node, (ast.Assign, ast.AugAssign, ast.AnnAssign, ast.NamedExpr, ast.Return, ast.Raise, ast.Delete)
        )
        else []
    )


class DataCache:
    """What a cooker knows about the recipes of one configuration."""

    def __init__(self) -> None:
        self.inherits: dict[str, list[str]] = {}
        self.runrecs: dict[str, dict[str, list[str]]] = {}


class CacheQuestions:
    """Replaces `d` where BitBake looks for objects of the cache: records what it looks for."""

    def __init__(self) -> None:
        self.expanded: list[str] = []

    def expand(self, text: str) -> str:
        self.expanded.append(text)
        return text.replace("${SSTATE_DIR}", FOLDER + "/sstate")

    def getVar(self, name: str, expand: object = True) -> str | None:
        return {"NATIVELSBSTRING": "universal"}.get(name)


class EveryCache(dict):  # pyright: ignore[reportMissingTypeArgument]
    """Replaces what a cooker knows about recipes."""

    def __missing__(self, key: object) -> EveryCache:
        return self

    def __getattr__(self, name: str) -> Any:
        return self.get(name, EveryCache())  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]


LAYER = """BBPATH .= ":${LAYERDIR}"
BBFILES += "${LAYERDIR}/recipes/*.bb"
BBFILE_COLLECTIONS += "probe"
BBFILE_PATTERN_probe := "^${LAYERDIR}/"
LAYERSERIES_COMPAT_probe = "b a"
LAYERSERIES_CORENAMES = "b a"
LAYERVERSION_probe = "1"
"""

CONFIGURATION = """TMPDIR = "${TOPDIR}/tmp"
CACHE = "${TMPDIR}/cache"
PERSISTENT_DIR = "${TMPDIR}/cache"
T = "${TMPDIR}/t"
DL_DIR = "${TMPDIR}/downloads"
PN = "${@bb.parse.vars_from_file(d.getVar('FILE', False), d)[0] or 'defaultpkgname'}"
PV = "1"
FILESPATH = ""
BB_SIGNATURE_HANDLER ??= "basichash"
BB_HASHCONFIG_IGNORE_VARS = ""
"""

BASE_CLASS = """do_build () {
    :
}
addtask build
"""


class Endless(BaseException):
    """A probe that does not end. It is no `Exception`, so that BitBake does not handle it as an error of its own."""


class Steps:
    """Counts how often code jumps. Steps, unlike time, distinguish a slow machine from an endless loop."""

    TOOL = 3

    def __init__(self) -> None:
        self.left = 0
        self.most = MOST_STEPS[0]
        sys.monitoring.use_tool_id(self.TOOL, "sighound-probes")
        sys.monitoring.register_callback(self.TOOL, sys.monitoring.events.JUMP, self.jump)

    def jump(self, code: types.CodeType, here: int, there: int) -> None:
        self.left -= 1
        if self.left < 0:
            self.most = MOST_STEPS[1]
            raise Endless

    def run(self, body: Callable[[], object]) -> object:
        self.left = self.most
        sys.monitoring.set_events(self.TOOL, sys.monitoring.events.JUMP)
        try:
            return body()
        finally:
            sys.monitoring.set_events(self.TOOL, 0)


# All probes together take 50,000 steps with any release, the longest 7,000. One loop may be the cause in many probes;
# after the first time, the limit is lower.
MOST_STEPS = 1_000_000, 100_000


def tried(steps: Steps, body: Callable[[], object]) -> dict[str, Any]:
    """The result of a body: `answer`, its text; `error` and `message`; or `cut`, the reason why it was ended."""
    del warnings[:]
    try:
        return {"answer": str(steps.run(body))}
    except Endless:
        return {"cut": "it does not come to an end"}
    except MemoryError:
        return {"cut": "it takes more memory than there is"}
    except KeyboardInterrupt:
        return {"cut": "it took too long", "byTime": True}
    except BaseException as error:
        # BitBake raises an error without a text if it has already logged the text.
        return {
            "error": type(error).__name__,
            "message": " ".join((str(error) or " ".join(warnings[-1:])).split())[:300],
        }


def make(bitbake: str, core: str | None, library: str) -> Callable[[str], str]:
    """Returns what answers a probe; an empty probe loads BitBake. `library`: the engine's code for use with BitBake."""
    steps = Steps()
    names: dict[str, Any] = {}

    def load() -> None:
        names.update(Probes(bitbake, core).names(), warnings=warnings, use_library=use_library)

    def use_library() -> None:
        module = sys.modules["sighound_library"] = types.ModuleType("sighound_library")
        exec(compile(library, "<sighound>/sighound_library.py", "exec"), module.__dict__)
        module.make()

    def ask(probe: str) -> str:
        return json.dumps(tried(steps, load if probe == "" else lambda: eval(probe, dict(names))))

    return ask
