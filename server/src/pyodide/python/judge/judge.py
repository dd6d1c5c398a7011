"""Drives the workspace's own BitBake, unchanged, inside the sandbox.

It does what BitBake's cooker and its parser processes do up to a recipe's basehashes. It does so for one recipe at a
time, for as long as an editor is open. Before each recipe, it resets everything that BitBake keeps between recipes.
When files change, it drops what was read from them. Requests and answers are JSON. No exception leaves this module: an
error is a value with BitBake's own message.
"""

# BitBake is the workspace's own, so there is nothing to check here. Its modules are imported for `bb` to have them.
# pyright: reportMissingImports=false, reportUnusedImport=false
from __future__ import annotations

import collections
import gc
import importlib.util
import inspect
import json
import logging
import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

# The number of variants for which the data that `signature` shows is kept; each takes some megabytes.
KEPT_SIGNATURES = 24


class ErrorLog(logging.Handler):
    """Collects the errors that BitBake logs: its exceptions often say only that an error was logged."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(record.getMessage())
        # If a file cannot be parsed, the log record contains the reason in addition to the message.
        if record.exc_info and record.exc_info[1] is not None:
            self.messages.append(str(record.exc_info[1]))

    def take(self) -> list[str]:
        taken, self.messages = self.messages, []
        return taken


class Judge:
    def __init__(self, options: dict[str, Any]) -> None:
        self.bitbake = options["bitbakeDirectory"]
        self.build = options["buildDirectory"]
        self.original_environment = options["originalEnvironment"]
        self.bb: Any = None
        self.builder: Any = None
        self.signatures: collections.OrderedDict[str, tuple[dict[str, Any], ...]] = collections.OrderedDict()
        self.log = ErrorLog()

    # Configuration

    def start(self) -> dict[str, Any]:
        os.chdir(self.build)
        self.hide_caches()
        sys.path.insert(0, os.path.join(self.bitbake, "lib"))
        import bb
        import bb.cooker
        import bb.cookerdata
        import bb.event
        import bb.parse
        import bb.siggen

        self.bb = bb
        self.fetcher = fetcher()
        logging.disable(logging.WARNING)
        logging.getLogger("BitBake").addHandler(self.log)
        self.configure()
        return {"version": bb.__version__, "multiconfigs": list(self.builder.mcdata)}  # pyright: ignore[reportUnknownMemberType]

    def hide_caches(self) -> None:
        """Deletes BitBake's caches of this build, which another Python pickled; the copies here are only in memory."""
        cache = os.path.join(self.build, "cache")
        if os.path.isdir(cache):
            for name in os.listdir(cache):
                path = os.path.join(cache, name)
                if os.path.isfile(path):
                    os.unlink(path)

    def configure(self) -> None:
        bb = self.bb
        self.builder = None
        self.collected: dict[str, tuple[Any, Any]] = {}
        self.signatures.clear()
        bb.parse.clear_cache()
        bb.parse.BBHandler.cached_statements.clear()
        configuration = bb.cookerdata.CookerConfiguration()
        configuration.env = dict(self.original_environment)
        builder = bb.cookerdata.CookerDataBuilder(configuration, False)
        builder.parseBaseConfiguration()
        for d in builder.mcdata.values():
            # In 2.2, from this point on, the cooker sets the class type to that of recipes.
            if d.getVar("__bbclasstype", False) == "global":
                d.setVar("__bbclasstype", "recipe")
        bb.parse.siggen = bb.siggen.init(builder.data)
        self.context = bb.utils.get_context().copy()
        self.handlers = bb.event.get_class_handlers().copy()
        self.base_files: set[str] = {
            os.path.realpath(entry[0])  # pyright: ignore[reportUnknownArgumentType]
            for d in builder.mcdata.values()
            for entry in d.getVar("__base_depends", False) or []  # pyright: ignore[reportUnknownVariableType]
        }
        self.builder = builder

    def collection(self, mc: str) -> tuple[Any, Any]:
        """The recipes, bbappends and layers, found in the way in which the cooker finds them."""
        if mc not in self.collected:
            bb = self.bb
            cooker: Any = Cooker()
            cooker.data = self.builder.data
            bb.cooker.BBCooker.handleCollections(cooker, cooker.data.getVar("BBFILE_COLLECTIONS"))
            files = bb.cooker.CookerCollectFiles(cooker.bbfile_config_priorities, mc)
            # The collection leaves a variable behind, here as in the cooker.
            recipes, masked, directories = files.collect_bbfiles(self.builder.mcdata[mc], self.builder.mcdata[mc])  # pyright: ignore[reportUnusedVariable]
            self.collected[mc] = files, recipes
        return self.collected[mc]

    def recipes(self) -> dict[str, list[str]]:
        return {mc: sorted(self.collection(mc)[1]) for mc in self.builder.mcdata}

    # Recipes

    def prepare(self) -> None:
        """Resets what one recipe leaves behind for the next."""
        if self.bb is None:
            self.start()
        if self.builder is None:
            self.configure()
        bb: Any = self.bb
        bb.utils.set_context(self.context.copy())
        bb.event.set_class_handlers(self.handlers.copy())
        bb.parse.clear_cache()
        # The only state that the statement reader does not reset itself after an error.
        bb.parse.BBHandler.__inpython__ = False
        self.fetcher.urldata_cache.clear()
        del bb.event.ui_queue[:]
        siggen = bb.parse.siggen
        # The text of the same recipe may have changed. BitBake would treat the changed basehash as a mistake.
        getattr(siggen, "basehash", {}).clear()
        if hasattr(siggen, "postparsing_clean_cache"):
            siggen.postparsing_clean_cache()

    def evaluate(self, path: str) -> dict[str, Any]:
        variants, errors = [], []
        configurations = list(self.builder.mcdata)
        # One configuration may mask a recipe that another has. A recipe that none has is evaluated in all of them.
        for mc in [mc for mc in configurations if path in self.collection(mc)[1]] or configurations:
            try:
                self.log.take()
                for variant, d in self.parse(path, mc).items():
                    variants.append(self.describe(path, mc, variant, d))  # pyright: ignore[reportUnknownMemberType]
            except BaseException as error:
                errors.append(dict(self.failure(error), multiconfig=mc))  # pyright: ignore[reportUnknownMemberType]
                if isinstance(error, KeyboardInterrupt):
                    break
        del self.bb.event.ui_queue[:]
        return {"variants": variants, "errors": errors}

    def parse(self, path: str, mc: str) -> Any:
        files, _ = self.collection(mc)
        appends = list(files.get_file_appends(path))
        if not hasattr(self.builder, "parseRecipeVariants"):
            return self.bb.cache.NoCache(self.builder).load_bbfile(path, appends, mc=mc)
        layer = {}
        if "layername" in inspect.signature(self.builder.parseRecipeVariants).parameters:
            layer["layername"] = files.calc_bbfile_priority(path)[2]
        return self.builder.parseRecipeVariants(path, appends, mc=mc, **layer)

    def describe(self, path: str, mc: str, variant: str, d: Any) -> dict[str, Any]:
        mcfn = self.bb.cache.realfn2virtual(path, variant, mc)
        described = {"mcfn": mcfn, "pn": d.getVar("PN"), "tasks": self.basehashes(d)}
        skipped = d.getVar("__SKIPPED", False)
        if skipped:
            described["skipped"] = str(skipped)
        self.keep(mcfn, d)
        return described

    @staticmethod
    def basehashes(d: Any) -> dict[str, str]:
        """The basehash of each task. Older BitBakes keep each in a variable of its own, newer ones keep all in one."""
        kept = d.getVar("__siggen_basehashes", False)
        if kept is not None:
            return dict(kept)
        found: dict[str, Any] = {
            task: d.getVar("BB_BASEHASH:task-" + task)
            for task in d.getVar("__BBTASKS", False) or []  # pyright: ignore[reportUnknownVariableType]
        }
        return {task: basehash for task, basehash in found.items() if basehash is not None}

    def keep(self, mcfn: str, d: Any) -> None:
        parts = [d.getVar("__siggen_" + name, False) for name in ("taskdeps", "gendeps", "varvals")]
        if parts[0] is None:
            # An older BitBake keeps them in its signature generator, by recipe.
            siggen = self.bb.parse.siggen
            parts = [getattr(siggen, name, {}).get(mcfn) for name in ("taskdeps", "gendeps", "lookupcache")]
        self.signatures[mcfn] = tuple(part or {} for part in parts)
        self.signatures.move_to_end(mcfn)
        while len(self.signatures) > KEPT_SIGNATURES:
            self.signatures.popitem(last=False)

    def signature(self, mcfn: str, task: str) -> dict[str, Any]:
        """The data that went into a basehash, for the text that `evaluate` saw last."""
        if mcfn not in self.signatures:
            self.evaluate(self.bb.cache.virtualfn2realfn(mcfn)[0])
        if mcfn not in self.signatures:
            raise KeyError("no recipe variant %s" % mcfn)
        taskdeps, gendeps, varvals = self.signatures[mcfn]
        if task not in taskdeps:
            raise KeyError("%s has no task %s" % (mcfn, task))
        closure = sorted(taskdeps[task])
        return {
            "taskdeps": closure,
            "gendeps": {name: sorted(gendeps.get(name) or []) for name in [task] + closure},
            "varvals": {name: self.plain(varvals.get(name)) for name in [task] + closure},
        }

    @staticmethod
    def plain(value: Any) -> str | None:
        """A value as the hash uses it: a text, or None."""
        return None if value is None else str(value)

    # Changes

    def files_changed(self, paths: list[str]) -> str:
        """Drops what was read from files that have changed; returns how much must be read again."""
        changed = {os.path.realpath(path) for path in paths} | set(paths)
        names = {os.path.basename(path) for path in changed}
        if self.bb is None:
            return "configuration"
        if self.loaded(changed, names):
            return "interpreter"
        statements = self.bb.parse.BBHandler.cached_statements
        for path in list(statements):
            if os.path.basename(path) in names and (path in changed or os.path.realpath(path) in changed):
                del statements[path]
        if self.builder is None or changed & self.base_files:
            self.builder = None
            return "configuration"
        if any(name.endswith((".bb", ".bbappend")) for name in names):
            self.collected = {}
        return "recipes"

    @staticmethod
    def loaded(changed: set[str], names: set[str]) -> bool:
        """Whether a changed file is a Python module that was imported: only a new interpreter imports it again."""
        for module in list(sys.modules.values()):
            path = getattr(module, "__file__", None)
            if path and os.path.basename(path) in names and (path in changed or os.path.realpath(path) in changed):
                return True
        return False

    # Answers

    def failure(self, error: BaseException) -> dict[str, str]:
        messages = self.log.take()
        text = str(error)
        if text and text not in "\n".join(messages):
            messages.append(text)
        if isinstance(error, MemoryError):
            error.__traceback__ = None
            gc.collect()
        return {"type": type(error).__name__, "message": "\n".join(messages) or type(error).__name__}

    def answer(self, request: str) -> str:
        """Answers one request, both in JSON. The answer has either `value` or `error`."""
        try:
            name, arguments = json.loads(request)
            self.log.take()
            if name != "start" and name != "files_changed":
                self.prepare()
            return json.dumps({"value": getattr(self, name)(*arguments)})
        except BaseException as error:
            return json.dumps({"error": self.failure(error)})


def fetcher() -> Any:
    """BitBake's fetcher by its real name: from 6.1 on, `bb.fetch2` only passes names on to `bb.fetch` and warns."""
    if importlib.util.find_spec("bb.fetch") is not None:
        return importlib.import_module("bb.fetch")
    return importlib.import_module("bb.fetch2")


class Cooker:
    """The part of BitBake's cooker that is needed to find layers."""


def make(options: str) -> Callable[[str], str]:
    """Returns what answers requests: JSON [name, parameters]."""
    return Judge(json.loads(options)).answer
